/* cmd-verdicts.c - mmscope verdicts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include <string.h>

#include "cli.h"
#include "json.h"
#include "verdict-run.h"

#define COMMAND "verdicts"

/* A cell that has more would keep the others waiting. */
#define DEFAULT_STATES 4000000

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "",
  .summary = "Explores every scheme of the library in every scenario, beside what is expected of it.",
  .description =
    "What is expected is in verdicts/expected.tsv of the library, and what of that was wrong in\n"
    "verdicts/corrected.tsv.  A line of the answer is a scheme in a scenario under a memory model;\n"
    "before it stands\n"
    "  =  as expected           +  as expected, and more was found\n"
    "  *  as corrected          !  neither\n"
    "  .  not finished             nothing was expected\n"
    "\n"
    "Exit status: 0 all as expected or corrected, 1 something is not, 2 wrong usage, 3 there is no\n"
    "table, or a file is no program, 4 something was not finished.\n",
};

static const char *
get_mark (MmsAgreement agreement)
{
  static const char *const marks[] = {
    [MMS_AGREEMENT_EXACT] = "=",   [MMS_AGREEMENT_MORE] = "+",    [MMS_AGREEMENT_NONE] = "!",
    [MMS_AGREEMENT_OPEN] = ".",    [MMS_AGREEMENT_UNASKED] = " ", [MMS_AGREEMENT_CORRECTED] = "*",
  };

  return marks[agreement];
}

/* (transfer full): "ok", "D27 D15 D02", "not finished" */
static char *
describe (const MmsVerdictCell *cell)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (cell->problem != NULL)
    return g_strdup ("no answer");
  for (guint i = 0; i < cell->violations->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (cell->violations, i));
  if (cell->violations->len == 0)
    g_string_append (text, cell->is_finished ? "ok" : "not finished");
  else if (!cell->is_finished)
    g_string_append (text, " …");
  for (guint i = 0; i < cell->information->len; i++)
    g_string_append_printf (text, " (%s)",
                            (const char *) g_ptr_array_index (cell->information, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
tell_text (const GPtrArray *cells)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint counts[MMS_AGREEMENT_UNASKED + 1] = { 0 };
  guint n_full = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      const MmsVerdictCell *cell = g_ptr_array_index (cells, i);
      g_autofree char *found = describe (cell);

      counts[cell->agreement]++;
      n_full += cell->verdict == MMS_VERDICT_SAFE && cell->full_at != NULL;
      g_string_append_printf (text, "%s %-6s %-5s %-4s  %-32s  %s\n", get_mark (cell->agreement),
                              cell->expectation->scenario, cell->expectation->scheme,
                              mms_memory_get_name (cell->memory), found,
                              cell->expectation->words[cell->memory]);
      if (cell->problem != NULL)
        mms_cli_message (COMMAND, "%s %s: %s", cell->expectation->scheme,
                         cell->expectation->scenario, cell->problem);
    }
  g_string_append_printf (text,
                          "%u cells: %u as expected, %u with more, %u as corrected, %u otherwise, %u "
                          "not finished, %u of which nothing was expected\n",
                          cells->len, counts[MMS_AGREEMENT_EXACT], counts[MMS_AGREEMENT_MORE],
                          counts[MMS_AGREEMENT_CORRECTED], counts[MMS_AGREEMENT_NONE],
                          counts[MMS_AGREEMENT_OPEN],
                          counts[MMS_AGREEMENT_UNASKED]);
  if (n_full > 0)
    g_string_append_printf (text,
                            "%u of those that are ok came to a full store buffer or window: they are ok with no more "
                            "operations in flight (--buffer)\n",
                            n_full);
  mms_cli_write (text->str, -1);
}

static struct json_object *
ids_to_json (const GPtrArray *ids)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; i < ids->len; i++)
    json_object_array_add (array, json_object_new_string (g_ptr_array_index (ids, i)));
  return array;
}

static struct json_object *
cell_to_json (const MmsVerdictCell *cell)
{
  struct json_object *object = json_object_new_object ();

  mms_json_add_text (object, "scheme", cell->expectation->scheme);
  mms_json_add_text (object, "scenario", cell->expectation->scenario);
  mms_json_add_text (object, "memory", mms_memory_get_name (cell->memory));
  mms_json_add_text (object, "verdict", mms_verdict_get_name (cell->verdict));
  json_object_object_add (object, "detectors", ids_to_json (cell->violations));
  json_object_object_add (object, "information", ids_to_json (cell->information));
  mms_json_add_text (object, "expected", cell->expectation->words[cell->memory]);
  mms_json_add_text (object, "corrected", cell->expectation->corrected[cell->memory]);
  mms_json_add_text (object, "cell", cell->expectation->cell);
  mms_json_add_text (object, "confidence", cell->expectation->confidence);
  json_object_object_add (object, "agrees",
                          cell->agreement == MMS_AGREEMENT_UNASKED
                                  || cell->agreement == MMS_AGREEMENT_OPEN
                              ? NULL
                              : json_object_new_boolean (cell->agreement <= MMS_AGREEMENT_MORE));
  mms_json_add_text (object, "full_at", cell->full_at);
  mms_json_add_number (object, "states", cell->n_states);
  json_object_object_add (object, "seconds", json_object_new_double (cell->seconds));
  if (cell->problem != NULL)
    mms_json_add_text (object, "problem", cell->problem);
  return object;
}

static void
tell_json (const GPtrArray *cells)
{
  struct json_object *object = json_object_new_object ();
  struct json_object *array = json_object_new_array ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < cells->len; i++)
    json_object_array_add (array, cell_to_json (g_ptr_array_index (cells, i)));
  json_object_object_add (object, "verdicts", array);
  text = mms_json_to_text (object);
  json_object_put (object);
  mms_cli_write (text, -1);
  mms_cli_write ("\n", -1);
}

static int
get_status (const GPtrArray *cells)
{
  int status = MMS_STATUS_CLEAN;

  for (guint i = 0; i < cells->len; i++)
    {
      const MmsVerdictCell *cell = g_ptr_array_index (cells, i);

      if (cell->problem != NULL)
        status = mms_status_join (status, MMS_STATUS_UNREADABLE);
      else if (!cell->is_finished)
        status = mms_status_join (status, MMS_STATUS_DAMAGED);
      else if (cell->agreement == MMS_AGREEMENT_NONE)
        status = mms_status_join (status, MMS_STATUS_FINDINGS);
    }
  return status;
}

static int
run_command (const MmsVerdictChoice *choice, gboolean as_json)
{
  g_autoptr (MmsLibrary) library = mms_library_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) expectations
      = mms_expectations_read (mms_library_get_folder (library), &error);
  g_autoptr (GPtrArray) cells = NULL;

  if (expectations == NULL)
    {
      mms_cli_message (NULL, "%s", error->message);
      return MMS_STATUS_UNREADABLE;
    }
  mms_cli_set_path (COMMAND);
  mms_cli_keep_output ();
  cells = mms_verdict_run (library, expectations, choice);
  if (cells->len == 0)
    return mms_cli_usage (COMMAND, "nothing in the table is called so");
  if (as_json)
    tell_json (cells);
  else
    tell_text (cells);
  return get_status (cells);
}

int
mms_cmd_verdicts (int argc, char **argv)
{
  g_auto (GStrv) files = NULL;
  g_auto (GStrv) schemes = NULL;
  g_auto (GStrv) scenarios = NULL;
  g_autofree char *memory = NULL;
  gint64 max_states = DEFAULT_STATES;
  gboolean as_json = FALSE;
  int buffer = 0;
  MmsVerdictChoice choice = { .memory = -1 };
  MmsMemory parsed;
  int status = MMS_STATUS_CLEAN;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Write JSON", NULL },
    { "memory", 'm', 0, G_OPTION_ARG_STRING, &memory, "Only this memory model: sc, tso, weak", "M" },
    { "scheme", 's', 0, G_OPTION_ARG_STRING_ARRAY, &schemes, "Only this column; may be repeated",
      "S" },
    { "scenario", 0, 0, G_OPTION_ARG_STRING_ARRAY, &scenarios, "Only this row; may be repeated",
      "SC" },
    { "buffer", 0, 0, G_OPTION_ARG_INT, &buffer,
      "Stores that can wait on a CPU (tso: 16), or operations in flight (weak: 8); 32 at most", "N" },
    { "max-states", 0, 0, G_OPTION_ARG_INT64, &max_states,
      "Stop each search after so many states (4000000); 0: never", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &choice.n_threads,
      "How many cells are explored at once (one per CPU)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (files != NULL)
    return mms_cli_usage (COMMAND, "'%s' is too much; --scheme and --scenario choose", files[0]);
  if (memory != NULL)
    {
      if (!mms_memory_parse (memory, &parsed))
        return mms_cli_usage (COMMAND, "'%s' is no memory model; there are sc, tso and weak", memory);
      choice.memory = (int) parsed;
    }
  if (max_states < 0 || choice.n_threads < 0)
    return mms_cli_usage (COMMAND, "limits are numbers; 0 is none");
  if (buffer < 0 || buffer > MMS_MACHINE_MAX_BUFFER)
    return mms_cli_usage (COMMAND, "--buffer is a number from 1 to %d; 0 is as many as is usual", MMS_MACHINE_MAX_BUFFER);
  choice.max_states = (guint64) max_states;
  choice.buffer = (guint) buffer;
  choice.schemes = (const char *const *) schemes;
  choice.scenarios = (const char *const *) scenarios;
  return run_command (&choice, as_json);
}
