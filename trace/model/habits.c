/* habits.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "habits.h"

#include "payload.h"
#include "trace-private.h"

/* So many events of others make a silence. */
#define N_SILENT 16

/* So many of the last events are looked at, and so many like it are asked for. */
#define MAX_EVENTS (1u << 16)
#define MIN_ALIKE 32

/* One silence in so many is an accident: the host of a virtual machine took its time. */
#define ACCIDENT 100

/* What has to be the same: the kinds of an event and of its CPU's one before, and whether the CPU
 * idles. */
typedef struct
{
  guint kind;
  guint before; /* MMS_MAX_KINDS: none is known */
  gboolean is_idle;
  guint n_alike;
  guint n_silences;
} Likeness;

static gboolean
is_idle (MmsPayload *payload, const MmsEvent *event)
{
  guint64 pid;

  mms_payload_open (payload, event);
  if (payload->kind->role == MMS_ROLE_SCHED_SWITCH
      && mms_payload_get_slot (payload, MMS_SLOT_NEXT_PID, &pid))
    return pid == 0;
  return mms_payload_get_pid (payload) == 0;
}

static Likeness
get_likeness (MmsPayload *payload, const MmsEvent *events, guint event)
{
  const MmsEvent *last = &events[event - 1];
  Likeness likeness = { last->kind, MMS_MAX_KINDS, is_idle (payload, last), 0, 0 };

  for (guint i = event - 1; i > 0 && event - i < MAX_EVENTS; i--)
    if (events[i - 1].cpu == last->cpu)
      {
        likeness.before = events[i - 1].kind;
        break;
      }
  return likeness;
}

/* Many CPUs end alike. */
static guint
add_likeness (GArray *likenesses, const Likeness *likeness)
{
  for (guint i = 0; i < likenesses->len; i++)
    {
      const Likeness *known = &g_array_index (likenesses, Likeness, i);

      if (known->kind == likeness->kind && known->before == likeness->before
          && known->is_idle == likeness->is_idle)
        return i;
    }
  g_array_append_val (likenesses, *likeness);
  return likenesses->len - 1;
}

/* @event is followed by its CPU's next one @distance events later. */
static void
count (GArray *likenesses, MmsPayload *payload, const MmsEvent *event, guint before, guint distance)
{
  for (guint i = 0; i < likenesses->len; i++)
    {
      Likeness *likeness = &g_array_index (likenesses, Likeness, i);

      if (event->kind != likeness->kind || before != likeness->before
          || is_idle (payload, event) != likeness->is_idle)
        continue;
      likeness->n_alike++;
      likeness->n_silences += distance > N_SILENT;
    }
}

static void
count_all (MmsTrace *trace, GArray *likenesses, MmsPayload *payload)
{
  const MmsEvent *events = trace->events;
  g_autofree guint *last = g_new0 (guint, MMS_MAX_CPUS);  /* by CPU: its last event */
  g_autofree guint *before = g_new (guint, MMS_MAX_CPUS); /* and the kind of the one before */

  for (guint i = trace->n_events > MAX_EVENTS ? trace->n_events - MAX_EVENTS : 1;
       i <= trace->n_events; i++)
    {
      const guint cpu = events[i - 1].cpu;

      if (last[cpu] != 0 && !events[i - 1].lost)
        count (likenesses, payload, &events[last[cpu] - 1], before[cpu], i - last[cpu]);
      before[cpu] = last[cpu] != 0 ? events[last[cpu] - 1].kind : MMS_MAX_KINDS;
      last[cpu] = i;
    }
}

static gboolean
is_silent (MmsTrace *trace, const MmsEnd *end)
{
  return trace->n_events - end->event >= N_SILENT;
}

void
mms_habits_compare (MmsTrace *trace, GArray *ends)
{
  g_autoptr (GArray) likenesses = g_array_new (FALSE, FALSE, sizeof (Likeness));
  g_autofree guint *indices = g_new0 (guint, MAX (ends->len, 1));
  MmsPayload payload;

  mms_payload_init (&payload, trace);
  for (guint i = 0; i < ends->len; i++)
    {
      const MmsEnd *end = &g_array_index (ends, MmsEnd, i);
      Likeness likeness;

      if (!is_silent (trace, end))
        continue;
      likeness = get_likeness (&payload, trace->events, end->event);
      indices[i] = add_likeness (likenesses, &likeness) + 1;
    }
  if (likenesses->len > 0)
    count_all (trace, likenesses, &payload);
  for (guint i = 0; i < ends->len; i++)
    {
      const Likeness *likeness
          = indices[i] != 0 ? &g_array_index (likenesses, Likeness, indices[i] - 1) : NULL;

      g_array_index (ends, MmsEnd, i).is_broken
          = likeness != NULL && likeness->n_alike >= MIN_ALIKE
            && likeness->n_silences <= likeness->n_alike / ACCIDENT;
    }
}

/* No fewer events make a buffer; and nobody cuts so many by hand. */
#define MIN_KEPT 64
#define MAX_KEPT (1u << 20)

/* A CPU that takes turns with many others is silent for a while again and again: so often as long. */
#define N_TURNS 8

gboolean
mms_habits_are_full (MmsTrace *trace, GArray *ends)
{
  g_autofree guint *counts = NULL; /* by CPU */
  gboolean is_early = FALSE;
  guint most = 0;
  guint n_full = 0;

  for (guint i = 0; i < ends->len; i++)
    is_early |= is_silent (trace, &g_array_index (ends, MmsEnd, i));
  if (!is_early || trace->n_events > MAX_KEPT)
    return FALSE;

  counts = g_new0 (guint, MMS_MAX_CPUS);
  for (guint i = 0; i < trace->n_events; i++)
    {
      const guint n = ++counts[trace->events[i].cpu];

      most = MAX (most, n);
    }
  is_early = FALSE;
  for (guint i = 0; i < ends->len; i++)
    {
      const MmsEnd *end = &g_array_index (ends, MmsEnd, i);

      if (counts[trace->events[end->event - 1].cpu] < most)
        continue;
      n_full++;
      is_early |= is_silent (trace, end)
                  && trace->n_events - end->event >= N_TURNS * (trace->n_events / most);
    }
  return most >= MIN_KEPT && n_full > 1 && is_early;
}
