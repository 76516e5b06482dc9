/* test-witnesses.c - the traces of samples/witnesses have in them what the table says, and are up to date
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

enum
{
  FILE_NAME,
  SCENARIO,
  SCHEME,
  MEMORY,
  OPTIONS,
  FINDS,
  N_COLUMNS
};

static char *
find_witness (const char *name)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "witnesses", name, NULL);
}

/* @finds: "D30 D02"; "safe D31" where nothing above information is found */
static void
check_findings (const char *path, const char *finds)
{
  g_autoptr (Run) run = run_program ("check", "--json", path, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) words = g_strsplit (finds, " ", -1);
  gboolean is_safe = g_str_equal (words[0], "safe");
  json_object *answer;
  json_object *findings;

  assert_status (run, is_safe ? 0 : 1);
  answer = json_tokener_parse (run->out);
  g_assert_nonnull (answer);
  findings = json_object_object_get (answer, "findings");
  for (gsize i = 0; i < json_object_array_length (findings); i++)
    {
      json_object *finding = json_object_array_get_idx (findings, i);

      g_hash_table_add (ids, (gpointer) json_object_get_string (json_object_object_get (finding, "id")));
      if (is_safe)
        g_assert_cmpstr (json_object_get_string (json_object_object_get (finding, "severity")), ==, "info");
    }
  for (guint i = is_safe; words[i] != NULL; i++)
    {
      if (!g_hash_table_contains (ids, words[i]))
        g_test_message ("%s is not found", words[i]);
      g_assert_true (g_hash_table_contains (ids, words[i]));
    }
  json_object_put (answer);
}

/* The same command gives the same file. Of several shortest runs one thread always finds the same. */
static void
check_bytes (char **columns, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = make_file (columns[FILE_NAME], "", 0);
  g_autofree char *command = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;
  g_autoptr (Run) run = NULL;

  command = g_strdup_printf ("\"$MMSCOPE\" %s %s --scheme %s --memory %s %s -o '%s'",
                             strstr (columns[OPTIONS], "--seed") != NULL ? "simulate" : "explore",
                             columns[SCENARIO], columns[SCHEME], columns[MEMORY],
                             g_str_equal (columns[OPTIONS], "-") ? "" : columns[OPTIONS], again);
  run = run_shell (command);
  assert_status (run, g_str_has_prefix (columns[FINDS], "safe") ? 0 : 1);
  g_file_get_contents (path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (again, &text, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_equal (text, expected))
    g_test_message ("%s: written anew it is different: samples/witnesses/write.sh", columns[FILE_NAME]);
  g_assert_true (g_str_equal (text, expected));
}

static void
test_witness (gconstpointer data)
{
  g_auto (GStrv) columns = g_strsplit (data, "\t", -1);
  g_autofree char *path = find_witness (columns[FILE_NAME]);

  check_findings (path, columns[FINDS]);
  check_bytes (columns, path);
}

/* What is read by people has the same files, scenarios and ids in it. */
static void
test_readme (gconstpointer data)
{
  char **lines = (char **) data;
  g_autofree char *path = find_witness ("README.md");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = NULL;
      g_autofree char *cells = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      columns = g_strsplit (lines[i], "\t", -1);
      cells = g_strdup_printf ("| `%s %s --scheme %s --memory %s%s%s` | %s |",
                               strstr (columns[OPTIONS], "--seed") != NULL ? "simulate" : "explore",
                               columns[SCENARIO], columns[SCHEME], columns[MEMORY],
                               g_str_equal (columns[OPTIONS], "-") ? "" : " ",
                               g_str_equal (columns[OPTIONS], "-") ? "" : columns[OPTIONS], columns[FINDS]);
      assert_contains (text, columns[FILE_NAME]);
      assert_contains (text, cells);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  path = find_witness ("witnesses.tsv");
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  g_test_add_data_func ("/witnesses/readme", lines, test_readme);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
      g_autofree char *name = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (columns), ==, N_COLUMNS);
      name = g_strdup_printf ("/witnesses/%s", columns[FILE_NAME]);
      g_test_add_data_func (name, lines[i], test_witness);
    }
  result = g_test_run ();
  remove_files ();
  return result;
}
