/* look.h - dark or light
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "canvas/palette.h"

G_BEGIN_DECLS

/* The palette that goes with the theme as it is in force for @widget. */
const MmsPalette *mms_look_get_palette (GtkWidget *widget);

/* Loads the style sheet and takes over the desktop's preference for dark or light, until
 * mms_look_set_dark() is called. */
void     mms_look_start    (void);
gboolean mms_look_is_dark  (void);
void     mms_look_set_dark (gboolean dark);

G_END_DECLS
