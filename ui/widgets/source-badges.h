/* source-badges.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtksourceview/gtksource.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_SOURCE_BADGES (mms_source_badges_get_type ())
G_DECLARE_FINAL_TYPE (MmsSourceBadges, mms_source_badges, MMS, SOURCE_BADGES,
                      GtkSourceGutterRenderer)

/**
 * MmsSourceBadges:
 *
 * Beside the lines of a source file, "CPU 1" where that CPU stands.
 */
GtkSourceGutterRenderer *mms_source_badges_new (MmsView *view);

/* @file: whose lines are shown; @event: as of when */
void mms_source_badges_set (MmsSourceBadges *badges,
                            guint            file,
                            guint            event);

G_END_DECLS
