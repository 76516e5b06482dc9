/* test-text.c - whole texts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/read.h"
#include "texts.h"

/* --- the forms that tracing options give --- */

/* Counted in the files with grep and read off their last lines */
static const struct
{
  const char *name;
  const char *version;
  guint n_events;
  guint n_switches;
  guint64 last_time;
  guint last_cpu;
  int last_pid;
  const char *last_kind;
  const char *last_flags;
} forms[] = {
  { "forms/opt-default.txt", "tracefs", 248, 21, 24257889000, 3, 0, "sched_switch", "d..2." },
  { "forms/opt-noirqinfo.txt", "tracefs", 254, 22, 24257974000, 2, 656, "tlb_flush", NULL },
  { "forms/opt-tgid.txt", "tracefs", 248, 21, 24257889000, 3, 0, "sched_switch", "d..2." },
  { "forms/opt-latency.txt", "latency", 242, 20, 399457000, 2, 0, "switch_mm", "d..2." },
  { "forms/opt-verbose.txt", "verbose", 251, 22, 24257954000, 3, 15, "sched_switch", NULL },
  { "forms/clock-counter-head.trace.txt", "tracefs", 238, 12, 243, 0, 0, "load_cr3", "d..2." },
  { "forms/clock-mono-head.trace.txt", "tracefs", 238, 17, 4645687000, 2, 0,
    "call_function_single_entry", "d.h1." },
  { "forms/report-t.txt", "trace-cmd report", 259, 23, 24258149111, 0, 0, "sched_switch", NULL },
  { "forms/rec-2buffers.report.txt", "trace-cmd report", 232, 0, 48192720000, 1, 720,
    "irq_work_exit", NULL },
  { "forms/perf-script.txt.gz", "perf script", 467, 181, 109927681716, 1, 0, "switch_mm", NULL },
  { "forms/dump.dmesg.txt.gz", "latency", 131, 15, 262022000, 0, 112, "mmdrop_free", "...1." },
  { "forms/opt-latency-counter.txt", "latency", 39, 35, 40, 1, 769, "sched_switch", "d..2." },
  { "forms/opt-verbose-counter.txt", "verbose", 39, 35, 41, 1, 769, "sched_switch", NULL },
  { "forms/opt-stacktrace.txt.gz", "tracefs", 59, 25, 95437627000, 0, 112, "tracing_mark_write",
    "....." },
  { "forms/tracer-function.txt", "tracefs", 55, 28, 99120874000, 1, 750, "function", "d..2." },
};

static void
test_forms (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (MmsTrace) trace = texts_load (forms[i].name);
      guint n_switches = 0;
      guint last;
      char flags[8];

      g_test_message ("%s", forms[i].name);
      g_assert_cmpstr (mms_trace_get_format (trace), ==, "text");
      g_assert_cmpstr (mms_trace_get_version (trace), ==, forms[i].version);
      g_assert_cmpuint (texts_count_events (trace), ==, forms[i].n_events);
      g_assert_false (mms_trace_is_damaged (trace));
      for (guint n = 1; n <= forms[i].n_events; n++)
        n_switches += strcmp (texts_get_kind (trace, n)->name, "sched_switch") == 0;
      g_assert_cmpuint (n_switches, ==, forms[i].n_switches);

      last = texts_count_events (trace);
      g_assert_cmpuint (texts_get_event (trace, last)->time, ==, forms[i].last_time);
      g_assert_cmpuint (texts_get_event (trace, last)->cpu, ==, forms[i].last_cpu);
      g_assert_cmpint (mms_trace_get_pid (trace, texts_get_event (trace, last)), ==, forms[i].last_pid);
      g_assert_cmpstr (texts_get_kind (trace, last)->name, ==, forms[i].last_kind);
      if (mms_trace_get_flags (trace, texts_get_event (trace, last), flags))
        g_assert_cmpstr (flags, ==, forms[i].last_flags);
      else
        g_assert_null (forms[i].last_flags);
    }
}

static void
test_clock (void)
{
  g_autoptr (MmsTrace) counter = texts_load ("forms/clock-counter-head.trace.txt");
  g_autoptr (MmsTrace) mono = texts_load ("forms/clock-mono-head.trace.txt");

  g_assert_cmpstr (mms_trace_get_clock (counter), ==, MMS_CLOCK_UNSCALED);
  g_assert_cmpstr (mms_trace_get_stamp_unit (counter), ==, "unknown");
  g_assert_false (mms_trace_clock_is_ns (counter));
  g_assert_true (mms_trace_clock_is_ns (mono));
}

static void
test_tgids (void)
{
  g_autoptr (MmsTrace) trace = texts_load ("forms/opt-tgid.txt");

  g_assert_cmpint (mms_trace_find_task (trace, 126)->tgid, ==, 126);
  g_assert_cmpstr (mms_trace_find_task (trace, 126)->comm, ==, "sh");
  g_assert_null (mms_trace_find_task (trace, 0));
}

static void
test_buffers (void)
{
  g_autoptr (MmsTrace) trace = texts_load ("forms/rec-2buffers.report.txt");
  guint counts[2] = { 0, 0 };

  g_assert_cmpuint (mms_trace_get_n_buffers (trace), ==, 2);
  g_assert_cmpstr (mms_trace_get_buffer (trace, 0), ==, "second");
  g_assert_cmpstr (mms_trace_get_buffer (trace, 1), ==, "third");
  for (guint i = 1; i <= texts_count_events (trace); i++)
    counts[mms_trace_get_event_buffer (trace, texts_get_event (trace, i))]++;
  g_assert_cmpuint (counts[0], ==, 190);
  g_assert_cmpuint (counts[1], ==, 42);
}

/* trace-cmd prints the instance in front of the lost-events line and not of the event behind it */
static void
test_buffer_of_lost (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "cpus=2\n"
      "                     sh-1     [000]     1.000000: sched_wakeup:         comm=sh prio=1 "
      "pid=1\n"
      "plain:               sh-1     [000]     1.000001: sched_wakeup:         comm=sh prio=1 "
      "pid=1\n"
      "plain: CPU:1 [3 EVENTS DROPPED]\n"
      "              sh-2     [001]     1.000002: sched_wakeup:         comm=sh prio=1 pid=2\n"
      "plain:               sh-1     [000]     1.000003: sched_wakeup:         comm=sh prio=1 "
      "pid=3\n");

  g_assert_cmpuint (mms_trace_get_n_buffers (trace), ==, 2);
  g_assert_cmpstr (mms_trace_get_buffer (trace, 0), ==, "");
  g_assert_cmpuint (mms_trace_get_event_buffer (trace, texts_get_event (trace, 1)), ==, 0);
  g_assert_cmpuint (mms_trace_get_event_buffer (trace, texts_get_event (trace, 2)), ==, 1);
  g_assert_cmpuint (mms_trace_get_event_buffer (trace, texts_get_event (trace, 3)), ==, 1);
  g_assert_cmpuint (mms_trace_get_event_buffer (trace, texts_get_event (trace, 4)), ==, 1);
  g_assert_true (texts_get_event (trace, 3)->lost);
  /* One happening in two buffers */
  g_assert_true (texts_get_event (trace, 2)->repeated);
}

/* --- losses --- */

static void
test_lost_pipe (void)
{
  /* Line numbers of the marks in the file are 432, 468, 588 and 993; each mark is no event */
  static const MmsLoss expected[]
      = { { 432, 1, 36 }, { 467, 3, 107 }, { 586, 0, 105 }, { 990, 2, 35 } };
  g_autoptr (MmsTrace) trace = texts_load ("stock/lost-pipe.trace.txt");
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);

  g_assert_cmpuint (n_losses, ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (mms_trace_get_n_lost (trace), ==, 36 + 107 + 105 + 35);
  g_assert_false (mms_trace_is_complete (trace));
  g_assert_false (mms_trace_is_damaged (trace));
  for (guint i = 0; i < n_losses; i++)
    {
      g_assert_cmpuint (losses[i].event, ==, expected[i].event);
      g_assert_cmpuint (losses[i].cpu, ==, expected[i].cpu);
      g_assert_cmpint (losses[i].count, ==, expected[i].count);
      g_assert_cmpuint (texts_get_event (trace, losses[i].event)->cpu, ==, expected[i].cpu);
    }
}

/* The header tells that something is missing; every CPU's stream may have lost its beginning. */
static void
test_lost_overwrite (void)
{
  g_autoptr (MmsTrace) trace = texts_load ("stock/lost-overwrite.trace.txt");
  gboolean has_cpu[4] = { FALSE };
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);

  g_assert_cmpuint (n_losses, ==, 4);
  for (guint i = 0; i < n_losses; i++)
    {
      g_assert_cmpint (losses[i].count, ==, -1);
      g_assert_cmpuint (losses[i].cpu, <, 4);
      g_assert_false (has_cpu[losses[i].cpu]);
      has_cpu[losses[i].cpu] = TRUE;
      for (guint n = 1; n < losses[i].event; n++)
        g_assert_cmpuint (texts_get_event (trace, n)->cpu, !=, losses[i].cpu);
    }
  g_assert_false (mms_trace_is_complete (trace));
}

/* A line that ends before the last field of its kind was cut, and so may be the value before it. */
static void
test_cut_fields (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsTrace) whole = NULL;
  g_autoptr (MmsTrace) cut = NULL;
  guint n_losses;

  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text,
                            "bash-%u [000] d..2. 1.0000%02u: sched_switch: prev_comm=a=b prev_pid=%u "
                            "prev_prio=120 prev_state=S ==> next_comm=sh next_pid=%u next_prio=120\n",
                            i + 1, i, i + 1, i + 2);
  whole = texts_read_text (text->str);
  g_assert_cmpuint (texts_count_events (whole), ==, 12);
  g_assert_true (mms_trace_is_complete (whole));

  g_string_append (text, "bash-13 [000] d..2. 1.000012: sched_switch: prev_comm=a prev_pid=13 prev_prio=120 "
                         "prev_state=S ==> next_comm=sh next_pid=1\n"
                         "bash-1 [000] d..2. 1.000013: other: a=1\n");
  cut = texts_read_text (text->str);
  g_assert_cmpuint (texts_count_events (cut), ==, 13);
  g_assert_true (mms_trace_is_damaged (cut));
  mms_trace_get_losses (cut, &n_losses);
  g_assert_cmpuint (n_losses, ==, 1);
}

/* Cut behind its header */
static void
test_no_events (void)
{
  g_autoptr (MmsTrace) trace
      = texts_read_text ("# tracer: nop\n#\n# entries-in-buffer/entries-written: 3350/3350   #P:4\n#\n");
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  g_assert_true (mms_trace_is_damaged (trace));
  g_assert_cmpuint (n_notes, ==, 1);
  g_assert_nonnull (strstr (notes[0].text, "counts 3350 events, the text holds 0"));
}

static void
test_started (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text ("              sh-1     [000] ..... 1.000000: a: x=1\n"
                                          "##### CPU 1 buffer started ####\n"
                                          "              sh-2     [001] ..... 1.000001: a: x=1\n");
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);

  g_assert_cmpuint (n_losses, ==, 1);
  g_assert_cmpuint (losses[0].event, ==, 2);
  g_assert_cmpint (losses[0].count, ==, -1);
}

static void
test_short (void)
{
  static const char text[] = "# entries-in-buffer/entries-written: %u/%u   #P:4\n"
                             "              sh-1     [000] ..... 1.000000: a: x=1\n"
                             "              sh-2     [001] ..... 1.000001: a: x=1\n";

  for (guint n = 1; n <= 3; n++)
    {
      g_autofree char *full = g_strdup_printf (text, n, n);
      g_autoptr (MmsTrace) trace = texts_read_text (full);

      g_assert_cmpuint (texts_count_events (trace), ==, 2);
      g_assert_cmpint (mms_trace_is_complete (trace), ==, n <= 2);
      g_assert_false (mms_trace_is_damaged (trace));
    }
}

/* --- names --- */

/* What a CPU switched to is what it next switches from, whatever tasks are called. */
static void
test_switches (void)
{
  static const char *const names[] = {
    "stock/names.trace.txt.gz",    "stock/names.report.txt.gz",   "stock/forkexec.trace.txt",
    "stock/sched-only.report.txt", "stock/pair-sched.report.txt", "patched/hazard-exit.txt",
    "forms/perf-script.txt.gz",    "forms/report-plugins.txt.gz",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MmsTrace) trace = texts_load (names[i]);
      gint64 running[8] = { -1, -1, -1, -1, -1, -1, -1, -1 };
      guint n_checked = 0;

      for (guint n = 1; n <= texts_count_events (trace); n++)
        {
          const MmsEvent *event = texts_get_event (trace, n);
          guint64 prev;
          guint64 next;

          if (texts_get_kind (trace, n)->role != MMS_ROLE_SCHED_SWITCH)
            continue;
          g_assert_true (mms_trace_get_slot (trace, event, MMS_SLOT_PREV_PID, &prev));
          g_assert_true (mms_trace_get_slot (trace, event, MMS_SLOT_NEXT_PID, &next));
          g_assert_cmpuint (event->cpu, <, 8);
          /* perf does not know who was gone when it looked. */
          if (mms_trace_get_pid (trace, event) != -1)
            g_assert_cmpint (mms_trace_get_pid (trace, event), ==, (gint64) prev);
          if (running[event->cpu] >= 0)
            {
              g_assert_cmpint ((gint64) prev, ==, running[event->cpu]);
              n_checked++;
            }
          running[event->cpu] = (gint64) next;
        }
      g_assert_cmpuint (n_checked, >, 100);
    }
}

/* Every name that the workload gave itself is there, read from the middle of a line. */
static void
test_names (void)
{
  static const char *const given[] = {
    "Web Content", "a b  c", "x ==> y", "pid=7 a=1",      "[brackets]", "1-2",       "t-9 [001]",
    "<...>",       "<idle>", "été",     "sched_switch:",  "swapper/9",  "tab\there", "q\"uote\\",
    " lead",       "trail ", "",        "kworker/u9:0-x",
  };
  g_autoptr (MmsTrace) trace = texts_load ("stock/names.trace.txt.gz");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint n = 1; n <= texts_count_events (trace); n++)
    if (strcmp (texts_get_kind (trace, n)->name, "task_rename") == 0)
      g_hash_table_add (seen, texts_get_text (trace, n, "newcomm"));
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      g_test_message ("\"%s\"", given[i]);
      g_assert_true (g_hash_table_contains (seen, given[i]));
    }
}

/* --- values --- */

static void
test_values (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "              sh-1     [000] ..... 1.000000: sched_switch: a:1 [120] Z ==> b c:7 [-1]\n"
      "              sh-1     [000] ..... 1.000001: tlb_flush: pages:-1 reason:remote shootdown "
      "(1)\n"
      "              sh-1     [000] ..... 1.000002: enter_lazy: mm=ff11000000946d00 lazy=1 "
      "loaded=10\n"
      "              sh-1     [000] ..... 1.000003: state_cpu: cpu=2 lazy=10 is_lazy=1 active=0\n"
      "              sh-1     [000] ..... 1.000004: mm_count: op=init delta=-1 ip=exec+0x1/0x2\n"
      "              sh-1     [000] ..... 1.000005: mm_init: mm=0x10 uc={3,4} "
      "caller=ffffffff81c9db10\n"
      "              sh-1     [000] ..... 1.000006: mm_init: mm=0x10 uc={5,6} later=9\n");
  guint64 value;
  int field;

  /* trace-cmd's letter for EXIT_DEAD */
  texts_assert_number (trace, 1, "prev_state", 0x10);
  texts_assert_text (trace, 1, "prev_state", "Z");
  texts_assert_number (trace, 1, "next_pid", 7);
  texts_assert_text (trace, 1, "next_comm", "b c");
  texts_assert_number (trace, 2, "pages", -1);
  texts_assert_number (trace, 2, "reason", 1);
  texts_assert_text (trace, 2, "reason", "remote shootdown");
  texts_assert_number (trace, 3, "mm", (gint64) 0xff11000000946d00);
  texts_assert_number (trace, 3, "lazy", 1);
  texts_assert_number (trace, 3, "loaded", 0x10);
  texts_assert_number (trace, 4, "lazy", 0x10);
  texts_assert_number (trace, 4, "cpu", 2);
  texts_assert_number (trace, 5, "delta", -1);
  texts_assert_text (trace, 5, "op", "init");
  g_assert_false (texts_get_number (trace, 5, "op", &value));
  g_assert_false (texts_get_number (trace, 6, "later", &value));
  texts_assert_number (trace, 7, "later", 9);
  texts_assert_text (trace, 7, "caller", NULL);

  field = mms_kind_find_field (texts_get_kind (trace, 6), "uc");
  g_assert_true (mms_trace_get_number (trace, texts_get_event (trace, 6), (guint) field, 1, &value));
  g_assert_cmpuint (value, ==, 4);
  g_assert_false (mms_trace_get_number (trace, texts_get_event (trace, 6), (guint) field, 2, &value));
  g_assert_cmpstr (mms_trace_get_slot_symbol (trace, texts_get_event (trace, 5), MMS_SLOT_CALLER), ==,
                   NULL);
}

static void
test_symbols (void)
{
  g_autoptr (MmsTrace) trace = texts_load ("stock/forkexec.trace.txt");
  guint n_symbols = 0;

  for (guint n = 1; n <= texts_count_events (trace); n++)
    {
      const char *symbol = mms_trace_get_slot_symbol (trace, texts_get_event (trace, n), MMS_SLOT_CALLER);

      if (symbol == NULL)
        continue;
      g_assert_null (strchr (symbol, '+'));
      g_assert_true (symbol == g_intern_string (symbol));
      n_symbols += strcmp (symbol, "__schedule") == 0;
    }
  g_assert_cmpuint (n_symbols, >, 100);
}

static void
test_info (void)
{
  g_autoptr (MmsTrace) trace = texts_read_text (
      "              sh-1     [000] ..... 1.000000: mm_init:              (a <- b) mm=0x10\r\n"
      "              sh-1     [000] ..... 1.000001: empty:\n"
      "              sh-1     [000] ..... 1.000002: do_idle <-cpu_startup_entry\n"
      "              sh-1     [000] ..... 1.000003: <stack trace>\n"
      " => do_exit\n"
      " => __x64_sys_exit\n"
      "              sh-1     [000] ..... 1.000004: odd: \xff\xfe\n");
  static const char *const infos[] = { "(a <- b) mm=0x10", "", "do_idle <-cpu_startup_entry",
                                       "<stack trace>", "\xef\xbf\xbd\xef\xbf\xbd" };
  static const char *const kinds[] = { "mm_init", "empty", "function", "kernel_stack", "odd" };

  g_assert_cmpuint (texts_count_events (trace), ==, G_N_ELEMENTS (infos));
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      g_autofree char *info = mms_trace_get_info (trace, texts_get_event (trace, i + 1));

      g_assert_cmpstr (info, ==, infos[i]);
      g_assert_cmpstr (texts_get_kind (trace, i + 1)->name, ==, kinds[i]);
    }
  texts_assert_text (trace, 3, "parent_ip", "cpu_startup_entry");
  g_assert_false (mms_trace_is_damaged (trace));
}

/* --- limits --- */

static void
test_limit (void)
{
  g_autofree char *path = texts_get_path ("stock/forkexec.trace.txt");

  for (guint limit = 1; limit < 4000; limit += 333)
    {
      g_autoptr (MmsTrace) trace = mms_read_file (path, limit, NULL, NULL);

      g_assert_cmpuint (texts_count_events (trace), ==, MIN (limit, 3350));
      g_assert_cmpint (mms_trace_is_prefix (trace), ==, limit < 3350);
    }
}

static void
test_cancel (void)
{
  g_autofree char *path = texts_get_path ("stock/forkexec.trace.txt");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (mms_read_file (path, 0, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/forms", test_forms);
  g_test_add_func ("/text/clock", test_clock);
  g_test_add_func ("/text/tgids", test_tgids);
  g_test_add_func ("/text/buffers", test_buffers);
  g_test_add_func ("/text/buffer-of-lost", test_buffer_of_lost);
  g_test_add_func ("/text/lost-pipe", test_lost_pipe);
  g_test_add_func ("/text/lost-overwrite", test_lost_overwrite);
  g_test_add_func ("/text/no-events", test_no_events);
  g_test_add_func ("/text/cut-fields", test_cut_fields);
  g_test_add_func ("/text/started", test_started);
  g_test_add_func ("/text/short", test_short);
  g_test_add_func ("/text/switches", test_switches);
  g_test_add_func ("/text/names", test_names);
  g_test_add_func ("/text/values", test_values);
  g_test_add_func ("/text/symbols", test_symbols);
  g_test_add_func ("/text/info", test_info);
  g_test_add_func ("/text/limit", test_limit);
  g_test_add_func ("/text/cancel", test_cancel);
  return g_test_run ();
}
