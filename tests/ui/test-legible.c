/* test-legible.c - nothing that is drawn lies over a text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"
#include "draw/draw-private.h"
#include "recorder.h"

/* The stripes of an mm's disc lie under its letter and its counts, whatever its size. */
static void
test_disc (void)
{
  const MmsPalette *palette = mms_palette_get (FALSE);

  for (double radius = 10; radius < 60; radius += 0.5)
    {
      g_autoptr (MmsCanvas) canvas = recorder_new ();
      GArray *records = recorder_get (canvas);
      gboolean has_counts = radius >= MMS_COUNTS_RADIUS;
      double size = CLAMP (radius * 0.55, MMS_SIZE_SMALL, 17);
      MmsBox box = { -radius, has_counts ? -radius - 8 : -radius, 2 * radius, 2 * radius };
      MmsBox below = { -radius, 3, 2 * radius, 16 };
      guint n_stripes = 0;
      double bottom;

      mms_draw_mm_disc (canvas, palette, "X", 0, 0, radius);
      mms_canvas_text (canvas, &box, "X2", size, MMS_TEXT_BOLD | MMS_TEXT_CENTER, &palette->text);
      if (has_counts)
        mms_canvas_text (canvas, &below, "u 0 · c 4", MMS_SIZE_SMALL, MMS_TEXT_CENTER, &palette->text);
      bottom = g_array_index (records, Record, records->len - 1).box.y +
               g_array_index (records, Record, records->len - 1).box.height;
      for (guint i = 0; i < records->len; i++)
        {
          const Record *record = &g_array_index (records, Record, i);

          if (record->kind != RECORD_LINE)
            continue;
          n_stripes++;
          g_assert_cmpfloat (record->box.y, >=, bottom);
          g_assert_cmpfloat (record->box.y + record->box.height, <, radius);
        }
      g_assert_cmpuint (n_stripes, ==, mms_palette_mm_stripes ("X"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/legible/disc", test_disc);

  return g_test_run ();
}
