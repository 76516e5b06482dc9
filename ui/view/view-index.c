/* view-index.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-index.h"

#include <stdlib.h>

/* Shorter tracks are as fast without. */
#define LEAST_POINTS 64

static int
compare (guint a, guint b)
{
  return a < b ? -1 : a > b;
}

static int
compare_by_event (const void *data_a, const void *data_b)
{
  const MmsFindingPlace *a = data_a;
  const MmsFindingPlace *b = data_b;

  return a->event != b->event ? compare (a->event, b->event) : compare (a->finding, b->finding);
}

static int
compare_by_cpu (const void *data_a, const void *data_b)
{
  const MmsFindingPlace *a = data_a;
  const MmsFindingPlace *b = data_b;

  if (a->cpu != b->cpu)
    return a->cpu < b->cpu ? -1 : 1;
  return compare_by_event (a, b);
}

static int
compare_ends (const void *data_a, const void *data_b)
{
  const MmsMmEnd *a = data_a;
  const MmsMmEnd *b = data_b;

  return a->event != b->event ? compare (a->event, b->event) : compare (a->mm, b->mm);
}

static void
index_findings (MmsViewIndex *index, GPtrArray *findings)
{
  index->n_findings = findings->len;
  index->by_event = g_new (MmsFindingPlace, findings->len);
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      index->by_event[i] = (MmsFindingPlace) { finding->event, MAX (finding->cpu, -1),
                                               (guint16) finding->holder,
                                               (guint16) finding->severity, i };
    }
  if (findings->len == 0)
    return;
  index->by_cpu = g_memdup2 (index->by_event, findings->len * sizeof *index->by_event);
  qsort (index->by_event, index->n_findings, sizeof *index->by_event, compare_by_event);
  qsort (index->by_cpu, index->n_findings, sizeof *index->by_cpu, compare_by_cpu);
}

static void
index_mms (MmsViewIndex *index, MmsHistory *history)
{
  guint n_mms = mms_history_get_n_mms (history);

  index->births = g_new (MmsMmEnd, n_mms);
  index->frees = g_new (MmsMmEnd, n_mms);
  for (guint mm = 1; mm < n_mms; mm++)
    {
      const MmsMm *info = mms_history_get_mm (history, mm);

      index->births[index->n_births++] = (MmsMmEnd) { info->first_event, mm };
      if (info->free_event != 0)
        index->frees[index->n_frees++] = (MmsMmEnd) { info->free_event, mm };
    }
  qsort (index->births, index->n_births, sizeof *index->births, compare_ends);
  qsort (index->frees, index->n_frees, sizeof *index->frees, compare_ends);
}

void
mms_view_index_set (MmsViewIndex *index, MmsDocument *document)
{
  mms_view_index_clear (index);
  if (document == NULL)
    return;
  index_findings (index, mms_document_get_findings (document));
  index_mms (index, mms_document_get_history (document));
  index->looks = g_new0 (guint8, mms_history_get_n_mms (mms_document_get_history (document)));
  index->pyramids = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mms_pyramid_free);
}

void
mms_view_index_clear (MmsViewIndex *index)
{
  g_free (index->by_cpu);
  g_free (index->by_event);
  g_free (index->births);
  g_free (index->frees);
  g_free (index->looks);
  g_clear_pointer (&index->pyramids, g_hash_table_unref);
  *index = (MmsViewIndex) { 0 };
}

const MmsPyramid *
mms_view_index_get_pyramid (MmsViewIndex *index, const MmsTrack *track)
{
  MmsPyramid *pyramid;

  if (index->pyramids == NULL || track->n_points < LEAST_POINTS)
    return NULL;
  pyramid = g_hash_table_lookup (index->pyramids, track);
  if (pyramid == NULL)
    {
      pyramid = mms_pyramid_new (track);
      g_hash_table_insert (index->pyramids, (gpointer) track, pyramid);
    }
  return pyramid;
}

guint
mms_mm_end_find (const MmsMmEnd *ends, guint n_ends, guint event)
{
  guint low = 0;
  guint high = n_ends;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ends[middle].event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}
