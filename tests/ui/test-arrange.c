/* test-arrange.c - lanes that fold, are pinned and hidden; marks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"
#include "draw/draw.h"

/* @n CPUs, of which each @every-th runs something else now and then. */
static MmsView *
open_machine (guint n,
              guint every)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  guint time = 0;

  for (guint round = 0; round < 6; round++)
    for (guint cpu = 0; cpu < n; cpu++)
      {
        gboolean is_idle = round % 2 == 0;
        guint pid = 100 + cpu;

        if (round > 0 && cpu % every != 0)
          continue;
        g_string_append_printf (lines,
                                " <idle>-%u  [%03u] d..2. 1.%06u: sched_switch: prev_comm=x "
                                "prev_pid=%u prev_prio=120 prev_state=S ==> next_comm=y "
                                "next_pid=%u next_prio=120\n",
                                is_idle ? 0 : pid, cpu, time++, is_idle ? 0 : pid,
                                cpu % every == 0 && is_idle ? pid : 0);
      }
  return open_lines (lines->str);
}

static const MmsLaneRow *
get_row (GArray *rows,
         guint   i)
{
  g_assert_cmpuint (i, <, rows->len);
  return &g_array_index (rows, MmsLaneRow, i);
}

static void
test_few (void)
{
  g_autoptr (MmsView) view = open_machine (4, 1);
  g_autoptr (GArray) rows = mms_view_arrange_cpus (view);
  g_autoptr (GArray) folded = NULL;

  g_assert_cmpuint (rows->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (get_row (rows, i)->key.kind, ==, MMS_LANE_CPU);
      g_assert_cmpuint (get_row (rows, i)->key.id, ==, i);
      g_assert_false (get_row (rows, i)->is_folded);
    }
  mms_view_set_fold (view, MMS_FOLD_ALWAYS);
  folded = mms_view_arrange_cpus (view);
  g_assert_true (get_row (folded, 2)->is_folded);
}

static void
test_many (void)
{
  g_autoptr (MmsView) view = open_machine (30, 10);
  g_autoptr (GArray) rows = mms_view_arrange_cpus (view);
  g_autoptr (GArray) opened = NULL;
  g_autoptr (GArray) full = NULL;

  /* 0, 1 to 9, 10, 11 to 19, 20, 21 to 29 */
  g_assert_cmpuint (rows->len, ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      const MmsLaneKey *key = &get_row (rows, i)->key;

      g_assert_cmpint (key->kind, ==, i % 2 == 0 ? MMS_LANE_CPU : MMS_LANE_QUIET);
      g_assert_cmpuint (key->id, ==, i / 2 * 10 + i % 2);
      g_assert_cmpuint (key->last, ==, i % 2 == 0 ? key->id : key->id + 8);
      g_assert_true (get_row (rows, i)->is_folded);
    }

  /* what is selected is shown in full, and taken out of its stretch */
  mms_view_open_quiet (view, 11);
  mms_view_select_cpu (view, 4);
  opened = mms_view_arrange_cpus (view);
  g_assert_cmpuint (opened->len, ==, 1 + 3 + 1 + 9 + 1 + 1);
  g_assert_cmpuint (get_row (opened, 2)->key.id, ==, 4);
  g_assert_false (get_row (opened, 2)->is_folded);
  g_assert_cmpuint (get_row (opened, 3)->key.id, ==, 5);
  g_assert_cmpuint (get_row (opened, 3)->key.last, ==, 9);
  g_assert_cmpuint (get_row (opened, 6)->key.id, ==, 12);

  mms_view_set_fold (view, MMS_FOLD_NEVER);
  full = mms_view_arrange_cpus (view);
  g_assert_cmpuint (full->len, ==, 30);
  for (guint i = 0; i < 30; i++)
    g_assert_false (get_row (full, i)->is_folded);
}

static void
test_pins (void)
{
  g_autoptr (MmsView) view = open_machine (20, 1);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GArray) all = NULL;

  mms_view_pin_lane (view, MMS_LANE_CPU, 17, TRUE);
  mms_view_hide_lane (view, MMS_LANE_CPU, 3, TRUE);
  mms_view_hide_lane (view, MMS_LANE_CPU, 999, TRUE);
  mms_view_pin_lane (view, MMS_LANE_MM, 999, TRUE);
  rows = mms_view_arrange_cpus (view);
  g_assert_cmpuint (rows->len, ==, 19);
  g_assert_cmpuint (get_row (rows, 0)->key.id, ==, 17);
  g_assert_true (get_row (rows, 0)->is_pinned);
  g_assert_false (get_row (rows, 0)->is_folded);
  g_assert_cmpuint (get_row (rows, 1)->key.id, ==, 0);
  g_assert_cmpuint (get_row (rows, 4)->key.id, ==, 4);
  g_assert_cmpuint (mms_view_get_hidden_lanes (view)->len, ==, 1);
  g_assert_cmpuint (mms_view_get_pinned_lanes (view)->len, ==, 1);

  /* each undoes the other */
  mms_view_hide_lane (view, MMS_LANE_CPU, 17, TRUE);
  g_assert_false (mms_view_is_lane_pinned (view, MMS_LANE_CPU, 17));
  mms_view_pin_lane (view, MMS_LANE_CPU, 3, TRUE);
  g_assert_false (mms_view_is_lane_hidden (view, MMS_LANE_CPU, 3));

  mms_view_hide_other_cpus (view, 5);
  g_clear_pointer (&rows, g_array_unref);
  rows = mms_view_arrange_cpus (view);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpuint (get_row (rows, 0)->key.id, ==, 3);
  g_assert_cmpuint (get_row (rows, 1)->key.id, ==, 5);

  mms_view_show_all_lanes (view);
  all = mms_view_arrange_cpus (view);
  g_assert_cmpuint (all->len, ==, 20);
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

/* A pinned mm has a lane of its own above the others, a hidden one none. */
static void
test_mms (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  g_autoptr (GArray) before = mms_view_list_mms (view, MMS_VIEW_MAX_MM_LANES);
  g_autoptr (GArray) after = NULL;
  g_autoptr (MmsDocument) document = mms_document_ref (mms_view_get_document (view));
  guint pinned = g_array_index (before, guint, 2);
  guint hidden = g_array_index (before, guint, 4);

  mms_view_pin_lane (view, MMS_LANE_MM, pinned, TRUE);
  mms_view_hide_lane (view, MMS_LANE_MM, hidden, TRUE);
  mms_view_select_mm (view, hidden);
  after = mms_view_list_mms (view, MMS_VIEW_MAX_MM_LANES);
  g_assert_false (is_listed (after, pinned));
  g_assert_false (is_listed (after, hidden));
  g_assert_true (is_listed (after, g_array_index (before, guint, 3)));

  /* of another document these are other mms */
  mms_view_set_document (view, document);
  g_assert_cmpuint (mms_view_get_hidden_lanes (view)->len, ==, 0);
  g_assert_cmpuint (mms_view_get_pinned_lanes (view)->len, ==, 0);
}

static void
test_marks (void)
{
  g_autoptr (MmsView) view = open_machine (4, 1);
  g_autofree char *none = mms_format_marks (view);
  g_autofree char *one = NULL;
  g_autofree char *both = NULL;
  g_autofree char *back = NULL;
  double start, end, duration;
  gint64 n_events;

  g_assert_cmpstr (none, ==, "");
  g_assert_false (mms_view_measure_marks (view, &duration, &n_events));
  mms_view_set_mark (view, MMS_MARK_A, 3);
  one = mms_format_marks (view);
  g_assert_true (g_str_has_prefix (one, "A at +2"));
  mms_view_set_mark (view, MMS_MARK_B, 10);
  g_assert_true (mms_view_measure_marks (view, &duration, &n_events));
  g_assert_cmpfloat (duration, ==, 7000);
  g_assert_cmpint (n_events, ==, 7);
  both = mms_format_marks (view);
  g_assert_cmpstr (both, ==, "A–B 7\xe2\x80\x89µs · 7 events");

  mms_view_zoom_to_marks (view);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpfloat (start, <=, mms_view_get_event_position (view, 3));
  g_assert_cmpfloat (end, >=, mms_view_get_event_position (view, 10));
  g_assert_cmpfloat (end - start, <, 8000);

  mms_view_set_mark (view, MMS_MARK_A, G_MAXUINT);
  mms_view_set_mark (view, MMS_MARK_B, 23);
  back = mms_format_marks (view);
  g_assert_cmpstr (back, ==, "A–B −1\xe2\x80\x89µs · −1 event");
  mms_view_set_document (view, NULL);
  g_assert_cmpuint (mms_view_get_mark (view, MMS_MARK_A), ==, 0);
}

static void
test_marks_counter (void)
{
  g_autoptr (MmsView) view = open_capture ("forms/clock-counter.dat");
  g_autofree char *text = NULL;

  mms_view_set_mark (view, MMS_MARK_A, 2);
  mms_view_set_mark (view, MMS_MARK_B, 9);
  text = mms_format_marks (view);
  g_assert_nonnull (strstr (text, " units · 7 events"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/arrange/few", test_few);
  g_test_add_func ("/arrange/many", test_many);
  g_test_add_func ("/arrange/pins", test_pins);
  g_test_add_func ("/arrange/mms", test_mms);
  g_test_add_func ("/marks/ns", test_marks);
  g_test_add_func ("/marks/counter", test_marks_counter);

  return g_test_run ();
}
