/* explore.h - every state that a program can come to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "model/progress.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_VERDICT_SAFE,       /* every reachable state was visited, and none has a violation */
  MMS_VERDICT_VIOLATED,   /* whether or not every state was visited */
  MMS_VERDICT_UNFINISHED, /* neither: a limit or the user ended the search */
} MmsVerdict;

const char *mms_verdict_get_name (MmsVerdict verdict); /* "safe" "violated" "unfinished" */

/* Why a search ended before every state was visited. */
typedef enum
{
  MMS_BOUND_NONE, /* it did not */
  MMS_BOUND_STATES,
  MMS_BOUND_MEMORY,
  MMS_BOUND_DEPTH,
  MMS_BOUND_CANCELLED,
  MMS_BOUND_FOUND, /* what was wanted is found */
  MMS_BOUND_ROUNDS, /* every state was visited, but it is not known of all CPUs that go round if they get out */
} MmsBound;

const char *mms_bound_get_name (MmsBound bound); /* "max-states" …; NULL: none */

typedef struct
{
  guint64 n_states;
  guint64 n_transitions;
  guint depth;   /* transitions to the farthest state */
  double seconds;
  gsize memory;  /* bytes, all that the search holds */
} MmsExploreNumbers;

/* Called by the thread that explores, a few times a second. */
typedef void (*MmsExploreFunc) (const MmsExploreNumbers *numbers,
                                gpointer                 user_data);

/* Called by the thread that explores for every end (see mms_machine_check_end()), in the order in which
 * they are found, the same for any number of threads. */
typedef void (*MmsExploreEndFunc) (const MmsCell *state,
                                   gpointer       user_data);

/**
 * MmsExploreOptions:
 * @n_threads: 0: one per processor
 * @max_states: 0: as many as there is room for, somewhat above 250 million
 * @max_memory: bytes; 0: no limit
 * @max_depth: transitions of a path; 0: no limit
 * @stop_early: the search ends once one of @wanted is found (all those found by then are told)
 * @wanted: of @stop_early; none: any violation
 * @covered: (nullable): by instruction of the program; what any run comes to behind the setup becomes 1.
 *   That takes longer
 *
 * All zero is a complete search.
 */
typedef struct
{
  guint n_threads;
  guint64 max_states;
  gsize max_memory;
  guint max_depth;
  gboolean stop_early;
  MmsAlarms wanted;
  guint8 *covered;
  MmsExploreFunc func;       /* (nullable) */
  gpointer func_data;
  MmsExploreEndFunc end;     /* (nullable) */
  gpointer end_data;
} MmsExploreOptions;

/**
 * MmsFoundAlarm:
 * @alarm: see mms_machine_get_alarm_id()
 * @length: transitions of the shortest path to it
 * @state: where that path ends; with @has_step, before its last transition, which raised the alarm
 *
 * Among the shortest paths it is always the same one, for any number of threads.
 */
typedef struct
{
  guint alarm;
  gboolean is_violation;
  guint length;
  guint32 state;
  gboolean has_step; /* %FALSE: an end, a deadlock or the setup raised it */
  MmsTransition step;
} MmsFoundAlarm;

/**
 * MmsExploration:
 *
 * A search that has ended.  It visits breadth first, so that the first path to anything is a shortest
 * one, and keeps each state exactly, not a hash of it.
 *
 * There is no reduction by symmetry.  It would be sound only for CPUs (and their tasks) that a program
 * cannot tell apart, and schemes can: they go through the CPUs in the order of their numbers, so that a
 * loop's variable, half way, has a value that has no counterpart under an exchange of CPUs; and they
 * choose the lowest one of a mask.  What would be left is scenarios where at most one CPU loops and the
 * others run the same script, and of those two to six states would become one at best.
 */
typedef struct _MmsExploration MmsExploration;

/**
 * mms_explore:
 * @machine: (transfer none): must outlive the exploration
 * @options: (nullable)
 * @progress: (nullable): looked at for cancellation
 *
 * Returns: (transfer full): never %NULL
 */
MmsExploration *mms_explore (const MmsMachine        *machine,
                             const MmsExploreOptions *options,
                             MmsProgress             *progress);
void            mms_exploration_free (MmsExploration *exploration);

const MmsMachine        *mms_exploration_get_machine (const MmsExploration *exploration);
MmsVerdict               mms_exploration_get_verdict (const MmsExploration *exploration);
MmsBound                 mms_exploration_get_bound   (const MmsExploration *exploration);
const MmsExploreNumbers *mms_exploration_get_numbers (const MmsExploration *exploration);

/* The first instruction for which a CPU had no room in its store buffer or window, in any state: with more of it, more
 * could be in flight.  0: there was room everywhere, and the verdict is of any number */
guint                    mms_exploration_get_full_at (const MmsExploration *exploration);

/* Whether it is not known of all CPUs that go round if they can get out: there were too many states to look. */
gboolean                 mms_exploration_is_endless_unknown (const MmsExploration *exploration);

/* (element-type MmsFoundAlarm): each alarm once, the shortest first */
const GArray        *mms_exploration_get_alarms     (const MmsExploration *exploration);
/* (nullable): the one to show: of the violations the first */
const MmsFoundAlarm *mms_exploration_get_violation  (const MmsExploration *exploration);

/**
 * mms_exploration_get_path:
 * @found: one of its alarms
 *
 * Returns: (transfer full) (element-type MmsTransition): @found->length transitions, from the initial
 *   state on
 */
GArray *mms_exploration_get_path (MmsExploration      *exploration,
                                  const MmsFoundAlarm *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsExploration, mms_exploration_free)

G_END_DECLS
