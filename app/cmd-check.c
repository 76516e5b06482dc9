/* cmd-check.c - mmscope check
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include <string.h>

#include "check/check.h"
#include "cli.h"
#include "findings.h"

static const MmsCliHelp help = {
  .command = "check",
  .parameters = "FILE…",
  .summary = "Says which references to an mm dangle in a trace, which CPU holds them, and why.",
  .description = "Exit status: 0 nothing found, 1 findings above information, 2 wrong usage,\n"
                 "3 an input unreadable, 4 an input damaged and checked as far as it goes.\n"
                 "Of several files the worst counts: 3, then 4, then 1.\n",
};

typedef struct
{
  gboolean as_json;
  MmsSeverity least;
  GStrv ignored;
} Options;

static gboolean
is_ignored (const MmsFinding *finding,
            const Options    *options)
{
  for (guint i = 0; options->ignored != NULL && options->ignored[i] != NULL; i++)
    if (g_ascii_strcasecmp (options->ignored[i], finding->id) == 0
        || g_str_equal (options->ignored[i], finding->name))
      return TRUE;
  return FALSE;
}

/* (transfer container) */
static GPtrArray *
pick_findings (MmsDocument   *document,
               const Options *options)
{
  GPtrArray *findings = mms_document_get_findings (document);
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      MmsFinding *finding = findings->pdata[i];

      if (finding->severity >= options->least && !is_ignored (finding, options))
        g_ptr_array_add (picked, finding);
    }

  return picked;
}

static void
check_file (const char    *path,
            const Options *options,
            guint         *n_written,
            int           *status)
{
  g_autoptr (MmsDocument) document = mms_cli_open (path, status);
  g_autoptr (GPtrArray) findings = NULL;
  g_autofree char *text = NULL;

  if (document == NULL)
    return;

  findings = pick_findings (document, options);
  for (guint i = 0; i < findings->len; i++)
    if (((MmsFinding *) findings->pdata[i])->severity > MMS_SEVERITY_INFO)
      *status = mms_status_join (*status, MMS_STATUS_FINDINGS);

  if (options->as_json)
    {
      text = mms_findings_to_json (document, path, findings);
      mms_cli_write (*n_written > 0 ? ",\n" : "", -1);
    }
  else
    {
      text = mms_findings_to_text (document, path, findings, mms_cli_has_colors ());
      mms_cli_write (*n_written > 0 ? "\n" : "", -1);
    }
  mms_cli_write (text, -1);
  (*n_written)++;
}

/* An id of a detector that another version has is worth a word, no failure. */
static gboolean
looks_like_detector (const char *id)
{
  return g_ascii_toupper (*id) == 'D' && g_ascii_isdigit (id[1])
         && strspn (id + 1, "0123456789") == strlen (id + 1);
}

static gboolean
are_ignored_known (const Options *options,
                   int           *status)
{
  for (guint i = 0; options->ignored != NULL && options->ignored[i] != NULL; i++)
    {
      const char *id = options->ignored[i];
      g_autofree char *upper = g_ascii_strup (id, -1);

      if (mms_check_find (id) != NULL)
        continue;
      if (!looks_like_detector (id))
        {
          *status = mms_cli_usage ("check", "'%s' is no detector; they are called like D15", id);
          return FALSE;
        }
      mms_cli_message ("check", "there is no detector %s to ignore", upper);
    }
  return TRUE;
}

int
mms_cmd_check (int    argc,
               char **argv)
{
  g_auto (GStrv) files = NULL;
  g_auto (GStrv) ignored = NULL;
  g_autofree char *severity = NULL;
  Options options = { .as_json = FALSE, .least = MMS_SEVERITY_INFO };
  int status = MMS_STATUS_CLEAN;
  guint n_written = 0;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Write JSON", NULL },
    { "severity", 0, 0, G_OPTION_ARG_STRING, &severity,
      "Report from this severity on: info, warning, error, fatal", "S" },
    { "ignore", 0, 0, G_OPTION_ARG_STRING_ARRAY, &ignored,
      "Do not report what this detector finds (D15); may be repeated", "ID" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL)
    return mms_cli_usage ("check", "which FILE?");
  if (severity != NULL && !mms_severity_parse (severity, &options.least))
    return mms_cli_usage ("check", "'%s' is no severity; there are info, warning, error and fatal",
                          severity);
  options.ignored = ignored;
  if (!are_ignored_known (&options, &status))
    return status;

  /* One file gives an object, several give an array, whatever becomes of each. */
  if (options.as_json && files[1] != NULL)
    mms_cli_write ("[\n", -1);
  for (guint i = 0; files[i] != NULL; i++)
    {
      if (mms_progress_is_cancelled (mms_cli_get_progress (), NULL))
        return status;
      check_file (files[i], &options, &n_written, &status);
    }
  if (options.as_json && n_written > 0)
    mms_cli_write ("\n", -1);
  if (options.as_json && files[1] != NULL)
    mms_cli_write ("]\n", -1);

  return status;
}
