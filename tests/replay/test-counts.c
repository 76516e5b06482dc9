/* test-counts.c - counts of a stock kernel, with changes in flight
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>

#include "model/contradiction.h"
#include "read/read.h"
#include "replay/replay.h"

static MmsHistory *
replay_text (const char *text, MmsReplayMode mode)
{
  g_autoptr (MmsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("mmscope-XXXXXX.txt", &path, &error);
  MmsReplayer *replayer;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  trace = mms_read_file (path, 0, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);

  replayer = mms_replayer_new (trace, mode);
  while (mms_replayer_step (replayer) != 0)
    ;
  return mms_replayer_finish (replayer);
}

#define A "0xff11000000aa0000"

/* Events of group lz, by task and CPU.  FLUSH, MMPUT, RELEASE, UNMAP carry mm_users and mm_count as they
 * are before anything happens; EXIT (enter_lazy_tlb() from do_exit()) after mmgrab(). */
#define LINE(task, cpu, time, rest) "  " task "    [00" cpu "] .....     1.0000" time ": " rest "\n"
#define COUNTS(users, count) "mm=" A " users=" users " count=" count
#define FLUSH(task, cpu, time, users, count)                                                      \
  LINE (task, cpu, time,                                                                          \
        "flush_range: (flush_tlb_mm_range+0x0/0x170) start=0x0 end=0x1000 freed=0 " COUNTS (users, \
                                                                                            count) \
        " ctx=7 mask=0x3")
#define MMPUT(task, cpu, time, users, count)                                                      \
  LINE (task, cpu, time, "mmput: (mmput+0x0/0x30) " COUNTS (users, count) " caller=a+0x1/0x2")
#define RELEASE(task, cpu, time, users, count)                                                    \
  LINE (task, cpu, time,                                                                          \
        "exit_release: (exit_mm_release+0x0/0x20) tsk=0x1 tpid=1 ttgid=1 tflags=0x0 tmm=" A       \
        " tamm=" A " " COUNTS (users, count))
#define EXIT(task, cpu, time, users, count)                                                       \
  LINE (task, cpu, time,                                                                          \
        "enter_lazy: (enter_lazy_tlb+0x0/0x30) tsk=0x1 tpid=1 ttgid=1 tflags=0x0 tmm=0x0 tamm=" A \
        " " COUNTS (users, count) " ctx=7 mask=0x1 caller=do_exit+0x2fb/0xb10")
#define UNMAP(task, cpu, time, users, count)                                                      \
  LINE (task, cpu, time,                                                                          \
        "exit_mmap: (exit_mmap+0x0/0x310) " COUNTS (users, count) " ctx=7 mask=0x1")
#define OTHER(task, cpu, time)                                                                    \
  LINE (task, cpu, time,                                                                          \
        "flush_range: (flush_tlb_mm_range+0x0/0x170) start=0x0 end=0x1000 freed=0 "               \
        "mm=0xff11000000bb0000 users=1 count=1 ctx=8 mask=0x1")

static guint
count_contradictions (MmsHistory *history)
{
  guint n_contradictions;
  guint n_more;
  guint n_open = 0;
  const MmsContradiction *contradictions
      = mms_history_get_contradictions (history, &n_contradictions, &n_more);

  for (guint i = 0; i < n_contradictions; i++)
    n_open += contradictions[i].event != 0;
  return n_open + n_more;
}

/* @expected: "2 observed" at @event, of the mm that the traces here are about */
static void
assert_count (MmsHistory *history, MmsAttribute attribute, guint event, const char *expected)
{
  guint mm = mms_history_find_mm (history, G_GUINT64_CONSTANT (0xff11000000aa0000), event);
  MmsPoint point = mms_track_at (mms_history_get_mm_track (history, mm, attribute), event);
  g_autofree char *shown
      = point.provenance == MMS_UNKNOWN
            ? g_strdup ("?")
            : g_strdup_printf ("%d %s", point.value, mms_provenance_get_name (point.provenance));

  g_assert_cmpstr (shown, ==, expected);
}

/* CPU 0 is about to put a user; CPU 1 reads the count before or after that. */
static void
test_announced (void)
{
#define ANNOUNCE FLUSH ("sh-1", "0", "10", "2", "1") MMPUT ("sh-1", "0", "20", "2", "1")
  g_autoptr (MmsHistory) before = replay_text (
      ANNOUNCE FLUSH ("sh-2", "1", "30", "2", "1") OTHER ("sh-1", "0", "40"), MMS_REPLAY_NORMAL);
  g_autoptr (MmsHistory) after = replay_text (
      ANNOUNCE FLUSH ("sh-2", "1", "30", "1", "1") OTHER ("sh-1", "0", "40"), MMS_REPLAY_NORMAL);
  /* CPU 0 has gone on, so it has put it, unless somebody else took another one. */
  g_autoptr (MmsHistory) late = replay_text (
      ANNOUNCE OTHER ("sh-1", "0", "30") FLUSH ("sh-2", "1", "40", "2", "1"), MMS_REPLAY_NORMAL);
  /* On the same CPU nothing is in flight. */
  g_autoptr (MmsHistory) same = replay_text (ANNOUNCE FLUSH ("sh-1", "0", "30", "2", "1"),
                                             MMS_REPLAY_NORMAL);

  assert_count (before, MMS_ATTRIBUTE_MM_USERS, 2, "1 derived");
  assert_count (before, MMS_ATTRIBUTE_MM_USERS, 3, "2 observed");
  assert_count (before, MMS_ATTRIBUTE_MM_USERS, 4, "1 derived");
  g_assert_cmpuint (count_contradictions (before), ==, 0);
  assert_count (after, MMS_ATTRIBUTE_MM_USERS, 3, "1 observed");
  assert_count (after, MMS_ATTRIBUTE_MM_USERS, 4, "1 observed");
  g_assert_cmpuint (count_contradictions (after), ==, 0);
  assert_count (late, MMS_ATTRIBUTE_MM_USERS, 4, "2 observed");
  g_assert_cmpuint (count_contradictions (late), ==, 1);
  assert_count (same, MMS_ATTRIBUTE_MM_USERS, 3, "2 observed");
  g_assert_cmpuint (count_contradictions (same), ==, 1);
#undef ANNOUNCE
}

/* do_exit() has taken its reference when its event comes; CPU 1 may have read it before that. */
static void
test_told (void)
{
#define START FLUSH ("sh-1", "0", "10", "1", "1") RELEASE ("sh-1", "0", "20", "1", "1")
  g_autoptr (MmsHistory) early = replay_text (
      START FLUSH ("sh-2", "1", "30", "1", "2") EXIT ("sh-1", "0", "40", "1", "2"),
      MMS_REPLAY_NORMAL);
  g_autoptr (MmsHistory) usual = replay_text (
      START FLUSH ("sh-2", "1", "30", "1", "1") EXIT ("sh-1", "0", "40", "1", "2"),
      MMS_REPLAY_NORMAL);
  /* CPU 1 went on before CPU 0's exit began: that is another reference. */
  g_autoptr (MmsHistory) other = replay_text (
      FLUSH ("sh-1", "0", "10", "1", "1") FLUSH ("sh-2", "1", "11", "1", "2")
          OTHER ("sh-2", "1", "12") RELEASE ("sh-1", "0", "20", "1", "2")
              EXIT ("sh-1", "0", "40", "1", "3"),
      MMS_REPLAY_NORMAL);

  assert_count (early, MMS_ATTRIBUTE_MM_COUNT, 3, "2 observed");
  assert_count (early, MMS_ATTRIBUTE_MM_COUNT, 4, "2 observed");
  g_assert_cmpuint (count_contradictions (early), ==, 0);
  assert_count (usual, MMS_ATTRIBUTE_MM_COUNT, 3, "1 observed");
  assert_count (usual, MMS_ATTRIBUTE_MM_COUNT, 4, "2 observed");
  g_assert_cmpuint (count_contradictions (usual), ==, 0);
  assert_count (other, MMS_ATTRIBUTE_MM_COUNT, 5, "3 observed");
  g_assert_cmpuint (count_contradictions (other), ==, 1);
#undef START
}

/* The stamp is older than the reading: CPU 1 reads what CPU 0 announces only then, and CPU 2, stamped
 * later, reads before it. */
static void
test_read_late (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      FLUSH ("sh-1", "0", "10", "2", "1") FLUSH ("sh-2", "1", "20", "1", "1")
          FLUSH ("sh-3", "2", "30", "2", "1") MMPUT ("sh-1", "0", "40", "2", "1")
              OTHER ("sh-1", "0", "50"),
      MMS_REPLAY_NORMAL);

  assert_count (history, MMS_ATTRIBUTE_MM_USERS, 2, "1 observed");
  assert_count (history, MMS_ATTRIBUTE_MM_USERS, 3, "2 observed");
  assert_count (history, MMS_ATTRIBUTE_MM_USERS, 4, "1 derived");
  g_assert_cmpuint (count_contradictions (history), ==, 0);
}

/* mmdrop() at the end of __mmput() has no event; what the task does next tells that it is over. */
static void
test_end_of_mmput (void)
{
#define SWITCH(state)                                                                             \
  LINE ("sh-1", "0", "40",                                                                        \
        "sched_switch: prev_comm=sh prev_pid=1 prev_prio=120 prev_state=" state                   \
        " ==> next_comm=swapper/0 next_pid=0 next_prio=120")                                      \
  LINE ("sh-1", "0", "41",                                                                        \
        "enter_lazy: (enter_lazy_tlb+0x0/0x30) mm=0xff11000000cc0000 tsk=0x2 tpid=0 ttgid=0 "     \
        "tflags=0x200000 tmm=0x0 tamm=0x0 users=1 count=2 ctx=9 mask=0x1 "                        \
        "caller=__schedule+0x70d/0x9e0")
#define BEGIN UNMAP ("sh-1", "0", "10", "0", "3")
  g_autoptr (MmsHistory) exits = replay_text (
      BEGIN LINE ("sh-1", "0", "40", "sched_process_exit: comm=sh pid=1 prio=120"),
      MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) sleeps = replay_text (BEGIN SWITCH ("S"), MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) dies = replay_text (BEGIN SWITCH ("Z"), MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) runs = replay_text (BEGIN SWITCH ("R+"), MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) waits = replay_text (BEGIN SWITCH ("D"), MMS_REPLAY_DERIVED);
  g_autoptr (MmsHistory) seen = replay_text (
      BEGIN FLUSH ("sh-2", "1", "20", "0", "2") SWITCH ("Z"), MMS_REPLAY_NORMAL);

  assert_count (exits, MMS_ATTRIBUTE_MM_COUNT, 1, "3 observed");
  assert_count (exits, MMS_ATTRIBUTE_MM_COUNT, 2, "2 derived");
  assert_count (sleeps, MMS_ATTRIBUTE_MM_COUNT, 3, "2 derived");
  assert_count (dies, MMS_ATTRIBUTE_MM_COUNT, 3, "2 derived");
  assert_count (runs, MMS_ATTRIBUTE_MM_COUNT, 3, "3 observed");
  assert_count (waits, MMS_ATTRIBUTE_MM_COUNT, 3, "3 observed");
  /* Another CPU saw that it is over, which counts once. */
  assert_count (seen, MMS_ATTRIBUTE_MM_COUNT, 2, "2 observed");
  assert_count (seen, MMS_ATTRIBUTE_MM_COUNT, 4, "2 observed");
  g_assert_cmpuint (count_contradictions (seen), ==, 0);
#undef SWITCH
#undef BEGIN
}

static void
test_contradiction (void)
{
  const char *text = FLUSH ("sh-1", "0", "10", "1", "1") FLUSH ("sh-1", "0", "20", "1", "3");
  g_autoptr (MmsHistory) normal = replay_text (text, MMS_REPLAY_NORMAL);
  g_autoptr (MmsHistory) derived = replay_text (text, MMS_REPLAY_DERIVED);
  guint n_contradictions;
  const MmsContradiction *contradiction
      = mms_history_get_contradictions (normal, &n_contradictions, NULL);

  g_assert_cmpuint (n_contradictions, ==, 1);
  g_assert_cmpuint (contradiction->event, ==, 2);
  g_assert_cmpuint (contradiction->since, ==, 1);
  g_assert_cmpint (contradiction->cpu, ==, -1);
  g_assert_cmpint (contradiction->attribute, ==, MMS_ATTRIBUTE_MM_COUNT);
  g_assert_cmpint (contradiction->derived, ==, 1);
  g_assert_cmpint (contradiction->observed, ==, 3);
  assert_count (normal, MMS_ATTRIBUTE_MM_COUNT, 2, "3 observed");
  /* The rules alone take the start, and no more. */
  assert_count (derived, MMS_ATTRIBUTE_MM_COUNT, 2, "1 observed");
  g_assert_cmpuint (count_contradictions (derived), ==, 0);
}

/* While events are missing, who knows what they did to the counts. */
static void
test_gap (void)
{
  const char *text = FLUSH ("sh-1", "0", "10", "2", "1") OTHER ("sh-2", "1", "11")
      MMPUT ("sh-1", "0", "20", "2", "1") FLUSH ("sh-1", "0", "30", "3", "1")
          MMPUT ("sh-1", "0", "40", "3", "1") "CPU:1 [LOST 3 EVENTS]\n" OTHER ("sh-2", "1", "50")
              FLUSH ("sh-1", "0", "60", "2", "1");
  g_autoptr (MmsHistory) normal = replay_text (text, MMS_REPLAY_NORMAL);
  g_autoptr (MmsHistory) derived = replay_text (text, MMS_REPLAY_DERIVED);

  assert_count (normal, MMS_ATTRIBUTE_MM_USERS, 1, "2 observed");
  assert_count (normal, MMS_ATTRIBUTE_MM_USERS, 3, "?");
  assert_count (normal, MMS_ATTRIBUTE_MM_USERS, 4, "3 observed");
  assert_count (normal, MMS_ATTRIBUTE_MM_USERS, 5, "?");
  assert_count (normal, MMS_ATTRIBUTE_MM_USERS, 7, "2 observed");
  g_assert_cmpuint (count_contradictions (normal), ==, 0);
  assert_count (derived, MMS_ATTRIBUTE_MM_USERS, 4, "?");
  assert_count (derived, MMS_ATTRIBUTE_MM_USERS, 7, "2 observed");
}

/* trace-cmd report prints arrays of probes as zeros. */
static void
test_misprint (void)
{
  g_autoptr (MmsHistory) history = replay_text (
      FLUSH ("sh-1", "0", "10", "1", "1") FLUSH ("sh-1", "0", "20", "0", "0"), MMS_REPLAY_NORMAL);

  assert_count (history, MMS_ATTRIBUTE_MM_USERS, 2, "1 observed");
  g_assert_cmpuint (count_contradictions (history), ==, 0);
}

#define N_JUMPS 30000

static void
test_flood (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsHistory) history = NULL;
  guint n_contradictions;
  guint n_more;

  for (guint i = 0; i <= N_JUMPS; i++)
    g_string_append_printf (text, FLUSH ("sh-1", "0", "10", "1", "%u"), 1 + i % 2);
  history = replay_text (text->str, MMS_REPLAY_NORMAL);
  mms_history_get_contradictions (history, &n_contradictions, &n_more);
  g_assert_cmpuint (n_contradictions, <, N_JUMPS);
  g_assert_cmpuint (n_contradictions + n_more, ==, N_JUMPS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/counts/announced", test_announced);
  g_test_add_func ("/counts/told", test_told);
  g_test_add_func ("/counts/read-late", test_read_late);
  g_test_add_func ("/counts/end-of-mmput", test_end_of_mmput);
  g_test_add_func ("/counts/contradiction", test_contradiction);
  g_test_add_func ("/counts/gap", test_gap);
  g_test_add_func ("/counts/misprint", test_misprint);
  g_test_add_func ("/counts/flood", test_flood);
  return g_test_run ();
}
