/* test-searches.c - programs that once were searched wrongly: by the reduced search, the full one, or both
 *
 * test-searches [FILE…]: those of data/searches.  The first line of each says what is found in it under each memory
 * model; both searches find that, and come to the same ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "outcome.h"
#include "sim/language.h"

/* (transfer full): "D02 STUCK", "safe" */
static char *
list_alarms (const MmsMachine *machine, const Outcome *outcome)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_alarms_has (&outcome->alarms, i))
      g_ptr_array_add (ids, (gpointer) mms_machine_get_alarm_id (machine, i));
  if (ids->len == 0)
    return g_strdup ("safe");
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **) ids->pdata);
}

static char *
search (const MmsProgram *program, MmsMemory memory, gboolean reduce, Outcome *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, reduce, &error);

  g_assert_no_error (error);
  outcome_init (outcome, machine, NULL);
  g_assert_cmpint (outcome->bound, ==, MMS_BOUND_NONE);
  return list_alarms (machine, outcome);
}

/* (transfer full): of the first line: sc: D02; tso: …; weak: … */
static char *
get_expected (const char *text, MmsMemory memory)
{
  g_autofree char *head = g_strdup_printf ("%s: ", mms_memory_get_name (memory));
  const char *begin = strstr (text, head);

  g_assert_nonnull (begin);
  begin += strlen (head);
  return g_strndup (begin, strcspn (begin, ";*\n"));
}

static void
test_file (gconstpointer path)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  mms_language_add_text (language, "search.lazy", text, -1);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_DONE);
  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_auto (Outcome) full = { 0 };
      g_auto (Outcome) reduced = { 0 };
      g_autofree char *in_full = search (program, memory, FALSE, &full);
      g_autofree char *in_reduced = search (program, memory, TRUE, &reduced);
      g_autofree char *expected = get_expected (text, memory);

      g_strchomp (expected);
      if (!g_str_equal (in_full, expected) || !g_str_equal (in_reduced, expected)
          || !outcome_is_subset (&full, &reduced) || !outcome_is_subset (&reduced, &full))
        {
          g_test_message ("%s: expected %s; full %s, %u ends; reduced %s, %u ends",
                          mms_memory_get_name (memory), expected, in_full,
                          g_hash_table_size (full.ends), in_reduced, g_hash_table_size (reduced.ends));
          g_test_fail ();
        }
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  int result;

  g_test_init (&argc, &argv, NULL);
  for (int i = 1; i < argc; i++)
    g_ptr_array_add (paths, g_strdup (argv[i]));
  folder = g_build_filename (g_getenv ("MMSCOPE_WRONG_DIR"), "..", "searches", NULL);
  dir = argc > 1 ? NULL : g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (paths->pdata[i]);
      g_autofree char *test = g_strdup_printf ("/sim/searches/%s", base);

      g_test_add_data_func (test, paths->pdata[i], test_file);
    }
  result = g_test_run ();
  return result;
}
