/* program-finish.c - whether a program is whole, and what can be known of it before it runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "futures.h"
#include "instruction.h"

#define N_MACHINE_ALARMS 32 /* room for the machine's own behind the reports */
#define MAX_ALARMS 256

static gboolean
fail (GError **error, MmsSimError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, MmsSimError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_clear_error (error);
  if (error != NULL)
    *error = g_error_new_valist (MMS_SIM_ERROR, (int) code, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
check_sizes (const MmsProgram *program, GError **error)
{
  if (program->n_cpus < 1 || program->n_cpus > MMS_SIM_MAX_CPUS)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u CPUs; there can be 1 to %u", program->n_cpus,
                 MMS_SIM_MAX_CPUS);
  if (program->n_mms < 1 || program->n_mms > MMS_SIM_MAX_MMS)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u mms; there can be %u with init_mm",
                 program->n_mms, MMS_SIM_MAX_MMS);
  if (program->tasks->len < program->n_cpus || program->tasks->len > MMS_SIM_MAX_TASKS)
    return fail (error, MMS_SIM_ERROR_LIMIT,
                 "%u tasks; there must be one per CPU and can be %u", program->tasks->len,
                 MMS_SIM_MAX_TASKS);
  if (program->initial->len > MMS_SIM_MAX_LOCATIONS)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u variables and members; there can be %u",
                 program->initial->len, MMS_SIM_MAX_LOCATIONS);
  if (program->code->len > MMS_SIM_MAX_CODE)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u instructions; there can be %u",
                 program->code->len, MMS_SIM_MAX_CODE);
  if (program->reports->len > MAX_ALARMS - N_MACHINE_ALARMS)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u different reports; there can be %u",
                 program->reports->len, MAX_ALARMS - N_MACHINE_ALARMS);
  if (program->intrusions->len > 32)
    return fail (error, MMS_SIM_ERROR_LIMIT, "%u interrupts, NMIs and softirqs; there can be 32",
                 program->intrusions->len);
  return TRUE;
}

/* How many elements a field of that kind must have. */
static guint
count_elements (const MmsProgram *program, const MmsSimField *field)
{
  switch (field->kind)
    {
    case MMS_OBJECT_MM:
      return program->n_mms;
    case MMS_OBJECT_TASK:
      return program->tasks->len;
    case MMS_OBJECT_CPU:
      return program->n_cpus;
    case MMS_OBJECT_GLOBAL:
      return 1;
    default:
      return field->n;
    }
}

static gboolean
check_fields (const MmsProgram *program, GError **error)
{
  guint base = 0;

  for (guint i = 0; i < program->fields->len; i++)
    {
      const MmsSimField *field = &g_array_index (program->fields, MmsSimField, i);

      if (field->base != base || field->n < 1 || field->n != count_elements (program, field))
        return fail (error, MMS_SIM_ERROR_PROGRAM, "%s has %u elements", field->name, field->n);
      base += field->n;
    }
  for (guint i = 0; i < program->initial->len; i++)
    {
      int value = g_array_index (program->initial, gint16, i);

      if (value < MMS_SIM_MIN_VALUE || value > MMS_SIM_MAX_VALUE)
        return fail (error, MMS_SIM_ERROR_LIMIT, "a value of %d at the start; there can be %d to %d",
                     value, MMS_SIM_MIN_VALUE, MMS_SIM_MAX_VALUE);
    }
  return TRUE;
}

static gboolean
check_instruction (const MmsProgram *program, guint pc, GError **error)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
  const guint8 registers[] = { instruction->a, instruction->b, instruction->c,
                               instruction->index };
  guint next[2];
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (registers); i++)
    if (registers[i] >= MMS_SIM_MAX_REGISTERS && registers[i] != MMS_SIM_NO_REGISTER)
      return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has register %u", pc,
                   registers[i]);
  n = mms_instruction_get_next (instruction, pc, next);
  for (guint i = 0; i < n; i++)
    if (next[i] == 0 || next[i] >= program->code->len)
      return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u goes to %u", pc, next[i]);
  if (instruction->op == MMS_OP_IPI
      && (instruction->target == 0 || instruction->target >= program->code->len))
    return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has no handler", pc);
  if (mms_instruction_has_place (instruction))
    {
      const MmsSimField *field;

      if (instruction->field >= program->fields->len)
        return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has field %u", pc,
                     instruction->field);
      field = &g_array_index (program->fields, MmsSimField, instruction->field);
      if (instruction->index == MMS_SIM_NO_REGISTER && field->n != 1)
        return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u: which %s?", pc, field->name);
    }
  if (instruction->op == MMS_OP_REPORT && (guint) instruction->imm >= program->reports->len)
    return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has report %d", pc,
                 instruction->imm);
  if (instruction->op == MMS_OP_AWAIT && (guint) instruction->imm >= program->reports->len)
    return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has report %d", pc,
                 instruction->imm);
  if (instruction->op == MMS_OP_TRACE && (guint) instruction->imm >= program->events->len)
    return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u has event %d", pc,
                 instruction->imm);
  return TRUE;
}

static gboolean
check_entry (const MmsProgram *program, guint entry, GError **error)
{
  if (entry == 0 || entry >= program->code->len)
    return fail (error, MMS_SIM_ERROR_PROGRAM, "an entry is at %u", entry);
  return TRUE;
}

static gboolean
check_entries (const MmsProgram *program, GError **error)
{
  for (guint i = 0; i < program->setup->len; i++)
    {
      const MmsSetup *setup = &g_array_index (program->setup, MmsSetup, i);

      if (setup->cpu >= program->n_cpus || !check_entry (program, setup->entry, error))
        return fail (error, MMS_SIM_ERROR_PROGRAM, "the setup is for CPU %u", setup->cpu);
    }
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      if (!check_entry (program, g_array_index (program->scripts[cpu], MmsStatement, i).entry,
                        error))
        return FALSE;
  for (guint i = 0; i < program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu >= program->n_cpus || intrusion->level < 1 || intrusion->level > 3
          || !check_entry (program, intrusion->entry, error))
        return fail (error, MMS_SIM_ERROR_PROGRAM, "an intrusion is for CPU %u", intrusion->cpu);
    }
  for (guint i = 0; i < program->finals->len; i++)
    if (!check_entry (program, g_array_index (program->finals, guint16, i), error))
      return FALSE;
  if (program->start_task != 0 && !check_entry (program, program->start_task, error))
    return FALSE;
  return TRUE;
}

static gboolean
check_tasks (const MmsProgram *program, GError **error)
{
  guint running = 0;

  for (guint i = 0; i < program->tasks->len; i++)
    {
      const MmsSimTask *task = &g_array_index (program->tasks, MmsSimTask, i);

      if (task->cpu < 0)
        continue;
      if ((guint) task->cpu >= program->n_cpus || (running & 1u << task->cpu) != 0)
        return fail (error, MMS_SIM_ERROR_PROGRAM, "%s cannot run on CPU %d at the start",
                     task->name, task->cpu);
      running |= 1u << task->cpu;
    }
  return TRUE;
}

/* Registers that nobody reads any more are zeroed wherever a run can stop: what they held must not
 * tell two states apart. */
static void
find_live (MmsProgram *program)
{
  guint n = program->code->len;
  gboolean is_changed = TRUE;

  program->live = g_new0 (guint64, n);
  program->uses = g_new0 (guint64, n);
  for (guint pc = 0; pc < n; pc++)
    program->uses[pc] = mms_instruction_get_uses (mms_program_get_instruction (program, pc));
  program->n_registers = 2; /* of handlers and new tasks */
  while (is_changed)
    {
      is_changed = FALSE;
      for (guint pc = n; pc-- > 0;)
        {
          const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
          guint8 result = mms_instruction_get_result (instruction);
          guint64 live = 0;
          guint next[2];
          guint n_next = mms_instruction_get_next (instruction, pc, next);

          for (guint i = 0; i < n_next; i++)
            live |= program->live[next[i]];
          if (result != MMS_SIM_NO_REGISTER)
            live &= ~(G_GUINT64_CONSTANT (1) << result);
          live |= program->uses[pc];
          if (live != program->live[pc])
            {
              program->live[pc] = live;
              is_changed = TRUE;
            }
          if (result != MMS_SIM_NO_REGISTER)
            program->n_registers = MAX (program->n_registers, result + 1u);
          for (guint i = program->n_registers; i < MMS_SIM_MAX_REGISTERS; i++)
            if ((live >> i & 1) != 0)
              program->n_registers = i + 1;
        }
    }
}

/* What a ghost would have to keep, put off from there on: what is read before it is given in the rest of the
 * statement, which can go back to what stands before. */
static void
find_needs (MmsProgram *program)
{
  guint n = program->code->len;
  gboolean is_changed = TRUE;

  program->needs = g_new0 (guint64, n);
  while (is_changed)
    {
      is_changed = FALSE;
      for (guint pc = n; pc-- > 0;)
        {
          const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
          guint8 result = mms_instruction_get_result (instruction);
          guint next[2];
          guint n_next = mms_instruction_get_next (instruction, pc, next);
          guint64 needs = 0;

          if (!mms_instruction_is_ghost (instruction))
            continue;
          for (guint i = 0; i < n_next; i++)
            if (next[i] != instruction->end)
              needs |= program->needs[next[i]];
          if (result != MMS_SIM_NO_REGISTER)
            needs &= ~(G_GUINT64_CONSTANT (1) << result);
          needs |= program->uses[pc];
          is_changed |= needs != program->needs[pc];
          program->needs[pc] = needs;
        }
    }
}

gboolean
mms_program_finish (MmsProgram *program,
                    GError    **error)
{
  g_return_val_if_fail (program->live == NULL, FALSE);

  if (!check_sizes (program, error) || !check_fields (program, error)
      || !check_entries (program, error) || !check_tasks (program, error))
    return FALSE;
  for (guint pc = 0; pc < program->code->len; pc++)
    {
      MmsInstruction *instruction = &g_array_index (program->code, MmsInstruction, pc);

      if (instruction->op >= MMS_N_OPS)
        return fail (error, MMS_SIM_ERROR_PROGRAM, "instruction %u is unknown", pc);
      /* What waits in a window waits for its operands: one too many would be a dependency. */
      mms_instruction_forget_unused (instruction);
      if (!check_instruction (program, pc, error))
        return FALSE;
    }
  if (program->online_field >= (int) program->fields->len)
    return fail (error, MMS_SIM_ERROR_PROGRAM, "there is no mask of online CPUs");
  program->n_locations = program->initial->len;
  find_live (program);
  find_needs (program);
  program->futures = mms_futures_new (program);
  return TRUE;
}
