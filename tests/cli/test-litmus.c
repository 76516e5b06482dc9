/* test-litmus.c - litmus tests: mmscope explore, mmscope convert
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>
#include <unistd.h>

static char *
find_test (const char *name)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "litmus", name, NULL);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *name;
    const char *memory;
    const char *out;
  } answers[] = {
    { "SB.litmus", "sc",
      "0:r0=0; 1:r0=1;\n0:r0=1; 1:r0=0;\n0:r0=1; 1:r0=1;\nPositive: 0 Negative: 3\nNever\n" },
    { "SB.litmus", "tso",
      "0:r0=0; 1:r0=0;\n0:r0=0; 1:r0=1;\n0:r0=1; 1:r0=0;\n0:r0=1; 1:r0=1;\n"
      "Positive: 1 Negative: 3\nSometimes\n" },
    { "INC.litmus", "weak", "c=2;\nPositive: 1 Negative: 0\nAlways\n" },
    { "TRYLOCK.litmus", "weak",
      "0:r0=0; 1:r0=1;\n0:r0=1; 1:r0=0;\nPositive: 2 Negative: 0\nNever\n" },
    { "MP+wmb+addr.litmus", "sc",
      "1:r0=z; 1:r1=0;\n1:r0=x; 1:r1=1;\nPositive: 0 Negative: 2\nNever\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = find_test (answers[i].name);
      g_autoptr (Run) run = run_program ("explore", path, "--memory", answers[i].memory, NULL);

      assert_status (run, 0);
      g_assert_cmpstr (run->out, ==, answers[i].out);
      g_assert_cmpstr (run->err, ==, "");
    }
}

static void
test_json (void)
{
  g_autofree char *path = find_test ("MP.litmus");
  g_autoptr (Run) run = run_program ("explore", path, "--memory", "weak", "--json", NULL);

  assert_status (run, 0);
  assert_contains (run->out, "\"answer\": \"Sometimes\"");
  assert_contains (run->out, "\"complete\": true");
  assert_contains (run->out, "\"1:r0=1; 1:r1=0;\"");
}

/* The place, its line, and a mark below. */
static void
test_wrong (void)
{
  static const char text[] = "C t\n{}\nP0(int *x)\n{\n\tint r = READ_ONCE(x);\n}\nexists (x=0)\n";
  g_autofree char *path = make_file ("wrong.litmus", text, strlen (text));
  g_autoptr (Run) run = run_program ("explore", path, NULL);

  assert_status (run, 3);
  g_assert_cmpstr (run->out, ==, "");
  assert_contains (run->err, "wrong.litmus:5:20: expected '*' and a pointer, not 'x'");
  assert_contains (run->err, "int r = READ_ONCE(x);");
}

/* What was written is a test, and what was seen can be seen. */
static void
test_convert (void)
{
  g_autofree char *in = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "simulated",
                                          "memory.json", NULL);
  g_autofree char *out = make_file ("memory.litmus", "", 0);
  g_autoptr (Run) run = run_program ("convert", in, out, NULL);
  g_autoptr (Run) again = NULL;
  g_autoptr (Run) part = NULL;
  g_autoptr (Run) outside = NULL;
  g_autoptr (Run) json = NULL;

  assert_status (run, 0);
  again = run_program ("explore", out, "--memory", "tso", NULL);
  assert_status (again, 0);
  assert_contains (again->out, "Sometimes\n");

  /* Only one CPU does anything there. */
  part = run_program ("convert", in, out, "--first", "1", "--last", "8", NULL);
  assert_status (part, 3);
  outside = run_program ("convert", in, out, "--first", "10", "--last", "9", NULL);
  assert_status (outside, 2);
  json = run_program ("convert", in, "--to", "json", "--first", "2", "-", NULL);
  assert_status (json, 2);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/litmus/answers", test_answers);
  g_test_add_func ("/litmus/json", test_json);
  g_test_add_func ("/litmus/wrong", test_wrong);
  g_test_add_func ("/litmus/convert", test_convert);
  status = g_test_run ();
  remove_files ();
  return status;
}
