/* source-gutter.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_SOURCE_GUTTER (mms_source_gutter_get_type ())
G_DECLARE_FINAL_TYPE (MmsSourceGutter, mms_source_gutter, MMS, SOURCE_GUTTER, GtkWidget)

/**
 * MmsSourceGutter:
 *
 * What stands beside the lines of a source file: at the left their numbers, at the right "CPU 1" where that
 * CPU stands.  (GtkSourceView's own gutters keep it alive for ever, as of 5.6.)
 *
 * @text: whose gutter at @side, left or right, it becomes; in a scrolled window already
 */
MmsSourceGutter *mms_source_gutter_new (MmsView           *view,
                                        GtkTextView       *text,
                                        GtkTextWindowType  side);

/* @file: whose lines are shown, -1: none; @event: as of when */
void mms_source_gutter_set (MmsSourceGutter *gutter,
                            int              file,
                            guint            event);

G_END_DECLS
