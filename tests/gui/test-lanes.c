/* test-lanes.c - lanes and marks in the window: by action, key and menu
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "widgets/lane-menu.h"
#include "widgets/lane-stack.h"
#include "widgets/machine-view.h"
#include "widgets/overview.h"
#include "widgets/timeline.h"

#include <glib/gstdio.h>

#define CAPTURE "patched/hazard_skip-exit.dat"

static MmsLaneStack *
get_stack (MmsWindow *window, guint n)
{
  return MMS_LANE_STACK (gui_find (GTK_WIDGET (window), MMS_TYPE_LANE_STACK, n));
}

/* The pinned ones stand above the others. */
static MmsLaneStack *
get_pinned (MmsWindow *window)
{
  return get_stack (window, 0);
}

static MmsLaneStack *
get_lanes (MmsWindow *window)
{
  return get_stack (window, 1);
}

static gboolean
has_lane (MmsLaneStack *stack, MmsLaneKind kind, guint id)
{
  return mms_lane_stack_find (stack, kind, id, NULL) != NULL;
}

static guint
get_first_mm (MmsWindow *window)
{
  GPtrArray *lanes = mms_lane_stack_get_lanes (get_lanes (window));

  for (guint i = 0; i < lanes->len; i++)
    if (!mms_lane_is_cpu (g_ptr_array_index (lanes, i)))
      return mms_lane_get_id (g_ptr_array_index (lanes, i));
  g_assert_not_reached ();
}

static const char *
get_label (MmsWindow *window)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *button = gui_find (GTK_WIDGET (window), GTK_TYPE_MENU_BUTTON, i);
      const char *label;

      g_assert_nonnull (button);
      label = gtk_menu_button_get_label (GTK_MENU_BUTTON (button));
      if (label && g_str_has_prefix (label, "Lanes"))
        return label;
    }
}

static gboolean
is_enabled (MmsWindow *window, const char *action)
{
  return g_action_get_enabled (g_action_map_lookup_action (G_ACTION_MAP (window), action));
}

static void
test_hide (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);

  g_assert_cmpstr (get_label (window), ==, "Lanes");
  g_assert_false (is_enabled (window, "show-lanes"));
  mms_view_select_cpu (view, 2);
  gui_do (window, "win.hide");
  g_assert_false (has_lane (get_lanes (window), MMS_LANE_CPU, 2));
  g_assert_true (has_lane (get_lanes (window), MMS_LANE_CPU, 3));
  g_assert_cmpstr (get_label (window), ==, "Lanes · 1 hidden");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-lane", MMS_LANE_MENU_TYPE,
                              MMS_LANE_CPU, 2);
  g_assert_true (has_lane (get_lanes (window), MMS_LANE_CPU, 2));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.hide-other-cpus", MMS_LANE_MENU_TYPE,
                              MMS_LANE_CPU, 1);
  g_assert_true (has_lane (get_lanes (window), MMS_LANE_CPU, 1));
  g_assert_false (has_lane (get_lanes (window), MMS_LANE_CPU, 0));
  gui_do (window, "win.show-lanes");
  g_assert_true (has_lane (get_lanes (window), MMS_LANE_CPU, 0));
  gui_run (100);
  gui_close (window);
}

/* A key is about the lane that has the focus, whatever is selected. */
static void
test_pin (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  guint mm = get_first_mm (window);
  MmsLane *lane = mms_lane_stack_find (get_lanes (window), MMS_LANE_MM, mm, NULL);

  mms_view_select_cpu (view, 1);
  gtk_widget_grab_focus (GTK_WIDGET (lane));
  gui_do (window, "win.toggle-pin");
  g_assert_true (mms_view_is_lane_pinned (view, MMS_LANE_MM, mm));
  g_assert_true (has_lane (get_pinned (window), MMS_LANE_MM, mm));
  g_assert_false (has_lane (get_lanes (window), MMS_LANE_MM, mm));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (get_pinned (window))));

  /* it stays wherever one looks */
  mms_view_set_range (view, 100, 2000);
  gui_run (300);
  g_assert_true (has_lane (get_pinned (window), MMS_LANE_MM, mm));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.unpin-lane", MMS_LANE_MENU_TYPE,
                              MMS_LANE_MM, mm);
  g_assert_false (has_lane (get_pinned (window), MMS_LANE_MM, mm));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_pinned (window))));
  gui_close (window);
}

/* The menu of a lane may outlive it. */
static void
test_menu (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *timeline = gui_find (GTK_WIDGET (window), MMS_TYPE_TIMELINE, 0);
  GtkWidget *popover;
  MmsLane *lane = mms_lane_stack_find (get_lanes (window), MMS_LANE_CPU, 2, NULL);

  gtk_widget_grab_focus (GTK_WIDGET (lane));
  gui_do (window, "win.event-menu");
  popover = gui_find (timeline, GTK_TYPE_POPOVER_MENU, 0);
  g_assert_nonnull (popover);
  gui_run (100);
  mms_view_hide_lane (mms_window_get_view (window), MMS_LANE_CPU, 2, TRUE);
  gui_run (100);
  gtk_popover_popdown (GTK_POPOVER (popover));
  gui_run (300);
  g_assert_null (gui_find (timeline, GTK_TYPE_POPOVER_MENU, 0));
  gui_close (window);
}

static void
test_fold (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsLane *lane = mms_lane_stack_find (get_lanes (window), MMS_LANE_CPU, 2, NULL);
  int full = mms_lane_get_height (lane);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.fold", "s", "always");
  gui_run (100);
  g_assert_true (mms_lane_stack_find (get_lanes (window), MMS_LANE_CPU, 2, NULL) == lane);
  g_assert_cmpint (mms_lane_get_height (lane), <=, MMS_FOLDED_HEIGHT);
  g_assert_cmpint (mms_lane_get_height (lane), >=, MMS_FOLDED_LEAST);
  mms_view_select_cpu (mms_window_get_view (window), 2);
  g_assert_cmpint (mms_lane_get_height (lane), ==, full);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fold", "s", "auto");
  mms_view_select_cpu (mms_window_get_view (window), -1);
  g_assert_cmpint (mms_lane_get_height (lane), ==, full);
  gui_close (window);
}

static void
test_marks (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  double start, end;

  g_assert_false (is_enabled (window, "zoom-marks"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 1000);
  gui_do (window, "win.mark-a");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 1200);
  gui_do (window, "win.mark-b");
  gui_do (window, "win.zoom-marks");
  mms_view_get_range (view, &start, &end);
  g_assert_cmpuint (mms_view_find_event (view, start), <=, 1000);
  g_assert_cmpuint (mms_view_find_event (view, start), >, 900);
  g_assert_cmpuint (mms_view_find_event (view, end), >=, 1200);
  gui_do (window, "win.go-to-a");
  g_assert_cmpuint (gui_playhead (window), ==, 1000);
  /* where it stands already it goes */
  gui_do (window, "win.mark-a");
  g_assert_cmpuint (mms_view_get_mark (view, MMS_MARK_A), ==, 0);
  gui_do (window, "win.clear-marks");
  g_assert_cmpuint (mms_view_get_mark (view, MMS_MARK_B), ==, 0);
  gui_run (100);
  gui_close (window);
}

/* Machine and overview can be reached with Tab, and follow keys. */
static void
test_focus (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *machine = gui_find (GTK_WIDGET (window), MMS_TYPE_MACHINE_VIEW, 0);
  GtkWidget *overview = gui_find (GTK_WIDGET (window), MMS_TYPE_OVERVIEW, 0);

  g_assert_true (gtk_widget_grab_focus (overview));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == overview);
  g_assert_true (gtk_widget_grab_focus (machine));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == machine);
  gui_close (window);
}

/* Of 200 CPUs, most of them quiet. */
static GFile *
write_many (void)
{
  g_autoptr (GString) text = g_string_new ("# tracer: nop\n#\n");
  g_autoptr (GFileIOStream) stream = NULL;
  GFile *file;

  for (guint i = 0; i < 2000; i++)
    {
      guint cpu = i < 200 ? i : i % 20 * 10;
      guint pid = 1000 + cpu;
      gboolean from_idle = i / 20 % 2 == 0;

      g_string_append_printf (
          text,
          "%16s-%-7u [%03u] d..2. %u.%06u: sched_switch: prev_comm=%s prev_pid=%u prev_prio=120 "
          "prev_state=S ==> next_comm=%s next_pid=%u next_prio=120\n",
          "x", from_idle ? 0 : pid, cpu, 1, i, "x", from_idle ? 0 : pid, "x",
          i < 200 || !from_idle ? 0 : pid);
    }
  file = g_file_new_tmp ("mmscope-XXXXXX.txt", &stream, NULL);
  g_assert_nonnull (file);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                                            text->str, text->len, NULL, NULL, NULL));
  return file;
}

static void
test_many (void)
{
  MmsWindow *window = gui_open (NULL);
  g_autoptr (GFile) file = write_many ();
  GPtrArray *lanes;
  guint n_quiet = 0;

  mms_window_open (window, file);
  gui_settle (window);
  gui_run (300);
  lanes = mms_lane_stack_get_lanes (get_lanes (window));
  for (guint i = 0; i < lanes->len; i++)
    n_quiet += mms_lane_get_key (g_ptr_array_index (lanes, i)).kind == MMS_LANE_QUIET;
  g_assert_cmpuint (n_quiet, ==, 20);
  g_assert_cmpuint (lanes->len, ==, 40);
  mms_lane_toggle_selected (g_ptr_array_index (lanes, 1));
  g_assert_cmpuint (mms_lane_stack_get_lanes (get_lanes (window))->len, ==, 48);

  /* lanes keep their widgets while others come and go */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.fold", "s", "never");
  gui_run (200);
  g_assert_cmpuint (mms_lane_stack_get_lanes (get_lanes (window))->len, ==, 200);
  g_unlink (g_file_peek_path (file));
  gui_close (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lanes/hide", test_hide);
  g_test_add_func ("/lanes/pin", test_pin);
  g_test_add_func ("/lanes/menu", test_menu);
  g_test_add_func ("/lanes/fold", test_fold);
  g_test_add_func ("/lanes/marks", test_marks);
  g_test_add_func ("/lanes/focus", test_focus);
  g_test_add_func ("/lanes/many", test_many);
  return g_test_run ();
}
