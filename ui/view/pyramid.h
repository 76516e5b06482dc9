/* pyramid.h - a track from farther and farther away
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/track.h"

G_BEGIN_DECLS

/**
 * MmsCell:
 * @event: of its first point
 * @value: the value that held over most of its events, a known one if there is one
 * @is_known: whether it is
 * @is_mixed: not all of its points are of this value
 *
 * Some points of a track, one after the other, in one.
 */
typedef struct
{
  guint32 event;
  gint32 value : 30;
  guint32 is_known : 1;
  guint32 is_mixed : 1;
} MmsCell;

G_STATIC_ASSERT (sizeof (MmsCell) == 8);

/* Points of a cell of level 0; one of each further level has %MMS_PYRAMID_FACTOR of the level below. */
#define MMS_PYRAMID_BASE   16
#define MMS_PYRAMID_FACTOR 4

/* The number of points that a whole cell of @level has. */
static inline guint
mms_pyramid_get_size (guint level)
{
  return MMS_PYRAMID_BASE << (2 * level);
}

/* More than any track needs */
#define MMS_PYRAMID_MAX_LEVELS 16

/**
 * MmsPyramid:
 * @n_levels: at least one
 * @levels: cell i of a level begins with point i * mms_pyramid_get_size(); behind the last one stands one
 *   more, whose event is beyond all
 *
 * Where thousands of a track's changes fall into one pixel column, drawing looks at cells instead of
 * points.  Takes about 0.7 bytes per point.
 */
typedef struct
{
  guint n_levels;
  struct
  {
    MmsCell *cells;
    guint n_cells;
  } levels[MMS_PYRAMID_MAX_LEVELS];
} MmsPyramid;

/* @track: with one point at least */
MmsPyramid *mms_pyramid_new  (const MmsTrack *track);
void        mms_pyramid_free (MmsPyramid     *pyramid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsPyramid, mms_pyramid_free)

G_END_DECLS
