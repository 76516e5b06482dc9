/* test-simulation.c - what is drawn and told of a simulation: store buffers, source, title
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>

#include <string.h>

#include "canvas/canvas-cairo.h"
#include "documents.h"
#include "draw/draw-private.h"
#include "draw/machine-layout.h"

#define STORY   "../simulated/story.json"
#define MEMORY  "../simulated/memory.json"
#define CAPTURE "patched/hazard_skip-exit.dat"

static void
test_title (void)
{
  g_autoptr (MmsView) story = open_capture (STORY);
  g_autoptr (MmsView) memory = open_capture (MEMORY);
  g_autoptr (MmsView) capture = open_capture (CAPTURE);
  g_autoptr (MmsView) empty = mms_view_new ();
  g_autofree char *name = mms_view_name_simulation (story);
  g_autofree char *text = mms_view_describe_simulation (story);
  g_autoptr (MmsView) stuck = open_capture ("../witnesses/B02-SC08p-S9-stuck.json");
  g_autoptr (MmsView) safe = open_capture ("../witnesses/B04-SC14-S3.json");
  g_autofree char *stuck_text = mms_view_describe_simulation (stuck);
  g_autofree char *safe_text = mms_view_describe_simulation (safe);
  g_autofree char *other = mms_view_describe_simulation (memory);

  g_assert_cmpstr (name, ==, "SC02 lazy-k2k-after-teardown");
  g_assert_cmpstr (text, ==, "hazard · x86 · tso · counterexample (D27)");
  g_assert_cmpstr (other, ==, "hazard · x86 · tso");
  g_assert_cmpstr (stuck_text, ==, "S9 · x86 · sc · random run 5 (D22)");
  g_assert_cmpstr (safe_text, ==, "S3 · x86 · sc · random run 1");
  g_assert_true (mms_view_is_simulation (stuck));
  g_assert_false (mms_view_is_simulation (capture));
  g_assert_false (mms_view_is_simulation (empty));
  g_assert_null (mms_view_name_simulation (memory));
  g_assert_null (mms_view_name_simulation (capture));
  g_assert_null (mms_view_describe_simulation (capture));
  g_assert_null (mms_view_name_simulation (empty));
  g_assert_null (mms_view_describe_simulation (empty));
  g_assert_true (mms_view_has_store_buffers (story));
  g_assert_false (mms_view_has_store_buffers (capture));
  g_assert_false (mms_view_has_store_buffers (empty));
  g_assert_true (mms_has_source (story));
  g_assert_false (mms_has_source (memory));
  g_assert_false (mms_has_source (capture));
}

static void
check_buffer (MmsView *view, guint cpu, guint event, const char *expected)
{
  g_autofree char *text = mms_describe_store_buffer (view, cpu, event, "\n");

  g_assert_cmpstr (text, ==, expected);
}

/* What waits, since when, and what the other CPU sees meanwhile. */
static void
test_buffer (void)
{
  g_autoptr (MmsView) view = open_capture (STORY);
  g_autoptr (MmsView) capture = open_capture (CAPTURE);

  check_buffer (view, 1, 8, "empty");
  check_buffer (view, 1, 10,
                "idle1.active_mm = A waits since event 9; CPU 0 still sees init\n"
                "lazy_mm = A waits since event 10; CPU 0 still sees NULL");
  check_buffer (view, 1, 15,
                "lazy_mm = A waits since event 10; CPU 0 still sees NULL\n"
                "curr = idle1 waits since event 12; CPU 0 still sees make");
  check_buffer (view, 0, 15,
                "sh.mm = B waits since event 11; CPU 1 still sees A\n"
                "sh.active_mm = B waits since event 14; CPU 1 still sees A");
  check_buffer (view, 1, 50, "empty");
  check_buffer (capture, 1, 50, "empty");
}

/* In the weak model a store may wait before its place and its value are known. */
static void
test_window (void)
{
  static const char trace[]
    = "{\"mmscope\": 1, \"source\": \"simulator\", \"cpus\": 2, \"memory\": \"weak\", "
      "\"sources\": {\"a.lazy\": \"\\trq->curr = next;  /* CS5 */\\n\\n\"}}\n"
      "{\"cpu\": 0, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 0, \"issue_seq\": 4, \"perform_seq\": 4}\n"
      "{\"cpu\": 0, \"ev\": \"m_store\", \"issue_seq\": 1, \"src\": \"a.lazy:1\"}\n"
      "{\"cpu\": 0, \"ev\": \"m_store\", \"issue_seq\": 2, \"src\": \"a.lazy:2\"}\n"
      "{\"cpu\": 0, \"ev\": \"m_store\", \"issue_seq\": 3}\n"
      "{\"cpu\": 0, \"ev\": \"m_unlock\", \"loc\": \"rq0.lock\", \"issue_seq\": 5}\n";
  g_autoptr (MmsView) view = open_json (trace);
  g_autoptr (MmsView) story = open_capture (STORY);

  g_assert_cmpstr (mms_view_name_store_buffer (view), ==, "window");
  g_assert_cmpstr (mms_view_name_store_buffer (story), ==, "store buffer");
  check_buffer (view, 0, 5,
                "rq->curr = next waits since event 1\na.lazy:2 waits since event 1\n"
                "a store waits since event 1\nlock = free waits since event 5; CPU 1 still sees held");
}

/* An atomic operation that waits has read nothing yet: what it will write, nobody knows.  And the second mm at an
 * address is called as everywhere. */
static void
test_atomic (void)
{
  static const char trace[]
    = "{\"mmscope\": 1, \"source\": \"simulator\", \"cpus\": 2, \"memory\": \"weak\"}\n"
      "{\"ts\": 1, \"cpu\": 0, \"ev\": \"state_mm\", \"fields\": {\"mm\": 61440, \"id\": 7, \"users\": 1, "
      "\"count\": 1, \"name\": \"X\"}}\n"
      "{\"ts\": 2, \"cpu\": 0, \"ev\": \"mm_free\", \"fields\": {\"mm\": 61440, \"id\": 7}}\n"
      "{\"ts\": 3, \"cpu\": 0, \"ev\": \"mm_alloc\", \"fields\": {\"mm\": 61440, \"id\": 37}}\n"
      "{\"ts\": 4, \"cpu\": 0, \"ev\": \"state_mm\", \"fields\": {\"mm\": 61440, \"id\": 37, \"users\": 1, "
      "\"count\": 3, \"name\": \"X2\"}}\n"
      "{\"ts\": 6, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"y\", \"val\": 0, \"issue_seq\": 6, "
      "\"perform_seq\": 6}\n"
      "{\"ts\": 9, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"y\", \"val\": 0, \"issue_seq\": 9, "
      "\"perform_seq\": 9}\n"
      "{\"ts\": 10, \"cpu\": 0, \"ev\": \"m_rmw\", \"loc\": \"X.mm_count\", \"old\": 3, \"new\": 1, "
      "\"op\": \"add\", \"issue_seq\": 5, \"perform_seq\": 10}\n"
      "{\"ts\": 11, \"cpu\": 0, \"ev\": \"m_rmw\", \"loc\": \"n\", \"old\": 0, \"new\": 2, "
      "\"issue_seq\": 7, \"perform_seq\": 11}\n"
      "{\"ts\": 12, \"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"z\", \"old\": 0, \"new\": 5, "
      "\"issue_seq\": 8, \"perform_seq\": 12}\n";
  g_autoptr (MmsView) view = open_json (trace);
  const MmsOperations *operations = mms_document_get_operations (mms_view_get_document (view));
  const MmsOperation *waiting = mms_operations_find (operations, 7);
  gboolean is_old;

  check_buffer (view, 0, 6,
                "X2.mm_count add waits since event 5; CPU 1 still sees 3\n"
                "n read-modify-write waits since event 6; CPU 1 still sees 0\n"
                "z = 5 waits since event 6; CPU 1 still sees 0");
  /* nor does its own CPU see it */
  g_assert_true (mms_operations_find_value (operations, waiting->location, 0, 5, &is_old) == waiting);
  g_assert_true (is_old);
}

/* The same in the lane's sentence, in its tooltip, and in that of the card. */
static void
test_words (void)
{
  g_autoptr (MmsView) view = open_capture (STORY);
  g_autoptr (MmsMachineLayout) layout = NULL;
  const MmsMachineCard *card;
  g_autofree char *sentence = NULL;
  g_autofree char *lane = NULL;
  g_autofree char *tip = NULL;
  MmsLaneRows rows;

  mms_view_set_playhead (view, 10);
  sentence = mms_cpu_lane_describe (view, 1);
  g_assert_nonnull (strstr (sentence,
                            "store buffer: idle1.active_mm = A waits since event 9; CPU 0 "
                            "still sees init; lazy_mm = A"));
  mms_lane_rows_init (&rows, view, 0);
  g_assert_true (rows.has_buffer);
  lane = mms_cpu_lane_describe_at (view, 1, 20, rows.bottom - 4, 1000);
  g_assert_nonnull (strstr (lane, "<b>store buffer</b> of CPU 1"));
  g_assert_nonnull (strstr (lane, "lazy_mm = A"));

  layout = mms_machine_layout_new (view, 900, 500);
  g_assert_true (layout->has_buffer);
  g_assert_false (layout->is_compact);
  card = &g_array_index (layout->cards, MmsMachineCard, 1);
  tip = mms_machine_describe_at (view, 900, 500, card->box.x + 20,
                                 mms_machine_layout_get_row_y (layout, card, layout->n_rows));
  g_assert_nonnull (strstr (tip, "<b>store buffer</b> of CPU 1"));
}

/* The row has its place in the lane and in the card, and captures none. */
static void
test_rows (void)
{
  g_autoptr (MmsView) story = open_capture (STORY);
  g_autoptr (MmsView) memory = open_capture (MEMORY);
  g_autoptr (MmsView) capture = open_capture (CAPTURE);
  MmsLaneRows deep, single, none, folded;
  MmsBox box;

  mms_lane_rows_init (&deep, story, 0);
  mms_lane_rows_init (&single, memory, 0);
  mms_lane_rows_init (&none, capture, 0);
  mms_lane_rows_init (&folded, story, MMS_FOLDED_HEIGHT);
  g_assert_cmpfloat (deep.bottom, >=, deep.top + (deep.n_rows + 2) * deep.pitch);
  g_assert_cmpfloat (deep.bottom, <, deep.top + (deep.n_rows + 3) * deep.pitch);
  g_assert_cmpfloat (deep.bottom, ==, round (deep.bottom));
  g_assert_cmpfloat_with_epsilon (single.bottom, single.top + (single.n_rows + 1) * single.pitch,
                                  0.01);
  g_assert_cmpfloat_with_epsilon (none.bottom, none.top + none.n_rows * none.pitch, 0.01);
  g_assert_false (none.has_buffer);
  g_assert_false (folded.has_buffer);
  g_assert_cmpfloat (mms_cpu_lane_get_height (story), >, deep.bottom);
  box = mms_lane_rows_get_buffer (&deep);
  g_assert_cmpfloat (box.y, >=, deep.top + deep.n_rows * deep.pitch);
  g_assert_cmpfloat (box.y + box.height, <=, deep.bottom);

  for (double width = 320; width < 1800; width *= 1.3)
    {
      double height = mms_machine_get_height (story, width);
      g_autoptr (MmsMachineLayout) layout = mms_machine_layout_new (story, width, height);

      for (guint i = 0; i < layout->cards->len; i++)
        {
          const MmsMachineCard *card = &g_array_index (layout->cards, MmsMachineCard, i);

          if (!layout->is_compact)
            g_assert_cmpfloat (mms_machine_layout_get_row_y (layout, card, layout->n_rows)
                                 + layout->row_pitch / 2, <=, card->box.y + card->box.height);
        }
    }
}

static void
test_steps (void)
{
  g_autoptr (MmsView) view = open_capture (STORY);
  g_autoptr (MmsView) capture = open_capture (CAPTURE);

  mms_view_set_playhead (view, 9);
  g_assert_cmpuint (mms_view_find_operation (view, 1), ==, 10);
  g_assert_cmpuint (mms_view_find_operation (view, -1), ==, 7);
  g_assert_cmpuint (mms_view_find_source_line (view, 1), ==, 10);
  mms_view_select_cpu (view, 0);
  g_assert_cmpuint (mms_view_find_operation (view, 1), ==, 11);
  g_assert_cmpuint (mms_view_find_operation (view, -1), ==, 0);
  g_assert_cmpuint (mms_view_find_source_line (view, 1), ==, 11);
  mms_view_set_playhead (view, 47);
  mms_view_select_cpu (view, 1);
  /* Two events of one line are one step. */
  g_assert_cmpuint (mms_view_find_source_line (view, 1), ==, 49);
  mms_view_set_playhead (view, 50);
  g_assert_cmpuint (mms_view_find_source_line (view, 1), ==, 0);

  mms_view_set_playhead (capture, 9);
  g_assert_cmpuint (mms_view_find_operation (capture, 1), ==, 0);
  g_assert_cmpuint (mms_view_find_source_line (capture, 1), ==, 0);
}

static void
test_source (void)
{
  g_autoptr (MmsView) view = open_capture (STORY);
  g_autoptr (MmsView) capture = open_capture (CAPTURE);
  g_autofree char *place = mms_view_format_source (view, 50, NULL);
  g_autofree char *line = mms_view_format_source (view, 50, ": ");
  /* This one tells no line: its CPU stands where it stood. */
  g_autofree char *where = mms_view_format_source (view, 45, ": ");
  MmsSourcePlace found;

  g_assert_cmpstr (place, ==, "hazard-2020.lazy:12");
  g_assert_cmpstr (line, ==, "hazard-2020.lazy:12: free_mm(m);");
  g_assert_cmpstr (where, ==, "hazard-2020.lazy:23: old = xchg_relaxed(&rq->mm_to_mmdrop, NULL);");
  g_assert_null (mms_view_format_source (view, 2, NULL));
  g_assert_null (mms_view_format_source (capture, 2, NULL));
  g_assert_false (mms_view_locate_event (view, 0, &found));
  g_assert_false (mms_view_locate_event (view, 51, &found));
  g_assert_cmpint (mms_view_find_source_cpu (view, 0), ==, -1);
  g_assert_cmpint (mms_view_find_source_cpu (view, 50), ==, 1);
  g_assert_cmpint (mms_view_find_source_cpu (view, 20), ==, 0);
  g_assert_cmpint (mms_view_find_source_cpu (capture, 20), ==, -1);
}

/* Eight CPUs look different, not like mms, and their numbers can be read on them. */
static void
test_colors (void)
{
  const MmsPalette *palette = mms_palette_get (FALSE);

  for (guint cpu = 0; cpu < 8; cpu++)
    {
      MmsColor color = mms_palette_get_cpu_color (cpu);
      MmsColor again = mms_palette_get_cpu_color (cpu + 8);
      MmsColor text = mms_palette_text_on (&color);

      g_assert_cmpmem (&color, sizeof (color), &again, sizeof (again));
      g_assert_cmpfloat (mms_color_get_contrast (&color, &text), >=, 4.5);
      for (guint other = 0; other < cpu; other++)
        {
          MmsColor before = mms_palette_get_cpu_color (other);
          float distance = fabsf (color.red - before.red) + fabsf (color.green - before.green)
                           + fabsf (color.blue - before.blue);

          g_assert_cmpfloat (distance, >, 0.15f);
        }
      for (guint mm = 0; mm < MMS_N_MM_COLORS; mm++)
        {
          MmsColor other = mms_palette_get_mm_color (palette, mm);

          g_assert_true (memcmp (&color, &other, sizeof (color)) != 0);
        }
    }
}

/* Whether anything in that part of the picture is not the ground. */
static gboolean
is_drawn (cairo_surface_t *surface, int x, int y, int width, int height)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint32 ground = *(const guint32 *) (gpointer) (data + y * stride + 4 * x);

  for (int row = y; row < y + height; row++)
    for (int column = x; column < x + width; column++)
      if (*(const guint32 *) (gpointer) (data + row * stride + 4 * column) != ground)
        return TRUE;
  return FALSE;
}

/* At every event and many sizes: nothing fails, and where there is room there is a source. */
static void
test_pictures (void)
{
  g_autoptr (MmsView) view = open_capture (STORY);

  for (guint event = 0; event <= 50; event += 7)
    for (int width = 320; width < 1700; width += 430)
      for (int height = 240; height < 1100; height += 390)
        {
          cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
          cairo_t *cr = cairo_create (surface);
          MmsCanvas *canvas = mms_canvas_new_cairo (cr);

          mms_view_set_playhead (view, event);
          mms_draw_picture (canvas, view, mms_palette_get (event % 2 == 0), width, height);
          mms_canvas_free (canvas);
          cairo_surface_flush (surface);
          if (width > 1600 && height > 1000)
            g_assert_true (is_drawn (surface, 660, height - 330, 500, 300));
          cairo_destroy (cr);
          cairo_surface_destroy (surface);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/title", test_title);
  g_test_add_func ("/simulation/buffer", test_buffer);
  g_test_add_func ("/simulation/window", test_window);
  g_test_add_func ("/simulation/atomic", test_atomic);
  g_test_add_func ("/simulation/words", test_words);
  g_test_add_func ("/simulation/rows", test_rows);
  g_test_add_func ("/simulation/steps", test_steps);
  g_test_add_func ("/simulation/source", test_source);
  g_test_add_func ("/simulation/colors", test_colors);
  g_test_add_func ("/simulation/pictures", test_pictures);
  return g_test_run ();
}
