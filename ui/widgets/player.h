/* player.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

/**
 * MmsPace:
 * @MMS_PACE_EVENTS: so many events a second, however far apart they are
 * @MMS_PACE_TIME: so much of the trace's time a second
 */
typedef enum
{
  MMS_PACE_EVENTS,
  MMS_PACE_TIME,
} MmsPace;

#define MMS_TYPE_PLAYER (mms_player_get_type ())
G_DECLARE_FINAL_TYPE (MmsPlayer, mms_player, MMS, PLAYER, GObject)

/**
 * MmsPlayer:
 *
 * Moves the playhead of a view with the frame clock of a widget.  Playing without a document is a
 * wish that comes true once there is one.
 *
 * Properties: "playing"; "pace" and "speed" notify too.
 */
MmsPlayer *mms_player_new         (MmsView   *view,
                                   GtkWidget *widget);

void       mms_player_set_playing (MmsPlayer *player,
                                   gboolean   playing);
gboolean   mms_player_get_playing (MmsPlayer *player);

void       mms_player_set_pace    (MmsPlayer *player,
                                   MmsPace    pace);
MmsPace    mms_player_get_pace    (MmsPlayer *player);

/* Where the speed of the present pace stands, 0 (slow) .. 1 (fast); each step is a ratio. */
void       mms_player_set_level   (MmsPlayer *player,
                                   double     level);
double     mms_player_get_level   (MmsPlayer *player);
/* Events, or units of the trace's clock, per second. */
double     mms_player_get_speed   (MmsPlayer *player);
/* (transfer full): "10 events/s" */
char      *mms_player_describe_speed (MmsPlayer *player);

G_END_DECLS
