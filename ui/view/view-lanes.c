/* view-lanes.c - which mms deserve a lane
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

/* Places at which a busy track is looked at: enough to find who holds it mostly. */
#define N_SAMPLES 48

/* What outweighs what, in shares of the visible stretch that one holder holds an mm. */
#define WEIGHT_SELECTED         1e12
#define WEIGHT_SELECTED_FINDING 1e9
#define WEIGHT_FINDING          1e6 /* init_mm, which says little, needs it to get a lane */
#define WEIGHT_BORN_OR_FREED    0.02
#define WEIGHT_KEPT             0.5  /* was shown and still matters: not out for a little less */
#define WEIGHT_LIVING           1e-9 /* was shown and still lives: if there is room */

/* More mms than this are not looked at one by one for births and frees. */
#define MAX_EXAMINED 8192

typedef struct
{
  guint mm;
  double weight;
} Candidate;

typedef struct
{
  GArray *array;     /* of Candidate */
  GHashTable *index; /* mm → place in the array + 1 */
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
             const MmsTrack *track,
             const guint    *samples)
{
  guint first = mms_track_find (track, samples[0]);
  guint last = mms_track_find (track, samples[N_SAMPLES]);
  double share = 1.0 / N_SAMPLES;

  if (first > 0)
    first--;
  if (last - first <= N_SAMPLES)
    {
      /* few changes: nobody who held it is missed, however shortly */
      for (guint i = first; i < last; i++)
        add_weight (candidates, (guint) mms_track_get (track, i).value, share / 16);
    }
  if (last == first)
    return;
  for (guint i = 0; i < N_SAMPLES; i++)
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

static void
weigh_holders (Candidates  *candidates,
               MmsView     *view,
               MmsHistory  *history,
               const guint *samples)
{
  const guint *cpus;
  guint n_cpus;

  cpus = mms_trace_get_cpus (mms_history_get_trace (history), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    for (guint attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      if (mms_attribute_is_mm (attribute))
        weigh_track (candidates, mms_history_get_cpu_track (history, cpus[i], attribute), samples);
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

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->mm != 0 && finding->event > first && finding->event <= last)
        add_weight (candidates, finding->mm, WEIGHT_FINDING);
    }
  if (selected >= 0)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, selected);

      add_weight (candidates, finding->mm, WEIGHT_SELECTED_FINDING);
    }
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
  GArray *mms = g_array_new (FALSE, FALSE, sizeof (guint));
  Candidates candidates;
  MmsHistory *history;
  guint samples[N_SAMPLES + 1];
  double start;
  double end;
  guint n_mms;

  if (document == NULL)
    return mms;

  history = mms_document_get_history (document);
  n_mms = mms_history_get_n_mms (history);
  candidates.array = g_array_new (FALSE, FALSE, sizeof (Candidate));
  candidates.index = g_hash_table_new (NULL, NULL);

  mms_view_get_range (view, &start, &end);
  for (guint i = 0; i <= N_SAMPLES; i++)
    samples[i] = mms_view_find_event (view, start + (end - start) * i / N_SAMPLES);

  weigh_holders (&candidates, view, history, samples);
  weigh_findings (&candidates, view, document, samples[0], samples[N_SAMPLES]);
  for (guint mm = 1; mm < MIN (n_mms, MAX_EXAMINED); mm++)
    {
      const MmsMm *info = mms_history_get_mm (history, mm);

      if ((info->first_event > samples[0] && info->first_event <= samples[N_SAMPLES]) ||
          (info->free_event > samples[0] && info->free_event <= samples[N_SAMPLES]))
        add_weight (&candidates, mm, WEIGHT_BORN_OR_FREED);
    }
  weigh_shown (&candidates, view, history, samples[0], samples[N_SAMPLES]);
  add_weight (&candidates, mms_view_get_mm (view), WEIGHT_SELECTED);

  g_array_sort (candidates.array, compare_weights);
  for (guint i = 0; i < candidates.array->len && mms->len < max; i++)
    {
      const Candidate *candidate = &g_array_index (candidates.array, Candidate, i);

      if (candidate->weight >= WEIGHT_FINDING ||
          !mms_history_get_mm (history, candidate->mm)->is_init)
        g_array_append_val (mms, candidate->mm);
    }
  g_array_sort (mms, compare_mms);

  g_array_unref (candidates.array);
  g_hash_table_unref (candidates.index);
  return mms;
}
