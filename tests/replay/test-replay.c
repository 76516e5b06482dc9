/* test-replay.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "read/read.h"
#include "replay/replay.h"

static MmsHistory *
replay (MmsTrace *trace, MmsReplayMode mode)
{
  MmsReplayer *replayer = mms_replayer_new (trace, mode);

  while (mms_replayer_step (replayer) != 0)
    ;
  return mms_replayer_finish (replayer);
}

static MmsTrace *
read_sample (const char *file, guint limit)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), file, NULL);
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = mms_read_file (path, limit, NULL, &error);

  g_assert_no_error (error);
  return trace;
}

static MmsTrace *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsTrace *trace;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("mmscope-XXXXXX.txt", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  trace = mms_read_file (path, 0, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  return trace;
}

static MmsHistory *
replay_text (const char *text)
{
  g_autoptr (MmsTrace) trace = read_text (text);

  return replay (trace, MMS_REPLAY_NORMAL);
}

/* "name/provenance" of what a CPU's attribute holds at @event */
static char *
show (MmsHistory *history, guint cpu, MmsAttribute attribute, guint event)
{
  MmsPoint point = mms_track_at (mms_history_get_cpu_track (history, cpu, attribute), event);
  g_autofree char *value = NULL;

  if (point.provenance == MMS_UNKNOWN)
    return g_strdup ("?");
  value = mms_attribute_is_mm (attribute) ? mms_history_name_mm (history, (guint) point.value)
                                          : g_strdup_printf ("%d", point.value);
  return g_strdup_printf ("%s %s", value, mms_provenance_get_name (point.provenance));
}

static void
assert_shows (MmsHistory *history, guint cpu, MmsAttribute attribute, guint event,
              const char *expected)
{
  g_autofree char *shown = show (history, cpu, attribute, event);

  g_assert_cmpstr (shown, ==, expected);
}

/* --- seeking is replaying from the start --- */

static guint64
value_at (MmsHistory *history, const MmsTrack *track, gboolean is_mm, guint event)
{
  MmsPoint point = mms_track_at (track, event);
  guint64 value = is_mm ? mms_history_get_mm (history, (guint) point.value)->pointer
                        : (guint64) point.value;

  return value << 2 | point.provenance;
}

/* Whether @cpu's next event tells that events before it are missing.  A prefix that ends in such a gap
 * cannot know. */
static gboolean
is_in_gap (MmsHistory *whole, guint cpu, guint event)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (mms_history_get_trace (whole), &n_events);

  while (event < n_events && events[event].cpu != cpu)
    event++;
  return event < n_events && events[event].lost;
}

static void
assert_same_state (MmsHistory *whole, MmsHistory *part, guint event)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (mms_history_get_trace (part), &n_cpus);

  gboolean has_gap = FALSE;

  for (guint c = 0; c < n_cpus; c++)
    {
      gboolean is_missing = is_in_gap (whole, cpus[c], event);

      has_gap |= is_missing;
      for (guint a = 0; a < MMS_N_CPU_ATTRIBUTES && !is_missing; a++)
        g_assert_cmphex (
            value_at (whole, mms_history_get_cpu_track (whole, cpus[c], a),
                      mms_attribute_is_mm (a), event),
            ==,
            value_at (part, mms_history_get_cpu_track (part, cpus[c], a),
                      mms_attribute_is_mm (a), event));
    }
  for (guint m = 1; m < mms_history_get_n_mms (part); m++)
    {
      const MmsMm *object = mms_history_get_mm (part, m);
      guint same = mms_history_find_mm (whole, object->pointer, event);

      if (object->pointer == 0 || mms_history_find_mm (part, object->pointer, event) != m)
        continue;
      /* Any CPU may count. */
      for (guint a = has_gap ? MMS_ATTRIBUTE_STATE : MMS_ATTRIBUTE_MM_USERS; a < MMS_N_ATTRIBUTES; a++)
        g_assert_cmphex (
            value_at (whole, mms_history_get_mm_track (whole, same, a), FALSE, event), ==,
            value_at (part, mms_history_get_mm_track (part, m, a), FALSE, event));
    }
}

static void
test_seek (gconstpointer data)
{
  g_autoptr (MmsTrace) trace = read_sample (data, 0);
  g_autoptr (MmsHistory) whole = replay (trace, MMS_REPLAY_NORMAL);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint limit = 100; limit < n_events; limit += n_events / 7)
    {
      g_autoptr (MmsTrace) prefix = NULL;
      g_autoptr (MmsHistory) part = NULL;

      /* A cut inside of a tie may order it differently. */
      while (limit < n_events && events[limit].time == events[limit - 1].time)
        limit++;
      prefix = read_sample (data, limit);
      part = replay (prefix, MMS_REPLAY_NORMAL);
      assert_same_state (whole, part, limit);
    }
}

/* Two replays of one trace are the same, point by point. */
static void
assert_same_track (const MmsTrack *a, const MmsTrack *b)
{
  g_assert_cmpuint (a->n_points, ==, b->n_points);
  for (guint i = 0; i < a->n_points; i++)
    {
      MmsPoint x = mms_track_get (a, i);
      MmsPoint y = mms_track_get (b, i);

      g_assert_cmpuint (x.event, ==, y.event);
      g_assert_cmpint (x.value, ==, y.value);
      g_assert_cmpuint (x.provenance, ==, y.provenance);
    }
}

static void
test_same (void)
{
  g_autoptr (MmsTrace) trace = read_sample ("captures/stock/mixed-2cpu.dat", 0);
  g_autoptr (MmsHistory) first = replay (trace, MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) second = replay (trace, MMS_REPLAY_DERIVED);
  guint n_points = 0;

  for (guint cpu = 0; cpu < 2; cpu++)
    {
      for (guint a = 0; a < MMS_N_CPU_ATTRIBUTES; a++)
        {
          const MmsTrack *track = mms_history_get_cpu_track (first, cpu, a);

          assert_same_track (track, mms_history_get_cpu_track (second, cpu, a));
          n_points += track->n_points;
        }
    }
  g_assert_cmpuint (mms_history_get_n_mms (first), ==, mms_history_get_n_mms (second));
  for (guint mm = 1; mm < mms_history_get_n_mms (first); mm++)
    {
      for (guint a = MMS_ATTRIBUTE_MM_USERS; a < MMS_N_ATTRIBUTES; a++)
        assert_same_track (mms_history_get_mm_track (first, mm, a),
                           mms_history_get_mm_track (second, mm, a));
    }
  g_assert_cmpuint (mms_history_get_n_tasks (first), ==, mms_history_get_n_tasks (second));
  for (guint task = 0; task < mms_history_get_n_tasks (first); task++)
    {
      assert_same_track (&mms_history_get_task (first, task)->mm,
                         &mms_history_get_task (second, task)->mm);
      assert_same_track (&mms_history_get_task (first, task)->active_mm,
                         &mms_history_get_task (second, task)->active_mm);
    }
  g_assert_cmpuint (n_points, >, 1000);
}

/* --- schemes --- */

static void
test_scheme (void)
{
  static const struct
  {
    const char *file;
    const char *scheme;
  } cases[] = {
    { "captures/patched/hazard_2022-exit.dat", "hazard_2022" },
    { "captures/patched/nolazy-exit.txt.gz", "nolazy" },
    { "captures/stock/light.dat", "refcount" },
    { "captures/stock/sched-only.dat", "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MmsTrace) trace = read_sample (cases[i].file, 0);
      g_autoptr (MmsHistory) history = replay (trace, MMS_REPLAY_NORMAL);

      g_assert_cmpstr (mms_history_get_scheme (history), ==, cases[i].scheme);
    }
}

/* --- scheduler events alone --- */

#define SWITCH(cpu, time, prev, prev_pid, state, next, next_pid)                                  \
  "  " prev "-" prev_pid "    [00" cpu "] d..2.     1.0000" time ": sched_switch: prev_comm=" prev  \
  " prev_pid=" prev_pid " prev_prio=120 prev_state=" state " ==> next_comm=" next                 \
  " next_pid=" next_pid " next_prio=120\n"

/* 1 sh forks, so it and its child are user tasks; 2 kthreadd's child is a kernel thread; 3 who waits
 * in state I is one too; of the fourth nothing is known. */
static void
test_borrow (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-100    [000] .....     1.000010: sched_process_fork: comm=sh pid=100 child_comm=sh "
      "child_pid=101\n"
      "  kthreadd-2    [001] .....     1.000011: sched_process_fork: comm=kthreadd pid=2 "
      "child_comm=kthreadd child_pid=50\n"
      SWITCH ("0", "20", "sh", "100", "S", "some", "60")
      SWITCH ("0", "30", "some", "60", "I", "fresh", "50")
      SWITCH ("0", "40", "fresh", "50", "S", "sh", "101")
      SWITCH ("0", "50", "sh", "101", "S", "riddle", "70")
      SWITCH ("0", "60", "riddle", "70", "S", "swapper/0", "0"));

  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 2, "?");
  assert_shows (history, 0, MMS_ATTRIBUTE_TASK, 3, "60 observed");
  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 3, "- derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 6, "?");
  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 5, "pid:101 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 5, "pid:101 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 6, "?");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 7, "?");
  assert_shows (history, 0, MMS_ATTRIBUTE_LOADED_MM, 7, "?");
}

/* A kernel thread gets the mm of the user task before it, whoever ran in between. */
static void
test_lending (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-100    [000] .....     1.000010: sched_process_fork: comm=sh pid=100 child_comm=sh "
      "child_pid=101\n"
      SWITCH ("0", "15", "swapper/0", "0", "R", "sh", "100")
      SWITCH ("0", "20", "sh", "100", "S", "kworker/0:1", "60")
      SWITCH ("0", "30", "kworker/0:1", "60", "S", "swapper/0", "0")
      "  <idle>-0    [000] .....     1.000035: sched_wakeup: comm=sh pid=101 prio=120 "
      "target_cpu=000\n"
      SWITCH ("0", "40", "swapper/0", "0", "R", "sh", "101")
      "  sh-101    [000] .....     1.000045: sched_process_exec: filename=/bin/true pid=101 "
      "old_pid=101\n"
      SWITCH ("0", "50", "sh", "101", "S", "swapper/0", "0"));

  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 3, "pid:100 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 4, "pid:100 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 6, "pid:101#1 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 8, "pid:101#2 derived");
  g_assert_cmpstr (mms_history_get_comm (history, 60, 0, 8), ==, "kworker/0:1");
}

/* After exit_mm() a task runs on what was its mm; its pid may come back with another one. */
static void
test_exit (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-100    [000] .....     1.000010: sched_process_fork: comm=sh pid=100 child_comm=sh "
      "child_pid=101\n"
      SWITCH ("0", "20", "sh", "100", "S", "sh", "101")
      "  sh-101    [000] .....     1.000025: sched_process_exit: comm=sh pid=101 prio=120\n"
      SWITCH ("0", "30", "sh", "101", "Z", "swapper/0", "0")
      SWITCH ("0", "40", "swapper/0", "0", "R", "sh", "100")
      "  sh-100    [000] .....     1.000045: sched_process_fork: comm=sh pid=100 child_comm=sh "
      "child_pid=101\n"
      SWITCH ("0", "50", "sh", "100", "S", "sh", "101"));

  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 2, "pid:101#1 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 3, "- derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 3, "pid:101#1 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 4, "pid:101#1 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 5, "pid:100 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_MM, 7, "pid:101#2 derived");
}

/* --- gaps --- */

static void
test_gap (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-100    [000] .....     1.000010: sched_process_fork: comm=sh pid=100 child_comm=sh "
      "child_pid=101\n"
      SWITCH ("0", "15", "swapper/0", "0", "R", "sh", "100")
      SWITCH ("0", "20", "sh", "100", "S", "swapper/0", "0")
      "CPU:0 [LOST 12 EVENTS]\n"
      "  <idle>-0    [000] .....     1.000035: sched_wakeup: comm=sh pid=101 prio=120 "
      "target_cpu=000\n"
      SWITCH ("0", "40", "swapper/0", "0", "R", "kworker/0:1", "60"));

  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 3, "pid:100 derived");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 4, "?");
  assert_shows (history, 0, MMS_ATTRIBUTE_TASK, 4, "0 observed");
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 5, "?");
}

/* A gap on the CPU that a task has left does not part the task from the CPU where it was seen since. */
static void
test_gap_elsewhere (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      SWITCH ("0", "10", "swapper/0", "0", "R", "sh", "100")
      "  sh-100    [001] .....     1.000020: active_mm: pid=100 cpu=1 old=0 new=ff11000000aa0000 "
      "old_id=-1 new_id=7 site=exec\n"
      "CPU:0 [LOST 12 EVENTS]\n"
      "  <idle>-0    [000] .....     1.000030: mm_alloc: mm=ff11000000bb0000 id=8 pid=9\n"
      "  sh-100    [001] .....     1.000040: active_mm: pid=100 cpu=1 old=ff11000000aa0000 "
      "new=ff11000000bb0000 old_id=7 new_id=8 site=exec\n");

  assert_shows (history, 1, MMS_ATTRIBUTE_ACTIVE_MM, 3, "0xff11000000aa0000 observed");
  assert_shows (history, 1, MMS_ATTRIBUTE_ACTIVE_MM, 4, "0xff11000000bb0000 observed");
}

/* A simulation of which a line cannot be read: all before it is known, and all that is told behind it, of CPUs
 * too that are silent there for long.  @source: a capture's lines are not in the order of what happened. */
static MmsHistory *
replay_hole (const char *source)
{
  g_autofree char *text = g_strdup_printf (
      "{\"mmscope\": 1, \"cpus\": 3, \"source\": \"%s\"}\n"
      "{\"ts\": 1, \"cpu\": 0, \"ev\": \"state_cpu\", \"fields\": {\"cpu\": 1, \"pid\": 0, \"mm\": 0, "
      "\"active\": 4096, \"slot\": 0}}\n"
      "{\"ts\": 2, \"cpu\": 1, \"ev\": \"rq_lazy_mm\", \"fields\": {\"cpu\": 1, \"old\": 0, \"new\": 4096}}\n"
      "{\"ts\": 3, \"cpu\": 1, \"ev\": \"rq_la\n"
      "{\"ts\": 4, \"cpu\": 0, \"ev\": \"note\", \"fields\": {\"text\": \"\"}}\n"
      "{\"ts\": 5, \"cpu\": 0, \"ev\": \"rq_mm_to_mmdrop\", \"fields\": {\"cpu\": 1, \"old\": 0, "
      "\"new\": 4096}}\n"
      "{\"ts\": 6, \"cpu\": 1, \"ev\": \"note\", \"fields\": {\"text\": \"\"}}\n"
      "{\"ts\": 7, \"cpu\": 2, \"ev\": \"note\", \"fields\": {\"text\": \"\"}}\n",
      source);
  g_autoptr (MmsTrace) trace = read_text (text);

  g_assert_true (mms_trace_is_damaged (trace));
  return replay (trace, MMS_REPLAY_NORMAL);
}

static void
test_hole (void)
{
  g_autoptr (MmsHistory) simulated = replay_hole ("simulator");
  g_autoptr (MmsHistory) captured = replay_hole ("capture");

  assert_shows (simulated, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 1, "- observed");
  assert_shows (simulated, 1, MMS_ATTRIBUTE_LAZY_MM, 2, "0x1000 observed");
  assert_shows (simulated, 1, MMS_ATTRIBUTE_LAZY_MM, 3, "?");
  assert_shows (simulated, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 3, "?");
  assert_shows (simulated, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 4, "0x1000 observed");
  assert_shows (simulated, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 6, "0x1000 observed");

  assert_shows (captured, 1, MMS_ATTRIBUTE_LAZY_MM, 3, "?");
  assert_shows (captured, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 1, "?");
  assert_shows (captured, 1, MMS_ATTRIBUTE_MM_TO_MMDROP, 4, "?");
}

/* What a switch says of the mm that is left is all there is to know where nothing was seen before. */
static void
test_unseen_generation (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-118    [000] .....     1.000010: mm_free: mm=ff11000000aa0000 id=101 users=0 count=0 "
      "cpumask=0\n"
      "CPU:3 [LOST 12 EVENTS]\n"
      "  <idle>-0    [003] .....     1.000020: ctx_switch: kind=k2u prev_pid=0 next_pid=120 prev_mm=0 "
      "prev_active=ff11000000aa0000 next_mm=ff11000000aa0000 prev_id=103 next_id=103\n");
  MmsPoint held = mms_track_at (&mms_history_find_task (history, 0, 3)->active_mm, 2);

  g_assert_cmpint (held.provenance, ==, MMS_OBSERVED);
  g_assert_cmpuint (mms_history_get_mm (history, (guint) held.value)->generation, ==, 103);
}

#define N_GAPS 60000

/* As many gaps as tasks and mms.  Where each gap walks them all, this takes longer than the time that
 * a test is given. */
static void
test_many_gaps (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsHistory) history = NULL;
  g_autofree char *last = g_strdup_printf ("0xff11%012x observed", N_GAPS * 64);

  for (guint i = 1; i <= N_GAPS; i++)
    g_string_append_printf (text,
                            "CPU:0 [LOST 1 EVENTS]\n"
                            "  t-%u    [000] .....     1.%06u: mm_count: mm=ff11%012x id=%u op=grab "
                            "delta=1 val=2 ip=a+0x1/0x2\n"
                            "  t-%u    [000] .....     1.%06u: active_mm: pid=%u cpu=0 old=0 "
                            "new=ff11%012x old_id=-1 new_id=%u site=exec\n",
                            i, i, i * 64, i, i, i, i, i * 64, i);
  history = replay_text (text->str);
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 2 * N_GAPS, last);
  assert_shows (history, 0, MMS_ATTRIBUTE_ACTIVE_MM, 2 * N_GAPS - 1, "?");
}

/* An atomic's event may carry an earlier stamp than the one before it: the values tell the order. */
static void
test_late_stamps (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-9    [000] .....     1.000010: mm_alloc: mm=ff11000000aa0000 id=7 pid=9\n"
      "  sh-9    [000] .....     1.000011: mm_count: mm=ff11000000aa0000 id=7 op=init delta=1 val=1 "
      "ip=a+0x1/0x2\n"
      "  sh-8    [001] .....     1.000012: mm_count: mm=ff11000000aa0000 id=7 op=drop delta=-1 val=1 "
      "ip=a+0x1/0x2\n"
      "  sh-9    [000] .....     1.000013: mm_count: mm=ff11000000aa0000 id=7 op=grab delta=1 val=2 "
      "ip=a+0x1/0x2\n");
  guint mm = mms_history_find_mm (history, G_GUINT64_CONSTANT (0xff11000000aa0000), 4);
  const MmsTrack *count = mms_history_get_mm_track (history, mm, MMS_ATTRIBUTE_MM_COUNT);

  g_assert_cmpuint (mm, !=, 0);
  g_assert_cmpint (mms_track_at (count, 2).value, ==, 1);
  g_assert_cmpint (mms_track_at (count, 3).value, ==, 1);
  g_assert_cmpint (mms_track_at (count, 4).value, ==, 1);
}

/* A reused address is another mm. */
static void
test_generations (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-9    [000] .....     1.000010: mm_alloc: mm=ff11000000aa0000 id=7 pid=9\n"
      "  sh-9    [000] .....     1.000011: mm_free: mm=ff11000000aa0000 id=7 users=0 count=0 "
      "cpumask=0\n"
      "  sh-9    [000] .....     1.000012: mm_alloc: mm=ff11000000aa0000 id=8 pid=9\n");
  guint first = mms_history_find_mm (history, G_GUINT64_CONSTANT (0xff11000000aa0000), 2);
  guint second = mms_history_find_mm (history, G_GUINT64_CONSTANT (0xff11000000aa0000), 3);
  g_autofree char *first_name = mms_history_name_mm (history, first);
  g_autofree char *second_name = mms_history_name_mm (history, second);

  g_assert_cmpuint (first, !=, second);
  g_assert_cmpstr (first_name, ==, "0xff11000000aa0000#7");
  g_assert_cmpstr (second_name, ==, "0xff11000000aa0000#8");
  g_assert_cmpuint (mms_history_get_mm (history, first)->free_event, ==, 2);
  g_assert_cmpuint (mms_history_get_mm (history, second)->free_event, ==, 0);
  g_assert_cmpstr (mms_history_get_mm (history, first)->label, ==, "A");
  g_assert_cmpstr (mms_history_get_mm (history, second)->label, ==, "B");
}

/* A number that is known already is no other mm, whichever event comes first. */
static void
test_late_birth (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      "  sh-8    [001] .....     1.000010: mm_count: mm=ff11000000aa0000 id=7 op=grab delta=1 val=2 "
      "ip=a+0x1/0x2\n"
      "  sh-9    [000] .....     1.000011: mm_alloc: mm=ff11000000aa0000 id=7 pid=9\n");
  g_autofree char *name = mms_history_name_mm (history, 1);

  g_assert_cmpuint (mms_history_get_n_mms (history), ==, 2);
  g_assert_cmpstr (name, ==, "0xff11000000aa0000");
  g_assert_cmpint (mms_history_get_mm (history, 1)->owner, ==, 9);
}

int
main (int argc, char **argv)
{
  static const char *const samples[]
      = { "captures/stock/mixed-2cpu.dat", "captures/stock/lost-record.dat",
          "captures/patched/hazard_cpumask-exit.dat", "captures/patched/nolazy_fix-exit.txt.gz" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay/seek/%u", i);

      g_test_add_data_func (path, samples[i], test_seek);
    }
  g_test_add_func ("/replay/same", test_same);
  g_test_add_func ("/replay/scheme", test_scheme);
  g_test_add_func ("/replay/borrow", test_borrow);
  g_test_add_func ("/replay/lending", test_lending);
  g_test_add_func ("/replay/exit", test_exit);
  g_test_add_func ("/replay/gap", test_gap);
  g_test_add_func ("/replay/gap-elsewhere", test_gap_elsewhere);
  g_test_add_func ("/replay/hole", test_hole);
  g_test_add_func ("/replay/unseen-generation", test_unseen_generation);
  g_test_add_func ("/replay/many-gaps", test_many_gaps);
  g_test_add_func ("/replay/late-stamps", test_late_stamps);
  g_test_add_func ("/replay/late-birth", test_late_birth);
  g_test_add_func ("/replay/generations", test_generations);
  return g_test_run ();
}
