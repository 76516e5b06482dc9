/* window-loading.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "window-private.h"

#include "place.h"
#include "recent.h"

#define PROGRESS_INTERVAL 100
#define MAX_RECENT        10

static void
update_progress (MmsWindow *window)
{
  double fraction = mms_loader_get_fraction (window->loader);
  const char *path = mms_loader_get_path (window->loader);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf ("%s  %s  %d %%", name,
                                           mms_loader_get_what (window->loader),
                                           (int) (100 * fraction));

  for (guint i = 0; i < G_N_ELEMENTS (window->loading_text); i++)
    {
      gtk_label_set_text (GTK_LABEL (window->loading_text[i]), text);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (window->loading_progress[i]), fraction);
    }
}

static gboolean
look_at_progress (gpointer user_data)
{
  update_progress (user_data);
  return G_SOURCE_CONTINUE;
}

static void
end_loading (MmsWindow *window)
{
  g_clear_handle_id (&window->progress_source, g_source_remove);
  gtk_widget_hide (window->loading_bar);
}

static void
set_document (MmsWindow *window, MmsDocument *document)
{
  MmsDocument *old = mms_view_get_document (window->view);
  gboolean is_same = old && g_str_equal (mms_document_get_path (old),
                                         mms_document_get_path (document));
  gboolean was_touched = window->is_touched;
  g_autoptr (MmsPlace) place = is_same ? mms_place_new (window->view) : NULL;

  if (!is_same)
    mms_player_set_playing (window->player, mms_player_get_playing (window->player)
                                                && old == NULL);

  window->is_replacing = TRUE;
  mms_view_set_index (window->view, mms_loader_take_index (window->loader));
  if (place)
    mms_place_restore (place, window->view, was_touched);
  window->is_replacing = FALSE;
  window->is_touched = is_same && was_touched;
  mms_window_show_document (window);
  if (!is_same)
    mms_window_divide (window);
}

/* Whether what is shown is an earlier state of the file that is being read, or could not be, and all of it. */
static gboolean
is_reload (MmsWindow *window)
{
  MmsDocument *document = mms_view_get_document (window->view);

  return document && window->file && g_file_peek_path (window->file)
         && g_str_equal (mms_document_get_path (document), g_file_peek_path (window->file))
         && !mms_trace_is_prefix (mms_document_get_trace (document));
}

static void
preview_loaded (MmsLoader *loader, MmsDocument *document, MmsWindow *window)
{
  /* What is shown has more than the beginning, and the place in it would be lost. */
  if (is_reload (window))
    return;
  set_document (window, document);
  gtk_widget_show (window->loading_bar);
}

static void
loaded (MmsLoader *loader, MmsDocument *document, MmsWindow *window)
{
  end_loading (window);
  set_document (window, document);
  mms_watch_accept (window->watch);
  mms_recent_add (mms_document_get_path (document));
}

static void
show_error (MmsWindow *window, const GError *error)
{
  g_autofree char *name = g_file_get_basename (window->file);
  g_autofree char *valid_name = g_utf8_make_valid (name, -1);
  g_autofree char *title = g_strdup_printf ("Cannot open %s", valid_name);
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  mms_player_set_playing (window->player, FALSE);
  mms_view_set_document (window->view, NULL);
  mms_window_show_document (window);
  gtk_label_set_text (GTK_LABEL (window->error_title), title);
  gtk_label_set_text (GTK_LABEL (window->error_text), message);
  gtk_stack_set_visible_child_name (GTK_STACK (window->stack), "error");
}

static void
failed (MmsLoader *loader, GError *error, MmsWindow *window)
{
  end_loading (window);
  if (is_reload (window) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *name = g_filename_display_basename (g_file_peek_path (window->file));
      g_autofree char *reason = g_utf8_make_valid (error->message, -1);

      mms_window_show_document (window);
      mms_reload_bar_show_error (MMS_RELOAD_BAR (window->reload_bar), name, reason);
      return;
    }
  if (!mms_view_get_document (window->view))
    mms_player_set_playing (window->player, FALSE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (window, error);
  else if (!mms_view_get_document (window->view))
    gtk_stack_set_visible_child_name (GTK_STACK (window->stack), "welcome");
  mms_window_show_document (window);
}

static void
file_changed (MmsWindow *window)
{
  g_autofree char *name = NULL;

  if (!window->file || !g_file_peek_path (window->file))
    return;
  name = g_filename_display_basename (g_file_peek_path (window->file));
  mms_reload_bar_update (MMS_RELOAD_BAR (window->reload_bar), window->watch, name);
}

static void
update_recent (MmsWindow *window)
{
  g_autoptr (GPtrArray) files = mms_recent_list (MAX_RECENT);

  g_menu_remove_all (window->recent);
  for (guint i = 0; i < files->len; i++)
    {
      GFile *file = g_ptr_array_index (files, i);
      g_autofree char *name = g_filename_display_basename (g_file_peek_path (file));
      g_autofree char *uri = g_file_get_uri (file);
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

      /* Set apart from its parsing: an underscore in a file's name is no mnemonic. */
      g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_LABEL, "s", name);
      g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
      g_menu_append_item (window->recent, item);
    }
}

void
mms_window_add_loading (MmsWindow *window)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (update_recent), window, G_CONNECT_SWAPPED);
  update_recent (window);
  g_signal_connect_swapped (window->watch, "changed", G_CALLBACK (file_changed), window);
  g_signal_connect (window->loader, "preview", G_CALLBACK (preview_loaded), window);
  g_signal_connect (window->loader, "loaded", G_CALLBACK (loaded), window);
  g_signal_connect (window->loader, "failed", G_CALLBACK (failed), window);
}

void
mms_window_open (MmsWindow *window, GFile *file)
{
  g_return_if_fail (MMS_IS_WINDOW (window));
  g_return_if_fail (G_IS_FILE (file));

  g_set_object (&window->file, file);
  gtk_label_set_text (GTK_LABEL (window->error_text), "");
  if (!g_file_peek_path (file))
    {
      g_autofree char *uri = g_file_get_uri (file);
      g_autoptr (GError) error = g_error_new (MMS_READ_ERROR, MMS_READ_ERROR_OPEN,
                                              "%s is not a file on this machine", uri);

      mms_loader_cancel (window->loader);
      show_error (window, error);
      return;
    }

  /* What is there before it is read: what changes meanwhile is told. */
  if (is_reload (window))
    mms_watch_begin (window->watch);
  else
    mms_watch_set_file (window->watch, file);
  mms_loader_start (window->loader, g_file_peek_path (file));
  if (window->progress_source == 0)
    window->progress_source = g_timeout_add (PROGRESS_INTERVAL, look_at_progress, window);
  update_progress (window);
  if (mms_view_get_document (window->view))
    gtk_widget_show (window->loading_bar);
  else
    gtk_stack_set_visible_child_name (GTK_STACK (window->stack), "loading");
  mms_window_update_actions (window);
}
