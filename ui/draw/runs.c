/* runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

#include "model/track-reader.h"

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
find_point (MmsTrackReader *reader,
            guint           point,
            guint           event)
{
  const guint n_points = reader->track->n_points;
  guint step = 1;
  guint low = point;
  guint high;

  while (low + step < n_points && mms_track_reader_get (reader, low + step).event <= event)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, n_points);
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (mms_track_reader_get (reader, middle).event > event)
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
find_longest (MmsTrackReader *reader,
              guint           first,
              guint           last,
              gboolean       *is_same_value)
{
  const MmsPoint start = mms_track_reader_get (reader, first);
  guint longest = 0;
  guint best = last - 1;

  *is_same_value = FALSE;
  if (last - first > MAX_EXAMINED)
    return best;

  *is_same_value = TRUE;
  for (guint i = first; i < last; i++)
    {
      const MmsPoint point = mms_track_reader_get (reader, i);
      guint length = 1;

      if (i + 1 < reader->track->n_points)
        length = mms_track_reader_get (reader, i + 1).event - point.event;

      if (length > longest)
        {
          longest = length;
          best = i;
        }
      if (point.value != start.value ||
          (point.provenance == MMS_UNKNOWN) != (start.provenance == MMS_UNKNOWN))
        *is_same_value = FALSE;
    }
  return best;
}

/* Where changes crowd for long, single columns say no more than every few of them together, and cost
 * more.  @column is busy, and @after the first point behind it. */
static guint
find_busy_end (const MmsPen   *pen,
               MmsTrackReader *reader,
               guint           column,
               guint           after)
{
  const guint n_points = reader->track->n_points;
  guint end = MIN (column + BUSY_COLUMNS, pen->last);

  if (after >= n_points || end < column + 2)
    return column + 1;
  /* only if it goes on being busy */
  if (mms_track_reader_get (reader, after).event > pen->columns[column + 2] ||
      after + 1 >= n_points ||
      mms_track_reader_get (reader, after + 1).event > pen->columns[end])
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
  MmsTrackReader reader;

  if (pen->last == pen->first)
    return runs;
  mms_track_reader_init (&reader, track);
  if (next > 0)
    point = mms_track_reader_get (&reader, next - 1);

  while (next < track->n_points &&
         mms_track_reader_get (&reader, next).event <= pen->columns[pen->last])
    {
      guint change = find_column (pen, column, mms_track_reader_get (&reader, next).event);
      guint after = find_point (&reader, next, pen->columns[change + 1]);
      gboolean is_same_value = TRUE;
      guint longest = next;

      add_run (runs, column, change, &point, FALSE);
      if (after - next > 1)
        longest = find_longest (&reader, next, after, &is_same_value);
      if (is_same_value)
        {
          point = mms_track_reader_get (&reader, next);
          point.provenance = mms_track_reader_get (&reader, after - 1).provenance;
          column = change;
        }
      else
        {
          guint end = find_busy_end (pen, &reader, change, after);

          point = mms_track_reader_get (&reader, longest);
          add_run (runs, change, end, &point, TRUE);
          after = find_point (&reader, after, pen->columns[end]);
          point = mms_track_reader_get (&reader, after - 1);
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
