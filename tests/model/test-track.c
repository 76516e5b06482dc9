/* test-track.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/track.h"

static void
test_empty (void)
{
  MmsTrack track = { 0 };
  MmsPoint point = mms_track_at (&track, 7);

  g_assert_cmpuint (point.provenance, ==, MMS_UNKNOWN);
  g_assert_cmpuint (point.event, ==, 0);
  g_assert_cmpuint (mms_track_find (&track, 0), ==, 0);
}

static void
test_points (void)
{
  MmsTrack track = { 0 };

  g_assert_true (mms_track_set (&track, 3, 10, MMS_DERIVED));
  g_assert_false (mms_track_set (&track, 4, 10, MMS_DERIVED));
  g_assert_true (mms_track_set (&track, 5, 10, MMS_OBSERVED));
  g_assert_true (mms_track_set (&track, 9, -1, MMS_OBSERVED));
  g_assert_cmpuint (track.n_points, ==, 3);

  g_assert_cmpuint (mms_track_at (&track, 2).provenance, ==, MMS_UNKNOWN);
  g_assert_cmpint (mms_track_at (&track, 3).value, ==, 10);
  g_assert_cmpuint (mms_track_at (&track, 4).provenance, ==, MMS_DERIVED);
  g_assert_cmpuint (mms_track_at (&track, 8).provenance, ==, MMS_OBSERVED);
  g_assert_cmpint (mms_track_at (&track, 1000).value, ==, -1);
  g_assert_cmpuint (mms_track_find (&track, 5), ==, 2);

  mms_track_trim (&track);
  g_assert_cmpint (mms_track_at (&track, 9).value, ==, -1);
  mms_track_clear (&track);
  g_assert_cmpuint (track.n_points, ==, 0);
}

static void
test_one_point_per_event (void)
{
  MmsTrack track = { 0 };

  mms_track_set (&track, 1, 5, MMS_OBSERVED);
  mms_track_set (&track, 2, 6, MMS_OBSERVED);
  mms_track_set (&track, 2, 7, MMS_OBSERVED);
  g_assert_cmpuint (track.n_points, ==, 2);
  g_assert_cmpint (mms_track_at (&track, 2).value, ==, 7);

  /* What is undone within the same event never was. */
  g_assert_true (mms_track_set (&track, 2, 5, MMS_OBSERVED));
  g_assert_cmpuint (track.n_points, ==, 1);
  mms_track_clear (&track);
}

static void
test_unknown_has_no_value (void)
{
  MmsTrack track = { 0 };

  mms_track_set (&track, 1, 5, MMS_OBSERVED);
  mms_track_set (&track, 2, 5, MMS_UNKNOWN);
  g_assert_cmpint (mms_track_at (&track, 2).value, ==, 0);
  g_assert_false (mms_track_set (&track, 3, 9, MMS_UNKNOWN));
  mms_track_clear (&track);
}

static void
test_clamp (void)
{
  MmsTrack track = { 0 };

  mms_track_set (&track, 1, G_MAXINT64, MMS_OBSERVED);
  g_assert_cmpint (mms_track_at (&track, 1).value, ==, MMS_VALUE_MAX);
  mms_track_set (&track, 2, G_MININT64, MMS_OBSERVED);
  g_assert_cmpint (mms_track_at (&track, 2).value, ==, MMS_VALUE_MIN);
  mms_track_clear (&track);
}

/* Bisection against a walk from the start, over random changes. */
static void
test_seek_is_replay (void)
{
  MmsTrack track = { 0 };
  MmsPoint expected[2001] = { 0 };
  GRand *random = g_rand_new_with_seed (6);

  for (guint event = 1; event <= 2000; event++)
    {
      expected[event] = expected[event - 1];
      if (g_rand_int_range (random, 0, 4) == 0)
        {
          int value = g_rand_int_range (random, -3, 3);
          MmsProvenance provenance = (MmsProvenance) g_rand_int_range (random, 0, 3);

          mms_track_set (&track, event, value, provenance);
          expected[event].value = provenance == MMS_UNKNOWN ? 0 : value;
          expected[event].provenance = provenance;
        }
    }
  for (guint event = 0; event <= 2000; event++)
    {
      MmsPoint point = mms_track_at (&track, event);

      g_assert_cmpint (point.value, ==, expected[event].value);
      g_assert_cmpuint (point.provenance, ==, expected[event].provenance);
    }
  for (guint i = 1; i < track.n_points; i++)
    {
      g_assert_cmpuint (track.points[i].event, >, track.points[i - 1].event);
      g_assert_true (track.points[i].value != track.points[i - 1].value
                     || track.points[i].provenance != track.points[i - 1].provenance);
    }
  g_rand_free (random);
  mms_track_clear (&track);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/empty", test_empty);
  g_test_add_func ("/track/points", test_points);
  g_test_add_func ("/track/one-point-per-event", test_one_point_per_event);
  g_test_add_func ("/track/unknown-has-no-value", test_unknown_has_no_value);
  g_test_add_func ("/track/clamp", test_clamp);
  g_test_add_func ("/track/seek-is-replay", test_seek_is_replay);
  return g_test_run ();
}
