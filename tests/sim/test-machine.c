/* test-machine.c - the machine, step by step
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/machine.h"

#define NONE MMS_SIM_NO_REGISTER

/* ---- programs by hand ---- */

typedef struct
{
  MmsProgram *program;
  guint x;
  guint y;
  guint users;
  guint count;
  guint active_mm;
  guint slot;
  guint deferred;
} Fixture;

static guint
emit (MmsProgram *program, MmsInstruction instruction)
{
  if (!(instruction.op == MMS_OP_LOAD || instruction.op == MMS_OP_STORE) && instruction.index == 0)
    instruction.index = NONE;
  return mms_program_emit (program, &instruction);
}

static void
set (Fixture *fixture, guint8 number, int value)
{
  emit (fixture->program,
        (MmsInstruction){ .op = MMS_OP_CONST, .a = number, .imm = (gint16) value });
}

static void
load (Fixture *fixture, guint8 to, guint field, guint8 index)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_LOAD, .a = to, .b = NONE, .c = NONE, .index = index,
          .field = (guint16) field, .order = MMS_ORDER_ONCE };

  mms_program_emit (fixture->program, &instruction);
}

static void
store (Fixture *fixture, guint field, guint8 index, guint8 from, MmsOrder order)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_STORE, .a = NONE, .b = from, .c = NONE, .index = index,
          .field = (guint16) field, .order = (guint8) order };

  mms_program_emit (fixture->program, &instruction);
}

static void
operation (Fixture *fixture, MmsOp op, guint8 a, guint8 b, guint8 c, int imm)
{
  const MmsInstruction instruction = { .op = (guint8) op, .a = a, .b = b, .c = c, .index = NONE,
                                       .imm = (gint16) imm, .order = MMS_ORDER_FULL };

  mms_program_emit (fixture->program, &instruction);
}

static void
modify (Fixture *fixture, MmsOp op, guint field, guint8 index, guint8 a, guint8 b, guint8 c)
{
  const MmsInstruction instruction
      = { .op = (guint8) op, .a = a, .b = b, .c = c, .index = index, .field = (guint16) field,
          .order = MMS_ORDER_FULL };

  mms_program_emit (fixture->program, &instruction);
}

static void
fence (Fixture *fixture)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_FENCE, .a = NONE, .b = NONE, .c = NONE, .index = NONE,
          .order = MMS_ORDER_MB };

  mms_program_emit (fixture->program, &instruction);
}

static void
end (Fixture *fixture)
{
  operation (fixture, MMS_OP_RETURN, NONE, NONE, NONE, 0);
}

static guint16
here (Fixture *fixture)
{
  return (guint16) fixture->program->code->len;
}

static void
add_statement (Fixture *fixture, guint cpu, guint16 entry, MmsStatementKind kind)
{
  const MmsStatement statement = { kind, entry };

  g_array_append_val (fixture->program->scripts[cpu], statement);
}

/* Two mms, A and B, besides init_mm; @n_cpus idle tasks and sh. */
static Fixture
begin (guint n_cpus)
{
  Fixture fixture = { mms_program_new () };
  MmsProgram *program = fixture.program;
  guint n_tasks = n_cpus + 1;

  program->n_cpus = n_cpus;
  program->n_mms = 3;
  program->mm_names[0] = g_strdup ("init_mm");
  program->mm_names[1] = g_strdup ("A");
  program->mm_names[2] = g_strdup ("B");
  for (guint i = 0; i < n_cpus; i++)
    {
      g_autofree char *name = g_strdup_printf ("idle%u", i);

      mms_program_add_task (program, name, TRUE, -1);
    }
  mms_program_add_task (program, "sh", FALSE, -1);
  fixture.x = mms_program_add_field (program, NULL, "x", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                     MMS_FIELD_PLAIN, 1);
  fixture.y = mms_program_add_field (program, NULL, "y", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                     MMS_FIELD_PLAIN, 1);
  fixture.users = mms_program_add_field (program, "mm", "mm_users", MMS_OBJECT_MM, MMS_TYPE_INT,
                                         MMS_FIELD_REFCOUNT, 3);
  fixture.count = mms_program_add_field (program, "mm", "mm_count", MMS_OBJECT_MM, MMS_TYPE_INT,
                                         MMS_FIELD_REFCOUNT, 3);
  fixture.active_mm = mms_program_add_field (program, "task", "active_mm", MMS_OBJECT_TASK,
                                             MMS_TYPE_MM, MMS_FIELD_HOLDER, n_tasks);
  fixture.slot = mms_program_add_field (program, "rq", "lazy_mm", MMS_OBJECT_CPU, MMS_TYPE_MM,
                                        MMS_FIELD_HAZARD, n_cpus);
  fixture.deferred = mms_program_add_field (program, "rq", "mm_to_mmdrop", MMS_OBJECT_CPU,
                                            MMS_TYPE_MM, MMS_FIELD_DEFERRED, n_cpus);
  for (guint i = 0; i < n_tasks; i++)
    mms_program_set_initial (program, fixture.active_mm, i, 1);
  for (guint i = 0; i < 3; i++)
    {
      mms_program_set_initial (program, fixture.count, i, 1);
      mms_program_set_initial (program, fixture.users, i, 1);
    }
  return fixture;
}

/* ---- all runs ---- */

typedef struct
{
  const MmsMachine *machine;
  GHashTable *seen; /* GBytes */
  GHashTable *ends; /* GBytes: values of the first two locations */
  MmsAlarms alarms;
} Search;

static void
visit (Search *search, const MmsCell *state)
{
  guint n_cells = mms_machine_get_n_cells (search->machine);
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  g_autofree MmsCell *next = g_new (MmsCell, n_cells);
  GBytes *bytes = g_bytes_new (state, n_cells * sizeof *state);
  guint n;

  if (!g_hash_table_add (search->seen, bytes))
    return;
  n = mms_machine_list (search->machine, state, transitions);
  if (mms_machine_check_end (search->machine, state, n, &search->alarms, NULL, NULL))
    g_hash_table_add (search->ends, g_bytes_new (state, 2 * sizeof *state));
  for (guint i = 0; i < n; i++)
    {
      memcpy (next, state, n_cells * sizeof *next);
      if (mms_machine_apply (search->machine, next, &transitions[i], &search->alarms, NULL, NULL))
        visit (search, next);
    }
}

/* Returns: (transfer full): the ids of all alarms, sorted, each behind a blank; @ends: (out)
 * (optional): "00 01 …", x and y at each end */
static char *
explore (Fixture *fixture, MmsMemory memory, gboolean reduce, char **ends, guint *n_states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (fixture->program, memory, 0, reduce, &error);
  Search search = { machine };
  g_autofree MmsCell *state = NULL;
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_assert_no_error (error);
  search.seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                       (GDestroyNotify) g_bytes_unref, NULL);
  search.ends = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                       (GDestroyNotify) g_bytes_unref, NULL);
  state = g_new (MmsCell, mms_machine_get_n_cells (machine));
  mms_machine_get_initial (machine, state, &search.alarms);
  visit (&search, state);
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_alarms_has (&search.alarms, i))
      g_string_append_printf (text, " %s", mms_machine_get_alarm_id (machine, i));
  if (n_states != NULL)
    *n_states = g_hash_table_size (search.seen);
  if (ends != NULL)
    {
      GString *list = g_string_new (NULL);

      for (int x = 0; x < 4; x++)
        for (int y = 0; y < 4; y++)
          {
            MmsCell pair[2] = { (MmsCell) x, (MmsCell) y };
            g_autoptr (GBytes) bytes = g_bytes_new (pair, sizeof pair);

            if (g_hash_table_contains (search.ends, bytes))
              g_string_append_printf (list, "%s%d%d", list->len > 0 ? " " : "", x, y);
          }
      *ends = g_string_free (list, FALSE);
    }
  g_hash_table_unref (search.seen);
  g_hash_table_unref (search.ends);
  return g_string_free (text, FALSE);
}

static void
finish (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  mms_program_finish (fixture->program, &error);
  g_assert_no_error (error);
}

/* Finishes, explores with and without reduction, and compares. */
static void
expect (Fixture *fixture, MmsMemory memory, const char *alarms, const char *ends)
{
  guint n_full = 0;
  guint n_reduced = 0;

  for (int reduce = 0; reduce < 2; reduce++)
    {
      g_autofree char *found_ends = NULL;
      g_autofree char *found
          = explore (fixture, memory, reduce, &found_ends, reduce ? &n_reduced : &n_full);

      g_assert_cmpstr (found, ==, alarms);
      if (ends != NULL)
        g_assert_cmpstr (found_ends, ==, ends);
    }
  g_assert_cmpuint (n_reduced, <=, n_full);
}

/* ---- memory ---- */

/* Each CPU stores to one variable, loads the other, and stores what it read where the other's store
 * was: with a private copy, so that both can be seen. */
static Fixture
make_store_buffering (gboolean with_fence)
{
  Fixture fixture = begin (2);
  guint seen[2];

  /* The results are what x and y hold in the end: location 0 and 1. */
  seen[0] = mms_program_add_field (fixture.program, NULL, "a", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                   MMS_FIELD_PLAIN, 1);
  seen[1] = mms_program_add_field (fixture.program, NULL, "b", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                   MMS_FIELD_PLAIN, 1);
  for (guint cpu = 0; cpu < 2; cpu++)
    {
      add_statement (&fixture, cpu, here (&fixture), MMS_STATEMENT_CALL);
      set (&fixture, 0, 1);
      store (&fixture, seen[cpu], NONE, 0, MMS_ORDER_ONCE);
      if (with_fence)
        fence (&fixture);
      load (&fixture, 1, seen[1 - cpu], NONE);
      store (&fixture, cpu == 0 ? fixture.x : fixture.y, NONE, 1, MMS_ORDER_ONCE);
      end (&fixture);
    }
  finish (&fixture);
  return fixture;
}

static void
test_store_buffering (void)
{
  Fixture plain = make_store_buffering (FALSE);
  Fixture fenced = make_store_buffering (TRUE);

  expect (&plain, MMS_MEMORY_SC, "", "01 10 11");
  expect (&plain, MMS_MEMORY_TSO, "", "00 01 10 11");
  expect (&plain, MMS_MEMORY_WEAK, "", "00 01 10 11");
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fenced, (MmsMemory) memory, "", "01 10 11");
  mms_program_free (plain.program);
  mms_program_free (fenced.program);
}

/* The weak machine runs ahead of a branch, but no store of it does. */
static void
test_branch (void)
{
  for (int is_store = 0; is_store < 2; is_store++)
    {
      Fixture fixture = begin (2);
      guint data = mms_program_add_field (fixture.program, NULL, "data", MMS_OBJECT_GLOBAL,
                                          MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
      guint flag = mms_program_add_field (fixture.program, NULL, "flag", MMS_OBJECT_GLOBAL,
                                          MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
      guint jump;

      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
      set (&fixture, 0, 1);
      if (is_store)
        {
          load (&fixture, 1, data, NONE);
          store (&fixture, fixture.y, NONE, 1, MMS_ORDER_ONCE);
          store (&fixture, flag, NONE, 0, MMS_ORDER_RELEASE);
        }
      else
        {
          store (&fixture, data, NONE, 0, MMS_ORDER_ONCE);
          store (&fixture, flag, NONE, 0, MMS_ORDER_RELEASE);
        }
      end (&fixture);
      add_statement (&fixture, 1, here (&fixture), MMS_STATEMENT_CALL);
      load (&fixture, 1, flag, NONE);
      store (&fixture, fixture.x, NONE, 1, MMS_ORDER_ONCE);
      jump = here (&fixture);
      operation (&fixture, MMS_OP_JUMP_IF_ZERO, NONE, 1, NONE, 0);
      if (is_store)
        {
          set (&fixture, 2, 1);
          store (&fixture, data, NONE, 2, MMS_ORDER_ONCE);
        }
      else
        {
          load (&fixture, 2, data, NONE);
          store (&fixture, fixture.y, NONE, 2, MMS_ORDER_ONCE);
        }
      g_array_index (fixture.program->code, MmsInstruction, jump).target = here (&fixture);
      end (&fixture);
      finish (&fixture);

      expect (&fixture, MMS_MEMORY_TSO, "", is_store ? "00 10" : "00 11");
      /* Loads: x = 1 and y = 0 is the load of data that ran ahead. */
      expect (&fixture, MMS_MEMORY_WEAK, "", is_store ? "00 10" : "00 10 11");
      mms_program_free (fixture.program);
    }
}

static void
test_lock (void)
{
  Fixture fixture = begin (2);
  guint lock = mms_program_add_field (fixture.program, NULL, "lock", MMS_OBJECT_GLOBAL,
                                      MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      add_statement (&fixture, cpu, here (&fixture), MMS_STATEMENT_CALL);
      modify (&fixture, MMS_OP_LOCK, lock, NONE, NONE, NONE, NONE);
      load (&fixture, 0, fixture.x, NONE);
      set (&fixture, 1, 1);
      operation (&fixture, MMS_OP_ADD, 0, 0, 1, 0);
      store (&fixture, fixture.x, NONE, 0, MMS_ORDER_PLAIN);
      modify (&fixture, MMS_OP_UNLOCK, lock, NONE, NONE, NONE, NONE);
      end (&fixture);
    }
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, "", "20");
  mms_program_free (fixture.program);
}

/* ---- interrupts ---- */

/* CPU 0 sets x, sends an IPI that copies x to y, and waits. */
static void
test_ipi (void)
{
  for (int irqs_off = 0; irqs_off < 2; irqs_off++)
    {
      Fixture fixture = begin (2);
      guint16 handler = here (&fixture);
      guint ipi;

      load (&fixture, 0, fixture.x, NONE);
      store (&fixture, fixture.y, NONE, 0, MMS_ORDER_ONCE);
      end (&fixture);
      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
      if (irqs_off)
        operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      set (&fixture, 0, 1);
      store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      set (&fixture, 1, 3); /* itself as well: no IPI */
      ipi = here (&fixture);
      operation (&fixture, MMS_OP_IPI, NONE, 1, NONE, 0);
      g_array_index (fixture.program->code, MmsInstruction, ipi).target = handler;
      operation (&fixture, MMS_OP_IPI_WAIT, NONE, NONE, NONE, 0);
      load (&fixture, 2, fixture.y, NONE);
      operation (&fixture, MMS_OP_NOT, 2, 2, NONE, 0);
      operation (&fixture, MMS_OP_REPORT, NONE, 2, NONE,
                 (int) mms_program_add_report (fixture.program, "LATE", NULL));
      end (&fixture);
      /* CPU 1 has interrupts off for a while. */
      add_statement (&fixture, 1, here (&fixture), MMS_STATEMENT_CALL);
      operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      load (&fixture, 0, fixture.y, NONE);
      load (&fixture, 1, fixture.y, NONE);
      operation (&fixture, MMS_OP_NE, 2, 0, 1, 0);
      operation (&fixture, MMS_OP_REPORT, NONE, 2, NONE,
                 (int) mms_program_add_report (fixture.program, "TORN", NULL));
      operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      end (&fixture);
      finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        expect (&fixture, (MmsMemory) memory, irqs_off ? " D33" : "", "11");
      mms_program_free (fixture.program);
    }
}

/* An NMI comes in interrupt-off code, an interrupt does not. */
static void
test_intrusions (void)
{
  for (guint8 level = 1; level <= 3; level++)
    {
      Fixture fixture = begin (1);
      MmsIntrusion intrusion = { .cpu = 0, .level = level, .times = 1, .entry = here (&fixture) };

      set (&fixture, 0, 1);
      store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      end (&fixture);
      g_array_append_val (fixture.program->intrusions, intrusion);
      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
      operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      load (&fixture, 0, fixture.x, NONE);
      load (&fixture, 1, fixture.x, NONE);
      operation (&fixture, MMS_OP_NE, 2, 0, 1, 0);
      store (&fixture, fixture.y, NONE, 2, MMS_ORDER_ONCE);
      operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      end (&fixture);
      finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        expect (&fixture, (MmsMemory) memory, "", level == 3 ? "00 10 11" : "00 10");
      mms_program_free (fixture.program);
    }
}

/* ---- tasks ---- */

static void
switch_to (Fixture *fixture, guint8 result, guint task)
{
  set (fixture, 3, (int) task + 1);
  operation (fixture, MMS_OP_SWITCH_TO, result, 3, NONE, 0);
}

/* What a task was doing goes on where it is switched to, and it learns who ran before it. */
static void
test_switch (void)
{
  Fixture fixture = begin (2);

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  switch_to (&fixture, 0, 2); /* to sh, which never ran: nothing to do; idle0 is left in here */
  store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
  operation (&fixture, MMS_OP_THIS_CPU, 1, NONE, NONE, 0);
  store (&fixture, fixture.y, NONE, 1, MMS_ORDER_ONCE);
  end (&fixture);
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  switch_to (&fixture, 0, 0); /* sh gives the CPU back to idle0 */
  end (&fixture);
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, "", "30"); /* sh is task 2 */
  mms_program_free (fixture.program);
}

/* A task is preempted anywhere between two operations, not where it said no. */
static void
test_preempt (void)
{
  for (int disable = 0; disable < 2; disable++)
    {
      Fixture fixture = begin (1);

      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
      if (disable)
        operation (&fixture, MMS_OP_PREEMPT, NONE, NONE, NONE, 1);
      set (&fixture, 0, 1);
      store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      set (&fixture, 0, 2);
      store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      if (disable)
        operation (&fixture, MMS_OP_PREEMPT, NONE, NONE, NONE, -1);
      end (&fixture);
      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_PREEMPT);
      load (&fixture, 0, fixture.x, NONE);
      store (&fixture, fixture.y, NONE, 0, MMS_ORDER_ONCE);
      end (&fixture);
      finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        expect (&fixture, (MmsMemory) memory, "", disable ? "20 22" : "20 21 22");
      mms_program_free (fixture.program);
    }
}

/* ---- mms ---- */

/* sh runs on CPU 0 with A as active_mm and in CR3; CPU 0 or 1 frees A. */
static void
free_a (Fixture *fixture)
{
  mms_program_set_initial (fixture->program, fixture->users, 1, 0);
  set (fixture, 0, 2);
  operation (fixture, MMS_OP_FREE, NONE, 0, NONE, 2);
  operation (fixture, MMS_OP_FREE, NONE, 0, NONE, 4);
}

static void
test_free_held (void)
{
  for (int irqs_off = 0; irqs_off < 2; irqs_off++)
    {
      Fixture fixture = begin (2);

      add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
      free_a (&fixture);
      end (&fixture);
      add_statement (&fixture, 1, here (&fixture), MMS_STATEMENT_CALL);
      if (irqs_off)
        operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      set (&fixture, 0, 1);
      operation (&fixture, MMS_OP_CR3, NONE, 0, NONE, 0);
      set (&fixture, 1, 2); /* idle1 */
      store (&fixture, fixture.active_mm, 1, 0, MMS_ORDER_ONCE);
      if (irqs_off)
        operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      end (&fixture);
      mms_program_set_initial (fixture.program, fixture.active_mm, 1, 2);
      finish (&fixture);
      expect (&fixture, MMS_MEMORY_SC, irqs_off ? " D02 D02tr D15" : " D02 D15", NULL);
      mms_program_free (fixture.program);
    }
}

static void
test_use_after_free (void)
{
  Fixture fixture = begin (1);

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  free_a (&fixture);
  load (&fixture, 1, fixture.count, 0);
  end (&fixture);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D01", NULL);
  mms_program_free (fixture.program);

  fixture = begin (1);
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 0);
  load (&fixture, 1, fixture.count, 0);
  end (&fixture);
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, " OOPS", NULL);
  mms_program_free (fixture.program);
}

/* An address that is used again: equal for the kernel, two lives for the machine. */
static void
test_generations (void)
{
  Fixture fixture = begin (1);

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  free_a (&fixture);
  operation (&fixture, MMS_OP_ALLOC, 1, NONE, NONE, 0);
  operation (&fixture, MMS_OP_EQ_MM, 2, 0, 1, 0);
  store (&fixture, fixture.x, NONE, 2, MMS_ORDER_ONCE);
  set (&fixture, 2, 1);
  store (&fixture, fixture.users, 1, 2, MMS_ORDER_ONCE); /* the new one lives */
  end (&fixture);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D07", "10");
  mms_program_free (fixture.program);
}

static void
test_counts (void)
{
  Fixture fixture = begin (1);

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 2);
  set (&fixture, 1, -2);
  modify (&fixture, MMS_OP_RMW_ADD, fixture.count, 0, NONE, 1, NONE);
  end (&fixture);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D10", NULL);
  mms_program_free (fixture.program);

  fixture = begin (1);
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 2);
  set (&fixture, 1, 1);
  modify (&fixture, MMS_OP_RMW_ADD, fixture.users, 0, NONE, 1, NONE);
  end (&fixture);
  mms_program_set_initial (fixture.program, fixture.users, 1, 0);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D12", NULL);
  mms_program_free (fixture.program);

  /* Nobody uses A, and nobody frees it. */
  fixture = begin (1);
  mms_program_set_initial (fixture.program, fixture.users, 1, 0);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D11", NULL);
  mms_program_free (fixture.program);
}

/* ---- slots ---- */

static void
test_slots (void)
{
  Fixture fixture = begin (2);

  /* CPU 0 publishes A, then B over it. */
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 2);
  operation (&fixture, MMS_OP_THIS_CPU, 1, NONE, NONE, 0);
  store (&fixture, fixture.slot, 1, 0, MMS_ORDER_ONCE);
  set (&fixture, 0, 3);
  store (&fixture, fixture.slot, 1, 0, MMS_ORDER_ONCE);
  end (&fixture);
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, " D22", NULL);
  mms_program_free (fixture.program);

  for (guint thief = 0; thief < 2; thief++)
    {
      fixture = begin (2);
      /* CPU 0 borrows A by its slot and has a deferred reference to it; @thief takes that. */
      mms_program_set_initial (fixture.program, fixture.slot, 0, 2);
      mms_program_set_initial (fixture.program, fixture.deferred, 0, 2);
              add_statement (&fixture, thief, here (&fixture), MMS_STATEMENT_CALL);
      set (&fixture, 0, 0);
      modify (&fixture, MMS_OP_XCHG, fixture.deferred, 0, 1, 0, NONE);
      end (&fixture);
      finish (&fixture);
      expect (&fixture, MMS_MEMORY_SC, thief == 0 ? " D27" : " D26", NULL);
      mms_program_free (fixture.program);
    }

  fixture = begin (1);
  mms_program_set_initial (fixture.program, fixture.deferred, 0, 2);
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 0);
  set (&fixture, 1, 3);
  store (&fixture, fixture.deferred, 0, 1, MMS_ORDER_ONCE);
  end (&fixture);
  finish (&fixture);
  expect (&fixture, MMS_MEMORY_SC, " D25", NULL);
  mms_program_free (fixture.program);
}

/* The slot is set, and a scan on another CPU does not see it: on tso it is still in the buffer. */
static void
test_published_late (void)
{
  Fixture fixture = begin (2);
  guint jump;

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 0);
  set (&fixture, 1, 2);
  store (&fixture, fixture.slot, 0, 1, MMS_ORDER_ONCE);
  load (&fixture, 2, fixture.x, NONE);
  end (&fixture);
  add_statement (&fixture, 1, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 0);
  load (&fixture, 1, fixture.slot, 0);
  jump = here (&fixture);
  operation (&fixture, MMS_OP_JUMP_IF_ZERO, NONE, 1, NONE, 0);
  end (&fixture);
  g_array_index (fixture.program->code, MmsInstruction, jump).target = here (&fixture);
  free_a (&fixture);
  end (&fixture);
  finish (&fixture);
  {
    g_autofree char *sc = explore (&fixture, MMS_MEMORY_SC, TRUE, NULL, NULL);
    g_autofree char *tso = explore (&fixture, MMS_MEMORY_TSO, TRUE, NULL, NULL);

    g_assert_cmpstr (sc, ==, "");
    g_assert_cmpstr (tso, ==, " D20");
  }
  mms_program_free (fixture.program);
}

/* ---- ends ---- */

static void
test_stuck (void)
{
  Fixture fixture = begin (1);
  guint report = mms_program_add_report (fixture.program, "D24", "the scan waits for its own slot");

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 1);
  {
    const MmsInstruction instruction
        = { .op = MMS_OP_AWAIT, .a = NONE, .b = 0, .c = NONE, .index = NONE,
            .field = (guint16) fixture.x, .imm = (gint16) report };

    mms_program_emit (fixture.program, &instruction);
  }
  end (&fixture);
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, " D24", "");
  mms_program_free (fixture.program);
}

/* A loop without a step has no end, and is no hang. */
static void
test_endless (void)
{
  Fixture fixture = begin (1);
  guint jump;

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  jump = here (&fixture);
  operation (&fixture, MMS_OP_JUMP, NONE, NONE, NONE, 0);
  g_array_index (fixture.program->code, MmsInstruction, jump).target = (guint16) jump;
  end (&fixture);
  finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    expect (&fixture, (MmsMemory) memory, " BROKEN", "");
  mms_program_free (fixture.program);
}

static void
test_checked (void)
{
  g_autoptr (GError) error = NULL;
  Fixture fixture = begin (1);

  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  operation (&fixture, MMS_OP_JUMP, NONE, NONE, NONE, 0); /* to nowhere */
  g_assert_false (mms_program_finish (fixture.program, &error));
  g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM);
  mms_program_free (fixture.program);

  g_clear_error (&error);
  fixture = begin (1);
  add_statement (&fixture, 0, here (&fixture), MMS_STATEMENT_CALL);
  set (&fixture, 0, 1); /* runs off the end */
  g_assert_false (mms_program_finish (fixture.program, &error));
  g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM);
  mms_program_free (fixture.program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/machine/store-buffering", test_store_buffering);
  g_test_add_func ("/sim/machine/branch", test_branch);
  g_test_add_func ("/sim/machine/lock", test_lock);
  g_test_add_func ("/sim/machine/ipi", test_ipi);
  g_test_add_func ("/sim/machine/intrusions", test_intrusions);
  g_test_add_func ("/sim/machine/switch", test_switch);
  g_test_add_func ("/sim/machine/preempt", test_preempt);
  g_test_add_func ("/sim/machine/free-held", test_free_held);
  g_test_add_func ("/sim/machine/use-after-free", test_use_after_free);
  g_test_add_func ("/sim/machine/generations", test_generations);
  g_test_add_func ("/sim/machine/counts", test_counts);
  g_test_add_func ("/sim/machine/slots", test_slots);
  g_test_add_func ("/sim/machine/published-late", test_published_late);
  g_test_add_func ("/sim/machine/stuck", test_stuck);
  g_test_add_func ("/sim/machine/endless", test_endless);
  g_test_add_func ("/sim/machine/checked", test_checked);
  return g_test_run ();
}
