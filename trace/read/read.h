/* read.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/progress.h"
#include "model/trace.h"

G_BEGIN_DECLS

#define MMS_READ_ERROR (mms_read_error_quark ())
GQuark mms_read_error_quark (void);

/**
 * MmsReadError:
 * @MMS_READ_ERROR_OPEN: the file cannot be opened or read
 * @MMS_READ_ERROR_FORMAT: it is none of the formats known, or says nothing that could be used
 */
typedef enum
{
  MMS_READ_ERROR_OPEN,
  MMS_READ_ERROR_FORMAT,
} MmsReadError;

/**
 * mms_read_file:
 * @path: trace.dat, ftrace text or simulator JSON, plain, gzip or zstd; what it is, its first bytes
 *   tell
 * @limit: read at most this many events (from the start); 0: all
 * @progress: (nullable):
 *
 * Reads a trace and the sidecar beside it.  A damaged file gives the sound part of itself with
 * notes that name the places; only where nothing at all can be used, @error is set.
 *
 * Returns: (transfer full): the trace, or %NULL with @error set
 */
MmsTrace *mms_read_file (const char   *path,
                         guint         limit,
                         MmsProgress  *progress,
                         GError      **error);

/**
 * mms_read_bytes:
 * @name: what the trace calls its file
 *
 * The same for what is in memory already; there is no sidecar.
 */
MmsTrace *mms_read_bytes (GBytes       *bytes,
                          const char   *name,
                          MmsProgress  *progress,
                          GError      **error);

G_END_DECLS
