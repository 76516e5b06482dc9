/* test-find.c - finding and filtering events, the list of findings, copying, files that change
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "widgets/event-menu.h"
#include "widgets/event-table.h"
#include "widgets/find-bar.h"
#include "widgets/find-hints.h"
#include "widgets/finding-row.h"
#include "widgets/findings-panel.h"
#include "widgets/look.h"

#include <glib/gstdio.h>
#include <string.h>

#define CAPTURE "patched/hazard_skip-exit.dat"

static MmsEventTable *
get_table (MmsWindow *window)
{
  return MMS_EVENT_TABLE (gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0));
}

static GtkEditable *
get_entry (MmsWindow *window)
{
  GtkWidget *bar = mms_event_table_get_find_bar (get_table (window));

  return GTK_EDITABLE (gui_find (bar, GTK_TYPE_ENTRY, 0));
}

static const char *
get_status (MmsWindow *window)
{
  return mms_find_bar_get_status (
      MMS_FIND_BAR (mms_event_table_get_find_bar (get_table (window))));
}

/* Whether what stands in the entry was looked for, and all of it found. */
static gboolean
is_idle (gpointer user_data)
{
  MmsView *view = mms_window_get_view (user_data);

  return g_str_equal (gtk_editable_get_text (get_entry (user_data)), mms_view_get_find_text (view))
         && !mms_search_is_running (mms_view_get_found (view))
         && !mms_search_is_running (mms_view_get_filter (view));
}

static void
settle (MmsWindow *window)
{
  gui_wait (is_idle, window);
}

static const MmsEvent *
get_event (MmsWindow *window, guint event)
{
  MmsDocument *document = mms_view_get_document (mms_window_get_view (window));

  return &mms_trace_get_events (mms_document_get_trace (document), NULL)[event - 1];
}

static void
test_find (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkEditable *entry = get_entry (window);
  g_autofree char *status = NULL;
  guint first, second, n;

  gui_do (window, "win.find");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         GTK_WIDGET (entry)));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "find-forward"));
  gtk_editable_set_text (entry, "kind:mm_free cpu:0-2");
  settle (window);
  n = mms_event_set_get_size (
      mms_search_get_events (mms_view_get_found (mms_window_get_view (window))));
  g_assert_cmpuint (n, >, 3);
  status = g_strdup_printf ("%u found", n);
  g_assert_cmpstr (get_status (window), ==, status);

  /* Enter goes on, and the other way leads back. */
  g_signal_emit_by_name (entry, "activate");
  first = gui_playhead (window);
  g_assert_cmpuint (get_event (window, first)->cpu, <=, 2);
  g_assert_true (g_str_has_prefix (get_status (window), "1 of "));
  gui_do (window, "win.find-forward");
  second = gui_playhead (window);
  g_assert_cmpuint (second, >, first);
  gui_do (window, "win.find-back");
  g_assert_cmpuint (gui_playhead (window), ==, first);
  gui_do (window, "win.find-back");
  g_assert_cmpuint (gui_playhead (window), >, second);

  /* What is not there is said, and nothing is found. */
  gtk_editable_set_text (entry, "cpu:77");
  settle (window);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "find-forward"));
  gtk_editable_set_text (entry, "");
  settle (window);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_cmpstr (get_status (window), ==, "");
  gui_close (window);
}

/* Enter right after the last key does not wait for the pause. */
static void
test_impatience (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkEditable *entry = get_entry (window);

  gtk_editable_set_text (entry, "kind:mm_free");
  g_signal_emit_by_name (entry, "activate");
  settle (window);
  g_assert_cmpuint (gui_playhead (window), >, 1);
  gui_close (window);
}

/* The rows that are there show neighbouring events of those that are shown, the playhead's among them. */
static void
check_rows (MmsWindow *window)
{
  MmsView *view = mms_window_get_view (window);
  MmsEventSet *events = mms_search_get_events (mms_view_get_filter (view));
  GtkWidget *table = GTK_WIDGET (get_table (window));
  GtkWidget *rows = gtk_widget_get_last_child (gui_find (table, GTK_TYPE_COLUMN_VIEW, 0));
  guint playhead = gui_playhead (window);
  guint first = 0, last = 0, n_rows = 0, n_gaps = 0;

  gui_wait_for_rows (window);
  gui_run (100);
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkInscription *cell = GTK_INSCRIPTION (gui_find (row, GTK_TYPE_INSCRIPTION, 0));
      guint event = (guint) g_ascii_strtoull (gtk_inscription_get_text (cell), NULL, 10);

      if (events)
        g_assert_true (mms_event_set_contains (events, event));
      if (last == 0)
        first = event;
      else if (events)
        n_gaps += mms_event_set_count_before (events, event)
                  != mms_event_set_count_before (events, last) + 1;
      else
        n_gaps += event != last + 1;
      g_assert_cmpuint (event, >, last);
      last = event;
      n_rows++;
    }
  /* GTK keeps the row with the focus, and the selected one, wherever they are */
  g_assert_cmpuint (n_gaps, <=, 2);
  g_assert_cmpuint (n_rows, >=, MIN (mms_event_table_get_n_rows (MMS_EVENT_TABLE (table)), 100));
  g_assert_cmpuint (first, <=, MAX (playhead, 1));
  g_assert_cmpuint (last, >=, events ? MIN (playhead, mms_event_set_get_nth (
                                         events, mms_event_set_get_size (events) - 1))
                                     : playhead);
}

static void
test_filter (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsEventTable *table = get_table (window);
  guint n_shown, event;

  g_assert_cmpuint (mms_event_table_get_n_rows (table), ==, 3986);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "show-all"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-filter", "s", "cpu:2");
  settle (window);
  n_shown = mms_event_table_get_n_rows (table);
  g_assert_cmpuint (n_shown, <, 3986);
  g_assert_cmpuint (n_shown, >, 100);

  /* Steps go along what is shown. */
  gui_do (window, "win.first");
  for (guint i = 0; i < 20; i++)
    {
      event = gui_playhead (window);
      gui_do (window, "win.step-forward");
      g_assert_cmpuint (gui_playhead (window), >, event);
      g_assert_cmpuint (get_event (window, gui_playhead (window))->cpu, ==, 2);
    }
  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, event);
  check_rows (window);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.add-filter", "s", "kind:ctx_switch");
  settle (window);
  g_assert_cmpuint (mms_event_table_get_n_rows (table), <, n_shown);
  g_assert_cmpuint (mms_event_table_get_n_rows (table), >, 0);
  check_rows (window);
  mms_view_set_playhead (mms_window_get_view (window), 2500);
  check_rows (window);
  gui_do (window, "win.show-all");
  settle (window);
  g_assert_cmpuint (mms_event_table_get_n_rows (table), ==, 3986);
  check_rows (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-filter", "s", "cpu:1");
  settle (window);
  check_rows (window);
  gui_do (window, "win.show-all");
  settle (window);
  gui_do (window, "win.first");
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 2);

  /* What leaves nothing over can be undone. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-filter", "s", "zzzzz");
  settle (window);
  g_assert_cmpuint (mms_event_table_get_n_rows (table), ==, 0);
  gui_do (window, "win.step-forward");
  gui_do (window, "win.show-all");
  settle (window);
  g_assert_cmpuint (mms_event_table_get_n_rows (table), ==, 3986);
  check_rows (window);
  gui_close (window);
}

static void
test_menu (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  guint mms[3];

  /* Without a row there is nothing to ask about. */
  gui_do (window, "win.event-menu");
  g_assert_null (gui_find (GTK_WIDGET (get_table (window)), GTK_TYPE_POPOVER_MENU, 0));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 2000);
  gui_do (window, "win.event-menu");
  g_assert_nonnull (gui_find (GTK_WIDGET (get_table (window)), GTK_TYPE_POPOVER_MENU, 0));
  g_assert_cmpuint (mms_event_menu_list_mms (view, 2000, mms, 3), >, 0);
  g_assert_cmpuint (mms[0], <,
                    mms_history_get_n_mms (mms_document_get_history (
                        mms_view_get_document (view))));
  gui_close (window);
}

static gboolean
is_filled (gpointer user_data)
{
  return gui_find (user_data, GTK_TYPE_LIST_BOX_ROW, 0) != NULL;
}

/* Whoever looks for an mm that has no lane gets one. */
static void
test_hints (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *bar = mms_event_table_get_find_bar (get_table (window));
  GtkWidget *hints = gui_find (bar, MMS_TYPE_FIND_HINTS, 1);
  GtkWidget *list;

  if (!hints)
    hints = gui_find (bar, MMS_TYPE_FIND_HINTS, 0);
  g_assert_nonnull (hints);
  list = gui_find (hints, GTK_TYPE_LIST_BOX, 0);
  gtk_editable_set_text (get_entry (window), "mm");
  mms_find_hints_update (MMS_FIND_HINTS (hints), "AB", NULL);
  gui_wait (is_filled, hints);
  for (GtkWidget *row = gtk_widget_get_first_child (list); row;
       row = gtk_widget_get_next_sibling (row))
    if (gui_find (row, GTK_TYPE_LABEL, 0)
        && g_str_equal (gtk_label_get_text (GTK_LABEL (gui_find (row, GTK_TYPE_LABEL, 0))),
                        "mm AB"))
      {
        g_signal_emit_by_name (list, "row-activated", row);
        break;
      }
  g_assert_cmpuint (mms_view_get_mm (mms_window_get_view (window)), >, 0);
  g_assert_true (g_str_has_prefix (gtk_editable_get_text (get_entry (window)), "mm:AB"));
  gui_close (window);
}

static void
text_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_there (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static char *
get_clipboard (MmsWindow *window)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, text_read,
                                 &text);
  gui_wait (is_there, &text);
  return text;
}

static gboolean
is_silent (gpointer user_data)
{
  return mms_window_get_toast (user_data) == NULL;
}

static void
test_copy (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  GtkWidget *panel = gui_find (GTK_WIDGET (window), MMS_TYPE_FINDINGS_PANEL, 0);
  MmsView *view = mms_window_get_view (window);
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  g_autofree char *event = NULL;
  g_autofree char *finding = NULL;
  g_autofree char *all = NULL;
  g_autofree char *start = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 2000);
  gui_do (window, "win.copy");
  event = get_clipboard (window);
  g_assert_true (g_str_has_prefix (event, "event 2000    2.271376592 s  CPU 3"));
  g_assert_nonnull (strstr (event, "ctx_switch: kind=k2u"));
  g_assert_true (g_str_has_prefix (mms_window_get_toast (window), "Copied: event 2000    2.271376592 s"));

  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-finding", "i", 0);
  gui_do (window, "win.copy-finding");
  finding = get_clipboard (window);
  start = g_strdup_printf ("%s %s",
                           mms_severity_get_name (((MmsFinding *) findings->pdata[0])->severity),
                           ((MmsFinding *) findings->pdata[0])->id);
  g_assert_nonnull (strstr (finding, start));
  g_assert_nonnull (strstr (finding, ((MmsFinding *) findings->pdata[0])->message));
  g_assert_nonnull (strstr (finding, "\n   1. event "));

  g_assert_true (gtk_widget_activate_action (panel, "findings.copy-all", NULL));
  all = get_clipboard (window);
  for (guint i = 0; i < findings->len; i++)
    g_assert_nonnull (strstr (all, ((MmsFinding *) findings->pdata[i])->message));
  g_assert_true (g_str_has_prefix (mms_window_get_toast (window), "Copied: "));
  gui_wait (is_silent, window);
  gui_close (window);
}

static void
test_findings (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  MmsView *view = mms_window_get_view (window);
  MmsFindingList *list = mms_view_get_finding_list (view);
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  GtkWidget *panel = gui_find (GTK_WIDGET (window), MMS_TYPE_FINDINGS_PANEL, 0);
  guint n_d15 = 0;

  gtk_widget_activate_action (panel, "findings.add-filter", "s", "D15");
  for (guint i = 0; i < findings->len; i++)
    n_d15 += g_str_equal (((MmsFinding *) findings->pdata[i])->id, "D15");
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==, n_d15);
  /* Next goes along those that are shown. */
  for (guint i = 0; i < n_d15; i++)
    {
      gui_do (window, "win.finding-forward");
      g_assert_cmpstr (((MmsFinding *) findings->pdata[mms_view_get_finding (view)])->id, ==,
                       "D15");
    }
  gtk_widget_activate_action (panel, "findings.add-filter", "s", "cpu:99");
  g_assert_cmpuint (mms_finding_list_get_n_rows (list), ==, 0);
  gtk_widget_activate_action (panel, "findings.set-filter", "s", "");
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==, findings->len);

  g_object_set (panel, "show-information", FALSE, NULL);
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==,
                    mms_document_count_findings (mms_view_get_document (view),
                                                 MMS_SEVERITY_WARNING));
  g_object_set (panel, "show-information", TRUE, NULL);
  g_assert_cmpuint (mms_finding_list_get_n_shown (list), ==, findings->len);

  /* A finding within a fold is selected all the same. */
  gtk_widget_activate_action (panel, "findings.fold-all", "b", TRUE);
  for (guint i = 0; i < findings->len; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.select-finding", "i", i);
      g_assert_cmpint (mms_view_get_finding (view), ==, (int) i);
    }
  gui_close (window);
}

static gboolean
has_notice (gpointer user_data)
{
  return mms_window_get_file_notice (user_data) != NULL;
}

static gboolean
has_changed (gpointer user_data)
{
  const char *notice = mms_window_get_file_notice (user_data);

  return notice && strstr (notice, "has changed");
}

static gboolean
is_gone (gpointer user_data)
{
  const char *notice = mms_window_get_file_notice (user_data);

  return notice && strstr (notice, "is gone");
}

static void
test_reload (void)
{
  g_autoptr (GFile) file = gui_write_trace (2000);
  g_autoptr (GFile) longer = gui_write_trace (3000);
  const char *path = g_file_peek_path (file);
  g_autofree char *contents = NULL;
  g_autofree char *other = NULL;
  MmsWindow *window = gui_open (NULL);
  MmsView *view = mms_window_get_view (window);
  double start, end, start2, end2;
  gsize length;

  mms_window_open (window, file);
  gui_settle (window);
  g_assert_null (mms_window_get_file_notice (window));
  for (guint i = 0; i < 5; i++)
    gui_do (window, "win.zoom-in");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", 1234);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-cpu", "i", 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.set-filter", "s", "cpu:1");
  settle (window);
  mms_view_set_mark (view, MMS_MARK_A, 1200);
  mms_view_set_mark (view, MMS_MARK_B, 1300);
  mms_view_pin_lane (view, MMS_LANE_CPU, 1, TRUE);
  mms_view_hide_lane (view, MMS_LANE_CPU, 0, TRUE);
  mms_view_get_range (view, &start, &end);

  /* A longer one takes its place: that is told, and nothing else happens. */
  g_assert_true (g_file_get_contents (g_file_peek_path (longer), &contents, &length, NULL));
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  gui_wait (has_changed, window);
  g_assert_cmpuint (mms_event_table_get_n_rows (get_table (window)), ==, 1000);

  gui_do (window, "win.reload");
  gui_settle (window);
  settle (window);
  g_assert_null (mms_window_get_file_notice (window));
  g_assert_cmpuint (gui_playhead (window), ==, 1234);
  g_assert_cmpint (mms_view_get_cpu (view), ==, 1);
  g_assert_cmpuint (mms_event_table_get_n_rows (get_table (window)), ==, 1500);
  mms_view_get_range (view, &start2, &end2);
  g_assert_cmpfloat_with_epsilon (start2, start, 1);
  g_assert_cmpfloat_with_epsilon (end2, end, 1);
  g_assert_cmpuint (mms_view_get_mark (view, MMS_MARK_A), ==, 1200);
  g_assert_cmpuint (mms_view_get_mark (view, MMS_MARK_B), ==, 1300);
  g_assert_true (mms_view_is_lane_pinned (view, MMS_LANE_CPU, 1));
  g_assert_true (mms_view_is_lane_hidden (view, MMS_LANE_CPU, 0));

  /* Gone, it is still shown, also after it could not be read. */
  g_assert_true (g_file_delete (file, NULL, NULL));
  gui_wait (is_gone, window);
  gui_do (window, "win.reload");
  gui_settle (window);
  g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
  g_assert_nonnull (strstr (mms_window_get_file_notice (window), "cannot be read again"));
  g_assert_cmpuint (gui_playhead (window), ==, 1234);

  /* And back. */
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  gui_wait (has_changed, window);
  gui_do (window, "win.reload");
  gui_settle (window);
  g_assert_null (mms_window_get_file_notice (window));

  /* Another trace takes its name: that one is shown from its own beginning. */
  g_free (contents);
  other = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", "stock", "quiet.dat", NULL);
  g_assert_true (g_file_get_contents (other, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  gui_wait (has_changed, window);
  gui_do (window, "win.reload");
  gui_settle (window);
  mms_view_get_range (view, &start, &end);
  g_assert_cmpuint (gui_playhead (window), ==, 0);
  g_assert_cmpfloat (start, >=, -0.1 * mms_view_get_length (view));
  g_assert_cmpfloat (end, >=, 0.9 * mms_view_get_length (view));

  g_file_delete (file, NULL, NULL);
  gui_wait (has_notice, window);
  g_file_delete (longer, NULL, NULL);
  gui_close (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mms_look_start ();
  g_test_add_func ("/find/find", test_find);
  g_test_add_func ("/find/impatience", test_impatience);
  g_test_add_func ("/find/filter", test_filter);
  g_test_add_func ("/find/menu", test_menu);
  g_test_add_func ("/find/hints", test_hints);
  g_test_add_func ("/find/copy", test_copy);
  g_test_add_func ("/find/findings", test_findings);
  g_test_add_func ("/find/reload", test_reload);
  return g_test_run ();
}
