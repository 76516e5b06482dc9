/* dangling.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dangling.h"

#include <string.h>

#include "model/track-reader.h"

void
mms_dangling_free (MmsDangling *dangling)
{
  if (dangling == NULL)
    return;
  g_clear_pointer (&dangling->story, mms_story_unref);
  g_free (dangling);
}

/* While a CPU switches, rq->curr is already the next task, and a kernel thread that has not yet
 * been lent an mm has none, or none that is known: a holder that is empty in between has not let
 * go. */
static gboolean
has_let_go (const MmsDangling *dangling, MmsTrackReader *reader, guint index)
{
  MmsPoint point = mms_track_reader_get (reader, index);
  gboolean is_named = point.provenance != MMS_UNKNOWN && point.value != 0;

  if (is_named || dangling->holder != MMS_ATTRIBUTE_ACTIVE_MM)
    return point.provenance == MMS_UNKNOWN || point.value != (int) dangling->held;
  return index + 1 == reader->track->n_points
         || mms_track_reader_get (reader, index + 1).value != (int) dangling->held;
}

/* Walks to where the CPU lets go, or to the next free under which the same stretch dangled on
 * (@later), whose end is known: so each stretch is walked once, however often its address is
 * freed. */
static void
find_end (MmsDangling *dangling, MmsTrace *trace, const MmsTrack *track, const MmsDangling *later)
{
  guint index = mms_track_find (track, dangling->free_event);
  guint stop = later != NULL ? mms_track_find (track, later->free_event) : track->n_points;
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  while (index < stop && !has_let_go (dangling, &reader, index))
    index++;
  if (index < stop)
    {
      MmsPoint end = mms_track_reader_get (&reader, index);

      dangling->end_event = end.event;
      dangling->is_end_lost
          = end.provenance == MMS_UNKNOWN && !mms_trace_is_whole (trace, dangling->cpu, end.event - 1, end.event);
    }
  else if (later != NULL)
    {
      dangling->end_event = later->end_event;
      dangling->is_end_lost = later->is_end_lost;
    }
}

/* context_switch() passes prev->active_mm to enter_lazy_tlb() or switch_mm(), whatever it is. */
static void
count_uses (MmsDangling *dangling, MmsHistory *history, const MmsTrack *track,
            const MmsDangling *later)
{
  const MmsTrack *tasks
      = mms_history_get_cpu_track (history, dangling->cpu, MMS_ATTRIBUTE_TASK);
  gboolean goes_on = later != NULL && later->end_event == dangling->end_event
                     && (dangling->end_event == 0 || later->free_event < dangling->end_event);
  guint stop = goes_on                     ? later->free_event
               : dangling->end_event != 0 ? dangling->end_event
                                           : G_MAXUINT;
  MmsTrackReader reader;
  MmsTrackReader held;

  mms_track_reader_init (&reader, tasks);
  mms_track_reader_init (&held, track);
  for (guint i = mms_track_find (tasks, dangling->free_event); i < tasks->n_points; i++)
    {
      MmsPoint task = mms_track_reader_get (&reader, i);
      guint before;

      if (task.event > stop)
        break;
      /* What is passed on where events are missing is not known. */
      if (task.provenance == MMS_UNKNOWN || (dangling->is_end_lost && task.event == dangling->end_event))
        continue;
      before = mms_track_reader_find (&held, task.event - 1);
      if (before == 0 || mms_track_reader_get (&held, before - 1).value != (int) dangling->held)
        continue;
      if (dangling->use_event == 0)
        dangling->use_event = task.event;
      dangling->n_uses++;
    }
  if (goes_on)
    {
      if (dangling->use_event == 0)
        dangling->use_event = later->use_event;
      dangling->n_uses += later->n_uses;
    }
}

/* Stamps of these are taken before the change or with it. */
static gboolean
is_stamped_first (MmsTrace *trace, const MmsEvent *event)
{
  MmsRole role = mms_trace_get_kind (trace, event->kind)->role;

  return role == MMS_ROLE_SCHED_SWITCH || role == MMS_ROLE_CONTEXT_SWITCH
         || role == MMS_ROLE_SWITCH_MM_CALLED;
}

/* A stamp that much later than the change is none that was merely late. */
#define MAX_LATE_EVENTS 4096

/* So far apart the clocks of two CPUs may be that are read without a common one. */
#define SKEW_NS 10000

/* Whether stamps alone tell that @later, of another CPU, came after @event. */
static gboolean
is_surely_later (MmsTrace *trace, const MmsEvent *event, const MmsEvent *later)
{
  const char *clock = mms_trace_get_clock (trace);

  if (strcmp (clock, "uptime") == 0) /* in steps of a tick */
    return FALSE;
  if (strcmp (clock, "local") == 0 || strcmp (clock, "perf") == 0)
    return later->time > event->time + SKEW_NS;
  return later->time > event->time;
}

/* The let-go came after the free where the stamp of it, taken first, is later, or that of
 * another event which came between the two on the CPU that stamped it. */
static gboolean
is_order_open (const MmsDangling *dangling, MmsTrace *trace)
{
  const MmsEvent *events = mms_trace_get_events (trace, NULL);
  const MmsEvent *free_event = &events[dangling->free_event - 1];
  guint end = dangling->end_event;
  guint by = end != 0 ? events[end - 1].cpu : 0;
  guint first = dangling->free_event + 1;

  if (end == 0 || end - dangling->free_event > MAX_LATE_EVENTS || by == free_event->cpu)
    return FALSE;
  for (guint i = end - !is_stamped_first (trace, &events[end - 1]); i >= first; i--)
    {
      if (events[i - 1].cpu == by)
        return !is_surely_later (trace, free_event, &events[i - 1]);
    }
  return TRUE;
}

/* A pointer in transit at the free arrives where the CPU's next active_mm is the same; else the
 * task that came next has an mm of its own. */
static gboolean
has_arrived (const MmsDangling *dangling, MmsHistory *history)
{
  const MmsTrack *track
      = mms_history_get_cpu_track (history, dangling->cpu, dangling->holder);
  guint next = mms_track_find (track, dangling->free_event);

  return next < track->n_points && mms_track_get (track, next).value == (int) dangling->held;
}

static void
drop_passed (GPtrArray *danglings, MmsHistory *history)
{
  guint n_kept = 0;

  for (guint i = 0; i < danglings->len; i++)
    {
      MmsDangling *dangling = g_ptr_array_index (danglings, i);

      if (dangling->is_passing && !has_arrived (dangling, history))
        mms_dangling_free (dangling);
      else
        g_ptr_array_index (danglings, n_kept++) = dangling;
    }
  /* The rest are moved or freed. */
  for (guint i = n_kept; i < danglings->len; i++)
    g_ptr_array_index (danglings, i) = NULL;
  g_ptr_array_set_size (danglings, (int) n_kept);
}

void
mms_danglings_follow (GPtrArray *danglings, MmsHistory *history)
{
  g_autoptr (GHashTable) later = g_hash_table_new (NULL, NULL); /* CPU and holder -> MmsDangling */

  drop_passed (danglings, history);
  for (guint i = danglings->len; i > 0; i--)
    {
      MmsDangling *dangling = g_ptr_array_index (danglings, i - 1);
      gpointer key
          = GUINT_TO_POINTER (dangling->cpu * MMS_N_CPU_ATTRIBUTES + dangling->holder);
      const MmsDangling *next = g_hash_table_lookup (later, key);
      const MmsTrack *track
          = mms_history_get_cpu_track (history, dangling->cpu, dangling->holder);

      if (next != NULL && next->held != dangling->held)
        next = NULL;
      find_end (dangling, mms_history_get_trace (history), track, next);
      dangling->is_order_open = is_order_open (dangling, mms_history_get_trace (history));
      if (dangling->holder == MMS_ATTRIBUTE_ACTIVE_MM)
        count_uses (dangling, history, track, next);
      g_hash_table_insert (later, key, dangling);
    }
}
