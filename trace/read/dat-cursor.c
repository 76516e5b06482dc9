/* dat-cursor.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-cursor.h"

void
mms_dat_cursor_init (MmsDatCursor *cursor, const guint8 *data, gsize size, gboolean big_endian)
{
  *cursor = (MmsDatCursor) { .data = data, .size = size, .big_endian = big_endian };
}

void
mms_dat_cursor_seek (MmsDatCursor *cursor, guint64 at)
{
  if (at > cursor->size)
    cursor->failed = TRUE;
  else
    cursor->at = at;
}

const guint8 *
mms_dat_cursor_read_bytes (MmsDatCursor *cursor, guint64 size)
{
  const guint8 *bytes;

  if (cursor->failed || size > cursor->size - cursor->at)
    {
      cursor->failed = TRUE;
      return NULL;
    }

  bytes = cursor->data + cursor->at;
  cursor->at += size;
  return bytes;
}

guint16
mms_dat_cursor_read_u16 (MmsDatCursor *cursor)
{
  const guint8 *bytes = mms_dat_cursor_read_bytes (cursor, 2);

  return bytes ? mms_dat_load16 (bytes, cursor->big_endian) : 0;
}

guint32
mms_dat_cursor_read_u32 (MmsDatCursor *cursor)
{
  const guint8 *bytes = mms_dat_cursor_read_bytes (cursor, 4);

  return bytes ? mms_dat_load32 (bytes, cursor->big_endian) : 0;
}

guint64
mms_dat_cursor_read_u64 (MmsDatCursor *cursor)
{
  const guint8 *bytes = mms_dat_cursor_read_bytes (cursor, 8);

  return bytes ? mms_dat_load64 (bytes, cursor->big_endian) : 0;
}

const char *
mms_dat_cursor_read_string (MmsDatCursor *cursor)
{
  const guint8 *start = cursor->data + cursor->at;
  const guint8 *nul = NULL;

  if (!cursor->failed && cursor->at < cursor->size)
    nul = memchr (start, 0, cursor->size - cursor->at);
  if (nul == NULL)
    {
      cursor->failed = TRUE;
      return NULL;
    }

  cursor->at += nul - start + 1;
  return (const char *) start;
}
