/* futures.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "futures.h"

#include <string.h>

#include "ghost-delays.h"
#include "instruction.h"
#include "touch-set.h"
#include "values.h"

/* Whether @element of @field may be what an index of @values names. */
static gboolean
may_be (const MmsSimField *field, guint element, MmsValues values)
{
  guint value = element + (field->kind == MMS_OBJECT_MM || field->kind == MMS_OBJECT_TASK);

  return field->n == 1 || values == MMS_VALUES_ANY || (value < 32 && (values >> value & 1) != 0)
         || value >= 32;
}

/* Local code is asked for what it looks at, and others for what they write: of a ghost's two accesses
 * that do not go past each other either may be the one that writes. */
static void
touch_both (guint bit, guint64 *reads, guint64 *writes)
{
  mms_touch_set_put (reads, bit);
  mms_touch_set_put (writes, bit);
}

/* The end of the ghost that an instruction is part of; 0: none */
static guint
get_ghost_end (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

  return mms_instruction_is_ghost (instruction) ? instruction->end : 0;
}

/* What the instruction at @pc touches itself. */
static void
touch (const MmsProgram *program, const MmsValueMap *map, guint pc, guint n_locations,
       guint64 *reads, guint64 *writes)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

  if (mms_instruction_has_place (instruction))
    {
      const MmsSimField *field = &g_array_index (program->fields, MmsSimField, instruction->field);

      MmsValues values = mms_value_map_get (map, pc, instruction->index);

      for (guint i = 0; i < field->n; i++)
        {
          if (!may_be (field, i, values))
            continue;
          if (mms_instruction_reads (instruction))
            mms_touch_set_put (reads, field->base + i);
          if (mms_instruction_writes (instruction))
            mms_touch_set_put (writes, field->base + i);
          if (field->use == MMS_FIELD_GHOST)
            touch_both (field->base + i, reads, writes);
        }
      if (instruction->field == mms_program_find_field (program, "mm", "unflushed"))
        touch_both (n_locations + MMS_TOUCH_WALKERS, reads, writes);
      if (field->kind == MMS_OBJECT_MM)
        mms_touch_set_put (reads, n_locations + MMS_TOUCH_LIVES);
      if (field->use >= MMS_FIELD_HOLDER && mms_instruction_writes (instruction))
        {
          mms_touch_set_put (writes, n_locations + MMS_TOUCH_HOLDERS);
          mms_touch_set_put (reads, n_locations + MMS_TOUCH_HOLDERS);
        }
    }
  switch (instruction->op)
    {
    case MMS_OP_USE:
    case MMS_OP_PEEK_FREED:
      mms_touch_set_put (reads, n_locations + MMS_TOUCH_LIVES);
      break;
    case MMS_OP_CR3:
      touch_both (n_locations + MMS_TOUCH_WALKERS, reads, writes);
      mms_touch_set_put (reads, n_locations + MMS_TOUCH_LIVES);
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_HOLDERS);
      break;
    case MMS_OP_PEEK_CR3:
      mms_touch_set_put (reads, n_locations + MMS_TOUCH_HOLDERS);
      break;
    case MMS_OP_ALLOC:
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_LIVES);
      break;
    case MMS_OP_FREE:
      mms_touch_set_put (reads, n_locations + MMS_TOUCH_HOLDERS);
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_LIVES);
      if (instruction->imm == 1)
        touch_both (n_locations + MMS_TOUCH_WALKERS, reads, writes);
      break;
    case MMS_OP_SWITCH_TO:
      /* Another task runs, so other tasks' holders count. */
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_HOLDERS);
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_SWITCH);
      break;
    case MMS_OP_STOP:
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_STOP);
      break;
    case MMS_OP_IPI:
      mms_touch_set_put (writes, n_locations + MMS_TOUCH_IPI);
      if (program->online_field >= 0)
        mms_touch_set_put (reads, g_array_index (program->fields, MmsSimField, program->online_field).base);
      break;
    default:
      break;
    }
}

/* Adds to each instruction's set those of where it may go; of a step nothing flows back through it
 * if @stops_at_steps, and to a ghost nothing from behind it if @in_ghosts.  Backwards until nothing is added:
 * code mostly goes forwards, so that takes few rounds. */
static void
flow_back (const MmsProgram *program, guint64 *sets, guint n_words, gboolean stops_at_steps,
           gboolean in_ghosts)
{
  gboolean is_changed = TRUE;

  while (is_changed)
    {
      is_changed = FALSE;
      for (guint pc = program->code->len; pc-- > 0;)
        {
          const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
          guint next[2];
          guint n = mms_instruction_get_next (instruction, pc, next);

          if (stops_at_steps && mms_instruction_is_step (instruction))
            continue;
          for (guint i = 0; i < n; i++)
            if (!in_ghosts || get_ghost_end (program, next[i]) == get_ghost_end (program, pc))
              is_changed |= mms_touch_set_add (sets + (gsize) pc * n_words,
                                               sets + (gsize) next[i] * n_words, n_words);
        }
    }
}

static void
mark_reached (const MmsProgram *program, guint pc, guint8 *reached)
{
  while (!reached[pc])
    {
      guint next[2];
      guint n = mms_instruction_get_next (mms_program_get_instruction (program, pc), pc, next);

      reached[pc] = TRUE;
      if (n == 0)
        return;
      if (n == 2)
        mark_reached (program, next[1], reached);
      pc = next[0];
    }
}

/* What IPI handlers touch when they run on @cpu, which is less than on any: most of it is percpu. */
static void
touch_in_handlers (const MmsProgram *program, guint cpu, guint n_words, guint64 *reads,
                   guint64 *writes)
{
  MmsValueMap *map = mms_value_map_new (program, (int) cpu);
  guint n_code = program->code->len;
  g_autofree guint8 *reached = g_new0 (guint8, n_code);

  for (guint pc = 0; pc < n_code; pc++)
    if (mms_program_get_instruction (program, pc)->op == MMS_OP_IPI)
      mark_reached (program, mms_program_get_instruction (program, pc)->target, reached);
  for (guint pc = 0; pc < n_code; pc++)
    if (reached[pc])
      touch (program, map, pc, program->n_locations, reads, writes);
  mms_value_map_free (map);
}

static void
touch_by_scripts (const MmsProgram *program, MmsFutures *futures, guint cpu)
{
  const GArray *script = program->scripts[cpu];
  guint n = futures->n_words;

  futures->script_reads[cpu] = g_new0 (guint64, (gsize) (script->len + 1) * n);
  futures->script_writes[cpu] = g_new0 (guint64, (gsize) (script->len + 1) * n);
  for (guint i = script->len; i-- > 0;)
    {
      guint64 *reads = futures->script_reads[cpu] + (gsize) i * n;
      guint64 *writes = futures->script_writes[cpu] + (gsize) i * n;
      guint entry = g_array_index (script, MmsStatement, i).entry;

      mms_touch_set_add (reads, reads + n, n);
      mms_touch_set_add (writes, writes + n, n);
      mms_touch_set_add (reads, mms_futures_get_reads (futures, entry), n);
      mms_touch_set_add (writes, mms_futures_get_writes (futures, entry), n);
    }
}

/* What a task may write that a CPU goes on with. */
static void
add_moved_writes (const MmsProgram *program, const MmsFutures *futures, guint64 *writes)
{
  gboolean is_whole = mms_program_may_preempt (program);

  if (program->start_task != 0)
    mms_touch_set_add (writes, mms_futures_get_writes (futures, program->start_task), futures->n_words);
  for (guint i = 0; i < program->setup->len; i++)
    mms_touch_set_add (writes,
                       mms_futures_get_moved_writes (
                           futures, g_array_index (program->setup, MmsSetup, i).entry),
                       futures->n_words);
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      {
        guint entry = g_array_index (program->scripts[cpu], MmsStatement, i).entry;

        mms_touch_set_add (writes,
                           is_whole ? mms_futures_get_writes (futures, entry)
                                    : mms_futures_get_moved_writes (futures, entry),
                           futures->n_words);
      }
}

/* (transfer full): all that @cpu may write, from the start on */
static guint64 *
find_all_writes (const MmsProgram *program, const MmsFutures *futures, guint cpu)
{
  guint n_words = futures->n_words;
  guint64 *writes = g_memdup2 (futures->script_writes[cpu], n_words * sizeof *writes);
  guint switches = futures->n_locations + MMS_TOUCH_SWITCH;

  mms_touch_set_add (writes, futures->handler_writes[cpu], n_words);
  for (guint i = 0; i < program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (program->intrusions, MmsIntrusion, i);

      if (intrusion->cpu == cpu)
        mms_touch_set_add (writes, mms_futures_get_writes (futures, intrusion->entry), n_words);
    }
  if (mms_touch_set_has (writes, switches))
    add_moved_writes (program, futures, writes);
  return writes;
}

/* (transfer full): of each instruction whether execution may come back to it, and not only a certain number of times */
static gboolean *
find_loops (const MmsProgram *program)
{
  gboolean *is_in_loop = g_new0 (gboolean, program->code->len);

  for (guint pc = 0; pc < program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
      guint next[2];
      guint n = mms_instruction_get_next (instruction, pc, next);

      for (guint i = 0; i < n && (instruction->flags & MMS_FLAG_COUNTED) == 0; i++)
        for (guint body = next[i]; next[i] != 0 && body <= pc; body++)
          is_in_loop[body] = TRUE;
    }
  return is_in_loop;
}

MmsFutures *
mms_futures_new (const MmsProgram *program)
{
  MmsFutures *futures = g_new0 (MmsFutures, 1);
  guint n_code = program->code->len;
  guint n_locations = program->n_locations;
  guint n_words = (n_locations + MMS_N_TOUCHES + 63) / 64;
  MmsValueMap *map = mms_value_map_new (program, -1);
  g_autofree guint64 *own_reads = NULL;
  g_autofree guint64 *own_writes = NULL;

  futures->n_words = n_words;
  futures->n_locations = n_locations;
  futures->reads = g_new0 (guint64, (gsize) n_code * n_words);
  futures->writes = g_new0 (guint64, (gsize) n_code * n_words);
  futures->looks = g_new0 (guint64, (gsize) n_code * n_words);
  futures->is_in_loop = find_loops (program);
  futures->moved_reads = g_new0 (guint64, (gsize) n_code * n_words);
  futures->moved_writes = g_new0 (guint64, (gsize) n_code * n_words);
  futures->switch_looks = g_new0 (guint64, n_words);
  for (guint pc = 0; pc < n_code; pc++)
    touch (program, map, pc, n_locations,
           futures->reads + (gsize) pc * n_words, futures->writes + (gsize) pc * n_words);

  mms_value_map_free (map);
  own_reads = g_memdup2 (futures->reads, (gsize) n_code * n_words * sizeof *own_reads);
  own_writes = g_memdup2 (futures->writes, (gsize) n_code * n_words * sizeof *own_writes);

  for (guint pc = 0; pc < n_code; pc++)
    if (!mms_instruction_is_step (mms_program_get_instruction (program, pc)))
      memcpy (futures->looks + (gsize) pc * n_words, mms_futures_get_reads (futures, pc),
              n_words * sizeof *futures->looks);
  flow_back (program, futures->reads, n_words, FALSE, FALSE);
  flow_back (program, futures->writes, n_words, FALSE, FALSE);
  futures->ghost_looks = g_memdup2 (futures->looks, (gsize) n_code * n_words * sizeof *futures->looks);
  flow_back (program, futures->looks, n_words, TRUE, FALSE);
  flow_back (program, futures->ghost_looks, n_words, TRUE, TRUE);
  futures->ghost_delays = mms_ghost_delays_find (
      program, &(MmsOwnTouches){ n_words, own_reads, own_writes, futures->ghost_looks });

  for (guint pc = 0; pc < n_code; pc++)
    if (mms_program_get_instruction (program, pc)->op == MMS_OP_SWITCH_TO)
      {
        memcpy (futures->moved_reads + (gsize) pc * n_words, mms_futures_get_reads (futures, pc + 1),
                n_words * sizeof *futures->reads);
        memcpy (futures->moved_writes + (gsize) pc * n_words, mms_futures_get_writes (futures, pc + 1),
                n_words * sizeof *futures->writes);
      }
  flow_back (program, futures->moved_reads, n_words, FALSE, FALSE);
  flow_back (program, futures->moved_writes, n_words, FALSE, FALSE);

  if (program->start_task != 0)
    mms_touch_set_add (futures->switch_looks, mms_futures_get_looks (futures, program->start_task),
                       n_words);
  for (guint pc = 0; pc < n_code; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

      if (instruction->op == MMS_OP_SWITCH_TO)
        mms_touch_set_add (futures->switch_looks, mms_futures_get_looks (futures, pc + 1), n_words);
      futures->has_handlers |= instruction->op == MMS_OP_IPI;
    }
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    {
      touch_by_scripts (program, futures, cpu);
      futures->handler_reads[cpu] = g_new0 (guint64, n_words);
      futures->handler_writes[cpu] = g_new0 (guint64, n_words);
      if (futures->has_handlers)
        touch_in_handlers (program, cpu, n_words, futures->handler_reads[cpu],
                           futures->handler_writes[cpu]);
    }
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    futures->foreign_writes[cpu] = g_new0 (guint64, n_words);
  for (guint writer = 0; writer < program->n_cpus; writer++)
    {
      g_autofree guint64 *writes = find_all_writes (program, futures, writer);

      for (guint cpu = 0; cpu < program->n_cpus; cpu++)
        if (cpu != writer)
          mms_touch_set_add (futures->foreign_writes[cpu], writes, n_words);
    }
  return futures;
}

void
mms_futures_free (MmsFutures *futures)
{
  if (futures == NULL)
    return;
  g_free (futures->reads);
  g_free (futures->writes);
  g_free (futures->looks);
  g_free (futures->ghost_looks);
  g_free (futures->ghost_delays);
  g_free (futures->is_in_loop);
  g_free (futures->moved_reads);
  g_free (futures->moved_writes);
  g_free (futures->switch_looks);
  for (guint cpu = 0; cpu < MMS_SIM_MAX_CPUS; cpu++)
    {
      g_free (futures->script_reads[cpu]);
      g_free (futures->script_writes[cpu]);
      g_free (futures->handler_reads[cpu]);
      g_free (futures->handler_writes[cpu]);
      g_free (futures->foreign_writes[cpu]);
    }
  g_free (futures);
}
