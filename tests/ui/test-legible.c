/* test-legible.c - nothing that is drawn lies over a text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"
#include "draw/draw-private.h"
#include "draw/picture-side.h"
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

/* Fails where the ink of two texts right of the names meets. */
static void
check_texts (MmsCanvas *canvas)
{
  GArray *records = recorder_get (canvas);

  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const Record *a = &g_array_index (records, Record, i);
        const Record *b = &g_array_index (records, Record, j);

        MmsBox around = { a->box.x, a->box.y - 1, a->box.width, a->box.height + 2 };

        if (a->kind == RECORD_TEXT && b->kind == RECORD_TEXT && a->box.x >= MMS_NAMES_WIDTH &&
            boxes_overlap (&around, &b->box))
          g_error ("“%s” runs into “%s”", a->text, b->text);
      }
}

/* The words of stores that wait at the same time do not run into each other, however low the lane is. */
static void
test_stores (void)
{
  static const char *const names[] = { "idle0.active_mm", "idle0.on_cpu", "lock" };
  g_autoptr (GString) lines = g_string_new (
    "{\"mmscope\": 1, \"source\": \"simulator\", \"clock\": \"counter\", \"cpus\": 1, \"memory\": \"weak\"}\n");
  g_autoptr (MmsView) view = NULL;
  double natural;

  for (guint event = 1; event <= 30; event++)
    if (event > 6 && event < 10)
      g_string_append_printf (lines,
                              "{\"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"%s\", \"old\": 1, \"new\": 0, "
                              "\"issue_seq\": %u, \"perform_seq\": %u}\n",
                              names[event - 7], 2 * event - 13, event);
    else
      g_string_append_printf (lines,
                              "{\"cpu\": 0, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 0, "
                              "\"issue_seq\": %u, \"perform_seq\": %u}\n",
                              event, event);
  view = open_json (lines->str);
  natural = mms_cpu_lane_get_height (view);
  g_assert_cmpuint (
    mms_operations_get_depth (mms_document_get_operations (mms_view_get_document (view))), ==, 3);
  for (double width = 500; width < 1500; width += 100)
    for (double height = natural; height >= 30; height -= 1)
      {
        g_autoptr (MmsCanvas) canvas = recorder_new ();

        mms_draw_cpu_lane (canvas, view, mms_palette_get (FALSE), 0, width, height);
        check_texts (canvas);
        if (height == natural)
          {
            g_assert_nonnull (recorder_find_text (canvas, "idle0.active_mm = 0"));
            g_assert_nonnull (recorder_find_text (canvas, "idle0.on_cpu = 0"));
            g_assert_nonnull (recorder_find_text (canvas, "lock = 0"));
          }
      }
}

/* The label of an arrow stays away from the numbers of the chain, which are drawn over it. */
static void
test_arrows (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  const MmsPalette *palette = mms_palette_get (FALSE);
  double height = mms_cpu_lane_get_height (view);
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  MmsLanePlace places[4];
  guint n_labels = 0;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    places[i] = (MmsLanePlace) { .cpu = i, .top = i * height, .height = height };
  for (guint finding = 0; finding < findings->len; finding++)
    for (guint around = 5; around < 200; around *= 2)
      {
        g_autoptr (MmsCanvas) canvas = recorder_new ();
        GArray *records = recorder_get (canvas);
        double middle;

        mms_view_select_finding (view, (int) finding);
        middle = mms_view_get_event_position (
          view, ((const MmsFinding *) g_ptr_array_index (findings, finding))->event);
        mms_view_set_range (view, middle - around * 20000.0, middle + around * 20000.0);
        mms_draw_lane_overlay (canvas, view, palette, places, G_N_ELEMENTS (places), 1200, 4 * height);
        for (guint i = 0; i < records->len; i++)
          {
            const Record *label = &g_array_index (records, Record, i);

            if (label->kind != RECORD_TEXT || !is_color (&label->color, &palette->ipi))
              continue;
            n_labels++;
            for (guint j = 0; j < records->len; j++)
              {
                const Record *badge = &g_array_index (records, Record, j);

                if (badge->kind == RECORD_FILL && is_color (&badge->color, &palette->info) &&
                    boxes_overlap (&label->box, &badge->box))
                  g_error ("finding %u: a number lies over “%s”", finding, label->text);
              }
          }
      }
  g_assert_cmpuint (n_labels, >, 20);
}

/* What is left out of a legend that is too long is never what is hardest to guess, and nothing is cut. */
static void
test_legend (void)
{
  g_autoptr (MmsView) view = open_capture ("../simulated/story.json");
  guint n_before = 0;

  for (double width = 100; width <= 1900; width += 10)
    {
      g_autoptr (MmsCanvas) canvas = recorder_new ();
      GArray *records = recorder_get (canvas);
      MmsBox box = { 0, 0, width, 26 };
      guint n = 0;

      mms_draw_legend (canvas, view, mms_palette_get (FALSE), &box);
      check_texts (canvas);
      for (guint i = 0; i < records->len; i++)
        {
          const Record *record = &g_array_index (records, Record, i);

          if (record->kind != RECORD_TEXT)
            continue;
          n++;
          g_assert_cmpfloat (record->box.x + record->box.width, <=, width);
          g_assert_false (g_str_has_suffix (record->text, "…"));
        }
      g_assert_nonnull (recorder_find_text (canvas, "store waits"));
      g_assert_cmpuint (n, >=, n_before);
      n_before = n;
    }
  g_assert_cmpuint (n_before, >=, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/legible/disc", test_disc);
  g_test_add_func ("/legible/stripes", test_stripes);
  g_test_add_func ("/legible/stores", test_stores);
  g_test_add_func ("/legible/arrows", test_arrows);
  g_test_add_func ("/legible/legend", test_legend);

  return g_test_run ();
}
