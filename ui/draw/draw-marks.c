/* draw-marks.c - A and B in the ruler, over the lanes, in the overview, and as text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define FLAG_SIZE 13.0

static const char *const names[MMS_N_MARKS] = { "A", "B" };

/* What lies between the marks, in the strip that is @height tall. */
static void
draw_between (MmsCanvas        *canvas,
              const MmsPalette *palette,
              const double      x[MMS_N_MARKS],
              double            width,
              double            height)
{
  double left = MAX (MIN (x[MMS_MARK_A], x[MMS_MARK_B]), MMS_NAMES_WIDTH);
  double right = MIN (MAX (x[MMS_MARK_A], x[MMS_MARK_B]), width);
  MmsBox box = { left, 0, right - left, height };
  MmsColor tint = mms_color_with_alpha (&palette->text, 0.10f);

  if (right > left)
    mms_canvas_fill (canvas, &box, &tint);
}

/* B's flag flies to the left, so that both show where they stand side by side. */
static double
get_flag_x (MmsMark mark,
            double  x,
            double  width)
{
  if ((mark == MMS_MARK_B || x + FLAG_SIZE > width) && x - FLAG_SIZE >= MMS_NAMES_WIDTH)
    return x - FLAG_SIZE;
  return x;
}

gboolean
mms_is_flag_at (MmsView *view,
                double   from,
                double   to,
                double   width)
{
  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    {
      double x = mms_lane_x_at (
          view, mms_view_get_event_position (view, mms_view_get_mark (view, mark)), width);
      double flag = get_flag_x (mark, round (x), width);

      if (mms_view_get_mark (view, mark) != 0 && flag < to && flag + FLAG_SIZE > from)
        return TRUE;
    }
  return FALSE;
}

static void
draw_flag (MmsCanvas        *canvas,
           const MmsPalette *palette,
           MmsMark           mark,
           double            x,
           double            width,
           double            top)
{
  MmsBox box = { get_flag_x (mark, x, width), top, FLAG_SIZE, FLAG_SIZE };

  mms_canvas_fill (canvas, &box, &palette->text);
  mms_canvas_text (canvas, &box, names[mark], MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER,
                   &palette->background);
}

void
mms_draw_marks (MmsCanvas        *canvas,
                MmsView          *view,
                const MmsPalette *palette,
                double            width,
                double            height)
{
  double x[MMS_N_MARKS];
  double duration;
  gint64 n_events;

  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    x[mark] = round (mms_lane_x_at (
        view, mms_view_get_event_position (view, mms_view_get_mark (view, mark)), width));
  if (mms_view_measure_marks (view, &duration, &n_events))
    draw_between (canvas, palette, x, width, MMS_RULER_HEIGHT - 1);
  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    {
      if (mms_view_get_mark (view, mark) == 0 || x[mark] < MMS_NAMES_WIDTH || x[mark] > width)
        continue;
      mms_canvas_line (canvas, x[mark], 0, x[mark], height, 1, FALSE, &palette->text);
      draw_flag (canvas, palette, mark, x[mark], width, MMS_RULER_HEIGHT - FLAG_SIZE - 1);
    }
}

void
mms_draw_overview_marks (MmsCanvas        *canvas,
                         MmsView          *view,
                         const MmsPalette *palette,
                         double            width,
                         double            height)
{
  double x[MMS_N_MARKS];
  double duration;
  gint64 n_events;

  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    x[mark] = round (mms_overview_x_at (
        view, mms_view_get_event_position (view, mms_view_get_mark (view, mark)), width));
  if (mms_view_measure_marks (view, &duration, &n_events))
    draw_between (canvas, palette, x, width, height);
  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    {
      if (mms_view_get_mark (view, mark) == 0)
        continue;
      mms_canvas_line (canvas, x[mark], 0, x[mark], height, 1, FALSE, &palette->text);
      draw_flag (canvas, palette, mark, x[mark], width, height - FLAG_SIZE - 1);
    }
}

char *
mms_format_marks (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  g_autofree char *time = NULL;
  g_autofree char *count = NULL;
  double duration;
  gint64 n_events;

  if (mms_view_measure_marks (view, &duration, &n_events))
    {
      time = mms_format_duration (view, duration);
      count = mms_format_count ((guint64) ABS (n_events));
      return g_strdup_printf ("A–B %s%s · %s%s event%s", time,
                              mms_trace_clock_is_ns (mms_document_get_trace (document)) ? ""
                                                                                        : " units",
                              n_events < 0 ? "−" : "", count, ABS (n_events) == 1 ? "" : "s");
    }
  for (MmsMark mark = 0; mark < MMS_N_MARKS; mark++)
    if (mms_view_get_mark (view, mark) != 0)
      {
        time = mms_format_position (
            view, mms_view_get_event_position (view, mms_view_get_mark (view, mark)));
        return g_strdup_printf ("%s at %s", names[mark], time);
      }
  return g_strdup ("");
}
