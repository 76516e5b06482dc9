/* d50.c - mm/active_mm split
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"
#include "sampled.h"

static gpointer
begin (MmsCheckContext *context)
{
  return g_new0 (MmsLimit, 1);
}

static void
look (MmsCheckContext *context)
{
  guint cpu = context->record->cpu;
  g_autofree char *mm_name = NULL;
  g_autofree char *active_name = NULL;
  g_autofree char *task_name = NULL;
  const MmsSampled *sampled = mms_sampled_read (context);
  MmsFinding *finding;
  guint mm;
  guint active;

  if (sampled == NULL || !sampled->has_mm || !sampled->has_active
      || sampled->mm == 0 || sampled->active == sampled->mm || !mms_sampled_is_certain (context)
      || !mms_limit_take (context->state, context->event))
    return;
  mm = mms_history_find_mm (context->history, sampled->mm, context->event);
  active = mms_history_find_mm (context->history, sampled->active, context->event);
  mm_name = mms_check_name_mm (context, mm);
  active_name = mms_check_name_mm (context, active);
  task_name = mms_check_name_task (context, sampled->pid, cpu, context->event);
  finding = mms_check_report (context, &mms_detector_d50, NULL, context->event,
                              g_strdup_printf ("CPU %u: %s has %s as its mm but %s as active_mm",
                                               cpu, task_name, mm_name, active_name));
  finding->cpu = (int) cpu;
  finding->mm = mm;
  finding->holder = MMS_ATTRIBUTE_ACTIVE_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "the context switch finds both pointers so in %s", task_name);
}

static void
end (MmsCheckContext *context)
{
  mms_limit_report (context->state, context, &mms_detector_d50);
}

const MmsDetector mms_detector_d50 = {
  .info = {
    .id = "D50",
    .name = "mm-active-mm-split",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A task with an mm of its own has another active_mm.",
    .lesson =
        "A task that has an mm runs on it: active_mm and mm are the same, always. Only a task without "
        "one borrows. Code that changes either, exec, kthread_use_mm(), a shootdown handler that "
        "repoints active_mm, must change both with interrupts off, or look at mm first. A handler "
        "that only asks whether active_mm is the dying mm repoints a task that was just given that "
        "mm for its own, and the task goes on in an address space that is not its own.",
  },
  .roles = mms_sampled_roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = g_free,
};
