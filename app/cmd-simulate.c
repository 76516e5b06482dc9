/* cmd-simulate.c - mmscope simulate
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include "cli.h"
#include "findings.h"
#include "simulated.h"
#include "sim/simulate.h"
#include "subject-options.h"

#define COMMAND "simulate"

/* A scenario that goes on for longer goes round in circles. */
#define DEFAULT_STEPS 100000

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "SCENARIO",
  .summary = "Runs a lazy-mm scheme in a scenario once, the CPUs in a random order, and checks the run.",
  .description =
    "SCENARIO and S are files, or names of the library, which 'mmscope list' shows: SC02, S6g.\n"
    "The same seed gives the same run everywhere.  With --output - the trace goes to standard\n"
    "output, and nothing else.\n"
    "That one run finds nothing proves nothing; 'mmscope explore' looks at all of them.\n"
    "\n"
    "Exit status: 0 nothing found, 1 findings above information, 2 wrong usage, 3 a file cannot\n"
    "be read, is no program, or cannot be written, 4 the run was cut short.\n",
};

typedef struct
{
  MmsSubjectWords words;
  guint64 seed;
  gint64 max_steps;
  const char *output; /* (nullable) */
} Options;

static void
tell_end (const MmsSubject *subject, MmsSimulationEnd end, guint n_steps)
{
  const char *plural = n_steps == 1 ? "" : "s";

  switch (end)
    {
    case MMS_SIMULATION_STUCK:
      mms_cli_message (subject->name, "after %u step%s no CPU can go on", n_steps, plural);
      break;
    case MMS_SIMULATION_CRASHED:
      mms_cli_message (subject->name, "after %u step%s the machine stops", n_steps, plural);
      break;
    case MMS_SIMULATION_CUT:
      mms_cli_message (subject->name, "cut short after %u step%s", n_steps, plural);
      break;
    case MMS_SIMULATION_NONE:
      mms_cli_message (subject->name, "no run was found that fulfils what the scenario assumes");
      break;
    default:
      break;
    }
}

/* With the trace on stdout there is no room for findings, but for the status. */
static int
check (MmsTrace *trace, const char *name, gboolean is_silent)
{
  g_autoptr (MmsDocument) document
      = mms_document_new (trace, MMS_REPLAY_NORMAL, mms_cli_get_progress (), NULL);
  g_autofree char *text = NULL;

  if (document == NULL)
    return MMS_STATUS_CLEAN;
  text = mms_findings_to_text (document, name, mms_document_get_findings (document),
                               mms_cli_has_colors ());
  if (!is_silent)
    mms_cli_write (text, -1);
  if (mms_document_count_findings (document, MMS_SEVERITY_WARNING) > 0)
    return MMS_STATUS_FINDINGS;
  return MMS_STATUS_CLEAN;
}

static int
report (const MmsMachine *machine, const MmsSubject *subject, const Options *options,
        const GArray *run, gboolean is_whole)
{
  gboolean is_silent = g_strcmp0 (options->output, "-") == 0;
  g_autoptr (MmsOutput) output = options->output != NULL ? mms_output_new (options->output) : NULL;
  g_autoptr (MmsTrace) trace = mms_simulated_read (machine, subject->name, run, &options->seed, is_whole);
  int status;

  if (trace == NULL)
    return MMS_STATUS_UNREADABLE;
  if (output != NULL)
    mms_simulated_write (trace, output);
  status = check (trace, subject->name, is_silent);
  if (output != NULL)
    status = (int) mms_status_join (status, mms_output_get_status (output));
  return status;
}

static int
simulate (const MmsSubject *subject, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine
      = mms_machine_new (subject->program, subject->memory, subject->buffer, FALSE, &error);
  g_autoptr (GArray) run = NULL;
  MmsSimulationEnd end;
  int status;

  if (machine == NULL)
    {
      mms_cli_message (subject->name, "%s", error->message);
      return MMS_STATUS_UNREADABLE;
    }
  mms_progress_begin (mms_cli_get_progress (), "simulating");
  end = mms_simulate (machine, options->seed, (guint) options->max_steps, mms_cli_get_progress (),
                      &run);
  tell_end (subject, end, run->len);
  if (end == MMS_SIMULATION_NONE)
    return MMS_STATUS_DAMAGED;
  status = report (machine, subject, options, run, end != MMS_SIMULATION_CUT);
  if (end == MMS_SIMULATION_CUT)
    status = (int) mms_status_join (status, MMS_STATUS_DAMAGED);
  return status;
}

static int
run_command (const char *scenario, Options *options)
{
  g_autoptr (MmsLibrary) library = mms_library_open ();
  g_autoptr (MmsSubject) subject = NULL;
  int status = MMS_STATUS_CLEAN;

  options->words.scenario = scenario;
  subject = mms_subject_new (COMMAND, library, &options->words, &status);
  return subject != NULL ? simulate (subject, options) : status;
}

int
mms_cmd_simulate (int argc, char **argv)
{
  g_auto (GStrv) files = NULL;
  g_auto (MmsSubjectOptions) subject = { NULL };
  g_autofree GOptionEntry *entries = NULL;
  g_autofree char *output = NULL;
  gint64 seed = 1;
  Options options = { .max_steps = DEFAULT_STEPS };
  int status = MMS_STATUS_CLEAN;
  const GOptionEntry own[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Which run: any number (1)", "N" },
    { "max-steps", 0, 0, G_OPTION_ARG_INT64, &options.max_steps, "Stop after so many steps (100000)",
      "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Write the trace there, as simulator JSON",
      "TRACE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  entries = mms_subject_options_join (&subject, own);
  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL || g_strv_length (files) != 1)
    return mms_cli_usage (COMMAND, "one SCENARIO is needed");
  if (options.max_steps < 1 || options.max_steps > G_MAXINT)
    return mms_cli_usage (COMMAND, "--max-steps is a number from 1 on");
  options.words = mms_subject_options_get (&subject);
  options.seed = (guint64) seed;
  options.output = output;
  return run_command (files[0], &options);
}
