/* write.h - traces in forms that others read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"
#include "model/history.h"
#include "model/progress.h"

G_BEGIN_DECLS

#define MMS_WRITE_ERROR (mms_write_error_quark ())
GQuark mms_write_error_quark (void);

typedef enum
{
  MMS_WRITE_ERROR_STOPPED, /* whoever takes the bytes wants no more */
  MMS_WRITE_ERROR_UNFIT,   /* the trace has not what this form shows */
} MmsWriteError;

/**
 * MmsWriteFunc:
 *
 * Takes the next bytes of the output; they come in pieces of some ten kilobytes.
 *
 * Returns: whether to go on
 */
typedef gboolean (*MmsWriteFunc) (const char *data,
                                  gsize       length,
                                  gpointer    user_data);

/**
 * mms_write_json:
 * @n_shortened: (out) (optional): how many events lost fields because their lines would have been
 *   longer than mmscope reads
 *
 * Writes simulator JSON (samples/FORMAT.md).  What mms_read_file() makes of it is the same trace:
 * the same events with the same times, CPUs, kinds and fields, the same tasks, losses and notes.  A
 * trace that was read from what this function wrote gives the same bytes again.
 *
 * Returns: %FALSE when cancelled or stopped, with @error set
 */
gboolean mms_write_json (MmsTrace      *trace,
                         MmsWriteFunc   func,
                         gpointer       user_data,
                         guint64       *n_shortened,
                         MmsProgress   *progress,
                         GError       **error);

/**
 * mms_write_chrome:
 * @findings: (element-type MmsFinding):
 *
 * Writes the JSON that chrome://tracing and ui.perfetto.dev show: for each CPU its task and its mms
 * as slices, the counts of each mm as counters, IPIs as flows, findings as instants: what the replay
 * made of the trace.  Behind that, in a member that viewers pass over, are the lines of mms_write_json(),
 * of which mms_read_file() makes the same trace again.
 *
 * Returns: %FALSE when cancelled or stopped, with @error set
 */
gboolean mms_write_chrome (MmsHistory    *history,
                           GPtrArray     *findings,
                           MmsWriteFunc   func,
                           gpointer       user_data,
                           MmsProgress   *progress,
                           GError       **error);

G_END_DECLS
