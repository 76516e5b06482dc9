/* outcomes.h - how the runs of a program can end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "model/progress.h"

G_BEGIN_DECLS

/* When to give up; 0: never. */
typedef struct
{
  guint64 max_states;
  gsize max_memory; /* bytes, about */
} MmsOutcomeLimits;

/**
 * MmsOutcomes:
 * @n_values: how many locations were asked for
 * @values: (element-type gint16): @n_values per end, each set of values once, in ascending order
 * @is_complete: nothing was left out
 * @alarms: what any step or end raised; of ends that are none (CPUs that wait in vain) too
 */
typedef struct
{
  guint n_values;
  guint n_ends;
  GArray *values;
  gboolean is_complete;
  guint64 n_states;
  guint64 n_transitions;
  MmsAlarms alarms;
} MmsOutcomes;

/**
 * mms_outcomes_find:
 * @locations: whose last values are wanted
 * @progress: (nullable): once cancelled, the outcomes are those known so far
 *
 * Goes through all reachable states.
 *
 * Returns: (transfer full)
 */
MmsOutcomes *mms_outcomes_find (const MmsMachine       *machine,
                                const guint            *locations,
                                guint                   n_locations,
                                const MmsOutcomeLimits *limits,
                                MmsProgress            *progress);
void         mms_outcomes_free (MmsOutcomes            *outcomes);

static inline const gint16 *
mms_outcomes_get_end (const MmsOutcomes *outcomes, guint number)
{
  return &g_array_index (outcomes->values, gint16, number * outcomes->n_values);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsOutcomes, mms_outcomes_free)

G_END_DECLS
