/* findings-panel.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_FINDINGS_PANEL (mms_findings_panel_get_type ())
G_DECLARE_FINAL_TYPE (MmsFindingsPanel, mms_findings_panel, MMS, FINDINGS_PANEL, GtkWidget)

/**
 * MmsFindingsPanel:
 *
 * The findings: sorted, filtered, folded by their causes; below them why the selected one is one.
 */
GtkWidget *mms_findings_panel_new (MmsView *view);

/* Gives the keyboard to what filters them. */
void  mms_findings_panel_ask_filter (MmsFindingsPanel *panel);
/* (transfer full) (nullable): the selected finding, or those of the selected group, as `mmscope
 * check` prints them */
char *mms_findings_panel_copy       (MmsFindingsPanel *panel);

G_END_DECLS
