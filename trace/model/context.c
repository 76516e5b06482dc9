/* context.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "context.h"

#include <string.h>

gboolean
mms_trace_get_context (MmsTrace *trace, const MmsEvent *event, MmsContext *context)
{
  char flags[8];

  memset (context, 0, sizeof (*context));
  /* irqs, need-resched, hardirq/softirq, preempt depth; newer kernels add more behind them */
  if (!mms_trace_get_flags (trace, event, flags) || memchr (flags, '\0', 4) != NULL)
    return FALSE;

  context->irqs_told = flags[0] == 'd' || flags[0] == 'D' || flags[0] == 'b' || flags[0] == '.';
  context->irqs_off = flags[0] == 'd' || flags[0] == 'D';
  context->in_nmi = flags[2] == 'z' || flags[2] == 'Z';
  context->in_hardirq = flags[2] == 'h' || flags[2] == 'H' || flags[2] == 'Z';
  context->in_softirq = flags[2] == 's' || flags[2] == 'H';
  return TRUE;
}

const char *
mms_context_describe (const MmsContext *context)
{
  if (context->in_nmi)
    return "in an NMI";
  if (context->in_hardirq)
    return "in a hardirq";
  if (context->in_softirq && context->irqs_off)
    return "in a softirq with interrupts off";
  if (context->in_softirq)
    return "in a softirq";
  if (context->irqs_off)
    return "with interrupts off";
  return "in task context";
}
