/* bench-draw.c FILE [--size WxH] [--frames N] [--only TEXT] [--sums] - what building a frame costs, without a display
 *
 * Draws the ruler and the lanes of CPUs, as many as fit, as the window does, at several zooms and each time
 * a little further on; prints the medians.  Folded lanes are as low as those of the window at that height.
 * See README.md beside this file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "canvas/canvas-raster.h"
#include "draw/draw.h"

static int width = 1600;
static int height = 900;
static int n_frames = 30;
static char *only; /* what the names of measurements must contain; NULL: all are run */
static gboolean is_summed; /* whether sums of the pixels are printed */

static double
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static MmsTexts *
new_texts (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  MmsTexts *texts = mms_texts_new (context);

  g_object_unref (context);
  return texts;
}

/* How tall the lanes are, folded and in full. */
static void
choose_heights (MmsView *view, GArray *rows, int *folded, int *full)
{
  guint n_folded = 0;

  for (guint i = 0; i < rows->len; i++)
    n_folded += g_array_index (rows, MmsLaneRow, i).is_folded;
  *full = (int) mms_cpu_lane_get_height (view);
  *folded = CLAMP ((height - MMS_RULER_HEIGHT) / (int) MAX (n_folded, 1), MMS_FOLDED_LEAST, 18);
}

/* FNV-1a */
static guint64
add_pixels (guint64 sum, const guint32 *pixels)
{
  for (gsize i = 0; i < (gsize) width * height; i++)
    sum = (sum ^ pixels[i]) * 0x100000001b3u;
  return sum;
}

/* @sum: (nullable): what the pixels are added to.  Returns: how many lanes that was */
static guint
draw_frame (MmsView *view, MmsTexts *texts, GArray *rows, guint64 *sum)
{
  MmsPixels pixels = { NULL, width, height, (gsize) width * 4 };
  g_autofree guint32 *data = g_new0 (guint32, (gsize) width * height);
  MmsCanvas *canvas;
  int y = MMS_RULER_HEIGHT;
  int folded, full;
  guint n = 0;

  pixels.data = data;
  canvas = mms_canvas_new_raster (texts, &pixels, 1);
  choose_heights (view, rows, &folded, &full);
  mms_draw_ruler (canvas, view, mms_palette_get (FALSE), width, MMS_RULER_HEIGHT);
  mms_canvas_translate (canvas, 0, y);
  for (; n < rows->len && y < height; n++)
    {
      const MmsLaneRow *row = &g_array_index (rows, MmsLaneRow, n);
      int lane = row->is_folded ? folded : full;

      if (row->key.kind == MMS_LANE_CPU)
        mms_draw_cpu_lane (canvas, view, mms_palette_get (FALSE), row->key.id, width, lane);
      else
        mms_draw_quiet_lane (canvas, view, mms_palette_get (FALSE), row->key.id, row->key.last, width,
                             lane);
      mms_canvas_translate (canvas, 0, lane);
      y += lane;
    }
  mms_canvas_free (canvas);
  if (sum)
    *sum = add_pixels (*sum, data);
  return n;
}

static void
measure (MmsView *view, MmsTexts *texts, MmsFold fold)
{
  double length = mms_view_get_length (view);
  g_autoptr (GArray) rows = NULL;

  mms_view_set_fold (view, fold);
  rows = mms_view_arrange_cpus (view);
  for (double share = 1; share * length > 1000; share /= 8)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
      guint64 sum = 0xcbf29ce484222325u;
      g_autofree char *name = g_strdup_printf ("%s, 1/%-10.0f of the trace",
                                               fold == MMS_FOLD_NEVER ? "in full" : "folded ", 1 / share);
      guint n_lanes = 0;

      if (only && !strstr (name, only))
        continue;
      for (int i = -2; i < n_frames; i++)
        {
          double at = length * (0.45 + 0.001 * share * i);
          double begin = get_cpu ();
          double took;

          mms_view_set_range (view, at - length * share / 2.3, at + length * share / 2);
          n_lanes = draw_frame (view, texts, rows, NULL);
          took = get_cpu () - begin;
          if (is_summed)
            draw_frame (view, texts, rows, &sum);
          if (i >= 0)
            g_array_append_val (times, took);
        }
      g_array_sort (times, compare);
      g_print ("%s, %3u lanes  %6.2f ms (%6.2f to %6.2f)",
               name, n_lanes,
               g_array_index (times, double, times->len / 2), g_array_index (times, double, 0),
               g_array_index (times, double, times->len - 1));
      if (is_summed)
        g_print ("  %016" G_GINT64_MODIFIER "x", sum);
      g_print ("\n");
    }
}

static void
measure_mms (MmsView *view)
{
  double length = mms_view_get_length (view);
  double begin = get_cpu ();
  guint n_mms = 0;

  for (int i = 0; i < n_frames; i++)
    {
      GArray *mms;

      mms_view_set_range (view, length * i / n_frames, length * i / n_frames + length / 1000);
      mms = mms_view_update_mms (view);
      n_mms = MAX (n_mms, mms->len);
      g_array_unref (mms);
    }
  g_print ("which mms matter, of %u: %.2f ms (up to %u)\n",
           mms_history_get_n_mms (mms_document_get_history (mms_view_get_document (view))) - 1,
           (get_cpu () - begin) / n_frames, n_mms);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autofree char *size = NULL;
  GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "of ruler and lanes", "WxH" },
    { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames, "of which the median is taken", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "what has this in its name", "TEXT" },
    { "sums", 0, 0, G_OPTION_ARG_NONE, &is_summed, "of the pixels: two builds that draw the same print the same",
      NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsDocument) document = NULL;
  g_autoptr (MmsView) view = mms_view_new ();
  g_autoptr (MmsTexts) texts = new_texts ();

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || n_frames < 1
      || (size && sscanf (size, "%dx%d", &width, &height) != 2))
    {
      g_printerr ("usage: bench-draw FILE [--size WxH] [--frames N] [--only TEXT] [--sums]\n");
      return 2;
    }
  document = mms_document_open (argv[1], 0, MMS_REPLAY_NORMAL, NULL, &error);
  if (!document)
    {
      g_printerr ("%s\n", error->message);
      return 3;
    }
  g_print ("%s, %dx%d\n", argv[1], width, height);
  mms_view_set_document (view, document);
  measure (view, texts, MMS_FOLD_AUTO);
  measure (view, texts, MMS_FOLD_NEVER);
  measure_mms (view);
  return 0;
}
