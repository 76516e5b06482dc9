/* test-claims.c - what samples/CLAIMS.md says is what mmscope explore finds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <json-c/json.h>
#include <string.h>

static gboolean
has_id (json_object *ids, const char *id)
{
  for (gsize i = 0; i < json_object_array_length (ids); i++)
    if (g_str_equal (json_object_get_string (json_object_array_get_idx (ids, i)), id))
      return TRUE;
  return FALSE;
}

/* @finds: "safe", "violated D41", "safe +D31", "violated -WARN" */
static void
check_answer (const char *out, const char *finds)
{
  json_object *answer = json_tokener_parse (out);
  g_auto (GStrv) words = g_strsplit (finds, " ", -1);
  json_object *detectors;
  json_object *information;

  g_assert_nonnull (answer);
  g_assert_cmpstr (json_object_get_string (json_object_object_get (answer, "verdict")), ==, words[0]);
  detectors = json_object_object_get (answer, "detectors");
  information = json_object_object_get (answer, "information");
  for (guint i = 1; words[i] != NULL; i++)
    {
      const char *id = words[i] + (words[i][0] == '+' || words[i][0] == '-');

      if (words[i][0] == '-')
        g_assert_false (has_id (detectors, id) || has_id (information, id));
      else
        g_assert_true (has_id (words[i][0] == '+' ? information : detectors, id));
    }
  json_object_put (answer);
}

/* `SC18 --scheme S4p --memory weak` → safe */
static void
check_command (const char *claim, const char *command, const char *finds)
{
  g_autofree char *line = g_strdup_printf ("\"$MMSCOPE\" explore %s --json", command);
  g_autoptr (Run) run = run_shell (line);

  g_test_message ("%s: %s: %s", claim, command, finds);
  if (run->status > 2)
    g_test_message ("%s", run->err);
  g_assert_cmpint (run->status, <=, 2);
  check_answer (run->out, finds);
}

static void
test_claims (gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "CLAIMS.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  guint first = GPOINTER_TO_UINT (data);
  guint n_claims = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = NULL;
      g_auto (GStrv) commands = NULL;

      if (!g_str_has_prefix (lines[i], "| C"))
        continue;
      n_claims++;
      if (n_claims % 5 != first)
        continue;
      columns = g_strsplit (lines[i], " | ", 5);
      g_assert_cmpuint (g_strv_length (columns), ==, 5);
      if (g_str_equal (columns[3], "–"))
        continue;
      commands = g_strsplit (columns[3], "<br>", -1);
      for (guint j = 0; commands[j] != NULL; j++)
        {
          g_auto (GStrv) parts = g_strsplit (commands[j] + 1, "` → ", 2);

          g_assert_cmpuint (g_strv_length (parts), ==, 2);
          check_command (columns[0] + 2, parts[0], parts[1]);
        }
    }
  g_assert_cmpuint (n_claims, ==, 65);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("/claims/%u", i);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_claims);
    }
  return g_test_run ();
}
