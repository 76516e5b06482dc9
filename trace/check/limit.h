/* limit.h - findings that are counted where there are too many to list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/* Nobody reads more of one kind, and a file made for it must not cost all memory. */
#define MMS_LIMIT_FINDINGS 200

typedef struct
{
  guint n_told;
  guint n_untold;
  guint first_untold; /* the event of the first that is counted only */
} MmsLimit;

/* Whether one more finding, at @event, is to be listed; otherwise it is counted. */
gboolean mms_limit_take   (MmsLimit          *limit,
                           guint              event);
/* One more finding says how many are not listed, if any. */
void     mms_limit_report (const MmsLimit    *limit,
                           MmsCheckContext   *context,
                           const MmsDetector *detector);

G_END_DECLS
