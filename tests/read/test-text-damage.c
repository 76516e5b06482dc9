/* test-text-damage.c - texts that are cut, damaged, or none at all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "read/read.h"
#include "read/readers.h"

#define LINE1 "              sh-1     [000] ..... 1.000000: mm_init: mm=0x10 users=11\n"
#define LINE2 "              sh-2     [001] ..... 1.000001: mm_init: mm=0x20 users=12\n"

static MmsTrace *
read_bytes (const char *text, gsize length, GError **error)
{
  /* Exactly as long as the text, so that reading past it shows */
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_memdup2 (text, length), length);
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.txt");

  if (!mms_text_read (bytes, builder, NULL, error))
    return NULL;
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

static MmsTrace *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = read_bytes (text, strlen (text), &error);

  g_assert_no_error (error);
  return trace;
}

static char *
get_contents (const char *name, gsize *length)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;

  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);
  return contents;
}

static guint
count_events (MmsTrace *trace)
{
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  return n_events;
}

/* Asks for everything that can be asked of every event. */
static guint64
touch (MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint64 sum = 0;

  for (guint i = 0; i < n_events; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);
      g_autofree char *info = mms_trace_get_info (trace, &events[i]);
      char flags[8];

      g_assert_true (g_utf8_validate (info, -1, NULL));
      sum += (guint64) mms_trace_get_pid (trace, &events[i]);
      sum += mms_trace_get_event_buffer (trace, &events[i]);
      sum += mms_trace_get_flags (trace, &events[i], flags);
      sum += mms_trace_get_slot_symbol (trace, &events[i], MMS_SLOT_CALLER) != NULL;
      for (guint f = 0; f < kind->fields->len; f++)
        {
          g_autofree char *text = mms_trace_get_text (trace, &events[i], f);
          guint64 value;

          g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
          for (guint element = 0; element < 3; element++)
            if (mms_trace_get_number (trace, &events[i], f, element, &value))
              sum += value;
        }
    }
  return sum;
}

/* --- the last line --- */

/* Wherever the text is cut, what is left gives whole values or none, and the cut is told. */
static void
test_cut (void)
{
  static const char text[] = LINE1 LINE2;
  gsize first = strlen (LINE1);

  for (gsize cut = first; cut <= strlen (text); cut++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsTrace) trace = read_bytes (text, cut, &error);
      const MmsEvent *events;
      guint n_events;
      guint64 value;

      g_assert_no_error (error);
      events = mms_trace_get_events (trace, &n_events);
      if (cut == first || cut == strlen (text))
        {
          g_assert_false (mms_trace_is_damaged (trace));
          g_assert_cmpuint (n_events, ==, cut == first ? 1 : 2);
        }
      else if (strspn (text + first, " ") < cut - first)
        {
          g_assert_cmpint (mms_trace_is_damaged (trace) || n_events == 1, ==, TRUE);
          g_assert_false (mms_trace_is_complete (trace) && n_events == 2);
        }
      if (n_events == 2)
        {
          if (mms_trace_get_slot (trace, &events[1], MMS_SLOT_MM, &value))
            g_assert_cmphex (value, ==, 0x20);
          if (mms_trace_get_slot (trace, &events[1], MMS_SLOT_USERS, &value))
            g_assert_cmpuint (value, ==, 12);
        }
    }
}

static const MmsNote *
get_note (MmsTrace *trace, guint index)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  g_assert_cmpuint (index, <, n_notes);
  return &notes[index];
}

static void
test_notes (void)
{
  g_autoptr (MmsTrace) trace
      = read_text (LINE1 "hello\n"
                         "\n"
                         "              sh-1     [000] ..... 1.00zz: mm_init: \n"
                         "              sh-1     [000] ..... 7: mm_init: \n" LINE2);
  guint n_notes;

  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 3);
  g_assert_cmpstr (get_note (trace, 0)->text, ==, "Line 2 is no event and was skipped");
  g_assert_false (get_note (trace, 0)->is_damage);
  g_assert_cmpstr (get_note (trace, 1)->text, ==, "Line 4 looks like an event but cannot be read");
  g_assert_true (get_note (trace, 1)->is_damage);
  g_assert_cmpstr (get_note (trace, 2)->text, ==, "Line 5 has a stamp of another clock");
  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_cmpuint (count_events (trace), ==, 2);
}

/* Ten thousand bad lines are not ten thousand notes. */
static void
test_many_notes (void)
{
  g_autoptr (GString) text = g_string_new (LINE1);
  g_autoptr (MmsTrace) trace = NULL;
  guint n_notes;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "hello\n-1 [0]\n");
  trace = read_text (text->str);
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 12);
  g_assert_cmpstr (get_note (trace, 10)->text, ==, "9995 more lines could not be read");
  g_assert_cmpstr (get_note (trace, 11)->text, ==, "9995 more lines are no events");
}

static void
test_nul (void)
{
  static const char text[] = LINE1 "\0\0\0\0\0\n"
                                   "              sh-2     [001] ..... 1.000001: mm_init: mm=0x2\0 "
                                   "users=12\n" LINE2;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = read_bytes (text, sizeof (text) - 1, &error);
  guint64 value;

  g_assert_no_error (error);
  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_cmpuint (count_events (trace), ==, 3);
  g_assert_false (
      mms_trace_get_slot (trace, &mms_trace_get_events (trace, NULL)[1], MMS_SLOT_MM, &value));
  touch (trace);
}

/* --- mutants --- */

static void
test_mutants (gconstpointer user_data)
{
  static const char *const inserts[] = { "\n",
                                         "\r\n",
                                         " [1] ",
                                         "-1 ",
                                         "=",
                                         "\"",
                                         "{",
                                         ",",
                                         "(",
                                         ")",
                                         ":",
                                         " ==> ",
                                         "CPU:1 [LOST 3 EVENTS]\n",
                                         "cpus=1\n",
                                         "#",
                                         "99999999999999999999",
                                         "\xff",
                                         "plain: " };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  gsize length;
  g_autofree char *sound = get_contents (user_data, &length);
  gsize start = MIN (length, 2000);
  gsize window = MIN (length - start, 12000);

  /* Some fifty lines are enough to be damaged */
  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (GString) mutant = g_string_new_len (sound + start, (gssize) window);
      guint n_changes = (guint) g_rand_int_range (rand, 1, 20);
      g_autoptr (MmsTrace) trace = NULL;

      for (guint n = 0; n < n_changes; n++)
        {
          gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) mutant->len);
          gsize n_erased = (gsize) g_rand_int_range (rand, 1, 300);

          switch (g_rand_int_range (rand, 0, 5))
            {
            case 0:
              mutant->str[at] ^= (char) (1 << g_rand_int_range (rand, 0, 8));
              break;
            case 1:
              mutant->str[at] = (char) g_rand_int_range (rand, 0, 256);
              break;
            case 2:
              g_string_insert (mutant, (gssize) at,
                               inserts[g_rand_int_range (rand, 0, G_N_ELEMENTS (inserts))]);
              break;
            case 3:
              g_string_erase (mutant, (gssize) at, (gssize) MIN (mutant->len - at, n_erased));
              break;
            default:
              if (g_rand_int_range (rand, 0, 10) == 0)
                g_string_truncate (mutant, MAX (at, 1));
              break;
            }
          if (mutant->len == 0)
            g_string_append_c (mutant, ' ');
        }
      trace = read_bytes (mutant->str, mutant->len, NULL);
      if (trace != NULL)
        touch (trace);
    }
}

/* One line without end, and one field after the other in it */
static void
test_long_lines (void)
{
  static const char *const pieces[] = { "x", " ", "a=1 ", "\"", "=", " prev_comm=", "\0" };
  static const char start_of_text[]
      = LINE1 "              sh-2     [001] ..... 1.000001: sched_switch: ";
  const gsize length = 8 * 1024 * 1024;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      gsize piece = MAX (strlen (pieces[i]), 1);
      g_autofree char *text = g_malloc (length);
      g_autoptr (MmsTrace) trace = NULL;

      for (gsize at = 0; at < length; at++)
        text[at] = pieces[i][at % piece];
      memcpy (text, start_of_text, strlen (start_of_text));
      trace = read_bytes (text, length, NULL);
      g_assert_nonnull (trace);
      g_assert_cmpuint (count_events (trace), ==, 2);
      touch (trace);
    }
}

/* --- halves --- */

static GString *
describe (MmsTrace *trace, guint cpu, GString *description)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      g_autofree char *info = NULL;

      if (events[i].cpu != cpu)
        continue;
      info = mms_trace_get_info (trace, &events[i]);
      g_string_append_printf (description, "%" G_GUINT64_FORMAT " %d %s %s\n", events[i].time,
                              mms_trace_get_pid (trace, &events[i]),
                              mms_trace_get_kind (trace, events[i].kind)->name, info);
    }
  return description;
}

/* Two halves read one by one hold what the whole holds, wherever it is split. */
static void
test_halves (gconstpointer user_data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  gsize length;
  g_autofree char *text = get_contents (user_data, &length);
  g_autoptr (MmsTrace) whole = read_bytes (text, length, NULL);

  for (guint i = 0; i < 12; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 5000, (gint32) length - 5000);
      gsize split = (gsize) ((char *) memchr (text + at, '\n', length - at) - text) + 1;
      g_autoptr (MmsTrace) first = read_bytes (text, split, NULL);
      g_autoptr (MmsTrace) second = read_bytes (text + split, length - split, NULL);

      g_assert_cmpuint (count_events (first) + count_events (second), ==, count_events (whole));
      for (guint cpu = 0; cpu < 4; cpu++)
        {
          g_autoptr (GString) halves = g_string_new (NULL);
          g_autoptr (GString) expected = describe (whole, cpu, g_string_new (NULL));

          describe (first, cpu, halves);
          describe (second, cpu, halves);
          g_assert_cmpuint (expected->len, >, 0);
          g_assert_true (g_string_equal (halves, expected));
        }
    }
}

/* --- files --- */

static char *folder;

static void
assert_error (const char *contents, gssize length, const char *part)
{
  g_autofree char *path = g_build_filename (folder, "a.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  g_assert_null (mms_read_file (path, 0, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, part));
  g_remove (path);
}

static void
test_foreign (void)
{
  static const char *const options[][2]
      = { { "forms/opt-raw.txt", "\"raw\"" },
          { "forms/opt-hex.txt", "\"hex\"" },
          { "forms/opt-bin.txt", "\"bin\"" },
          { "forms/opt-nocontext.txt", "\"context-info\"" } };

  assert_error ("", 0, "empty");
  assert_error ("hello\nworld\n", -1, "text, but no ftrace text");
  assert_error ("{\"a\": 1}\n", -1, "JSON");
  assert_error ("PERFILE2\0\0\0\0\0\0\0\0", 16, "perf.data");
  assert_error ("\xfd"
                "7zXZ\0\0\0\0\0\0",
                10, "xz");
  assert_error ("\x7f"
                "ELF\x02\x01\0\0\0\0",
                10, "program");
  assert_error ("\0\1\2\3\0\1\2\3", 8, "binary");
  assert_error ("# tracer: function_graph\n#\n 1)   0.123 us    |  do_idle();\n", -1,
                "function_graph");
  assert_error ("# tracer: nop\n              sh-1     [000] ..... 1.00z: a: b\n", -1, "No line");
  assert_error ("   perf   798   109.615276:  sched:sched_switch: prev_comm=a prev_pid=1\n", -1,
                "-F +cpu");
  /* gzip that holds nothing, is cut in its header, or holds no trace */
  assert_error ("\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0", 20, "empty");
  assert_error ("\x1f\x8b\x08\0\0", 5, "too early");

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      gsize length;
      g_autofree char *contents = get_contents (options[i][0], &length);

      assert_error (contents, (gssize) length, options[i][1]);
    }
}

/* Nothing was traced: that is no error. */
static void
test_no_events (void)
{
  g_autoptr (MmsTrace) tracefs
      = read_text ("# tracer: nop\n#\n# entries-in-buffer/entries-written: 0/0   #P:4\n#\n");
  g_autoptr (MmsTrace) report = read_text ("cpus=4\n");

  g_assert_cmpuint (count_events (tracefs), ==, 0);
  g_assert_true (mms_trace_is_complete (tracefs));
  g_assert_cmpuint (count_events (report), ==, 0);
}

static void
test_unreadable (void)
{
  g_autofree char *path = g_build_filename (folder, "nothing.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_read_file (path, 0, NULL, &error));
  g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (mms_read_file (folder, 0, NULL, &error));
  g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_OPEN);
}

static gpointer
feed (gpointer path)
{
  int fd = open (path, O_WRONLY);
  gsize length;
  g_autofree char *contents = get_contents ("stock/names.trace.txt.gz", &length);

  for (gsize at = 0; at < length;)
    {
      gssize n = write (fd, contents + at, MIN (length - at, 1000));

      g_assert_cmpint (n, >, 0);
      at += (gsize) n;
    }
  close (fd);
  return NULL;
}

/* A pipe cannot be mapped, and comes in pieces. */
static void
test_pipe (void)
{
  g_autofree char *path = g_build_filename (folder, "pipe.txt.gz", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = NULL;
  GThread *thread;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  thread = g_thread_new ("feed", feed, path);
  trace = mms_read_file (path, 0, NULL, &error);
  g_thread_join (thread);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (trace), ==, 4009);
  g_remove (path);
}

/* What comes in is a file as well as a pipe. */
static void
test_stdin (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures/stock/forkexec.dat", NULL);
  int before = dup (STDIN_FILENO);
  int fd = open (path, O_RDONLY);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = NULL;

  g_assert_cmpint (dup2 (fd, STDIN_FILENO), ==, STDIN_FILENO);
  trace = mms_read_file ("-", 0, NULL, &error);
  dup2 (before, STDIN_FILENO);
  close (before);
  close (fd);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (trace), ==, 3350);
}

/* As /sys/kernel/tracing/trace, /proc's files have a size of 0, content, and cannot be mapped.  A
 * process may choose what one of them holds: its own command line. */
static void
test_pseudo (void)
{
  /* What ends the only argument is a NUL, which here ends a comment. */
  static const char *const argv[] = { "#\n" LINE1 LINE2 "# end", NULL };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = NULL;
  int pipes[2];
  pid_t child;
  struct stat status;

  g_assert_cmpint (pipe2 (pipes, O_CLOEXEC), ==, 0);
  child = fork ();
  if (child == 0)
    {
      /* cat waits for what never comes; its standard input closes with the test. */
      dup2 (pipes[0], STDIN_FILENO);
      execv ("/bin/cat", (char *const *) argv);
      _exit (127);
    }
  close (pipes[0]);
  path = g_strdup_printf ("/proc/%d/cmdline", (int) child);
  do
    {
      g_autofree char *contents = NULL;

      g_assert_cmpint (waitpid (child, NULL, WNOHANG), ==, 0);
      if (g_file_get_contents (path, &contents, NULL, NULL) && *contents == '#')
        break;
      g_usleep (1000);
    }
  while (TRUE);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, 0);
  trace = mms_read_file (path, 0, NULL, &error);
  close (pipes[1]);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

  g_assert_no_error (error);
  g_assert_cmpuint (count_events (trace), ==, 2);
}

/* A compressed file that was cut gives what came before. */
static void
test_cut_gzip (void)
{
  g_autofree char *path = g_build_filename (folder, "a.txt.gz", NULL);
  gsize length;
  g_autofree char *contents = get_contents ("stock/names.trace.txt.gz", &length);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = NULL;

  g_assert_true (g_file_set_contents (path, contents, (gssize) length / 2, NULL));
  trace = mms_read_file (path, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (trace), >, 1000);
  g_assert_cmpuint (count_events (trace), <, 4009);
  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_nonnull (strstr (get_note (trace, 0)->text, "too early"));
  touch (trace);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  static const char *const texts[]
      = { "stock/forkexec.trace.txt",      "stock/sched-only.report.txt",
          "forms/rec-2buffers.report.txt", "forms/opt-latency.txt",
          "forms/opt-verbose.txt",         "patched/hazard-exit.txt" };
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mmscope-text-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/text-damage/cut", test_cut);
  g_test_add_func ("/text-damage/notes", test_notes);
  g_test_add_func ("/text-damage/many-notes", test_many_notes);
  g_test_add_func ("/text-damage/nul", test_nul);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strconcat ("/text-damage/mutants/", texts[i], NULL);

      g_test_add_data_func (name, texts[i], test_mutants);
    }
  g_test_add_func ("/text-damage/long-lines", test_long_lines);
  g_test_add_data_func ("/text-damage/halves/tracefs", "stock/forkexec.trace.txt", test_halves);
  g_test_add_data_func ("/text-damage/halves/report", "stock/forkexec.report.txt", test_halves);
  g_test_add_data_func ("/text-damage/halves/buffers", "forms/rec-2buffers.report.txt",
                        test_halves);
  g_test_add_func ("/text-damage/foreign", test_foreign);
  g_test_add_func ("/text-damage/no-events", test_no_events);
  g_test_add_func ("/text-damage/unreadable", test_unreadable);
  g_test_add_func ("/text-damage/pipe", test_pipe);
  g_test_add_func ("/text-damage/stdin", test_stdin);
  g_test_add_func ("/text-damage/pseudo", test_pseudo);
  g_test_add_func ("/text-damage/cut-gzip", test_cut_gzip);
  status = g_test_run ();

  g_rmdir (folder);
  g_free (folder);
  return status;
}
