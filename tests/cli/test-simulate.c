/* test-simulate.c - mmscope simulate and list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>
#include <unistd.h>

static void
test_list (void)
{
  g_autoptr (Run) run = run_program ("list", NULL);
  g_autoptr (Run) json = run_program ("list", "--json", NULL);
  g_autoptr (Run) extra = run_program ("list", "S1", NULL);
  g_autoptr (Run) none = run_shell ("MMSCOPE_SAMPLES=/nonexistent \"$MMSCOPE\" list");
  const char *s9;
  const char *s10;

  assert_status (run, 0);
  assert_contains (run->out, "Schemes\n");
  assert_contains (run->out, "\n  SC02       lazy-k2k-after-teardown");
  assert_contains (run->out, "\nLitmus tests\n");
  /* Numbers are numbers, and what only others include is no scheme. */
  s9 = strstr (run->out, "\n  S9 ");
  s10 = strstr (run->out, "\n  S10 ");
  g_assert_nonnull (s9);
  g_assert_true (s9 < s10);
  g_assert_null (strstr (run->out, "  kernel "));
  assert_status (json, 0);
  assert_contains (json->out, "\"id\": \"S6g\"");
  assert_status (extra, 2);
  assert_status (none, 3);
}

/* A run that is written is the same that is checked, and the same each time. */
static void
test_trace (void)
{
  g_autofree char *path = make_file ("run.json", "", 0);
  g_autoptr (Run) run = run_program ("simulate", "SC02", "--scheme", "S6g", "--memory", "tso", "--seed",
                                     "2", "-o", path, NULL);
  g_autoptr (Run) piped = run_program ("simulate", "lazy-k2k-after-teardown", "-s", "s6g", "-m", "tso",
                                       "--seed=2", "-o", "-", NULL);
  g_autoptr (Run) check = run_program ("check", path, NULL);
  g_autoptr (Run) info = run_program ("info", path, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, piped->out);
  g_assert_true (g_str_has_prefix (text, "{\"mmscope\":1,\"source\":\"simulator\""));
  g_assert_cmpint (run->status, ==, check->status);
  g_assert_cmpint (run->status, ==, piped->status);
  g_assert_true (run->status <= 1);
  assert_contains (run->out, "S6g SC02 tso: ");
  assert_contains (info->out, "memory    tso\n");
  assert_contains (info->out, "scenario  SC02\n");
  assert_contains (info->out, "kernel.lazy");
  g_assert_null (strstr (info->out, "SPDX"));
}

static void
test_steps (void)
{
  g_autoptr (Run) run = run_program ("simulate", "SC02", "--scheme=S1", "--max-steps=10", NULL);

  assert_status (run, 4);
  assert_contains (run->err, "cut short after 10 steps");
}

/* A file that has all in it needs no scheme. */
static void
test_file (void)
{
  static const char text[] = "scenario T \"t\" \"A test\";\n"
                             "cpus 2;\n"
                             "int x, y;\n"
                             "cpu 0 { WRITE_ONCE(x, 1); forbid D40 (y) \"y came first\"; }\n"
                             "cpu 1 { WRITE_ONCE(y, 1); }\n";
  static const char wrong[] = "cpus 2;\ncpu 0 { WRITE_ONCE(z, 1); }\n";
  g_autofree char *path = make_file ("test.lazy", text, strlen (text));
  g_autofree char *bad = make_file ("wrong.lazy", wrong, strlen (wrong));
  gboolean is_found = FALSE;
  gboolean is_missed = FALSE;
  g_autoptr (Run) broken = run_program ("simulate", bad, NULL);

  for (guint seed = 1; seed < 20; seed++)
    {
      g_autofree char *word = g_strdup_printf ("--seed=%u", seed);
      g_autoptr (Run) run = run_program ("simulate", path, word, NULL);

      is_found = is_found || (run->status == 1 && strstr (run->out, "y came first") != NULL);
      is_missed = is_missed || run->status == 0;
    }
  g_assert_true (is_found);
  g_assert_true (is_missed);
  assert_status (broken, 3);
  assert_contains (broken->err, "wrong.lazy:2:");
}

static void
test_usage (void)
{
  static const char *const arguments[][4] = {
    { NULL },
    { "SC02", "SC03", NULL },
    { "SC02", "--scheme=S99", NULL },
    { "SC99", "--scheme=S1", NULL },
    { "SC02", "--scheme=S1", "--memory=strong" },
    { "SC02", "--scheme=S1", "--arch=vax" },
    { "SC02", "--scheme=S1", "--max-steps=0" },
    { "SC12", "--scheme=S1", NULL }, /* which is for x86 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      const char *const *words = arguments[i];
      g_autoptr (Run) run
          = run_program ("simulate", words[0], words[0] != NULL ? words[1] : NULL,
                         words[0] != NULL && words[1] != NULL ? words[2] : NULL, NULL);

      assert_status (run, 2);
      g_assert_cmpstr (run->out, ==, "");
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulate/list", test_list);
  g_test_add_func ("/simulate/trace", test_trace);
  g_test_add_func ("/simulate/steps", test_steps);
  g_test_add_func ("/simulate/file", test_file);
  g_test_add_func ("/simulate/usage", test_usage);
  status = g_test_run ();
  remove_files ();
  return status;
}
