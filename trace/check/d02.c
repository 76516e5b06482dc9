/* d02.c - root-to-freed-tables
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

static void
end (MmsCheckContext *context)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);

  for (guint i = 0; i < context->danglings->len; i++)
    {
      MmsDangling *dangling = g_ptr_array_index (context->danglings, i);
      g_autofree char *mm = NULL;
      g_autofree char *age = NULL;
      MmsFinding *finding;
      guint last;

      if (dangling->holder != MMS_ATTRIBUTE_LOADED_MM)
        continue;
      last = dangling->end_event != 0 ? dangling->end_event : context->event;
      mm = mms_check_name_mm (context, dangling->mm);
      age = mms_check_name_age (context, dangling->free_event, last);
      finding = mms_check_report_dangling (
          context, &mms_detector_d02, dangling, dangling->free_event,
          g_strdup_printf ("CPU %u's CR3 points to the freed page tables of %s for %s%s",
                           dangling->cpu, mm, age,
                           dangling->end_event == 0 ? " and to the trace's end" : ""));
      mms_check_add_evidence (finding, dangling->free_event,
                              events[dangling->free_event - 1].cpu,
                              "the page tables' root is freed with the mm");
      if (dangling->is_end_lost)
        mms_check_add_evidence (finding, dangling->end_event, (int) dangling->cpu,
                                "events are missing: what CPU %u's CR3 points to from here on is not known",
                                dangling->cpu);
      else if (dangling->end_event != 0)
        mms_check_add_evidence (finding, dangling->end_event, (int) dangling->cpu,
                                "CPU %u loads another root", dangling->cpu);
    }
}

const MmsDetector mms_detector_d02 = {
  .info = {
    .id = "D02",
    .name = "root-to-freed-tables",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "CR3 holds the root of page tables that were freed.",
    .lesson =
        "The hardware walks page tables whenever it likes, also speculatively and with interrupts "
        "off. A root in CR3 whose page was freed lets it read whatever the page holds by now, as "
        "page tables. Only the window inside switch_mm_irqs_off(), where the old root is replaced "
        "some instructions later, is as short as to be argued about.",
  },
  .end = end,
};
