/* cli.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cli.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "model/printable.h"

#define PROGRAM "mmscope"

/* Progress appears when something takes longer than a person takes for at once. */
#define PROGRESS_DELAY_USEC    (400 * 1000)
#define PROGRESS_INTERVAL_MSEC 100

/* Work that was cancelled and does not end within this time is left behind. */
#define CANCEL_PATIENCE_SEC 1

/* One subcommand runs in a process, so its surroundings are one object as well. */
static struct
{
  MmsProgress *progress;
  GCancellable *cancellable;
  gint64 start_usec;

  GThread *watcher;
  GMainContext *context;
  GMainLoop *loop;
  int signal; /* atomic: the first one that came, 0: none */

  GMutex lock; /* of the next four */
  char *path;  /* printable name of the file being worked on */
  char *detail; /* (nullable): how far that is */
  gboolean shows_progress;
  gboolean has_progress_line;

  gboolean keeps_output; /* also after a signal */
  gboolean reader_is_gone;
  int write_errno;
} cli;

MmsStatus
mms_status_join (MmsStatus a,
                 MmsStatus b)
{
  static const guint8 weight[] = {
    [MMS_STATUS_CLEAN] = 0,   [MMS_STATUS_FINDINGS] = 1,   [MMS_STATUS_DAMAGED] = 2,
    [MMS_STATUS_UNREADABLE] = 3, [MMS_STATUS_USAGE] = 4,
  };

  return weight[a] >= weight[b] ? a : b;
}

static void
write_stderr (const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = write (STDERR_FILENO, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return;
      text += n;
      length -= n;
    }
}

static void
erase_progress_line_locked (void)
{
  if (cli.has_progress_line)
    write_stderr ("\r\033[K");
  cli.has_progress_line = FALSE;
}

static gboolean
on_progress_timeout (gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cli.lock);
  g_autofree char *line = NULL;
  const char *what = mms_progress_get_what (cli.progress);

  if (!cli.shows_progress || what == NULL || cli.path == NULL
      || g_get_monotonic_time () - cli.start_usec < PROGRESS_DELAY_USEC)
    return G_SOURCE_CONTINUE;

  if (cli.detail != NULL)
    line = g_strdup_printf ("\r\033[K" PROGRAM ": %s: %s %s", cli.path, what, cli.detail);
  else
    line = g_strdup_printf ("\r\033[K" PROGRAM ": %s: %s %.0f %%", cli.path, what,
                            CLAMP (mms_progress_get_fraction (cli.progress), 0, 1) * 100);
  write_stderr (line);
  cli.has_progress_line = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_patience_ended (gpointer user_data)
{
  _exit (128 + g_atomic_int_get (&cli.signal));
}

static gboolean
on_signal (gpointer user_data)
{
  g_autoptr (GSource) patience = NULL;

  if (!g_atomic_int_compare_and_exchange (&cli.signal, 0, GPOINTER_TO_INT (user_data)))
    on_patience_ended (NULL);

  g_cancellable_cancel (cli.cancellable);
  patience = g_timeout_source_new_seconds (CANCEL_PATIENCE_SEC);
  g_source_set_callback (patience, on_patience_ended, NULL, NULL);
  g_source_attach (patience, cli.context);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_end (gpointer user_data)
{
  g_main_loop_quit (cli.loop);
  return G_SOURCE_REMOVE;
}

static gpointer
watch (gpointer user_data)
{
  g_main_context_push_thread_default (cli.context);
  g_main_loop_run (cli.loop);
  g_main_context_pop_thread_default (cli.context);
  return NULL;
}

void
mms_cli_begin (void)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

  g_set_prgname (PROGRAM);
  signal (SIGPIPE, SIG_IGN);

  cli.cancellable = g_cancellable_new ();
  cli.progress = mms_progress_new (cli.cancellable);
  cli.start_usec = g_get_monotonic_time ();
  cli.shows_progress = isatty (STDERR_FILENO);
  cli.context = g_main_context_new ();
  cli.loop = g_main_loop_new (cli.context, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSource) source = NULL;
      struct sigaction old;

      /* nohup and background jobs have some ignored already. */
      if (sigaction (signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN)
        continue;
      source = g_unix_signal_source_new (signals[i]);
      g_source_set_callback (source, on_signal, GINT_TO_POINTER (signals[i]), NULL);
      g_source_attach (source, cli.context);
    }

  if (cli.shows_progress)
    {
      g_autoptr (GSource) source = g_timeout_source_new (PROGRESS_INTERVAL_MSEC);

      g_source_set_callback (source, on_progress_timeout, NULL, NULL);
      g_source_attach (source, cli.context);
    }

  cli.watcher = g_thread_new ("watcher", watch, NULL);
}

int
mms_cli_end (int status)
{
  g_autoptr (GSource) end = g_idle_source_new ();
  int signal_number;

  signal (SIGPIPE, SIG_DFL);
  /* The watcher may not have begun its loop yet; a quit from here would be forgotten then. */
  g_source_set_callback (end, on_end, NULL, NULL);
  g_source_attach (end, cli.context);
  g_thread_join (g_steal_pointer (&cli.watcher));
  erase_progress_line_locked ();
  signal_number = g_atomic_int_get (&cli.signal);

  if (cli.write_errno != 0)
    {
      mms_cli_message (NULL, "cannot write the output: %s", g_strerror (cli.write_errno));
      status = mms_status_join (status, MMS_STATUS_UNREADABLE);
    }

  g_clear_pointer (&cli.loop, g_main_loop_unref);
  g_clear_pointer (&cli.context, g_main_context_unref);
  g_clear_pointer (&cli.progress, mms_progress_unref);
  g_clear_object (&cli.cancellable);
  g_clear_pointer (&cli.path, g_free);
  g_clear_pointer (&cli.detail, g_free);

  return signal_number != 0 ? 128 + signal_number : status;
}

gboolean
mms_cli_parse (const MmsCliHelp   *help,
               const GOptionEntry *entries,
               int                 argc,
               char              **argv,
               int                *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (help->parameters);
  g_autoptr (GError) error = NULL;
  gboolean shows_help = FALSE;
  const GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &shows_help, "Show this help", NULL },
    { NULL },
  };

  /* GLib's own --help would exit at once, whatever becomes of the output. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, help->summary);
  g_option_context_set_description (context, help->description);
  g_option_context_add_main_entries (context, help_entry, NULL);
  g_option_context_add_main_entries (context, entries, NULL);

  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      *status = mms_cli_usage (help->command, "%s", error->message);
      return FALSE;
    }

  if (shows_help)
    {
      g_autofree char *name = help->command != NULL ? g_strdup_printf (PROGRAM " %s", help->command)
                                                    : g_strdup (PROGRAM);
      g_autofree char *text = NULL;

      g_set_prgname (name);
      text = g_option_context_get_help (context, TRUE, NULL);
      g_set_prgname (PROGRAM);
      mms_cli_write (text, -1);
      *status = MMS_STATUS_CLEAN;
      return FALSE;
    }

  return TRUE;
}

int
mms_cli_usage (const char *command,
               const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  mms_cli_message (command, "%s", text);
  mms_cli_message (NULL, "try '" PROGRAM "%s%s --help'", command != NULL ? " " : "",
                   command != NULL ? command : "");
  return MMS_STATUS_USAGE;
}

void
mms_cli_message (const char *path,
                 const char *format,
                 ...)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cli.lock);
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  g_autofree char *printable = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  message = g_strconcat (PROGRAM ": ", path != NULL ? path : "", path != NULL ? ": " : "", text,
                         NULL);
  printable = mms_make_printable (message);
  line = g_strconcat (printable, "\n", NULL);
  erase_progress_line_locked ();
  write_stderr (line);
}

void
mms_cli_lines (const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cli.lock);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  erase_progress_line_locked ();
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *printable = mms_make_printable (lines[i]);
      g_autofree char *line = g_strconcat (printable, "\n", NULL);

      if (lines[i + 1] != NULL || *lines[i] != '\0')
        write_stderr (line);
    }
}

gboolean
mms_cli_write (const char *data,
               gssize      length)
{
  gsize rest = length < 0 ? strlen (data) : (gsize) length;

  /* Results on the same terminal show the progress better than a line among them. */
  g_mutex_lock (&cli.lock);
  if (cli.shows_progress && isatty (STDOUT_FILENO))
    {
      erase_progress_line_locked ();
      cli.shows_progress = FALSE;
    }
  g_mutex_unlock (&cli.lock);

  while (rest > 0)
    {
      gssize n;

      if (cli.reader_is_gone || cli.write_errno != 0
          || (g_atomic_int_get (&cli.signal) != 0 && !cli.keeps_output))
        return FALSE;
      n = write (STDOUT_FILENO, data, rest);
      if (n >= 0)
        {
          data += n;
          rest -= n;
        }
      else if (errno == EPIPE)
        cli.reader_is_gone = TRUE;
      else if (errno != EINTR)
        cli.write_errno = errno;
    }

  return TRUE;
}

MmsProgress *
mms_cli_get_progress (void)
{
  return cli.progress;
}

void
mms_cli_set_path (const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cli.lock);

  g_free (cli.path);
  cli.path = mms_make_printable (path);
}

void
mms_cli_set_detail (const char *detail)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cli.lock);

  g_free (cli.detail);
  cli.detail = g_strdup (detail);
}

void
mms_cli_keep_output (void)
{
  cli.keeps_output = TRUE;
}

gboolean
mms_cli_has_colors (void)
{
  const char *no_color = g_getenv ("NO_COLOR");

  return isatty (STDOUT_FILENO) && (no_color == NULL || *no_color == '\0')
         && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}
