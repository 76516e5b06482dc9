/* test-detectors.c - what the machine decides itself, each once found and once not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "document.h"
#include "library-runs.h"
#include "read/read.h"
#include "sim/counterexample.h"
#include "sim/language.h"
#include "sim/record.h"

typedef enum
{
  NOT_FOUND,
  TOLD, /* for information */
  VIOLATED,
} Outcome;

typedef struct
{
  const char *id;
  const char *scheme;
  const char *scenario;
  MmsMemory memory;
  Outcome outcome;
} Row;

static const Row rows[] = {
  /* The flush is not waited for; a CPU that goes down is not reached by it. */
  { "D03", "S3-m7", "SC06", MMS_MEMORY_SC, VIOLATED },
  { "D03", "S3", "SC06", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D03", "S4p", "SC06", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D03", "S3", "SC16", MMS_MEMORY_SC, VIOLATED },
  { "D03", "S3f", "SC16", MMS_MEMORY_TSO, NOT_FOUND },
  { "D03", "S1", "SC16", MMS_MEMORY_WEAK, NOT_FOUND },
  /* In the middle of a switch */
  { "D03tr", "S3", "SC23", MMS_MEMORY_SC, TOLD },
  { "D03", "S3", "SC23", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D03tr", "S2", "SC23", MMS_MEMORY_TSO, NOT_FOUND },
  /* A CPU that comes back to the mm finds its tables cleared; the hypervisor flushes for one that does not run. */
  { "D03", "S3", "SC14r", MMS_MEMORY_TSO, NOT_FOUND },
  { "D03", "S3", "SC25", MMS_MEMORY_TSO, NOT_FOUND },

  { "D13", "S4p-m7", "SC08k", MMS_MEMORY_SC, VIOLATED },
  { "D13", "S4p-m8", "SC08k", MMS_MEMORY_SC, VIOLATED },
  { "D13", "S6g", "SC08k", MMS_MEMORY_SC, VIOLATED },
  { "D13", "S1", "SC08k", MMS_MEMORY_SC, TOLD },
  { "D13", "S4p", "SC08k", MMS_MEMORY_SC, NOT_FOUND },

  { "D32", "S4p-m2", "SC26", MMS_MEMORY_SC, VIOLATED },
  { "D32", "S3-m7", "SC06", MMS_MEMORY_SC, VIOLATED },
  { "D32", "S4p", "SC26", MMS_MEMORY_WEAK, NOT_FOUND },

  { "D45", "S3-m6", "SC36", MMS_MEMORY_SC, VIOLATED },
  { "D45", "S6x", "SC36", MMS_MEMORY_SC, VIOLATED },
  { "D45", "S3", "SC36", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D45", "S7", "SC36", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D45", "S4v4", "SC36", MMS_MEMORY_SC, NOT_FOUND },

  { "D60", "S3-m5", "SC14p", MMS_MEMORY_SC, VIOLATED },
  { "D60", "S3", "SC14p", MMS_MEMORY_TSO, NOT_FOUND },

  /* Nobody is in the middle of sending to a CPU when it goes offline. */
  { "D01", "S1p", "SC16", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D35", "S4y", "SC16", MMS_MEMORY_WEAK, NOT_FOUND },
  { "D30", "S4p", "SC16", MMS_MEMORY_SC, VIOLATED },
};

static MmsLibrary *library;

static const MmsFoundAlarm *
find_alarm (MmsExploration *exploration, const char *id, gboolean is_violation)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  const GArray *alarms = mms_exploration_get_alarms (exploration);

  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      if (strcmp (mms_machine_get_alarm_id (machine, found->alarm), id) == 0
          && mms_machine_is_violation (machine, found->alarm) == is_violation)
        return found;
    }
  return NULL;
}

/* (transfer full): the shortest run there, as a trace that has been checked */
static MmsDocument *
check_run (MmsExploration *exploration, const MmsFoundAlarm *found, MmsTrace **trace)
{
  g_autoptr (MmsCounterexample) example = mms_counterexample_new (exploration, found, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = mms_record_run (example->machine, (const MmsTransition *) (gpointer) example->steps->data,
                        example->steps->len, NULL, example->is_end, &error);

  g_assert_no_error (error);
  *trace = mms_read_bytes (bytes, "run", NULL, &error);
  g_assert_no_error (error);
  return mms_document_new (*trace, MMS_REPLAY_NORMAL, NULL, NULL);
}

static const MmsFinding *
find_finding (MmsDocument *document, const char *id)
{
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (strcmp (finding->id, id) == 0)
        return finding;
    }
  return NULL;
}

/* What is found by visiting every state is found in the trace of a run that leads there, as heavy. */
static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (MmsProgram) program = library_runs_compile (library, row->scheme, row->scenario);
  g_autoptr (MmsMachine) machine = mms_machine_new (program, row->memory, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
  const MmsFoundAlarm *found = find_alarm (exploration, row->id, row->outcome != TOLD);
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (MmsDocument) document = NULL;
  const MmsFinding *finding;

  g_assert_cmpint (mms_exploration_get_bound (exploration), ==, MMS_BOUND_NONE);
  if (row->outcome == NOT_FOUND)
    {
      g_assert_null (found);
      return;
    }
  g_assert_nonnull (found);
  document = check_run (exploration, found, &trace);
  finding = find_finding (document, row->id);
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->severity > MMS_SEVERITY_INFO, ==, row->outcome == VIOLATED);
}

static gboolean
has_evidence (const MmsFinding *finding, const char *part)
{
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      const MmsEvidence *evidence = &g_array_index (finding->evidence, MmsEvidence, i);

      if (strstr (evidence->text, part) != NULL)
        return TRUE;
    }
  return FALSE;
}

static MmsDocument *
check_first (const char *scheme, const char *scenario, MmsMemory memory, const char *id,
             MmsTrace **trace)
{
  g_autoptr (MmsProgram) program = library_runs_compile (library, scheme, scenario);
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, TRUE, NULL);
  g_autoptr (MmsExploration) exploration = mms_explore (machine, NULL, NULL);
  const MmsFoundAlarm *found = find_alarm (exploration, id, TRUE);

  g_assert_nonnull (found);
  return check_run (exploration, found, trace);
}

/* The damage is shown: the MMU goes through what is freed. */
static void
test_walk (void)
{
  static const struct
  {
    const char *id;
    const char *scheme;
    const char *scenario;
  } walks[] = { { "D02", "S4p-m2", "SC26" }, { "D02tr", "S7x", "SC23" }, { "D03", "S3", "SC16" } };

  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      g_autoptr (MmsTrace) trace = NULL;
      g_autoptr (MmsDocument) document
          = check_first (walks[i].scheme, walks[i].scenario, MMS_MEMORY_SC, walks[i].id, &trace);
      const MmsFinding *finding = find_finding (document, walks[i].id);

      g_assert_nonnull (finding);
      g_assert_true (has_evidence (finding, "the MMU of CPU 1 walks them"));
    }
}

/* The circle of a run that store buffers make possible; one that needs none has no circle. */
static void
test_circle (void)
{
  static const struct
  {
    const char *id;
    const char *scheme;
    const char *scenario;
    MmsMemory memory;
    const char *late; /* NULL: there is none */
  } runs[] = {
    { "D41", "S4p-m1", "SC18", MMS_MEMORY_TSO, "CPU 1 writes rq1.curr: this is done last" },
    { "D04", "S3-m1", "SC21", MMS_MEMORY_TSO, "CPU 1 writes cpu_tlbstate1.is_lazy: this is done last" },
    { "D42", "S1", "SC19b", MMS_MEMORY_WEAK, "CPU 1 writes x: this is done last" },
    { "D27", "S6g", "SC02", MMS_MEMORY_WEAK, NULL },
    { "D30", "S4p", "SC16", MMS_MEMORY_TSO, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr (MmsTrace) trace = NULL;
      g_autoptr (MmsDocument) document
          = check_first (runs[i].scheme, runs[i].scenario, runs[i].memory, runs[i].id, &trace);
      const MmsFinding *finding = find_finding (document, "D40");

      g_assert_cmpint (finding != NULL, ==, runs[i].late != NULL);
      if (finding == NULL)
        continue;
      g_assert_cmpint (finding->severity, ==, MMS_SEVERITY_INFO);
      g_assert_true (has_evidence (finding, runs[i].late));
    }
}

/* (transfer full): the ids of all that is found, each behind a blank, with and without reduction the same */
static char *
explore_text (const char *body, MmsMemory memory)
{
  g_autofree char *text = g_strconcat (
      "scenario T \"t\" \"Test\";\n"
      "struct mm { refcount int mm_users = 1; ghost int seen; }\n"
      "struct task { mm *mm; }\n"
      "percpu rq { hazard mm *slot; ghost int mark; }\n",
      body, NULL);
  char *found[2] = { NULL };

  for (guint reduce = 0; reduce < 2; reduce++)
    {
      g_autoptr (MmsLanguage) language = mms_language_new (NULL);
      g_autoptr (MmsProgram) program = NULL;
      g_autoptr (MmsMachine) machine = NULL;
      g_autoptr (MmsExploration) exploration = NULL;
      GString *ids = g_string_new (NULL);
      const GArray *alarms;
      MmsAlarms all = { { 0 } };

      mms_language_add_text (language, "t.lazy", text, -1);
      if (mms_language_compile (language, &program) != MMS_LANGUAGE_DONE)
        {
          g_autofree char *wrong = mms_language_describe (language);

          g_error ("%s", wrong);
        }
      machine = mms_machine_new (program, memory, 0, reduce != 0, NULL);
      exploration = mms_explore (machine, NULL, NULL);
      alarms = mms_exploration_get_alarms (exploration);
      for (guint i = 0; i < alarms->len; i++)
        mms_alarms_add (&all, g_array_index (alarms, MmsFoundAlarm, i).alarm);
      for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
        if (mms_alarms_has (&all, i))
          g_string_append_printf (ids, " %s", mms_machine_get_alarm_id (machine, i));
      found[reduce] = g_string_free (ids, FALSE);
    }
  g_assert_cmpstr (found[0], ==, found[1]);
  g_free (found[1]);
  return found[0];
}

static void
assert_finds (const char *body, MmsMemory memory, const char *ids)
{
  g_autofree char *found = explore_text (body, memory);

  g_assert_cmpstr (found, ==, ids);
}

/* A free that does not wait for what the scan has read. */
static void
test_late_scan (void)
{
#define SCAN(between) \
  "cpus 2; mm A { mm_users = 0 }; int seen;\n" \
  "setup { cpu 0: rq->slot = A; }\n" \
  "cpu 1 { { mm *m = READ_ONCE(cpu(rq, 0)->slot); " between " free_mm(A); seen = m == A; } }\n"

  assert_finds (SCAN (""), MMS_MEMORY_WEAK, " D44");
  assert_finds (SCAN (""), MMS_MEMORY_TSO, "");
  assert_finds (SCAN ("smp_mb();"), MMS_MEMORY_WEAK, "");
  assert_finds (SCAN ("if (m != A)"), MMS_MEMORY_WEAK, "");
#undef SCAN
}

/* Ghosts remember without an operation of their own, and nothing goes past them. */
static void
test_ghosts (void)
{
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      assert_finds ("cpus 2; int x; mm A;\n"
                    "cpu 0 { { x = 1; ghost { A->seen += 1; cpu(rq, 1)->mark = 5; } x = 2; } }\n"
                    "cpu 1 { { x = 3; ghost { A->seen += 2; } x = 4; } }\n"
                    "finally { forbid WARN (A->seen != 3 || cpu(rq, 1)->mark != 5); }\n",
                    (MmsMemory) memory, "");
      assert_finds ("cpus 2; int x, y; ghost int first;\n"
                    "cpu 0 { { x = 1; ghost { if (!first) first = 1; } } }\n"
                    "cpu 1 { { y = 1; ghost { if (!first) first = 2; } } }\n"
                    "finally { forbid D98 (first == 1); inform D99 (first == 2); }\n",
                    (MmsMemory) memory, " D98 D99");
    }
}

/* While the machine is stopped nobody goes on, and nobody is where he could not be preempted. */
static void
test_stop (void)
{
  static const char *const others[][2] = {
    { "x = 1; x = 2;", " D97 D98" },
    { "preempt_disable(); x = 1; x = 2; preempt_enable();", " D97" },
    { "local_irq_disable(); x = 1; x = 2; local_irq_enable();", " D97" },
    { "spin_lock(&l); x = 1; x = 2; spin_unlock(&l);", " D97" },
  };

  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
      {
        g_autofree char *body = g_strdup_printf (
            "cpus 2; int x, l;\n"
            "cpu 0 { { stop_machine_begin(); { int a = x; int b = x; forbid D96 (a != b);"
            " forbid D97 (a == 2); forbid D98 (a == 1); } stop_machine_end(); } }\n"
            "cpu 1 { { %s } }\n",
            others[i][0]);

        assert_finds (body, (MmsMemory) memory, others[i][1]);
      }
  /* An IPI that is under way is handled before. */
  assert_finds ("cpus 2; int x;\n"
                "void handler(void) { x = 1; }\n"
                "cpu 0 { { stop_machine_begin(); x = 2; stop_machine_end(); } }\n"
                "cpu 1 { smp_call_function_many(1, handler); forbid D98 (x == 0); }\n",
                MMS_MEMORY_SC, "");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  library = library_runs_open ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sim/detectors/%s/%s-%s-%s", rows[i].id,
                                               rows[i].scheme, rows[i].scenario,
                                               mms_memory_get_name (rows[i].memory));

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/sim/detectors/walk", test_walk);
  g_test_add_func ("/sim/detectors/circle", test_circle);
  g_test_add_func ("/sim/detectors/late-scan", test_late_scan);
  g_test_add_func ("/sim/detectors/ghosts", test_ghosts);
  g_test_add_func ("/sim/detectors/stop", test_stop);
  status = g_test_run ();
  g_clear_pointer (&library, mms_library_free);
  return status;
}
