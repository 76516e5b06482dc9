/* scene.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "scene.h"

#include <stdlib.h>

#define BLOCK 16

void
draw_scene (MmsCanvas *canvas)
{
  const MmsColor white = { 1, 1, 1, 1 };
  const MmsColor blue = { 0, 0.45f, 0.7f, 1 };
  const MmsColor red = { 0.72f, 0.06f, 0.12f, 1 };
  const MmsColor pale = { 0, 0.62f, 0.45f, 0.5f };
  const MmsColor colors[] = { blue, red };
  const MmsSpan spans[] = { { 0, 8, 0 }, { 8, 20, 1 }, { 30, 44, 0 } };
  const MmsSpan pale_spans[] = { { 0, 8, 0 }, { 12, 20, 0 } };
  const double star[10] = { 160, 10, 190, 60, 150, 60, 180, 30, 140, 40 };

  mms_canvas_fill (canvas, &(MmsBox) { 0, 0, SCENE_WIDTH, SCENE_HEIGHT }, &white);
  mms_canvas_fill (canvas, &(MmsBox) { 10, 10, 50, 20 }, &blue);
  mms_canvas_fill (canvas, &(MmsBox) { 40, 20, 50, 20 }, &pale);
  mms_canvas_fill_spans (canvas, &(MmsBox) { 180, 200, 0, 12 }, spans, 3, colors, 2);
  mms_canvas_fill_spans (canvas, &(MmsBox) { 190, 206, 0, 12 }, pale_spans, 2, &pale, 1);
  mms_canvas_fill_round (canvas, &(MmsBox) { 10, 50, 60, 24 }, 8, &blue);
  mms_canvas_stroke_round (canvas, &(MmsBox) { 80, 50, 60, 24 }, 8, 2, FALSE, &red);
  mms_canvas_stroke_round (canvas, &(MmsBox) { 80, 80, 60, 24 }, 8, 2, TRUE, &red);
  mms_canvas_hatch (canvas, &(MmsBox) { 10, 85, 60, 22 }, &red);
  mms_canvas_hatch (canvas, &(MmsBox) { 72, 85, 2, 22 }, &red);
  mms_canvas_line (canvas, 10, 115, 150, 115, 1, FALSE, &blue);
  mms_canvas_line (canvas, 150, 80, 150, 115, 2, FALSE, &blue);
  mms_canvas_line (canvas, 10, 120, 150, 130, 2, TRUE, &blue);
  mms_canvas_curve (canvas, 10, 140, 140, 180, 3, FALSE, TRUE, &blue);
  mms_canvas_curve (canvas, 140, 140, 10, 180, 2, TRUE, TRUE, &red);
  mms_canvas_arrow (canvas, 20, 190, 120, 220, 1.5, &red);
  mms_canvas_circle (canvas, 230, 40, 24, &blue, NULL, 0, FALSE);
  mms_canvas_circle (canvas, 290, 40, 20, &white, &red, 3, TRUE);
  mms_canvas_polygon (canvas, star, 5, &pale);
  mms_canvas_translate (canvas, 160, 80);
  mms_canvas_push_clip (canvas, &(MmsBox) { 0, 0, 60, 16 });
  mms_canvas_fill (canvas, &(MmsBox) { 10, -10, 100, 40 }, &pale);
  mms_canvas_pop_clip (canvas);
  mms_canvas_text (canvas, &(MmsBox) { 0, 20, 150, 20 }, "left <&> “é”", 12, 0, &blue);
  mms_canvas_text (canvas, &(MmsBox) { 0, 40, 150, 20 }, "middle", 12,
                   MMS_TEXT_CENTER | MMS_TEXT_BOLD, &blue);
  mms_canvas_text (canvas, &(MmsBox) { 0, 60, 150, 20 }, "right", 12,
                   MMS_TEXT_RIGHT | MMS_TEXT_MONOSPACE, &red);
  mms_canvas_text (canvas, &(MmsBox) { 0, 80, 50, 20 }, "a text that is too long", 12, 0, &red);
  mms_canvas_text (canvas, &(MmsBox) { 0, 100, 50, 20 }, "whole or nothing at all", 12,
                   MMS_TEXT_WHOLE, &red);
  mms_canvas_translate (canvas, -160, -80);
}

double
compare_surfaces (cairo_surface_t *a,
                  cairo_surface_t *b,
                  double          *worst)
{
  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  double sum = 0;

  *worst = 0;
  if (cairo_image_surface_get_width (b) != width || cairo_image_surface_get_height (b) != height)
    {
      *worst = 255;
      return 255;
    }
  cairo_surface_flush (a);
  cairo_surface_flush (b);
  for (int top = 0; top < height; top += BLOCK)
    for (int left = 0; left < width; left += BLOCK)
      {
        double block = 0;

        for (int y = top; y < MIN (top + BLOCK, height); y++)
          {
            const guchar *row_a = cairo_image_surface_get_data (a) +
                                  y * cairo_image_surface_get_stride (a);
            const guchar *row_b = cairo_image_surface_get_data (b) +
                                  y * cairo_image_surface_get_stride (b);

            for (int x = left; x < MIN (left + BLOCK, width); x++)
              for (int channel = 0; channel < 3; channel++)
                block += abs (row_a[4 * x + channel] - row_b[4 * x + channel]);
          }
        sum += block;
        *worst = MAX (*worst, block / (3.0 * BLOCK * BLOCK));
      }
  return sum / (3.0 * width * height);
}
