/* dat-span.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-span.h"

gboolean
mms_dat_span_measure (
    MmsDatSpan *span, const MmsDatLayout *layout, const guint8 *data, guint size, guint64 available)
{
  MmsDatPage page;
  MmsDatRecord record;
  MmsDatStep step;

  if (available < size)
    return FALSE;
  mms_dat_page_open (&page, layout, data, size, size);
  if (page.problem || page.at == page.end)
    return FALSE;

  span->start = page.time;
  while ((step = mms_dat_page_next (&page, &record)) == MMS_DAT_STEP_RECORD)
    ;
  span->end = page.time;
  return step == MMS_DAT_STEP_END;
}

guint
mms_dat_span_count_after (const MmsDatPage *page, guint64 time)
{
  MmsDatPage copy = *page;
  MmsDatRecord record;
  guint n = 0;

  while (mms_dat_page_next (&copy, &record) == MMS_DAT_STEP_RECORD)
    n += record.time > time;
  return n;
}
