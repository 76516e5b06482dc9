/* canvas-raster.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "canvas-raster.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#include "raster-private.h"

#define EPSILON    (1 / 256.0)

static MmsRaster *
get_raster (MmsCanvas *canvas)
{
  return (MmsRaster *) canvas;
}

/* --- pixels --- */

static guint32
to_channel (float share, float most)
{
  return (guint32) (CLAMP (share, 0, 1) * most + 0.5f);
}

guint32
mms_raster_to_pixel (MmsRaster *raster, const MmsColor *color)
{
  guint32 alpha;

  /* mostly the one asked for last */
  if (memcmp (color, &raster->color, sizeof *color) == 0)
    return raster->pixel;
  alpha = to_channel (color->alpha, 255);
  raster->color = *color;
  raster->pixel = alpha << 24 | to_channel (color->red, alpha) << 16
                  | to_channel (color->green, alpha) << 8 | to_channel (color->blue, alpha);
  return raster->pixel;
}

/* Copies the strip's first row to its others. */
void
mms_raster_end_strip (MmsRaster *raster)
{
  const MmsArea *strip = &raster->strip;
  const guint32 *first;

  if (strip->x0 >= strip->x1)
    return;
  first = mms_raster_get_row (raster, strip->y0) + strip->x0;
  for (int y = strip->y0 + 1; y < strip->y1; y++)
    memcpy (mms_raster_get_row (raster, y) + strip->x0, first, (gsize) (strip->x1 - strip->x0) * sizeof *first);
  raster->strip.x1 = raster->strip.x0;
}

/* Bars mostly follow one another from left to right: what adjoins the one before is drawn in one row, and
 * copied to the others together with it. */
static void
add_to_strip (MmsRaster *raster, const MmsArea *area, guint32 pixel)
{
  MmsArea *strip = &raster->strip;
  guint32 *row;

  if (strip->x0 < strip->x1
      && (area->x0 != strip->x1 || area->y0 != strip->y0 || area->y1 != strip->y1))
    mms_raster_end_strip (raster);
  if (strip->x0 >= strip->x1)
    *strip = *area;
  row = mms_raster_get_row (raster, area->y0);
  for (int x = area->x0; x < area->x1; x++)
    row[x] = pixel;
  strip->x1 = area->x1;
}

static void
fill_area (MmsRaster *raster, const MmsArea *box, guint32 pixel)
{
  MmsArea area = mms_raster_intersect (box, &raster->clip);

  if (area.x0 >= area.x1 || area.y0 >= area.y1)
    return;
  if (pixel >> 24 == 255)
    {
      add_to_strip (raster, &area, pixel);
      return;
    }
  mms_raster_end_strip (raster);
  for (int y = area.y0; y < area.y1; y++)
    {
      guint32 *row = mms_raster_get_row (raster, y);

      for (int x = area.x0; x < area.x1; x++)
        mms_raster_blend (&row[x], pixel);
    }
}

static inline void
blend_at (MmsRaster *raster, int x, int y, guint32 pixel)
{
  const MmsArea *clip = &raster->clip;

  if (x >= clip->x0 && x < clip->x1 && y >= clip->y0 && y < clip->y1)
    mms_raster_blend (&mms_raster_get_row (raster, y)[x], pixel);
}

/* Returns: whether @edge lies between pixels */
static gboolean
to_edge (double edge, int *pixel)
{
  /* far outside there is nothing to see, and no int */
  edge = CLAMP (edge, -32768, 65536);
  /* what is cut off of a positive number is its fraction */
  *pixel = (int) (edge + 32768.5) - 32768;
  return fabs (edge - *pixel) <= EPSILON;
}

/* Returns: whether all edges of @box lie between pixels */
gboolean
mms_raster_to_area (MmsRaster *raster, const MmsBox *box, MmsArea *area)
{
  const int scale = raster->scale;

  return to_edge (box->x * scale, &area->x0) && to_edge (box->y * scale, &area->y0)
         && to_edge ((box->x + box->width) * scale, &area->x1)
         && to_edge ((box->y + box->height) * scale, &area->y1);
}

/* --- what cairo draws --- */

static cairo_t *
begin_cairo (MmsCanvas *canvas, const MmsColor *color)
{
  MmsRaster *raster = get_raster (canvas);
  const MmsArea *clip = &raster->clip;

  mms_raster_end_strip (raster);
  if (raster->cr == NULL)
    {
      cairo_surface_t *surface = cairo_image_surface_create_for_data (
          (guchar *) raster->pixels.data, CAIRO_FORMAT_ARGB32, raster->pixels.width,
          raster->pixels.height, (int) raster->pixels.stride);

      raster->cr = cairo_create (surface);
      cairo_surface_destroy (surface);
    }
  else
    cairo_surface_mark_dirty (cairo_get_target (raster->cr));
  cairo_save (raster->cr);
  cairo_rectangle (raster->cr, clip->x0, clip->y0, MAX (clip->x1 - clip->x0, 0),
                   MAX (clip->y1 - clip->y0, 0));
  cairo_clip (raster->cr);
  cairo_scale (raster->cr, raster->scale, raster->scale);
  cairo_set_source_rgba (raster->cr, color->red, color->green, color->blue, color->alpha);
  return raster->cr;
}

static void
end_cairo (cairo_t *cr)
{
  cairo_restore (cr);
  cairo_surface_flush (cairo_get_target (cr));
}

static void
stroke (cairo_t *cr, double width, gboolean dashed)
{
  double dash = mms_canvas_dash (width);

  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, &dash, dashed ? 1 : 0, 0);
  cairo_stroke (cr);
  end_cairo (cr);
}

static void
trace_round (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* --- the canvas --- */

static void
raster_canvas_free (MmsCanvas *canvas)
{
  MmsRaster *raster = get_raster (canvas);

  mms_raster_end_strip (raster);
  g_clear_pointer (&raster->cr, cairo_destroy);
  g_array_unref (raster->clips);
  g_free (canvas);
}

static void
raster_canvas_fill (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color)
{
  MmsArea area;
  cairo_t *cr;

  if (mms_raster_to_area (get_raster (canvas), box, &area))
    {
      fill_area (get_raster (canvas), &area, mms_raster_to_pixel (get_raster (canvas), color));
      return;
    }
  cr = begin_cairo (canvas, color);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_fill (cr);
  end_cairo (cr);
}

/* How much of the pixel @x, @y away from a corner of the box lies within an arc of @radius. */
static double
get_corner (int x, int y, double radius)
{
  double dx = MAX (radius - x - 0.5, 0);
  double dy = MAX (radius - y - 0.5, 0);

  return CLAMP (radius + 0.5 - sqrt (dx * dx + dy * dy), 0, 1);
}

/* The shares of a corner's pixels, row by row, that lie within @radius, but not within @width of its edge:
 * mostly those asked for last. */
static const guint8 *
get_corner_shares (MmsRaster *raster, int side, double radius, int width)
{
  if (radius == raster->corner_radius && width == raster->corner_width)
    return raster->corner;
  raster->corner_radius = radius;
  raster->corner_width = width;
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      {
        double share = get_corner (x, y, radius);

        if (width > 0 && x >= width && y >= width)
          share -= get_corner (x - width, y - width, MAX (radius - width, 0));
        raster->corner[y * side + x] = (guint8) lround (CLAMP (share, 0, 1) * 255);
      }
  return raster->corner;
}

/* Whether a box has room for four corners; those of an odd width or height share their last pixels. */
static gboolean
has_corners (const MmsArea *area, int side)
{
  return side <= MMS_MAX_CORNER && area->x1 - area->x0 >= 2 * side - 1
         && area->y1 - area->y0 >= 2 * side - 1;
}

/* The corners of @area, each @side pixels wide; as get_corner_shares() */
static void
draw_corners (MmsRaster *raster,
              const MmsArea   *area,
              int           side,
              double        radius,
              int           width,
              guint32       pixel)
{
  const guint8 *share = get_corner_shares (raster, side, radius, width);

  mms_raster_end_strip (raster);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++, share++)
      {
        guint32 part = mms_raster_scale_pixel (pixel, *share);
        int left = area->x0 + x;
        int right = area->x1 - 1 - x;
        int top = area->y0 + y;
        int bottom = area->y1 - 1 - y;

        if (*share == 0)
          continue;
        blend_at (raster, left, top, part);
        if (right > left)
          blend_at (raster, right, top, part);
        if (bottom <= top)
          continue;
        blend_at (raster, left, bottom, part);
        if (right > left)
          blend_at (raster, right, bottom, part);
      }
}

static void
raster_canvas_fill_round (MmsCanvas      *canvas,
                          const MmsBox   *box,
                          double          radius,
                          const MmsColor *color)
{
  MmsRaster *raster = get_raster (canvas);
  int side = (int) ceil (radius * raster->scale - EPSILON);
  MmsArea area;
  cairo_t *cr;

  if (mms_raster_to_area (raster, box, &area) && has_corners (&area, side))
    {
      guint32 pixel = mms_raster_to_pixel (get_raster (canvas), color);
      MmsArea top = { area.x0 + side, area.y0, area.x1 - side, area.y0 + side };
      MmsArea middle = { area.x0, area.y0 + side, area.x1, area.y1 - side };
      MmsArea bottom = { area.x0 + side, MAX (area.y1 - side, top.y1), area.x1 - side, area.y1 };

      fill_area (raster, &top, pixel);
      fill_area (raster, &middle, pixel);
      fill_area (raster, &bottom, pixel);
      draw_corners (raster, &area, side, radius * raster->scale, 0, pixel);
      return;
    }
  cr = begin_cairo (canvas, color);
  trace_round (cr, box->x, box->y, box->width, box->height, radius);
  cairo_fill (cr);
  end_cairo (cr);
}

static void
raster_canvas_stroke_round (MmsCanvas      *canvas,
                            const MmsBox   *box,
                            double          radius,
                            double          width,
                            gboolean        dashed,
                            const MmsColor *color)
{
  MmsRaster *raster = get_raster (canvas);
  int side = (int) ceil (MAX (radius, width) * raster->scale - EPSILON);
  int rim = (int) round (width * raster->scale);
  MmsArea area;
  cairo_t *cr;

  if (!dashed && fabs (rim - width * raster->scale) < EPSILON && mms_raster_to_area (raster, box, &area)
      && has_corners (&area, side) && MIN (area.x1 - area.x0, area.y1 - area.y0) >= 2 * rim)
    {
      guint32 pixel = mms_raster_to_pixel (get_raster (canvas), color);
      MmsArea edges[4] = {
        { area.x0 + side, area.y0, area.x1 - side, area.y0 + rim },
        { area.x0 + side, area.y1 - rim, area.x1 - side, area.y1 },
        { area.x0, area.y0 + side, area.x0 + rim, area.y1 - side },
        { area.x1 - rim, area.y0 + side, area.x1, area.y1 - side },
      };

      for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
        fill_area (raster, &edges[i], pixel);
      draw_corners (raster, &area, side, radius * raster->scale, rim, pixel);
      return;
    }
  cr = begin_cairo (canvas, color);
  trace_round (cr, box->x + width / 2, box->y + width / 2, MAX (box->width - width, 0),
               MAX (box->height - width, 0), MAX (radius - width / 2, 0));
  stroke (cr, width, dashed);
}

/* The lines x + y = n * step, as on the other canvases. */
static void
raster_canvas_hatch (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color)
{
  MmsRaster *raster = get_raster (canvas);
  int period = (int) MMS_HATCH_STEP * raster->scale;
  double half = MMS_HATCH_WIDTH * raster->scale / 2;
  guint32 line[64];
  guint32 pixel = mms_raster_to_pixel (get_raster (canvas), color);
  MmsBox whole = { floor (box->x), floor (box->y), ceil (box->x + box->width) - floor (box->x),
                   ceil (box->y + box->height) - floor (box->y) };
  MmsArea area;

  if (!mms_raster_to_area (raster, &whole, &area) || period > (int) G_N_ELEMENTS (line))
    return;
  for (int i = 0; i < period; i++)
    {
      /* a pixel's middle is at x + 0.5, y + 0.5 */
      double along = MIN (i + 1, fabs (i + 1.0 - period));
      double share = CLAMP (half + 0.5 - along / G_SQRT2, 0, 1);

      line[i] = mms_raster_scale_pixel (pixel, (guint32) lround (share * 255));
    }
  mms_raster_end_strip (raster);
  area = mms_raster_intersect (&area, &raster->clip);
  for (int y = area.y0; y < area.y1; y++)
    {
      guint32 *row = mms_raster_get_row (raster, y);
      int phase = (area.x0 + y) % period;

      for (int x = area.x0; x < area.x1; x++)
        {
          if (line[phase] != 0)
            mms_raster_blend (&row[x], line[phase]);
          if (++phase == period)
            phase = 0;
        }
    }
}

static void
raster_canvas_line (MmsCanvas      *canvas,
                    double          x0,
                    double          y0,
                    double          x1,
                    double          y1,
                    double          width,
                    gboolean        dashed,
                    const MmsColor *color)
{
  cairo_t *cr = begin_cairo (canvas, color);

  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  stroke (cr, width, dashed);
}

static void
raster_canvas_curve (MmsCanvas      *canvas,
                     double          x0,
                     double          y0,
                     double          x1,
                     double          y1,
                     double          width,
                     gboolean        dashed,
                     const MmsColor *color)
{
  cairo_t *cr = begin_cairo (canvas, color);
  double middle = (x0 + x1) / 2;

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
  stroke (cr, width, dashed);
}

static void
raster_canvas_polygon (MmsCanvas *canvas, const double *points, guint n_points, const MmsColor *color)
{
  cairo_t *cr = begin_cairo (canvas, color);

  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cr, points[2 * i], points[2 * i + 1]);
  cairo_close_path (cr);
  cairo_fill (cr);
  end_cairo (cr);
}

static void
raster_canvas_text (MmsCanvas      *canvas,
                    const MmsText  *text,
                    double          x,
                    double          y,
                    double          size,
                    MmsTextFlags    flags,
                    const MmsColor *color)
{
  MmsRaster *raster = get_raster (canvas);
  const MmsTextMask *mask = mms_text_get_mask (text, raster->scale);
  int left = (int) round (x * raster->scale) + mask->x;
  int top = (int) round ((y - text->baseline) * raster->scale) + mask->y;
  MmsArea area = { left, top, left + mask->width, top + mask->height };
  guint32 pixel = mms_raster_to_pixel (get_raster (canvas), color);

  mms_raster_end_strip (raster);
  area = mms_raster_intersect (&area, &raster->clip);
  for (int row = area.y0; row < area.y1; row++)
    {
      const guint8 *shares = mask->shares + (gsize) (row - top) * mask->stride - left;
      guint32 *target = mms_raster_get_row (raster, row);

      for (int column = area.x0; column < area.x1; column++)
        if (shares[column] != 0)
          mms_raster_blend (&target[column], mms_raster_scale_pixel (pixel, shares[column]));
    }
}

static void
raster_canvas_push_clip (MmsCanvas *canvas, const MmsBox *box)
{
  MmsRaster *raster = get_raster (canvas);
  MmsBox whole = { round (box->x), round (box->y), round (box->x + box->width) - round (box->x),
                   round (box->y + box->height) - round (box->y) };
  MmsArea area;

  g_array_append_val (raster->clips, raster->clip);
  if (!mms_raster_to_area (raster, &whole, &area))
    area = (MmsArea) { 0 };
  raster->clip = mms_raster_intersect (&raster->clip, &area);
}

static void
raster_canvas_pop_clip (MmsCanvas *canvas)
{
  MmsRaster *raster = get_raster (canvas);

  g_return_if_fail (raster->clips->len > 0);

  raster->clip = g_array_index (raster->clips, MmsArea, raster->clips->len - 1);
  g_array_set_size (raster->clips, raster->clips->len - 1);
}

static const MmsCanvasClass raster_canvas_class = {
  .free = raster_canvas_free,
  .fill = raster_canvas_fill,
  .fill_spans = mms_raster_fill_spans,
  .fill_round = raster_canvas_fill_round,
  .stroke_round = raster_canvas_stroke_round,
  .hatch = raster_canvas_hatch,
  .line = raster_canvas_line,
  .curve = raster_canvas_curve,
  .polygon = raster_canvas_polygon,
  .text = raster_canvas_text,
  .push_clip = raster_canvas_push_clip,
  .pop_clip = raster_canvas_pop_clip,
};

MmsCanvas *
mms_canvas_new_raster (MmsTexts *texts, const MmsPixels *pixels, int scale)
{
  MmsRaster *raster = g_new0 (MmsRaster, 1);

  raster->parent.klass = &raster_canvas_class;
  raster->parent.texts = mms_texts_ref (texts);
  raster->pixels = *pixels;
  raster->scale = MAX (scale, 1);
  raster->clip = (MmsArea) { 0, 0, pixels->width, pixels->height };
  raster->clips = g_array_new (FALSE, FALSE, sizeof (MmsArea));
  return &raster->parent;
}
