/* bench-window.c FILE [--size WxH] [--frames N] - what a frame of the window costs
 *
 * Opens FILE in the window, then zooms, scrubs and plays; of each it prints the medians of building the
 * frame and of the processor time of the whole of it.  The floor it is held against, one cached texture as
 * large as the window, is measured in the same run.  Needs a display; see README.md beside this file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "widgets/look.h"
#include "window/window.h"

/* Frames that do not count: caches fill, texts are laid out. */
#define N_WARM 4
/* Frames of the floor. */
#define MAX_FLOOR 60

static int width = 1920;
static int height = 1080;
static int n_frames = 40;
static char *only; /* what the names of measurements must contain; NULL: all are run */

/* A frame at 60 Hz, in ms: an iteration of the main loop that takes longer is a hitch. */
#define HITCH 16.0
/* Frames after which all that follows from a change is done. */
#define N_SETTLE 30

/* Processor time of the process, in ms */
static double
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* --- the floor --- */

#define TYPE_FLOOR (floor_get_type ())
G_DECLARE_FINAL_TYPE (Floor, floor, MMS, FLOOR, GtkWidget)

struct _Floor
{
  GtkWidget parent_instance;

  GBytes *pixels;
  guint step;
};

G_DEFINE_FINAL_TYPE (Floor, floor, GTK_TYPE_WIDGET)

static void
floor_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  Floor *self = MMS_FLOOR (widget);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, width, height);
  graphene_rect_t cursor = GRAPHENE_RECT_INIT (self->step++ % width, 0, 2, height);
  /* the same pixels as another texture, for nothing is drawn again that is as it was */
  g_autoptr (GdkTexture) texture
    = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, self->pixels, width * 4);

  gtk_snapshot_append_texture (snapshot, texture, &all);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 0, 0, 1 }, &cursor);
}

static void
floor_finalize (GObject *object)
{
  g_clear_pointer (&MMS_FLOOR (object)->pixels, g_bytes_unref);

  G_OBJECT_CLASS (floor_parent_class)->finalize (object);
}

static void
floor_class_init (FloorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = floor_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = floor_snapshot;
}

static void
floor_init (Floor *self)
{
  gsize size = (gsize) width * height * 4;
  guint32 *pixels = g_malloc (size);

  for (gsize i = 0; i < size / 4; i++)
    pixels[i] = 0xff000000u | (guint32) i;
  self->pixels = g_bytes_new_take (pixels, size);
}

/* --- frames --- */

typedef struct
{
  GtkWidget *window;
  void (*act) (gpointer data, guint frame);
  gpointer data;
  guint frame;
  double begin;
  double build_begin;
  gboolean is_pending;
  GArray *builds; /* of double, ms */
  GArray *cpus;
} Run;

static void
before_paint (GdkFrameClock *clock, Run *run)
{
  run->begin = get_cpu ();
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
  if (run->act)
    run->act (run->data, run->frame);
  run->is_pending = TRUE;
}

/* The widgets' nodes are made here, and found again by the painting that follows. */
static void
laid_out (GdkFrameClock *clock, Run *run)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  double begin = get_cpu ();
  double took;

  GTK_WIDGET_GET_CLASS (run->window)->snapshot (run->window, snapshot);
  took = get_cpu () - begin;
  g_object_unref (snapshot);
  if (run->frame >= N_WARM)
    g_array_append_val (run->builds, took);
}

static void
after_paint (GdkFrameClock *clock, Run *run)
{
  double took = get_cpu () - run->begin;

  if (!run->is_pending)
    return;
  run->is_pending = FALSE;
  if (run->frame++ >= N_WARM)
    g_array_append_val (run->cpus, took);
}

static gboolean
beat (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_quantile (GArray *array, double share)
{
  if (array->len == 0)
    return 0;
  g_array_sort (array, compare);
  return g_array_index (array, double, (guint) ((array->len - 1) * share));
}

/* Returns: the median of the frames' processor time */
static double
measure (const char *name,
         GtkWidget *window,
         void (*act) (gpointer data, guint frame),
         gpointer data,
         double floor)
{
  Run run = { window, act, data };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint tick = gtk_widget_add_tick_callback (window, beat, NULL, NULL);
  gulong handlers[3];
  double median;

  if (only != NULL && floor > 0 && strstr (name, only) == NULL)
    {
      gtk_widget_remove_tick_callback (window, tick);
      return 0;
    }
  run.builds = g_array_new (FALSE, FALSE, sizeof (double));
  run.cpus = g_array_new (FALSE, FALSE, sizeof (double));
  handlers[0] = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint), &run);
  handlers[1] = g_signal_connect_after (clock, "layout", G_CALLBACK (laid_out), &run);
  handlers[2] = g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint), &run);
  while (run.frame < N_WARM + (guint) n_frames)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (clock, handlers[i]);
  gtk_widget_remove_tick_callback (window, tick);

  median = get_quantile (run.cpus, 0.5);
  g_print ("%-34s build %6.2f ms (%6.2f to %6.2f)  processor %6.2f ms (%6.2f to %6.2f)", name,
           get_quantile (run.builds, 0.5), get_quantile (run.builds, 0), get_quantile (run.builds, 1), median,
           get_quantile (run.cpus, 0), get_quantile (run.cpus, 1));
  if (floor > 0)
    g_print ("  %4.2f of the floor", median / floor);
  g_print ("\n");
  g_array_unref (run.builds);
  g_array_unref (run.cpus);
  return median;
}

static void
redraw (gpointer data, guint frame)
{
  gtk_widget_queue_draw (data);
}

static double
measure_floor (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *texture = g_object_new (TYPE_FLOOR, NULL);
  int wanted = n_frames;
  double median;

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), texture);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  /* more would tell nothing new */
  n_frames = MIN (wanted, MAX_FLOOR);
  median = measure ("floor: one cached texture", window, redraw, texture, 0);
  n_frames = wanted;
  gtk_window_destroy (GTK_WINDOW (window));
  return median;
}

static double share; /* of the trace that is visible */

static void
pan (gpointer data, guint frame)
{
  MmsView *view = data;
  double start, end;

  mms_view_get_range (view, &start, &end);
  mms_view_pan (view, (frame / 8 % 2 == 0 ? 1 : -1) * (end - start) / 97);
}

static void
zoom (gpointer data, guint frame)
{
  MmsView *view = data;
  double at = mms_view_get_length (view) * 0.47;

  mms_view_zoom (view, frame / 8 % 2 == 0 ? 1.07 : 1 / 1.07, at);
}

static void
scrub (gpointer data, guint frame)
{
  MmsView *view = data;
  double start, end;

  mms_view_get_range (view, &start, &end);
  mms_view_set_playhead_position (view, start + (end - start) * (frame * 37 % 100) / 100);
}

static void
measure_zooms (GtkWidget *window, double floor)
{
  MmsView *view = mms_window_get_view (MMS_WINDOW (window));
  double length = mms_view_get_length (view);

  for (share = 1; share * length > 2000; share /= 8)
    {
      g_autofree char *panned = g_strdup_printf ("pan, 1/%.0f of the trace", 1 / share);
      g_autofree char *zoomed = g_strdup_printf ("zoom, 1/%.0f of the trace", 1 / share);

      mms_view_set_range (view, length * (0.47 - share / 2), length * (0.47 + share / 2));
      if (share == 1)
        mms_view_set_range (view, length * 0.01, length * 0.98);
      measure (panned, window, pan, view, floor);
      measure (zoomed, window, zoom, view, floor);
    }
}

static void
measure_seek (MmsView *view)
{
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  const guint *cpus;
  guint n_cpus, n_events;
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 sum = 0;

  mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), &n_events);
  cpus = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (view)), &n_cpus);
  for (guint n = 0; n < 400; n++)
    {
      guint event = (guint) ((guint64) n * 2654435761u % n_events) + 1;
      double begin = get_cpu (), took;

      for (guint i = 0; i < n_cpus; i++)
        for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
          sum += mms_track_at (mms_history_get_cpu_track (history, cpus[i], attribute), event)
                   .value;
      took = get_cpu () - begin;
      g_array_append_val (times, took);
    }
  g_print ("%-34s %.3f ms (worst %.3f), %u CPUs with all they hold (sum %" G_GINT64_FORMAT ")\n",
           "seek: the state at any event", get_quantile (times, 0.5), get_quantile (times, 1), n_cpus,
           sum);
  g_array_unref (times);
}

static void
measure_play (GtkWidget *window, double floor)
{
  MmsView *view = mms_window_get_view (MMS_WINDOW (window));
  MmsPlayer *player = mms_window_get_player (MMS_WINDOW (window));
  double length = mms_view_get_length (view);
  MmsPace pace;

  for (pace = MMS_PACE_EVENTS; pace <= MMS_PACE_TIME; pace++)
    {
      mms_view_set_playhead_position (view, length * 0.3);
      mms_view_set_range (view, length * 0.29, length * 0.31);
      if (pace == MMS_PACE_EVENTS)
        {
          double at = length * 0.3;

          mms_view_set_range (view, at - 2e6, at + 2e6);
        }
      mms_player_set_pace (player, pace);
      mms_player_set_level (player, pace == MMS_PACE_EVENTS ? 1 : 0.6);
      mms_player_set_playing (player, TRUE);
      measure (pace == MMS_PACE_EVENTS ? "play, 5000 events/s" : "play, by time, the view follows",
               window, NULL, NULL, floor);
      mms_player_set_playing (player, FALSE);
    }
}

/* Processor time of the thread, which others do not take part in, in ms */
static double
get_thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
count_frame (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* Something that takes a while in the main loop: until it is over and all is shown, how long each iteration
 * takes is noted. */
typedef struct
{
  gulong handler;
  guint tick;
  guint n_frames; /* drawn since */
  GArray *times;  /* of double, ms: of the iterations */
} Iterations;

static void
iterations_init (Iterations *iterations, GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  iterations->n_frames = 0;
  iterations->times = g_array_new (FALSE, FALSE, sizeof (double));
  iterations->tick = gtk_widget_add_tick_callback (window, beat, NULL, NULL);
  iterations->handler
    = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &iterations->n_frames);
}

/* @begin: when what is noted began, see get_thread_cpu() */
static void
iterations_note (Iterations *iterations, double begin)
{
  double took = get_thread_cpu () - begin;

  g_array_append_val (iterations->times, took);
}

/* @is_running: whether it is not over yet.  Returns: whether there is more to come */
static gboolean
iterations_run (Iterations *iterations, gboolean is_running)
{
  double begin = get_thread_cpu ();

  if (is_running)
    iterations->n_frames = 0;
  g_main_context_iteration (NULL, TRUE);
  iterations_note (iterations, begin);
  return iterations->n_frames < N_SETTLE;
}

static void
iterations_end (Iterations *iterations, const char *name, GtkWidget *window)
{
  GArray *times = iterations->times;
  double worst = get_quantile (times, 1);
  guint n_hitches = 0;

  g_signal_handler_disconnect (gtk_widget_get_frame_clock (window), iterations->handler);
  gtk_widget_remove_tick_callback (window, iterations->tick);
  for (guint i = 0; i < times->len; i++)
    n_hitches += g_array_index (times, double, i) > HITCH;
  g_print ("%-34s worst iteration %7.2f ms, then %6.2f; %u above %.0f ms\n", name,
           worst, g_array_index (times, double, times->len - 2), n_hitches, HITCH);
  g_array_unref (times);
}

static void
set_filter (GtkWidget *window, const char *name, const char *filter)
{
  MmsView *view = mms_window_get_view (MMS_WINDOW (window));
  Iterations iterations;
  double begin;

  iterations_init (&iterations, window);
  begin = get_thread_cpu ();
  mms_view_set_filter (view, filter, NULL);
  iterations_note (&iterations, begin);
  while (iterations_run (&iterations, mms_search_is_running (mms_view_get_filter (view))))
    ;
  iterations_end (&iterations, name, window);
}

static void
load (GtkWidget *window, GFile *file)
{
  MmsLoader *loader = mms_window_get_loader (MMS_WINDOW (window));
  MmsView *view = mms_window_get_view (MMS_WINDOW (window));
  Iterations iterations;

  iterations_init (&iterations, window);
  mms_window_open (MMS_WINDOW (window), file);
  while (iterations_run (&iterations, mms_loader_is_loading (loader) && !mms_view_get_document (view)))
    ;
  iterations_end (&iterations, "loading, until its beginning shows", window);
  if (!mms_loader_is_loading (loader))
    return;
  iterations_init (&iterations, window);
  while (iterations_run (&iterations, mms_loader_is_loading (loader)))
    ;
  iterations_end (&iterations, "loading, until all shows", window);
}

static void
measure_filter (GtkWidget *window)
{
  MmsView *view = mms_window_get_view (MMS_WINDOW (window));
  double length = mms_view_get_length (view);

  if (only != NULL && strstr ("filter", only) == NULL)
    return;
  for (double part = 0; part < 1; part += 0.4)
    {
      g_autofree char *set = g_strdup_printf ("filter set, at %.0f %%", part * 100);
      g_autofree char *cleared = g_strdup_printf ("filter cleared, at %.0f %%", part * 100);

      mms_view_set_playhead_position (view, length * part);
      gtk_test_widget_wait_for_draw (window);
      set_filter (window, set, "cpu:2 kind:sched_switch");
      set_filter (window, cleared, "");
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autofree char *size = NULL;
  GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "of the window", "WxH" },
    { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames, "of which the median is taken", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "what has this in its name", "TEXT" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  GtkWidget *window;
  double floor;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2
      || (size && sscanf (size, "%dx%d", &width, &height) != 2))
    {
      g_printerr ("usage: bench-window FILE [--size WxH] [--frames N] [--only TEXT]\n");
      return 2;
    }
  gtk_init ();
  mms_look_start ();
  g_print ("%s, %dx%d, GSK_RENDERER=%s\n", argv[1], width, height, g_getenv ("GSK_RENDERER"));

  floor = measure_floor ();
  window = mms_window_new (NULL);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  file = g_file_new_for_commandline_arg (argv[1]);
  load (window, file);
  if (!mms_view_get_document (mms_window_get_view (MMS_WINDOW (window))))
    {
      g_printerr ("%s\n", mms_window_get_error (MMS_WINDOW (window)));
      return 3;
    }
  gtk_test_widget_wait_for_draw (window);

  measure_seek (mms_window_get_view (MMS_WINDOW (window)));
  measure_zooms (window, floor);
  mms_view_fit (mms_window_get_view (MMS_WINDOW (window)));
  measure ("scrub, whole trace", window, scrub, mms_window_get_view (MMS_WINDOW (window)), floor);
  measure_play (window, floor);
  measure_filter (window);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
