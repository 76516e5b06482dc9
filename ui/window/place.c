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

/* An event, whatever its number */
typedef struct
{
  guint64 time;
  guint nth; /* of the events with that stamp; from 0 */
  gboolean is_none; /* 0: before the first one */
} Moment;

/* A CPU's or an mm's lane that somebody pinned, hid or opened */
typedef struct
{
  MmsLaneKind kind;
  guint cpu;
  Mm mm;
} Lane;

struct _MmsPlace
{
  double start, end;
  guint64 first; /* the stamp that they count from */
  guint64 last;  /* that of the last event */
  Moment playhead;
  Moment marks[MMS_N_MARKS];
  GArray *pinned; /* of Lane, in the order in which that was done */
  GArray *hidden; /* of Lane */
  GArray *opened; /* of guint, the first CPU of each stretch */
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

static Moment
get_moment (MmsView *view, guint event)
{
  guint n_events;
  const MmsEvent *events = get_events (view, &n_events);
  Moment moment = { .is_none = event == 0 };

  if (event == 0)
    return moment;
  moment.time = events[event - 1].time;
  while (moment.nth + 1 < event && events[event - 2 - moment.nth].time == moment.time)
    moment.nth++;
  return moment;
}

static GArray *
get_lanes (MmsView *view, const GArray *keys)
{
  GArray *lanes = g_array_new (FALSE, FALSE, sizeof (Lane));

  for (guint i = 0; i < keys->len; i++)
    {
      const MmsLaneKey *key = &g_array_index (keys, MmsLaneKey, i);
      Lane lane = { .kind = key->kind };

      if (key->kind == MMS_LANE_MM)
        lane.mm = get_mm (view, key->id);
      else
        lane.cpu = key->id;
      g_array_append_val (lanes, lane);
    }
  return lanes;
}

MmsPlace *
mms_place_new (MmsView *view)
{
  guint n_events;
  const MmsEvent *events;
  int finding;
  MmsPlace *place;

  g_return_val_if_fail (MMS_IS_VIEW (view), NULL);

  events = get_events (view, &n_events);
  if (n_events == 0)
    return NULL;
  finding = mms_view_get_finding (view);

  place = g_new0 (MmsPlace, 1);
  mms_view_get_range (view, &place->start, &place->end);
  place->first = events[0].time;
  place->last = events[n_events - 1].time;
  place->playhead = get_moment (view, mms_view_get_playhead (view));
  for (guint i = 0; i < MMS_N_MARKS; i++)
    place->marks[i] = get_moment (view, mms_view_get_mark (view, i));
  place->pinned = get_lanes (view, mms_view_get_pinned_lanes (view));
  place->hidden = get_lanes (view, mms_view_get_hidden_lanes (view));
  place->opened = g_array_copy ((GArray *) mms_view_get_opened_cpus (view));
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
  if (!place)
    return;
  g_array_unref (place->pinned);
  g_array_unref (place->hidden);
  g_array_unref (place->opened);
  g_free (place);
}

/* The same event, or the last one before its time. */
static guint
find_moment (const Moment *moment, MmsView *view)
{
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  guint n_events;
  const MmsEvent *events = get_events (view, &n_events);
  guint event;

  if (moment->is_none)
    return 0;
  event = mms_trace_find_time (trace, moment->time);
  for (guint i = 0; i <= moment->nth && event < n_events && events[event].time == moment->time; i++)
    event++;
  return event;
}

/* A mark stays at its event or goes; another event is not what was marked. */
static void
restore_mark (const MmsPlace *place, MmsView *view, MmsMark mark)
{
  const Moment *moment = &place->marks[mark];
  guint event = find_moment (moment, view);
  Moment now = get_moment (view, event);

  if (event > 0 && now.time == moment->time && now.nth == moment->nth)
    mms_view_set_mark (view, mark, event);
}

/* Returns: 0 where the view's document does not have that mm */
static guint
find_mm (MmsView *view, Mm mm)
{
  guint n_mms = mms_history_get_n_mms (mms_document_get_history (mms_view_get_document (view)));

  if (is_same_mm (mm, (Mm){ 0 }))
    return 0;
  for (guint i = 1; i < n_mms; i++)
    if (is_same_mm (get_mm (view, i), mm))
      return i;
  return 0;
}

static void
restore_lanes (const MmsPlace *place, MmsView *view)
{
  for (guint i = 0; i < place->pinned->len; i++)
    {
      const Lane *lane = &g_array_index (place->pinned, Lane, i);

      mms_view_pin_lane (view, lane->kind,
                         lane->kind == MMS_LANE_MM ? find_mm (view, lane->mm) : lane->cpu, TRUE);
    }
  for (guint i = 0; i < place->hidden->len; i++)
    {
      const Lane *lane = &g_array_index (place->hidden, Lane, i);

      mms_view_hide_lane (view, lane->kind,
                          lane->kind == MMS_LANE_MM ? find_mm (view, lane->mm) : lane->cpu, TRUE);
    }
  for (guint i = 0; i < place->opened->len; i++)
    mms_view_open_quiet (view, g_array_index (place->opened, guint, i));
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
  /* of another time, it is another trace under the same name */
  if (n_events == 0 || events[0].time > place->last || events[n_events - 1].time < place->first)
    return;
  if (with_range)
    {
      double shift = (double) (gint64) (place->first - events[0].time);

      mms_view_set_range (view, place->start + shift, place->end + shift);
    }
  restore_lanes (place, view);
  for (guint i = 0; i < MMS_N_MARKS; i++)
    restore_mark (place, view, i);
  mms_view_select_cpu (view, place->cpu);
  mms_view_select_mm (view, find_mm (view, place->mm));
  select_finding (place, view);
  mms_view_set_playhead (view, find_moment (&place->playhead, view));
  if (with_range)
    keep_playhead_in_sight (view);
}
