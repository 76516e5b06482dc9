/* lane-stack.h - the lanes of a timeline, one below the other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "lane.h"

G_BEGIN_DECLS

#define MMS_TYPE_LANE_STACK (mms_lane_stack_get_type ())
G_DECLARE_FINAL_TYPE (MmsLaneStack, mms_lane_stack, MMS, LANE_STACK, GtkWidget)

/**
 * MmsLaneStack:
 *
 * A column of lanes.  What stays in it keeps its widget, and with it the focus.
 */
GtkWidget *mms_lane_stack_new (MmsView *view);

/* A lane that shall be there. */
typedef struct
{
  MmsLaneKey key;
  int height;
} MmsLaneSpec;

/* (array length=n_specs): from top to bottom; no key twice */
void mms_lane_stack_set (MmsLaneStack      *stack,
                         const MmsLaneSpec *specs,
                         guint              n_specs);

/* (transfer none) (element-type MmsLane): from top to bottom */
GPtrArray *mms_lane_stack_get_lanes (MmsLaneStack *stack);
/* (nullable); @top: (out) (optional): its y */
MmsLane   *mms_lane_stack_find      (MmsLaneStack *stack,
                                     MmsLaneKind   kind,
                                     guint         id,
                                     int          *top);
int        mms_lane_stack_get_height (MmsLaneStack *stack);
/* Of the lanes only those between two y draw. */
void       mms_lane_stack_set_sight (MmsLaneStack *stack,
                                     double        top,
                                     double        bottom);
/* Brings accessible texts up to the playhead. */
void       mms_lane_stack_update_texts (MmsLaneStack *stack,
                                        gboolean      all);

G_END_DECLS
