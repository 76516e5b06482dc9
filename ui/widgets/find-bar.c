/* find-bar.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "find-bar.h"

#include "filter-popover.h"
#include "find-hints.h"
#include "navigate.h"
#include "throttle.h"

/* After the last key, before a worker starts. */
#define TYPING_INTERVAL 150
#define UPDATE_INTERVAL 100
#define HINTS_WIDTH     420

struct _MmsFindBar
{
  GtkWidget parent_instance;

  MmsView *view;
  GtkWidget *entry;
  GtkWidget *status;
  GtkWidget *filter_button;
  GtkWidget *filter_text;
  GtkWidget *popover; /* of the hints */
  GtkWidget *hints;
  MmsThrottle *update;
  guint typing_source;
  int pending;         /* which way to go once that is known; 0: nowhere */
  gboolean is_setting; /* the entry is being set from the view */
};

G_DEFINE_FINAL_TYPE (MmsFindBar, mms_find_bar, GTK_TYPE_WIDGET)

static char *
make_status (MmsFindBar *bar)
{
  MmsSearch *found = mms_view_get_found (bar->view);
  MmsEventSet *events = mms_search_get_events (found);
  MmsEventSet *shown = mms_search_get_events (mms_view_get_filter (bar->view));
  guint playhead = mms_view_get_playhead (bar->view);
  const char *more = mms_search_is_running (found) ? "…" : "";

  if (gtk_widget_has_css_class (bar->entry, "error"))
    return g_strdup ("no query");
  if (events && mms_event_set_contains (events, playhead))
    return g_strdup_printf ("%u of %u%s", mms_event_set_count_before (events, playhead) + 1,
                            mms_event_set_get_size (events), more);
  if (events)
    return g_strdup_printf ("%u%s found", mms_event_set_get_size (events), more);
  if (shown)
    return g_strdup_printf ("%u%s shown", mms_event_set_get_size (shown),
                            mms_search_is_running (mms_view_get_filter (bar->view)) ? "…" : "");
  return g_strdup ("");
}

static void
update_filter (MmsFindBar *bar)
{
  MmsSearch *filter = mms_view_get_filter (bar->view);
  MmsEventSet *shown = mms_search_get_events (filter);
  g_autofree char *tooltip = NULL;
  g_autofree char *name = NULL;

  if (shown)
    tooltip = g_strdup_printf ("Only %s: %u of %u events (O)", mms_search_get_text (filter),
                               mms_event_set_get_size (shown),
                               mms_navigate_count_events (bar->view));
  else
    tooltip = g_strdup ("Show only some events (O)");
  name = g_strdup_printf ("Filter: %s", shown ? mms_search_get_text (filter) : "all events");
  gtk_label_set_text (GTK_LABEL (bar->filter_text),
                      shown ? mms_search_get_text (filter) : "All events");
  gtk_widget_set_tooltip_text (bar->filter_button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->filter_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (shown)
    gtk_widget_add_css_class (bar->filter_button, "is-filtered");
  else
    gtk_widget_remove_css_class (bar->filter_button, "is-filtered");
}

static void
update (gpointer user_data)
{
  MmsFindBar *bar = user_data;
  MmsSearch *found = mms_view_get_found (bar->view);
  MmsSearch *filter = mms_view_get_filter (bar->view);
  MmsSearch *running = mms_search_is_running (found)    ? found
                       : mms_search_is_running (filter) ? filter
                                                        : NULL;
  g_autofree char *status = make_status (bar);

  if (!g_str_equal (status, gtk_label_get_text (GTK_LABEL (bar->status))))
    gtk_label_set_text (GTK_LABEL (bar->status), status);
  gtk_entry_set_progress_fraction (GTK_ENTRY (bar->entry),
                                   running ? mms_search_get_fraction (running) : 0);
  update_filter (bar);
}

static void
changed (MmsFindBar *bar)
{
  mms_throttle_call (bar->update);
}

static void
try_pending (MmsFindBar *bar)
{
  gboolean is_known;
  guint event;

  if (bar->pending == 0)
    return;
  event = mms_view_find_next (bar->view, bar->pending, &is_known);
  if (!is_known)
    return;
  bar->pending = 0;
  if (event > 0)
    gtk_widget_activate_action (GTK_WIDGET (bar), "win.go-to-event", "u", event);
}

static void
found_changed (MmsFindBar *bar)
{
  try_pending (bar);
  changed (bar);
}

static void
place_hints (MmsFindBar *bar)
{
  graphene_rect_t bounds;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (bar)));
  gboolean has_focus = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (bar))
                       && !gtk_widget_is_ancestor (focus, bar->filter_button);
  gboolean has_text = *gtk_editable_get_text (GTK_EDITABLE (bar->entry)) != '\0';

  if (!has_focus || !has_text || mms_find_hints_is_empty (MMS_FIND_HINTS (bar->hints))
      || !gtk_widget_compute_bounds (bar->entry, GTK_WIDGET (bar), &bounds))
    {
      gtk_popover_popdown (GTK_POPOVER (bar->popover));
      return;
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (bar->popover),
                               &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                                (int) bounds.size.width,
                                                (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (bar->popover));
}

static void
look (MmsFindBar *bar)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (bar->entry));
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&bar->typing_source, g_source_remove);
  if (mms_view_find (bar->view, text, &error))
    gtk_widget_remove_css_class (bar->entry, "error");
  else
    gtk_widget_add_css_class (bar->entry, "error");
  mms_find_hints_update (MMS_FIND_HINTS (bar->hints), text, error ? error->message : NULL);
  changed (bar);
}

static gboolean
typing_paused (gpointer user_data)
{
  MmsFindBar *bar = user_data;

  bar->typing_source = 0;
  look (bar);
  return G_SOURCE_REMOVE;
}

static void
edited (MmsFindBar *bar)
{
  if (bar->is_setting)
    return;
  bar->pending = 0;
  g_clear_handle_id (&bar->typing_source, g_source_remove);
  bar->typing_source = g_timeout_add (TYPING_INTERVAL, typing_paused, bar);
}

void
mms_find_bar_go (MmsFindBar *bar, int direction)
{
  g_return_if_fail (MMS_IS_FIND_BAR (bar));

  if (bar->typing_source != 0)
    look (bar);
  bar->pending = direction;
  try_pending (bar);
}

static void
activated (MmsFindBar *bar)
{
  mms_find_bar_go (bar, 1);
  gtk_popover_popdown (GTK_POPOVER (bar->popover));
}

static void
chosen (MmsFindHints *hints, const MmsSuggestion *suggestion, MmsFindBar *bar)
{
  g_autofree char *text = mms_suggest_complete (
      gtk_editable_get_text (GTK_EDITABLE (bar->entry)), suggestion->term);

  gtk_editable_set_text (GTK_EDITABLE (bar->entry), text);
  gtk_widget_grab_focus (bar->entry);
  gtk_editable_set_position (GTK_EDITABLE (bar->entry), -1);
  /* Its lane is shown then, of however many mms. */
  if (suggestion->type == MMS_SUGGESTION_MM)
    gtk_widget_activate_action (GTK_WIDGET (bar), "win.select-mm", "u", suggestion->mm);
  gtk_popover_popdown (GTK_POPOVER (bar->popover));
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             MmsFindBar *bar)
{
  gboolean is_hinting = gtk_widget_get_visible (bar->popover);

  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!(state & GDK_SHIFT_MASK))
        return FALSE;
      mms_find_bar_go (bar, -1);
      return TRUE;
    case GDK_KEY_Down:
      return is_hinting && mms_find_hints_focus (MMS_FIND_HINTS (bar->hints));
    case GDK_KEY_Escape:
      if (is_hinting)
        {
          gtk_popover_popdown (GTK_POPOVER (bar->popover));
          return TRUE;
        }
      gtk_editable_set_text (GTK_EDITABLE (bar->entry), "");
      gtk_widget_activate_action (GTK_WIDGET (bar), "win.focus-events", NULL);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Another document may have dropped what was looked for. */
static void
document_changed (MmsFindBar *bar)
{
  const char *text = mms_view_get_find_text (bar->view);
  g_autofree char *widest = g_strdup_printf ("%1$u of %1$u",
                                             mms_navigate_count_events (bar->view));

  /* However many are found, nothing beside it moves. */
  gtk_label_set_width_chars (GTK_LABEL (bar->status), (int) MAX (strlen (widest), 10));
  bar->pending = 0;
  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (bar->entry))))
    {
      bar->is_setting = TRUE;
      gtk_editable_set_text (GTK_EDITABLE (bar->entry), text);
      bar->is_setting = FALSE;
    }
  gtk_widget_remove_css_class (bar->entry, "error");
  changed (bar);
}

static void
focus_left (MmsFindBar *bar)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (bar)));

  if (!focus || !gtk_widget_is_ancestor (focus, bar->popover))
    gtk_popover_popdown (GTK_POPOVER (bar->popover));
}

static void
dispose (GObject *object)
{
  MmsFindBar *bar = MMS_FIND_BAR (object);
  GtkWidget *child;

  g_clear_handle_id (&bar->typing_source, g_source_remove);
  if (bar->view)
    {
      g_signal_handlers_disconnect_by_data (mms_view_get_found (bar->view), bar);
      g_signal_handlers_disconnect_by_data (mms_view_get_filter (bar->view), bar);
      g_signal_handlers_disconnect_by_data (bar->view, bar);
    }
  g_clear_pointer (&bar->update, mms_throttle_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (bar))))
    gtk_widget_unparent (child);
  g_clear_object (&bar->view);

  G_OBJECT_CLASS (mms_find_bar_parent_class)->dispose (object);
}

static void
mms_find_bar_class_init (MmsFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "findbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
}

static void
mms_find_bar_init (MmsFindBar *bar)
{
}

static void
add_button (MmsFindBar *bar, const char *icon, const char *action, const char *name,
            const char *key)
{
  g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, key);
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_parent (button, GTK_WIDGET (bar));
}

static void
add_entry (MmsFindBar *bar)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  bar->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (bar->entry), GTK_ENTRY_ICON_PRIMARY,
                                     "edit-find-symbolic");
  gtk_entry_set_placeholder_text (GTK_ENTRY (bar->entry), "Find event, task, mm, field  /");
  gtk_editable_set_width_chars (GTK_EDITABLE (bar->entry), 6);
  gtk_widget_set_hexpand (bar->entry, TRUE);
  gtk_widget_set_tooltip_text (bar->entry,
                               "Words, and cpu:2  pid:115  task:bash  mm:C  kind:sched_switch  "
                               "count=0  0xff11…  -not; Enter: the next one, Shift+Enter: the one "
                               "before (/). F1 lists the forms.");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Find event, task, mm or field", -1);
  g_signal_connect_swapped (bar->entry, "changed", G_CALLBACK (edited), bar);
  g_signal_connect_swapped (bar->entry, "activate", G_CALLBACK (activated), bar);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), bar);
  gtk_widget_add_controller (bar->entry, keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), bar);
  gtk_widget_add_controller (bar->entry, focus);
  gtk_widget_set_parent (bar->entry, GTK_WIDGET (bar));
}

static void
add_filter (MmsFindBar *bar)
{
  bar->filter_text = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (bar->filter_text), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (bar->filter_text), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (bar->filter_text), 12);
  bar->filter_button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (bar->filter_button), bar->filter_text);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (bar->filter_button), TRUE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (bar->filter_button),
                               mms_filter_popover_new (bar->view));
  gtk_widget_set_parent (bar->filter_button, GTK_WIDGET (bar));
}

static void
add_hints (MmsFindBar *bar)
{
  bar->hints = mms_find_hints_new (bar->view);
  gtk_widget_set_size_request (bar->hints, HINTS_WIDTH, -1);
  g_signal_connect (bar->hints, "chosen", G_CALLBACK (chosen), bar);
  g_signal_connect_swapped (bar->hints, "filled", G_CALLBACK (place_hints), bar);
  bar->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (bar->popover), bar->hints);
  /* The events found stay in sight, and the entry keeps the keyboard. */
  gtk_popover_set_position (GTK_POPOVER (bar->popover), GTK_POS_TOP);
  gtk_popover_set_autohide (GTK_POPOVER (bar->popover), FALSE);
  gtk_widget_set_parent (bar->popover, GTK_WIDGET (bar));
}

GtkWidget *
mms_find_bar_new (MmsView *view)
{
  MmsFindBar *bar = g_object_new (MMS_TYPE_FIND_BAR, NULL);
  MmsSearch *filter = mms_view_get_filter (view);
  MmsSearch *found = mms_view_get_found (view);

  bar->view = g_object_ref (view);
  bar->update = mms_throttle_new (UPDATE_INTERVAL, update, bar);
  add_entry (bar);
  bar->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (bar->status), 1);
  gtk_label_set_ellipsize (GTK_LABEL (bar->status), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (bar->status, "numeric");
  gtk_widget_set_parent (bar->status, GTK_WIDGET (bar));
  add_button (bar, "go-up-symbolic", "win.find-back", "The one before", "Shift+F3");
  add_button (bar, "go-down-symbolic", "win.find-forward", "Next event found", "F3");
  add_filter (bar);
  add_hints (bar);

  g_signal_connect_swapped (found, "state-changed", G_CALLBACK (found_changed), bar);
  g_signal_connect_swapped (filter, "state-changed", G_CALLBACK (changed), bar);
  g_signal_connect_swapped (view, "playhead-changed", G_CALLBACK (changed), bar);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), bar);
  changed (bar);
  return GTK_WIDGET (bar);
}

void
mms_find_bar_ask (MmsFindBar *bar)
{
  g_return_if_fail (MMS_IS_FIND_BAR (bar));

  gtk_widget_grab_focus (bar->entry);
  gtk_editable_select_region (GTK_EDITABLE (bar->entry), 0, -1);
}

void
mms_find_bar_ask_filter (MmsFindBar *bar)
{
  g_return_if_fail (MMS_IS_FIND_BAR (bar));

  gtk_menu_button_popup (GTK_MENU_BUTTON (bar->filter_button));
}

const char *
mms_find_bar_get_status (MmsFindBar *bar)
{
  g_return_val_if_fail (MMS_IS_FIND_BAR (bar), NULL);

  update (bar);
  return gtk_label_get_text (GTK_LABEL (bar->status));
}
