/* draw-badge.c - "CPU 1", where in the source it stands
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "draw-private.h"

#define PAD 6.0

MmsColor
mms_get_cpu_color (MmsView          *view,
                   const MmsPalette *palette,
                   guint             cpu,
                   guint             event)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  MmsPoint point = mms_track_at (mms_history_get_cpu_track (history, cpu,
                                                            MMS_ATTRIBUTE_LOADED_MM), event);

  if (point.provenance == MMS_UNKNOWN || point.value == 0)
    return palette->unknown;
  if (mms_is_mm_freed (history, (guint) point.value, event))
    return palette->danger;
  return mms_palette_mm (palette, mms_get_mm_label (history, (guint) point.value));
}

double
mms_measure_cpu_badge (MmsCanvas *canvas,
                       guint      cpu)
{
  g_autofree char *text = g_strdup_printf ("CPU %u", cpu);

  return mms_canvas_measure_text (canvas, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD) + 2 * PAD;
}

void
mms_draw_cpu_badge (MmsCanvas        *canvas,
                    MmsView          *view,
                    const MmsPalette *palette,
                    guint             cpu,
                    guint             event,
                    const MmsBox     *box)
{
  MmsColor color = mms_get_cpu_color (view, palette, cpu, event);
  MmsColor text_color = mms_palette_text_on (&color);
  gboolean is_short = mms_measure_cpu_badge (canvas, cpu) > box->width + 1;
  g_autofree char *text = g_strdup_printf (is_short ? "%u" : "CPU %u", cpu);

  mms_canvas_fill_round (canvas, box, 4, &color);
  mms_canvas_text (canvas, box, text, MMS_SIZE_SMALL, MMS_TEXT_BOLD | MMS_TEXT_CENTER, &text_color);
}
