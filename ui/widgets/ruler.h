/* ruler.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_RULER (mms_ruler_get_type ())
G_DECLARE_FINAL_TYPE (MmsRuler, mms_ruler, MMS, RULER, MmsDrawing)

/**
 * MmsRuler:
 *
 * The time axis over the lanes.  Dragging on it takes the playhead along.
 */
GtkWidget *mms_ruler_new (MmsView *view);

G_END_DECLS
