/* find-bar.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_FIND_BAR (mms_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (MmsFindBar, mms_find_bar, MMS, FIND_BAR, GtkWidget)

/**
 * MmsFindBar:
 *
 * Over the events: what to look for, how much of it there is, ways to the next and the last one, and
 * which events are shown at all.
 */
GtkWidget *mms_find_bar_new (MmsView *view);

/* Gives it the keyboard. */
void        mms_find_bar_ask        (MmsFindBar *bar);
void        mms_find_bar_ask_filter (MmsFindBar *bar);
/* The playhead to the next event found; as soon as that is known, where the worker is not there
 * yet. */
void        mms_find_bar_go         (MmsFindBar *bar,
                                     int         direction);
/* What it says about how many there are. */
const char *mms_find_bar_get_status (MmsFindBar *bar);

G_END_DECLS
