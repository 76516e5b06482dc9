/* canvas-private.h - for the back ends of the canvas
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "canvas.h"
#include "texts.h"

G_BEGIN_DECLS

/**
 * MmsCanvasClass:
 *
 * What a back end draws.  Everything that two back ends could do differently by accident (where a
 * text stands, where it is cut, how an arrow head looks) is decided in canvas.c and arrives here as
 * one of these.
 */
typedef struct
{
  void (*free) (MmsCanvas *canvas);
  void (*fill) (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color);
  /* @n_colors: at most %MMS_MAX_COLORS */
  void (*fill_spans) (MmsCanvas *canvas, const MmsBox *row, const MmsSpan *spans, guint n_spans,
                      const MmsColor *colors, guint n_colors);
  void (*fill_round) (MmsCanvas *canvas, const MmsBox *box, double radius, const MmsColor *color);
  void (*stroke_round) (MmsCanvas *canvas, const MmsBox *box, double radius, double width,
                        gboolean dashed, const MmsColor *color);
  void (*hatch) (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color);
  void (*line) (MmsCanvas *canvas, double x0, double y0, double x1, double y1, double width,
                gboolean dashed, const MmsColor *color);
  void (*curve) (MmsCanvas *canvas, double x0, double y0, double x1, double y1, double width,
                 gboolean dashed, const MmsColor *color);
  void (*polygon) (MmsCanvas *canvas, const double *points, guint n_points, const MmsColor *color);
  /* @x, @y: the left end of the base line */
  void (*text) (MmsCanvas *canvas, const MmsText *text, double x, double y, double size,
                MmsTextFlags flags, const MmsColor *color);
  void (*push_clip) (MmsCanvas *canvas, const MmsBox *box);
  void (*pop_clip) (MmsCanvas *canvas);
} MmsCanvasClass;

struct _MmsCanvas
{
  const MmsCanvasClass *klass;
  MmsTexts *texts; /* owned */
  double x, y;     /* the origin; added in canvas.c, so that a back end sees its own units */
};

/* Of the spans of one row. */
#define MMS_MAX_COLORS 32

/* For back ends to which spans are nothing but boxes. */
void mms_canvas_fill_each_span (MmsCanvas *canvas, const MmsBox *row, const MmsSpan *spans,
                                guint n_spans, const MmsColor *colors, guint n_colors);

/* The distance, to the right, between the lines of a hatch, and their width. */
#define MMS_HATCH_STEP  6.0
#define MMS_HATCH_WIDTH 1.0

/* Dashes and gaps of a dashed line that is @width wide. */
double mms_canvas_dash (double width);

G_END_DECLS
