/* d53.c - descheduled kthread keeps active_mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sampled.h"

typedef struct
{
  guint n_kept;
  guint n_dangling;
  guint event; /* the first; of those that dangle, if any */
  int pid;
  guint64 pointer;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  return g_new0 (State, 1);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  const MmsSampled *sampled = mms_sampled_read (context);
  gboolean is_freed;
  guint mm;

  if (sampled == NULL || !sampled->has_kept || sampled->kept_active == 0
      || !mms_sampled_is_certain (context))
    return;
  mm = mms_history_find_mm (context->history, sampled->kept_active, context->event);
  is_freed = mm != 0 && mms_history_get_mm (context->history, mm)->free_event != 0;
  if (state->n_kept == 0 || (is_freed && state->n_dangling == 0))
    {
      state->event = context->event;
      state->pid = sampled->pid;
      state->pointer = sampled->kept_active;
    }
  state->n_kept++;
  state->n_dangling += is_freed;
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;
  g_autofree char *task = NULL;
  g_autofree char *name = NULL;
  MmsFinding *finding;
  guint cpu;
  guint mm;

  if (state->n_kept == 0)
    return;
  cpu = mms_trace_get_events (context->trace, NULL)[state->event - 1].cpu;
  mm = mms_history_find_mm (context->history, state->pointer, state->event);
  name = mms_check_name_mm (context, mm);
  task = mms_check_name_task (context, state->pid, cpu, state->event);
  finding = mms_check_report (
      context, &mms_detector_d53, NULL, state->event,
      state->n_dangling > 0
          ? g_strdup_printf ("%s slept with the freed %s as its active_mm; %u of %u kernel threads "
                             "that kept one did so with a freed mm",
                             task, name, state->n_dangling, state->n_kept)
          : g_strdup_printf ("%u %s a kernel thread slept with an active_mm; first %s with %s",
                             state->n_kept, state->n_kept == 1 ? "time" : "times", task, name));
  if (state->n_dangling > 0)
    finding->severity = MMS_SEVERITY_WARNING;
  finding->cpu = (int) cpu;
  finding->mm = mm;
  finding->holder = MMS_ATTRIBUTE_ACTIVE_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  if (mm != 0 && mms_history_get_mm (context->history, mm)->free_event != 0
      && mms_history_get_mm (context->history, mm)->free_event < state->event)
    mms_check_add_evidence (finding, mms_history_get_mm (context->history, mm)->free_event, -1,
                            "%s is freed", mms_history_get_mm (context->history, mm)->label);
  mms_check_add_evidence (finding, state->event, (int) cpu,
                          "CPU %u switches to %s and finds the old active_mm still there", cpu,
                          task);
}

const MmsDetector mms_detector_d53 = {
  .info = {
    .id = "D53",
    .name = "descheduled-kthread-keeps-active-mm",
    .severity = MMS_SEVERITY_INFO,
    .statement = "A kernel thread that does not run still has an active_mm.",
    .lesson =
        "A kernel thread returns what it borrowed when it stops running, so its active_mm is then "
        "NULL: the reference, if there is one, went on to the next task or was dropped. A pointer "
        "that stays behind is held by nobody. It does no harm as long as nothing reads it and the "
        "next switch to the thread overwrites it, but it soon names freed memory, and a debugger or "
        "a shootdown that goes through all tasks would follow it.",
  },
  .roles = mms_sampled_roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = g_free,
};
