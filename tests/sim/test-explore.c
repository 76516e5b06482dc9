/* test-explore.c - the search, on programs whose states can be counted by hand
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/explore.h"
#include "threads.h"

static MmsExploration *
explore (const MmsMachine *machine, guint n_threads)
{
  const MmsExploreOptions options = { .n_threads = n_threads };

  return mms_explore (machine, &options, NULL);
}

/* Each of @n CPUs adds 1 to its own variable @times times. */
static MmsProgram *
make_counters (guint n, guint times)
{
  MmsProgram *program = threads_new (n);

  for (guint cpu = 0; cpu < n; cpu++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", cpu);
      guint field = threads_variable (program, name, 1);

      threads_begin (program, cpu);
      threads_const (program, 0, 1);
      for (guint i = 0; i < times; i++)
        threads_emit (program, (MmsInstruction){ .op = MMS_OP_RMW_ADD, .a = NONE, .b = 0,
                                                 .order = MMS_ORDER_RELAXED, .index = NONE,
                                                 .field = (guint16) field });
      threads_end (program);
    }
  return program;
}

static void
test_counts (void)
{
  for (guint n = 1; n <= 4; n++)
    {
      g_autoptr (MmsProgram) program = make_counters (n, 3);
      g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
      g_autoptr (MmsExploration) exploration = explore (machine, 1);
      const MmsExploreNumbers *numbers = mms_exploration_get_numbers (exploration);
      g_test_message ("%u CPUs: %" G_GUINT64_FORMAT " states, %" G_GUINT64_FORMAT
                      " transitions, depth %u",
                      n, numbers->n_states, numbers->n_transitions, numbers->depth);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/counts", test_counts);
  return g_test_run ();
}
