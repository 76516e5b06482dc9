/* test-simulation.c - a simulated trace in the window: source, store buffers, steps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include <gtksourceview/gtksource.h>
#include <glib/gstdio.h>

#include "widgets/event-table.h"
#include "widgets/find-bar.h"
#include "widgets/findings-panel.h"
#include "widgets/look.h"
#include "widgets/machine-view.h"
#include "widgets/source-panel.h"
#include "widgets/source-text.h"
#include "widgets/transport.h"
#include "widgets/why.h"

#define STORY   "../simulated/story.json"
#define CAPTURE "patched/hazard_skip-exit.dat"

static GtkWidget *
get_source (MmsWindow *window)
{
  return gui_find (GTK_WIDGET (window), MMS_TYPE_SOURCE_PANEL, 0);
}

static MmsSourceText *
get_text (MmsWindow *window)
{
  return MMS_SOURCE_TEXT (gui_find (GTK_WIDGET (window), MMS_TYPE_SOURCE_TEXT, 0));
}

static gboolean
is_source_shown (MmsWindow *window)
{
  return gtk_widget_get_mapped (get_source (window));
}

static gboolean
are_events_shown (MmsWindow *window)
{
  return gtk_widget_get_mapped (gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0));
}

static void
go_to (MmsWindow *window, guint event)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.go-to-event", "u", event);
  gui_run (150);
}

static char *
get_shown_file (MmsWindow *window)
{
  GtkWidget *text = gui_find (get_source (window), GTK_SOURCE_TYPE_VIEW, 0);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  end = start;
  gtk_text_iter_forward_to_line_end (&end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static const MmsSourcePlace *
find_place (MmsWindow *window, guint cpu)
{
  MmsView *view = mms_window_get_view (window);

  return mms_source_map_find (mms_document_get_source_map (mms_view_get_document (view)), cpu,
                              mms_view_get_playhead (view));
}

static void
test_opens (void)
{
  MmsWindow *window = gui_open (STORY);
  g_autofree char *first = NULL;

  gui_run (200);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==,
                   "SC02 lazy-k2k-after-teardown – mmscope");
  g_assert_true (is_source_shown (window));
  g_assert_false (are_events_shown (window));
  first = get_shown_file (window);
  g_assert_true (g_str_has_prefix (first, "/* hazard-2020.lazy"));

  gui_do (window, "win.switch-details");
  gui_run (50);
  g_assert_true (are_events_shown (window));
  g_assert_false (is_source_shown (window));
  gui_do (window, "win.switch-details");
  gui_run (50);
  g_assert_true (is_source_shown (window));

  /* Who looks for an event sees the events. */
  gui_do (window, "win.find");
  gui_run (50);
  g_assert_true (are_events_shown (window));
  gui_close (window);
}

/* Rows that can be seen, wholly or in part; @n_selected: (out): of these, the selected ones */
static guint
count_rows_seen (MmsWindow *window, guint *n_selected)
{
  GtkWidget *table = gui_find (GTK_WIDGET (window), MMS_TYPE_EVENT_TABLE, 0);
  GtkWidget *rows = gtk_widget_get_last_child (gui_find (table, GTK_TYPE_COLUMN_VIEW, 0));
  graphene_rect_t bounds;
  guint n = 0;

  *n_selected = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row; row = gtk_widget_get_next_sibling (row))
    {
      if (!gtk_widget_get_child_visible (row) || !gtk_widget_compute_bounds (row, rows, &bounds)
          || bounds.size.height <= 0 || bounds.origin.y >= gtk_widget_get_height (rows)
          || bounds.origin.y + bounds.size.height <= 0)
        continue;
      n++;
      *n_selected += (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0;
    }
  return n;
}

/* The table has had a place to be at, but no size so far. */
static void
test_events_later (void)
{
  MmsWindow *window = gui_open (STORY);
  guint n_selected;

  gui_run (200);
  gui_do (window, "win.finding-forward");
  gui_run (200);
  gui_do (window, "win.switch-details");
  gui_run (300);
  g_assert_cmpuint (count_rows_seen (window, &n_selected), >, 3);
  g_assert_cmpuint (n_selected, ==, 1);
  gui_close (window);
}

/* A short list leaves the chain the room that it does not need. */
static void
test_list_height (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *panel = gui_find (GTK_WIDGET (window), MMS_TYPE_FINDINGS_PANEL, 0);
  GtkPaned *halves = GTK_PANED (gui_find (panel, GTK_TYPE_PANED, 0));
  GtkWidget *list = gui_find (GTK_WIDGET (halves), GTK_TYPE_LIST_VIEW, 0);
  int rows = 0;

  gui_run (200);
  gui_do (window, "win.finding-forward");
  gui_run (200);
  for (GtkWidget *row = gtk_widget_get_first_child (list); row; row = gtk_widget_get_next_sibling (row))
    rows += gtk_widget_get_height (row);
  g_assert_cmpint (rows, >, 0);
  g_assert_cmpint (rows, <, 250);
  g_assert_cmpint (gtk_paned_get_position (halves), >=, rows);
  g_assert_cmpint (gtk_paned_get_position (halves), <, rows + 40);
  gui_close (window);
}

static void
test_capture (void)
{
  MmsWindow *window = gui_open (CAPTURE);
  static const char *const actions[] = { "operation-forward", "operation-back", "line-forward",
                                         "line-back", "switch-details" };
  g_autoptr (GFile) story = gui_capture (STORY);
  g_autoptr (GFile) capture = gui_capture (CAPTURE);

  g_assert_false (is_source_shown (window));
  g_assert_true (are_events_shown (window));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), actions[i]));

  /* From the one to the other and back. */
  mms_window_open (window, story);
  gui_settle (window);
  gui_run (100);
  g_assert_true (is_source_shown (window));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), actions[i]));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "line");
  mms_window_open (window, capture);
  gui_settle (window);
  gui_run (100);
  g_assert_false (is_source_shown (window));
  g_assert_true (are_events_shown (window));
  /* Steps are by event again. */
  go_to (window, 5);
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 6);
  gui_close (window);
}

static void
test_steps (void)
{
  MmsWindow *window = gui_open (STORY);

  go_to (window, 13);
  gui_do (window, "win.operation-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 14);
  gui_do (window, "win.operation-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 18);
  gui_do (window, "win.operation-back");
  g_assert_cmpuint (gui_playhead (window), ==, 14);
  gui_do (window, "win.line-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 18);
  gui_do (window, "win.line-back");
  g_assert_cmpuint (gui_playhead (window), ==, 14);

  /* The buttons and their keys do what was chosen. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "operation");
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 18);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-cpu", "i", 0);
  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, 14);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "line");
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 20);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "cpu");
  gui_do (window, "win.step-forward");
  g_assert_cmpuint (gui_playhead (window), ==, 21);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "event");
  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, 20);
  /* What is no step changes nothing. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.step-by", "s", "nonsense");
  gui_do (window, "win.step-back");
  g_assert_cmpuint (gui_playhead (window), ==, 19);
  gui_close (window);
}

typedef struct
{
  MmsWindow *window;
  guint line;
} Sight;

static gboolean
is_in_sight (gpointer user_data)
{
  const Sight *sight = user_data;
  guint first, last;

  mms_source_text_get_visible (get_text (sight->window), &first, &last);
  return sight->line >= first && sight->line <= last;
}

/* At every event the line of the CPU that it is about is in sight; the text moves for that only now and then. */
static void
test_sight (void)
{
  MmsWindow *window = gui_open (STORY);
  MmsView *view = mms_window_get_view (window);
  const MmsEvent *events
    = mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), NULL);
  guint first = 0, last = 0;
  guint n_moves = 0;

  for (guint event = 7; event <= 50; event++)
    {
      const MmsSourcePlace *place;
      guint new_first, new_last;

      go_to (window, event);
      place = find_place (window, events[event - 1].cpu);
      if (place)
        {
          Sight sight = { window, place->line };

          gui_wait (is_in_sight, &sight);
        }
      mms_source_text_get_visible (get_text (window), &new_first, &new_last);
      n_moves += first != 0 && new_first != first;
      first = new_first;
      last = new_last;
    }
  g_assert_cmpuint (last, >, first + 5);
  g_assert_cmpuint (n_moves, <, 20);
  gui_close (window);
}

/* A file is chosen by hand; the next step leads back to where something happens. */
static void
test_files (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *files = mms_source_panel_get_files (MMS_SOURCE_PANEL (get_source (window)));
  g_autofree char *chosen = NULL;
  g_autofree char *stepped = NULL;

  go_to (window, 20);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (files)), ==, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (files), 1);
  gui_run (50);
  chosen = get_shown_file (window);
  g_assert_true (g_str_has_prefix (chosen, "/* SC02.lazy"));
  go_to (window, 23);
  stepped = get_shown_file (window);
  g_assert_true (g_str_has_prefix (stepped, "/* hazard-2020.lazy"));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (files)), ==, 0);
  gui_close (window);
}

static GtkWidget *
find_button (GtkWidget *parent, const char *prefix)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *button = gui_find (parent, GTK_TYPE_BUTTON, i);
      const char *tooltip;

      if (!button)
        return NULL;
      tooltip = gtk_widget_get_tooltip_text (button);
      if (tooltip && g_str_has_prefix (tooltip, prefix))
        return button;
    }
}

/* Each CPU tells where it stands, and leads there. */
static void
test_places (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *button;
  Sight sight = { window, 43 };

  go_to (window, 1);
  g_assert_nonnull (find_button (get_source (window), "CPU 1: not yet"));
  go_to (window, 45);
  button = find_button (get_source (window), "CPU 1: hazard-2020.lazy:23, old = xchg_relaxed");
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       gtk_widget_get_tooltip_text (button));
  g_assert_true (gtk_widget_has_css_class (button, "current"));

  go_to (window, 25);
  button = find_button (get_source (window), "CPU 1: hazard-2020.lazy:43");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  gui_wait (is_in_sight, &sight);
  g_assert_cmpint (mms_view_get_cpu (mms_window_get_view (window)), ==, 1);
  gui_close (window);
}

static gboolean
contains (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (contains (child, words))
      return TRUE;
  return FALSE;
}

/* The chain names the lines, and what is drawn is told. */
static void
test_words (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *text = gui_find (get_source (window), GTK_SOURCE_TYPE_VIEW, 0);

  gui_do (window, "win.finding-forward");
  gui_run (150);
  g_assert_true (contains (gui_find (GTK_WIDGET (window), MMS_TYPE_WHY, 0),
                           "hazard-2020.lazy:60\nold = xchg("));
  go_to (window, 45);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Source hazard-2020.lazy");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "CPU 0 in line 10: if (atomic_dec_and_test(&m->mm_count)) {; "
      "CPU 1 in line 23: old = xchg_relaxed(&rq->mm_to_mmdrop, NULL);");
  g_assert_nonnull (strstr (mms_window_get_status (window), "hazard-2020.lazy:23"));
  gui_close (window);
}

static GtkWidget *
find_current (GtkWidget *widget)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, "current") ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_current (child);
  return found;
}

static gboolean
is_link_in_sight (gpointer user_data)
{
  GtkWidget *why = user_data;
  GtkWidget *scrolled = gtk_widget_get_ancestor (why, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *link = find_current (why);
  graphene_rect_t bounds;

  return link && gtk_widget_get_height (link) > 0 &&
         gtk_widget_compute_bounds (link, scrolled, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= gtk_widget_get_height (scrolled);
}

/* The step of the chain at the playhead is in sight, also where the chain is longer than its room. */
static void
test_chain (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *why = gui_find (GTK_WIDGET (window), MMS_TYPE_WHY, 0);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (why, GTK_TYPE_SCROLLED_WINDOW)));

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 600);
  gui_run (150);
  gui_do (window, "win.finding-forward");
  gui_wait (is_link_in_sight, why);
  gui_run (150);
  g_assert_true (is_link_in_sight (why));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
  gui_close (window);
}

/* The language is known, and its colours follow the look. */
static void
test_look (void)
{
  MmsWindow *window = gui_open (STORY);
  GtkWidget *text = gui_find (get_source (window), GTK_SOURCE_TYPE_VIEW, 0);
  GtkSourceBuffer *buffer;
  GtkTextIter iter;

  gui_run (300);
  buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)));
  g_assert_cmpstr (gtk_source_language_get_id (gtk_source_buffer_get_language (buffer)), ==,
                   "lazy");
  gtk_text_buffer_get_iter_at_line_offset (GTK_TEXT_BUFFER (buffer), &iter, 0, 5);
  g_assert_true (gtk_source_buffer_iter_has_context_class (buffer, &iter, "comment"));
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "mmscope");
  mms_look_set_dark (TRUE);
  gui_run (300);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "mmscope-dark");
  mms_look_set_dark (FALSE);
  gui_run (300);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "mmscope");
  gui_close (window);
}

/* A header alone, and places without a text. */
static void
test_sparse (void)
{
  static const char *const traces[] = {
    "{\"mmscope\": 1, \"source\": \"simulator\", \"cpus\": 2, \"memory\": \"tso\", \"scenario\": "
    "\"SC02\", "
    "\"sources\": {\"a.lazy\": \"\"}}\n",
    "{\"mmscope\": 1, \"cpus\": 2}\n{\"cpu\": 1, \"ev\": \"m_fence\", \"src\": \"a.lazy:3\"}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "trace.json", NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      MmsWindow *window = gui_open (NULL);

      g_assert_true (g_file_set_contents (path, traces[i], -1, NULL));
      mms_window_open (window, file);
      gui_settle (window);
      gui_run (200);
      g_assert_cmpstr (mms_window_get_page (window), ==, "trace");
      g_assert_false (is_source_shown (window));
      g_assert_true (are_events_shown (window));
      gui_close (window);
      g_remove (path);
      g_rmdir (folder);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  mms_look_start ();
  g_test_add_func ("/simulation/opens", test_opens);
  g_test_add_func ("/simulation/events-later", test_events_later);
  g_test_add_func ("/simulation/list-height", test_list_height);
  g_test_add_func ("/simulation/capture", test_capture);
  g_test_add_func ("/simulation/steps", test_steps);
  g_test_add_func ("/simulation/sight", test_sight);
  g_test_add_func ("/simulation/files", test_files);
  g_test_add_func ("/simulation/places", test_places);
  g_test_add_func ("/simulation/words", test_words);
  g_test_add_func ("/simulation/chain", test_chain);
  g_test_add_func ("/simulation/look", test_look);
  g_test_add_func ("/simulation/sparse", test_sparse);
  return g_test_run ();
}
