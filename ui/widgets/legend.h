/* legend.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_LEGEND (mms_legend_get_type ())
G_DECLARE_FINAL_TYPE (MmsLegend, mms_legend, MMS, LEGEND, MmsDrawing)

/**
 * MmsLegend:
 *
 * A strip that says what the signs in the lanes mean.
 */
GtkWidget *mms_legend_new (MmsView *view);

G_END_DECLS
