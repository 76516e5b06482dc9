/* playhead.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_PLAYHEAD (mms_playhead_get_type ())
G_DECLARE_FINAL_TYPE (MmsPlayhead, mms_playhead, MMS, PLAYHEAD, MmsDrawing)

/**
 * MmsPlayhead:
 *
 * The line through ruler and lanes.  A widget of its own over them, so that they keep what they
 * have drawn while it moves.
 */
GtkWidget *mms_playhead_new (MmsView *view);

/* The same over the overview, on its scale. */
GtkWidget *mms_playhead_new_for_overview (MmsView *view);

G_END_DECLS
