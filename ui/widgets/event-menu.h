/* event-menu.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

/**
 * mms_event_menu_new:
 *
 * What can be done with an event: copy it, go there, show only its like, select its mms.
 *
 * Returns: a popover
 */
GtkWidget *mms_event_menu_new (MmsView *view,
                               guint    event);

/**
 * mms_event_menu_list_mms:
 * @mms: (out caller-allocates): the mms that the event names, each once
 *
 * Returns: how many, at most @most
 */
guint mms_event_menu_list_mms (MmsView *view,
                               guint    event,
                               guint   *mms,
                               guint    most);

G_END_DECLS
