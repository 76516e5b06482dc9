/* draw-mm-row.c - which mm a CPU held, in one row of its lane
 *
 * Bars are mostly a few columns wide, and there are thousands of them.  So what is alike of all of them (their
 * bodies, then their first stripes, ...) is collected over the whole row and filled at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "mm-row.h"

#define AHEAD 8 /* runs */

static void
append_bar (MmsMmRow       *row,
            const MmsMmBar *bar)
{
  row->bars[row->n_bars] = *bar;
  if (bar->mm == 0)
    row->has_none = TRUE;
  else if (bar->is_freed)
    row->has_freed = TRUE;
  else
    mms_spans_add (&row->bodies, bar->first, bar->last,
                   bar->look.color + (bar->is_busy ? MMS_N_MM_COLORS : 0));
  if (!bar->is_busy)
    {
      row->n_stripes = MAX (row->n_stripes, bar->look.n_stripes);
      row->has_labels |= bar->last - bar->first >= MMS_LABEL_ROOM;
      if (bar->look.n_stripes > 0 && !bar->is_freed)
        row->striped[row->n_striped++] = row->n_bars;
    }
  row->n_bars++;
}

/* Adds @bar, cut where its mm is freed. */
static void
add_bar (MmsMmRow *row,
         MmsMmBar *bar)
{
  guint free_event = 0;
  int column;

  if (bar->mm != 0)
    bar->look = mms_pen_look_up (row->pen, bar->mm);
  if (!bar->is_busy)
    free_event = row->pen->mms[bar->mm].free_event;
  /* most live longer than the bar, and nobody needs the column for that */
  if (free_event == 0 || (free_event > bar->event && free_event > row->pen->columns[bar->last]))
    {
      append_bar (row, bar);
      return;
    }
  column = mms_pen_find_column (row->pen, free_event);
  if (free_event <= bar->event || column < (int) bar->first)
    bar->is_freed = TRUE;
  else if (column < (int) bar->last)
    {
      MmsMmBar freed = *bar;

      freed.first = (guint) column;
      freed.event = free_event;
      freed.is_freed = TRUE;
      bar->last = (guint) column;
      if (bar->first < bar->last)
        append_bar (row, bar);
      append_bar (row, &freed);
      return;
    }
  append_bar (row, bar);
}

static void
list_bars (MmsMmRow *row)
{
  guint n_mms = mms_history_get_n_mms (row->pen->history);
  MmsMmBar bar = { 0 };

  for (guint i = 0; i < row->runs->len; i++)
    {
      const MmsRun *run = &g_array_index (row->runs, MmsRun, i);

      /* the mms of neighbours lie anywhere: the processor does not wait for each in its turn */
      if (i + AHEAD < row->runs->len)
        __builtin_prefetch (&row->pen->mms[MIN ((guint) run[AHEAD].value, n_mms - 1)]);
      if (run->provenance == MMS_UNKNOWN || (guint) run->value >= n_mms)
        continue;
      if (bar.last == run->first && bar.mm == (guint) run->value && bar.is_busy == run->is_busy &&
          bar.last > bar.first)
        {
          bar.last = run->last;
          continue;
        }
      if (bar.last > bar.first)
        add_bar (row, &bar);
      bar.first = run->first;
      bar.last = run->last;
      bar.event = run->event;
      bar.mm = (guint) run->value;
      bar.is_busy = run->is_busy;
      bar.is_freed = FALSE;
      bar.look = (MmsMmLook) { 0, 0 };
    }
  if (bar.last > bar.first)
    add_bar (row, &bar);
}

/* No mm: a thin line. */
static void
draw_none (MmsMmRow *row)
{
  const MmsPalette *palette = row->pen->palette;
  MmsColor colors[] = { palette->grid, palette->unknown };
  MmsBox line = { 0, row->box->y + floor (row->box->height / 2) - 1, 0, 3 };

  for (guint i = 0; i < row->n_bars; i++)
    {
      const MmsMmBar *bar = &row->bars[i];

      if (bar->mm == 0)
        mms_spans_add (&row->spans, bar->first, bar->last, bar->is_busy ? 1 : 0);
    }
  mms_spans_fill (&row->spans, row->pen, &line, colors, G_N_ELEMENTS (colors));
}

/* The @n-th stripes over a bar that is as tall as @box, from the lowest one up */
static void
fill_stripes (MmsMmRow            *row,
              guint           n,
              const MmsBox   *box,
              const MmsColor *colors)
{
  double thickness = mms_get_stripe_thickness (box->height);
  MmsBox stripe = { 0, box->y + box->height - 1 - thickness - n * 2 * thickness, 0, thickness };

  mms_spans_fill (&row->spans, row->pen, &stripe, colors, MMS_N_MM_COLORS);
}

static void
draw_freed (MmsMmRow *row)
{
  const MmsPen *pen = row->pen;
  MmsColor tint = mms_color_with_alpha (&pen->palette->danger, 0.10f);

  for (guint i = 0; i < row->n_bars; i++)
    {
      const MmsMmBar *bar = &row->bars[i];
      MmsBox box = mms_pen_get_run_box (row->box, bar->first, bar->last);

      if (bar->mm == 0 || !bar->is_freed)
        continue;
      mms_canvas_fill (pen->canvas, &box, &tint);
      mms_canvas_hatch (pen->canvas, &box, &pen->palette->danger);
    }
}

static void
draw_stripes (MmsMmRow *row)
{
  MmsColor lights[MMS_N_MM_COLORS];

  for (guint i = 0; i < MMS_N_MM_COLORS; i++)
    lights[i] = mms_palette_stripe_on (&row->colors[i]);
  for (guint n = 0; n < row->n_stripes; n++)
    {
      for (guint i = 0; i < row->n_striped; i++)
        {
          const MmsMmBar *bar = &row->bars[row->striped[i]];

          if (bar->look.n_stripes > n)
            mms_spans_add_stripe (&row->spans, bar->first, bar->last, bar->look.color);
        }
      fill_stripes (row, n, row->box, lights);
    }
}

static void
draw_bars (MmsMmRow *row)
{
  if (row->has_none)
    draw_none (row);
  mms_spans_fill (&row->bodies, row->pen, row->box, row->colors, G_N_ELEMENTS (row->colors));
  if (row->has_freed)
    draw_freed (row);
  if (row->box->height >= MMS_LABEL_HEIGHT)
    draw_stripes (row);
}

/* A value that the rules gave has a pale rim; an observed one is solid. */
static void
draw_provenance (MmsMmRow *row)
{
  const MmsPen *pen = row->pen;
  MmsColor rim = mms_color_with_alpha (&pen->palette->background, 0.45f);
  MmsBox edge = { 0, row->box->y, 0, 1 };
  guint n_spans;

  for (guint i = 0; i < row->runs->len; i++)
    {
      const MmsRun *run = &g_array_index (row->runs, MmsRun, i);

      if (run->provenance == MMS_UNKNOWN)
        {
          MmsBox box = mms_pen_get_run_box (row->box, run->first, run->last);

          mms_canvas_hatch (pen->canvas, &box, &pen->palette->unknown);
        }
      else if (run->provenance == MMS_DERIVED && run->value != 0 && !run->is_busy)
        mms_spans_add (&row->spans, run->first, run->last, 0);
    }
  /* the same along both edges */
  n_spans = row->spans.n_spans;
  mms_spans_fill (&row->spans, pen, &edge, &rim, 1);
  row->spans.n_spans = n_spans;
  edge.y += row->box->height - 1;
  mms_spans_fill (&row->spans, pen, &edge, &rim, 1);
}

static GArray *
list_marks (const MmsPen *pen,
            guint         cpu,
            MmsAttribute  attribute)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (guint));
  const MmsFindingPlace *places;
  guint n_places;

  mms_pen_find_places (pen, MMS_VIEW_ALL_CPUS, &n_places);
  if (n_places > MMS_MAX_MARKS)
    return marks;
  places = mms_pen_find_places (pen, (int) cpu, &n_places);
  for (guint i = 0; i < n_places; i++)
    {
      guint column;

      if (places[i].holder != attribute)
        continue;
      column = (guint) mms_pen_find_column (pen, places[i].event);
      g_array_append_val (marks, column);
    }
  return marks;
}

/* A part of a bar over which the CPU is lazy. */
typedef struct
{
  guint first;
  guint last;
  guint bar;
  gboolean is_busy; /* it is not all the time */
} Lazy;

/* @runs: of is_lazy, merged */
static GArray *
list_lazy (const MmsMmRow *row,
           GArray    *runs)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Lazy));
  guint i = 0;

  for (guint j = 0; j < row->n_bars && i < runs->len;)
    {
      const MmsMmBar *bar = &row->bars[j];
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      Lazy part = { MAX (bar->first, run->first), MIN (bar->last, run->last), j, run->is_busy };

      if (part.first < part.last && run->value == 1 && bar->mm != 0 && !bar->is_freed &&
          !bar->is_busy)
        g_array_append_val (parts, part);
      if (bar->last <= run->last)
        j++;
      else
        i++;
    }
  return parts;
}

/* Where the CPU is lazy, its loaded_mm is only borrowed: the bar is hollow there.  @parts: see list_lazy() */
static void
draw_lazy (MmsMmRow    *row,
           GArray *parts)
{
  const MmsPen *pen = row->pen;
  double rim = MAX (floor (row->box->height / 5), 1);
  MmsBox inner = { 0, row->box->y + rim, 0, row->box->height - 2 * rim };
  /* between what tells of the provenance */
  MmsBox body = { 0, row->box->y + 1, 0, row->box->height - 2 };
  MmsColor hollow[] = {
    mms_color_with_alpha (&pen->palette->background, 0.86f),
    mms_color_with_alpha (&pen->palette->background, 0.4f),
  };

  /* the rim is whole: the stripes move into the hollow */
  for (guint i = 0; i < parts->len; i++)
    {
      const Lazy *part = &g_array_index (parts, Lazy, i);
      const MmsMmBar *bar = &row->bars[part->bar];

      if (bar->look.n_stripes > 0 && !part->is_busy)
        mms_spans_add (&row->spans, part->first, part->last, bar->look.color);
    }
  mms_spans_fill (&row->spans, pen, &body, row->colors, G_N_ELEMENTS (row->colors));
  for (guint i = 0; i < parts->len; i++)
    {
      const Lazy *part = &g_array_index (parts, Lazy, i);

      mms_spans_add (&row->spans, part->first, part->last, part->is_busy ? 1 : 0);
    }
  mms_spans_fill (&row->spans, pen, &inner, hollow, G_N_ELEMENTS (hollow));
  for (guint n = 0; n < MMS_MAX_STRIPES; n++)
    {
      for (guint i = 0; i < parts->len; i++)
        {
          const Lazy *part = &g_array_index (parts, Lazy, i);
          const MmsMmBar *bar = &row->bars[part->bar];

          if (bar->look.n_stripes > n && !part->is_busy)
            mms_spans_add_stripe (&row->spans, part->first, part->last, bar->look.color);
        }
      fill_stripes (row, n, &inner, row->colors);
    }
  for (guint i = 0; i < parts->len; i++)
    {
      const Lazy *part = &g_array_index (parts, Lazy, i);
      MmsBox box = mms_pen_get_run_box (&inner, part->first, part->last);

      if (!part->is_busy && box.width >= MMS_LABEL_ROOM)
        mms_mm_row_label_lazy (row, &row->bars[part->bar], &box);
    }
}

static void
row_init (MmsMmRow          *row,
          const MmsPen *pen,
          guint         cpu,
          MmsAttribute  attribute,
          const MmsBox *box)
{
  *row = (MmsMmRow) { .pen = pen, .box = box };
  row->runs = mms_runs_new (pen, mms_history_get_cpu_track (pen->history, cpu, attribute));
  /* each may be cut where its mm is freed */
  row->bars = g_new (MmsMmBar, 2 * row->runs->len);
  row->striped = g_new (guint, 2 * row->runs->len);
  row->marks = list_marks (pen, cpu, attribute);
  mms_spans_init (&row->bodies, pen);
  mms_spans_init (&row->spans, pen);
  for (guint i = 0; i < MMS_N_MM_COLORS; i++)
    {
      row->colors[i] = mms_palette_get_mm_color (pen->palette, i);
      row->colors[MMS_N_MM_COLORS + i] = mms_pen_make_busy (pen, &row->colors[i]);
    }
  list_bars (row);
}

static void
row_clear (MmsMmRow *row)
{
  g_array_unref (row->runs);
  g_free (row->bars);
  g_free (row->striped);
  g_array_unref (row->marks);
  mms_spans_clear (&row->bodies);
  mms_spans_clear (&row->spans);
}

void
mms_draw_mm_row (const MmsPen *pen,
                 guint         cpu,
                 MmsAttribute  attribute,
                 const MmsBox *box)
{
  g_autoptr (GArray) lazy = NULL;
  MmsMmRow row;

  row_init (&row, pen, cpu, attribute, box);
  draw_bars (&row);
  draw_provenance (&row);
  if (attribute == MMS_ATTRIBUTE_LOADED_MM)
    {
      g_autoptr (GArray) parts = NULL;

      lazy = mms_runs_new (pen, mms_history_get_cpu_track (pen->history, cpu,
                                                            MMS_ATTRIBUTE_IS_LAZY));
      mms_runs_merge (lazy);
      parts = list_lazy (&row, lazy);
      draw_lazy (&row, parts);
    }
  mms_mm_row_draw_labels (&row, lazy);
  row_clear (&row);
}
