/* main.c - a subcommand, or the window
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "application.h"
#include "cli.h"
#include "commands.h"

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "check", mms_cmd_check },
  { "convert", mms_cmd_convert },
  { "explore", mms_cmd_explore },
  { "info", mms_cmd_info },
  { "list", mms_cmd_list },
  { "render", mms_cmd_render },
  { "simulate", mms_cmd_simulate },
  { "tracks", mms_cmd_tracks },
  { "verdicts", mms_cmd_verdicts },
};

static const MmsCliHelp help = {
  .command = NULL,
  .parameters = "[FILE]",
  .summary = "Shows what Linux does with borrowed address spaces: opens a window on an ftrace\n"
             "capture (trace.dat or text), or runs a command on it.",
  .description = "Commands:\n"
                 "  check FILE…      say which references dangle, and why\n"
                 "  info FILE        say what is in a trace and what can be derived from it\n"
                 "  tracks FILE      write every change of every tracked value as a table\n"
                 "  convert IN OUT   write a trace as JSON that mmscope or other viewers read\n"
                 "  render FILE      draw the timeline and the machine into a PNG, SVG or PDF\n"
                 "  simulate SCENARIO   run a lazy-mm scheme once, and check the run\n"
                 "  explore SCENARIO    look at every state that a scheme can come to\n"
                 "  verdicts         explore all schemes in all scenarios, beside what is expected\n"
                 "  list             list schemes, scenarios and litmus tests\n"
                 "\n"
                 "'mmscope COMMAND --help' tells more, and the manual page mmscope(1) all.\n"
                 "A file that is called like a command is opened as ./check.\n",
};

static gboolean
parse_window_arguments (int     argc,
                        char  **argv,
                        char ***files,
                        int    *status)
{
  gboolean shows_version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &shows_version, "Show the version", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, status))
    return FALSE;

  if (shows_version)
    {
      mms_cli_write ("mmscope " MMSCOPE_VERSION "\n", -1);
      *status = MMS_STATUS_CLEAN;
      return FALSE;
    }

  if (*files != NULL && g_strv_length (*files) > 1)
    {
      *status = mms_cli_usage (NULL, "one FILE at a time, and '%s' is no command", (*files)[0]);
      return FALSE;
    }

  return TRUE;
}

static int
run_window (char       *program,
            const char *file)
{
  /* GApplication looks for options once more. */
  g_autofree char *name = file != NULL && *file == '-' ? g_strconcat ("./", file, NULL)
                                                       : g_strdup (file);
  char *argv[] = { program, name, NULL };

  return mms_application_run (file != NULL ? 2 : 1, argv);
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) files = NULL;
  int status = MMS_STATUS_CLEAN;
  gboolean opens_window = FALSE;

  mms_cli_begin ();
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return mms_cli_end (commands[i].run (argc - 1, argv + 1));

  opens_window = parse_window_arguments (argc, argv, &files, &status);
  status = mms_cli_end (status);
  if (!opens_window)
    return status;

  return run_window (argv[0], files != NULL ? files[0] : NULL);
}
