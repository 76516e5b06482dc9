/* summary.h - what is in a trace, as text and as JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history.h"

G_BEGIN_DECLS

char *mms_summary_to_json (MmsHistory *history);
char *mms_summary_to_text (MmsHistory *history);

G_END_DECLS
