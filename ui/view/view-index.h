/* view-index.h - what drawing looks up in a document, in the order in which it looks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"
#include "pyramid.h"

G_BEGIN_DECLS

/* Where the mark of a finding stands. */
typedef struct
{
  guint event;
  int cpu; /* -1: none */
  guint16 holder;
  guint16 severity;
  guint finding; /* its index */
} MmsFindingPlace;

/* An mm that begins or ends. */
typedef struct
{
  guint event;
  guint mm;
} MmsMmEnd;

/**
 * MmsMmFacts:
 * @free_event: the event that freed it; 0: none did
 * @number: counts mms in order of appearance, from 1; 0 is init_mm
 *
 * What drawing asks of an mm for each of its bars.  Thousands are drawn, of hundreds of thousands: what the
 * history knows of them lies too far apart.
 */
typedef struct
{
  guint32 free_event;
  guint32 number;
} MmsMmFacts;

/* Every so many events, the index holds a stamp. */
#define MMS_INDEX_STRIDE 32

/**
 * MmsViewIndex:
 * @document: (nullable): of which it is; kept
 * @by_cpu: findings by CPU, and then by event
 * @by_event: the same by event
 * @n_findings: how many
 * @births, @frees: mms by the event that first names, that frees them
 * @n_births, @n_frees: how many
 * @stamps: of the events with the numbers 1, 1 + %MMS_INDEX_STRIDE, …: what is looked for in time is found
 *   in these, and then nearby
 * @n_stamps: how many
 * @mms: a #MmsMmFacts for each mm of the history
 * @pyramids: of tracks, made when first asked for
 * @is_used: whether any CPU ever holds anything in that attribute
 * @is_examined: whether that is known already
 *
 * It belongs to one thread at a time: to the one that makes it, then to that of the view.
 */
typedef struct
{
  MmsDocument *document;
  MmsFindingPlace *by_cpu;
  MmsFindingPlace *by_event;
  guint n_findings;
  MmsMmEnd *births;
  MmsMmEnd *frees;
  guint n_births;
  guint n_frees;
  guint64 *stamps;
  guint n_stamps;
  MmsMmFacts *mms;
  GHashTable *pyramids;
  gboolean is_used[MMS_N_CPU_ATTRIBUTES];
  gboolean is_examined[MMS_N_CPU_ATTRIBUTES];
} MmsViewIndex;

/* @document: (nullable) (transfer none) */
MmsViewIndex *mms_view_index_new     (MmsDocument  *document);
/* Makes everything that is otherwise made when first asked for, which may be in the middle of a frame: meant for
 * a worker thread. */
void          mms_view_index_prepare (MmsViewIndex *index);
void          mms_view_index_free    (MmsViewIndex *index);
/* The same, in a thread of its own where it takes long, which it does where the document goes with it. */
void          mms_view_index_free_aside (MmsViewIndex *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsViewIndex, mms_view_index_free)

/* (nullable) (transfer none): that of a track which is long enough to need one */
const MmsPyramid *mms_view_index_get_pyramid (MmsViewIndex   *index,
                                              const MmsTrack *track);

/* Whether any CPU ever holds anything in @attribute. */
gboolean mms_view_index_uses_attribute (MmsViewIndex *index,
                                        MmsAttribute  attribute);

/**
 * mms_view_index_find_times:
 * @times: ascending
 * @events: (out) (array): of each of @times, how many events lie before it
 */
void mms_view_index_find_times (const MmsViewIndex *index,
                                const guint64      *times,
                                guint               n_times,
                                guint32            *events);

/* Of ends that ascend by event, the first that is greater than @event. */
guint mms_mm_end_find (const MmsMmEnd *ends,
                       guint           n_ends,
                       guint           event);

G_END_DECLS
