/* canvas.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float red, green, blue, alpha; /* 0 .. 1, not premultiplied */
} MmsColor;

typedef struct
{
  double x, y, width, height;
} MmsBox;

/**
 * MmsSpan:
 * @first, @last: whole pixels, @last excluded
 * @color: which one, of those that come with the spans
 *
 * A part of a row.  Spans ascend, and none lies over another.
 */
typedef struct
{
  guint first;
  guint last;
  guint color;
} MmsSpan;

typedef enum
{
  MMS_TEXT_BOLD = 1 << 0,
  MMS_TEXT_MONOSPACE = 1 << 1,
  MMS_TEXT_CENTER = 1 << 2, /* in the box, horizontally; otherwise at its left */
  MMS_TEXT_RIGHT = 1 << 3,
  MMS_TEXT_WHOLE = 1 << 4,  /* nothing rather than an ellipsis where it does not fit */
} MmsTextFlags;

/**
 * MmsCanvas:
 *
 * The one interface that everything is drawn through.  Its back ends: mms_canvas_new_snapshot() (the
 * screen), mms_canvas_new_cairo() (PNG, PDF, tests) and mms_canvas_new_svg(), so that what the
 * screen shows is what `mmscope render` writes.  Units are pixels, y down.  Text is laid out once
 * per string, size and flags, and kept.
 */
typedef struct _MmsCanvas MmsCanvas;

void mms_canvas_free (MmsCanvas *canvas);

void mms_canvas_fill    (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color);
/* Each of @spans, which count from the left of @row and are as tall as it is; its width says nothing.  The
 * same as mms_canvas_fill() for each, and where they are thousands, many times as fast. */
void mms_canvas_fill_spans (MmsCanvas *canvas, const MmsBox *row, const MmsSpan *spans,
                            guint n_spans, const MmsColor *colors, guint n_colors);
void mms_canvas_fill_round (MmsCanvas *canvas, const MmsBox *box, double radius,
                            const MmsColor *color);
void mms_canvas_stroke_round (MmsCanvas *canvas, const MmsBox *box, double radius, double width,
                              gboolean dashed, const MmsColor *color);
/* Diagonal lines over @box: "unknown", "freed". */
void mms_canvas_hatch   (MmsCanvas *canvas, const MmsBox *box, const MmsColor *color);
void mms_canvas_line    (MmsCanvas *canvas, double x0, double y0, double x1, double y1,
                         double width, gboolean dashed, const MmsColor *color);
/* A cubic curve with level ends, and a head at its end if @arrow. */
void mms_canvas_curve   (MmsCanvas *canvas, double x0, double y0, double x1, double y1,
                         double width, gboolean dashed, gboolean arrow, const MmsColor *color);
/* A straight line with a head at its end. */
void mms_canvas_arrow   (MmsCanvas *canvas, double x0, double y0, double x1, double y1,
                         double width, const MmsColor *color);
void mms_canvas_circle  (MmsCanvas *canvas, double x, double y, double radius,
                         const MmsColor *fill, const MmsColor *stroke, double width,
                         gboolean dashed);
/* A closed polygon of @n_points x,y pairs. */
void mms_canvas_polygon (MmsCanvas *canvas, const double *points, guint n_points,
                         const MmsColor *color);
/* Vertically centred in @box, ellipsized at its width. Returns: whether anything was drawn */
gboolean mms_canvas_text (MmsCanvas *canvas, const MmsBox *box, const char *text, double size,
                          MmsTextFlags flags, const MmsColor *color);
double mms_canvas_measure_text (MmsCanvas *canvas, const char *text, double size,
                                MmsTextFlags flags);
/* Moves the origin, until moved back. */
void mms_canvas_translate (MmsCanvas *canvas, double dx, double dy);
void mms_canvas_push_clip (MmsCanvas *canvas, const MmsBox *box);
void mms_canvas_pop_clip  (MmsCanvas *canvas);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsCanvas, mms_canvas_free)

G_END_DECLS
