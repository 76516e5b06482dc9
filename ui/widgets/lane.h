/* lane.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_LANE (mms_lane_get_type ())
G_DECLARE_FINAL_TYPE (MmsLane, mms_lane, MMS, LANE, MmsDrawing)

/**
 * MmsLane:
 *
 * One CPU, or one mm, over time.  A widget of its own, because accessible children that are only
 * drawn do not exist in GTK 4.8: its label says whose lane it is, its description and value text
 * are the state at the playhead.
 */
GtkWidget *mms_lane_new (MmsView    *view,
                         MmsLaneKey  key);

MmsLaneKey mms_lane_get_key    (MmsLane *lane);
gboolean   mms_lane_is_cpu     (MmsLane *lane);
/* The CPU's id, or the index of the mm. */
guint      mms_lane_get_id     (MmsLane *lane);
/* Pixels; up to %MMS_FOLDED_HEIGHT the lane of a CPU is folded. */
void       mms_lane_set_height (MmsLane *lane,
                                int      height);
int        mms_lane_get_height (MmsLane *lane);

/* Selects, or unselects, what the lane shows; quiet CPUs are shown one by one. */
void        mms_lane_toggle_selected (MmsLane  *lane);
/* Brings the accessible text up to the playhead. */
void        mms_lane_update_text     (MmsLane  *lane);
/* The text as last updated. */
const char *mms_lane_get_text        (MmsLane  *lane);
/* A lane that is scrolled away draws nothing. */
void        mms_lane_set_in_view     (MmsLane  *lane,
                                      gboolean  in_view);
gboolean    mms_lane_get_in_view     (MmsLane  *lane);

G_END_DECLS
