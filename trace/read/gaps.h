/* gaps.h - places in a file where an event of whatever CPU may be missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace-builder.h"

G_BEGIN_DECLS

/**
 * MmsGaps:
 * @n: how many were there so far
 * @n_told: how many of them the builder knows of
 * @by_cpu: one more than how many of them came before the last event of that CPU; 0: it had none
 *
 * A line that cannot be read tells no CPU, so it is a loss of each: before the next event that the CPU has.
 */
typedef struct
{
  guint n;
  guint n_told;
  guint *by_cpu;
} MmsGaps;

void mms_gaps_init  (MmsGaps *gaps);
void mms_gaps_clear (MmsGaps *gaps);

static inline void
mms_gaps_add (MmsGaps *gaps)
{
  gaps->n++;
}

/* To be called before an event of @cpu, which is less than MMS_MAX_CPUS, is added. */
void mms_gaps_tell (MmsGaps *gaps, MmsTraceBuilder *builder, guint cpu);
/* To be called behind the last event: of the CPUs whose last one stands before a gap. */
void mms_gaps_tell_rest (MmsGaps *gaps, MmsTraceBuilder *builder);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsGaps, mms_gaps_clear)

G_END_DECLS
