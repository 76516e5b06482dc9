/* test-search.c - finding and filtering events, and steps among them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"

#include "view/suggest.h"

#define CAPTURE "patched/hazard_skip-exit.dat"

static void
wait_for (MmsSearch *search)
{
  while (mms_search_is_running (search))
    g_main_context_iteration (NULL, TRUE);
}

static guint
find (MmsView *view, const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsEventSet *events;

  g_assert_true (mms_view_find (view, text, &error));
  g_assert_no_error (error);
  wait_for (mms_view_get_found (view));
  events = mms_search_get_events (mms_view_get_found (view));
  return events ? mms_event_set_get_size (events) : 0;
}

static guint
filter (MmsView *view, const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsEventSet *events;

  g_assert_true (mms_view_set_filter (view, text, &error));
  g_assert_no_error (error);
  wait_for (mms_view_get_filter (view));
  wait_for (mms_view_get_found (view));
  events = mms_search_get_events (mms_view_get_filter (view));
  return events ? mms_event_set_get_size (events) : 0;
}

static void
test_find (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  gboolean is_known;
  guint n = find (view, "kind:mm_free");
  guint last = 0;

  g_assert_cmpuint (n, >, 2);
  mms_view_set_playhead (view, 0);
  for (guint i = 0; i < n; i++)
    {
      guint event = mms_view_find_next (view, 1, &is_known);

      g_assert_true (is_known);
      g_assert_cmpuint (event, >, last);
      mms_view_set_playhead (view, event);
      last = event;
    }
  /* And once around. */
  mms_view_set_playhead (view, mms_view_find_next (view, 1, &is_known));
  g_assert_cmpuint (mms_view_get_playhead (view), <, last);
  g_assert_cmpuint (mms_view_find_next (view, -1, &is_known), ==, last);
  g_assert_true (is_known);

  g_assert_cmpuint (find (view, "zzzz"), ==, 0);
  g_assert_cmpuint (mms_view_find_next (view, 1, &is_known), ==, 0);
  g_assert_true (is_known);
  g_assert_cmpuint (find (view, "  "), ==, 0);
  g_assert_null (mms_search_get_events (mms_view_get_found (view)));
}

static void
test_filter (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  const MmsEvent *events
    = mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), NULL);
  guint all = find (view, "kind:ctx_switch");
  guint n = filter (view, "cpu:2");
  guint found;

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 3986);
  /* What is looked for is among those shown. */
  found = mms_event_set_get_size (mms_search_get_events (mms_view_get_found (view)));
  g_assert_cmpuint (found, >, 0);
  g_assert_cmpuint (found, <, all);

  mms_view_set_playhead (view, 0);
  for (guint i = 0; i < n; i++)
    {
      guint event = mms_view_find_shown (view, 1);

      g_assert_cmpuint (event, >, mms_view_get_playhead (view));
      g_assert_cmpuint (events[event - 1].cpu, ==, 2);
      mms_view_set_playhead (view, event);
    }
  g_assert_cmpuint (mms_view_find_shown (view, 1), ==, 0);
  g_assert_cmpuint (mms_view_find_shown (view, -1), <, mms_view_get_playhead (view));

  g_assert_cmpuint (filter (view, ""), ==, 0);
  g_assert_null (mms_search_get_events (mms_view_get_filter (view)));
  mms_view_set_playhead (view, 17);
  g_assert_cmpuint (mms_view_find_shown (view, 1), ==, 18);
  g_assert_cmpuint (mms_view_find_shown (view, -1), ==, 16);
  g_assert_cmpuint (mms_event_set_get_size (mms_search_get_events (mms_view_get_found (view))), ==,
                    all);
  /* A quote that nobody closed ends with the filter. */
  g_assert_cmpuint (filter (view, "\"kind=k2u prev"), >, 0);
  g_assert_cmpuint (find (view, "cpu:2"), >, 0);
}

static void
test_refused (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  g_autoptr (GError) error = NULL;

  filter (view, "cpu:2");
  g_assert_false (mms_view_find (view, "cpu:77", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (mms_search_get_events (mms_view_get_found (view)));
  g_assert_nonnull (mms_search_get_events (mms_view_get_filter (view)));
  g_clear_error (&error);
  g_assert_false (mms_view_set_filter (view, "cpu:77", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (mms_search_get_events (mms_view_get_filter (view)));
}

/* As when the file is read again, and when another one is opened. */
static void
test_documents (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  g_autoptr (MmsView) again = open_capture (CAPTURE);
  g_autoptr (MmsView) other = open_capture ("patched/hazard-exit.dat");
  guint n_filtered = filter (view, "cpu:1");
  guint n_found = find (view, "k2u");

  mms_view_set_document (view, mms_view_get_document (again));
  wait_for (mms_view_get_filter (view));
  wait_for (mms_view_get_found (view));
  g_assert_cmpuint (mms_event_set_get_size (mms_search_get_events (mms_view_get_filter (view))),
                    ==, n_filtered);
  g_assert_cmpuint (mms_event_set_get_size (mms_search_get_events (mms_view_get_found (view))),
                    ==, n_found);

  mms_view_set_document (view, mms_view_get_document (other));
  g_assert_null (mms_search_get_events (mms_view_get_filter (view)));
  g_assert_null (mms_search_get_events (mms_view_get_found (view)));
  g_assert_cmpstr (mms_view_get_find_text (view), ==, "");

  filter (view, "cpu:1");
  mms_view_set_document (view, NULL);
  g_assert_null (mms_search_get_events (mms_view_get_filter (view)));
  g_assert_cmpuint (mms_view_find_shown (view, 1), ==, 0);
  g_assert_true (mms_view_find (view, "x", NULL));
}

typedef struct
{
  guint n;
  guint n_signals;
} Rows;

static void
rows_changed (MmsSearch *search, guint position, guint removed, guint added, Rows *rows)
{
  g_assert_cmpuint (position + removed, <=, rows->n);
  rows->n += added - removed;
  rows->n_signals++;
}

/* Many blocks: they come around the playhead first, and their rows add up. */
static void
test_blocks (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (MmsView) view = NULL;
  MmsSearch *search;
  Rows rows = { 0 };
  gboolean is_known;

  for (guint i = 0; i < 5 * MMS_EVENT_BLOCK_SIZE / 2; i++)
    g_string_append_printf (lines, "  a-1 [%03u] .... %u.%06u: thing: value=%u\n", i % 2,
                            i / 1000000, i % 1000000, i % 1000);
  view = open_lines (lines->str);
  search = mms_view_get_filter (view);
  g_signal_connect (search, "events-changed", G_CALLBACK (rows_changed), &rows);
  mms_view_set_playhead (view, 2 * MMS_EVENT_BLOCK_SIZE + 5);
  g_assert_true (mms_view_set_filter (view, "value=7", NULL));
  g_assert_true (mms_search_is_running (search));
  g_assert_cmpfloat (mms_search_get_fraction (search), <, 1);
  wait_for (search);
  g_assert_cmpuint (rows.n, ==, mms_event_set_get_size (mms_search_get_events (search)));
  g_assert_cmpuint (rows.n, ==, 164);
  g_assert_cmpuint (rows.n_signals, ==, 3);

  /* What is found is not yet known to be the nearest before all that lies between was looked at. */
  g_assert_true (mms_view_find (view, "value=8", NULL));
  mms_view_find_next (view, 1, &is_known);
  g_assert_false (is_known);
  mms_view_set_filter (view, "", NULL);
  g_assert_cmpuint (rows.n, ==, 0);
  /* And whoever closes the view does not wait. */
}

static const MmsSuggestion *
get_first (GPtrArray *list, MmsSuggestionType type)
{
  for (guint i = 0; i < list->len; i++)
    if (((const MmsSuggestion *) list->pdata[i])->type == type)
      return list->pdata[i];
  return NULL;
}

static void
test_suggest (void)
{
  g_autoptr (MmsView) view = open_capture (CAPTURE);
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autoptr (GPtrArray) all = mms_suggest (history, "", 5, NULL);
  g_autoptr (GPtrArray) letter = mms_suggest (history, "c", 5, NULL);
  g_autoptr (GPtrArray) switches = mms_suggest (history, "SWITCH", 5, NULL);
  g_autoptr (GPtrArray) pid = mms_suggest (history, "124", 5, NULL);
  g_autoptr (GPtrArray) address = mms_suggest (history, "0xff11", 3, NULL);
  g_autoptr (GPtrArray) nothing = mms_suggest (history, "zzzz", 5, NULL);
  const MmsSuggestion *mm = get_first (letter, MMS_SUGGESTION_MM);

  g_assert_cmpstr (get_first (all, MMS_SUGGESTION_CPU)->term, ==, "cpu:0");
  g_assert_nonnull (get_first (all, MMS_SUGGESTION_KIND));
  g_assert_cmpstr (mm->term, ==, "mm:C");
  g_assert_cmpstr (mms_history_get_mm (history, mm->mm)->label, ==, "C");
  g_assert_true (g_str_has_prefix (mm->details, "0xff11"));
  g_assert_cmpstr (get_first (pid, MMS_SUGGESTION_TASK)->term, ==, "pid:124");
  g_assert_nonnull (strstr (get_first (switches, MMS_SUGGESTION_KIND)->title, "switch"));
  g_assert_cmpuint (address->len, ==, 3);
  g_assert_cmpuint (nothing->len, ==, 0);
  /* Whatever is suggested is a query; of a field it lacks the value. */
  for (guint i = 0; i < all->len; i++)
    g_assert_true (mms_view_find (view, ((const MmsSuggestion *) all->pdata[i])->term, NULL));
}

static void
test_complete (void)
{
  static const struct
  {
    const char *text, *term, *result;
  } cases[] = {
    { "", "cpu:2", "cpu:2 " },
    { "ba", "pid:5", "pid:5 " },
    { "cpu:2 ba", "pid:5", "cpu:2 pid:5 " },
    { "cpu:2 ", "pid:5", "cpu:2 pid:5 " },
    { "cpu:2 !ba", "pid:5", "cpu:2 !pid:5 " },
    { "\"a b", "comm=", "comm=" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = mms_suggest_complete (cases[i].text, cases[i].term);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/find", test_find);
  g_test_add_func ("/search/filter", test_filter);
  g_test_add_func ("/search/refused", test_refused);
  g_test_add_func ("/search/documents", test_documents);
  g_test_add_func ("/search/blocks", test_blocks);
  g_test_add_func ("/search/suggest", test_suggest);
  g_test_add_func ("/search/complete", test_complete);
  return g_test_run ();
}
