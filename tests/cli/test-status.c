/* test-status.c - what the exit status says, and what happens when things go wrong
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include <string.h>

#define CLEAN  "stock/quiet.dat"
#define FAULTY "patched/hazard_skip-exit.dat"

static const char *const readers[] = { "check", "info", "tracks" };

static void
assert_unreadable (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (Run) run = run_program (readers[i], path, NULL);
      g_autofree char *prefix = g_strdup_printf ("mmscope: %s: ", path);

      assert_status (run, 3);
      g_assert_cmpstr (run->out, ==, "");
      g_assert_true (g_str_has_prefix (run->err, prefix));
      g_assert_cmpuint (strlen (run->err), >, strlen (prefix) + 1);
    }
}

/* The first @share of a capture, under another name so that no sidecar belongs to it. */
static char *
cut_capture (const char *name,
             double      share)
{
  g_autofree char *path = find_capture (name);
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return make_file ("cut.dat", data, length * share);
}

static void
test_clean (void)
{
  g_autofree char *path = find_capture (CLEAN);
  g_autofree char *silent = find_capture ("stock/sched-only.dat");
  g_autoptr (Run) run = run_program ("check", path, NULL);
  g_autoptr (Run) silent_run = run_program ("check", silent, NULL);

  assert_status (run, 0);
  g_assert_null (strstr (run->out, "warning "));
  g_assert_null (strstr (run->out, "error "));
  assert_status (silent_run, 0);
  assert_contains (silent_run->out, "nothing found");
}

static void
test_faulty (void)
{
  g_autofree char *path = find_capture (FAULTY);
  g_autoptr (Run) run = run_program ("check", path, NULL);

  assert_status (run, 1);
  assert_contains (run->out, "D15");
}

static void
test_unreadable (void)
{
  static const guint8 garbage[] = { 0x00, 0xff, 0x13, 0x37, 0x80, 0x0a, 0x00, 0x42, 0xfe, 0x01 };
  g_autofree char *empty = make_file ("empty.dat", "", 0);
  g_autofree char *noise = make_file ("noise.dat", garbage, sizeof garbage);
  g_autofree char *prose = make_file ("prose.txt", "Dear Sir,\nno trace is in here.\n", 31);
  g_autofree char *folder = find_capture ("stock");

  assert_unreadable ("/nonexistent/trace.dat");
  assert_unreadable (empty);
  assert_unreadable (noise);
  assert_unreadable (prose);
  assert_unreadable (folder);
}

/* A recording during which nothing happened is a trace. */
static void
test_no_events (void)
{
  static const char text[] = "# tracer: nop\n"
                             "#\n"
                             "# entries-in-buffer/entries-written: 0/0   #P:4\n";
  static const char state[] = "# scheme hazard init_mm ffffffff81ae0580\n";
  g_autofree char *path = make_file ("nothing.txt", text, strlen (text));
  g_autofree char *sidecar = make_file ("nothing.state", state, strlen (state));

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (Run) run = run_program (readers[i], path, NULL);

      assert_status (run, 0);
    }
}

static void
test_cut (void)
{
  g_autofree char *path = cut_capture ("forms/rec-v6.dat", 0.8);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (Run) run = run_program (readers[i], path, NULL);

      assert_status (run, 4);
      g_assert_cmpstr (run->out, !=, "");
      assert_contains (run->err, path);
    }
}

static void
test_worst_of_several (void)
{
  g_autofree char *clean = find_capture (CLEAN);
  g_autofree char *faulty = find_capture (FAULTY);
  g_autofree char *cut = cut_capture ("forms/rec-v6.dat", 0.8);
  g_autoptr (Run) found = run_program ("check", clean, faulty, clean, NULL);
  g_autoptr (Run) damaged = run_program ("check", faulty, cut, clean, NULL);
  g_autoptr (Run) unreadable = run_program ("check", cut, "/nonexistent", faulty, NULL);

  assert_status (found, 1);
  assert_status (damaged, 4);
  assert_status (unreadable, 3);
  assert_contains (unreadable->out, "D15");
}

static void
test_losses (void)
{
  g_autofree char *path = find_capture ("stock/lost-record.dat");
  g_autoptr (Run) run = run_program ("check", path, NULL);

  assert_status (run, 0);
  assert_contains (run->err, "lost");
  assert_contains (run->out, "incomplete");
}

/* A reader that goes away early is how `head` works. */
static void
test_closed_pipe (void)
{
  g_autofree char *path = find_capture ("patched/hazard-exit.dat");
  g_autofree char *command
      = g_strdup_printf ("{ \"$MMSCOPE\" tracks '%s'; echo status $? >&2; } | head -n 1", path);
  g_autoptr (Run) run = run_shell (command);

  assert_contains (run->out, "time_ns\tevent");
  g_assert_cmpstr (run->err, ==, "status 0\n");
}

static void
test_full_disk (void)
{
  g_autofree char *path = find_capture (FAULTY);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autofree char *command
          = g_strdup_printf ("\"$MMSCOPE\" %s '%s' > /dev/full", readers[i], path);
      g_autoptr (Run) run = run_shell (command);

      assert_status (run, 3);
      assert_contains (run->err, "No space left");
    }
}

/* The FIFO's reader comes and then waits: the program stands in a write when the signal comes. */
static void
test_interrupt (void)
{
  g_autofree char *path = find_capture ("patched/hazard-exit.dat");
  g_autofree char *fifo = make_file ("fifo", "", 0);
  g_autofree char *command = g_strdup_printf (
      "rm '%s'; mkfifo '%s'; exec 9<> '%s'; \"$MMSCOPE\" tracks '%s' > '%s' & pid=$!; sleep 1;"
      " kill -TERM $pid; wait $pid",
      fifo, fifo, fifo, path, fifo);
  g_autoptr (Run) run = run_shell (command);

  assert_status (run, 128 + 15);
}

/* No escape from a file's name reaches the terminal. */
static void
test_control_characters (void)
{
  g_autoptr (Run) run = run_program ("check", "/nonexistent/\033[31mred\n\xff.dat", NULL);

  assert_status (run, 3);
  g_assert_null (strchr (run->err, '\033'));
  g_assert_true (g_utf8_validate (run->err, -1, NULL));
  g_assert_true (strchr (run->err, '\n') == run->err + strlen (run->err) - 1);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/status/clean", test_clean);
  g_test_add_func ("/cli/status/faulty", test_faulty);
  g_test_add_func ("/cli/status/unreadable", test_unreadable);
  g_test_add_func ("/cli/status/no-events", test_no_events);
  g_test_add_func ("/cli/status/cut", test_cut);
  g_test_add_func ("/cli/status/worst-of-several", test_worst_of_several);
  g_test_add_func ("/cli/status/losses", test_losses);
  g_test_add_func ("/cli/status/closed-pipe", test_closed_pipe);
  g_test_add_func ("/cli/status/full-disk", test_full_disk);
  g_test_add_func ("/cli/status/interrupt", test_interrupt);
  g_test_add_func ("/cli/status/control-characters", test_control_characters);
  result = g_test_run ();
  remove_files ();
  return result;
}
