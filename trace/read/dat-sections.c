/* dat-sections.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-sections.h"

/* All symbols of a kernel with all modules are 10 MB of text, all formats 5. */
#define MAX_CONTENTS (256u << 20)

gboolean
mms_dat_section_read_head (MmsDatSection *section, const MmsDatFile *file, guint64 offset)
{
  MmsDatCursor cursor;

  mms_dat_cursor_init (&cursor, file->data, file->size, file->layout.big_endian);
  mms_dat_cursor_seek (&cursor, offset);
  section->offset = offset;
  section->id = mms_dat_cursor_read_u16 (&cursor);
  section->is_compressed = (mms_dat_cursor_read_u16 (&cursor) & 1) != 0;
  mms_dat_cursor_read_u32 (&cursor);
  section->size = mms_dat_cursor_read_u64 (&cursor);
  return !cursor.failed && offset != 0;
}

GBytes *
mms_dat_section_read_contents (const MmsDatSection *section, MmsDatFile *file, gboolean *is_whole)
{
  gsize start = section->offset + MMS_DAT_SECTION_HEAD;
  guint64 size = MIN (section->size, file->size - start);
  guint32 stored;
  guint32 expanded;
  g_autoptr (GBytes) bytes = NULL;

  *is_whole = size == section->size;
  if (!section->is_compressed)
    bytes = g_bytes_new_from_bytes (file->bytes, start, size);
  else if (size >= 8)
    {
      stored = mms_dat_load32 (file->data + start, file->layout.big_endian);
      expanded = mms_dat_load32 (file->data + start + 4, file->layout.big_endian);
      *is_whole &= stored <= size - 8;
      bytes = mms_dat_codec_expand_growing (file->codec, file->data + start + 8,
                                            MIN (stored, size - 8), MIN (expanded, MAX_CONTENTS));
      *is_whole &= g_bytes_get_size (bytes) == expanded;
    }
  else
    {
      bytes = g_bytes_new (NULL, 0);
      *is_whole = FALSE;
    }

  if (!*is_whole)
    mms_dat_file_add_damage (file, section->offset,
                             "section %u is cut or does not expand; %" G_GSIZE_FORMAT
                             " bytes of it can be read",
                             section->id, g_bytes_get_size (bytes));
  return g_steal_pointer (&bytes);
}
