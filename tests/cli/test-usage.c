/* test-usage.c - help, version, wrong arguments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>

static const char *const commands[] = { "check", "info", "tracks", "render" };

static void
test_version (void)
{
  g_autoptr (Run) run = run_program ("--version", NULL);

  assert_status (run, 0);
  g_assert_cmpstr (run->out, ==, "mmscope " MMSCOPE_VERSION "\n");
  g_assert_cmpstr (run->err, ==, "");
}

static void
test_help (void)
{
  g_autoptr (Run) overall = run_program ("--help", NULL);

  assert_status (overall, 0);
  assert_contains (overall->out, "mmscope [OPTION…] [FILE]");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (Run) run = run_program (commands[i], "--help", NULL);
      g_autofree char *usage = g_strdup_printf ("mmscope %s [OPTION…] FILE", commands[i]);

      assert_status (run, 0);
      g_assert_cmpstr (run->err, ==, "");
      assert_contains (run->out, usage);
      assert_contains (overall->out, commands[i]);
    }
}

static void
test_every_command_refuses (void)
{
  g_autofree char *file = find_capture ("stock/quiet.dat");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (Run) no_file = run_program (commands[i], NULL);
      g_autoptr (Run) no_option = run_program (commands[i], "--frobnicate", file, NULL);
      g_autofree char *hint = g_strdup_printf ("mmscope %s --help", commands[i]);

      assert_status (no_file, 2);
      g_assert_cmpstr (no_file->out, ==, "");
      assert_contains (no_file->err, hint);
      assert_status (no_option, 2);
      assert_contains (no_option->err, "--frobnicate");
      g_assert_true (g_str_has_prefix (no_option->err, "mmscope: "));
    }
}

static void
test_one_file (void)
{
  g_autofree char *file = find_capture ("stock/quiet.dat");
  g_autoptr (Run) info = run_program ("info", file, file, NULL);
  g_autoptr (Run) tracks = run_program ("tracks", file, file, NULL);
  g_autoptr (Run) unknown = run_program ("chekc", file, NULL);

  assert_status (info, 2);
  assert_status (tracks, 2);
  assert_status (unknown, 2);
  assert_contains (unknown->err, "chekc");
}

static void
test_check_options (void)
{
  g_autofree char *file = find_capture ("stock/quiet.dat");
  g_autoptr (Run) severity = run_program ("check", "--severity", "awful", file, NULL);
  g_autoptr (Run) ignore = run_program ("check", "--ignore", "nonsense", file, NULL);
  g_autoptr (Run) other_version = run_program ("check", "--ignore", "D99", file, NULL);

  assert_status (severity, 2);
  assert_contains (severity->err, "awful");
  assert_status (ignore, 2);
  assert_contains (ignore->err, "nonsense");
  assert_status (other_version, 0);
  assert_contains (other_version->err, "D99");
}

static void
test_help_to_full_disk (void)
{
  g_autoptr (Run) run = run_shell ("\"$MMSCOPE\" --help > /dev/full");

  assert_status (run, 3);
  assert_contains (run->err, "No space left");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/usage/version", test_version);
  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/usage/refuses", test_every_command_refuses);
  g_test_add_func ("/cli/usage/one-file", test_one_file);
  g_test_add_func ("/cli/usage/check-options", test_check_options);
  g_test_add_func ("/cli/usage/full-disk", test_help_to_full_disk);
  return g_test_run ();
}
