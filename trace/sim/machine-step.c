/* machine-step.c - one CPU does its next operation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

static guint
get_ipi_set (const MmsRun *run, guint cpu)
{
  guint is_interrupt = mms_run_level (mms_run_cpu (run, cpu)) >= LEVEL_IRQ;

  return cpu * MMS_N_IPI_SETS + is_interrupt;
}

static gboolean
is_set_idle (const MmsRun *run, guint set)
{
  const MmsCell *pending = run->state + run->machine->pending + set * run->machine->n_cpus;

  for (guint i = 0; i < run->machine->n_cpus; i++)
    if (pending[i] != 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_buffer_empty (const MmsRun *run, guint cpu)
{
  return run->machine->memory == MMS_MEMORY_SC || mms_run_stores (run, cpu)[0] == 0;
}

/* Whether the instruction orders everything before it, on a machine with store buffers. */
static gboolean
does_drain (const MmsRun *run, const MmsInstruction *instruction, guint level)
{
  switch (instruction->op)
    {
    case MMS_OP_XCHG:
    case MMS_OP_CMPXCHG:
    case MMS_OP_RMW_ADD:
    case MMS_OP_RMW_AND:
    case MMS_OP_RMW_OR:
    case MMS_OP_ADD_UNLESS:
    case MMS_OP_LOCK:
    case MMS_OP_IPI:
    case MMS_OP_ALLOC:
    case MMS_OP_FREE:
    case MMS_OP_STOP:
      return TRUE;
    case MMS_OP_FENCE:
      return instruction->order == MMS_ORDER_MB || instruction->order == MMS_ORDER_FULL;
    case MMS_OP_CR3:
      return instruction->order == MMS_ORDER_FULL;
    case MMS_OP_RETURN:
      return level >= LEVEL_IRQ && run->program->iret_full;
    default:
      return FALSE;
    }
}

/* Whether it would find a value that it leaves as it is: then it only reads.  These look before they take the place for
 * themselves, and drain nothing if they need not. */
static gboolean
leaves_as_is (const MmsRun *run, guint cpu, const MmsInstruction *instruction, const MmsCell *context)
{
  MmsCell value;
  int location;

  if (!mms_instruction_looks_first (instruction))
    return FALSE;
  location = mms_run_find_location (run, instruction, mms_context_get (context, instruction->index));
  if (location < 0 || !mms_run_view (run, cpu, (guint) location, &value))
    return FALSE;
  return instruction->op == MMS_OP_ADD_UNLESS ? value == mms_context_get (context, instruction->c)
                                              : value != mms_context_get (context, instruction->b);
}

gboolean
mms_run_can_step (const MmsRun *run,
                  guint         cpu,
                  guint        *n_choices)
{
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsInstruction *instruction;
  guint level = mms_run_level (mms_run_cpu (run, cpu));

  if (context[0] == 0 || (mms_run_is_stopped (run, cpu) && level != LEVEL_NMI))
    return FALSE;
  instruction = mms_program_get_instruction (run->program, (guint) context[0]);
  *n_choices = instruction->op == MMS_OP_CHOOSE ? (guint) instruction->imm + 1 : 1;
  if (run->machine->memory == MMS_MEMORY_WEAK)
    {
      if (instruction->op == MMS_OP_JUMP_IF_ZERO && !mms_instruction_is_ghost (instruction))
        *n_choices = 2;
      if (mms_weak_can_fail (run, cpu))
        {
          *n_choices = 2;
          return TRUE;
        }
      if (!mms_weak_can_issue (run, cpu))
        return FALSE;
    }
  else if (run->machine->memory == MMS_MEMORY_TSO)
    {
      const MmsCell *stores = mms_run_stores (run, cpu);
      gboolean does_store = instruction->op == MMS_OP_STORE || instruction->op == MMS_OP_UNLOCK
                            || (instruction->op == MMS_OP_RETURN && level == LEVEL_IRQ);

      if (does_drain (run, instruction, level) && stores[0] != 0
          && !leaves_as_is (run, cpu, instruction, context))
        return FALSE;
      if (does_store && (guint) stores[0] >= run->machine->buffer && !run->has_all_room)
        return FALSE;
    }
  switch (instruction->op)
    {
    case MMS_OP_LOCK:
    case MMS_OP_AWAIT:
      /* In the window it waits there. */
      return run->machine->memory == MMS_MEMORY_WEAK
             || mms_run_is_ready (run, cpu, instruction,
                                  mms_context_get (context, instruction->index),
                                  mms_context_get (context, instruction->b));
    case MMS_OP_IPI:
    case MMS_OP_IPI_WAIT:
      return is_set_idle (run, get_ipi_set (run, cpu));
    case MMS_OP_STOP:
      return instruction->imm == 0 || mms_run_can_stop (run, cpu);
    default:
      return TRUE;
    }
}

static void
send_ipi (MmsRun *run, guint cpu, const MmsInstruction *instruction, const MmsCell *context)
{
  const MmsMachine *machine = run->machine;
  guint set = get_ipi_set (run, cpu);
  MmsCell *csd = run->state + machine->csd + set * 3;
  guint mask = (guint) mms_context_get (context, instruction->b) & ((1u << machine->n_cpus) - 1)
               & ~(1u << cpu);

  if (run->program->online_field >= 0)
    {
      const MmsSimField *field = mms_run_field (run, (guint) run->program->online_field);

      mask &= (guint) run->state[field->base];
    }
  if (mask != 0)
    {
      csd[0] = (MmsCell) instruction->target;
      csd[1] = mms_context_get (context, instruction->c);
      csd[2] = mms_context_get (context, instruction->a);
    }
  for (guint i = 0; i < machine->n_cpus; i++)
    if ((mask >> i & 1) != 0)
      run->state[machine->pending + set * machine->n_cpus + i] = 1;
}

static void
switch_to (MmsRun *run, guint cpu, const MmsInstruction *instruction, MmsCell *context)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell prev = cells[CPU_CURRENT];
  int next = mms_context_get (context, instruction->b) - 1;
  MmsCell *task;

  if (next < 0 || (guint) next >= run->machine->n_tasks || cells[CPU_LEVELS] != 0)
    {
      mms_run_report (run, cpu, next < 0 ? MMS_REPORT_OOPS : MMS_REPORT_BROKEN);
      run->is_void = TRUE;
      return;
    }
  for (guint i = 0; i < run->machine->n_cpus; i++)
    if (mms_run_cpu (run, i)[CPU_CURRENT] == next && next != prev)
      {
        mms_run_break (run, cpu);
        return;
      }
  mms_context_set (context, instruction->a, 0);
  mms_run_clear_dead (run, context);
  cells[CPU_CURRENT] = (MmsCell) next;

  context = mms_run_context (run, cpu);
  if (context[0] == 0)
    {
      task = mms_run_task (run, (guint) next);
      task[0] = (MmsCell) run->program->start_task;
      task[1] = (MmsCell) (prev + 1);
    }
  else
    mms_context_set (context,
                  mms_program_get_instruction (run->program, (guint) context[0] - 1)->a,
                  (MmsCell) (prev + 1));
}

/* The context that runs comes to its end. */
static void
leave (MmsRun *run, guint cpu, guint pc, MmsCell *context)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  guint level = mms_run_level (cells);

  if (level == LEVEL_IRQ && cells[CPU_IPI_FROM] != 0)
    {
      guint set = (guint) cells[CPU_IPI_FROM] - 1;
      guint location = run->machine->pending + set * run->machine->n_cpus + cpu;
      MmsCell *stores = mms_run_stores (run, cpu);

      cells[CPU_IPI_FROM] = 0;
      if (is_buffer_empty (run, cpu))
        run->state[location] = 0;
      else if (run->machine->memory == MMS_MEMORY_TSO)
        {
          MmsCell *store = stores + 1 + stores[0]++ * STORE_N;

          store[STORE_LOCATION] = (MmsCell) location;
          store[STORE_VALUE] = 0;
          store[STORE_PC] = (MmsCell) pc;
        }
      else
        {
          MmsCell *entry = stores + 1 + stores[0]++ * ENTRY_N;

          memset (entry, 0, ENTRY_N * sizeof *entry);
          entry[ENTRY_PC] = (MmsCell) pc;
          entry[ENTRY_INDEX] = (MmsCell) set;
        }
    }
  mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_LEAVE, 0, 0, 0);
  memset (context, 0, run->machine->context_size * sizeof *context);
  if (level != LEVEL_TASK)
    {
      cells[CPU_LEVELS] = (MmsCell) (cells[CPU_LEVELS] & ~(1 << level));
      mms_run_watch_irqs (run, cpu);
    }
}

static void
store_later (MmsRun *run, guint cpu, guint pc, const MmsInstruction *instruction,
             const MmsCell *context)
{
  MmsCell *stores = mms_run_stores (run, cpu);
  int location = mms_run_locate (run, cpu, instruction,
                                 mms_context_get (context, instruction->index));
  MmsCell *store = stores + 1 + stores[0] * STORE_N;
  MmsCell value = instruction->op == MMS_OP_UNLOCK ? 0 : mms_context_get (context, instruction->b);

  if (location < 0)
    return;
  if (mms_run_field (run, instruction->field)->kind == MMS_OBJECT_MM
      && mms_run_is_gone (run, mms_context_get (context, instruction->index), 4))
    mms_run_alarm (run, cpu, ALARM_D01);
  stores[0]++;
  store[STORE_LOCATION] = (MmsCell) location;
  store[STORE_VALUE] = value;
  store[STORE_PC] = (MmsCell) pc;
  if (run->func != NULL)
    {
      MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_ISSUE, pc);

      happening.location = location;
      happening.old = run->state[location];
      happening.value = value;
      happening.wrote = TRUE;
      mms_run_tell (run, &happening);
    }
}

static void
allocate (MmsRun *run, MmsCell *context, const MmsInstruction *instruction)
{
  MmsCell *pool = run->state + run->machine->pool;
  MmsCell pointer = 0;

  if (pool[0] > 0)
    {
      guint address = (guint) pool[pool[0]];
      MmsCell *life = run->state + run->machine->life + (address - 1) * 2;

      pool[pool[0]--] = 0;
      life[0]++;
      life[1] = 0;
      pointer = (MmsCell) MMS_SIM_MM_POINTER ((int) address, life[0]);
    }
  mms_context_set (context, instruction->a, pointer);
}

/* The part that is the same for all memory models: what is no memory operation. */
static void
do_cpu_step (MmsRun *run, guint cpu, guint pc, MmsCell *context, int choice)
{
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell a = mms_context_get (context, instruction->a);
  MmsCell b = mms_context_get (context, instruction->b);
  MmsCell c = mms_context_get (context, instruction->c);

  context[0] = (MmsCell) (pc + 1);
  switch (instruction->op)
    {
    case MMS_OP_CR3:
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, cells[CPU_CR3], 0);
      cells[CPU_CR3] = b;
      mms_run_watch_cr3 (run, cpu, b);
      break;
    case MMS_OP_IRQ:
      /* An interrupt or NMI has them off all along, and its end gives the interrupted code its flag back. */
      if (mms_run_level (cells) >= LEVEL_IRQ)
        break;
      cells[CPU_IRQ_OFF] = !instruction->imm;
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, instruction->imm, 0, 0);
      mms_run_watch_irqs (run, cpu);
      break;
    case MMS_OP_PREEMPT:
      cells[CPU_PREEMPT] = mms_run_in_range (run, cpu, cells[CPU_PREEMPT] + instruction->imm);
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, instruction->imm, 0, 0);
      break;
    case MMS_OP_SWITCH_TO:
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, cells[CPU_CURRENT] + 1, 0);
      switch_to (run, cpu, instruction, context);
      break;
    case MMS_OP_IPI:
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, c, a);
      send_ipi (run, cpu, instruction, context);
      break;
    case MMS_OP_IPI_WAIT:
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, 0, 0, 0);
      break;
    case MMS_OP_ALLOC:
      allocate (run, context, instruction);
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, mms_context_get (context, instruction->a), 0,
                  0);
      break;
    case MMS_OP_FREE:
      mms_run_free (run, cpu, pc, b, -1);
      break;
    case MMS_OP_CHOOSE:
      mms_context_set (context, instruction->a, (MmsCell) choice);
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, (MmsCell) choice, 0, 0);
      break;
    case MMS_OP_STOP:
      run->state[run->machine->stopper] = (MmsCell) (instruction->imm != 0 ? cpu + 1 : 0);
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, 0, 0, 0);
      break;
    case MMS_OP_FENCE:
      mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, 0, 0, 0);
      break;
    default: /* RETURN */
      leave (run, cpu, pc, context);
      break;
    }
}

void
mms_run_do (MmsRun *run,
            guint   cpu,
            int     choice)
{
  MmsCell *context = mms_run_context (run, cpu);
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);

  /* Waiting with interrupts off is wrong also where it happens to end well. */
  if (instruction->op == MMS_OP_IPI && mms_run_irqs_off (mms_run_cpu (run, cpu))
      && mms_program_get_instruction (run->program, pc + 1)->op == MMS_OP_IPI_WAIT)
    mms_run_alarm (run, cpu, ALARM_D33);

  if (mms_instruction_has_place (instruction) || instruction->op == MMS_OP_USE)
    {
      context[0] = (MmsCell) (pc + 1);
      mms_context_set (context, mms_instruction_get_result (instruction),
                    mms_run_perform (run, cpu, pc, mms_context_get (context, instruction->index),
                                     mms_context_get (context, instruction->b),
                                     mms_context_get (context, instruction->c), -1));
    }
  else
    do_cpu_step (run, cpu, pc, context, choice);
}

void
mms_run_step (MmsRun *run,
              guint   cpu,
              int     choice)
{
  MmsCell *context = mms_run_context (run, cpu);
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);

  if (run->machine->memory == MMS_MEMORY_WEAK && choice == 0 && mms_instruction_may_fail (instruction)
      && !mms_weak_can_issue (run, cpu))
    run->is_void = run->was_never = TRUE; /* it can only fail */
  else if (run->machine->memory == MMS_MEMORY_WEAK)
    mms_weak_issue (run, cpu, choice);
  else if (run->machine->memory == MMS_MEMORY_TSO
           && (instruction->op == MMS_OP_STORE || instruction->op == MMS_OP_UNLOCK))
    {
      store_later (run, cpu, pc, instruction, context);
      context[0] = (MmsCell) (pc + 1);
    }
  else
    mms_run_do (run, cpu, choice);
  if (!run->is_void)
    mms_run_local (run, cpu);
}
