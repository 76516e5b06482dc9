/* draw-ruler.c - the time axis and the playhead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "draw-private.h"

#define LABEL_GAP   18.0 /* between two labels at least */
#define MINOR_GAP   5.0  /* between two small ticks at least */
#define TICK_HEIGHT 6.0
#define HANDLE_HALF 6.0

double
mms_lane_position_at (MmsView *view,
                      double   x,
                      double   width)
{
  double start;
  double end;

  mms_view_get_range (view, &start, &end);
  return start + (x - MMS_NAMES_WIDTH) / MAX (width - MMS_NAMES_WIDTH, 1) * (end - start);
}

double
mms_lane_x_at (MmsView *view,
               double   position,
               double   width)
{
  double start;
  double end;

  mms_view_get_range (view, &start, &end);
  return MMS_NAMES_WIDTH + (position - start) / (end - start) * MAX (width - MMS_NAMES_WIDTH, 1);
}

/* The smallest of 1, 2, 5 times a power of ten that is not below @least; at least 1. */
static double
find_round_step (double least)
{
  double power = pow (10, floor (log10 (MAX (least, 1))));

  if (power >= least)
    return power;
  if (2 * power >= least)
    return 2 * power;
  if (5 * power >= least)
    return 5 * power;
  return 10 * power;
}

/* How the ticks of one ruler are written: all in the same unit, with as many decimals as the step
 * needs. */
typedef struct
{
  double unit;
  int n_decimals;
  const char *name;
} TickFormat;

static TickFormat
choose_format (MmsView *view,
               double   step)
{
  static const TickFormat units[] = {
    { 1e9, 0, "s" },
    { 1e6, 0, "ms" },
    { 1e3, 0, "µs" },
    { 1, 0, "ns" },
  };
  MmsDocument *document = mms_view_get_document (view);
  TickFormat format = { 1, 0, "" };
  double start;
  double end;
  double most;

  if (document != NULL && !mms_trace_clock_is_ns (mms_document_get_trace (document)))
    return format;

  mms_view_get_range (view, &start, &end);
  most = MAX (fabs (start), fabs (end));
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      format = units[i];
      if (most >= format.unit)
        break;
    }
  for (double smallest = format.unit; smallest > step * 1.001; smallest /= 10)
    format.n_decimals++;
  return format;
}

static char *
format_tick (const TickFormat *format,
             double            position)
{
  GString *text = g_string_new (position < 0 ? "−" : "+");
  char digits[64];
  char *point;

  if (position == 0)
    {
      g_string_assign (text, "0");
      return g_string_free (text, FALSE);
    }

  g_ascii_formatd (digits, sizeof digits, "%.9f", fabs (position) / format->unit);
  point = strchr (digits, '.');
  point[format->n_decimals > 0 ? 1 + format->n_decimals : 0] = '\0';
  for (char *c = digits; *c != '\0'; c++)
    {
      gssize behind = c - point;

      if (behind < 0 && c > digits && -behind % 3 == 0)
        g_string_append (text, "\xe2\x80\x89");
      if (behind > 1 && (behind - 1) % 3 == 0)
        g_string_append (text, "\xe2\x80\x89");
      g_string_append_c (text, *c);
    }
  if (format->name[0] != '\0')
    g_string_append_printf (text, "\xe2\x80\x89%s", format->name);
  return g_string_free (text, FALSE);
}

/* The finest step whose labels leave a gap between them. */
static double
choose_step (MmsCanvas  *canvas,
             MmsView    *view,
             double      scale,
             TickFormat *format)
{
  double step = find_round_step (40 / scale);
  double start;
  double end;

  mms_view_get_range (view, &start, &end);
  for (;;)
    {
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;
      double widest;

      *format = choose_format (view, step);
      first = format_tick (format, floor (start / step) * step);
      last = format_tick (format, ceil (end / step) * step);
      widest = MAX (mms_canvas_measure_text (canvas, first, MMS_SIZE_SMALL, 0),
                    mms_canvas_measure_text (canvas, last, MMS_SIZE_SMALL, 0));
      if (step * scale >= widest + LABEL_GAP || step > (end - start))
        return step;
      step = find_round_step (step * 1.5);
    }
}

static void
draw_ticks (MmsCanvas        *canvas,
            MmsView          *view,
            const MmsPalette *palette,
            double            width,
            double            height)
{
  TickFormat format;
  double start;
  double end;
  double scale;
  double step;
  double minor;

  mms_view_get_range (view, &start, &end);
  scale = MAX (width - MMS_NAMES_WIDTH, 1) / (end - start);
  step = choose_step (canvas, view, scale, &format);

  minor = step / 10;
  if (minor * scale < MINOR_GAP || minor < 1)
    minor = step / 5;
  if (minor * scale >= MINOR_GAP && minor >= 1)
    {
      for (double n = ceil (start / minor); n * minor <= end; n++)
        {
          double x = mms_lane_x_at (view, n * minor, width);

          mms_canvas_line (canvas, x, height - TICK_HEIGHT / 2, x, height, 1, FALSE,
                           &palette->border);
        }
    }

  for (double n = floor (start / step); n * step <= end; n++)
    {
      double x = mms_lane_x_at (view, n * step, width);
      g_autofree char *label = format_tick (&format, n * step);
      double label_width = mms_canvas_measure_text (canvas, label, MMS_SIZE_SMALL, 0);
      MmsBox box = { round (x) + 3, 1, label_width + 2, height - TICK_HEIGHT - 1 };

      mms_canvas_line (canvas, x, height - TICK_HEIGHT - 2, x, height, 1, FALSE,
                       &palette->text_dim);
      /* a label is there as a whole or not at all */
      if (box.x >= MMS_NAMES_WIDTH && box.x + box.width <= width &&
          !mms_is_flag_at (view, box.x, box.x + box.width, width))
        mms_canvas_text (canvas, &box, label, MMS_SIZE_SMALL, 0, &palette->text_dim);
    }
}

/* (transfer full): how much is visible; where that is no time, in what it is counted */
static char *
describe_span (MmsView *view,
               double   start,
               double   end)
{
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  g_autofree char *span = mms_format_span (view, end - start);
  const char *unit = mms_trace_get_stamp_unit (trace);

  /* Those that there are: the stretch has room before the first and behind the last. */
  if (g_str_equal (unit, "events"))
    return g_strdup_printf ("%u events", mms_view_find_event (view, end) -
                                             mms_view_find_event (view, ceil (start) - 1));
  if (mms_trace_clock_is_ns (trace))
    return g_strdup_printf ("%s shown", span);
  if (g_str_equal (unit, "unknown"))
    return g_strdup_printf ("%s counts", span);
  return g_strdup_printf (g_ascii_isdigit (*unit) ? "%s × %s" : "%s %s", span, unit);
}

void
mms_draw_ruler (MmsCanvas        *canvas,
                MmsView          *view,
                const MmsPalette *palette,
                double            width,
                double            height)
{
  MmsBox ground = { 0, 0, width, height };
  MmsBox name = { 12, 0, MMS_NAMES_WIDTH - 20, height };
  MmsBox strip = { MMS_NAMES_WIDTH, 0, width - MMS_NAMES_WIDTH, height };
  g_autofree char *span = NULL;
  double start;
  double end;

  mms_canvas_fill (canvas, &ground, &palette->surface);
  mms_canvas_line (canvas, 0, height - 0.5, width, height - 0.5, 1, FALSE, &palette->border);
  if (mms_view_get_document (view) == NULL)
    return;

  mms_view_get_range (view, &start, &end);
  span = describe_span (view, start, end);
  mms_canvas_text (canvas, &name, span, MMS_SIZE_SMALL, 0, &palette->text_dim);
  mms_canvas_push_clip (canvas, &strip);
  draw_ticks (canvas, view, palette, width, height);
  mms_canvas_pop_clip (canvas);
}

void
mms_draw_playhead (MmsCanvas        *canvas,
                   MmsView          *view,
                   const MmsPalette *palette,
                   double            width,
                   double            height)
{
  double x;

  if (mms_view_get_document (view) == NULL)
    return;
  x = round (mms_lane_x_at (view, mms_view_get_playhead_position (view), width));
  if (x < MMS_NAMES_WIDTH || x > width)
    return;

  mms_canvas_line (canvas, x, 0, x, height, 2, FALSE, &palette->playhead);
  {
    double points[6] = { x - HANDLE_HALF, 0, x + HANDLE_HALF, 0, x, 1.4 * HANDLE_HALF };

    mms_canvas_polygon (canvas, points, 3, &palette->playhead);
  }
}
