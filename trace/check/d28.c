/* d28.c - deferred-parked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

/* A CPU drains at its next switch to a user task; one that switched this often since had the
 * chance. */
#define MANY_SWITCHES 16

/* A CPU that is down for this long stays down as far as the trace tells. */
#define GONE_NS G_GUINT64_CONSTANT (1000000000)

/* Down until the trace's end, and not just now: what it holds nobody will come back for. */
static gboolean
is_gone (MmsCheckContext *context, guint since)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);

  return since != 0 && context->is_whole && mms_trace_clock_is_ns (context->trace)
         && events[context->event - 1].time - events[since - 1].time >= GONE_NS;
}

static void
report (MmsCheckContext *context, guint cpu, MmsPoint held, guint n_switches, guint down_since)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  guint mm = (guint) held.value;
  const char *label = mms_history_get_mm (context->history, mm)->label;
  g_autofree char *name = mms_check_name_mm (context, mm);
  guint since = MAX (held.event, 1);
  g_autofree char *age = mms_check_name_age (context, since, context->event);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d28, mms_causes_find (context->causes, mm, (int) cpu), since,
      g_strdup_printf ("CPU %u keeps a deferred reference to %s for %s, to the trace's end", cpu,
                       name, age));

  finding->cpu = (int) cpu;
  finding->mm = mm;
  finding->holder = MMS_ATTRIBUTE_MM_TO_MMDROP;
  finding->confidence
      = held.provenance == MMS_OBSERVED ? MMS_CONFIDENCE_PROVED : MMS_CONFIDENCE_WITNESS;
  /* Late is not lost: the next switch to a user task drops it, or the CPU's end does. */
  finding->severity
      = is_gone (context, down_since) ? MMS_SEVERITY_WARNING : MMS_SEVERITY_INFO;
  mms_check_add_evidence (finding, since, events[since - 1].cpu,
                          "CPU %u is given a deferred reference to %s", cpu, label);
  if (down_since != 0)
    mms_check_add_evidence (finding, MAX (down_since, since), (int) cpu,
                            "CPU %u goes down and does not come back", cpu);
  mms_check_add_evidence (finding, context->event, -1,
                          "it is still in mm_to_mmdrop after %u context switches; %s stays allocated",
                          n_switches, label);
  mms_check_sort_evidence (finding);
}

static void
end (MmsCheckContext *context)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);

  if (mms_trace_has_guessed_cpus (context->trace))
    return;
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsTrack *tasks
          = mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_TASK);
      MmsPoint held = mms_track_last (
          mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_MM_TO_MMDROP));
      MmsPoint slot = mms_track_last (
          mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_LAZY_MM));
      guint down_since = mms_hotplug_since (context->hotplug, cpus[i]);
      guint n_switches;

      if (held.provenance == MMS_UNKNOWN || held.value == 0 || slot.provenance == MMS_UNKNOWN
          || (slot.value == held.value && down_since == 0))
        continue;
      n_switches = tasks->n_points - mms_track_find (tasks, held.event);
      if (n_switches >= MANY_SWITCHES || down_since != 0)
        report (context, cpus[i], held, n_switches, down_since);
    }
}

const MmsDetector mms_detector_d28 = {
  .info = {
    .id = "D28",
    .name = "deferred-parked",
    .severity = MMS_SEVERITY_WARNING,
    .statement = "A deferred reference is not dropped although its CPU has moved on.",
    .lesson =
        "A CPU drops what a fixup left in its mm_to_mmdrop when it next has the occasion. If that "
        "does not come, because the reference was put there after the CPU had moved on, or "
        "because the CPU went offline, the mm_struct and its page table root stay allocated. That "
        "is bounded, one mm per CPU, and no danger; it is worth knowing when memory of dead "
        "processes does not go away.",
  },
  .end = end,
};
