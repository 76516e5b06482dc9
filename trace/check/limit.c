/* limit.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"

gboolean
mms_limit_take (MmsLimit *limit, guint event)
{
  if (limit->n_told < MMS_LIMIT_FINDINGS)
    {
      limit->n_told++;
      return TRUE;
    }
  if (limit->n_untold++ == 0)
    limit->first_untold = event;
  return FALSE;
}

void
mms_limit_report (const MmsLimit *limit, MmsCheckContext *context, const MmsDetector *detector)
{
  MmsFinding *finding;

  if (limit->n_untold == 0)
    return;
  finding = mms_check_report (context, detector, NULL, limit->first_untold,
                              g_strdup_printf ("%u more like this from here on; they are counted "
                                               "only",
                                               limit->n_untold));
  mms_check_add_evidence (finding, limit->first_untold, -1, "the first that is not listed");
}
