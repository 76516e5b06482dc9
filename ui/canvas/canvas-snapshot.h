/* canvas-snapshot.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "texts.h"

G_BEGIN_DECLS

/**
 * mms_canvas_new_snapshot:
 * @widget: whose snapshot is taken; texts laid out for its window are kept with the window
 *
 * Returns: (transfer full): a canvas for one run of the widget's snapshot()
 */
MmsCanvas *mms_canvas_new_snapshot (GtkSnapshot *snapshot,
                                    GtkWidget   *widget);

/* (transfer full): the texts laid out for the window of @widget */
MmsTexts *mms_texts_ref_for_widget (GtkWidget *widget);

G_END_DECLS
