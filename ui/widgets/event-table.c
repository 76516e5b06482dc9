/* event-table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-table.h"

#include "event-text.h"
#include "index-model.h"
#include "navigate.h"

/* So many rows are shown before and after the playhead's. */
#define ROWS_AROUND 4

struct _MmsEventTable
{
  GtkWidget parent_instance;

  MmsView *view;
  MmsIndexModel *model;
  GtkSingleSelection *selection;
  GtkWidget *column_view;
  GtkWidget *rows; /* the list inside the column view */
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
  gtk_list_item_set_child (list_item, cell);
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
}

static void
add_column (MmsEventTable *table, MmsEventColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  g_object_set_data (G_OBJECT (factory), "mms-table", table);
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cell), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), GUINT_TO_POINTER (column));
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

void
mms_event_table_update (MmsEventTable *table)
{
  guint event = mms_view_get_playhead (table->view);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (table->model));
  guint selected = gtk_single_selection_get_selected (table->selection);
  guint row = event - 1;

  /* Between two events nothing changes here. */
  if (selected != GTK_INVALID_LIST_POSITION && selected == row)
    return;
  table->is_following = TRUE;
  if (event == 0 || event > n_items)
    {
      gtk_single_selection_set_selected (table->selection, GTK_INVALID_LIST_POSITION);
    }
  else
    {
      gtk_single_selection_set_selected (table->selection, row);
      scroll_to (table, row, n_items);
    }
  table->is_following = FALSE;
}

static void
selected_changed (MmsEventTable *table)
{
  guint selected = gtk_single_selection_get_selected (table->selection);

  if (table->is_following || selected == GTK_INVALID_LIST_POSITION)
    return;
  mms_navigate_to_event (table->view, selected + 1);
}

static void
document_changed (MmsEventTable *table)
{
  /* Rows that are gone take the selection with them; the playhead is told by its own signal. */
  table->is_following = TRUE;
  mms_index_model_replace (table->model, mms_navigate_count_events (table->view));
  table->is_following = FALSE;
}

static void
dispose (GObject *object)
{
  MmsEventTable *table = MMS_EVENT_TABLE (object);
  GtkWidget *child;

  if (table->view)
    g_signal_handlers_disconnect_by_data (table->view, table);
  if (table->selection)
    g_signal_handlers_disconnect_by_data (table->selection, table);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (table))))
    gtk_widget_unparent (child);
  g_clear_object (&table->selection);
  g_clear_object (&table->view);

  G_OBJECT_CLASS (mms_event_table_parent_class)->dispose (object);
}

static void
mms_event_table_class_init (MmsEventTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "eventtable");
}

static void
mms_event_table_init (MmsEventTable *table)
{
}

GtkWidget *
mms_event_table_new (MmsView *view)
{
  MmsEventTable *table = g_object_new (MMS_TYPE_EVENT_TABLE, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  table->view = g_object_ref (view);
  table->model = mms_index_model_new ();
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
  gtk_widget_set_parent (scrolled, GTK_WIDGET (table));

  g_signal_connect_swapped (table->selection, "notify::selected", G_CALLBACK (selected_changed),
                            table);
  g_signal_connect_swapped (view, "document-changed", G_CALLBACK (document_changed), table);
  document_changed (table);
  return GTK_WIDGET (table);
}
