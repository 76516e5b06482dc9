/* machine-reduce.c - steps that nobody else can notice are taken at once
 *
 * A step is safe if it is the only thing its context can do, and nothing that any other context may
 * still do, now or ever, could tell whether it was done before or after; nor may what others do change
 * what the local code behind the step sees, which is done together with it.  What contexts may still do
 * is known from their code (futures.h).  Taking a safe step at once, alone, loses no alarm and no end:
 * in every run that does something else first, the step can be moved to the front without anybody
 * noticing (it is a persistent set of one).  Nothing can be put off for ever by that, for a loop of
 * safe steps would have no end of its own and is reported as broken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

#define MAX_SAFE 50000

/* What contexts may touch. */
typedef struct
{
  guint64 reads[MMS_TOUCH_WORDS];
  guint64 writes[MMS_TOUCH_WORDS];
} Touched;

typedef struct
{
  MmsRun *run;
  const MmsFutures *futures;
  Touched of_cpu[MMS_SIM_MAX_CPUS]; /* each CPU's, with what may interrupt it */
  Touched of_interrupts[MMS_SIM_MAX_CPUS]; /* that alone */
  Touched of_tasks; /* that run nowhere, and of those that have not run yet */
  gboolean may_ipi;                 /* anybody may still send one */
} Reduction;

static void
clear (Touched *touched, guint n)
{
  memset (touched->reads, 0, n * sizeof *touched->reads);
  memset (touched->writes, 0, n * sizeof *touched->writes);
}

static void
add_words (guint64 *to, const guint64 *from, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] |= from[i];
}

static void
add_code (const Reduction *reduction, Touched *touched, guint pc)
{
  const MmsFutures *futures = reduction->futures;

  if (pc == 0)
    return;
  add_words (touched->reads, mms_futures_get_reads (futures, pc), futures->n_words);
  add_words (touched->writes, mms_futures_get_writes (futures, pc), futures->n_words);
}

static gboolean
has_bit (const guint64 *words, guint bit)
{
  return (words[bit / 64] >> bit % 64 & 1) != 0;
}

static void
set_bit (guint64 *words, guint bit)
{
  words[bit / 64] |= G_GUINT64_CONSTANT (1) << bit % 64;
}

/* What has been come to and is still to take effect. */
static void
add_outstanding (const Reduction *reduction, Touched *touched, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsCell *stores = mms_run_stores (run, cpu);
  guint n_locations = reduction->futures->n_locations;

  if (run->machine->memory == MMS_MEMORY_TSO)
    for (guint i = 0; i < (guint) stores[0]; i++)
      {
        guint location = (guint) stores[1 + i * STORE_N + STORE_LOCATION];
        const MmsInstruction *instruction = mms_program_get_instruction (
            run->program, (guint) stores[1 + i * STORE_N + STORE_PC]);

        if (location >= n_locations)
          continue; /* an answer to an IPI: its wait is never safe before it is there */
        set_bit (touched->writes, location);
        if (mms_run_field (run, instruction->field)->use >= MMS_FIELD_HOLDER)
          set_bit (touched->writes, n_locations + MMS_TOUCH_HOLDERS);
        set_bit (touched->reads, n_locations + MMS_TOUCH_LIVES);
      }
  else if (run->machine->memory == MMS_MEMORY_WEAK)
    for (guint i = 0; i < (guint) stores[0]; i++)
      /* Its whole future: the rest of that body is touched anyhow. */
      add_code (reduction, touched, (guint) stores[1 + i * ENTRY_N + ENTRY_PC]);
}

static gboolean
may_switch (const Reduction *reduction, const Touched *touched)
{
  return has_bit (touched->writes, reduction->futures->n_locations + MMS_TOUCH_SWITCH);
}

/* What @cpu's own contexts may do, without what may interrupt them. */
static void
add_contexts (const Reduction *reduction, Touched *touched, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsMachine *machine = run->machine;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);

  for (guint level = 0; level < machine->n_levels; level++)
    add_code (reduction, touched, (guint) task[level * machine->context_size]);
  for (guint level = LEVEL_SOFTIRQ; level < N_LEVELS; level++)
    if (machine->contexts[level] != 0)
      add_code (reduction, touched, (guint) cells[machine->contexts[level]]);
  add_words (touched->reads,
             reduction->futures->script_reads[cpu]
                 + (guint) cells[CPU_SCRIPT] * reduction->futures->n_words,
             reduction->futures->n_words);
  add_words (touched->writes,
             reduction->futures->script_writes[cpu]
                 + (guint) cells[CPU_SCRIPT] * reduction->futures->n_words,
             reduction->futures->n_words);
  add_outstanding (reduction, touched, cpu);
}

/* A CPU that switches may go on with what any task was doing when it was switched away from.  One that runs
 * elsewhere takes its next step there before it can be switched away from, or it is not asked about that
 * step (is_preemptible()): what the task does later, wherever, comes behind that.  Not so behind what it
 * has issued and is still to take effect; see do_own_touch(). */
static void
add_tasks (Reduction *reduction)
{
  const MmsRun *run = reduction->run;
  guint64 running = 0;

  clear (&reduction->of_tasks, reduction->futures->n_words);
  add_code (reduction, &reduction->of_tasks, run->program->start_task);
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    running |= G_GUINT64_CONSTANT (1) << mms_run_cpu (run, cpu)[CPU_CURRENT];
  for (guint i = 0; i < run->machine->n_tasks; i++)
    for (guint level = 0; level < run->machine->n_levels && (running >> i & 1) == 0; level++)
      add_code (reduction, &reduction->of_tasks,
                (guint) mms_run_task (run, i)[level * run->machine->context_size]);
}

/* What may still come on @cpu by itself. */
static void
add_intrusions (const Reduction *reduction, Touched *touched, guint cpu)
{
  const MmsRun *run = reduction->run;

  for (guint i = 0; i < run->program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu == cpu && run->state[run->machine->intrusions + i] != 0)
        add_code (reduction, touched, intrusion->entry);
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

static void
look_ahead (Reduction *reduction)
{
  const MmsRun *run = reduction->run;
  guint n_locations = reduction->futures->n_locations;
  guint n_words = reduction->futures->n_words;

  reduction->may_ipi = is_ipi_pending (run);
  add_tasks (reduction);
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      Touched *touched = &reduction->of_cpu[cpu];
      Touched *interrupts = &reduction->of_interrupts[cpu];

      clear (touched, n_words);
      clear (interrupts, n_words);
      add_contexts (reduction, touched, cpu);
      if (may_switch (reduction, touched))
        {
          add_words (touched->reads, reduction->of_tasks.reads, n_words);
          add_words (touched->writes, reduction->of_tasks.writes, n_words);
        }
      add_intrusions (reduction, interrupts, cpu);
      reduction->may_ipi |= has_bit (touched->writes, n_locations + MMS_TOUCH_IPI)
                            || has_bit (interrupts->writes, n_locations + MMS_TOUCH_IPI);
    }
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      Touched *touched = &reduction->of_cpu[cpu];
      Touched *interrupts = &reduction->of_interrupts[cpu];

      if (reduction->may_ipi && reduction->futures->has_handlers)
        {
          add_words (interrupts->reads, reduction->futures->handler_reads[cpu], n_words);
          add_words (interrupts->writes, reduction->futures->handler_writes[cpu], n_words);
        }
      add_words (touched->reads, interrupts->reads, n_words);
      add_words (touched->writes, interrupts->writes, n_words);
    }
}

static gboolean
is_preemptible (const Reduction *reduction, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  guint next = (guint) cells[CPU_SCRIPT];

  return run->machine->n_levels > 1 && next < run->program->scripts[cpu]->len
         && g_array_index (run->program->scripts[cpu], MmsStatement, next).kind
                == MMS_STATEMENT_PREEMPT
         && cells[CPU_IRQ_OFF] == 0 && cells[CPU_PREEMPT] == 0;
}

/* Whether something may come between two operations of the context that runs on @cpu. */
static gboolean
is_interruptible (const Reduction *reduction, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsCell *cells = mms_run_cpu (run, cpu);

  if (reduction->may_ipi && !mms_run_irqs_off (cells))
    return TRUE;
  for (guint i = 0; i < run->program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu == cpu && run->state[run->machine->intrusions + i] != 0
          && (intrusion->level == LEVEL_NMI || !mms_run_irqs_off (cells)))
        return TRUE;
    }
  return is_preemptible (reduction, cpu);
}

/* Whether anything may still interrupt @cpu, now or after interrupts or preemption are on again. */
static gboolean
may_be_interrupted (const Reduction *reduction, guint cpu)
{
  const MmsRun *run = reduction->run;

  if (reduction->may_ipi)
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

static gboolean
do_others_touch (const Reduction *reduction, guint cpu, guint bit, gboolean writes)
{
  for (guint i = 0; i < reduction->run->machine->n_cpus; i++)
    if (i != cpu
        && (has_bit (reduction->of_cpu[i].writes, bit)
            || (writes && has_bit (reduction->of_cpu[i].reads, bit))))
      return TRUE;
  return FALSE;
}

static gboolean
does_code_touch (const MmsFutures *futures, guint pc, gboolean is_moved, guint bit, gboolean writes)
{
  if (pc == 0)
    return FALSE;
  if (!is_moved)
    return has_bit (mms_futures_get_writes (futures, pc), bit)
           || (writes && has_bit (mms_futures_get_reads (futures, pc), bit));
  return has_bit (mms_futures_get_moved_writes (futures, pc), bit)
         || (writes && has_bit (mms_futures_get_moved_reads (futures, pc), bit));
}

/* The same for the task that runs on @cpu, in case it goes on somewhere else while what it has issued is
 * still outstanding here.  It leaves by a switch of what it does now, or of a statement that it has yet
 * to begin; where it can be preempted, at any point. */
static gboolean
do_own_touch (const Reduction *reduction, guint cpu, guint bit, gboolean writes)
{
  const MmsRun *run = reduction->run;
  const MmsFutures *futures = reduction->futures;
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  gboolean is_moved = run->machine->n_levels == 1;

  if (!do_others_touch (reduction, cpu, futures->n_locations + MMS_TOUCH_SWITCH, FALSE))
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

/* The same for what may come on @cpu itself, between two of its operations. */
static gboolean
do_interrupts_touch (const Reduction *reduction, guint cpu, guint bit, gboolean writes)
{
  const Touched *touched = &reduction->of_interrupts[cpu];

  return has_bit (touched->writes, bit) || (writes && has_bit (touched->reads, bit));
}

/* Whether others may change any of @looks. */
static gboolean
is_look_safe (const Reduction *reduction, guint cpu, const guint64 *looks)
{
  for (guint i = 0; i < reduction->futures->n_words; i++)
    {
      guint64 writes = reduction->of_interrupts[cpu].writes[i];

      if (looks[i] == 0)
        continue;
      for (guint j = 0; j < reduction->run->machine->n_cpus; j++)
        if (j != cpu)
          writes |= reduction->of_cpu[j].writes[i];
      if ((looks[i] & writes) != 0)
        return FALSE;
    }
  return TRUE;
}

/* What is done together with the instruction at @pc. */
static gboolean
is_tail_safe (const Reduction *reduction, guint cpu, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (reduction->run->program, pc);
  guint next[2];
  guint n = mms_instruction_get_next (instruction, pc, next);

  if (instruction->op == MMS_OP_SWITCH_TO)
    return is_look_safe (reduction, cpu, reduction->futures->switch_looks);
  for (guint i = 0; i < n; i++)
    if (!is_look_safe (reduction, cpu, mms_futures_get_looks (reduction->futures, next[i])))
      return FALSE;
  return TRUE;
}

/* An access to memory, of any kind.  @is_interruptible: what may come on @cpu itself counts too;
 * @is_outstanding: it was issued before */
static gboolean
is_access_safe (const Reduction *reduction, guint cpu, const MmsInstruction *instruction,
                int location, gboolean is_interruptible, gboolean is_outstanding)
{
  const MmsSimField *field;
  guint n_locations = reduction->futures->n_locations;
  guint touched[3];
  gboolean writes[3] = { FALSE };
  guint n = 0;

  if (instruction->op == MMS_OP_USE)
    touched[n++] = n_locations + MMS_TOUCH_LIVES;
  else
    {
      if (location < 0)
        return FALSE; /* which ends the run: let it be seen from everywhere */
      field = mms_run_field (reduction->run, instruction->field);
      writes[n] = mms_instruction_writes (instruction);
      touched[n++] = (guint) location;
      if (field->kind == MMS_OBJECT_MM)
        touched[n++] = n_locations + MMS_TOUCH_LIVES;
      if (field->use >= MMS_FIELD_HOLDER && writes[0])
        {
          writes[n] = TRUE;
          touched[n++] = n_locations + MMS_TOUCH_HOLDERS;
        }
    }
  for (guint i = 0; i < n; i++)
    if (do_others_touch (reduction, cpu, touched[i], writes[i])
        || (is_interruptible && do_interrupts_touch (reduction, cpu, touched[i], writes[i]))
        || (is_outstanding && do_own_touch (reduction, cpu, touched[i], writes[i])))
      return FALSE;
  return TRUE;
}

static int
find_location (const Reduction *reduction, const MmsInstruction *instruction, MmsCell index)
{
  const MmsSimField *field;
  int element;

  if (!mms_instruction_has_place (instruction))
    return -1;
  field = mms_run_field (reduction->run, instruction->field);
  if (instruction->index == MMS_SIM_NO_REGISTER)
    return field->base;
  element = field->kind == MMS_OBJECT_MM     ? MMS_SIM_MM_ADDRESS (index) - 1
            : field->kind == MMS_OBJECT_TASK ? index - 1
                                             : index;
  return element < 0 || element >= field->n ? -1 : field->base + element;
}

/* What a CPU holds is what it sees itself, also while the store is still on its way: coming to such a
 * store is noticed by whoever frees. */
static gboolean
is_issue_safe (const Reduction *reduction, guint cpu, const MmsInstruction *instruction)
{
  if (is_interruptible (reduction, cpu))
    return FALSE;
  return !mms_instruction_writes (instruction)
         || mms_run_field (reduction->run, instruction->field)->use < MMS_FIELD_HOLDER
         || !do_others_touch (reduction, cpu,
                              reduction->futures->n_locations + MMS_TOUCH_HOLDERS, TRUE);
}

/* Coming to an operation is nobody else's business; but an interrupt may come before it, and then the
 * operation is behind what the interrupt does.  That is of no importance either if nobody but this CPU
 * has to do with its place. */
static gboolean
is_weak_step_safe (const Reduction *reduction, guint cpu, const MmsInstruction *instruction,
                   const MmsCell *context)
{
  const MmsCell *stores = mms_run_stores (reduction->run, cpu);
  gboolean may_come = is_interruptible (reduction, cpu);

  if (mms_instruction_has_place (instruction) || instruction->op == MMS_OP_USE)
    {
      guint8 number = instruction->op == MMS_OP_USE ? instruction->b : instruction->index;
      MmsCell index = number == MMS_SIM_NO_REGISTER ? 0 : context[1 + number];

      if (instruction->order != MMS_ORDER_FULL && instruction->op != MMS_OP_LOCK
          && instruction->op != MMS_OP_AWAIT && !may_come)
        return is_issue_safe (reduction, cpu, instruction);
      return (instruction->order != MMS_ORDER_FULL || stores[0] == 0) && !MMS_IS_PENDING (index)
             && is_access_safe (reduction, cpu, instruction,
                                find_location (reduction, instruction, index), may_come, FALSE);
    }
  return instruction->op == MMS_OP_FENCE && (!may_come || stores[0] == 0)
         && (stores[0] == 0 || instruction->order != MMS_ORDER_MB);
}

/* Whether the CPU's next operation, which it can do in one way, is safe. */
static gboolean
is_step_safe (const Reduction *reduction, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
  guint n_locations = reduction->futures->n_locations;
  guint level = mms_run_level (mms_run_cpu (run, cpu));

  if (is_preemptible (reduction, cpu) || !is_tail_safe (reduction, cpu, (guint) context[0]))
    return FALSE;
  switch (instruction->op)
    {
    case MMS_OP_FENCE:
      if (run->machine->memory == MMS_MEMORY_WEAK)
        return is_weak_step_safe (reduction, cpu, instruction, context);
      return TRUE;
    case MMS_OP_PREEMPT:
      return !may_be_interrupted (reduction, cpu);
    case MMS_OP_IRQ:
      /* Whoever frees asks whether this CPU can notice at once. */
      return !may_be_interrupted (reduction, cpu)
             && !do_others_touch (reduction, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE);
    case MMS_OP_CR3:
      return !may_be_interrupted (reduction, cpu)
             && !do_others_touch (reduction, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE)
             && !do_others_touch (reduction, cpu, n_locations + MMS_TOUCH_LIVES, FALSE);
    case MMS_OP_SWITCH_TO:
      return !may_be_interrupted (reduction, cpu)
             && !do_others_touch (reduction, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE);
    case MMS_OP_RETURN:
      return level == LEVEL_TASK;
    case MMS_OP_IPI:
    case MMS_OP_IPI_WAIT:
    case MMS_OP_ALLOC:
    case MMS_OP_FREE:
    case MMS_OP_CHOOSE:
      return FALSE;
    default:
      break;
    }
  if (!mms_instruction_has_place (instruction) && instruction->op != MMS_OP_USE)
    return FALSE;
  if (run->machine->memory == MMS_MEMORY_WEAK)
    return is_weak_step_safe (reduction, cpu, instruction, context);
  /* Into the store buffer: nobody sees it before it comes out. */
  if (run->machine->memory == MMS_MEMORY_TSO
      && (instruction->op == MMS_OP_STORE || instruction->op == MMS_OP_UNLOCK))
    return is_issue_safe (reduction, cpu, instruction);
  return is_access_safe (reduction, cpu, instruction,
                         find_location (reduction, instruction,
                                        instruction->index == MMS_SIM_NO_REGISTER
                                            ? 0
                                            : context[1 + instruction->index]),
                         is_interruptible (reduction, cpu), FALSE);
}

/* A store that leaves the buffer, an entry of the window.  What interrupts this CPU sees the same before
 * and after. */
static gboolean
is_perform_safe (const Reduction *reduction, guint cpu, guint entry)
{
  const MmsRun *run = reduction->run;
  const MmsCell *stores = mms_run_stores (run, cpu);
  const MmsInstruction *instruction;

  if (run->machine->memory == MMS_MEMORY_TSO)
    {
      instruction = mms_program_get_instruction (run->program, (guint) stores[1 + STORE_PC]);
      return mms_instruction_has_place (instruction)
             && is_access_safe (reduction, cpu, instruction, stores[1 + STORE_LOCATION], FALSE,
                                TRUE);
    }
  instruction = mms_program_get_instruction (run->program,
                                             (guint) stores[1 + entry * ENTRY_N + ENTRY_PC]);
  return (mms_instruction_has_place (instruction) || instruction->op == MMS_OP_USE)
         && is_access_safe (reduction, cpu, instruction,
                            find_location (reduction, instruction,
                                           stores[1 + entry * ENTRY_N + ENTRY_INDEX]),
                            FALSE, TRUE)
         /* Local code that waited for it goes on. */
         && is_look_safe (reduction, cpu,
                          mms_futures_get_looks (reduction->futures,
                                                 (guint) mms_run_context (run, cpu)[0]));
}

/* Whether the CPU's next statement can begin as well now as later. */
static gboolean
is_start_safe (const Reduction *reduction, guint cpu)
{
  const MmsRun *run = reduction->run;
  const MmsStatement *statement
      = &g_array_index (run->program->scripts[cpu], MmsStatement,
                        (guint) mms_run_cpu (run, cpu)[CPU_SCRIPT]);

  return !is_preemptible (reduction, cpu)
         && is_look_safe (reduction, cpu,
                          mms_futures_get_looks (reduction->futures, statement->entry));
}

static void
note_taken (const MmsRun *run, MmsTransitionKind kind, guint cpu, guint choice)
{
  const MmsTransition step = {
    .kind = (guint8) kind,
    .cpu = (guint8) cpu,
    .choice = (gint16) choice,
  };

  if (run->taken != NULL)
    g_array_append_val (run->taken, step);
}

/* Returns: whether it took a step */
static gboolean
take_safe (Reduction *reduction, guint cpu)
{
  MmsRun *run = reduction->run;
  guint n_choices = 0;
  guint n;

  if (mms_run_can_step (run, cpu, &n_choices))
    {
      if (n_choices == 1 && is_step_safe (reduction, cpu))
        {
          note_taken (run, MMS_TRANSITION_RUN, cpu, 0);
          mms_run_step (run, cpu, 0);
          return TRUE;
        }
    }
  else if (mms_run_can_start (run, cpu) && is_start_safe (reduction, cpu))
    {
      note_taken (run, MMS_TRANSITION_START, cpu, 0);
      mms_run_start (run, cpu);
      return TRUE;
    }
  if (run->machine->memory == MMS_MEMORY_SC)
    return FALSE;
  n = (guint) mms_run_stores (run, cpu)[0];
  if (run->machine->memory == MMS_MEMORY_TSO)
    n = MIN (n, 1);
  for (guint i = 0; i < n; i++)
    {
      if ((run->machine->memory == MMS_MEMORY_WEAK && !mms_weak_can_perform (run, cpu, i))
          || !is_perform_safe (reduction, cpu, i))
        continue;
      note_taken (run, MMS_TRANSITION_PERFORM, cpu, i);
      if (run->machine->memory == MMS_MEMORY_WEAK)
        mms_weak_perform (run, cpu, i);
      else
        mms_run_drain (run, cpu);
      return TRUE;
    }
  return FALSE;
}

void
mms_run_reduce (MmsRun *run)
{
  Reduction reduction;
  gboolean is_changed = TRUE;
  guint n = 0;

  reduction.run = run;
  reduction.futures = run->program->futures;
  while (is_changed && !run->is_void)
    {
      is_changed = FALSE;
      look_ahead (&reduction);
      for (guint cpu = 0; cpu < run->machine->n_cpus && !is_changed; cpu++)
        while (!run->is_void && take_safe (&reduction, cpu))
          {
            is_changed = TRUE;
            if (++n > MAX_SAFE)
              {
                mms_run_report (run, cpu, MMS_REPORT_BROKEN);
                run->is_void = TRUE;
              }
          }
    }
}
