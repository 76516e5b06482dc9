/* ghost-delays.c
 *
 * From each read the code is followed to where the read must have taken effect: a full barrier.  On the way
 * goes with it what waits for it: registers, places whose value is not known because of it, whether the
 * turn of the code is in doubt, whether a barrier of reads has been passed.  A ghost that meets any of that
 * is put off; machine-ghost.c has the rules.  What is not clear counts as waiting: that costs states and
 * loses no run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ghost-delays.h"

#include <string.h>

#include "futures.h"
#include "instruction.h"
#include "touch-set.h"

#define MAX_VISITS 4000000 /* in all walks; beyond, a read may keep every ghost waiting */

#define ALL_CPUS ((1 << MMS_SIM_MAX_CPUS) - 1)
#define INTRUDES (1 << MMS_SIM_MAX_CPUS) /* without a barrier: what is behind its end is anything */

#define LEVEL_OF_IPI 2 /* an interrupt's */

typedef enum
{
  WAIT_DOUBT = 1, /* behind a branch on what waits */
  WAIT_FENCE = 2, /* behind smp_rmb() */
  WAIT_FREE = 4,  /* behind a free that waits for a ghost */
} Wait;

typedef struct
{
  guint64 registers;
  guint8 waits;      /* Wait */
  gboolean is_known; /* comes here at all */
  gboolean is_queued;
} Place;

typedef struct
{
  const MmsProgram *program;
  const MmsOwnTouches *touches;
  GArray *switched; /* guint: where a CPU may go on at a switch of tasks */
  GArray *intruders; /* guint: what may come between two operations */
  guint16 *owners;   /* by instruction: CPUs whose statements it is part of, as bits; INTRUDES */
  guint64 n_visits;

  /* Of one walk. */
  Place *places;   /* by instruction */
  guint *queue;
  guint n_queued;
  guint *known;    /* which places are to be forgotten */
  guint n_known;
  guint64 hidden[MMS_TOUCH_WORDS];
  guint64 stored[MMS_TOUCH_WORDS];
  guint64 *delays; /* result */
  gboolean has_fence;  /* it passes smp_rmb() */
  gboolean is_changed; /* of what is the same all over the walk */
} Walk;

static const guint64 *
get_reads (const Walk *walk, guint pc)
{
  return walk->touches->reads + (gsize) pc * walk->touches->n_words;
}

static const guint64 *
get_writes (const Walk *walk, guint pc)
{
  return walk->touches->writes + (gsize) pc * walk->touches->n_words;
}

static const guint64 *
get_ghost_looks (const Walk *walk, guint pc)
{
  return walk->touches->ghost_looks + (gsize) pc * walk->touches->n_words;
}

/* Whether it reads in a window, where it can wait. */
static gboolean
may_wait (const MmsInstruction *instruction)
{
  return instruction->op == MMS_OP_USE
         || (mms_instruction_reads (instruction) && instruction->op != MMS_OP_PEEK
             && instruction->op != MMS_OP_LOCK && instruction->op != MMS_OP_AWAIT
             && instruction->order != MMS_ORDER_FULL && instruction->order != MMS_ORDER_ACQUIRE);
}

/* Whether nothing goes on behind it before all reads have taken effect.  One that stores on a condition is no
 * barrier where the condition does not hold. */
static gboolean
is_full (const MmsInstruction *instruction)
{
  return mms_instruction_is_full (instruction) && instruction->op != MMS_OP_CMPXCHG
         && instruction->op != MMS_OP_ADD_UNLESS;
}

static void
come_to (Walk *walk, guint pc, guint64 registers, guint waits)
{
  Place *place = &walk->places[pc];

  if (pc == 0
      || (place->is_known && (registers & ~place->registers) == 0 && (waits & ~(guint) place->waits) == 0))
    return;
  if (!place->is_known)
    walk->known[walk->n_known++] = pc;
  place->is_known = TRUE;
  place->registers |= registers;
  place->waits |= (guint8) waits;
  if (!place->is_queued)
    walk->queue[walk->n_queued++] = pc;
  place->is_queued = TRUE;
}

static void
come_to_all (Walk *walk, const GArray *entries, guint waits)
{
  for (guint i = 0; i < entries->len; i++)
    come_to (walk, g_array_index (entries, guint, i), 0, waits);
}

/* The end of a body.  What is behind that of an interrupt is anything. */
static void
come_to_end (Walk *walk, guint pc, guint waits)
{
  const MmsProgram *program = walk->program;

  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; (walk->owners[pc] >> cpu & 1) != 0 && i < program->scripts[cpu]->len; i++)
      come_to (walk, g_array_index (program->scripts[cpu], MmsStatement, i).entry, 0, waits);
  if ((walk->owners[pc] & INTRUDES) != 0)
    for (guint i = 1; i < program->code->len; i++)
      come_to (walk, i, 0, waits);
}

static void
hide (Walk *walk, const guint64 *words)
{
  walk->is_changed |= mms_touch_set_add (walk->hidden, words, walk->touches->n_words);
}

/* Which mm is freed is not known. */
static void
hide_lives (Walk *walk)
{
  guint64 lives[MMS_TOUCH_WORDS] = { 0 };

  mms_touch_set_put (lives, walk->program->n_locations + MMS_TOUCH_LIVES);
  hide (walk, lives);
}

static void
visit_ghost (Walk *walk, guint pc, const Place *here)
{
  const guint64 *looks = get_ghost_looks (walk, pc);
  guint n = walk->touches->n_words;

  if ((walk->program->needs[pc] & here->registers) != 0 || (here->waits & WAIT_DOUBT) != 0
      || ((here->waits & WAIT_FENCE) != 0 && mms_touch_set_overlaps (looks, looks, n))
      || mms_touch_set_overlaps (looks, walk->hidden, n))
    {
      mms_touch_set_add (walk->delays, looks, n);
      hide (walk, looks);
    }
  come_to (walk, mms_program_get_instruction (walk->program, pc)->end, here->registers, here->waits);
}

/* An operation of memory.  Returns: whether what it reads may have to wait */
static gboolean
visit_access (Walk *walk, guint pc, const Place *here)
{
  const MmsInstruction *instruction = mms_program_get_instruction (walk->program, pc);
  guint n = walk->touches->n_words;
  gboolean has_pending = (walk->program->uses[pc] & here->registers) != 0;
  gboolean does_read = may_wait (instruction);
  guint64 places[MMS_TOUCH_WORDS] = { 0 };
  gboolean waits;

  if (mms_instruction_has_place (instruction))
    {
      const MmsSimField *field
          = &g_array_index (walk->program->fields, MmsSimField, instruction->field);

      for (guint i = 0; i < field->n; i++)
        {
          guint bit = field->base + i;

          if (mms_touch_set_has (get_reads (walk, pc), bit) || mms_touch_set_has (get_writes (walk, pc), bit))
            mms_touch_set_put (places, bit);
        }
      waits = has_pending
              || (does_read
                  && ((here->waits & WAIT_FENCE) != 0 || mms_touch_set_overlaps (places, walk->hidden, n)
                      || ((here->waits & WAIT_FREE) != 0 && field->kind == MMS_OBJECT_MM)
                      || (mms_instruction_writes (instruction)
                          && ((here->waits & WAIT_DOUBT) != 0 || mms_touch_set_overlaps (places, walk->stored, n)))));
      if (waits)
        hide (walk, places);
      if (mms_instruction_writes (instruction))
        walk->is_changed |= mms_touch_set_add (walk->stored, places, n);
      return waits && does_read;
    }
  return FALSE;
}

static void
visit (Walk *walk, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (walk->program, pc);
  const Place here = walk->places[pc];
  guint8 result = mms_instruction_get_result (instruction);
  guint64 registers = here.registers;
  guint waits = here.waits;
  gboolean is_pending;
  guint next[2];
  guint n;

  if (mms_instruction_is_ghost (instruction))
    {
      visit_ghost (walk, pc, &here);
      return;
    }
  if (is_full (instruction))
    return;
  is_pending = mms_instruction_is_step (instruction) && instruction->op != MMS_OP_FREE
                   ? visit_access (walk, pc, &here)
                   : (walk->program->uses[pc] & registers) != 0;
  switch (instruction->op)
    {
    case MMS_OP_JUMP_IF_ZERO:
    case MMS_OP_ASSUME:
    case MMS_OP_FAILED:
      waits |= is_pending ? WAIT_DOUBT : 0;
      break;
    case MMS_OP_FENCE:
      if (instruction->order != MMS_ORDER_RMB)
        break;
      waits |= WAIT_FENCE;
      walk->is_changed |= !walk->has_fence;
      walk->has_fence = TRUE;
      break;
    case MMS_OP_FREE:
      waits |= WAIT_FREE;
      if (is_pending)
        hide_lives (walk);
      break;
    case MMS_OP_RETURN:
      come_to_end (walk, pc, waits & ~(guint) WAIT_FREE);
      return;
    case MMS_OP_SWITCH_TO: /* which waits until all registers are known, and nothing is in doubt */
      come_to_all (walk, walk->switched, waits & ~(guint) WAIT_DOUBT);
      return;
    default:
      break;
    }
  if (result != MMS_SIM_NO_REGISTER)
    registers = is_pending ? registers | G_GUINT64_CONSTANT (1) << result
                           : registers & ~(G_GUINT64_CONSTANT (1) << result);
  n = mms_instruction_get_next (instruction, pc, next);
  for (guint i = 0; i < n; i++)
    come_to (walk, next[i], registers, waits);
}

static void
forget (Walk *walk)
{
  while (walk->n_known > 0)
    walk->places[walk->known[--walk->n_known]] = (Place){ 0 };
  walk->n_queued = 0;
}

/* Hidden places are the same all over a walk, and so is a fence for what may come at any time; it begins anew until
 * that is all. */
static void
follow (Walk *walk, guint pc)
{
  const Place unknown = { .registers = G_MAXUINT64 };
  guint8 result = mms_instruction_get_result (mms_program_get_instruction (walk->program, pc));

  memset (walk->hidden, 0, sizeof walk->hidden);
  memset (walk->stored, 0, sizeof walk->stored);
  walk->has_fence = FALSE;
  visit_access (walk, pc, &unknown);
  do
    {
      walk->is_changed = FALSE;
      come_to (walk, pc + 1, result == MMS_SIM_NO_REGISTER ? 0 : G_GUINT64_CONSTANT (1) << result, 0);
      come_to_all (walk, walk->intruders, walk->has_fence ? WAIT_FENCE : 0);
      while (walk->n_queued > 0)
        {
          guint next = walk->queue[--walk->n_queued];

          walk->places[next].is_queued = FALSE;
          visit (walk, next);
          walk->n_visits++;
        }
      forget (walk);
    }
  while (walk->is_changed && walk->n_visits < MAX_VISITS);
}

static void
mark_owned (Walk *walk, guint pc, guint16 owners)
{
  const MmsProgram *program = walk->program;

  while (pc != 0 && (walk->owners[pc] & owners) != owners)
    {
      guint next[2];
      guint n = mms_instruction_get_next (mms_program_get_instruction (program, pc), pc, next);

      walk->owners[pc] |= owners;
      if (n == 2)
        mark_owned (walk, next[1], owners);
      pc = n == 0 ? 0 : next[0];
    }
}

/* What comes between two operations.  @level: that it runs at, as in MmsIntrusion, whose end is a barrier for an
 * interrupt, on some processors; 0: a task's */
static void
add_intruder (Walk *walk, guint entry, guint level)
{
  g_array_append_val (walk->intruders, entry);
  if (level < LEVEL_OF_IPI || !walk->program->iret_full)
    mark_owned (walk, entry, INTRUDES);
}

/* Where code is come to from outside of it. */
static void
find_entries (Walk *walk)
{
  const MmsProgram *program = walk->program;

  for (guint pc = 1; pc < program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
      guint entry = instruction->op == MMS_OP_IPI ? instruction->target : pc + 1;

      if (instruction->op == MMS_OP_IPI)
        add_intruder (walk, entry, LEVEL_OF_IPI);
      else if (instruction->op == MMS_OP_SWITCH_TO)
        g_array_append_val (walk->switched, entry);
    }
  for (guint i = 0; i < program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (program->intrusions, MmsIntrusion, i);

      add_intruder (walk, intrusion->entry, intrusion->level);
    }
  if (program->start_task != 0)
    {
      guint entry = program->start_task;

      g_array_append_val (walk->switched, entry);
      mark_owned (walk, entry, ALL_CPUS);
    }
  for (guint i = 0; i < program->setup->len; i++) /* what of it is left, a task may go on with anywhere */
    mark_owned (walk, g_array_index (program->setup, MmsSetup, i).entry, ALL_CPUS);
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      {
        const MmsStatement *statement = &g_array_index (program->scripts[cpu], MmsStatement, i);
        guint entry = statement->entry;

        mark_owned (walk, entry, walk->switched->len > 0 ? ALL_CPUS : (guint16) (1u << cpu));
        if (statement->kind != MMS_STATEMENT_PREEMPT)
          continue;
        add_intruder (walk, entry, 0);
      }
}

guint64 *
mms_ghost_delays_find (const MmsProgram    *program,
                       const MmsOwnTouches *touches)
{
  guint n = touches->n_words;
  guint n_code = program->code->len;
  guint64 *delays = g_new0 (guint64, (gsize) n_code * n);
  Walk walk = { .program = program, .touches = touches };

  walk.switched = g_array_new (FALSE, FALSE, sizeof (guint));
  walk.intruders = g_array_new (FALSE, FALSE, sizeof (guint));
  walk.owners = g_new0 (guint16, n_code);
  walk.places = g_new0 (Place, n_code);
  walk.queue = g_new (guint, n_code);
  walk.known = g_new (guint, n_code);
  find_entries (&walk);
  for (guint pc = 1; pc < n_code; pc++)
    {
      if (!may_wait (mms_program_get_instruction (program, pc)))
        continue;
      walk.delays = delays + (gsize) pc * n;
      if (walk.n_visits < MAX_VISITS)
        follow (&walk, pc);
      for (guint i = 1; i < n_code && walk.n_visits >= MAX_VISITS; i++)
        if (mms_instruction_is_ghost (mms_program_get_instruction (program, i)))
          mms_touch_set_add (walk.delays, get_ghost_looks (&walk, i), n);
    }
  g_array_unref (walk.switched);
  g_array_unref (walk.intruders);
  g_free (walk.owners);
  g_free (walk.places);
  g_free (walk.queue);
  g_free (walk.known);
  return delays;
}
