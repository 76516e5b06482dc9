/* place.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/**
 * MmsPlace:
 *
 * What a view looks at, in the trace's own stamps and names, so that it is found again in a document
 * that was read from the same file later: the visible stretch, the playhead, what is selected, the marks,
 * the lanes that were pinned, hidden or opened.
 */
typedef struct _MmsPlace MmsPlace;

/* (nullable): %NULL where the view has no events */
MmsPlace *mms_place_new  (MmsView  *view);
void      mms_place_free (MmsPlace *place);

/* Brings @view there, as far as its document has it; the stretch only @with_range. */
void mms_place_restore (MmsPlace *place,
                        MmsView  *view,
                        gboolean  with_range);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPlace, mms_place_free)

G_END_DECLS
