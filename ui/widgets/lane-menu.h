/* lane-menu.h - what can be done to lanes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "lane.h"

G_BEGIN_DECLS

/* Parameters of the window's actions that are about one lane, "(uu)": its kind and its id. */
#define MMS_LANE_MENU_TYPE "(uu)"

/* Opens the menu of @lane at a place of it. */
void mms_lane_menu_popup (MmsLane *lane,
                          MmsView *view,
                          double   x,
                          double   y);

/* The button with what is pinned, hidden and folded. */
GtkWidget *mms_lane_menu_new_button (MmsView *view);

G_END_DECLS
