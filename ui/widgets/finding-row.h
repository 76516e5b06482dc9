/* finding-row.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "view/view.h"

G_BEGIN_DECLS

#define MMS_TYPE_FINDING_ROW (mms_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (MmsFindingRow, mms_finding_row, MMS, FINDING_ROW, GtkWidget)

/**
 * MmsFindingRow:
 *
 * A row of the list of findings: a card for a finding, or a line over those of one cause, with a
 * button that folds them.
 *
 * Signal: "fold-clicked".
 */
GtkWidget *mms_finding_row_new (void);

/* @row: as mms_finding_list_get_row() */
void  mms_finding_row_show    (MmsFindingRow *widget,
                               MmsView       *view,
                               guint          row);
guint mms_finding_row_get_row (MmsFindingRow *widget);

/* (transfer full): "freed-with-lazy-holder": "D15 Freed with lazy holder" */
char *mms_finding_row_make_title (const MmsFinding *finding);

G_END_DECLS
