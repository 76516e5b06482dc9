/* draw-cpu-lane.c - what one CPU ran and which mms it held
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"

#define MARK_ROOM   9.0  /* to either side of the mark of a finding */
#define LABEL_HEIGHT 9.0 /* so tall a bar must be for letters */
#define LABEL_ROOM  14.0 /* a bar that is narrower carries no letter */

static MmsBox
get_run_box (const MmsBox *bar,
             guint         first,
             guint         last)
{
  return (MmsBox) { MMS_NAMES_WIDTH + first, bar->y, last - first, bar->height };
}

/* Halfway to grey: several values share this column. */
static MmsColor
make_busy (const MmsPen   *pen,
           const MmsColor *color)
{
  return mms_color_mix (color, 0.45f, &pen->palette->grid);
}

static MmsColor
get_task_color (const MmsPen *pen,
                int           pid,
                guint         cpu)
{
  if (pid == 0)
    return pen->palette->idle;
  switch (mms_get_task_kthread (pen->history, pid, cpu))
    {
    case 1:
      return pen->palette->kernel_task;
    case 0:
      return pen->palette->user_task;
    default:
      return pen->palette->surface;
    }
}

static void
draw_task_row (const MmsPen *pen,
               guint         cpu,
               const MmsBox *bar)
{
  const MmsTrack *track = mms_history_get_cpu_track (pen->history, cpu, MMS_ATTRIBUTE_TASK);
  MmsPen coarse = *pen;
  g_autoptr (GArray) runs = NULL;

  /* a strip is too low for details */
  if (bar->height < LABEL_HEIGHT)
    coarse.busy *= 3;
  runs = mms_runs_new (&coarse, track);
  /* provenance alone does not begin another pill */
  mms_runs_merge (runs);
  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      MmsBox box = get_run_box (bar, run->first, run->last);
      MmsColor color;

      if (run->provenance == MMS_UNKNOWN)
        {
          mms_canvas_hatch (pen->canvas, &box, &pen->palette->unknown);
          continue;
        }
      color = get_task_color (pen, run->value, cpu);
      if (run->is_busy)
        color = make_busy (pen, &color);
      if (box.width < 4 || box.height < LABEL_HEIGHT)
        {
          mms_canvas_fill (pen->canvas, &box, &color);
          continue;
        }
      box.width -= 1;
      mms_canvas_fill_round (pen->canvas, &box, 3, &color);
      if (color.red == pen->palette->surface.red)
        mms_canvas_stroke_round (pen->canvas, &box, 3, 1, FALSE, &pen->palette->border);
      if (box.width >= 24)
        {
          g_autofree char *text = mms_format_task (pen->history, run->value, cpu, run->event);

          box.x += 5;
          box.width -= 8;
          mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL,
                           box.width < 48 ? MMS_TEXT_WHOLE : 0, &pen->palette->text);
        }
    }
}

/* A stretch over which a row holds one mm, whatever its provenance. */
typedef struct
{
  guint first;
  guint last;
  guint event;
  guint mm;
  gboolean is_busy;
  gboolean is_freed;
} Bar;

/* Cuts @bar where its mm is freed. */
static void
add_bar (const MmsPen *pen,
         GArray       *bars,
         Bar           bar)
{
  guint free_event = mms_history_get_mm (pen->history, bar.mm)->free_event;
  int column;

  if (free_event == 0 || bar.is_busy)
    {
      g_array_append_val (bars, bar);
      return;
    }
  column = mms_pen_find_column (pen, free_event);
  if (free_event <= bar.event || column < (int) bar.first)
    bar.is_freed = TRUE;
  else if (column < (int) bar.last)
    {
      Bar freed = bar;

      freed.first = (guint) column;
      freed.event = free_event;
      freed.is_freed = TRUE;
      bar.last = (guint) column;
      if (bar.first < bar.last)
        g_array_append_val (bars, bar);
      g_array_append_val (bars, freed);
      return;
    }
  g_array_append_val (bars, bar);
}

/* @runs: merged */
static GArray *
list_bars (const MmsPen *pen,
           GArray       *runs)
{
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (Bar));

  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      Bar bar = { run->first, run->last, run->event, (guint) run->value, run->is_busy, FALSE };

      if (run->provenance == MMS_UNKNOWN ||
          bar.mm >= mms_history_get_n_mms (pen->history))
        continue;
      add_bar (pen, bars, bar);
    }
  return bars;
}

static void
draw_bar (const MmsPen *pen,
          const Bar    *bar,
          const MmsBox *row)
{
  MmsBox box = get_run_box (row, bar->first, bar->last);
  MmsColor color;

  if (bar->mm == 0)
    {
      MmsBox line = { box.x, row->y + floor (row->height / 2) - 1, box.width, 3 };

      mms_canvas_fill (pen->canvas, &line, bar->is_busy ? &pen->palette->unknown
                                                         : &pen->palette->grid);
      return;
    }
  if (bar->is_freed)
    {
      MmsColor tint = mms_color_with_alpha (&pen->palette->danger, 0.10f);

      mms_canvas_fill (pen->canvas, &box, &tint);
      mms_canvas_hatch (pen->canvas, &box, &pen->palette->danger);
      return;
    }
  color = mms_pen_get_mm_color (pen, bar->mm);
  if (bar->is_busy)
    color = make_busy (pen, &color);
  mms_canvas_fill (pen->canvas, &box, &color);
  if (!bar->is_busy && row->height >= LABEL_HEIGHT)
    {
      const char *label = mms_get_mm_label (pen->history, bar->mm);

      if (mms_palette_mm_stripes (label) > 0)
        {
          MmsColor light = mms_palette_stripe_on (&color);

          mms_draw_stripes (pen->canvas, label, &box, &light);
        }
    }
}

/* A value that the rules gave has a pale rim; an observed one is solid. */
static void
draw_provenance (const MmsPen *pen,
                 GArray       *runs,
                 const MmsBox *row)
{
  MmsColor rim = mms_color_with_alpha (&pen->palette->background, 0.45f);

  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      MmsBox box = get_run_box (row, run->first, run->last);

      if (run->provenance == MMS_UNKNOWN)
        mms_canvas_hatch (pen->canvas, &box, &pen->palette->unknown);
      else if (run->provenance == MMS_DERIVED && run->value != 0 && !run->is_busy)
        {
          MmsBox edge = { box.x, box.y, box.width, 1 };

          mms_canvas_fill (pen->canvas, &edge, &rim);
          edge.y += box.height - 1;
          mms_canvas_fill (pen->canvas, &edge, &rim);
        }
    }
}

/* @room: up to where the text may reach */
static void
draw_label (const MmsPen   *pen,
            const MmsBox   *row,
            double          x,
            double          room,
            const char     *text,
            const MmsColor *color)
{
  MmsBox box = { x, row->y, room, row->height };

  mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_WHOLE, color);
}

/* Stripes stop for a label that lies over them. */
static void
clear_stripes (const MmsPen   *pen,
               guint           mm,
               const MmsBox   *bar,
               const char     *text,
               const MmsColor *color)
{
  double width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 7;
  MmsBox ground = { bar->x, bar->y + 1, MIN (bar->width, width), bar->height - 2 };

  if (mms_palette_mm_stripes (mms_get_mm_label (pen->history, mm)) > 0)
    mms_canvas_fill (pen->canvas, &ground, color);
}

/* The columns of a row in which the overlay will put the mark of a finding. */
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

/* Moves the left edge of @box right of the marks that lie over its first @width pixels. */
static void
avoid_marks (MmsBox *box,
             GArray *marks,
             double  width)
{
  for (guint i = 0; i < marks->len; i++)
    {
      double mark = MMS_NAMES_WIDTH + g_array_index (marks, guint, i);
      double clear = mark + MARK_ROOM - box->x;

      if (mark + MARK_ROOM > box->x && mark - MARK_ROOM < box->x + width)
        {
          box->x += clear;
          box->width -= clear;
        }
    }
}

/* @last: the column up to which the label may reach */
static void
draw_bar_label (const MmsPen *pen,
                const Bar    *bar,
                guint         last,
                const MmsBox *row,
                GArray       *marks)
{
  MmsBox box = get_run_box (row, bar->first, last);
  const char *letter = mms_get_mm_label (pen->history, bar->mm);
  MmsColor color;

  if (bar->mm == 0 || bar->is_busy || row->height < LABEL_HEIGHT)
    return;
  avoid_marks (&box, marks, LABEL_ROOM);
  if (box.width < LABEL_ROOM)
    return;
  if (bar->is_freed)
    {
      g_autofree char *text = g_strdup_printf ("%s: freed", letter);
      double width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD);

      if (width + 8 > box.width)
        {
          g_free (text);
          text = g_strdup (letter);
          width = mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD);
        }
      if (width + 8 <= box.width)
        {
          MmsBox ground = { box.x, row->y, width + 8, row->height };

          mms_canvas_fill (pen->canvas, &ground, &pen->palette->background);
          draw_label (pen, row, box.x + 4, width + 1, text, &pen->palette->danger);
        }
      return;
    }
  color = mms_pen_get_mm_color (pen, bar->mm);
  clear_stripes (pen, bar->mm, &box, letter, &color);
  color = mms_palette_text_on (&color);
  draw_label (pen, row, box.x + 4, box.width - 5, letter, &color);
}

/* Where the CPU is lazy, its loaded_mm is only borrowed: the bar is hollow there. */
static void
draw_lazy (const MmsPen *pen,
           GArray       *runs,
           GArray       *bars,
           const MmsBox *row)
{
  double rim = MAX (floor (row->height / 5), 1);
  guint i = 0;

  for (guint j = 0; j < bars->len && i < runs->len;)
    {
      const Bar *bar = &g_array_index (bars, Bar, j);
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      guint first = MAX (bar->first, run->first);
      guint last = MIN (bar->last, run->last);

      if (first < last && run->value == 1 && bar->mm != 0 && !bar->is_freed && !bar->is_busy)
        {
          MmsBox box = get_run_box (row, first, last);
          MmsColor hollow = mms_color_with_alpha (&pen->palette->background,
                                                  run->is_busy ? 0.4f : 0.86f);
          g_autofree char *text = g_strdup_printf (
              "%s lazy", mms_get_mm_label (pen->history, bar->mm));

          box.y += rim;
          box.height -= 2 * rim;
          mms_canvas_fill (pen->canvas, &box, &hollow);
          if (!run->is_busy)
            {
              MmsColor color = mms_pen_get_mm_color (pen, bar->mm);

              mms_draw_stripes (pen->canvas, mms_get_mm_label (pen->history, bar->mm), &box, &color);
            }
          if (!run->is_busy && box.width >= LABEL_ROOM)
            {
              if (mms_canvas_measure_text (pen->canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 6 >
                  box.width)
                *strchr (text, ' ') = '\0';
              hollow = mms_pen_get_mm_color (pen, bar->mm);
              hollow = mms_color_mix (&hollow, 0.86f, &pen->palette->background);
              clear_stripes (pen, bar->mm, &box, text, &hollow);
              draw_label (pen, row, box.x + 4, box.width - 5, text, &pen->palette->text);
            }
        }
      if (bar->last <= run->last)
        j++;
      else
        i++;
    }
}

/* The first column of @bar that is lazy; its end if none is.  @next: where to look on for the next
 * bar. */
static guint
find_lazy (const Bar *bar,
           GArray    *lazy,
           guint     *next)
{
  if (lazy == NULL)
    return bar->last;
  while (*next < lazy->len && g_array_index (lazy, MmsRun, *next).last <= bar->first)
    (*next)++;
  for (guint i = *next; i < lazy->len; i++)
    {
      const MmsRun *run = &g_array_index (lazy, MmsRun, i);

      if (run->first >= bar->last)
        break;
      if (run->value == 1)
        return MAX (run->first, bar->first);
    }
  return bar->last;
}

static void
draw_mm_row (const MmsPen *pen,
             guint         cpu,
             MmsAttribute  attribute,
             const MmsBox *row)
{
  const MmsTrack *track = mms_history_get_cpu_track (pen->history, cpu, attribute);
  g_autoptr (GArray) runs = mms_runs_new (pen, track);
  g_autoptr (GArray) merged = g_array_copy (runs);
  g_autoptr (GArray) bars = NULL;
  g_autoptr (GArray) marks = list_marks (pen, cpu, attribute);
  g_autoptr (GArray) lazy = NULL;
  guint next = 0;

  mms_runs_merge (merged);
  bars = list_bars (pen, merged);
  for (guint i = 0; i < bars->len; i++)
    draw_bar (pen, &g_array_index (bars, Bar, i), row);
  draw_provenance (pen, runs, row);
  if (attribute == MMS_ATTRIBUTE_LOADED_MM)
    {
      lazy = mms_runs_new (pen,
                           mms_history_get_cpu_track (pen->history, cpu, MMS_ATTRIBUTE_IS_LAZY));
      mms_runs_merge (lazy);
      draw_lazy (pen, lazy, bars, row);
    }
  for (guint i = 0; i < bars->len; i++)
    {
      const Bar *bar = &g_array_index (bars, Bar, i);

      /* the hollow part of a bar has its own label */
      draw_bar_label (pen, bar, bar->is_freed ? bar->last : find_lazy (bar, lazy, &next), row, marks);
    }
}

static void
draw_names (const MmsPen      *pen,
            guint              cpu,
            const MmsLaneRows *rows)
{
  g_autofree char *name = g_strdup_printf ("CPU %u", cpu);
  MmsBox box = { 12, rows->top, 62, rows->pitch };

  if (rows->is_folded)
    {
      box = (MmsBox) { 12, 0, MMS_NAMES_WIDTH - 22, pen->height };
      mms_canvas_text (pen->canvas, &box, name, MIN (MMS_SIZE_SMALL, pen->height - 3),
                       MMS_TEXT_BOLD, &pen->palette->text);
      return;
    }
  mms_canvas_text (pen->canvas, &box, name, MMS_SIZE_NAME, MMS_TEXT_BOLD, &pen->palette->text);
  for (guint row = 0; row < rows->n_rows; row++)
    {
      MmsBox label = { 40, rows->top + row * rows->pitch, MMS_NAMES_WIDTH - 50, rows->pitch };

      if (row == 0)
        {
          label.x = 76;
          label.width = MMS_NAMES_WIDTH - 86;
        }
      mms_canvas_text (pen->canvas, &label, mms_attribute_get_name (rows->attributes[row]),
                       MMS_SIZE_SMALL, MMS_TEXT_RIGHT, &pen->palette->text_dim);
    }
  if (rows->has_buffer)
    {
      MmsBox label = { 40, rows->top + rows->n_rows * rows->pitch, MMS_NAMES_WIDTH - 50, rows->pitch };

      mms_canvas_text (pen->canvas, &label, "store buffer", MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
                       &pen->palette->text_dim);
    }
}

void
mms_draw_cpu_lane (MmsCanvas        *canvas,
                   MmsView          *view,
                   const MmsPalette *palette,
                   guint             cpu,
                   double            width,
                   double            height)
{
  MmsPen pen;
  MmsLaneRows rows;
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };

  mms_pen_init (&pen, canvas, view, palette, width, height);
  mms_lane_rows_init (&rows, view, height);
  mms_pen_draw_ground (&pen, mms_view_get_cpu (view) == (int) cpu);
  draw_names (&pen, cpu, &rows);
  if (pen.history == NULL)
    return;

  mms_canvas_push_clip (canvas, &strip);
  for (guint row = 0; row < rows.n_rows; row++)
    {
      MmsBox bar = mms_lane_rows_get_bar (&rows, row);

      if (rows.attributes[row] == MMS_ATTRIBUTE_TASK)
        draw_task_row (&pen, cpu, &bar);
      else
        draw_mm_row (&pen, cpu, rows.attributes[row], &bar);
    }
  if (rows.has_buffer)
    mms_draw_lane_stores (&pen, cpu, &rows);
  mms_draw_lane_findings (&pen, cpu, &rows);
  mms_draw_lane_losses (&pen, cpu, &rows);
  if (!rows.is_folded)
    mms_draw_lane_ticks (&pen, cpu, &rows);
  mms_canvas_pop_clip (canvas);
}

void
mms_draw_quiet_lane (MmsCanvas        *canvas,
                     MmsView          *view,
                     const MmsPalette *palette,
                     guint             first,
                     guint             last,
                     double            width,
                     double            height)
{
  g_autofree char *name = g_strdup_printf ("CPU %u – %u", first, last);
  MmsBox label = { 12, 0, MMS_NAMES_WIDTH - 16, height };
  MmsBox text = { MMS_NAMES_WIDTH + 8, 0, width - MMS_NAMES_WIDTH - 16, height };
  double size = MIN (MMS_SIZE_SMALL, height - 3);
  MmsPen pen;

  mms_pen_init (&pen, canvas, view, palette, width, height);
  mms_pen_draw_ground (&pen, FALSE);
  mms_canvas_text (canvas, &label, name, size, 0, &palette->text_dim);
  mms_canvas_text (canvas, &text, "nothing happens on these CPUs; Enter or a click on the name shows them",
                   size, 0, &palette->text_dim);
}
