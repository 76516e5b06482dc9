/* runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

/* Up to so many changes within one column are looked at one by one. */
#define MAX_EXAMINED 16

/* Busy columns that are drawn as one. */
#define BUSY_COLUMNS 4

/* The first column from @column on whose end is not before @event. */
static guint
find_column (const MmsPen *pen,
             guint         column,
             guint         event)
{
  guint step = 1;
  guint low = column;
  guint high;

  /* gallop: the next change is mostly near */
  while (low + step < pen->last && pen->columns[low + step] < event)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, pen->last);
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (pen->columns[middle + 1] >= event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* The first point from @point on whose event is greater than @event. */
static guint
find_point (const MmsTrack *track,
            guint           point,
            guint           event)
{
  guint step = 1;
  guint low = point;
  guint high;

  while (low + step < track->n_points && track->points[low + step].event <= event)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, track->n_points);
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (track->points[middle].event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
add_run (GArray        *runs,
         guint          first,
         guint          last,
         const MmsPoint *point,
         gboolean       is_busy)
{
  MmsRun run = { first, last, point->event, point->value, point->provenance, is_busy };
  MmsRun *before = NULL;

  if (first >= last)
    return;
  if (runs->len > 0)
    before = &g_array_index (runs, MmsRun, runs->len - 1);
  if (before != NULL && before->last == first && before->value == run.value &&
      before->provenance == run.provenance && before->is_busy == is_busy)
    before->last = last;
  else
    g_array_append_val (runs, run);
}

/* Of several points in one column the one that holds over most events, as far as that is cheap to
 * tell.  By events and not by time, because looking up 16 stamps per column costs more than all the
 * rest of a lane. */
static guint
find_longest (const MmsTrack *track,
              guint           first,
              guint           last,
              gboolean       *is_same_value)
{
  guint longest = 0;
  guint best = last - 1;

  *is_same_value = FALSE;
  if (last - first > MAX_EXAMINED)
    return best;

  *is_same_value = TRUE;
  for (guint i = first; i < last; i++)
    {
      const MmsPoint *point = &track->points[i];
      guint length = i + 1 < track->n_points ? point[1].event - point->event : 1;

      if (length > longest)
        {
          longest = length;
          best = i;
        }
      if (point->value != track->points[first].value ||
          (point->provenance == MMS_UNKNOWN) != (track->points[first].provenance == MMS_UNKNOWN))
        *is_same_value = FALSE;
    }
  return best;
}

/* Where changes crowd for long, single columns say no more than every few of them together, and cost
 * more.  @column is busy, and @after the first point behind it. */
static guint
find_busy_end (const MmsPen   *pen,
               const MmsTrack *track,
               guint           column,
               guint           after)
{
  guint end = MIN (column + BUSY_COLUMNS, pen->last);

  if (after >= track->n_points || end < column + 2)
    return column + 1;
  /* only if it goes on being busy */
  if (track->points[after].event > pen->columns[column + 2] ||
      after + 1 >= track->n_points || track->points[after + 1].event > pen->columns[end])
    return column + 1;
  return end;
}

GArray *
mms_runs_new (const MmsPen   *pen,
              const MmsTrack *track)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (MmsRun));
  guint column = pen->first;
  guint next = mms_track_find (track, pen->columns[pen->first]);
  MmsPoint point = { 0, 0, MMS_UNKNOWN };

  if (pen->last == pen->first)
    return runs;
  if (next > 0)
    point = track->points[next - 1];

  while (next < track->n_points && track->points[next].event <= pen->columns[pen->last])
    {
      guint change = find_column (pen, column, track->points[next].event);
      guint after = find_point (track, next, pen->columns[change + 1]);
      gboolean is_same_value = TRUE;
      guint longest = next;

      add_run (runs, column, change, &point, FALSE);
      if (after - next > 1)
        longest = find_longest (track, next, after, &is_same_value);
      if (is_same_value)
        {
          point = track->points[next];
          point.provenance = track->points[after - 1].provenance;
          column = change;
        }
      else
        {
          guint end = find_busy_end (pen, track, change, after);

          add_run (runs, change, end, &track->points[longest], TRUE);
          after = find_point (track, after, pen->columns[end]);
          point = track->points[after - 1];
          column = end;
        }
      next = after;
    }
  add_run (runs, column, pen->last, &point, FALSE);
  return runs;
}

void
mms_runs_merge (GArray *runs)
{
  guint n = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      MmsRun *before = n > 0 ? &g_array_index (runs, MmsRun, n - 1) : NULL;

      if (before != NULL && before->last == run->first && before->value == run->value &&
          before->is_busy == run->is_busy &&
          (before->provenance == MMS_UNKNOWN) == (run->provenance == MMS_UNKNOWN))
        before->last = run->last;
      else
        g_array_index (runs, MmsRun, n++) = *run;
    }
  g_array_set_size (runs, n);
}
