/* test-reduction.c - the reduced search finds what the full one finds, on the library's own programs
 *
 * test-reduction [all]: every scheme with every scenario whose full search is small enough, instead of
 * those that together have every kind of step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/explore.h"
#include "sim/language.h"

#define MAX_STATES 150000 /* of the full search */

typedef struct
{
  const char *scheme;
  const char *scenario;
} Pair;

static const Pair pairs[] = {
  { "S1", "SC01" },  { "S1", "SC02" },  { "S1", "SC16" },  { "S3", "SC12" },  { "S4p", "SC31" },
  { "S4x", "SC01" }, { "S4x", "SC14" }, { "S5", "SC05" },  { "S6g", "SC02" }, { "S6g", "SC07" },
  { "S6x", "SC03" }, { "S7", "SC17" },  { "S7", "SC18" },  { "S8b", "SC23" }, { "S8b", "SC26" },
  { "S9", "SC08" },  { "S9", "SC29" },
  /* Ghosts, walkers, unanswered IPIs, the machine that stands still */
  { "S3", "SC03" },     { "S3-m7", "SC03" },   { "S4p-m2", "SC06" },  { "S3", "SC16" },
  { "S1p", "SC16" },    { "S3-m5", "SC14p" },  { "S3-m6", "SC36" },   { "S1", "SC08k" },
  { "S4p-m7", "SC08k" }, { "S7x", "SC16" },
};

static const char *samples;
static guint n_compared;

static MmsProgram *
compile (const char *scheme, const char *scenario)
{
  g_autofree char *scheme_path = g_strdup_printf ("%s/schemes/%s.lazy", samples, scheme);
  g_autofree char *scenario_path = g_strdup_printf ("%s/scenarios/%s.lazy", samples, scenario);
  g_autoptr (MmsLanguage) language = mms_language_new (samples);
  g_autoptr (GError) error = NULL;
  MmsProgram *program = NULL;

  mms_language_add_file (language, scheme_path, &error);
  g_assert_no_error (error);
  mms_language_add_file (language, scenario_path, &error);
  g_assert_no_error (error);
  mms_language_compile (language, &program);
  return program;
}

/* (transfer full) (nullable): the ids that were found, sorted; %NULL: not finished */
static char *
explore (const MmsProgram *program, MmsMemory memory, gboolean reduce, guint64 *n_states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, reduce, &error);
  g_autoptr (MmsExploration) exploration = NULL;
  const GArray *alarms;
  GString *text;
  MmsAlarms found = { { 0 } };

  if (machine == NULL)
    return NULL;
  exploration = mms_explore (machine, &(MmsExploreOptions){ .max_states = MAX_STATES }, NULL);
  *n_states = mms_exploration_get_numbers (exploration)->n_states;
  if (mms_exploration_get_bound (exploration) != MMS_BOUND_NONE)
    return NULL;
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    mms_alarms_add (&found, g_array_index (alarms, MmsFoundAlarm, i).alarm);
  text = g_string_new (NULL);
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_alarms_has (&found, i))
      g_string_append_printf (text, " %s", mms_machine_get_alarm_id (machine, i));
  return g_string_free (text, FALSE);
}

static gboolean
compare (const char *scheme, const char *scenario)
{
  g_autoptr (MmsProgram) program = compile (scheme, scenario);
  gboolean is_same = TRUE;

  for (guint memory = 0; program != NULL && memory < MMS_N_MEMORIES; memory++)
    {
      guint64 n_full = 0;
      guint64 n_reduced = 0;
      g_autofree char *full = explore (program, (MmsMemory) memory, FALSE, &n_full);
      g_autofree char *reduced = NULL;

      if (full == NULL)
        continue;
      reduced = explore (program, (MmsMemory) memory, TRUE, &n_reduced);
      n_compared++;
      if (g_strcmp0 (full, reduced) == 0 && n_reduced <= n_full)
        continue;
      is_same = FALSE;
      g_test_message ("%s %s %s: full%s (%" G_GUINT64_FORMAT " states), reduced%s (%" G_GUINT64_FORMAT
                      ")",
                      scheme, scenario, mms_memory_get_name ((MmsMemory) memory), full, n_full,
                      reduced, n_reduced);
    }
  return is_same;
}

static void
test_pair (gconstpointer data)
{
  const Pair *pair = data;
  guint before = n_compared;

  g_assert_true (compare (pair->scheme, pair->scenario));
  g_assert_cmpuint (n_compared, >, before);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list (const char *folder)
{
  g_autofree char *path = g_build_filename (samples, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".lazy"))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".lazy")));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static int
compare_all (void)
{
  g_autoptr (GPtrArray) schemes = list ("schemes");
  g_autoptr (GPtrArray) scenarios = list ("scenarios");
  guint n_wrong = 0;

  for (guint i = 0; i < schemes->len; i++)
    for (guint j = 0; j < scenarios->len; j++)
      n_wrong += !compare (g_ptr_array_index (schemes, i), g_ptr_array_index (scenarios, j));
  g_print ("%u compared, %u differ\n", n_compared, n_wrong);
  return n_wrong > 0;
}

int
main (int argc, char **argv)
{
  samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  g_assert_nonnull (samples);
  g_test_init (&argc, &argv, NULL);
  if (argc == 2 && g_str_equal (argv[1], "all"))
    return compare_all ();
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/sim/reduction/%s/%s", pairs[i].scheme, pairs[i].scenario);

      g_test_add_data_func (path, &pairs[i], test_pair);
    }
  return g_test_run ();
}
