/* d41.c - membarrier-POST missing
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

  state->obligations = mms_obligations_new (context, MMS_OBLIGATION_BARRIER);
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
      context, &mms_detector_d41, NULL, owed.event,
      g_strdup_printf ("CPU %u switches to %s on the registered %s, and nothing is seen to be a "
                       "memory barrier before its user code",
                       cpu, task, mm));
  finding->cpu = (int) cpu;
  finding->mm = owed.mm;
  mms_check_add_evidence (finding, owed.event, (int) cpu,
                          "CPU %u stores %s into rq->curr: from now on membarrier may rely on a "
                          "barrier that follows",
                          cpu, task);
  mms_check_add_evidence (finding, owed.switch_event, (int) cpu,
                          "switch_mm() finds %s loaded and not lazy: no write of CR3, no smp_mb()",
                          mms_history_get_mm (context->history, owed.mm)->label);
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "%s is in user mode by now; the scheme %s has no barrier of its own "
                          "here",
                          task, mms_history_get_scheme (context->history));
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;

  mms_limit_report (&state->limit, context, &mms_detector_d41);
}

const MmsDetector mms_detector_d41 = {
  .info = {
    .id = "D41",
    .name = "membarrier-post-missing",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A context switch to a registered mm reaches user mode without a full barrier.",
    .lesson =
        "membarrier interrupts only CPUs whose rq->curr it sees running the mm. A CPU that it reads "
        "just before it stores the new rq->curr is left alone, so that CPU itself must order that "
        "store before the first access of user code: it owes a full barrier. Nobody wrote one into "
        "the scheduler for that. The write of CR3 is one, and when a kernel thread gives back the "
        "very mm that comes next, and CR3 stays, the atomic mmdrop() of the borrowed reference is. "
        "A scheme that takes that drop away takes the barrier away with it, unless it puts "
        "smp_mb() in its place. A trace shows what ran, not what it ordered, so this is never more "
        "than a suspicion.",
  },
  .roles = mms_obligation_roles,
  .needed = MMS_ROLE_MEMBARRIER_SWITCH,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
