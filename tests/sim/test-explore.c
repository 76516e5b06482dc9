/* test-explore.c - the search, on programs whose states can be counted by hand
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "outcome.h"
#include "threads.h"

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
test_counters (void)
{
  for (guint n = 1; n <= 4; n++)
    {
      g_autoptr (MmsProgram) program = make_counters (n, 3);
      g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
      g_auto (Outcome) outcome = { 0 };
      const gint16 end[] = { 3, 3, 3, 3 };
      guint64 states = 1;

      outcome_init (&outcome, machine, NULL);
      /* Begin, three steps, return: each CPU is in one of six places. */
      for (guint i = 0; i < n; i++)
        states *= 6;
      g_assert_cmpuint (outcome.numbers.n_states, ==, states);
      g_assert_cmpuint (outcome.numbers.n_transitions, ==, states / 6 * 5 * n);
      g_assert_cmpuint (outcome.numbers.depth, ==, 5 * n);
      g_assert_cmpint (outcome.verdict, ==, MMS_VERDICT_SAFE);
      g_assert_cmpint (outcome.bound, ==, MMS_BOUND_NONE);
      g_assert_cmpuint (g_hash_table_size (outcome.ends), ==, 1);
      g_assert_true (outcome_has_end (&outcome, end, n));
    }
}

/* What nobody else can notice is not taken one by one. */
static void
test_reduced_counters (void)
{
  g_autoptr (MmsProgram) program = make_counters (4, 3);
  g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, TRUE);
  g_auto (Outcome) outcome = { 0 };
  const gint16 end[] = { 3, 3, 3, 3 };

  outcome_init (&outcome, machine, NULL);
  g_assert_cmpuint (outcome.numbers.n_states, <=, 16);
  g_assert_cmpuint (g_hash_table_size (outcome.ends), ==, 1);
  g_assert_true (outcome_has_end (&outcome, end, 4));
}

typedef struct
{
  MmsOrder store; /* of both stores */
  MmsOrder load;
  MmsOrder fence; /* between; PLAIN: none */
  const char *seen; /* "sc tso weak" as bits of whether the bad end is there */
} Shape;

/* Both store, then look at the other's variable: { x, y, seen by 0, seen by 1 }. */
static MmsProgram *
make_store_buffering (const Shape *shape)
{
  MmsProgram *program = threads_new (2);
  guint fields[4] = { threads_variable (program, "x", 1), threads_variable (program, "y", 1),
                      threads_variable (program, "r0", 1), threads_variable (program, "r1", 1) };

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      threads_begin (program, cpu);
      threads_store (program, fields[cpu], 1, shape->store);
      if (shape->fence != MMS_ORDER_PLAIN)
        threads_fence (program, shape->fence);
      threads_load (program, 0, fields[1 - cpu], shape->load);
      threads_store_register (program, fields[2 + cpu], 0, MMS_ORDER_ONCE);
      threads_end (program);
    }
  return program;
}

/* One writes data, then a flag; the other reads the flag, then the data. */
static MmsProgram *
make_message_passing (const Shape *shape)
{
  MmsProgram *program = threads_new (2);
  guint fields[4] = { threads_variable (program, "x", 1), threads_variable (program, "y", 1),
                      threads_variable (program, "r0", 1), threads_variable (program, "r1", 1) };

  threads_begin (program, 0);
  threads_store (program, fields[0], 1, MMS_ORDER_ONCE);
  if (shape->fence != MMS_ORDER_PLAIN)
    threads_fence (program, shape->fence == MMS_ORDER_RMB ? MMS_ORDER_WMB : shape->fence);
  threads_store (program, fields[1], 1, shape->store);
  threads_end (program);
  threads_begin (program, 1);
  threads_load (program, 0, fields[1], shape->load);
  if (shape->fence != MMS_ORDER_PLAIN)
    threads_fence (program, shape->fence);
  threads_load (program, 1, fields[0], MMS_ORDER_ONCE);
  threads_store_register (program, fields[2], 0, MMS_ORDER_ONCE);
  threads_store_register (program, fields[3], 1, MMS_ORDER_ONCE);
  threads_end (program);
  return program;
}

static void
check_shape (MmsProgram *(*make) (const Shape *shape), const Shape *shape, const gint16 *bad)
{
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    for (guint reduce = 0; reduce < 2; reduce++)
      {
        g_autoptr (MmsProgram) program = make (shape);
        g_autoptr (MmsMachine) machine = threads_machine (program, memory, reduce);
        g_auto (Outcome) outcome = { 0 };

        outcome_init (&outcome, machine, NULL);
        g_test_message ("%s%s: %s", mms_memory_get_name (memory), reduce ? ", reduced" : "",
                        outcome.text);
        g_assert_cmpint (outcome.verdict, ==, MMS_VERDICT_SAFE);
        g_assert_cmpint (outcome_has_end (&outcome, bad, 4), ==, shape->seen[memory] == 'S');
      }
}

static void
test_store_buffering (void)
{
  static const Shape shapes[] = {
    { MMS_ORDER_ONCE, MMS_ORDER_ONCE, MMS_ORDER_PLAIN, "NSS" },
    { MMS_ORDER_ONCE, MMS_ORDER_ONCE, MMS_ORDER_MB, "NNN" },
    { MMS_ORDER_ONCE, MMS_ORDER_ONCE, MMS_ORDER_WMB, "NSS" },
    { MMS_ORDER_RELEASE, MMS_ORDER_ACQUIRE, MMS_ORDER_PLAIN, "NSS" },
  };
  static const gint16 bad[] = { 1, 1, 0, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_shape (make_store_buffering, &shapes[i], bad);
}

static void
test_message_passing (void)
{
  static const Shape shapes[] = {
    { MMS_ORDER_ONCE, MMS_ORDER_ONCE, MMS_ORDER_PLAIN, "NNS" },
    { MMS_ORDER_ONCE, MMS_ORDER_ONCE, MMS_ORDER_RMB, "NNN" },
    { MMS_ORDER_RELEASE, MMS_ORDER_ACQUIRE, MMS_ORDER_PLAIN, "NNN" },
    { MMS_ORDER_RELEASE, MMS_ORDER_ONCE, MMS_ORDER_PLAIN, "NNS" },
    { MMS_ORDER_ONCE, MMS_ORDER_ACQUIRE, MMS_ORDER_PLAIN, "NNS" },
  };
  static const gint16 bad[] = { 1, 1, 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_shape (make_message_passing, &shapes[i], bad);
}

/* Peterson's lock, one round each: want[me] = 1; turn = other; [mb]; wait until !want[other] or turn ==
 * me, tried @tries times; inside, D99 if the other is too. */
static MmsProgram *
make_peterson (gboolean has_barrier)
{
  MmsProgram *program = threads_new (2);
  guint want[2] = { threads_variable (program, "want0", 1), threads_variable (program, "want1", 1) };
  guint turn = threads_variable (program, "turn", 1);
  guint inside = threads_variable (program, "inside", 1);
  guint report = mms_program_add_report (program, "D99", "both are inside");

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      guint16 tries[3];
      guint16 to_end;
      guint n = 0;

      threads_begin (program, cpu);
      threads_store (program, want[cpu], 1, MMS_ORDER_ONCE);
      threads_store (program, turn, (gint16) (1 - cpu), MMS_ORDER_ONCE);
      if (has_barrier)
        threads_fence (program, MMS_ORDER_MB);
      threads_load (program, 0, want[1 - cpu], MMS_ORDER_ONCE);
      tries[n++] = threads_skip (program, 0);
      threads_load (program, 0, turn, MMS_ORDER_ONCE);
      if (cpu == 0)
        {
          tries[n++] = threads_skip (program, 0);
        }
      else
        {
          threads_emit (program, (MmsInstruction){ .op = MMS_OP_NOT, .a = 1, .b = 0 });
          tries[n++] = threads_skip (program, 1);
        }
      threads_const (program, 0, 0);
      to_end = threads_skip (program, 0); /* in vain */
      for (guint i = 0; i < n; i++)
        threads_land (program, tries[i]);
      threads_const (program, 1, 1);
      threads_emit (program, (MmsInstruction){ .op = MMS_OP_XCHG, .order = MMS_ORDER_FULL, .a = 0,
                                               .b = 1, .index = NONE, .field = (guint16) inside });
      threads_report (program, 0, report);
      threads_store (program, inside, 0, MMS_ORDER_ONCE);
      threads_store (program, want[cpu], 0, MMS_ORDER_RELEASE);
      threads_land (program, to_end);
      threads_end (program);
    }
  return program;
}

static void
test_peterson (void)
{
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    for (guint barrier = 0; barrier < 2; barrier++)
      {
        g_autoptr (MmsProgram) program = make_peterson (barrier);
        g_autoptr (MmsMachine) machine = threads_machine (program, memory, FALSE);
        g_autoptr (MmsMachine) reduced = threads_machine (program, memory, TRUE);
        g_auto (Outcome) outcome = { 0 };
        g_auto (Outcome) less = { 0 };
        gboolean is_safe = memory == MMS_MEMORY_SC || (memory == MMS_MEMORY_TSO && barrier);

        outcome_init (&outcome, machine, NULL);
        outcome_init (&less, reduced, NULL);
        g_test_message ("%s barrier %u\n%s\n%s", mms_memory_get_name (memory), barrier, outcome.text,
                        less.text);
        if (memory != MMS_MEMORY_WEAK || !barrier)
          g_assert_cmpint (outcome.verdict, ==, is_safe ? MMS_VERDICT_SAFE : MMS_VERDICT_VIOLATED);
        g_assert_cmpint (less.verdict, ==, outcome.verdict);
        g_assert_true (outcome_is_subset (&outcome, &less) && outcome_is_subset (&less, &outcome));
        g_assert_cmpuint (less.numbers.n_states, <=, outcome.numbers.n_states);
      }
}

/* Neither gets the second lock. */
static void
test_deadlock (void)
{
  for (guint threads = 1; threads <= 2; threads++)
    {
      g_autoptr (MmsProgram) program = threads_new (2);
      guint16 locks[2] = { (guint16) threads_variable (program, "a", 1),
                           (guint16) threads_variable (program, "b", 1) };
      const MmsExploreOptions options = { .n_threads = threads };
      g_autoptr (MmsMachine) machine = NULL;
      g_auto (Outcome) outcome = { 0 };

      for (guint cpu = 0; cpu < 2; cpu++)
        {
          threads_begin (program, cpu);
          for (guint i = 0; i < 2; i++)
            threads_emit (program, (MmsInstruction){ .op = MMS_OP_LOCK, .order = MMS_ORDER_ACQUIRE,
                                                     .index = NONE, .field = locks[cpu ^ i] });
          for (guint i = 0; i < 2; i++)
            threads_emit (program, (MmsInstruction){ .op = MMS_OP_UNLOCK, .index = NONE,
                                                     .order = MMS_ORDER_RELEASE,
                                                     .field = locks[cpu ^ i] });
          threads_end (program);
        }
      machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
      outcome_init (&outcome, machine, &options);
      g_test_message ("%s", outcome.text);
      g_assert_cmpint (outcome.verdict, ==, MMS_VERDICT_VIOLATED);
      g_assert_true (mms_alarms_has (&outcome.alarms, MMS_REPORT_STUCK));
      /* Two begin, two lock: no path is shorter. */
      g_assert_true (g_regex_match_simple ("^STUCK:( \\d\\.\\d\\.\\d){4}$", outcome.text,
                                           G_REGEX_MULTILINE, 0));
    }
}

/* Neither limit nor user makes anything safe. */
static void
test_limits (void)
{
  g_autoptr (MmsProgram) program = make_counters (4, 6);
  g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
  const guint64 all = 9 * 9 * 9 * 9;
  const struct
  {
    MmsExploreOptions options;
    MmsBound bound;
    guint64 n_states; /* 0: some */
  } cases[] = {
    { { .max_states = 1 }, MMS_BOUND_STATES, 1 },
    { { .max_states = 1000 }, MMS_BOUND_STATES, 1000 },
    { { .max_states = all - 1 }, MMS_BOUND_STATES, all - 1 },
    { { .max_states = all }, MMS_BOUND_NONE, all },
    { { .max_memory = 1 }, MMS_BOUND_MEMORY, 0 },
    { { .max_depth = 1 }, MMS_BOUND_DEPTH, 5 },
    { { .max_depth = 31 }, MMS_BOUND_DEPTH, all - 1 },
    { { .max_depth = 32 }, MMS_BOUND_NONE, all },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint threads = 1; threads <= 2; threads++)
      {
        MmsExploreOptions options = cases[i].options;
        g_auto (Outcome) outcome = { 0 };

        options.n_threads = threads;
        outcome_init (&outcome, machine, &options);
        g_assert_cmpint (outcome.bound, ==, cases[i].bound);
        g_assert_cmpint (outcome.verdict, ==,
                         cases[i].bound == MMS_BOUND_NONE ? MMS_VERDICT_SAFE
                                                          : MMS_VERDICT_UNFINISHED);
        if (cases[i].n_states != 0)
          g_assert_cmpuint (outcome.numbers.n_states, ==, cases[i].n_states);
        else
          g_assert_cmpuint (outcome.numbers.n_states, <, all);
      }
}

static void
test_cancel (void)
{
  g_autoptr (MmsProgram) program = make_counters (2, 3);
  g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (MmsExploration) whole = mms_explore (machine, NULL, progress);
  g_autoptr (MmsExploration) cancelled = NULL;

  g_assert_cmpint (mms_exploration_get_bound (whole), ==, MMS_BOUND_NONE);
  g_cancellable_cancel (cancellable);
  cancelled = mms_explore (machine, NULL, progress);
  g_assert_cmpint (mms_exploration_get_bound (cancelled), ==, MMS_BOUND_CANCELLED);
  g_assert_cmpint (mms_exploration_get_verdict (cancelled), ==, MMS_VERDICT_UNFINISHED);
}

/* Cancels in the middle of a search that takes long. */
static void
cancel_late (const MmsExploreNumbers *numbers, gpointer user_data)
{
  if (numbers->n_states > 100000)
    g_cancellable_cancel (user_data);
}

static void
test_cancel_late (void)
{
  for (guint threads = 1; threads <= 2; threads++)
    {
      g_autoptr (MmsProgram) program = make_counters (6, 20);
      g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_SC, FALSE);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
      const MmsExploreOptions options = {
        .n_threads = threads,
        .func = cancel_late,
        .func_data = cancellable,
      };
      g_autoptr (MmsExploration) exploration = mms_explore (machine, &options, progress);
      const MmsExploreNumbers *numbers = mms_exploration_get_numbers (exploration);

      g_assert_cmpint (mms_exploration_get_bound (exploration), ==, MMS_BOUND_CANCELLED);
      g_assert_cmpint (mms_exploration_get_verdict (exploration), ==, MMS_VERDICT_UNFINISHED);
      g_assert_cmpuint (numbers->n_states, >, 100000);
      g_assert_cmpuint (numbers->memory, <, numbers->n_states * 128);
      g_assert_cmpuint (numbers->memory, >, numbers->n_states * 12);
    }
}

/* What was found before the limit stays found. */
static void
test_violated_unfinished (void)
{
  g_autoptr (MmsProgram) program = make_peterson (FALSE);
  g_autoptr (MmsMachine) machine = threads_machine (program, MMS_MEMORY_TSO, FALSE);
  MmsExploreOptions options = { .n_threads = 1, .stop_early = TRUE };
  g_auto (Outcome) early = { 0 };
  g_auto (Outcome) never = { 0 };

  outcome_init (&early, machine, &options);
  g_assert_cmpint (early.bound, ==, MMS_BOUND_FOUND);
  g_assert_cmpint (early.verdict, ==, MMS_VERDICT_VIOLATED);
  g_assert_cmpuint (early.numbers.n_states, <, 2697);
  /* Nobody is ever stuck. */
  mms_alarms_add (&options.wanted, MMS_REPORT_STUCK);
  outcome_init (&never, machine, &options);
  g_assert_cmpint (never.bound, ==, MMS_BOUND_NONE);
  g_assert_cmpint (never.verdict, ==, MMS_VERDICT_VIOLATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explore/counters", test_counters);
  g_test_add_func ("/explore/reduced-counters", test_reduced_counters);
  g_test_add_func ("/explore/store-buffering", test_store_buffering);
  g_test_add_func ("/explore/message-passing", test_message_passing);
  g_test_add_func ("/explore/peterson", test_peterson);
  g_test_add_func ("/explore/deadlock", test_deadlock);
  g_test_add_func ("/explore/limits", test_limits);
  g_test_add_func ("/explore/cancel", test_cancel);
  g_test_add_func ("/explore/cancel-late", test_cancel_late);
  g_test_add_func ("/explore/violated-unfinished", test_violated_unfinished);
  return g_test_run ();
}
