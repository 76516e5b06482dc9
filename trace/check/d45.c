/* d45.c - core-sync missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"
#include "obligation.h"

typedef struct
{
  MmsObligations *obligations;
  MmsLimit limit;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->obligations = mms_obligations_new (context, MMS_OBLIGATION_CORE_SYNC);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  mms_obligations_free (state->obligations);
  g_free (state);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  guint cpu = context->record->cpu;
  g_autofree char *mm = NULL;
  g_autofree char *task = NULL;
  MmsFinding *finding;
  MmsOwed owed;

  if (!mms_obligations_look (state->obligations, context, &owed)
      || mms_trace_is_damaged (context->trace) || !mms_limit_take (&state->limit, context->event))
    return;
  mm = mms_check_name_mm (context, owed.mm);
  task = mms_check_name_task (context, owed.pid, cpu, context->event);
  finding = mms_check_report (
      context, &mms_detector_d45, NULL, owed.event,
      g_strdup_printf ("CPU %u goes from borrowing %s back to its task %s, and nothing is seen to "
                       "sync the core",
                       cpu, mm, task));
  finding->cpu = (int) cpu;
  finding->mm = owed.mm;
  mms_check_add_evidence (finding, owed.event, (int) cpu,
                          "CPU %u switches from a kernel thread to %s, registered for SYNC_CORE",
                          cpu, task);
  mms_check_add_evidence (finding, owed.switch_event, (int) cpu,
                          "switch_mm() finds the mm loaded and does not write CR3");
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "%s is in user mode by now, with no interrupt in between; the scheme %s "
                          "does not call sync_core_before_usermode()",
                          task, mms_history_get_scheme (context->history));
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;

  mms_limit_report (&state->limit, context, &mms_detector_d45);
}

const MmsDetector mms_detector_d45 = {
  .info = {
    .id = "D45",
    .name = "core-sync-missing",
    .severity = MMS_SEVERITY_WARNING,
    .statement = "A CPU returns to an mm registered for SYNC_CORE without serializing its core.",
    .lesson =
        "membarrier(SYNC_CORE) promises a JIT that no CPU goes on with instructions that it fetched "
        "before the call. A CPU that is lazy on the mm is not interrupted, since it runs a kernel "
        "thread; it must serialize before it returns to user code. Where another mm was loaded in "
        "between, the write of CR3 does that. Lazily back to the same mm there is none, and SYSRET "
        "does not serialize either: finish_task_switch() calls sync_core_before_usermode() for "
        "exactly that case, next to the drop of the borrowed reference. A scheme that removes "
        "rq->prev_mm loses the call with it.",
  },
  .roles = mms_obligation_roles,
  .needed = MMS_ROLE_MEMBARRIER_SWITCH,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
