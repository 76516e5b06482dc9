/* d70.c - contended-count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#include "model/track-reader.h"

/* So soon after another CPU's change the cache line is still there, and has to come over. */
#define WINDOW_NS 10000

/* Fewer are nothing to tell of. */
#define LEAST_CONTENDED 100

#define N_LISTED 5

typedef struct
{
  guint mm;
  guint event; /* the first */
  guint n_changes;
  guint n_contended;
} Cost;

static Cost
measure (MmsCheckContext *context, guint mm)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsTrack *track = mms_history_get_mm_track (context->history, mm, MMS_ATTRIBUTE_MM_COUNT);
  Cost cost = { mm, 0, 0, 0 };
  guint before = 0;
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  for (guint i = 0; i < track->n_points; i++)
    {
      MmsPoint point = mms_track_reader_get (&reader, i);

      if (point.event == 0 || point.provenance == MMS_UNKNOWN)
        {
          before = 0;
          continue;
        }
      cost.n_changes++;
      if (before != 0 && events[before - 1].cpu != events[point.event - 1].cpu
          && events[point.event - 1].time - events[before - 1].time <= WINDOW_NS)
        {
          if (cost.n_contended++ == 0)
            cost.event = point.event;
        }
      before = point.event;
    }
  return cost;
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  const Cost *x = a;
  const Cost *y = b;

  if (x->n_contended != y->n_contended)
    return x->n_contended > y->n_contended ? -1 : 1;
  return x->mm < y->mm ? -1 : x->mm > y->mm;
}

static void
report (MmsCheckContext *context, GArray *costs, guint n_changes, guint n_contended)
{
  const Cost *worst = &g_array_index (costs, Cost, 0);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d70, NULL, worst->event,
      g_strdup_printf ("%u of %u changes of mm_count come within %u µs after one by another CPU",
                       n_contended, n_changes, WINDOW_NS / 1000));

  finding->confidence = MMS_CONFIDENCE_WITNESS;
  for (guint i = 0; i < MIN (costs->len, N_LISTED); i++)
    {
      const Cost *cost = &g_array_index (costs, Cost, i);
      g_autofree char *name = mms_check_name_mm (context, cost->mm);

      mms_check_add_evidence (finding, cost->event, -1, "%s: %u of %u changes, this is the first",
                              name, cost->n_contended, cost->n_changes);
    }
  mms_check_sort_evidence (finding);
}

static void
end (MmsCheckContext *context)
{
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (Cost));
  guint n_mms = mms_history_get_n_mms (context->history);
  guint n_changes = 0;
  guint n_contended = 0;

  if (!mms_trace_clock_is_ns (context->trace) || mms_trace_has_guessed_cpus (context->trace))
    return;
  for (guint mm = 1; mm < n_mms; mm++)
    {
      Cost cost = measure (context, mm);

      n_changes += cost.n_changes;
      n_contended += cost.n_contended;
      if (cost.n_contended > 0)
        g_array_append_val (costs, cost);
    }
  if (n_contended < LEAST_CONTENDED)
    return;
  g_array_sort (costs, compare_costs);
  report (context, costs, n_changes, n_contended);
}

const MmsDetector mms_detector_d70 = {
  .info = {
    .id = "D70",
    .name = "contended-count",
    .severity = MMS_SEVERITY_INFO,
    .statement = "Several CPUs change one mm_count within a short time.",
    .lesson =
        "Each time a CPU borrows an mm, a counting scheme adds one to its mm_count, and takes it "
        "away again soon after. Where the threads of one process sleep and wake on many CPUs, "
        "they all write that one word, and its cache line travels from CPU to CPU at every switch "
        "to idle and back. This cost is why lazy-mm schemes without a count were tried at all. It "
        "is no fault; compare it between two schemes on the same work.",
  },
  .end = end,
};
