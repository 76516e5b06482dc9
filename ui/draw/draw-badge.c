/* draw-badge.c - "CPU 1", where in the source it stands
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

#define PAD 6.0

double
mms_measure_cpu_badge (MmsCanvas *canvas,
                       guint      cpu)
{
  g_autofree char *text = g_strdup_printf ("CPU %u", cpu);

  return mms_canvas_measure_text (canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 2 * PAD;
}

void
mms_draw_cpu_badge (MmsCanvas    *canvas,
                    guint         cpu,
                    const MmsBox *box)
{
  MmsColor color = mms_palette_get_cpu_color (cpu);
  MmsColor text_color = mms_palette_text_on (&color);
  gboolean is_short = mms_measure_cpu_badge (canvas, cpu) > box->width + 1;
  g_autofree char *text = g_strdup_printf (is_short ? "%u" : "CPU %u", cpu);

  mms_canvas_fill_round (canvas, box, 4, &color);
  mms_canvas_text (canvas, box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER, &text_color);
}
