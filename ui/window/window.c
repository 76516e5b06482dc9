/* window.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "widgets/event-table.h"
#include "widgets/machine-view.h"
#include "widgets/navigate.h"

/* While playing, the event at the playhead is shown so often; that formats many rows. */
#define UPDATE_INTERVAL 80

#define DEFAULT_WIDTH  1600
#define DEFAULT_HEIGHT 1000
/* Of the room for timeline and machine, the part that the timeline gets at most. */
#define TIMELINE_SHARE 0.6
#define SOURCE_TIMELINE_SHARE 0.52 /* beside a source, which wants lines */
/* Of the width beside the findings, what the machine gets at most and at least; the events shall
 * have room for all their columns. */
#define MACHINE_SHARE 0.42
#define MACHINE_WIDTH 350
#define EVENTS_WIDTH  660

G_DEFINE_FINAL_TYPE (MmsWindow, mms_window, GTK_TYPE_APPLICATION_WINDOW)

static char *
make_subtitle (MmsView *view)
{
  MmsDocument *document = mms_view_get_document (view);
  MmsTrace *trace = mms_document_get_trace (document);
  const char *scheme = mms_history_get_scheme (mms_document_get_history (document));
  g_autofree char *simulation = mms_view_describe_simulation (view);
  g_autofree char *format = NULL;
  guint n_events, n_cpus;

  mms_trace_get_events (trace, &n_events);
  mms_trace_get_cpus (trace, &n_cpus);
  format = g_strdup_printf ("%s · %s %s",
                            g_str_equal (scheme, "unknown") ? "scheme unknown" : scheme,
                            mms_trace_get_format (trace), mms_trace_get_version (trace));
  return g_strdup_printf ("%s · %u CPU%s · %u event%s%s", simulation ? simulation : format, n_cpus,
                          n_cpus == 1 ? "" : "s", n_events, n_events == 1 ? "" : "s",
                          mms_trace_is_prefix (trace) ? " so far" : "");
}

static void
update_title (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);
  g_autofree char *name = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *window_title = NULL;

  if (document)
    name = mms_view_name_simulation (window->view);
  if (document)
    {
      if (!name)
        name = g_filename_display_basename (mms_document_get_path (document));
      subtitle = make_subtitle (window->view);
      window_title = g_strdup_printf ("%s – mmscope", name);
    }
  gtk_label_set_text (GTK_LABEL (window->title), name ? name : "mmscope");
  gtk_label_set_text (GTK_LABEL (window->subtitle), subtitle ? subtitle : "");
  gtk_widget_set_visible (window->subtitle, subtitle != NULL);
  gtk_widget_set_tooltip_text (window->title, document ? mms_document_get_path (document) : NULL);
  gtk_window_set_title (GTK_WINDOW (window), window_title ? window_title : "mmscope");
}

static void
update_heading (MmsWindow *window)
{
  guint event = mms_view_get_playhead (window->view);
  g_autofree char *number = mms_format_count (event);
  g_autofree char *text = NULL;

  if (!mms_view_get_document (window->view))
    return;
  /* The time stands below, in the transport; here it would not fit a small window. */
  text = event == 0 ? g_strdup ("Machine at the start")
                    : g_strdup_printf ("Machine at event %s", number);
  if (!g_str_equal (text, gtk_label_get_text (GTK_LABEL (window->machine_heading))))
    {
      gtk_label_set_text (GTK_LABEL (window->machine_heading), text);
      gtk_widget_set_tooltip_text (window->machine_heading, text);
    }
}

/* Machine, events and texts show one and the same event in every frame. */
static void
update_playhead (gpointer user_data)
{
  MmsWindow *window = user_data;

  update_heading (window);
  mms_machine_view_update (MMS_MACHINE_VIEW (window->machine));
  mms_event_table_update (MMS_EVENT_TABLE (window->events));
  mms_window_update_source (window);
  mms_transport_update (MMS_TRANSPORT (window->transport));
}

static void
playhead_changed (MmsWindow *window)
{
  mms_throttle_call (window->update);
}

static void
selection_changed (MmsWindow *window)
{
  mms_window_update_actions (window);
}

static void
range_changed (MmsWindow *window)
{
  if (!window->is_replacing)
    window->is_touched = TRUE;
}

/* All lanes where they fit, else as much as leaves room for what is below. */
void
mms_window_divide (MmsWindow *window)
{
  int width = gtk_widget_get_width (window->lower);
  int height = gtk_widget_get_height (window->halves);
  double share
      = gtk_widget_get_visible (window->details_bar) ? SOURCE_TIMELINE_SHARE : TIMELINE_SHARE;
  int wanted = mms_timeline_get_full_height (MMS_TIMELINE (window->timeline)) + 8;

  /* Before the first frame: what is left beside the findings, and between the bars. */
  if (width <= 0 || height <= 0)
    {
      gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
      width -= 320;
      height -= 100;
    }
  gtk_paned_set_position (GTK_PANED (window->halves), MIN (wanted, height * share));
  gtk_paned_set_position (GTK_PANED (window->lower),
                          MAX (MIN (width * MACHINE_SHARE, width - EVENTS_WIDTH),
                               MACHINE_WIDTH));
}

void
mms_window_show_document (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);

  update_title (window);
  update_playhead (window);
  /* While it is being loaded, the bar for that says it all. */
  mms_notices_show (MMS_NOTICES (window->notices),
                    mms_loader_is_loading (window->loader) ? NULL : document);
  mms_window_update_actions (window);
  if (document)
    gtk_stack_set_visible_child_name (GTK_STACK (window->stack), "trace");
}

/* Where no window manager does, the window itself keeps to the screen. */
static void
set_default_size (MmsWindow *window)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle area = { .width = DEFAULT_WIDTH, .height = DEFAULT_HEIGHT };

  if (monitor)
    gdk_monitor_get_geometry (monitor, &area);
  gtk_window_set_default_size (GTK_WINDOW (window), MIN (DEFAULT_WIDTH, area.width),
                               MIN (DEFAULT_HEIGHT, area.height));
}

static void
dispose (GObject *object)
{
  MmsWindow *window = MMS_WINDOW (object);

  g_clear_handle_id (&window->progress_source, g_source_remove);
  if (window->loader)
    {
      g_signal_handlers_disconnect_by_data (window->loader, window);
      mms_loader_cancel (window->loader);
    }
  if (window->watch)
    g_signal_handlers_disconnect_by_data (window->watch, window);
  if (window->player)
    mms_player_set_playing (window->player, FALSE);
  if (window->view)
    g_signal_handlers_disconnect_by_data (window->view, window);
  if (window->chooser)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (window->chooser));
  g_clear_pointer (&window->update, mms_throttle_free);
  g_clear_object (&window->chooser);
  g_clear_object (&window->loader);
  g_clear_object (&window->watch);
  g_clear_object (&window->player);
  g_clear_object (&window->file);
  g_clear_object (&window->recent);

  G_OBJECT_CLASS (mms_window_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_clear_object (&MMS_WINDOW (object)->view);

  G_OBJECT_CLASS (mms_window_parent_class)->finalize (object);
}

static void
mms_window_class_init (MmsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
mms_window_init (MmsWindow *window)
{
  set_default_size (window);
  gtk_window_set_icon_name (GTK_WINDOW (window), "io.github.mmscope.mmscope");

  window->view = mms_view_new ();
  window->player = mms_player_new (window->view, GTK_WIDGET (window));
  window->loader = mms_loader_new ();
  window->watch = mms_watch_new ();

  window->update = mms_throttle_new (UPDATE_INTERVAL, update_playhead, window);
  mms_window_build (window);
  mms_window_add_actions (window);
  mms_window_add_find (window);
  mms_window_add_lanes (window);
  mms_window_add_simulation (window);
  mms_window_add_input (window);
  mms_window_add_loading (window);

  g_signal_connect_swapped (window->view, "playhead-changed", G_CALLBACK (playhead_changed),
                            window);
  g_signal_connect_swapped (window->view, "selection-changed", G_CALLBACK (selection_changed),
                            window);
  g_signal_connect_swapped (window->view, "range-changed", G_CALLBACK (range_changed), window);
  mms_window_show_document (window);
}

GtkWidget *
mms_window_new (GtkApplication *application)
{
  return g_object_new (MMS_TYPE_WINDOW, "application", application, NULL);
}

gboolean
mms_window_is_empty (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), FALSE);

  return !mms_view_get_document (window->view) && !mms_loader_is_loading (window->loader);
}

MmsView *
mms_window_get_view (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return window->view;
}

MmsPlayer *
mms_window_get_player (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return window->player;
}

MmsLoader *
mms_window_get_loader (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return window->loader;
}

const char *
mms_window_get_page (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (window->stack));
}

const char *
mms_window_get_error (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return gtk_label_get_text (GTK_LABEL (window->error_text));
}

const char *
mms_window_get_status (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return mms_transport_get_status (MMS_TRANSPORT (window->transport));
}

const char *
mms_window_get_heading (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return gtk_label_get_text (GTK_LABEL (window->machine_heading));
}

const char *
mms_window_get_notice (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return mms_notices_get_text (MMS_NOTICES (window->notices));
}

const char *
mms_window_get_file_notice (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return mms_reload_bar_get_text (MMS_RELOAD_BAR (window->reload_bar));
}

const char *
mms_window_get_toast (MmsWindow *window)
{
  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  return mms_toast_get_text (MMS_TOAST (window->toast));
}

const char *
mms_window_get_lane_text (MmsWindow *window, guint cpu)
{
  MmsLane *lane;

  g_return_val_if_fail (MMS_IS_WINDOW (window), NULL);

  lane = mms_timeline_get_cpu_lane (MMS_TIMELINE (window->timeline), cpu);
  return lane ? mms_lane_get_text (lane) : NULL;
}
