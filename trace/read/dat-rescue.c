/* dat-rescue.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-rescue.h"

#include "dat-options.h"
#include "dat-page.h"
#include "dat-runs.h"

/* Far above the highest number of an option */
#define MAX_OPTION 255

/* Where bytes are missing or too many in a section, the next one lies so far from its place at most. */
#define NEAR_BYTES (64u << 10)

/* A recording that was not finished left a buffer's size 0; elsewhere zeros are no section. */
static gboolean
is_known (const MmsDatSection *section)
{
  return section->id == MMS_DAT_BUFFER
         || (section->size > 0
             && (section->id == MMS_DAT_OPTIONS
                 || (section->id >= MMS_DAT_STRINGS && section->id < MMS_DAT_N_SECTIONS)));
}

static gsize
align_up (gsize value, gsize to)
{
  return (value + to - 1) / to * to;
}

/* Uncompressed contents that begin, or whose sizes fit, as their kind's do. */
static gboolean
has_plain_contents (const MmsDatFile *file, const MmsDatSection *section)
{
  MmsDatCursor cursor;
  const char *text;
  gsize left;

  mms_dat_cursor_init (&cursor, file->data, file->size, file->layout.big_endian);
  mms_dat_cursor_seek (&cursor, section->offset + MMS_DAT_SECTION_HEAD);
  text = (const char *) cursor.data + cursor.at;
  left = cursor.size - cursor.at;
  switch (section->id)
    {
    case MMS_DAT_OPTIONS:
      /* The last one, of 8 bytes, tells where there are more.  Events are full of other small numbers. */
      while (!cursor.failed)
        {
          guint id = mms_dat_cursor_read_u16 (&cursor);
          guint32 size = mms_dat_cursor_read_u32 (&cursor);

          mms_dat_cursor_read_bytes (&cursor, size);
          if (id > MAX_OPTION || (id == 0 && size != 8))
            return FALSE;
          if (id == 0)
            break;
        }
      return !cursor.failed && cursor.at == section->offset + MMS_DAT_SECTION_HEAD + section->size;
    case MMS_DAT_HEADER_INFO:
      return left >= 12 && memcmp (text, "header_page", 12) == 0;
    case MMS_DAT_FTRACE_EVENTS:
      return left >= 17 && memcmp (text + 12, "name:", 5) == 0;
    case MMS_DAT_EVENT_FORMATS:
      return memmem (text, MIN (left, 128), "name:", 5) != NULL;
    case MMS_DAT_KALLSYMS:
    case MMS_DAT_PRINTK:
      return section->size >= 4 && mms_dat_cursor_read_u32 (&cursor) == section->size - 4;
    case MMS_DAT_CMDLINES:
      return section->size >= 8 && mms_dat_cursor_read_u64 (&cursor) == section->size - 8;
    default:
      return FALSE;
    }
}

/* For a head that nothing led to: everything about it must fit. */
static gboolean
is_convincing (const MmsDatFile *file, const MmsDatSection *section)
{
  const gsize start = section->offset + MMS_DAT_SECTION_HEAD;
  gsize pages;

  if (!is_known (section))
    return FALSE;

  if (section->id == MMS_DAT_BUFFER)
    {
      /* Up to where pages may begin there is nothing but zeros. */
      if (!mms_dat_file_is_page_size (file, file->page_size))
        return FALSE;
      pages = align_up (start, file->page_size);
      if (pages >= file->size || section->size > file->size - start || section->size == 0)
        return FALSE;
      /* As they are, pages fill it. */
      if (!section->is_compressed && (start + section->size) % file->page_size != 0)
        return FALSE;
      for (gsize i = start; i < pages; i++)
        if (file->data[i] != 0)
          return FALSE;
      return TRUE;
    }

  if (section->size > file->size - start)
    return FALSE;
  if (section->is_compressed)
    return section->size > 8
           && mms_dat_codec_from_bytes (file->data + start + 8, section->size - 8) == file->codec
           && mms_dat_load32 (file->data + start, file->layout.big_endian) == section->size - 8;
  return has_plain_contents (file, section);
}

/* @end: before which it begins */
static gboolean
find_section (const MmsDatFile *file, gsize from, gsize end, MmsDatSection *section)
{
  for (gsize at = from; at < end && at + MMS_DAT_SECTION_HEAD <= file->size; at++)
    if (mms_dat_section_read_head (section, file, at) && is_convincing (file, section))
      return TRUE;
  return FALSE;
}

gboolean
mms_dat_rescue_is_described (const MmsDatFile *file, guint64 section)
{
  for (guint i = 0; i < file->buffers->len; i++)
    if (((const MmsDatBuffer *) g_ptr_array_index (file->buffers, i))->section == section)
      return TRUE;
  return FALSE;
}

/* Which CPU the n-th one of a buffer is: as the statistics count them, or simply the n-th. */
static guint
guess_cpu (const MmsDatFile *file, guint n)
{
  const MmsDatStat *stat;

  mms_trace_builder_set_guessed_cpus (file->builder);
  if (n >= file->stats->len)
    return n;
  stat = &g_array_index (file->stats, MmsDatStat, n);
  return *stat->buffer == '\0' ? stat->cpu : n;
}

/* Each CPU's chunks begin with their number. */
static void
find_compressed_cpus (MmsDatFile *file, MmsDatBuffer *buffer, guint64 at, gsize end)
{
  gboolean is_sound;
  guint64 size;

  for (; mms_dat_runs_find_row (file, &at, end, buffer->page_size, &size, &is_sound); at += 4 + size)
    {
      if (!mms_dat_file_add_cpu (file, buffer, guess_cpu (file, buffer->cpus->len), at, size))
        return;
      g_array_index (buffer->cpus, MmsDatCpu, buffer->cpus->len - 1).has_holes = !is_sound;
    }
}

/* Nothing tells where one CPU's pages end and the next one's begin, but that time starts over. */
static void
find_plain_cpus (MmsDatFile *file, MmsDatBuffer *buffer, gsize at, gsize end)
{
  const guint page_size = buffer->page_size;
  gsize start = at;
  guint64 last = 0;

  for (; at + file->layout.data_offset < end; at += page_size)
    {
      MmsDatPage page;
      gsize available = MIN (page_size, end - at);

      mms_dat_page_open (&page, &file->layout, file->data + at, page_size, available);
      if (page.problem && available == page_size)
        continue;
      if (page.time < last)
        {
          if (!mms_dat_file_add_cpu (file, buffer, guess_cpu (file, buffer->cpus->len), start,
                                     at - start))
            return;
          start = at;
        }
      last = page.time;
    }
  if (end > start)
    mms_dat_file_add_cpu (file, buffer, guess_cpu (file, buffer->cpus->len), start, end - start);
}

static void
rescue_buffer (MmsDatFile *file, const MmsDatSection *section, gsize end)
{
  g_autofree char *name = file->buffers->len == 0
                              ? g_strdup ("")
                              : g_strdup_printf ("unknown-%u", file->buffers->len);
  guint page_size = mms_dat_file_is_page_size (file, file->page_size) ? file->page_size : 4096;
  g_autoptr (MmsDatBuffer) buffer = mms_dat_buffer_new (name, page_size);
  gsize at = align_up (section->offset + MMS_DAT_SECTION_HEAD, page_size);

  buffer->section = section->offset;
  buffer->is_guessed = TRUE;
  if (section->is_compressed)
    find_compressed_cpus (file, buffer, at, end);
  else
    find_plain_cpus (file, buffer, at, end);
  if (buffer->cpus->len == 0)
    return;

  mms_dat_file_add_damage (file, section->offset,
                           "no option describes this buffer; the pages of %u CPUs were found in it "
                           "and numbered in their order",
                           buffer->cpus->len);
  g_ptr_array_add (file->buffers, g_steal_pointer (&buffer));
}

static void
take_section (MmsDatFile *file, const MmsDatSection *section, gsize end)
{
  if (section->id == MMS_DAT_BUFFER && !mms_dat_rescue_is_described (file, section->offset))
    rescue_buffer (file, section, end);
  else if (section->id == MMS_DAT_OPTIONS)
    mms_dat_options_read_section (file, section, NULL);
  else if (section->id >= MMS_DAT_HEADER_INFO && section->id < MMS_DAT_N_SECTIONS
           && file->sections[section->id] == 0)
    file->sections[section->id] = section->offset;
}

void
mms_dat_rescue_sections (MmsDatFile *file)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (MmsDatSection));
  gsize at = file->first_section;
  gsize least = at;
  MmsDatSection section;
  MmsDatSection near;

  /* Sections lie one behind the other, as long as their sizes are right. */
  while (mms_dat_section_read_head (&section, file, at))
    {
      gboolean fits;

      /* Bytes that are missing in the section before pulled this one nearer. */
      if (at > least && !is_convincing (file, &section)
          && find_section (file, at - MIN (at - least, NEAR_BYTES), at, &near))
        {
          section = near;
          at = section.offset;
        }
      least = at + MMS_DAT_SECTION_HEAD;
      fits = section.size <= file->size - at - MMS_DAT_SECTION_HEAD;
      if (is_known (&section)
          && (fits || section.id == MMS_DAT_BUFFER || is_convincing (file, &section)))
        g_array_append_val (found, section);
      if (is_known (&section) && fits)
        {
          at += MMS_DAT_SECTION_HEAD + section.size;
          continue;
        }
      if (!find_section (file, at + 1, file->size, &section))
        break;
      at = section.offset;
    }

  /* Options first, for what they describe need not be guessed. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < found->len; i++)
      {
        const MmsDatSection *here = &g_array_index (found, MmsDatSection, i);
        gsize start = here->offset + MMS_DAT_SECTION_HEAD;
        gsize end
            = i + 1 < found->len ? g_array_index (found, MmsDatSection, i + 1).offset : file->size;

        /* What looks like a head may overlap the next one or the file's end. */
        if (start > end)
          continue;
        /* A recording that was not finished says 0. */
        if (here->size > 0 && here->size < end - start)
          end = start + here->size;
        if ((here->id == MMS_DAT_OPTIONS) == (pass == 0))
          take_section (file, here, end);
      }
}
