/* test-language-manual.c - every example of samples/LANGUAGE.md compiles
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "texts.h"

/* What the examples take for granted: those that say `cpus` themselves take nothing. */
static const char frame[]
    = "cpus 2;\n"
      "struct mm { refcount int mm_users = 1; refcount int mm_count = 1; cpumask mm_cpumask; }\n"
      "struct task { mm *mm; holder mm *active_mm; int on_cpu; }\n"
      "percpu rq { task *curr; int lock; }\n"
      "mm A; task sh { mm = A; cpu = 0; }\n"
      "void borrow(task *prev, task *next) { }\n"
      "void give_back(task *prev) { }\n"
      "void last_user_gone(mm *mm) { free_mm(mm); }\n"
      "void mmdrop(mm *mm) { if (atomic_dec_and_test(&mm->mm_count)) last_user_gone(mm); }\n"
      "void teardown(mm *mm) { teardown_use: use(mm); teardown_scan: smp_mb(); teardown_put: "
      "mmdrop(mm); }\n"
      "cpu 0 { teardown(A); borrow(idle0, sh); give_back(idle0); }\n";

static const char statement_frame[]
    = "percpu rq { hazard mm *lazy_mm; } struct mm { ghost int owners; } int shared; int ring[4];\n";

static char *
make_program (const char *example, gboolean is_statements)
{
  if (is_statements)
    return g_strconcat (frame, statement_frame, "void example(void) {\n", example,
                        "}\ncpu 1 { example(); }\n", NULL);
  return g_strconcat (strstr (example, "cpus ") != NULL ? "" : frame, example, NULL);
}

/* One that includes the kernel is a whole scheme, and goes through a scenario of the library. */
static char *
describe_scheme (const char *example)
{
  g_autoptr (MmsLanguage) language = mms_language_new (g_getenv ("MMSCOPE_SAMPLES_DIR"));
  g_autoptr (MmsProgram) program = NULL;

  mms_language_add_text (language, "mine.lazy", example, -1);
  mms_language_add_text (language, "run.lazy", "include \"SC02.lazy\";\n", -1);
  if (mms_language_compile (language, &program) != MMS_LANGUAGE_DONE)
    return mms_language_describe (language);
  return texts_find (program, MMS_MEMORY_WEAK);
}

static void
test_examples (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "LANGUAGE.md", NULL);
  g_autofree char *manual = NULL;
  g_auto (GStrv) lines = NULL;
  GString *example = NULL;
  gboolean is_statements = FALSE;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  lines = g_strsplit (manual, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (example == NULL && g_str_has_prefix (lines[i], "```c"))
      {
        example = g_string_new (NULL);
        is_statements = g_str_equal (lines[i], "```c statements");
      }
    else if (example != NULL && g_str_equal (lines[i], "```"))
      {
        g_autofree char *text = make_program (example->str, is_statements);
        g_autofree char *problems = strstr (text, "include \"kernel.lazy\"") != NULL
                                        ? describe_scheme (example->str)
                                        : texts_describe (text);

        if (*problems != '\0')
          g_test_message ("the example before line %u: %s", i + 1, problems);
        g_assert_cmpstr (problems, ==, "");
        g_string_free (g_steal_pointer (&example), TRUE);
        n++;
      }
    else if (example != NULL)
      g_string_append_printf (example, "%s\n", lines[i]);
  g_assert_cmpuint (n, >=, 12);
}

/* The manual's first claim */
static void
test_claim (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "LANGUAGE.md", NULL);
  g_autofree char *manual = NULL;
  g_autofree char *example = NULL;
  const char *start;

  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  start = strstr (manual, "```c\n") + strlen ("```c\n");
  example = g_strndup (start, (gsize) (strstr (start, "```") - start));
  for (MmsMemory memory = 0; memory < MMS_N_MEMORIES; memory++)
    {
      g_autoptr (MmsProgram) whole = texts_compile (example);
      g_autoptr (MmsProgram) without = texts_compile_edited (example, "without fence");
      g_autofree char *found = texts_find (whole, memory);
      g_autofree char *found_without = texts_find (without, memory);

      g_assert_cmpstr (found, ==, "");
      g_assert_cmpstr (found_without, ==, memory == MMS_MEMORY_SC ? "" : "WARN");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manual/examples", test_examples);
  g_test_add_func ("/manual/claim", test_claim);
  return g_test_run ();
}
