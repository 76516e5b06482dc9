/* event-cells.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-cells.h"

#include <string.h>

#include "throttle.h"

/* While a worker finds more, the rows that are found are marked so often. */
#define MARK_INTERVAL 100
/* By this the list item is known to its cell; it outlives the cell. */
#define LIST_ITEM "mms-list-item"

/* One column, for its factory. */
typedef struct
{
  MmsEventCells *cells;
  MmsEventColumn column;
  GtkColumnViewColumn *view_column;
  GHashTable *bound; /* of GtkListItem: its cells that show something */
} Column;

struct _MmsEventCells
{
  MmsView *view;
  Column columns[MMS_N_EVENT_COLUMNS];
  MmsThrottle *mark;
};

/* Of the column of time: so much beside the text, and for each character of it. */
#define TIME_MARGIN 28
#define DIGIT_WIDTH 7
#define MIN_TIME_WIDTH 60

static const int widths[MMS_N_EVENT_COLUMNS] = {
  [MMS_EVENT_COLUMN_NUMBER] = 68,
  [MMS_EVENT_COLUMN_TIME] = 112, /* the most that it is given */
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

/* The event (1 …) that a cell shows; 0: none */
static guint
get_event (GtkListItem *list_item)
{
  MmsIndexItem *item = gtk_list_item_get_item (list_item);

  return item ? mms_index_item_get_index (item) + 1 : 0;
}

static gboolean
query_tooltip (GtkWidget *cell,
               int x,
               int y,
               gboolean by_keyboard,
               GtkTooltip *tooltip,
               Column *column)
{
  guint event = get_event (g_object_get_data (G_OBJECT (cell), LIST_ITEM));
  g_autofree char *text = NULL;

  if (event == 0)
    return FALSE;
  text = mms_event_text_describe (column->cells->view, event);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
set_up (GtkListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), is_number (column->column) ? 1 : 0);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 2);
  if (column->column != MMS_EVENT_COLUMN_NAME && column->column != MMS_EVENT_COLUMN_TASK)
    gtk_widget_add_css_class (cell, "monospace");
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip), column);
  /* for who is asked what is under the pointer, too */
  g_object_set_data (G_OBJECT (cell), LIST_ITEM, list_item);
  gtk_list_item_set_child (list_item, cell);
}

/* What is found stands out, the whole row of it. */
static void
mark_row (MmsEventCells *cells, GtkListItem *list_item)
{
  MmsEventSet *found = mms_search_get_events (mms_view_get_found (cells->view));
  guint event = get_event (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);

  /* in the column view there is the list of rows */
  while (row && !GTK_IS_LIST_VIEW (gtk_widget_get_parent (row)))
    row = gtk_widget_get_parent (row);
  if (!row || event == 0)
    return;
  if (found && mms_event_set_contains (found, event))
    gtk_widget_add_css_class (row, "found");
  else
    gtk_widget_remove_css_class (row, "found");
}

static void
mark_rows (gpointer user_data)
{
  MmsEventCells *cells = user_data;
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, cells->columns[MMS_EVENT_COLUMN_NUMBER].bound);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    mark_row (cells, list_item);
}

static void
fill (Column *column, GtkListItem *list_item)
{
  g_autofree char *text
    = mms_event_text_format (column->cells->view, get_event (list_item), column->column);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (list_item)), text);
  if (column->column == MMS_EVENT_COLUMN_NUMBER)
    mark_row (column->cells, list_item);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  g_hash_table_add (column->bound, list_item);
  fill (column, list_item);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  g_hash_table_remove (column->bound, list_item);
}

static void
column_init (Column *column, MmsEventCells *cells, MmsEventColumn kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  column->cells = cells;
  column->column = kind;
  column->bound = g_hash_table_new (NULL, NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (set_up), column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), column);
  column->view_column = gtk_column_view_column_new (mms_event_column_get_title (kind), factory);
  if (kind == MMS_EVENT_COLUMN_INFO)
    gtk_column_view_column_set_expand (column->view_column, TRUE);
  else
    gtk_column_view_column_set_fixed_width (column->view_column, widths[kind]);
  gtk_column_view_column_set_resizable (column->view_column, TRUE);
}

MmsEventCells *
mms_event_cells_new (MmsView *view)
{
  MmsEventCells *cells = g_new0 (MmsEventCells, 1);

  cells->view = g_object_ref (view);
  cells->mark = mms_throttle_new (MARK_INTERVAL, mark_rows, cells);
  for (guint i = 0; i < MMS_N_EVENT_COLUMNS; i++)
    column_init (&cells->columns[i], cells, i);
  g_signal_connect_swapped (mms_view_get_found (view), "state-changed",
                            G_CALLBACK (mms_event_cells_mark), cells);
  return cells;
}

void
mms_event_cells_free (MmsEventCells *cells)
{
  g_signal_handlers_disconnect_by_data (mms_view_get_found (cells->view), cells);
  mms_throttle_free (cells->mark);
  for (guint i = 0; i < MMS_N_EVENT_COLUMNS; i++)
    {
      g_object_unref (cells->columns[i].view_column);
      g_hash_table_unref (cells->columns[i].bound);
    }
  g_object_unref (cells->view);
  g_free (cells);
}

GtkColumnViewColumn *
mms_event_cells_get_column (MmsEventCells *cells, MmsEventColumn column)
{
  return cells->columns[column].view_column;
}

void
mms_event_cells_fit (MmsEventCells *cells, guint n_events)
{
  g_autofree char *last
    = n_events > 0 ? mms_event_text_format (cells->view, n_events, MMS_EVENT_COLUMN_TIME) : NULL;
  int width = last ? (int) strlen (last) * DIGIT_WIDTH + TIME_MARGIN : 0;

  gtk_column_view_column_set_fixed_width (cells->columns[MMS_EVENT_COLUMN_TIME].view_column,
                                          CLAMP (width, MIN_TIME_WIDTH,
                                                 widths[MMS_EVENT_COLUMN_TIME]));
}

void
mms_event_cells_mark (MmsEventCells *cells)
{
  mms_throttle_call (cells->mark);
}

void
mms_event_cells_refresh (MmsEventCells *cells, MmsIndexFunc func, gpointer user_data)
{
  for (guint i = 0; i < MMS_N_EVENT_COLUMNS; i++)
    {
      GHashTableIter iter;
      gpointer list_item;

      g_hash_table_iter_init (&iter, cells->columns[i].bound);
      while (g_hash_table_iter_next (&iter, &list_item, NULL))
        {
          guint position = gtk_list_item_get_position (list_item);
          MmsIndexItem *item = gtk_list_item_get_item (list_item);

          if (!item || position == GTK_INVALID_LIST_POSITION)
            continue;
          mms_index_item_set_index (item, func (position, user_data));
          fill (&cells->columns[i], list_item);
        }
    }
}

guint
mms_event_cells_find_event (GtkWidget *column_view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (column_view, x, y, GTK_PICK_DEFAULT);

  for (; widget && widget != column_view; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *cell = widget;
      GtkListItem *list_item;

      /* Around the text there is the cell's own room. */
      if (!g_object_get_data (G_OBJECT (cell), LIST_ITEM))
        cell = gtk_widget_get_first_child (widget);
      list_item = cell ? g_object_get_data (G_OBJECT (cell), LIST_ITEM) : NULL;
      if (list_item && get_event (list_item) > 0)
        return get_event (list_item);
    }
  return 0;
}
