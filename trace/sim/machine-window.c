/* machine-window.c - what may enter a window, and what may leave it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-window.h"

#include "machine-ghost.h"

const MmsInstruction *
mms_window_instruction (const MmsRun *run,
                        const MmsCell *entry)
{
  return mms_program_get_instruction (run->program, (guint) entry[ENTRY_PC]);
}

gboolean
mms_window_is_guess (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_ASSUME || instruction->op == MMS_OP_FAILED
         || (instruction->op == MMS_OP_JUMP_IF_ZERO && !mms_instruction_is_ghost (instruction));
}

/* What waits does not enter the window before it has an end to its waiting: until then an interrupt can
 * come as between any two operations. */
gboolean
mms_window_does_wait (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_LOCK || instruction->op == MMS_OP_AWAIT;
}

/* Nothing behind it takes effect before it does. */
static gboolean
is_acquire (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_LOCK || instruction->op == MMS_OP_AWAIT
         || (mms_window_does_read (instruction) && instruction->order == MMS_ORDER_ACQUIRE);
}

static gboolean
is_release (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_UNLOCK || instruction->op == MMS_OP_RETURN
         || (mms_instruction_writes (instruction) && instruction->order == MMS_ORDER_RELEASE);
}

/* Neither what a ghost remembers nor what it looks at is an operation of memory, and nothing is ordered
 * by it. */
gboolean
mms_window_does_write (const MmsInstruction *instruction)
{
  return (mms_instruction_writes (instruction) && instruction->op != MMS_OP_POKE)
         || instruction->op == MMS_OP_FREE || instruction->op == MMS_OP_RETURN;
}

gboolean
mms_window_does_read (const MmsInstruction *instruction)
{
  return (mms_instruction_reads (instruction) && instruction->op != MMS_OP_PEEK)
         || instruction->op == MMS_OP_USE;
}

/* Such takes effect only when the window is empty, and at once. */
gboolean
mms_window_is_full (const MmsRun *run,
                    const MmsInstruction *instruction,
                    guint level)
{
  return instruction->op == MMS_OP_RETURN ? level >= LEVEL_IRQ && run->program->iret_full
                                          : mms_instruction_is_full (instruction);
}

void
mms_window_push (MmsRun *run,
                 guint cpu,
                 guint pc,
                 MmsCell index,
                 MmsCell b,
                 MmsCell c,
                 MmsCell flags)
{
  MmsCell *window = mms_run_stores (run, cpu);
  MmsCell *entry = window + 1 + window[0]++ * ENTRY_N;

  entry[ENTRY_PC] = (MmsCell) pc;
  entry[ENTRY_INDEX] = index;
  entry[ENTRY_B] = b;
  entry[ENTRY_C] = c;
  entry[ENTRY_FLAGS] = flags;
  if (run->func != NULL)
    {
      MmsHappening happening = mms_run_happening (run, cpu, MMS_HAPPENING_ISSUE, pc);

      happening.value = b;
      happening.wrote = mms_window_does_write (mms_program_get_instruction (run->program, pc));
      mms_run_tell (run, &happening);
    }
}

/* Whether a barrier of reads orders it: a change that returns nothing is none that anybody could have read, in LKMM and
 * on processors that make it where the memory is. */
static gboolean
is_read_for_fence (const MmsInstruction *instruction)
{
  return mms_window_does_read (instruction)
         && !(mms_instruction_writes (instruction) && instruction->a == MMS_SIM_NO_REGISTER
              && instruction->op != MMS_OP_LOCK);
}

gboolean
mms_window_is_fence_done (const MmsRun *run,
                          const MmsCell *window,
                          guint number,
                          MmsOrder order)
{
  for (guint i = 0; i < number; i++)
    {
      const MmsInstruction *earlier = mms_window_instruction (run, window + 1 + i * ENTRY_N);

      if (order == MMS_ORDER_WMB ? mms_window_does_write (earlier) : is_read_for_fence (earlier))
        return FALSE;
    }
  return TRUE;
}

guint
mms_window_count_certain (const MmsRun *run,
                          const MmsCell *window)
{
  guint n = (guint) window[0];

  for (guint i = 0; i < n; i++)
    if (mms_window_is_guess (mms_window_instruction (run, window + 1 + i * ENTRY_N)))
      return i;
  return n;
}

gboolean
mms_window_has_guess (const MmsRun *run,
                      const MmsCell *window,
                      guint before)
{
  return mms_window_count_certain (run, window) < before;
}

gboolean
mms_window_look (const MmsRun *run,
                 guint cpu,
                 guint before,
                 guint location,
                 MmsCell *value)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = before; i-- > 0;)
    {
      const MmsCell *entry = window + 1 + i * ENTRY_N;
      const MmsInstruction *instruction = mms_window_instruction (run, entry);

      if (instruction->op == MMS_OP_RETURN)
        {
          guint set = (guint) entry[ENTRY_INDEX];

          if (mms_machine_pending_location (run->machine, set / MMS_N_IPI_SETS,
                                            set % MMS_N_IPI_SETS, cpu)
              != location)
            continue;
          *value = 0;
          return TRUE;
        }
      if (!mms_window_does_write (instruction) || !mms_instruction_has_place (instruction))
        continue;
      if (MMS_IS_PENDING (entry[ENTRY_INDEX]))
        {
          const MmsSimField *field = mms_run_field (run, instruction->field);

          if (location >= field->base && location < (guint) field->base + field->n)
            return FALSE;
          continue;
        }
      if (mms_run_find_location (run, instruction, entry[ENTRY_INDEX]) != (int) location)
        continue;
      if (instruction->op == MMS_OP_UNLOCK)
        *value = 0;
      else if (instruction->op == MMS_OP_STORE && !MMS_IS_PENDING (entry[ENTRY_B]))
        *value = entry[ENTRY_B];
      else
        return FALSE;
      return TRUE;
    }
  *value = run->state[location];
  return TRUE;
}

static gboolean
has_acquire (const MmsRun *run, const MmsCell *window)
{
  for (guint i = 0; i < (guint) window[0]; i++)
    if (is_acquire (mms_window_instruction (run, window + 1 + i * ENTRY_N)))
      return TRUE;
  return FALSE;
}

/* Whether anything of the task is still to come from this CPU's window. */
static gboolean
does_task_wait (const MmsRun *run, guint cpu)
{
  const MmsCell *task = mms_run_task (run, (guint) mms_run_cpu (run, cpu)[CPU_CURRENT]);

  for (guint i = 0; i < run->machine->task_size; i++)
    if (MMS_IS_PENDING (task[i]))
      return TRUE;
  return FALSE;
}

static gboolean
uses_pending (const MmsRun *run, const MmsCell *context)
{
  for (guint64 uses = run->program->uses[context[0]]; uses != 0; uses &= uses - 1)
    if (MMS_IS_PENDING (context[1 + __builtin_ctzll (uses)]))
      return TRUE;
  return FALSE;
}

gboolean
mms_weak_is_guessing (const MmsRun *run,
                      guint         cpu)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  return mms_window_has_guess (run, window, (guint) window[0]);
}

/* A load that was come to as if it failed waits, and FAILED is not in the window yet. */
static gboolean
is_failing (const MmsRun *run, const MmsCell *context)
{
  return mms_program_get_instruction (run->program, (guint) context[0])->op == MMS_OP_FAILED;
}

/* What stores on a condition was come to as if it would, and has not taken effect. */
static gboolean
has_conditional (const MmsRun *run, guint cpu)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < (guint) window[0]; i++)
    if (mms_instruction_may_fail (mms_window_instruction (run, window + 1 + i * ENTRY_N)))
      return TRUE;
  return FALSE;
}

gboolean
mms_weak_is_in_doubt (const MmsRun *run)
{
  const MmsMachine *machine = run->machine;

  for (guint cpu = 0; cpu < machine->n_cpus && machine->memory == MMS_MEMORY_WEAK; cpu++)
    {
      const MmsCell *cells = mms_run_cpu (run, cpu);
      const MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);

      if (mms_weak_is_guessing (run, cpu) || has_conditional (run, cpu))
        return TRUE;
      for (guint i = 0; i < machine->n_levels; i++)
        if (is_failing (run, task + i * machine->context_size))
          return TRUE;
      for (guint i = LEVEL_SOFTIRQ; i < N_LEVELS; i++)
        if (machine->contexts[i] != 0 && is_failing (run, cells + machine->contexts[i]))
          return TRUE;
    }
  return FALSE;
}

gboolean
mms_window_reads (const MmsRun *run,
                  guint cpu,
                  const MmsCell *entry,
                  const MmsSimField *field,
                  guint location)
{
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  int place;

  if (mms_instruction_is_ghost (instruction))
    return FALSE;
  if (instruction->op == MMS_OP_FENCE)
    return instruction->order == MMS_ORDER_RMB;
  if (!mms_window_does_read (instruction) || !mms_instruction_has_place (instruction))
    return FALSE;
  place = mms_window_locate (run, cpu, entry);
  return place == (int) location || (place == -1 && mms_run_field (run, instruction->field) == field);
}

gboolean
mms_weak_is_blocked (const MmsRun  *run,
                     guint          cpu,
                     const MmsCell *context)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
  const MmsCell *window = mms_run_stores (run, cpu);

  if (window[0] == 0)
    return FALSE;
  if (mms_instruction_is_ghost (instruction))
    return !mms_ghost_can_pass (run, cpu, context);
  if (uses_pending (run, context))
    return TRUE;
  switch (instruction->op)
    {
    case MMS_OP_REPORT:
    case MMS_OP_TRACE:
    case MMS_OP_EQ_MM: /* which can raise an alarm */
    case MMS_OP_NE_MM:
      return mms_window_has_guess (run, window, (guint) window[0]);
    default:
      return mms_run_leaves_range (instruction, mms_context_get (context, instruction->b),
                                   mms_context_get (context, instruction->c))
             && mms_window_has_guess (run, window, (guint) window[0]);
    }
}

/* The location of an entry, or -1 while its index is not known; -2: there is none. */
int
mms_window_locate (const MmsRun *run,
                   guint cpu,
                   const MmsCell *entry)
{
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  int location;

  if (mms_instruction_is_ghost (instruction))
    return -2;
  if (instruction->op == MMS_OP_RETURN)
    return (int) (run->machine->pending + (guint) entry[ENTRY_INDEX] * run->machine->n_cpus + cpu);
  if (!mms_instruction_has_place (instruction))
    return -2;
  if (instruction->index != MMS_SIM_NO_REGISTER && MMS_IS_PENDING (entry[ENTRY_INDEX]))
    return -1;
  location = mms_run_find_location (run, instruction, entry[ENTRY_INDEX]);
  return location < 0 ? -2 : location;
}

/* A load of a hazard slot that is not @cpu's own. */
gboolean
mms_window_is_others_slot (const MmsRun *run,
                           guint cpu,
                           const MmsInstruction *instruction,
                           int location)
{
  const MmsSimField *field;

  if (instruction->op != MMS_OP_LOAD || location < 0)
    return FALSE;
  field = mms_run_field (run, instruction->field);
  return field->use == MMS_FIELD_HAZARD
         && (field->kind != MMS_OBJECT_CPU || (guint) location != field->base + cpu);
}

/* The mm that an entry follows a pointer to; 0: none, or not known. */
MmsCell
mms_window_get_followed (const MmsRun *run,
                         const MmsCell *entry)
{
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  MmsCell pointer = 0;

  if (mms_instruction_is_ghost (instruction))
    return 0;
  if (instruction->op == MMS_OP_USE || instruction->op == MMS_OP_FREE)
    pointer = entry[ENTRY_B];
  else if (mms_instruction_has_place (instruction)
           && mms_run_field (run, instruction->field)->kind == MMS_OBJECT_MM)
    pointer = entry[ENTRY_INDEX];
  return MMS_IS_PENDING (pointer) ? 0 : pointer;
}

/* Whether two entries are about the same place, or could be. */
static gboolean
may_alias (const MmsRun *run, guint cpu, const MmsCell *first, const MmsCell *second)
{
  const MmsInstruction *a = mms_window_instruction (run, first);
  const MmsInstruction *b = mms_window_instruction (run, second);
  int place_a = mms_window_locate (run, cpu, first);
  int place_b = mms_window_locate (run, cpu, second);

  if (a->op == MMS_OP_FREE || b->op == MMS_OP_FREE)
    {
      MmsCell mm_a = mms_window_get_followed (run, first);
      MmsCell mm_b = mms_window_get_followed (run, second);

      return mm_a != 0 && mm_b != 0 && MMS_SIM_MM_ADDRESS (mm_a) == MMS_SIM_MM_ADDRESS (mm_b);
    }
  if (place_a >= 0 && place_b >= 0)
    return place_a == place_b;
  if (place_a == -2 || place_b == -2)
    return FALSE;
  return a->op != MMS_OP_RETURN && b->op != MMS_OP_RETURN && a->field == b->field;
}

/* Whether @second, a load, can take what @first stores, which is before it in the window. */
static gboolean
can_forward (const MmsRun *run, guint cpu, const MmsCell *first, const MmsCell *second)
{
  return mms_window_instruction (run, first)->op == MMS_OP_STORE
         && mms_window_instruction (run, second)->op == MMS_OP_LOAD && !MMS_IS_PENDING (first[ENTRY_B])
         && mms_window_locate (run, cpu, first) >= 0
         && mms_window_locate (run, cpu, first) == mms_window_locate (run, cpu, second);
}

/* Whether @entry could take effect now, with the first @number entries of the window before it. */
static gboolean
can_take_effect (const MmsRun *run, guint cpu, const MmsCell *entry, guint number)
{
  const MmsCell *window = mms_run_stores (run, cpu);
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  MmsCell followed;
  gboolean is_guessed = FALSE;
  gboolean is_blocked = FALSE;

  if (!mms_window_does_read (instruction) && !mms_window_does_write (instruction))
    return FALSE;
  if (MMS_IS_PENDING (entry[ENTRY_INDEX]) || MMS_IS_PENDING (entry[ENTRY_B])
      || MMS_IS_PENDING (entry[ENTRY_C]))
    return FALSE;
  for (guint i = 0; i < number; i++)
    {
      const MmsCell *earlier = window + 1 + i * ENTRY_N;
      const MmsInstruction *other = mms_window_instruction (run, earlier);

      if (is_release (instruction))
        return FALSE;
      if (mms_instruction_is_ghost (other))
        {
          if (mms_ghost_keeps (run, cpu, earlier, entry))
            return FALSE;
          continue;
        }
      if (mms_window_is_guess (other))
        {
          is_guessed = TRUE;
          if (mms_window_does_write (instruction))
            return FALSE;
        }
      if (other->op == MMS_OP_FENCE
          && ((other->order == MMS_ORDER_WMB && mms_window_does_write (instruction))
              || (other->order == MMS_ORDER_RMB && is_read_for_fence (instruction))))
        return FALSE;
      /* All that is before an unlock is seen before all that is behind a lock, whichever lock. */
      if (mms_instruction_locks (instruction) && other->op == MMS_OP_UNLOCK)
        return FALSE;
      if (may_alias (run, cpu, earlier, entry))
        {
          if (other->op == MMS_OP_FREE || instruction->op == MMS_OP_FREE)
            return FALSE;
          is_blocked = !can_forward (run, cpu, earlier, entry);
        }
    }
  if (is_blocked)
    return FALSE;
  followed = mms_window_get_followed (run, entry);
  /* What would be an alarm, or the end of the run, waits until it is sure to happen: what is freed
   * stays freed. */
  if (is_guessed
      && (mms_window_locate (run, cpu, entry) == -2 ? instruction->op != MMS_OP_USE || followed == 0
                                         : FALSE))
    return FALSE;
  if (is_guessed && followed != 0 && mms_run_is_gone (run, followed, 4))
    return FALSE;
  return instruction->op == MMS_OP_RETURN || !mms_instruction_has_place (instruction)
         || mms_run_is_ready (run, cpu, instruction, entry[ENTRY_INDEX], entry[ENTRY_B]);
}

gboolean
mms_weak_can_perform (const MmsRun *run,
                      guint         cpu,
                      guint         number)
{
  return can_take_effect (run, cpu, mms_run_stores (run, cpu) + 1 + number * ENTRY_N, number);
}

/* Whether there is room for @instruction in the window. */
static gboolean
has_room (const MmsRun *run, const MmsCell *window, const MmsCell *context)
{
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  guint n_ghosts = 0;

  if (run->has_all_room)
    return TRUE;
  for (guint i = 0; i < (guint) window[0]; i++)
    n_ghosts += mms_instruction_is_ghost (mms_window_instruction (run, window + 1 + i * ENTRY_N));
  if (mms_instruction_is_ghost (instruction))
    return n_ghosts + mms_ghost_count_entries (run, pc) <= MMS_GHOST_ROOM;
  return (guint) window[0] - n_ghosts < run->machine->buffer;
}

gboolean
mms_weak_can_issue (const MmsRun *run,
                    guint         cpu)
{
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
  const MmsCell *window = mms_run_stores (run, cpu);
  guint n = (guint) window[0];
  guint level = mms_run_level (mms_run_cpu (run, cpu));

  if (mms_window_does_wait (instruction))
    {
      const MmsCell entry[ENTRY_N] = { context[0], mms_context_get (context, instruction->index),
                                       mms_context_get (context, instruction->b) };

      return !has_acquire (run, window) && can_take_effect (run, cpu, entry, n);
    }
  if (n == 0)
    return TRUE;
  if (has_acquire (run, window))
    return FALSE;
  if (!mms_instruction_is_step (instruction))
    return mms_weak_is_blocked (run, cpu, context) && has_room (run, window, context);
  if (mms_window_is_full (run, instruction, level))
    return FALSE;
  switch (instruction->op)
    {
    case MMS_OP_CR3:
      return !mms_window_has_guess (run, window, n) && !uses_pending (run, context)
             && !mms_ghost_looks_at (run, cpu, n, run->program->n_locations + MMS_TOUCH_HOLDERS);
    case MMS_OP_SWITCH_TO:
      return !mms_window_has_guess (run, window, n) && !does_task_wait (run, cpu);
    case MMS_OP_IRQ:
      /* That what this CPU holds was freed meanwhile is not said on a guess. */
      return mms_run_cpu (run, cpu)[CPU_DANGLES] == 0 || !mms_window_has_guess (run, window, n);
    case MMS_OP_PREEMPT:
    case MMS_OP_CHOOSE:
      return TRUE;
    case MMS_OP_IPI_WAIT:
      return !mms_window_has_guess (run, window, n);
    case MMS_OP_RETURN:
      return level == LEVEL_TASK || (!mms_window_has_guess (run, window, n) && has_room (run, window, context));
    case MMS_OP_FENCE:
      return instruction->order == MMS_ORDER_COMPILER || has_room (run, window, context);
    default:
      return has_room (run, window, context);
    }
}

gboolean
mms_weak_can_fail (const MmsRun *run,
                   guint         cpu)
{
  const MmsCell *context = mms_run_context (run, cpu);
  const MmsCell *window = mms_run_stores (run, cpu);
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, (guint) context[0]);

  /* One that has waited to its end reads what it would read later, if there is one such value only. */
  return mms_instruction_may_fail (instruction) && !has_acquire (run, window) && has_room (run, window, context)
         && (instruction->op != MMS_OP_AWAIT || (instruction->flags & MMS_FLAG_NOT) != 0
             || !mms_weak_can_issue (run, cpu));
}

gboolean
mms_weak_would_guess (const MmsRun *run,
                      guint         cpu)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) mms_run_context (run, cpu)[0]);

  return instruction->op == MMS_OP_AWAIT && mms_weak_can_fail (run, cpu) && !mms_weak_can_issue (run, cpu);
}
