/* draw-severity.c - the sign of a finding: its shape tells what its colour tells
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "draw.h"

#define INK_LEAST 6.0 /* a smaller sign carries no exclamation mark */

static void
draw_shape (MmsCanvas      *canvas,
            MmsSeverity     severity,
            double          x,
            double          y,
            double          half,
            const MmsColor *color)
{
  double low = y + half * 0.85;
  double high = y - half * 0.85;
  double up[] = { x, y - half, x + half, low, x - half, low };
  double down[] = { x - half, high, x + half, high, x, y + half };
  double diamond[] = { x, y - half, x + half, y, x, y + half, x - half, y };

  switch (severity)
    {
    case MMS_SEVERITY_FATAL:
      mms_canvas_polygon (canvas, up, 3, color);
      break;
    case MMS_SEVERITY_ERROR:
      mms_canvas_polygon (canvas, diamond, 4, color);
      break;
    case MMS_SEVERITY_WARNING:
      mms_canvas_polygon (canvas, down, 3, color);
      break;
    case MMS_SEVERITY_INFO:
    default:
      mms_canvas_circle (canvas, x, y, half * 0.85, color, NULL, 0, FALSE);
      break;
    }
}

void
mms_draw_severity (MmsCanvas        *canvas,
                   const MmsPalette *palette,
                   MmsSeverity       severity,
                   double            x,
                   double            y,
                   double            half,
                   gboolean          has_rim)
{
  MmsColor color = mms_palette_severity (palette, severity);
  MmsColor ink = mms_palette_text_on (&color);
  /* the middle of a triangle's mass is not that of its height */
  double shift = severity == MMS_SEVERITY_FATAL     ? 0.2
                 : severity == MMS_SEVERITY_WARNING ? -0.25
                                                    : 0;
  double top = y + (shift - 0.45) * half;
  MmsBox stem = { round (x) - 1, top, 2, half * 0.5 };
  MmsBox dot = { round (x) - 1, top + half * 0.65, 2, MAX (half * 0.22, 1.5) };

  if (has_rim)
    draw_shape (canvas, severity, x, y, half * 1.38, &palette->background);
  draw_shape (canvas, severity, x, y, half, &color);
  if (half < INK_LEAST)
    return;
  mms_canvas_fill (canvas, &stem, &ink);
  mms_canvas_fill (canvas, &dot, &ink);
}
