/* view-private.h - for the files of the view
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view.h"

#include "search.h"

G_BEGIN_DECLS

/* (transfer none) (nullable) (element-type guint): the mms listed before the visible stretch last
 * moved; %NULL where it was zoomed since, so that there is nothing to keep steady */
GArray *mms_view_get_lanes (MmsView *view);
void    mms_view_set_lanes (MmsView *view,
                            GArray  *lanes);

/* (transfer none) */
MmsArrangement *mms_view_get_arrangement    (MmsView *view);
void            mms_view_emit_lanes_changed (MmsView *view);

/* (transfer none) (array fixed-size=2) */
guint *mms_view_get_marks          (MmsView *view);
void   mms_view_emit_marks_changed (MmsView *view);

/* (transfer none): of the document, or of none */
MmsViewIndex *mms_view_get_index (MmsView *view);

/* What is looked for in the view's document. */
typedef struct
{
  MmsSearch *found;
  MmsSearch *filter;
  char *text; /* what is looked for, without the filter */
  MmsFindingList *findings;
} MmsViewSearches;

/* (transfer none) */
MmsViewSearches *mms_view_get_searches (MmsView *view);

void mms_view_init_searches  (MmsViewSearches *searches);
void mms_view_clear_searches (MmsViewSearches *searches);
/* Looks for the same in the view's document, which is another one now; where @keep is not, for
 * nothing. */
void mms_view_restart_searches (MmsView  *view,
                                gboolean  keep);

G_END_DECLS
