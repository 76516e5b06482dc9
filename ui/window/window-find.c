/* window-find.c - finding, filtering, copying
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "widgets/event-table.h"
#include "widgets/event-text.h"
#include "widgets/find-bar.h"
#include "widgets/findings-panel.h"
#include "widgets/source-menu.h"
#include "widgets/source-text.h"

static MmsFindBar *
get_bar (MmsWindow *window)
{
  mms_window_show_events (window);
  return MMS_FIND_BAR (mms_event_table_get_find_bar (MMS_EVENT_TABLE (window->events)));
}

static void
find (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_find_bar_ask (get_bar (user_data));
}

static void
find_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_find_bar_go (get_bar (user_data), 1);
}

static void
find_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_find_bar_go (get_bar (user_data), -1);
}

static void
filter (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_find_bar_ask_filter (get_bar (user_data));
}

static void
set_filter (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_set_filter (MMS_WINDOW (user_data)->view, g_variant_get_string (parameter, NULL), NULL);
}

static void
add_filter (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsView *view = MMS_WINDOW (user_data)->view;
  const char *old = mms_search_get_text (mms_view_get_filter (view));
  g_autofree char *text = g_strdup_printf ("%s%s%s", old, *old ? " " : "",
                                           g_variant_get_string (parameter, NULL));

  mms_view_set_filter (view, text, NULL);
}

static void
show_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_set_filter (MMS_WINDOW (user_data)->view, "", NULL);
}

static void
focus_events (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_window_show_events (user_data);
  mms_event_table_focus (MMS_EVENT_TABLE (MMS_WINDOW (user_data)->events));
}

static void
event_menu (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *focus = gtk_window_get_focus (user_data);

  if (focus && GTK_IS_TEXT_VIEW (focus) && gtk_widget_get_ancestor (focus, MMS_TYPE_SOURCE_TEXT))
    {
      mms_source_menu_open (GTK_TEXT_VIEW (focus));
      return;
    }
  if (mms_window_ask_lane_menu (user_data))
    return;
  mms_window_show_events (user_data);
  mms_event_table_ask_menu (MMS_EVENT_TABLE (MMS_WINDOW (user_data)->events));
}

static void
put_text (MmsWindow *window, const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  g_autofree char *said = g_strdup_printf ("Copied: %s", line);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), text);
  mms_toast_say (MMS_TOAST (window->toast), said);
}

static void
copy_text (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  put_text (user_data, g_variant_get_string (parameter, NULL));
}

static void
copy_event (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  g_autofree char *text = mms_event_text_copy (window->view, g_variant_get_uint32 (parameter));

  put_text (window, text);
}

/* What has the keyboard: the finding among the findings, else the event at the playhead. */
static void
copy (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_autofree char *text = NULL;

  if (focus && GTK_IS_TEXT_VIEW (focus)
      && gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus))))
    {
      gtk_widget_activate_action (focus, "clipboard.copy", NULL);
      return;
    }
  if (focus && gtk_widget_is_ancestor (focus, window->findings))
    text = mms_findings_panel_copy (MMS_FINDINGS_PANEL (window->findings));
  if (!text)
    text = mms_event_text_copy (window->view, mms_view_get_playhead (window->view));
  if (*text)
    put_text (window, text);
}

static void
copy_finding (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  g_autofree char *text = mms_findings_panel_copy (MMS_FINDINGS_PANEL (window->findings));

  if (text)
    put_text (window, text);
}

static void
filter_findings (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  g_action_group_change_action_state (G_ACTION_GROUP (window), "show-findings",
                                      g_variant_new_boolean (TRUE));
  mms_findings_panel_ask_filter (MMS_FINDINGS_PANEL (window->findings));
}

static const struct
{
  const char *name;
  void (*func) (GSimpleAction *action, GVariant *parameter, gpointer window);
  const char *parameter;
} actions[] = {
  { "find", find, NULL },
  { "find-forward", find_forward, NULL },
  { "find-back", find_back, NULL },
  { "filter", filter, NULL },
  { "set-filter", set_filter, "s" },
  { "add-filter", add_filter, "s" },
  { "show-all", show_all, NULL },
  { "focus-events", focus_events, NULL },
  { "event-menu", event_menu, NULL },
  { "copy", copy, NULL },
  { "copy-event", copy_event, "u" },
  { "copy-finding", copy_finding, NULL },
  { "copy-text", copy_text, "s" },
  { "filter-findings", filter_findings, NULL },
};

static void
set_enabled (MmsWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
mms_window_update_find (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);
  guint n_events = 0;
  gboolean has_found;

  if (document)
    mms_trace_get_events (mms_document_get_trace (document), &n_events);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    set_enabled (window, actions[i].name, n_events > 0);
  set_enabled (window, "show-all",
               mms_search_get_events (mms_view_get_filter (window->view)) != NULL);
  has_found = mms_search_get_events (mms_view_get_found (window->view)) != NULL;
  set_enabled (window, "find-forward", has_found);
  set_enabled (window, "find-back", has_found);
}

void
mms_window_add_find (MmsWindow *window)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const char *type = actions[i].parameter;
      g_autoptr (GSimpleAction) action
        = g_simple_action_new (actions[i].name, type ? G_VARIANT_TYPE (type) : NULL);

      g_signal_connect (action, "activate", G_CALLBACK (actions[i].func), window);
      g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
    }
  g_signal_connect_object (mms_view_get_filter (window->view), "state-changed",
                           G_CALLBACK (mms_window_update_find), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (mms_view_get_found (window->view), "state-changed",
                           G_CALLBACK (mms_window_update_find), window, G_CONNECT_SWAPPED);
}
