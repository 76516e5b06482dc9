/* machine-reduce.c - steps that nobody else can notice are taken at once
 *
 * A step is safe if it is the only thing its context can do, and nothing that any other context may
 * still do, now or ever, could tell whether it was done before or after; nor may what others do change
 * what the local code behind the step sees, which is done together with it.  What contexts may still do
 * is known from their code (futures.h).  Taking a safe step at once, alone, loses no alarm and no end:
 * in every run that does something else first, the step can be moved to the front without anybody
 * noticing (it is a persistent set of one).  Nothing can be put off for ever by that: a CPU that comes
 * back to where it was by safe steps alone goes round for ever, whatever the others do.  That is told,
 * and it is left there, so that the others go on.
 *
 * What only this CPU has to do with any more, under weak, can still keep ghosts waiting, which then look at what
 * others change later than the program comes to them.  It is not safe where that is so; ghost-delays.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "machine-ahead.h"
#include "machine-window.h"

#define MAX_SAFE       50000 /* one after the other; more do something else each time, without end */
#define FIRST_LANDMARK 32
#define MAX_ROUND      2000  /* steps of a loop */

/* Whether others may change any of @looks. */
static gboolean
is_look_safe (const MmsAhead *ahead, guint cpu, const guint64 *looks)
{
  for (guint i = 0; i < ahead->futures->n_words; i++)
    {
      guint64 writes = ahead->of_interrupts[cpu].writes[i];

      if (looks[i] == 0)
        continue;
      for (guint j = 0; j < ahead->run->machine->n_cpus; j++)
        if (j != cpu)
          writes |= ahead->of_cpu[j].writes[i];
      if ((looks[i] & writes) != 0)
        return FALSE;
    }
  return TRUE;
}

/* What is done together with the instruction at @pc. */
static gboolean
is_tail_safe (const MmsAhead *ahead, guint cpu, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (ahead->run->program, pc);
  guint next[2];
  guint n = mms_instruction_get_next (instruction, pc, next);

  if (instruction->op == MMS_OP_SWITCH_TO)
    return is_look_safe (ahead, cpu, ahead->futures->switch_looks);
  for (guint i = 0; i < n; i++)
    if (!is_look_safe (ahead, cpu, mms_futures_get_looks (ahead->futures, next[i])))
      return FALSE;
  return TRUE;
}

/* An access to memory, of any kind.  @is_interruptible: what may come on @cpu itself counts too;
 * @is_outstanding: it was issued before */
static gboolean
is_access_safe (const MmsAhead *ahead, guint cpu, const MmsInstruction *instruction,
                int location, gboolean is_interruptible, gboolean is_outstanding)
{
  const MmsSimField *field;
  guint n_locations = ahead->futures->n_locations;
  guint touched[3];
  gboolean writes[3] = { FALSE };
  guint n = 0;

  if (instruction->op == MMS_OP_USE)
    touched[n++] = n_locations + MMS_TOUCH_LIVES;
  else
    {
      if (location < 0)
        return FALSE; /* which ends the run: let it be seen from everywhere */
      field = mms_run_field (ahead->run, instruction->field);
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
    if (mms_ahead_do_others_touch (ahead, cpu, touched[i], writes[i])
        || (is_interruptible && mms_ahead_do_interrupts_touch (ahead, cpu, touched[i], writes[i]))
        || (is_outstanding && mms_ahead_do_own_touch (ahead, cpu, touched[i], writes[i])))
      return FALSE;
  return TRUE;
}

static int
find_location (const MmsAhead *ahead, const MmsInstruction *instruction, MmsCell index)
{
  return mms_instruction_has_place (instruction)
             ? mms_run_find_location (ahead->run, instruction, index)
             : -1;
}

/* What a CPU holds is what it sees itself, also while the store is still on its way: coming to such a
 * store is noticed by whoever frees. */
static gboolean
is_issue_safe (const MmsAhead *ahead, guint cpu, const MmsInstruction *instruction)
{
  if (mms_ahead_is_interruptible (ahead, cpu))
    return FALSE;
  return !mms_instruction_writes (instruction)
         || mms_run_field (ahead->run, instruction->field)->use < MMS_FIELD_HOLDER
         || !mms_ahead_do_others_touch (ahead, cpu,
                              ahead->futures->n_locations + MMS_TOUCH_HOLDERS, TRUE);
}

/* Coming to an operation is nobody else's business; but an interrupt may come before it, and then the
 * operation is behind what the interrupt does.  That is of no importance either if nobody but this CPU
 * has to do with its place, and it need not wait for anything, nor a ghost for it. */
static gboolean
is_weak_step_safe (const MmsAhead *ahead, guint cpu, const MmsInstruction *instruction,
                   const MmsCell *context)
{
  const MmsCell *stores = mms_run_stores (ahead->run, cpu);
  gboolean may_come = mms_ahead_is_interruptible (ahead, cpu);

  if (mms_instruction_has_place (instruction) || instruction->op == MMS_OP_USE)
    {
      guint8 number = instruction->op == MMS_OP_USE ? instruction->b : instruction->index;
      MmsCell index = number == MMS_SIM_NO_REGISTER ? 0 : context[1 + number];

      if (instruction->order != MMS_ORDER_FULL && instruction->op != MMS_OP_LOCK
          && instruction->op != MMS_OP_AWAIT && !may_come)
        return is_issue_safe (ahead, cpu, instruction);
      if (may_come
          && !is_look_safe (ahead, cpu,
                            mms_futures_get_ghost_delays (ahead->futures, (guint) context[0])))
        return FALSE;
      return ((instruction->order != MMS_ORDER_FULL && !may_come) || stores[0] == 0)
             && !MMS_IS_PENDING (index)
             && is_access_safe (ahead, cpu, instruction,
                                find_location (ahead, instruction, index), may_come, FALSE);
    }
  return instruction->op == MMS_OP_FENCE && !may_come
         && (stores[0] == 0 || instruction->order != MMS_ORDER_MB);
}

/* Whether another CPU may stop this one, which it cannot do for a while once this is done. */
static gboolean
may_keep_from_stopping (const MmsAhead *ahead, guint cpu, const MmsInstruction *instruction)
{
  if (!mms_ahead_do_others_touch (ahead, cpu, ahead->futures->n_locations + MMS_TOUCH_STOP, FALSE))
    return FALSE;
  return ahead->run->machine->memory != MMS_MEMORY_SC || instruction->op == MMS_OP_IRQ
         || instruction->op == MMS_OP_PREEMPT || instruction->op == MMS_OP_LOCK;
}

/* What was preempted goes on, perhaps with local code that had to wait. */
static gboolean
is_preempted_safe (const MmsAhead *ahead, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *task = mms_run_task (run, (guint) mms_run_cpu (run, cpu)[CPU_CURRENT]);

  return mms_run_context (run, cpu) == task || task[0] == 0
         || is_look_safe (ahead, cpu, mms_futures_get_looks (ahead->futures, (guint) task[0]));
}

/* Whether the CPU's next operation, which it can do in one way, is safe. */
static gboolean
is_step_safe (const MmsAhead *ahead, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
  guint n_locations = ahead->futures->n_locations;
  guint level = mms_run_level (mms_run_cpu (run, cpu));

  if (mms_ahead_is_preemptible (ahead, cpu) || !is_tail_safe (ahead, cpu, (guint) context[0])
      || may_keep_from_stopping (ahead, cpu, instruction))
    return FALSE;
  switch (instruction->op)
    {
    case MMS_OP_FENCE:
      if (run->machine->memory == MMS_MEMORY_WEAK)
        return is_weak_step_safe (ahead, cpu, instruction, context);
      return TRUE;
    case MMS_OP_PREEMPT:
      return !mms_ahead_may_be_interrupted (ahead, cpu);
    case MMS_OP_IRQ:
      /* Whoever frees asks whether this CPU can notice at once. */
      return !mms_ahead_may_be_interrupted (ahead, cpu)
             && (mms_run_cpu (run, cpu)[CPU_DANGLES] & DANGLES_WALK) == 0
             && !mms_ahead_do_others_touch (ahead, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE);
    case MMS_OP_CR3:
      return !mms_ahead_may_be_interrupted (ahead, cpu)
             && !mms_ahead_do_others_touch (ahead, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE)
             && !mms_ahead_do_others_touch (ahead, cpu, n_locations + MMS_TOUCH_WALKERS, FALSE)
             && !mms_ahead_do_others_touch (ahead, cpu, n_locations + MMS_TOUCH_LIVES, FALSE);
    case MMS_OP_SWITCH_TO:
      return !mms_ahead_may_be_interrupted (ahead, cpu)
             && !mms_ahead_do_others_touch (ahead, cpu, n_locations + MMS_TOUCH_HOLDERS, TRUE);
    case MMS_OP_RETURN:
      return level == LEVEL_TASK && is_preempted_safe (ahead, cpu);
    case MMS_OP_IPI:
    case MMS_OP_IPI_WAIT:
    case MMS_OP_ALLOC:
    case MMS_OP_FREE:
    case MMS_OP_STOP:
    case MMS_OP_CHOOSE:
      return FALSE;
    default:
      break;
    }
  /* Into the window, to wait for its operands; what an interrupt does there first would not wait for it. */
  if (!mms_instruction_is_step (instruction))
    return !(mms_instruction_is_ghost (instruction) || mms_window_is_guess (instruction))
           || !mms_ahead_is_interruptible (ahead, cpu);
  if (!mms_instruction_has_place (instruction) && instruction->op != MMS_OP_USE)
    return FALSE;
  if (run->machine->memory == MMS_MEMORY_WEAK)
    return is_weak_step_safe (ahead, cpu, instruction, context);
  /* Into the store buffer: nobody sees it before it comes out. */
  if (run->machine->memory == MMS_MEMORY_TSO
      && (instruction->op == MMS_OP_STORE || instruction->op == MMS_OP_UNLOCK))
    return is_issue_safe (ahead, cpu, instruction);
  return is_access_safe (ahead, cpu, instruction,
                         find_location (ahead, instruction,
                                        instruction->index == MMS_SIM_NO_REGISTER
                                            ? 0
                                            : context[1 + instruction->index]),
                         mms_ahead_is_interruptible (ahead, cpu), FALSE);
}

/* Whether it may be decided by what leaves the window that this CPU holds something else than before, which whoever
 * frees notices. */
static gboolean
is_holding_in_doubt (const MmsAhead *ahead, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsCell *window = mms_run_stores (run, cpu);
  guint n_certain = mms_window_count_certain (run, window);

  for (guint i = n_certain; i < (guint) window[0]; i++)
    {
      const MmsInstruction *instruction = mms_window_instruction (run, window + 1 + i * ENTRY_N);

      if (mms_instruction_has_place (instruction) && mms_instruction_writes (instruction)
          && mms_run_field (run, instruction->field)->use >= MMS_FIELD_HOLDER)
        return mms_ahead_do_others_touch (ahead, cpu, ahead->futures->n_locations + MMS_TOUCH_HOLDERS, TRUE);
    }
  return FALSE;
}

/* A store that leaves the buffer, an entry of the window.  What interrupts this CPU sees the same before
 * and after. */
static gboolean
is_perform_safe (const MmsAhead *ahead, guint cpu, guint entry)
{
  const MmsRun *run = ahead->run;
  const MmsCell *stores = mms_run_stores (run, cpu);
  const MmsInstruction *instruction;
  int location;

  if (run->machine->memory == MMS_MEMORY_TSO)
    {
      instruction = mms_program_get_instruction (run->program, (guint) stores[1 + STORE_PC]);
      return mms_instruction_has_place (instruction)
             && is_access_safe (ahead, cpu, instruction, stores[1 + STORE_LOCATION], FALSE,
                                TRUE);
    }
  instruction = mms_program_get_instruction (run->program,
                                             (guint) stores[1 + entry * ENTRY_N + ENTRY_PC]);
  /* Left for later, it may keep a ghost waiting, which then looks at what others have changed by then. */
  if (!is_look_safe (ahead, cpu,
                     mms_futures_get_ghost_delays (ahead->futures,
                                                   (guint) stores[1 + entry * ENTRY_N + ENTRY_PC])))
    return FALSE;
  if (is_holding_in_doubt (ahead, cpu))
    return FALSE;
  /* That a slot names an mm is noticed if this CPU frees that first. */
  location = find_location (ahead, instruction, stores[1 + entry * ENTRY_N + ENTRY_INDEX]);
  if (mms_window_is_others_slot (run, cpu, instruction, location) && run->state[location] != 0)
    return FALSE;
  /* With its value, a ghost remembers what others may ask for, or looks at what they may change. */
  for (guint i = 0; i < (guint) stores[0]; i++)
    {
      guint pc = (guint) stores[1 + i * ENTRY_N + ENTRY_PC];

      if (mms_instruction_is_ghost (mms_program_get_instruction (run->program, pc))
          && !is_look_safe (ahead, cpu, mms_futures_get_ghost_looks (ahead->futures, pc)))
        return FALSE;
    }
  return (mms_instruction_has_place (instruction) || instruction->op == MMS_OP_USE)
         && is_access_safe (ahead, cpu, instruction, location, FALSE, TRUE)
         /* Local code that waited for it goes on. */
         && is_look_safe (ahead, cpu,
                          mms_futures_get_looks (ahead->futures,
                                                 (guint) mms_run_context (run, cpu)[0]));
}

/* Whether the CPU's next statement can begin as well now as later. */
static gboolean
is_start_safe (const MmsAhead *ahead, guint cpu)
{
  const MmsRun *run = ahead->run;
  const MmsStatement *statement
      = &g_array_index (run->program->scripts[cpu], MmsStatement,
                        (guint) mms_run_cpu (run, cpu)[CPU_SCRIPT]);

  return !mms_ahead_is_preemptible (ahead, cpu)
         && !mms_ahead_do_others_touch (ahead, cpu, ahead->futures->n_locations + MMS_TOUCH_STOP, FALSE)
         && is_look_safe (ahead, cpu,
                          mms_futures_get_looks (ahead->futures, statement->entry));
}

/* Takes a step that is safe, unless it ends the run: what others do before that is seen only if they do it first.
 * Not so where there is no such run, for a guess is wrong.  Returns: whether it took it */
static gboolean
take (MmsAhead *ahead, MmsTransitionKind kind, guint cpu, guint choice)
{
  MmsRun *run = ahead->run;
  const MmsTransition step = {
    .kind = (guint8) kind,
    .cpu = (guint8) cpu,
    .choice = (gint16) choice,
  };
  MmsAlarms alarms = { { 0 } };
  MmsRun trial;

  memcpy (ahead->scratch, run->state, run->machine->n_cells * sizeof *run->state);
  mms_run_init (&trial, run->machine, ahead->scratch, &alarms, NULL, NULL);
  mms_run_take (&trial, &step);
  if (trial.is_void && !trial.was_never)
    return FALSE;
  if (run->taken != NULL)
    g_array_append_val (run->taken, step);
  if (run->func != NULL)
    {
      mms_run_take (run, &step);
      return TRUE;
    }
  memcpy (run->state, ahead->scratch, run->machine->n_cells * sizeof *run->state);
  mms_alarms_add_all (run->alarms, &alarms);
  run->is_void = trial.is_void;
  run->was_never = trial.was_never;
  return TRUE;
}

/* What this CPU frees, and has not freed yet: what it holds then, and who looks, is noticed by itself. */
static gboolean
has_free (const MmsRun *run, guint cpu)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; run->machine->memory == MMS_MEMORY_WEAK && i < (guint) window[0]; i++)
    if (mms_window_instruction (run, window + 1 + i * ENTRY_N)->op == MMS_OP_FREE)
      return TRUE;
  return FALSE;
}

/* Returns: whether it took a step */
static gboolean
take_safe (MmsAhead *ahead, guint cpu)
{
  MmsRun *run = ahead->run;
  guint n_choices = 0;
  guint n;

  if (has_free (run, cpu))
    return FALSE;
  if (mms_run_can_step (run, cpu, &n_choices))
    {
      if (n_choices == 1 && is_step_safe (ahead, cpu) && take (ahead, MMS_TRANSITION_RUN, cpu, 0))
        return TRUE;
    }
  else if (mms_run_can_start (run, cpu) && is_start_safe (ahead, cpu)
           && take (ahead, MMS_TRANSITION_START, cpu, 0))
    return TRUE;
  if (run->machine->memory == MMS_MEMORY_SC)
    return FALSE;
  n = (guint) mms_run_stores (run, cpu)[0];
  if (run->machine->memory == MMS_MEMORY_TSO)
    n = MIN (n, 1);
  for (guint i = 0; i < n; i++)
    {
      if ((run->machine->memory == MMS_MEMORY_TSO || mms_weak_can_perform (run, cpu, i))
          && is_perform_safe (ahead, cpu, i) && take (ahead, MMS_TRANSITION_PERFORM, cpu, i))
        return TRUE;
    }
  return FALSE;
}

/* A state that a CPU may come back to: what it was some safe steps ago, seldom changed (Brent). */
typedef struct
{
  MmsCell *state; /* nullable */
  guint n_steps;
  guint next;     /* the step after which it is what the state is then */
} Landmark;

static gboolean
is_back (Landmark *landmark, const MmsRun *run)
{
  gsize size = run->machine->n_cells * sizeof *run->state;

  if (++landmark->n_steps < FIRST_LANDMARK)
    return FALSE;
  if (landmark->state == NULL)
    landmark->state = g_malloc (size);
  else if (memcmp (landmark->state, run->state, size) == 0)
    return TRUE;
  if (landmark->n_steps >= landmark->next)
    {
      memcpy (landmark->state, run->state, size);
      landmark->next = landmark->n_steps * 2;
    }
  return FALSE;
}

/* All the safe steps of @cpu.  Returns: whether there was one */
static gboolean
take_all_safe (MmsAhead *ahead, guint cpu)
{
  MmsRun *run = ahead->run;
  Landmark landmark = { NULL };

  while (!run->is_void && (run->rounds >> cpu & 1) == 0 && take_safe (ahead, cpu))
    {
      if (!run->is_void && is_back (&landmark, run))
        {
          run->rounds |= 1u << cpu;
          mms_run_raise_round (run, cpu);
        }
      else if (landmark.n_steps > MAX_SAFE)
        mms_run_give_up (run, cpu);
    }
  g_free (landmark.state);
  return landmark.n_steps > 0;
}

void
mms_run_reduce (MmsRun *run)
{
  g_autofree MmsCell *scratch = g_new (MmsCell, run->machine->n_cells);
  MmsAhead ahead;
  gboolean is_changed = TRUE;

  ahead.run = run;
  ahead.futures = run->program->futures;
  ahead.scratch = scratch;
  while (is_changed && !run->is_void)
    {
      is_changed = FALSE;
      mms_ahead_look (&ahead);
      for (guint cpu = 0; cpu < run->machine->n_cpus && !is_changed; cpu++)
        is_changed = take_all_safe (&ahead, cpu);
    }
}

gboolean
mms_run_goes_round (const MmsRun *run, guint cpu)
{
  gsize size = run->machine->n_cells * sizeof *run->state;
  g_autofree MmsCell *state = NULL;
  g_autofree MmsCell *scratch = NULL;
  MmsAlarms alarms = { { 0 } };
  gboolean is_back = FALSE;
  MmsAhead ahead;
  MmsRun own;

  if (!run->program->futures->is_in_loop[mms_run_context (run, cpu)[0]])
    return FALSE;
  state = g_memdup2 (run->state, size);
  mms_run_init (&own, run->machine, state, &alarms, NULL, NULL);
  ahead.run = &own;
  ahead.scratch = scratch = g_malloc (size);
  ahead.futures = run->program->futures;
  mms_ahead_look (&ahead);
  for (guint n = 0; n < MAX_ROUND && !is_back && !own.is_void && take_safe (&ahead, cpu); n++)
    is_back = !own.is_void && memcmp (state, run->state, size) == 0;
  return is_back;
}
