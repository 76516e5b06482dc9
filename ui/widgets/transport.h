/* transport.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "player.h"

G_BEGIN_DECLS

#define MMS_TYPE_TRANSPORT (mms_transport_get_type ())
G_DECLARE_FINAL_TYPE (MmsTransport, mms_transport, MMS, TRANSPORT, GtkWidget)

/**
 * MmsTransport:
 *
 * The bar at the bottom: stepping, playing, its pace, and where the playhead is, as text that is
 * always current.
 */
GtkWidget *mms_transport_new (MmsView   *view,
                              MmsPlayer *player);

/* Asks where to go. */
void        mms_transport_ask_jump   (MmsTransport *transport);
/* What the status says: event, time, and the event in one line. */
/* (transfer none): what one step is, see mms_step_menu_new() */
GtkWidget  *mms_transport_get_step_menu (MmsTransport *transport);
const char *mms_transport_get_status (MmsTransport *transport);

/* Shows the event at the playhead. */
void mms_transport_update (MmsTransport *transport);

G_END_DECLS
