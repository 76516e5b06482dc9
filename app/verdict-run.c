/* verdict-run.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "verdict-run.h"

#include "cli.h"
#include "sim/language.h"
#include "verdict.h"

typedef struct
{
  const MmsLibrary *library;
  const MmsVerdictChoice *choice;
  gsize max_memory; /* of each cell, in bytes */
  guint n_cells;
  int n_done; /* atomic */
} Run;

static void
free_cell (gpointer data)
{
  MmsVerdictCell *cell = data;

  if (cell == NULL)
    return;
  g_ptr_array_unref (cell->violations);
  g_ptr_array_unref (cell->information);
  g_free (cell->problem);
  g_free (cell->full_at);
  g_free (cell);
}

static gboolean
is_chosen (const char *const *names, const char *name)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return TRUE;
  return names == NULL;
}

/* Ids belong to the machine, which goes. */
static GPtrArray *
copy_ids (const MmsExploration *exploration, gboolean violations)
{
  g_autoptr (GPtrArray) ids = mms_verdict_list_ids (exploration, violations);
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (copies, g_strdup (g_ptr_array_index (ids, i)));
  return copies;
}

static void
explore_cell (const Run *run, MmsVerdictCell *cell, const MmsProgram *program)
{
  MmsExploreOptions options = { .n_threads = 1,
                                .max_states = run->choice->max_states,
                                .max_memory = run->max_memory };
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, cell->memory, run->choice->buffer, TRUE, &error);
  g_autoptr (MmsExploration) exploration = NULL;

  if (machine == NULL)
    {
      cell->problem = g_strdup (error->message);
      return;
    }
  exploration = mms_explore (machine, &options, mms_cli_get_progress ());
  cell->verdict = mms_exploration_get_verdict (exploration);
  cell->is_finished = mms_verdict_is_complete (exploration);
  cell->full_at = mms_verdict_get_full_place (exploration);
  cell->n_states = mms_exploration_get_numbers (exploration)->n_states;
  cell->seconds = mms_exploration_get_numbers (exploration)->seconds;
  g_ptr_array_unref (cell->violations);
  g_ptr_array_unref (cell->information);
  cell->violations = copy_ids (exploration, TRUE);
  cell->information = copy_ids (exploration, FALSE);
}

/* (nullable) */
static const char *
find_path (const MmsLibrary *library, MmsLibraryShelf shelf, const char *name)
{
  const MmsLibraryEntry *entry = mms_library_find (library, shelf, name);

  return entry != NULL ? entry->path : NULL;
}

static MmsProgram *
compile (const Run *run, MmsVerdictCell *cell)
{
  g_autoptr (MmsLanguage) language = mms_language_new (mms_library_get_folder (run->library));
  const char *scheme = find_path (run->library, MMS_LIBRARY_SCHEMES, cell->expectation->scheme);
  const char *scenario
      = find_path (run->library, MMS_LIBRARY_SCENARIOS, cell->expectation->scenario);
  g_autoptr (GError) error = NULL;
  MmsProgram *program = NULL;

  if (scheme == NULL || scenario == NULL)
    {
      cell->problem = g_strdup_printf ("the library has no %s %s",
                                       scheme == NULL ? "scheme" : "scenario",
                                       scheme == NULL ? cell->expectation->scheme
                                                      : cell->expectation->scenario);
      return NULL;
    }
  if (!mms_language_add_file (language, scheme, &error)
      || !mms_language_add_file (language, scenario, &error))
    {
      cell->problem = g_strdup (error->message);
      return NULL;
    }
  switch (mms_language_compile (language, &program))
    {
    case MMS_LANGUAGE_DONE:
      break;
    case MMS_LANGUAGE_NOT_APPLICABLE:
      cell->problem = g_strdup ("the scheme lacks what the scenario requires");
      break;
    default:
      cell->problem = mms_language_describe (language);
      break;
    }
  return program;
}

static void
do_cell (gpointer data, gpointer user_data)
{
  MmsVerdictCell *cell = data;
  Run *run = user_data;
  g_autoptr (MmsProgram) program = NULL;
  g_autofree char *detail = NULL;

  if (!mms_progress_is_cancelled (mms_cli_get_progress (), NULL))
    program = compile (run, cell);
  if (program != NULL)
    explore_cell (run, cell, program);
  cell->agreement
      = cell->problem != NULL
            ? MMS_AGREEMENT_OPEN
            : mms_expectation_judge (cell->expectation, cell->memory, cell->is_finished,
                                     cell->violations, cell->information);
  detail = g_strdup_printf ("%d of %u cells", g_atomic_int_add (&run->n_done, 1) + 1, run->n_cells);
  mms_cli_set_detail (detail);
}

static void
add_cells (GPtrArray *cells, const MmsExpectation *expectation, const MmsVerdictChoice *choice)
{
  if (!is_chosen (choice->schemes, expectation->scheme)
      || !is_chosen (choice->scenarios, expectation->scenario))
    return;
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      MmsVerdictCell *cell;

      /* What does not apply is not tried: a scenario of x86's is no question to others. */
      if ((choice->memory >= 0 && (guint) choice->memory != memory)
          || !mms_expectation_applies (expectation->words[memory])
          || (expectation->corrected[memory] != NULL
              && !mms_expectation_applies (expectation->corrected[memory])))
        continue;
      cell = g_new0 (MmsVerdictCell, 1);
      cell->expectation = expectation;
      cell->memory = memory;
      cell->verdict = MMS_VERDICT_UNFINISHED;
      cell->violations = g_ptr_array_new_with_free_func (g_free);
      cell->information = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (cells, cell);
    }
}

static guint
get_n_threads (const MmsVerdictChoice *choice)
{
  return choice->n_threads > 0 ? (guint) choice->n_threads : g_get_num_processors ();
}

GPtrArray *
mms_verdict_run (const MmsLibrary       *library,
                 GPtrArray              *expectations,
                 const MmsVerdictChoice *choice)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_cell);
  guint n_threads = get_n_threads (choice);
  Run run = { library, choice, mms_verdict_get_default_memory () / n_threads, 0, 0 };
  GThreadPool *pool;

  for (guint i = 0; i < expectations->len; i++)
    add_cells (all, g_ptr_array_index (expectations, i), choice);
  run.n_cells = all->len;
  mms_progress_begin (mms_cli_get_progress (), "exploring");
  pool = g_thread_pool_new (do_cell, &run, (int) n_threads, TRUE, NULL);
  for (guint i = 0; i < all->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (all, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return g_steal_pointer (&all);
}
