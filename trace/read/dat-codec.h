/* dat-codec.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a version 7 file compresses, by the name in its header. */
typedef enum
{
  MMS_DAT_CODEC_NONE,
  MMS_DAT_CODEC_ZLIB,
  MMS_DAT_CODEC_ZSTD,
  MMS_DAT_CODEC_UNKNOWN,
} MmsDatCodec;

MmsDatCodec mms_dat_codec_from_name  (const char   *name);
/* By how compressed bytes begin */
MmsDatCodec mms_dat_codec_from_bytes (const guint8 *bytes,
                                      gsize         size);

/* Both give whatever could be decompressed before damage was met. */

/**
 * mms_dat_codec_expand:
 * @to: room for @room bytes
 *
 * Returns: how many bytes came out
 */
gsize mms_dat_codec_expand (MmsDatCodec   codec,
                            const guint8 *from,
                            gsize         size,
                            guint8       *to,
                            gsize         room);

/**
 * mms_dat_codec_expand_growing:
 *
 * As mms_dat_codec_expand(), but memory grows with what really comes out, up to @most.
 *
 * Returns: (transfer full): the bytes, maybe none
 */
GBytes *mms_dat_codec_expand_growing (MmsDatCodec   codec,
                                      const guint8 *from,
                                      gsize         size,
                                      gsize         most);

G_END_DECLS
