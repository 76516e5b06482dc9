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
 * Every event of the trace, one row each, formatted when its row comes into sight.  The selected
 * row is the playhead.
 */
GtkWidget *mms_event_table_new (MmsView *view);

/* Selects and shows the event at the playhead.  That formats some two hundred rows. */
void mms_event_table_update (MmsEventTable *table);

G_END_DECLS
