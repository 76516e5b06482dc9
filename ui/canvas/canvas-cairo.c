/* canvas-cairo.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas-cairo.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "canvas-private.h"

typedef struct
{
  MmsCanvas parent;
  cairo_t *cr;
} CairoCanvas;

static cairo_t *
get_cr (MmsCanvas *canvas)
{
  return ((CairoCanvas *) canvas)->cr;
}

static cairo_t *
begin (MmsCanvas      *canvas,
       const MmsColor *color)
{
  cairo_t *cr = get_cr (canvas);

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
  return cr;
}

static void
cairo_canvas_free (MmsCanvas *canvas)
{
  cairo_destroy (get_cr (canvas));
  g_free (canvas);
}

static void
cairo_canvas_fill (MmsCanvas      *canvas,
                   const MmsBox   *box,
                   const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_fill (cr);
}

static void
trace_round (cairo_t *cr,
             double   x,
             double   y,
             double   width,
             double   height,
             double   radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
cairo_canvas_fill_round (MmsCanvas      *canvas,
                         const MmsBox   *box,
                         double          radius,
                         const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  trace_round (cr, box->x, box->y, box->width, box->height, radius);
  cairo_fill (cr);
}

static void
stroke (cairo_t  *cr,
        double    width,
        gboolean  dashed)
{
  double dash = mms_canvas_dash (width);

  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, &dash, dashed ? 1 : 0, 0);
  cairo_stroke (cr);
}

static void
cairo_canvas_stroke_round (MmsCanvas      *canvas,
                           const MmsBox   *box,
                           double          radius,
                           double          width,
                           gboolean        dashed,
                           const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  trace_round (cr, box->x + width / 2, box->y + width / 2, MAX (box->width - width, 0),
               MAX (box->height - width, 0), MAX (radius - width / 2, 0));
  stroke (cr, width, dashed);
}

static void
cairo_canvas_hatch (MmsCanvas      *canvas,
                    const MmsBox   *box,
                    const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);
  double bottom = box->y + box->height;
  /* the lines x + y = n * step, so that the hatches of neighbours are one */
  double first = ceil ((box->x + box->y) / MMS_HATCH_STEP) * MMS_HATCH_STEP;

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  for (double sum = first; sum < box->x + box->width + bottom; sum += MMS_HATCH_STEP)
    {
      cairo_move_to (cr, sum - box->y + 1, box->y - 1);
      cairo_line_to (cr, sum - bottom - 1, bottom + 1);
    }
  stroke (cr, MMS_HATCH_WIDTH, FALSE);
  cairo_restore (cr);
}

static void
cairo_canvas_line (MmsCanvas      *canvas,
                   double          x0,
                   double          y0,
                   double          x1,
                   double          y1,
                   double          width,
                   gboolean        dashed,
                   const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  stroke (cr, width, dashed);
}

static void
cairo_canvas_curve (MmsCanvas      *canvas,
                    double          x0,
                    double          y0,
                    double          x1,
                    double          y1,
                    double          width,
                    gboolean        dashed,
                    const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);
  double middle = (x0 + x1) / 2;

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
  stroke (cr, width, dashed);
}

static void
cairo_canvas_polygon (MmsCanvas      *canvas,
                      const double   *points,
                      guint           n_points,
                      const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
cairo_canvas_text (MmsCanvas      *canvas,
                   const MmsText  *text,
                   double          x,
                   double          y,
                   double          size,
                   MmsTextFlags    flags,
                   const MmsColor *color)
{
  cairo_t *cr = begin (canvas, color);

  cairo_move_to (cr, x, y - text->baseline);
  pango_cairo_show_layout (cr, mms_text_get_layout (text));
  cairo_new_path (cr);
}

static void
cairo_canvas_push_clip (MmsCanvas    *canvas,
                        const MmsBox *box)
{
  cairo_t *cr = get_cr (canvas);

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, MAX (box->width, 0), MAX (box->height, 0));
  cairo_clip (cr);
}

static void
cairo_canvas_pop_clip (MmsCanvas *canvas)
{
  cairo_restore (get_cr (canvas));
}

static const MmsCanvasClass cairo_canvas_class = {
  .free = cairo_canvas_free,
  .fill = cairo_canvas_fill,
  .fill_spans = mms_canvas_fill_each_span,
  .fill_round = cairo_canvas_fill_round,
  .stroke_round = cairo_canvas_stroke_round,
  .hatch = cairo_canvas_hatch,
  .line = cairo_canvas_line,
  .curve = cairo_canvas_curve,
  .polygon = cairo_canvas_polygon,
  .text = cairo_canvas_text,
  .push_clip = cairo_canvas_push_clip,
  .pop_clip = cairo_canvas_pop_clip,
};

MmsCanvas *
mms_canvas_new_cairo (cairo_t *cr)
{
  CairoCanvas *canvas = g_new0 (CairoCanvas, 1);
  PangoContext *context = pango_cairo_create_context (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  /* the same advances at every scale and on every surface: what fits in one picture fits in all */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);

  canvas->parent.klass = &cairo_canvas_class;
  canvas->parent.texts = mms_texts_new (context);
  canvas->cr = cairo_reference (cr);
  g_object_unref (context);
  return &canvas->parent;
}
