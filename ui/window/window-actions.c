/* window-actions.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "draw/render.h"
#include "widgets/look.h"
#include "widgets/navigate.h"

#define ZOOM_STEP 1.4
#define PAN_STEP  0.15 /* of what is visible */

typedef void (*ActionFunc) (GSimpleAction *action, GVariant *parameter, gpointer window);

static void
chosen (GtkNativeDialog *dialog, int response, MmsWindow *window)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file)
        mms_window_open (window, file);
    }
  g_clear_object (&window->chooser);
}

static void
open_ (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  if (!window->chooser)
    {
      window->chooser = gtk_file_chooser_native_new ("Open a trace", GTK_WINDOW (window),
                                                     GTK_FILE_CHOOSER_ACTION_OPEN, "_Open",
                                                     "_Cancel");
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (window->chooser), TRUE);
      if (window->file)
        {
          g_autoptr (GFile) folder = g_file_get_parent (window->file);

          if (folder)
            gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (window->chooser), folder,
                                                 NULL);
        }
      g_signal_connect (window->chooser, "response", G_CALLBACK (chosen), window);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

/* As it is looked at now, and as large as the window. */
gboolean
mms_window_save_picture (MmsWindow *window, const char *path, GError **error)
{
  GtkWidget *widget = GTK_WIDGET (window);

  g_return_val_if_fail (MMS_IS_WINDOW (window), FALSE);
  g_return_val_if_fail (mms_view_get_document (window->view), FALSE);

  if (!mms_render_knows (path))
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                           "The name of a picture ends in .png, .svg or .pdf");
      return FALSE;
    }
  return mms_render_to_file (
      window->view, mms_look_get_palette (widget), path,
      CLAMP (gtk_widget_get_width (widget), MMS_RENDER_LEAST, MMS_RENDER_MOST),
      CLAMP (gtk_widget_get_height (widget), MMS_RENDER_LEAST, MMS_RENDER_MOST), error);
}

static void
picture_named (GtkNativeDialog *dialog, int response, MmsWindow *window)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *message;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&window->chooser);
  if (!file || !mms_view_get_document (window->view))
    return;
  if (!g_file_peek_path (file))
    g_set_error_literal (&error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                         "That place is not on this machine");
  else if (mms_window_save_picture (window, g_file_peek_path (file), &error))
    return;
  message = gtk_message_dialog_new (GTK_WINDOW (window),
                                    GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                    GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE,
                                    "The picture is not saved");
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (message), "%s", error->message);
  g_signal_connect (message, "response", G_CALLBACK (gtk_window_destroy), NULL);
  gtk_window_present (GTK_WINDOW (message));
}

static void
save_picture (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  const char *path = mms_document_get_path (mms_view_get_document (window->view));
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *picture = NULL;
  char *dot = strrchr (name, '.');

  if (window->chooser)
    return;
  if (dot && dot > name)
    *dot = '\0';
  picture = g_strconcat (name, ".png", NULL);
  window->chooser = gtk_file_chooser_native_new ("Save a picture: PNG, SVG or PDF, by its name",
                                                 GTK_WINDOW (window),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, "_Save",
                                                 "_Cancel");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (window->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (window->chooser), picture);
  g_signal_connect (window->chooser, "response", G_CALLBACK (picture_named), window);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

static void
open_uri (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  mms_window_open (user_data, file);
}

static void
reload (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;
  g_autoptr (GFile) file = g_object_ref (window->file);

  mms_window_open (window, file);
}

static void
cancel (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_loader_cancel (MMS_WINDOW (user_data)->loader);
}

static void
play (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsPlayer *player = MMS_WINDOW (user_data)->player;

  mms_player_set_playing (player, !mms_player_get_playing (player));
}

/* Whoever steps or jumps wants to stay there. */
static void
go (MmsWindow *window, guint event)
{
  mms_player_set_playing (window->player, FALSE);
  mms_navigate_to_event (window->view, event);
}

static void
first (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, 1);
}

static void
last (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  go (window, mms_navigate_count_events (window->view));
}

/* One event, among those that the table shows. */
static void
step (MmsWindow *window, int direction)
{
  guint event = mms_view_find_shown (window->view, direction);

  if (event > 0 || (direction < 0 && !mms_search_get_events (mms_view_get_filter (window->view))))
    go (window, event);
}

static void
step_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!mms_window_step (user_data, 1))
    step (user_data, 1);
}

static void
step_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!mms_window_step (user_data, -1))
    step (user_data, -1);
}

static void
go_on_cpu (MmsWindow *window, int direction)
{
  int cpu = mms_view_get_cpu (window->view);
  guint event = mms_view_get_playhead (window->view);

  /* Without a CPU selected it is the one that the playhead stands on. */
  if (cpu < 0 && event > 0)
    cpu = mms_trace_get_events (mms_document_get_trace (mms_view_get_document (window->view)),
                                NULL)[event - 1].cpu;
  if (cpu < 0)
    {
      go (window, 1);
      return;
    }
  mms_view_select_cpu (window->view, cpu);
  event = mms_view_find_next_on_cpu (window->view, cpu, direction);
  if (event > 0)
    go (window, event);
}

static void
cpu_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_on_cpu (user_data, 1);
}

static void
cpu_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_on_cpu (user_data, -1);
}

static void
go_on_mm (MmsWindow *window, int direction)
{
  guint event = mms_view_find_mm_change (window->view, mms_view_get_mm (window->view), direction);

  if (event > 0)
    go (window, event);
}

static void
mm_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_on_mm (user_data, 1);
}

static void
mm_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_on_mm (user_data, -1);
}

static void
go_to_finding (MmsWindow *window, int finding)
{
  if (finding < 0)
    return;
  mms_player_set_playing (window->player, FALSE);
  mms_navigate_to_finding (window->view, finding);
}

static void
finding_forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_to_finding (user_data, mms_view_find_finding (MMS_WINDOW (user_data)->view, 1));
}

static void
finding_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_to_finding (user_data, mms_view_find_finding (MMS_WINDOW (user_data)->view, -1));
}

static void
select_finding (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_to_finding (user_data, g_variant_get_int32 (parameter));
}

static void
select_cpu (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_select_cpu (MMS_WINDOW (user_data)->view, g_variant_get_int32 (parameter));
}

static void
select_mm (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_view_select_mm (MMS_WINDOW (user_data)->view, g_variant_get_uint32 (parameter));
}

static void
go_to_event (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go (user_data, g_variant_get_uint32 (parameter));
}

static void
jump (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  mms_transport_ask_jump (MMS_TRANSPORT (MMS_WINDOW (user_data)->transport));
}

/* With the keyboard one zooms at the playhead, as long as that is in sight. */
static void
zoom (MmsWindow *window, double factor)
{
  double at = mms_view_get_playhead_position (window->view);
  double start, end;

  mms_view_get_range (window->view, &start, &end);
  mms_view_zoom (window->view, factor, at >= start && at <= end ? at : (start + end) / 2);
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom (user_data, ZOOM_STEP);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  zoom (user_data, 1 / ZOOM_STEP);
}

static void
pan (MmsWindow *window, double share)
{
  double start, end;

  mms_view_get_range (window->view, &start, &end);
  mms_view_pan (window->view, share * (end - start));
}

static void
pan_left (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pan (user_data, -PAN_STEP);
}

static void
pan_right (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pan (user_data, PAN_STEP);
}

static void
fit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  MmsWindow *window = user_data;

  mms_view_fit (window->view);
  window->is_touched = FALSE;
}

static const struct
{
  const char *name;
  ActionFunc func;
  const char *parameter;
  gboolean needs_trace;
} actions[] = {
  { "open", open_, NULL, FALSE },
  { "open-uri", open_uri, "s", FALSE },
  { "save-picture", save_picture, NULL, TRUE },
  { "reload", reload, NULL, FALSE },
  { "cancel", cancel, NULL, FALSE },
  { "play", play, NULL, FALSE },
  { "first", first, NULL, TRUE },
  { "last", last, NULL, TRUE },
  { "step-forward", step_forward, NULL, TRUE },
  { "step-back", step_back, NULL, TRUE },
  { "cpu-forward", cpu_forward, NULL, TRUE },
  { "cpu-back", cpu_back, NULL, TRUE },
  { "mm-forward", mm_forward, NULL, TRUE },
  { "mm-back", mm_back, NULL, TRUE },
  { "finding-forward", finding_forward, NULL, TRUE },
  { "finding-back", finding_back, NULL, TRUE },
  { "select-finding", select_finding, "i", TRUE },
  { "select-cpu", select_cpu, "i", TRUE },
  { "select-mm", select_mm, "u", TRUE },
  { "go-to-event", go_to_event, "u", TRUE },
  { "jump", jump, NULL, TRUE },
  { "zoom-in", zoom_in, NULL, TRUE },
  { "zoom-out", zoom_out, NULL, TRUE },
  { "pan-left", pan_left, NULL, TRUE },
  { "pan-right", pan_right, NULL, TRUE },
  { "fit", fit, NULL, TRUE },
};

static void
set_enabled (MmsWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
mms_window_update_actions (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);
  gboolean has_events = mms_navigate_count_events (window->view) > 0;
  gboolean has_findings = document && mms_document_get_findings (document)->len > 0;
  gboolean has_mm = has_events && mms_view_get_mm (window->view) != 0;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i].needs_trace)
      set_enabled (window, actions[i].name, has_events);
  /* What is being loaded can be told to play already. */
  set_enabled (window, "play", has_events || mms_loader_is_loading (window->loader));
  set_enabled (window, "finding-forward", has_findings);
  set_enabled (window, "finding-back", has_findings);
  set_enabled (window, "select-finding", has_findings);
  set_enabled (window, "mm-forward", has_mm);
  set_enabled (window, "mm-back", has_mm);
  set_enabled (window, "reload", window->file != NULL);
  set_enabled (window, "cancel", mms_loader_is_loading (window->loader));
  mms_window_update_find (window);
  mms_window_update_lanes (window);
  mms_window_update_simulation (window);
}

static void
show_legend (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  gtk_widget_set_visible (MMS_WINDOW (user_data)->legend, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static void
show_findings (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  gtk_widget_set_visible (MMS_WINDOW (user_data)->findings, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

void
mms_window_add_actions (MmsWindow *window)
{
  g_autoptr (GSimpleAction) findings = NULL;
  g_autoptr (GSimpleAction) legend = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const char *type = actions[i].parameter;
      g_autoptr (GSimpleAction) action
        = g_simple_action_new (actions[i].name, type ? G_VARIANT_TYPE (type) : NULL);

      g_signal_connect (action, "activate", G_CALLBACK (actions[i].func), window);
      g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
    }

  findings = g_simple_action_new_stateful ("show-findings", NULL, g_variant_new_boolean (TRUE));
  g_signal_connect (findings, "change-state", G_CALLBACK (show_findings), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (findings));

  legend = g_simple_action_new_stateful ("show-legend", NULL, g_variant_new_boolean (TRUE));
  g_signal_connect (legend, "change-state", G_CALLBACK (show_legend), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (legend));
}
