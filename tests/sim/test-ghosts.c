/* test-ghosts.c - looking at a value orders nothing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/explore.h"
#include "sim/language.h"

/* Message passing without a barrier on the reader's side: under weak the second load may come first.
 * What @look does with the first value must not keep it from that. */
static gboolean
is_found (const char *look)
{
  g_autofree char *text = g_strdup_printf ("scenario MP \"mp\" \"Message passing\";\n"
                                           "cpus 2;\n"
                                           "int x, done, r0, r1;\n"
                                           "ghost int seen, sum;\n"
                                           "cpu 0 { { WRITE_ONCE(x, 1); smp_wmb();"
                                           " WRITE_ONCE(done, 1); } }\n"
                                           "cpu 1 { { int a = READ_ONCE(done); %s"
                                           " int b = READ_ONCE(x); r0 = a; r1 = b; } }\n"
                                           "finally { forbid WARN (r0 == 1 && r1 == 0); }\n",
                                           look);
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;

  mms_language_add_text (language, "mp.lazy", text, -1);
  if (mms_language_compile (language, &program) != MMS_LANGUAGE_DONE)
    {
      g_autofree char *wrong = mms_language_describe (language);

      g_error ("%s", wrong);
    }
  machine = mms_machine_new (program, MMS_MEMORY_WEAK, 0, TRUE, NULL);
  exploration = mms_explore (machine, NULL, NULL);
  g_assert_cmpint (mms_exploration_get_bound (exploration), ==, MMS_BOUND_NONE);
  return mms_exploration_get_verdict (exploration) == MMS_VERDICT_VIOLATED;
}

static void
test_ghosts (void)
{
  g_assert_true (is_found (""));
  g_assert_true (is_found ("forbid INFO (a == 5);"));
  g_assert_true (is_found ("WARN_ON(a == 7);"));
  g_assert_true (is_found ("trace seen(value = a);"));
  g_assert_true (is_found ("ghost { int c = a; forbid INFO (c == 5 && c == 6); }"));
}

/* What is remembered of a value is there as soon as the value is, and in the order of the program. */
static void
test_accounts (void)
{
  g_assert_true (is_found ("ghost { seen = a; }"));
  g_assert_true (is_found ("ghost { sum += a; }"));
  g_assert_true (is_found ("ghost { seen = a; } ghost { seen = 2; }"));
  g_assert_false (is_found ("ghost { seen = a; } smp_rmb();"));
  g_assert_true (is_found ("ghost { seen = a; } smp_rmb(); ghost { forbid WARN (seen != a); }"
                           "ghost { seen = a; } ghost { seen = 2; } if (a == 1)"
                           " forbid WARN (seen != 2);") == FALSE);
  g_assert_true (is_found ("smp_rmb(); ghost { seen = a; } forbid WARN (seen == 1);"));
}

/* Whether an mm is freed is asked when it is known which one, and keeps nothing waiting until then. */
static void
test_freed (void)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;

  mms_language_add_text (language, "freed.lazy",
                         "scenario FREED \"freed\" \"Message passing by a pointer\";\n"
                         "cpus 2;\n"
                         "mm A, B;\n"
                         "mm *slot = A;\n"
                         "int x;\n"
                         "cpu 0 { { WRITE_ONCE(x, 1); smp_mb(); WRITE_ONCE(slot, B); } }\n"
                         "cpu 1 { { mm *p = READ_ONCE(slot); forbid INFO (freed(p));"
                         " int r = READ_ONCE(x); forbid WARN (p == B && r == 0); } }\n",
                         -1);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  machine = mms_machine_new (program, MMS_MEMORY_WEAK, 0, TRUE, NULL);
  exploration = mms_explore (machine, NULL, NULL);
  g_assert_cmpint (mms_exploration_get_verdict (exploration), ==, MMS_VERDICT_VIOLATED);
}

/* Reads order nothing behind a branch either; a barrier does. */
static void
test_code (void)
{
  g_assert_true (is_found ("if (a) barrier();"));
  g_assert_false (is_found ("smp_rmb();"));
  g_assert_false (is_found ("forbid INFO (a == 5); smp_rmb();"));
}

/* What is said on a guess that turns out wrong was never said. */
static void
test_guess (void)
{
  g_assert_false (is_found ("if (a == 2) { report(WARN); } smp_rmb();"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/ghosts/ghosts", test_ghosts);
  g_test_add_func ("/sim/ghosts/accounts", test_accounts);
  g_test_add_func ("/sim/ghosts/freed", test_freed);
  g_test_add_func ("/sim/ghosts/code", test_code);
  g_test_add_func ("/sim/ghosts/guess", test_guess);
  return g_test_run ();
}
