/* test-pyramid.c - cells tell the same as the points below them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view/pyramid.h"

/* Values in stretches, so that some cells have one only; some unknown. */
static void
fill (MmsTrack *track,
      guint     n)
{
  guint event = 3;
  guint32 seed = 12345;

  for (guint i = 0; i < n; i++)
    {
      seed = seed * 1664525 + 1013904223;
      event += 1 + (seed >> 16) % 9;
      if (i / 100 % 3 == 0)
        mms_track_set (track, event, 7, i % 2 == 0 ? MMS_OBSERVED : MMS_DERIVED);
      else
        mms_track_set (track, event, (seed >> 8) % 5,
                       (seed >> 24) % 4 == 0 ? MMS_UNKNOWN : MMS_OBSERVED);
    }
}

static void
check_cell (const MmsTrack *track,
            const MmsCell  *cell,
            guint           first,
            guint           last)
{
  MmsPoint begin = mms_track_get (track, first);
  gboolean is_mixed = FALSE;
  gboolean is_known = FALSE;
  gboolean is_there = FALSE;

  g_assert_cmpuint (cell->event, ==, begin.event);
  for (guint i = first; i < last; i++)
    {
      MmsPoint point = mms_track_get (track, i);
      gboolean is_point_known = point.provenance != MMS_UNKNOWN;

      is_known |= is_point_known;
      is_mixed |= point.value != begin.value
                  || is_point_known != (begin.provenance != MMS_UNKNOWN);
      is_there |= point.value == cell->value && is_point_known == cell->is_known;
    }
  g_assert_true (is_there);
  g_assert_cmpint (cell->is_mixed, ==, is_mixed);
  g_assert_cmpint (cell->is_known, ==, is_known);
}

static void
test_cells (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  MmsTrack track = { 0 };
  g_autoptr (MmsPyramid) pyramid = NULL;

  fill (&track, n);
  mms_track_trim (&track);
  pyramid = mms_pyramid_new (&track);
  for (guint level = 0; level < pyramid->n_levels; level++)
    {
      guint size = mms_pyramid_get_size (level);
      guint n_cells = pyramid->levels[level].n_cells;
      const MmsCell *cells = pyramid->levels[level].cells;

      g_assert_cmpuint (n_cells, ==, (track.n_points + size - 1) / size);
      for (guint i = 0; i < n_cells; i++)
        check_cell (&track, &cells[i], i * size, MIN ((i + 1) * size, track.n_points));
      g_assert_cmpuint (cells[n_cells].event, ==, G_MAXUINT32);
    }
  mms_track_clear (&track);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/pyramid/one", GUINT_TO_POINTER (1), test_cells);
  g_test_add_data_func ("/pyramid/few", GUINT_TO_POINTER (65), test_cells);
  g_test_add_data_func ("/pyramid/many", GUINT_TO_POINTER (5000), test_cells);

  return g_test_run ();
}
