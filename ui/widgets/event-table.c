/* event-table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-table.h"

#include "event-menu.h"
#include "event-text.h"
#include "find-bar.h"
#include "index-model.h"
#include "navigate.h"
#include "throttle.h"

/* So many rows are shown before and after the playhead's. */
#define ROWS_AROUND 4
/* While a worker finds more, the rows that are found are marked so often. */
#define MARK_INTERVAL 100

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
  GHashTable *first;     /* GtkListItem: the first cell of each row that is there */
  MmsThrottle *mark;     /* of what is found */
  gboolean is_filtered;  /* the rows are those that the filter finds */
  gboolean is_following; /* the selection is being set from the playhead */
};

G_DEFINE_FINAL_TYPE (MmsEventTable, mms_event_table, GTK_TYPE_WIDGET)

static const int widths[MMS_N_EVENT_COLUMNS] = {
  [MMS_EVENT_COLUMN_NUMBER] = 68,
  [MMS_EVENT_COLUMN_TIME] = 112,
  [MMS_EVENT_COLUMN_CPU] = 44,
  [MMS_EVENT_COLUMN_TASK] = 118,
  [MMS_EVENT_COLUMN_FLAGS] = 56,
  [MMS_EVENT_COLUMN_NAME] = 124,
};

static gboolean
is_number (MmsEventColumn column)
{
  return column == MMS_EVENT_COLUMN_NUMBER || column == MMS_EVENT_COLUMN_TIME
         || column == MMS_EVENT_COLUMN_CPU;
}

static gboolean
query_tooltip (GtkWidget *cell,
               int x,
               int y,
               gboolean by_keyboard,
               GtkTooltip *tooltip,
               GtkListItem *list_item)
{
  MmsIndexItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *table = gtk_widget_get_ancestor (cell, MMS_TYPE_EVENT_TABLE);
  g_autofree char *text = NULL;

  if (!item || !table)
    return FALSE;
  text = mms_event_text_describe (MMS_EVENT_TABLE (table)->view,
                                  mms_index_item_get_index (item) + 1);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
set_up_cell (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  MmsEventColumn column = GPOINTER_TO_UINT (user_data);
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), is_number (column) ? 1 : 0);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 2);
  if (column != MMS_EVENT_COLUMN_NAME && column != MMS_EVENT_COLUMN_TASK)
    gtk_widget_add_css_class (cell, "monospace");
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip), list_item);
  /* For who is asked what is under the pointer; the list item outlives its cell. */
  g_object_set_data (G_OBJECT (cell), "mms-list-item", list_item);
  gtk_list_item_set_child (list_item, cell);
}

/* What is found stands out, the whole row of it. */
static void
mark_row (MmsEventTable *table, GtkListItem *list_item)
{
  MmsEventSet *found = mms_search_get_events (mms_view_get_found (table->view));
  MmsIndexItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);

  while (row && gtk_widget_get_parent (row) != table->rows)
    row = gtk_widget_get_parent (row);
  if (!row || !item)
    return;
  if (found && mms_event_set_contains (found, mms_index_item_get_index (item) + 1))
    gtk_widget_add_css_class (row, "found");
  else
    gtk_widget_remove_css_class (row, "found");
}

static void
mark_rows (gpointer user_data)
{
  MmsEventTable *table = user_data;
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, table->first);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    mark_row (table, list_item);
}

static void
found_changed (MmsEventTable *table)
{
  mms_throttle_call (table->mark);
}

static void
unbind_cell (GtkListItemFactory *factory, GtkListItem *list_item, MmsEventTable *table)
{
  g_hash_table_remove (table->first, list_item);
}

static void
bind_cell (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  MmsEventColumn column = GPOINTER_TO_UINT (user_data);
  MmsEventTable *table = g_object_get_data (G_OBJECT (factory), "mms-table");
  MmsIndexItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = NULL;

  text = mms_event_text_format (table->view, mms_index_item_get_index (item) + 1, column);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (list_item)), text);
  if (column == MMS_EVENT_COLUMN_NUMBER)
    {
      g_hash_table_add (table->first, list_item);
      mark_row (table, list_item);
    }
}

static void
add_column (MmsEventTable *table, MmsEventColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_data (G_OBJECT (factory), "mms-table", table);
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cell), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), GUINT_TO_POINTER (column));
  if (column == MMS_EVENT_COLUMN_NUMBER)
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell), table);
  view_column = gtk_column_view_column_new (mms_event_column_get_title (column), factory);
  if (column == MMS_EVENT_COLUMN_INFO)
    gtk_column_view_column_set_expand (view_column, TRUE);
  else
    gtk_column_view_column_set_fixed_width (view_column, widths[column]);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (table->column_view), view_column);
}

/* The list's own scrolling brings a row just to the nearer edge; what is around it should show. */
static void
scroll_to (MmsEventTable *table, guint row, guint n_rows)
{
  GtkAdjustment *vertical = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table->rows));
  double row_height = gtk_adjustment_get_upper (vertical) / n_rows;
  double middle = gtk_adjustment_get_value (vertical)
                  + gtk_adjustment_get_page_size (vertical) / 2;

  if (row * row_height < middle)
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

  if (!table->is_filtered || !events)
    return row;
  return mms_event_set_get_nth (events, row) - 1;
}

void
mms_event_table_update (MmsEventTable *table)
{
  guint event = mms_view_get_playhead (table->view);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (table->model));
  guint selected = gtk_single_selection_get_selected (table->selection);
  gboolean is_shown;
  guint row = find_row (table, event, &is_shown);

  /* Between two events nothing changes here. */
  if (is_shown && selected != GTK_INVALID_LIST_POSITION && selected == row)
    return;
  table->is_following = TRUE;
  if (!is_shown || row >= n_items)
    gtk_single_selection_set_selected (table->selection, GTK_INVALID_LIST_POSITION);
  else
    gtk_single_selection_set_selected (table->selection, row);
  if (event > 0 && row < n_items)
    scroll_to (table, row, n_items);
  table->is_following = FALSE;
}

static void
selected_changed (MmsEventTable *table)
{
  MmsIndexItem *item = gtk_single_selection_get_selected_item (table->selection);

  if (table->is_following || !item)
    return;
  mms_navigate_to_event (table->view, mms_index_item_get_index (item) + 1);
}

static void
replace_rows (MmsEventTable *table)
{
  MmsEventSet *events = mms_search_get_events (mms_view_get_filter (table->view));

  /* Rows that are gone take the selection with them; the playhead is told by its own signal. */
  table->is_following = TRUE;
  table->is_filtered = events != NULL;
  mms_index_model_replace (table->model, events ? mms_event_set_get_size (events)
                                                : mms_navigate_count_events (table->view));
  table->is_following = FALSE;
}

static void
document_changed (MmsEventTable *table)
{
  replace_rows (table);
  mms_throttle_call (table->mark);
}

static void
filter_events_changed (MmsSearch *filter, guint position, guint removed, guint added,
                       MmsEventTable *table)
{
  gboolean is_first;

  if (!table->is_filtered)
    return;
  is_first = g_list_model_get_n_items (G_LIST_MODEL (table->model)) == 0;
  table->is_following = TRUE;
  mms_index_model_splice (table->model, position, removed, added);
  table->is_following = FALSE;
  if (is_first && added > 0)
    mms_event_table_update (table);
}

static void
filter_changed (MmsSearch *filter, MmsEventTable *table)
{
  gboolean is_filtered = mms_search_get_events (filter) != NULL;

  if (is_filtered == table->is_filtered)
    return;
  replace_rows (table);
  mms_event_table_update (table);
}

/* The event of the row at a place of the table; 0: none */
static guint
find_event_at (MmsEventTable *table, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (table->column_view, x, y, GTK_PICK_DEFAULT);

  for (; widget && widget != table->column_view; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *cell = widget;
      GtkListItem *list_item;

      /* Around the text there is the cell's own room. */
      if (!g_object_get_data (G_OBJECT (cell), "mms-list-item"))
        cell = gtk_widget_get_first_child (widget);
      list_item = cell ? g_object_get_data (G_OBJECT (cell), "mms-list-item") : NULL;
      if (list_item && gtk_list_item_get_item (list_item))
        return mms_index_item_get_index (gtk_list_item_get_item (list_item)) + 1;
    }
  return 0;
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
    show_menu (table, find_event_at (table, x, y), table_x, table_y);
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

  return g_list_model_get_n_items (G_LIST_MODEL (table->model));
}

static void
dispose (GObject *object)
{
  MmsEventTable *table = MMS_EVENT_TABLE (object);
  GtkWidget *child;

  if (table->view)
    {
      g_signal_handlers_disconnect_by_data (mms_view_get_filter (table->view), table);
      g_signal_handlers_disconnect_by_data (mms_view_get_found (table->view), table);
      g_signal_handlers_disconnect_by_data (table->view, table);
    }
  if (table->selection)
    g_signal_handlers_disconnect_by_data (table->selection, table);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (table))))
    gtk_widget_unparent (child);
  g_clear_pointer (&table->mark, mms_throttle_free);
  g_clear_pointer (&table->first, g_hash_table_unref);
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
  table->first = g_hash_table_new (NULL, NULL);
}

GtkWidget *
mms_event_table_new (MmsView *view)
{
  MmsEventTable *table = g_object_new (MMS_TYPE_EVENT_TABLE, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  table->view = g_object_ref (view);
  table->mark = mms_throttle_new (MARK_INTERVAL, mark_rows, table);
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
    add_column (table, column);
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
  g_signal_connect_swapped (mms_view_get_found (view), "state-changed",
                            G_CALLBACK (found_changed), table);
  g_signal_connect_swapped (table->selection, "notify::selected", G_CALLBACK (selected_changed),
                            table);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), table);
  document_changed (table);
  return GTK_WIDGET (table);
}
