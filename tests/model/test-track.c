/* test-track.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/track-reader.h"

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
      MmsPoint point = mms_track_get (&track, i);
      MmsPoint before = mms_track_get (&track, i - 1);

      g_assert_cmpuint (point.event, >, before.event);
      g_assert_true (point.value != before.value || point.provenance != before.provenance);
    }
  g_rand_free (random);
  mms_track_clear (&track);
}

/* Packed points come back as they were, through every way in, whatever their distance and value; a
 * point that is taken back within its event leaves no trace. */
static void
test_packing (void)
{
  MmsTrack track = { 0 };
  MmsTrackReader reader;
  GRand *random = g_rand_new_with_seed (9);
  g_autoptr (GArray) expected = g_array_new (FALSE, TRUE, sizeof (MmsPoint));
  guint event = 0;

  while (expected->len < 10 * MMS_TRACK_BLOCK + 1)
    {
      MmsPoint point = { 0, 0, MMS_DERIVED };
      const MmsPoint *before
          = expected->len > 0 ? &g_array_index (expected, MmsPoint, expected->len - 1) : NULL;

      event += 1 + (g_rand_int (random) >> g_rand_int_range (random, 8, 32));
      point.event = event;
      point.value = g_rand_int_range (random, MMS_VALUE_MIN, MMS_VALUE_MAX)
                    >> g_rand_int_range (random, 0, 29);
      point.provenance = 1 + g_rand_int_range (random, 0, 2);
      if (before != NULL && before->value == point.value && before->provenance == point.provenance)
        continue;
      mms_track_set (&track, event, point.value, point.provenance);
      if (before != NULL && g_rand_int_range (random, 0, 5) == 0)
        {
          mms_track_set (&track, event, before->value, before->provenance);
          continue;
        }
      g_array_append_val (expected, point);
    }
  mms_track_trim (&track);

  g_assert_cmpuint (track.n_points, ==, expected->len);
  mms_track_reader_init (&reader, &track);
  for (guint i = 0; i < 4 * expected->len; i++)
    {
      guint index
          = i < expected->len ? i : (guint) g_rand_int_range (random, 0, (int) expected->len);
      MmsPoint wanted = g_array_index (expected, MmsPoint, index);
      MmsPoint read = mms_track_reader_get (&reader, index);
      MmsPoint got = mms_track_get (&track, index);
      MmsPoint at = mms_track_at (&track, wanted.event);

      g_assert_cmpmem (&read, sizeof (read), &wanted, sizeof (wanted));
      g_assert_cmpmem (&got, sizeof (got), &wanted, sizeof (wanted));
      g_assert_cmpmem (&at, sizeof (at), &wanted, sizeof (wanted));
      g_assert_cmpuint (mms_track_find (&track, wanted.event), ==, index + 1);
      g_assert_cmpuint (mms_track_find (&track, wanted.event - 1), ==, index);
      g_assert_cmpuint (mms_track_reader_find (&reader, wanted.event), ==, index + 1);
      g_assert_cmpuint (mms_track_reader_find (&reader, wanted.event - 1), ==, index);
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
  g_test_add_func ("/track/packing", test_packing);
  return g_test_run ();
}
