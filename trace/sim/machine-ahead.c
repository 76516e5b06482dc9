/* machine-ahead.c - what contexts may still touch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-ahead.h"

#include <string.h>

#include "touch-set.h"

static void
clear (MmsTouched *touched, guint n)
{
  memset (touched->reads, 0, n * sizeof *touched->reads);
  memset (touched->writes, 0, n * sizeof *touched->writes);
}

static void
add_code (const MmsAhead *ahead, MmsTouched *touched, guint pc)
{
  const MmsFutures *futures = ahead->futures;

  if (pc == 0)
    return;
  mms_touch_set_add (touched->reads, mms_futures_get_reads (futures, pc), futures->n_words);
  mms_touch_set_add (touched->writes, mms_futures_get_writes (futures, pc), futures->n_words);
}

/* What has been come to and is still to take effect. */
static void
add_outstanding (const MmsAhead *ahead, MmsTouched *touched, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *stores = mms_run_stores (run, cpu);
  guint n_locations = ahead->futures->n_locations;

  if (run->machine->memory == MMS_MEMORY_TSO)
    for (guint i = 0; i < (guint) stores[0]; i++)
      {
        guint location = (guint) stores[1 + i * STORE_N + STORE_LOCATION];
        const MmsInstruction *instruction = mms_program_get_instruction (
            run->program, (guint) stores[1 + i * STORE_N + STORE_PC]);

        if (location >= n_locations)
          continue; /* an answer to an IPI: its wait is never safe before it is there */
        mms_touch_set_put (touched->writes, location);
        if (mms_run_field (run, instruction->field)->use >= MMS_FIELD_HOLDER)
          mms_touch_set_put (touched->writes, n_locations + MMS_TOUCH_HOLDERS);
        mms_touch_set_put (touched->reads, n_locations + MMS_TOUCH_LIVES);
      }
  else if (run->machine->memory == MMS_MEMORY_WEAK)
    for (guint i = 0; i < (guint) stores[0]; i++)
      /* Its whole future: the rest of that body is touched anyhow. */
      add_code (ahead, touched, (guint) stores[1 + i * ENTRY_N + ENTRY_PC]);
}

static gboolean
may_switch (const MmsAhead *ahead, const MmsTouched *touched)
{
  return mms_touch_set_has (touched->writes, ahead->futures->n_locations + MMS_TOUCH_SWITCH);
}

/* What @cpu's own contexts may do, without what may interrupt them. */
static void
add_contexts (const MmsAhead *ahead, MmsTouched *touched, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsMachine *machine = run->machine;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);

  for (guint level = 0; level < machine->n_levels; level++)
    add_code (ahead, touched, (guint) task[level * machine->context_size]);
  for (guint level = LEVEL_SOFTIRQ; level < N_LEVELS; level++)
    if (machine->contexts[level] != 0)
      add_code (ahead, touched, (guint) cells[machine->contexts[level]]);
  mms_touch_set_add (touched->reads,
                     ahead->futures->script_reads[cpu] + (guint) cells[CPU_SCRIPT] * ahead->futures->n_words,
                     ahead->futures->n_words);
  mms_touch_set_add (touched->writes,
                     ahead->futures->script_writes[cpu] + (guint) cells[CPU_SCRIPT] * ahead->futures->n_words,
                     ahead->futures->n_words);
  add_outstanding (ahead, touched, cpu);
}

/* A CPU that switches may go on with what any task was doing when it was switched away from.  One that runs
 * elsewhere takes its next step there before it can be switched away from, or it is not asked about that
 * step (is_preemptible()): what the task does later, wherever, comes behind that.  Not so behind what it
 * has issued and is still to take effect; see do_own_touch(). */
static void
add_tasks (MmsAhead *ahead)
{
  const MmsRun *run = ahead->run;
  guint64 running = 0;

  clear (&ahead->of_tasks, ahead->futures->n_words);
  add_code (ahead, &ahead->of_tasks, run->program->start_task);
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    running |= G_GUINT64_CONSTANT (1) << mms_run_cpu (run, cpu)[CPU_CURRENT];
  for (guint i = 0; i < run->machine->n_tasks; i++)
    for (guint level = 0; level < run->machine->n_levels && (running >> i & 1) == 0; level++)
      add_code (ahead, &ahead->of_tasks,
                (guint) mms_run_task (run, i)[level * run->machine->context_size]);
}

/* What may still come on @cpu by itself. */
static void
add_intrusions (const MmsAhead *ahead, MmsTouched *touched, guint cpu)
{
  const MmsRun *run = ahead->run;

  for (guint i = 0; i < run->program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu == cpu && run->state[run->machine->intrusions + i] != 0)
        add_code (ahead, touched, intrusion->entry);
    }
}

static gboolean
is_ipi_pending (const MmsRun *run)
{
  for (guint i = run->machine->pending; i < run->machine->csd; i++)
    if (run->state[i] != 0)
      return TRUE;
  return FALSE;
}

void
mms_ahead_look (MmsAhead *ahead)
{
  const MmsRun *run = ahead->run;
  guint n_locations = ahead->futures->n_locations;
  guint n_words = ahead->futures->n_words;

  ahead->may_ipi = is_ipi_pending (run);
  add_tasks (ahead);
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      MmsTouched *touched = &ahead->of_cpu[cpu];
      MmsTouched *interrupts = &ahead->of_interrupts[cpu];

      clear (touched, n_words);
      clear (interrupts, n_words);
      add_contexts (ahead, touched, cpu);
      if (may_switch (ahead, touched))
        {
          mms_touch_set_add (touched->reads, ahead->of_tasks.reads, n_words);
          mms_touch_set_add (touched->writes, ahead->of_tasks.writes, n_words);
        }
      add_intrusions (ahead, interrupts, cpu);
      ahead->may_ipi |= mms_touch_set_has (touched->writes, n_locations + MMS_TOUCH_IPI)
                            || mms_touch_set_has (interrupts->writes, n_locations + MMS_TOUCH_IPI);
    }
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      MmsTouched *touched = &ahead->of_cpu[cpu];
      MmsTouched *interrupts = &ahead->of_interrupts[cpu];

      if (ahead->may_ipi && ahead->futures->has_handlers)
        {
          mms_touch_set_add (interrupts->reads, ahead->futures->handler_reads[cpu], n_words);
          mms_touch_set_add (interrupts->writes, ahead->futures->handler_writes[cpu], n_words);
        }
      mms_touch_set_add (touched->reads, interrupts->reads, n_words);
      mms_touch_set_add (touched->writes, interrupts->writes, n_words);
    }
}

gboolean
mms_ahead_is_preemptible (const MmsAhead *ahead,
                          guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  guint next = (guint) cells[CPU_SCRIPT];

  return run->machine->n_levels > 1 && next < run->program->scripts[cpu]->len
         && g_array_index (run->program->scripts[cpu], MmsStatement, next).kind
                == MMS_STATEMENT_PREEMPT
         && cells[CPU_IRQ_OFF] == 0 && cells[CPU_PREEMPT] == 0;
}

gboolean
mms_ahead_is_interruptible (const MmsAhead *ahead,
                            guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *cells = mms_run_cpu (run, cpu);

  if (ahead->may_ipi && !mms_run_irqs_off (cells))
    return TRUE;
  for (guint i = 0; i < run->program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu == cpu && run->state[run->machine->intrusions + i] != 0
          && (intrusion->level == LEVEL_NMI || !mms_run_irqs_off (cells)))
        return TRUE;
    }
  return mms_ahead_is_preemptible (ahead, cpu);
}

gboolean
mms_ahead_may_be_interrupted (const MmsAhead *ahead,
                              guint cpu)
{
  const MmsRun *run = ahead->run;

  if (ahead->may_ipi)
    return TRUE;
  for (guint i = 0; i < run->program->intrusions->len; i++)
    if (g_array_index (run->program->intrusions, MmsIntrusion, i).cpu == cpu
        && run->state[run->machine->intrusions + i] != 0)
      return TRUE;
  for (guint i = (guint) mms_run_cpu (run, cpu)[CPU_SCRIPT];
       run->machine->n_levels > 1 && i < run->program->scripts[cpu]->len; i++)
    if (g_array_index (run->program->scripts[cpu], MmsStatement, i).kind
        == MMS_STATEMENT_PREEMPT)
      return TRUE;
  return FALSE;
}

gboolean
mms_ahead_do_others_touch (const MmsAhead *ahead,
                           guint cpu,
                           guint bit,
                           gboolean writes)
{
  for (guint i = 0; i < ahead->run->machine->n_cpus; i++)
    if (i != cpu
        && (mms_touch_set_has (ahead->of_cpu[i].writes, bit)
            || (writes && mms_touch_set_has (ahead->of_cpu[i].reads, bit))))
      return TRUE;
  return FALSE;
}

static gboolean
does_code_touch (const MmsFutures *futures, guint pc, gboolean is_moved, guint bit, gboolean writes)
{
  if (pc == 0)
    return FALSE;
  if (!is_moved)
    return mms_touch_set_has (mms_futures_get_writes (futures, pc), bit)
           || (writes && mms_touch_set_has (mms_futures_get_reads (futures, pc), bit));
  return mms_touch_set_has (mms_futures_get_moved_writes (futures, pc), bit)
         || (writes && mms_touch_set_has (mms_futures_get_moved_reads (futures, pc), bit));
}

gboolean
mms_ahead_do_own_touch (const MmsAhead *ahead,
                        guint cpu,
                        guint bit,
                        gboolean writes)
{
  const MmsRun *run = ahead->run;
  const MmsFutures *futures = ahead->futures;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  gboolean is_moved = run->machine->n_levels == 1;

  if (!mms_ahead_do_others_touch (ahead, cpu, futures->n_locations + MMS_TOUCH_SWITCH, FALSE))
    return FALSE;
  for (guint level = 0; level < run->machine->n_levels; level++)
    if (does_code_touch (futures, (guint) task[level * run->machine->context_size], is_moved, bit,
                         writes))
      return TRUE;
  for (guint i = (guint) cells[CPU_SCRIPT]; i < run->program->scripts[cpu]->len; i++)
    if (does_code_touch (futures,
                         g_array_index (run->program->scripts[cpu], MmsStatement, i).entry, is_moved,
                         bit, writes))
      return TRUE;
  return FALSE;
}

gboolean
mms_ahead_do_interrupts_touch (const MmsAhead *ahead,
                               guint cpu,
                               guint bit,
                               gboolean writes)
{
  const MmsTouched *touched = &ahead->of_interrupts[cpu];

  return mms_touch_set_has (touched->writes, bit) || (writes && mms_touch_set_has (touched->reads, bit));
}
