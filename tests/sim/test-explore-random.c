/* test-explore-random.c - reduction, threads and memory models, on many little programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "outcome.h"
#include "random-program.h"
#include "threads.h"

#include <stdlib.h>
#include <string.h>

/* More with MMSCOPE_RANDOM_PROGRAMS, from the seed MMSCOPE_RANDOM_SEED on. */
#define N_PROGRAMS 100

/* Few have more, without reduction, and would take all the time. */
#define MAX_STATES 40000

static guint
get_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text == NULL ? otherwise : (guint) strtoul (text, NULL, 10);
}

typedef struct
{
  guint n_searches;
  guint n_left_out;
  guint64 n_full;
  guint64 n_reduced;
} Totals;

static gboolean
is_same (const Outcome *one, const Outcome *other)
{
  return one->verdict == other->verdict && outcome_is_subset (one, other)
         && outcome_is_subset (other, one);
}

/* All reachable states, the slow and simple way. */
static guint
count_states (const MmsMachine *machine)
{
  gsize size = mms_machine_get_n_cells (machine) * sizeof (MmsCell);
  g_autofree MmsCell *state = g_malloc (size);
  g_autoptr (GHashTable) states
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new (); /* owned by @states */
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  MmsAlarms alarms = { { 0 } };

  mms_machine_get_initial (machine, state, &alarms);
  g_ptr_array_add (found, g_bytes_new (state, size));
  g_hash_table_add (states, found->pdata[0]);
  for (guint i = 0; i < found->len; i++)
    {
      const MmsCell *from = g_bytes_get_data (found->pdata[i], NULL);
      guint n = mms_machine_list (machine, from, transitions);

      for (guint j = 0; j < n; j++)
        {
          GBytes *bytes;

          memcpy (state, from, size);
          if (!mms_machine_apply (machine, state, &transitions[j], &alarms, NULL, NULL))
            continue;
          bytes = g_bytes_new (state, size);
          if (g_hash_table_contains (states, bytes))
            {
              g_bytes_unref (bytes);
              continue;
            }
          g_hash_table_add (states, bytes);
          g_ptr_array_add (found, bytes);
        }
    }
  return found->len;
}

/* Returns: %FALSE if there are too many states */
static gboolean
check_memory (MmsProgram *program, MmsMemory memory, guint32 seed, Outcome *full, Totals *totals)
{
  g_autoptr (MmsMachine) machine = threads_machine (program, memory, FALSE);
  g_autoptr (MmsMachine) reducing = threads_machine (program, memory, TRUE);
  const MmsExploreOptions one = { .n_threads = 1, .max_states = MAX_STATES };
  const MmsExploreOptions two = { .n_threads = 2 };
  g_auto (Outcome) reduced = { 0 };
  g_auto (Outcome) by_two = { 0 };

  totals->n_searches++;
  outcome_init (full, machine, &one);
  if (full->bound != MMS_BOUND_NONE)
    {
      totals->n_left_out++;
      return FALSE;
    }
  g_assert_cmpuint (full->numbers.n_states, ==, count_states (machine));
  outcome_init (&reduced, reducing, NULL);
  outcome_init (&by_two, machine, &two);
  totals->n_full += full->numbers.n_states;
  totals->n_reduced += reduced.numbers.n_states;
  if (!is_same (full, &reduced))
    g_error ("seed %u, %s: %u ends, reduced %u\n%s\nreduced:\n%s", seed, mms_memory_get_name (memory),
             g_hash_table_size (full->ends), g_hash_table_size (reduced.ends), full->text,
             reduced.text);
  g_assert_cmpuint (reduced.numbers.n_states, <=, full->numbers.n_states);
  g_assert_cmpstr (full->text, ==, by_two.text);
  g_assert_true (is_same (full, &by_two));
  return TRUE;
}

static void
check_program (guint32 seed, Totals *totals)
{
  g_autoptr (MmsProgram) program = random_program (seed);
  Outcome full[MMS_N_MEMORIES] = { 0 };

  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      if (!check_memory (program, memory, seed, &full[memory], totals))
        break;
      if (memory > 0 && !outcome_is_subset (&full[memory - 1], &full[memory]))
        g_error ("seed %u: %s allows what %s does not\n%s\n%s", seed,
                 mms_memory_get_name (memory - 1), mms_memory_get_name (memory),
                 full[memory - 1].text, full[memory].text);
    }
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    outcome_clear (&full[memory]);
}

static void
test_random (void)
{
  guint n = get_number ("MMSCOPE_RANDOM_PROGRAMS", N_PROGRAMS);
  guint32 seed = get_number ("MMSCOPE_RANDOM_SEED", 1);
  Totals totals = { 0 };

  for (guint i = 0; i < n; i++)
    check_program (seed + i, &totals);
  g_test_message ("%u searches, %u of them left out; %" G_GUINT64_FORMAT
                  " states, reduced %" G_GUINT64_FORMAT,
                  totals.n_searches, totals.n_left_out, totals.n_full, totals.n_reduced);
  g_assert_cmpuint (totals.n_left_out * 5, <, totals.n_searches);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/random", test_random);
  return g_test_run ();
}
