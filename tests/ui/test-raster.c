/* test-raster.c - pixels set by hand are those that cairo would set
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <pango/pangocairo.h>

#include "canvas/canvas-cairo.h"
#include "canvas/canvas-raster.h"
#include "scene.h"

static cairo_surface_t *
draw_with_cairo (int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, scale * SCENE_WIDTH,
                                                         scale * SCENE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  MmsCanvas *canvas;

  cairo_scale (cr, scale, scale);
  canvas = mms_canvas_new_cairo (cr);
  draw_scene (canvas);
  mms_canvas_free (canvas);
  cairo_destroy (cr);
  return surface;
}

static MmsTexts *
new_texts (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  MmsTexts *texts;

  /* as in pictures */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  texts = mms_texts_new (context);
  g_object_unref (context);
  return texts;
}

static cairo_surface_t *
draw_as_pixels (int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, scale * SCENE_WIDTH,
                                                         scale * SCENE_HEIGHT);
  MmsPixels pixels = {
    (guint32 *) (gpointer) cairo_image_surface_get_data (surface),
    scale * SCENE_WIDTH,
    scale * SCENE_HEIGHT,
    (gsize) cairo_image_surface_get_stride (surface),
  };
  g_autoptr (MmsTexts) texts = new_texts ();
  MmsCanvas *canvas = mms_canvas_new_raster (texts, &pixels, scale);

  cairo_surface_flush (surface);
  draw_scene (canvas);
  mms_canvas_free (canvas);
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
test_same (gconstpointer data)
{
  int scale = GPOINTER_TO_INT (data);
  cairo_surface_t *a = draw_with_cairo (scale);
  cairo_surface_t *b = draw_as_pixels (scale);
  double worst;
  double mean = compare_surfaces (a, b, &worst);

  g_test_message ("mean %.3f, worst block %.2f", mean, worst);
  /* a thing missing would count 60 and more */
  g_assert_cmpfloat (mean, <, 1.5);
  g_assert_cmpfloat (worst, <, 40);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

#define ROOM 96 /* for one label */

/* What is put together of letters looks as if it had been laid out as a whole. */
static void
check_label (const MmsText *text, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, ROOM * scale, ROOM * scale);
  cairo_t *cr = cairo_create (surface);
  const MmsTextMask *mask = mms_text_get_mask (text, scale);
  PangoRectangle extents;
  const guint8 *row;

  cairo_scale (cr, scale, scale);
  cairo_translate (cr, ROOM / 4.0, ROOM / 4.0);
  pango_cairo_show_layout (cr, mms_text_get_layout (text));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pango_layout_get_extents (mms_text_get_layout (text), NULL, &extents);
  g_assert_cmpfloat (text->width, ==, (double) extents.width / PANGO_SCALE);

  row = cairo_image_surface_get_data (surface);
  for (int y = 0; y < ROOM * scale; y++, row += cairo_image_surface_get_stride (surface))
    for (int x = 0; x < ROOM * scale; x++)
      {
        int column = x - ROOM / 4 * scale - mask->x;
        int line = y - ROOM / 4 * scale - mask->y;
        gboolean is_inside = column >= 0 && column < mask->width && line >= 0 && line < mask->height;
        guint8 share = is_inside ? mask->shares[line * mask->stride + column] : 0;

        g_assert_cmpuint (share, ==, row[x]);
      }
  cairo_surface_destroy (surface);
}

static void
test_labels (gconstpointer data)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (MmsTexts) texts = NULL;
  guint n_together = 0;

  pango_context_set_round_glyph_positions (context, TRUE);
  texts = mms_texts_new (context);
  for (guint i = 0; i < 400; i++)
    {
      char label[] = { (char) ('A' + i * 7 % 26), (char) ('A' + i * 11 / 26 % 26), (char) ('A' + i * 3 % 26),
                       i % 2 == 0 ? '\0' : (char) ('A' + i / 5 % 26), '\0' };
      const MmsText *text = mms_texts_get (texts, label, i % 3 == 0 ? 12 : 10.5, MMS_TEXT_BOLD, -1);

      n_together += text->n_letters > 0;
      check_label (text, GPOINTER_TO_INT (data));
    }
  g_assert_cmpuint (n_together, >, 300);
  g_object_unref (context);
}

#define PILL 16

/* How much of each pixel a bar covers, with cairo or as pixels. */
static void
draw_pill (guint8 *shares, gboolean is_raster, double width, double height, double radius, gboolean is_rim)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PILL, PILL);
  MmsPixels pixels = { (guint32 *) (gpointer) cairo_image_surface_get_data (surface), PILL, PILL,
                       (gsize) cairo_image_surface_get_stride (surface) };
  const MmsBox box = { 2, 2, width, height };
  const MmsColor color = { 1, 1, 1, 0.5f };
  g_autoptr (MmsTexts) texts = new_texts ();
  cairo_t *cr = is_raster ? NULL : cairo_create (surface);
  MmsCanvas *canvas = is_raster ? mms_canvas_new_raster (texts, &pixels, 1) : mms_canvas_new_cairo (cr);

  if (is_rim)
    mms_canvas_stroke_round (canvas, &box, radius, 1, FALSE, &color);
  else
    mms_canvas_fill_round (canvas, &box, radius, &color);
  mms_canvas_free (canvas);
  g_clear_pointer (&cr, cairo_destroy);
  cairo_surface_flush (surface);
  for (guint y = 0; y < PILL; y++)
    for (guint x = 0; x < PILL; x++)
      shares[y * PILL + x] = (guint8) (pixels.data[y * pixels.stride / 4 + x] >> 24);
  cairo_surface_destroy (surface);
}

/* Bars of any size, down to those whose corners meet or share pixels. */
static void
test_pills (void)
{
  guint8 drawn[PILL * PILL];
  guint8 wanted[PILL * PILL];

  for (guint width = 1; width <= 12; width++)
    for (guint height = 1; height <= 12; height++)
      for (double radius = 0.5; radius <= 6; radius += 0.5)
        /* of what is all rim cairo draws nothing */
        for (guint is_rim = 0; is_rim < (MIN (width, height) > 2 ? 2 : 1); is_rim++)
          {
            draw_pill (drawn, TRUE, width, height, radius, is_rim != 0);
            draw_pill (wanted, FALSE, width, height, radius, is_rim != 0);
            for (guint i = 0; i < PILL * PILL; i++)
              {
                /* of a pixel that is half covered; more than that would be one drawn twice */
                g_assert_cmpuint (drawn[i], <=, 128);
                g_assert_cmpint (ABS (drawn[i] - wanted[i]), <=, 32);
              }
          }
}

#define SIDE 40
#define RIM  7

/* Whatever is drawn, nothing is written beyond the pixels or the clip. */
static void
test_stays_inside (void)
{
  guint32 *buffer = g_new (guint32, SIDE * SIDE);
  MmsPixels pixels = { buffer + RIM * SIDE + RIM, SIDE - 2 * RIM, SIDE - 2 * RIM, SIDE * 4 };
  const MmsColor red = { 1, 0, 0, 1 };
  const MmsColor pale = { 0, 0, 1, 0.5f };
  g_autoptr (MmsTexts) texts = new_texts ();
  MmsCanvas *canvas;
  guint n_inside = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    buffer[i] = 0xff123456;
  canvas = mms_canvas_new_raster (texts, &pixels, 1);
  mms_canvas_push_clip (canvas, &(MmsBox) { 2, 2, 1000, 1000 });
  for (double at = -1e9; at <= 1e9; at = at < -60 ? at / 7 : at < 60 ? at + 3.5 : at * 7)
    {
      mms_canvas_fill (canvas, &(MmsBox) { at, at, 30, 30 }, &pale);
      mms_canvas_fill (canvas, &(MmsBox) { -at, at, 1e8, 1e8 }, &pale);
      mms_canvas_fill_round (canvas, &(MmsBox) { at, -at, 30, 30 }, 9, &red);
      mms_canvas_stroke_round (canvas, &(MmsBox) { at, 3, 30, 30 }, 5, 1, FALSE, &red);
      mms_canvas_hatch (canvas, &(MmsBox) { at, at, 30.5, 30 }, &red);
      mms_canvas_text (canvas, &(MmsBox) { at, at / 2, 60, 20 }, "outside", 12, 0, &red);
      mms_canvas_arrow (canvas, at, 0, 10, 10, 1, &pale);
    }
  mms_canvas_pop_clip (canvas);
  mms_canvas_free (canvas);

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        gboolean is_inside = x >= RIM + 2 && y >= RIM + 2 && x < SIDE - RIM && y < SIDE - RIM;

        if (!is_inside)
          g_assert_cmphex (buffer[y * SIDE + x], ==, 0xff123456);
        else
          n_inside += buffer[y * SIDE + x] != 0xff123456;
      }
  g_assert_cmpuint (n_inside, >, 100);
  g_free (buffer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/raster/same/1", GINT_TO_POINTER (1), test_same);
  g_test_add_data_func ("/raster/same/2", GINT_TO_POINTER (2), test_same);
  g_test_add_data_func ("/raster/labels", GINT_TO_POINTER (1), test_labels);
  g_test_add_data_func ("/raster/labels-2x", GINT_TO_POINTER (2), test_labels);
  g_test_add_func ("/raster/pills", test_pills);
  g_test_add_func ("/raster/stays-inside", test_stays_inside);

  return g_test_run ();
}
