/* page-writer.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DatForm:
 * @version: 6 or 7
 * @long_size: of the kernel
 * @codec: "none", "zlib" or "zstd"; version 7 only
 */
typedef struct
{
  guint version;
  gboolean big_endian;
  guint long_size;
  guint page_size;
  const char *codec;
} DatForm;

/* Bytes in a form's byte order */
void dat_put (GByteArray    *bytes,
              const DatForm *form,
              guint          size,
              guint64        value);

/* A ring-buffer page, record by record */
typedef struct
{
  const DatForm *form;
  guint64 time;
  guint64 flags;  /* of the commit word */
  gint64 n_lost;  /* stored behind the records; -1: not */
  GByteArray *records;
} DatPage;

DatPage *dat_page_new         (const DatForm *form,
                               guint64        time);
void     dat_page_free        (DatPage       *page);
/* @is_long: with the size in a word of its own */
void     dat_page_add         (DatPage       *page,
                               guint          delta,
                               GByteArray    *data,
                               gboolean       is_long);
void     dat_page_add_head    (DatPage       *page,
                               guint          type,
                               guint          delta,
                               guint32        word);
void     dat_page_set_missed  (DatPage       *page,
                               gint64         n_lost);
/* Behind @bytes, filled up to the page's size */
void     dat_page_write       (DatPage       *page,
                               GByteArray    *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DatPage, dat_page_free)

G_END_DECLS
