/* coverage.h - how much of a value a trace lets one know
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history.h"

G_BEGIN_DECLS

/**
 * MmsCoverage:
 *
 * For how long a value was observed, derived and unknown, in units of the trace's clock, summed
 * over all CPUs, or over the lives of all mms.
 */
typedef struct
{
  double length[MMS_OBSERVED + 1]; /* by #MmsProvenance */
} MmsCoverage;

void   mms_coverage_measure   (MmsHistory    *history,
                               MmsAttribute   attribute,
                               MmsCoverage   *coverage);
/* 0 .. 1; all of them 0 where nothing at all could be measured */
double mms_coverage_get_share (const MmsCoverage *coverage,
                               MmsProvenance      provenance);

G_END_DECLS
