/* machine-weak.c - operations that take effect out of order
 *
 * Each CPU comes to its operations in program order and puts them into a window; from there they take
 * effect in any order that nothing forbids.  What forbids it: a fence, an acquire before or a release
 * after, the same location, a value that the earlier one has yet to give, a branch on such a value
 * before a store.  All CPUs agree on when that is (multi-copy atomicity), which is stronger than
 * LKMM.  A load that is behind a store to the same location in the window takes its value from there,
 * before anybody else can see it, as from a store buffer; behind anything else it waits.
 *
 * A branch on a value that is not there yet is guessed, both ways; where the guess turns out wrong,
 * there was no such run.  Until then nothing that another CPU or a person could notice happens on the
 * strength of it: no store, no alarm, no switch of tasks, and no interrupt comes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

static const MmsInstruction *
get_instruction (const MmsRun *run, const MmsCell *entry)
{
  return mms_program_get_instruction (run->program, (guint) entry[ENTRY_PC]);
}

static MmsCell
get_register (const MmsCell *context, guint8 number)
{
  return number == MMS_SIM_NO_REGISTER ? 0 : context[1 + number];
}

static gboolean
is_guess (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_JUMP_IF_ZERO;
}

/* What waits does not enter the window before it has an end to its waiting: until then an interrupt can
 * come as between any two operations. */
static gboolean
does_wait (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_LOCK || instruction->op == MMS_OP_AWAIT;
}

/* Nothing behind it takes effect before it does. */
static gboolean
is_acquire (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_LOCK || instruction->op == MMS_OP_AWAIT
         || (mms_instruction_reads (instruction) && instruction->order == MMS_ORDER_ACQUIRE);
}

static gboolean
is_release (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_UNLOCK || instruction->op == MMS_OP_RETURN
         || (mms_instruction_writes (instruction) && instruction->order == MMS_ORDER_RELEASE);
}

static gboolean
does_write (const MmsInstruction *instruction)
{
  return mms_instruction_writes (instruction) || instruction->op == MMS_OP_FREE
         || instruction->op == MMS_OP_RETURN;
}

static gboolean
does_read (const MmsInstruction *instruction)
{
  return mms_instruction_reads (instruction) || instruction->op == MMS_OP_USE;
}

/* Whether it orders everything before against everything after: then it takes effect only when the
 * window is empty, and at once. */
static gboolean
is_full (const MmsRun *run, const MmsInstruction *instruction, guint level)
{
  switch (instruction->op)
    {
    case MMS_OP_XCHG:
    case MMS_OP_CMPXCHG:
    case MMS_OP_RMW_ADD:
    case MMS_OP_RMW_AND:
    case MMS_OP_RMW_OR:
    case MMS_OP_ADD_UNLESS:
    case MMS_OP_CR3:
      return instruction->order == MMS_ORDER_FULL;
    case MMS_OP_FENCE:
      return instruction->order == MMS_ORDER_MB || instruction->order == MMS_ORDER_FULL;
    case MMS_OP_IPI:
    case MMS_OP_ALLOC:
      return TRUE;
    case MMS_OP_RETURN:
      return level >= LEVEL_IRQ && run->program->iret_full;
    default:
      return FALSE;
    }
}

static gboolean
is_fence_done (const MmsRun *run, const MmsCell *window, guint number, MmsOrder order)
{
  for (guint i = 0; i < number; i++)
    {
      const MmsInstruction *earlier = get_instruction (run, window + 1 + i * ENTRY_N);

      if (order == MMS_ORDER_WMB ? does_write (earlier) : does_read (earlier))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_guess (const MmsRun *run, const MmsCell *window, guint before)
{
  for (guint i = 0; i < before; i++)
    if (is_guess (get_instruction (run, window + 1 + i * ENTRY_N)))
      return TRUE;
  return FALSE;
}

static gboolean
has_read_fence (const MmsRun *run, const MmsCell *window)
{
  for (guint i = 0; i < (guint) window[0]; i++)
    if (get_instruction (run, window + 1 + i * ENTRY_N)->order == MMS_ORDER_RMB)
      return TRUE;
  return FALSE;
}

static gboolean
has_acquire (const MmsRun *run, const MmsCell *window)
{
  for (guint i = 0; i < (guint) window[0]; i++)
    if (is_acquire (get_instruction (run, window + 1 + i * ENTRY_N)))
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
uses_pending (const MmsInstruction *instruction, const MmsCell *context)
{
  guint64 uses = mms_instruction_get_uses (instruction);

  while (uses != 0)
    {
      guint i = (guint) __builtin_ctzll (uses);

      if (MMS_IS_PENDING (context[1 + i]))
        return TRUE;
      uses &= uses - 1;
    }
  return FALSE;
}

gboolean
mms_weak_is_guessing (const MmsRun *run,
                      guint         cpu)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  return has_guess (run, window, (guint) window[0]);
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
  if (uses_pending (instruction, context))
    return TRUE;
  switch (instruction->op)
    {
    case MMS_OP_REPORT:
    case MMS_OP_TRACE:
    case MMS_OP_ASSUME:
    case MMS_OP_EQ_MM:
    case MMS_OP_NE_MM:
      return has_guess (run, window, (guint) window[0]);
    case MMS_OP_PEEK:
      {
        const MmsSimField *field = mms_run_field (run, instruction->field);
        MmsCell value;

        if (has_guess (run, window, (guint) window[0]))
          return TRUE;
        for (guint i = 0; i < field->n; i++)
          if (!mms_run_view (run, cpu, field->base + i, &value))
            return TRUE;
        return FALSE;
      }
    default:
      return FALSE;
    }
}

/* A local instruction whose operands are on their way can wait for them in the window. */
static gboolean
can_wait (const MmsInstruction *instruction)
{
  switch (instruction->op)
    {
    case MMS_OP_PEEK:
    case MMS_OP_PEEK_CR3:
    case MMS_OP_PEEK_FREED:
    case MMS_OP_REPORT:
    case MMS_OP_TRACE:
    case MMS_OP_ASSUME:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
push (MmsRun *run, guint cpu, guint pc, MmsCell index, MmsCell b, MmsCell c)
{
  MmsCell *window = mms_run_stores (run, cpu);
  MmsCell *entry = window + 1 + window[0]++ * ENTRY_N;

  entry[ENTRY_PC] = (MmsCell) pc;
  entry[ENTRY_INDEX] = index;
  entry[ENTRY_B] = b;
  entry[ENTRY_C] = c;
  entry[ENTRY_FLAGS] = 0;
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
        .location = -1,
        .value = b,
        .wrote = does_write (mms_program_get_instruction (run->program, pc)),
      };

      mms_run_tell (run, &happening);
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

  if (is_guess (instruction))
    {
      push (run, cpu, pc, (MmsCell) choice, get_register (context, instruction->b), 0);
      context[0] = choice != 0 ? (MmsCell) (pc + 1) : (MmsCell) instruction->target;
      return;
    }
  if (mms_instruction_is_step (instruction))
    {
      gboolean is_entry = mms_instruction_has_place (instruction)
                          || instruction->op == MMS_OP_USE || instruction->op == MMS_OP_FREE;

      if (is_full (run, instruction, level) || does_wait (instruction)
          || (!is_entry && instruction->op != MMS_OP_FENCE))
        {
          mms_run_do (run, cpu, choice);
          return;
        }
      if (instruction->op == MMS_OP_FENCE
          && (instruction->order == MMS_ORDER_COMPILER
              || is_fence_done (run, window, (guint) window[0], (MmsOrder) instruction->order)))
        {
          mms_run_do (run, cpu, choice);
          return;
        }
    }
  push (run, cpu, pc, get_register (context, instruction->index),
        get_register (context, instruction->b), get_register (context, instruction->c));
  context[0] = (MmsCell) (pc + 1);
  if (result != MMS_SIM_NO_REGISTER)
    context[1 + result] = (MmsCell) (MMS_PENDING + window[0] - 1);
}

/* The location of an entry, or -1 while its index is not known; -2: there is none. */
static int
locate (const MmsRun *run, guint cpu, const MmsCell *entry)
{
  const MmsInstruction *instruction = get_instruction (run, entry);
  const MmsSimField *field;
  int element;

  if (instruction->op == MMS_OP_RETURN)
    return (int) (run->machine->pending + (guint) entry[ENTRY_INDEX] * run->machine->n_cpus + cpu);
  if (!mms_instruction_has_place (instruction))
    return -2;
  field = mms_run_field (run, instruction->field);
  if (instruction->index == MMS_SIM_NO_REGISTER)
    return field->base;
  if (MMS_IS_PENDING (entry[ENTRY_INDEX]))
    return -1;
  element = field->kind == MMS_OBJECT_MM     ? MMS_SIM_MM_ADDRESS (entry[ENTRY_INDEX]) - 1
            : field->kind == MMS_OBJECT_TASK ? entry[ENTRY_INDEX] - 1
                                             : entry[ENTRY_INDEX];
  return element < 0 || element >= field->n ? -2 : field->base + element;
}

/* The mm that an entry follows a pointer to; 0: none, or not known. */
static MmsCell
get_followed (const MmsRun *run, const MmsCell *entry)
{
  const MmsInstruction *instruction = get_instruction (run, entry);
  MmsCell pointer = 0;

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
  const MmsInstruction *a = get_instruction (run, first);
  const MmsInstruction *b = get_instruction (run, second);
  int place_a = locate (run, cpu, first);
  int place_b = locate (run, cpu, second);

  if (a->op == MMS_OP_FREE || b->op == MMS_OP_FREE)
    {
      MmsCell mm_a = get_followed (run, first);
      MmsCell mm_b = get_followed (run, second);

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
  return get_instruction (run, first)->op == MMS_OP_STORE
         && get_instruction (run, second)->op == MMS_OP_LOAD && !MMS_IS_PENDING (first[ENTRY_B])
         && locate (run, cpu, first) >= 0
         && locate (run, cpu, first) == locate (run, cpu, second);
}

/* Whether @entry could take effect now, with the first @number entries of the window before it. */
static gboolean
can_take_effect (const MmsRun *run, guint cpu, const MmsCell *entry, guint number)
{
  const MmsCell *window = mms_run_stores (run, cpu);
  const MmsInstruction *instruction = get_instruction (run, entry);
  MmsCell followed;
  gboolean is_guessed = FALSE;
  gboolean is_blocked = FALSE;

  if (!does_read (instruction) && !does_write (instruction))
    return FALSE;
  if (MMS_IS_PENDING (entry[ENTRY_INDEX]) || MMS_IS_PENDING (entry[ENTRY_B])
      || MMS_IS_PENDING (entry[ENTRY_C]))
    return FALSE;
  for (guint i = 0; i < number; i++)
    {
      const MmsCell *earlier = window + 1 + i * ENTRY_N;
      const MmsInstruction *other = get_instruction (run, earlier);

      if (is_release (instruction))
        return FALSE;
      if (is_guess (other))
        {
          is_guessed = TRUE;
          if (does_write (instruction))
            return FALSE;
        }
      if (other->op == MMS_OP_FENCE
          && ((other->order == MMS_ORDER_WMB && does_write (instruction))
              || (other->order == MMS_ORDER_RMB && does_read (instruction))))
        return FALSE;
      /* All that is before an unlock is seen before all that is behind a lock, whichever lock. */
      if (instruction->op == MMS_OP_LOCK && other->op == MMS_OP_UNLOCK)
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
  followed = get_followed (run, entry);
  /* What would be an alarm, or the end of the run, waits until it is sure to happen: what is freed
   * stays freed. */
  if (is_guessed
      && (locate (run, cpu, entry) == -2 ? instruction->op != MMS_OP_USE || followed == 0
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

  if (does_wait (instruction))
    {
      const MmsCell entry[ENTRY_N] = { context[0], get_register (context, instruction->index),
                                       get_register (context, instruction->b) };

      return !has_acquire (run, window) && can_take_effect (run, cpu, entry, n);
    }
  if (n == 0)
    return TRUE;
  if (has_acquire (run, window))
    return FALSE;
  if (!mms_instruction_is_step (instruction))
    return uses_pending (instruction, context) && can_wait (instruction)
           && n < run->machine->buffer;
  if (is_full (run, instruction, level))
    {
      MmsCell index = get_register (context, instruction->index);
      MmsCell b = get_register (context, instruction->b);

      /* A compare-and-exchange that fails orders nothing. */
      if (instruction->op == MMS_OP_CMPXCHG && !has_guess (run, window, n)
          && !has_read_fence (run, window)
          && !uses_pending (instruction, context))
        {
          const MmsSimField *field = mms_run_field (run, instruction->field);
          guint element = field->kind == MMS_OBJECT_MM     ? (guint) MMS_SIM_MM_ADDRESS (index) - 1
                          : field->kind == MMS_OBJECT_TASK ? (guint) index - 1
                                                           : (guint) index;
          guint location = field->base + (instruction->index == MMS_SIM_NO_REGISTER ? 0 : element);
          MmsCell view;

          return location < field->base + (guint) field->n
                 && mms_run_view (run, cpu, location, &view) && view == run->state[location]
                 && (field->type == MMS_TYPE_MM
                         ? MMS_SIM_MM_ADDRESS (view) != MMS_SIM_MM_ADDRESS (b)
                         : view != b);
        }
      return FALSE;
    }
  switch (instruction->op)
    {
    case MMS_OP_CR3:
      return !has_guess (run, window, n) && !uses_pending (instruction, context);
    case MMS_OP_SWITCH_TO:
      return !has_guess (run, window, n) && !does_task_wait (run, cpu);
    case MMS_OP_IRQ:
      /* That what this CPU holds was freed meanwhile is not said on a guess. */
      return mms_run_cpu (run, cpu)[CPU_DANGLES] == 0 || !has_guess (run, window, n);
    case MMS_OP_PREEMPT:
    case MMS_OP_CHOOSE:
      return TRUE;
    case MMS_OP_IPI_WAIT:
      return !has_guess (run, window, n);
    case MMS_OP_RETURN:
      return level == LEVEL_TASK || (!has_guess (run, window, n) && n < run->machine->buffer);
    case MMS_OP_FENCE:
      return instruction->order == MMS_ORDER_COMPILER || n < run->machine->buffer;
    default:
      return n < run->machine->buffer;
    }
}

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

/* Everything that needs no memory and has its operands. */
static void
settle (MmsRun *run, guint cpu)
{
  MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < (guint) window[0] && !run->is_void;)
    {
      const MmsCell *entry = window + 1 + i * ENTRY_N;
      const MmsInstruction *instruction = get_instruction (run, entry);

      if (does_read (instruction) || does_write (instruction)
          || MMS_IS_PENDING (entry[ENTRY_B]) || MMS_IS_PENDING (entry[ENTRY_C])
          || (instruction->op == MMS_OP_FENCE
              && !is_fence_done (run, window, i, (MmsOrder) instruction->order))
          /* Comparing mms can raise an alarm. */
          || ((instruction->op == MMS_OP_EQ_MM || instruction->op == MMS_OP_NE_MM)
              && has_guess (run, window, i)))
        {
          i++;
          continue;
        }
      if (is_guess (instruction))
        {
          if ((entry[ENTRY_B] != 0) != (entry[ENTRY_INDEX] != 0))
            {
              run->is_void = TRUE;
              return;
            }
          resolve (run, cpu, i, 0);
        }
      else if (instruction->op == MMS_OP_FENCE)
        resolve (run, cpu, i, 0);
      else
        resolve (run, cpu, i,
                 mms_run_compute (run, cpu, instruction, entry[ENTRY_B], entry[ENTRY_C]));
      i = 0; /* what stands before may have waited for it */
    }
}

/* A slot is taken back while an earlier use of what it protected has not taken effect. */
static void
mark_overtaken (MmsRun *run, guint cpu, guint number)
{
  MmsCell *window = mms_run_stores (run, cpu);
  const MmsCell *entry = window + 1 + number * ENTRY_N;
  const MmsInstruction *instruction = get_instruction (run, entry);
  int location = locate (run, cpu, entry);
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

      if (get_followed (run, earlier) == old)
        earlier[ENTRY_FLAGS] |= ENTRY_OVERTAKEN;
    }
}

void
mms_weak_perform (MmsRun *run,
                  guint   cpu,
                  guint   number)
{
  MmsCell *window = mms_run_stores (run, cpu);
  MmsCell entry[ENTRY_N];
  const MmsInstruction *instruction;
  MmsCell value = 0;

  memcpy (entry, window + 1 + number * ENTRY_N, sizeof entry);
  instruction = get_instruction (run, entry);
  mark_overtaken (run, cpu, number);
  if ((entry[ENTRY_FLAGS] & ENTRY_OVERTAKEN) != 0
      && mms_run_is_gone (run, get_followed (run, entry), 4))
    {
      mms_run_alarm (run, cpu, ALARM_D43);
      mms_run_alarm (run, cpu, ALARM_D21);
    }
  if (instruction->op == MMS_OP_RETURN)
    run->state[locate (run, cpu, entry)] = 0;
  else if (instruction->op == MMS_OP_FREE)
    mms_run_free (run, cpu, (guint) entry[ENTRY_PC], entry[ENTRY_B], (int) number);
  else
    value = mms_run_perform (run, cpu, (guint) entry[ENTRY_PC], entry[ENTRY_INDEX],
                             entry[ENTRY_B], entry[ENTRY_C], (int) number);
  if (run->is_void)
    return;
  resolve (run, cpu, number, value);
  settle (run, cpu);
  if (!run->is_void)
    mms_run_local (run, cpu);
}
