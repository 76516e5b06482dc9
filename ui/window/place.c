/* place.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "place.h"

/* What an mm is known by, whatever its index; all 0 for none. */
typedef struct
{
  guint64 pointer;
  guint64 generation;
  int owner;
} Mm;

struct _MmsPlace
{
  double start, end;
  guint64 first; /* the stamp that they count from */
  guint64 time;  /* the playhead's */
  guint nth;     /* of the events with that stamp; from 0 */
  gboolean is_at_start;
  int cpu;
  Mm mm;
  const char *id; /* of the finding; NULL: none */
  guint64 finding_time;
  int finding_cpu;
  MmsAttribute finding_holder;
  Mm finding_mm;
};

static const MmsEvent *
get_events (MmsView *view, guint *n_events)
{
  MmsDocument *document = mms_view_get_document (view);

  *n_events = 0;
  return document ? mms_trace_get_events (mms_document_get_trace (document), n_events) : NULL;
}

static Mm
get_mm (MmsView *view, guint index)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  const MmsMm *mm = index != 0 ? mms_history_get_mm (history, index) : NULL;

  return mm ? (Mm){ mm->pointer, mm->generation, mm->pointer == 0 ? mm->owner : 0 } : (Mm){ 0 };
}

static gboolean
is_same_mm (Mm a, Mm b)
{
  return a.pointer == b.pointer && a.generation == b.generation && a.owner == b.owner;
}

MmsPlace *
mms_place_new (MmsView *view)
{
  guint n_events;
  const MmsEvent *events;
  guint playhead;
  int finding;
  MmsPlace *place;

  g_return_val_if_fail (MMS_IS_VIEW (view), NULL);

  events = get_events (view, &n_events);
  if (n_events == 0)
    return NULL;
  playhead = mms_view_get_playhead (view);
  finding = mms_view_get_finding (view);

  place = g_new0 (MmsPlace, 1);
  mms_view_get_range (view, &place->start, &place->end);
  place->first = events[0].time;
  place->is_at_start = playhead == 0;
  if (playhead > 0)
    {
      place->time = events[playhead - 1].time;
      while (place->nth + 1 < playhead
             && events[playhead - 2 - place->nth].time == place->time)
        place->nth++;
    }
  place->cpu = mms_view_get_cpu (view);
  place->mm = get_mm (view, mms_view_get_mm (view));
  if (finding >= 0)
    {
      const MmsFinding *found
        = g_ptr_array_index (mms_document_get_findings (mms_view_get_document (view)), finding);

      place->id = found->id;
      place->finding_time = found->event > 0 ? events[found->event - 1].time : 0;
      place->finding_cpu = found->cpu;
      place->finding_holder = found->holder;
      place->finding_mm = get_mm (view, found->mm);
    }
  return place;
}

void
mms_place_free (MmsPlace *place)
{
  g_free (place);
}

/* The same event, or the last one before its time. */
static guint
find_playhead (const MmsPlace *place, MmsView *view)
{
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  guint n_events;
  const MmsEvent *events = get_events (view, &n_events);
  guint event;

  if (place->is_at_start)
    return 0;
  event = mms_trace_find_time (trace, place->time);
  for (guint i = 0; i <= place->nth && event < n_events && events[event].time == place->time; i++)
    event++;
  return event;
}

static void
select_mm (const MmsPlace *place, MmsView *view)
{
  guint n_mms = mms_history_get_n_mms (mms_document_get_history (mms_view_get_document (view)));

  if (is_same_mm (place->mm, (Mm){ 0 }))
    return;
  for (guint i = 1; i < n_mms; i++)
    if (is_same_mm (get_mm (view, i), place->mm))
      {
        mms_view_select_mm (view, i);
        return;
      }
}

static void
select_finding (const MmsPlace *place, MmsView *view)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  guint n_events;
  const MmsEvent *events = get_events (view, &n_events);

  for (guint i = 0; place->id && i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->id, place->id) && finding->cpu == place->finding_cpu
          && finding->holder == place->finding_holder && finding->event > 0
          && events[finding->event - 1].time == place->finding_time
          && is_same_mm (get_mm (view, finding->mm), place->finding_mm))
        {
          mms_view_select_finding (view, (int) i);
          return;
        }
    }
}

/* The trace may end before the stretch that was in sight. */
static void
keep_playhead_in_sight (MmsView *view)
{
  double at = mms_view_get_event_position (view, mms_view_get_playhead (view));
  double start;
  double end;

  mms_view_get_range (view, &start, &end);
  if (at < start || at > end)
    mms_view_set_range (view, at - (end - start) / 2, at + (end - start) / 2);
}

void
mms_place_restore (MmsPlace *place, MmsView *view, gboolean with_range)
{
  const MmsEvent *events;
  guint n_events;

  g_return_if_fail (place);
  g_return_if_fail (MMS_IS_VIEW (view));

  events = get_events (view, &n_events);
  if (n_events == 0)
    return;
  if (with_range)
    {
      double shift = (double) (gint64) (place->first - events[0].time);

      mms_view_set_range (view, place->start + shift, place->end + shift);
    }
  mms_view_select_cpu (view, place->cpu);
  select_mm (place, view);
  select_finding (place, view);
  mms_view_set_playhead (view, find_playhead (place, view));
  if (with_range)
    keep_playhead_in_sight (view);
}
