/* findings.h - findings as text and as JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/* (transfer full): one object, without a newline at its end; @findings (element-type MmsFinding)
 * are those to report */
char *mms_findings_to_json (MmsDocument *document,
                            const char  *path,
                            GPtrArray   *findings);

/* (transfer full): a block per finding and a line that sums up */
char *mms_findings_to_text (MmsDocument *document,
                            const char  *path,
                            GPtrArray   *findings,
                            gboolean     has_colors);

G_END_DECLS
