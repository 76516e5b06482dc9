/* dat-v7.c - trace.dat version 7
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Behind the page size stand the name and the version of the compression, two strings, and 64 bits of
 * where the first section of options lies.  All else are sections (dat-sections.h) in any order.  Options
 * tell where the others are and at their end where the next options are; those that describe the
 * buffers are written last, so a file that was cut has lost them.  dat-rescue.c then looks at the
 * sections one by one.
 */

#include "dat-contents.h"
#include "dat-options.h"
#include "dat-rescue.h"
#include "dat-sections.h"
#include "read.h"

/* Follows the chain of options; each place is visited once. */
static gboolean
read_options (MmsDatFile *file,
              guint64     offset)
{
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  while (offset != 0)
    {
      MmsDatSection section;
      MmsDatCursor cursor;
      gboolean is_whole;
      g_autoptr (GBytes) bytes = NULL;
      gsize size;
      const guint8 *data;
      guint64 here = offset;

      if (!g_hash_table_add (visited, g_memdup2 (&here, sizeof here)))
        {
          mms_dat_file_add_damage (file, here, "the options lead in a circle");
          return FALSE;
        }
      if (!mms_dat_section_read_head (&section, file, here) || section.id != MMS_DAT_OPTIONS)
        {
          mms_dat_file_add_damage (file, here, "options should lie here and do not");
          return FALSE;
        }

      bytes = mms_dat_section_read_contents (&section, file, &is_whole);
      data = g_bytes_get_data (bytes, &size);
      mms_dat_cursor_init (&cursor, data, size, file->layout.big_endian);
      if (!mms_dat_options_read (file, &cursor, here + MMS_DAT_SECTION_HEAD, &offset))
        {
          mms_dat_file_add_damage (file, here, "the options end too early");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_section (MmsDatFile *file,
              guint       id)
{
  guint64 offset = file->sections[id];
  MmsDatSection section;
  g_autoptr (GBytes) bytes = NULL;
  MmsDatCursor cursor;
  gboolean is_whole;
  gsize size;
  const guint8 *data;

  if (offset == 0)
    return TRUE;
  if (!mms_dat_section_read_head (&section, file, offset) || section.id != id)
    {
      mms_dat_file_add_damage (file, offset, "section %u should lie here and does not", id);
      return FALSE;
    }

  bytes = mms_dat_section_read_contents (&section, file, &is_whole);
  mms_dat_kinds_hold (file->kinds, bytes);
  data = g_bytes_get_data (bytes, &size);
  mms_dat_cursor_init (&cursor, data, size, file->layout.big_endian);
  switch (id)
    {
    case MMS_DAT_HEADER_INFO:
      return mms_dat_contents_read_header_info (file, &cursor, offset) && is_whole;
    case MMS_DAT_FTRACE_EVENTS:
      return mms_dat_contents_read_ftrace (file, &cursor, offset) && is_whole;
    case MMS_DAT_EVENT_FORMATS:
      return mms_dat_contents_read_events (file, &cursor, offset) && is_whole;
    case MMS_DAT_KALLSYMS:
      return mms_dat_contents_read_kallsyms (file, &cursor, bytes, offset) && is_whole;
    case MMS_DAT_CMDLINES:
      return mms_dat_contents_read_cmdlines (file, &cursor, offset) && is_whole;
    default:
      return TRUE;
    }
}

gboolean
mms_dat_v7_read (MmsDatFile    *file,
                 MmsDatCursor  *cursor,
                 GError       **error)
{
  static const guint order[] = { MMS_DAT_HEADER_INFO, MMS_DAT_FTRACE_EVENTS, MMS_DAT_EVENT_FORMATS,
                                 MMS_DAT_KALLSYMS, MMS_DAT_CMDLINES };
  const char *codec = mms_dat_cursor_read_string (cursor);
  guint64 options;
  gboolean is_whole;

  mms_dat_cursor_read_string (cursor);
  options = mms_dat_cursor_read_u64 (cursor);
  if (cursor->failed)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                           "The file ends in the first bytes of its header");
      return FALSE;
    }

  file->codec = mms_dat_codec_from_name (codec);
  file->first_section = cursor->at;
  if (file->codec == MMS_DAT_CODEC_UNKNOWN)
    {
      g_autofree char *name = g_utf8_make_valid (codec, strnlen (codec, 32));

      mms_dat_file_add_damage (file, cursor->at, "compression \"%s\" is not known", name);
    }

  is_whole = options != 0 && read_options (file, options);
  if (!is_whole)
    mms_dat_rescue_sections (file);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    read_section (file, order[i]);
  return TRUE;
}
