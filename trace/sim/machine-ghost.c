/* machine-ghost.c - ghosts that wait in a window (weak)
 *
 * A ghost that needs a value which is still on its way, or whose turn is in doubt, is put off as a whole,
 * from where it stands to the end of its statement, and the CPU goes on behind it: so it orders nothing.
 * It is done as soon as all is known that it needs, and sees what this CPU has seen at that point of the
 * program.  An entry of the window holds three of the registers that it needs, as many entries as it takes
 * all of them.
 *
 * Where it looks this CPU itself changes nothing before it has looked, and frees nothing before one has
 * looked at an mm; that is all that ever waits for a ghost.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-ghost.h"

#include <string.h>

#include "machine-window.h"
#include "touch-set.h"

#define N_HELD 3 /* registers in an entry: ENTRY_INDEX and on */

/* ENTRY_FLAGS of a ghost's entry: where the CPU was, and whether an entry before has the beginning. */
#define GHOST_LEVEL    0x0003
#define GHOST_IRQS_OFF 0x0004
#define GHOST_TASK     4      /* shift */
#define GHOST_MORE     0x2000

static const guint64 *
get_looks (const MmsRun *run, const MmsCell *entry)
{
  return mms_futures_get_ghost_looks (run->program->futures, (guint) entry[ENTRY_PC]);
}

static gboolean
is_ghost (const MmsRun *run, const MmsCell *entry)
{
  return mms_instruction_is_ghost (mms_window_instruction (run, entry));
}

gboolean
mms_ghost_is_continued (const MmsCell *entry)
{
  return (entry[ENTRY_FLAGS] & GHOST_MORE) != 0;
}

guint
mms_ghost_count_entries (const MmsRun *run,
                         guint         pc)
{
  guint n = (guint) __builtin_popcountll (run->program->needs[pc]);

  return n == 0 ? 1 : (n + N_HELD - 1) / N_HELD;
}

static MmsCell
get_flags (const MmsRun *run, guint cpu)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);

  return (MmsCell) (mms_run_level (cells) | (mms_run_irqs_off (cells) ? GHOST_IRQS_OFF : 0)
                    | (guint) cells[CPU_CURRENT] << GHOST_TASK);
}

void
mms_ghost_put_off (MmsRun  *run,
                   guint    cpu,
                   MmsCell *context)
{
  guint pc = (guint) context[0];
  guint64 needs = run->program->needs[pc];
  MmsCell flags = get_flags (run, cpu);

  do
    {
      MmsCell held[N_HELD] = { 0 };

      for (guint i = 0; i < N_HELD && needs != 0; i++)
        {
          held[i] = context[1 + __builtin_ctzll (needs)];
          needs &= needs - 1;
        }
      mms_window_push (run, cpu, pc, held[0], held[1], held[2], flags);
      flags = GHOST_MORE;
    }
  while (needs != 0);
  context[0] = (MmsCell) mms_program_get_instruction (run->program, pc)->end;
}

/* Whether a ghost behind the first @number entries cannot look at a place, or remember something there, before
 * one of them is done: it is yet to give the place its value, or to read it, or keeps what is read behind it
 * waiting. */
static gboolean
is_place_hidden (const MmsRun *run, guint cpu, guint number, const MmsInstruction *instruction,
                 MmsCell index)
{
  const MmsSimField *field = mms_run_field (run, instruction->field);
  int location = mms_run_find_location (run, instruction, index);
  MmsCell value;

  if (location < 0)
    return FALSE;
  if (field->use == MMS_FIELD_GHOST)
    return mms_ghost_looks_at (run, cpu, number, (guint) location);
  for (guint i = 0; i < number; i++)
    if (mms_window_reads (run, cpu, mms_run_stores (run, cpu) + 1 + i * ENTRY_N, field,
                          (guint) location))
      return TRUE;
  return !mms_window_look (run, cpu, number, (guint) location, &value);
}

/* Whether it is not known yet what of an mm is freed: which one this CPU frees. */
static gboolean
is_free_hidden (const MmsRun *run, guint cpu, guint number)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < number; i++)
    {
      const MmsCell *earlier = window + 1 + i * ENTRY_N;

      if (mms_window_instruction (run, earlier)->op == MMS_OP_FREE && MMS_IS_PENDING (earlier[ENTRY_B]))
        return TRUE;
    }
  return FALSE;
}

/* What this CPU frees it sees as freed, as it sees what it stores: bits as of FREE. */
static guint
get_own_frees (const MmsRun *run, guint cpu, guint number, MmsCell pointer)
{
  const MmsCell *window = mms_run_stores (run, cpu);
  guint parts = 0;

  for (guint i = 0; i < number; i++)
    {
      const MmsCell *earlier = window + 1 + i * ENTRY_N;
      const MmsInstruction *instruction = mms_window_instruction (run, earlier);

      if (instruction->op == MMS_OP_FREE && earlier[ENTRY_B] == pointer)
        parts |= (guint) instruction->imm;
    }
  return parts;
}

/* Whether the instruction has to wait for one of the first @number entries. */
static gboolean
has_to_wait (const MmsRun *run, guint cpu, guint number, const MmsCell *context)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);

  for (guint64 uses = run->program->uses[context[0]]; uses != 0; uses &= uses - 1)
    if (MMS_IS_PENDING (context[1 + __builtin_ctzll (uses)]))
      return TRUE;
  switch (instruction->op)
    {
    case MMS_OP_PEEK:
    case MMS_OP_POKE:
      return is_place_hidden (run, cpu, number, instruction,
                              mms_context_get (context, instruction->index));
    case MMS_OP_PEEK_FREED:
      return is_free_hidden (run, cpu, number);
    default:
      return FALSE;
    }
}

/* One instruction.  What asks for the CPU's circumstances is answered as it would have been then. */
static void
do_one (MmsRun *run, guint cpu, guint number, MmsCell flags, MmsCell *context)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
  MmsCell b = mms_context_get (context, instruction->b);
  MmsCell value = 0;
  int location;

  switch (instruction->op)
    {
    case MMS_OP_LEVEL:
      value = flags & GHOST_LEVEL;
      break;
    case MMS_OP_IRQS_OFF:
      value = (flags & GHOST_IRQS_OFF) != 0;
      break;
    case MMS_OP_CURRENT:
      value = (MmsCell) ((flags >> GHOST_TASK) + 1);
      break;
    case MMS_OP_PEEK:
      location = mms_run_locate (run, cpu, instruction,
                                 mms_context_get (context, instruction->index));
      if (location < 0)
        return;
      mms_window_look (run, cpu, number, (guint) location, &value);
      break;
    case MMS_OP_PEEK_FREED:
      value = (MmsCell) ((guint) mms_run_compute (run, cpu, instruction, b, 0)
                         | get_own_frees (run, cpu, number, b));
      break;
    default:
      mms_run_do_local (run, cpu, context);
      return;
    }
  mms_context_set (context, instruction->a, value);
  context[0]++;
}

static guint
get_end (const MmsRun *run, guint pc)
{
  return mms_program_get_instruction (run->program, pc)->end;
}

/* From where @context stands to the end of the statement. */
static void
do_all (MmsRun *run, guint cpu, guint number, MmsCell flags, MmsCell *context)
{
  guint end = get_end (run, (guint) context[0]);

  for (guint n = 0; (guint) context[0] != end && !run->is_void; n++)
    {
      if (n == MMS_MAX_LOCAL)
        {
          mms_run_break (run, cpu);
          return;
        }
      do_one (run, cpu, number, flags, context);
    }
}

static gboolean
does_remember (const MmsRun *run, guint pc)
{
  for (guint end = get_end (run, pc); pc < end; pc++)
    if (mms_program_get_instruction (run->program, pc)->op == MMS_OP_POKE)
      return TRUE;
  return FALSE;
}

/* Whether it would come to its end without anything that has to wait, tried without consequences.  It is done as a
 * whole: to look at one thing now and at another later is to see what never was. */
static gboolean
can_do_all (const MmsRun *run, guint cpu, guint number, MmsCell flags, const MmsCell *from)
{
  guint end = get_end (run, (guint) from[0]);
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS];
  g_autofree MmsCell *state = NULL;
  MmsAlarms alarms = { { 0 } };
  MmsRun trial;

  if (mms_window_has_guess (run, mms_run_stores (run, cpu), number))
    return FALSE;
  memcpy (context, from, (1 + run->machine->n_registers) * sizeof *context);
  if (does_remember (run, (guint) from[0]))
    state = g_memdup2 (run->state, run->machine->n_cells * sizeof *state);
  mms_run_init (&trial, run->machine, state != NULL ? state : run->state, &alarms, NULL, NULL);
  for (guint n = 0; (guint) context[0] != end && !trial.is_void && n < MMS_MAX_LOCAL; n++)
    {
      if (has_to_wait (&trial, cpu, number, context))
        return FALSE;
      do_one (&trial, cpu, number, flags, context);
    }
  return TRUE;
}

gboolean
mms_ghost_can_pass (const MmsRun  *run,
                    guint          cpu,
                    const MmsCell *context)
{
  return can_do_all (run, cpu, (guint) mms_run_stores (run, cpu)[0], get_flags (run, cpu), context);
}

void
mms_ghost_pass (MmsRun  *run,
                guint    cpu,
                MmsCell *context)
{
  do_all (run, cpu, (guint) mms_run_stores (run, cpu)[0], get_flags (run, cpu), context);
}

static MmsCell
get_entry_flags (const MmsRun *run, guint cpu, guint number)
{
  return mms_run_stores (run, cpu)[1 + number * ENTRY_N + ENTRY_FLAGS];
}

/* What the ghost of entry @number holds, as it stood. */
static void
restore (const MmsRun *run, guint cpu, guint number, MmsCell *context)
{
  const MmsCell *entry = mms_run_stores (run, cpu) + 1 + number * ENTRY_N;
  guint n = 0;

  memset (context, 0, (1 + MMS_SIM_MAX_REGISTERS) * sizeof *context);
  context[0] = entry[ENTRY_PC];
  for (guint64 needs = run->program->needs[entry[ENTRY_PC]]; needs != 0; needs &= needs - 1, n++)
    context[1 + __builtin_ctzll (needs)] = entry[n / N_HELD * ENTRY_N + ENTRY_INDEX + n % N_HELD];
}

gboolean
mms_ghost_can_be_done (const MmsRun *run,
                       guint         cpu,
                       guint         number)
{
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS];

  restore (run, cpu, number, context);
  return can_do_all (run, cpu, number, get_entry_flags (run, cpu, number), context);
}

void
mms_ghost_do (MmsRun *run,
              guint   cpu,
              guint   number)
{
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS];

  restore (run, cpu, number, context);
  do_all (run, cpu, number, get_entry_flags (run, cpu, number), context);
}

gboolean
mms_ghost_looks_at (const MmsRun *run,
                    guint         cpu,
                    guint         before,
                    guint         bit)
{
  const MmsCell *window = mms_run_stores (run, cpu);

  for (guint i = 0; i < before; i++)
    if (is_ghost (run, window + 1 + i * ENTRY_N)
        && mms_touch_set_has (get_looks (run, window + 1 + i * ENTRY_N), bit))
      return TRUE;
  return FALSE;
}

gboolean
mms_ghost_keeps (const MmsRun  *run,
                 guint          cpu,
                 const MmsCell *ghost,
                 const MmsCell *entry)
{
  const MmsInstruction *instruction = mms_window_instruction (run, entry);
  int location;

  if (instruction->op == MMS_OP_FREE)
    return mms_touch_set_has (get_looks (run, ghost), run->program->n_locations + MMS_TOUCH_LIVES);
  if (!mms_window_does_write (instruction) || !mms_instruction_has_place (instruction))
    return FALSE;
  location = mms_window_locate (run, cpu, entry);
  return location >= 0 && mms_touch_set_has (get_looks (run, ghost), (guint) location);
}
