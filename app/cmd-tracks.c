/* cmd-tracks.c - mmscope tracks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include "cli.h"
#include "table.h"

static const MmsCliHelp help = {
  .command = "tracks",
  .parameters = "FILE",
  .summary = "Writes every change of every tracked value as a tab-separated table.",
  .description = "The columns are\n"
                 "  time_ns event cpu object attribute value provenance\n"
                 "with a line that names them; mmscope(1) says what they hold.\n",
};

static gboolean
write_rows (const char *rows,
            gsize       length,
            gpointer    user_data)
{
  return mms_cli_write (rows, length);
}

int
mms_cmd_tracks (int    argc,
                char **argv)
{
  g_auto (GStrv) files = NULL;
  gboolean is_derived = FALSE;
  int status = MMS_STATUS_CLEAN;
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (MmsHistory) history = NULL;
  const GOptionEntry entries[] = {
    { "derived", 0, 0, G_OPTION_ARG_NONE, &is_derived,
      "Ignore the values that the kernel sampled: what the rules alone give", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL)
    return mms_cli_usage ("tracks", "which FILE?");
  if (files[1] != NULL)
    return mms_cli_usage ("tracks", "one FILE at a time");

  trace = mms_cli_read (files[0], &status);
  if (trace == NULL)
    return status;
  history = mms_cli_replay (trace, is_derived ? MMS_REPLAY_DERIVED : MMS_REPLAY_NORMAL);
  if (history != NULL)
    mms_table_write (history, write_rows, NULL);
  return status;
}
