/* d05.c - dangling-not-used
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

static void
end (MmsCheckContext *context)
{
  for (guint i = 0; i < context->danglings->len; i++)
    {
      MmsDangling *dangling = g_ptr_array_index (context->danglings, i);
      g_autofree char *mm = NULL;
      g_autofree char *age = NULL;
      MmsFinding *finding;
      guint last;

      /* CR3 is used by being there: that is D02.  Where events are missing, the use may be among them. */
      if (dangling->use_event != 0 || dangling->holder == MMS_ATTRIBUTE_LOADED_MM || dangling->is_end_lost)
        continue;
      last = dangling->end_event != 0 ? dangling->end_event : context->event;
      mm = mms_check_name_mm (context, dangling->mm);
      age = mms_check_name_age (context, dangling->free_event, last);
      finding = mms_check_report_dangling (
          context, &mms_detector_d05, dangling, last,
          g_strdup_printf ("CPU %u's %s kept naming the freed %s for %s%s; nothing used it",
                           dangling->cpu, mms_attribute_get_name (dangling->holder), mm, age,
                           dangling->end_event == 0 ? ", to the trace's end" : ""));
      mms_check_add_evidence (finding, dangling->free_event, -1, "%s is freed",
                              mms_history_get_mm (context->history, dangling->mm)->label);
      if (dangling->end_event != 0)
        mms_check_add_evidence (finding, dangling->end_event, (int) dangling->cpu,
                                "CPU %u's %s is overwritten", dangling->cpu,
                                mms_attribute_get_name (dangling->holder));
    }
}

const MmsDetector mms_detector_d05 = {
  .info = {
    .id = "D05",
    .name = "dangling-not-used",
    .severity = MMS_SEVERITY_WARNING,
    .statement = "A pointer to a freed mm stayed behind, and nothing in the trace used it.",
    .lesson =
        "A dangling pointer that is overwritten before anybody looks at it does no harm today. It is "
        "harmless by luck: an NMI that reads active_mm, a scan that compares slots, or one more "
        "context switch in between would have used it.",
  },
  .end = end,
};
