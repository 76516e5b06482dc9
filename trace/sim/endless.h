/* endless.h - whether a run can still come to an end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "model/progress.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_ENDLESS_NO,      /* it can: everybody may be done, or wait for what never comes, or the run breaks off */
  MMS_ENDLESS_YES,     /* whatever anybody does, they go on for ever */
  MMS_ENDLESS_UNKNOWN, /* there are too many states to tell */
} MmsEndlessAnswer;

/**
 * MmsEndless:
 *
 * Where CPUs wait by looking again and again, or keep each other going, there is always a next step, and so no state
 * without one that would tell of the deadlock.  It is one if nothing that can be come to is an end.  What is found is
 * remembered: asked of many states, it is cheapest to begin with those that are nearest to the end.
 */
typedef struct _MmsEndless MmsEndless;

/* @machine: (transfer none): must outlive it */
MmsEndless *mms_endless_new  (const MmsMachine *machine);
void        mms_endless_free (MmsEndless *endless);

/* How many states were looked at, and what that takes: bytes. */
guint64 mms_endless_get_n_visits (const MmsEndless *endless);
gsize   mms_endless_get_memory   (const MmsEndless *endless);

/* Whether anybody is in a loop: nobody comes back to a state without. */
gboolean mms_endless_is_possible (const MmsMachine *machine,
                                  const MmsCell    *state);

/* Whether nobody has gone on as something may turn out not to be: what is asked of another state tells nothing. */
gboolean mms_endless_is_certain (const MmsMachine *machine,
                                 const MmsCell    *state);

/**
 * mms_endless_ask:
 * @state: aligned as the machine's states are
 * @progress: (nullable): looked at for cancellation, which leaves it unknown
 */
MmsEndlessAnswer mms_endless_ask (MmsEndless    *endless,
                                  const MmsCell *state,
                                  MmsProgress   *progress);

/* Of the question that was answered last with %MMS_ENDLESS_YES: whether there is a way round at all.  If not, every run
 * breaks off without an end: it was not to be, or was assumed not to be. */
gboolean mms_endless_has_round (const MmsEndless *endless);

typedef enum
{
  MMS_ENDLESS_ELSEWHERE,
  MMS_ENDLESS_BEFORE_ROUND, /* it was come to */
  MMS_ENDLESS_IN_ROUND,     /* and is on the way round */
} MmsEndlessPlace;

/* Where @state is in what was looked at for that answer. */
MmsEndlessPlace mms_endless_find (MmsEndless    *endless,
                                  const MmsCell *state);

/**
 * mms_endless_raise:
 * @state: on that way round
 * @alarms: (inout): what the CPUs wait for in vain, or go round with
 */
void mms_endless_raise (MmsEndless       *endless,
                        const MmsCell    *state,
                        MmsAlarms        *alarms,
                        MmsHappeningFunc  func,
                        gpointer          user_data);

/**
 * mms_endless_check:
 * As mms_machine_check_end(), for one state that has transitions: asks, and raises.
 */
void mms_endless_check (const MmsMachine *machine,
                        const MmsCell    *state,
                        MmsAlarms        *alarms,
                        MmsHappeningFunc  func,
                        gpointer          user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsEndless, mms_endless_free)

G_END_DECLS
