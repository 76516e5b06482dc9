/* program.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

static char *scratch;

static Run *
run_argv (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  Run *run = g_new0 (Run, 1);
  int wait_status;

  environment = g_environ_unsetenv (environment, "DISPLAY");
  environment = g_environ_unsetenv (environment, "WAYLAND_DISPLAY");
  environment = g_environ_setenv (environment, "MMSCOPE", g_getenv ("MMSCOPE_PROGRAM"), TRUE);
  g_spawn_sync (NULL, argv, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &run->out, &run->err,
                &wait_status, &error);
  g_assert_no_error (error);
  run->status = WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : -1;
  return run;
}

Run *
run_program (const char *argument,
             ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list args;

  g_ptr_array_add (argv, (gpointer) g_getenv ("MMSCOPE_PROGRAM"));
  va_start (args, argument);
  for (const char *word = argument; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  return run_argv ((char **) argv->pdata);
}

Run *
run_shell (const char *command)
{
  const char *argv[] = { "sh", "-c", command, NULL };

  return run_argv ((char **) argv);
}

void
run_free (Run *run)
{
  g_free (run->out);
  g_free (run->err);
  g_free (run);
}

char *
find_capture (const char *name)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
}

char *
make_file (const char *name,
           const void *data,
           gsize       length)
{
  g_autoptr (GError) error = NULL;
  char *path;

  if (scratch == NULL)
    scratch = g_dir_make_tmp ("mmscope-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (scratch, name, NULL);
  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

void
remove_files (void)
{
  g_autoptr (GDir) folder = scratch != NULL ? g_dir_open (scratch, 0, NULL) : NULL;
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (scratch, name, NULL);

      g_unlink (path);
    }
  if (scratch != NULL)
    g_rmdir (scratch);
  g_clear_pointer (&scratch, g_free);
}
