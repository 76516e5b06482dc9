/* findings-text.h - the list of findings in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/* Why none is shown: nothing was found, nothing could be, or nothing passes the filter. */
const char *mms_findings_text_explain_none (MmsView *view);

/* (transfer full): a row of the list, of a group all that are shown, as `mmscope check` prints them */
char *mms_findings_text_row (MmsView *view,
                             guint    row);
/* (transfer full): the same of all that are shown or folded away, in their order */
char *mms_findings_text_all (MmsView *view);

G_END_DECLS
