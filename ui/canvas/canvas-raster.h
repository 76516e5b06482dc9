/* canvas-raster.h - the canvas on plain pixels
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas.h"
#include "texts.h"

G_BEGIN_DECLS

/**
 * MmsPixels:
 * @data: premultiplied ARGB in the machine's byte order, as cairo's ARGB32 is
 * @width, @height: in pixels
 * @stride: bytes from row to row, a multiple of 4
 */
typedef struct
{
  guint32 *data;
  int width;
  int height;
  gsize stride;
} MmsPixels;

/**
 * mms_canvas_new_raster:
 * @pixels: drawn into as long as the canvas lives
 * @scale: pixels per unit of the canvas; whole
 *
 * For what consists of thousands of bars: a render node or a call into cairo for each of them takes far
 * longer than setting its pixels.  What is not made of bars and short texts, cairo draws here as well.
 *
 * Returns: (transfer full)
 */
MmsCanvas *mms_canvas_new_raster (MmsTexts        *texts,
                                  const MmsPixels *pixels,
                                  int              scale);

G_END_DECLS
