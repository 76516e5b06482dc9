/* cmd-info.c - mmscope info
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include "cli.h"
#include "summary.h"

static const MmsCliHelp help = {
  .command = "info",
  .parameters = "FILE",
  .summary = "Says what is in a trace, what can be derived from it, and what a better capture\n"
             "would add.",
  .description = NULL,
};

int
mms_cmd_info (int    argc,
              char **argv)
{
  g_auto (GStrv) files = NULL;
  gboolean as_json = FALSE;
  int status = MMS_STATUS_CLEAN;
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (MmsHistory) history = NULL;
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Write JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL)
    return mms_cli_usage ("info", "which FILE?");
  if (files[1] != NULL)
    return mms_cli_usage ("info", "one FILE at a time");

  trace = mms_cli_read (files[0], &status);
  if (trace == NULL)
    return status;
  /* The scheme may be told by an event, and what can be derived is told by deriving it. */
  history = mms_cli_replay (trace, MMS_REPLAY_NORMAL);
  if (history == NULL)
    return status;

  text = as_json ? mms_summary_to_json (history) : mms_summary_to_text (history);
  mms_cli_write (text, -1);
  return status;
}
