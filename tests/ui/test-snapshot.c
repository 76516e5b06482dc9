/* test-snapshot.c - the screen shows what pictures show
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <gtk/gtk.h>

#include "canvas/canvas-cairo.h"
#include "canvas/canvas-snapshot.h"
#include "scene.h"
#include "widgets/frames.h"

static cairo_surface_t *
draw_with_cairo (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SCENE_WIDTH,
                                                         SCENE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  MmsCanvas *canvas = mms_canvas_new_cairo (cr);

  draw_scene (canvas);
  mms_canvas_free (canvas);
  cairo_destroy (cr);
  return surface;
}

static cairo_surface_t *
draw_with_snapshot (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SCENE_WIDTH,
                                                         SCENE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GtkWidget *window = gtk_window_new ();
  MmsCanvas *canvas = mms_canvas_new_snapshot (snapshot, window);
  GskRenderNode *node;

  draw_scene (canvas);
  mms_canvas_free (canvas);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  gtk_window_destroy (GTK_WINDOW (window));
  cairo_destroy (cr);
  return surface;
}

static void
test_same (void)
{
  cairo_surface_t *a = draw_with_cairo ();
  cairo_surface_t *b = draw_with_snapshot ();
  double worst;
  double mean = compare_surfaces (a, b, &worst);

  g_test_message ("mean %.3f, worst block %.2f", mean, worst);
  /* text is hinted on the screen and not in pictures; a thing missing would count 60 and more */
  g_assert_cmpfloat (mean, <, 1.5);
  g_assert_cmpfloat (worst, <, 40);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_texts_are_kept (void)
{
  GtkWidget *window = gtk_window_new ();
  gpointer first = NULL;

  for (guint i = 0; i < 3; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      MmsCanvas *canvas = mms_canvas_new_snapshot (snapshot, window);
      gpointer texts = g_object_get_data (G_OBJECT (window), "mms-texts");

      draw_scene (canvas);
      mms_canvas_free (canvas);
      g_object_unref (snapshot);
      g_assert_nonnull (texts);
      if (i > 0)
        g_assert_true (texts == first);
      first = texts;
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A node that shows @surface, all of it in @pixel */
static GskRenderNode *
show (cairo_surface_t *surface, guint32 pixel)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  guint32 *pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);

  cairo_surface_flush (surface);
  for (guint i = 0; i < 8 * 8; i++)
    pixels[i] = pixel;
  cairo_surface_mark_dirty (surface);
  mms_frames_append (snapshot, surface, 2);
  cairo_surface_destroy (surface);
  return gtk_snapshot_free_to_node (snapshot);
}

/* What @node shows now; it is 4 units wide and tall */
static guint32
look (GskRenderNode *node)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 4, 4);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixel = ((guint32 *) (gpointer) cairo_image_surface_get_data (surface))[3 * 4 + 3] & 0xffffff;
  cairo_surface_destroy (surface);
  return pixel;
}

/* Pixels are drawn into again, but never while a node shows them. */
static void
test_frames (void)
{
  MmsFrames frames = { { NULL } };
  GskRenderNode *nodes[5];
  cairo_surface_t *first;
  cairo_surface_t *again;

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    nodes[i] = show (mms_frames_take (&frames, 8, 8), 0x112233 * (i + 1));
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_assert_cmphex (look (nodes[i]), ==, 0x112233 * (i + 1));
      gsk_render_node_unref (nodes[i]);
    }

  first = mms_frames_take (&frames, 8, 8);
  nodes[0] = show (first, 0xabcdef);
  nodes[1] = show (mms_frames_take (&frames, 8, 8), 0x123456);
  g_assert_cmphex (look (nodes[0]), ==, 0xabcdef);
  gsk_render_node_unref (nodes[0]);
  again = mms_frames_take (&frames, 8, 8);
  g_assert_true (again == first);
  cairo_surface_destroy (again);

  /* of another size, they are others; and a node keeps what it shows beyond all else */
  again = mms_frames_take (&frames, 4, 4);
  g_assert_cmpint (cairo_image_surface_get_width (again), ==, 4);
  cairo_surface_destroy (again);
  mms_frames_clear (&frames);
  g_assert_cmphex (look (nodes[1]), ==, 0x123456);
  gsk_render_node_unref (nodes[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  g_test_add_func ("/snapshot/same", test_same);
  g_test_add_func ("/snapshot/texts", test_texts_are_kept);
  g_test_add_func ("/snapshot/frames", test_frames);

  return g_test_run ();
}
