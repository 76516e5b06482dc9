/* view-arrange.h - which lanes there are, in which order, and how tall
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_LANE_CPU,
  MMS_LANE_MM,
  MMS_LANE_QUIET, /* several CPUs, one after the other, on which nothing ever happens */
} MmsLaneKind;

/* How lanes of CPUs are shown. */
typedef enum
{
  MMS_FOLD_AUTO,   /* folded where there are more than %MMS_FOLD_LIMIT */
  MMS_FOLD_NEVER,
  MMS_FOLD_ALWAYS,
} MmsFold;

#define MMS_FOLD_LIMIT 12

/**
 * MmsLaneKey:
 * @id: a CPU's id, or an mm's index; of quiet CPUs the first one
 * @last: of quiet CPUs the last one; otherwise as @id
 */
typedef struct
{
  MmsLaneKind kind;
  guint id;
  guint last;
} MmsLaneKey;

/* @is_folded: one low row instead of one for each attribute */
typedef struct
{
  MmsLaneKey key;
  gboolean is_folded;
  gboolean is_pinned;
} MmsLaneRow;

/**
 * MmsArrangement:
 * @pinned, @hidden: (element-type MmsLaneKey): CPUs and mms, in the order in which that was done
 * @opened: (element-type guint): first CPUs of stretches of quiet ones that are shown all the same
 *
 * What somebody did about the lanes of a view.
 */
typedef struct
{
  GArray *pinned;
  GArray *hidden;
  GArray *opened;
  MmsFold fold;
} MmsArrangement;

void mms_arrangement_init  (MmsArrangement *arrangement);
void mms_arrangement_clear (MmsArrangement *arrangement);
/* For another document: CPUs and mms are others there.  How CPUs fold stays. */
void mms_arrangement_reset (MmsArrangement *arrangement);

G_END_DECLS
