/* window-lanes.c - marks; lanes that are pinned, hidden, folded
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "widgets/lane-menu.h"
#include "widgets/lane.h"
#include "widgets/navigate.h"

/* --- marks --- */

/* At the playhead; where it stands there already it goes. */
static void
set_mark (MmsWindow *window, MmsMark mark)
{
  guint event = mms_view_get_playhead (window->view);

  mms_view_set_mark (window->view, mark,
                     event == mms_view_get_mark (window->view, mark) ? 0 : event);
}

static void
mark_a (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_mark (user_data, MMS_MARK_A);
}

static void
mark_b (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_mark (user_data, MMS_MARK_B);
}

static void
go_to_mark (MmsWindow *window, MmsMark mark)
{
  guint event = mms_view_get_mark (window->view, mark);

  if (event == 0)
    return;
  mms_player_set_playing (window->player, FALSE);
  mms_navigate_to_event (window->view, event);
}

static void
go_to_a (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_to_mark (user_data, MMS_MARK_A);
}

static void
go_to_b (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_to_mark (user_data, MMS_MARK_B);
}

static void
zoom_marks (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_zoom_to_marks (MMS_WINDOW (user_data)->view);
}

static void
clear_marks (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  mms_view_set_mark (window->view, MMS_MARK_A, 0);
  mms_view_set_mark (window->view, MMS_MARK_B, 0);
}

/* --- lanes --- */

/* (nullable): the lane that has the focus */
static MmsLane *
get_focused_lane (MmsWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *lane = focus ? gtk_widget_get_ancestor (focus, MMS_TYPE_LANE) : NULL;

  return lane ? MMS_LANE (lane) : NULL;
}

/* What a key is about: the lane with the focus, else the selected mm, else the selected CPU.
 * Returns: whether there is any */
static gboolean
find_lane (MmsWindow *window, MmsLaneKind *kind, guint *id)
{
  MmsLane *lane = get_focused_lane (window);

  if (lane && mms_lane_get_key (lane).kind != MMS_LANE_QUIET)
    {
      *kind = mms_lane_get_key (lane).kind;
      *id = mms_lane_get_id (lane);
    }
  else if (mms_view_get_mm (window->view) != 0)
    {
      *kind = MMS_LANE_MM;
      *id = mms_view_get_mm (window->view);
    }
  else if (mms_view_get_cpu (window->view) >= 0)
    {
      *kind = MMS_LANE_CPU;
      *id = (guint) mms_view_get_cpu (window->view);
    }
  else
    return FALSE;
  return TRUE;
}

/* Lanes move up behind one that goes elsewhere, so the focus would be on another one's: from here on keys
 * are about the lane that was meant, which is selected. */
static void
leave_lane (MmsWindow *window, MmsLaneKind kind, guint id)
{
  if (get_focused_lane (window) == NULL)
    return;
  if (kind == MMS_LANE_MM)
    mms_view_select_mm (window->view, id);
  else
    mms_view_select_cpu (window->view, (int) id);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
}

static void
toggle_pin (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  MmsLaneKind kind;
  guint id;

  if (!find_lane (window, &kind, &id))
    return;
  leave_lane (window, kind, id);
  mms_view_pin_lane (window->view, kind, id, !mms_view_is_lane_pinned (window->view, kind, id));
}

static void
hide (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  MmsLaneKind kind;
  guint id;

  if (!find_lane (window, &kind, &id))
    return;
  leave_lane (window, kind, id);
  mms_view_hide_lane (window->view, kind, id, TRUE);
}

static void
pin_lane (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint kind, id;

  g_variant_get (parameter, MMS_LANE_MENU_TYPE, &kind, &id);
  mms_view_pin_lane (MMS_WINDOW (user_data)->view, kind, id, TRUE);
}

static void
unpin_lane (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint kind, id;

  g_variant_get (parameter, MMS_LANE_MENU_TYPE, &kind, &id);
  mms_view_pin_lane (MMS_WINDOW (user_data)->view, kind, id, FALSE);
}

static void
hide_lane (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint kind, id;

  g_variant_get (parameter, MMS_LANE_MENU_TYPE, &kind, &id);
  mms_view_hide_lane (MMS_WINDOW (user_data)->view, kind, id, TRUE);
}

static void
show_lane (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint kind, id;

  g_variant_get (parameter, MMS_LANE_MENU_TYPE, &kind, &id);
  mms_view_hide_lane (MMS_WINDOW (user_data)->view, kind, id, FALSE);
}

static void
hide_other_cpus (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint kind, id;

  g_variant_get (parameter, MMS_LANE_MENU_TYPE, &kind, &id);
  mms_view_hide_other_cpus (MMS_WINDOW (user_data)->view, id);
}

static void
show_lanes (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_show_all_lanes (MMS_WINDOW (user_data)->view);
}

static const char *const folds[] = {
  [MMS_FOLD_AUTO] = "auto",
  [MMS_FOLD_NEVER] = "never",
  [MMS_FOLD_ALWAYS] = "always",
};

static void
fold (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    if (g_str_equal (g_variant_get_string (value, NULL), folds[i]))
      {
        mms_view_set_fold (MMS_WINDOW (user_data)->view, i);
        g_simple_action_set_state (action, value);
      }
}

gboolean
mms_window_ask_lane_menu (MmsWindow *window)
{
  MmsLane *lane = get_focused_lane (window);

  if (!lane)
    return FALSE;
  mms_lane_menu_popup (lane, window->view, MMS_NAMES_WIDTH / 2.0, mms_lane_get_height (lane) / 2.0);
  return TRUE;
}

static const struct
{
  const char *name;
  void (*func) (GSimpleAction *action, GVariant *parameter, gpointer window);
  const char *parameter;
} actions[] = {
  { "mark-a", mark_a, NULL },
  { "mark-b", mark_b, NULL },
  { "go-to-a", go_to_a, NULL },
  { "go-to-b", go_to_b, NULL },
  { "zoom-marks", zoom_marks, NULL },
  { "clear-marks", clear_marks, NULL },
  { "toggle-pin", toggle_pin, NULL },
  { "hide", hide, NULL },
  { "pin-lane", pin_lane, MMS_LANE_MENU_TYPE },
  { "unpin-lane", unpin_lane, MMS_LANE_MENU_TYPE },
  { "hide-lane", hide_lane, MMS_LANE_MENU_TYPE },
  { "show-lane", show_lane, MMS_LANE_MENU_TYPE },
  { "hide-other-cpus", hide_other_cpus, MMS_LANE_MENU_TYPE },
  { "show-lanes", show_lanes, NULL },
};

static void
set_enabled (MmsWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
mms_window_update_lanes (MmsWindow *window)
{
  gboolean has_events = mms_navigate_count_events (window->view) > 0;
  gboolean has_a = mms_view_get_mark (window->view, MMS_MARK_A) != 0;
  gboolean has_b = mms_view_get_mark (window->view, MMS_MARK_B) != 0;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    set_enabled (window, actions[i].name, has_events);
  set_enabled (window, "go-to-a", has_a);
  set_enabled (window, "go-to-b", has_b);
  set_enabled (window, "zoom-marks", has_a && has_b);
  set_enabled (window, "clear-marks", has_a || has_b);
  set_enabled (window, "show-lanes", mms_view_get_hidden_lanes (window->view)->len > 0);
}

void
mms_window_add_lanes (MmsWindow *window)
{
  g_autoptr (GSimpleAction) state
    = g_simple_action_new_stateful ("fold", G_VARIANT_TYPE_STRING,
                                    g_variant_new_string (folds[MMS_FOLD_AUTO]));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const char *type = actions[i].parameter;
      g_autoptr (GSimpleAction) action
        = g_simple_action_new (actions[i].name, type ? G_VARIANT_TYPE (type) : NULL);

      g_signal_connect (action, "activate", G_CALLBACK (actions[i].func), window);
      g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
    }
  g_signal_connect (state, "change-state", G_CALLBACK (fold), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (state));
  g_signal_connect_object (window->view, "marks-changed", G_CALLBACK (mms_window_update_lanes),
                           window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->view, "lanes-changed", G_CALLBACK (mms_window_update_lanes),
                           window, G_CONNECT_SWAPPED);
}
