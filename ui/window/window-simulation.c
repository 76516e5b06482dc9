/* window-simulation.c - what the window has for simulations: the source, and stepping through it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "widgets/navigate.h"
#include "widgets/source-panel.h"

#define SOURCE "source"
#define EVENTS "events"

static gboolean
has_source (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);
  const MmsSourceMap *map = document ? mms_document_get_source_map (document) : NULL;

  return map && mms_source_map_has_text (map);
}

static gboolean
has_operations (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);

  return document && mms_document_get_operations (document);
}

/* The source of a simulation over the events, one of them shown. */
GtkWidget *
mms_window_new_details (MmsWindow *window, GtkWidget *events)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *files;

  window->source = mms_source_panel_new (window->view);
  window->details = gtk_stack_new ();
  gtk_stack_add_titled (GTK_STACK (window->details), window->source, SOURCE, "Source");
  gtk_stack_add_titled (GTK_STACK (window->details), events, EVENTS, "Events");
  gtk_stack_set_visible_child_name (GTK_STACK (window->details), EVENTS);
  /* Each has its own least width. */
  gtk_stack_set_hhomogeneous (GTK_STACK (window->details), FALSE);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (window->details));
  gtk_widget_set_tooltip_text (switcher, "The source or the events (V)");
  gtk_widget_set_vexpand (window->details, TRUE);

  files = mms_source_panel_get_files (MMS_SOURCE_PANEL (window->source));
  gtk_widget_set_hexpand (files, TRUE);
  gtk_widget_set_halign (files, GTK_ALIGN_END);
  g_object_bind_property (window->source, "visible", files, "visible", G_BINDING_SYNC_CREATE);
  window->details_bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (window->details_bar, "details-bar");
  gtk_box_append (GTK_BOX (window->details_bar), switcher);
  gtk_box_append (GTK_BOX (window->details_bar), files);
  gtk_widget_hide (window->details_bar);
  gtk_box_append (GTK_BOX (box), window->details_bar);
  gtk_box_append (GTK_BOX (box), window->details);
  return box;
}

/* Where the keyboard goes to the events, they must be there. */
void
mms_window_show_events (MmsWindow *window)
{
  gtk_stack_set_visible_child_name (GTK_STACK (window->details), EVENTS);
}

static gboolean
is_source_shown (MmsWindow *window)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (window->details)), SOURCE) == 0;
}

/* After another document was set.  Read again, it shows what was chosen. */
static void
show_what_there_is (MmsWindow *window)
{
  gboolean has = has_source (window);

  if (has && !gtk_widget_get_visible (window->details_bar))
    gtk_stack_set_visible_child_name (GTK_STACK (window->details), SOURCE);
  if (!has)
    mms_window_show_events (window);
  gtk_widget_set_visible (window->details_bar, has);
  if (!has_operations (window) && !has)
    g_action_group_change_action_state (G_ACTION_GROUP (window), "step-by",
                                        g_variant_new_string (mms_step_get_name (MMS_STEP_EVENT)));
  mms_transport_offer_steps (MMS_TRANSPORT (window->transport), has || has_operations (window));
}

void
mms_window_update_source (MmsWindow *window)
{
  mms_source_panel_update (MMS_SOURCE_PANEL (window->source));
}

static void
go (MmsWindow *window, guint event)
{
  if (event == 0)
    return;
  mms_player_set_playing (window->player, FALSE);
  mms_navigate_to_event (window->view, event);
}

static void
operation_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, mms_view_find_operation (MMS_WINDOW (user_data)->view, 1));
}

static void
operation_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, mms_view_find_operation (MMS_WINDOW (user_data)->view, -1));
}

static void
line_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, mms_view_find_source_line (MMS_WINDOW (user_data)->view, 1));
}

static void
line_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, mms_view_find_source_line (MMS_WINDOW (user_data)->view, -1));
}

static void
switch_details (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  gtk_stack_set_visible_child_name (GTK_STACK (window->details),
                                    is_source_shown (window) ? EVENTS : SOURCE);
}

static void
step_by (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  MmsWindow *window = user_data;

  if (!mms_step_parse (g_variant_get_string (value, NULL), &window->step))
    return;
  g_simple_action_set_state (action, value);
  mms_transport_set_step (MMS_TRANSPORT (window->transport), window->step);
}

gboolean
mms_window_step (MmsWindow *window, int direction)
{
  static const char *const names[MMS_N_STEPS][2] = {
    [MMS_STEP_OPERATION] = { "win.operation-back", "win.operation-forward" },
    [MMS_STEP_LINE] = { "win.line-back", "win.line-forward" },
    [MMS_STEP_CPU] = { "win.cpu-back", "win.cpu-forward" },
  };

  if (window->step == MMS_STEP_EVENT)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (window), names[window->step][direction > 0], NULL);
  return TRUE;
}

static const struct
{
  const char *name;
  void (*func) (GSimpleAction *action, GVariant *parameter, gpointer window);
  gboolean (*is_possible) (MmsWindow *window);
} actions[] = {
  { "operation-forward", operation_forward, has_operations },
  { "operation-back", operation_back, has_operations },
  { "line-forward", line_forward, has_source },
  { "line-back", line_back, has_source },
  { "switch-details", switch_details, has_source },
};

void
mms_window_update_simulation (MmsWindow *window)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), actions[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), actions[i].is_possible (window));
    }
}

void
mms_window_add_simulation (MmsWindow *window)
{
  g_autoptr (GSimpleAction) by = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect (action, "activate", G_CALLBACK (actions[i].func), window);
      g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
    }
  by = g_simple_action_new_stateful ("step-by", G_VARIANT_TYPE_STRING,
                                     g_variant_new_string (mms_step_get_name (MMS_STEP_EVENT)));
  g_signal_connect (by, "change-state", G_CALLBACK (step_by), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (by));

  g_signal_connect_object (window->view, "document-changed", G_CALLBACK (show_what_there_is),
                           window, G_CONNECT_SWAPPED);
}
