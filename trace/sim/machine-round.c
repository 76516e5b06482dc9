/* machine-round.c - CPUs go round, and nobody ever gets on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a CPU waits by looking again and again, a deadlock has a transition in every state, and so
 * it is none that a missing one would tell.  It is if every CPU that can do anything is in a loop, whatever
 * they do next keeps them there, and they can come back to this state.
 */

#include "machine-private.h"

/* A loop that waits comes to a few states. */
#define MAX_ALONE 256
/* Several that also write come to every pair of these, at least. */
#define MAX_TOGETHER 1024

typedef struct
{
  const MmsMachine *machine;
  gsize size;         /* of a state, in bytes */
  GByteArray *states; /* those that were come to, one behind the other */
  guint cpus;        /* those that go on */
  guint max_states;
  gboolean is_back;  /* at the first one */
} Round;

static const MmsCell *
get_state (const Round *round, guint number)
{
  return (const MmsCell *) (round->states->data + number * round->size);
}

static guint
count_states (const Round *round)
{
  return (guint) (round->states->len / round->size);
}

static void
add_state (Round *round, const MmsCell *state)
{
  guint n = count_states (round);

  for (guint i = 0; i < n; i++)
    if (memcmp (get_state (round, i), state, round->size) == 0)
      {
        round->is_back = round->is_back || i == 0;
        return;
      }
  g_byte_array_append (round->states, (const guint8 *) state, (guint) round->size);
}

/* Whether @cpu can only go on as if its wait had come to an end: wrong, unless somebody else does something. */
static gboolean
would_guess (const MmsRun *run, guint cpu)
{
  return run->machine->memory == MMS_MEMORY_WEAK && mms_weak_would_guess (run, cpu);
}

static gboolean
is_guess (const MmsRun *run, const MmsTransition *transition)
{
  return transition->kind == MMS_TRANSITION_RUN && would_guess (run, transition->cpu);
}

/* Whether @cpu is in no loop, and that is certain. */
static gboolean
is_out (const MmsRun *run, guint cpu)
{
  return !run->program->futures->is_in_loop[mms_run_context (run, cpu)[0]]
         && !(run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_guessing (run, cpu));
}

/* Whether the state has transitions, and none ends the run or leads a CPU out of its loop; adds where they lead. */
static gboolean
follow (Round *round, guint number)
{
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  guint n = mms_machine_list (round->machine, get_state (round, number), transitions);
  g_autofree MmsCell *state = g_malloc (round->size);
  guint n_followed = 0;
  MmsRun run;

  for (guint i = 0; i < n; i++)
    {
      guint cpu = transitions[i].cpu;
      MmsAlarms alarms = { { 0 } };

      memcpy (state, get_state (round, number), round->size);
      mms_run_init (&run, round->machine, state, NULL, NULL, NULL);
      if ((round->cpus >> cpu & 1) == 0 || is_guess (&run, &transitions[i]))
        continue;
      n_followed++;
      if (mms_machine_apply (round->machine, state, &transitions[i], &alarms, NULL, NULL))
        {
          if (is_out (&run, cpu))
            return FALSE;
          add_state (round, state);
        }
      else if (!mms_alarms_is_empty (&alarms))
        return FALSE;
    }
  return n_followed > 0;
}

static void
init (Round *round, const MmsRun *run, guint cpus, guint max_states)
{
  *round = (Round){ .machine = run->machine,
                    .size = run->machine->n_cells * sizeof *run->state,
                    .states = g_byte_array_new (),
                    .cpus = cpus,
                    .max_states = max_states };
  add_state (round, run->state);
}

static void
clear (Round *round)
{
  g_byte_array_unref (round->states);
}

/* Whether the CPUs of @round, with nobody else doing anything, go on for ever. */
static gboolean
go_round (Round *round)
{
  for (guint i = 0; i < count_states (round); i++)
    if (count_states (round) > round->max_states || !follow (round, i))
      return FALSE;
  return TRUE;
}

/* Whether two states are the same but for @cpu itself and the task that it runs. */
static gboolean
is_same_for_others (const MmsMachine *machine, guint cpu, const MmsCell *one, const MmsCell *other)
{
  guint own = machine->cpus + cpu * machine->cpu_size;
  guint task = machine->tasks + (guint) one[own + CPU_CURRENT] * machine->task_size;

  for (guint i = 0; i < machine->n_cells; i++)
    if (one[i] != other[i] && (i < own || i >= own + machine->cpu_size)
        && (i < task || i >= task + machine->task_size))
      return FALSE;
  return TRUE;
}

static gboolean
only_looks (const Round *round, guint cpu)
{
  for (guint i = 1; i < count_states (round); i++)
    if (!is_same_for_others (round->machine, cpu, get_state (round, 0), get_state (round, i)))
      return FALSE;
  return TRUE;
}

/* The CPUs that can do anything but guess; 0 if one of them is not in a loop. */
static guint
find_going (const MmsRun *run)
{
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  guint n = mms_machine_list (run->machine, run->state, transitions);
  guint cpus = 0;

  for (guint i = 0; i < n; i++)
    {
      guint cpu = transitions[i].cpu;

      if ((cpus >> cpu & 1) != 0 || is_guess (run, &transitions[i]))
        continue;
      if (!run->program->futures->is_in_loop[mms_run_context (run, cpu)[0]])
        return 0;
      cpus |= 1u << cpu;
    }
  return cpus;
}

/* Whether any CPU is in a loop, and none can go on that is in none: seldom so, and soon known. */
static gboolean
are_in_loops (const MmsRun *run)
{
  gboolean is_any = FALSE;
  guint n;

  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      if (run->program->futures->is_in_loop[mms_run_context (run, cpu)[0]])
        is_any = TRUE;
      else if (mms_run_can_step (run, cpu, &n) ? !would_guess (run, cpu) : mms_run_can_start (run, cpu))
        return FALSE;
    }
  return is_any;
}

gboolean
mms_run_is_deadlocked (const MmsRun *run)
{
  guint cpus = are_in_loops (run) && !mms_weak_is_in_doubt (run) ? find_going (run) : 0;
  gboolean do_write = FALSE;
  gboolean are_back = TRUE;
  guint64 n_pairs = 1;
  gboolean does_go_round = cpus != 0;
  Round round;

  /* Each alone, which is seldom so and soon known. */
  for (guint cpu = 0; cpu < run->machine->n_cpus && does_go_round; cpu++)
    {
      if ((cpus >> cpu & 1) == 0)
        continue;
      init (&round, run, 1u << cpu, MAX_ALONE);
      does_go_round = go_round (&round);
      are_back = are_back && round.is_back;
      do_write = do_write || !only_looks (&round, cpu);
      n_pairs *= count_states (&round);
      clear (&round);
    }
  /* Those that only look do so whatever the others look at. */
  if (!does_go_round || (cpus & (cpus - 1)) == 0 || !do_write)
    return does_go_round && are_back;
  if (n_pairs > MAX_TOGETHER)
    return FALSE;
  init (&round, run, cpus, MAX_TOGETHER);
  does_go_round = go_round (&round) && round.is_back;
  clear (&round);
  return does_go_round;
}
