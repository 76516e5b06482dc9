/* draw-cpu-lane.c - what one CPU ran and which mms it held
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

/* The colours of a task row; those of columns that several values share lie halfway to grey. */
enum
{
  COLOR_IDLE,
  COLOR_KERNEL,
  COLOR_USER,
  COLOR_OTHER,
  N_TASK_COLORS
};

static guint
find_task_color (const MmsPen *pen,
                 int           pid,
                 guint         cpu)
{
  switch (mms_get_task_kthread (pen->history, pid, cpu))
    {
    case 1:
      return COLOR_KERNEL;
    case 0:
      return COLOR_USER;
    default:
      return COLOR_OTHER;
    }
}

/* Few tasks take turns on a CPU: what was found for them before.  Of a pid, the place is that of its last bits. */
#define N_KEPT 16

typedef struct
{
  int pids[N_KEPT]; /* 0: none */
  guint8 colors[N_KEPT];
} KeptColors;

static guint
get_task_color (const MmsPen *pen,
                KeptColors   *kept,
                int           pid,
                guint         cpu)
{
  guint place = (guint) pid % N_KEPT;

  if (pid == 0)
    return COLOR_IDLE;
  if (kept->pids[place] != pid)
    {
      kept->pids[place] = pid;
      kept->colors[place] = (guint8) find_task_color (pen, pid, cpu);
    }
  return kept->colors[place];
}

/* A bar with round corners, and the name of its task where that is one and there is room. */
static void
draw_task (const MmsPen   *pen,
           const MmsRun   *run,
           guint           cpu,
           const MmsBox   *bar,
           const MmsColor *color,
           gboolean        has_rim)
{
  MmsBox box = mms_pen_get_run_box (bar, run->first, run->last);
  g_autofree char *text = NULL;

  box.width -= 1;
  mms_canvas_fill_round (pen->canvas, &box, 3, color);
  if (has_rim)
    mms_canvas_stroke_round (pen->canvas, &box, 3, 1, FALSE, &pen->palette->border);
  /* of many that take turns, none has it for so long */
  if (box.width < 24 || run->is_busy)
    return;
  text = mms_format_task (pen->history, run->value, cpu, run->event);
  box.x += 5;
  box.width -= 8;
  mms_canvas_text (pen->canvas, &box, text, MMS_SIZE_SMALL, box.width < 48 ? MMS_TEXT_WHOLE : 0,
                   &pen->palette->text);
}

static void
draw_task_row (const MmsPen *pen,
               guint         cpu,
               const MmsBox *bar)
{
  const MmsTrack *track = mms_history_get_cpu_track (pen->history, cpu, MMS_ATTRIBUTE_TASK);
  const MmsPalette *palette = pen->palette;
  MmsColor colors[2 * N_TASK_COLORS] = { palette->idle, palette->kernel_task, palette->user_task,
                                         palette->surface };
  MmsPen coarse = *pen;
  KeptColors kept = { { 0 } };
  g_autoptr (GArray) runs = NULL;
  MmsSpans flat;

  for (guint i = 0; i < N_TASK_COLORS; i++)
    colors[N_TASK_COLORS + i] = mms_pen_make_busy (pen, &colors[i]);
  /* a strip is too low for details */
  if (bar->height < MMS_LABEL_HEIGHT)
    coarse.busy *= 3;
  runs = mms_runs_new (&coarse, track);
  /* provenance alone does not begin another pill */
  mms_runs_merge (runs);
  mms_spans_init (&flat, pen);
  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);
      guint color;

      if (run->provenance == MMS_UNKNOWN)
        {
          MmsBox box = mms_pen_get_run_box (bar, run->first, run->last);

          mms_canvas_hatch (pen->canvas, &box, &palette->unknown);
          continue;
        }
      color = get_task_color (pen, &kept, run->value, cpu);
      if (run->is_busy)
        color += N_TASK_COLORS;
      if (run->last - run->first < 4 || bar->height < MMS_LABEL_HEIGHT)
        mms_spans_add (&flat, run->first, run->last, color);
      else
        draw_task (pen, run, cpu, bar, &colors[color], color == COLOR_OTHER);
    }
  mms_spans_fill (&flat, pen, bar, colors, G_N_ELEMENTS (colors));
  mms_spans_clear (&flat);
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

      mms_canvas_text (pen->canvas, &label, mms_view_name_store_buffer (pen->view), MMS_SIZE_SMALL, MMS_TEXT_RIGHT,
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
        mms_draw_mm_row (&pen, cpu, rows.attributes[row], &bar);
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
