/* machine-local.c - instructions that are no steps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-ghost.h"

void
mms_run_break (MmsRun *run,
               guint   cpu)
{
  mms_run_report (run, cpu, MMS_REPORT_BROKEN);
  run->is_void = TRUE;
}

void
mms_run_clear_dead (const MmsRun *run,
                    MmsCell      *context)
{
  guint64 live = context[0] == 0 ? 0 : run->program->live[context[0]];

  for (guint i = 0; i < run->machine->n_registers; i++)
    if ((live >> i & 1) == 0)
      context[1 + i] = 0;
}

void
mms_run_tell_local (MmsRun           *run,
                    guint             cpu,
                    guint             pc,
                    MmsHappeningKind  kind,
                    MmsCell           a,
                    MmsCell           b,
                    MmsCell           c)
{
  MmsHappening happening = mms_run_happening (run, cpu, kind, pc);

  happening.value = a;
  happening.arguments[0] = a;
  happening.arguments[1] = b;
  happening.arguments[2] = c;
  mms_run_tell (run, &happening);
}

void
mms_run_give_up (MmsRun *run,
                 guint   cpu)
{
  if (run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_guessing (run, cpu))
    run->is_void = TRUE;
  else
    mms_run_break (run, cpu);
}

static gboolean
is_in_range (int value)
{
  return value >= MMS_SIM_MIN_VALUE && value <= MMS_SIM_MAX_VALUE;
}

/* What comes of operations whose value can leave the range of a cell. */
static int
compute_wide (const MmsInstruction *instruction, MmsCell b, MmsCell c)
{
  switch (instruction->op)
    {
    case MMS_OP_ADD:
      return b + c;
    case MMS_OP_SUB:
      return b - c;
    case MMS_OP_MUL:
      return b * c;
    case MMS_OP_SHL:
      return c < 0 || c > 14 ? G_MAXINT : b * (1 << c);
    default:
      return 0;
    }
}

gboolean
mms_run_leaves_range (const MmsInstruction *instruction,
                      MmsCell               b,
                      MmsCell               c)
{
  return !is_in_range (compute_wide (instruction, b, c));
}

MmsCell
mms_run_in_range (MmsRun *run,
                  guint   cpu,
                  int     value)
{
  if (is_in_range (value))
    return (MmsCell) value;
  mms_run_break (run, cpu);
  return 0;
}

gboolean
mms_run_is_same_mm (MmsRun *run,
                    guint   cpu,
                    MmsCell a,
                    MmsCell b)
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
    case MMS_OP_SUB:
    case MMS_OP_MUL:
    case MMS_OP_SHL:
      return mms_run_in_range (run, cpu, compute_wide (instruction, b, c));
    case MMS_OP_AND:
      return b & c;
    case MMS_OP_OR:
      return b | c;
    case MMS_OP_XOR:
      return b ^ c;
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
      return mms_run_is_same_mm (run, cpu, b, c);
    case MMS_OP_NE_MM:
      return !mms_run_is_same_mm (run, cpu, b, c);
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
          mms_run_break (run, cpu);
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

gboolean
mms_run_has_failed (const MmsRun         *run,
                    const MmsInstruction *instruction,
                    MmsCell               found,
                    MmsCell               other)
{
  return mms_run_is_same_value (mms_run_field (run, instruction->field), found, other)
         == (instruction->imm != 0);
}

void
mms_run_say (MmsRun *run,
             guint   cpu,
             guint   pc,
             MmsCell a,
             MmsCell b,
             MmsCell c)
{
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);

  if (instruction->op == MMS_OP_TRACE)
    mms_run_tell_local (run, cpu, pc, MMS_HAPPENING_LOCAL, a, b, c);
  else if (instruction->b == MMS_SIM_NO_REGISTER || b != 0)
    {
      run->said_at = pc; /* that is where it shows */
      mms_run_report (run, cpu, (guint) instruction->imm);
      run->said_at = 0;
    }
}

void
mms_run_do_local (MmsRun  *run,
                  guint    cpu,
                  MmsCell *context)
{
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  MmsCell b = mms_context_get (context, instruction->b);
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
                                 mms_context_get (context, instruction->index));
      if (location < 0)
        return;
      mms_run_view (run, cpu, (guint) location, &value);
      mms_context_set (context, instruction->a, value);
      break;
    case MMS_OP_POKE:
      location = mms_run_locate (run, cpu, instruction,
                                 mms_context_get (context, instruction->index));
      if (location >= 0)
        run->state[location] = b;
      break;
    case MMS_OP_REPORT:
    case MMS_OP_TRACE:
      mms_run_say (run, cpu, pc, mms_context_get (context, instruction->a), b,
                   mms_context_get (context, instruction->c));
      break;
    case MMS_OP_ASSUME:
      if (b == 0)
        run->is_void = TRUE;
      break;
    case MMS_OP_FAILED:
      run->is_void = run->was_never
        = !mms_run_has_failed (run, instruction, b, mms_context_get (context, instruction->c));
      break;
    default:
      mms_context_set (context, instruction->a,
                    mms_run_compute (run, cpu, instruction, b,
                                     mms_context_get (context, instruction->c)));
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
      if (++n > MMS_MAX_LOCAL)
        {
          mms_run_give_up (run, cpu);
          return;
        }
      if (mms_instruction_is_ghost (instruction) && run->machine->memory == MMS_MEMORY_WEAK)
        mms_ghost_pass (run, cpu, context);
      else
        mms_run_do_local (run, cpu, context);
    }
  mms_run_clear_dead (run, context);
}

void
mms_run_final (MmsRun *run,
               guint   entry)
{
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS] = { (MmsCell) entry };

  for (guint n = 0; n < MMS_MAX_LOCAL && !run->is_void; n++)
    {
      if (mms_instruction_is_step (
              mms_program_get_instruction (run->program, (guint) context[0])))
        return;
      mms_run_do_local (run, 0, context);
    }
  if (!run->is_void)
    mms_run_break (run, 0);
}
