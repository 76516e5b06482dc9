/* test-machine.c - where things stand in "the machine now"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include "documents.h"
#include "draw/draw-private.h"
#include "draw/machine-layout.h"
#include "draw/machine-nodes.h"

#define STRETCH 256

static int
find_place (GArray *places,
            guint   mm)
{
  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, MmsPlace, i).mm == mm)
      return (int) g_array_index (places, MmsPlace, i).place;
  return -1;
}

/* Whatever a CPU holds is shown, nothing shares a place, and nothing moves while it is shown. */
static void
test_places (gconstpointer name)
{
  g_autoptr (MmsView) view = open_capture (name);
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autoptr (GArray) before = NULL;
  const guint *cpus;
  guint n_cpus;
  guint n_events;

  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  mms_trace_get_events (mms_history_get_trace (history), &n_events);
  for (guint event = 0; event <= n_events; event++)
    {
      guint n_places;
      g_autoptr (GArray) places = NULL;
      guint64 taken = 0;

      mms_view_set_playhead (view, event);
      places = mms_machine_list_places (view, &n_places);
      g_assert_cmpuint (n_places, <, 64);
      for (guint i = 0; i < places->len; i++)
        {
          const MmsPlace *place = &g_array_index (places, MmsPlace, i);
          guint64 bit = G_GUINT64_CONSTANT (1) << place->place;

          g_assert_true (mms_is_mm_seen (history, place->mm, event));
          g_assert_cmpuint (place->place, <, n_places);
          g_assert_cmpuint (taken & bit, ==, 0);
          taken |= bit;
          if (before != NULL && event % STRETCH != 0 && find_place (before, place->mm) >= 0)
            g_assert_cmpint (find_place (before, place->mm), ==, (int) place->place);
        }
      for (guint i = 0; i < n_cpus; i++)
        {
          MmsPoint point = mms_track_at (
              mms_history_get_cpu_track (history, cpus[i], MMS_ATTRIBUTE_ACTIVE_MM), event);

          if (point.provenance != MMS_UNKNOWN && point.value != 0)
            g_assert_cmpint (find_place (places, (guint) point.value), >=, 0);
        }
      g_clear_pointer (&before, g_array_unref);
      before = g_steal_pointer (&places);
    }
}

/* What is selected has a place even before anything tells of it, and says so. */
static void
test_not_yet (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/forkexec.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  guint mm = mms_history_get_n_mms (history) - 1;
  guint n_places;
  g_autoptr (GArray) without = NULL;
  g_autoptr (GArray) with = NULL;
  g_autofree char *tip = NULL;

  g_assert_cmpuint (mms_history_get_mm (history, mm)->first_event, >, 10);
  mms_view_set_playhead (view, mms_history_get_mm (history, mm)->first_event - 2);
  g_assert_false (mms_is_mm_seen (history, mm, mms_view_get_playhead (view)));
  without = mms_machine_list_places (view, &n_places);
  g_assert_cmpint (find_place (without, mm), ==, -1);
  mms_view_select_mm (view, mm);
  with = mms_machine_list_places (view, &n_places);
  g_assert_cmpint (find_place (with, mm), >=, 0);
  tip = mms_mm_lane_describe_at (view, mm, 10, 10, 1000);
  g_assert_nonnull (strstr (tip, "not yet"));
  g_free (tip);
  tip = mms_mm_lane_describe (view, mm);
  g_assert_true (g_str_has_suffix (tip, ": not yet"));
}

static gboolean
do_boxes_meet (const MmsBox *a,
               const MmsBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}

static void
check_layout (MmsView *view,
              double   width,
              double   height)
{
  g_autoptr (MmsMachineLayout) layout = mms_machine_layout_new (view, width, height);
  guint n_cpus;

  mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (view)), &n_cpus);
  g_assert_cmpuint (layout->cards->len + layout->n_hidden, ==, n_cpus);
  for (guint i = 0; i < layout->cards->len; i++)
    {
      const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

      g_assert_cmpfloat (card->box.x, >=, 0);
      g_assert_cmpfloat (card->box.x + card->box.width, <=, width);
      g_assert_cmpfloat (card->box.y + card->box.height, <=, MAX (height, 40));
      for (guint j = 0; j < i; j++)
        g_assert_false (do_boxes_meet (
            &card->box, &g_array_index (layout->cards, MmsMachineCard, j).box));
    }
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      const MmsMachineNode *node = &g_array_index (layout->nodes, MmsMachineNode, i);
      MmsBox box = { node->x - node->radius, node->y - node->radius, 2 * node->radius,
                     2 * node->radius };

      g_assert_true (mms_machine_layout_find_node (layout, node->mm) == node);
      g_assert_cmpfloat (box.x + box.width, <=, width);
      for (guint j = 0; j < layout->cards->len; j++)
        g_assert_false (do_boxes_meet (
            &box, &g_array_index (layout->cards, MmsMachineCard, j).box));
      /* smaller than that nothing can be done */
      for (guint j = 0; j < i && node->radius > 11; j++)
        {
          const MmsMachineNode *other = &g_array_index (layout->nodes, MmsMachineNode, j);

          g_assert_cmpfloat (hypot (node->x - other->x, node->y - other->y), >=,
                             node->radius + other->radius);
        }
    }
}

static void
test_layout (gconstpointer name)
{
  g_autoptr (MmsView) view = open_capture (name);

  for (double position = 0; position <= 1; position += 0.12)
    {
      mms_view_set_playhead_position (view, position * mms_view_get_length (view));
      for (double width = 320; width < 2600; width *= 1.3)
        {
          check_layout (view, width, mms_machine_get_height (view, width));
          for (double height = 120; height < 1600; height *= 1.4)
            check_layout (view, width, height);
        }
    }
}

/* Enough height shows every CPU, however many there are. */
static void
test_height (void)
{
  static const guint numbers[] = { 1, 2, 4, 5, 8, 9, 16, 63, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GString) lines = g_string_new (NULL);
      g_autoptr (MmsView) view = NULL;

      for (guint cpu = 0; cpu < numbers[i]; cpu++)
        g_string_append_printf (lines,
                                "  a-%u  [%03u] d..2. 1.%06u: sched_switch: prev_comm=a "
                                "prev_pid=%u prev_prio=120 prev_state=S ==> next_comm=b "
                                "next_pid=%u next_prio=120\n",
                                1000 + cpu, cpu, cpu, 1000 + cpu, 2000 + cpu);
      view = open_lines (lines->str);
      for (double width = 320; width < 2600; width *= 1.5)
        {
          g_autoptr (MmsMachineLayout) layout = mms_machine_layout_new (
              view, width, mms_machine_get_height (view, width));

          if (numbers[i] > MMS_MACHINE_MAX_CARDS)
            {
              g_assert_cmpuint (layout->tiles->len, ==, numbers[i]);
              g_assert_cmpuint (layout->cards->len, ==, 4);
            }
          else
            {
              g_assert_cmpuint (layout->tiles->len, ==, 0);
              g_assert_cmpuint (layout->cards->len, ==, numbers[i]);
            }
          g_assert_cmpuint (layout->n_hidden, ==, 0);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/machine/places/stock", "stock/forkexec.dat", test_places);
  g_test_add_data_func ("/machine/places/hazard", "patched/hazard_skip-exit.dat", test_places);
  g_test_add_data_func ("/machine/layout/stock", "stock/lost-overwrite.dat", test_layout);
  g_test_add_data_func ("/machine/layout/hazard", "patched/hazard_skip-exit.dat", test_layout);
  g_test_add_data_func ("/machine/layout/sched", "stock/sched-only.dat", test_layout);
  g_test_add_func ("/machine/not-yet", test_not_yet);
  g_test_add_func ("/machine/height", test_height);

  return g_test_run ();
}
