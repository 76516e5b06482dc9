/* machine-weak.c - operations that take effect out of order
 *
 * Each CPU comes to its operations in program order and puts them into a window; from there they take
 * effect in any order that nothing forbids.  What forbids it: a fence, an acquire before or a release
 * after, the same location, a value that the earlier one has yet to give, a branch on such a value
 * before a store.  All CPUs agree on when that is (multi-copy atomicity), which is stronger than
 * LKMM.  A load that is behind a store to the same location in the window takes its value from there,
 * before anybody else can see it, as from a store buffer; behind anything else it waits.
 *
 * A load of what no other CPU ever writes takes effect as soon as it can: no CPU could tell, and a ghost does not
 * wait for what cannot change.
 *
 * A branch on a value that is not there yet is guessed, both ways; where the guess turns out wrong,
 * there was no such run.  Until then nothing that another CPU or a person could notice happens on the
 * strength of it: no store, no alarm, no switch of tasks, and no interrupt comes.  Ghosts guess nothing:
 * machine-ghost.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-ghost.h"
#include "machine-window.h"
#include "touch-set.h"

#include <string.h>

static void
replace (MmsCell *cell, guint entry, MmsCell value)
{
  if (!MMS_IS_PENDING (*cell))
    return;
  if ((guint) (*cell - MMS_PENDING) == entry)
    *cell = value;
  else if ((guint) (*cell - MMS_PENDING) > entry)
    (*cell)--;
}

static void
replace_in_context (const MmsRun *run, MmsCell *context, guint entry, MmsCell value)
{
  for (guint i = 0; i < run->machine->n_registers; i++)
    replace (&context[1 + i], entry, value);
}

/* Entry @number gave @value: it leaves the window, and whoever waited for it goes on. */
static void
resolve (MmsRun *run, guint cpu, guint number, MmsCell value)
{
  const MmsMachine *machine = run->machine;
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell *window = mms_run_stores (run, cpu);
  MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  guint n = (guint) window[0];
  MmsCell *entry = window + 1 + number * ENTRY_N;

  memmove (entry, entry + ENTRY_N, (n - 1 - number) * ENTRY_N * sizeof *entry);
  memset (window + 1 + (n - 1) * ENTRY_N, 0, ENTRY_N * sizeof *entry);
  window[0]--;
  for (guint i = 0; i < n - 1; i++)
    {
      replace (&window[1 + i * ENTRY_N + ENTRY_INDEX], number, value);
      replace (&window[1 + i * ENTRY_N + ENTRY_B], number, value);
      replace (&window[1 + i * ENTRY_N + ENTRY_C], number, value);
    }
  for (guint i = 0; i < machine->n_levels; i++)
    replace_in_context (run, task + i * machine->context_size, number, value);
  for (guint i = LEVEL_SOFTIRQ; i < N_LEVELS; i++)
    if (machine->contexts[i] != 0)
      replace_in_context (run, cells + machine->contexts[i], number, value);
}

/* The same for what is no operation of memory */
static void
leave (MmsRun *run, guint cpu, guint number, MmsCell value)
{
  if (run->func != NULL)
    {
      const MmsCell *entry = mms_run_stores (run, cpu) + 1 + number * ENTRY_N;
      MmsHappening happening
          = mms_run_happening (run, cpu, MMS_HAPPENING_SETTLE, (guint) entry[ENTRY_PC]);

      happening.slot = (int) number;
      mms_run_tell (run, &happening);
    }
  resolve (run, cpu, number, value);
}

/* Whether what is no operation of memory can leave the window. */
static gboolean
can_settle (const MmsRun *run, guint cpu, guint number)
{
  const MmsCell *window = mms_run_stores (run, cpu);
  const MmsCell *entry = window + 1 + number * ENTRY_N;
  const MmsInstruction *instruction = mms_window_instruction (run, entry);

  if (mms_instruction_is_ghost (instruction))
    return !mms_ghost_is_continued (entry) && mms_ghost_can_be_done (run, cpu, number);
  if (mms_window_does_read (instruction) || mms_window_does_write (instruction)
      || MMS_IS_PENDING (entry[ENTRY_INDEX]) || MMS_IS_PENDING (entry[ENTRY_B])
      || MMS_IS_PENDING (entry[ENTRY_C]))
    return FALSE;
  switch (instruction->op)
    {
    case MMS_OP_FENCE:
      return mms_window_is_fence_done (run, window, number, (MmsOrder) instruction->order);
    case MMS_OP_REPORT: /* what somebody would hear of is not done on a guess */
    case MMS_OP_EQ_MM:
    case MMS_OP_NE_MM:
      return !mms_window_has_guess (run, window, number);
    default:
      return !mms_run_leaves_range (instruction, entry[ENTRY_B], entry[ENTRY_C])
             || !mms_window_has_guess (run, window, number);
    }
}

/* Entry @number is done, and leaves the window, unless the run ends with it. */
static void
settle_one (MmsRun *run, guint cpu, guint number)
{
  const MmsCell *entry = mms_run_stores (run, cpu) + 1 + number * ENTRY_N;
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  guint n_entries = 1;
  MmsCell value = 0;

  if (mms_instruction_is_ghost (instruction))
    {
      n_entries = mms_ghost_count_entries (run, (guint) entry[ENTRY_PC]);
      mms_ghost_do (run, cpu, number);
    }
  else
    switch (instruction->op)
      {
      case MMS_OP_JUMP_IF_ZERO:
        run->is_void = run->was_never = (entry[ENTRY_B] != 0) != (entry[ENTRY_INDEX] != 0);
        break;
      case MMS_OP_ASSUME:
        run->is_void = entry[ENTRY_B] == 0;
        break;
      case MMS_OP_FAILED:
        run->is_void = run->was_never
          = !mms_run_has_failed (run, instruction, entry[ENTRY_B], entry[ENTRY_C]);
        break;
      case MMS_OP_REPORT:
        mms_run_say (run, cpu, (guint) entry[ENTRY_PC], 0, entry[ENTRY_B], 0);
        break;
      case MMS_OP_FENCE:
        break;
      default:
        value = mms_run_compute (run, cpu, instruction, entry[ENTRY_B], entry[ENTRY_C]);
        break;
      }
  for (guint i = 0; i < n_entries && !run->is_void; i++)
    leave (run, cpu, number, value);
}

/* A slot is taken back while an earlier use of what it protected has not taken effect. */
static void
mark_overtaken (MmsRun *run, guint cpu, guint number)
{
  MmsCell *window = mms_run_stores (run, cpu);
  const MmsCell *entry = window + 1 + number * ENTRY_N;
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  int location = mms_window_locate (run, cpu, entry);
  MmsCell old;

  if (!mms_instruction_writes (instruction) || location < 0
      || mms_run_field (run, instruction->field)->use != MMS_FIELD_HAZARD)
    return;
  old = run->state[location];
  /* What was freed before the slot was taken back was not freed because of that. */
  if (old == 0 || mms_run_is_gone (run, old, 4))
    return;
  for (guint i = 0; i < number; i++)
    {
      MmsCell *earlier = window + 1 + i * ENTRY_N;

      if (mms_window_get_followed (run, earlier) == old)
        earlier[ENTRY_FLAGS] |= ENTRY_OVERTAKEN;
    }
}

/* An mm is freed before the slots of other CPUs are read that stand before the free. */
static void
mark_late (MmsRun *run, guint cpu, guint number, MmsCell pointer)
{
  MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < number; i++)
    {
      MmsCell *earlier = window + 1 + i * ENTRY_N;
      const MmsInstruction *instruction = mms_window_instruction (run, earlier);

      if (mms_window_is_others_slot (run, cpu, instruction, mms_window_locate (run, cpu, earlier)))
        earlier[ENTRY_LATE_FOR] = pointer;
    }
}

/* Entry @number takes effect, and leaves the window. */
static void
take_effect (MmsRun *run, guint cpu, guint number)
{
  MmsCell *window = mms_run_stores (run, cpu);
  MmsCell entry[ENTRY_N];
  const MmsInstruction *instruction;
  MmsCell value = 0;

  memcpy (entry, window + 1 + number * ENTRY_N, sizeof entry);
  instruction = mms_window_instruction (run, entry);
  mark_overtaken (run, cpu, number);
  if ((entry[ENTRY_FLAGS] & ENTRY_OVERTAKEN) != 0
      && mms_run_is_gone (run, mms_window_get_followed (run, entry), 4))
    {
      mms_run_alarm (run, cpu, ALARM_D43);
      mms_run_alarm (run, cpu, ALARM_D21);
    }
  run->performed = number + 1;
  run->performer = cpu;
  if (instruction->op == MMS_OP_RETURN)
    run->state[mms_window_locate (run, cpu, entry)] = 0;
  else if (instruction->op == MMS_OP_FREE)
    {
      mms_run_free (run, cpu, (guint) entry[ENTRY_PC], entry[ENTRY_B], (int) number);
      mark_late (run, cpu, number, entry[ENTRY_B]);
    }
  else
    value = mms_run_perform (run, cpu, (guint) entry[ENTRY_PC], entry[ENTRY_INDEX],
                             entry[ENTRY_B], entry[ENTRY_C], (int) number);
  run->performed = 0;
  if (run->is_void)
    return;
  /* Where it stores nothing, it is a load from the beginning. */
  if (mms_instruction_may_fail (instruction)
      && mms_run_has_failed (run, mms_program_get_instruction (run->program, instruction->target + 1u), value,
                             instruction->op == MMS_OP_CMPXCHG ? entry[ENTRY_B] : entry[ENTRY_C]))
    {
      run->is_void = run->was_never = TRUE;
      return;
    }
  if (instruction->op == MMS_OP_LOAD && value != 0 && value == entry[ENTRY_LATE_FOR])
    mms_run_alarm (run, cpu, ALARM_D44);
  resolve (run, cpu, number, value);
}

/* A load of what no other CPU ever writes: nobody could tell when it takes effect. */
static gboolean
is_private (const MmsRun *run, guint cpu, const MmsCell *entry)
{
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  const guint64 *writes = run->program->futures->foreign_writes[cpu];
  guint lives = run->program->n_locations + MMS_TOUCH_LIVES;
  int location;

  if (instruction->op != MMS_OP_LOAD)
    return FALSE;
  location = mms_window_locate (run, cpu, entry);
  return location >= 0 && !mms_touch_set_has (writes, (guint) location)
         && (mms_run_field (run, instruction->field)->kind != MMS_OBJECT_MM
             || !mms_touch_set_has (writes, lives))
         && !mms_window_is_others_slot (run, cpu, instruction, location);
}

/* Everything that nobody could tell the time of, and has its operands. */
static void
settle (MmsRun *run, guint cpu)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < (guint) window[0] && !run->is_void;)
    {
      if (can_settle (run, cpu, i))
        settle_one (run, cpu, i);
      else if (is_private (run, cpu, window + 1 + i * ENTRY_N) && mms_weak_can_perform (run, cpu, i))
        take_effect (run, cpu, i);
      else
        {
          i++;
          continue;
        }
      i = 0; /* what stands before may have waited for it */
    }
}

void
mms_weak_issue (MmsRun *run,
                guint   cpu,
                int     choice)
{
  MmsCell *context = mms_run_context (run, cpu);
  guint pc = (guint) context[0];
  const MmsInstruction *instruction = mms_program_get_instruction (run->program, pc);
  MmsCell *window = mms_run_stores (run, cpu);
  guint level = mms_run_level (mms_run_cpu (run, cpu));
  guint8 result = mms_instruction_get_result (instruction);

  if (mms_instruction_is_ghost (instruction))
    {
      mms_ghost_put_off (run, cpu, context);
      return;
    }
  if (instruction->op == MMS_OP_JUMP_IF_ZERO)
    {
      mms_window_push (run, cpu, pc, (MmsCell) choice, mms_context_get (context, instruction->b), 0, 0);
      context[0] = choice != 0 ? (MmsCell) (pc + 1) : (MmsCell) instruction->target;
      return;
    }
  if (choice != 0 && mms_instruction_may_fail (instruction))
    {
      pc = instruction->target;
      instruction = mms_program_get_instruction (run->program, pc);
      result = mms_instruction_get_result (instruction);
    }
  if (mms_instruction_is_step (instruction))
    {
      gboolean is_entry = mms_instruction_has_place (instruction)
                          || instruction->op == MMS_OP_USE || instruction->op == MMS_OP_FREE;

      if (mms_window_is_full (run, instruction, level) || mms_window_does_wait (instruction)
          || (!is_entry && instruction->op != MMS_OP_FENCE))
        {
          mms_run_do (run, cpu, choice);
          return;
        }
      if (instruction->op == MMS_OP_FENCE
          && (instruction->order == MMS_ORDER_COMPILER
              || mms_window_is_fence_done (run, window, (guint) window[0], (MmsOrder) instruction->order)))
        {
          mms_run_do (run, cpu, choice);
          return;
        }
    }
  mms_window_push (run, cpu, pc, mms_context_get (context, instruction->index),
                   mms_context_get (context, instruction->b),
                   mms_context_get (context, instruction->c), 0);
  context[0] = (MmsCell) (pc + 1);
  if (result != MMS_SIM_NO_REGISTER)
    context[1 + result] = (MmsCell) (MMS_PENDING + window[0] - 1);
  settle (run, cpu);
}

void
mms_weak_perform (MmsRun *run,
                  guint   cpu,
                  guint   number)
{
  take_effect (run, cpu, number);
  if (!run->is_void)
    settle (run, cpu);
  if (!run->is_void)
    mms_run_local (run, cpu);
}
