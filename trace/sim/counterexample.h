/* counterexample.h - one run that goes wrong, in single steps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "explore.h"

G_BEGIN_DECLS

/**
 * MmsCounterexample:
 * @machine: does not reduce: each of its transitions is one step
 * @steps: (element-type MmsTransition): from its initial state on; the last one raises the alarm
 * @is_end: the alarm is raised not by the last step but by where it leads: an end, or a deadlock
 * @is_shortest: no run with fewer steps raises it; %FALSE: there may be one
 * @numbers: of the search for a shorter one
 *
 * A search that takes at once what nobody can notice finds the fewest transitions, which is something
 * else than the fewest steps: a path with one transition more may have ten steps less.  So its path is
 * taken apart, and a second search, step by step, no deeper than that, looks for a shorter one.
 */
typedef struct
{
  MmsMachine *machine;
  GArray *steps;
  guint alarm;
  gboolean is_end;
  gboolean is_shortest;
  MmsExploreNumbers numbers;
} MmsCounterexample;

/**
 * mms_counterexample_new:
 * @found: an alarm of @exploration
 * @options: (nullable): limits of the second search and its threads, and who is told of its numbers; any
 *   of its @wanted will do, if it has some and @found is one of them.  The rest is ignored
 * @progress: (nullable): cancelled, it gives what there is by then
 *
 * The program must outlive it; the exploration need not.
 *
 * Returns: (transfer full)
 */
MmsCounterexample *mms_counterexample_new  (MmsExploration          *exploration,
                                            const MmsFoundAlarm     *found,
                                            const MmsExploreOptions *options,
                                            MmsProgress             *progress);
void               mms_counterexample_free (MmsCounterexample       *example);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsCounterexample, mms_counterexample_free)

G_END_DECLS
