/* severity-mark.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "model/finding.h"

G_BEGIN_DECLS

#define MMS_TYPE_SEVERITY_MARK (mms_severity_mark_get_type ())
G_DECLARE_FINAL_TYPE (MmsSeverityMark, mms_severity_mark, MMS, SEVERITY_MARK, GtkWidget)

/**
 * MmsSeverityMark:
 *
 * A severity as a shape in its colour, so that it does not rest on colour alone: a triangle for
 * fatal, a diamond for error, a triangle on its tip for warning, a disc for info.
 */
GtkWidget *mms_severity_mark_new (void);
void       mms_severity_mark_set (MmsSeverityMark *mark,
                                  MmsSeverity      severity);

G_END_DECLS
