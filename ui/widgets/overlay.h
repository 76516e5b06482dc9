/* overlay.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_OVERLAY (mms_overlay_get_type ())
G_DECLARE_FINAL_TYPE (MmsOverlay, mms_overlay, MMS, OVERLAY, MmsDrawing)

/**
 * MmsOverlay:
 *
 * What goes from lane to lane: IPI arrows, marks of findings.
 */
GtkWidget *mms_overlay_new (MmsView *view);

/* Where the lanes of CPUs lie. */
void mms_overlay_place (MmsOverlay         *overlay,
                        const MmsLanePlace *places,
                        guint               n_places);

/* Returns: index of the finding that is marked at x, y; -1 if none */
int mms_overlay_find_finding (MmsOverlay *overlay,
                              double      x,
                              double      y);

G_END_DECLS
