/* test-view.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include "documents.h"

#define SWITCH(cpu, time, prev, next) \
  "  task-" #prev "  [00" #cpu "] d..2. " time ": sched_switch: prev_comm=task prev_pid=" #prev \
  " prev_prio=120 prev_state=S ==> next_comm=task next_pid=" #next " next_prio=120\n"

/* Twelve events on two CPUs, 100 microseconds apart. */
static const char *const twelve =
  SWITCH (0, "1.000000", 10, 11) SWITCH (1, "1.000100", 20, 21) SWITCH (0, "1.000200", 11, 12)
  SWITCH (0, "1.000300", 12, 13) SWITCH (1, "1.000400", 21, 22) SWITCH (0, "1.000500", 13, 14)
  SWITCH (0, "1.000600", 14, 15) SWITCH (0, "1.000700", 15, 16) SWITCH (0, "1.000800", 16, 17)
  SWITCH (0, "1.000900", 17, 18) SWITCH (1, "1.001000", 22, 23) SWITCH (0, "1.001100", 18, 19);

typedef struct
{
  guint n_documents;
  guint n_ranges;
  guint n_playheads;
  guint n_selections;
  guint n_lanes;
} Counts;

static void
count (MmsView *view,
       guint   *counter)
{
  (*counter)++;
}

static void
watch (MmsView *view,
       Counts  *counts)
{
  *counts = (Counts) { 0 };
  g_signal_connect (view, "document-changed", G_CALLBACK (count), &counts->n_documents);
  g_signal_connect (view, "range-changed", G_CALLBACK (count), &counts->n_ranges);
  g_signal_connect (view, "playhead-changed", G_CALLBACK (count), &counts->n_playheads);
  g_signal_connect (view, "selection-changed", G_CALLBACK (count), &counts->n_selections);
  g_signal_connect (view, "lanes-changed", G_CALLBACK (count), &counts->n_lanes);
}

static void
assert_range (MmsView *view,
              double   start,
              double   end)
{
  double is_start;
  double is_end;

  mms_view_get_range (view, &is_start, &is_end);
  g_assert_cmpfloat_with_epsilon (is_start, start, 1e-3);
  g_assert_cmpfloat_with_epsilon (is_end, end, 1e-3);
}

static void
test_empty (void)
{
  g_autoptr (MmsView) view = mms_view_new ();
  g_autoptr (GArray) mms = NULL;
  double start;
  double end;

  g_assert_null (mms_view_get_document (view));
  mms_view_fit (view);
  mms_view_zoom (view, 2, 1);
  mms_view_pan (view, 5);
  mms_view_follow (view);
  mms_view_set_playhead (view, 7);
  mms_view_set_playhead_position (view, 7);
  mms_view_select_finding (view, 3);
  mms_view_select_mm (view, 3);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 0);
  g_assert_cmpint (mms_view_get_finding (view), ==, -1);
  g_assert_cmpuint (mms_view_get_mm (view), ==, 0);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 0, 1), ==, 0);
  g_assert_cmpuint (mms_view_find_mm_change (view, 1, -1), ==, 0);
  g_assert_cmpint (mms_view_find_finding (view, 1), ==, -1);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat (end - start, >=, 10);
  mms = mms_view_list_mms (view, 5);
  g_assert_cmpuint (mms->len, ==, 0);
}

static void
test_clamps (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);
  const double length = 1100000;
  const double margin = length * 0.02;

  g_assert_cmpfloat (mms_view_get_length (view), ==, length);
  assert_range (view, -margin, length + margin);

  mms_view_set_range (view, -1e12, 1e12);
  assert_range (view, -margin, length + margin);
  mms_view_set_range (view, 1000, 2000);
  assert_range (view, 1000, 2000);
  mms_view_set_range (view, 2000, 1000);
  assert_range (view, 1000, 2000);
  mms_view_set_range (view, 1500, 1500);
  assert_range (view, 1495, 1505);
  mms_view_set_range (view, length, length + 1e6);
  assert_range (view, length + margin - 1e6, length + margin);
  mms_view_set_range (view, NAN, 5);
  assert_range (view, length + margin - 1e6, length + margin);

  mms_view_set_range (view, 1000, 2000);
  mms_view_pan (view, -1e9);
  assert_range (view, -margin, 1000 - margin);
}

static void
test_zoom (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);

  mms_view_set_range (view, 100000, 300000);
  mms_view_zoom (view, 2, 150000);
  /* what was at a quarter still is */
  assert_range (view, 125000, 225000);
  mms_view_zoom (view, 0.5, 150000);
  assert_range (view, 100000, 300000);
  mms_view_zoom (view, 1e12, 200000);
  assert_range (view, 199995, 200005);
  mms_view_zoom (view, 1e-12, 200000);
  assert_range (view, -22000, 1122000);
  mms_view_zoom (view, 0, 200000);
  mms_view_zoom (view, -3, 200000);
  assert_range (view, -22000, 1122000);
}

static void
test_follow (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);
  double start;
  double end;

  mms_view_set_range (view, 100000, 200000);
  mms_view_set_playhead (view, 2);
  mms_view_set_playhead_position (view, 150000);
  mms_view_follow (view);
  assert_range (view, 100000, 200000);

  mms_view_set_playhead (view, 7);
  mms_view_follow (view);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat_with_epsilon (end - start, 100000, 1e-3);
  g_assert_cmpfloat (600000, <, end);
  g_assert_cmpfloat (600000, >, (start + end) / 2);

  mms_view_set_playhead (view, 1);
  mms_view_follow (view);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat (start, <=, 0);
}

static void
test_playhead (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);
  Counts counts;

  watch (view, &counts);
  mms_view_set_playhead (view, 99);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 12);
  g_assert_cmpfloat (mms_view_get_playhead_position (view), ==, 1100000);
  g_assert_cmpuint (counts.n_playheads, ==, 1);
  mms_view_set_playhead (view, 12);
  g_assert_cmpuint (counts.n_playheads, ==, 1);

  mms_view_set_playhead_position (view, 250000);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 3);
  g_assert_cmpfloat (mms_view_get_playhead_position (view), ==, 250000);
  mms_view_set_playhead_position (view, 200000);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 3);
  mms_view_set_playhead_position (view, 199999.5);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 2);
  mms_view_set_playhead_position (view, -5);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 1);
  mms_view_set_playhead (view, 0);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 0);
  g_assert_cmpuint (counts.n_ranges + counts.n_documents + counts.n_selections, ==, 0);
}

static void
test_signals (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  g_autoptr (MmsDocument) document = mms_document_ref (mms_view_get_document (view));
  Counts counts;

  watch (view, &counts);
  mms_view_set_range (view, 0, 1000000);
  mms_view_set_range (view, 0, 1000000);
  g_assert_cmpuint (counts.n_ranges, ==, 1);
  mms_view_select_cpu (view, 2);
  mms_view_select_cpu (view, 2);
  mms_view_select_finding (view, 0);
  g_assert_cmpuint (counts.n_selections, ==, 2);
  mms_view_set_document (view, NULL);
  g_assert_cmpuint (counts.n_documents, ==, 1);
  g_assert_cmpint (mms_view_get_cpu (view), ==, -1);
  g_assert_cmpint (mms_view_get_finding (view), ==, -1);
  counts.n_lanes = 0;
  mms_view_set_document (view, document);
  g_assert_cmpuint (counts.n_lanes, ==, 1);
  mms_view_set_range (view, 0, 1000000);
  g_assert_cmpuint (counts.n_lanes, ==, 1);
}

static void
test_steps_on_cpu (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);

  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 1, 1), ==, 2);
  mms_view_set_playhead (view, 2);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 1, 1), ==, 5);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 1, -1), ==, 0);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 0, -1), ==, 1);
  mms_view_set_playhead (view, 11);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 1, 1), ==, 0);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 1, -1), ==, 5);
  g_assert_cmpuint (mms_view_find_next_on_cpu (view, 7, 1), ==, 0);
}

/* Every step forward is undone by the one backward, and every change of the mm is met. */
static void
test_steps_of_mm (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autoptr (GArray) visited = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint mm = 5;
  const MmsTrack *count_track = mms_history_get_mm_track (history, mm, MMS_ATTRIBUTE_MM_COUNT);
  guint event;

  while ((event = mms_view_find_mm_change (view, mm, 1)) != 0)
    {
      g_assert_cmpuint (event, >, mms_view_get_playhead (view));
      g_array_append_val (visited, event);
      mms_view_set_playhead (view, event);
    }
  g_assert_cmpuint (visited->len, >, 3);
  for (guint i = 1; i < count_track->n_points; i++)
    {
      MmsPoint point = mms_track_get (count_track, i);
      gboolean is_met = point.value == mms_track_get (count_track, i - 1).value;

      for (guint j = 0; j < visited->len; j++)
        is_met |= g_array_index (visited, guint, j) == point.event;
      g_assert_true (is_met);
    }
  for (guint i = visited->len; i > 1; i--)
    {
      event = mms_view_find_mm_change (view, mm, -1);
      g_assert_cmpuint (event, ==, g_array_index (visited, guint, i - 2));
      mms_view_set_playhead (view, event);
    }
  g_assert_cmpuint (mms_view_find_mm_change (view, mm, -1), ==, 0);
}

static void
test_steps_of_findings (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  guint n_alarms
      = mms_document_count_findings (mms_view_get_document (view), MMS_SEVERITY_WARNING);
  guint n_seen = 0;
  guint last = 0;
  int finding;

  /* information is passed over where there is more */
  g_assert_cmpuint (n_alarms, >, 1);
  g_assert_cmpuint (n_alarms, <, findings->len);
  while ((finding = mms_view_find_finding (view, 1)) >= 0)
    {
      const MmsFinding *info = g_ptr_array_index (findings, (guint) finding);

      g_assert_cmpuint (info->event, >=, last);
      last = info->event;
      mms_view_select_finding (view, finding);
      mms_view_set_playhead (view, info->event);
      g_assert_cmpuint (++n_seen, <=, findings->len);
    }
  g_assert_cmpuint (n_seen, ==, n_alarms);
  while ((finding = mms_view_find_finding (view, -1)) >= 0)
    {
      mms_view_select_finding (view, finding);
      mms_view_set_playhead (
          view, ((const MmsFinding *) g_ptr_array_index (findings, (guint) finding))->event);
      n_seen--;
    }
  g_assert_cmpuint (n_seen, ==, 1);
}

static void
test_steps_of_information (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");

  g_assert_cmpuint (
      mms_document_count_findings (mms_view_get_document (view), MMS_SEVERITY_WARNING), ==, 0);
  g_assert_cmpint (mms_view_find_finding (view, 1), >=, 0);
}

static void
test_columns (void)
{
  g_autoptr (MmsView) view = open_lines (twelve);
  const guint32 *columns;

  mms_view_set_range (view, 0, 1000000);
  columns = mms_view_get_columns (view, 10);
  g_assert_cmpuint (columns[0], ==, 0);
  for (guint i = 0; i <= 10; i++)
    g_assert_cmpuint (columns[i], ==, i);

  mms_view_set_range (view, 250000, 270000);
  columns = mms_view_get_columns (view, 4);
  for (guint i = 0; i <= 4; i++)
    g_assert_cmpuint (columns[i], ==, 3);
}

/* However far one looks from, and whatever lies in a column */
static void
test_columns_of_capture (gconstpointer name)
{
  g_autoptr (MmsView) view = open_capture (name);
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  double length = mms_view_get_length (view);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  g_assert_cmpuint (n_events, >, 3 * MMS_INDEX_STRIDE);
  for (double share = 1.2; share > 1e-5; share /= 6)
    for (double at = 0; at < 1; at += 0.23)
      {
        const guint32 *columns;
        double start;
        double end;

        mms_view_set_range (view, (at - share / 2) * length, (at + share / 2) * length);
        mms_view_get_range (view, &start, &end);
        columns = mms_view_get_columns (view, 97);
        for (guint i = 0, n = 0; i <= 97; i++)
          {
            double edge = start + i * ((end - start) / 97);

            while (n < n_events && (double) (events[n].time - events[0].time) < edge)
              n++;
            g_assert_cmpuint (columns[i], ==, n);
          }
      }
}

static void
test_mms (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  const MmsFinding *finding = g_ptr_array_index (findings, 0);
  guint mm = finding->mm;

  for (guint max = 1; max < 6; max++)
    {
      g_autoptr (GArray) mms = NULL;
      gboolean is_listed = FALSE;

      mms_view_select_mm (view, mm);
      mms = mms_view_list_mms (view, max);
      g_assert_cmpuint (mms->len, ==, max);
      for (guint i = 0; i < mms->len; i++)
        {
          is_listed |= g_array_index (mms, guint, i) == mm;
          if (i > 0)
            g_assert_cmpuint (g_array_index (mms, guint, i), >, g_array_index (mms, guint, i - 1));
        }
      g_assert_true (is_listed);
    }
}

static gboolean
is_listed (GArray *mms,
           guint   mm)
{
  for (guint i = 0; i < mms->len; i++)
    if (g_array_index (mms, guint, i) == mm)
      return TRUE;
  return FALSE;
}

/* While the stretch moves as it does during play, no living mm loses its lane. */
/* Colours go by the order in which mms appear, whatever their names. */
static void
test_numbers (void)
{
  g_autoptr (MmsView) view = open_json (
    "{\"mmscope\": 1, \"source\": \"simulator\", \"cpus\": 1}\n"
    "{\"ts\": 1, \"cpu\": 0, \"ev\": \"mm_alloc\", \"fields\": {\"mm\": \"0xa000\", \"id\": 1, \"pid\": 100}}\n"
    "{\"ts\": 2, \"cpu\": 0, \"ev\": \"mm_alloc\", \"fields\": {\"mm\": \"0xb000\", \"id\": 2, \"pid\": 100}}\n"
    /* only now it shows that the second one is init_mm */
    "{\"ts\": 3, \"cpu\": 0, \"ev\": \"state_begin\", \"name\": \"shootdown\", \"init_mm\": \"0xb000\"}\n"
    "{\"ts\": 4, \"cpu\": 0, \"ev\": \"state_mm\", \"name\": \"U\", \"fields\": {\"mm\": \"0xa000\", \"id\": 1,"
    " \"pid\": 100, \"users\": 1, \"count\": 1}}\n"
    "{\"ts\": 5, \"cpu\": 0, \"ev\": \"state_end\"}\n"
    "{\"ts\": 6, \"cpu\": 0, \"ev\": \"mm_alloc\", \"fields\": {\"mm\": \"0xc000\", \"id\": 3, \"pid\": 100}}\n");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  const MmsMmFacts *facts = mms_view_get_mm_facts (view);

  g_assert_cmpuint (mms_history_get_n_mms (history), ==, 4);
  g_assert_true (mms_history_get_mm (history, 2)->is_init);
  g_assert_cmpuint (facts[0].number, ==, 0);
  g_assert_cmpuint (facts[1].number, ==, 1);
  g_assert_cmpuint (facts[2].number, ==, 0);
  g_assert_cmpuint (facts[3].number, ==, 2);
}

static void
test_steady_lanes (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  double length = mms_view_get_length (view);
  g_autoptr (GArray) before = NULL;
  guint n_kept = 0;

  mms_view_set_range (view, 0, length / 10);
  mms_view_select_mm (view, 2);
  for (guint i = 0; i < 170; i++)
    {
      g_autoptr (GArray) mms = mms_view_update_mms (view);
      double start;
      double end;
      guint first;

      g_assert_true (is_listed (mms, 2));
      mms_view_get_range (view, &start, &end);
      first = mms_view_find_event (view, start);
      for (guint j = 0; before != NULL && j < before->len; j++)
        {
          guint mm = g_array_index (before, guint, j);
          guint free_event = mms_history_get_mm (history, mm)->free_event;

          if (mms->len == MMS_VIEW_MAX_MM_LANES || (free_event != 0 && free_event <= first))
            continue;
          g_assert_true (is_listed (mms, mm));
          n_kept++;
        }
      g_clear_pointer (&before, g_array_unref);
      before = g_steal_pointer (&mms);
      mms_view_pan (view, length / 200);
    }
  g_assert_cmpuint (n_kept, >, 100);

  /* a zoom looks at something else, and begins anew */
  mms_view_select_mm (view, 0);
  mms_view_set_range (view, length / 2, length / 2 + 1000);
  g_clear_pointer (&before, g_array_unref);
  before = mms_view_list_mms (view, MMS_VIEW_MAX_MM_LANES);
  g_assert_cmpuint (before->len, <, 9);
}

static void
test_one_event (void)
{
  g_autoptr (MmsView) view = open_lines (SWITCH (0, "1.000000", 10, 11));
  double start;
  double end;

  g_assert_cmpfloat (mms_view_get_length (view), ==, 0);
  mms_view_zoom (view, 4, 0);
  mms_view_zoom (view, 0.1, 0);
  mms_view_set_playhead_position (view, 0);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 1);
  mms_view_follow (view);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat_with_epsilon (start, -5, 1e-6);
  g_assert_cmpfloat_with_epsilon (end, 5, 1e-6);
}

static void
test_equal_stamps (void)
{
  g_autoptr (MmsView) view = open_lines (SWITCH (0, "1.000000", 10, 11)
                                         SWITCH (1, "1.000000", 20, 21)
                                         SWITCH (2, "1.000000", 30, 31));

  g_assert_cmpfloat (mms_view_get_length (view), ==, 0);
  for (guint event = 0; event <= 3; event++)
    {
      mms_view_set_playhead (view, event);
      g_assert_cmpuint (mms_view_get_playhead (view), ==, event);
      g_assert_cmpfloat (mms_view_get_playhead_position (view), ==, 0);
    }
  mms_view_set_playhead_position (view, 0);
  g_assert_cmpuint (mms_view_get_playhead (view), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/view/empty", test_empty);
  g_test_add_func ("/view/clamps", test_clamps);
  g_test_add_func ("/view/zoom", test_zoom);
  g_test_add_func ("/view/follow", test_follow);
  g_test_add_func ("/view/playhead", test_playhead);
  g_test_add_func ("/view/signals", test_signals);
  g_test_add_func ("/view/steps/cpu", test_steps_on_cpu);
  g_test_add_func ("/view/steps/mm", test_steps_of_mm);
  g_test_add_func ("/view/steps/findings", test_steps_of_findings);
  g_test_add_func ("/view/steps/information", test_steps_of_information);
  g_test_add_func ("/view/columns", test_columns);
  g_test_add_data_func ("/view/columns/stock", "stock/forkexec.dat", test_columns_of_capture);
  g_test_add_data_func ("/view/columns/counter", "forms/clock-counter.dat", test_columns_of_capture);
  g_test_add_func ("/view/mms", test_mms);
  g_test_add_func ("/view/numbers", test_numbers);
  g_test_add_func ("/view/steady-lanes", test_steady_lanes);
  g_test_add_func ("/view/one-event", test_one_event);
  g_test_add_func ("/view/equal-stamps", test_equal_stamps);

  return g_test_run ();
}
