/* inflate.h - files that were compressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/progress.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_COMPRESSION_NONE,
  MMS_COMPRESSION_GZIP,
  MMS_COMPRESSION_ZSTD,
} MmsCompression;

/* By the first bytes. */
MmsCompression mms_compression_detect (GBytes *bytes);

/**
 * mms_inflate:
 * @limit: stop after this many bytes, whatever the input goes on to make
 * @damage: (out) (nullable): what was wrong and where; %NULL if nothing was
 *
 * Decompresses all of @bytes, all members of it.  Memory grows with what was really decompressed.
 * What came out before the input turned out cut, damaged or too long is kept.
 *
 * Returns: (transfer full): the contents; %NULL when cancelled, with @error set
 */
GBytes *mms_inflate (GBytes          *bytes,
                     MmsCompression   compression,
                     gsize            limit,
                     MmsProgress     *progress,
                     char           **damage,
                     GError         **error);

G_END_DECLS
