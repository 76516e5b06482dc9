/* gui.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "widgets/event-table.h"

#define PATIENCE (100 * G_USEC_PER_SEC)

GFile *
gui_capture (const char *name)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");

  g_assert_nonnull (samples);
  return g_file_new_build_filename (samples, "captures", name, NULL);
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
gui_wait (GuiCondition condition, gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint source = g_timeout_add (20, wake_up, NULL);

  while (!condition (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}

static gboolean
is_over (gpointer user_data)
{
  return g_get_monotonic_time () >= *(gint64 *) user_data;
}

void
gui_run (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  gui_wait (is_over, &end);
}

static gboolean
is_settled (gpointer user_data)
{
  return !mms_loader_is_loading (mms_window_get_loader (user_data));
}

void
gui_settle (MmsWindow *window)
{
  gui_wait (is_settled, window);
}

static gboolean
has_rows (gpointer user_data)
{
  GtkWidget *column_view = gui_find (user_data, GTK_TYPE_COLUMN_VIEW, 0);
  GtkSelectionModel *rows = gtk_column_view_get_model (GTK_COLUMN_VIEW (column_view));

  /* Behind the source of a simulation it has none yet. */
  return !gtk_widget_get_mapped (user_data)
         || g_list_model_get_n_items (G_LIST_MODEL (rows))
            == mms_event_table_get_n_rows (MMS_EVENT_TABLE (user_data));
}

void
gui_wait_for_rows (MmsWindow *window)
{
  gui_wait (has_rows, gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0));
}

MmsWindow *
gui_open (const char *name)
{
  GtkWidget *window = mms_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  if (name)
    {
      g_autoptr (GFile) file = gui_capture (name);

      mms_window_open (MMS_WINDOW (window), file);
      gui_settle (MMS_WINDOW (window));
    }
  gtk_test_widget_wait_for_draw (window);
  gui_wait_for_rows (MMS_WINDOW (window));
  return MMS_WINDOW (window);
}

static gboolean
is_gone (gpointer user_data)
{
  gpointer *objects = user_data;

  return !objects[0] && !objects[1];
}

void
gui_close (MmsWindow *window)
{
  gpointer objects[2] = { window, mms_window_get_view (window) };

  g_object_add_weak_pointer (objects[0], &objects[0]);
  g_object_add_weak_pointer (objects[1], &objects[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  gui_wait (is_gone, objects);
}

void
gui_do (MmsWindow *window, const char *action)
{
  if (!gtk_widget_activate_action (GTK_WIDGET (window), action, NULL))
    g_error ("%s cannot be done", action);
}

guint
gui_playhead (MmsWindow *window)
{
  return mms_view_get_playhead (mms_window_get_view (window));
}

static GtkWidget *
find (GtkWidget *widget, GType type, guint *n)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, n);

      if (found)
        return found;
    }
  return NULL;
}

GtkWidget *
gui_find (GtkWidget *widget, GType type, guint n)
{
  return find (widget, type, &n);
}

GFile *
gui_write_trace (guint n_events)
{
  g_autoptr (GString) text = g_string_new ("# tracer: nop\n#\n");
  g_autoptr (GFileIOStream) stream = NULL;
  GFile *file;

  for (guint i = 0; i < n_events; i++)
    {
      guint cpu = i % 2;
      guint pid = 100 + cpu;
      gboolean from_idle = i / 2 % 2 == 0;

      g_string_append_printf (
          text,
          "%16s-%-7u [%03u] d..2. %u.%06u: sched_switch: prev_comm=%s prev_pid=%u prev_prio=120 "
          "prev_state=%s ==> next_comm=%s next_pid=%u next_prio=120\n",
          from_idle ? "<idle>" : "worker", from_idle ? 0 : pid, cpu, i / 1000000, i % 1000000,
          from_idle ? "swapper" : "worker", from_idle ? 0 : pid, from_idle ? "R" : "S",
          from_idle ? "worker" : "swapper", from_idle ? pid : 0);
    }
  file = g_file_new_tmp ("mmscope-XXXXXX.txt", &stream, NULL);
  g_assert_nonnull (file);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                                            text->str, text->len, NULL, NULL, NULL));
  return file;
}
