/* test-machine-mms.c - what the machine itself finds: mms, counts, slots
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fixture.h"

/* ---- mms ---- */

/* sh runs on CPU 0 with A as active_mm and in CR3; CPU 0 or 1 frees A. */
static void
free_a (Fixture *fixture)
{
  mms_program_set_initial (fixture->program, fixture->users, 1, 0);
  fixture_set (fixture, 0, 2);
  fixture_operation (fixture, MMS_OP_FREE, NONE, 0, NONE, 2);
  fixture_operation (fixture, MMS_OP_FREE, NONE, 0, NONE, 4);
}

static void
test_free_held (void)
{
  for (int irqs_off = 0; irqs_off < 2; irqs_off++)
    {
      Fixture fixture = fixture_begin (2);

      fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
      free_a (&fixture);
      fixture_end (&fixture);
      fixture_add_statement (&fixture, 1, fixture_here (&fixture), MMS_STATEMENT_CALL);
      if (irqs_off)
        fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 0);
      fixture_set (&fixture, 0, 1);
      fixture_operation (&fixture, MMS_OP_CR3, NONE, 0, NONE, 0);
      fixture_set (&fixture, 1, 2); /* idle1 */
      fixture_store (&fixture, fixture.active_mm, 1, 0, MMS_ORDER_ONCE);
      if (irqs_off)
        fixture_operation (&fixture, MMS_OP_IRQ, NONE, NONE, NONE, 1);
      fixture_end (&fixture);
      mms_program_set_initial (fixture.program, fixture.active_mm, 1, 2);
      fixture_finish (&fixture);
      fixture_expect (&fixture, MMS_MEMORY_SC, irqs_off ? " D02 D02tr D15" : " D02 D15", NULL);
      mms_program_free (fixture.program);
    }
}

/* sh does not run, and keeps A until somebody takes it from it. */
static void
test_free_kept_asleep (void)
{
  for (int is_taken_back = 0; is_taken_back < 2; is_taken_back++)
    for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
      {
        Fixture fixture = fixture_begin (1);

        mms_program_set_initial (fixture.program, fixture.active_mm, 1, 2);
        fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
        fixture_set (&fixture, 1, 2); /* sh */
        fixture_set (&fixture, 0, is_taken_back ? 0 : 2);
        fixture_store (&fixture, fixture.active_mm, 1, 0, MMS_ORDER_ONCE);
        fixture_fence (&fixture);
        free_a (&fixture);
        fixture_end (&fixture);
        fixture_finish (&fixture);
        fixture_expect (&fixture, (MmsMemory) memory, is_taken_back ? "" : " D05", NULL);
        mms_program_free (fixture.program);
      }
}

static void
test_use_after_free (void)
{
  Fixture fixture = fixture_begin (1);

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  free_a (&fixture);
  fixture_load (&fixture, 1, fixture.count, 0);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D01", NULL);
  mms_program_free (fixture.program);

  fixture = fixture_begin (1);
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 0);
  fixture_load (&fixture, 1, fixture.count, 0);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, " OOPS", NULL);
  mms_program_free (fixture.program);
}

/* An address that is used again: equal for the kernel, two lives for the machine. */
static void
test_generations (void)
{
  Fixture fixture = fixture_begin (1);

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  free_a (&fixture);
  fixture_operation (&fixture, MMS_OP_ALLOC, 1, NONE, NONE, 0);
  fixture_operation (&fixture, MMS_OP_EQ_MM, 2, 0, 1, 0);
  fixture_store (&fixture, fixture.x, NONE, 2, MMS_ORDER_ONCE);
  fixture_set (&fixture, 2, 1);
  fixture_store (&fixture, fixture.users, 1, 2, MMS_ORDER_ONCE); /* the new one lives */
  fixture_end (&fixture);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D07", "10");
  mms_program_free (fixture.program);
}

static void
test_counts (void)
{
  Fixture fixture = fixture_begin (1);

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 2);
  fixture_set (&fixture, 1, -2);
  fixture_modify (&fixture, MMS_OP_RMW_ADD, fixture.count, 0, NONE, 1, NONE);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D10", NULL);
  mms_program_free (fixture.program);

  fixture = fixture_begin (1);
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 2);
  fixture_set (&fixture, 1, 1);
  fixture_modify (&fixture, MMS_OP_RMW_ADD, fixture.users, 0, NONE, 1, NONE);
  fixture_end (&fixture);
  mms_program_set_initial (fixture.program, fixture.users, 1, 0);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D12", NULL);
  mms_program_free (fixture.program);

  /* Nobody uses A, and nobody frees it. */
  fixture = fixture_begin (1);
  mms_program_set_initial (fixture.program, fixture.users, 1, 0);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D11", NULL);
  mms_program_free (fixture.program);
}

/* ---- slots ---- */

static void
test_slots (void)
{
  Fixture fixture = fixture_begin (2);

  /* CPU 0 publishes A, then B over it. */
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 2);
  fixture_operation (&fixture, MMS_OP_THIS_CPU, 1, NONE, NONE, 0);
  fixture_store (&fixture, fixture.slot, 1, 0, MMS_ORDER_ONCE);
  fixture_set (&fixture, 0, 3);
  fixture_store (&fixture, fixture.slot, 1, 0, MMS_ORDER_ONCE);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    fixture_expect (&fixture, (MmsMemory) memory, " D22", NULL);
  mms_program_free (fixture.program);

  for (guint thief = 0; thief < 2; thief++)
    {
      fixture = fixture_begin (2);
      /* CPU 0 borrows A by its slot and has a deferred reference to it; @thief takes that. */
      mms_program_set_initial (fixture.program, fixture.slot, 0, 2);
      mms_program_set_initial (fixture.program, fixture.deferred, 0, 2);
              fixture_add_statement (&fixture, thief, fixture_here (&fixture), MMS_STATEMENT_CALL);
      fixture_set (&fixture, 0, 0);
      fixture_modify (&fixture, MMS_OP_XCHG, fixture.deferred, 0, 1, 0, NONE);
      fixture_end (&fixture);
      fixture_finish (&fixture);
      fixture_expect (&fixture, MMS_MEMORY_SC, thief == 0 ? " D27" : " D26", NULL);
      mms_program_free (fixture.program);
    }

  fixture = fixture_begin (1);
  mms_program_set_initial (fixture.program, fixture.deferred, 0, 2);
  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 0);
  fixture_set (&fixture, 1, 3);
  fixture_store (&fixture, fixture.deferred, 0, 1, MMS_ORDER_ONCE);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  fixture_expect (&fixture, MMS_MEMORY_SC, " D25", NULL);
  mms_program_free (fixture.program);
}

/* The slot is set, and a scan on another CPU does not see it: on tso it is still in the buffer. */
static void
test_published_late (void)
{
  Fixture fixture = fixture_begin (2);
  guint jump;

  fixture_add_statement (&fixture, 0, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 0);
  fixture_set (&fixture, 1, 2);
  fixture_store (&fixture, fixture.slot, 0, 1, MMS_ORDER_ONCE);
  fixture_load (&fixture, 2, fixture.x, NONE);
  fixture_end (&fixture);
  fixture_add_statement (&fixture, 1, fixture_here (&fixture), MMS_STATEMENT_CALL);
  fixture_set (&fixture, 0, 0);
  fixture_load (&fixture, 1, fixture.slot, 0);
  jump = fixture_here (&fixture);
  fixture_operation (&fixture, MMS_OP_JUMP_IF_ZERO, NONE, 1, NONE, 0);
  fixture_end (&fixture);
  g_array_index (fixture.program->code, MmsInstruction, jump).target = fixture_here (&fixture);
  free_a (&fixture);
  fixture_end (&fixture);
  fixture_finish (&fixture);
  {
    g_autofree char *sc = fixture_explore (&fixture, MMS_MEMORY_SC, TRUE, NULL, NULL);
    g_autofree char *tso = fixture_explore (&fixture, MMS_MEMORY_TSO, TRUE, NULL, NULL);

    g_assert_cmpstr (sc, ==, "");
    g_assert_cmpstr (tso, ==, " D20");
  }
  mms_program_free (fixture.program);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/machine-mms/free-held", test_free_held);
  g_test_add_func ("/sim/machine-mms/free-kept-asleep", test_free_kept_asleep);
  g_test_add_func ("/sim/machine-mms/use-after-free", test_use_after_free);
  g_test_add_func ("/sim/machine-mms/generations", test_generations);
  g_test_add_func ("/sim/machine-mms/counts", test_counts);
  g_test_add_func ("/sim/machine-mms/slots", test_slots);
  g_test_add_func ("/sim/machine-mms/published-late", test_published_late);
  return g_test_run ();
}
