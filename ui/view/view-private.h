/* view-private.h - for view.c and view-lanes.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view.h"

G_BEGIN_DECLS

/* (transfer none) (nullable) (element-type guint): the mms listed before the visible stretch last
 * moved; %NULL where it was zoomed since, so that there is nothing to keep steady */
GArray *mms_view_get_lanes (MmsView *view);

G_END_DECLS
