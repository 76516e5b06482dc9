/* overview.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_OVERVIEW (mms_overview_get_type ())
G_DECLARE_FINAL_TYPE (MmsOverview, mms_overview, MMS, OVERVIEW, MmsDrawing)

/**
 * MmsOverview:
 *
 * The whole trace with the visible stretch on it.  A drag inside the stretch moves it, a drag
 * elsewhere makes a new one, a click brings the stretch there, a double click fits all.
 */
GtkWidget *mms_overview_new (MmsView *view);

G_END_DECLS
