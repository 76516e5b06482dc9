/* dangling.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dangling.h"

#include "model/track-reader.h"

void
mms_dangling_free (MmsDangling *dangling)
{
  g_clear_pointer (&dangling->story, mms_story_unref);
  g_free (dangling);
}

/* While a CPU switches, rq->curr is already the next task, and a kernel thread that has not yet been
 * lent an mm has none, or none that is known: a holder that is empty in between has not let go. */
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

/* Walks to where the CPU lets go, or to the next free under which the same stretch dangled on (@later),
 * whose end is known: so each stretch is walked once, however often its address is freed. */
static void
find_end (MmsDangling *dangling, const MmsTrack *track, const MmsDangling *later)
{
  guint index = mms_track_find (track, dangling->free_event);
  guint stop = later != NULL ? mms_track_find (track, later->free_event) : track->n_points;
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  while (index < stop && !has_let_go (dangling, &reader, index))
    index++;
  if (index < stop)
    dangling->end_event = mms_track_reader_get (&reader, index).event;
  else if (later != NULL)
    dangling->end_event = later->end_event;
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
      if (task.provenance == MMS_UNKNOWN)
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

static gboolean
is_order_open (const MmsDangling *dangling, MmsTrace *trace)
{
  const MmsEvent *events = mms_trace_get_events (trace, NULL);
  guint end = dangling->end_event;
  guint by = end != 0 ? events[end - 1].cpu : 0;

  if (end == 0 || end - dangling->free_event > MAX_LATE_EVENTS
      || by == events[dangling->free_event - 1].cpu || is_stamped_first (trace, &events[end - 1]))
    return FALSE;
  for (guint i = dangling->free_event + 1; i < end; i++)
    {
      if (events[i - 1].cpu == by)
        return FALSE;
    }
  return TRUE;
}

void
mms_danglings_follow (GPtrArray *danglings, MmsHistory *history)
{
  g_autoptr (GHashTable) later = g_hash_table_new (NULL, NULL); /* CPU and holder -> MmsDangling */

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
      find_end (dangling, track, next);
      dangling->is_order_open = is_order_open (dangling, mms_history_get_trace (history));
      if (dangling->holder == MMS_ATTRIBUTE_ACTIVE_MM)
        count_uses (dangling, history, track, next);
      g_hash_table_insert (later, key, dangling);
    }
}
