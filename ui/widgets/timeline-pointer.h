/* timeline-pointer.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "overlay.h"

G_BEGIN_DECLS

/* Lets the pointer work on the lanes: the wheel zooms at the pointer (over the names it scrolls), a
 * drag pans, a click moves the playhead or selects.  @content is what @scrolled scrolls, @overlay
 * lies on all of it. */
void mms_timeline_pointer_attach (GtkScrolledWindow *scrolled,
                                  GtkWidget         *content,
                                  MmsOverlay        *overlay,
                                  MmsView           *view);

G_END_DECLS
