/* exploration.c - what a search has found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "explore-private.h"

#include <string.h>

const char *
mms_verdict_get_name (MmsVerdict verdict)
{
  static const char *const names[] = {
    [MMS_VERDICT_SAFE] = "safe",
    [MMS_VERDICT_VIOLATED] = "violated",
    [MMS_VERDICT_UNFINISHED] = "unfinished",
  };

  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (names), NULL);

  return names[verdict];
}

const char *
mms_bound_get_name (MmsBound bound)
{
  static const char *const names[] = {
    [MMS_BOUND_NONE] = NULL,
    [MMS_BOUND_STATES] = "max-states",
    [MMS_BOUND_MEMORY] = "max-memory",
    [MMS_BOUND_DEPTH] = "max-depth",
    [MMS_BOUND_CANCELLED] = "cancelled",
    [MMS_BOUND_FOUND] = "found",
    [MMS_BOUND_ROUNDS] = "max-rounds",
  };

  g_return_val_if_fail ((guint) bound < G_N_ELEMENTS (names), NULL);

  return names[bound];
}

void
mms_exploration_free (MmsExploration *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < MMS_CREW_MAX; i++)
    {
      if (self->workers[i] == NULL)
        continue;
      mms_state_tree_free (self->workers[i]->tree);
      g_free (self->workers[i]->next);
      g_free (self->workers[i]);
    }
  for (guint i = 0; i < MMS_BATCH_BLOCKS; i++)
    {
      g_clear_pointer (&self->blocks[i].alarms, g_array_unref);
      g_clear_pointer (&self->blocks[i].ends, g_array_unref);
    }
  mms_state_parts_clear (&self->parts);
  mms_state_store_clear (&self->store);
  g_array_unref (self->alarms);
  g_array_unref (self->backs);
  g_clear_pointer (&self->progress, mms_progress_unref);
  g_free (self);
}

const MmsMachine *
mms_exploration_get_machine (const MmsExploration *self)
{
  return self->machine;
}

MmsVerdict
mms_exploration_get_verdict (const MmsExploration *self)
{
  if (mms_exploration_get_violation (self) != NULL)
    return MMS_VERDICT_VIOLATED;
  return self->bound == MMS_BOUND_NONE ? MMS_VERDICT_SAFE : MMS_VERDICT_UNFINISHED;
}

guint
mms_exploration_get_full_at (const MmsExploration *self)
{
  return self->full_at;
}

gboolean
mms_exploration_is_endless_unknown (const MmsExploration *self)
{
  return self->is_endless_unknown;
}

MmsBound
mms_exploration_get_bound (const MmsExploration *self)
{
  return self->bound;
}

const MmsExploreNumbers *
mms_exploration_get_numbers (const MmsExploration *self)
{
  return &self->numbers;
}

const GArray *
mms_exploration_get_alarms (const MmsExploration *self)
{
  return self->alarms;
}

const MmsFoundAlarm *
mms_exploration_get_violation (const MmsExploration *self)
{
  for (guint i = 0; i < self->alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (self->alarms, MmsFoundAlarm, i);

      if (found->is_violation)
        return found;
    }
  return NULL;
}

/* The transition that leads from the state in @state to @id, which it leaves there.  States keep only
 * whom they were first reached from. */
static MmsTransition
find_step (MmsExploration *self, MmsWord *state, MmsStateId id)
{
  MmsExploreWorker *worker = self->workers[0];
  const MmsCell *wanted = mms_state_tree_get_cells (worker->tree);
  gsize size = self->n_cells * sizeof (MmsCell);
  guint n = mms_machine_list (self->machine, (const MmsCell *) state, worker->transitions);

  mms_state_tree_load (worker->tree, mms_state_store_get_root (&self->store, id));
  for (guint i = 0; i < n; i++)
    {
      MmsAlarms alarms = { { 0 } };

      memcpy (worker->next, state, size);
      if (!mms_machine_apply (self->machine, (MmsCell *) worker->next, &worker->transitions[i], &alarms,
                              NULL, NULL)
          || memcmp (worker->next, wanted, size) != 0)
        continue;
      memcpy (state, wanted, size);
      return worker->transitions[i];
    }
  g_assert_not_reached ();
}

GArray *
mms_exploration_get_path (MmsExploration *self, const MmsFoundAlarm *found)
{
  GArray *path = g_array_sized_new (FALSE, FALSE, sizeof (MmsTransition), found->length);
  guint n = found->length - (found->has_step ? 1 : 0);
  g_autofree MmsStateId *ids = g_new (MmsStateId, n + 1);
  g_autofree MmsWord *state = g_new (MmsWord, self->n_cells / 2);
  MmsAlarms alarms = { { 0 } };

  ids[n] = found->state;
  for (guint i = n; i > 0; i--)
    ids[i - 1] = mms_state_store_get_parent (&self->store, ids[i]);
  mms_machine_get_initial (self->machine, (MmsCell *) state, &alarms);
  for (guint i = 1; i <= n; i++)
    {
      MmsTransition step = find_step (self, state, ids[i]);

      g_array_append_val (path, step);
    }
  if (found->has_step)
    g_array_append_val (path, found->step);
  return path;
}
