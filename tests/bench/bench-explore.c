/* bench-explore.c - the protocol of hazard.pml, explored
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sim/explore.h"

#include <stdio.h>
#include <stdlib.h>

#define NONE  MMS_SIM_NO_REGISTER
#define N_MMS 2

typedef enum
{
  REG_MM,     /* number of the mm */
  REG_MM_1,   /* plus one: what a slot holds */
  REG_SEEN,
  REG_OTHER,
  REG_ZERO,
  REG_ONE,
  REG_TWO,
  REG_SCRATCH,
} Register;

typedef struct
{
  MmsProgram *program;
  guint16 slots;
  guint16 users;
  guint16 freed;
  gint16 report;
} Maker;

static guint16
emit (Maker *maker, MmsInstruction instruction)
{
  return mms_program_emit (maker->program, &instruction);
}

static void
land (Maker *maker, guint16 jump)
{
  g_array_index (maker->program->code, MmsInstruction, jump).target = (guint16) maker->program->code->len;
}

static guint16
jump_if_zero (Maker *maker, guint8 reg)
{
  return emit (maker, (MmsInstruction){ .op = MMS_OP_JUMP_IF_ZERO, .b = reg });
}

static void
set (Maker *maker, guint8 reg, gint16 value)
{
  emit (maker, (MmsInstruction){ .op = MMS_OP_CONST, .a = reg, .imm = value });
}

static void
store (Maker *maker, guint16 field, guint8 index, guint8 value)
{
  emit (maker, (MmsInstruction){ .op = MMS_OP_STORE, .order = MMS_ORDER_ONCE, .b = value, .index = index,
                                 .field = field });
}

static void
load (Maker *maker, guint8 reg, guint16 field, guint8 index)
{
  emit (maker, (MmsInstruction){ .op = MMS_OP_LOAD, .order = MMS_ORDER_ONCE, .a = reg, .index = index,
                                 .field = field });
}

static void
fence (Maker *maker)
{
  emit (maker, (MmsInstruction){ .op = MMS_OP_FENCE, .order = MMS_ORDER_MB });
}

static void
binary (Maker *maker, MmsOp op, guint8 to, guint8 one, guint8 other)
{
  emit (maker, (MmsInstruction){ .op = (guint8) op, .a = to, .b = one, .c = other });
}

static void
emit_borrow (Maker *maker, gboolean has_barrier)
{
  guint16 is_dead;

  emit (maker, (MmsInstruction){ .op = MMS_OP_THIS_CPU, .a = REG_OTHER });
  store (maker, maker->slots, REG_OTHER, REG_MM_1);
  if (has_barrier)
    fence (maker);
  load (maker, REG_SEEN, maker->users, REG_MM);
  is_dead = jump_if_zero (maker, REG_SEEN);
  load (maker, REG_SEEN, maker->freed, REG_MM);
  emit (maker, (MmsInstruction){ .op = MMS_OP_REPORT, .b = REG_SEEN, .imm = maker->report });
  land (maker, is_dead);
  store (maker, maker->slots, REG_OTHER, REG_ZERO);
}

static void
emit_exit (Maker *maker, gboolean has_barrier)
{
  guint16 is_not_last;
  guint16 loop;
  guint16 is_over;
  guint16 is_held;

  emit (maker, (MmsInstruction){ .op = MMS_OP_CMPXCHG, .order = MMS_ORDER_FULL, .a = REG_SEEN, .b = REG_ONE,
                                 .c = REG_TWO, .index = REG_MM, .field = maker->users });
  binary (maker, MMS_OP_EQ, REG_SEEN, REG_SEEN, REG_ONE);
  is_not_last = jump_if_zero (maker, REG_SEEN);
  store (maker, maker->users, REG_MM, REG_ZERO);
  if (has_barrier)
    fence (maker);
  set (maker, REG_OTHER, 0);
  loop = (guint16) maker->program->code->len;
  set (maker, REG_SCRATCH, (gint16) maker->program->n_cpus);
  binary (maker, MMS_OP_LT, REG_SEEN, REG_OTHER, REG_SCRATCH);
  is_over = jump_if_zero (maker, REG_SEEN);
  load (maker, REG_SEEN, maker->slots, REG_OTHER);
  binary (maker, MMS_OP_NE, REG_SEEN, REG_SEEN, REG_MM_1);
  is_held = jump_if_zero (maker, REG_SEEN);
  binary (maker, MMS_OP_ADD, REG_OTHER, REG_OTHER, REG_ONE);
  emit (maker, (MmsInstruction){ .op = MMS_OP_JUMP, .flags = MMS_FLAG_COUNTED, .target = loop });
  land (maker, is_over);
  store (maker, maker->freed, REG_MM, REG_ONE);
  land (maker, is_held);
  land (maker, is_not_last);
}

static guint16
emit_round (Maker *maker, gboolean slot_barrier, gboolean scan_barrier)
{
  guint16 entry = (guint16) maker->program->code->len;
  guint16 to_exit;
  guint16 to_end;

  set (maker, REG_ZERO, 0);
  set (maker, REG_ONE, 1);
  set (maker, REG_TWO, 2);
  emit (maker, (MmsInstruction){ .op = MMS_OP_CHOOSE, .a = REG_SCRATCH, .imm = 2 * N_MMS - 1 });
  binary (maker, MMS_OP_AND, REG_MM, REG_SCRATCH, REG_ONE);
  binary (maker, MMS_OP_ADD, REG_MM_1, REG_MM, REG_ONE);
  binary (maker, MMS_OP_SHR, REG_SCRATCH, REG_SCRATCH, REG_ONE);
  to_exit = jump_if_zero (maker, REG_SCRATCH);
  emit_borrow (maker, slot_barrier);
  to_end = emit (maker, (MmsInstruction){ .op = MMS_OP_JUMP });
  land (maker, to_exit);
  emit_exit (maker, scan_barrier);
  land (maker, to_end);
  emit (maker, (MmsInstruction){ .op = MMS_OP_RETURN });
  return entry;
}

static MmsProgram *
make_program (guint n_cpus, guint n_rounds, gboolean slot_barrier, gboolean scan_barrier)
{
  Maker maker = { .program = mms_program_new () };
  MmsStatement statement = { .kind = MMS_STATEMENT_CALL };

  maker.program->n_cpus = n_cpus;
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    mms_program_add_task (maker.program, "idle", TRUE, (int) cpu);
  maker.slots = (guint16) mms_program_add_field (maker.program, NULL, "slot", MMS_OBJECT_ARRAY,
                                                 MMS_TYPE_INT, MMS_FIELD_PLAIN, n_cpus);
  maker.users = (guint16) mms_program_add_field (maker.program, NULL, "users", MMS_OBJECT_ARRAY,
                                                 MMS_TYPE_INT, MMS_FIELD_PLAIN, N_MMS);
  maker.freed = (guint16) mms_program_add_field (maker.program, NULL, "freed", MMS_OBJECT_ARRAY,
                                                 MMS_TYPE_INT, MMS_FIELD_PLAIN, N_MMS);
  for (guint mm = 0; mm < N_MMS; mm++)
    mms_program_set_initial (maker.program, maker.users, mm, 1);
  maker.report = (gint16) mms_program_add_report (maker.program, "D20", "a freed mm is used");
  statement.entry = emit_round (&maker, slot_barrier, scan_barrier);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    for (guint i = 0; i < n_rounds; i++)
      g_array_append_val (maker.program->scripts[cpu], statement);
  return maker.program;
}

static int n_cpus = 3;
static int n_rounds = 2;
static int n_threads = 0;
static int depth = 2;
static char *memory_name = NULL;
static gboolean full = FALSE;
static gboolean no_slot_barrier = FALSE;
static gboolean no_scan_barrier = FALSE;

static const GOptionEntry entries[] = {
  { "cpus", 0, 0, G_OPTION_ARG_INT, &n_cpus, "CPUs (3)", "N" },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &n_rounds, "Rounds of each (2)", "N" },
  { "depth", 0, 0, G_OPTION_ARG_INT, &depth, "Entries of a store buffer (2)", "N" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "Threads (one per processor)", "N" },
  { "memory", 0, 0, G_OPTION_ARG_STRING, &memory_name, "sc, tso (default) or weak", "M" },
  { "full", 0, 0, G_OPTION_ARG_NONE, &full, "Without reduction", NULL },
  { "no-slot-barrier", 0, 0, G_OPTION_ARG_NONE, &no_slot_barrier, "After the slot is set", NULL },
  { "no-scan-barrier", 0, 0, G_OPTION_ARG_NONE, &no_scan_barrier, "Before slots are looked at", NULL },
  { NULL },
};

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;
  MmsMemory memory = MMS_MEMORY_TSO;
  const MmsFoundAlarm *found;
  const MmsExploreNumbers *numbers;
  MmsExploreOptions options = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || (memory_name != NULL && !mms_memory_parse (memory_name, &memory)))
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "what memory?");
      return 2;
    }
  options.n_threads = (guint) n_threads;
  program = make_program ((guint) n_cpus, (guint) n_rounds, !no_slot_barrier, !no_scan_barrier);
  if (!mms_program_finish (program, &error)
      || (machine = mms_machine_new (program, memory, (guint) depth, !full, &error)) == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  exploration = mms_explore (machine, &options, NULL);
  numbers = mms_exploration_get_numbers (exploration);
  printf ("%s: %" G_GUINT64_FORMAT " states, %" G_GUINT64_FORMAT
          " transitions, depth %u, %.2f s, %.2f M states/s, %.1f bytes/state, %u cells\n",
          mms_verdict_get_name (mms_exploration_get_verdict (exploration)), numbers->n_states,
          numbers->n_transitions, numbers->depth, numbers->seconds,
          (double) numbers->n_states / numbers->seconds / 1e6,
          (double) numbers->memory / (double) numbers->n_states, mms_machine_get_n_cells (machine));
  found = mms_exploration_get_violation (exploration);
  if (found != NULL)
    printf ("%s after %u transitions\n", mms_machine_get_alarm_id (machine, found->alarm), found->length);
  return 0;
}
