/* test-endings.c - no finding rests on what a CPU did after its buffer was full
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "document.h"
#include "texts.h"

/* CPU 0 runs a task, CPU 1 goes idle on mm aa. */
#define HEAD                                                                                       \
  "# tracer: nop\n"                                                                                \
  "  sh-100 [000] d.... 1.000001: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 "    \
  "prev_state=R ==> next_comm=sh next_pid=100 next_prio=120\n"                                     \
  "  sh-200 [001] d.... 1.000002: sched_switch: prev_comm=sh prev_pid=200 prev_prio=120 "         \
  "prev_state=S ==> next_comm=%s next_pid=%d next_prio=120\n"

#define WAKEUP "sched_wakeup: comm=x pid=%d prio=120 target_cpu=001"

#define MIGRATION "sched_migrate_task: comm=x pid=300 prio=120 orig_cpu=0 dest_cpu=1"

/* HEAD, where CPU 1 goes to @pid, @n events of CPU 0, and what else it says of CPU 1. */
static MmsDocument *
open_text (int pid, guint n, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, HEAD, pid == 0 ? "swapper/1" : "x", pid);
  if (words != NULL)
    g_string_append_printf (text, "  sh-100 [000] d.... 1.000003: %s\n", words);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "  sh-100 [000] d.... 1.%06u: tlb_flush: pages:-1 reason:x (0)\n",
                            i + 10);
  return texts_open (text->str);
}

static guint
count_losses (MmsDocument *document)
{
  MmsTrace *trace = mms_document_get_trace (document);
  guint n_losses;
  guint n_notes;

  mms_trace_get_losses (trace, &n_losses);
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpint (n_losses == 0, ==, mms_trace_is_complete (trace));
  g_assert_cmpint (n_losses == 0, ==, n_notes == 0);
  return n_losses;
}

static void
assert_losses (int pid, guint n, const char *words, guint n_losses)
{
  g_autoptr (MmsDocument) document = open_text (pid, n, words);

  g_assert_cmpuint (count_losses (document), ==, n_losses);
}

static void
test_silent (void)
{
  assert_losses (0, 1000, NULL, 0);
  assert_losses (300, 1000, NULL, 0);
}

/* What it was last known to run is run by CPU 0. */
static void
test_task (void)
{
  static const char there[] = "sched_switch: prev_comm=sh prev_pid=100 prev_prio=120 prev_state=S ==> "
                              "next_comm=x next_pid=300 next_prio=120";

  assert_losses (300, 1, there, 1);
  assert_losses (301, 1, there, 0);
  assert_losses (0, 1, there, 0);
}

/* It idles and is given a task, but it never runs it, and nobody else does. */
static void
test_wakeup (void)
{
  g_autofree char *other = g_strdup_printf (WAKEUP, 300);
  g_autofree char *running = g_strdup_printf (WAKEUP, 100);

  assert_losses (0, 1000, other, 1);
  assert_losses (0, 1000, MIGRATION, 1);
  assert_losses (0, 10, other, 0);
  assert_losses (0, 1000, running, 0);
}

/* A sample that another CPU takes of it. */
static void
test_sample (void)
{
  static const char sample[] = "fts: (finish_task_switch+0x0/0x2d0) prevtsk=0x1 ppid=0 c1=%d a1=0x%x";

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (MmsDocument) document = NULL;

      g_string_append_printf (text, HEAD, "swapper/1", 0);
      for (guint k = 0; k < 100; k++)
        {
          g_string_append_printf (text, "  sh-100 [000] d.... 1.%06u: ", k + 10);
          g_string_append_printf (text, sample, i == 1 && k > 50 ? 7 : 0,
                                  i == 2 && k > 50 ? 0xaa : 0xbb);
          g_string_append_c (text, '\n');
        }
      document = texts_open (text->str);
      g_assert_cmpuint (count_losses (document), ==, i == 0 ? 0 : 1);
    }
}

/* The mm of the task that it runs goes, so that task has exited. */
static void
test_user (void)
{
#define FREE "mm_free: mm=%s id=7 users=0 count=0 cpumask=0"
#define SWITCH                                                                                     \
  "  sh-200 [001] d.... 1.000003: ctx_switch: kind=u2u prev_pid=200 next_pid=300 prev_mm=bb "      \
  "prev_active=bb next_mm=aa prev_id=6 next_id=7\n"
  static const char *const mms[] = { "aa", "bb" };

  for (guint i = 0; i < G_N_ELEMENTS (mms); i++)
    {
      g_autofree char *text
          = g_strdup_printf (HEAD SWITCH "  sh-100 [000] d.... 1.000010: " FREE "\n", "x", 300, mms[i]);
      g_autoptr (MmsDocument) document = texts_open (text);

      g_assert_cmpuint (count_losses (document), ==, i == 0 ? 1 : 0);
      g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
    }
#undef FREE
#undef SWITCH
}

/* Its last event is within the handler of an IPI, which does not take that long; or behind it. */
static void
test_called (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (MmsDocument) document = NULL;

      g_string_append_printf (text, HEAD, "swapper/1", 0);
      g_string_append (text, "  <idle>-0 [001] d.h.. 1.000003: call_function_entry: vector=252\n");
      if (i == 1)
        g_string_append (text, "  <idle>-0 [001] d.h.. 1.000004: call_function_exit: vector=252\n");
      for (guint k = 0; k < 50; k++)
        g_string_append_printf (text, "  sh-100 [000] d.h.. 1.%06u: call_function_%s: vector=252\n",
                                k + 10, k % 2 == 0 ? "entry" : "exit");
      document = texts_open (text->str);
      g_assert_cmpuint (count_losses (document), ==, i == 0 ? 1 : 0);
    }
}

/* CPU 1 stops in the midst of its last switch, or after it as it did each time before. */
static void
test_broken_off (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (MmsDocument) document = NULL;
      guint time = 1;

      for (guint k = 0; k < 40; k++)
        {
          g_string_append_printf (text,
                                  "  sh-200 [001] d.... 1.%06u: sched_switch: prev_comm=sh "
                                  "prev_pid=200 prev_prio=120 prev_state=S ==> next_comm=swapper/1 "
                                  "next_pid=0 next_prio=120\n",
                                  time++);
          if (i == 1 || k < 39)
            g_string_append_printf (text, "  <idle>-0 [001] d.... 1.%06u: sched_idle: x=1\n", time++);
          for (guint n = 0; n < 20; n++)
            g_string_append_printf (
                text, "  sh-100 [000] d.... 1.%06u: tlb_flush: pages:-1 reason:x (0)\n", time++);
        }
      document = texts_open (text->str);
      g_assert_cmpuint (count_losses (document), ==, i == 0 ? 1 : 0);
    }
}

static gboolean
has_finding (MmsDocument *document, const char *id)
{
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    if (strcmp (((const MmsFinding *) g_ptr_array_index (findings, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* CPU 1 never answers a shootdown that is taken for done, but goes on; or its events end before that. */
static void
test_answer (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "findings", "D32.fail.txt", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (MmsDocument) document = NULL;

      for (guint k = 0; lines[k] != NULL; k++)
        {
          const char *ipi = strstr (lines[k], "shoot_ipi");
          const char *cpu = strstr (lines[k], "[001]");

          /* That CPUs answer at all. */
          if (strstr (lines[k], "shoot_start") != NULL)
            g_string_append (text, "  sh-100 [000] d.h.. 1.000095: shoot_ipi: mm=ff11000000aa0000 id=7 "
                                   "pid=100 active=0 hit=0 check=0\n  <idle>-0 [001] d.... 1.000096: "
                                   "tlb_flush: pages:-1 reason:x (0)\n");
          if (cpu != NULL && (i == 1 || ipi != NULL))
            continue;
          g_string_append_printf (text, "%s\n", lines[k]);
        }
      document = texts_open (text->str);
      g_assert_cmpint (has_finding (document, "D32"), ==, i == 0);
    }
}

/* Three calls of membarrier() send CPU 1 no IPI; that shows by an event of it after the first of them. */
static void
test_membarrier (void)
{
#define CALL(n)                                                                                    \
  "  other-200 [003] ..... 1.002" n "0: membarrier: cmd=2 flags=0 cpu_id=0 mm=ff11000000bb0000 "   \
  "id=8 enter=1\n"                                                                                 \
  "  app-102 [002] d.h.. 1.002" n "1: membarrier_ipi: pid=102 mm=ff11000000aa0000 id=7\n"          \
  "  other-200 [003] ..... 1.002" n "2: membarrier: cmd=2 flags=0 cpu_id=0 mm=ff11000000bb0000 "   \
  "id=8 enter=0\n"
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "findings", "D46.fail.txt", NULL);
  g_autofree char *contents = NULL;
  char *stale;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  stale = strstr (contents, "rq_state=0 mm_state");
  g_assert_nonnull (stale);
  /* The runqueue's own state would be proof enough. */
  stale[strlen ("rq_state=")] = '8';
  *strstr (stale, "other-200") = '\0';
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strconcat (
          contents, "x-1 [003] ..... 1.002300: tlb_flush: pages:-1 reason:x (0)\n",
          CALL ("31") CALL ("32") CALL ("33"),
          i == 0 ? "  app-101 [001] ..... 1.002400: tlb_flush: pages:-1 reason:x (0)\n" : "", NULL);
      g_autoptr (MmsDocument) document = texts_open (text);

      g_assert_cmpint (has_finding (document, "D46"), ==, i == 0);
    }
#undef CALL
}

/* --- captures of correct kernels, of which the first events of each CPU are kept --- */

static int
get_cpu (const char *line)
{
  const char *cpu = line[0] == '#' ? NULL : strstr (line, " [0");

  return cpu != NULL ? atoi (cpu + 2) : -1;
}

static char *
keep (char **lines, guint n)
{
  GString *text = g_string_new (NULL);
  guint n_kept[8] = { 0 };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const int cpu = get_cpu (lines[i]);

      /* What the header counts would tell. */
      if (strstr (lines[i], "entries-in-buffer") == NULL && (cpu < 0 || n_kept[cpu & 7]++ < n))
        g_string_append_printf (text, "%s\n", lines[i]);
    }
  return g_string_free (text, FALSE);
}

static void
test_full (gconstpointer name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  for (guint n = 100; n <= 1000; n += 100)
    {
      g_autofree char *text = keep (lines, n);
      g_autoptr (MmsDocument) document = texts_open (text);

      g_test_message ("the first %u events of each CPU", n);
      g_assert_cmpuint (mms_document_count_findings (document, MMS_SEVERITY_WARNING), ==, 0);
      g_assert_cmpuint (count_losses (document), >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endings/silent", test_silent);
  g_test_add_func ("/endings/task", test_task);
  g_test_add_func ("/endings/wakeup", test_wakeup);
  g_test_add_func ("/endings/sample", test_sample);
  g_test_add_func ("/endings/user", test_user);
  g_test_add_func ("/endings/called", test_called);
  g_test_add_func ("/endings/broken-off", test_broken_off);
  g_test_add_func ("/endings/answer", test_answer);
  g_test_add_func ("/endings/membarrier", test_membarrier);
  g_test_add_data_func ("/endings/full/forkexec", "stock/forkexec.trace.txt", test_full);
  g_test_add_data_func ("/endings/full/refcount", "patched/refcount-exit.txt", test_full);
  g_test_add_data_func ("/endings/full/hazard", "patched/hazard-exit.txt", test_full);
  return g_test_run ();
}
