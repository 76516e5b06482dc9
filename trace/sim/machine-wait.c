/* machine-wait.c - nothing can go on: who waits where, and for what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-window.h"

/* The CPUs that have not answered a call of @cpu's, of the context that it is in. */
static guint
find_missing (const MmsRun *run, guint cpu)
{
  guint set = mms_run_level (mms_run_cpu (run, cpu)) >= LEVEL_IRQ;
  guint missing = 0;

  for (guint i = 0; i < run->machine->n_cpus; i++)
    if (run->state[mms_machine_pending_location (run->machine, cpu, set, i)] != 0)
      missing |= 1u << i;
  return missing;
}

/* Who of @cpus takes no IPI: has interrupts off, or is in a handler. */
static void
find_deaf (const MmsRun *run, guint cpus, guint *have_irqs_off, guint *handle)
{
  *have_irqs_off = *handle = 0;
  for (guint i = 0; i < run->machine->n_cpus; i++)
    {
      const MmsCell *cells = mms_run_cpu (run, i);

      if ((cpus >> i & 1) == 0)
        continue;
      if (mms_run_level (cells) >= LEVEL_IRQ)
        *handle |= 1u << i;
      else if (mms_run_irqs_off (cells))
        *have_irqs_off |= 1u << i;
    }
}

static void
raise_ipi (MmsRun *run, guint cpu, MmsHappening *wait, gboolean is_for_ever)
{
  guint missing = find_missing (run, cpu);
  guint have_irqs_off;
  guint handle;

  find_deaf (run, missing, &have_irqs_off, &handle);
  wait->arguments[0] = (gint16) missing;
  wait->arguments[1] = (gint16) have_irqs_off;
  wait->arguments[2] = (gint16) handle;
  mms_run_tell (run, wait);
  if (is_for_ever)
    mms_run_alarm (run, cpu,
                   mms_run_irqs_off (mms_run_cpu (run, cpu)) ? ALARM_D33 : ALARM_D33_UNANSWERED);
  else
    mms_run_report (run, cpu, MMS_REPORT_STUCK);
}

static void
raise_place (MmsRun *run, guint cpu, MmsHappening *wait, MmsCell index, MmsCell b, gboolean is_for_ever)
{
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, wait->pc);
  gboolean does_await = instruction->op == MMS_OP_AWAIT;

  if (mms_instruction_has_place (instruction))
    wait->location = mms_run_find_location (run, instruction, index);
  if (wait->location >= 0)
    wait->old = run->state[wait->location];
  wait->value = does_await ? b : 0;
  mms_run_tell (run, wait);
  mms_run_report (run, cpu,
                  does_await && is_for_ever ? (guint) instruction->imm : (guint) MMS_REPORT_STUCK);
}

/* @is_for_ever: at this very place, and not there again and again */
static void
raise_waiting (MmsRun *run, guint cpu, gboolean is_for_ever)
{
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsCell *stores = mms_run_stores (run, cpu);
  const MmsInstruction *instruction;
  MmsHappening wait = mms_run_happening (run, cpu, MMS_HAPPENING_WAIT, (guint) context[0]);

  if (run->machine->memory == MMS_MEMORY_WEAK && stores[0] != 0)
    {
      const MmsCell *entry = stores + 1;

      wait.pc = (guint16) entry[ENTRY_PC];
      run->said_at = wait.pc;
      raise_place (run, cpu, &wait, entry[ENTRY_INDEX], entry[ENTRY_B], is_for_ever);
      return;
    }
  if (wait.pc == 0)
    {
      if (mms_run_get_statement (run, cpu) == NULL)
        return;
      wait.pc = mms_run_get_statement (run, cpu)->entry;
    }
  run->said_at = wait.pc;
  instruction = mms_program_get_instruction (run->program, wait.pc);
  if (instruction->op == MMS_OP_IPI_WAIT || instruction->op == MMS_OP_IPI)
    raise_ipi (run, cpu, &wait, is_for_ever);
  else
    raise_place (run, cpu, &wait, mms_context_get (context, instruction->index),
                 mms_context_get (context, instruction->b), is_for_ever);
}

void
mms_run_raise_round (MmsRun *run, guint cpu)
{
  /* Before it is known whether it comes there at all, and what the others do for whom it waits */
  if (mms_weak_is_in_doubt (run))
    return;
  raise_waiting (run, cpu, TRUE);
  run->said_at = 0;
}

void
mms_run_raise_stuck (MmsRun *run, guint cpus)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    raise_waiting (run, cpu, (cpus >> cpu & 1) != 0);
  run->said_at = 0;
}
