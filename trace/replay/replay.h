/* replay.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"
#include "model/history.h"
#include "model/payload.h"
#include "model/progress.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_REPLAY_NORMAL,
  MMS_REPLAY_DERIVED, /* ignore every sampled value: what the rules alone give */
} MmsReplayMode;

/**
 * MmsReplayer:
 *
 * Steps through a trace event by event.  Detectors look at its state between two steps.
 */
typedef struct _MmsReplayer MmsReplayer;

MmsReplayer *mms_replayer_new        (MmsTrace      *trace,
                                      MmsReplayMode  mode);
void         mms_replayer_free       (MmsReplayer   *replayer);
/* Before the first step: keep what every task had as its active_mm over time.  It is the larger part of
 * what a replay remembers, and only a table of all changes shows it. */
void         mms_replayer_keep_tasks (MmsReplayer   *replayer);
/* Replays the next event. Returns: its number, 0 at the end */
guint        mms_replayer_step       (MmsReplayer   *replayer);
/* The event that was replayed last; its contents change with every step. (transfer none) */
const MmsPayload *mms_replayer_get_payload (MmsReplayer *replayer);
/* The history so far; it grows with every step. (transfer none) */
MmsHistory  *mms_replayer_get_history (MmsReplayer  *replayer);
/* (transfer full): ends the replay */
MmsHistory  *mms_replayer_finish     (MmsReplayer   *replayer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsReplayer, mms_replayer_free)

G_END_DECLS
