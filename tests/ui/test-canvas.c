/* test-canvas.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "canvas/canvas-cairo.h"
#include "canvas/canvas-svg.h"
#include "draw/draw-private.h"
#include "scene.h"

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  MmsCanvas *canvas;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  fixture->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SCENE_WIDTH, SCENE_HEIGHT);
  fixture->cr = cairo_create (fixture->surface);
  fixture->canvas = mms_canvas_new_cairo (fixture->cr);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  mms_canvas_free (fixture->canvas);
  cairo_destroy (fixture->cr);
  cairo_surface_destroy (fixture->surface);
}

static guint32
get_pixel (Fixture *fixture,
           int      x,
           int      y)
{
  const guchar *row;

  cairo_surface_flush (fixture->surface);
  row = cairo_image_surface_get_data (fixture->surface) +
        y * cairo_image_surface_get_stride (fixture->surface);
  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

static void
test_scene (Fixture      *fixture,
            gconstpointer user_data)
{
  draw_scene (fixture->canvas);

  g_assert_cmpint (cairo_status (fixture->cr), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmphex (get_pixel (fixture, 5, 5), ==, 0xffffff);
  g_assert_cmphex (get_pixel (fixture, 15, 15), ==, 0x0073b3);
  g_assert_cmphex (get_pixel (fixture, 230, 40), ==, 0x0073b3);
  /* a rounded corner, the inside of a border, the gap of a hatch */
  g_assert_cmphex (get_pixel (fixture, 10, 50), ==, 0xffffff);
  g_assert_cmphex (get_pixel (fixture, 110, 62), ==, 0xffffff);
  /* within the clip, and beyond it */
  g_assert_cmphex (get_pixel (fixture, 175, 85), !=, 0xffffff);
  g_assert_cmphex (get_pixel (fixture, 230, 85), ==, 0xffffff);
  g_assert_cmphex (get_pixel (fixture, 175, 97), ==, 0xffffff);
}

static void
test_hatch (Fixture      *fixture,
            gconstpointer user_data)
{
  const MmsColor black = { 0, 0, 0, 1 };
  const MmsColor white = { 1, 1, 1, 1 };
  guint n_dark = 0;

  mms_canvas_fill (fixture->canvas, &(MmsBox) { 0, 0, SCENE_WIDTH, SCENE_HEIGHT }, &white);
  mms_canvas_hatch (fixture->canvas, &(MmsBox) { 20, 20, 61, 12 }, &black);
  for (int y = 0; y < SCENE_HEIGHT; y++)
    for (int x = 0; x < SCENE_WIDTH; x++)
      if (get_pixel (fixture, x, y) != 0xffffff)
        {
          g_assert_true (x >= 20 && x < 81 && y >= 20 && y < 32);
          n_dark += (get_pixel (fixture, x, y) & 0xff) < 128;
        }
  g_assert_cmpuint (n_dark, >, 60);
  g_assert_cmpuint (n_dark, <, 61 * 12 / 2);

  /* neighbours are one hatch: the same lines go on */
  mms_canvas_hatch (fixture->canvas, &(MmsBox) { 20, 60, 30, 12 }, &black);
  mms_canvas_hatch (fixture->canvas, &(MmsBox) { 50, 60, 31, 12 }, &black);
  mms_canvas_hatch (fixture->canvas, &(MmsBox) { 20, 90, 61, 12 }, &black);
  for (int y = 0; y < 12; y++)
    for (int x = 20; x < 81; x++)
      g_assert_cmpint (ABS ((int) (get_pixel (fixture, x, 60 + y) & 0xff) -
                            (int) (get_pixel (fixture, x, 90 + y) & 0xff)),
                       <, 32);
}

static void
test_text (Fixture      *fixture,
           gconstpointer user_data)
{
  const MmsColor black = { 0, 0, 0, 1 };
  MmsCanvas *canvas = fixture->canvas;
  double width = mms_canvas_measure_text (canvas, "swapper/1", 12, 0);
  double bold = mms_canvas_measure_text (canvas, "swapper/1", 12, MMS_TEXT_BOLD);

  g_assert_cmpfloat (width, >, 30);
  g_assert_cmpfloat (width, <, 90);
  g_assert_cmpfloat (bold, >, width);
  g_assert_cmpfloat (mms_canvas_measure_text (canvas, "swapper/1", 24, 0), >, 1.8 * width);
  g_assert_cmpfloat (mms_canvas_measure_text (canvas, "", 12, 0), ==, 0);
  g_assert_cmpfloat (mms_canvas_measure_text (canvas, "swapper/1", 12, 0), ==, width);

  g_assert_true (mms_canvas_text (canvas, &(MmsBox) { 0, 0, width, 20 }, "swapper/1", 12,
                                  MMS_TEXT_WHOLE, &black));
  g_assert_false (mms_canvas_text (canvas, &(MmsBox) { 0, 0, width - 2, 20 }, "swapper/1", 12,
                                   MMS_TEXT_WHOLE, &black));
  g_assert_true (mms_canvas_text (canvas, &(MmsBox) { 0, 0, width / 2, 20 }, "swapper/1", 12, 0,
                                  &black));
  g_assert_false (mms_canvas_text (canvas, &(MmsBox) { 0, 0, 3, 20 }, "swapper/1", 12, 0, &black));
  g_assert_false (mms_canvas_text (canvas, &(MmsBox) { 0, 0, -3, 20 }, "swapper/1", 12, 0,
                                   &black));
  g_assert_false (mms_canvas_text (canvas, &(MmsBox) { 0, 0, 50, 20 }, "", 12, 0, &black));
}

/* Whatever bytes a task's name has, they are drawn. */
static void
test_wild_text (Fixture      *fixture,
                gconstpointer user_data)
{
  const MmsColor black = { 0, 0, 0, 1 };
  static const char *const texts[] = { "\xff\xfe", "a\tb\nc\x1b[31m", "“ü” 漢字", "\xe2\x80\xae" "abc" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (double width = 1; width < 80; width += 5)
      mms_canvas_text (fixture->canvas, &(MmsBox) { 0, 0, width, 20 }, texts[i], 12, 0, &black);
  g_assert_cmpint (cairo_status (fixture->cr), ==, CAIRO_STATUS_SUCCESS);
}

/* More texts than are kept. */
static void
test_many_texts (Fixture      *fixture,
                 gconstpointer user_data)
{
  const MmsColor black = { 0, 0, 0, 1 };
  double first = mms_canvas_measure_text (fixture->canvas, "0", 12, 0);

  for (guint i = 0; i < 10000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "%u", i);
      mms_canvas_text (fixture->canvas, &(MmsBox) { 0, 0, 20, 20 }, text, 12, 0, &black);
    }
  g_assert_cmpfloat (mms_canvas_measure_text (fixture->canvas, "0", 12, 0), ==, first);
}

static void
count_element (GMarkupParseContext *context,
               const char          *name,
               const char         **names,
               const char         **values,
               gpointer             counts,
               GError             **error)
{
  gpointer n = g_hash_table_lookup (counts, name);

  g_hash_table_insert (counts, g_strdup (name), GUINT_TO_POINTER (GPOINTER_TO_UINT (n) + 1));
}

/* What fits stays as large as it is; what does not gets smaller and then fits, while it can be read. */
static void
test_fit_text (Fixture      *fixture,
               gconstpointer user_data)
{
  static const char *const labels[] = { "A", "AC", "MMA", "PRNM" };
  const double room = 30;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      double width = mms_canvas_measure_text (fixture->canvas, labels[i], 12, MMS_TEXT_BOLD);
      double size = mms_fit_text (fixture->canvas, labels[i], 12, room);

      g_assert_cmpfloat (mms_canvas_measure_text (fixture->canvas, labels[i], size, MMS_TEXT_BOLD), <=,
                         room);
      g_assert_true ((size < 12) == (width > room));
    }
  g_assert_cmpfloat (mms_fit_text (fixture->canvas, "PRNM", 12, room), <, 12);
  g_assert_cmpfloat (mms_fit_text (fixture->canvas, "MMMMMMMMMMMM", 12, room), >, 6);
}

static void
test_svg (void)
{
  g_autoptr (MmsCanvas) canvas = mms_canvas_new_svg (SCENE_WIDTH, SCENE_HEIGHT, "a <title>");
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *document = NULL;
  g_autoptr (GError) error = NULL;
  GMarkupParser parser = { .start_element = count_element };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, counts, NULL);

  draw_scene (canvas);
  document = mms_canvas_svg_get_document (canvas);
  g_assert_true (g_str_has_prefix (document, "<?xml"));
  g_assert_true (g_utf8_validate (document, -1, NULL));
  g_markup_parse_context_parse (context, document, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_markup_parse_context_free (context);

  /* the fourth text is cut, the fifth does not fit */
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "text")), ==, 4);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "pattern")), ==, 1);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, "clipPath")), ==, 1);
  g_assert_nonnull (strstr (document, ">left &lt;&amp;&gt; “é”</text>"));
  g_assert_nonnull (strstr (document, "a &lt;title&gt;"));
  g_assert_nonnull (strstr (document, "…</text>"));
  g_assert_null (strstr (document, "whole or nothing"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/canvas/scene", Fixture, NULL, set_up, test_scene, tear_down);
  g_test_add ("/canvas/hatch", Fixture, NULL, set_up, test_hatch, tear_down);
  g_test_add ("/canvas/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/canvas/text/wild", Fixture, NULL, set_up, test_wild_text, tear_down);
  g_test_add ("/canvas/text/fit", Fixture, NULL, set_up, test_fit_text, tear_down);
  g_test_add ("/canvas/text/many", Fixture, NULL, set_up, test_many_texts, tear_down);
  g_test_add_func ("/canvas/svg", test_svg);

  return g_test_run ();
}
