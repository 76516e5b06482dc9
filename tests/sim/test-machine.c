/* test-machine.c - the machine, step by step: memory, interrupts, tasks, ends
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fixture.h"

/* ---- memory ---- */

/* Each CPU stores to one variable, loads the other, and stores what it read where the other's store
 * was: with a private copy, so that both can be seen. */
static Fixture
make_store_buffering (gboolean with_fence)
{
  Fixture fixture = fixture_begin (2);
  guint seen[2];

  /* The results are what x and y hold in the end: location 0 and 1. */
  seen[0] = mms_program_add_field (fixture.program, NULL, "a", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                   MMS_FIELD_PLAIN, 1);
  seen[1] = mms_program_add_field (fixture.program, NULL, "b", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                   MMS_FIELD_PLAIN, 1);
  for (guint cpu = 0; cpu < 2; cpu++)
    {
      fixture_add_statement (&fixture, cpu, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_set (&fixture, 0, 1);
      fixture_store (&fixture, seen[cpu], NONE, 0, MMS_ORDER_ONCE);
      if (with_fence)
        fixture_fence (&fixture);
      fixture_load (&fixture, 1, seen[1 - cpu], NONE);
      fixture_store (&fixture, cpu == 0 ? fixture.x : fixture.y, NONE, 1, MMS_ORDER_ONCE);
      fixture_end (&fixture);
    }
  fixture_finish (&fixture);
  return fixture;
}

static void
test_store_buffering (void)
{
  Fixture plain = make_store_buffering (FALSE);
  Fixture fenced = make_store_buffering (TRUE);

  fixture_expect (&plain, MMS_MEMORY_SC, "", "01 10 11");
  fixture_expect (&plain, MMS_MEMORY_TSO, "", "00 01 10 11");
  fixture_expect (&plain, MMS_MEMORY_WEAK, "", "00 01 10 11");
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fenced, (MmsMemory) memory, "", "01 10 11");
  mms_program_free (plain.program);
  mms_program_free (fenced.program);
}

/* The weak machine runs ahead of a branch, but no store of it does. */
static void
test_branch (void)
{
  for (int is_store = 0; is_store < 2; is_store++)
    {
      Fixture fixture = fixture_begin (2);
      guint data = mms_program_add_field (fixture.program, NULL, "data", MMS_OBJECT_GLOBAL,
                                          MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
      guint flag = mms_program_add_field (fixture.program, NULL, "flag", MMS_OBJECT_GLOBAL,
                                          MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
      guint jump;

      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_set (&fixture, 0, 1);
      if (is_store)
        {
          fixture_load (&fixture, 1, data, NONE);
          fixture_store (&fixture, fixture.y, NONE, 1, MMS_ORDER_ONCE);
          fixture_store (&fixture, flag, NONE, 0, MMS_ORDER_RELEASE);
        }
      else
        {
          fixture_store (&fixture, data, NONE, 0, MMS_ORDER_ONCE);
          fixture_store (&fixture, flag, NONE, 0, MMS_ORDER_RELEASE);
        }
      fixture_end (&fixture);
      fixture_add_statement (&fixture, 1, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_load (&fixture, 1, flag, NONE);
      fixture_store (&fixture, fixture.x, NONE, 1, MMS_ORDER_ONCE);
      jump = fixture_here (&fixture);
      fixture_operation (&fixture, MMS_OP_JUMP_IF_ZERO, NONE, 1, NONE, 0);
      if (is_store)
        {
          fixture_set (&fixture, 2, 1);
          fixture_store (&fixture, data, NONE, 2, MMS_ORDER_ONCE);
        }
      else
        {
          fixture_load (&fixture, 2, data, NONE);
          fixture_store (&fixture, fixture.y, NONE, 2, MMS_ORDER_ONCE);
        }
      g_array_index (fixture.program->code, MmsInstruction, jump).target = fixture_here (&fixture);
      fixture_end (&fixture);
      fixture_finish (&fixture);

      fixture_expect (&fixture, MMS_MEMORY_TSO, "", is_store ? "00 10" : "00 11");
      /* Loads: x = 1 and y = 0 is the load of data that ran ahead. */
      fixture_expect (&fixture, MMS_MEMORY_WEAK, "", is_store ? "00 10" : "00 10 11");
      mms_program_free (fixture.program);
    }
}

static void
test_lock (void)
{
  Fixture fixture = fixture_begin (2);
  guint lock = mms_program_add_field (fixture.program, NULL, "lock", MMS_OBJECT_GLOBAL,
                                      MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      fixture_add_statement (&fixture, cpu, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_modify (&fixture, MMS_OP_LOCK, lock, NONE, NONE, NONE, NONE);
      fixture_load (&fixture, 0, fixture.x, NONE);
      fixture_set (&fixture, 1, 1);
      fixture_operation (&fixture, MMS_OP_ADD, 0, 0, 1, 0);
      fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_PLAIN);
      fixture_modify (&fixture, MMS_OP_UNLOCK, lock, NONE, NONE, NONE, NONE);
      fixture_end (&fixture);
    }
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, "", "20");
  mms_program_free (fixture.program);
}

/* ---- interrupts ---- */

/* CPU 0 sets x, sends an IPI that copies x to y, and waits. */
static void
test_ipi (void)
{
  for (int irqs_off = 0; irqs_off < 2; irqs_off++)
    {
      Fixture fixture = fixture_begin (2);
      guint16 handler = fixture_here (&fixture);
      guint ipi;

      fixture_load (&fixture, 0, fixture.x, NONE);
      fixture_store (&fixture, fixture.y, NONE, 0, MMS_ORDER_ONCE);
      fixture_end (&fixture);
      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
      if (irqs_off)
        fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      fixture_set (&fixture, 0, 1);
      fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      fixture_set (&fixture, 1, 3); /* itself as well: no IPI */
      ipi = fixture_here (&fixture);
      fixture_operation (&fixture, MMS_OP_IPI, NONE, 1, NONE, 0);
      g_array_index (fixture.program->code, MmsInstruction, ipi).target = handler;
      fixture_operation (&fixture, MMS_OP_IPI_WAIT, NONE, NONE, NONE, 0);
      fixture_load (&fixture, 2, fixture.y, NONE);
      fixture_operation (&fixture, MMS_OP_NOT, 2, 2, NONE, 0);
      fixture_operation (&fixture, MMS_OP_REPORT, NONE, 2, NONE,
                 (int) mms_program_add_report (fixture.program, "LATE", NULL));
      fixture_end (&fixture);
      /* CPU 1 has interrupts off for a while. */
      fixture_add_statement (&fixture, 1, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      fixture_load (&fixture, 0, fixture.y, NONE);
      fixture_load (&fixture, 1, fixture.y, NONE);
      fixture_operation (&fixture, MMS_OP_NE, 2, 0, 1, 0);
      fixture_operation (&fixture, MMS_OP_REPORT, NONE, 2, NONE,
                 (int) mms_program_add_report (fixture.program, "TORN", NULL));
      fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      fixture_end (&fixture);
      fixture_finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        fixture_expect (&fixture, (MmsMemory) memory, irqs_off ? " D33" : "", "11");
      mms_program_free (fixture.program);
    }
}

/* An NMI comes in interrupt-off code, an interrupt does not. */
static void
test_intrusions (void)
{
  for (guint8 level = 1; level <= 3; level++)
    {
      Fixture fixture = fixture_begin (1);
      MmsIntrusion intrusion = { .cpu = 0, .level = level, .times = 1, .entry = fixture_here (&fixture) };

      fixture_set (&fixture, 0, 1);
      fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      fixture_end (&fixture);
      g_array_append_val (fixture.program->intrusions, intrusion);
      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      fixture_load (&fixture, 0, fixture.x, NONE);
      fixture_load (&fixture, 1, fixture.x, NONE);
      fixture_operation (&fixture, MMS_OP_NE, 2, 0, 1, 0);
      fixture_store (&fixture, fixture.y, NONE, 2, MMS_ORDER_ONCE);
      fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      fixture_end (&fixture);
      fixture_finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        fixture_expect (&fixture, (MmsMemory) memory, "", level == 3 ? "00 10 11" : "00 10");
      mms_program_free (fixture.program);
    }
}

/* ---- tasks ---- */

static void
switch_to (Fixture *fixture, guint8 result, guint task)
{
  fixture_set (fixture, 3, (int) task + 1);
  fixture_operation (fixture, MMS_OP_SWITCH_TO, result, 3, NONE, 0);
}

/* What a task was doing goes on where it is switched to, and it learns who ran before it. */
static void
test_switch (void)
{
  Fixture fixture = fixture_begin (2);

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  switch_to (&fixture, 0, 2); /* to sh, which never ran: nothing to do; idle0 is left in here */
  fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
  fixture_operation (&fixture, MMS_OP_THIS_CPU, 1, NONE, NONE, 0);
  fixture_store (&fixture, fixture.y, NONE, 1, MMS_ORDER_ONCE);
  fixture_end (&fixture);
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  switch_to (&fixture, 0, 0); /* sh gives the CPU back to idle0 */
  fixture_end (&fixture);
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, "", "30"); /* sh is task 2 */
  mms_program_free (fixture.program);
}

/* A task is preempted anywhere between two operations, not where it said no. */
static void
test_preempt (void)
{
  for (int disable = 0; disable < 2; disable++)
    {
      Fixture fixture = fixture_begin (1);

      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
      if (disable)
        fixture_operation (&fixture, MMS_OP_PREEMPT, NONE, NONE, NONE, 1);
      fixture_set (&fixture, 0, 1);
      fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      fixture_set (&fixture, 0, 2);
      fixture_store (&fixture, fixture.x, NONE, 0, MMS_ORDER_ONCE);
      if (disable)
        fixture_operation (&fixture, MMS_OP_PREEMPT, NONE, NONE, NONE, -1);
      fixture_end (&fixture);
      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_PREEMPT);
      fixture_load (&fixture, 0, fixture.x, NONE);
      fixture_store (&fixture, fixture.y, NONE, 0, MMS_ORDER_ONCE);
      fixture_end (&fixture);
      fixture_finish (&fixture);
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        fixture_expect (&fixture, (MmsMemory) memory, "", disable ? "20 22" : "20 21 22");
      mms_program_free (fixture.program);
    }
}

/* ---- ends ---- */

static void
test_stuck (void)
{
  Fixture fixture = fixture_begin (1);
  guint report = mms_program_add_report (fixture.program, "D24", "the scan waits for its own slot");

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 1);
  {
    const MmsInstruction instruction
        = { .op = MMS_OP_AWAIT, .a = NONE, .b = 0, .c = NONE, .index = NONE,
            .field = (guint16) fixture.x, .imm = (gint16) report };

    mms_program_emit (fixture.program, &instruction);
  }
  fixture_end (&fixture);
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, " D24", "");
  mms_program_free (fixture.program);
}

/* A loop without a step has no end, and is no hang. */
static void
test_endless (void)
{
  Fixture fixture = fixture_begin (1);
  guint jump;

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  jump = fixture_here (&fixture);
  fixture_operation (&fixture, MMS_OP_JUMP, NONE, NONE, NONE, 0);
  g_array_index (fixture.program->code, MmsInstruction, jump).target = (guint16) jump;
  fixture_end (&fixture);
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, " BROKEN", "");
  mms_program_free (fixture.program);
}

static void
test_checked (void)
{
  g_autoptr (GError) error = NULL;
  Fixture fixture = fixture_begin (1);

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_operation (&fixture, MMS_OP_JUMP, NONE, NONE, NONE, 0); /* to nowhere */
  g_assert_false (mms_program_finish (fixture.program, &error));
  g_assert_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM);
  mms_program_free (fixture.program);

  g_clear_error (&error);
  fixture = fixture_begin (1);
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 1); /* runs off the end */
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
  g_test_add_func ("/sim/machine/stuck", test_stuck);
  g_test_add_func ("/sim/machine/endless", test_endless);
  g_test_add_func ("/sim/machine/checked", test_checked);
  return g_test_run ();
}
