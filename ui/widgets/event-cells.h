/* event-cells.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "event-text.h"
#include "index-model.h"

G_BEGIN_DECLS

/**
 * MmsEventCells:
 *
 * What stands in the rows of a list of events, whose items are #MmsIndexItem with the index of an event.  It
 * marks the rows of events that are found.  It must live as long as its columns are shown.
 */
typedef struct _MmsEventCells MmsEventCells;

MmsEventCells *mms_event_cells_new  (MmsView       *view);
void           mms_event_cells_free (MmsEventCells *cells);

/* (transfer none) */
GtkColumnViewColumn *mms_event_cells_get_column (MmsEventCells  *cells,
                                                 MmsEventColumn  column);

/* Makes the column of time as wide as the last of @n_events needs it; the rest of the room is the info's. */
void mms_event_cells_fit (MmsEventCells *cells,
                          guint          n_events);

/* Looks again, soon, at which rows are found. */
void mms_event_cells_mark (MmsEventCells *cells);

/* Has each row that is there show the event that @func tells for its position: the items stay, their numbers
 * change. */
void mms_event_cells_refresh (MmsEventCells *cells,
                              MmsIndexFunc   func,
                              gpointer       user_data);

/* The event (1 …) of the row at a place of @column_view; 0: none */
guint mms_event_cells_find_event (GtkWidget *column_view,
                                  double     x,
                                  double     y);

G_END_DECLS
