/* document.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"
#include "model/history.h"
#include "model/operations.h"
#include "model/progress.h"
#include "model/source-map.h"
#include "read/read.h"
#include "replay/replay.h"

G_BEGIN_DECLS

/**
 * MmsDocument:
 *
 * A trace that was opened: read, replayed and checked.  Immutable; any thread may read it.
 */
typedef struct _MmsDocument MmsDocument;

/**
 * mms_document_open:
 * @limit: as mms_read_file()
 *
 * Reads, replays and checks in one go; meant for a worker thread.
 *
 * Returns: (transfer full): or %NULL with @error set (%MMS_READ_ERROR, or cancelled)
 */
MmsDocument *mms_document_open (const char     *path,
                                guint           limit,
                                MmsReplayMode   mode,
                                MmsProgress    *progress,
                                GError        **error);

/**
 * mms_document_new:
 * @trace: (transfer none)
 *
 * The same for a trace that was read, or made, already.
 *
 * Returns: (transfer full): or %NULL with @error set if that was cancelled
 */
MmsDocument *mms_document_new (MmsTrace       *trace,
                               MmsReplayMode   mode,
                               MmsProgress    *progress,
                               GError        **error);

MmsDocument *mms_document_ref   (MmsDocument *document);
void         mms_document_unref (MmsDocument *document);

const char *mms_document_get_path    (MmsDocument *document);
MmsTrace   *mms_document_get_trace   (MmsDocument *document);
MmsHistory *mms_document_get_history (MmsDocument *document);

/* (nullable): of a simulation that tells of single memory operations */
const MmsOperations *mms_document_get_operations (MmsDocument *document);
/* (nullable): of a simulation that tells where in its source it is */
const MmsSourceMap  *mms_document_get_source_map (MmsDocument *document);

/* (element-type MmsFinding): ordered by root cause, each followed by its consequences */
GPtrArray  *mms_document_get_findings (MmsDocument *document);

/* How many findings are at least as severe. */
guint mms_document_count_findings (MmsDocument *document,
                                   MmsSeverity  least);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDocument, mms_document_unref)

G_END_DECLS
