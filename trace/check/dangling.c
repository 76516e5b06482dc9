/* dangling.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dangling.h"

#include "model/track-reader.h"

void
mms_dangling_free (MmsDangling *dangling)
{
  g_clear_pointer (&dangling->story, mms_story_free);
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

void
mms_dangling_follow (MmsDangling *dangling, MmsHistory *history)
{
  const MmsTrack *track = mms_history_get_cpu_track (history, dangling->cpu, dangling->holder);
  const MmsTrack *tasks
      = mms_history_get_cpu_track (history, dangling->cpu, MMS_ATTRIBUTE_TASK);
  guint index = mms_track_find (track, dangling->free_event);
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  while (index < track->n_points && !has_let_go (dangling, &reader, index))
    index++;
  if (index < track->n_points)
    dangling->end_event = mms_track_reader_get (&reader, index).event;

  if (dangling->holder != MMS_ATTRIBUTE_ACTIVE_MM)
    return;

  /* context_switch() passes prev->active_mm to enter_lazy_tlb() or switch_mm(), whatever it is. */
  mms_track_reader_init (&reader, tasks);
  for (guint i = mms_track_find (tasks, dangling->free_event); i < tasks->n_points; i++)
    {
      MmsPoint task = mms_track_reader_get (&reader, i);
      guint event = task.event;

      if (dangling->end_event != 0 && event > dangling->end_event)
        break;
      if (task.provenance == MMS_UNKNOWN
          || mms_track_at (track, event - 1).value != (int) dangling->held)
        continue;
      if (dangling->use_event == 0)
        dangling->use_event = event;
      dangling->n_uses++;
    }
}
