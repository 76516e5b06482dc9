/* track.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsProvenance:
 * @MMS_UNKNOWN: before the first evidence, or after lost events; drawn as a hatch
 * @MMS_DERIVED: it follows from the scheme's rules
 * @MMS_OBSERVED: an event carried it
 */
typedef enum
{
  MMS_UNKNOWN,
  MMS_DERIVED,
  MMS_OBSERVED,
} MmsProvenance;

const char *mms_provenance_get_name (MmsProvenance provenance);

/**
 * MmsPoint:
 * @event: number of the event from which on (that event included) the value holds; 0: from the start
 * @value: meaning by attribute; 0 while unknown
 * @provenance: an #MmsProvenance
 *
 * A change of one value.  Two neighbours always differ in value or provenance.
 */
typedef struct
{
  guint32 event;
  gint32 value : 30;
  guint32 provenance : 2;
} MmsPoint;

G_STATIC_ASSERT (sizeof (MmsPoint) == 8);

#define MMS_VALUE_MAX ((1 << 29) - 1)
#define MMS_VALUE_MIN (-(1 << 29))

/* Points are packed in blocks of so many; within a block they are reached one after the other. */
#define MMS_TRACK_BLOCK 64

/* Where a block begins. */
typedef struct
{
  guint32 event; /* of its first point */
  guint32 at;    /* in the track's bytes */
} MmsTrackBlock;

/**
 * MmsTrack:
 * @n_points: how many there are
 * @last: the last one, while @n_points is not 0
 *
 * One value over the whole trace: its change points, ascending by event, at most one per event.
 * Zero-initialised it is empty, which reads as unknown throughout.
 *
 * Millions of points are most of what a replay remembers, so all but the last are packed: their
 * distance to the one before, and their difference to it, in as few bytes as that takes (2.5 on
 * average, against 8).  All members but the two above are the track's own business.
 */
typedef struct
{
  guint n_points;
  MmsPoint last;

  MmsPoint before;   /* the one before @last, the last in @bytes */
  guint32 before_at; /* in @bytes */
  gint32 values[2];  /* of the two before that, latest first */
  guint32 event;     /* of the one before that */
  guint32 n_left;    /* so many more points fit into the last block; 0: it is to be counted */
  guint8 *bytes;
  guint32 size;
  guint32 n_allocated;
  MmsTrackBlock *blocks;
} MmsTrack;

void mms_track_clear (MmsTrack *track);

/**
 * mms_track_set:
 * @event: not smaller than that of any call before
 * @value: clamped to MMS_VALUE_MIN .. MMS_VALUE_MAX
 *
 * Returns: whether that changed anything
 */
static inline gboolean mms_track_set (MmsTrack      *track,
                                      guint          event,
                                      gint64         value,
                                      MmsProvenance  provenance);

/**
 * mms_track_replace:
 *
 * The same for a track that is to keep its last point only.
 */
static inline void mms_track_replace (MmsTrack      *track,
                                      guint          event,
                                      gint64         value,
                                      MmsProvenance  provenance);

/**
 * mms_track_at:
 *
 * Returns: the point in force at @event, in O(log n); an unknown one with event 0 before the first
 */
MmsPoint mms_track_at (const MmsTrack *track,
                       guint           event);

/**
 * mms_track_find:
 *
 * Returns: the index of the first point whose event is greater than @event, in O(log n); n_points if
 *   none
 */
guint mms_track_find (const MmsTrack *track,
                      guint           event);

/**
 * mms_track_get:
 * @index: less than n_points
 *
 * Who looks at many points uses an #MmsTrackReader.
 */
MmsPoint mms_track_get (const MmsTrack *track,
                        guint           index);

/* The last point; an unknown one with event 0 if there is none. */
static inline MmsPoint
mms_track_last (const MmsTrack *track)
{
  return track->last;
}

/* The same where something does change. */
gboolean mms_track_change        (MmsTrack      *track,
                                  guint          event,
                                  gint64         value,
                                  MmsProvenance  provenance);
void     mms_track_change_last   (MmsTrack      *track,
                                  guint          event,
                                  gint64         value,
                                  MmsProvenance  provenance);

/* Most values that are set hold already. */
static inline gboolean
mms_track_holds (const MmsTrack *track, gint64 value, MmsProvenance provenance)
{
  return track->last.provenance == provenance
         && (provenance == MMS_UNKNOWN || track->last.value == value);
}

static inline gboolean
mms_track_set (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  return !mms_track_holds (track, value, provenance)
         && mms_track_change (track, event, value, provenance);
}

static inline void
mms_track_replace (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  if (!mms_track_holds (track, value, provenance))
    mms_track_change_last (track, event, value, provenance);
}

/* Gives back what was allocated in advance; nothing may change afterwards. */
void mms_track_trim (MmsTrack *track);

G_END_DECLS
