/* test-rounds.c - loops that wait for what may come, and for what never comes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/counterexample.h"
#include "texts.h"

/* Reduced and step by step the same is found. */
static void
expect (const char *scripts, const char *finds)
{
  g_autofree char *text = g_strdup_printf ("scenario R \"r\" \"Rounds\";\ncpus 3;\n"
                                           "int x, y, l, r, a[4];\nmm A;\n%s\n",
                                           scripts);
  g_autoptr (MmsProgram) program = texts_compile (text);

  for (MmsMemory memory = MMS_MEMORY_SC; memory <= MMS_MEMORY_WEAK; memory++)
    {
      g_autofree char *found = texts_find (program, memory);
      g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, FALSE, NULL);
      g_autoptr (MmsExploration) whole = mms_explore (machine, NULL, NULL);
      const GArray *alarms = mms_exploration_get_alarms (whole);
      g_autoptr (GString) ids = g_string_new ("");

      for (guint i = 0; i < alarms->len; i++)
        g_string_append_printf (
            ids, "%s%s", i > 0 ? " " : "",
            mms_machine_get_alarm_id (machine, g_array_index (alarms, MmsFoundAlarm, i).alarm));
      if (!g_str_equal (found, finds))
        g_test_message ("%s", scripts);
      g_assert_cmpstr (found, ==, finds);
      g_assert_cmpint (mms_exploration_get_bound (whole), ==, MMS_BOUND_NONE);
      if (strchr (finds, ' ') == NULL)
        g_assert_cmpstr (ids->str, ==, finds);
    }
}

static void
test_comes (void)
{
  expect ("cpu 0 { WRITE_ONCE(x, 1); } cpu 1 { { while (READ_ONCE(x) != 1) cpu_relax(); } }", "");
  expect ("cpu 0 { { WRITE_ONCE(y, 1); while (!READ_ONCE(x)) ; } }"
          "cpu 1 { { while (!READ_ONCE(y)) ; WRITE_ONCE(x, 1); } }",
          "");
  /* Two that go round until a third has done something */
  expect ("cpu 0 { { while (!READ_ONCE(x)) ; WRITE_ONCE(y, 1); } }"
          "cpu 1 { { while (!READ_ONCE(y)) ; WRITE_ONCE(r, 1); } }"
          "cpu 2 { WRITE_ONCE(x, 1); }",
          "");
  /* Each alone would go round for ever; together they may get out. */
  expect ("cpu 0 { { while (READ_ONCE(x) == 0) ; WRITE_ONCE(r, 1); } }"
          "cpu 1 { { int i = 0; while (READ_ONCE(r) == 0) { WRITE_ONCE(x, i); i = !i; } } }",
          "");
  expect ("cpu 0 { { for (int i = 0; i < 100; i++) x = i; } }", "");
  /* An interrupt that may come counts as one that will. */
  expect ("irq cpu 1 { WRITE_ONCE(x, 1); } cpu 0 { while (!READ_ONCE(x)) ; } cpu 1 { y = 1; }", "");
}

static void
test_never (void)
{
  expect ("cpu 0 { WRITE_ONCE(y, 1); } cpu 1 { while (READ_ONCE(x) != 1) ; }", "STUCK");
  expect ("cpu 0 { WRITE_ONCE(x, 2); } cpu 1 { while (READ_ONCE(x) != 1) ; }", "STUCK");
  expect ("cpu 1 { { int i = 0; while (READ_ONCE(x) != 1) i = !i; } }", "STUCK");
  expect ("cpu 1 { { int i; while (READ_ONCE(x) != 1) for (i = 0; i < 4; i++) a[i] = i; } }",
          "STUCK");
  /* Two that wait for each other's word, in vain */
  expect ("cpu 0 { { while (!READ_ONCE(x)) ; WRITE_ONCE(y, 1); } }"
          "cpu 1 { { smp_cond_load_acquire(&y, 1); WRITE_ONCE(x, 1); } }",
          "STUCK");
  expect ("cpu 0 { { while (!READ_ONCE(x)) ; WRITE_ONCE(y, 1); } }"
          "cpu 1 { { while (!READ_ONCE(y)) ; WRITE_ONCE(x, 1); } }",
          "STUCK");
  expect ("cpu 0 { { while (!READ_ONCE(x)) ; WRITE_ONCE(y, 1); } }"
          "cpu 1 { { while (!READ_ONCE(y)) ; WRITE_ONCE(r, 1); } }"
          "cpu 2 { { while (!READ_ONCE(r)) ; WRITE_ONCE(x, 1); } }",
          "STUCK");
  /* An interrupt has come, and was no help. */
  expect ("cpu 0 { { while (!READ_ONCE(x)) ; WRITE_ONCE(y, 1); } } irq cpu 0 { READ_ONCE(r); }"
          "cpu 1 { { while (!READ_ONCE(y)) ; WRITE_ONCE(x, 1); } }",
          "STUCK");
  /* One has the lock that the other needs first. */
  expect ("cpu 0 { { spin_lock(&l); WRITE_ONCE(x, 1); spin_unlock(&l); } }"
          "cpu 1 { { spin_lock(&l); while (!READ_ONCE(x)) cpu_relax(); spin_unlock(&l); } }",
          "STUCK");
}

/* Whoever goes round does not keep the others from being looked at. */
static void
test_others (void)
{
  expect ("cpu 0 { while (!READ_ONCE(x)) ; } cpu 1 { { r = 1; WARN_ON(r == 1); } }", "STUCK WARN");
}

/* A run to it is short, and ends in the loop. */
static void
test_example (void)
{
  g_autoptr (MmsProgram) program
      = texts_compile ("scenario R \"r\" \"Rounds\";\ncpus 2;\nint x, y;\n"
                       "cpu 0 { { while (READ_ONCE(x) != 1) ; y = 1; } }\n");
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_SC, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
  const GArray *alarms = mms_exploration_get_alarms (exploration);
  g_autoptr (MmsCounterexample) example = NULL;

  g_assert_cmpuint (alarms->len, ==, 1);
  example
      = mms_counterexample_new (exploration, &g_array_index (alarms, MmsFoundAlarm, 0), NULL, NULL);
  g_assert_cmpuint (example->steps->len, <=, 2);
  g_assert_true (example->is_end);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/rounds/comes", test_comes);
  g_test_add_func ("/sim/rounds/never", test_never);
  g_test_add_func ("/sim/rounds/others", test_others);
  g_test_add_func ("/sim/rounds/example", test_example);
  return g_test_run ();
}
