/* test-event-set.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/event-set.h"

#define SIZE MMS_EVENT_BLOCK_SIZE

/* Sets every block of @set to the events that @is_in names, the last block first. */
static void
fill (MmsEventSet *set, guint n_events, gboolean (*is_in) (guint event))
{
  g_autofree guint16 *offsets = g_new (guint16, SIZE);

  for (guint block = mms_event_set_get_n_blocks (set); block-- > 0;)
    {
      guint n = 0;

      for (guint offset = 0; offset < SIZE && block * SIZE + offset < n_events; offset++)
        if (is_in (block * SIZE + offset + 1))
          offsets[n++] = (guint16) offset;
      mms_event_set_take (set, block, mms_event_block_new (offsets, n));
    }
}

static gboolean
is_rare (guint event)
{
  return event % 1000 == 7 || event == 1;
}

static gboolean
is_common (guint event)
{
  return event % 3 != 0;
}

/* Blocks of every form, one of them empty. */
static gboolean
is_mixed (guint event)
{
  guint block = (event - 1) / SIZE;

  return block == 0 ? event % 5000 == 0 : block == 1 ? FALSE : block == 2 ? TRUE : event % 2 == 0;
}

static gboolean
is_none (guint event)
{
  return FALSE;
}

static void
compare (guint n_events, gboolean (*is_in) (guint event))
{
  g_autoptr (MmsEventSet) set = mms_event_set_new (n_events);
  guint n = 0;
  guint last = 0;

  fill (set, n_events, is_in);
  g_assert_true (mms_event_set_is_complete (set));
  for (guint event = 1; event <= n_events; event++)
    {
      g_assert_cmpuint (mms_event_set_count_before (set, event), ==, n);
      g_assert_cmpint (mms_event_set_contains (set, event), ==, is_in (event));
      g_assert_cmpuint (mms_event_set_find (set, event, -1), ==, last);
      if (is_in (event))
        {
          g_assert_cmpuint (mms_event_set_get_nth (set, n), ==, event);
          g_assert_cmpuint (mms_event_set_find (set, last, 1), ==, event);
          last = event;
          n++;
        }
    }
  g_assert_cmpuint (mms_event_set_get_size (set), ==, n);
  g_assert_cmpuint (mms_event_set_get_nth (set, n), ==, 0);
  g_assert_cmpuint (mms_event_set_find (set, last, 1), ==, 0);
  g_assert_cmpuint (mms_event_set_count_before (set, n_events + SIZE), ==, n);
  g_assert_cmpuint (mms_event_set_find (set, n_events + SIZE, -1), ==, last);
  g_assert_false (mms_event_set_contains (set, 0));
  g_assert_false (mms_event_set_contains (set, n_events + 1));
}

static void
test_contents (void)
{
  compare (4 * SIZE, is_mixed);
  compare (3 * SIZE + 17, is_rare);
  compare (2 * SIZE + 1, is_common);
  compare (SIZE - 1, is_common);
  compare (SIZE, is_none);
  compare (1, is_common);
  compare (0, is_none);
}

static void
test_parts (void)
{
  g_autoptr (MmsEventSet) set = mms_event_set_new (3 * SIZE);
  const guint16 offsets[] = { 3, 9, 65535 };

  g_assert_cmpuint (mms_event_set_get_n_blocks (set), ==, 3);
  g_assert_cmpuint (mms_event_set_take (set, 2, mms_event_block_new (offsets, 3)), ==, 0);
  g_assert_false (mms_event_set_is_complete (set));
  g_assert_true (mms_event_set_knows (set, 2 * SIZE + 1, 3 * SIZE));
  g_assert_false (mms_event_set_knows (set, 2 * SIZE + 1, 2 * SIZE));
  g_assert_cmpuint (mms_event_set_get_nth (set, 0), ==, 2 * SIZE + 4);
  g_assert_cmpuint (mms_event_set_count_before (set, SIZE + 1), ==, 0);

  g_assert_cmpuint (mms_event_set_take (set, 0, mms_event_block_new (offsets, 2)), ==, 0);
  g_assert_cmpuint (mms_event_set_get_nth (set, 1), ==, 10);
  g_assert_cmpuint (mms_event_set_get_nth (set, 2), ==, 2 * SIZE + 4);
  g_assert_cmpuint (mms_event_set_find (set, 10, 1), ==, 2 * SIZE + 4);
  g_assert_cmpuint (mms_event_set_find (set, 2 * SIZE, -1), ==, 10);
  g_assert_cmpuint (mms_event_set_take (set, 1, mms_event_block_new (NULL, 0)), ==, 2);
  g_assert_true (mms_event_set_is_complete (set));
  g_assert_true (mms_event_set_knows (set, 0, 3 * SIZE));
}

static void
test_memory (void)
{
  g_autoptr (MmsEventSet) all = mms_event_set_new (10 * SIZE);
  g_autoptr (MmsEventSet) few = mms_event_set_new (10 * SIZE);

  fill (all, 10 * SIZE, is_common);
  fill (few, 10 * SIZE, is_rare);
  g_assert_cmpuint (mms_event_set_get_memory (all), <, mms_event_set_get_size (all));
  g_assert_cmpuint (mms_event_set_get_memory (few), <, 4 * mms_event_set_get_size (few));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-set/contents", test_contents);
  g_test_add_func ("/event-set/parts", test_parts);
  g_test_add_func ("/event-set/memory", test_memory);
  return g_test_run ();
}
