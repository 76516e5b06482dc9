/* event-table.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_EVENT_TABLE (mms_event_table_get_type ())
G_DECLARE_FINAL_TYPE (MmsEventTable, mms_event_table, MMS, EVENT_TABLE, GtkWidget)

/**
 * MmsEventTable:
 *
 * Every event of the trace, or those that the view's filter shows, one row each, formatted when its
 * row comes into sight; what is found is marked.  The selected row is the playhead.
 */
GtkWidget *mms_event_table_new (MmsView *view);

/* Selects and shows the event at the playhead.  That formats some two hundred rows. */
void mms_event_table_update (MmsEventTable *table);

/* Gives the rows the keyboard. */
void       mms_event_table_focus        (MmsEventTable *table);
/* What can be done with the event at the playhead, as a menu. */
void       mms_event_table_ask_menu     (MmsEventTable *table);
GtkWidget *mms_event_table_get_find_bar (MmsEventTable *table);
guint      mms_event_table_get_n_rows   (MmsEventTable *table);

G_END_DECLS
