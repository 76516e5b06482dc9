/* navigate.h - ways through a view that several widgets share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/* 0 without a document. */
guint mms_navigate_count_events (MmsView *view);

/* The playhead to the event that is nearest to @x on a lane that is @width wide. */
void mms_navigate_to_x       (MmsView *view,
                              double   x,
                              double   width);
/* The playhead to @event, and there into sight. */
void mms_navigate_to_event   (MmsView *view,
                              guint    event);
/* Selects the finding and shows its whole chain, or where that is far apart, where it shows. */
void mms_navigate_to_finding (MmsView *view,
                              int      finding);

/* What was selected when somebody looked last; -1 each: nothing. */
typedef struct
{
  int finding;
  int cpu;
} MmsAttention;

/* Returns: the CPU that the selection is about since it was looked at last; -1 if it did not change
 * or is about none */
int mms_navigate_attend (MmsView      *view,
                         MmsAttention *attention);

/* Moves the visible stretch so that the playhead is in its middle, as far as the trace goes. */
void mms_navigate_centre (MmsView *view);

G_END_DECLS
