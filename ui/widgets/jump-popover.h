/* jump-popover.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_JUMP_POPOVER (mms_jump_popover_get_type ())
G_DECLARE_FINAL_TYPE (MmsJumpPopover, mms_jump_popover, MMS, JUMP_POPOVER, GtkPopover)

/**
 * MmsJumpPopover:
 *
 * Asks for an event or a time and brings the playhead there; see mms_jump_parse().
 */
GtkWidget *mms_jump_popover_new (MmsView *view);

G_END_DECLS
