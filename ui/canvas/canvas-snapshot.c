/* canvas-snapshot.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas-snapshot.h"

#include <math.h>
#include <string.h>

#include "canvas-private.h"

/* Plain boxes, rounded boxes, borders and texts become render nodes of their own, which is what GSK
 * is fastest with; cairo nodes are left for what it has no node for: curves, slanted and dashed
 * lines, polygons, hatches. */

typedef struct
{
  MmsCanvas parent;
  GtkSnapshot *snapshot;
} SnapshotCanvas;

static GtkSnapshot *
get_snapshot (MmsCanvas *canvas)
{
  return ((SnapshotCanvas *) canvas)->snapshot;
}

#define RECT(box) \
  (&GRAPHENE_RECT_INIT ((float) (box)->x, (float) (box)->y, (float) (box)->width, \
                        (float) (box)->height))

static GdkRGBA
to_rgba (const MmsColor *color)
{
  return (GdkRGBA) { color->red, color->green, color->blue, color->alpha };
}

/* A cairo node that reaches @margin beyond the box of two points. */
static cairo_t *
begin_cairo (MmsCanvas      *canvas,
             double          x0,
             double          y0,
             double          x1,
             double          y1,
             double          margin,
             const MmsColor *color)
{
  MmsBox box = {
    floor (MIN (x0, x1) - margin),
    floor (MIN (y0, y1) - margin),
    ceil (fabs (x1 - x0) + 2 * margin) + 1,
    ceil (fabs (y1 - y0) + 2 * margin) + 1,
  };
  cairo_t *cr = gtk_snapshot_append_cairo (get_snapshot (canvas), RECT (&box));

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
  return cr;
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
  cairo_destroy (cr);
}

static void
snapshot_canvas_free (MmsCanvas *canvas)
{
  g_object_unref (get_snapshot (canvas));
  g_free (canvas);
}

static void
snapshot_canvas_fill (MmsCanvas      *canvas,
                      const MmsBox   *box,
                      const MmsColor *color)
{
  GdkRGBA rgba = to_rgba (color);

  gtk_snapshot_append_color (get_snapshot (canvas), &rgba, RECT (box));
}

static void
snapshot_canvas_fill_round (MmsCanvas      *canvas,
                            const MmsBox   *box,
                            double          radius,
                            const MmsColor *color)
{
  GtkSnapshot *snapshot = get_snapshot (canvas);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, RECT (box), (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  snapshot_canvas_fill (canvas, box, color);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_canvas_stroke_round (MmsCanvas      *canvas,
                              const MmsBox   *box,
                              double          radius,
                              double          width,
                              gboolean        dashed,
                              const MmsColor *color)
{
  double x = box->x + width / 2;
  double y = box->y + width / 2;
  double w = MAX (box->width - width, 0);
  double h = MAX (box->height - width, 0);
  double r = MAX (radius - width / 2, 0);
  cairo_t *cr;

  if (!dashed)
    {
      GskRoundedRect outline;
      float widths[4] = { (float) width, (float) width, (float) width, (float) width };
      GdkRGBA rgba = to_rgba (color);
      GdkRGBA colors[4] = { rgba, rgba, rgba, rgba };

      gsk_rounded_rect_init_from_rect (&outline, RECT (box), (float) radius);
      gtk_snapshot_append_border (get_snapshot (canvas), &outline, widths, colors);
      return;
    }

  cr = begin_cairo (canvas, x, y, x + w, y + h, width, color);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  stroke (cr, width, TRUE);
}

static void
draw_slants (cairo_t *cr,
             double   x,
             double   y,
             double   width,
             double   height)
{
  double bottom = y + height;

  for (double sum = ceil ((x + y) / MMS_HATCH_STEP) * MMS_HATCH_STEP; sum < x + width + bottom;
       sum += MMS_HATCH_STEP)
    {
      cairo_move_to (cr, sum - y + 1, y - 1);
      cairo_line_to (cr, sum - bottom - 1, bottom + 1);
    }
}

/* One tile, at twice the resolution for screens that have it.  The last one is kept, because one
 * lane mostly needs one colour many times over. */
static cairo_pattern_t *
get_hatch_tile (const MmsColor *color)
{
  static cairo_pattern_t *tile;
  static MmsColor tile_color;
  cairo_surface_t *surface;
  cairo_t *cr;
  int side = (int) MMS_HATCH_STEP;

  if (tile != NULL && memcmp (&tile_color, color, sizeof *color) == 0)
    return tile;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * side, 2 * side);
  cr = cairo_create (surface);
  cairo_scale (cr, 2, 2);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
  draw_slants (cr, -side, -side, 3 * side, 3 * side);
  stroke (cr, MMS_HATCH_WIDTH, FALSE);
  cairo_surface_set_device_scale (surface, 2, 2);

  g_clear_pointer (&tile, cairo_pattern_destroy);
  tile = cairo_pattern_create_for_surface (surface);
  cairo_pattern_set_extend (tile, CAIRO_EXTEND_REPEAT);
  tile_color = *color;
  cairo_surface_destroy (surface);
  return tile;
}

static void
snapshot_canvas_hatch (MmsCanvas      *canvas,
                       const MmsBox   *box,
                       const MmsColor *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (get_snapshot (canvas), RECT (box));

  cairo_set_source (cr, get_hatch_tile (color));
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
snapshot_canvas_line (MmsCanvas      *canvas,
                      double          x0,
                      double          y0,
                      double          x1,
                      double          y1,
                      double          width,
                      gboolean        dashed,
                      const MmsColor *color)
{
  cairo_t *cr = begin_cairo (canvas, x0, y0, x1, y1, width, color);

  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  stroke (cr, width, dashed);
}

static void
snapshot_canvas_curve (MmsCanvas      *canvas,
                       double          x0,
                       double          y0,
                       double          x1,
                       double          y1,
                       double          width,
                       gboolean        dashed,
                       const MmsColor *color)
{
  cairo_t *cr = begin_cairo (canvas, x0, y0, x1, y1, width, color);
  double middle = (x0 + x1) / 2;

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
  stroke (cr, width, dashed);
}

static void
snapshot_canvas_polygon (MmsCanvas      *canvas,
                         const double   *points,
                         guint           n_points,
                         const MmsColor *color)
{
  double x0 = points[0];
  double y0 = points[1];
  double x1 = x0;
  double y1 = y0;
  cairo_t *cr;

  for (guint i = 1; i < n_points; i++)
    {
      x0 = MIN (x0, points[2 * i]);
      y0 = MIN (y0, points[2 * i + 1]);
      x1 = MAX (x1, points[2 * i]);
      y1 = MAX (y1, points[2 * i + 1]);
    }
  cr = begin_cairo (canvas, x0, y0, x1, y1, 0, color);
  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
snapshot_canvas_text (MmsCanvas      *canvas,
                      const MmsText  *text,
                      double          x,
                      double          y,
                      double          size,
                      MmsTextFlags    flags,
                      const MmsColor *color)
{
  GtkSnapshot *snapshot = get_snapshot (canvas);
  GdkRGBA rgba = to_rgba (color);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) x, (float) round (y - text->baseline)));
  gtk_snapshot_append_layout (snapshot, mms_text_get_layout (text), &rgba);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_canvas_push_clip (MmsCanvas    *canvas,
                           const MmsBox *box)
{
  gtk_snapshot_push_clip (get_snapshot (canvas), RECT (box));
}

static void
snapshot_canvas_pop_clip (MmsCanvas *canvas)
{
  gtk_snapshot_pop (get_snapshot (canvas));
}

static const MmsCanvasClass snapshot_canvas_class = {
  .free = snapshot_canvas_free,
  .fill = snapshot_canvas_fill,
  .fill_spans = mms_canvas_fill_each_span,
  .fill_round = snapshot_canvas_fill_round,
  .stroke_round = snapshot_canvas_stroke_round,
  .hatch = snapshot_canvas_hatch,
  .line = snapshot_canvas_line,
  .curve = snapshot_canvas_curve,
  .polygon = snapshot_canvas_polygon,
  .text = snapshot_canvas_text,
  .push_clip = snapshot_canvas_push_clip,
  .pop_clip = snapshot_canvas_pop_clip,
};

/* All lanes of a window show much the same texts in the same fonts. */
MmsTexts *
mms_texts_ref_for_widget (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *owner = root != NULL ? GTK_WIDGET (root) : widget;
  MmsTexts *texts = g_object_get_data (G_OBJECT (owner), "mms-texts");

  if (texts == NULL || !mms_texts_is_current (texts))
    {
      texts = mms_texts_new (gtk_widget_get_pango_context (owner));
      g_object_set_data_full (G_OBJECT (owner), "mms-texts", texts,
                              (GDestroyNotify) mms_texts_unref);
    }
  return mms_texts_ref (texts);
}

MmsCanvas *
mms_canvas_new_snapshot (GtkSnapshot *snapshot,
                         GtkWidget   *widget)
{
  SnapshotCanvas *canvas = g_new0 (SnapshotCanvas, 1);

  canvas->parent.klass = &snapshot_canvas_class;
  canvas->parent.texts = mms_texts_ref_for_widget (widget);
  canvas->snapshot = g_object_ref (snapshot);
  return &canvas->parent;
}
