/* pen.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw-private.h"

#define BUSY_COLUMNS 4
#define SMALLEST     7.5 /* that can still be read */

/* A stripe along a bar: columns of it, and of the gaps in it. */
#define STRIPE_DASH 6
#define STRIPE_GAP  3

/* Where the stripes of a disc lie, as shares of its radius below its middle: under what is written in it. */
#define DISC_BOTTOM        0.94
#define DISC_TOP           0.5  /* under a letter */
#define DISC_TOP_OF_COUNTS 0.66 /* under a letter and the counts */
#define SMALLEST_LETTERED  10.0 /* a disc of a smaller radius has nothing in it */

void
mms_pen_init (MmsPen           *pen,
              MmsCanvas        *canvas,
              MmsView          *view,
              const MmsPalette *palette,
              double            width,
              double            height)
{
  double first;
  double last;

  pen->canvas = canvas;
  pen->view = view;
  pen->palette = palette;
  pen->document = mms_view_get_document (view);
  pen->history = pen->document != NULL ? mms_document_get_history (pen->document) : NULL;
  pen->mms = mms_view_get_mm_facts (view);
  pen->width = width;
  pen->height = height;
  pen->n_columns = (guint) CLAMP (width - MMS_NAMES_WIDTH, 1, 1 << 16);
  pen->busy = BUSY_COLUMNS;
  pen->columns = mms_view_get_columns (view, pen->n_columns);

  first = floor (mms_lane_x_at (view, 0, width)) - MMS_NAMES_WIDTH;
  last = ceil (mms_lane_x_at (view, mms_view_get_length (view), width)) - MMS_NAMES_WIDTH + 1;
  pen->first = (guint) CLAMP (first, 0, pen->n_columns);
  pen->last = (guint) CLAMP (last, pen->first, pen->n_columns);
  if (pen->history == NULL)
    pen->last = pen->first;
}

int
mms_pen_find_column (const MmsPen *pen,
                     guint         event)
{
  guint low = 0;
  guint high = pen->n_columns;

  if (event <= pen->columns[0])
    return -1;
  /* the smallest column whose end is not before the event */
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (pen->columns[middle + 1] >= event)
        high = middle;
      else
        low = middle + 1;
    }
  return (int) low;
}

const MmsFindingPlace *
mms_pen_find_places (const MmsPen *pen,
                     int           cpu,
                     guint        *n_places)
{
  return mms_view_find_places (pen->view, cpu, pen->columns[0], pen->columns[pen->n_columns],
                               n_places);
}

MmsMmLook
mms_pen_look_up (const MmsPen *pen,
                 guint         mm)
{
  return mms_palette_look_up (pen->mms[mm].number);
}

MmsColor
mms_pen_get_mm_color (const MmsPen *pen,
                      guint         mm)
{
  return mms_palette_get_mm_color (pen->palette, mms_pen_look_up (pen, mm).color);
}

MmsColor
mms_pen_get_mm_line (const MmsPen *pen,
                     guint         mm)
{
  return mms_palette_get_mm_line (pen->palette, mms_pen_look_up (pen, mm).color);
}

MmsBox
mms_pen_get_run_box (const MmsBox *bar,
                     guint         first,
                     guint         last)
{
  return (MmsBox) { MMS_NAMES_WIDTH + first, bar->y, (double) last - first, bar->height };
}

MmsColor
mms_pen_make_busy (const MmsPen   *pen,
                   const MmsColor *color)
{
  return mms_color_mix (color, 0.45f, &pen->palette->grid);
}

void
mms_spans_init (MmsSpans     *spans,
                const MmsPen *pen)
{
  spans->spans = g_new (MmsSpan, pen->n_columns);
  spans->n_spans = 0;
}

void
mms_spans_clear (MmsSpans *spans)
{
  g_clear_pointer (&spans->spans, g_free);
}

void
mms_spans_fill (MmsSpans       *spans,
                const MmsPen   *pen,
                const MmsBox   *row,
                const MmsColor *colors,
                guint           n_colors)
{
  MmsBox columns = { MMS_NAMES_WIDTH, row->y, pen->n_columns, row->height };

  mms_canvas_fill_spans (pen->canvas, &columns, spans->spans, spans->n_spans, colors, n_colors);
  spans->n_spans = 0;
}

void
mms_spans_add_stripe (MmsSpans *spans,
                      guint     first,
                      guint     last,
                      guint     color)
{
  for (guint x = first; x < last; x += STRIPE_DASH + STRIPE_GAP)
    mms_spans_add (spans, x, MIN (x + STRIPE_DASH, last), color);
}

double
mms_get_stripe_thickness (double height)
{
  return height >= 14 ? 1.5 : 1;
}

void
mms_draw_stripes (const MmsPen   *pen,
                  guint           n_stripes,
                  const MmsBox   *bar,
                  guint           first,
                  guint           last,
                  const MmsColor *color)
{
  double thickness = mms_get_stripe_thickness (bar->height);
  MmsBox stripe = { 0, bar->y + bar->height - 1 - thickness, 0, thickness };
  MmsSpans spans;

  mms_spans_init (&spans, pen);
  for (guint i = 0; i < n_stripes; i++)
    {
      mms_spans_add_stripe (&spans, first, last, 0);
      mms_spans_fill (&spans, pen, &stripe, color, 1);
      stripe.y -= 2 * thickness;
    }
  mms_spans_clear (&spans);
}

double
mms_fit_text (MmsCanvas  *canvas,
              const char *text,
              double      size,
              double      room)
{
  double width = mms_canvas_measure_text (canvas, text, size, MMS_TEXT_BOLD);

  return width <= room ? size : MAX (floor (size * room / width * 4) / 4, SMALLEST);
}

void
mms_draw_mm_disc (MmsCanvas        *canvas,
                  const MmsPalette *palette,
                  MmsMmLook         look,
                  double            x,
                  double            y,
                  double            radius)
{
  MmsColor color = mms_palette_get_mm_color (palette, look.color);
  MmsColor light = mms_palette_stripe_on (&color);
  double top = radius >= MMS_COUNTS_RADIUS ? DISC_TOP_OF_COUNTS : radius >= SMALLEST_LETTERED ? DISC_TOP : 0;
  /* as wide as the gaps between them */
  double thickness = CLAMP (radius * (DISC_BOTTOM - top) / (2 * MMS_MAX_STRIPES - 1), 1, 2.5);

  mms_canvas_circle (canvas, x, y, radius, &color, NULL, 0, FALSE);
  for (guint i = 0; i < look.n_stripes; i++)
    {
      double dy = radius * DISC_BOTTOM - thickness * (0.5 + 2 * i);
      double half = sqrt (MAX (radius * radius - dy * dy, 0));

      mms_canvas_line (canvas, x - half, y + dy, x + half, y + dy, thickness, FALSE, &light);
    }
}

void
mms_pen_draw_ground (const MmsPen *pen,
                     gboolean      is_selected)
{
  const MmsPalette *palette = pen->palette;
  MmsBox names = { 0, 0, MMS_NAMES_WIDTH, pen->height };
  MmsBox lane = { MMS_NAMES_WIDTH, 0, pen->width - MMS_NAMES_WIDTH, pen->height };
  MmsColor tint = mms_color_with_alpha (&palette->selection, 0.09f);

  mms_canvas_fill (pen->canvas, &names, &palette->surface);
  mms_canvas_fill (pen->canvas, &lane, &palette->background);
  if (is_selected)
    {
      MmsBox mark = { 0, 0, 4, pen->height };

      mms_canvas_fill (pen->canvas, &names, &tint);
      mms_canvas_fill (pen->canvas, &lane, &tint);
      mms_canvas_fill (pen->canvas, &mark, &palette->selection);
    }
  mms_canvas_line (pen->canvas, 0, pen->height - 0.5, pen->width, pen->height - 0.5, 1, FALSE,
                   &palette->grid);
}
