/* view-steps.c - where the playhead can go from where it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view.h"

#include "model/track-reader.h"

guint
mms_view_find_next_on_cpu (MmsView *view,
                           guint    cpu,
                           int      direction)
{
  MmsDocument *document = mms_view_get_document (view);
  guint playhead = mms_view_get_playhead (view);
  const MmsEvent *events;
  guint n_events;

  if (document == NULL)
    return 0;

  events = mms_trace_get_events (mms_document_get_trace (document), &n_events);
  if (direction > 0)
    {
      for (guint event = playhead + 1; event <= n_events; event++)
        if (events[event - 1].cpu == cpu)
          return event;
    }
  else
    {
      for (guint event = playhead; event > 1; event--)
        if (events[event - 2].cpu == cpu)
          return event - 1;
    }
  return 0;
}

/* Whether point @i of the track is a change that concerns @mm; 0 stands for every mm. */
static gboolean
is_change (MmsTrackReader *reader,
           guint           i,
           guint           mm)
{
  const MmsPoint point = mms_track_reader_get (reader, i);
  MmsPoint before = { 0, 0, MMS_UNKNOWN };

  if (i > 0)
    before = mms_track_reader_get (reader, i - 1);
  if (point.value == before.value &&
      (point.provenance == MMS_UNKNOWN) == (before.provenance == MMS_UNKNOWN))
    return FALSE;
  return mm == 0 || (guint) point.value == mm || (guint) before.value == mm;
}

/* Finds the nearest change of @track, if it is nearer to @playhead than @best (0: none so far). */
static guint
find_change (const MmsTrack *track,
             guint           mm,
             guint           playhead,
             int             direction,
             guint           best)
{
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  if (direction > 0)
    {
      for (guint i = mms_track_find (track, playhead); i < track->n_points; i++)
        {
          guint event = mms_track_reader_get (&reader, i).event;

          if (best != 0 && event >= best)
            break;
          if (is_change (&reader, i, mm))
            return event;
        }
    }
  else if (playhead > 0)
    {
      for (guint i = mms_track_find (track, playhead - 1); i > 0; i--)
        {
          guint event = mms_track_reader_get (&reader, i - 1).event;

          if (event <= best)
            break;
          if (is_change (&reader, i - 1, mm))
            return event;
        }
    }
  return best;
}

guint
mms_view_find_mm_change (MmsView *view,
                         guint    mm,
                         int      direction)
{
  static const MmsAttribute own[] = {
    MMS_ATTRIBUTE_MM_USERS,
    MMS_ATTRIBUTE_MM_COUNT,
    MMS_ATTRIBUTE_STATE,
  };
  MmsDocument *document = mms_view_get_document (view);
  guint playhead = mms_view_get_playhead (view);
  MmsHistory *history;
  const guint *cpus;
  guint n_cpus;
  guint best = 0;

  if (document == NULL)
    return 0;
  history = mms_document_get_history (document);
  if (mm == 0 || mm >= mms_history_get_n_mms (history))
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    best = find_change (mms_history_get_mm_track (history, mm, own[i]), 0, playhead, direction,
                        best);

  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute))
        best = find_change (mms_history_get_cpu_track (history, cpus[i], attribute), mm, playhead,
                            direction, best);
  return best;
}

/* Whether any finding that is listed is above information. */
static gboolean
has_alarms (MmsView         *view,
            const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity > MMS_SEVERITY_INFO &&
          mms_finding_list_is_shown (mms_view_get_finding_list (view), i))
        return TRUE;
    }
  return FALSE;
}

int
mms_view_find_finding (MmsView *view,
                       int      direction)
{
  MmsDocument *document = mms_view_get_document (view);
  guint playhead = mms_view_get_playhead (view);
  int selected = mms_view_get_finding (view);
  GPtrArray *findings;
  MmsSeverity least;
  int best = -1;
  guint best_event = 0;

  if (document == NULL)
    return -1;
  findings = mms_document_get_findings (document);
  least = has_alarms (view, findings) ? MMS_SEVERITY_WARNING : MMS_SEVERITY_INFO;

  /* Several may show at one event, so the order is by event and then by index; the selected one
   * tells where in that order we are as long as the playhead still stands at it. */
  if (selected >= 0 &&
      ((const MmsFinding *) g_ptr_array_index (findings, selected))->event != playhead)
    selected = -1;

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      int index = (int) i;

      if (finding->severity < least ||
          !mms_finding_list_is_shown (mms_view_get_finding_list (view), i))
        continue;
      if (direction > 0)
        {
          if (finding->event < playhead || (finding->event == playhead && index <= selected))
            continue;
          if (best < 0 || finding->event < best_event)
            {
              best = index;
              best_event = finding->event;
            }
        }
      else
        {
          if (finding->event > playhead ||
              (finding->event == playhead && selected >= 0 && index >= selected))
            continue;
          if (best < 0 || finding->event >= best_event)
            {
              best = index;
              best_event = finding->event;
            }
        }
    }
  return best;
}
