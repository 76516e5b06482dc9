/* test-parts.c - the parts of the window that need no display
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "widgets/event-text.h"
#include "widgets/index-model.h"
#include "widgets/jump.h"
#include "widgets/throttle.h"

static MmsView *
open_view (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name,
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsDocument) document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);
  MmsView *view = mms_view_new ();

  g_assert_no_error (error);
  mms_view_set_document (view, document);
  return view;
}

static guint
jump (MmsView *view, const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsJump where;

  if (!mms_jump_parse (view, text, &where, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (where.event, >, 0);
  return where.event;
}

static void
test_jump (void)
{
  g_autoptr (MmsView) view = open_view ("patched/hazard_skip-exit.dat");

  g_assert_cmpuint (jump (view, "1"), ==, 1);
  g_assert_cmpuint (jump (view, " 1234 "), ==, 1234);
  g_assert_cmpuint (jump (view, "3986"), ==, 3986);
  g_assert_cmpuint (jump (view, "3987"), ==, 0);
  g_assert_cmpuint (jump (view, "0"), ==, 0);
  g_assert_cmpuint (jump (view, "-3"), ==, 0);

  /* The first event's stamp is 2.183202359 s, that of event 2000 2.271376592 s. */
  g_assert_cmpuint (jump (view, "2.271376592 s"), ==, 2000);
  g_assert_cmpuint (jump (view, "2.271376591s"), ==, 1999);
  g_assert_cmpuint (jump (view, "2271376592ns"), ==, 2000);
  g_assert_cmpuint (jump (view, "2271.376592 ms"), ==, 2000);
  g_assert_cmpuint (jump (view, "+88.174233ms"), ==, 2000);
  g_assert_cmpuint (jump (view, "+88.174 233 ms"), ==, 2000);
  g_assert_cmpuint (jump (view, "+88174.233 µs"), ==, 2000);
  g_assert_cmpuint (jump (view, "+88174233"), ==, 2000);
  g_assert_cmpuint (jump (view, "+0"), ==, 1);
  g_assert_cmpuint (jump (view, "2.183 s"), ==, 1);
  g_assert_cmpuint (jump (view, "1 s"), ==, 0);
  g_assert_cmpuint (jump (view, "18446744073709551615 ns"), ==, 0);
  g_assert_cmpuint (jump (view, "+18446744073709551615"), ==, 0);
  g_assert_cmpuint (jump (view, "99999999999999999999 s"), ==, 0);

  g_assert_cmpuint (jump (view, ""), ==, 0);
  g_assert_cmpuint (jump (view, "+"), ==, 0);
  g_assert_cmpuint (jump (view, "s"), ==, 0);
  g_assert_cmpuint (jump (view, "12 parsecs"), ==, 0);
  g_assert_cmpuint (jump (view, "1.2.3 s"), ==, 0);
  g_assert_cmpuint (jump (view, "x"), ==, 0);
}

static void
test_jump_refused (void)
{
  g_autoptr (MmsView) view = open_view ("patched/hazard_skip-exit.dat");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) beyond = NULL;
  MmsJump where;

  /* A time that is no stamp of the trace, but could be one since its start. */
  g_assert_false (mms_jump_parse (view, "86.5 ms", &where, &error));
  g_assert_nonnull (strstr (error->message, "The trace is 2.183 s … 2."));
  g_assert_nonnull (strstr (error->message, "did you mean +86.5 ms?"));
  g_assert_cmpstr (where.suggestion, ==, "+86500000");
  g_assert_cmpuint (jump (view, where.suggestion), ==, jump (view, "+86.5 ms"));

  g_assert_false (mms_jump_parse (view, "9 s", &where, &beyond));
  g_assert_null (strstr (beyond->message, "did you mean"));
  g_assert_cmpstr (where.suggestion, ==, "");

  g_assert_true (mms_jump_parse (view, "+88.174233ms", &where, NULL));
  g_assert_false (where.is_before);
  g_assert_true (mms_jump_parse (view, "+88.174234ms", &where, NULL));
  g_assert_true (where.is_before);
  g_assert_cmpuint (where.event, ==, 2000);
}

static void
test_round (void)
{
  g_autoptr (MmsView) view = open_view ("patched/hazard_skip-exit.dat");
  static const struct
  {
    double duration;
    const char *text;
  } cases[] = {
    { 5236478, "5.2 ms" },     { 59712345, "59.7 ms" }, { 250, "250 ns" },
    { 999999, "1.0 ms" },      { 123456, "123 µs" },    { 86.5e9, "86.5 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mms_event_text_round (view, cases[i].duration);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_jump_counter (void)
{
  g_autoptr (MmsView) view = open_view ("forms/clock-counter.dat");

  g_assert_cmpuint (jump (view, "7"), ==, 7);
  g_assert_cmpuint (jump (view, "+10"), >, 1);
  g_assert_cmpuint (jump (view, "1 ms"), ==, 0);
}

static void
test_jump_nowhere (void)
{
  g_autoptr (MmsView) view = mms_view_new ();

  g_assert_cmpuint (jump (view, "1"), ==, 0);
}

static void
test_event_text (void)
{
  g_autoptr (MmsView) view = open_view ("patched/hazard_skip-exit.dat");
  static const char *const expected[MMS_N_EVENT_COLUMNS] = {
    [MMS_EVENT_COLUMN_NUMBER] = "2000",     [MMS_EVENT_COLUMN_TIME] = "2.271376592",
    [MMS_EVENT_COLUMN_CPU] = "3",           [MMS_EVENT_COLUMN_TASK] = "idle-0",
    [MMS_EVENT_COLUMN_FLAGS] = "d....",     [MMS_EVENT_COLUMN_NAME] = "ctx_switch",
    [MMS_EVENT_COLUMN_INFO] = NULL,
  };
  g_autofree char *info = mms_event_text_format (view, 2000, MMS_EVENT_COLUMN_INFO);
  g_autofree char *summary = mms_event_text_summarize (view, 2000);
  g_autofree char *details = mms_event_text_describe (view, 2000);
  g_autofree char *none = mms_event_text_describe (view, 4000);
  g_autofree char *start = mms_event_text_summarize (view, 0);

  for (guint column = 0; column < MMS_N_EVENT_COLUMNS; column++)
    {
      g_autofree char *text = mms_event_text_format (view, 2000, column);

      if (expected[column])
        g_assert_cmpstr (text, ==, expected[column]);
      g_assert_nonnull (mms_event_column_get_title (column));
    }
  g_assert_true (g_str_has_prefix (info, "kind=k2u prev_pid=0 next_pid=124"));
  g_assert_true (g_str_has_prefix (summary, "CPU 3  idle-0  ctx_switch  kind=k2u"));
  g_assert_nonnull (strstr (details, "lazy_mm:ctx_switch"));
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (start, ==, "");
}

static void
count_change (GListModel *model, guint position, guint removed, guint added, guint *sum)
{
  *sum += removed + added;
}

static void
test_index_model (void)
{
  g_autoptr (MmsIndexModel) model = mms_index_model_new ();
  g_autoptr (MmsIndexItem) last = NULL;
  guint sum = 0;

  g_signal_connect (model, "items-changed", G_CALLBACK (count_change), &sum);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 0));
  mms_index_model_replace (model, 50000000);
  last = g_list_model_get_item (G_LIST_MODEL (model), 49999999);
  g_assert_cmpuint (mms_index_item_get_index (last), ==, 49999999);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 50000000));
  mms_index_model_replace (model, G_MAXUINT);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, MMS_INDEX_MODEL_MAX);
  g_assert_cmpuint (sum, ==, 50000000 + 50000000 + MMS_INDEX_MODEL_MAX);

  /* what stays is not told */
  sum = 0;
  mms_index_model_resize (model, 1000);
  mms_index_model_resize (model, 1000);
  mms_index_model_resize (model, 1010);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1010);
  g_assert_cmpuint (sum, ==, MMS_INDEX_MODEL_MAX - 1000 + 10);
}

static void
count_call (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static gboolean
end_loop (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_throttle (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint calls = 0;
  MmsThrottle *throttle = mms_throttle_new (40, count_call, &calls);

  for (guint i = 0; i < 100; i++)
    mms_throttle_call (throttle);
  g_assert_cmpuint (calls, ==, 1);
  g_timeout_add (200, end_loop, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (calls, ==, 2);
  mms_throttle_call (throttle);
  g_assert_cmpuint (calls, ==, 3);

  /* One that waits for its call dies with the throttle. */
  mms_throttle_call (throttle);
  mms_throttle_free (throttle);
  g_timeout_add (100, end_loop, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (calls, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/jump", test_jump);
  g_test_add_func ("/parts/jump-refused", test_jump_refused);
  g_test_add_func ("/parts/round", test_round);
  g_test_add_func ("/parts/jump-counter", test_jump_counter);
  g_test_add_func ("/parts/jump-nowhere", test_jump_nowhere);
  g_test_add_func ("/parts/event-text", test_event_text);
  g_test_add_func ("/parts/index-model", test_index_model);
  g_test_add_func ("/parts/throttle", test_throttle);
  return g_test_run ();
}
