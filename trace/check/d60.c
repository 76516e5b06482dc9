/* d60.c - schedule inside temp mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "limit.h"
#include "temporary.h"

typedef struct
{
  MmsTemporaries *temporaries;
  MmsLimit limit;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->temporaries = mms_temporaries_new (context);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  mms_temporaries_free (state->temporaries);
  g_free (state);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  guint cpu = context->record->cpu;
  g_autofree char *task = NULL;
  MmsTemporary temporary;
  MmsFinding *finding;

  if (context->role != MMS_ROLE_SCHED_SWITCH)
    {
      mms_temporaries_look (state->temporaries, context);
      return;
    }
  temporary = mms_temporaries_get (state->temporaries, context);
  if (temporary.used == 0)
    return;
  mms_temporaries_forget (state->temporaries, cpu);
  if (mms_trace_is_damaged (context->trace) || !mms_limit_take (&state->limit, context->event))
    return;
  task = mms_check_name_task (context, mms_payload_get_pid (context->payload), cpu,
                              context->event);
  finding = mms_check_report (
      context, &mms_detector_d60, NULL, context->event,
      g_strdup_printf ("CPU %u switches away from %s, which is in a temporary mm", cpu, task));
  finding->cpu = (int) cpu;
  finding->mm = temporary.saved;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, temporary.used, (int) cpu, "CPU %u: %s goes into a temporary mm",
                          cpu, task);
  mms_check_add_evidence (finding, context->event, (int) cpu,
                          "the CPU is given to another task before the way back; what was saved is "
                          "this CPU's, and the task may go on elsewhere");
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;

  mms_limit_report (&state->limit, context, &mms_detector_d60);
}

static const MmsRole roles[] = { MMS_ROLE_TEMP_MM_USE, MMS_ROLE_TEMP_MM_UNUSE,
                                 MMS_ROLE_SCHED_SWITCH, MMS_ROLE_NONE };

const MmsDetector mms_detector_d60 = {
  .info = {
    .id = "D60",
    .name = "schedule-inside-temp-mm",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A task is switched away from while its CPU is in a temporary mm.",
    .lesson =
        "Patching code and calling EFI firmware put a temporary mm into CR3 and remember what was "
        "there. The scheduler knows nothing of it: it takes active_mm for what is loaded, lends it "
        "on, and when the task comes back, on this CPU or another, the temporary mm is no longer "
        "loaded or the wrong one is restored. So preemption, and best interrupts, are off from the "
        "way in to the way back, and nothing in between may sleep.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
