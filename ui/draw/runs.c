/* runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

#include "model/track-reader.h"
#include "view/pyramid.h"

#define DENSE 3 /* changes per column, from which on columns are drawn as one */

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
  GArray *runs;
  guint column;   /* up to here all is told */
  MmsPoint point; /* what holds from there on */
  Crowd crowd;    /* what comes next; n is 0 where nothing does */
} Walk;

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

static void
add_run (GArray         *runs,
         guint           first,
         guint           last,
         const MmsPoint *point,
         gboolean        is_busy)
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

static void
end_crowd (Walk *walk)
{
  Crowd *crowd = &walk->crowd;

  if (crowd->n == 0)
    return;
  add_run (walk->runs, walk->column, crowd->first, &walk->point, FALSE);
  walk->column = MAX (walk->column, crowd->first);
  if (crowd->is_busy)
    {
      guint end = MIN (crowd->last + 1, walk->pen->last);

      add_run (walk->runs, walk->column, end, &crowd->best, TRUE);
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

/* @n: how many changes that are; @first, @last: the columns that the change, or the changes of a cell, lie in; @weight: for how many
 * events it holds; @is_mixed: these are several values */
static void
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

/* The cell of @level that begins with point @next, and from where on it is over.
 * Returns: whether there is one that ends before @limit */
static gboolean
get_cell (const MmsPyramid *pyramid,
          guint             level,
          guint             next,
          guint32           limit,
          const MmsCell   **cell)
{
  guint size = mms_pyramid_get_size (level);
  const MmsCell *cells;
  guint n_cells;

  if (next % size != 0)
    return FALSE;
  cells = mms_pyramid_get_cells (pyramid, level, &n_cells);
  *cell = &cells[next / size];
  return next / size + 1 < n_cells && cells[next / size + 1].event <= limit;
}

/* Adds the largest cell that begins with point @next and lies within few columns.  @level: that of the
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
  guint n_levels = mms_pyramid_get_n_levels (pyramid);
  const MmsCell *cell = NULL;
  const MmsCell *larger;
  MmsPoint point;
  guint32 limit;

  if (next % MMS_PYRAMID_BASE != 0)
    return 0;
  while (*level > 0 && next % mms_pyramid_get_size (*level) != 0)
    (*level)--;
  get_cell (pyramid, *level, next, 0, &cell);
  *column = find_column (pen, *column, cell->event);
  limit = pen->columns[MIN (*column + pen->busy, pen->last)];
  while (!get_cell (pyramid, *level, next, limit, &cell))
    {
      if (*level == 0)
        return 0;
      (*level)--;
    }
  while (*level + 1 < n_levels && get_cell (pyramid, *level + 1, next, limit, &larger))
    {
      cell = larger;
      (*level)++;
    }

  point = (MmsPoint) { cell->event, cell->value, cell->is_known ? MMS_DERIVED : MMS_UNKNOWN };
  /* to the column of what comes next, in which its last points may lie */
  add_change (walk, mms_pyramid_get_size (*level), *column,
              find_column (pen, *column, cell[1].event), &point, cell[1].event - cell->event,
              cell->is_mixed);
  return mms_pyramid_get_size (*level);
}

GArray *
mms_runs_new (const MmsPen   *pen,
              const MmsTrack *track)
{
  GArray *runs = g_array_sized_new (FALSE, FALSE, sizeof (MmsRun), 256);
  Walk walk = { pen, runs, pen->first, { 0, 0, MMS_UNKNOWN }, { 0 } };
  const MmsPyramid *pyramid;
  MmsTrackReader reader;
  guint column = pen->first;
  guint level = 0;
  guint next;

  if (pen->last == pen->first)
    return runs;
  if (track->n_points == 0)
    {
      add_run (runs, pen->first, pen->last, &walk.point, FALSE);
      return runs;
    }
  pyramid = mms_view_get_pyramid (pen->view, track);
  mms_track_reader_init (&reader, track);
  next = mms_track_reader_find (&reader, pen->columns[pen->first]);
  if (next > 0)
    walk.point = mms_track_reader_get (&reader, next - 1);

  while (next < track->n_points)
    {
      guint taken = pyramid != NULL ? add_cell (&walk, pyramid, next, &column, &level) : 0;

      if (taken == 0)
        {
          MmsPoint point = mms_track_reader_get (&reader, next);
          guint weight = 1;

          if (point.event > pen->columns[pen->last])
            break;
          column = find_column (pen, column, point.event);
          if (next + 1 < track->n_points)
            weight = mms_track_reader_get (&reader, next + 1).event - point.event;
          add_change (&walk, 1, column, column, &point, weight, FALSE);
          taken = 1;
        }
      next += taken;
    }
  end_crowd (&walk);
  add_run (runs, walk.column, pen->last, &walk.point, FALSE);
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
