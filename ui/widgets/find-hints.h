/* find-hints.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/suggest.h"
#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_FIND_HINTS (mms_find_hints_get_type ())
G_DECLARE_FINAL_TYPE (MmsFindHints, mms_find_hints, MMS, FIND_HINTS, GtkWidget)

/**
 * MmsFindHints:
 *
 * What of the trace the last word of a query may mean, as a list to choose from; or why the query is
 * none.  A worker looks for it.
 *
 * Signals: "chosen" (const MmsSuggestion *), "filled" after the list or the reason changed.
 */
GtkWidget *mms_find_hints_new (MmsView *view);

/* @error (nullable): why @text is no query */
void     mms_find_hints_update   (MmsFindHints *hints,
                                  const char   *text,
                                  const char   *error);
/* Whether there is neither a list nor a reason. */
gboolean mms_find_hints_is_empty (MmsFindHints *hints);
/* Gives the keyboard to the first one in the list; %FALSE if there is none. */
gboolean mms_find_hints_focus    (MmsFindHints *hints);

G_END_DECLS
