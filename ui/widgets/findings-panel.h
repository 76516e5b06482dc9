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
 * What was found, and of the selected finding why: its chain of evidence, each link a button that
 * brings the playhead there.
 */
GtkWidget *mms_findings_panel_new (MmsView *view);

G_END_DECLS
