/* dat-codec.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-codec.h"

#include <string.h>

#include <zlib.h>
#include <zstd.h>

#define FIRST_ROOM (64 * 1024)

MmsDatCodec
mms_dat_codec_from_name (const char *name)
{
  if (g_str_equal (name, "none"))
    return MMS_DAT_CODEC_NONE;
  if (g_str_equal (name, "zlib"))
    return MMS_DAT_CODEC_ZLIB;
  if (g_str_equal (name, "zstd"))
    return MMS_DAT_CODEC_ZSTD;
  return MMS_DAT_CODEC_UNKNOWN;
}

MmsDatCodec
mms_dat_codec_from_bytes (const guint8 *bytes, gsize size)
{
  static const guint8 zstd_magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

  if (size >= sizeof zstd_magic && memcmp (bytes, zstd_magic, sizeof zstd_magic) == 0)
    return MMS_DAT_CODEC_ZSTD;
  /* Deflate with a window of 32 kB, and a check over both bytes */
  if (size >= 2 && bytes[0] == 0x78 && (bytes[0] << 8 | bytes[1]) % 31 == 0)
    return MMS_DAT_CODEC_ZLIB;
  return MMS_DAT_CODEC_UNKNOWN;
}

static void
free_zstd (gpointer context)
{
  ZSTD_freeDCtx (context);
}

/* One context per thread: to make one costs as much as to expand a small section. */
static ZSTD_DCtx *
get_zstd (void)
{
  static GPrivate contexts = G_PRIVATE_INIT (free_zstd);
  ZSTD_DCtx *context = g_private_get (&contexts);

  if (context == NULL)
    {
      context = ZSTD_createDCtx ();
      g_private_set (&contexts, context);
    }
  return context;
}

static gsize
expand_zstd (const guint8 *from, gsize size, guint8 *to, gsize room)
{
  ZSTD_DCtx *context = get_zstd ();
  ZSTD_inBuffer in = { from, 0, 0 };
  ZSTD_outBuffer out = { to, room, 0 };
  gsize left;

  if (context == NULL)
    return 0;

  ZSTD_DCtx_reset (context, ZSTD_reset_session_only);
  left = ZSTD_decompressDCtx (context, to, room, from, size);
  if (!ZSTD_isError (left))
    return left;

  /* Once more block by block, for what stands before the damage: of a call that fails, nothing is given
   * out, and so each gets one block. */
  ZSTD_DCtx_reset (context, ZSTD_reset_session_only);
  left = 1;
  do
    {
      gsize in_before = in.pos;
      gsize out_before = out.pos;

      in.size = in.pos + MIN (left, size - in.pos);
      left = ZSTD_decompressStream (context, &out, &in);
      if (in.pos == in_before && out.pos == out_before)
        break;
    }
  while (left != 0 && !ZSTD_isError (left) && out.pos < room);

  return out.pos;
}

static gsize
expand_zlib (const guint8 *from, gsize size, guint8 *to, gsize room)
{
  z_stream stream = { 0 };
  gsize written = 0;
  int result = Z_OK;

  if (inflateInit (&stream) != Z_OK)
    return 0;

  while (result == Z_OK && written < room)
    {
      uInt in = MIN (size, G_MAXUINT32);
      uInt out = MIN (room - written, G_MAXUINT32);

      stream.next_in = (Bytef *) from;
      stream.avail_in = in;
      stream.next_out = to + written;
      stream.avail_out = out;
      result = inflate (&stream, Z_SYNC_FLUSH);
      from += in - stream.avail_in;
      size -= in - stream.avail_in;
      written += out - stream.avail_out;
    }

  inflateEnd (&stream);
  return written;
}

gsize
mms_dat_codec_expand (MmsDatCodec codec, const guint8 *from, gsize size, guint8 *to, gsize room)
{
  switch (codec)
    {
    case MMS_DAT_CODEC_ZSTD:
      return expand_zstd (from, size, to, room);
    case MMS_DAT_CODEC_ZLIB:
      return expand_zlib (from, size, to, room);
    case MMS_DAT_CODEC_NONE:
    case MMS_DAT_CODEC_UNKNOWN:
    default:
      return 0;
    }
}

GBytes *
mms_dat_codec_expand_growing (MmsDatCodec codec, const guint8 *from, gsize size, gsize most)
{
  gsize room = MIN (most, MAX (FIRST_ROOM, 8 * size));

  /* Starting over with more room is rare, and simpler than two ways to expand. */
  for (;;)
    {
      guint8 *to = g_try_malloc (MAX (room, 1));
      gsize written;

      if (to == NULL)
        return g_bytes_new (NULL, 0);

      written = mms_dat_codec_expand (codec, from, size, to, room);
      if (written < room || room == most)
        return g_bytes_new_take (g_realloc (to, MAX (written, 1)), written);

      g_free (to);
      room = MIN (most, 4 * room);
    }
}
