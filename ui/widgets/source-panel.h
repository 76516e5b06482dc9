/* source-panel.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_SOURCE_PANEL (mms_source_panel_get_type ())
G_DECLARE_FINAL_TYPE (MmsSourcePanel, mms_source_panel, MMS, SOURCE_PANEL, GtkWidget)

/**
 * MmsSourcePanel:
 *
 * The source of a simulation: where each CPU stands in it, and the file of the one that the playhead is
 * about.
 */
GtkWidget *mms_source_panel_new (MmsView *view);

/* Shows where the CPUs stand at the playhead. */
void mms_source_panel_update (MmsSourcePanel *panel);

/* Shows the line in which @cpu stands. */
void mms_source_panel_show_cpu (MmsSourcePanel *panel,
                                guint           cpu);

/* (transfer none): the drop-down of files; it is the panel's, and may stand elsewhere */
GtkWidget *mms_source_panel_get_files (MmsSourcePanel *panel);

G_END_DECLS
