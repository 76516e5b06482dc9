/* transport.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "player.h"
#include "step-menu.h"

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
/* What the buttons for one step say that they do, and whether one can choose. */
void        mms_transport_set_step    (MmsTransport *transport,
                                       MmsStep       step);
void        mms_transport_offer_steps (MmsTransport *transport,
                                       gboolean      is_offered);
const char *mms_transport_get_status (MmsTransport *transport);

/* Shows the event at the playhead. */
void mms_transport_update (MmsTransport *transport);

G_END_DECLS
