/* view-lanes.c - which mms deserve a lane
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

/* Places at which a busy track is looked at: enough to find who holds it mostly; of hundreds of CPUs fewer
 * each tell as much, and cost no more than this many looks in all. */
#define MAX_SAMPLES 48
#define MIN_SAMPLES 6
#define MAX_LOOKS   8192

/* What outweighs what, in shares of the visible stretch that one holder holds an mm. */
#define WEIGHT_SELECTED         1e12
#define WEIGHT_SELECTED_FINDING 1e9
#define WEIGHT_FINDING          1e6 /* init_mm, which says little, needs it to get a lane */
#define WEIGHT_BORN_OR_FREED    0.02
#define WEIGHT_KEPT             0.5  /* was shown and still matters: not out for a little less */
#define WEIGHT_LIVING           1e-9 /* was shown and still lives: if there is room */

/* Of more births or frees in the visible stretch than this, those spread over it are looked at. */
#define MAX_EXAMINED 1024

typedef struct
{
  guint mm;
  double weight;
} Candidate;

typedef struct
{
  GArray *array;     /* of Candidate */
  GHashTable *index; /* mm → place in the array + 1 */
  guint samples[MAX_SAMPLES + 1]; /* events, from the stretch's first to its last */
  guint n_samples;
} Candidates;

static void
add_weight (Candidates *candidates,
            guint       mm,
            double      weight)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (candidates->index, GUINT_TO_POINTER (mm)));

  if (mm == 0)
    return;
  if (place == 0)
    {
      Candidate candidate = { mm, 0 };

      g_array_append_val (candidates->array, candidate);
      place = candidates->array->len;
      g_hash_table_insert (candidates->index, GUINT_TO_POINTER (mm), GUINT_TO_POINTER (place));
    }
  g_array_index (candidates->array, Candidate, place - 1).weight += weight;
}

static void
weigh_track (Candidates     *candidates,
             const MmsTrack *track)
{
  const guint *samples = candidates->samples;
  const guint n_samples = candidates->n_samples;
  guint first = mms_track_find (track, samples[0]);
  guint last = mms_track_find (track, samples[n_samples]);
  double share = 1.0 / n_samples;

  if (first > 0)
    first--;
  if (last - first <= n_samples)
    {
      /* few changes: nobody who held it is missed, however shortly */
      for (guint i = first; i < last; i++)
        add_weight (candidates, (guint) mms_track_get (track, i).value, share / 16);
    }
  if (last == first)
    return;
  for (guint i = 0; i < n_samples; i++)
    add_weight (candidates, (guint) mms_track_at (track, samples[i]).value, share);
}

static int
compare_weights (gconstpointer data_a,
                 gconstpointer data_b)
{
  const Candidate *a = data_a;
  const Candidate *b = data_b;

  if (a->weight != b->weight)
    return a->weight > b->weight ? -1 : 1;
  return a->mm < b->mm ? -1 : a->mm > b->mm;
}

static int
compare_mms (gconstpointer a,
             gconstpointer b)
{
  guint mm_a = *(const guint *) a;
  guint mm_b = *(const guint *) b;

  return mm_a < mm_b ? -1 : mm_a > mm_b;
}

/* Places the samples so that all tracks together cost no more than they may. */
static void
take_samples (Candidates *candidates,
              MmsView    *view,
              guint       n_tracks)
{
  double start;
  double end;

  mms_view_get_range (view, &start, &end);
  candidates->n_samples = CLAMP (MAX_LOOKS / MAX (n_tracks, 1), MIN_SAMPLES, MAX_SAMPLES);
  for (guint i = 0; i <= candidates->n_samples; i++)
    candidates->samples[i] =
      mms_view_find_event (view, start + (end - start) * i / candidates->n_samples);
}

static void
weigh_holders (Candidates *candidates,
               MmsView    *view,
               MmsHistory *history)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();
  const guint *cpus;
  guint n_cpus;

  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      {
        const MmsTrack *track = mms_history_get_cpu_track (history, cpus[i], attribute);

        if (mms_attribute_is_mm (attribute) && track->n_points > 0)
          g_ptr_array_add (tracks, (gpointer) track);
      }
  take_samples (candidates, view, tracks->len);
  for (guint i = 0; i < tracks->len; i++)
    weigh_track (candidates, g_ptr_array_index (tracks, i));
}

static void
weigh_findings (Candidates  *candidates,
                MmsView     *view,
                MmsDocument *document,
                guint        first,
                guint        last)
{
  GPtrArray *findings = mms_document_get_findings (document);
  int selected = mms_view_get_finding (view);
  guint n_places;
  const MmsFindingPlace *places =
    mms_view_find_places (view, MMS_VIEW_ALL_CPUS, first, last, &n_places);

  for (guint i = 0; i < n_places; i += n_places / MAX_EXAMINED + 1)
    add_weight (candidates,
                ((const MmsFinding *) g_ptr_array_index (findings, places[i].finding))->mm,
                WEIGHT_FINDING);
  if (selected >= 0)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, selected);

      add_weight (candidates, finding->mm, WEIGHT_SELECTED_FINDING);
    }
}

static void
weigh_ends (Candidates     *candidates,
            const MmsMmEnd *ends,
            guint           n_ends,
            guint           first,
            guint           last)
{
  guint begin = mms_mm_end_find (ends, n_ends, first);
  guint end = mms_mm_end_find (ends, n_ends, last);

  for (guint i = begin; i < end; i += (end - begin) / MAX_EXAMINED + 1)
    add_weight (candidates, ends[i].mm, WEIGHT_BORN_OR_FREED);
}

/* What was shown before the visible stretch moved, and lives in what it is now. */
static void
weigh_shown (Candidates *candidates,
             MmsView    *view,
             MmsHistory *history,
             guint       first,
             guint       last)
{
  GArray *shown = mms_view_get_lanes (view);

  for (guint i = 0; shown != NULL && i < shown->len; i++)
    {
      guint mm = g_array_index (shown, guint, i);
      const MmsMm *info;

      if (mm >= mms_history_get_n_mms (history))
        continue;
      info = mms_history_get_mm (history, mm);
      if (info->first_event > last || (info->free_event != 0 && info->free_event <= first))
        continue;
      if (g_hash_table_contains (candidates->index, GUINT_TO_POINTER (mm)))
        add_weight (candidates, mm, WEIGHT_KEPT);
      else
        add_weight (candidates, mm, WEIGHT_LIVING);
    }
}

GArray *
mms_view_list_mms (MmsView *view,
                   guint    max)
{
  MmsDocument *document = mms_view_get_document (view);
  const MmsViewIndex *index = mms_view_get_index (view);
  GArray *mms = g_array_new (FALSE, FALSE, sizeof (guint));
  Candidates candidates;
  MmsHistory *history;
  guint first;
  guint last;

  if (document == NULL)
    return mms;

  history = mms_document_get_history (document);
  candidates.array = g_array_new (FALSE, FALSE, sizeof (Candidate));
  candidates.index = g_hash_table_new (NULL, NULL);

  weigh_holders (&candidates, view, history);
  first = candidates.samples[0];
  last = candidates.samples[candidates.n_samples];
  weigh_findings (&candidates, view, document, first, last);
  weigh_ends (&candidates, index->births, index->n_births, first, last);
  weigh_ends (&candidates, index->frees, index->n_frees, first, last);
  weigh_shown (&candidates, view, history, first, last);
  add_weight (&candidates, mms_view_get_mm (view), WEIGHT_SELECTED);

  g_array_sort (candidates.array, compare_weights);
  for (guint i = 0; i < candidates.array->len && mms->len < max; i++)
    {
      const Candidate *candidate = &g_array_index (candidates.array, Candidate, i);

      if (candidate->weight < WEIGHT_FINDING &&
          mms_history_get_mm (history, candidate->mm)->is_init)
        continue;
      if (!mms_view_is_lane_hidden (view, MMS_LANE_MM, candidate->mm) &&
          !mms_view_is_lane_pinned (view, MMS_LANE_MM, candidate->mm))
        g_array_append_val (mms, candidate->mm);
    }
  g_array_sort (mms, compare_mms);

  g_array_unref (candidates.array);
  g_hash_table_unref (candidates.index);
  return mms;
}

GArray *
mms_view_update_mms (MmsView *view)
{
  GArray *mms = mms_view_list_mms (view, MMS_VIEW_MAX_MM_LANES);

  mms_view_set_lanes (view, mms);
  return mms;
}
