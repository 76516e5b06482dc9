/* test-text-line.c - the front of one line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/text-line.h"
#include "read/text-other.h"

typedef struct
{
  const char *line;
  MmsTextStyle style;
  const char *buffer;
  const char *comm;
  int pid;
  int tgid;
  guint cpu;
  const char *flags;
  guint64 time;
  gboolean is_ordinal;
  const char *name;
  const char *info;
} Case;

static const Case cases[] = {
  /* tracefs */
  { "              sh-125     [000] .....     6.127216: mm_init: (a+0x1/0x2 <- b) mm=0xff users=1",
    MMS_TEXT_NORMAL, "", "sh", 125, -1, 0, ".....", 6127216000, FALSE, "mm_init",
    "(a+0x1/0x2 <- b) mm=0xff users=1" },
  { "          <idle>-0       [002] dNs4. 86400.000001: sched_wakeup: comm=x pid=15",
    MMS_TEXT_NORMAL, "", "<idle>", 0, -1, 2, "dNs4.", 86400000001000, FALSE, "sched_wakeup",
    "comm=x pid=15" },
  { "           <...>-127     [4095] d..2 4.632503: e: a=1", MMS_TEXT_NORMAL, "", "<...>", 127, -1,
    4095, "d..2", 4632503000, FALSE, "e", "a=1" },
  { "              sh-126     [001] d.h1.2. 4.000000: e:", MMS_TEXT_NORMAL, "", "sh", 126, -1, 1,
    "d.h1.2.", 4000000000, FALSE, "e", "" },
  { "              sh-126     [001]     24.248659: e: a=1", MMS_TEXT_NORMAL, "", "sh", 126, -1, 1,
    "", 24248659000, FALSE, "e", "a=1" },
  { "              sh-126     (    120) [001] .....    24.248659: e: a=1", MMS_TEXT_NORMAL, "",
    "sh", 126, 120, 1, ".....", 24248659000, FALSE, "e", "a=1" },
  { "          <idle>-0       (-------) [003] d..2.    24.257889: e: a=1", MMS_TEXT_NORMAL, "",
    "<idle>", 0, -1, 3, "d..2.", 24257889000, FALSE, "e", "a=1" },
  { "              sh-126     [001] .....            3: e: a=1", MMS_TEXT_NORMAL, "", "sh", 126, -1,
    1, ".....", 3, TRUE, "e", "a=1" },
  { "              sh-126     [001] ..... 18446744073709551615: e: a=1", MMS_TEXT_NORMAL, "", "sh",
    126, -1, 1, ".....", G_MAXUINT64, TRUE, "e", "a=1" },

  /* Names that look like something else; the kernel's own captures have them all */
  { "       t-9 [001]-1138    [000] ...1.    44.091175: e: a=1", MMS_TEXT_NORMAL, "", "t-9 [001]",
    1138, -1, 0, "...1.", 44091175000, FALSE, "e", "a=1" },
  { " x-9 [001] 1: a:-1138    [000] ...1.    44.091175: e: a=1", MMS_TEXT_NORMAL, "",
    "x-9 [001] 1: a:", 1138, -1, 0, "...1.", 44091175000, FALSE, "e", "a=1" },
  { "         x ==> y-1134    [000] ...1.    44.076995: e: a=1", MMS_TEXT_NORMAL, "", "x ==> y",
    1134, -1, 0, "...1.", 44076995000, FALSE, "e", "a=1" },
  { "          trail -1148    [002] ...1.    44.132800: e: a=1", MMS_TEXT_NORMAL, "", "trail ",
    1148, -1, 2, "...1.", 44132800000, FALSE, "e", "a=1" },
  { "                -1149    [000] ...1.    44.135360: e: a=1", MMS_TEXT_NORMAL, "", "", 1149, -1,
    0, "...1.", 44135360000, FALSE, "e", "a=1" },
  { "        tab\there-1143    [000] ...1.    44.111521: e: a=1", MMS_TEXT_NORMAL, "", "tab\there",
    1143, -1, 0, "...1.", 44111521000, FALSE, "e", "a=1" },
  { "             1-2-1137    [000] ...1.    44.088714: e: a=1", MMS_TEXT_NORMAL, "", "1-2", 1137,
    -1, 0, "...1.", 44088714000, FALSE, "e", "a=1" },
  { "   sched_switch:-1139    [000] ...1.    44.093826: e: a=1", MMS_TEXT_NORMAL, "",
    "sched_switch:", 1139, -1, 0, "...1.", 44093826000, FALSE, "e", "a=1" },

  /* The text of an event may hold a line */
  { "              sh-126     [001] ..... 4.000000: tracing_mark_write: y-9 [002] 1.000000: e: x",
    MMS_TEXT_NORMAL, "", "sh", 126, -1, 1, ".....", 4000000000, FALSE, "tracing_mark_write",
    "y-9 [002] 1.000000: e: x" },

  /* Aligned no longer */
  { "sh-126 [001] ..... 24.248659: e: a=1", MMS_TEXT_NORMAL, "", "sh", 126, -1, 1, ".....",
    24248659000, FALSE, "e", "a=1" },
  { "kworker/u9:0-x-1146 [001] 44.121277: e: a=1", MMS_TEXT_NORMAL, "", "kworker/u9:0-x", 1146, -1,
    1, "", 44121277000, FALSE, "e", "a=1" },
  { "t-9 [001]-1138 [000] 44.091175: e: a=1", MMS_TEXT_NORMAL, "", "t-9 [001]", 1138, -1, 0, "",
    44091175000, FALSE, "e", "a=1" },

  /* trace-cmd report */
  { "              sh-126   [001]    24.248659124: mm_init:              (ffff <- ffff) mm=0xff",
    MMS_TEXT_NORMAL, "", "sh", 126, -1, 1, "", 24248659124, FALSE, "mm_init",
    "(ffff <- ffff) mm=0xff" },
  { "              sh-126   [001]           3: mm_init:              mm=0xff", MMS_TEXT_NORMAL, "",
    "sh", 126, -1, 1, "", 3, TRUE, "mm_init", "mm=0xff" },
  { "second:           <idle>-0     [003]    48.153485: local_timer_entry:    vector=236",
    MMS_TEXT_NORMAL, "second", "<idle>", 0, -1, 3, "", 48153485000, FALSE, "local_timer_entry",
    "vector=236" },
  { " third:           w-fork-730   [003]    48.154009: e: a=1", MMS_TEXT_NORMAL, "third", "w-fork",
    730, -1, 3, "", 48154009000, FALSE, "e", "a=1" },
  { "                  w-fork-730   [003]    48.154009: e: a=1", MMS_TEXT_NORMAL, "", "w-fork", 730,
    -1, 3, "", 48154009000, FALSE, "e", "a=1" },
  { "second:        t-9 [001]-1138   [003]    48.154009: e: a=1", MMS_TEXT_NORMAL, "second",
    "t-9 [001]", 1138, -1, 3, "", 48154009000, FALSE, "e", "a=1" },
  { "     rcu_preempt-15    [001]    20.488405: (+47)    sched_switch:         a=1",
    MMS_TEXT_NORMAL, "", "rcu_preempt", 15, -1, 1, "", 20488405000, FALSE, "sched_switch", "a=1" },
  { "rcu_pree-15      1d..2.    20.488405: sched_switch:         a=1", MMS_TEXT_LATENCY, "",
    "rcu_pree", 15, -1, 1, "d..2.", 20488405000, FALSE, "sched_switch", "a=1" },
  { "second:   <idle>-0       3d.h1.    48.153485: e: a=1", MMS_TEXT_LATENCY, "second", "<idle>", 0,
    -1, 3, "d.h1.", 48153485000, FALSE, "e", "a=1" },

  /* Latency and verbose format */
  { "      sh-126       1..... 390816us!: mm_init: mm=0xff", MMS_TEXT_LATENCY, "", "sh", 126, -1, 1,
    ".....", 390816000, FALSE, "mm_init", "mm=0xff" },
  { "  <idle>-0        12d..2. 399457us : e: a=1", MMS_TEXT_LATENCY, "", "<idle>", 0, -1, 12,
    "d..2.", 399457000, FALSE, "e", "a=1" },
  { "t-9 [001-1138      1d..2. 399457us+: e: a=1", MMS_TEXT_LATENCY, "", "t-9 [001", 1138, -1, 1,
    "d..2.", 399457000, FALSE, "e", "a=1" },
  { "     rcu_preempt      15   3 1 00000002 000000fa [017225a2] 400.110ms (+0.002ms): e: a=1",
    MMS_TEXT_VERBOSE, "", "rcu_preempt", 15, -1, 3, "", 24257954000, FALSE, "e", "a=1" },

  /* perf script */
  { "swapper     0 [001]    24.248659: sched:sched_switch: a=1", MMS_TEXT_NORMAL, "", "swapper", 0,
    -1, 1, "", 24248659000, FALSE, "sched_switch", "a=1" },
  { "Web Content  1129/1132  [001]    24.248659: sched:sched_switch: a=1", MMS_TEXT_NORMAL, "",
    "Web Content", 1132, 1129, 1, "", 24248659000, FALSE, "sched_switch", "a=1" },

  /* A buffer dumped to the console */
  { "[   34.567890]       sh-126       1..... 390816us!: mm_init: mm=0xff", MMS_TEXT_LATENCY, "",
    "sh", 126, -1, 1, ".....", 390816000, FALSE, "mm_init", "mm=0xff" },
  { "[   34.567890][  T123]   <idle>-0         0d..2. 399457us : e: a=1", MMS_TEXT_LATENCY, "",
    "<idle>", 0, -1, 0, "d..2.", 399457000, FALSE, "e", "a=1" },

  /* Other tracers */
  { "              sh-126     [001] .....    24.248659: do_idle <-cpu_startup_entry",
    MMS_TEXT_NORMAL, "", "sh", 126, -1, 1, ".....", 24248659000, FALSE, "",
    "do_idle <-cpu_startup_entry" },
  { "              sh-126     [001] .....    24.248659: <stack trace>", MMS_TEXT_NORMAL, "", "sh",
    126, -1, 1, ".....", 24248659000, FALSE, "", "<stack trace>" },
};

static void
assert_span (MmsTextSpan span, const char *expected)
{
  g_autofree char *text = g_strndup (span.start, span.length);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_case (gconstpointer user_data)
{
  const Case *expected = user_data;
  gsize length = strlen (expected->line);
  /* Exactly as long as the line, so that reading past it shows */
  g_autofree char *line = g_memdup2 (expected->line, length);

  /* Whatever the lines before said about the instance column */
  for (gsize indent = 0; indent < 12; indent++)
    {
      MmsTextLine parsed;

      g_assert_true (mms_text_line_parse (line, line + length, indent, &parsed));
      g_assert_cmpint (parsed.style, ==, expected->style);
      assert_span (parsed.buffer, expected->buffer);
      assert_span (parsed.comm, expected->comm);
      g_assert_cmpint (parsed.pid, ==, expected->pid);
      g_assert_cmpint (parsed.tgid, ==, expected->tgid);
      g_assert_cmpuint (parsed.cpu, ==, expected->cpu);
      assert_span (parsed.flags, expected->flags);
      g_assert_cmpuint (parsed.time, ==, expected->time);
      g_assert_cmpint (parsed.is_ordinal, ==, expected->is_ordinal);
      assert_span (parsed.name, expected->name);
      assert_span (parsed.info, expected->info);
    }
}

/* Every beginning of a line either is no event or one that ends where the line does. */
static void
test_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].line);

      for (gsize cut = 0; cut < length; cut++)
        {
          g_autofree char *line = g_memdup2 (cases[i].line, MAX (cut, 1));
          MmsTextLine parsed;

          if (!mms_text_line_parse (line, line + cut, 0, &parsed))
            continue;
          g_assert_true (parsed.info.start + parsed.info.length == line + cut);
          g_assert_true (parsed.name.length == 0 || parsed.name.start > line);
          if (parsed.name.length > 0 && *cases[i].name != '\0' && parsed.pid == cases[i].pid)
            g_assert_cmpint (strncmp (parsed.name.start, cases[i].name, parsed.name.length), ==, 0);
        }
    }
}

static void
test_no_event (void)
{
  static const char *const lines[] = {
    "",
    "sh",
    "cpus=4",
    "# tracer: nop",
    "mm_init: (copy_process+0x1930/0x1ae0 <- mm_init) mm=0xff",
    "126 1 24248659124 type: 1345",
    "CPU:1 [LOST 36 EVENTS]",
    "              sh-126     [001] .....     6.127216",
    "              sh-126     [001] .....     6.: e: a",
    "              sh-126     [001] .....     6.1234567890: e: a",
    "              sh-126     [8192] .....     6.127216: e: a",
    "              sh-126     [] .....     6.127216: e: a",
    "              sh-99999999999     [001] .....     6.127216: e: a",
    "              sh-126     [001] .....     99999999999.127216: e: a",
    "              sh-126     [001] ..... 99999999999999999999: e: a",
    "              sh-126     (12 [001] .....     6.127216: e: a",
    "[   12.345678] usb 1-1: new device",
    "[   12.345678]",
    "[   12.",
    "[",
    " 1)   0.123 us    |  do_idle();",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      MmsTextLine parsed;

      g_assert_false (mms_text_line_parse (lines[i], lines[i] + strlen (lines[i]), 0, &parsed));
    }
}

/* A line that promises an event all along its length costs no more than any other. */
static void
test_long (void)
{
  static const char *const pieces[] = { " [1] ", "-1 ", "0", " ", "(", "a-1 [1] 1: ", "[0] 1:" };
  const gsize length = 16 * 1024 * 1024;
  g_autofree char *line = g_malloc (length);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      gsize piece = strlen (pieces[i]);
      gint64 start = g_get_monotonic_time ();
      MmsTextLine parsed;
      MmsTextOtherLine other;

      for (gsize at = 0; at < length; at++)
        line[at] = pieces[i][at % piece];
      start = g_get_monotonic_time ();
      for (guint n = 0; n < 100; n++)
        {
          mms_text_line_parse (line, line + length, 0, &parsed);
          mms_text_other_parse (line, line + length, &other);
        }
      g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
    }
}

static void
test_other (void)
{
  static const struct
  {
    const char *line;
    MmsTextOther other;
    guint cpu;
    gint64 n_lost;
    const char *buffer;
  } lines[] = {
    { "", MMS_TEXT_COMMENT },
    { "  \t", MMS_TEXT_COMMENT },
    { "#", MMS_TEXT_COMMENT },
    { "#              | |         |   |||||     |         |", MMS_TEXT_COMMENT },
    { "# tracer: nop", MMS_TEXT_TRACER },
    { "# entries-in-buffer/entries-written: 2179/4656   #P:4", MMS_TEXT_ENTRIES },
    { "# latency: 0 us, #2179/4656, CPU#0 | (M:desktop VP:0, KP:0, SP:0 HP:0 #P:4)",
      MMS_TEXT_ENTRIES },
    { "# entries-in-buffer/entries-written: many/4656   #P:4", MMS_TEXT_COMMENT },
    { "# entries-in-buffer/entries-written: 2179", MMS_TEXT_COMMENT },
    { "##### CPU 2 buffer started ####", MMS_TEXT_STARTED, 2 },
    { "##### CPU 99999 buffer started ####", MMS_TEXT_COMMENT },
    { "CPU:2 [LOST 123 EVENTS]", MMS_TEXT_LOST, 2, 123, "" },
    { "CPU:1 [LOST EVENTS]", MMS_TEXT_LOST, 1, -1, "" },
    { "CPU:0 [34 EVENTS DROPPED]", MMS_TEXT_LOST, 0, 34, "" },
    { "CPU:11 [EVENTS DROPPED]", MMS_TEXT_LOST, 11, -1, "" },
    { " plain: CPU:1 [EVENTS DROPPED]", MMS_TEXT_LOST, 1, -1, "plain" },
    { "       CPU:1 [EVENTS DROPPED]", MMS_TEXT_LOST, 1, -1, "" },
    { "CPU:2 [LOST 99999999999999999999 EVENTS]", MMS_TEXT_STRANGE },
    { "CPU:2 [LOST 123 EVENTS", MMS_TEXT_STRANGE },
    { "CPU:9999 [LOST 123 EVENTS]", MMS_TEXT_STRANGE },
    { "CPU:", MMS_TEXT_CONTEXTLESS },
    { "cpus=4", MMS_TEXT_REPORT },
    { "CPU 3 is empty", MMS_TEXT_COMMENT },
    { " => do_idle", MMS_TEXT_COMMENT },
    { "=> do_idle (ffffffff81ce2820)", MMS_TEXT_COMMENT },
    { "126 1 24248659124 type: 1345", MMS_TEXT_RAW },
    { " 1)   0.123 us    |  do_idle();", MMS_TEXT_GRAPH },
    { "mm_init: (copy_process+0x1930/0x1ae0 <- mm_init) mm=0xff", MMS_TEXT_CONTEXTLESS },
    { "              sh-126     [001] .....     6.1272", MMS_TEXT_BROKEN },
    { "hello", MMS_TEXT_STRANGE },
    { "[   12.345678] usb 1-1: new device", MMS_TEXT_STRANGE },
    { "[   12.345678] CPU:2 [LOST 123 EVENTS]", MMS_TEXT_LOST, 2, 123, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gsize length = strlen (lines[i].line);
      g_autofree char *line = g_memdup2 (lines[i].line, MAX (length, 1));
      MmsTextOtherLine parsed;
      MmsTextOther other = mms_text_other_parse (line, line + length, &parsed);

      g_test_message ("%s", lines[i].line);
      g_assert_cmpint (other, ==, lines[i].other);
      if (other == MMS_TEXT_STARTED || other == MMS_TEXT_LOST)
        g_assert_cmpuint (parsed.cpu, ==, lines[i].cpu);
      if (other == MMS_TEXT_LOST)
        {
          g_assert_cmpint (parsed.n_lost, ==, lines[i].n_lost);
          assert_span (parsed.buffer, lines[i].buffer);
        }
      if (other == MMS_TEXT_ENTRIES)
        {
          g_assert_cmpuint (parsed.n_entries, ==, 2179);
          g_assert_cmpuint (parsed.n_written, ==, 4656);
        }
      if (other == MMS_TEXT_TRACER)
        assert_span (parsed.tracer, "nop");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/text-line/case/%u", i + 1);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/text-line/cut", test_cut);
  g_test_add_func ("/text-line/no-event", test_no_event);
  g_test_add_func ("/text-line/long", test_long);
  g_test_add_func ("/text-line/other", test_other);
  return g_test_run ();
}
