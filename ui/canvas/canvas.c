/* canvas.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas-private.h"

#include <math.h>

#define MAX_POINTS 16 /* of a polygon */

void
mms_canvas_free (MmsCanvas *canvas)
{
  MmsTexts *texts = canvas->texts;

  canvas->klass->free (canvas);
  mms_texts_unref (texts);
}

double
mms_canvas_dash (double width)
{
  return 2.5 + width;
}

static MmsBox
move_box (MmsCanvas    *canvas,
          const MmsBox *box)
{
  return (MmsBox) { canvas->x + box->x, canvas->y + box->y, box->width, box->height };
}

static gboolean
is_empty (const MmsBox   *box,
          const MmsColor *color)
{
  return !(box->width > 0) || !(box->height > 0) || !(color->alpha > 0);
}

void
mms_canvas_fill (MmsCanvas      *canvas,
                 const MmsBox   *box,
                 const MmsColor *color)
{
  MmsBox moved = move_box (canvas, box);

  if (!is_empty (box, color))
    canvas->klass->fill (canvas, &moved, color);
}

void
mms_canvas_fill_each_span (MmsCanvas      *canvas,
                           const MmsBox   *row,
                           const MmsSpan  *spans,
                           guint           n_spans,
                           const MmsColor *colors,
                           guint           n_colors)
{
  for (guint i = 0; i < n_spans; i++)
    {
      MmsBox box = { row->x + spans[i].first, row->y, (double) spans[i].last - spans[i].first,
                     row->height };

      if (!is_empty (&box, &colors[spans[i].color]))
        canvas->klass->fill (canvas, &box, &colors[spans[i].color]);
    }
}

void
mms_canvas_fill_spans (MmsCanvas      *canvas,
                       const MmsBox   *row,
                       const MmsSpan  *spans,
                       guint           n_spans,
                       const MmsColor *colors,
                       guint           n_colors)
{
  MmsBox moved = move_box (canvas, row);

  g_return_if_fail (n_colors <= MMS_MAX_COLORS);

  if (n_spans > 0 && row->height > 0)
    canvas->klass->fill_spans (canvas, &moved, spans, n_spans, colors, n_colors);
}

void
mms_canvas_fill_round (MmsCanvas      *canvas,
                       const MmsBox   *box,
                       double          radius,
                       const MmsColor *color)
{
  MmsBox moved = move_box (canvas, box);

  radius = MIN (radius, MIN (box->width, box->height) / 2);
  if (is_empty (box, color))
    return;
  if (radius < 0.75)
    canvas->klass->fill (canvas, &moved, color);
  else
    canvas->klass->fill_round (canvas, &moved, radius, color);
}

void
mms_canvas_stroke_round (MmsCanvas      *canvas,
                         const MmsBox   *box,
                         double          radius,
                         double          width,
                         gboolean        dashed,
                         const MmsColor *color)
{
  MmsBox moved = move_box (canvas, box);

  radius = MIN (radius, MIN (box->width, box->height) / 2);
  if (!is_empty (box, color))
    canvas->klass->stroke_round (canvas, &moved, MAX (radius, 0), width, dashed, color);
}

void
mms_canvas_hatch (MmsCanvas      *canvas,
                  const MmsBox   *box,
                  const MmsColor *color)
{
  MmsBox moved = move_box (canvas, box);
  MmsColor pale = *color;

  if (is_empty (box, color))
    return;
  if (box->width >= MMS_HATCH_STEP / 2)
    {
      canvas->klass->hatch (canvas, &moved, color);
      return;
    }
  /* too narrow to show a line: as dark as the hatch is on the whole */
  pale.alpha *= 0.3f;
  canvas->klass->fill (canvas, &moved, &pale);
}

static void
draw_line (MmsCanvas      *canvas,
           double          x0,
           double          y0,
           double          x1,
           double          y1,
           double          width,
           gboolean        dashed,
           const MmsColor *color)
{
  canvas->klass->line (canvas, canvas->x + x0, canvas->y + y0, canvas->x + x1, canvas->y + y1,
                       width, dashed, color);
}

void
mms_canvas_line (MmsCanvas      *canvas,
                 double          x0,
                 double          y0,
                 double          x1,
                 double          y1,
                 double          width,
                 gboolean        dashed,
                 const MmsColor *color)
{
  if (!(color->alpha > 0) || !(width > 0))
    return;
  if (!dashed && x0 == x1)
    {
      MmsBox box = { x0 - width / 2, MIN (y0, y1), width, fabs (y1 - y0) };

      if (width == round (width))
        box.x = round (box.x);
      mms_canvas_fill (canvas, &box, color);
    }
  else if (!dashed && y0 == y1)
    {
      MmsBox box = { MIN (x0, x1), y0 - width / 2, fabs (x1 - x0), width };

      if (width == round (width))
        box.y = round (box.y);
      mms_canvas_fill (canvas, &box, color);
    }
  else
    draw_line (canvas, x0, y0, x1, y1, width, dashed, color);
}

static double
get_head_length (double width)
{
  return 5 + 2.2 * width;
}

/* An arrow head whose tip is at @x, @y and which points along @dx, @dy (of length 1). */
static void
draw_head (MmsCanvas      *canvas,
           double          x,
           double          y,
           double          dx,
           double          dy,
           double          width,
           const MmsColor *color)
{
  double length = get_head_length (width);
  double half = 2.2 + 1.1 * width;
  double points[6] = {
    x, y,
    x - dx * length - dy * half, y - dy * length + dx * half,
    x - dx * length + dy * half, y - dy * length - dx * half,
  };

  mms_canvas_polygon (canvas, points, 3, color);
}

void
mms_canvas_curve (MmsCanvas      *canvas,
                  double          x0,
                  double          y0,
                  double          x1,
                  double          y1,
                  double          width,
                  gboolean        dashed,
                  gboolean        arrow,
                  const MmsColor *color)
{
  double direction = x1 >= x0 ? 1 : -1;
  double end = x1;

  if (arrow)
    {
      end -= direction * (get_head_length (width) - 1);
      draw_head (canvas, x1, y1, direction, 0, width, color);
    }
  canvas->klass->curve (canvas, canvas->x + x0, canvas->y + y0, canvas->x + end, canvas->y + y1,
                        width, dashed, color);
}

void
mms_canvas_arrow (MmsCanvas      *canvas,
                  double          x0,
                  double          y0,
                  double          x1,
                  double          y1,
                  double          width,
                  const MmsColor *color)
{
  double length = hypot (x1 - x0, y1 - y0);
  double back = get_head_length (width) - 1;
  double dx;
  double dy;

  if (!(length > 0))
    return;
  dx = (x1 - x0) / length;
  dy = (y1 - y0) / length;
  draw_head (canvas, x1, y1, dx, dy, width, color);
  if (length > back)
    draw_line (canvas, x0, y0, x1 - dx * back, y1 - dy * back, width, FALSE, color);
}

void
mms_canvas_circle (MmsCanvas      *canvas,
                   double          x,
                   double          y,
                   double          radius,
                   const MmsColor *fill,
                   const MmsColor *stroke,
                   double          width,
                   gboolean        dashed)
{
  MmsBox box = { x - radius, y - radius, 2 * radius, 2 * radius };
  MmsBox moved = move_box (canvas, &box);

  if (fill != NULL && !is_empty (&box, fill))
    canvas->klass->fill_round (canvas, &moved, radius, fill);
  if (stroke != NULL && width > 0 && !is_empty (&box, stroke))
    canvas->klass->stroke_round (canvas, &moved, radius, width, dashed, stroke);
}

void
mms_canvas_polygon (MmsCanvas      *canvas,
                    const double   *points,
                    guint           n_points,
                    const MmsColor *color)
{
  double moved[2 * MAX_POINTS];

  g_return_if_fail (n_points >= 3 && n_points <= MAX_POINTS);

  for (guint i = 0; i < n_points; i++)
    {
      moved[2 * i] = canvas->x + points[2 * i];
      moved[2 * i + 1] = canvas->y + points[2 * i + 1];
    }
  if (color->alpha > 0)
    canvas->klass->polygon (canvas, moved, n_points, color);
}

gboolean
mms_canvas_text (MmsCanvas      *canvas,
                 const MmsBox   *box,
                 const char     *text,
                 double          size,
                 MmsTextFlags    flags,
                 const MmsColor *color)
{
  const MmsText *laid_out;
  double x = canvas->x + box->x;

  if (text[0] == '\0' || !(box->width >= 1))
    return FALSE;

  if ((flags & MMS_TEXT_WHOLE) != 0)
    {
      /* nobody needs to know how much of it would fit */
      laid_out = mms_texts_get (canvas->texts, text, size, flags, -1);
      if (laid_out->width > box->width)
        return FALSE;
    }
  else
    laid_out = mms_texts_get (canvas->texts, text, size, flags, box->width);
  if (laid_out->shown[0] == '\0')
    return FALSE;

  if ((flags & MMS_TEXT_CENTER) != 0)
    x += (box->width - laid_out->width) / 2;
  else if ((flags & MMS_TEXT_RIGHT) != 0)
    x += box->width - laid_out->width;

  canvas->klass->text (canvas, laid_out, round (x),
                       round (canvas->y + box->y + box->height / 2) +
                           mms_texts_get_drop (canvas->texts, size, flags),
                       size, flags, color);
  return TRUE;
}

double
mms_canvas_measure_text (MmsCanvas    *canvas,
                         const char   *text,
                         double        size,
                         MmsTextFlags  flags)
{
  if (text[0] == '\0')
    return 0;
  return ceil (mms_texts_get (canvas->texts, text, size, flags, -1)->width);
}

void
mms_canvas_translate (MmsCanvas *canvas,
                      double     dx,
                      double     dy)
{
  canvas->x += dx;
  canvas->y += dy;
}

void
mms_canvas_push_clip (MmsCanvas    *canvas,
                      const MmsBox *box)
{
  MmsBox moved = move_box (canvas, box);

  canvas->klass->push_clip (canvas, &moved);
}

void
mms_canvas_pop_clip (MmsCanvas *canvas)
{
  canvas->klass->pop_clip (canvas);
}
