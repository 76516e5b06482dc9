/* runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

#include "model/track-reader.h"
#include "view/pyramid.h"

#define DENSE 3 /* changes per column, from which on columns are drawn as one */
#define NEAR  8 /* columns that are looked at one by one */

/* Changes that fall into the same columns. */
typedef struct
{
  guint first; /* columns */
  guint last;  /* included */
  guint n;
  gboolean is_busy; /* more than one value */
  MmsPoint begin;   /* the first change */
  MmsPoint end;     /* the last one */
  MmsPoint best;    /* what held longest, by events; by time would take a stamp per change */
  guint weight;     /* for so many events */
} Crowd;

typedef struct
{
  const MmsPen *pen;
  MmsRun *runs; /* there is room for one per column */
  guint n_runs;
  guint column;   /* up to here all is told */
  MmsPoint point; /* what holds from there on */
  Crowd crowd;    /* what comes next; n is 0 where nothing does */
} Walk;

/* The first column from @column on whose end is not before @event. */
static inline guint
find_column (const MmsPen *pen,
             guint         column,
             guint         event)
{
  guint low = column;
  guint step = 1;
  guint high;

  /* the next change is mostly near */
  for (guint i = 0; i < NEAR; i++, low++)
    if (low >= pen->last || pen->columns[low + 1] >= event)
      return low;
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

static inline void
add_run (Walk           *walk,
         guint           first,
         guint           last,
         const MmsPoint *point,
         gboolean        is_busy)
{
  MmsRun *before = walk->runs + walk->n_runs - 1;

  if (first >= last)
    return;
  if (walk->n_runs > 0 && before->last == first && before->value == point->value &&
      before->provenance == point->provenance && before->is_busy == is_busy)
    before->last = last;
  else
    walk->runs[walk->n_runs++]
        = (MmsRun) { first, last, point->event, point->value, point->provenance, is_busy };
}

static void
end_crowd (Walk *walk)
{
  Crowd *crowd = &walk->crowd;

  if (crowd->n == 0)
    return;
  add_run (walk, walk->column, crowd->first, &walk->point, FALSE);
  walk->column = MAX (walk->column, crowd->first);
  if (crowd->is_busy)
    {
      guint end = MIN (crowd->last + 1, walk->pen->last);

      add_run (walk, walk->column, end, &crowd->best, TRUE);
      walk->column = MAX (walk->column, end);
      walk->point = crowd->end;
    }
  else
    {
      walk->point = crowd->begin;
      walk->point.provenance = crowd->end.provenance;
    }
  crowd->n = 0;
}

/* Whether columns may be drawn as one. */
static gboolean
is_dense (const Crowd *crowd)
{
  return crowd->is_busy && crowd->n >= DENSE * (crowd->last - crowd->first + 1);
}

/* Adds to the crowd, whose columns it does not leave. */
static inline void
join_crowd (Crowd          *crowd,
            guint           n,
            const MmsPoint *point,
            guint           weight,
            gboolean        is_mixed)
{
  crowd->n += n;
  crowd->is_busy |= is_mixed || point->value != crowd->begin.value ||
                    (point->provenance == MMS_UNKNOWN) != (crowd->begin.provenance == MMS_UNKNOWN);
  crowd->end = *point;
  if (weight > crowd->weight)
    {
      crowd->best = *point;
      crowd->weight = weight;
    }
}

/* @n: how many changes that are; @first, @last: the columns that the change, or the changes of a cell, lie
 * in; @weight: for how many events it holds; @is_mixed: these are several values */
static inline void
add_change (Walk           *walk,
            guint           n,
            guint           first,
            guint           last,
            const MmsPoint *point,
            guint           weight,
            gboolean        is_mixed)
{
  Crowd *crowd = &walk->crowd;

  if (crowd->n > 0 && last > crowd->last &&
      (is_dense (crowd) ? first > crowd->last + 1 || last >= crowd->first + walk->pen->busy
                        : first > crowd->last))
    {
      end_crowd (walk);
      /* what shares a column with those before begins behind it */
      first = MAX (first, walk->column);
    }
  if (crowd->n == 0)
    {
      *crowd = (Crowd) { first, last, n, is_mixed, *point, *point, *point, weight };
      return;
    }
  crowd->last = MAX (crowd->last, last);
  join_crowd (crowd, n, point, weight, is_mixed);
}

/* The cell of @level that begins with point @next. */
static inline const MmsCell *
get_cell (const MmsPyramid *pyramid,
          guint             level,
          guint             next)
{
  return &pyramid->levels[level].cells[next / mms_pyramid_get_size (level)];
}

/* What holds in @cell, as a change with which it begins */
static inline MmsPoint
get_cell_point (const MmsCell *cell)
{
  return (MmsPoint) { cell->event, cell->value, cell->is_known ? MMS_DERIVED : MMS_UNKNOWN };
}

/* Adds the largest cell that begins with point @next, which is one with which a cell begins, and lies within
 * few columns.  @column: where to look for it; set to where to look for what comes next; @level: that of the
 * cell before, which the next one is mostly alike
 * Returns: how many points that were; 0 where there is no such cell */
static guint
add_cell (Walk             *walk,
          const MmsPyramid *pyramid,
          guint             next,
          guint            *column,
          guint            *level)
{
  const MmsPen *pen = walk->pen;
  const MmsCell *cell;
  MmsPoint point;
  guint32 limit;
  guint first;

  while (next % mms_pyramid_get_size (*level) != 0)
    (*level)--;
  cell = get_cell (pyramid, *level, next);
  first = *column = find_column (pen, *column, cell->event);
  limit = pen->columns[MIN (first + pen->busy, pen->last)];
  while (cell[1].event > limit)
    {
      if (*level == 0)
        return 0;
      (*level)--;
      cell = get_cell (pyramid, *level, next);
    }
  while (*level + 1 < pyramid->n_levels && next % mms_pyramid_get_size (*level + 1) == 0)
    {
      const MmsCell *larger = get_cell (pyramid, *level + 1, next);

      if (larger[1].event > limit)
        break;
      cell = larger;
      (*level)++;
    }

  point = get_cell_point (cell);
  /* to the column of what comes next, in which its last points may lie */
  *column = find_column (pen, first, cell[1].event);
  add_change (walk, mms_pyramid_get_size (*level), first, *column, &point,
              cell[1].event - cell->event, cell->is_mixed);
  return mms_pyramid_get_size (*level);
}

/* Adds the cells of @level from the one with point @next on that join the crowd wherever in it they lie, as long
 * as none begins there that may be larger: add_cell() for many of them, without looking for each one's columns.
 * Returns: how many points that were */
static guint
add_cells (Walk             *walk,
           const MmsPyramid *pyramid,
           guint             next,
           guint            *column,
           guint             level)
{
  const MmsPen *pen = walk->pen;
  const guint size = mms_pyramid_get_size (level);
  const MmsCell *cell = get_cell (pyramid, level, next);
  Crowd *crowd = &walk->crowd;
  const guint32 limit = pen->columns[MIN (crowd->first + pen->busy, pen->last)];
  guint taken = 0;

  if (crowd->last != *column)
    return 0;
  for (; (next + taken) % (size * MMS_PYRAMID_FACTOR) != 0 && cell[1].event <= limit; cell++)
    {
      MmsPoint point = get_cell_point (cell);

      join_crowd (crowd, size, &point, cell[1].event - cell->event, cell->is_mixed);
      taken += size;
    }
  if (taken > 0)
    crowd->last = *column = find_column (pen, *column, cell->event);
  return taken;
}

/* Adds points from @next on up to the next with which a cell may begin.
 * Returns: how many; 0 where they are beyond the pen's columns */
static guint
add_points (Walk             *walk,
            MmsTrackReader   *reader,
            const MmsPyramid *pyramid,
            guint             next,
            guint            *column)
{
  const MmsPen *pen = walk->pen;
  const guint n_points = reader->track->n_points;
  const guint end = MIN (next - next % MMS_PYRAMID_BASE + MMS_PYRAMID_BASE, n_points);
  const guint32 limit = pen->columns[pen->last];
  Crowd *crowd = &walk->crowd;
  guint n_unpacked;
  const MmsPoint *points = mms_track_reader_peek (reader, next, &n_unpacked);
  guint n = MIN (end - next, n_unpacked);
  /* a track without a pyramid lies unpacked as a whole */
  guint32 behind = end == n_points ? points[n - 1].event + 1
                   : n < n_unpacked ? points[n].event
                                    : get_cell (pyramid, 0, end)->event;

  for (guint i = 0; i < n; i++)
    {
      guint32 event = points[i].event;
      guint weight = (i + 1 < n ? points[i + 1].event : behind) - event;

      if (event > limit)
        return i;
      *column = find_column (pen, *column, event);
      if (crowd->n > 0 && crowd->last == *column)
        join_crowd (crowd, 1, &points[i], weight, FALSE);
      else
        add_change (walk, 1, *column, *column, &points[i], weight, FALSE);
    }
  return n;
}

static void
walk_track (Walk           *walk,
            const MmsTrack *track)
{
  const MmsPen *pen = walk->pen;
  const MmsPyramid *pyramid = mms_view_get_pyramid (pen->view, track);
  guint column = pen->first;
  guint level = 0;
  MmsTrackReader reader;
  guint next;
  guint taken;

  mms_track_reader_init (&reader, track);
  next = mms_track_reader_find (&reader, pen->columns[pen->first]);
  if (next > 0)
    walk->point = mms_track_reader_get (&reader, next - 1);
  for (; next < track->n_points; next += taken)
    {
      taken = 0;
      if (pyramid != NULL && next % MMS_PYRAMID_BASE == 0)
        taken = add_cell (walk, pyramid, next, &column, &level);
      if (taken > 0)
        taken += add_cells (walk, pyramid, next + taken, &column, level);
      else
        taken = add_points (walk, &reader, pyramid, next, &column);
      if (taken == 0)
        break;
    }
  end_crowd (walk);
}

GArray *
mms_runs_new (const MmsPen   *pen,
              const MmsTrack *track)
{
  GArray *runs = g_array_sized_new (FALSE, FALSE, sizeof (MmsRun), pen->last - pen->first);
  Walk walk = { pen, NULL, 0, pen->first, { 0, 0, MMS_UNKNOWN }, { 0 } };

  if (pen->last == pen->first)
    return runs;
  g_array_set_size (runs, pen->last - pen->first);
  walk.runs = (MmsRun *) (gpointer) runs->data;
  if (track->n_points > 0)
    walk_track (&walk, track);
  add_run (&walk, walk.column, pen->last, &walk.point, FALSE);
  g_array_set_size (runs, walk.n_runs);
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
