/* test-window.c - opening, loading, what the window says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "draw/draw.h"
#include "widgets/finding-row.h"
#include "widgets/findings-panel.h"
#include "widgets/lane.h"
#include "widgets/look.h"

#define N_EVENTS 250000 /* more than a preview has */

static void
test_empty (void)
{
  MmsWindow *window = gui_open (NULL);

  g_assert_cmpstr (mms_window_get_page (window), ==, "welcome");
  g_assert_true (mms_window_is_empty (window));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "mmscope");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "step-forward"));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "open"));
  gui_close (window);
}

static void
test_open (void)
{
  MmsWindow *window = gui_open ("patched/hazard_skip-exit.dat");

  g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==,
                   "hazard_skip-exit.dat – mmscope");
  g_assert_true (g_str_has_prefix (mms_window_get_status (window), "event 0 / 3986"));
  g_assert_null (mms_window_get_notice (window));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "step-forward"));
  gui_close (window);
}

static void
test_lanes (void)
{
  MmsWindow *window = gui_open ("patched/hazard_skip-exit.dat");
  g_autofree char *before = NULL;

  for (guint cpu = 0; cpu < 4; cpu++)
    {
      GtkWidget *lane = gui_find (GTK_WIDGET (window), MMS_TYPE_LANE, cpu);
      g_autofree char *label = g_strdup_printf ("CPU %u", cpu);

      g_assert_true (mms_lane_is_cpu (MMS_LANE (lane)));
      gtk_test_accessible_assert_role (lane, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      gtk_test_accessible_assert_property (lane, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
      gtk_test_accessible_assert_property (lane, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                           mms_window_get_lane_text (window, cpu));
      g_assert_true (gtk_widget_get_focusable (lane));
    }

  before = g_strdup (mms_window_get_lane_text (window, 1));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 2054);
  gui_run (400);
  g_assert_cmpstr (mms_window_get_lane_text (window, 1), !=, before);
  gtk_test_accessible_assert_property (gui_find (GTK_WIDGET (window), MMS_TYPE_LANE, 1),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       mms_window_get_lane_text (window, 1));
  g_assert_nonnull (strstr (mms_window_get_lane_text (window, 1), "freed"));
  gui_close (window);
}

static void
test_unreadable (void)
{
  MmsWindow *window = gui_open ("patched/counts.tsv");
  g_autoptr (GFile) missing = gui_capture ("no-such-file.dat");
  g_autoptr (GFile) remote = g_file_new_for_uri ("http://localhost/trace.dat");
  g_autoptr (GFile) good = gui_capture ("stock/quiet.dat");

  g_assert_cmpstr (mms_window_get_page (window), ==, "error");
  g_assert_cmpstr (mms_window_get_error (window), !=, "");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "fit"));

  mms_window_open (window, missing);
  gui_settle (window);
  g_assert_cmpstr (mms_window_get_page (window), ==, "error");
  g_assert_nonnull (strstr (mms_window_get_error (window), "No such file"));

  mms_window_open (window, remote);
  g_assert_cmpstr (mms_window_get_page (window), ==, "error");
  g_assert_nonnull (strstr (mms_window_get_error (window), "http://localhost"));

  mms_window_open (window, good);
  gui_settle (window);
  g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
  g_assert_cmpstr (mms_window_get_error (window), ==, "");
  gui_close (window);
}

/* (nullable): the first label below @window that is shown and begins so */
static GtkWidget *
find_label (MmsWindow *window, const char *text)
{
  GtkWidget *label;

  for (guint i = 0; (label = gui_find (GTK_WIDGET (window), GTK_TYPE_LABEL, i)); i++)
    if (gtk_widget_get_mapped (label)
        && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (label)), text))
      return label;
  return NULL;
}

static void
click (MmsWindow *window, const char *text)
{
  GtkWidget *label = find_label (window, text);

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

static void
test_lost (void)
{
  MmsWindow *window = gui_open ("stock/lost-record.dat");

  g_assert_nonnull (mms_window_get_notice (window));
  g_assert_nonnull (strstr (mms_window_get_notice (window),
                            "71 events lost in 2 places, the first on CPU 1 before event 363"));
  click (window, "Go there");
  g_assert_cmpuint (gui_playhead (window), ==, 363);
  gui_close (window);
}

/* Cut off before the last CPU's pages. */
static void
test_missing_cpu (void)
{
  g_autoptr (GFile) whole = gui_capture ("forms/rec-v6.dat");
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) cut = g_file_new_tmp ("mmscope-XXXXXX.dat", &stream, NULL);
  g_autofree char *bytes = NULL;
  MmsWindow *window = gui_open (NULL);

  g_assert_true (g_file_load_contents (whole, NULL, &bytes, NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                                            bytes, 182992, NULL, NULL, NULL));
  mms_window_open (window, cut);
  gui_settle (window);
  g_assert_nonnull (strstr (mms_window_get_notice (window), "damaged"));
  g_assert_nonnull (strstr (mms_window_get_notice (window), "Of CPU 3 there is no event at all"));
  gui_close (window);
  g_file_delete (cut, NULL, NULL);
}

static void
test_no_frees (void)
{
  MmsWindow *window = gui_open ("stock/sched-only.dat");

  g_assert_nonnull (find_label (window, "This trace tells of no frees"));
  gui_close (window);
}

/* One line over the cards of one cause, which are folded until they are asked for. */
static void
test_groups (void)
{
  MmsWindow *window = gui_open ("patched/shootdown-exit.dat");
  MmsView *view = mms_window_get_view (window);
  MmsFindingList *list = mms_view_get_finding_list (view);
  GtkWidget *panel = gui_find (GTK_WIDGET (window), MMS_TYPE_FINDINGS_PANEL, 0);
  guint row = mms_finding_list_get_row (list, 0);
  const MmsFinding *finding
    = g_ptr_array_index (mms_document_get_findings (mms_view_get_document (view)),
                         row & ~MMS_FINDING_ROW_GROUP);
  g_autofree char *title = mms_finding_row_make_title (finding);
  g_autofree char *event = mms_format_count (finding->event);
  g_autofree char *place = g_strdup_printf ("event %s · +", event);

  g_assert_true (row & MMS_FINDING_ROW_GROUP);
  g_assert_nonnull (find_label (window, title));
  g_assert_null (find_label (window, place));
  g_assert_true (gtk_widget_activate_action (panel, "findings.fold-all", "b", FALSE));
  gui_run (100);
  g_assert_nonnull (find_label (window, place));
  gui_close (window);
}

static void
test_second_wins (void)
{
  MmsWindow *window = gui_open (NULL);
  g_autoptr (GFile) first = gui_write_trace (N_EVENTS);
  g_autoptr (GFile) second = gui_capture ("stock/quiet.dat");

  mms_window_open (window, first);
  mms_window_open (window, second);
  gui_settle (window);
  gui_run (300);
  g_assert_cmpstr (mms_document_get_path (mms_view_get_document (mms_window_get_view (window))),
                   ==, g_file_peek_path (second));
  g_file_delete (first, NULL, NULL);
  gui_close (window);
}

static void
test_every_capture (void)
{
  static const char *const folders[] = { "stock", "patched", "forms", "kit" };
  MmsWindow *window = gui_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GFile) folder = gui_capture (folders[i]);
      g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)))
        {
          g_autoptr (GFile) file = g_file_get_child (folder, name);
          const char *page;

          if (!g_str_has_suffix (name, ".dat") && !strstr (name, ".txt"))
            continue;
          mms_window_open (window, file);
          gui_settle (window);
          g_test_message ("%s/%s", folders[i], name);
          /* Events without names, or without CPU and time, say nothing. */
          page = strstr (name, "-raw") || strstr (name, "-nocontext") || strstr (name, "-bin")
                         || strstr (name, "-hex")
                     ? "error" : "trace";
          g_assert_cmpstr (mms_window_get_page (window), ==, page);
          gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
        }
    }
  gui_close (window);
}

typedef struct
{
  MmsWindow *window;
  gboolean has_preview;
} Preview;

static void
preview_came (MmsLoader *loader, MmsDocument *document, Preview *preview)
{
  preview->has_preview = TRUE;
  g_assert_true (mms_trace_is_prefix (mms_document_get_trace (document)));
}

static gboolean
has_preview (gpointer user_data)
{
  return ((Preview *) user_data)->has_preview;
}

static MmsWindow *
open_big (GFile *file, Preview *preview)
{
  MmsWindow *window = gui_open (NULL);
  MmsLoader *loader = mms_window_get_loader (window);

  mms_loader_set_preview_size (loader, 0);
  g_signal_connect_after (loader, "preview", G_CALLBACK (preview_came), preview);
  mms_window_open (window, file);
  g_assert_cmpstr (mms_window_get_page (window), ==, "loading");
  gui_wait (has_preview, preview);
  return window;
}

static void
test_preview (void)
{
  g_autoptr (GFile) file = gui_write_trace (N_EVENTS);
  Preview preview = { NULL, FALSE };
  MmsWindow *window = open_big (file, &preview);
  MmsView *view = mms_window_get_view (window);
  double start, end;

  /* What somebody looks at stays in place when the rest arrives. */
  g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
  mms_view_set_range (view, 1e6, 3e6);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 2000);
  g_assert_null (mms_window_get_notice (window));
  gui_settle (window);
  g_assert_false (mms_trace_is_prefix (mms_document_get_trace (mms_view_get_document (view))));
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat_with_epsilon (start, 1e6, 1);
  g_assert_cmpfloat_with_epsilon (end, 3e6, 1);
  g_assert_cmpuint (gui_playhead (window), ==, 2000);
  g_assert_null (mms_window_get_notice (window));

  g_file_delete (file, NULL, NULL);
  gui_close (window);
}

static void
test_cancel (void)
{
  g_autoptr (GFile) file = gui_write_trace (N_EVENTS);
  Preview preview = { NULL, FALSE };
  MmsWindow *window = open_big (file, &preview);

  /* What is there stays, and the window says that it is not all. */
  gui_do (window, "win.cancel");
  g_assert_false (mms_loader_is_loading (mms_window_get_loader (window)));
  g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
  g_assert_nonnull (strstr (mms_window_get_notice (window), "first 200000 events"));
  gui_do (window, "win.reload");
  gui_settle (window);
  g_assert_null (mms_window_get_notice (window));

  /* The beginning, which is there first, has not the place that was looked at. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", N_EVENTS - 5);
  gui_do (window, "win.reload");
  gui_settle (window);
  g_assert_cmpuint (gui_playhead (window), ==, N_EVENTS - 5);
  gui_close (window);

  /* Before anything is there, it is as if nothing had been opened. */
  window = gui_open (NULL);
  mms_window_open (window, file);
  gui_do (window, "win.cancel");
  g_assert_cmpstr (mms_window_get_page (window), ==, "welcome");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "cancel"));

  /* And a window that is closed meanwhile is gone. */
  mms_window_open (window, file);
  gui_close (window);
  g_file_delete (file, NULL, NULL);
}

/* The window is told to play before there is anything. */
static void
test_play_while_loading (void)
{
  g_autoptr (GFile) capture = gui_capture ("stock/threads.dat");
  g_autoptr (GFile) missing = gui_capture ("no-such-file.dat");
  MmsWindow *window = gui_open (NULL);

  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "play"));
  mms_window_open (window, capture);
  gui_do (window, "win.play");
  gui_settle (window);
  gui_run (1000);
  g_assert_true (mms_player_get_playing (mms_window_get_player (window)));
  g_assert_cmpuint (gui_playhead (window), >, 0);

  mms_window_open (window, missing);
  gui_settle (window);
  g_assert_false (mms_player_get_playing (mms_window_get_player (window)));
  gui_close (window);
}

static void
test_drop (void)
{
  MmsWindow *window = gui_open (NULL);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  g_autoptr (GFile) file = gui_capture ("stock/quiet.dat");
  gboolean is_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      g_auto (GValue) value = G_VALUE_INIT;

      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_value_init (&value, G_TYPE_FILE);
      g_value_set_object (&value, file);
      g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &is_taken);
    }
  g_assert_true (is_taken);
  gui_settle (window);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "quiet.dat – mmscope");
  gui_close (window);
}

static void
test_dark (void)
{
  MmsWindow *window = gui_open ("stock/quiet.dat");
  GtkWidget *lane = gui_find (GTK_WIDGET (window), MMS_TYPE_LANE, 0);

  g_assert_false (mms_look_get_palette (lane)->is_dark);
  mms_look_set_dark (TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_assert_true (mms_look_get_palette (lane)->is_dark);
  mms_look_set_dark (FALSE);
  gui_close (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mms_look_start ();

  g_test_add_func ("/window/empty", test_empty);
  g_test_add_func ("/window/open", test_open);
  g_test_add_func ("/window/lanes", test_lanes);
  g_test_add_func ("/window/unreadable", test_unreadable);
  g_test_add_func ("/window/lost", test_lost);
  g_test_add_func ("/window/missing-cpu", test_missing_cpu);
  g_test_add_func ("/window/no-frees", test_no_frees);
  g_test_add_func ("/window/groups", test_groups);
  g_test_add_func ("/window/second-wins", test_second_wins);
  g_test_add_func ("/window/every-capture", test_every_capture);
  g_test_add_func ("/window/preview", test_preview);
  g_test_add_func ("/window/cancel", test_cancel);
  g_test_add_func ("/window/play-while-loading", test_play_while_loading);
  g_test_add_func ("/window/drop", test_drop);
  g_test_add_func ("/window/dark", test_dark);
  return g_test_run ();
}
