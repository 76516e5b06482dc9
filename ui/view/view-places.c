/* view-places.c - what is drawn of the index of a view's document
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

#include "model/track-reader.h"

const MmsPyramid *
mms_view_get_pyramid (MmsView        *view,
                      const MmsTrack *track)
{
  return mms_view_index_get_pyramid (mms_view_get_index (view), track);
}

guint8 *
mms_view_get_looks (MmsView *view)
{
  return mms_view_get_index (view)->looks;
}

/* The first place that is behind @event of @cpu. */
static guint
find_place (const MmsFindingPlace *places,
            guint                  n_places,
            int                    cpu,
            guint                  event)
{
  guint low = 0;
  guint high = n_places;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const MmsFindingPlace *place = &places[middle];

      if (cpu == MMS_VIEW_ALL_CPUS || place->cpu == cpu ? place->event > event : place->cpu > cpu)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

const MmsFindingPlace *
mms_view_find_places (MmsView *view,
                      int      cpu,
                      guint    first,
                      guint    last,
                      guint   *n_places)
{
  const MmsViewIndex *index = mms_view_get_index (view);
  const MmsFindingPlace *places = cpu == MMS_VIEW_ALL_CPUS ? index->by_event : index->by_cpu;
  guint begin = find_place (places, index->n_findings, cpu, first);
  guint end = find_place (places, index->n_findings, cpu, last);

  *n_places = end > begin ? end - begin : 0;
  return places != NULL ? &places[begin] : NULL;
}

static gboolean
is_used (MmsDocument *document, MmsAttribute attribute)
{
  MmsHistory *history = mms_document_get_history (document);
  const guint *cpus;
  guint n_cpus;

  if (!mms_history_has_attribute (history, attribute))
    return FALSE;
  cpus = mms_trace_get_cpus (mms_document_get_trace (document), &n_cpus);
  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsTrack *track = mms_history_get_cpu_track (history, cpus[i], attribute);
      MmsTrackReader reader;

      mms_track_reader_init (&reader, track);
      for (guint j = 0; j < track->n_points; j++)
        if (mms_track_reader_get (&reader, j).value != 0)
          return TRUE;
    }
  return FALSE;
}

gboolean
mms_view_uses_attribute (MmsView      *view,
                         MmsAttribute  attribute)
{
  MmsDocument *document = mms_view_get_document (view);
  MmsViewIndex *index = mms_view_get_index (view);

  g_return_val_if_fail (attribute < MMS_N_CPU_ATTRIBUTES, FALSE);

  if (document == NULL)
    return FALSE;
  if (!index->is_examined[attribute])
    {
      index->is_used[attribute] = is_used (document, attribute);
      index->is_examined[attribute] = TRUE;
    }
  return index->is_used[attribute];
}
