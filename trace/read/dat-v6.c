/* dat-v6.c - trace.dat version 6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Behind the page size everything follows without any head: header_page, header_event, the formats
 * of ftrace's own events, the formats of all others, kallsyms, printk formats, task names, 32 bits
 * of how many CPUs.  Then a tag of 10 bytes: "options  " with options behind it and another tag; at
 * last "flyrecord", with 64 bits of offset and 64 of size for each CPU and then the clock's name, or
 * "latency  ", with text.
 * The pages lie where that table says, uncompressed.  Other instances' tables ("flyrecord" again)
 * lie where their options say.
 *
 * Since only sizes tell where the next part begins, one wrong size loses the thread; it is found
 * again at the next tag.
 */

#include "dat-contents.h"
#include "dat-options.h"
#include "read.h"

#define TAG_SIZE 10

/* The names of all clocks that a kernel has */
#define MAX_CLOCK 1024

static const char options_tag[] = "options  ";
static const char latency_tag[] = "latency  ";
static const char flyrecord_tag[] = "flyrecord";

G_STATIC_ASSERT (sizeof options_tag == TAG_SIZE);
G_STATIC_ASSERT (sizeof latency_tag == TAG_SIZE);
G_STATIC_ASSERT (sizeof flyrecord_tag == TAG_SIZE);

static gboolean
is_tag (const MmsDatCursor *cursor, const char *tag)
{
  return !cursor->failed && cursor->size - cursor->at >= TAG_SIZE
         && memcmp (cursor->data + cursor->at, tag, TAG_SIZE) == 0;
}

/* Behind damage: to the first tag from where the thread was lost. */
static gboolean
seek_tag (MmsDatCursor *cursor, gsize from)
{
  static const char *const tags[] = { options_tag, flyrecord_tag, latency_tag };
  const guint8 *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      const guint8 *at = memmem (cursor->data + from, cursor->size - from, tags[i], TAG_SIZE);

      if (at && (found == NULL || at < found))
        found = at;
    }
  if (found == NULL)
    return FALSE;

  cursor->failed = FALSE;
  cursor->at = found - cursor->data;
  return TRUE;
}

static gboolean
read_header (MmsDatFile *file, MmsDatCursor *cursor, gsize *sound_end)
{
  *sound_end = cursor->at;
  if (!mms_dat_contents_read_header_info (file, cursor, cursor->at))
    return FALSE;
  *sound_end = cursor->at;
  if (!mms_dat_contents_read_ftrace (file, cursor, cursor->at))
    return FALSE;
  *sound_end = cursor->at;
  if (!mms_dat_contents_read_events (file, cursor, cursor->at))
    return FALSE;
  *sound_end = cursor->at;
  if (!mms_dat_contents_read_kallsyms (file, cursor, file->bytes, cursor->at))
    return FALSE;
  *sound_end = cursor->at;
  if (!mms_dat_contents_read_printk (file, cursor, file->bytes, cursor->at))
    return FALSE;
  *sound_end = cursor->at;
  return mms_dat_contents_read_cmdlines (file, cursor, cursor->at);
}

/* Behind "flyrecord": the table. */
static void
read_cpus (MmsDatFile *file, MmsDatCursor *cursor, MmsDatBuffer *buffer, guint n_cpus)
{
  gsize place = cursor->at;

  if (n_cpus > MMS_MAX_CPUS)
    {
      mms_dat_file_add_damage (file, place, "%u CPUs are too many", n_cpus);
      n_cpus = MMS_MAX_CPUS;
    }
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      guint64 offset = mms_dat_cursor_read_u64 (cursor);
      guint64 size = mms_dat_cursor_read_u64 (cursor);

      if (cursor->failed)
        {
          mms_dat_file_add_damage (file, place, "the table of %u CPUs ends too early", n_cpus);
          return;
        }
      if (!mms_dat_file_add_cpu (file, buffer, cpu, offset, size))
        return;
    }
}

/* Behind a buffer's table stands the name of its clock. */
static void
read_clock (MmsDatFile *file, MmsDatCursor *cursor, MmsDatBuffer *buffer)
{
  guint64 size = mms_dat_cursor_read_u64 (cursor);
  const guint8 *text = size <= MAX_CLOCK ? mms_dat_cursor_read_bytes (cursor, size) : NULL;

  /* Old trace-cmd wrote none, and pages follow. */
  if (text)
    buffer->clock = mms_dat_options_parse_clock ((const char *) text, size);
}

static void
read_instances (MmsDatFile *file)
{
  for (guint i = 0; i < file->buffers->len; i++)
    {
      MmsDatBuffer *buffer = g_ptr_array_index (file->buffers, i);
      MmsDatCursor cursor;

      mms_dat_cursor_init (&cursor, file->data, file->size, file->layout.big_endian);
      mms_dat_cursor_seek (&cursor, buffer->section);
      if (!is_tag (&cursor, flyrecord_tag))
        {
          mms_dat_file_add_damage (file, buffer->section, "buffer \"%s\" does not begin here",
                                   buffer->name);
          continue;
        }
      cursor.at += TAG_SIZE;
      read_cpus (file, &cursor, buffer, file->n_cpus);
      read_clock (file, &cursor, buffer);
    }
}

gboolean
mms_dat_v6_read (MmsDatFile *file, MmsDatCursor *cursor, GError **error)
{
  g_autoptr (MmsDatBuffer) top = NULL;
  gsize sound_end = cursor->at;
  guint n_table_cpus;
  guint64 unused;

  if (read_header (file, cursor, &sound_end))
    {
      sound_end = cursor->at;
      mms_dat_cursor_read_u32 (cursor);
    }
  if (!is_tag (cursor, options_tag) && !is_tag (cursor, flyrecord_tag)
      && !is_tag (cursor, latency_tag))
    {
      if (!cursor->failed)
        mms_dat_file_add_damage (file, sound_end, "the header loses its thread");
      if (!seek_tag (cursor, sound_end))
        {
          g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                       "The header is cut or damaged at offset 0x%" G_GSIZE_MODIFIER
                       "x and leads to no events",
                       sound_end);
          return FALSE;
        }
    }
  file->n_cpus = cursor->at >= 4
                     ? mms_dat_load32 (cursor->data + cursor->at - 4, file->layout.big_endian)
                     : 0;
  n_table_cpus = file->n_cpus;

  if (is_tag (cursor, options_tag))
    {
      gsize at = cursor->at;

      cursor->at += TAG_SIZE;
      if (!mms_dat_options_read (file, cursor, 0, &unused)
          || !(is_tag (cursor, flyrecord_tag) || is_tag (cursor, latency_tag)))
        {
          mms_dat_file_add_damage (file, at, "the options do not end where they should");
          seek_tag (cursor, at + 1);
        }
    }

  if (is_tag (cursor, latency_tag))
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           "This file holds the text of a latency tracer, not events");
      return FALSE;
    }

  top = mms_dat_buffer_new ("", file->page_size);
  top->section = cursor->at;
  if (is_tag (cursor, flyrecord_tag))
    {
      cursor->at += TAG_SIZE;
      read_cpus (file, cursor, top, n_table_cpus);
      read_clock (file, cursor, top);
    }
  else
    mms_dat_file_add_damage (file, cursor->at, "the table of CPUs is missing");

  read_instances (file);
  g_ptr_array_insert (file->buffers, 0, g_steal_pointer (&top));
  return TRUE;
}
