/* endless.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Goes into the depth, with one CPU as far as it comes before another one: the way to an end is short then.
 */

#include "endless.h"

#include <string.h>

#include "machine-private.h"
#include "state-set.h"

/* Of one question. */
#define MAX_ASKED 100000
/* Of what is remembered; beyond, all is forgotten, and found out again where it matters. */
#define MAX_KNOWN 500000

typedef enum
{
  UNKNOWN,
  OPEN,  /* seen by this question: what it leads to may still lead back to it */
  DONE,  /* the same, and it does not */
  ENDS,
  NEVER,
  ROUND, /* the same, and it is on the way round of the question before */
} Status;

/* @place: of the state in @seen; @low: of the first one that it leads back to (Tarjan) */
typedef struct
{
  guint32 number;
  guint32 place;
  guint32 low;
  guint16 n_done; /* of its transitions */
  guint8 cpu;     /* which was the last one to do something */
  gboolean does_loop; /* leads to itself */
} Frame;

struct _MmsEndless
{
  const MmsMachine *machine;
  MmsStateSet set;
  GByteArray *status; /* Status, by state */
  GArray *places;     /* guint32: in @seen, by state */
  guint64 n_visits;

  /* Of one question. */
  GArray *path;  /* Frame */
  GArray *seen;  /* guint32 */
  GArray *open;  /* guint32: those of them that are OPEN */
  GArray *round; /* guint32: the first way round that is closed, with a state that is no guess; empty: none so far */
  MmsCell *cells;
  MmsCell *next;
};

static void
set_up (MmsEndless *self)
{
  mms_state_set_init (&self->set, mms_machine_get_n_cells (self->machine));
  g_byte_array_set_size (self->status, 0);
  g_array_set_size (self->places, 0);
}

MmsEndless *
mms_endless_new (const MmsMachine *machine)
{
  MmsEndless *self = g_new0 (MmsEndless, 1);
  guint n_cells = mms_machine_get_n_cells (machine);

  self->machine = machine;
  self->status = g_byte_array_new ();
  self->places = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->open = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->round = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->path = g_array_new (FALSE, FALSE, sizeof (Frame));
  self->seen = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->cells = g_new (MmsCell, n_cells);
  self->next = g_new (MmsCell, n_cells);
  set_up (self);
  return self;
}

void
mms_endless_free (MmsEndless *self)
{
  mms_state_set_clear (&self->set);
  g_byte_array_unref (self->status);
  g_array_unref (self->places);
  g_array_unref (self->open);
  g_array_unref (self->round);
  g_array_unref (self->path);
  g_array_unref (self->seen);
  g_free (self->cells);
  g_free (self->next);
  g_free (self);
}

guint64
mms_endless_get_n_visits (const MmsEndless *self)
{
  return self->n_visits;
}

gsize
mms_endless_get_memory (const MmsEndless *self)
{
  return sizeof *self + mms_state_set_get_memory (&self->set) + self->status->len * (1 + sizeof (guint32))
         + self->path->len * sizeof (Frame)
         + (self->seen->len + self->open->len + self->round->len) * sizeof (guint32);
}

gboolean
mms_endless_is_possible (const MmsMachine *machine, const MmsCell *state)
{
  const gboolean *is_in_loop = machine->program->futures->is_in_loop;

  for (guint i = 0; i < machine->n_tasks * machine->n_levels; i++)
    if (is_in_loop[state[machine->tasks + i * machine->context_size]])
      return TRUE;
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    for (guint level = LEVEL_SOFTIRQ; level < N_LEVELS; level++)
      if (machine->contexts[level] != 0
          && is_in_loop[state[machine->cpus + cpu * machine->cpu_size + machine->contexts[level]]])
        return TRUE;
  return FALSE;
}

gboolean
mms_endless_is_certain (const MmsMachine *machine, const MmsCell *state)
{
  MmsRun run;

  mms_run_init (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  return !mms_weak_is_in_doubt (&run);
}

static guint32
get_number (MmsEndless *self, const MmsCell *state)
{
  const guint8 unknown = UNKNOWN;
  guint32 number = mms_state_set_number (&self->set, state);

  if (number == self->status->len)
    {
      g_byte_array_append (self->status, &unknown, 1);
      g_array_set_size (self->places, self->status->len);
    }
  return number;
}

static void
enter (MmsEndless *self, guint32 number, guint cpu)
{
  const guint32 place = self->seen->len;
  const Frame frame = { .number = number, .place = place, .low = place, .cpu = (guint8) cpu };

  self->status->data[number] = OPEN;
  g_array_index (self->places, guint32, number) = place;
  g_array_append_val (self->seen, number);
  g_array_append_val (self->open, number);
  g_array_append_val (self->path, frame);
  self->n_visits++;
}

/* How late a transition is tried: first what @cpu has under way, so that little is in flight and little is guessed,
 * then what else it can do. */
static guint
get_rank (const MmsTransition *transition, guint cpu)
{
  return (transition->cpu != cpu ? 2 : 0) + (transition->kind != MMS_TRANSITION_PERFORM ? 1 : 0);
}

/* The transition that is the @number-th to be tried. */
static guint
choose (const MmsTransition *transitions, guint n, guint cpu, guint number)
{
  for (guint rank = 0; rank < 4; rank++)
    for (guint i = 0; i < n; i++)
      if (get_rank (&transitions[i], cpu) == rank && number-- == 0)
        return i;
  return 0;
}

/* The last state of the path leads back no farther than to itself: with all that is open behind it, it is one way round,
 * or alone. */
static void
close_round (MmsEndless *self, const Frame *frame)
{
  guint first = self->open->len;
  gboolean is_certain = FALSE;

  do
    {
      guint32 number = g_array_index (self->open, guint32, --first);

      self->status->data[number] = DONE;
      mms_state_set_get (&self->set, number, self->cells);
      is_certain = is_certain || mms_endless_is_certain (self->machine, self->cells);
    }
  while (g_array_index (self->open, guint32, first) != frame->number);
  if (self->round->len == 0 && is_certain && (frame->does_loop || self->open->len - first > 1))
    g_array_append_vals (self->round, &g_array_index (self->open, guint32, first), self->open->len - first);
  g_array_set_size (self->open, first);
}

static void
leave (MmsEndless *self)
{
  Frame frame = g_array_index (self->path, Frame, self->path->len - 1);
  Frame *before;

  g_array_set_size (self->path, self->path->len - 1);
  if (frame.low == frame.place)
    close_round (self, &frame);
  if (self->path->len == 0)
    return;
  before = &g_array_index (self->path, Frame, self->path->len - 1);
  before->low = MIN (before->low, frame.low);
}

/* Takes the next transition of the last state of the path.  Returns: whether that, or what it leads to, is an end */
static gboolean
go_on (MmsEndless *self)
{
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  Frame *frame = &g_array_index (self->path, Frame, self->path->len - 1);
  MmsAlarms alarms = { { 0 } };
  const MmsTransition *transition;
  guint32 number;
  guint n;

  mms_state_set_get (&self->set, frame->number, self->cells);
  n = mms_machine_list (self->machine, self->cells, transitions);
  if (n == 0 || (frame->n_done == 0 && mms_machine_is_end (self->machine, self->cells)))
    return TRUE;
  if (frame->n_done == n)
    {
      leave (self);
      return FALSE;
    }
  transition = &transitions[choose (transitions, n, frame->cpu, frame->n_done++)];
  memcpy (self->next, self->cells, self->set.n_cells * sizeof *self->next);
  if (!mms_machine_apply (self->machine, self->next, transition, &alarms, NULL, NULL))
    return !mms_alarms_is_empty (&alarms);
  number = get_number (self, self->next);
  frame->does_loop = frame->does_loop || number == frame->number;
  switch (self->status->data[number])
    {
    case ENDS:
      return TRUE;
    case OPEN:
      frame->low = MIN (frame->low, g_array_index (self->places, guint32, number));
      return FALSE;
    case UNKNOWN:
      enter (self, number, transition->cpu);
      return FALSE;
    default:
      return FALSE;
    }
}

static void
mark_all (MmsEndless *self, Status status)
{
  for (guint i = 0; i < self->seen->len; i++)
    self->status->data[g_array_index (self->seen, guint32, i)] = (guint8) status;
}

static void
mark_path (MmsEndless *self)
{
  for (guint i = 0; i < self->path->len; i++)
    self->status->data[g_array_index (self->path, Frame, i).number] = ENDS;
}

static MmsEndlessAnswer
look (MmsEndless *self, MmsProgress *progress)
{
  while (self->path->len > 0)
    {
      if (self->seen->len > MAX_ASKED
          || (self->n_visits % 1024 == 0 && mms_progress_is_cancelled (progress, NULL)))
        {
          mark_all (self, UNKNOWN);
          return MMS_ENDLESS_UNKNOWN;
        }
      if (go_on (self))
        {
          mark_all (self, UNKNOWN);
          mark_path (self);
          return MMS_ENDLESS_NO;
        }
    }
  mark_all (self, NEVER);
  for (guint i = 0; i < self->round->len; i++)
    self->status->data[g_array_index (self->round, guint32, i)] = ROUND;
  return MMS_ENDLESS_YES;
}

MmsEndlessAnswer
mms_endless_ask (MmsEndless *self, const MmsCell *state, MmsProgress *progress)
{
  guint32 number;

  if (self->set.n_states > MAX_KNOWN)
    {
      mms_state_set_clear (&self->set);
      set_up (self);
    }
  g_array_set_size (self->path, 0);
  g_array_set_size (self->seen, 0);
  g_array_set_size (self->open, 0);
  g_array_set_size (self->round, 0);
  number = get_number (self, state);
  switch (self->status->data[number])
    {
    case ENDS:
      return MMS_ENDLESS_NO;
    case NEVER:
    case ROUND:
      return MMS_ENDLESS_YES;
    default:
      enter (self, number, 0);
      return look (self, progress);
    }
}

static gboolean
does_wait (const MmsRun *run, guint cpu)
{
  guint n;

  return !mms_run_can_step (run, cpu, &n)
         || (run->machine->memory == MMS_MEMORY_WEAK && mms_weak_would_guess (run, cpu));
}

/* The CPUs, as bits, that cannot go on anywhere on the way round. */
static guint
find_waiting (MmsEndless *self)
{
  guint cpus = (1u << self->machine->n_cpus) - 1;
  MmsRun run;

  mms_run_init (&run, self->machine, self->cells, NULL, NULL, NULL);
  for (guint i = 0; i < self->round->len; i++)
    {
      mms_state_set_get (&self->set, g_array_index (self->round, guint32, i), self->cells);
      for (guint cpu = 0; cpu < self->machine->n_cpus; cpu++)
        if ((cpus >> cpu & 1) != 0 && !does_wait (&run, cpu))
          cpus &= ~(1u << cpu);
    }
  return cpus;
}

gboolean
mms_endless_has_round (const MmsEndless *self)
{
  return self->round->len > 0;
}

MmsEndlessPlace
mms_endless_find (MmsEndless *self, const MmsCell *state)
{
  guint number;

  if (!mms_state_set_find (&self->set, state, &number))
    return MMS_ENDLESS_ELSEWHERE;
  switch (self->status->data[number])
    {
    case ROUND:
      return MMS_ENDLESS_IN_ROUND;
    case NEVER:
      return MMS_ENDLESS_BEFORE_ROUND;
    default:
      return MMS_ENDLESS_ELSEWHERE;
    }
}

void
mms_endless_raise (MmsEndless       *self,
                   const MmsCell    *state,
                   MmsAlarms        *alarms,
                   MmsHappeningFunc  func,
                   gpointer          user_data)
{
  guint waiting = find_waiting (self);
  MmsRun run;

  mms_run_init (&run, self->machine, (MmsCell *) state, alarms, func, user_data);
  mms_run_raise_stuck (&run, waiting);
}

void
mms_endless_check (const MmsMachine *machine,
                   const MmsCell    *state,
                   MmsAlarms        *alarms,
                   MmsHappeningFunc  func,
                   gpointer          user_data)
{
  g_autoptr (MmsEndless) endless = mms_endless_new (machine);

  if (mms_endless_is_certain (machine, state) && mms_endless_ask (endless, state, NULL) == MMS_ENDLESS_YES
      && mms_endless_has_round (endless))
    mms_endless_raise (endless, state, alarms, func, user_data);
}
