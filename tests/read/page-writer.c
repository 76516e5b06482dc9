/* page-writer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "page-writer.h"

#include <string.h>

void
dat_put (GByteArray *bytes, const DatForm *form, guint size, guint64 value)
{
  for (guint i = 0; i < size; i++)
    {
      guint8 byte = value >> 8 * (form->big_endian ? size - 1 - i : i);

      g_byte_array_append (bytes, &byte, 1);
    }
}

DatPage *
dat_page_new (const DatForm *form, guint64 time)
{
  DatPage *page = g_new0 (DatPage, 1);

  page->form = form;
  page->time = time;
  page->n_lost = -1;
  page->records = g_byte_array_new ();
  return page;
}

void
dat_page_free (DatPage *page)
{
  g_byte_array_unref (page->records);
  g_free (page);
}

static void
put_head (DatPage *page, guint type, guint delta)
{
  dat_put (page->records, page->form, 4,
           page->form->big_endian ? type << 27 | delta : delta << 5 | type);
}

void
dat_page_add (DatPage *page, guint delta, GByteArray *data, gboolean is_long)
{
  while (data->len % 4 != 0)
    dat_put (data, page->form, 1, 0);

  g_assert_true (is_long || data->len <= 4 * 28);
  put_head (page, is_long ? 0 : data->len / 4, delta);
  if (is_long)
    dat_put (page->records, page->form, 4, data->len + 4);
  g_byte_array_append (page->records, data->data, data->len);
}

void
dat_page_add_head (DatPage *page, guint type, guint delta, guint32 word)
{
  put_head (page, type, delta);
  dat_put (page->records, page->form, 4, word);
}

void
dat_page_set_missed (DatPage *page, gint64 n_lost)
{
  page->flags = 1u << 31 | (n_lost >= 0 ? 1u << 30 : 0);
  page->n_lost = n_lost;
}

void
dat_page_write (DatPage *page, GByteArray *bytes)
{
  gsize start = bytes->len;
  gsize used;

  dat_put (bytes, page->form, 8, page->time);
  dat_put (bytes, page->form, page->form->long_size, page->flags | page->records->len);
  g_byte_array_append (bytes, page->records->data, page->records->len);
  if (page->n_lost >= 0)
    dat_put (bytes, page->form, page->form->long_size, page->n_lost);
  used = bytes->len;
  g_assert_cmpuint (used - start, <=, page->form->page_size);
  g_byte_array_set_size (bytes, start + page->form->page_size);
  memset (bytes->data + used, 0, bytes->len - used);
}
