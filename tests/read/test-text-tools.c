/* test-text-tools.c - what the kernel's log, trace-cmd and perf make of events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/read.h"
#include "texts.h"

/* What the console shows of a buffer is what tracefs shows of it, but for the stamps. */
static void
test_dump (void)
{
  g_autoptr (MmsTrace) dump = texts_load ("forms/dump.dmesg.txt.gz");
  g_autoptr (MmsTrace) sound = texts_load ("forms/dump.trace.txt.gz");

  g_assert_cmpuint (texts_count_events (dump), ==, texts_count_events (sound));
  for (guint n = 1; n <= texts_count_events (dump); n++)
    {
      const MmsEvent *a = texts_get_event (dump, n);
      const MmsEvent *b = texts_get_event (sound, n);
      g_autofree char *text_a = mms_trace_get_info (dump, a);
      g_autofree char *text_b = mms_trace_get_info (sound, b);
      char flags_a[8];
      char flags_b[8];

      g_assert_cmpstr (text_a, ==, text_b);
      g_assert_cmpstr (texts_get_kind (dump, n)->name, ==, texts_get_kind (sound, n)->name);
      g_assert_cmpuint (a->cpu, ==, b->cpu);
      g_assert_cmpint (mms_trace_get_pid (dump, a), ==, mms_trace_get_pid (sound, b));
      g_assert_true (mms_trace_get_flags (dump, a, flags_a));
      g_assert_true (mms_trace_get_flags (sound, b, flags_b));
      g_assert_cmpstr (flags_a, ==, flags_b);
      g_assert_cmpint (ABS ((gint64) (a->time - texts_get_event (dump, 1)->time)
                            - (gint64) (b->time - texts_get_event (sound, 1)->time)), <=, 2000);
    }
}

/* Each way to read the kernel's log has a front of its own. */
static void
test_log (void)
{
  static const char *const fronts[] = {
    "[   34.567890] ",
    "[   34.567890][  T112] ",
    "<0>[   34.567890] ",
    "0,397,100524698,-;",
    "0,397,100524698,-,caller=T112;",
    "Nov 20 23:49:00 some-host kernel: ",
    "Nov  2 23:49:00 some-host kernel: [   34.567890] ",
    "2026-11-20T23:49:00.123456+00:00 some-host kernel: [   34.567890] ",
    "2026-11-20T23:49:00+0100 some-host kernel: ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fronts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (MmsTrace) trace = NULL;

      g_string_append_printf (text, "%sDumping ftrace buffer:\n", fronts[i]);
      g_string_append_printf (text, "%s---------------------------------\n", fronts[i]);
      g_string_append_printf (text, "%s a [1] 2-112       1d..2. 252835us : mm_init: mm=0x10\n",
                              fronts[i]);
      g_string_append_printf (text, "%sCPU:1 [LOST 7 EVENTS]\n", fronts[i]);
      g_string_append_printf (text, "%s  <idle>-0         1d..2. 253149us!: mm_init: mm=0x20\n",
                              fronts[i]);
      g_string_append_printf (text, "%s---------------------------------\n", fronts[i]);
      g_string_append_printf (text, "%sKernel panic - not syncing: [0] -1\n", fronts[i]);
      trace = texts_read_text (text->str);
      g_test_message ("%s", fronts[i]);
      g_assert_cmpuint (texts_count_events (trace), ==, 2);
      g_assert_false (mms_trace_is_damaged (trace));
      g_assert_cmpuint (mms_trace_get_n_lost (trace), ==, 7);
      g_assert_cmpint (mms_trace_get_pid (trace, texts_get_event (trace, 1)), ==, 112);
      texts_assert_number (trace, 2, "mm", 0x20);
    }
}

/* The kernel prints system calls by their own names, and numbers in hexadecimal. */
static void
test_syscalls (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "              sh-1     [000] ..... 1.000000: sys_membarrier(cmd: 10, flags: 0, cpu_id: 0)\n"
      "              sh-1     [000] ..... 1.000001: sys_membarrier -> 0x0\n"
      "              sh-1     [000] ..... 1.000002: sys_getpid()\n"
      "              sh-1     [000]     1.000003: sys_enter_membarrier: cmd: 0x00000010, flags: "
      "0x00000000, cpu_id: 0x00000003\n"
      "              sh-1     [000]     1.000004: sys_exit_membarrier:  0xfffffffffffffff2\n");

  g_assert_cmpuint (texts_count_events (trace), ==, 5);
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_cmpstr (texts_get_kind (trace, 1)->name, ==, "sys_enter_membarrier");
  g_assert_cmpstr (texts_get_kind (trace, 2)->name, ==, "sys_exit_membarrier");
  g_assert_cmpstr (texts_get_kind (trace, 3)->name, ==, "sys_enter_getpid");
  texts_assert_number (trace, 1, "cmd", 0x10);
  texts_assert_number (trace, 2, "ret", 0);
  texts_assert_number (trace, 4, "cmd", 0x10);
  texts_assert_number (trace, 4, "cpu_id", 3);
  texts_assert_number (trace, 5, "ret", -14);
}

/* trace-cmd report where its columns are full, and where its values are bytes */
static void
test_report (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "cpus=2\n"
      "        workload-695   [000]169461452467: sched_switch:          lead:7 [120] R ==> b c:8 "
      "[120]\n"
      "workload-695     1dNh2.169461452468: task_rename:           pid=1 oldcomm=a newcomm=ARRAY[c3, "
      "a9, 74, 00, 20] oom_score_adj=3\n"
      "workload-695     1-0x1 169461452469: task_rename:           pid=1 oldcomm=a newcomm=b c "
      "oom_score_adj=4\n");
  char flags[8];

  g_assert_cmpuint (texts_count_events (trace), ==, 3);
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_cmpuint (texts_get_event (trace, 1)->time, ==, 169461452467);
  texts_assert_text (trace, 1, "prev_comm", " lead");
  texts_assert_number (trace, 1, "next_pid", 8);
  g_assert_cmpuint (texts_get_event (trace, 2)->time, ==, 169461452468);
  g_assert_cmpuint (texts_get_event (trace, 2)->cpu, ==, 1);
  g_assert_true (mms_trace_get_flags (trace, texts_get_event (trace, 2), flags));
  g_assert_cmpstr (flags, ==, "dNh2.");
  texts_assert_text (trace, 2, "newcomm", "\303\251t");
  texts_assert_number (trace, 2, "oom_score_adj", 3);
  g_assert_cmpuint (texts_get_event (trace, 3)->cpu, ==, 1);
  texts_assert_text (trace, 3, "newcomm", "b c");
}

/* The fields that perf script was told to print */
static void
test_perf (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "  Web Content   803/804   [001]   109.698354:       sched:sched_switch: prev_comm=Web Content "
      "prev_pid=804 prev_prio=120 prev_state=R+ ==> next_comm=a next_pid=20 next_prio=0\n"
      "  798 [000]   109.698355:            lz:enter_lazy: (ffffffff9748b050) mm=0xffff8e51018da880\n"
      "w-fork   824 [000]   113.557667: sched:sched_process_exit: comm=w-fork pid=824 prio=120\n"
      "\tffffffff974a7481 do_exit+0x501 ([kernel.kallsyms])\n"
      "\t    7f4a13c2a do_it+0x1 (/usr/bin/w)\n"
      "\n"
      "             :-1    -1 [001]   113.805298:       sched:sched_switch: prev_comm=b prev_pid=8 "
      "prev_prio=120 prev_state=X ==> next_comm=swapper/1 next_pid=0 next_prio=120\n");
  guint n_notes;

  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 0);
  g_assert_cmpuint (texts_count_events (trace), ==, 4);
  g_assert_cmpstr (mms_trace_get_version (trace), ==, "perf script");
  g_assert_cmpstr (texts_get_kind (trace, 1)->system, ==, "sched");
  texts_assert_text (trace, 1, "prev_comm", "Web Content");
  g_assert_cmpint (mms_trace_find_task (trace, 804)->tgid, ==, 803);
  g_assert_cmpint (mms_trace_get_pid (trace, texts_get_event (trace, 2)), ==, 798);
  g_assert_cmpint (mms_trace_get_pid (trace, texts_get_event (trace, 3)), ==, 824);
  g_assert_cmpint (mms_trace_get_pid (trace, texts_get_event (trace, 4)), ==, -1);
  texts_assert_number (trace, 4, "prev_pid", 8);
}

/* Distances from one event to the next are no stamps; a few stamps out of order are. */
static void
test_distances (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, " perf   798 [000]     0.%06u: a:b: c=1\n", i % 3);
  g_assert_null (texts_read_bytes (text->str, text->len, &error));
  g_assert_nonnull (strstr (error->message, "--deltatime"));

  g_string_truncate (text, 0);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (MmsTrace) trace = NULL;

      g_string_append_printf (text, " perf   798 [000]     0.%06u: a:b: c=1\n", i == 20 ? 18 : i);
      trace = texts_read_text (text->str);
      g_assert_cmpuint (texts_count_events (trace), ==, i + 1);
    }
}

/* A line feed that is gone makes one line of two, of which neither is read: the first's last value may be cut.
 * A name may look like a line's beginning. */
static void
test_merged (void)
{
  g_autoptr (MmsTrace) merged = texts_read_text (
      "              sh-1     [000] ..... 1.000000: mm_init: mm=0x10?          <idle>-0       [001] "
      "d..2.    10.694473: sched_wakeup: comm=a pid=1 prio=1 target_cpu=1\n"
      "              sh-1     [000] ..... 11.000000: mm_init: mm=0x20\n");
  g_autoptr (MmsTrace) sound = texts_read_text (
      "              sh-1     [000] ..... 1.000000: task_rename: pid=1 oldcomm=x-9 [001] 1.5: a "
      "newcomm=x-9 [001] 1: a: oom_score_adj=0\n"
      "              sh-1     [000] ..... 1.000001: print: at 1.234567: hello\n");

  g_assert_true (mms_trace_is_damaged (merged));
  g_assert_false (mms_trace_is_complete (merged));
  g_assert_cmpuint (texts_count_events (merged), ==, 1);
  g_assert_cmpuint (mms_trace_get_events (merged, NULL)[0].time, ==, 11000000000);
  g_assert_false (mms_trace_is_damaged (sound));
  g_assert_cmpuint (texts_count_events (sound), ==, 2);
}

static void
assert_useless (const char *text, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (texts_read_bytes (text, strlen (text), &error));
  g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

/* Where perf script left a field out, a task that is called like it makes lines that have one. */
static void
test_partial (void)
{
#define SWITCH(stamp, comm)                                                                        \
  stamp ": prev_comm=" comm " prev_pid=810 prev_prio=120 prev_state=S ==> next_comm=b next_pid=8 "  \
        "next_prio=120\n"

  assert_useless ("     a   810 [000] " SWITCH ("109.871559256", "a")
                  "     a   810 [000] " SWITCH ("109.871559257", "b: sched_switch: c")
                  "     a   810 [000] 109.871559258: comm=sched_switch: c pid=9 prio=120\n",
                  "-F +event");
  assert_useless ("     a   810 [000] 109.871559256: (ffffffff9748b050) mm=0x10 tpid=0\n", "-F +event");
  assert_useless ("     a   810 " SWITCH ("109.871559256: sched:sched_switch", "a")
                  "     a   810 " SWITCH ("109.871559257: sched:sched_switch", "a")
                  "   t-9   810 [000] " SWITCH ("109.871559258: sched:sched_switch", "t-9"),
                  "-F +cpu");
#undef SWITCH
}

static void
test_summaries (void)
{
  assert_useless ("cpus=4\n\nKernel buffer statistics:\n"
                  "  Note: \"entries\" are the entries left in the kernel ring buffer and are not\n"
                  "        recorded in the trace data. They should all be zero.\n\n"
                  "CPU: 0\nentries: 0\noverrun: 0\noldest event ts:    27.741000\n",
                  "--stat");
  assert_useless ("cpus=4\n\ntask: swapper/2-0\n"
                  "  Event: sched_switch:R (224) Total: 317195677 Avg: 1416052 "
                  "Max: 12813157(ts:27.680909) Min:15265(ts:27.624140)\n"
                  "  Event: sched_process_free:0x0 (12)\n\ntask: ksoftirqd/0-14\n",
                  "--profile");
}

/* What editors, mail and listings put in front of a text is no event. */
static void
test_fronts (void)
{
  static const char *const fronts[] = {
    "\xef\xbb\xbf" "cpus=4\n", "\xef\xbb\xbf" "# tracer: nop\n", "\xef\xbb\xbf",
    "> cpus=4\n", "1:cpus=4\n", "  1\tcpus=4\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fronts); i++)
    {
      g_autofree char *text
          = g_strconcat (fronts[i], "              sh-1     [000] ..... 1.000000: mm_init: mm=0x10\n",
                         NULL);
      g_autoptr (MmsTrace) trace = texts_read_text (text);
      guint n_notes;

      g_test_message ("%u", i);
      mms_trace_get_notes (trace, &n_notes);
      g_assert_cmpuint (n_notes, ==, 0);
      g_assert_true (mms_trace_is_complete (trace));
      g_assert_cmpuint (texts_count_events (trace), ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-tools/dump", test_dump);
  g_test_add_func ("/text-tools/log", test_log);
  g_test_add_func ("/text-tools/syscalls", test_syscalls);
  g_test_add_func ("/text-tools/report", test_report);
  g_test_add_func ("/text-tools/perf", test_perf);
  g_test_add_func ("/text-tools/distances", test_distances);
  g_test_add_func ("/text-tools/merged", test_merged);
  g_test_add_func ("/text-tools/partial", test_partial);
  g_test_add_func ("/text-tools/summaries", test_summaries);
  g_test_add_func ("/text-tools/fronts", test_fronts);
  return g_test_run ();
}
