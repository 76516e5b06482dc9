/* threads.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "threads.h"

#define STORED 7 /* the register for what is stored */

MmsProgram *
threads_new (guint n_cpus)
{
  MmsProgram *program = mms_program_new ();

  program->n_cpus = n_cpus;
  program->scheme = g_strdup ("threads");
  program->scenario = g_strdup ("test");
  mms_program_add_source (program, "threads", "");
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      g_autofree char *name = g_strdup_printf ("idle%u", cpu);

      mms_program_add_task (program, name, TRUE, (int) cpu);
    }
  return program;
}

guint
threads_variable (MmsProgram *program, const char *name, guint n)
{
  return mms_program_add_field (program, NULL, name, n > 1 ? MMS_OBJECT_ARRAY : MMS_OBJECT_GLOBAL,
                                MMS_TYPE_INT, MMS_FIELD_PLAIN, n);
}

void
threads_begin (MmsProgram *program, guint cpu)
{
  const MmsStatement statement = {
    .kind = MMS_STATEMENT_CALL,
    .entry = (guint16) program->code->len,
  };

  g_array_append_val (program->scripts[cpu], statement);
}

guint16
threads_emit (MmsProgram *program, MmsInstruction instruction)
{
  instruction.line = (guint16) program->code->len;
  return mms_program_emit (program, &instruction);
}

void
threads_end (MmsProgram *program)
{
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_RETURN });
}

void
threads_const (MmsProgram *program, guint8 reg, gint16 value)
{
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_CONST, .a = reg, .imm = value });
}

void
threads_load (MmsProgram *program, guint8 reg, guint field, MmsOrder order)
{
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_LOAD, .order = (guint8) order, .a = reg,
                                           .index = NONE, .field = (guint16) field });
}

void
threads_store_register (MmsProgram *program, guint field, guint8 reg, MmsOrder order)
{
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_STORE, .order = (guint8) order, .b = reg,
                                           .index = NONE, .field = (guint16) field });
}

void
threads_store (MmsProgram *program, guint field, gint16 value, MmsOrder order)
{
  threads_const (program, STORED, value);
  threads_store_register (program, field, STORED, order);
}

void
threads_fence (MmsProgram *program, MmsOrder order)
{
  threads_emit (program, (MmsInstruction){ .op = MMS_OP_FENCE, .order = (guint8) order });
}

void
threads_report (MmsProgram *program, guint8 reg, guint report)
{
  threads_emit (program,
                (MmsInstruction){ .op = MMS_OP_REPORT, .b = reg, .imm = (gint16) report });
}

guint16
threads_skip (MmsProgram *program, guint8 reg)
{
  return threads_emit (program, (MmsInstruction){ .op = MMS_OP_JUMP_IF_ZERO, .b = reg });
}

void
threads_land (MmsProgram *program, guint16 skip)
{
  g_array_index (program->code, MmsInstruction, skip).target = (guint16) program->code->len;
}

MmsMachine *
threads_machine (MmsProgram *program, MmsMemory memory, gboolean reduce)
{
  g_autoptr (GError) error = NULL;
  MmsMachine *machine;

  if (program->live == NULL)
    {
      mms_program_finish (program, &error);
      g_assert_no_error (error);
    }
  machine = mms_machine_new (program, memory, 0, reduce, &error);
  g_assert_no_error (error);
  return machine;
}
