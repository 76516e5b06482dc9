/* application.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "application.h"

#include "cli.h"
#include "widgets/look.h"
#include "window/shortcuts.h"
#include "window/window.h"

#define APPLICATION_ID "io.github.mmscope.mmscope"

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GList *windows = g_list_copy (gtk_application_get_windows (application));

  /* Closed one by one, so that each ends what it is doing. */
  for (GList *window = windows; window; window = window->next)
    gtk_window_close (window->data);
  g_list_free (windows);
}

static void
set_dark (GSimpleAction *action, GVariant *value, gpointer application)
{
  mms_look_set_dark (g_variant_get_boolean (value));
}

static void
look_changed (GSimpleAction *dark)
{
  g_simple_action_set_state (dark, g_variant_new_boolean (mms_look_is_dark ()));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  gtk_show_about_dialog (gtk_application_get_active_window (application),
                         "program-name", "mmscope",
                         "logo-icon-name", APPLICATION_ID,
                         "version", MMSCOPE_VERSION,
                         "comments", "What Linux does with a borrowed address space",
                         "license-type", GTK_LICENSE_GPL_2_0,
                         NULL);
}

static void
start_up (GApplication *application)
{
  const GActionEntry actions[] = {
    { "quit", quit, NULL, NULL, NULL },
    { "dark", NULL, NULL, "false", set_dark },
    { "about", about, NULL, NULL, NULL },
  };
  GAction *dark;

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  mms_shortcuts_install (GTK_APPLICATION (application));
  mms_look_start ();

  /* Whoever changes it, the system or somebody here, the menu shows it. */
  dark = g_action_map_lookup_action (G_ACTION_MAP (application), "dark");
  g_signal_connect_object (gtk_settings_get_default (),
                           "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (look_changed), dark, G_CONNECT_SWAPPED);
  look_changed (G_SIMPLE_ACTION (dark));
}

static void
activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (mms_window_new (GTK_APPLICATION (application))));
}

static void
open_files (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      GtkWidget *window = mms_window_new (GTK_APPLICATION (application));

      mms_window_open (MMS_WINDOW (window), files[i]);
      gtk_window_present (GTK_WINDOW (window));
    }
}

int
mms_application_run (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  if (!gtk_init_check ())
    {
      mms_cli_message (NULL, "no display for the window; 'mmscope check FILE' and "
                             "'mmscope render FILE -o PICTURE' work without one");
      return MMS_STATUS_USAGE;
    }

  /* Every start is on its own: no session bus is needed, and no window of another one is taken. */
  application = gtk_application_new (APPLICATION_ID,
                                     G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "startup", G_CALLBACK (start_up), NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate), NULL);
  g_signal_connect (application, "open", G_CALLBACK (open_files), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
