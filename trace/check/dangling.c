/* dangling.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dangling.h"

void
mms_dangling_free (MmsDangling *dangling)
{
  g_clear_pointer (&dangling->story, mms_story_free);
  g_free (dangling);
}

/* While a CPU switches, rq->curr is already the next task, and a kernel thread that has not yet been
 * lent an mm has none, or none that is known: a holder that is empty in between has not let go. */
static gboolean
has_let_go (const MmsDangling *dangling, const MmsTrack *track, guint index)
{
  MmsPoint point = track->points[index];
  gboolean is_named = point.provenance != MMS_UNKNOWN && point.value != 0;

  if (is_named || dangling->holder != MMS_ATTRIBUTE_ACTIVE_MM)
    return point.provenance == MMS_UNKNOWN || point.value != (int) dangling->held;
  return index + 1 == track->n_points || track->points[index + 1].value != (int) dangling->held;
}

void
mms_dangling_follow (MmsDangling *dangling, MmsHistory *history)
{
  const MmsTrack *track = mms_history_get_cpu_track (history, dangling->cpu, dangling->holder);
  const MmsTrack *tasks
      = mms_history_get_cpu_track (history, dangling->cpu, MMS_ATTRIBUTE_TASK);
  guint index = mms_track_find (track, dangling->free_event);

  while (index < track->n_points && !has_let_go (dangling, track, index))
    index++;
  dangling->end_event = index < track->n_points ? track->points[index].event : 0;

  if (dangling->holder != MMS_ATTRIBUTE_ACTIVE_MM)
    return;

  /* context_switch() passes prev->active_mm to enter_lazy_tlb() or switch_mm(), whatever it is. */
  for (guint i = mms_track_find (tasks, dangling->free_event); i < tasks->n_points; i++)
    {
      guint event = tasks->points[i].event;

      if (dangling->end_event != 0 && event > dangling->end_event)
        break;
      if (tasks->points[i].provenance == MMS_UNKNOWN
          || mms_track_at (track, event - 1).value != (int) dangling->held)
        continue;
      if (dangling->use_event == 0)
        dangling->use_event = event;
      dangling->n_uses++;
    }
}
