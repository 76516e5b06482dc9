/* test-questions.c - which barriers are needed, and which are missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/questions.h"
#include "sim/strengthen.h"
#include "threads.h"

/* What can be left out of message passing. */
enum
{
  WRITER_WMB,
  READER_RMB,
  READER_MB, /* behind everything: for nothing */
  UNUSED_MB, /* where nobody comes */
  N_BARRIERS
};

typedef struct
{
  guint lines[N_BARRIERS];
} Places;

static gboolean
is_left_out (guint barrier, const guint *changes, guint n_changes)
{
  for (guint i = 0; i < n_changes; i++)
    if (changes[i] == barrier)
      return TRUE;
  return FALSE;
}

static void
put (MmsProgram *program, guint barrier, MmsOrder order, const guint *changes, guint n_changes,
     Places *places)
{
  if (is_left_out (barrier, changes, n_changes))
    return;
  if (places != NULL)
    places->lines[barrier] = program->code->len;
  threads_fence (program, order);
}

static MmsProgram *
make_passing (const guint *changes, guint n_changes, Places *places)
{
  MmsProgram *program = threads_new (2);
  guint x = threads_variable (program, "x", 1);
  guint y = threads_variable (program, "y", 1);
  guint report = mms_program_add_report (program, "D99", "old data");
  guint16 is_early;
  guint16 is_never;

  threads_begin (program, 0);
  threads_store (program, x, 1, MMS_ORDER_ONCE);
  put (program, WRITER_WMB, MMS_ORDER_WMB, changes, n_changes, places);
  threads_store (program, y, 1, MMS_ORDER_ONCE);
  threads_end (program);
  threads_begin (program, 1);
  threads_const (program, 2, 0);
  is_never = threads_skip (program, 2);
  put (program, UNUSED_MB, MMS_ORDER_MB, changes, n_changes, places);
  threads_land (program, is_never);
  threads_load (program, 0, y, MMS_ORDER_ONCE);
  is_early = threads_skip (program, 0);
  put (program, READER_RMB, MMS_ORDER_RMB, changes, n_changes, places);
  threads_load (program, 1, x, MMS_ORDER_ONCE);
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_NOT, .a = 1, .b = 1, .index = NONE });
  threads_report (program, 1, report);
  put (program, READER_MB, MMS_ORDER_MB, changes, n_changes, places);
  threads_land (program, is_early);
  threads_end (program);
  return program;
}

/* Scenario 0 does not have what it needs; 1 is the writer's alone, so to speak: nobody reports. */
static MmsProgram *
make_variant (guint scenario, const guint *changes, guint n_changes, gpointer user_data,
              GError **error)
{
  g_autoptr (MmsProgram) program = NULL;

  if (scenario == 0)
    return NULL;
  program = make_passing (changes, n_changes, NULL);
  if (scenario == 1)
    g_array_set_size (program->scripts[1], 0);
  return mms_program_finish (program, error) ? g_steal_pointer (&program) : NULL;
}

static GArray *
ask_needs (MmsMemory memory, guint64 max_states, MmsProgress *progress)
{
  Places places;
  MmsChange changes[N_BARRIERS];
  MmsQuestion question = {
    .n_scenarios = 3,
    .changes = changes,
    .n_changes = N_BARRIERS,
    .make = make_variant,
    .memory = memory,
    .options = { .n_threads = 1, .max_states = max_states },
  };
  g_autoptr (GError) error = NULL;
  GArray *answers;

  mms_program_free (make_passing (NULL, 0, &places));
  for (guint i = 0; i < N_BARRIERS; i++)
    changes[i] = (MmsChange){ "threads", places.lines[i], 1 };
  answers = mms_question_ask_needs (&question, progress, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answers->len, ==, N_BARRIERS);
  return answers;
}

static const MmsNeedAnswer *
get_answer (GArray *answers, guint barrier)
{
  return &g_array_index (answers, MmsNeedAnswer, barrier);
}

static void
test_needs (void)
{
  g_autoptr (GArray) answers = ask_needs (MMS_MEMORY_WEAK, 0, NULL);

  for (guint i = WRITER_WMB; i <= READER_RMB; i++)
    {
      g_assert_cmpint (get_answer (answers, i)->need, ==, MMS_NEED_NEEDED);
      g_assert_cmpuint (get_answer (answers, i)->scenario, ==, 2);
      g_assert_cmpstr (get_answer (answers, i)->alarm, ==, "D99");
    }
  g_assert_cmpint (get_answer (answers, READER_MB)->need, ==, MMS_NEED_NONE);
  g_assert_cmpuint (get_answer (answers, READER_MB)->n_searched, ==, 1);
  g_assert_cmpuint (get_answer (answers, READER_MB)->n_unused, ==, 1);
  g_assert_cmpint (get_answer (answers, UNUSED_MB)->need, ==, MMS_NEED_UNUSED);
}

/* Stores are not overtaken there, nor loads. */
static void
test_needs_tso (void)
{
  g_autoptr (GArray) answers = ask_needs (MMS_MEMORY_TSO, 0, NULL);

  for (guint i = WRITER_WMB; i <= READER_MB; i++)
    g_assert_cmpint (get_answer (answers, i)->need, ==, MMS_NEED_NONE);
}

static void
test_needs_unfinished (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GArray) limited = ask_needs (MMS_MEMORY_WEAK, 1, NULL);
  g_autoptr (GArray) cancelled = NULL;

  g_cancellable_cancel (cancellable);
  cancelled = ask_needs (MMS_MEMORY_WEAK, 0, progress);
  for (guint i = 0; i < N_BARRIERS; i++)
    {
      g_assert_cmpint (get_answer (limited, i)->need, ==, MMS_NEED_UNKNOWN);
      g_assert_cmpint (get_answer (cancelled, i)->need, ==, MMS_NEED_UNKNOWN);
    }
}

/* --- repairs --- */

typedef struct
{
  MmsProgram *program;
  GArray *list; /* MmsStrengthening */
} Weak;

static MmsProgram *
make_stronger (guint scenario, const guint *changes, guint n_changes, gpointer user_data,
               GError **error)
{
  const Weak *weak = user_data;

  return mms_strengthen_program (weak->program, weak->list, changes, n_changes, error);
}

/* What repairs @program, as "kind line" each, and the result's name. */
static char *
repair (MmsProgram *program, MmsMemory memory, guint64 max_states)
{
  Weak weak = { program, mms_strengthen_list (program) };
  g_autofree MmsChange *changes = g_new0 (MmsChange, weak.list->len);
  MmsQuestion question = {
    .n_scenarios = 1,
    .changes = changes,
    .n_changes = weak.list->len,
    .make = make_stronger,
    .user_data = &weak,
    .memory = memory,
    .options = { .n_threads = 1, .max_states = max_states },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsRepair) answer = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < weak.list->len; i++)
    {
      const MmsStrengthening *one = &g_array_index (weak.list, MmsStrengthening, i);

      changes[i] = (MmsChange){ "threads", one->line, one->kind >= MMS_STRENGTHEN_MB ? 3 : 1 };
    }
  answer = mms_question_ask_repair (&question, 0, MMS_MEMORY_SC, NULL, &error);
  g_assert_no_error (error);
  g_string_append (text, mms_repair_result_get_name (answer->result));
  for (guint i = 0; i < answer->changes->len; i++)
    {
      const MmsStrengthening *one = &g_array_index (weak.list, MmsStrengthening,
                                                    g_array_index (answer->changes, guint, i));

      g_string_append_printf (text, ", %u %s", one->line, mms_strengthen_kind_get_text (one->kind));
    }
  g_test_message ("%u candidates, %u searches: %s", weak.list->len, answer->n_searches, text->str);
  g_array_unref (weak.list);
  return g_string_free (text, FALSE);
}

static MmsProgram *
finish (MmsProgram *program)
{
  g_autoptr (GError) error = NULL;

  mms_program_finish (program, &error);
  g_assert_no_error (error);
  return program;
}

static void
test_repair_passing (void)
{
  const guint none[] = { WRITER_WMB, READER_RMB, READER_MB, UNUSED_MB };
  g_autoptr (MmsProgram) program = finish (make_passing (none, G_N_ELEMENTS (none), NULL));
  g_autofree char *weak = repair (program, MMS_MEMORY_WEAK, 0);
  g_autofree char *tso = repair (program, MMS_MEMORY_TSO, 0);
  g_autofree char *unknown = repair (program, MMS_MEMORY_WEAK, 3);

  /* 1 and 2 are x = 1, 3 and 4 y = 1, 5 the return; then 0, a skip, the load of y. */
  g_assert_cmpstr (weak, ==, "found, 4 smp_store_release(), 8 smp_load_acquire()");
  g_assert_cmpstr (tso, ==, "nothing");
  g_assert_cmpstr (unknown, ==, "unknown");
}

/* @has_report: D99 where both looked too early, counted in @seen */
static MmsProgram *
make_buffering (void)
{
  MmsProgram *program = threads_new (2);
  guint fields[2] = { threads_variable (program, "x", 1), threads_variable (program, "y", 1) };
  guint seen = threads_variable (program, "seen", 1);
  guint report = mms_program_add_report (program, "D99", "both were early");

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      guint16 is_early;
      guint16 is_late;

      threads_begin (program, cpu);
      threads_store (program, fields[cpu], 1, MMS_ORDER_ONCE);
      threads_load (program, 0, fields[1 - cpu], MMS_ORDER_ONCE);
      is_early = threads_skip (program, 0);
      threads_const (program, 0, 0);
      is_late = threads_skip (program, 0);
      threads_land (program, is_early);
      threads_const (program, 1, 1);
      threads_emit (program, (MmsInstruction){ .op = MMS_OP_XCHG, .order = MMS_ORDER_RELAXED, .a = 0,
                                               .b = 1, .index = NONE, .field = (guint16) seen });
      threads_report (program, 0, report);
      threads_land (program, is_late);
      threads_end (program);
    }
  return finish (program);
}

static void
test_repair_buffering (void)
{
  g_autoptr (MmsProgram) program = make_buffering ();
  g_autofree char *tso = repair (program, MMS_MEMORY_TSO, 0);
  g_autofree char *weak = repair (program, MMS_MEMORY_WEAK, 0);

  g_assert_cmpstr (tso, ==, "found, 3 smp_mb(), 13 smp_mb()");
  g_assert_cmpstr (weak, ==, "found, 3 smp_mb(), 13 smp_mb()");
}

/* Without any of them the program is what it was. */
static void
test_copy (void)
{
  g_autoptr (MmsProgram) program = make_buffering ();
  g_autoptr (GArray) list = mms_strengthen_list (program);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsProgram) copy = mms_strengthen_program (program, list, NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (copy->code->data, copy->code->len * sizeof (MmsInstruction), program->code->data,
                   program->code->len * sizeof (MmsInstruction));
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsMachine) one = threads_machine (program, memory, FALSE);
      g_autoptr (MmsMachine) other = threads_machine (copy, memory, FALSE);
      g_autoptr (MmsExploration) first = mms_explore (one, NULL, NULL);
      g_autoptr (MmsExploration) second = mms_explore (other, NULL, NULL);

      g_assert_cmpuint (mms_exploration_get_numbers (first)->n_states, ==,
                        mms_exploration_get_numbers (second)->n_states);
      g_assert_cmpint (mms_exploration_get_verdict (first), ==, mms_exploration_get_verdict (second));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/questions/needs", test_needs);
  g_test_add_func ("/questions/needs-tso", test_needs_tso);
  g_test_add_func ("/questions/needs-unfinished", test_needs_unfinished);
  g_test_add_func ("/questions/repair-passing", test_repair_passing);
  g_test_add_func ("/questions/repair-buffering", test_repair_buffering);
  g_test_add_func ("/questions/copy", test_copy);
  return g_test_run ();
}
