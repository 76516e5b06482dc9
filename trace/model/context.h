/* context.h - where on its CPU an event was recorded
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "trace.h"

G_BEGIN_DECLS

/**
 * MmsContext:
 * @irqs_told: whether the record tells about interrupts at all; some architectures do not
 * @irqs_off: interrupts were disabled
 * @in_softirq: a softirq was being served
 * @in_hardirq: an interrupt was being handled
 * @in_nmi: an NMI, or an exception that the kernel treats like one
 *
 * What the latency characters say that every record of the ring buffer carries.
 */
typedef struct
{
  gboolean irqs_told;
  gboolean irqs_off;
  gboolean in_softirq;
  gboolean in_hardirq;
  gboolean in_nmi;
} MmsContext;

/* %FALSE where the record does not tell: text without that column, perf script. */
gboolean mms_trace_get_context (MmsTrace       *trace,
                                const MmsEvent *event,
                                MmsContext     *context);

/* (transfer none): "with interrupts off", "in a hardirq", … of what is most severe; "in task context"
 * where nothing is */
const char *mms_context_describe (const MmsContext *context);

G_END_DECLS
