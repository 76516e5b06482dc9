/* dat-span.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-page.h"

G_BEGIN_DECLS

/**
 * MmsDatSpan:
 * @start: the page's stamp
 * @end: the stamp of its last record
 *
 * The time that a page's records take.  Of one CPU's pages each begins when the one before has ended,
 * or later; another CPU's do not know of that.
 */
typedef struct
{
  guint64 start;
  guint64 end;
} MmsDatSpan;

/* Returns: %FALSE if there is no page with records, or not a whole one */
gboolean mms_dat_span_measure (MmsDatSpan         *span,
                               const MmsDatLayout *layout,
                               const guint8       *data,
                               guint               size,
                               guint64             available);

/* How many records of a sound page end after @time. */
guint mms_dat_span_count_after (const MmsDatPage *page,
                                guint64           time);

/* Where @page, which is at its beginning, ends in time. */
static inline guint64
mms_dat_span_find_end (const MmsDatPage *page)
{
  MmsDatPage copy = *page;
  MmsDatRecord record;

  while (mms_dat_page_next (&copy, &record) == MMS_DAT_STEP_RECORD)
    ;
  return copy.time;
}

G_END_DECLS
