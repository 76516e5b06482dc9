/* timeline.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "lane.h"
#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_TIMELINE (mms_timeline_get_type ())
G_DECLARE_FINAL_TYPE (MmsTimeline, mms_timeline, MMS, TIMELINE, GtkWidget)

/**
 * MmsTimeline:
 *
 * Overview, ruler and the lanes of CPUs and mms, all on one time axis, with the playhead over them.
 */
GtkWidget *mms_timeline_new (MmsView *view);

/* The height at which no lane is scrolled away. */
int      mms_timeline_get_full_height (MmsTimeline *timeline);
/* (nullable): the lane of that CPU */
MmsLane *mms_timeline_get_cpu_lane    (MmsTimeline *timeline,
                                       guint        cpu);

G_END_DECLS
