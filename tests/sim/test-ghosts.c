/* test-ghosts.c - looking at a value orders nothing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/explore.h"
#include "sim/language.h"

static gboolean
is_violated (const char *text, MmsMemory memory)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsMachine) full = NULL;
  g_autoptr (MmsExploration) exploration = NULL;
  g_autoptr (MmsExploration) all = NULL;

  mms_language_add_text (language, "ghost.lazy", text, -1);
  if (mms_language_compile (language, &program) != MMS_LANGUAGE_DONE)
    {
      g_autofree char *wrong = mms_language_describe (language);

      g_error ("%s", wrong);
    }
  machine = mms_machine_new (program, memory, 0, TRUE, NULL);
  exploration = mms_explore (machine, NULL, NULL);
  g_assert_cmpint (mms_exploration_get_bound (exploration), ==, MMS_BOUND_NONE);
  full = mms_machine_new (program, memory, 0, FALSE, NULL);
  all = mms_explore (full, NULL, NULL);
  g_assert_cmpint (mms_exploration_get_bound (all), ==, MMS_BOUND_NONE);
  g_assert_cmpint (mms_exploration_get_verdict (all), ==, mms_exploration_get_verdict (exploration));
  return mms_exploration_get_verdict (exploration) == MMS_VERDICT_VIOLATED;
}

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

  return is_violated (text, MMS_MEMORY_WEAK);
}

static void
test_ghosts (void)
{
  g_assert_true (is_found (""));
  g_assert_true (is_found ("forbid INFO (a == 5);"));
  g_assert_true (is_found ("WARN_ON(a == 7);"));
  g_assert_true (is_found ("trace seen(value = a);"));
  g_assert_true (is_found ("ghost { int c = a; forbid INFO (c == 5 && c == 6); }"));
  g_assert_true (is_found ("if (a) ghost { seen = 1; }"));
  g_assert_true (is_found ("if (a) forbid INFO (x == 3);"));
  g_assert_true (is_found ("ghost { if (a) seen = x; else sum = seen; }"));
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
  /* looking at it while it is still to be filled, and filling it anew before that look */
  g_assert_true (is_found ("ghost { seen = a; } forbid INFO (seen == 5);"));
  g_assert_true (is_found ("ghost { seen = a; sum = seen; sum += seen; seen = 7; }"));
  g_assert_false (is_found ("smp_rmb(); ghost { seen = a; sum = seen; seen = 7; }"
                            " forbid WARN (sum != a || seen != 7);"));
  g_assert_true (is_found ("smp_rmb(); ghost { seen = a; sum = seen; seen = 7; }"
                           " forbid WARN (sum == 1 && seen == 7);"));
}

/* Message passing by a pointer; @look is what is done with the pointer. */
static gboolean
is_found_behind (const char *look)
{
  g_autofree char *text
      = g_strdup_printf ("scenario MP \"mp\" \"Message passing by a pointer\";\n"
                         "cpus 2;\n"
                         "struct mm { int v; int w; ghost int seen; }\n"
                         "struct task { mm *mm; }\n"
                         "mm A { v = 1; w = 5 };\n"
                         "mm B { v = 2; w = 6 };\n"
                         "mm *slot = A;\n"
                         "mm *other = B;\n"
                         "int x;\n"
                         "cpu 0 { { WRITE_ONCE(x, 1); smp_mb(); WRITE_ONCE(slot, B); } }\n"
                         "cpu 1 { { mm *q = other; mm *p = READ_ONCE(slot); %s"
                         " int r = READ_ONCE(x); forbid WARN (p == B && r == 0); } }\n",
                         look);

  return is_violated (text, MMS_MEMORY_WEAK);
}

/* What a ghost looks at through a pointer is looked at when it is known which one, and keeps no read waiting
 * until then. */
static void
test_pointers (void)
{
  g_assert_true (is_found_behind (""));
  g_assert_true (is_found_behind ("forbid INFO (freed(p));"));
  g_assert_true (is_found_behind ("forbid INFO (p->v == 3);"));
  g_assert_true (is_found_behind ("forbid INFO (p && p->v == 3);"));
  g_assert_true (is_found_behind ("ghost { p->seen += 1; }"));
  g_assert_true (is_found_behind ("ghost { p->seen += 1; q->seen += 1; p->seen += p->v; }"));
  g_assert_true (is_found_behind ("forbid INFO (p && p->v == 3 && p->w == 4 && other->v != p->w);"));
  g_assert_true (is_found_behind ("forbid INFO (p->v == 3); forbid INFO (p->w == 3); forbid INFO (p == q);"
                                  " WARN_ON(p->v == 4); trace seen(mm = p, v = p->v, w = q->w);"
                                  " ghost { for (int i = 0; i < 4; i++) p->seen += i + p->v; }"));
  /* not the members of others either, which might be the same one */
  g_assert_true (is_found_behind ("forbid INFO (p->v == 3); int s = q->v; if (s != 2) smp_mb();"));
  g_assert_false (is_found_behind ("smp_rmb();"));
  g_assert_false (is_found_behind ("forbid INFO (p->v == 3); smp_rmb();"));
}

/* What it looks at is what this CPU sees at that place of the program, not what it stores there later. */
static void
test_own_stores (void)
{
  g_assert_false (is_found_behind ("smp_rmb(); forbid WARN (p->v == 9); WRITE_ONCE(q->v, 9);"));
  g_assert_false (is_found_behind ("forbid WARN (p->v == 9); WRITE_ONCE(q->v, 9); smp_rmb();"));
  g_assert_false (is_found_behind ("WRITE_ONCE(q->v, 9); forbid WARN (p == B && p->v != 9); smp_rmb();"));
  g_assert_false (is_found_behind ("ghost { p->seen = 3; q->seen = 4; }"
                                   " forbid WARN (p->seen != 3 && p != q); smp_rmb();"));
}

/* A ghost's condition keeps no store waiting, as one of the program does; nor does an account behind it. */
static gboolean
is_store_early (const char *look, MmsMemory memory)
{
  g_autofree char *text
      = g_strdup_printf ("scenario LB \"lb\" \"Load buffering\";\n"
                         "cpus 2;\n"
                         "int x, y, r0, r1;\n"
                         "ghost int seen;\n"
                         "cpu 0 { { int a = READ_ONCE(x); %s WRITE_ONCE(y, 1); r0 = a; } }\n"
                         "cpu 1 { { int a = READ_ONCE(y); %s WRITE_ONCE(x, 1); r1 = a; } }\n"
                         "finally { forbid WARN (r0 == 1 && r1 == 1); }\n",
                         look, look);

  return is_violated (text, memory);
}

static void
test_stores (void)
{
  g_assert_true (is_store_early ("", MMS_MEMORY_WEAK));
  g_assert_true (is_store_early ("forbid INFO (a == 5);", MMS_MEMORY_WEAK));
  g_assert_true (is_store_early ("forbid INFO (a == 5 && a != 6);", MMS_MEMORY_WEAK));
  g_assert_true (is_store_early ("ghost { if (a) seen = 1; }", MMS_MEMORY_WEAK));
  g_assert_true (is_store_early ("ghost { if (a) forbid INFO (seen == 5); else seen = a; }",
                                 MMS_MEMORY_WEAK));
  g_assert_true (is_store_early ("ghost { int n = 0; while (n < a) n += 1; seen = n; }",
                                 MMS_MEMORY_WEAK));
  /* nothing waits at the places of another ghost */
  g_assert_true (is_store_early ("forbid INFO (a == 5); forbid INFO (x == 7 && y == 7);", MMS_MEMORY_WEAK));
  g_assert_false (is_store_early ("if (a) barrier();", MMS_MEMORY_WEAK));
  g_assert_false (is_store_early ("assume(a < 5);", MMS_MEMORY_WEAK));
  g_assert_false (is_store_early ("forbid INFO (a == 5 && a != 6);", MMS_MEMORY_TSO));
}

/* It sees nothing that is older than what was read there before, or before a barrier. */
static void
test_age (void)
{
  g_assert_false (is_found ("smp_rmb(); forbid WARN (done == 0 && a == 1);"));
  g_assert_false (is_found ("forbid WARN (done == 0 && a == 1); smp_rmb();"));
  g_assert_false (is_found ("smp_rmb(); forbid WARN (x == 0 && a == 1);"));
  g_assert_false (is_found ("smp_rmb(); ghost { seen = x; } forbid WARN (seen == 0 && a == 1);"));
}

/* What it needs only when it goes round again */
static void
test_loops (void)
{
  g_assert_false (is_found_behind ("int n = x + 3; smp_mb(); int a = READ_ONCE(x); ghost { int sum = 0;"
                                   " for (int i = 0; i < n; i++) sum += a < 5; forbid WARN (sum != n); }"
                                   " smp_rmb();"));
}

/* It does not see what its own CPU frees later. */
static void
test_own_frees (void)
{
  g_assert_false (is_violated ("scenario FREE \"free\" \"Its own free\";\n"
                               "cpus 2;\n"
                               "struct mm { int v; }\n"
                               "mm A;\n"
                               "int x;\n"
                               "cpu 0 { WRITE_ONCE(x, 1); }\n"
                               "cpu 1 { { int a = READ_ONCE(x); forbid WARN (a == 1 && freed(A)); free_mm(A); } }\n",
                               MMS_MEMORY_WEAK));
  g_assert_false (is_violated ("scenario FREE \"free\" \"By a pointer\";\n"
                               "cpus 1;\n"
                               "struct mm { int v; }\n"
                               "mm A;\n"
                               "mm *slot = A;\n"
                               "cpu 0 { { mm *p = READ_ONCE(slot); forbid WARN (freed(p)); free_mm(A); } }\n",
                               MMS_MEMORY_WEAK));
}

/* What happens on a guess that turns out wrong did not happen. */
static void
test_ranges (void)
{
  const char *format = "scenario RANGE \"range\" \"A number that leaves its range\";\n"
                       "cpus 2;\n"
                       "int x, k = 15000, r;\n"
                       "cpu 0 { WRITE_ONCE(x, 1); }\n"
                       "cpu 1 { { int n = READ_ONCE(k); smp_mb(); int a = READ_ONCE(x); if (a == %d) %s } }\n";
  const char *bodies[] = { "forbid WARN (n + n == 3);", "n = n + n; r = n;",
                           "ghost { for (int i = 0; i < 12000; i++) { int q = i; } }" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *never = g_strdup_printf (format, 5, bodies[i]);
      g_autofree char *sometimes = g_strdup_printf (format, 1, bodies[i]);

      g_assert_false (is_violated (never, MMS_MEMORY_WEAK));
      g_assert_true (is_violated (sometimes, MMS_MEMORY_WEAK));
    }
}

/* However many wait, the program does not. */
static void
test_room (void)
{
  g_assert_true (is_found ("forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5);"
                           "forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5);"
                           "forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5); forbid INFO (a == 5);"));
  g_assert_true (is_found ("for (int i = 0; i < 20; i++) forbid INFO (a == 5);"));
}

/* An assumption orders what a branch would. */
static void
test_assumptions (void)
{
  g_assert_true (is_found ("assume(a < 5);"));
  g_assert_false (is_found ("assume(a != 1);"));
  g_assert_true (is_found ("assume(a == 1);"));
  g_assert_false (is_found ("assume(a == 1); smp_rmb();"));
  g_assert_false (is_found ("assume(a == 2); report(WARN);"));
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

/* A ghost waits for what may still change, and not for what no other CPU ever writes.  @others: declarations of more
 * CPUs than 0, @code is CPU 0's. */
static gboolean
is_late (const char *code, const char *others)
{
  g_autofree char *text = g_strdup_printf ("scenario LATE \"late\" \"A ghost behind a store\";\n"
                                           "cpus 3;\n"
                                           "int x, y, z, w;\n"
                                           "ghost int seen;\n"
                                           "cpu 0 { { %s } }\n"
                                           "%s\n",
                                           code, others);

  return is_violated (text, MMS_MEMORY_WEAK);
}

static void
test_waits (void)
{
  const char *account = "int a = READ_ONCE(x); smp_wmb(); WRITE_ONCE(y, 1); ghost { seen = 1 + a; }";
  const char *look = "int a = READ_ONCE(x); WRITE_ONCE(z, 3); forbid WARN (a == 0 && z == 2);";
  const char *reader = "cpu 1 { { int b = READ_ONCE(y); forbid WARN (b == 1 && seen == 0); } }";

  g_assert_false (is_late (account, reader));
  g_assert_false (is_late (look, "cpu 1 { WRITE_ONCE(z, 2); }"));
  g_assert_true (is_late (account, "cpu 1 { { int b = READ_ONCE(y); forbid WARN (b == 1 && seen == 0); } }"
                                   "cpu 2 { WRITE_ONCE(x, 0); }"));
  g_assert_true (is_late (look, "cpu 1 { WRITE_ONCE(z, 2); } cpu 2 { WRITE_ONCE(x, 0); }"));
  /* which others might do, and then do not, or have done before */
  g_assert_true (is_late (look, "cpu 1 { WRITE_ONCE(z, 2); } cpu 2 { { if (READ_ONCE(w) == 1) WRITE_ONCE(x, 1); } }"));
  g_assert_true (is_late (look, "cpu 1 { { WRITE_ONCE(x, 0); smp_mb(); WRITE_ONCE(z, 2); } }"));
  /* a read that waits for a store of its own, a fence or a branch behind a read */
  g_assert_true (is_late ("WRITE_ONCE(x, 1); int a = atomic_inc_return_relaxed(&x); WRITE_ONCE(z, 3);"
                          " forbid WARN (a == 2 && z == 2);",
                          "cpu 1 { WRITE_ONCE(z, 2); }"));
  g_assert_true (is_late ("int a = READ_ONCE(x); WRITE_ONCE(z, 3); smp_rmb(); int b = READ_ONCE(w);"
                          " forbid WARN (b == 0 && z == 2);",
                          "cpu 1 { WRITE_ONCE(z, 2); } cpu 2 { WRITE_ONCE(x, 0); }"));
  g_assert_true (is_late ("int a = READ_ONCE(x); if (a == 0) barrier(); WRITE_ONCE(z, 3); forbid WARN (z == 2);",
                          "cpu 1 { WRITE_ONCE(z, 2); } cpu 2 { WRITE_ONCE(x, 0); }")
                 == FALSE); /* no store before the branch is decided */
  g_assert_true (is_late ("WRITE_ONCE(z, 3); int a = READ_ONCE(x); if (a == 0) forbid WARN (z == 2);",
                          "cpu 1 { WRITE_ONCE(z, 2); } cpu 2 { WRITE_ONCE(x, 0); }"));
}

/* What a CPU has come to on a guess that turns out wrong is no alarm for whoever frees. */
static void
test_guessed_holder (void)
{
  const char *format = "scenario GUESS \"guess\" \"A slot on a guess\";\n"
                       "cpus 2;\n"
                       "struct mm { int v; }\n"
                       "percpu rq { hazard mm *lazy_mm; }\n"
                       "mm A;\n"
                       "int x;\n"
                       "cpu 0 { { int a = READ_ONCE(x); if (a == %d) WRITE_ONCE(rq->lazy_mm, A); } }\n"
                       "cpu 1 { { WRITE_ONCE(x, 1); if (cpu(rq, 0)->lazy_mm == NULL) free_mm(A); } }\n";
  g_autofree char *never = g_strdup_printf (format, 5);
  g_autofree char *sometimes = g_strdup_printf (format, 1);

  g_assert_false (is_violated (never, MMS_MEMORY_WEAK));
  g_assert_true (is_violated (sometimes, MMS_MEMORY_WEAK));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/ghosts/ghosts", test_ghosts);
  g_test_add_func ("/sim/ghosts/accounts", test_accounts);
  g_test_add_func ("/sim/ghosts/pointers", test_pointers);
  g_test_add_func ("/sim/ghosts/own-stores", test_own_stores);
  g_test_add_func ("/sim/ghosts/stores", test_stores);
  g_test_add_func ("/sim/ghosts/age", test_age);
  g_test_add_func ("/sim/ghosts/loops", test_loops);
  g_test_add_func ("/sim/ghosts/own-frees", test_own_frees);
  g_test_add_func ("/sim/ghosts/ranges", test_ranges);
  g_test_add_func ("/sim/ghosts/room", test_room);
  g_test_add_func ("/sim/ghosts/assumptions", test_assumptions);
  g_test_add_func ("/sim/ghosts/code", test_code);
  g_test_add_func ("/sim/ghosts/guess", test_guess);
  g_test_add_func ("/sim/ghosts/guessed-holder", test_guessed_holder);
  g_test_add_func ("/sim/ghosts/waits", test_waits);
  return g_test_run ();
}
