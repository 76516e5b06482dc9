/* dat-layout.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-layout.h"

#include "dat-declaration.h"

void
mms_dat_layout_init (MmsDatLayout *layout, gboolean big_endian, guint long_size)
{
  *layout = (MmsDatLayout) {
    .big_endian = big_endian,
    .long_size = long_size,
    .commit_offset = 8,
    .data_offset = 8 + long_size,
    .type_offset = 0,
    .type_size = 2,
  };
}

guint
mms_dat_layout_read_header_page (MmsDatLayout *layout, const char *text, gsize size)
{
  const char *end = text + size;
  MmsDatDeclaration commit = { 0 };
  MmsDatDeclaration data = { 0 };
  MmsDatDeclaration declaration;

  while (mms_dat_declaration_read (&declaration, &text, end))
    {
      if (mms_dat_declaration_is_named (&declaration, "commit"))
        commit = declaration;
      else if (mms_dat_declaration_is_named (&declaration, "data"))
        data = declaration;
    }

  if ((commit.size != 4 && commit.size != 8) || commit.offset < 8 || commit.offset > 64
      || data.offset < commit.offset + commit.size || data.offset > 128 || data.offset % 4 != 0)
    return 0;

  layout->long_size = commit.size;
  layout->commit_offset = commit.offset;
  layout->data_offset = data.offset;
  return data.size > 0 && data.size < G_MAXINT32 ? data.offset + data.size : 0;
}
