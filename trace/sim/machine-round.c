/* machine-round.c - one CPU goes round, and the others wait
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a CPU waits by looking again and again, a deadlock has a transition in every state, and so
 * it is none that a missing one would tell. It is if nobody but that CPU can do anything, in this
 * state and in all that it can come to, and it comes back to this one.
 */

#include "machine-private.h"

/* A loop that waits comes to a few states. */
#define MAX_STATES 256

typedef struct
{
  const MmsMachine *machine;
  gsize size;         /* of a state, in bytes */
  GByteArray *states; /* those that were come to, one behind the other */
  gboolean is_back;   /* at the first one */
} Round;

static void
add_state (Round *round, const MmsCell *state)
{
  for (gsize at = 0; at < round->states->len; at += round->size)
    if (memcmp (round->states->data + at, state, round->size) == 0)
      {
        round->is_back = round->is_back || at == 0;
        return;
      }
  g_byte_array_append (round->states, (const guint8 *)state, (guint)round->size);
}

/* Whether the state at @at has transitions, all of @cpu's, and none ends the run; adds where they
 * lead. */
static gboolean
follow (Round *round, gsize at, guint cpu)
{
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  g_autofree MmsCell *state = g_malloc (round->size);
  guint n
      = mms_machine_list (round->machine, (const MmsCell *)(round->states->data + at), transitions);

  for (guint i = 0; i < n; i++)
    {
      MmsAlarms alarms = { { 0 } };

      if (transitions[i].cpu != cpu)
        return FALSE;
      memcpy (state, round->states->data + at, round->size);
      if (mms_machine_apply (round->machine, state, &transitions[i], &alarms, NULL, NULL))
        add_state (round, state);
      else if (!mms_alarms_is_empty (&alarms))
        return FALSE;
    }
  return n > 0;
}

static gboolean
goes_round_alone (const MmsMachine *machine, const MmsCell *state, guint cpu)
{
  Round round = { machine, machine->n_cells * sizeof *state, g_byte_array_new (), FALSE };
  gboolean is_alone = TRUE;

  add_state (&round, state);
  for (gsize at = 0; is_alone && at < round.states->len; at += round.size)
    is_alone = round.states->len <= MAX_STATES * round.size && follow (&round, at, cpu);
  g_byte_array_unref (round.states);
  return is_alone && round.is_back;
}

gboolean
mms_run_is_deadlocked (const MmsRun *run)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    if (run->program->futures->is_in_loop[mms_run_context (run, cpu)[0]]
        && !(run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_guessing (run, cpu))
        && goes_round_alone (run->machine, run->state, cpu))
      return TRUE;
  return FALSE;
}
