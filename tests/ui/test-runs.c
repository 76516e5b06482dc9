/* test-runs.c - tracks as neighbouring columns
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"
#include "draw/draw-private.h"

static void
pen_init (MmsPen  *pen,
          MmsView *view,
          double   width)
{
  mms_pen_init (pen, NULL, view, mms_palette_get (FALSE), width, 100);
}

/* At whatever zoom, the runs cover the trace without gaps, in order, with the values that the track
 * has there. */
static void
check_track (MmsPen         *pen,
             const MmsTrack *track)
{
  g_autoptr (GArray) runs = mms_runs_new (pen, track);
  guint column = pen->first;

  for (guint i = 0; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);

      g_assert_cmpuint (run->first, ==, column);
      g_assert_cmpuint (run->last, >, run->first);
      column = run->last;
      if (run->is_busy)
        {
          /* a change more may share a column with the run before */
          guint first = run->first > pen->first ? run->first - 1 : run->first;

          g_assert_cmpuint (mms_track_find (track, pen->columns[run->last]) -
                              mms_track_find (track, pen->columns[first]),
                            >, 1);
        }
      for (guint c = run->first; c < run->last && !run->is_busy; c++)
        g_assert_cmpint (run->value, ==, mms_track_at (track, pen->columns[c + 1]).value);
    }
  g_assert_cmpuint (column, ==, pen->last);

  mms_runs_merge (runs);
  for (guint i = 1; i < runs->len; i++)
    {
      const MmsRun *run = &g_array_index (runs, MmsRun, i);

      g_assert_cmpuint (run[-1].last, ==, run->first);
      g_assert_true (run[-1].value != run->value || run[-1].is_busy != run->is_busy ||
                     (run[-1].provenance == MMS_UNKNOWN) != (run->provenance == MMS_UNKNOWN));
    }
}

static void
test_cover (gconstpointer name)
{
  g_autoptr (MmsView) view = open_capture (name);
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  double length = mms_view_get_length (view);
  const guint *cpus;
  guint n_cpus;

  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  for (double width = MMS_NAMES_WIDTH + 1; width < 3000; width *= 1.9)
    for (double share = 1; share > 1e-4; share /= 7)
      for (double start = 0; start < 1; start += 0.31)
        {
          MmsPen pen;

          mms_view_set_range (view, start * length, (start + share) * length);
          pen_init (&pen, view, width);
          for (guint i = 0; i < n_cpus; i++)
            for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
              check_track (&pen, mms_history_get_cpu_track (history, cpus[i], attribute));
        }
}

/* Two rectangles per column are the most that a row may cost. */
static void
test_few (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  MmsPen pen;

  pen_init (&pen, view, MMS_NAMES_WIDTH + 50);
  for (guint cpu = 0; cpu < 4; cpu++)
    {
      g_autoptr (GArray) runs = mms_runs_new (
          &pen, mms_history_get_cpu_track (history, cpu, MMS_ATTRIBUTE_TASK));

      g_assert_cmpuint (runs->len, <=, 50);
      g_assert_cmpuint (runs->len, >, 10);
    }
}

static void
test_column (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");
  MmsPen pen;

  mms_view_set_range (view, 1e7, 2e7);
  pen_init (&pen, view, MMS_NAMES_WIDTH + 500);
  for (guint event = 1; event < 3000; event += 17)
    {
      int column = mms_pen_find_column (&pen, event);
      double x = mms_lane_x_at (view, mms_view_get_event_position (view, event),
                                MMS_NAMES_WIDTH + 500) -
                 MMS_NAMES_WIDTH;

      if (x < 0)
        g_assert_cmpint (column, ==, -1);
      else if (x >= 500)
        g_assert_cmpint (column, ==, 500);
      else
        g_assert_cmpint (column, ==, (int) x);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/runs/cover/stock", "stock/forkexec.dat", test_cover);
  g_test_add_data_func ("/runs/cover/lost", "stock/lost-overwrite.dat", test_cover);
  g_test_add_data_func ("/runs/cover/hazard", "patched/hazard_skip-exit.dat", test_cover);
  g_test_add_data_func ("/runs/cover/counter", "forms/clock-counter.dat", test_cover);
  g_test_add_func ("/runs/few", test_few);
  g_test_add_func ("/runs/column", test_column);

  return g_test_run ();
}
