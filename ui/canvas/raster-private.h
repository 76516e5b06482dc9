/* raster-private.h - for the files of the canvas of pixels
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <cairo.h>

#include "canvas-private.h"
#include "canvas-raster.h"

G_BEGIN_DECLS

#define MMS_MAX_CORNER 32 /* pixels; larger radii are cairo's */

/* A box in pixels, @x1 and @y1 excluded */
typedef struct
{
  int x0, y0, x1, y1;
} MmsArea;

typedef struct
{
  MmsCanvas parent;
  MmsPixels pixels;
  int scale;
  MmsArea strip; /* drawn in its first row only; empty where there is none */
  MmsArea clip;
  GArray *clips; /* of MmsArea: those around the one that holds now */
  cairo_t *cr;   /* for what is no box; NULL until it is needed */
  MmsColor color; /* the last one, */
  guint32 pixel;  /* and its pixel; zeroes are right */
  double corner_radius; /* the last corner: 0 until there is one */
  int corner_width;
  guint8 corner[MMS_MAX_CORNER * MMS_MAX_CORNER];
} MmsRaster;

/* Every channel of @pixel times @share / 255, two at a time */
static inline guint32
mms_raster_scale_pixel (guint32 pixel, guint32 share)
{
  guint32 odd = (pixel & 0x00ff00ff) * share + 0x00800080;
  guint32 even = ((pixel >> 8) & 0x00ff00ff) * share + 0x00800080;

  odd = ((odd + ((odd >> 8) & 0x00ff00ff)) >> 8) & 0x00ff00ff;
  even = (even + ((even >> 8) & 0x00ff00ff)) & 0xff00ff00;
  return odd | even;
}

static inline void
mms_raster_blend (guint32 *target, guint32 pixel)
{
  *target = pixel + mms_raster_scale_pixel (*target, 255 - (pixel >> 24));
}

static inline guint32 *
mms_raster_get_row (MmsRaster *raster, int y)
{
  return (guint32 *) (gpointer) ((guint8 *) raster->pixels.data + (gsize) y * raster->pixels.stride);
}

static inline MmsArea
mms_raster_intersect (const MmsArea *a, const MmsArea *b)
{
  return (MmsArea) { MAX (a->x0, b->x0), MAX (a->y0, b->y0), MIN (a->x1, b->x1), MIN (a->y1, b->y1) };
}

/* Copies the strip's first row to its others. */
void mms_raster_end_strip (MmsRaster *raster);

/* Sets *area; returns: whether all edges of @box lie between pixels */
gboolean mms_raster_to_area (MmsRaster    *raster,
                             const MmsBox *box,
                             MmsArea      *area);

guint32 mms_raster_to_pixel (MmsRaster      *raster,
                             const MmsColor *color);

/* As MmsCanvasClass.fill_spans */
void mms_raster_fill_spans (MmsCanvas      *canvas,
                            const MmsBox   *row,
                            const MmsSpan  *spans,
                            guint           n_spans,
                            const MmsColor *colors,
                            guint           n_colors);

G_END_DECLS
