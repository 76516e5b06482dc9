/* test-pictures.c - whole pictures against those that somebody looked at
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <cairo.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "canvas/canvas-cairo.h"
#include "documents.h"
#include "draw/draw.h"
#include "draw/render.h"
#include "scene.h"

/* Other versions of FreeType and cairo shade the rims of letters a little differently; a letter, a
 * mark or a bar in another place or colour counts far more. */
#define MEAN_TOLERANCE  0.8
#define BLOCK_TOLERANCE 22.0

typedef struct
{
  const char *name;
  const char *capture;
  int finding; /* -1: none */
  guint event;
  guint around; /* events to either side that show; 0: all */
  gboolean is_dark;
  int width;
  int height;
} Case;

static const Case cases[] = {
  { "hazard-finding", "patched/hazard_skip-exit.dat", 1, 0, 150, FALSE, 1280, 800 },
  { "shootdown-dark", "patched/shootdown-exit.dat", 1, 0, 90, TRUE, 1280, 720 },
  { "forkexec-near", "stock/forkexec.dat", -1, 800, 40, FALSE, 1100, 700 },
  { "two-cpus-whole", "stock/mixed-2cpu.dat", -1, 1200, 0, TRUE, 1000, 640 },
  { "sched-only-whole", "stock/sched-only.dat", -1, 400, 0, FALSE, 800, 600 },
};

static MmsView *
open_case (const Case *c)
{
  MmsView *view = open_capture (c->capture);
  guint event = c->event;

  if (c->finding >= 0)
    {
      GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));

      g_assert_cmpuint (findings->len, >, (guint) c->finding);
      mms_view_select_finding (view, c->finding);
      event = ((const MmsFinding *) g_ptr_array_index (findings, (guint) c->finding))->event;
    }
  mms_view_set_playhead (view, event);
  if (c->around > 0)
    mms_view_set_range (view,
                        mms_view_get_event_position (view, event > c->around ? event - c->around
                                                                             : 1),
                        mms_view_get_event_position (view, event + c->around));
  return view;
}

static char *
make_tmp_path (const char *name)
{
  return g_build_filename (g_get_tmp_dir (), name, NULL);
}

static void
test_picture (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsView) view = open_case (c);
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (c->name, ".png", NULL);
  g_autofree char *tmp = g_strdup_printf ("mmscope-%s-%d.png", c->name, (int) getpid ());
  g_autofree char *reference = NULL;
  g_autofree char *path = NULL;
  cairo_surface_t *is;
  cairo_surface_t *should_be;
  double worst;
  double mean;

  g_assert_nonnull (g_getenv ("MMSCOPE_PICTURES_DIR"));
  reference = g_build_filename (g_getenv ("MMSCOPE_PICTURES_DIR"), file, NULL);
  /* after a change that was meant, and once the pictures have been looked at */
  path = g_getenv ("MMSCOPE_UPDATE_PICTURES") != NULL ? g_strdup (reference) : make_tmp_path (tmp);

  g_assert_true (mms_render_to_file (view, mms_palette_get (c->is_dark), path, c->width, c->height,
                                     &error));
  g_assert_no_error (error);
  is = cairo_image_surface_create_from_png (path);
  should_be = cairo_image_surface_create_from_png (reference);
  g_assert_cmpint (cairo_surface_status (is), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_surface_status (should_be), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (is), ==, c->width);
  mean = compare_surfaces (is, should_be, &worst);
  g_test_message ("%s: mean %.3f, worst block %.2f", c->name, mean, worst);
  if (mean > MEAN_TOLERANCE || worst > BLOCK_TOLERANCE)
    {
      g_test_message ("%s differs from %s", path, reference);
      g_test_fail ();
    }
  else if (strcmp (path, reference) != 0)
    g_remove (path);
  cairo_surface_destroy (is);
  cairo_surface_destroy (should_be);
}

static void
test_svg (void)
{
  g_autoptr (MmsView) view = open_case (&cases[0]);
  g_autofree char *path = make_tmp_path ("mmscope-test-picture.svg");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  static const char *const parts[] = {
    ">hazard_skip-exit.dat</text>", ">CPU 0</text>",          ">active_mm</text>",
    ">lazy_mm</text>",              ">mm_to_mmdrop</text>",   ">Why</text>",
    "freed-with-lazy-holder</text>", ">borrowed</text>",      ">loaded_mm</text>", "4 CPUs",
  };

  g_assert_true (mms_render_to_file (view, mms_palette_get (FALSE), path, 1280, 800, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_true (g_str_has_prefix (text, "<?xml version=\"1.0\""));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (text, parts[i]) == NULL)
      g_error ("the SVG lacks %s", parts[i]);
  g_remove (path);
}

/* The streams of a PDF, inflated, one after the other. */
static GString *
inflate_streams (const char *data,
                 gsize       length)
{
  GString *text = g_string_new (NULL);
  const char *end = data + length;

  for (const char *p = data; (p = memmem (p, (gsize) (end - p), "\nstream\n", 8)) != NULL;)
    {
      z_stream stream = { 0 };
      char buffer[4096];

      p += 8;
      g_assert_cmpint (inflateInit (&stream), ==, Z_OK);
      stream.next_in = (Bytef *) p;
      stream.avail_in = (uInt) (end - p);
      for (int status = Z_OK; status == Z_OK;)
        {
          stream.next_out = (Bytef *) buffer;
          stream.avail_out = sizeof buffer;
          status = inflate (&stream, Z_NO_FLUSH);
          g_string_append_len (text, buffer, (gssize) (sizeof buffer - stream.avail_out));
        }
      inflateEnd (&stream);
    }
  return text;
}

static void
test_pdf (void)
{
  g_autoptr (MmsView) view = open_case (&cases[0]);
  g_autofree char *path = make_tmp_path ("mmscope-test-picture.pdf");
  g_autofree char *data = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (mms_render_to_file (view, mms_palette_get (FALSE), path, 1280, 800, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  g_assert_true (g_str_has_prefix (data, "%PDF-1."));
  /* text stays text: fonts are embedded and map back to characters */
  text = inflate_streams (data, length);
  g_assert_nonnull (memmem (data, length, "/ToUnicode", 10));
  g_assert_nonnull (memmem (text->str, text->len, "beginbfchar", 11));
  g_assert_nonnull (memmem (data, length, "hazard_skip-exit.dat", 20));
  g_remove (path);
}

static void
test_errors (void)
{
  g_autoptr (MmsView) view = mms_view_new ();
  const MmsPalette *palette = mms_palette_get (FALSE);
  static const struct
  {
    const char *path;
    int width;
    int height;
    int code;
  } bad[] = {
    { "picture.bmp", 800, 600, G_FILE_ERROR_INVAL },
    { "picture", 800, 600, G_FILE_ERROR_INVAL },
    { ".png", 800, 600, G_FILE_ERROR_INVAL },
    { "picture.png", 0, 600, G_FILE_ERROR_INVAL },
    { "picture.png", 800, 1 << 20, G_FILE_ERROR_INVAL },
    { "/nonexistent/folder/picture.png", 800, 600, G_FILE_ERROR_NOENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mms_render_to_file (view, palette, bad[i].path, bad[i].width, bad[i].height,
                                          &error));
      g_assert_error (error, G_FILE_ERROR, bad[i].code);
    }
}

/* Everything at every size, for what it may do to memory and assertions. */
static void
draw_everything (MmsView *view)
{
  static const int sizes[][2] = { { 320, 320 }, { 500, 900 }, { 1920, 1080 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int width = sizes[i][0];
      int height = sizes[i][1];
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      cairo_t *cr = cairo_create (surface);
      MmsCanvas *canvas = mms_canvas_new_cairo (cr);
      MmsLanePlace places[2] = { { 0, 0, 90 }, { 1, 90, 15 } };

      mms_draw_picture (canvas, view, mms_palette_get (i % 2 == 0), width, height);
      mms_draw_overview (canvas, view, mms_palette_get (FALSE), width, MMS_OVERVIEW_HEIGHT);
      mms_draw_overview (canvas, view, mms_palette_get (FALSE), 100, 5);
      mms_draw_ruler (canvas, view, mms_palette_get (FALSE), width, MMS_RULER_HEIGHT);
      mms_draw_ruler (canvas, view, mms_palette_get (FALSE), 50, 2);
      mms_draw_cpu_lane (canvas, view, mms_palette_get (FALSE), 0, 50, 10);
      mms_draw_cpu_lane (canvas, view, mms_palette_get (FALSE), 999, width, 90);
      mms_draw_mm_lane (canvas, view, mms_palette_get (FALSE), 1, width, MMS_MM_LANE_HEIGHT);
      mms_draw_mm_lane (canvas, view, mms_palette_get (FALSE), 999999, width, 10);
      mms_draw_lane_overlay (canvas, view, mms_palette_get (FALSE), places, 2, width, height);
      mms_draw_playhead (canvas, view, mms_palette_get (FALSE), width, height);
      mms_draw_overview_place (canvas, view, mms_palette_get (FALSE), width, height);
      mms_draw_machine (canvas, view, mms_palette_get (FALSE), width,
                        mms_machine_get_height (view, width));
      mms_draw_machine (canvas, view, mms_palette_get (FALSE), 60, 20);
      mms_lane_overlay_find_finding (view, places, 2, 200, 40, width);
      mms_draw_quiet_lane (canvas, view, mms_palette_get (FALSE), 3, 9, width, 14);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      mms_canvas_free (canvas);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_odd_traces (void)
{
  static const char *const line =
    "  task-10  [000] d..2. 1.000000: sched_switch: prev_comm=task prev_pid=10 prev_prio=120 "
    "prev_state=S ==> next_comm=<b>&\t next_pid=11 next_prio=120\n";
  g_autofree char *three = g_strconcat (line, line, line, NULL);
  g_autoptr (MmsView) nothing = mms_view_new ();
  g_autoptr (MmsView) one = open_lines (line);
  g_autoptr (MmsView) equal = open_lines (three);
  g_autoptr (MmsView) counter = open_capture ("forms/clock-counter.dat");

  draw_everything (nothing);
  draw_everything (one);
  draw_everything (equal);
  draw_everything (counter);
}

static void
test_all_captures (gconstpointer folder)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", folder,
                                            NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autoptr (MmsView) view = NULL;
      guint n_findings;

      if (!g_str_has_suffix (name, ".dat"))
        continue;
      view = open_capture (file);
      n_findings = mms_document_get_findings (mms_view_get_document (view))->len;
      mms_view_set_playhead_position (view, mms_view_get_length (view) / 2);
      draw_everything (view);
      if (n_findings > 0)
        mms_view_select_finding (view, (int) n_findings - 1);
      mms_view_zoom (view, 40, mms_view_get_length (view) / 2);
      mms_view_select_cpu (view, 1);
      mms_view_select_mm (view, 2);
      draw_everything (view);
      mms_view_zoom (view, 1e9, mms_view_get_length (view) / 3);
      draw_everything (view);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/pictures/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_picture);
    }
  g_test_add_func ("/pictures/svg", test_svg);
  g_test_add_func ("/pictures/pdf", test_pdf);
  g_test_add_func ("/pictures/errors", test_errors);
  g_test_add_func ("/pictures/odd-traces", test_odd_traces);
  g_test_add_data_func ("/pictures/all/stock", "stock", test_all_captures);
  g_test_add_data_func ("/pictures/all/patched", "patched", test_all_captures);
  g_test_add_data_func ("/pictures/all/forms", "forms", test_all_captures);
  g_test_add_data_func ("/pictures/all/kit", "kit", test_all_captures);

  return g_test_run ();
}
