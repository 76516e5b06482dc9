/* test-text-value.c - keys, values and the forms of events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/text-form.h"
#include "read/text-value.h"

static MmsTextSpan
span (const char *text)
{
  return (MmsTextSpan){ text, strlen (text) };
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean is_hex;
    guint element;
    gboolean is_number;
    gint64 number;
  } cases[] = {
    { "0", FALSE, 0, TRUE, 0 },
    { "12", FALSE, 0, TRUE, 12 },
    { "002", FALSE, 0, TRUE, 2 },
    { "-1", FALSE, 0, TRUE, -1 },
    { "0x1f", FALSE, 0, TRUE, 31 },
    { "0xffffffffffffffff", FALSE, 0, TRUE, -1 },
    { "1f", TRUE, 0, TRUE, 31 },
    { "12", TRUE, 0, TRUE, 18 },
    { "ff11000000946d00", TRUE, 0, TRUE, (gint64) 0xff11000000946d00 },
    { "ff11000000946d00", FALSE, 0, TRUE, (gint64) 0xff11000000946d00 },
    { "1700000000000000", FALSE, 0, TRUE, 1700000000000000 },
    { "18446744073709551615", FALSE, 0, TRUE, -1 },
    { "00000000,0000000f", TRUE, 0, TRUE, 15 },
    { "{1,2}", FALSE, 0, TRUE, 1 },
    { "{1,2}", FALSE, 1, TRUE, 2 },
    { "{0x1,-2}", FALSE, 1, TRUE, -2 },
    { "local mm shootdown (3)", FALSE, 0, TRUE, 3 },
    { "true", FALSE, 0, TRUE, 1 },
    { "false", FALSE, 0, TRUE, 0 },
    { "", FALSE, 0, FALSE, 0 },
    { "-", FALSE, 0, FALSE, 0 },
    { "0x", FALSE, 0, FALSE, 0 },
    { "0xg", FALSE, 0, FALSE, 0 },
    { "1f", FALSE, 0, FALSE, 0 },
    { "12us", FALSE, 0, FALSE, 0 },
    { "18446744073709551616", FALSE, 0, FALSE, 0 },
    { "0x10000000000000000", FALSE, 0, FALSE, 0 },
    { ",1", TRUE, 0, FALSE, 0 },
    { "12", FALSE, 1, FALSE, 0 },
    { "{1,2}", FALSE, 2, FALSE, 0 },
    { "{1,2", FALSE, 0, FALSE, 0 },
    { "{", FALSE, 0, FALSE, 0 },
    { "{}", FALSE, 0, FALSE, 0 },
    { ")", FALSE, 0, FALSE, 0 },
    { "()", FALSE, 0, FALSE, 0 },
    { "hazard", FALSE, 0, FALSE, 0 },
    { "finish_task_switch.isra.0+0x20c/0x2d0", FALSE, 0, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 number;
      gboolean is_number = mms_text_parse_number (span (cases[i].text), cases[i].is_hex,
                                                  cases[i].element, &number);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (is_number, ==, cases[i].is_number);
      if (is_number)
        g_assert_cmpint ((gint64) number, ==, cases[i].number);
    }
}

/* One name, printed in decimal by one event and in hexadecimal by another. */
static void
test_hex (void)
{
  g_assert_true (mms_text_is_hex ("state_cpu", span ("lazy")));
  g_assert_false (mms_text_is_hex ("enter_lazy", span ("lazy")));
  g_assert_true (mms_text_is_hex ("state_begin", span ("flags")));
  g_assert_false (mms_text_is_hex ("membarrier", span ("flags")));
  g_assert_true (mms_text_is_hex ("anything", span ("mm")));
  g_assert_false (mms_text_is_hex ("membarrier_switch", span ("mm_state")));
  g_assert_true (mms_text_is_hex ("membarrier_switch", span ("prev")));
  g_assert_true (mms_text_is_hex ("task_newtask", span ("clone_flags")));
  g_assert_false (mms_text_is_hex ("task_newtask", span ("pid")));
}

static void
test_state (void)
{
  static const struct
  {
    const char *text;
    gboolean is_state;
    guint64 number;
  } cases[] = {
    { "R", TRUE, 0 },     { "R+", TRUE, 0x100 }, { "S", TRUE, 1 },   { "D", TRUE, 2 },
    { "Z", TRUE, 0x20 },  { "I", TRUE, 0x80 },   { "D|T", TRUE, 6 }, { "S+", TRUE, 0x101 },
    { "128", TRUE, 128 }, { "?", FALSE, 0 },     { "", FALSE, 0 },   { "0x", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 number;
      gboolean is_state = mms_text_parse_state (span (cases[i].text), "SDTtXZPI", &number);

      g_assert_cmpint (is_state, ==, cases[i].is_state);
      if (is_state)
        g_assert_cmpuint (number, ==, cases[i].number);
    }
}

/* What is found from the left, what is found directly, and what should be. */
static void
test_pairs (void)
{
  static const struct
  {
    const char *info;
    const char *pairs; /* "key value|key value|…" */
  } cases[] = {
    { "", "" },
    { "mm=0xff users=1", "mm 0xff|users 1" },
    { "(a+0x1/0x2 <- b) mm=0xff uc={1,2} caller=f+0x1/0x2", "mm 0xff|uc {1,2}|caller f+0x1/0x2" },
    { "vec=1 [action=TIMER]", "vec 1|action TIMER]" },
    { "name=\"a mm=5 b\" mm=7", "name \"a mm=5 b\"|mm 7" },
    { "name=\"open mm=7", "name \"open mm=7" },
    { "a= b=", "a |b " },
    { "a==b c=1", "c 1" },
    { "=1 b=2", "b 2" },
    { "x ==> y a=1", "a 1" },
    { "flags=a=b c=1", "flags a=b|c 1" },
    { "1a=1 b=2", "b 2" },
    { "no pairs here", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].info);
      g_autofree char *copy = g_memdup2 (cases[i].info, MAX (length, 1));
      MmsTextSpan info = { copy, length };
      g_autoptr (GString) pairs = g_string_new (NULL);
      const char *p = copy;
      MmsTextSpan key;
      MmsTextSpan value;

      while (mms_text_next_pair (&p, copy + length, &key, &value))
        {
          MmsTextSpan found;

          g_string_append_printf (pairs, "%s%.*s %.*s", pairs->len > 0 ? "|" : "", (int) key.length,
                                  key.start, (int) value.length, value.start);
          for (gsize hint = 0; hint <= length + 1; hint++)
            {
              g_assert_true (mms_text_find_value (info, key, hint, &found));
              g_assert_true (found.start == value.start && found.length == value.length);
            }
        }
      g_assert_cmpstr (pairs->str, ==, cases[i].pairs);
      g_assert_false (mms_text_find_value (info, span ("nothing"), 0, &value));
    }
}

static void
test_forms (void)
{
  static const struct
  {
    const char *event;
    const char *info;
    const char *pairs; /* NULL: no form fits */
  } cases[] = {
    { "sched_switch",
      "prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=sh next_pid=15 "
      "next_prio=120",
      "prev_comm swapper/1|prev_pid 0|prev_prio 120|prev_state R|next_comm sh|next_pid "
      "15|next_prio "
      "120" },
    { "sched_switch",
      "prev_comm=x ==> y prev_pid=1134 prev_prio=120 prev_state=R+ ==> next_comm=x ==> y "
      "next_pid=16 "
      "next_prio=0",
      "prev_comm x ==> y|prev_pid 1134|prev_prio 120|prev_state R+|next_comm x ==> y|next_pid 16|"
      "next_prio 0" },
    /* The longest name that still looks like the keys around it */
    { "sched_switch",
      "prev_comm=a prev_pid=1 b prev_pid=7 prev_prio=120 prev_state=S ==> next_comm=z next_pid=2 "
      "next_pid=8 next_prio=120",
      "prev_comm a prev_pid=1 b|prev_pid 7|prev_prio 120|prev_state S|next_comm z "
      "next_pid=2|next_pid "
      "8|next_prio 120" },
    { "sched_switch",
      "prev_comm= prev_pid=1149 prev_prio=120 prev_state=S ==> next_comm=trail  next_pid=9 "
      "next_prio=120",
      "prev_comm |prev_pid 1149|prev_prio 120|prev_state S|next_comm trail |next_pid 9|next_prio "
      "120" },
    { "sched_switch", "swapper/1:0 [120] R ==> rcu_preempt:15 [120]",
      "prev_comm swapper/1|prev_pid 0|prev_prio 120|prev_state R|next_comm rcu_preempt|next_pid 15|"
      "next_prio 120" },
    { "sched_switch", "kworker/3:0H:33 [100] D ==> a:1 [2] S:7 [-1]",
      "prev_comm kworker/3:0H|prev_pid 33|prev_prio 100|prev_state D|next_comm a:1 [2] S|next_pid "
      "7|"
      "next_prio -1" },
    { "sched_switch",
      "prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=128 next_comm=sh next_pid=15 "
      "next_prio=120",
      "prev_comm swapper/1|prev_pid 0|prev_prio 120|prev_state 128|next_comm sh|next_pid "
      "15|next_prio "
      "120" },
    /* Too long to be a name: no form of the event that is known */
    { "sched_switch",
      "prev_comm=0123456789abcdef prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=sh "
      "next_pid=15 next_prio=120",
      NULL },
    { "sched_switch", "prev_comm=sh prev_pid=1 prev_prio=120 prev_state=R ==> next_comm=sh next_p",
      NULL },
    { "sched_switch", "", NULL },
    { "sched_wakeup", "comm=pid=7 a=1 pid=1135 prio=120 target_cpu=002",
      "comm pid=7 a=1|pid 1135|prio 120|target_cpu 002" },
    { "sched_wakeup", "workload:729 [120] CPU:001",
      "comm workload|pid 729|prio 120|target_cpu 001" },
    { "sched_waking", "comm=sh pid=1 prio=120 success=1 target_cpu=000",
      "comm sh|pid 1|prio 120|success 1|target_cpu 000" },
    { "sched_process_fork", "comm=a pid=1 pid=7 child_comm=a pid=1 child_pid=8",
      "parent_comm a pid=1|parent_pid 7|child_comm a pid=1|child_pid 8" },
    { "sched_process_exec", "filename=/usr/my pid=3 files/x pid=206 old_pid=206",
      "filename /usr/my pid=3 files/x|pid 206|old_pid 206" },
    { "sched_process_exit", "comm=sh pid=1 prio=120", "comm sh|pid 1|prio 120" },
    { "sched_process_exit", "comm=sh pid=1 prio=120 group_dead=true",
      "comm sh|pid 1|prio 120|group_dead true" },
    { "task_rename", "pid=1135 oldcomm=a newcomm=b newcomm=c d oom_score_adj=-17",
      "pid 1135|oldcomm a|newcomm b newcomm=c d|oom_score_adj -17" },
    { "tlb_flush", "pages:-1 reason:local mm shootdown (3)",
      "pages -1|reason local mm shootdown (3)" },
    { "cpuhp_enter", "cpu: 0003 target:   0 step: 212 (sched_cpu_deactivate)",
      "cpu 0003|target 0|idx 212|fun sched_cpu_deactivate" },
    { "cpuhp_exit", "cpu: 0003  state: 237 step: 237 ret: 0", "cpu 0003|state 237|idx 237|ret 0" },
    { "function", "do_idle <-cpu_startup_entry", "ip do_idle|parent_ip cpu_startup_entry" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MmsTextForm *forms = mms_text_form_find (span (cases[i].event));
      gsize length = strlen (cases[i].info);
      g_autofree char *copy = g_memdup2 (cases[i].info, MAX (length, 1));
      g_autoptr (GString) pairs = g_string_new (NULL);
      MmsTextSpan keys[MMS_TEXT_FORM_PARTS];
      MmsTextSpan values[MMS_TEXT_FORM_PARTS];
      const MmsTextForm *form;
      guint n_values = 0;

      g_test_message ("%s", cases[i].info);
      g_assert_nonnull (forms);
      form = mms_text_form_match (forms, (MmsTextSpan){ copy, length }, keys, values, &n_values);
      g_assert_cmpint (form != NULL, ==, cases[i].pairs != NULL);
      if (form == NULL)
        continue;
      for (guint n = 0; n < n_values; n++)
        g_string_append_printf (pairs, "%s%.*s %.*s", n > 0 ? "|" : "", (int) keys[n].length,
                                keys[n].start, (int) values[n].length, values[n].start);
      g_assert_cmpstr (pairs->str, ==, cases[i].pairs);
    }
  g_assert_null (mms_text_form_find (span ("mm_init")));
}

/* Names that offer a place to cut at every byte. */
static void
test_forms_long (void)
{
  static const char *const events[]
      = { "sched_switch", "sched_process_exec", "tlb_flush", "function" };
  static const char *const pieces[] = { "prev_comm= prev_pid=1 ",
                                        "filename= pid=1 old_pid=",
                                        " ==> ",
                                        ":1 [1] ",
                                        "pages:1 reason:",
                                        " <-" };
  const gsize length = MMS_TEXT_INFO_MAX;
  g_autofree char *info = g_malloc (length);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (guint e = 0; e < G_N_ELEMENTS (events); e++)
      {
        MmsTextSpan keys[MMS_TEXT_FORM_PARTS];
        MmsTextSpan values[MMS_TEXT_FORM_PARTS];
        gint64 start = g_get_monotonic_time ();
        guint n_values;

        for (gsize at = 0; at < length; at++)
          info[at] = pieces[i][at % strlen (pieces[i])];
        memcpy (info, "filename=", 9);
        mms_text_form_match (mms_text_form_find (span (events[e])), (MmsTextSpan){ info, length },
                             keys, values, &n_values);
        g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-value/numbers", test_numbers);
  g_test_add_func ("/text-value/hex", test_hex);
  g_test_add_func ("/text-value/state", test_state);
  g_test_add_func ("/text-value/pairs", test_pairs);
  g_test_add_func ("/text-value/forms", test_forms);
  g_test_add_func ("/text-value/forms-long", test_forms_long);
  return g_test_run ();
}
