/* skipped-tell.c - how it came that a membarrier call skipped a CPU
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "skipped.h"

static void
tell_registration (MmsCheckContext *context, MmsRegistrations *registrations,
                   MmsFinding *finding, const MmsSkipped *skipped)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsRegistration *registration
      = mms_registrations_find (registrations, skipped->mm);
  const char *label = mms_history_get_mm (context->history, skipped->mm)->label;
  guint call = registration != NULL ? registration->call_event : 0;
  g_autofree char *registrar = NULL;
  g_autofree char *idle = NULL;
  MmsPoint active;
  MmsPoint task;
  MmsPoint mm;

  if (call == 0 || call >= skipped->first_call)
    return;
  registrar = mms_check_name_task (context, mms_trace_get_pid (context->trace, &events[call - 1]),
                                   events[call - 1].cpu, call);
  mm = mms_track_at (mms_history_get_cpu_track (context->history, skipped->cpu, MMS_ATTRIBUTE_MM),
                     call);
  active = mms_track_at (
      mms_history_get_cpu_track (context->history, skipped->cpu, MMS_ATTRIBUTE_ACTIVE_MM), call);
  task = mms_track_at (
      mms_history_get_cpu_track (context->history, skipped->cpu, MMS_ATTRIBUTE_TASK), call);
  if (mm.provenance != MMS_UNKNOWN && mm.value == 0 && mm.event != 0
      && active.value == (int) skipped->mm)
    {
      idle = mms_check_name_task (context, task.value, skipped->cpu, call);
      mms_check_add_evidence (finding, mm.event, (int) skipped->cpu,
                              "CPU %u only borrows %s from here on; %s runs there when %s is "
                              "registered",
                              skipped->cpu, label, idle, label);
    }
  mms_check_add_evidence (finding, call, events[call - 1].cpu,
                          "%s registers %s for GLOBAL_EXPEDITED; only the CPUs that run %s just "
                          "then get the new state into their rq->membarrier_state",
                          registrar, label, label);
}

static void
tell_switch (MmsCheckContext *context, MmsFinding *finding, const MmsSkipped *skipped,
             const char *running)
{
  const char *label = mms_history_get_mm (context->history, skipped->mm)->label;
  MmsPoint active = mms_track_at (
      mms_history_get_cpu_track (context->history, skipped->cpu, MMS_ATTRIBUTE_ACTIVE_MM),
      skipped->since - 1);

  if (skipped->stale_event != 0)
    mms_check_add_evidence (finding, skipped->stale_event, (int) skipped->cpu,
                            "CPU %u switches back to %s: membarrier_switch_mm() finds prev == next "
                            "(%s) and returns, so rq->membarrier_state stays %u where %s has %u "
                            "(8: GLOBAL_EXPEDITED)",
                            skipped->cpu, running, label, skipped->rq_state, label,
                            skipped->mm_state);
  else if (active.provenance != MMS_UNKNOWN && active.value == (int) skipped->mm)
    mms_check_add_evidence (finding, skipped->since, (int) skipped->cpu,
                            "CPU %u switches to %s and to the mm that it had as active_mm already: "
                            "membarrier_switch_mm() finds prev == next and does not update "
                            "rq->membarrier_state",
                            skipped->cpu, running);
  else
    mms_check_add_evidence (finding, skipped->since, (int) skipped->cpu,
                            "CPU %u runs %s on %s from here on", skipped->cpu, running, label);
}

static void
tell_names (MmsCheckContext *context, MmsFinding *finding, const MmsSkipped *skipped,
            const char *running)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  int by = events[skipped->registered - 1].cpu;
  g_autofree char *registrar
      = mms_check_name_task (context, skipped->registrar, (guint) by, skipped->registered);

  mms_check_add_evidence (finding, skipped->left, (int) skipped->cpu,
                          "CPU %u: %s goes to sleep; the CPU stays lazily on its mm", skipped->cpu,
                          running);
  mms_check_add_evidence (finding, skipped->registered, by,
                          "%s, by its name and its end of the same process, registers for "
                          "GLOBAL_EXPEDITED; only the CPUs that run the mm just then are told",
                          registrar);
  mms_check_add_evidence (finding, skipped->since, (int) skipped->cpu,
                          "CPU %u switches back to %s, and no other mm was used there meanwhile: "
                          "membarrier_switch_mm() finds prev == next and does not update "
                          "rq->membarrier_state",
                          skipped->cpu, running);
}

static void
tell_calls (MmsCheckContext *context, MmsFinding *finding, const MmsSkipped *skipped,
            const char *running)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsEvent *call = &events[skipped->first_call - 1];
  g_autofree char *caller = mms_check_name_task (
      context, mms_trace_get_pid (context->trace, call), call->cpu, skipped->first_call);

  mms_check_add_evidence (finding, skipped->first_call, call->cpu,
                          "CPU %u: %s calls membarrier(GLOBAL_EXPEDITED), which sends an IPI to "
                          "each CPU whose rq->membarrier_state has the bit",
                          (guint) call->cpu, caller);
  if (skipped->answer != 0)
    mms_check_add_evidence (finding, skipped->answer, events[skipped->answer - 1].cpu,
                            "CPU %u handles the IPI", (guint) events[skipped->answer - 1].cpu);
  mms_check_add_evidence (finding, skipped->first_end, events[skipped->first_end - 1].cpu,
                          "the call is over; CPU %u ran %s all the time and handled no IPI: its "
                          "user code had no memory barrier",
                          skipped->cpu, running);
  if (skipped->n_calls > 1)
    mms_check_add_evidence (finding, skipped->last_call, events[skipped->last_call - 1].cpu,
                            "the last of %u calls that skip CPU %u", skipped->n_calls,
                            skipped->cpu);
}

static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  const MmsEvidence *x = a;
  const MmsEvidence *y = b;

  return x->event < y->event ? -1 : x->event > y->event;
}

void
mms_skipped_report (MmsCheckContext *context, MmsRegistrations *registrations,
                    const MmsSkipped *skipped)
{
  g_autofree char *running
      = mms_check_name_task (context, skipped->pid, skipped->cpu, skipped->first_call);
  g_autofree char *mm = skipped->mm != 0 ? mms_check_name_mm (context, skipped->mm) : NULL;
  g_autofree char *calls = skipped->n_calls == 1
                               ? g_strdup ("membarrier(GLOBAL_EXPEDITED) sends")
                               : g_strdup_printf ("%u calls of membarrier(GLOBAL_EXPEDITED) send",
                                                  skipped->n_calls);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d46, NULL, skipped->first_call,
      mm != NULL ? g_strdup_printf ("%s no IPI to CPU %u, which runs %s on the registered %s",
                                    calls, skipped->cpu, running, mm)
                 : g_strdup_printf ("%s no IPI to CPU %u, which runs %s, as it seems a thread of a "
                                    "registered process",
                                    calls, skipped->cpu, running));

  finding->cpu = (int) skipped->cpu;
  finding->mm = skipped->mm;
  if (skipped->mm == 0)
    tell_names (context, finding, skipped, running);
  else
    {
      finding->confidence = skipped->stale_event != 0 ? MMS_CONFIDENCE_PROVED
                                                      : MMS_CONFIDENCE_WITNESS;
      tell_registration (context, registrations, finding, skipped);
      tell_switch (context, finding, skipped, running);
    }
  tell_calls (context, finding, skipped, running);
  g_array_sort (finding->evidence, compare_evidence);
}
