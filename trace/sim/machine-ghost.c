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

void
mms_ghost_put_off (MmsRun  *run,
                   guint    cpu,
                   MmsCell *context)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  guint pc = (guint) context[0];
  guint64 needs = run->program->needs[pc];
  MmsCell flags = (MmsCell) (mms_run_level (cells) | (mms_run_irqs_off (cells) ? GHOST_IRQS_OFF : 0)
                             | (guint) cells[CPU_CURRENT] << GHOST_TASK);

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

static gboolean
do_overlap (const MmsRun *run, const guint64 *a, const guint64 *b)
{
  return mms_touch_set_overlaps (a, b, run->program->futures->n_words);
}

/* Whether a ghost that looks at @looks has to wait for an operation before: it is yet to give the value of
 * such a place, or to read it, or keeps what is read behind it waiting. */
static gboolean
is_hidden (const MmsRun *run, guint cpu, const guint64 *looks, const MmsCell *earlier)
{
  const MmsInstruction *instruction = mms_window_instruction (run, earlier);
  const MmsSimField *field;
  int location;

  if (instruction->op == MMS_OP_FENCE)
    return instruction->order == MMS_ORDER_RMB && do_overlap (run, looks, looks);
  if (!mms_instruction_has_place (instruction))
    return FALSE;
  location = mms_window_locate (run, cpu, earlier);
  if (location >= 0)
    return mms_touch_set_has (looks, (guint) location) && instruction->op != MMS_OP_UNLOCK
           && (instruction->op != MMS_OP_STORE || MMS_IS_PENDING (earlier[ENTRY_B]));
  field = mms_run_field (run, instruction->field);
  for (guint i = 0; location == -1 && i < field->n; i++)
    if (mms_touch_set_has (looks, field->base + i))
      return TRUE;
  return FALSE;
}

gboolean
mms_ghost_can_be_done (const MmsRun *run,
                       guint         cpu,
                       guint         number)
{
  const MmsCell *window = mms_run_stores (run, cpu);
  const MmsCell *entry = window + 1 + number * ENTRY_N;
  const guint64 *looks = get_looks (run, entry);
  guint n = mms_ghost_count_entries (run, (guint) entry[ENTRY_PC]);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < N_HELD; j++)
      if (MMS_IS_PENDING (entry[i * ENTRY_N + ENTRY_INDEX + j]))
        return FALSE;
  if (mms_window_has_guess (run, window, number))
    return FALSE;
  for (guint i = 0; i < number; i++)
    {
      const MmsCell *earlier = window + 1 + i * ENTRY_N;

      if (is_ghost (run, earlier) ? do_overlap (run, looks, get_looks (run, earlier))
                                  : is_hidden (run, cpu, looks, earlier))
        return FALSE;
    }
  return TRUE;
}

/* One instruction.  What asks for the CPU's circumstances is answered as it would have been then. */
static void
do_one (MmsRun *run, guint cpu, guint number, MmsCell flags, MmsCell *context)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (run->program, (guint) context[0]);
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
    default:
      mms_run_do_local (run, cpu, context);
      return;
    }
  mms_context_set (context, instruction->a, value);
  context[0]++;
}

void
mms_ghost_do (MmsRun *run,
              guint   cpu,
              guint   number)
{
  const MmsCell *entry = mms_run_stores (run, cpu) + 1 + number * ENTRY_N;
  guint pc = (guint) entry[ENTRY_PC];
  guint end = mms_program_get_instruction (run->program, pc)->end;
  MmsCell flags = entry[ENTRY_FLAGS];
  MmsCell context[1 + MMS_SIM_MAX_REGISTERS] = { (MmsCell) pc };
  guint n = 0;

  for (guint64 needs = run->program->needs[pc]; needs != 0; needs &= needs - 1, n++)
    context[1 + __builtin_ctzll (needs)] = entry[n / N_HELD * ENTRY_N + ENTRY_INDEX + n % N_HELD];
  for (n = 0; (guint) context[0] != end && !run->is_void; n++)
    {
      if (n == MMS_MAX_LOCAL)
        {
          mms_run_break (run, cpu);
          return;
        }
      do_one (run, cpu, number, flags, context);
    }
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
