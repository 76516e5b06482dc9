/* window-input.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "shortcuts.h"
#include "widgets/machine-view.h"

static gboolean
is_typing (GtkWidget *focus)
{
  if (!focus)
    return FALSE;
  if (GTK_IS_TEXT_VIEW (focus))
    return gtk_text_view_get_editable (GTK_TEXT_VIEW (focus));
  return GTK_IS_EDITABLE (focus) && gtk_editable_get_editable (GTK_EDITABLE (focus));
}

/* Keys that move within what has the focus: lists, sliders and menus keep them. */
static gboolean
is_navigation (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Home:
    case GDK_KEY_End:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
wants_navigation (GtkWidget *focus)
{
  return focus
         && (MMS_IS_MACHINE_VIEW (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_RANGE)
             || GTK_IS_TEXT_VIEW (focus)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BASE)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER));
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             MmsWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  const MmsShortcut *shortcut;
  gboolean is_in_popover;

  if (is_typing (focus))
    return FALSE;

  shortcut = mms_shortcuts_find (gtk_widget_get_display (GTK_WIDGET (window)), keyval, keycode,
                                 state);
  if (!shortcut)
    return FALSE;

  /* A popover has its letters and its Escape for itself, but Space plays whatever has the focus. */
  is_in_popover = focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER);
  if (is_in_popover && !g_str_equal (shortcut->action, "win.play"))
    return FALSE;
  if (is_navigation (keyval) && wants_navigation (focus))
    return FALSE;
  /* Where there is nothing to play, Space presses the button that has the focus. */
  if (mms_window_is_empty (window) && g_str_equal (shortcut->action, "win.play"))
    return FALSE;

  return gtk_widget_activate_action (GTK_WIDGET (window), shortcut->action, NULL);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, MmsWindow *window)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (!files)
        return FALSE;
      mms_window_open (window, files->data);
      return TRUE;
    }
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    {
      mms_window_open (window, g_value_get_object (value));
      return TRUE;
    }
  return FALSE;
}

/* Without a window manager nobody gives the keyboard to a new window. */
static void
mapped (GtkWidget *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (GDK_IS_TOPLEVEL (surface))
    gdk_toplevel_focus (GDK_TOPLEVEL (surface), GDK_CURRENT_TIME);
}

void
mms_window_add_input (MmsWindow *window)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  /* Before whatever has the focus: a button takes Space otherwise. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);

  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  g_signal_connect (drop, "drop", G_CALLBACK (dropped), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));

  g_signal_connect (window, "map", G_CALLBACK (mapped), NULL);
}
