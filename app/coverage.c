/* coverage.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "coverage.h"

#include "model/track-reader.h"
#include "model/stamp.h"

static void
measure_track (MmsTrace       *trace,
               const MmsTrack *track,
               guint           from_event,
               guint           to_event,
               MmsCoverage    *coverage)
{
  MmsPoint point = mms_track_at (track, from_event);
  guint64 from = mms_stamp_of_event (trace, from_event);
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  for (guint i = mms_track_find (track, from_event); i <= track->n_points; i++)
    {
      MmsPoint next = i < track->n_points ? mms_track_reader_get (&reader, i) : (MmsPoint){ 0 };
      gboolean is_last = i == track->n_points || next.event > to_event;
      guint64 to = mms_stamp_of_event (trace, is_last ? to_event : next.event);

      /* Stamps of several CPUs need not ascend with the events' order. */
      if (to > from)
        coverage->length[point.provenance] += to - from;
      if (is_last)
        return;
      point = next;
      from = to;
    }
}

void
mms_coverage_measure (MmsHistory   *history,
                      MmsAttribute  attribute,
                      MmsCoverage  *coverage)
{
  MmsTrace *trace = mms_history_get_trace (history);
  guint n_events;
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);

  *coverage = (MmsCoverage) { { 0 } };
  mms_trace_get_events (trace, &n_events);

  if (attribute < MMS_N_CPU_ATTRIBUTES)
    for (guint i = 0; i < n_cpus; i++)
      measure_track (trace, mms_history_get_cpu_track (history, cpus[i], attribute), 0, n_events,
                     coverage);
  else
    for (guint i = 1; i < mms_history_get_n_mms (history); i++)
      {
        const MmsMm *mm = mms_history_get_mm (history, i);

        measure_track (trace, mms_history_get_mm_track (history, i, attribute), mm->first_event,
                       mm->free_event != 0 ? mm->free_event : n_events, coverage);
      }
}

double
mms_coverage_get_share (const MmsCoverage *coverage,
                        MmsProvenance      provenance)
{
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (coverage->length); i++)
    sum += coverage->length[i];
  return sum > 0 ? coverage->length[provenance] / sum : 0;
}
