/* track.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "track.h"

const char *
mms_provenance_get_name (MmsProvenance provenance)
{
  switch (provenance)
    {
    case MMS_OBSERVED:
      return "observed";
    case MMS_DERIVED:
      return "derived";
    case MMS_UNKNOWN:
    default:
      return "unknown";
    }
}

void
mms_track_clear (MmsTrack *track)
{
  g_free (track->points);
  *track = (MmsTrack){ 0 };
}

gboolean
mms_track_set (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  MmsPoint point = { 0 };
  MmsPoint before = { 0 };

  point.event = event;
  point.provenance = provenance;
  point.value = provenance == MMS_UNKNOWN ? 0 : (int) CLAMP (value, MMS_VALUE_MIN, MMS_VALUE_MAX);

  if (track->n_points > 0)
    before = track->points[track->n_points - 1];
  if (before.value == point.value && before.provenance == point.provenance)
    return FALSE;

  if (track->n_points > 0 && before.event == event)
    {
      /* Two changes in one event: only the last holds, and it may undo the first. */
      MmsPoint earlier = track->n_points > 1 ? track->points[track->n_points - 2] : (MmsPoint){ 0 };

      if (earlier.value == point.value && earlier.provenance == point.provenance)
        track->n_points--;
      else
        track->points[track->n_points - 1] = point;
      return TRUE;
    }

  if (track->n_points == track->n_allocated)
    {
      track->n_allocated = track->n_allocated == 0 ? 4 : track->n_allocated + track->n_allocated / 2;
      track->points = g_renew (MmsPoint, track->points, track->n_allocated);
    }
  track->points[track->n_points++] = point;
  return TRUE;
}

guint
mms_track_find (const MmsTrack *track, guint event)
{
  guint low = 0;
  guint high = track->n_points;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (track->points[middle].event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

MmsPoint
mms_track_at (const MmsTrack *track, guint event)
{
  guint next = mms_track_find (track, event);

  return next == 0 ? (MmsPoint){ 0 } : track->points[next - 1];
}

MmsPoint
mms_track_last (const MmsTrack *track)
{
  return track->n_points > 0 ? track->points[track->n_points - 1] : (MmsPoint){ 0 };
}

void
mms_track_trim (MmsTrack *track)
{
  if (track->n_allocated > track->n_points)
    {
      track->points = g_renew (MmsPoint, track->points, track->n_points);
      track->n_allocated = track->n_points;
    }
}
