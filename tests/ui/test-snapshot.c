/* test-snapshot.c - the screen shows what pictures show
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <gtk/gtk.h>

#include "canvas/canvas-cairo.h"
#include "canvas/canvas-snapshot.h"
#include "scene.h"

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

  return g_test_run ();
}
