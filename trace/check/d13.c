/* d13.c - reference-kind-mismatch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_MISMATCHES 1000

static void
report (MmsCheckContext *context, guint mm, const MmsLedger *ledger, MmsReferenceKind left,
        MmsReferenceKind missing)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *name = mms_check_name_mm (context, mm);
  guint taken = ledger->last_taken[left];
  guint dropped = ledger->last_dropped[missing];
  MmsFinding *cause = mms_causes_find (context->causes, mm, -1);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d13, cause != NULL && cause->event <= dropped ? cause : NULL, dropped,
      g_strdup_printf ("a reference to %s is taken as a %s one and dropped as a %s one", name,
                       mms_reference_kind_get_name (left), mms_reference_kind_get_name (missing)));

  finding->mm = mm;
  finding->confidence = MMS_CONFIDENCE_WITNESS;
  /* Kernels up to 6.3 do that in kthread_use_mm() and mean it: what counts the same comes out
   * even. */
  if (cause == NULL)
    finding->severity = MMS_SEVERITY_INFO;
  mms_check_add_evidence (finding, taken, events[taken - 1].cpu,
                          "%s references taken: %u, dropped: %u",
                          mms_reference_kind_get_name (left), ledger->n_taken[left],
                          ledger->n_dropped[left]);
  mms_check_add_evidence (finding, dropped, events[dropped - 1].cpu,
                          "%s references taken: %u, dropped: %u",
                          mms_reference_kind_get_name (missing), ledger->n_taken[missing],
                          ledger->n_dropped[missing]);
  mms_check_sort_evidence (finding);
}

/* An mm whose whole life is in the trace has taken of each kind what it dropped. */
static gboolean
find_mismatch (MmsCheckContext *context, guint mm, const MmsLedger *ledger, MmsReferenceKind *left,
               MmsReferenceKind *missing)
{
  gboolean has_left = FALSE;
  gboolean has_missing = FALSE;

  if (!ledger->is_whole || mms_history_get_mm (context->history, mm)->free_event == 0)
    return FALSE;
  for (guint kind = 0; kind < MMS_N_REFERENCES; kind++)
    {
      if (ledger->balance[kind] > 0 && ledger->last_taken[kind] != 0)
        {
          *left = kind;
          has_left = TRUE;
        }
      if (ledger->balance[kind] < 0 && ledger->last_dropped[kind] != 0)
        {
          *missing = kind;
          has_missing = TRUE;
        }
    }
  return has_left && has_missing;
}

static void
end (MmsCheckContext *context)
{
  guint n_mms = mms_history_get_n_mms (context->history);
  guint n_told = 0;
  guint n_more = 0;
  guint more_event = 0;

  for (guint mm = 1; context->is_whole && mm < n_mms; mm++)
    {
      const MmsLedger *ledger = mms_ledgers_find (context->ledgers, mm);
      MmsReferenceKind left;
      MmsReferenceKind missing;

      if (ledger == NULL || !find_mismatch (context, mm, ledger, &left, &missing))
        continue;
      if (n_told < MAX_MISMATCHES)
        {
          report (context, mm, ledger, left, missing);
          n_told++;
        }
      else if (n_more++ == 0)
        more_event = ledger->last_dropped[missing];
    }
  mms_check_report_more (context, &mms_detector_d13, more_event, n_more,
                         "references change their kind");
}

const MmsDetector mms_detector_d13 = {
  .info = {
    .id = "D13",
    .name = "reference-kind-mismatch",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A reference is taken as one kind and dropped as another.",
    .lesson =
        "Real references and lazy ones look alike as long as both are counted in mm_count. A "
        "scheme that no longer counts the lazy ones makes them different things: to drop a lazy "
        "one with mmdrop() takes away what was never there, to drop a real one with "
        "mmdrop_lazy_tlb() forgets it. Every place that takes one and every place that drops it "
        "must agree on what it is.",
  },
  .end = end,
};
