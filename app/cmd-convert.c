/* cmd-convert.c - mmscope convert
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include <string.h>

#include "cli.h"
#include "output.h"
#include "write/litmus-write.h"

#define COMMAND "convert"

/* Events; a search of a test of more may take more memory than there is. */
#define LONG_TEST 200

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "IN OUT",
  .summary = "Writes a trace as simulator JSON, for other viewers as Chrome trace JSON, or a part of it\n"
             "as a litmus test.",
  .description =
    "The name of OUT says which: NAME.chrome.json is for chrome://tracing and ui.perfetto.dev,\n"
    "any other NAME.json is simulator JSON.  mmscope reads either back as the same trace.  - is\n"
    "standard output, and standard input for IN.\n"
    "\n"
    "NAME.litmus is a test for herd7 and 'mmscope explore': the memory operations of a simulated\n"
    "trace from --first to --last on what two to four CPUs share, and whether they can see again\n"
    "what they saw.\n"
    "\n"
    "Exit status: 0 done, 2 wrong usage, 3 IN cannot be read, has not what OUT shows, or OUT cannot be\n"
    "written, 4 IN is damaged and its sound part was converted.\n",
};

typedef enum
{
  TO_UNKNOWN,
  TO_JSON,
  TO_CHROME,
  TO_LITMUS,
} Form;

/* Numbers of events; 0: from the first, to the last */
typedef struct
{
  int first;
  int last;
} Part;

static Form
parse_form (const char *word)
{
  if (g_str_equal (word, "json"))
    return TO_JSON;
  if (g_str_equal (word, "litmus"))
    return TO_LITMUS;
  return g_str_equal (word, "chrome") ? TO_CHROME : TO_UNKNOWN;
}

static Form
guess_form (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".chrome.json"))
    return TO_CHROME;
  if (g_str_has_suffix (lower, ".litmus"))
    return TO_LITMUS;
  return g_str_has_suffix (lower, ".json") ? TO_JSON : TO_UNKNOWN;
}

static gboolean
write_piece (const char *data,
             gsize       length,
             gpointer    user_data)
{
  return mms_output_write (user_data, data, length);
}

/* Returns: whether all was written; a message is due from the output or nobody otherwise */
static gboolean
write_json (const char *in,
            MmsOutput  *output,
            int        *status)
{
  g_autoptr (MmsTrace) trace = mms_cli_read (in, status);
  MmsProgress *progress = mms_cli_get_progress ();
  guint64 n_shortened = 0;

  if (trace == NULL || !mms_output_open (output))
    return FALSE;
  mms_progress_begin (progress, "writing");
  if (!mms_write_json (trace, write_piece, output, &n_shortened, progress, NULL))
    return FALSE;
  if (n_shortened > 0)
    mms_cli_message (in, "%" G_GUINT64_FORMAT " events are too long for a line; some of their "
                     "fields are left out", n_shortened);
  return TRUE;
}

static gboolean
write_chrome (const char *in,
              MmsOutput  *output,
              int        *status)
{
  g_autoptr (MmsDocument) document = mms_cli_open (in, status);
  MmsProgress *progress = mms_cli_get_progress ();

  if (document == NULL || !mms_output_open (output))
    return FALSE;
  mms_progress_begin (progress, "writing");
  return mms_write_chrome (mms_document_get_history (document),
                           mms_document_get_findings (document), write_piece, output, progress,
                           NULL);
}

/* (transfer full): "S6-SC02" of out/S6-SC02.litmus */
static char *
make_name (const char *path)
{
  char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');

  if (dot != NULL)
    *dot = '\0';
  return name;
}

static gboolean
write_litmus (const char *in,
              const char *out,
              const Part *part,
              MmsOutput  *output,
              int        *status)
{
  g_autoptr (MmsTrace) trace = mms_cli_read (in, status);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = make_name (g_str_equal (out, "-") ? in : out);
  guint n_events;
  guint last;

  if (trace == NULL)
    return FALSE;
  mms_trace_get_events (trace, &n_events);
  last = part->last > 0 ? (guint) part->last : n_events;
  if ((guint) MAX (part->first, 1) > last || last > n_events)
    {
      *status = mms_cli_usage (COMMAND, "the trace has events 1 to %u, and --first comes before --last",
                               n_events);
      return FALSE;
    }
  if (!mms_output_open (output))
    return FALSE;
  if (mms_write_litmus (trace, (guint) MAX (part->first, 1), last, name, write_piece, output, &error))
    {
      if (last - (guint) MAX (part->first, 1) >= LONG_TEST)
        mms_cli_message (in, "the test has the operations of %u events: too many, perhaps, for a search to "
                         "come to an end; --first and --last choose a part",
                         last - (guint) MAX (part->first, 1) + 1);
      return TRUE;
    }
  if (g_error_matches (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT))
    {
      mms_cli_message (in, "%s", error->message);
      *status = mms_status_join (*status, MMS_STATUS_UNREADABLE);
    }
  return FALSE;
}

int
mms_cmd_convert (int    argc,
                 char **argv)
{
  g_auto (GStrv) files = NULL;
  g_autofree char *to = NULL;
  g_autoptr (MmsOutput) output = NULL;
  Part part = { 0, 0 };
  int status = MMS_STATUS_CLEAN;
  gboolean is_written;
  Form form;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, "What to write, whatever OUT is called: json, chrome or litmus",
      "FORM" },
    { "first", 0, 0, G_OPTION_ARG_INT, &part.first, "Of a litmus test: the first event", "EVENT" },
    { "last", 0, 0, G_OPTION_ARG_INT, &part.last, "Of a litmus test: the last event", "EVENT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL || g_strv_length (files) != 2)
    return mms_cli_usage (COMMAND, "one IN and one OUT are needed");
  form = to != NULL ? parse_form (to) : guess_form (files[1]);
  if (form == TO_UNKNOWN && to != NULL)
    return mms_cli_usage (COMMAND, "'%s' is no form; there are json, chrome and litmus", to);
  if (form == TO_UNKNOWN)
    return mms_cli_usage (COMMAND, "'%s' ends neither in .json nor in .chrome.json nor in "
                          ".litmus, so --to is needed", files[1]);
  if (part.first < 0 || part.last < 0)
    return mms_cli_usage (COMMAND, "events are numbered from 1");
  if (form != TO_LITMUS && (part.first != 0 || part.last != 0))
    return mms_cli_usage (COMMAND, "only litmus tests show a part of a trace");

  output = mms_output_new (files[1]);
  if (mms_output_is_file (output, files[0]))
    return mms_cli_usage (COMMAND, "IN and OUT are the same file");

  if (form == TO_LITMUS)
    is_written = write_litmus (files[0], files[1], &part, output, &status);
  else
    is_written = (form == TO_JSON ? write_json : write_chrome) (files[0], output, &status);
  if (is_written)
    mms_output_commit (output);
  return mms_status_join (status, mms_output_get_status (output));
}
