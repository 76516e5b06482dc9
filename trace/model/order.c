/* order.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "trace-private.h"

#include <string.h>

/* A run of ties longer than this is left alone: no real capture has one, and a file made of nothing
 * but equal stamps must not cost quadratic time. */
#define MAX_RUN 64

/* Two buffers record one happening back to back; only an interrupt can come between. */
#define MAX_REPEAT_NS 200000
#define MAX_REPEAT_EVENTS 32

/* What an event of a run says about a task changing hands. */
typedef struct
{
  gboolean is_done;
  int releases; /* pid that may run elsewhere after this; -1: none */
  int acquires; /* pid that runs here after this; -1: none */
} Claim;

static int
get_pid_slot (MmsTrace *trace, const MmsEvent *event, MmsSlot slot)
{
  guint64 value;

  if (!mms_trace_get_slot (trace, event, slot, &value) || (int) value <= 0)
    return -1;
  return (int) value;
}

static Claim
get_claim (MmsTrace *trace, const MmsEvent *event)
{
  Claim claim = { FALSE, -1, -1 };

  switch (mms_trace_get_kind (trace, event->kind)->role)
    {
    case MMS_ROLE_SCHED_SWITCH:
      claim.releases = get_pid_slot (trace, event, MMS_SLOT_PREV_PID);
      claim.acquires = get_pid_slot (trace, event, MMS_SLOT_NEXT_PID);
      break;
    case MMS_ROLE_SCHED_MIGRATE:
    case MMS_ROLE_SCHED_WAKEUP:
    case MMS_ROLE_PROCESS_FORK:
    case MMS_ROLE_TASK_NEW:
    case MMS_ROLE_NEW_TASK_WOKEN:
      claim.releases = get_pid_slot (trace, event, MMS_SLOT_PID);
      break;
    default:
      break;
    }
  return claim;
}

static void
order_run (MmsTrace *trace, MmsEvent *events, guint n_events)
{
  MmsEvent sorted[MAX_RUN];
  Claim claims[MAX_RUN];
  gboolean has_acquire = FALSE;
  guint n_sorted = 0;

  for (guint i = 0; i < n_events; i++)
    {
      claims[i] = get_claim (trace, &events[i]);
      has_acquire |= claims[i].acquires >= 0;
    }
  if (!has_acquire)
    return;

  while (n_sorted < n_events)
    {
      int chosen = -1;
      int fallback = -1;

      for (guint i = 0; i < n_events && chosen < 0; i++)
        {
          gboolean is_blocked = FALSE;

          if (claims[i].is_done)
            continue;
          for (guint j = 0; j < i && !is_blocked; j++)
            is_blocked = !claims[j].is_done && events[j].cpu == events[i].cpu;
          if (is_blocked)
            continue;
          if (fallback < 0)
            fallback = (int) i;
          for (guint j = 0; j < n_events && claims[i].acquires >= 0 && !is_blocked; j++)
            is_blocked = !claims[j].is_done && events[j].cpu != events[i].cpu
                         && claims[j].releases == claims[i].acquires;
          if (!is_blocked)
            chosen = (int) i;
        }

      /* A circle of claims (coarse stamps hold several hand-overs): the recorded order stands. */
      if (chosen < 0)
        chosen = fallback;
      claims[chosen].is_done = TRUE;
      sorted[n_sorted++] = events[chosen];
    }

  memcpy (events, sorted, n_events * sizeof (MmsEvent));
}

/* Whether some CPU's own events are out of order: lines can be moved, records of a ring buffer cannot.  Those
 * of several CPUs may come one CPU after the other, and be in the order in which they were recorded. */
static gboolean
has_disorder (const MmsEvent *events, guint n_events)
{
  g_autofree guint64 *last = g_new0 (guint64, MMS_MAX_CPUS);

  for (guint i = 0; i < n_events; i++)
    {
      if (events[i].time < last[events[i].cpu])
        return TRUE;
      last[events[i].cpu] = events[i].time;
    }
  return FALSE;
}

/* Stable, for the rare trace whose lines are out of order. */
static void
sort_by_time (MmsEvent *events, guint n_events)
{
  MmsEvent *spare = g_new (MmsEvent, n_events);

  for (guint width = 1; width < n_events; width *= 2)
    {
      for (guint start = 0; start < n_events; start += 2 * width)
        {
          guint middle = MIN (start + width, n_events);
          guint end = MIN (start + 2 * (guint64) width, n_events);
          guint a = start;
          guint b = middle;

          for (guint i = start; i < end; i++)
            {
              if (a < middle && (b >= end || events[a].time <= events[b].time))
                spare[i] = events[a++];
              else
                spare[i] = events[b++];
            }
          if (end == n_events)
            break;
        }
      memcpy (events, spare, n_events * sizeof (MmsEvent));
      if (width > G_MAXUINT / 2)
        break;
    }
  g_free (spare);
}

/* Returns: where the run of ties that begins at @start ends */
static guint
order_ties (MmsTrace *trace, guint start)
{
  MmsEvent *events = trace->events;
  gboolean is_shared = FALSE;
  guint end = start + 1;

  for (; end < trace->n_events && events[end].time == events[start].time; end++)
    is_shared |= events[end].cpu != events[start].cpu;
  if (is_shared && end - start <= MAX_RUN)
    order_run (trace, events + start, end - start);
  return end;
}

void
mms_order_events (MmsTrace *trace, guint n_unsorted, const GArray *ties)
{
  if (n_unsorted > 0)
    {
      trace->has_open_ties = g_strcmp0 (trace->format, "text") == 0 && !trace->is_ordered
                             && has_disorder (trace->events, trace->n_events);
      sort_by_time (trace->events, trace->n_events);
    }
  if (trace->is_ordered)
    return;
  if (n_unsorted > 0)
    {
      for (guint start = 0; start < trace->n_events;)
        start = order_ties (trace, start);
      return;
    }
  for (guint i = 0; i < ties->len; i++)
    order_ties (trace, g_array_index (ties, guint, i));
}

/* The last events of one CPU that no other buffer has repeated yet. */
typedef struct
{
  guint events[MAX_REPEAT_EVENTS]; /* index + 1; 0: free */
  guint next;
} Recent;

void
mms_mark_repeated (MmsTrace *trace)
{
  g_autoptr (GHashTable) by_cpu = NULL;
  gboolean is_ns = mms_trace_clock_is_ns (trace);

  if (trace->buffers->len < 2)
    return;

  by_cpu = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < trace->n_events; i++)
    {
      MmsEvent *event = &trace->events[i];
      const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
      Recent *recent;
      guint buffer;

      if (kind->role == MMS_ROLE_NONE)
        continue;
      recent = g_hash_table_lookup (by_cpu, GUINT_TO_POINTER (event->cpu + 1));
      if (recent == NULL)
        {
          recent = g_new0 (Recent, 1);
          g_hash_table_insert (by_cpu, GUINT_TO_POINTER (event->cpu + 1), recent);
        }

      buffer = mms_trace_get_event_buffer (trace, event);
      for (guint r = 0; r < MAX_REPEAT_EVENTS && !event->repeated; r++)
        {
          const MmsEvent *other;

          if (recent->events[r] == 0)
            continue;
          other = &trace->events[recent->events[r] - 1];
          if (other->kind != event->kind || mms_trace_get_event_buffer (trace, other) == buffer
              || (is_ns && event->time - other->time > MAX_REPEAT_NS)
              || !trace->decoder.is_same (trace->decoder_data, other, event, kind))
            continue;
          event->repeated = TRUE;
          recent->events[r] = 0;
        }
      if (!event->repeated)
        {
          recent->events[recent->next] = i + 1;
          recent->next = (recent->next + 1) % MAX_REPEAT_EVENTS;
        }
    }
}
