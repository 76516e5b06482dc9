/* search.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "document.h"
#include "model/event-set.h"

G_BEGIN_DECLS

#define MMS_TYPE_SEARCH (mms_search_get_type ())
G_DECLARE_FINAL_TYPE (MmsSearch, mms_search, MMS, SEARCH, GObject)

/**
 * MmsSearch:
 *
 * The events that a query finds, see mms_query_new().  A worker looks for them, first around one
 * event and then farther away; they are there for use as they come.
 *
 * Signals, all in the thread that made it:
 * "events-changed" (guint position, guint removed, guint added): of the events found, so many at that
 *   place went and came, as with #GListModel
 * "state-changed": the text, whether it is running, how far it is
 */
MmsSearch *mms_search_new (void);

/**
 * mms_search_start:
 * @text: the query; "" finds nothing and looks for nothing
 * @near: the event to begin at
 *
 * Gives up what was looked for before, also on failure.
 *
 * Returns: whether @text is a query; otherwise @error says why not
 */
gboolean mms_search_start (MmsSearch    *search,
                           MmsDocument  *document,
                           const char   *text,
                           guint         near,
                           GError      **error);
void     mms_search_clear (MmsSearch    *search);

/* What is looked for; "" for nothing. */
const char  *mms_search_get_text     (MmsSearch *search);
/* (nullable) (transfer none): those found so far; %NULL while nothing is looked for */
MmsEventSet *mms_search_get_events   (MmsSearch *search);
gboolean     mms_search_is_running   (MmsSearch *search);
double       mms_search_get_fraction (MmsSearch *search);

G_END_DECLS
