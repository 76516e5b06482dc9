/* machine-step.c - one CPU does its next operation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

/* Local instructions between two steps; more is a loop without end. */
#define MAX_LOCAL 20000

static MmsCell
get_register (const MmsCell *context, guint8 number)
{
  return number == MMS_SIM_NO_REGISTER ? 0 : context[1 + number];
}

static void
set_register (MmsCell *context, guint8 number, MmsCell value)
{
  if (number != MMS_SIM_NO_REGISTER)
    context[1 + number] = value;
}

static void
break_run (MmsRun *run, guint cpu)
{
  mms_run_report (run, cpu, MMS_REPORT_BROKEN);
  run->is_void = TRUE;
}

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

/* Zeroes what nobody reads any more. */
static void
clear_dead (const MmsRun *run, MmsCell *context)
{
  guint64 live = context[0] == 0 ? 0 : run->program->live[context[0]];

  for (guint i = 0; i < run->machine->n_registers; i++)
    if ((live >> i & 1) == 0)
      context[1 + i] = 0;
}

static void
tell_local (MmsRun *run, guint cpu, guint pc, MmsHappeningKind kind, MmsCell a, MmsCell b,
            MmsCell c)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsHappening happening = {
    .kind = kind,
    .cpu = (guint8) cpu,
    .level = (guint8) mms_run_level (cells),
    .task = cells[CPU_CURRENT],
    .pc = (guint16) pc,
    .slot = -1,
    .location = -1,
    .value = a,
    .arguments = { a, b, c },
  };

  mms_run_tell (run, &happening);
}

static MmsCell
in_range (MmsRun *run, guint cpu, int value)
{
  if (value >= MMS_SIM_MIN_VALUE && value <= MMS_SIM_MAX_VALUE)
    return (MmsCell) value;
  break_run (run, cpu);
  return 0;
}

static MmsCell
compare_mm (MmsRun *run, guint cpu, MmsCell a, MmsCell b)
{
  if (MMS_SIM_MM_ADDRESS (a) != MMS_SIM_MM_ADDRESS (b))
    return FALSE;
  if (a != b)
    mms_run_alarm (run, cpu, ALARM_D07);
  return TRUE;
}

MmsCell
mms_run_compute (MmsRun               *run,
                 guint                 cpu,
                 const MmsInstruction *instruction,
                 MmsCell               b,
                 MmsCell               c)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  guint all = (1u << run->machine->n_cpus) - 1;

  switch (instruction->op)
    {
    case MMS_OP_CONST:
      return instruction->imm;
    case MMS_OP_MOVE:
      return b;
    case MMS_OP_NOT:
      return !b;
    case MMS_OP_NEGATE:
      return (MmsCell) -b;
    case MMS_OP_INVERT:
      return (MmsCell) ((guint) ~b & all);
    case MMS_OP_ADD:
      return in_range (run, cpu, b + c);
    case MMS_OP_SUB:
      return in_range (run, cpu, b - c);
    case MMS_OP_MUL:
      return in_range (run, cpu, b * c);
    case MMS_OP_AND:
      return b & c;
    case MMS_OP_OR:
      return b | c;
    case MMS_OP_XOR:
      return b ^ c;
    case MMS_OP_SHL:
      return c < 0 || c > 14 ? in_range (run, cpu, G_MAXINT) : in_range (run, cpu, b * (1 << c));
    case MMS_OP_SHR:
      return c < 0 || c > 14 ? 0 : (MmsCell) (b >> c);
    case MMS_OP_EQ:
      return b == c;
    case MMS_OP_NE:
      return b != c;
    case MMS_OP_LT:
      return b < c;
    case MMS_OP_LE:
      return b <= c;
    case MMS_OP_EQ_MM:
      return compare_mm (run, cpu, b, c);
    case MMS_OP_NE_MM:
      return !compare_mm (run, cpu, b, c);
    case MMS_OP_THIS_CPU:
      return (MmsCell) cpu;
    case MMS_OP_CURRENT:
      return cells[CPU_CURRENT] + 1;
    case MMS_OP_IRQS_OFF:
      return mms_run_irqs_off (cells);
    case MMS_OP_LEVEL:
      return (MmsCell) mms_run_level (cells);
    case MMS_OP_PEEK_CR3:
      if (b < 0 || (guint) b >= run->machine->n_cpus)
        {
          break_run (run, cpu);
          return 0;
        }
      return mms_run_cpu (run, (guint) b)[CPU_CR3];
    case MMS_OP_PEEK_FREED:
      return mms_run_is_gone (run, b, 0)
                 ? 7
                 : (MmsCell) (mms_run_is_gone (run, b, 1) | mms_run_is_gone (run, b, 2) << 1
                              | mms_run_is_gone (run, b, 4) << 2);
    default:
      return 0;
    }
}

/* Executes the local instruction at @context's pc.  A final has a context of its own. */
static void
do_local (MmsRun *run, guint cpu, MmsCell *context)
{
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  MmsCell b = get_register (context, instruction->b);
  MmsCell value = 0;
  int location;

  context[0] = (MmsCell) (pc + 1);
  switch (instruction->op)
    {
    case MMS_OP_JUMP:
      context[0] = (MmsCell) instruction->target;
      break;
    case MMS_OP_JUMP_IF_ZERO:
      if (b == 0)
        context[0] = (MmsCell) instruction->target;
      break;
    case MMS_OP_PEEK:
      location = mms_run_locate (run, cpu, instruction,
                                 get_register (context, instruction->index));
      if (location < 0)
        return;
      mms_run_view (run, cpu, (guint) location, &value);
      set_register (context, instruction->a, value);
      break;
    case MMS_OP_REPORT:
      if (instruction->b == MMS_SIM_NO_REGISTER || b != 0)
        {
          context[0] = (MmsCell) pc; /* that is where it shows */
          mms_run_report (run, cpu, (guint) instruction->imm);
          context[0] = (MmsCell) (pc + 1);
        }
      break;
    case MMS_OP_TRACE:
      tell_local (run, cpu, pc, MMS_HAPPENING_LOCAL, get_register (context, instruction->a), b,
                  get_register (context, instruction->c));
      break;
    case MMS_OP_ASSUME:
      if (b == 0)
        run->is_void = TRUE;
      break;
    default:
      set_register (context, instruction->a,
                    mms_run_compute (run, cpu, instruction, b,
                                     get_register (context, instruction->c)));
      break;
    }
}

void
mms_run_local (MmsRun *run,
               guint   cpu)
{
  MmsCell *context = mms_run_context (run, cpu);
  guint n = 0;

  while (context[0] != 0 && !run->is_void)
    {
      const MmsInstruction *instruction
          = mms_program_get_instruction (run->program, (guint) context[0]);

      if (mms_instruction_is_step (instruction))
        break;
      if (run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_blocked (run, cpu, context))
        break;
      if (++n > MAX_LOCAL)
        {
          break_run (run, cpu);
          return;
        }
      do_local (run, cpu, context);
    }
  clear_dead (run, context);
}

void
mms_run_final (MmsRun *run,
               guint   entry)
{
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS] = { (MmsCell) entry };

  for (guint n = 0; n < MAX_LOCAL && !run->is_void; n++)
    {
      if (mms_instruction_is_step (
              mms_program_get_instruction (run->program, (guint) context[0])))
        return;
      do_local (run, 0, context);
    }
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

gboolean
mms_run_can_step (const MmsRun *run,
                  guint         cpu,
                  guint        *n_choices)
{
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsInstruction *instruction;
  guint level = mms_run_level (mms_run_cpu (run, cpu));

  if (context[0] == 0)
    return FALSE;
  instruction = mms_program_get_instruction (run->program, (guint) context[0]);
  *n_choices = instruction->op == MMS_OP_CHOOSE ? (guint) instruction->imm + 1 : 1;
  if (run->machine->memory == MMS_MEMORY_WEAK)
    {
      if (instruction->op == MMS_OP_JUMP_IF_ZERO)
        *n_choices = 2;
      if (!mms_weak_can_issue (run, cpu))
        return FALSE;
    }
  else if (run->machine->memory == MMS_MEMORY_TSO)
    {
      const MmsCell *stores = mms_run_stores (run, cpu);
      gboolean does_store = instruction->op == MMS_OP_STORE || instruction->op == MMS_OP_UNLOCK
                            || (instruction->op == MMS_OP_RETURN && level == LEVEL_IRQ);

      if (does_drain (run, instruction, level) && stores[0] != 0)
        return FALSE;
      if (does_store && (guint) stores[0] >= run->machine->buffer)
        return FALSE;
    }
  switch (instruction->op)
    {
    case MMS_OP_LOCK:
    case MMS_OP_AWAIT:
      /* In the window it waits there. */
      return run->machine->memory == MMS_MEMORY_WEAK
             || mms_run_is_ready (run, cpu, instruction,
                                  get_register (context, instruction->index),
                                  get_register (context, instruction->b));
    case MMS_OP_IPI:
    case MMS_OP_IPI_WAIT:
      return is_set_idle (run, get_ipi_set (run, cpu));
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
  guint mask = (guint) get_register (context, instruction->b) & ((1u << machine->n_cpus) - 1)
               & ~(1u << cpu);

  if (run->program->online_field >= 0)
    {
      const MmsSimField *field = mms_run_field (run, (guint) run->program->online_field);

      mask &= (guint) run->state[field->base];
    }
  if (mask != 0)
    {
      csd[0] = (MmsCell) instruction->target;
      csd[1] = get_register (context, instruction->c);
      csd[2] = get_register (context, instruction->a);
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
  int next = get_register (context, instruction->b) - 1;
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
        break_run (run, cpu);
        return;
      }
  set_register (context, instruction->a, 0);
  clear_dead (run, context);
  cells[CPU_CURRENT] = (MmsCell) next;

  context = mms_run_context (run, cpu);
  if (context[0] == 0)
    {
      task = mms_run_task (run, (guint) next);
      task[0] = (MmsCell) run->program->start_task;
      task[1] = (MmsCell) (prev + 1);
    }
  else
    set_register (context,
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
  tell_local (run, cpu, pc, MMS_HAPPENING_LEAVE, 0, 0, 0);
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
                                 get_register (context, instruction->index));
  MmsCell *store = stores + 1 + stores[0] * STORE_N;
  MmsCell value = instruction->op == MMS_OP_UNLOCK ? 0 : get_register (context, instruction->b);

  if (location < 0)
    return;
  if (mms_run_field (run, instruction->field)->kind == MMS_OBJECT_MM
      && mms_run_is_gone (run, get_register (context, instruction->index), 4))
    mms_run_alarm (run, cpu, ALARM_D01);
  stores[0]++;
  store[STORE_LOCATION] = (MmsCell) location;
  store[STORE_VALUE] = value;
  store[STORE_PC] = (MmsCell) pc;
  if (run->func != NULL)
    {
      const MmsCell *cells = mms_run_cpu (run, cpu);
      const MmsHappening happening = {
        .kind = MMS_HAPPENING_ISSUE,
        .cpu = (guint8) cpu,
        .level = (guint8) mms_run_level (cells),
        .task = cells[CPU_CURRENT],
        .pc = (guint16) pc,
        .slot = -1,
        .location = location,
        .old = run->state[location],
        .value = value,
        .wrote = TRUE,
      };

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
  set_register (context, instruction->a, pointer);
}

/* The part that is the same for all memory models: what is no memory operation. */
static void
do_cpu_step (MmsRun *run, guint cpu, guint pc, MmsCell *context, int choice)
{
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell a = get_register (context, instruction->a);
  MmsCell b = get_register (context, instruction->b);
  MmsCell c = get_register (context, instruction->c);

  context[0] = (MmsCell) (pc + 1);
  switch (instruction->op)
    {
    case MMS_OP_CR3:
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, cells[CPU_CR3], 0);
      cells[CPU_CR3] = b;
      mms_run_watch_cr3 (run, cpu, b);
      break;
    case MMS_OP_IRQ:
      cells[CPU_IRQ_OFF] = !instruction->imm;
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, instruction->imm, 0, 0);
      mms_run_watch_irqs (run, cpu);
      break;
    case MMS_OP_PREEMPT:
      cells[CPU_PREEMPT] = in_range (run, cpu, cells[CPU_PREEMPT] + instruction->imm);
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, instruction->imm, 0, 0);
      break;
    case MMS_OP_SWITCH_TO:
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, cells[CPU_CURRENT] + 1, 0);
      switch_to (run, cpu, instruction, context);
      break;
    case MMS_OP_IPI:
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, b, c, a);
      send_ipi (run, cpu, instruction, context);
      break;
    case MMS_OP_IPI_WAIT:
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, 0, 0, 0);
      break;
    case MMS_OP_ALLOC:
      allocate (run, context, instruction);
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, get_register (context, instruction->a), 0,
                  0);
      break;
    case MMS_OP_FREE:
      mms_run_free (run, cpu, pc, b, -1);
      break;
    case MMS_OP_CHOOSE:
      set_register (context, instruction->a, (MmsCell) choice);
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, (MmsCell) choice, 0, 0);
      break;
    case MMS_OP_FENCE:
      tell_local (run, cpu, pc, MMS_HAPPENING_PERFORM, 0, 0, 0);
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
      set_register (context, mms_instruction_get_result (instruction),
                    mms_run_perform (run, cpu, pc, get_register (context, instruction->index),
                                     get_register (context, instruction->b),
                                     get_register (context, instruction->c), -1));
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

  if (run->machine->memory == MMS_MEMORY_WEAK)
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
