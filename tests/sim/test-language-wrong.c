/* test-language-wrong.c - what is said of wrong texts: each NAME.lazy of a folder beside its
 * NAME.expected
 *
 * With MMSCOPE_UPDATE set in the environment it writes what it finds instead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/language.h"

static char *
describe (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  mms_language_add_text (language, name, text, -1);
  g_assert_cmpint (mms_language_compile (language, &program), ==, MMS_LANGUAGE_WRONG);
  return mms_language_describe (language);
}

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".lazy"));
  g_autofree char *expected_path = g_strconcat (stem, ".expected", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *found = describe (path);

  if (g_getenv ("MMSCOPE_UPDATE") != NULL)
    g_assert_true (g_file_set_contents (expected_path, found, -1, NULL));
  g_assert_true (g_file_get_contents (expected_path, &expected, NULL, NULL));
  g_assert_cmpstr (found, ==, expected);
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("MMSCOPE_WRONG_DIR");
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (entries);
  while ((name = g_dir_read_name (entries)) != NULL)
    if (g_str_has_suffix (name, ".lazy"))
      {
        g_autofree char *test = g_strconcat ("/wrong/", name, NULL);

        g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), test_file, g_free);
        n++;
      }
  g_assert_cmpuint (n, >, 10);
  return g_test_run ();
}
