/* dat-v7.c - trace.dat version 7
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Behind the page size stand the name and the version of the compression, two strings, and 64 bits
 * of where the first section of options lies.  All else are sections (dat-sections.h) in any order.
 * Options tell where the others are and at their end where the next options are; those that
 * describe the buffers are written last, so a file that was cut has lost them.  dat-rescue.c then
 * looks at the sections one by one.
 */

#include "dat-contents.h"
#include "dat-options.h"
#include "dat-rescue.h"
#include "dat-sections.h"
#include "read.h"

/* Follows the chain of options; each place is visited once. */
static gboolean
read_options (MmsDatFile *file, guint64 offset)
{
  while (offset != 0)
    {
      const guint64 place = offset;
      MmsDatSection section;

      if (!mms_dat_section_read_head (&section, file, offset) || section.id != MMS_DAT_OPTIONS)
        {
          file->lost_options = place;
          mms_dat_file_add_damage (file, offset, "options should lie here and do not");
          return FALSE;
        }
      if (!mms_dat_options_read_section (file, &section, &offset))
        {
          file->lost_options = place;
          return FALSE;
        }
    }
  return TRUE;
}

/* Whether each section lies where its option says; one that does not is forgotten. */
static gboolean
check_sections (MmsDatFile *file)
{
  gboolean is_sound = TRUE;

  for (guint id = MMS_DAT_HEADER_INFO; id < MMS_DAT_N_SECTIONS; id++)
    {
      MmsDatSection section;

      if (file->sections[id] == 0
          || (mms_dat_section_read_head (&section, file, file->sections[id]) && section.id == id))
        continue;
      mms_dat_file_add_damage (file, file->sections[id], "section %u should lie here and does not",
                               id);
      file->sections[id] = 0;
      is_sound = FALSE;
    }
  return is_sound;
}

static void
read_section (MmsDatFile *file, guint id)
{
  guint64 offset = file->sections[id];
  MmsDatSection section;
  g_autoptr (GBytes) bytes = NULL;
  MmsDatCursor cursor;
  gboolean is_whole;
  gsize size;
  const guint8 *data;

  if (offset == 0 || !mms_dat_section_read_head (&section, file, offset))
    return;

  bytes = mms_dat_section_read_contents (&section, file, &is_whole);
  mms_dat_kinds_hold (file->kinds, bytes);
  data = g_bytes_get_data (bytes, &size);
  mms_dat_cursor_init (&cursor, data, size, file->layout.big_endian);
  switch (id)
    {
    case MMS_DAT_HEADER_INFO:
      mms_dat_contents_read_header_info (file, &cursor, offset);
      break;
    case MMS_DAT_FTRACE_EVENTS:
      mms_dat_contents_read_ftrace (file, &cursor, offset);
      break;
    case MMS_DAT_EVENT_FORMATS:
      mms_dat_contents_read_events (file, &cursor, offset);
      break;
    case MMS_DAT_KALLSYMS:
      mms_dat_contents_read_kallsyms (file, &cursor, bytes, offset);
      break;
    case MMS_DAT_PRINTK:
      mms_dat_contents_read_printk (file, &cursor, bytes, offset);
      break;
    case MMS_DAT_CMDLINES:
      mms_dat_contents_read_cmdlines (file, &cursor, offset);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Sections fill the file.  The last are the strings, which nothing here needs, but a file that ends
 * in them is cut all the same.  Returns: %FALSE if there is a buffer that no option tells of */
static gboolean
check_end (MmsDatFile *file)
{
  MmsDatSection section;
  gsize at = file->first_section;

  while (at < file->size)
    {
      if (!mms_dat_section_read_head (&section, file, at)
          || section.size > file->size - at - MMS_DAT_SECTION_HEAD)
        {
          mms_dat_file_add_damage (file, at, "the file ends within its last section");
          break;
        }
      if (section.id == MMS_DAT_BUFFER && !mms_dat_rescue_is_described (file, at))
        return FALSE;
      at += MMS_DAT_SECTION_HEAD + section.size;
    }
  return TRUE;
}

/* By how the contents of the first section begin */
static MmsDatCodec
guess_codec (const MmsDatFile *file)
{
  MmsDatSection section;
  gsize at = file->first_section + MMS_DAT_SECTION_HEAD + 8;

  if (!mms_dat_section_read_head (&section, file, file->first_section) || file->size <= at)
    return MMS_DAT_CODEC_UNKNOWN;
  return section.is_compressed ? mms_dat_codec_from_bytes (file->data + at, file->size - at)
                               : MMS_DAT_CODEC_NONE;
}

gboolean
mms_dat_v7_read (MmsDatFile *file, MmsDatCursor *cursor, GError **error)
{
  static const guint order[] = { MMS_DAT_HEADER_INFO, MMS_DAT_FTRACE_EVENTS, MMS_DAT_EVENT_FORMATS,
                                 MMS_DAT_KALLSYMS, MMS_DAT_PRINTK, MMS_DAT_CMDLINES };
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
      file->codec = guess_codec (file);
    }

  if (options == 0)
    mms_dat_file_add_damage (file, cursor->at - 8, "the file was not finished: it has no options");
  is_whole = options != 0 && read_options (file, options);
  is_whole &= check_sections (file) && !file->lacks_buffers;
  if (!is_whole || !check_end (file))
    mms_dat_rescue_sections (file);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    read_section (file, order[i]);
  return TRUE;
}
