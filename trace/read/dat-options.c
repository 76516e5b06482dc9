/* dat-options.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-options.h"

/* People use a handful; a damaged file could claim millions. */
#define MAX_BUFFERS 256u

#define NS_PER_US 1000

/* What a buffer's description has for each CPU */
#define CPU_SIZE (4 + 8 + 8)

char *
mms_dat_options_parse_clock (const char *text, gsize size)
{
  const char *open = memchr (text, '[', size);
  const char *close = open ? memchr (open, ']', text + size - open) : NULL;

  return close && close > open + 1 ? g_utf8_make_valid (open + 1, close - open - 1) : NULL;
}

/* The text of per_cpu/cpuN/stats; before an instance's first one stands "\nBuffer: NAME\n\n". */
static void
read_stats (MmsDatFile *file, const guint8 *data, gsize size, char **buffer)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  MmsDatStat stat = { NULL, G_MAXUINT, 0, 0 };

  for (guint i = 0; lines[i]; i++)
    {
      if (g_str_has_prefix (lines[i], "Buffer: "))
        {
          g_free (*buffer);
          *buffer = g_utf8_make_valid (lines[i] + strlen ("Buffer: "), -1);
        }
      else if (g_str_has_prefix (lines[i], "CPU: "))
        stat.cpu = g_ascii_strtoull (lines[i] + strlen ("CPU: "), NULL, 10);
      else if (g_str_has_prefix (lines[i], "overrun: "))
        stat.overrun = g_ascii_strtoull (lines[i] + strlen ("overrun: "), NULL, 10);
      else if (g_str_has_prefix (lines[i], "dropped events: "))
        stat.dropped = g_ascii_strtoull (lines[i] + strlen ("dropped events: "), NULL, 10);
    }

  if (stat.cpu != G_MAXUINT)
    {
      stat.buffer = g_strdup (*buffer);
      mms_dat_file_add_stat (file, &stat);
    }
}

static gboolean
is_buffer (const MmsDatFile *file, guint64 offset)
{
  MmsDatSection section;

  return mms_dat_section_read_head (&section, file, offset) && section.id == MMS_DAT_BUFFER;
}

/* Whether what it tells can be.  Where its section lies and what it tells of its CPUs vouch for each
 * other; one entry may be damaged, or the section's head. */
static gboolean
is_plausible (const MmsDatFile *file, const MmsDatBuffer *buffer)
{
  guint n_plausible = 0;

  for (guint i = 0; i < buffer->cpus->len; i++)
    {
      const MmsDatCpu *cpu = &g_array_index (buffer->cpus, MmsDatCpu, i);

      n_plausible += cpu->cpu < MMS_MAX_CPUS && cpu->offset <= file->size;
    }
  return mms_dat_file_is_page_size (file, buffer->page_size)
         && (is_buffer (file, buffer->section) ? 2 * n_plausible >= buffer->cpus->len
                                               : n_plausible > 0
                                                     && n_plausible == buffer->cpus->len);
}

/* Version 7: 64 bits of where its section lies, name, clock, page size, CPUs with id, offset, size.
 * Version 6: where its own "flyrecord" table lies, and the name. */
static void
read_buffer (MmsDatFile *file, MmsDatCursor *cursor, guint64 place)
{
  guint64 section = mms_dat_cursor_read_u64 (cursor);
  const char *name = mms_dat_cursor_read_string (cursor);
  const char *clock;
  guint32 page_size;
  guint32 n_cpus;
  guint32 n_there;
  g_autoptr (MmsDatBuffer) buffer = NULL;

  if (name == NULL)
    {
      mms_dat_file_add_damage (file, place, "the description of a buffer ends too early");
      return;
    }
  if (file->buffers->len == MAX_BUFFERS)
    {
      mms_dat_file_add_damage (file, place, "there are more than %u buffers", MAX_BUFFERS);
      return;
    }
  buffer = mms_dat_buffer_new (name, file->page_size);
  buffer->section = section;

  if (file->version == 6)
    {
      g_ptr_array_add (file->buffers, g_steal_pointer (&buffer));
      return;
    }

  clock = mms_dat_cursor_read_string (cursor);
  page_size = mms_dat_cursor_read_u32 (cursor);
  n_cpus = mms_dat_cursor_read_u32 (cursor);
  if (!cursor->failed)
    {
      buffer->clock = g_utf8_make_valid (clock, -1);
      buffer->page_size = page_size;
    }

  n_there = (cursor->size - cursor->at) / CPU_SIZE;
  if (!cursor->failed && (n_cpus > MMS_MAX_CPUS || n_cpus != n_there))
    {
      mms_dat_file_add_damage (file, place,
                               "buffer \"%s\" claims %u CPUs, and its description holds %u",
                               buffer->name, n_cpus, n_there);
      n_cpus = n_there;
    }
  for (guint32 i = 0; i < MIN (n_cpus, MMS_MAX_CPUS) && !cursor->failed; i++)
    {
      guint32 cpu = mms_dat_cursor_read_u32 (cursor);
      guint64 offset = mms_dat_cursor_read_u64 (cursor);
      guint64 size = mms_dat_cursor_read_u64 (cursor);

      if (!cursor->failed && !mms_dat_file_add_cpu (file, buffer, cpu, offset, size))
        break;
    }
  if (cursor->failed || !is_plausible (file, buffer))
    {
      mms_dat_file_add_damage (file, place, "the description of a buffer makes no sense");
      file->lacks_buffers = TRUE;
      return;
    }

  g_ptr_array_add (file->buffers, g_steal_pointer (&buffer));
}

/* What is added to all stamps, a number in text */
static void
add_offset (MmsDatFile *file, const guint8 *data, gsize size, gint64 unit)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  /* Stamps wrap, and nothing here may trap on what a file claims. */
  file->time_offset += (guint64) g_ascii_strtoll (text, NULL, 0) * (guint64) unit;
}

static void
read_option (MmsDatFile *file,
             guint id,
             const guint8 *data,
             guint32 size,
             guint64 place,
             char **stats_buffer)
{
  MmsDatCursor cursor;

  mms_dat_cursor_init (&cursor, data, size, file->layout.big_endian);
  switch (id)
    {
    case MMS_DAT_CPUSTAT:
      read_stats (file, data, size, stats_buffer);
      break;

    case MMS_DAT_BUFFER:
      read_buffer (file, &cursor, place);
      break;

    case MMS_DAT_DATE:
      add_offset (file, data, size, NS_PER_US);
      break;

    case MMS_DAT_TRACECLOCK:
      g_free (file->clock);
      file->clock = mms_dat_options_parse_clock ((const char *) data, size);
      break;

    case MMS_DAT_OFFSET:
      add_offset (file, data, size, 1);
      break;

    case MMS_DAT_TSC2NSEC:
      file->tsc.mult = mms_dat_cursor_read_u32 (&cursor);
      file->tsc.shift = mms_dat_cursor_read_u32 (&cursor);
      mms_dat_cursor_read_u64 (&cursor);
      if (cursor.failed || file->tsc.shift > 63)
        {
          mms_dat_file_add_damage (file, place, "what scales cycles to nanoseconds makes no sense");
          file->tsc.mult = 0;
        }
      break;

    case MMS_DAT_CPUCOUNT:
      file->n_cpus = mms_dat_cursor_read_u32 (&cursor);
      break;

    case MMS_DAT_HEADER_INFO:
    case MMS_DAT_FTRACE_EVENTS:
    case MMS_DAT_EVENT_FORMATS:
    case MMS_DAT_KALLSYMS:
    case MMS_DAT_PRINTK:
    case MMS_DAT_CMDLINES:
      file->sections[id] = mms_dat_cursor_read_u64 (&cursor);
      break;

    case MMS_DAT_BUFFER_TEXT:
      mms_trace_builder_add_note (file->builder, FALSE,
                                  "the text of a latency tracer in this file is not shown");
      break;

    default:
      break;
    }
}

gboolean
mms_dat_options_read (MmsDatFile *file, MmsDatCursor *cursor, guint64 place, guint64 *next)
{
  g_autofree char *stats_buffer = g_strdup ("");

  *next = 0;
  while (!cursor->failed)
    {
      guint64 at = place + cursor->at;
      guint16 id = mms_dat_cursor_read_u16 (cursor);
      guint32 size;
      const guint8 *data;

      if (cursor->failed)
        break;
      if (id == 0 && file->version == 6)
        return TRUE;

      size = mms_dat_cursor_read_u32 (cursor);
      data = mms_dat_cursor_read_bytes (cursor, size);
      if (data == NULL)
        break;
      if (id == 0)
        {
          if (size >= 8)
            *next = mms_dat_load64 (data, file->layout.big_endian);
          return size >= 8;
        }
      read_option (file, id, data, size, at, &stats_buffer);
    }
  return FALSE;
}

gboolean
mms_dat_options_read_section (MmsDatFile *file, const MmsDatSection *section, guint64 *next)
{
  MmsDatCursor cursor;
  gboolean is_whole;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const guint8 *data;
  guint64 after = 0;

  if (next)
    *next = 0;
  for (guint i = 0; i < file->options->len; i++)
    if (g_array_index (file->options, guint64, i) == section->offset)
      {
        /* While sections are looked for, what was read already is met again. */
        if (next)
          mms_dat_file_add_damage (file, section->offset, "the options lead in a circle");
        return FALSE;
      }
  g_array_append_val (file->options, section->offset);

  bytes = mms_dat_section_read_contents (section, file, &is_whole);
  data = g_bytes_get_data (bytes, &size);
  mms_dat_cursor_init (&cursor, data, size, file->layout.big_endian);
  if (!mms_dat_options_read (file, &cursor, section->offset + MMS_DAT_SECTION_HEAD, &after))
    {
      mms_dat_file_add_damage (file, section->offset, "the options end too early");
      return FALSE;
    }
  if (next)
    *next = after;
  return TRUE;
}
