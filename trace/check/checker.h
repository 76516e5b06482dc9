/* checker.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "check.h"
#include "replay/replay.h"

G_BEGIN_DECLS

/**
 * MmsChecker:
 *
 * All detectors in one pass beside the replay: after each step they look at the event and the state.
 */
typedef struct _MmsChecker MmsChecker;

MmsChecker *mms_checker_new    (MmsReplayer *replayer);
/* After mms_replayer_step() answered @event. */
void        mms_checker_look   (MmsChecker  *checker,
                                guint        event);
/* Before mms_replayer_finish().  (transfer full) (element-type MmsFinding): root causes in order of
 * events, those that are information only after all others, each followed by what follows from it; the
 * checker is freed. */
GPtrArray  *mms_checker_finish (MmsChecker  *checker);
/* Ends it before the end of the trace: nothing is found. */
void        mms_checker_free   (MmsChecker  *checker);

G_END_DECLS
