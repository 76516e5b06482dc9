/* dat-layout.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsDatLayout:
 * @long_size: bytes of a kernel's long: the size of the commit word
 * @commit_offset: of the commit word from the page's start; the page's stamp are the 8 bytes at 0
 * @data_offset: of the first record from the page's start
 * @type_offset: of the number of the event's kind from the record's data
 *
 * How the machine that recorded lays out numbers and ring-buffer pages.
 */
typedef struct
{
  gboolean big_endian;
  guint long_size;
  guint commit_offset;
  guint data_offset;
  guint type_offset;
  guint type_size;
} MmsDatLayout;

void mms_dat_layout_init (MmsDatLayout *layout,
                          gboolean      big_endian,
                          guint         long_size);

/**
 * mms_dat_layout_read_header_page:
 * @text: events/header_page of the machine that recorded
 *
 * Returns: bytes of a page as the text tells; 0 where it does not, and @layout is as it was
 */
guint mms_dat_layout_read_header_page (MmsDatLayout *layout,
                                       const char   *text,
                                       gsize         size);

G_END_DECLS
