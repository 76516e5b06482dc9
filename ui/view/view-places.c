/* view-places.c - what is drawn of the index of a view's document
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

const MmsPyramid *
mms_view_get_pyramid (MmsView        *view,
                      const MmsTrack *track)
{
  return mms_view_index_get_pyramid (mms_view_get_index (view), track);
}

MmsMmFacts *
mms_view_get_mm_facts (MmsView *view)
{
  return mms_view_get_index (view)->mms;
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

gboolean
mms_view_uses_attribute (MmsView      *view,
                         MmsAttribute  attribute)
{
  g_return_val_if_fail (attribute < MMS_N_CPU_ATTRIBUTES, FALSE);

  return mms_view_index_uses_attribute (mms_view_get_index (view), attribute);
}
