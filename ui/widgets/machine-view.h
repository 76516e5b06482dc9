/* machine-view.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "drawing.h"

G_BEGIN_DECLS

#define MMS_TYPE_MACHINE_VIEW (mms_machine_view_get_type ())
G_DECLARE_FINAL_TYPE (MmsMachineView, mms_machine_view, MMS, MACHINE_VIEW, MmsDrawing)

/**
 * MmsMachineView:
 *
 * The machine at the playhead: CPUs, what they point to, the mms.  A click selects a CPU or an mm.
 */
GtkWidget *mms_machine_view_new (MmsView *view);

/* Draws the machine as it is at the playhead. */
void mms_machine_view_update (MmsMachineView *machine);

G_END_DECLS
