/* track-reader.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "track.h"

G_BEGIN_DECLS

/**
 * MmsTrackReader:
 *
 * Reads many points of one track, in any order: the block last asked for lies unpacked, so neighbours
 * cost next to nothing.  It needs no clearing; the track must not change meanwhile.
 */
typedef struct
{
  const MmsTrack *track;
  guint first; /* index of the first point unpacked */
  guint end;   /* index behind the last one */
  MmsPoint points[MMS_TRACK_BLOCK];
} MmsTrackReader;

void mms_track_reader_init (MmsTrackReader *reader,
                            const MmsTrack *track);

/* Unpacks the block of point @index; for mms_track_reader_get(). */
void mms_track_reader_load (MmsTrackReader *reader,
                            guint           index);

/**
 * mms_track_reader_get:
 * @index: less than the track's n_points
 */
static inline MmsPoint
mms_track_reader_get (MmsTrackReader *reader, guint index)
{
  if (index < reader->first || index >= reader->end)
    mms_track_reader_load (reader, index);
  return reader->points[index - reader->first];
}

/**
 * mms_track_reader_peek:
 * @index: less than the track's n_points
 * @n_points: (out): how many lie there, at least one
 *
 * Returns: the points from @index on, up to the next that is a multiple of %MMS_TRACK_BLOCK; valid until the reader
 *   is used again
 */
static inline const MmsPoint *
mms_track_reader_peek (MmsTrackReader *reader, guint index, guint *n_points)
{
  if (index < reader->first || index >= reader->end)
    mms_track_reader_load (reader, index);
  *n_points = reader->end - index;
  return &reader->points[index - reader->first];
}

/**
 * mms_track_reader_find:
 *
 * Returns: as mms_track_find(), and faster where the answer is near what was read last
 */
guint mms_track_reader_find (MmsTrackReader *reader,
                             guint           event);

G_END_DECLS
