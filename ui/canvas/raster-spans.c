/* raster-spans.c - many boxes in one row of pixels
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "raster-private.h"

/* Opaque neighbours are set in the first row, and copied to the others as a whole. */
static void
fill_opaque (MmsRaster  *raster,
             const MmsArea    *row,
             const MmsSpan *spans,
             guint          n_spans,
             const guint32 *pixels)
{
  guint32 *first = mms_raster_get_row (raster, row->y0);
  guint i = 0;

  while (i < n_spans)
    {
      int begin = CLAMP (row->x0 + (int) spans[i].first * raster->scale, raster->clip.x0, row->x1);
      int end = begin;

      do
        {
          int next = MIN (row->x0 + (int) spans[i].last * raster->scale, row->x1);
          guint32 pixel = pixels[spans[i].color];

          while (end < next)
            first[end++] = pixel;
          i++;
        }
      while (i < n_spans && spans[i].first == spans[i - 1].last);
      for (int y = row->y0 + 1; y < row->y1; y++)
        memcpy (mms_raster_get_row (raster, y) + begin, first + begin, (gsize) (end - begin) * sizeof *first);
    }
}

/* Neighbours mostly are of one colour: what comes of it is worked out once. */
static void
blend_run (guint32 *target, int n, guint32 pixel)
{
  guint32 before = target[0];
  guint32 after = before;

  mms_raster_blend (&after, pixel);
  for (int x = 0; x < n; x++)
    {
      if (target[x] != before)
        {
          before = after = target[x];
          mms_raster_blend (&after, pixel);
        }
      target[x] = after;
    }
}

static void
blend_spans (MmsRaster  *raster,
             const MmsArea    *row,
             const MmsSpan *spans,
             guint          n_spans,
             const guint32 *pixels)
{
  for (int y = row->y0; y < row->y1; y++)
    {
      guint32 *target = mms_raster_get_row (raster, y);

      for (guint i = 0; i < n_spans; i++)
        {
          int x = MAX (row->x0 + (int) spans[i].first * raster->scale, raster->clip.x0);
          int end = MIN (row->x0 + (int) spans[i].last * raster->scale, row->x1);

          if (x < end)
            blend_run (target + x, end - x, pixels[spans[i].color]);
        }
    }
}

void
mms_raster_fill_spans (MmsCanvas      *canvas,
                          const MmsBox   *row,
                          const MmsSpan  *spans,
                          guint           n_spans,
                          const MmsColor *colors,
                          guint           n_colors)
{
  MmsRaster *raster = (MmsRaster *) canvas;
  guint32 pixels[MMS_MAX_COLORS];
  gboolean is_opaque = TRUE;
  MmsArea area;

  if (!mms_raster_to_area (raster, row, &area))
    {
      mms_canvas_fill_each_span (canvas, row, spans, n_spans, colors, n_colors);
      return;
    }
  for (guint i = 0; i < n_colors; i++)
    {
      pixels[i] = mms_raster_to_pixel (raster, &colors[i]);
      is_opaque &= pixels[i] >> 24 == 255;
    }
  mms_raster_end_strip (raster);
  /* its left end stays where it is: the spans count from there */
  area.x1 = raster->clip.x1;
  area.y0 = MAX (area.y0, raster->clip.y0);
  area.y1 = MIN (area.y1, raster->clip.y1);
  if (area.y0 >= area.y1 || area.x0 >= area.x1)
    return;
  if (is_opaque)
    fill_opaque (raster, &area, spans, n_spans, pixels);
  else
    blend_spans (raster, &area, spans, n_spans, pixels);
}
