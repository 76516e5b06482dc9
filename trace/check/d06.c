/* d06.c - dangling-passed
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
      g_autofree char *prev = NULL;
      g_autofree char *next = NULL;
      const MmsTrack *tasks;
      MmsFinding *finding;

      if (dangling->use_event == 0)
        continue;
      tasks = mms_history_get_cpu_track (context->history, dangling->cpu, MMS_ATTRIBUTE_TASK);
      mm = mms_check_name_mm (context, dangling->mm);
      prev = mms_check_name_task (context,
                                  mms_track_at (tasks, dangling->use_event - 1).value,
                                  dangling->cpu, dangling->use_event);
      next = mms_check_name_task (context, mms_track_at (tasks, dangling->use_event).value,
                                  dangling->cpu, dangling->use_event);
      finding = mms_check_report_dangling (
          context, &mms_detector_d06, dangling, dangling->use_event,
          g_strdup_printf ("CPU %u switches from %s to %s and passes on the freed %s (%u %s in all)",
                           dangling->cpu, prev, next, mm, dangling->n_uses,
                           dangling->n_uses == 1 ? "switch" : "switches"));
      mms_check_add_evidence (finding, dangling->free_event, -1, "%s is freed",
                              mms_history_get_mm (context->history, dangling->mm)->label);
      mms_check_add_evidence (finding, dangling->use_event, (int) dangling->cpu,
                              "context_switch() hands prev->active_mm to the code that switches "
                              "address spaces");
      if (dangling->is_end_lost)
        mms_check_add_evidence (finding, dangling->end_event, (int) dangling->cpu,
                                "events are missing: what CPU %u holds from here on is not known",
                                dangling->cpu);
      else if (dangling->end_event != 0)
        mms_check_add_evidence (finding, dangling->end_event, (int) dangling->cpu,
                                "CPU %u lets go of it", dangling->cpu);
    }
}

const MmsDetector mms_detector_d06 = {
  .info = {
    .id = "D06",
    .name = "dangling-passed",
    .severity = MMS_SEVERITY_WARNING,
    .statement = "A pointer to a freed mm is passed on by a context switch.",
    .lesson =
        "context_switch() takes prev->active_mm and gives it to enter_lazy_tlb() or switch_mm(), or "
        "lends it to the next kernel thread, without asking whether it is alive. An architecture "
        "that only compares the pointer survives, until the address belongs to a new mm and the "
        "comparison says \"the same\"; one that dereferences it reads freed memory.",
  },
  .end = end,
};
