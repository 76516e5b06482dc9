/* test-aftermath.c - a run that has gone wrong goes on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/aftermath.h"
#include "sim/counterexample.h"
#include "sim/language.h"

static MmsProgram *
compile (const char *scheme, const char *scenario)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  g_autofree char *scheme_path = g_strdup_printf ("%s/schemes/%s.lazy", samples, scheme);
  g_autofree char *scenario_path = g_strdup_printf ("%s/scenarios/%s.lazy", samples, scenario);
  g_autoptr (MmsLanguage) language = mms_language_new (samples);
  g_autoptr (GError) error = NULL;
  MmsProgram *program = NULL;

  mms_language_add_file (language, scheme_path, &error);
  g_assert_no_error (error);
  mms_language_add_file (language, scenario_path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  return program;
}

/* Returns: (transfer full): the ids that @steps raise, each behind a blank */
static char *
replay (const MmsMachine *machine, MmsCell *state, const GArray *steps)
{
  MmsAlarms alarms = { { 0 } };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    mms_machine_apply (machine, state, &g_array_index (steps, MmsTransition, i), &alarms, NULL,
                       NULL);
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_alarms_has (&alarms, i))
      g_string_append_printf (text, " %s", mms_machine_get_alarm_id (machine, i));
  return g_string_free (text, FALSE);
}

/* The deferred reference is dropped; that the mm is freed under CR3 comes of it. */
static void
test_damage (void)
{
  g_autoptr (MmsProgram) program = compile ("S6g", "SC02");

  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsMachine) machine = mms_machine_new (program, (MmsMemory) memory, 0, TRUE, NULL);
      g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
      g_autoptr (MmsCounterexample) example
          = mms_counterexample_new (exploration, mms_exploration_get_violation (exploration), NULL,
                                    NULL);
      g_autoptr (GArray) aftermath = NULL;
      g_autoptr (GArray) again = NULL;
      gboolean is_whole = FALSE;
      g_autofree MmsCell *state
          = g_new (MmsCell, mms_machine_get_n_cells (example->machine));
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      aftermath = mms_aftermath_new (example->machine, example->steps, &is_whole);
      again = mms_aftermath_new (example->machine, example->steps, &is_whole);
      g_assert_cmpmem (aftermath->data, aftermath->len * sizeof (MmsTransition), again->data,
                       again->len * sizeof (MmsTransition));
      mms_machine_get_initial (example->machine, state, NULL);
      before = replay (example->machine, state, example->steps);
      after = replay (example->machine, state, aftermath);
      g_assert_cmpstr (before, ==, " D27");
      g_assert_nonnull (strstr (after, " D02"));
      g_assert_nonnull (strstr (after, " D15"));
    }
}

/* Nothing is behind an end. */
static void
test_end (void)
{
  g_autoptr (MmsProgram) program = compile ("S6g", "SC01");
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_SC, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
  const MmsFoundAlarm *found = mms_exploration_get_violation (exploration);
  g_autoptr (MmsCounterexample) example = mms_counterexample_new (exploration, found, NULL, NULL);
  gboolean is_whole = FALSE;
  g_autoptr (GArray) aftermath = mms_aftermath_new (example->machine, example->steps, &is_whole);

  g_assert_cmpstr (mms_machine_get_alarm_id (machine, found->alarm), ==, "D11");
  g_assert_cmpuint (aftermath->len, ==, 0);
  g_assert_true (is_whole);
}

/* A deadlock is an end as well, which says who waits. */
static void
test_deadlock (void)
{
  g_autoptr (MmsProgram) program = compile ("S9", "SC08p");
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_SC, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
  const MmsFoundAlarm *found = mms_exploration_get_violation (exploration);
  g_autoptr (MmsCounterexample) example = mms_counterexample_new (exploration, found, NULL, NULL);
  g_autofree MmsCell *state = g_new (MmsCell, mms_machine_get_n_cells (example->machine));
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  gboolean is_whole = FALSE;
  g_autoptr (GArray) aftermath = mms_aftermath_new (example->machine, example->steps, &is_whole);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (is_whole);
  mms_machine_get_initial (example->machine, state, NULL);
  before = replay (example->machine, state, example->steps);
  after = replay (example->machine, state, aftermath);
  g_assert_cmpstr (before, ==, " D22");
  g_assert_cmpuint (mms_machine_list (example->machine, state, transitions), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/aftermath/damage", test_damage);
  g_test_add_func ("/sim/aftermath/end", test_end);
  g_test_add_func ("/sim/aftermath/deadlock", test_deadlock);
  return g_test_run ();
}
