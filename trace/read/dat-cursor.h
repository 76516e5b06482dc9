/* dat-cursor.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Loads from anywhere, in the file's byte order; the caller has checked the bounds. */

static inline guint16
mms_dat_load16 (const guint8 *from,
                gboolean      big_endian)
{
  guint16 value;

  memcpy (&value, from, sizeof value);
  return big_endian ? GUINT16_FROM_BE (value) : GUINT16_FROM_LE (value);
}

static inline guint32
mms_dat_load32 (const guint8 *from,
                gboolean      big_endian)
{
  guint32 value;

  memcpy (&value, from, sizeof value);
  return big_endian ? GUINT32_FROM_BE (value) : GUINT32_FROM_LE (value);
}

static inline guint64
mms_dat_load64 (const guint8 *from,
                gboolean      big_endian)
{
  guint64 value;

  memcpy (&value, from, sizeof value);
  return big_endian ? GUINT64_FROM_BE (value) : GUINT64_FROM_LE (value);
}

/* A number of 1, 2, 4 or 8 bytes; other sizes read as 0. */
static inline guint64
mms_dat_load (const guint8 *from,
              guint         size,
              gboolean      big_endian)
{
  switch (size)
    {
    case 1:
      return *from;
    case 2:
      return mms_dat_load16 (from, big_endian);
    case 4:
      return mms_dat_load32 (from, big_endian);
    case 8:
      return mms_dat_load64 (from, big_endian);
    default:
      return 0;
    }
}

/**
 * MmsDatCursor:
 * @data: (transfer none): the bytes that may be read
 * @at: where the next read happens, never beyond @size
 * @failed: a read did not fit; every read after it fails too
 *
 * Walks through bytes that nobody vouches for.  A read that does not fit answers 0 or %NULL, stays
 * where it is and sets @failed, so a caller may read a whole group and look once.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  gsize at;
  gboolean big_endian;
  gboolean failed;
} MmsDatCursor;

void          mms_dat_cursor_init        (MmsDatCursor *cursor,
                                          const guint8 *data,
                                          gsize         size,
                                          gboolean      big_endian);
/* An offset beyond the end fails. */
void          mms_dat_cursor_seek        (MmsDatCursor *cursor,
                                          guint64       at);
const guint8 *mms_dat_cursor_read_bytes  (MmsDatCursor *cursor,
                                          guint64       size);
guint16       mms_dat_cursor_read_u16    (MmsDatCursor *cursor);
guint32       mms_dat_cursor_read_u32    (MmsDatCursor *cursor);
guint64       mms_dat_cursor_read_u64    (MmsDatCursor *cursor);
/* (nullable): NUL-terminated within the bytes */
const char   *mms_dat_cursor_read_string (MmsDatCursor *cursor);

G_END_DECLS
