/* event-table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-table.h"

#include "event-cells.h"
#include "event-menu.h"
#include "find-bar.h"
#include "index-model.h"
#include "navigate.h"
#include "throttle.h"

/* So many rows are shown before and after the playhead's. */
#define ROWS_AROUND 4
/* GTK keeps about 200 rows.  To make so many more at once takes no longer than a frame. */
#define ROWS_MADE   256
#define ROWS_STEP   24
/* While a worker finds more, in milliseconds: it comes before and behind what is there. */
#define ROWS_INTERVAL 500

struct _MmsEventTable
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsIndexModel *model;
  GtkSingleSelection *selection;
  GtkWidget *column_view;
  GtkWidget *rows; /* the list inside the column view */
  GtkWidget *find_bar;
  GtkWidget *menu;       /* of the row that was asked about last */
  MmsEventCells *cells;
  MmsThrottle *update_rows;
  guint n_rows;          /* so many are wanted; */
  guint grow;            /* and until they are there, the tick that makes more */
  gboolean is_filtered;  /* the rows are those that the filter finds */
  gboolean is_behind;    /* the rows are not what the filter finds by now */
  gboolean is_following; /* the selection is being set from the playhead */
};

G_DEFINE_FINAL_TYPE (MmsEventTable, mms_event_table, GTK_TYPE_WIDGET)

/* The list's own scrolling brings a row just to the nearer edge; what is around it should show. */
static void
scroll_to (MmsEventTable *table, guint row, guint n_rows)
{
  GtkAdjustment *vertical = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table->rows));
  GtkWidget *any = gtk_widget_get_first_child (table->rows);
  double middle = gtk_adjustment_get_value (vertical)
                  + gtk_adjustment_get_page_size (vertical) / 2;

  if (any && (double) row * gtk_widget_get_height (any) < middle)
    row = row > ROWS_AROUND ? row - ROWS_AROUND : 0;
  else
    row = MIN (row + ROWS_AROUND, n_rows - 1);
  gtk_widget_activate_action (table->rows, "list.scroll-to-item", "u", row);
}

/* The events that the filter leaves out have no row; then that of the one before is the nearest. */
static guint
find_row (MmsEventTable *table, guint event, gboolean *is_shown)
{
  MmsEventSet *events = mms_search_get_events (mms_view_get_filter (table->view));
  guint n_before;

  if (!table->is_filtered || !events)
    {
      *is_shown = event > 0;
      return event - 1;
    }
  n_before = mms_event_set_count_before (events, event);
  *is_shown = mms_event_set_contains (events, event);
  return *is_shown ? n_before : MAX (n_before, 1) - 1;
}

static guint
get_event_of_row (guint row, gpointer user_data)
{
  MmsEventTable *table = user_data;
  MmsEventSet *events = mms_search_get_events (mms_view_get_filter (table->view));
  guint n_events = mms_navigate_count_events (table->view);

  if (table->is_filtered && events && row < mms_event_set_get_size (events))
    row = mms_event_set_get_nth (events, row) - 1;
  /* rows that are on their way out may ask for more than there is */
  return MIN (row, MAX (n_events, 1) - 1);
}

/* Returns: whether all rows that are wanted are there; in any case up to row @least */
static gboolean
resize (MmsEventTable *table, guint least)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (table->model));

  n_rows = n_rows < ROWS_MADE ? MIN (n_rows + ROWS_STEP, table->n_rows) : table->n_rows;
  if (least >= n_rows)
    n_rows = table->n_rows;
  table->is_following = TRUE;
  mms_index_model_resize (table->model, n_rows);
  table->is_following = FALSE;
  return n_rows == table->n_rows;
}

static void
show_playhead (MmsEventTable *table)
{
  guint event = mms_view_get_playhead (table->view);
  gboolean is_shown;
  guint row = find_row (table, event, &is_shown);
  guint n_items;

  /* it does not wait for its row */
  if (table->grow != 0 && event > 0)
    resize (table, row);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (table->model));
  table->is_following = TRUE;
  if (!is_shown || row >= n_items)
    gtk_single_selection_set_selected (table->selection, GTK_INVALID_LIST_POSITION);
  else
    gtk_single_selection_set_selected (table->selection, row);
  if (event > 0 && row < n_items)
    scroll_to (table, row, n_items);
  table->is_following = FALSE;
}

static gboolean
show_anew (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GtkAdjustment *vertical
    = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (MMS_EVENT_TABLE (widget)->rows));

  if (gtk_adjustment_get_page_size (vertical) <= 0)
    return G_SOURCE_CONTINUE;
  show_playhead (MMS_EVENT_TABLE (widget));
  return G_SOURCE_REMOVE;
}

/* A list that was told where to be before it had a size makes a single row, and stays with that. */
static void
mapped (MmsEventTable *table)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (table), show_anew, NULL, NULL);
}

void
mms_event_table_update (MmsEventTable *table)
{
  guint selected = gtk_single_selection_get_selected (table->selection);
  gboolean is_shown;
  guint row = find_row (table, mms_view_get_playhead (table->view), &is_shown);

  /* Between two events nothing changes here; and rows that come show the playhead by themselves. */
  if (table->is_behind
      || (is_shown && selected != GTK_INVALID_LIST_POSITION && selected == row))
    return;
  show_playhead (table);
}

static void
selected_changed (MmsEventTable *table)
{
  MmsIndexItem *item = gtk_single_selection_get_selected_item (table->selection);

  if (table->is_following || !item)
    return;
  mms_navigate_to_event (table->view, mms_index_item_get_index (item) + 1);
}

static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  MmsEventTable *table = MMS_EVENT_TABLE (widget);

  if (!resize (table, 0))
    return G_SOURCE_CONTINUE;
  table->grow = 0;
  show_playhead (table);
  return G_SOURCE_REMOVE;
}

/* Whether any row that is behind the first @n_rows can be seen */
static gboolean
shows_behind (MmsEventTable *table, guint n_rows)
{
  GtkAdjustment *vertical = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table->rows));
  GtkWidget *any = gtk_widget_get_first_child (table->rows);

  return any
         && gtk_adjustment_get_value (vertical) + gtk_adjustment_get_page_size (vertical)
              > (double) n_rows * gtk_widget_get_height (any);
}

/* Shows the rows that are wanted now in those that are there.  GTK would make every row anew, which takes
 * longer than a frame, and where one is looked at, it would look for it among all that come, which takes
 * seconds where they are millions. */
static void
set_rows (MmsEventTable *table)
{
  MmsEventSet *events = mms_search_get_events (mms_view_get_filter (table->view));
  gboolean is_shown;
  guint row;

  table->is_filtered = events != NULL;
  table->is_behind = FALSE;
  table->n_rows = events ? mms_event_set_get_size (events)
                         : mms_navigate_count_events (table->view);
  table->n_rows = MIN (table->n_rows, MMS_INDEX_MODEL_MAX);
  row = find_row (table, mms_view_get_playhead (table->view), &is_shown);
  /* what lies behind the last row goes: what is looked at is moved, rather than made anew elsewhere */
  if (table->n_rows > 0 && shows_behind (table, table->n_rows))
    scroll_to (table, row < table->n_rows ? row : 0, table->n_rows);
  if (!resize (table, 0) && table->grow == 0)
    table->grow = gtk_widget_add_tick_callback (GTK_WIDGET (table), grow, NULL, NULL);
  mms_event_cells_refresh (table->cells, get_event_of_row, table);
  show_playhead (table);
}

static void
catch_up (gpointer user_data)
{
  MmsEventTable *table = user_data;

  if (table->is_behind)
    set_rows (table);
}

static void
document_changed (MmsEventTable *table)
{
  set_rows (table);
  mms_event_cells_fit (table->cells, mms_navigate_count_events (table->view));
  mms_event_cells_mark (table->cells);
}

static void
filter_events_changed (MmsSearch *filter, guint position, guint removed, guint added,
                       MmsEventTable *table)
{
  table->is_behind = TRUE;
  /* what goes is followed by a change of state; until then what is there stays */
  if (added > 0)
    mms_throttle_call (table->update_rows);
}

static void
filter_changed (MmsSearch *filter, MmsEventTable *table)
{
  gboolean is_filtered = mms_search_get_events (filter) != NULL;

  if (is_filtered == table->is_filtered && !table->is_behind)
    return;
  table->is_behind = TRUE;
  if (!is_filtered || !mms_search_is_running (filter))
    set_rows (table);
}

static void
show_menu (MmsEventTable *table, guint event, double x, double y)
{
  g_clear_pointer (&table->menu, gtk_widget_unparent);
  if (event == 0)
    return;
  table->menu = mms_event_menu_new (table->view, event);
  gtk_widget_set_parent (table->menu, GTK_WIDGET (table));
  gtk_popover_set_pointing_to (GTK_POPOVER (table->menu),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (table->menu));
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, MmsEventTable *table)
{
  double table_x, table_y;

  if (gtk_widget_translate_coordinates (table->column_view, GTK_WIDGET (table), x, y, &table_x,
                                        &table_y))
    show_menu (table, mms_event_cells_find_event (table->column_view, x, y), table_x, table_y);
}

void
mms_event_table_ask_menu (MmsEventTable *table)
{
  g_return_if_fail (MMS_IS_EVENT_TABLE (table));

  show_menu (table, mms_view_get_playhead (table->view),
             gtk_widget_get_width (GTK_WIDGET (table)) / 4.0,
             gtk_widget_get_height (GTK_WIDGET (table)) / 2.0);
}

void
mms_event_table_focus (MmsEventTable *table)
{
  g_return_if_fail (MMS_IS_EVENT_TABLE (table));

  gtk_widget_grab_focus (table->column_view);
}

GtkWidget *
mms_event_table_get_find_bar (MmsEventTable *table)
{
  g_return_val_if_fail (MMS_IS_EVENT_TABLE (table), NULL);

  return table->find_bar;
}

guint
mms_event_table_get_n_rows (MmsEventTable *table)
{
  g_return_val_if_fail (MMS_IS_EVENT_TABLE (table), 0);

  return table->n_rows;
}

static void
dispose (GObject *object)
{
  MmsEventTable *table = MMS_EVENT_TABLE (object);
  GtkWidget *child;

  if (table->view)
    {
      g_signal_handlers_disconnect_by_data (mms_view_get_filter (table->view), table);
      g_signal_handlers_disconnect_by_data (table->view, table);
    }
  if (table->selection)
    g_signal_handlers_disconnect_by_data (table->selection, table);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (table))))
    gtk_widget_unparent (child);
  g_clear_pointer (&table->update_rows, mms_throttle_free);
  g_clear_pointer (&table->cells, mms_event_cells_free);
  g_clear_object (&table->selection);
  g_clear_object (&table->view);

  G_OBJECT_CLASS (mms_event_table_parent_class)->dispose (object);
}

static void
mms_event_table_class_init (MmsEventTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "eventtable");
}

static void
mms_event_table_init (MmsEventTable *table)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (table));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
mms_event_table_new (MmsView *view)
{
  MmsEventTable *table = g_object_new (MMS_TYPE_EVENT_TABLE, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  table->view = g_object_ref (view);
  table->cells = mms_event_cells_new (view);
  table->update_rows = mms_throttle_new (ROWS_INTERVAL, catch_up, table);
  table->model = mms_index_model_new ();
  mms_index_model_set_map (table->model, get_event_of_row, table);
  table->selection = gtk_single_selection_new (G_LIST_MODEL (table->model));
  gtk_single_selection_set_autoselect (table->selection, FALSE);
  gtk_single_selection_set_can_unselect (table->selection, TRUE);

  table->column_view
    = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (table->selection)));
  gtk_widget_add_css_class (table->column_view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (table->column_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Events", -1);
  for (guint column = 0; column < MMS_N_EVENT_COLUMNS; column++)
    gtk_column_view_append_column (GTK_COLUMN_VIEW (table->column_view),
                                   mms_event_cells_get_column (table->cells, column));
  /* Its children are the header and the list of rows. */
  table->rows = gtk_widget_get_last_child (table->column_view);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), table->column_view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), table);
  gtk_widget_add_controller (table->column_view, GTK_EVENT_CONTROLLER (click));

  table->find_bar = mms_find_bar_new (view);
  gtk_widget_set_parent (table->find_bar, GTK_WIDGET (table));
  gtk_widget_set_parent (scrolled, GTK_WIDGET (table));

  g_signal_connect (mms_view_get_filter (view), "events-changed",
                    G_CALLBACK (filter_events_changed), table);
  g_signal_connect (mms_view_get_filter (view), "state-changed", G_CALLBACK (filter_changed),
                    table);
  g_signal_connect_swapped (table->selection, "notify::selected", G_CALLBACK (selected_changed),
                            table);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), table);
  g_signal_connect (table, "map", G_CALLBACK (mapped), NULL);
  document_changed (table);
  return GTK_WIDGET (table);
}
