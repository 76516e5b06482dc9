/* test-convert.c - mmscope convert
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLEAN  "stock/quiet.dat"
#define FAULTY "patched/hazard_skip-exit.dat"

/* (transfer full): where an output may go, nothing there */
static char *
make_target (const char *name)
{
  char *path = make_file (name, "", 0);

  unlink (path);
  return path;
}

static char *
read_file (const char *path)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Nothing stays behind beside @path, whatever became of it. */
static void
assert_no_remains (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_suffix (name, "~"));
}

/* All that the commands say about the trace is the same afterwards. */
static void
test_round_trip (void)
{
  static const char *const commands[] = { "tracks", "check" };
  g_autofree char *in = find_capture (FAULTY);
  g_autofree char *out = make_target ("trace.json");
  g_autofree char *again = make_target ("again.json");
  g_autoptr (Run) run = run_program ("convert", in, out, NULL);
  g_autoptr (Run) second = run_program ("convert", out, again, NULL);
  g_autoptr (Run) info = run_program ("info", out, NULL);
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;

  assert_status (run, 0);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_cmpstr (run->err, ==, "");
  assert_status (second, 0);
  assert_contains (info->out, "from      trace.dat 7\n");
  first_text = read_file (out);
  second_text = read_file (again);
  g_assert_cmpstr (first_text, ==, second_text);
  g_assert_true (g_str_has_prefix (
      first_text, "{\"mmscope\":1,\"source\":\"capture\",\"from\":\"trace.dat"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (Run) a = run_program (commands[i], in, NULL);
      g_autoptr (Run) b = run_program (commands[i], out, NULL);
      const char *end_a = strrchr (a->out, ':');

      g_assert_cmpint (a->status, ==, b->status);
      /* The last line of check begins with the file's name. */
      if (i == 1)
        g_assert_cmpstr (end_a, ==, strrchr (b->out, ':'));
      else
        g_assert_cmpstr (a->out, ==, b->out);
    }
  assert_no_remains (out);
}

static void
test_chrome (void)
{
  g_autofree char *in = find_capture (CLEAN);
  g_autofree char *out = make_target ("trace.Chrome.JSON");
  g_autoptr (Run) run = run_program ("convert", in, out, NULL);
  g_autofree char *direct = make_target ("direct.json");
  g_autofree char *around = make_target ("around.json");
  g_autoptr (Run) once = run_program ("convert", in, direct, NULL);
  g_autoptr (Run) back = run_program ("convert", out, around, NULL);
  g_autofree char *text = read_file (out);
  g_autofree char *wanted = read_file (direct);
  g_autofree char *got = read_file (around);

  assert_status (run, 0);
  g_assert_true (g_str_has_prefix (text, "{\"displayTimeUnit\""));
  assert_status (once, 0);
  assert_status (back, 0);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_pipes (void)
{
  g_autofree char *in = find_capture (CLEAN);
  g_autofree char *command
      = g_strdup_printf ("\"$MMSCOPE\" convert --to json '%s' - "
                         "| \"$MMSCOPE\" convert --to chrome - - | tail -n 1", in);
  g_autofree char *early
      = g_strdup_printf ("\"$MMSCOPE\" convert --to json '%s' - | head -n 1", in);
  g_autoptr (Run) run = run_shell (command);
  g_autoptr (Run) cut = run_shell (early);

  assert_status (run, 0);
  g_assert_cmpstr (run->out, ==, "]}\n");
  assert_status (cut, 0);
  g_assert_cmpstr (cut->err, ==, "");
}

static void
test_usage (void)
{
  static const char *const arguments[][4] = {
    { "a.json", NULL },           { "a", "b.txt", NULL },        { "a", "-", NULL },
    { "a", "b.json", "c", NULL }, { "--to=svg", "a", "b", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_autoptr (Run) run = run_program ("convert", arguments[i][0], arguments[i][1],
                                         arguments[i][1] != NULL ? arguments[i][2] : NULL, NULL);

      assert_status (run, 2);
      assert_contains (run->err, "convert --help");
    }
}

static void
test_same_file (void)
{
  static const char text[] = "{\"mmscope\":1}\n{\"ev\":\"e\",\"cpu\":0}\n{\"ev\":\n";
  g_autofree char *path = make_file ("same.json", text, strlen (text));
  g_autoptr (Run) run = run_program ("convert", path, path, NULL);
  g_autofree char *kept = read_file (path);

  assert_status (run, 2);
  g_assert_cmpstr (kept, ==, text);
}

/* What was there stays if nothing takes its place. */
static void
test_unreadable (void)
{
  g_autofree char *in = make_file ("in.dat", "nothing", 7);
  g_autofree char *out = make_file ("kept.json", "kept", 4);
  g_autoptr (Run) run = run_program ("convert", in, out, NULL);
  g_autofree char *kept = read_file (out);

  assert_status (run, 3);
  g_assert_cmpstr (kept, ==, "kept");
  assert_no_remains (out);
}

static void
test_unwritable (void)
{
  g_autofree char *in = find_capture (CLEAN);
  g_autoptr (Run) run = run_program ("convert", in, "/nonexistent/x.json", NULL);
  g_autoptr (Run) folder = run_program ("convert", "--to=json", in, "/", NULL);
  g_autoptr (Run) full = run_program ("convert", "--to=json", in, "/dev/full", NULL);

  assert_status (run, 3);
  assert_contains (run->err, "cannot be written: No such file");
  assert_status (folder, 3);
  assert_status (full, 3);
  assert_contains (full->err, "No space left");
  g_assert_true (is_there ("/dev/full"));
}

static void
test_damaged (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autofree char *data = NULL;
  g_autofree char *in = NULL;
  g_autofree char *out = make_target ("damaged.json");
  g_autofree char *text = NULL;
  g_autoptr (Run) run = NULL;
  g_autoptr (Run) info = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  in = make_file ("cut.dat", data, length * 9 / 10);
  run = run_program ("convert", in, out, NULL);
  assert_status (run, 4);
  g_assert_cmpuint (strlen (run->err), >, 0);
  text = read_file (out);
  assert_contains (text, "\"damage\":true");
  assert_contains (text, "\"ev\":");
  /* What is missing is missing there, too. */
  info = run_program ("info", out, NULL);
  assert_status (info, 4);
}

/* It replaces what a link leads to, not the link, and keeps the modes. */
static void
test_replaces (void)
{
  g_autofree char *in = find_capture (CLEAN);
  g_autofree char *out = make_file ("there.json", "old", 3);
  g_autofree char *link = make_target ("link.json");
  g_autofree char *text = NULL;
  g_autoptr (Run) run = NULL;
  struct stat status;

  g_assert_cmpint (chmod (out, 0600), ==, 0);
  g_assert_cmpint (symlink (out, link), ==, 0);
  run = run_program ("convert", in, link, NULL);
  assert_status (run, 0);
  text = read_file (out);
  g_assert_true (g_str_has_prefix (text, "{\"mmscope\""));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (stat (out, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  unlink (link);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convert/round-trip", test_round_trip);
  g_test_add_func ("/convert/chrome", test_chrome);
  g_test_add_func ("/convert/pipes", test_pipes);
  g_test_add_func ("/convert/usage", test_usage);
  g_test_add_func ("/convert/same-file", test_same_file);
  g_test_add_func ("/convert/unreadable", test_unreadable);
  g_test_add_func ("/convert/unwritable", test_unwritable);
  g_test_add_func ("/convert/damaged", test_damaged);
  g_test_add_func ("/convert/replaces", test_replaces);
  status = g_test_run ();
  remove_files ();
  return status;
}
