/* machine-take.c - a transition: what begins, and on which CPU
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

void
mms_run_begin (MmsRun  *run,
               guint    cpu,
               MmsCell *context,
               guint    entry)
{
  const MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_START, entry);

  context[0] = (MmsCell) entry;
  mms_run_tell (run, &happening);
  mms_run_local (run, cpu);
}

gboolean
mms_run_is_task_idle (const MmsRun *run,
                      guint         cpu)
{
  const MmsCell *task = mms_run_task (run, (guint) mms_run_cpu (run, cpu)[CPU_CURRENT]);

  return task[0] == 0 && (run->machine->n_levels == 1 || task[run->machine->context_size] == 0);
}

const MmsStatement *
mms_run_get_statement (const MmsRun *run,
                       guint         cpu)
{
  guint next = (guint) mms_run_cpu (run, cpu)[CPU_SCRIPT];

  return next < run->program->scripts[cpu]->len
             ? &g_array_index (run->program->scripts[cpu], MmsStatement, next)
             : NULL;
}

/* What is done on a guess is not interrupted before the guess is decided. */
static gboolean
is_guessing (const MmsRun *run, guint cpu)
{
  return run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_guessing (run, cpu);
}

gboolean
mms_run_can_start (const MmsRun *run,
                   guint         cpu)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsStatement *statement = mms_run_get_statement (run, cpu);
  const MmsCell *task;

  if (statement == NULL || cells[CPU_LEVELS] != 0 || mms_run_is_stopped (run, cpu))
    return FALSE;
  if (mms_run_is_task_idle (run, cpu))
    return TRUE;
  if (statement->kind != MMS_STATEMENT_PREEMPT || cells[CPU_PREEMPT] != 0
      || cells[CPU_IRQ_OFF] != 0 || is_guessing (run, cpu))
    return FALSE;
  task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  return task[run->machine->context_size] == 0;
}

void
mms_run_start (MmsRun *run,
               guint   cpu)
{
  const MmsStatement *statement = mms_run_get_statement (run, cpu);
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);

  cells[CPU_SCRIPT]++;
  mms_run_begin (run, cpu, task[0] == 0 ? task : task + run->machine->context_size,
                   statement->entry);
}

gboolean
mms_run_can_take_ipi (const MmsRun *run,
                      guint         cpu,
                      guint         set)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell value;

  if (!run->program->futures->has_handlers || mms_run_irqs_off (cells) || is_guessing (run, cpu)
      || mms_run_is_stopped (run, cpu))
    return FALSE;
  /* Its own answer may still be on the way. */
  return mms_run_view (run, cpu, run->machine->pending + set * run->machine->n_cpus + cpu, &value)
         && value != 0;
}

gboolean
mms_run_can_intrude (const MmsRun *run,
                     guint         number)
{
  const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, number);
  const MmsCell *cells = mms_run_cpu (run, intrusion->cpu);

  if (run->state[run->machine->intrusions + number] == 0
      || mms_run_level (cells) >= intrusion->level || is_guessing (run, intrusion->cpu))
    return FALSE;
  return intrusion->level == LEVEL_NMI
         || (!mms_run_irqs_off (cells) && !mms_run_is_stopped (run, intrusion->cpu));
}

/* The stopper is a task that has to be switched to: not where preemption or interrupts are off, which
 * they are while a lock is held and while answers to an IPI are waited for.  The switch is a barrier. */
static gboolean
could_be_preempted (const MmsRun *run, guint cpu)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsCell *context = mms_run_context (run, cpu);

  return cells[CPU_LEVELS] == 0 && cells[CPU_IRQ_OFF] == 0 && cells[CPU_PREEMPT] == 0
         && (run->machine->memory == MMS_MEMORY_SC || mms_run_stores (run, cpu)[0] == 0)
         && (context[0] == 0
             || mms_program_get_instruction (run->program, (guint) context[0])->op
                    != MMS_OP_IPI_WAIT);
}

static gboolean
is_lock_held (const MmsRun *run)
{
  for (guint pc = 0; pc < run->program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
      const MmsSimField *field;

      if (instruction->op != MMS_OP_LOCK)
        continue;
      field = mms_run_field (run, instruction->field);
      for (guint i = 0; i < field->n; i++)
        if (run->state[field->base + i] != 0)
          return TRUE;
    }
  return FALSE;
}

/* What was sent to a CPU that goes down is done before it goes: there must be nothing. */
static gboolean
has_ipi (const MmsRun *run, guint cpu)
{
  for (guint set = 0; run->program->futures->has_handlers
                      && set < run->machine->n_cpus * MMS_N_IPI_SETS;
       set++)
    if (run->state[run->machine->pending + set * run->machine->n_cpus + cpu] != 0)
      return TRUE;
  return FALSE;
}

gboolean
mms_run_can_stop (const MmsRun *run,
                  guint         cpu)
{
  for (guint i = 0; i < run->machine->n_cpus; i++)
    if (i != cpu && !could_be_preempted (run, i))
      return FALSE;
  return !mms_run_is_stopped (run, cpu) && !has_ipi (run, cpu) && !is_lock_held (run);
}

void
mms_run_enter (MmsRun *run,
               guint   cpu,
               guint   level,
               guint   entry,
               int     what)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell *context = cells + run->machine->contexts[level];
  MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_ENTER, entry);

  happening.level = (guint8) level;
  happening.location = what;
  cells[CPU_LEVELS] = (MmsCell) (cells[CPU_LEVELS] | 1 << level);
  context[0] = (MmsCell) entry;
  mms_run_tell (run, &happening);
}

void
mms_run_take (MmsRun              *run,
              const MmsTransition *transition)
{
  guint cpu = transition->cpu;

  switch (transition->kind)
    {
    case MMS_TRANSITION_RUN:
      mms_run_step (run, cpu, transition->choice);
      break;
    case MMS_TRANSITION_PERFORM:
      if (run->machine->memory == MMS_MEMORY_WEAK)
        mms_weak_perform (run, cpu, (guint) transition->choice);
      else
        mms_run_drain (run, cpu);
      break;
    case MMS_TRANSITION_START:
      mms_run_start (run, cpu);
      break;
    case MMS_TRANSITION_IPI:
      {
        guint set = (guint) transition->choice;
        MmsCell *cells = mms_run_cpu (run, cpu);
        MmsCell *context = cells + run->machine->contexts[LEVEL_IRQ];
        const MmsCell *csd = run->state + run->machine->csd + set * 3;

        cells[CPU_IPI_FROM] = (MmsCell) (set + 1);
        mms_run_enter (run, cpu, LEVEL_IRQ, (guint) csd[0], (int) (set / MMS_N_IPI_SETS));
        context[1] = csd[1];
        context[2] = csd[2];
        mms_run_local (run, cpu);
      }
      break;
    default:
      {
        const MmsIntrusion *intrusion
            = &g_array_index (run->program->intrusions, MmsIntrusion, transition->choice);

        run->state[run->machine->intrusions + (guint) transition->choice]--;
        mms_run_enter (run, intrusion->cpu, intrusion->level, intrusion->entry,
                       transition->choice);
        mms_run_local (run, intrusion->cpu);
      }
      break;
    }
}
