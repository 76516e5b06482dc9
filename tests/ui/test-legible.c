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
  const MmsMmLook look = { 3, MMS_MAX_STRIPES };

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

      mms_draw_mm_disc (canvas, palette, look, 0, 0, radius);
      mms_canvas_text (canvas, &box, "X2", size, MMS_TEXT_BOLD | MMS_TEXT_CENTER, &palette->text);
      if (has_counts)
        mms_canvas_text (canvas, &below, "u 0 · c 4", MMS_SIZE_SMALL, MMS_TEXT_CENTER, &palette->text);
      bottom = g_array_index (records, Record, records->len - 1).box.y +
               g_array_index (records, Record, records->len - 1).box.height;
      /* the first one is the disc */
      for (guint i = 1; i < records->len; i++)
        {
          const Record *record = &g_array_index (records, Record, i);

          if (record->kind == RECORD_TEXT)
            continue;
          n_stripes++;
          g_assert_cmpfloat (record->box.y, >=, bottom);
          g_assert_cmpfloat (record->box.y + record->box.height, <, radius);
        }
      g_assert_cmpuint (n_stripes, ==, look.n_stripes);
    }
}

static gboolean
is_color (const MmsColor *a, const MmsColor *b)
{
  return a->red == b->red && a->green == b->green && a->blue == b->blue;
}

/* A bar's stripes are broken, so that none is taken for the rim of a bar where the CPU is lazy. */
static void
test_stripes (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");
  const MmsPalette *palette = mms_palette_get (FALSE);
  g_autoptr (MmsCanvas) canvas = recorder_new ();
  MmsColor color = { 0.5f, 0.25f, 0, 1 };
  MmsBox bar = { 0, 20, 0, 14 };
  guint columns[MMS_MAX_STRIPES] = { 0 };
  guint n_stripes = 0;
  GArray *records;
  MmsPen pen;

  mms_pen_init (&pen, canvas, view, palette, MMS_NAMES_WIDTH + 500, 100);
  mms_draw_stripes (&pen, MMS_MAX_STRIPES, &bar, 100, 400, &color);
  records = recorder_get (canvas);
  for (guint i = 0; i < records->len; i++)
    {
      const Record *record = &g_array_index (records, Record, i);

      g_assert_true (record->kind == RECORD_FILL && is_color (&record->color, &color));
      g_assert_cmpfloat (record->box.x, >=, MMS_NAMES_WIDTH + 100);
      g_assert_cmpfloat (record->box.x + record->box.width, <=, MMS_NAMES_WIDTH + 400);
      g_assert_cmpfloat (record->box.y, >, bar.y);
      g_assert_cmpfloat (record->box.y + record->box.height, <, bar.y + bar.height);
      if (i > 0 && record->box.y == g_array_index (records, Record, i - 1).box.y)
        g_assert_cmpfloat (record->box.x, >, g_array_index (records, Record, i - 1).box.x +
                                               g_array_index (records, Record, i - 1).box.width);
      else
        n_stripes++;
      g_assert_cmpuint (n_stripes, <=, MMS_MAX_STRIPES);
      columns[n_stripes - 1] += (guint) record->box.width;
    }
  g_assert_cmpuint (n_stripes, ==, MMS_MAX_STRIPES);
  for (guint i = 0; i < MMS_MAX_STRIPES; i++)
    {
      g_assert_cmpuint (columns[i], >, 150);
      g_assert_cmpuint (columns[i], <, 250);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/legible/disc", test_disc);
  g_test_add_func ("/legible/stripes", test_stripes);

  return g_test_run ();
}
