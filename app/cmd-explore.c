/* cmd-explore.c - mmscope explore
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include <string.h>

#include "barriers.h"
#include "chain.h"
#include "check/check.h"
#include "cli.h"
#include "json.h"
#include "litmus.h"
#include "sim/aftermath.h"
#include "sim/counterexample.h"
#include "simulated.h"
#include "subject-options.h"
#include "verdict.h"

#define COMMAND "explore"

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "SCENARIO",
  .summary = "Looks at every state that a lazy-mm scheme can come to in a scenario.",
  .description =
    "SCENARIO and S are files, or names of the library, which 'mmscope list' shows: SC02, S6g.\n"
    "The answer is one of\n"
    "  safe (N states, complete)   nothing above information in any state; \"complete for a window of 8\":\n"
    "                              with no more than 8 operations of a CPU in flight, see --buffer\n"
    "  violated: D27 …             with a shortest run that leads there, line by line\n"
    "  not finished (…)            a limit, or Ctrl-C, came first, and nothing was found so far\n"
    "A scheme of your own begins with include \"kernel.lazy\"; and overrides what its patch changes:\n"
    "  mmscope explore SC02 --scheme mine.lazy --memory weak\n"
    "samples/LANGUAGE.md says how, from a patch on.\n"
    "SCENARIO may be a litmus test (NAME.litmus) as well: then its final states follow, and Never,\n"
    "Sometimes or Always.\n"
    "\n"
    "The run shown is one to the finding that takes the fewest steps. --finding D41 shows one to D41\n"
    "instead, past all that comes before it, or says that D41 does not occur.\n"
    "\n"
    "With --barriers there may be several SCENARIOs, or all.  Of each barrier it says in which of them\n"
    "it is needed: weakened, it lets something happen there that does not happen with it.  That none\n"
    "needs it holds for these scenarios and what is looked for in them, no further.  Where something\n"
    "happens as it is, but not under sc, it names a smallest set of lines before which an smp_mb()\n"
    "keeps it from happening.\n"
    "\n"
    "Exit status: 0 safe (of a litmus test: finished), 1 violated, 2 wrong usage, 3 a file cannot be\n"
    "read, is no program, or cannot be written, 4 not finished, whatever was found so far, 130 after\n"
    "Ctrl-C, which tells that.\n",
};

typedef struct
{
  MmsSubjectWords words;
  MmsExploreOptions explore;
  gboolean as_json;
  const char *finding; /* (nullable): the id of what the run is to lead to */
  const char *output;  /* (nullable) */
} Options;

/* --- the counterexample --- */

/* States that the search for a run with fewer steps may look at. */
#define MAX_SHORTER_STATES 1000000

typedef struct
{
  MmsCounterexample *run; /* NULL: there is none */
  MmsTrace *trace;        /* (nullable): @run, and what comes of it */
  guint n_events;
} Example;

/* (nullable): the one that a run is shown to; @wanted: (out): this one, or all of the same id */
static const MmsFoundAlarm *
choose_alarm (const MmsExploration *exploration, const char *finding, MmsAlarms *wanted)
{
  const MmsMachine *machine = mms_exploration_get_machine (exploration);
  const GArray *alarms = mms_exploration_get_alarms (exploration);

  if (finding == NULL)
    return mms_exploration_get_violation (exploration);
  mms_machine_find_alarms (machine, finding, wanted);
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);

      if (mms_alarms_has (wanted, found->alarm))
        return found;
    }
  return NULL;
}

static void
find_example (MmsExploration *exploration, const char *name, const Options *options,
              Example *example)
{
  MmsExploreOptions shorter = options->explore;
  const MmsFoundAlarm *found = choose_alarm (exploration, options->finding, &shorter.wanted);
  g_autoptr (GArray) run = NULL;
  g_autoptr (GArray) aftermath = NULL;
  gboolean is_whole = FALSE;

  if (found == NULL)
    return;
  shorter.max_states = MAX_SHORTER_STATES;
  example->run = mms_counterexample_new (exploration, found, &shorter, mms_cli_get_progress ());
  run = g_array_copy (example->run->steps);
  aftermath = mms_aftermath_new (example->run->machine, example->run->steps, &is_whole);
  g_array_append_vals (run, aftermath->data, aftermath->len);
  example->trace = mms_simulated_read (example->run->machine, name, run, NULL,
                                       is_whole || example->run->is_end);
  if (example->trace != NULL)
    mms_trace_get_events (example->trace, &example->n_events);
}

static void
clear_example (Example *example)
{
  g_clear_pointer (&example->run, mms_counterexample_free);
  g_clear_pointer (&example->trace, mms_trace_unref);
}

/* Returns: the status that stands for it */
static int
write_example (const Example *example, const MmsSubject *subject, const Options *options)
{
  const char *path = options->output;
  g_autoptr (MmsOutput) output = NULL;

  if (path == NULL)
    return MMS_STATUS_CLEAN;
  if (example->trace == NULL)
    {
      if (options->finding != NULL)
        mms_cli_message (subject->name, "no run to %s was found, so %s is not written",
                         options->finding, path);
      else
        mms_cli_message (subject->name, "nothing was found, so %s is not written", path);
      return MMS_STATUS_CLEAN;
    }
  output = mms_output_new (path);
  mms_simulated_write (example->trace, output);
  return mms_output_get_status (output);
}

/* --- answers --- */

static gboolean
is_in_setup (const MmsCounterexample *run)
{
  return run->steps->len == 0 && !run->is_end;
}

/* (transfer full) */
static char *
describe_length (const MmsCounterexample *run)
{
  if (is_in_setup (run))
    return g_strdup ("in the setup, before any script begins");
  return g_strdup_printf ("in %u step%s", run->steps->len, run->steps->len == 1 ? "" : "s");
}

/* That what was asked for is not there holds only once every state was visited. */
static void
tell_absence (const MmsExploration *exploration, const char *finding)
{
  guint64 n = mms_exploration_get_numbers (exploration)->n_states;
  g_autofree char *text
      = mms_verdict_is_complete (exploration)
            ? g_strdup_printf ("\n%s does not occur in any state.\n", finding)
            : g_strdup_printf ("\n%s does not occur in the %" G_GUINT64_FORMAT
                               " state%s visited; the search was not finished.\n",
                               finding, n, n == 1 ? "" : "s");

  mms_cli_write (text, -1);
}

static void
tell_text (MmsExploration *exploration, const Example *example, const char *finding)
{
  g_autofree char *length = NULL;
  g_autofree char *text = mms_verdict_to_text (exploration);
  g_autofree char *chain = NULL;
  g_autofree char *head = NULL;

  mms_cli_write (text, -1);
  if (example->run == NULL)
    {
      if (finding != NULL)
        tell_absence (exploration, finding);
      return;
    }
  length = describe_length (example->run);
  head = g_strdup_printf ("\nA %s run to %s, %s:\n",
                          example->run->is_shortest ? "shortest" : "short",
                          mms_machine_get_alarm_id (example->run->machine, example->run->alarm),
                          length);
  chain = mms_chain_to_text (example->run->machine, example->run->steps, example->run->is_end,
                             example->run->alarm);
  mms_cli_write (head, -1);
  mms_cli_write (chain, -1);
}

static struct json_object *
example_to_json (const Example *example, const char *path)
{
  struct json_object *object;

  if (example->run == NULL)
    return NULL;
  object = json_object_new_object ();
  mms_json_add_number (object, "events", example->n_events);
  mms_json_add_number (object, "steps", example->run->steps->len);
  json_object_object_add (object, "shortest", json_object_new_boolean (example->run->is_shortest));
  json_object_object_add (object, "in_setup", json_object_new_boolean (is_in_setup (example->run)));
  mms_json_add_text (object, "finding",
                     mms_machine_get_alarm_id (example->run->machine, example->run->alarm));
  mms_json_add_text (object, "file", path);
  return object;
}

/* Whether it occurs is not known before it is found or every state was visited. */
static struct json_object *
finding_to_json (const MmsExploration *exploration, const Example *example, const char *finding)
{
  struct json_object *object = json_object_new_object ();
  gboolean is_known = example->run != NULL || mms_verdict_is_complete (exploration);

  mms_json_add_text (object, "finding", finding);
  json_object_object_add (object, "occurs",
                          is_known ? json_object_new_boolean (example->run != NULL) : NULL);
  return object;
}

static void
tell_json (MmsExploration *exploration, const Example *example, const MmsSubject *subject,
           const Options *options)
{
  const MmsExploreNumbers *numbers = mms_exploration_get_numbers (exploration);
  struct json_object *object = json_object_new_object ();
  g_autofree char *text = NULL;

  mms_json_add_text (object, "scheme", subject->program->scheme);
  mms_json_add_text (object, "scenario", subject->program->scenario);
  mms_json_add_text (object, "arch",
                     subject->program->arch != NULL ? subject->program->arch : "generic");
  mms_json_add_text (object, "memory", mms_memory_get_name (subject->memory));
  mms_json_add_text (object, "verdict",
                     mms_verdict_get_name (mms_exploration_get_verdict (exploration)));
  json_object_object_add (object, "detectors", mms_verdict_ids_to_json (exploration, TRUE));
  json_object_object_add (object, "information", mms_verdict_ids_to_json (exploration, FALSE));
  json_object_object_add (object, "complete",
                          json_object_new_boolean (mms_verdict_is_complete (exploration)));
  mms_json_add_text (object, "bound", mms_bound_get_name (mms_exploration_get_bound (exploration)));
  json_object_object_add (object, "endless_unknown",
                          json_object_new_boolean (mms_exploration_is_endless_unknown (exploration)));
  mms_verdict_add_room (object, exploration);
  mms_json_add_number (object, "states", numbers->n_states);
  mms_json_add_number (object, "transitions", numbers->n_transitions);
  mms_json_add_number (object, "depth", numbers->depth);
  json_object_object_add (object, "seconds", json_object_new_double (numbers->seconds));
  json_object_object_add (object, "bytes_per_state",
                          json_object_new_double (numbers->n_states > 0
                                                      ? (double) numbers->memory
                                                            / (double) numbers->n_states
                                                      : 0));
  json_object_object_add (object, "counterexample", example_to_json (example, options->output));
  if (options->finding != NULL)
    json_object_object_add (object, "asked_for",
                            finding_to_json (exploration, example, options->finding));
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}

static int
explore (const MmsSubject *subject, Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine
      = mms_machine_new (subject->program, subject->memory, subject->buffer, TRUE, &error);
  g_autoptr (MmsExploration) exploration = NULL;
  Example example = { NULL };
  MmsAlarms wanted = { { 0 } };
  int status;

  if (machine == NULL)
    {
      mms_cli_message (subject->name, "%s", error->message);
      return MMS_STATUS_UNREADABLE;
    }
  if (options->finding != NULL && !mms_machine_find_alarms (machine, options->finding, &wanted))
    return mms_cli_usage (COMMAND, "nothing in %s looks for %s", subject->name, options->finding);
  mms_cli_keep_output ();
  mms_progress_begin (mms_cli_get_progress (), "exploring");
  exploration = mms_explore (machine, &options->explore, mms_cli_get_progress ());
  find_example (exploration, subject->name, options, &example);
  status = mms_status_join (mms_verdict_get_status (exploration),
                            write_example (&example, subject, options));
  if (options->as_json)
    tell_json (exploration, &example, subject, options);
  else if (g_strcmp0 (options->output, "-") != 0)
    tell_text (exploration, &example, options->finding);
  clear_example (&example);
  return status;
}

/* (transfer full) (nullable): the litmus test that @name is */
static char *
find_litmus (const MmsLibrary *library, const Options *options, const char *name)
{
  const MmsLibraryEntry *entry;

  if (mms_litmus_is_named (name))
    return g_strdup (name);
  if (options->words.scheme != NULL)
    return NULL;
  entry = mms_library_find (library, MMS_LIBRARY_LITMUS, name);
  return entry != NULL && strchr (name, '/') == NULL ? g_strdup (entry->path) : NULL;
}

static int
explore_litmus (const char *path, const Options *options)
{
  const MmsOutcomeLimits limits = { options->explore.max_states, options->explore.max_memory };
  MmsMemory memory = MMS_MEMORY_SC;

  if (options->words.memory != NULL && !mms_memory_parse (options->words.memory, &memory))
    return mms_cli_usage (COMMAND, "'%s' is no memory model; there are sc, tso and weak",
                          options->words.memory);
  if (options->words.scheme != NULL)
    return mms_cli_usage (COMMAND, "a litmus test has no scheme");
  if (options->finding != NULL)
    return mms_cli_usage (COMMAND, "a litmus test has final states and no findings");
  if (options->output != NULL)
    return mms_cli_usage (COMMAND, "a litmus test has final states, and no run is written");
  if (options->words.buffer != 0)
    return mms_cli_usage (COMMAND, "a litmus test has all the room that it needs");
  mms_cli_keep_output ();
  return mms_litmus_explore (path, memory, &limits, options->as_json);
}

static int
run_command (const char *scenario, Options *options)
{
  g_autoptr (MmsLibrary) library = mms_library_open ();
  g_autoptr (MmsSubject) subject = NULL;
  g_autofree char *litmus = find_litmus (library, options, scenario);
  int status = MMS_STATUS_CLEAN;

  if (litmus != NULL)
    return explore_litmus (litmus, options);
  options->words.scenario = scenario;
  subject = mms_subject_new (COMMAND, library, &options->words, &status);
  return subject != NULL ? explore (subject, options) : status;
}

static int
ask_barriers (const char *const *scenarios, const Options *options)
{
  g_autoptr (MmsLibrary) library = mms_library_open ();

  for (guint i = 0; scenarios[i] != NULL; i++)
    if (mms_litmus_is_named (scenarios[i]))
      return mms_cli_usage (COMMAND, "--barriers is for scenarios; %s is a litmus test", scenarios[i]);

  mms_cli_keep_output ();
  mms_progress_begin (mms_cli_get_progress (), "asking for barriers");
  return mms_barriers_ask (library, &options->words, scenarios, &options->explore,
                           options->as_json);
}

/* (nullable): the id of the finding that has @word for an id or a name */
static const char *
get_finding (const char *word)
{
  const MmsDetectorInfo *info = word != NULL ? mms_check_find (word) : NULL;

  return info != NULL ? info->id : word;
}

int
mms_cmd_explore (int argc, char **argv)
{
  g_auto (GStrv) files = NULL;
  g_auto (MmsSubjectOptions) subject = { NULL };
  g_autofree GOptionEntry *entries = NULL;
  g_autofree char *max_memory = NULL;
  g_autofree char *finding = NULL;
  g_autofree char *output = NULL;
  gint64 max_states = 0;
  int n_threads = 0;
  gboolean asks_barriers = FALSE;
  Options options = { .as_json = FALSE };
  int status = MMS_STATUS_CLEAN;
  const GOptionEntry own[] = {
    { "finding", 0, 0, G_OPTION_ARG_STRING, &finding,
      "Show a run to this finding, not to whatever comes first: D41, or its name", "D" },
    { "barriers", 0, 0, G_OPTION_ARG_NONE, &asks_barriers,
      "Ask of each barrier whether it is needed, and where one is missing", NULL },
    { "max-states", 0, 0, G_OPTION_ARG_INT64, &max_states, "Stop after so many states (0: no limit)", "N" },
    { "max-memory", 0, 0, G_OPTION_ARG_STRING, &max_memory,
      "Stop at so much memory: 512M, 4G (half of what there is)", "SIZE" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads, "How many threads search (0: one per CPU)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Write JSON", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      "Write the run that was found there, as simulator JSON", "TRACE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  entries = mms_subject_options_join (&subject, own);
  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files == NULL || (!asks_barriers && g_strv_length (files) != 1))
    return mms_cli_usage (COMMAND, "one SCENARIO is needed");
  if (asks_barriers && output != NULL)
    return mms_cli_usage (COMMAND, "--barriers makes many searches, and no trace");
  if (asks_barriers && finding != NULL)
    return mms_cli_usage (COMMAND, "--barriers makes many searches, and shows no run");
  if (max_states < 0)
    return mms_cli_usage (COMMAND, "--max-states is a number; 0 is no limit");
  if (n_threads < 0)
    return mms_cli_usage (COMMAND, "--threads is a number; 0 is one per CPU");
  options.explore.max_memory = mms_verdict_get_default_memory ();
  if (max_memory != NULL && !mms_verdict_parse_size (max_memory, &options.explore.max_memory))
    return mms_cli_usage (COMMAND, "'%s' is no size; write 512M or 4G", max_memory);
  if (options.as_json && g_strcmp0 (output, "-") == 0)
    return mms_cli_usage (COMMAND, "JSON and the trace cannot both go to standard output");
  options.explore.max_states = (guint64) max_states;
  options.explore.n_threads = (guint) n_threads;
  mms_verdict_show_progress (&options.explore);
  options.words = mms_subject_options_get (&subject);
  options.finding = get_finding (finding);
  options.output = output;
  if (asks_barriers)
    return ask_barriers ((const char *const *) files, &options);
  return run_command (files[0], &options);
}
