/* d51.c - kernel task without active_mm
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

/* The active_mm that the task which ran until now had, by the switch's own word: NULL. */
static gboolean
has_none (MmsCheckContext *context, int *pid)
{
  const MmsSampled *sampled = mms_sampled_read (context);
  MmsPoint task;
  guint64 lent;

  if (sampled == NULL)
    return FALSE;
  if (!sampled->is_next)
    {
      *pid = sampled->pid;
      return sampled->has_active && sampled->active == 0;
    }
  if (context->role == MMS_ROLE_ACTIVE_MM_SET
      || !mms_check_number (context, context->role == MMS_ROLE_ENTER_LAZY_CALLED ? MMS_SLOT_MM
                                                                          : MMS_SLOT_PREV,
                              &lent)
      || lent != 0 || !mms_sampled_is_certain (context))
    return FALSE;
  task = mms_track_at (mms_history_get_cpu_track (context->history, context->record->cpu,
                                                  MMS_ATTRIBUTE_TASK),
                       context->event - 1);
  *pid = mms_payload_get_pid (context->payload);
  if (*pid == sampled->pid)
    *pid = task.value;
  return TRUE;
}

static void
look (MmsCheckContext *context)
{
  guint cpu = context->record->cpu;
  g_autofree char *name = NULL;
  MmsFinding *finding;
  int pid;

  if (!has_none (context, &pid) || !mms_limit_take (context->state, context->event))
    return;
  name = mms_check_name_task (context, pid, cpu, context->event);
  finding = mms_check_report (
      context, &mms_detector_d51, NULL, context->event,
      g_strdup_printf ("CPU %u switches away from %s, which ran without active_mm", cpu, name));
  finding->cpu = (int) cpu;
  finding->holder = MMS_ATTRIBUTE_ACTIVE_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "the context switch finds NULL in prev->active_mm and would pass it on");
}

static void
end (MmsCheckContext *context)
{
  mms_limit_report (context->state, context, &mms_detector_d51);
}

const MmsDetector mms_detector_d51 = {
  .info = {
    .id = "D51",
    .name = "kernel-task-without-active-mm",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A task ran without any active_mm.",
    .lesson =
        "Whatever runs on a CPU runs with some page tables in CR3, and active_mm says whose they are. "
        "A kernel thread has NULL there only while it does not run: it is lent an mm when it is "
        "switched to and gives it back when it is switched from. NULL in a task that runs means "
        "that this hand-over was left out somewhere; the next switch hands NULL to "
        "enter_lazy_tlb() or switch_mm(), and nobody knows any more what keeps the page tables "
        "alive.",
  },
  .roles = mms_sampled_roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = g_free,
};
