/* counterexample.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "counterexample.h"

/* Of the transitions of @path, on a machine that may reduce, the single steps. */
static GArray *
spell_out (const MmsMachine *machine, const MmsMachine *single, const GArray *path)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (MmsTransition));
  g_autofree guint32 *words = g_new (guint32, mms_machine_get_n_cells (machine) / 2);
  MmsCell *state = (MmsCell *) words;

  mms_machine_get_initial (single, state, NULL);
  mms_machine_spell_out (machine, state, NULL, steps);
  for (guint i = 0; i < path->len; i++)
    if (!mms_machine_spell_out (machine, state, &g_array_index (path, MmsTransition, i), steps))
      break;
  return steps;
}

/* Whether one of @wanted has been raised, which @example is a run to from then on. */
static gboolean
take_alarm (MmsCounterexample *example, const MmsAlarms *alarms, const MmsAlarms *wanted)
{
  for (guint word = 0; word < G_N_ELEMENTS (alarms->bits); word++)
    {
      guint64 bits = alarms->bits[word] & wanted->bits[word];

      if (bits == 0)
        continue;
      example->alarm = word * 64 + (guint) __builtin_ctzll (bits);
      return TRUE;
    }
  return FALSE;
}

/* Cuts @example->steps behind the one that raises the alarm. */
static void
cut (MmsCounterexample *example, const MmsAlarms *wanted)
{
  g_autofree guint32 *words = g_new (guint32, mms_machine_get_n_cells (example->machine) / 2);
  MmsCell *state = (MmsCell *) words;
  MmsAlarms alarms = { { 0 } };

  mms_machine_get_initial (example->machine, state, &alarms);
  for (guint i = 0; i < example->steps->len; i++)
    {
      if (take_alarm (example, &alarms, wanted))
        {
          g_array_set_size (example->steps, i);
          return;
        }
      if (!mms_machine_apply (example->machine, state,
                              &g_array_index (example->steps, MmsTransition, i), &alarms, NULL, NULL))
        break;
    }
  example->is_end = !take_alarm (example, &alarms, wanted);
}

static void
look_for_shorter (MmsCounterexample *example, const MmsExploreOptions *options,
                  const MmsAlarms *wanted, MmsProgress *progress)
{
  MmsExploreOptions own = { 0 };
  g_autoptr (MmsExploration) exploration = NULL;
  const GArray *alarms;

  if (example->steps->len <= 1)
    {
      example->is_shortest = TRUE;
      return;
    }
  if (options != NULL)
    own = *options;
  own.end = NULL;
  own.covered = NULL;
  own.stop_early = TRUE;
  own.wanted = *wanted;
  own.max_depth = example->steps->len - 1;
  exploration = mms_explore (example->machine, &own, progress);
  example->numbers = *mms_exploration_get_numbers (exploration);
  example->is_shortest = mms_exploration_get_bound (exploration) == MMS_BOUND_NONE
                         || mms_exploration_get_bound (exploration) == MMS_BOUND_DEPTH;
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      if (!mms_alarms_has (wanted, found->alarm) || found->length >= example->steps->len)
        continue;
      g_array_unref (example->steps);
      example->steps = mms_exploration_get_path (exploration, found);
      example->alarm = found->alarm;
      example->is_end = !found->has_step;
      example->is_shortest = TRUE;
      return;
    }
}

MmsCounterexample *
mms_counterexample_new (MmsExploration          *exploration,
                        const MmsFoundAlarm     *found,
                        const MmsExploreOptions *options,
                        MmsProgress             *progress)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  MmsCounterexample *example = g_new0 (MmsCounterexample, 1);
  g_autoptr (GArray) path = mms_exploration_get_path (exploration, found);
  g_autoptr (GError) error = NULL;
  MmsAlarms wanted = { { 0 } };

  if (options != NULL)
    wanted = options->wanted;
  if (mms_alarms_is_empty (&wanted))
    mms_alarms_add (&wanted, found->alarm);
  example->alarm = found->alarm;
  example->machine
      = mms_machine_new (mms_machine_get_program (machine), mms_machine_get_memory (machine),
                         mms_machine_get_buffer (machine), FALSE, &error);
  /* The same program ran on the same machine before. */
  g_assert_no_error (error);
  example->steps = spell_out (machine, example->machine, path);
  cut (example, &wanted);
  look_for_shorter (example, options, &wanted, progress);
  return example;
}

void
mms_counterexample_free (MmsCounterexample *example)
{
  if (example == NULL)
    return;
  g_array_unref (example->steps);
  mms_machine_free (example->machine);
  g_free (example);
}
