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
 * MmsViewIndex:
 * @by_cpu: findings by CPU, and then by event
 * @by_event: the same by event
 * @n_findings: how many
 * @births, @frees: mms by the event that first names, that frees them
 * @n_births, @n_frees: how many
 * @pyramids: of tracks, made when first asked for
 * @looks: see mms_view_get_looks()
 * @is_used: whether any CPU ever holds anything in that attribute
 * @is_examined: whether that is known already
 *
 * Zero-initialised it is that of no document.
 */
typedef struct
{
  MmsFindingPlace *by_cpu;
  MmsFindingPlace *by_event;
  guint n_findings;
  MmsMmEnd *births;
  MmsMmEnd *frees;
  guint n_births;
  guint n_frees;
  GHashTable *pyramids;
  guint8 *looks;
  gboolean is_used[MMS_N_CPU_ATTRIBUTES];
  gboolean is_examined[MMS_N_CPU_ATTRIBUTES];
} MmsViewIndex;

/* @document may be NULL */
void mms_view_index_set   (MmsViewIndex *index,
                           MmsDocument  *document);
void mms_view_index_clear (MmsViewIndex *index);

/* (nullable) (transfer none): that of a track which is long enough to need one */
const MmsPyramid *mms_view_index_get_pyramid (MmsViewIndex   *index,
                                              const MmsTrack *track);

/* Of ends that ascend by event, the first that is greater than @event. */
guint mms_mm_end_find (const MmsMmEnd *ends,
                       guint           n_ends,
                       guint           event);

G_END_DECLS
