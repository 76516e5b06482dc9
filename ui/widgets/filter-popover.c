/* filter-popover.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "filter-popover.h"

#include "find-hints.h"

#define TYPING_INTERVAL 200
#define WIDTH           440

struct _MmsFilterPopover
{
  GtkPopover parent_instance;

  MmsView *view;
  GtkWidget *entry;
  GtkWidget *hints;
  guint typing_source;
  gboolean is_setting; /* the entry is being set from the view */
};

G_DEFINE_FINAL_TYPE (MmsFilterPopover, mms_filter_popover, GTK_TYPE_POPOVER)

static void
apply (MmsFilterPopover *popover)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (popover->entry));
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&popover->typing_source, g_source_remove);
  if (mms_view_set_filter (popover->view, text, &error))
    gtk_widget_remove_css_class (popover->entry, "error");
  else
    gtk_widget_add_css_class (popover->entry, "error");
  mms_find_hints_update (MMS_FIND_HINTS (popover->hints), text, error ? error->message : NULL);
}

static gboolean
typing_paused (gpointer user_data)
{
  MmsFilterPopover *popover = user_data;

  popover->typing_source = 0;
  apply (popover);
  return G_SOURCE_REMOVE;
}

static void
edited (MmsFilterPopover *popover)
{
  if (popover->is_setting)
    return;
  g_clear_handle_id (&popover->typing_source, g_source_remove);
  popover->typing_source = g_timeout_add (TYPING_INTERVAL, typing_paused, popover);
}

static void
activated (MmsFilterPopover *popover)
{
  apply (popover);
  if (!gtk_widget_has_css_class (popover->entry, "error"))
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
chosen (MmsFindHints *hints, const MmsSuggestion *suggestion, MmsFilterPopover *popover)
{
  g_autofree char *text = mms_suggest_complete (
      gtk_editable_get_text (GTK_EDITABLE (popover->entry)), suggestion->term);

  gtk_editable_set_text (GTK_EDITABLE (popover->entry), text);
  gtk_widget_grab_focus (popover->entry);
  gtk_editable_set_position (GTK_EDITABLE (popover->entry), -1);
  apply (popover);
}

static void
show_all (MmsFilterPopover *popover)
{
  gtk_editable_set_text (GTK_EDITABLE (popover->entry), "");
  apply (popover);
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             MmsFilterPopover *popover)
{
  return keyval == GDK_KEY_Down && mms_find_hints_focus (MMS_FIND_HINTS (popover->hints));
}

static void
shown (MmsFilterPopover *popover)
{
  const char *text = mms_search_get_text (mms_view_get_filter (popover->view));
  g_autofree char *spaced = g_strconcat (text, *text && !g_str_has_suffix (text, " ") ? " " : "",
                                         NULL);

  popover->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (popover->entry), spaced);
  popover->is_setting = FALSE;
  gtk_widget_remove_css_class (popover->entry, "error");
  mms_find_hints_update (MMS_FIND_HINTS (popover->hints), spaced, NULL);
  gtk_widget_grab_focus (popover->entry);
  gtk_editable_set_position (GTK_EDITABLE (popover->entry), -1);
}

static void
dispose (GObject *object)
{
  MmsFilterPopover *popover = MMS_FILTER_POPOVER (object);

  g_clear_handle_id (&popover->typing_source, g_source_remove);
  g_clear_object (&popover->view);

  G_OBJECT_CLASS (mms_filter_popover_parent_class)->dispose (object);
}

static void
mms_filter_popover_class_init (MmsFilterPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
}

static void
mms_filter_popover_init (MmsFilterPopover *popover)
{
}

GtkWidget *
mms_filter_popover_new (MmsView *view)
{
  MmsFilterPopover *popover = g_object_new (MMS_TYPE_FILTER_POPOVER, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *all = gtk_button_new_with_label ("Show all");
  GtkEventController *keys = gtk_event_controller_key_new ();

  popover->view = g_object_ref (view);
  popover->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (popover->entry),
                                  "Show only: cpu:2 kind:sched_switch …");
  gtk_widget_set_hexpand (popover->entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Show only these events", -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), popover);
  gtk_widget_add_controller (popover->entry, keys);
  popover->hints = mms_find_hints_new (view);
  gtk_widget_set_size_request (popover->hints, WIDTH, -1);

  gtk_box_append (GTK_BOX (row), popover->entry);
  gtk_box_append (GTK_BOX (row), all);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), popover->hints);
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  g_signal_connect_swapped (popover->entry, "changed", G_CALLBACK (edited), popover);
  g_signal_connect_swapped (popover->entry, "activate", G_CALLBACK (activated), popover);
  g_signal_connect_swapped (all, "clicked", G_CALLBACK (show_all), popover);
  g_signal_connect (popover->hints, "chosen", G_CALLBACK (chosen), popover);
  g_signal_connect (popover, "map", G_CALLBACK (shown), NULL);
  return GTK_WIDGET (popover);
}
