/* test-record.c - traces of runs say what the machine did
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "library-runs.h"
#include "read/read.h"
#include "replay/replay.h"
#include "sim/record-names.h"
#include "sim/record.h"
#include "sim/simulate.h"

/* Of one run after one step: what a kernel's events tell of. */
typedef struct
{
  guint n_events; /* that were told until then */
  int current[MMS_SIM_MAX_CPUS];
  gint16 cr3[MMS_SIM_MAX_CPUS];
  gint16 active[MMS_SIM_MAX_CPUS];
  gint16 mm[MMS_SIM_MAX_CPUS];
  gint16 lazy[MMS_SIM_MAX_CPUS];
  gint16 slot[MMS_SIM_MAX_CPUS];
  gint16 users[MMS_SIM_MAX_MMS];
  gint16 count[MMS_SIM_MAX_MMS];
} State;

typedef struct
{
  const MmsMachine *machine;
  const MmsProgram *program;
  const char *name;
  GArray *states; /* State */
  int task_mm;
  int active_mm;    /* of tasks; -1: none of them has one */
  int rq_active_mm; /* of CPUs, instead */
  int users;
  int count;
  int lazy;
  int slot;
} Run;

static gint16
peek (const Run *run, const MmsCell *state, int field, guint element)
{
  if (field < 0)
    return 0;
  return mms_machine_peek (run->machine, state,
                           g_array_index (run->program->fields, MmsSimField, field).base + element);
}

static void
take_state (Run *run, const MmsCell *cells, guint n_events)
{
  State state = { .n_events = n_events };

  for (guint i = 0; i < run->program->n_cpus; i++)
    {
      state.current[i] = mms_machine_peek_current (run->machine, cells, i);
      state.cr3[i] = mms_machine_peek_cr3 (run->machine, cells, i);
      state.active[i] = run->rq_active_mm >= 0
                            ? peek (run, cells, run->rq_active_mm, i)
                            : peek (run, cells, run->active_mm, (guint) state.current[i]);
      state.mm[i] = peek (run, cells, run->task_mm, (guint) state.current[i]);
      state.lazy[i] = peek (run, cells, run->lazy, i);
      state.slot[i] = peek (run, cells, run->slot, i);
    }
  for (guint i = 0; i < run->program->n_mms; i++)
    {
      state.users[i] = peek (run, cells, run->users, i);
      state.count[i] = peek (run, cells, run->count, i);
    }
  g_array_append_val (run->states, state);
}

static int
find_slot (const MmsProgram *program, MmsFieldUse use)
{
  for (guint i = 0; i < program->fields->len; i++)
    {
      const MmsSimField *field = &g_array_index (program->fields, MmsSimField, i);

      if (field->use == use && field->kind == MMS_OBJECT_CPU && field->type == MMS_TYPE_MM)
        return (int) i;
    }
  return -1;
}

/* A scheme without it leaves a plain member behind that nobody keeps up to date. */
static int
find_active_mm (const MmsProgram *program, const char *record)
{
  int field = mms_program_find_field (program, record, "active_mm");

  if (field >= 0 && g_array_index (program->fields, MmsSimField, field).use == MMS_FIELD_PLAIN)
    return -1;
  return field;
}

static void
run_init (Run *run, const MmsMachine *machine, const char *name)
{
  const MmsProgram *program = mms_machine_get_program (machine);

  run->machine = machine;
  run->program = program;
  run->name = name;
  run->states = g_array_new (FALSE, FALSE, sizeof (State));
  run->task_mm = mms_program_find_field (program, "task", "mm");
  run->active_mm = find_active_mm (program, "task");
  run->rq_active_mm = find_active_mm (program, "rq");
  run->users = mms_program_find_field (program, "mm", "mm_users");
  run->count = mms_program_find_field (program, "mm", "mm_count");
  run->lazy = find_slot (program, MMS_FIELD_HAZARD);
  run->slot = find_slot (program, MMS_FIELD_DEFERRED);
}

/* Records a random run and keeps the machine's state after each of its steps. */
static GBytes *
record (Run *run, guint64 seed)
{
  g_autofree MmsCell *state = g_new0 (MmsCell, mms_machine_get_n_cells (run->machine));
  g_autoptr (GArray) transitions = NULL;
  MmsRecorder *recorder = mms_recorder_new (run->machine);
  MmsAlarms alarms = { { 0 } };

  mms_simulate (run->machine, seed, 3000, NULL, &transitions);
  mms_machine_get_initial (run->machine, state, &alarms);
  take_state (run, state, mms_recorder_get_n_events (recorder));
  for (guint i = 0; i < transitions->len; i++)
    {
      if (!mms_machine_apply (run->machine, state, &g_array_index (transitions, MmsTransition, i),
                              &alarms, mms_recorder_tell, recorder))
        break;
      mms_recorder_end_step (recorder);
      take_state (run, state, mms_recorder_get_n_events (recorder));
    }
  return mms_recorder_finish (recorder);
}

/* --- the kernel's view --- */

static gboolean
is_kernel_event (const char *line)
{
  static const char *const others[] = { "m_", "statement\"", "note\"", "violation\"", "use_ptr\"" };
  const char *name = strstr (line, "\"ev\":\"");

  if (name == NULL)
    return TRUE;
  name += strlen ("\"ev\":\"");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (name, others[i]))
      return FALSE;
  return TRUE;
}

/* Leaves what a kernel could tell.  @kept: (out): by number of events, how many of them are left */
static GBytes *
strip (GBytes *bytes, GArray *kept)
{
  g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  GString *text = g_string_new (NULL);
  guint n_kept = 0;

  g_array_append_val (kept, n_kept);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      gboolean is_event = strstr (lines[i], "\"ev\":\"") != NULL;
      gboolean is_kept = is_kernel_event (lines[i]);

      if (is_kept)
        g_string_append_printf (text, "%s\n", lines[i]);
      n_kept += is_event && is_kept;
      if (is_event)
        g_array_append_val (kept, n_kept);
    }
  return g_string_free_to_bytes (text);
}

static void
assert_mm (const Run *run, MmsHistory *history, guint event, guint cpu, MmsAttribute attribute,
           gint16 expected)
{
  MmsPoint point = mms_track_last (mms_history_get_cpu_track (history, cpu, attribute));
  const MmsMm *mm = mms_history_get_mm (history, (guint) point.value);
  gint64 id = mms_record_get_mm_id (expected);

  if (point.provenance == MMS_UNKNOWN
      || (point.value == 0 ? 0 : mm->pointer) != mms_record_get_mm_address (expected)
      || (id > 0 && point.value != 0 && (gint64) mm->generation != id))
    g_error ("%s: event %u, CPU %u: %s is 0x%" G_GINT64_MODIFIER "x #%" G_GINT64_MODIFIER
             "u, the machine has 0x%" G_GINT64_MODIFIER "x #%" G_GINT64_MODIFIER "d",
             run->name, event, cpu, mms_attribute_get_name (attribute), mm->pointer, mm->generation,
             mms_record_get_mm_address (expected), id);
}

/* Of the mm that lived at that address last. */
static void
assert_count (const Run *run, MmsHistory *history, guint event, guint element, MmsAttribute attribute,
              gint16 expected)
{
  guint64 address
      = mms_record_get_mm_address (MMS_SIM_MM_POINTER ((gint16) element + 1, 0));
  guint mm = mms_history_find_mm (history, address, event);
  MmsPoint point = mms_track_last (mms_history_get_mm_track (history, mm, attribute));

  /* An address that was not given out yet */
  if (mm == 0 || point.provenance == MMS_UNKNOWN)
    return;
  if (point.value != expected)
    g_error ("%s: event %u, mm %u: %s is %d, the machine has %d", run->name, event, element + 1,
             mms_attribute_get_name (attribute), point.value, expected);
}

static void
compare (const Run *run, MmsHistory *history, guint event, const State *state)
{
  for (guint i = 0; i < run->program->n_cpus; i++)
    {
      MmsPoint task = mms_track_last (mms_history_get_cpu_track (history, i, MMS_ATTRIBUTE_TASK));

      g_assert_cmpint (task.value, ==, mms_record_get_pid (run->program, state->current[i]));
      assert_mm (run, history, event, i, MMS_ATTRIBUTE_LOADED_MM, state->cr3[i]);
      if (run->active_mm >= 0 || run->rq_active_mm >= 0)
        assert_mm (run, history, event, i, MMS_ATTRIBUTE_ACTIVE_MM, state->active[i]);
      if (run->task_mm >= 0)
        assert_mm (run, history, event, i, MMS_ATTRIBUTE_MM, state->mm[i]);
      if (run->lazy >= 0)
        assert_mm (run, history, event, i, MMS_ATTRIBUTE_LAZY_MM, state->lazy[i]);
      if (run->slot >= 0)
        assert_mm (run, history, event, i, MMS_ATTRIBUTE_MM_TO_MMDROP, state->slot[i]);
    }
  for (guint i = 0; i < run->program->n_mms; i++)
    {
      if (run->users >= 0)
        assert_count (run, history, event, i, MMS_ATTRIBUTE_MM_USERS, state->users[i]);
      if (run->count >= 0)
        assert_count (run, history, event, i, MMS_ATTRIBUTE_MM_COUNT, state->count[i]);
    }
}

/* Replays what a kernel could tell of a run, and compares after each step. */
static void
check_run (const Run *run, GBytes *bytes)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GBytes) stripped = strip (bytes, kept);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = mms_read_bytes (stripped, run->name, NULL, &error);
  g_autoptr (MmsReplayer) replayer = NULL;
  guint event = 0;

  g_assert_no_error (error);
  g_assert_false (mms_trace_is_damaged (trace));
  replayer = mms_replayer_new (trace, MMS_REPLAY_NORMAL);
  for (guint i = 0; i < run->states->len; i++)
    {
      const State *state = &g_array_index (run->states, State, i);
      guint n_kept = g_array_index (kept, guint, state->n_events);

      while (event < n_kept)
        event = mms_replayer_step (replayer);
      compare (run, mms_replayer_get_history (replayer), event, state);
    }
}

static void
check_program (const MmsProgram *program, const char *name, MmsMemory memory, guint n_seeds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, FALSE, &error);

  g_assert_no_error (error);
  for (guint64 seed = 1; seed <= n_seeds; seed++)
    {
      g_autofree char *full = g_strdup_printf ("%s %s seed %" G_GUINT64_FORMAT, name,
                                               mms_memory_get_name (memory), seed);
      g_autoptr (GBytes) bytes = NULL;
      Run run;

      run_init (&run, machine, full);
      bytes = record (&run, seed);
      check_run (&run, bytes);
      g_array_unref (run.states);
    }
}

static void
test_state (void)
{
  static const char *const schemes[]
      = { "S1", "S2", "S3", "S4p", "S4x", "S5", "S6g", "S6x", "S7", "S7x", "S8b", "S8c", "S9", "S10" };
  static const char *const scenarios[]
      = { "SC01", "SC02", "SC04", "SC07", "SC08p", "SC10", "SC13", "SC14", "SC16", "SC20" };
  g_autoptr (MmsLibrary) library = library_runs_open ();
  guint n_programs = 0;

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (scenarios); j++)
      {
        g_autofree char *name = g_strdup_printf ("%s %s", schemes[i], scenarios[j]);
        g_autoptr (MmsProgram) program = library_runs_compile (library, schemes[i], scenarios[j]);

        for (guint memory = 0; program != NULL && memory < MMS_N_MEMORIES; memory++)
          check_program (program, name, memory, 3);
        n_programs += program != NULL;
      }
  g_assert_cmpuint (n_programs, >, 80);
}

/* --- findings --- */

static gboolean
is_told (const char *text, const char *id, gboolean as_violation)
{
  g_autofree char *told = g_strdup_printf (
      as_violation ? "\"detector\":\"%s\"" : "\"%s\"", id);

  return strstr (text, told) != NULL;
}

static gboolean
has_finding (GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity > MMS_SEVERITY_INFO && strcmp (finding->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What the machine raises is found in the trace, and what it decides and does not raise is not. */
static void
check_findings (const MmsMachine *machine, const char *name, guint64 seed)
{
  g_autoptr (GArray) run = NULL;
  MmsSimulationEnd end = mms_simulate (machine, seed, 3000, NULL, &run);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = mms_record_run (machine, (const MmsTransition *) (gpointer) run->data, run->len, NULL,
                        end != MMS_SIMULATION_CUT, &error);
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (MmsDocument) document = NULL;
  const char *text;
  g_autofree char *header = NULL;
  GPtrArray *findings;

  g_assert_no_error (error);
  trace = mms_read_bytes (bytes, name, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (mms_trace_is_damaged (trace));
  document = mms_document_new (trace, MMS_REPLAY_NORMAL, NULL, NULL);
  findings = mms_document_get_findings (document);
  text = g_bytes_get_data (bytes, NULL);
  header = g_strndup (text, strcspn (text, "\n"));
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    {
      const char *id = mms_machine_get_alarm_id (machine, i);
      gboolean is_raised = mms_machine_is_violation (machine, i) && is_told (text, id, TRUE);

      g_assert_true (is_told (header, id, FALSE));
      if (is_raised != has_finding (findings, id))
        g_error ("%s seed %" G_GUINT64_FORMAT ": %s is %s by the machine, and %s in the trace", name,
                 seed, id, is_raised ? "raised" : "not raised",
                 is_raised ? "not found" : "found");
    }
}

static void
check_pair (const MmsLibrary *library, const char *scheme, const char *scenario, guint n_seeds)
{
  g_autoptr (MmsProgram) program = library_runs_compile (library, scheme, scenario);

  for (guint memory = 0; program != NULL && memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, FALSE, NULL);
      g_autofree char *name
          = g_strdup_printf ("%s %s %s", scheme, scenario, mms_memory_get_name (memory));

      for (guint64 seed = 1; seed <= n_seeds; seed++)
        check_findings (machine, name, seed);
    }
}

static void
test_findings (void)
{
  static const char *const schemes[]
      = { "S3", "S4v4", "S4x", "S6g", "S6x", "S7x", "S8b", "S9", "S10" };
  static const char *const scenarios[]
      = { "SC02", "SC03", "SC07", "SC08p", "SC10", "SC12", "SC16", "SC20", "SC30" };
  g_autoptr (MmsLibrary) library = library_runs_open ();

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (scenarios); j++)
      check_pair (library, schemes[i], scenarios[j], 2);
}

/* Some minutes: not what a test run does, but what one may want to know after a change. */
static int
check_all (guint n_seeds)
{
  g_autoptr (MmsLibrary) library = library_runs_open ();
  const GPtrArray *schemes = mms_library_list (library, MMS_LIBRARY_SCHEMES);
  const GPtrArray *scenarios = mms_library_list (library, MMS_LIBRARY_SCENARIOS);

  for (guint i = 0; i < schemes->len; i++)
    for (guint j = 0; j < scenarios->len; j++)
      check_pair (library, ((const MmsLibraryEntry *) g_ptr_array_index (schemes, i))->id,
                  ((const MmsLibraryEntry *) g_ptr_array_index (scenarios, j))->id, n_seeds);
  return 0;
}

/* The same seed is the same run, down to the last byte. */
static void
test_seed (void)
{
  g_autoptr (MmsLibrary) library = library_runs_open ();
  g_autoptr (MmsProgram) program = library_runs_compile (library, "S6g", "SC02");
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_WEAK, 0, FALSE, NULL);
  GBytes *traces[3];

  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autoptr (GArray) run = NULL;

      mms_simulate (machine, i == 2 ? 8 : 7, 3000, NULL, &run);
      traces[i] = mms_record_run (machine, (const MmsTransition *) (gpointer) run->data, run->len, NULL,
                                  TRUE, NULL);
      g_assert_nonnull (traces[i]);
    }
  g_assert_true (g_bytes_equal (traces[0], traces[1]));
  g_assert_false (g_bytes_equal (traces[0], traces[2]));
  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    g_bytes_unref (traces[i]);
}

/* A store that is still in the buffer when the run is cut says so. */
static void
test_unperformed (void)
{
  g_autoptr (MmsLibrary) library = library_runs_open ();
  g_autoptr (MmsProgram) program = library_runs_compile (library, "S6g", "SC02");
  g_autoptr (MmsMachine) machine = mms_machine_new (program, MMS_MEMORY_TSO, 0, FALSE, NULL);
  gboolean is_found = FALSE;

  for (guint64 seed = 1; seed < 50 && !is_found; seed++)
    {
      g_autoptr (GArray) run = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_auto (GStrv) lines = NULL;
      guint n_lines;

      mms_simulate (machine, seed, 25, NULL, &run);
      bytes = mms_record_run (machine, (const MmsTransition *) (gpointer) run->data, run->len, NULL,
                              FALSE, NULL);
      lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
      n_lines = g_strv_length (lines);
      g_assert_nonnull (strstr (lines[0], "\"complete\":false"));
      is_found = strstr (lines[n_lines - 2], "\"ev\":\"m_store\"") != NULL
                 && strstr (lines[n_lines - 2], "issue_seq") != NULL
                 && strstr (lines[n_lines - 2], "perform_seq") == NULL;
    }
  g_assert_true (is_found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc == 3 && g_str_equal (argv[1], "all"))
    return check_all ((guint) atoi (argv[2]));
  g_test_add_func ("/record/state", test_state);
  g_test_add_func ("/record/findings", test_findings);
  g_test_add_func ("/record/seed", test_seed);
  g_test_add_func ("/record/unperformed", test_unperformed);
  return g_test_run ();
}
