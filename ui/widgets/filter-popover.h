/* filter-popover.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_FILTER_POPOVER (mms_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (MmsFilterPopover, mms_filter_popover, MMS, FILTER_POPOVER, GtkPopover)

/**
 * MmsFilterPopover:
 *
 * Asks which events are shown: a query, or CPUs, events, tasks and mms to choose from.
 */
GtkWidget *mms_filter_popover_new (MmsView *view);

G_END_DECLS
