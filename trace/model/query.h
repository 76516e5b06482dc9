/* query.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "event-set.h"
#include "history.h"
#include "progress.h"

G_BEGIN_DECLS

/**
 * MmsQuery:
 *
 * Which events somebody asks for, in words; mms_query_get_help() lists the forms.  All terms must
 * hold.  A query belongs to one thread at a time, and holds the history that it asks.
 */
typedef struct _MmsQuery MmsQuery;

/**
 * mms_query_new:
 * @text: what somebody typed
 *
 * Returns: (transfer full): or %NULL with @error set (%G_IO_ERROR_INVALID_ARGUMENT): a sentence for
 *   people about what @text names and the trace does not have
 */
MmsQuery *mms_query_new  (MmsHistory  *history,
                          const char  *text,
                          GError     **error);
void      mms_query_free (MmsQuery    *query);

/* Whether it has no terms; then it finds every event. */
gboolean mms_query_is_empty (MmsQuery *query);

/* Whether it finds event number @event.  The first call may take as long as a walk over all tracks. */
gboolean mms_query_match (MmsQuery *query,
                          guint     event);

/**
 * mms_query_match_block:
 * @index: which block, see #MmsEventSet
 *
 * Returns: (transfer full) (nullable): the events of that block that it finds; %NULL with @error set
 *   once @progress is cancelled
 */
MmsEventBlock *mms_query_match_block (MmsQuery     *query,
                                      guint         index,
                                      MmsProgress  *progress,
                                      GError      **error);

typedef struct
{
  const char *example; /* "cpu:2" */
  const char *meaning; /* "events of CPU 2" */
} MmsQueryHelp;

/* (transfer none) (array zero-terminated=1): ended by one without example */
const MmsQueryHelp *mms_query_get_help (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsQuery, mms_query_free)

G_END_DECLS
