/* test-litmus.c - the machine against the table of litmus tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * samples/litmus/expected.tsv says what comes out of each test under each memory model, and what the
 * kernel's own model says.
 */

#include <string.h>

#include "sim/litmus-answer.h"

/* More than any of them needs */
static const MmsOutcomeLimits limits = { .max_states = 20000000 };

typedef struct
{
  char *path;
  MmsMemory memory;
  char *expected;
} Case;

static void
free_case (gpointer data)
{
  Case *c = data;

  g_free (c->path);
  g_free (c->expected);
  g_free (c);
}

static char *
get_folder (void)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "litmus", NULL);
}

static MmsLitmus *
read_litmus (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = g_path_get_basename (path);
  gsize length;
  MmsLitmus *litmus;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  litmus = mms_litmus_read (name, text, length, &error);
  g_assert_no_error (error);
  return litmus;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsLitmus) litmus = read_litmus (c->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsLitmusAnswer) answer = mms_litmus_answer (litmus, c->memory, &limits, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (answer->is_complete);
  g_assert_false (answer->is_narrow);
  g_assert_false (answer->is_broken);
  g_assert_false (answer->is_stuck);
  for (guint i = 0; i < answer->n_ends; i++)
    {
      g_autofree char *end = mms_litmus_answer_format_end (litmus, answer, i);

      g_test_message ("%s%s", end, g_array_index (answer->holds, gboolean, i) ? " *" : "");
    }
  g_test_message ("%" G_GUINT64_FORMAT " states", answer->n_states);
  g_assert_cmpstr (mms_answer_word_get_name (answer->word), ==, c->expected);
}

static MmsOutcomes *
find_outcomes (const MmsLitmus *litmus, MmsMemory memory, gboolean reduce)
{
  const MmsOutcomeLimits few = { .max_states = 100000 };
  g_autoptr (MmsMachine) machine = mms_machine_new (litmus->program, memory,
                                                    MAX (litmus->n_entries, 1), reduce, NULL);
  g_autofree guint *locations = g_new0 (guint, litmus->places->len);

  for (guint i = 0; i < litmus->places->len; i++)
    locations[i] = g_array_index (litmus->places, MmsLitmusPlace, i).location;
  return mms_outcomes_find (machine, locations, litmus->places->len, &few, NULL);
}

static gboolean
has_end (const MmsOutcomes *outcomes, const gint16 *end)
{
  for (guint i = 0; i < outcomes->n_ends; i++)
    if (memcmp (mms_outcomes_get_end (outcomes, i), end, outcomes->n_values * sizeof *end) == 0)
      return TRUE;
  return FALSE;
}

/* Steps that are taken together change nothing about the ends, and what happens under a model happens
 * under every weaker one. */
static void
test_ends (gconstpointer data)
{
  g_autoptr (MmsLitmus) litmus = read_litmus (data);
  g_autoptr (MmsOutcomes) stronger = NULL;

  for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      MmsOutcomes *reduced = find_outcomes (litmus, (MmsMemory) memory, TRUE);
      g_autoptr (MmsOutcomes) full = find_outcomes (litmus, (MmsMemory) memory, FALSE);

      g_assert_true (reduced->is_complete);
      for (guint i = 0; i < full->n_ends; i++)
        g_assert_true (has_end (reduced, mms_outcomes_get_end (full, i)));
      for (guint i = 0; full->is_complete && i < reduced->n_ends; i++)
        g_assert_true (has_end (full, mms_outcomes_get_end (reduced, i)));
      for (guint i = 0; stronger != NULL && i < stronger->n_ends; i++)
        g_assert_true (has_end (reduced, mms_outcomes_get_end (stronger, i)));
      if (!full->is_complete)
        g_test_message ("%s: too many states to compare", mms_memory_get_name ((MmsMemory) memory));
      g_clear_pointer (&stronger, mms_outcomes_free);
      stronger = reduced;
    }
}

static void
add_row (const char *folder, char **cells)
{
  g_autofree char *file = g_strconcat (cells[0], ".litmus", NULL);

  for (guint i = 0; i < MMS_N_MEMORIES; i++)
    {
      Case *c = g_new0 (Case, 1);
      g_autofree char *path = g_strdup_printf ("/litmus/%s/%s", cells[0],
                                               mms_memory_get_name ((MmsMemory) i));

      c->path = g_build_filename (folder, file, NULL);
      c->memory = (MmsMemory) i;
      c->expected = g_strdup (cells[1 + i]);
      g_test_add_data_func_full (path, c, test_case, free_case);
    }
  {
    g_autofree char *path = g_strdup_printf ("/litmus/%s/ends", cells[0]);

    g_test_add_data_func_full (path, g_build_filename (folder, file, NULL), test_ends, g_free);
  }
}

/* Where the weak machine and the kernel's model differ, the machine is the stronger one: it says Never
 * where not all CPUs need agree on when a store is visible. */
static void
test_differences (void)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = g_build_filename (folder, "expected.tsv", NULL);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 5);
      /* What a stronger model has, a weaker one has too. */
      if (g_str_equal (cells[1], "Sometimes"))
        g_assert_cmpstr (cells[2], ==, "Sometimes");
      if (g_str_equal (cells[2], "Sometimes"))
        g_assert_cmpstr (cells[3], ==, "Sometimes");
      if (g_str_equal (cells[3], "Sometimes"))
        g_assert_cmpstr (cells[4], ==, "Sometimes");
      n += !g_str_equal (cells[3], cells[4]);
    }
  g_assert_cmpuint (n, >, 0);
}

/* No file without a row. */
static void
test_files (void)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = g_build_filename (folder, "expected.tsv", NULL);
  g_autofree char *table = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".litmus"))
      {
        g_autofree char *row = g_strdup_printf ("\n%.*s\t", (int) strlen (name) - 7, name);
        g_autofree char *file = g_build_filename (folder, name, NULL);
        g_autoptr (MmsLitmus) litmus = read_litmus (file);
        g_autofree char *start = g_strconcat (litmus->name, ".litmus", NULL);

        g_assert_nonnull (strstr (table, row));
        g_assert_cmpstr (start, ==, name);
      }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = get_folder ();
  path = g_build_filename (folder, "expected.tsv", NULL);
  g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      add_row (folder, cells);
    }
  g_test_add_func ("/litmus/table", test_differences);
  g_test_add_func ("/litmus/files", test_files);
  return g_test_run ();
}
