/* test-actions.c - stepping, playing, zooming, findings, the table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "draw/draw.h"
#include "widgets/event-table.h"
#include "widgets/jump-popover.h"
#include "widgets/lane.h"
#include "widgets/look.h"
#include "widgets/navigate.h"
#include "widgets/legend.h"
#include "widgets/why.h"
#include "window/shortcuts.h"

#include <glib/gstdio.h>

#define CAPTURE "patched/hazard_skip-exit.dat"

static MmsDocument *
get_document (MmsWindow *window)
{
  return mms_view_get_document (mms_window_get_view (window));
}

static void
go_to (MmsWindow *window, guint event)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", event);
  g_assert_cmpuint (gui_playhead (window), ==, event);
}

static gboolean
tells_last (gpointer user_data)
{
  return g_str_has_prefix (mms_window_get_status (user_data), "event 3986 / 3986");
}

static void
test_steps (void)
{
  MmsWindow *window = gui_open (CAPTURE);

  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, 0);
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 1);
  gui_do (window, "win.step-forward");
  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, 1);
  gui_do (window, "win.last");
  g_assert_cmpuint (gui_playhead (window), ==, 3986);
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 3986);
  gui_wait (tells_last, window);
  gui_do (window, "win.first");
  g_assert_cmpuint (gui_playhead (window), ==, 1);
  gui_close (window);
}

static void
test_cpu_steps (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  const MmsEvent *events = mms_trace_get_events (mms_document_get_trace (get_document (window)),
                                                 NULL);
  guint event;

  go_to (window, 100);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-cpu", "i", 2);
  gui_do (window, "win.cpu-forward");
  event = gui_playhead (window);
  g_assert_cmpuint (event, >, 100);
  g_assert_cmpuint (events[event - 1].cpu, ==, 2);
  for (guint between = 101; between < event; between++)
    g_assert_cmpuint (events[between - 1].cpu, !=, 2);

  gui_do (window, "win.cpu-back");
  event = gui_playhead (window);
  g_assert_cmpuint (event, <=, 100);
  g_assert_cmpuint (events[event - 1].cpu, ==, 2);
  gui_close (window);
}

static void
test_mm_steps (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsHistory *history = mms_document_get_history (get_document (window));
  guint event, before;

  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "mm-forward"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-mm", "u", 2);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "mm-forward"));
  go_to (window, 1);
  gui_do (window, "win.mm-forward");
  before = gui_playhead (window);
  gui_do (window, "win.mm-forward");
  event = gui_playhead (window);
  g_assert_cmpuint (event, >, before);
  gui_do (window, "win.mm-back");
  g_assert_cmpuint (gui_playhead (window), ==, before);

  /* The way ends where the mm does. */
  for (guint i = 0; i < 4000; i++)
    gui_do (window, "win.mm-forward");
  g_assert_cmpuint (gui_playhead (window), >=,
                    mms_history_get_mm (history, 2)->free_event);
  gui_close (window);
}

static void
test_zoom (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  double low, high, start, end, start2, end2, at;

  mms_view_get_limits (view, &low, &high);
  go_to (window, 2000);
  at = mms_view_get_playhead_position (view);
  for (guint i = 0; i < 6; i++)
    gui_do (window, "win.zoom-in");
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat (end - start, <, (high - low) / 5);
  g_assert_cmpfloat (start, <, at);
  g_assert_cmpfloat (end, >, at);

  gui_do (window, "win.pan-right");
  mms_view_get_range (view, &start2, &end2);
  g_assert_cmpfloat (start2, >, start);
  g_assert_cmpfloat_with_epsilon (end2 - start2, end - start, 1);
  gui_do (window, "win.pan-left");
  mms_view_get_range (view, &start2, &end2);
  g_assert_cmpfloat_with_epsilon (start2, start, 1);

  gui_do (window, "win.zoom-out");
  gui_do (window, "win.fit");
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat_with_epsilon (start, low, 1);
  g_assert_cmpfloat_with_epsilon (end, high, 1);
  gui_close (window);
}

static void
test_findings (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  GPtrArray *findings = mms_document_get_findings (get_document (window));
  const MmsFinding *finding;
  GtkWidget *why = gui_find (GTK_WIDGET (window), MMS_TYPE_WHY, 0);
  double start, end;
  guint last = 0;

  g_assert_cmpuint (findings->len, >, 1);
  g_assert_false (gtk_widget_get_visible (why));
  gui_do (window, "win.finding-forward");
  g_assert_cmpint (mms_view_get_finding (view), >=, 0);
  g_assert_true (gtk_widget_get_visible (why));
  finding = g_ptr_array_index (findings, mms_view_get_finding (view));
  g_assert_cmpuint (gui_playhead (window), ==, finding->event);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat (start, <, mms_view_get_playhead_position (view));
  g_assert_cmpfloat (end, >, mms_view_get_playhead_position (view));

  /* Each link of the chain leads to its event. */
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      GtkWidget *link = gui_find (why, GTK_TYPE_BUTTON, i);

      g_assert_nonnull (link);
      g_signal_emit_by_name (link, "clicked");
      g_assert_cmpuint (gui_playhead (window), ==,
                        g_array_index (finding->evidence, MmsEvidence, i).event);
    }
  g_assert_null (gui_find (why, GTK_TYPE_BUTTON, finding->evidence->len));

  /* From the start to the end, every finding once. */
  go_to (window, 0);
  mms_view_select_finding (view, -1);
  for (guint i = 0; i < findings->len; i++)
    {
      gui_do (window, "win.finding-forward");
      g_assert_cmpuint (gui_playhead (window), >=, last);
      last = gui_playhead (window);
    }
  gui_do (window, "win.finding-back");
  g_assert_cmpuint (gui_playhead (window), <=, last);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-finding", "i", 1);
  g_assert_cmpint (mms_view_get_finding (view), ==, 1);
  gui_close (window);
}

static gboolean
has_advanced (gpointer user_data)
{
  return gui_playhead (user_data) >= 3;
}

static gboolean
has_stopped (gpointer user_data)
{
  return !mms_player_get_playing (mms_window_get_player (user_data));
}

static void
test_play (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsPlayer *player = mms_window_get_player (window);
  guint event;

  gui_do (window, "win.play");
  g_assert_true (mms_player_get_playing (player));
  gui_wait (has_advanced, window);
  gui_do (window, "win.play");
  event = gui_playhead (window);
  gui_run (300);
  g_assert_cmpuint (gui_playhead (window), ==, event);

  /* It stops at the end, and from there begins anew. */
  go_to (window, 3984);
  gui_do (window, "win.play");
  gui_wait (has_stopped, window);
  g_assert_cmpuint (gui_playhead (window), ==, 3986);
  gui_do (window, "win.play");
  g_assert_cmpuint (gui_playhead (window), <, 100);

  /* Whoever steps stops it. */
  gui_do (window, "win.step-forward");
  g_assert_false (mms_player_get_playing (player));
  gui_close (window);
}

/* Machine, events and texts tell of one and the same event at any moment. */
static void
test_one_event (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *table = gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0);
  GtkWidget *column_view = gui_find (table, GTK_TYPE_COLUMN_VIEW, 0);
  GtkSingleSelection *selection
    = GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (column_view)));
  MmsView *view = mms_window_get_view (window);
  guint n_seen = 0, last = 0;

  for (guint pace = MMS_PACE_EVENTS; pace <= MMS_PACE_TIME; pace++)
    {
      mms_player_set_pace (mms_window_get_player (window), pace);
      mms_player_set_level (mms_window_get_player (window), 0.6);
      go_to (window, 10);
      gui_run (200);
      gui_do (window, "win.play");
      for (guint i = 0; i < 60; i++)
        {
          guint event = gtk_single_selection_get_selected (selection) + 1;
          g_autofree char *time
            = mms_format_position (view, mms_view_get_event_position (view, event));
          g_autofree char *status = g_strdup_printf ("event %u / 3986, %s, ", event, time);
          g_autofree char *number = mms_format_count (event);
          g_autofree char *heading = g_strdup_printf ("Machine at event %s", number);

          g_assert_true (g_str_has_prefix (mms_window_get_status (window), status));
          g_assert_cmpstr (mms_window_get_heading (window), ==, heading);
          n_seen += event != last;
          last = event;
          gui_run (10);
        }
      gui_do (window, "win.play");
    }
  g_assert_cmpuint (n_seen, >, 4);
  gui_close (window);
}

static void
test_play_by_time (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  MmsPlayer *player = mms_window_get_player (window);
  double between = 0;

  mms_player_set_pace (player, MMS_PACE_TIME);
  mms_player_set_level (player, 0.4);
  go_to (window, 1000);
  gui_do (window, "win.play");
  for (guint i = 0; i < 40 && between == 0; i++)
    {
      gui_run (20);
      between = mms_view_get_playhead_position (view)
                - mms_view_get_event_position (view, gui_playhead (window));
    }
  /* It moves between the events, too. */
  g_assert_cmpfloat (between, >, 0);
  g_assert_cmpuint (gui_playhead (window), >=, 1000);
  gui_do (window, "win.play");
  g_assert_cmpfloat (mms_view_get_playhead_position (view), ==,
                     mms_view_get_event_position (view, gui_playhead (window)));

  /* Without animations it goes from event to event. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gui_do (window, "win.play");
  for (guint i = 0; i < 10; i++)
    {
      gui_run (20);
      g_assert_cmpfloat (mms_view_get_playhead_position (view), ==,
                         mms_view_get_event_position (view, gui_playhead (window)));
    }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  gui_close (window);
}

static void
test_legend (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *legend = gui_find (GTK_WIDGET (window), MMS_TYPE_LEGEND, 0);

  g_assert_true (gtk_widget_get_mapped (legend));
  gui_do (window, "win.show-legend");
  g_assert_false (gtk_widget_get_mapped (legend));
  gui_do (window, "win.show-legend");
  g_assert_true (gtk_widget_get_mapped (legend));
  gui_close (window);
}

static void
test_save_picture (void)
{
  static const char *const names[] = { "picture.png", "picture.svg", "picture.pdf" };
  static const char *const starts[] = { "\x89PNG", "<?xml", "%PDF" };
  MmsWindow *window = gui_open (CAPTURE);
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", NULL);
  g_autofree char *unknown = g_build_filename (folder, "picture.gif", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *bytes = NULL;

      g_assert_true (mms_window_save_picture (window, path, NULL));
      g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
      g_assert_true (g_str_has_prefix (bytes, starts[i]));
      g_unlink (path);
    }
  g_assert_false (mms_window_save_picture (window, unknown, &error));
  g_assert_nonnull (strstr (error->message, ".svg"));
  g_rmdir (folder);
  gui_close (window);
}

/* In the middle, unless the trace ends before. */
static void
test_jump_centres (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  GtkWidget *entry;
  double start, end;

  for (guint i = 0; i < 8; i++)
    gui_do (window, "win.zoom-in");
  gui_do (window, "win.jump");
  gui_run (200);
  entry = gui_find (gui_find (GTK_WIDGET (window), MMS_TYPE_JUMP_POPOVER, 0), GTK_TYPE_ENTRY, 0);

  /* A time that is no stamp is asked about, and the entry stays. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "88.174233 ms");
  g_signal_emit_by_name (entry, "activate");
  gui_run (200);
  g_assert_true (gtk_widget_get_mapped (entry));
  g_assert_cmpuint (gui_playhead (window), !=, 2000);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (gui_playhead (window), ==, 2000);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat_with_epsilon ((start + end) / 2, mms_view_get_playhead_position (view), 1);
  gui_close (window);
}

static void
test_lane_selection (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  GtkWidget *lane = gui_find (GTK_WIDGET (window), MMS_TYPE_LANE, 3);

  mms_lane_toggle_selected (MMS_LANE (lane));
  g_assert_cmpint (mms_view_get_cpu (view), ==, 3);
  g_assert_true (gtk_test_accessible_has_state (GTK_ACCESSIBLE (lane),
                                                GTK_ACCESSIBLE_STATE_SELECTED));
  gtk_test_accessible_assert_state (lane, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  mms_lane_toggle_selected (MMS_LANE (lane));
  g_assert_cmpint (mms_view_get_cpu (view), ==, -1);
  gtk_test_accessible_assert_state (lane, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);

  lane = gui_find (GTK_WIDGET (window), MMS_TYPE_LANE, 5);
  g_assert_false (mms_lane_is_cpu (MMS_LANE (lane)));
  mms_lane_toggle_selected (MMS_LANE (lane));
  g_assert_cmpuint (mms_view_get_mm (view), ==, mms_lane_get_id (MMS_LANE (lane)));
  gui_close (window);
}

static void
test_table (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *table = gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0);
  GtkWidget *column_view = gui_find (table, GTK_TYPE_COLUMN_VIEW, 0);
  GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (column_view));
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (model);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3986);
  gtk_single_selection_set_selected (selection, 99);
  g_assert_cmpuint (gui_playhead (window), ==, 100);
  go_to (window, 3000);
  gui_run (300);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 2999);
  g_assert_cmpuint (gui_playhead (window), ==, 3000);
  go_to (window, 0);
  gui_run (300);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==,
                    GTK_INVALID_LIST_POSITION);
  gui_close (window);
}

static void
test_keys (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *help = mms_shortcuts_create_window ();

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (help));
  gtk_window_destroy (GTK_WINDOW (help));

  for (const MmsShortcut *shortcut = mms_shortcuts_get (); shortcut->action; shortcut++)
    {
      g_auto (GStrv) names = g_strsplit (shortcut->keys, " ", -1);

      if (g_str_has_prefix (shortcut->action, "win."))
        g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window),
                                                  shortcut->action + strlen ("win.")));
      for (guint i = 0; names[i]; i++)
        {
          guint keyval;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (names[i], &keyval, &modifiers));
          /* No key twice. */
          g_assert_true (g_hash_table_add (keys, g_strdup (names[i])));
        }
    }
  gui_close (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mms_look_start ();
  /* gtk_test_init() switches animations off, and playing then goes in steps. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);

  g_test_add_func ("/actions/steps", test_steps);
  g_test_add_func ("/actions/cpu-steps", test_cpu_steps);
  g_test_add_func ("/actions/mm-steps", test_mm_steps);
  g_test_add_func ("/actions/zoom", test_zoom);
  g_test_add_func ("/actions/findings", test_findings);
  g_test_add_func ("/actions/play", test_play);
  g_test_add_func ("/actions/one-event", test_one_event);
  g_test_add_func ("/actions/play-by-time", test_play_by_time);
  g_test_add_func ("/actions/legend", test_legend);
  g_test_add_func ("/actions/save-picture", test_save_picture);
  g_test_add_func ("/actions/jump-centres", test_jump_centres);
  g_test_add_func ("/actions/lane-selection", test_lane_selection);
  g_test_add_func ("/actions/table", test_table);
  g_test_add_func ("/actions/keys", test_keys);
  return g_test_run ();
}
