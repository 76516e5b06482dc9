/* d10.c - refcount-underflow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_UNDERFLOWS 10000

/* What shows it first. */
static guint
find_event (const MmsLedger *ledger)
{
  guint events[] = { ledger->overdrawn, ledger->count_below, ledger->users_below };
  guint first = G_MAXUINT;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    first = events[i] != 0 ? MIN (first, events[i]) : first;
  return first;
}

static void
tell (MmsCheckContext *context, MmsFinding *finding, const MmsLedger *ledger)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const char *label = mms_history_get_mm (context->history, finding->mm)->label;

  if (ledger->is_whole)
    mms_check_add_evidence (finding,
                            mms_history_get_mm (context->history, finding->mm)->first_event, -1,
                            "%s is made: from here on every reference to it is in the trace", label);
  if (ledger->overdrawn != 0)
    mms_check_add_evidence (finding, ledger->overdrawn, events[ledger->overdrawn - 1].cpu,
                            "CPU %u drops a deferred reference to %s that no fixup had taken",
                            events[ledger->overdrawn - 1].cpu, label);
  if (ledger->count_below != 0)
    mms_check_add_evidence (finding, ledger->count_below, events[ledger->count_below - 1].cpu,
                            "CPU %u drops a reference and finds mm_count below zero",
                            events[ledger->count_below - 1].cpu);
  if (ledger->users_below != 0)
    mms_check_add_evidence (finding, ledger->users_below, events[ledger->users_below - 1].cpu,
                            "CPU %u drops a user and finds mm_users below zero",
                            events[ledger->users_below - 1].cpu);
  mms_check_sort_evidence (finding);
}

static void
report (MmsCheckContext *context, guint mm)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsLedger *ledger = mms_ledgers_find (context->ledgers, mm);
  g_autofree char *name = mms_check_name_mm (context, mm);
  MmsFinding *cause = mms_causes_find (context->causes, mm, -1);
  guint event = find_event (ledger);
  MmsFinding *finding;
  char *message;

  if (ledger->lowest < 0)
    message = g_strdup_printf ("%s of %s goes below zero, down to %d: more is dropped than was taken",
                               ledger->count_below != 0 ? "mm_count" : "mm_users", name,
                               ledger->lowest);
  else
    message = g_strdup_printf ("a deferred reference to %s is dropped that was never taken", name);

  if (cause != NULL && cause->event > event)
    cause = NULL;
  finding = mms_check_report (context, &mms_detector_d10, cause, event, message);
  finding->mm = mm;
  finding->cpu = events[event - 1].cpu;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  tell (context, finding, ledger);
  mms_causes_set (context->causes, mm, -1, finding);
}

static void
end (MmsCheckContext *context)
{
  const GArray *overdrawn = mms_ledgers_get_overdrawn (context->ledgers);
  guint n_told = MIN (overdrawn->len, MAX_UNDERFLOWS);

  for (guint i = 0; i < n_told; i++)
    {
      const MmsLedger *ledger
          = mms_ledgers_find (context->ledgers, g_array_index (overdrawn, guint, i));

      /* Who took it may have done so where events are missing, or a CPU was not recorded. */
      if (ledger->lowest < 0
          || (context->is_whole && mms_coverage_has_all_cpus (context->coverage)))
        report (context, g_array_index (overdrawn, guint, i));
    }
  if (n_told < overdrawn->len)
    mms_check_report_more (
        context, &mms_detector_d10,
        find_event (
            mms_ledgers_find (context->ledgers, g_array_index (overdrawn, guint, n_told))),
        overdrawn->len - n_told, "mms have their counts underflow");
}

const MmsDetector mms_detector_d10 = {
  .info = {
    .id = "D10",
    .name = "refcount-underflow",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "A reference is dropped that nobody had taken.",
    .lesson =
        "Every drop of mm_count or mm_users belongs to a reference that was taken before. One "
        "drop too many takes the count to zero while somebody still relies on it: the mm is freed "
        "under its users, and the drop that was right then goes below zero. A drop finds a value "
        "by itself, atomic_dec_and_test() returns it, so the order in which two CPUs' events were "
        "stamped does not matter here: below zero is below zero.",
  },
  .end = end,
};
