/* source-menu.c - the context menu of the source
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-menu.h"

#define POPOVER "mms-source-menu"
#define ACTIONS "mms-source-actions"

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer text)
{
  gtk_widget_activate_action (text, "clipboard.copy", NULL);
}

static void
select_all (GSimpleAction *action, GVariant *parameter, gpointer text)
{
  gtk_widget_activate_action (text, "selection.select-all", NULL);
}

/* @place: of the text view */
static void
open_at (GtkTextView *text, const GdkRectangle *place)
{
  GtkWidget *popover = g_object_get_data (G_OBJECT (text), POPOVER);
  GActionMap *actions = g_object_get_data (G_OBJECT (text), ACTIONS);
  GdkRectangle there = *place;
  double x, y;

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "copy")),
                               gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (text)));
  gtk_widget_translate_coordinates (GTK_WIDGET (text), gtk_widget_get_parent (popover), place->x, place->y,
                                    &x, &y);
  there.x = (int) x;
  there.y = (int) y;
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &there);
  gtk_popover_popup (GTK_POPOVER (popover));
  /* its parent presents no popovers */
  gtk_popover_present (GTK_POPOVER (popover));
}

void
mms_source_menu_open (GtkTextView *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text);
  GdkRectangle sight, place;
  GtkTextIter iter;

  g_return_if_fail (GTK_IS_TEXT_VIEW (text));

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  gtk_text_view_get_iter_location (text, &iter, &place);
  gtk_text_view_get_visible_rect (text, &sight);
  if (!gdk_rectangle_intersect (&place, &sight, NULL))
    place = (GdkRectangle) { sight.x, sight.y, 1, 1 };
  gtk_text_view_buffer_to_window_coords (text, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x, &place.y);
  open_at (text, &place);
}

static void
pressed (GtkGestureClick *click, int n_press, double x, double y, GtkTextView *text)
{
  GdkEvent *event = gtk_gesture_get_last_event (
      GTK_GESTURE (click), gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (click)));
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (!event || !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  open_at (text, &place);
}

void
mms_source_menu_attach (GtkTextView *text, GtkWidget *parent)
{
  static const GActionEntry entries[] = {
    { .name = "copy", .activate = copy },
    { .name = "select-all", .activate = select_all },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkWidget *popover;

  g_return_if_fail (GTK_IS_TEXT_VIEW (text));

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), text);
  gtk_widget_insert_action_group (parent, "source", G_ACTION_GROUP (actions));
  g_menu_append (menu, "_Copy", "source.copy");
  g_menu_append (menu, "Select _all", "source.select-all");
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, parent);
  g_object_set_data (G_OBJECT (text), POPOVER, popover);
  g_object_set_data (G_OBJECT (text), ACTIONS, actions); /* its parent has them as long as it has the text */

  /* before the text view opens its own */
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), text);
  gtk_widget_add_controller (GTK_WIDGET (text), GTK_EVENT_CONTROLLER (click));
}
