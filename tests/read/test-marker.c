/* test-marker.c - lines of the kit in a trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "read/marker.h"
#include "read/read.h"
#include "read/readers.h"

#define FRONT "           kit-9     [000] .....     1.000000: tracing_mark_write: "

static char *folder;

static MmsTrace *
read_text (const char *text, gsize length)
{
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.txt");
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;

  mms_text_read (bytes, builder, NULL, &error);
  g_assert_no_error (error);
  mms_marker_read (builder);
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

/* A trace whose trace_marker lines are these. */
static MmsTrace *
read_lines (const char *const *lines)
{
  g_autoptr (GString) text = g_string_new ("# tracer: nop\n");

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (text, FRONT "%s\n", lines[i]);
  return read_text (text->str, text->len);
}

static guint
count_notes (MmsTrace *trace, const char *with)
{
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);
  guint n_found = 0;

  for (guint i = 0; i < n_notes; i++)
    n_found += strstr (notes[i].text, with) != NULL;
  return n_found;
}

static void
assert_task (MmsTrace *trace, int pid, int tgid, int kthread, const char *comm)
{
  const MmsTaskInfo *task = mms_trace_find_task (trace, pid);

  g_assert_nonnull (task);
  g_assert_cmpint (task->tgid, ==, tgid);
  g_assert_cmpint (task->kthread, ==, kthread);
  g_assert_cmpstr (task->comm, ==, comm);
}

static void
test_contents (void)
{
  const char *const lines[] = {
    "mmscope: capture kernel=6.1.0-50-amd64 machine=x86_64",
    "mmscope: init_mm=0xffffffff8375cb80",
    "mmscope: task pid=1 tgid=1 ppid=0 kthread=0 comm=init",
    "mmscope: task pid=11 tgid=11 ppid=2 kthread=1 comm=ksoftirqd/0",
    "mmscope: task pid=206 tgid=205 ppid=1 kthread=0 comm=Web Content",
    "mmscope: task pid=207 tgid=205 ppid=1 kthread=0 comm= a comm=b pid=3 ",
    "mmscope: task pid=208 tgid=205 kthread=0 comm=",
    "mmscope: task colour=red pid=209 comm=\xe9t\xe9",
    "mmscope: task pid=210",
    "mmscope: missed event=mm_init count=3",
    "mmscope: missed event=mm_init count=3",
    "mmscope: missed event=fts count=0",
    "mmscope: of a later version x=1",
    "mmscope:nothing",
    "somebody else's mmscope: task pid=300 kthread=1 comm=no",
    NULL,
  };
  g_autoptr (MmsTrace) trace = read_lines (lines);

  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xffffffff8375cb80);
  assert_task (trace, 1, 1, 0, "init");
  assert_task (trace, 11, 11, 1, "ksoftirqd/0");
  assert_task (trace, 206, 205, 0, "Web Content");
  assert_task (trace, 207, 205, 0, " a comm=b pid=3");
  assert_task (trace, 208, 205, 0, "");
  assert_task (trace, 209, -1, -1, "\357\277\275t\357\277\275");
  assert_task (trace, 210, -1, -1, "");
  g_assert_null (mms_trace_find_task (trace, 3));
  g_assert_cmpuint (count_notes (trace, "mm_init missed 3 hits"), ==, 1);
  g_assert_cmpuint (count_notes (trace, "fts"), ==, 0);
  g_assert_cmpuint (count_notes (trace, "could not be used"), ==, 0);
  g_assert_cmpuint (count_notes (trace, "contradict"), ==, 0);
  g_assert_false (mms_trace_is_damaged (trace));
}

/* trace-cmd report and perf script put the writing function in front. */
static void
test_fronts (void)
{
  static const char *const fronts[] = {
    "kit-9 [000] 1.000000: print:                tracing_mark_write: ",
    "kit-9 [000] 1.000000: print:                0xffffffff81234567: ",
    "kit-9 [000] 1.000000: print: ",
    "kit     9 [000]     1.000000: ftrace:print: tracing_mark_write: ",
    "kit-9 [000] ..... 1.000000: tracing_mark_write: ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fronts); i++)
    {
      g_autofree char *text = g_strdup_printf ("%smmscope: task pid=5 tgid=4 kthread=1 comm=five\n"
                                               "%smmscope: init_mm=ffffffff81000000\n",
                                               fronts[i], fronts[i]);
      g_autoptr (MmsTrace) trace = read_text (text, strlen (text));

      g_test_message ("%s", fronts[i]);
      assert_task (trace, 5, 4, 1, "five");
      g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xffffffff81000000);
    }
}

/* What other events say is not for us. */
static void
test_other_kinds (void)
{
  static const char text[]
      = "kit-9 [000] ..... 1.000000: bprint: mmscope: init_mm=ffffffff81000000\n"
        "kit-9 [000] ..... 1.000000: printk: mmscope: init_mm=ffffffff81000000\n"
        "kit-9 [000] ..... 1.000000: sched_process_exit: comm=mmscope: task pid=5 kthread=1 pid=9\n";
  g_autoptr (MmsTrace) trace = read_text (text, strlen (text));

  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0);
  g_assert_null (mms_trace_find_task (trace, 5));
}

static void
test_unusable (void)
{
  static const char *const unusable[] = {
    "task",
    "task comm=x",
    "task pid= tgid=1 kthread=1 comm=x",
    "task pid=-5 kthread=1 comm=x",
    "task pid=5x kthread=1 comm=x",
    "task pid=2147483647 kthread=1 comm=x",
    "task pid=18446744073709551621 kthread=1 comm=x",
    "task pid=000000000000000000000000000000000000005 kthread=1 comm=x",
    "task pid=5 tgid=4294967300 kthread=1 comm=x",
    "task pid=5 tgid=5 kthread=2 comm=x",
    "task pid=5 tgid=5 kthread= comm=x",
    "init_mm=",
    "init_mm=0x",
    "init_mm=0",
    "init_mm=zz",
    "init_mm=0x10000000000000000",
    "missed",
    "missed event=mm_init",
    "missed event=mm_init count=x",
    "missed event= count=3",
    "missed event=../../x count=3",
    "missed count=3 event=mm_init",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autofree char *line = g_strconcat ("mmscope: ", unusable[i], NULL);
      const char *const lines[] = { line, "mmscope: task pid=6 kthread=0 comm=six", NULL };
      g_autoptr (MmsTrace) trace = read_lines (lines);

      g_test_message ("%s", line);
      g_assert_cmpuint (mms_trace_get_tasks (trace)->len, ==, 1);
      assert_task (trace, 6, -1, 0, "six");
      g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0);
      g_assert_cmpuint (count_notes (trace, "1 trace_marker lines"), ==, 1);
      g_assert_cmpuint (count_notes (trace, "missed"), ==, 0);
      g_assert_false (mms_trace_is_damaged (trace));
    }
}

static void
test_contradictions (void)
{
  const char *const lines[] = {
    "mmscope: task pid=5 tgid=5 kthread=1 comm=first",
    "mmscope: init_mm=0xffffffff81000000",
    "mmscope: task pid=5 tgid=5 kthread=0 comm=second",
    "mmscope: task pid=5 tgid=5 kthread=1 comm=first",
    "mmscope: init_mm=0xffffffff82000000",
    "mmscope: init_mm=0xffffffff81000000",
    NULL,
  };
  g_autoptr (MmsTrace) trace = read_lines (lines);

  assert_task (trace, 5, 5, 1, "first");
  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xffffffff81000000);
  g_assert_cmpuint (count_notes (trace, "2 trace_marker lines contradict"), ==, 1);
}

static void
test_huge (void)
{
  g_autoptr (GString) text = g_string_new (FRONT "mmscope: task pid=7 kthread=1 comm=");
  g_autofree char *many = g_strnfill (200000, 'x');
  g_autoptr (MmsTrace) trace = NULL;

  g_string_append (text, many);
  g_string_append (text, "\n" FRONT "mmscope: task pid=");
  memset (many, '9', strlen (many));
  g_string_append (text, many);
  g_string_append (text, "\n" FRONT "mmscope: task ");
  g_string_append_printf (text, "%3000s", "");
  g_string_append (text, "pid=8 kthread=0\n" FRONT "mmscope: missed event=");
  memset (many, 'e', strlen (many));
  g_string_append_printf (text, "%s count=1\n", many);
  trace = read_text (text->str, text->len);

  assert_task (trace, 7, -1, 1, "xxxxxxxxxxxxxxx");
  assert_task (trace, 8, -1, 0, "");
  g_assert_cmpuint (count_notes (trace, "2 trace_marker lines"), ==, 1);
}

/* Whatever becomes of the bytes, nothing breaks, and no task appears that no line could have named. */
static void
test_mutants (void)
{
  static const char sound[] = FRONT "mmscope: init_mm=0xffffffff8375cb80\n"
    FRONT "mmscope: task pid=11 tgid=11 ppid=2 kthread=1 comm=ksoftirqd/0\n"
    FRONT "mmscope: missed event=mm_init count=3\n";
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *mutant = g_memdup2 (sound, sizeof (sound));
      gsize length = sizeof (sound) - 1;
      g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.txt");
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MmsTrace) trace = NULL;

      for (guint n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        mutant[g_rand_int_range (rand, 0, (int) length)] = (char) g_rand_int_range (rand, 0, 256);
      if (i % 4 == 0)
        length = (gsize) g_rand_int_range (rand, 1, (int) length);
      bytes = g_bytes_new (mutant, length);
      if (!mms_text_read (bytes, builder, NULL, NULL))
        continue;
      mms_marker_read (builder);
      trace = mms_trace_builder_finish (g_steal_pointer (&builder));
      g_assert_cmpuint (mms_trace_get_tasks (trace)->len, <=, 3);
    }
}

/* A sidecar is somebody's correction. */
static void
test_sidecar (void)
{
  g_autofree char *path = g_build_filename (folder, "a.txt", NULL);
  g_autofree char *sidecar = g_build_filename (folder, "a.state", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = NULL;

  g_file_set_contents (path,
                       "# tracer: nop\n" FRONT "mmscope: init_mm=0xffffffff81000000\n"
                       FRONT "mmscope: task pid=5 tgid=5 kthread=0 comm=five\n"
                       FRONT "mmscope: task pid=6 tgid=6 kthread=0 comm=six\n",
                       -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (sidecar, "# init_mm ffffffff82000000\n5 5 2 1 fifth\n", -1, &error);
  g_assert_no_error (error);
  trace = mms_read_file (path, 0, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xffffffff82000000);
  assert_task (trace, 5, 5, 1, "fifth");
  assert_task (trace, 6, 6, 0, "six");
  g_remove (path);
  g_remove (sidecar);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("mmscope-marker-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/marker/contents", test_contents);
  g_test_add_func ("/marker/fronts", test_fronts);
  g_test_add_func ("/marker/other-kinds", test_other_kinds);
  g_test_add_func ("/marker/unusable", test_unusable);
  g_test_add_func ("/marker/contradictions", test_contradictions);
  g_test_add_func ("/marker/huge", test_huge);
  g_test_add_func ("/marker/mutants", test_mutants);
  g_test_add_func ("/marker/sidecar", test_sidecar);
  status = g_test_run ();

  g_rmdir (folder);
  g_free (folder);
  return status;
}
