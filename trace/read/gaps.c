/* gaps.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gaps.h"

void
mms_gaps_init (MmsGaps *gaps)
{
  gaps->n = 0;
  gaps->n_told = 0;
  gaps->by_cpu = g_new0 (guint, MMS_MAX_CPUS);
}

void
mms_gaps_clear (MmsGaps *gaps)
{
  g_clear_pointer (&gaps->by_cpu, g_free);
}

void
mms_gaps_tell (MmsGaps *gaps, MmsTraceBuilder *builder, guint cpu)
{
  if (gaps->n_told < gaps->n)
    mms_trace_builder_add_hole (builder);
  gaps->n_told = gaps->n;
  if (gaps->by_cpu[cpu] == gaps->n + 1)
    return;
  if (gaps->n > 0)
    mms_trace_builder_add_loss (builder, cpu, MMS_LOSS_HOLE);
  gaps->by_cpu[cpu] = gaps->n + 1;
}

void
mms_gaps_tell_rest (MmsGaps *gaps, MmsTraceBuilder *builder)
{
  for (guint cpu = 0; cpu < MMS_MAX_CPUS; cpu++)
    if (gaps->by_cpu[cpu] != 0)
      mms_gaps_tell (gaps, builder, cpu);
}
