/* d62.c - switch_mm with IRQs on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"
#include "model/context.h"

static gpointer
begin (MmsCheckContext *context)
{
  return g_new0 (MmsLimit, 1);
}

static void
look (MmsCheckContext *context)
{
  guint cpu = context->record->cpu;
  g_autofree char *name = NULL;
  MmsFinding *finding;
  MmsContext where;
  guint64 pointer;
  guint mm;

  /* A probe that is a breakpoint has interrupts off always, so "on" is what the function found. */
  if (!mms_trace_get_context (context->trace, context->record, &where) || !where.irqs_told
      || where.irqs_off || where.in_hardirq || where.in_nmi
      || !mms_check_number (context, MMS_SLOT_NEXT, &pointer)
      || !mms_limit_take (context->state, context->event))
    return;
  mm = mms_history_find_mm (context->history, pointer, context->event);
  name = mms_check_name_mm (context, mm);
  finding = mms_check_report (
      context, &mms_detector_d62, NULL, context->event,
      g_strdup_printf ("CPU %u is in switch_mm_irqs_off() to %s with interrupts on", cpu, name));
  finding->cpu = (int) cpu;
  finding->mm = mm;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "recorded with interrupts on: a flush IPI that comes between the write of "
                          "CR3 and that of loaded_mm acts on the wrong mm");
}

static void
end (MmsCheckContext *context)
{
  mms_limit_report (context->state, context, &mms_detector_d62);
}

static const MmsRole roles[]
    = { MMS_ROLE_SWITCH_MM_CALLED, MMS_ROLE_SWITCH_MM_DONE, MMS_ROLE_NONE };

const MmsDetector mms_detector_d62 = {
  .info = {
    .id = "D62",
    .name = "switch-mm-with-irqs-on",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "Address spaces are switched while interrupts can come in between.",
    .lesson =
        "switch_mm_irqs_off() is named for what its caller owes: between the first and the last of "
        "its steps mm_cpumask, CR3 and loaded_mm name different mms. With interrupts off nobody can "
        "see that on this CPU. With interrupts on a TLB-flush IPI can land in the middle, look at "
        "loaded_mm, flush the wrong address space or switch it once more under the switch that is "
        "under way. Linux had that in 2025, when (un)use_temporary_mm() were allowed to run with "
        "interrupts on.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = g_free,
};
