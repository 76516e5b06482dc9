/* view-index.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-index.h"

#include <stdlib.h>
#include <string.h>

#include "model/track-reader.h"

/* Shorter tracks are as fast without. */
#define LEAST_POINTS 64

/* From so many on, freeing the document takes a noticeable part of a frame. */
#define MANY_STAMPS (100000 / MMS_INDEX_STRIDE)

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
  guint n_numbered = 0;

  index->births = g_new (MmsMmEnd, n_mms);
  index->frees = g_new (MmsMmEnd, n_mms);
  index->mms = g_new0 (MmsMmFacts, n_mms);
  for (guint mm = 1; mm < n_mms; mm++)
    {
      const MmsMm *info = mms_history_get_mm (history, mm);

      index->births[index->n_births++] = (MmsMmEnd) { info->first_event, mm };
      index->mms[mm].free_event = info->free_event;
      index->mms[mm].number = info->is_init ? 0 : ++n_numbered;
      if (info->free_event != 0)
        index->frees[index->n_frees++] = (MmsMmEnd) { info->free_event, mm };
    }
  qsort (index->births, index->n_births, sizeof *index->births, compare_ends);
  qsort (index->frees, index->n_frees, sizeof *index->frees, compare_ends);
}

static void
index_stamps (MmsViewIndex *index, MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  index->n_stamps = n_events / MMS_INDEX_STRIDE + (n_events % MMS_INDEX_STRIDE != 0);
  index->stamps = g_new (guint64, index->n_stamps);
  for (guint i = 0; i < index->n_stamps; i++)
    index->stamps[i] = events[i * MMS_INDEX_STRIDE].time;
}

MmsViewIndex *
mms_view_index_new (MmsDocument *document)
{
  MmsViewIndex *index = g_new0 (MmsViewIndex, 1);

  if (document == NULL)
    return index;
  index->document = mms_document_ref (document);
  index_findings (index, mms_document_get_findings (document));
  index_mms (index, mms_document_get_history (document));
  index_stamps (index, mms_document_get_trace (document));
  index->pyramids = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mms_pyramid_free);
  return index;
}

void
mms_view_index_prepare (MmsViewIndex *index)
{
  MmsHistory *history;
  const guint *cpus;
  guint n_cpus;

  if (index->document == NULL)
    return;
  history = mms_document_get_history (index->document);
  cpus = mms_trace_get_cpus (mms_document_get_trace (index->document), &n_cpus);
  for (MmsAttribute attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
    {
      mms_view_index_uses_attribute (index, attribute);
      /* no lane shows it */
      if (attribute == MMS_ATTRIBUTE_MM)
        continue;
      for (guint i = 0; i < n_cpus; i++)
        mms_view_index_get_pyramid (index, mms_history_get_cpu_track (history, cpus[i], attribute));
    }
}

void
mms_view_index_free (MmsViewIndex *index)
{
  g_free (index->by_cpu);
  g_free (index->by_event);
  g_free (index->births);
  g_free (index->frees);
  g_free (index->stamps);
  g_free (index->mms);
  g_clear_pointer (&index->pyramids, g_hash_table_unref);
  g_clear_pointer (&index->document, mms_document_unref);
  g_free (index);
}

static gpointer
free_in_thread (gpointer index)
{
  mms_view_index_free (index);
  return NULL;
}

void
mms_view_index_free_aside (MmsViewIndex *index)
{
  if (index->n_stamps < MANY_STAMPS)
    mms_view_index_free (index);
  else
    g_thread_unref (g_thread_new ("free", free_in_thread, index));
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
mms_view_index_uses_attribute (MmsViewIndex *index, MmsAttribute attribute)
{
  if (index->document == NULL)
    return FALSE;
  if (!index->is_examined[attribute])
    {
      index->is_used[attribute] = is_used (index->document, attribute);
      index->is_examined[attribute] = TRUE;
    }
  return index->is_used[attribute];
}

/* The last stamp from @least on that is less than @time; @least itself where none is. */
static guint
find_stamp (const MmsViewIndex *index, guint least, guint64 time)
{
  const guint64 *stamps = index->stamps;
  guint low = least;
  guint step = 1;
  guint high;

  while (low + step < index->n_stamps && stamps[low + step] < time)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, index->n_stamps);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (stamps[middle] < time)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Of the events from @first on, as many as stand behind one stamp, those before @time; the last of them may be
 * beyond @n_events.  Nothing in it is guessed by the processor, so that it asks the memory for many at once. */
static guint
count_before (const MmsEvent *events, guint n_events, guint first, guint64 time)
{
  const MmsEvent *from = events + first;
  guint n = MIN (MMS_INDEX_STRIDE, n_events - first);

  while (n > 1)
    {
      guint half = n / 2;

      from += from[half - 1].time < time ? half : 0;
      n -= half;
    }
  return (guint) (from - events) + (from->time < time);
}

#define AHEAD 16 /* so many are asked for before the first is needed */

void
mms_view_index_find_times (const MmsViewIndex *index, const guint64 *times, guint n_times, guint32 *events)
{
  const MmsEvent *all;
  guint n_events;
  guint32 least = 0;
  guint stamp = 0;

  if (index->n_stamps == 0)
    {
      memset (events, 0, n_times * sizeof *events);
      return;
    }
  all = mms_trace_get_events (mms_document_get_trace (index->document), &n_events);
  for (guint i = 0; i < n_times + AHEAD; i++)
    {
      if (i < n_times)
        {
          stamp = find_stamp (index, stamp, times[i]);
          events[i] = stamp * MMS_INDEX_STRIDE;
          for (guint j = 0; j < MMS_INDEX_STRIDE; j += MMS_INDEX_STRIDE / 4)
            __builtin_prefetch (all + events[i] + j);
        }
      if (i >= AHEAD)
        {
          /* stamps that go back do not move it back */
          least = MAX (least, count_before (all, n_events, events[i - AHEAD], times[i - AHEAD]));
          events[i - AHEAD] = least;
        }
    }
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
