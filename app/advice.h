/* advice.h - what a better capture would add
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history.h"

G_BEGIN_DECLS

/* (transfer full) (element-type utf8): one sentence per gap; empty where nothing is missing */
GPtrArray *mms_advice_list (MmsHistory *history);

/* (transfer full) (element-type utf8): the fields and files that hold the kernel's own answers */
GPtrArray *mms_advice_list_answers (MmsHistory *history);

G_END_DECLS
