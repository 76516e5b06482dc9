/* outcome.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "outcome.h"

#include "sim/endless.h"

typedef struct
{
  const MmsMachine *machine;
  GHashTable *ends;
} Ends;

static void
note_end (const MmsCell *state, gpointer user_data)
{
  Ends *ends = user_data;
  guint n = mms_machine_get_program (ends->machine)->n_locations;
  gint16 values[MMS_SIM_MAX_LOCATIONS];

  for (guint i = 0; i < n; i++)
    values[i] = mms_machine_peek (ends->machine, state, i);
  g_hash_table_add (ends->ends, g_bytes_new (values, n * sizeof *values));
}

/* Walks the path and sees that it raises the alarm, there and not before. */
static void
check_path (const MmsMachine *machine, const GArray *path, const MmsFoundAlarm *found)
{
  g_autofree guint32 *words = g_new (guint32, mms_machine_get_n_cells (machine) / 2);
  MmsCell *state = (MmsCell *) words;
  MmsAlarms alarms = { { 0 } };
  MmsTransition transitions[MMS_MAX_TRANSITIONS];

  g_assert_cmpuint (path->len, ==, found->length);
  mms_machine_get_initial (machine, state, &alarms);
  for (guint i = 0; i < path->len; i++)
    {
      const MmsTransition *step = &g_array_index (path, MmsTransition, i);
      guint n = mms_machine_list (machine, state, transitions);
      gboolean is_listed = FALSE;

      g_assert_false (mms_alarms_has (&alarms, found->alarm));
      for (guint j = 0; j < n; j++)
        is_listed = is_listed
                    || (transitions[j].kind == step->kind && transitions[j].cpu == step->cpu
                        && transitions[j].choice == step->choice);
      g_assert_true (is_listed);
      if (!mms_machine_apply (machine, state, step, &alarms, NULL, NULL))
        g_assert_cmpuint (i + 1, ==, path->len);
    }
  if (!found->has_step && !mms_alarms_has (&alarms, found->alarm))
    {
      g_assert_false (mms_alarms_has (&alarms, found->alarm));
      guint n = mms_machine_list (machine, state, transitions);

      if (!mms_machine_check_end (machine, state, n, &alarms, NULL, NULL) && n > 0)
        mms_endless_check (machine, state, &alarms, NULL, NULL);
    }
  g_assert_true (mms_alarms_has (&alarms, found->alarm));
}

static void
tell_alarm (GString *text, MmsExploration *exploration, const MmsFoundAlarm *found)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  g_autoptr (GArray) path = mms_exploration_get_path (exploration, found);

  check_path (machine, path, found);
  g_string_append_printf (text, "%s:", mms_machine_get_alarm_id (machine, found->alarm));
  for (guint i = 0; i < path->len; i++)
    {
      const MmsTransition *step = &g_array_index (path, MmsTransition, i);

      g_string_append_printf (text, " %u.%u.%d", step->kind, step->cpu, step->choice);
    }
  g_string_append_c (text, '\n');
}

void
outcome_init (Outcome *outcome, const MmsMachine *machine, const MmsExploreOptions *options)
{
  MmsExploreOptions own = options == NULL ? (MmsExploreOptions){ .n_threads = 1 } : *options;
  Ends ends = { .machine = machine };
  g_autoptr (MmsExploration) exploration = NULL;
  const GArray *alarms;
  g_autoptr (GString) text = g_string_new (NULL);

  *outcome = (Outcome){ 0 };
  outcome->ends = ends.ends = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                     (GDestroyNotify) g_bytes_unref, NULL);
  own.end = note_end;
  own.end_data = &ends;
  exploration = mms_explore (machine, &own, NULL);
  outcome->verdict = mms_exploration_get_verdict (exploration);
  outcome->bound = mms_exploration_get_bound (exploration);
  outcome->numbers = *mms_exploration_get_numbers (exploration);
  g_string_printf (text, "%" G_GUINT64_FORMAT " states, %" G_GUINT64_FORMAT " transitions, %u deep\n",
                   outcome->numbers.n_states, outcome->numbers.n_transitions, outcome->numbers.depth);
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      mms_alarms_add (&outcome->alarms, found->alarm);
      tell_alarm (text, exploration, found);
    }
  outcome->text = g_strdup (text->str);
}

void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->ends, g_hash_table_unref);
  g_clear_pointer (&outcome->text, g_free);
}

gboolean
outcome_has_end (const Outcome *outcome, const gint16 *values, guint n)
{
  g_autoptr (GBytes) bytes = g_bytes_new (values, n * sizeof *values);

  return g_hash_table_contains (outcome->ends, bytes);
}

gboolean
outcome_is_subset (const Outcome *one, const Outcome *other)
{
  GHashTableIter iter;
  gpointer end;

  for (guint i = 0; i < G_N_ELEMENTS (one->alarms.bits); i++)
    if ((one->alarms.bits[i] & ~other->alarms.bits[i]) != 0)
      return FALSE;
  g_hash_table_iter_init (&iter, one->ends);
  while (g_hash_table_iter_next (&iter, &end, NULL))
    if (!g_hash_table_contains (other->ends, end))
      return FALSE;
  return TRUE;
}
