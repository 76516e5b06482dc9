/* test-counterexample.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "random-program.h"
#include "sim/counterexample.h"
#include "sim/endless.h"
#include "threads.h"

#define N_PROGRAMS 60
#define MAX_STATES 40000

/* Walks the steps and sees that the last one raises the alarm. */
static void
check_steps (const MmsCounterexample *example)
{
  g_autofree guint32 *words = g_new (guint32, mms_machine_get_n_cells (example->machine) / 2);
  MmsCell *state = (MmsCell *) words;
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  MmsAlarms alarms = { { 0 } };
  guint n;

  mms_machine_get_initial (example->machine, state, &alarms);
  for (guint i = 0; i < example->steps->len; i++)
    {
      const MmsTransition *step = &g_array_index (example->steps, MmsTransition, i);
      gboolean is_listed = FALSE;

      g_assert_false (mms_alarms_has (&alarms, example->alarm));
      n = mms_machine_list (example->machine, state, transitions);
      for (guint j = 0; j < n; j++)
        is_listed = is_listed
                    || (transitions[j].kind == step->kind && transitions[j].cpu == step->cpu
                        && transitions[j].choice == step->choice);
      g_assert_true (is_listed);
      if (!mms_machine_apply (example->machine, state, step, &alarms, NULL, NULL))
        g_assert_cmpuint (i + 1, ==, example->steps->len);
    }
  g_assert_cmpint (mms_alarms_has (&alarms, example->alarm), ==, !example->is_end);
  if (!example->is_end)
    return;
  n = mms_machine_list (example->machine, state, transitions);
  if (!mms_machine_check_end (example->machine, state, n, &alarms, NULL, NULL) && n > 0)
    mms_endless_check (example->machine, state, &alarms, NULL, NULL);
  g_assert_true (mms_alarms_has (&alarms, example->alarm));
}

static guint
find_length (const MmsExploration *exploration, guint alarm)
{
  const GArray *alarms = mms_exploration_get_alarms (exploration);

  for (guint i = 0; i < alarms->len; i++)
    if (g_array_index (alarms, MmsFoundAlarm, i).alarm == alarm)
      return g_array_index (alarms, MmsFoundAlarm, i).length;
  g_assert_not_reached ();
}

/* Returns: how many alarms it has */
static guint
check_program (guint32 seed, MmsMemory memory)
{
  g_autoptr (MmsProgram) program = random_program (seed);
  g_autoptr (MmsMachine) single = threads_machine (program, memory, FALSE);
  g_autoptr (MmsMachine) reducing = threads_machine (program, memory, TRUE);
  const MmsExploreOptions limited = { .n_threads = 1, .max_states = MAX_STATES };
  const MmsExploreOptions options = { .n_threads = 1 };
  const MmsExploreOptions little = { .n_threads = 1, .max_states = 1 };
  g_autoptr (MmsExploration) full = mms_explore (single, &limited, NULL);
  g_autoptr (MmsExploration) reduced = NULL;
  const GArray *alarms;

  if (mms_exploration_get_bound (full) != MMS_BOUND_NONE)
    return 0;
  reduced = mms_explore (reducing, &options, NULL);
  alarms = mms_exploration_get_alarms (reduced);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);
      g_autoptr (MmsCounterexample) example
          = mms_counterexample_new (reduced, found, &options, NULL);
      g_autoptr (MmsCounterexample) other = mms_counterexample_new (reduced, found, &little, NULL);

      check_steps (example);
      g_assert_true (example->is_shortest);
      g_assert_cmpuint (example->steps->len, ==, find_length (full, found->alarm));
      /* One state is not enough to say that; the run is one all the same. */
      check_steps (other);
      g_assert_cmpuint (other->steps->len, >=, example->steps->len);
      g_assert_cmpint (other->is_shortest, ==, other->steps->len <= 1);
    }
  return alarms->len;
}

static void
test_random (void)
{
  guint n = 0;

  for (guint32 seed = 1; seed <= N_PROGRAMS; seed++)
    for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
      n += check_program (seed, memory);
  g_test_message ("%u alarms", n);
  g_assert_cmpuint (n, >, N_PROGRAMS / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/counterexample/random", test_random);
  return g_test_run ();
}
