/* track.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "track-reader.h"

#include <string.h>

/* A packed point: in the first byte provenance, whether the value is that of the point before the last
 * one (a CPU goes from idle to idle), and the distance in events; where that is not enough, bytes of 7
 * bits follow.  Then the difference to the last value, likewise, its sign in the lowest bit. */
#define PROVENANCE_BITS 2
#define IS_VALUE_BEFORE (1u << 2)
#define DISTANCE_SHIFT 3
#define DISTANCE_BITS 4
#define HAS_MORE 0x80u
#define MAX_PACKED (1 + 5 + 5)

const char *
mms_provenance_get_name (MmsProvenance provenance)
{
  switch (provenance)
    {
    case MMS_OBSERVED:
      return "observed";
    case MMS_DERIVED:
      return "derived";
    case MMS_UNKNOWN:
    default:
      return "unknown";
    }
}

void
mms_track_clear (MmsTrack *track)
{
  g_free (track->bytes);
  g_free (track->blocks);
  *track = (MmsTrack){ 0 };
}

/* Returns: behind it */
static guint8 *
put_number (guint8 *at, guint32 number)
{
  for (; number >= HAS_MORE; number >>= 7)
    *at++ = (guint8) (number | HAS_MORE);
  *at++ = (guint8) number;
  return at;
}

static inline guint32
take_number (const guint8 **bytes)
{
  guint32 number = 0;
  guint shift = 0;
  guint8 byte;

  do
    {
      byte = *(*bytes)++;
      number |= (guint32) (byte & ~HAS_MORE) << shift;
      shift += 7;
    }
  while ((byte & HAS_MORE) != 0);
  return number;
}

static void
grow (MmsTrack *track)
{
  track->n_allocated = MAX (16, track->n_allocated + track->n_allocated / 2);
  track->bytes = g_realloc (track->bytes, track->n_allocated);
}

/* The last point is the first of a block, which knows nothing of the points before. */
static void
begin_block (MmsTrack *track)
{
  const guint block = (track->n_points - 1) / MMS_TRACK_BLOCK;

  /* room for 1, 2, 4, 8, … blocks */
  if ((block & (block - 1)) == 0)
    track->blocks = g_renew (MmsTrackBlock, track->blocks, MAX (1, 2 * block));
  track->blocks[block] = (MmsTrackBlock){ track->last.event, track->size };
  track->before = (MmsPoint){ .event = track->last.event };
  track->values[0] = 0;
}

/* Returns: how many bytes it takes */
static G_GNUC_NO_INLINE guint
put_far (guint8 *bytes, guint head, guint32 distance, gboolean has_number, guint32 number)
{
  guint8 *at = bytes;

  *at++ = (guint8) head;
  if (distance != 0)
    at = put_number (at, distance);
  if (has_number)
    at = put_number (at, number);
  return (guint) (at - bytes);
}

/* The last point gets a successor and joins the packed ones.  There is room for it, and for what is
 * written too much: whether a number takes no byte, one or two is as good as random, and to guess wrong
 * takes a processor longer than to write them all and go on behind those that count. */
static inline void
pack_last (MmsTrack *track)
{
  const MmsPoint last = track->last;
  const gint32 value_before = track->before.value;
  const guint32 event_before = track->before.event;
  const guint32 distance = (last.event - event_before) >> DISTANCE_BITS;
  const guint32 near = (last.event - event_before) & ((1u << DISTANCE_BITS) - 1);
  const guint is_far = distance != 0;
  const guint is_before = last.value == track->values[0];
  const gint32 difference = last.value - value_before;
  const guint32 number = (guint32) difference << 1 ^ (guint32) (difference >> 31);
  const guint is_wide = number >= HAS_MORE;
  const guint head = last.provenance | is_before * IS_VALUE_BEFORE | near << DISTANCE_SHIFT
                     | is_far * HAS_MORE;
  guint8 *bytes = track->bytes + track->size;
  guint n_bytes = 1 + is_far + (1 - is_before) * (1 + is_wide);

  if (G_UNLIKELY (distance >= HAS_MORE || number >= HAS_MORE << 7))
    n_bytes = put_far (bytes, head, distance, !is_before, number);
  else
    {
      const guint32 two = (number & (HAS_MORE - 1)) | is_wide * HAS_MORE | number >> 7 << 8;
      const guint32 all = GUINT32_TO_LE (head | distance << 8 | two << (8 + 8 * is_far));

      memcpy (bytes, &all, sizeof (all));
    }
  track->before = last;
  track->before_at = track->size;
  track->size += n_bytes;
  track->values[1] = track->values[0];
  track->values[0] = value_before;
  track->event = event_before;
}

/* The last point never was, and the one before is the last again.  Nobody asks for its predecessor
 * before another point was added. */
static void
undo_last (MmsTrack *track)
{
  track->n_points--;
  track->last = track->n_points > 0 ? track->before : (MmsPoint){ 0 };
  if (track->n_points == 0)
    return;
  track->size = track->before_at;
  track->before = (MmsPoint){ .event = track->event, .value = track->values[0] };
  track->values[0] = track->values[1];
  track->n_left = 0;
}

static inline MmsPoint
make_point (guint event, gint64 value, MmsProvenance provenance)
{
  MmsPoint point = { .event = event, .provenance = provenance };

  if (provenance != MMS_UNKNOWN)
    point.value = (int) CLAMP (value, MMS_VALUE_MIN, MMS_VALUE_MAX);
  return point;
}

static inline gboolean
is_same_value (MmsPoint a, MmsPoint b)
{
  return a.value == b.value && a.provenance == b.provenance;
}

void
mms_track_change_last (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  MmsPoint point = make_point (event, value, provenance);

  if (is_same_value (track->last, point))
    return;
  track->last = point;
  track->n_points = 1;
}

/* The first point of all, or one more in the event of the last: only that holds then, and it may undo the
 * other. */
static void
change_in_place (MmsTrack *track, MmsPoint point)
{
  const MmsPoint earlier = track->n_points > 1 ? track->before : (MmsPoint){ 0 };

  if (track->n_points > 0 && is_same_value (earlier, point))
    {
      undo_last (track);
      return;
    }
  track->last = point;
  if (track->n_points == 0)
    track->n_points = 1;
}

static inline void
add_point (MmsTrack *track, MmsPoint point)
{
  pack_last (track);
  track->last = point;
  track->n_points++;
  track->n_left--;
}

/* All that is not the usual change, which calls nothing so as to have no registers to save. */
static G_GNUC_NO_INLINE gboolean
change_slowly (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  const MmsPoint point = make_point (event, value, provenance);

  if (is_same_value (track->last, point))
    return FALSE;
  if (track->n_points == 0 || track->last.event == event)
    {
      change_in_place (track, point);
      return TRUE;
    }
  if (track->n_allocated - track->size < MAX_PACKED)
    grow (track);
  if ((track->n_points - 1) % MMS_TRACK_BLOCK == 0)
    begin_block (track);
  track->n_left = MMS_TRACK_BLOCK - (track->n_points - 1) % MMS_TRACK_BLOCK;
  add_point (track, point);
  return TRUE;
}

gboolean
mms_track_change (MmsTrack *track, guint event, gint64 value, MmsProvenance provenance)
{
  if (G_UNLIKELY (track->n_left == 0 || track->last.event == event
                  || track->n_allocated - track->size < MAX_PACKED || provenance == MMS_UNKNOWN
                  || (guint64) (value - MMS_VALUE_MIN) > MMS_VALUE_MAX - MMS_VALUE_MIN))
    return change_slowly (track, event, value, provenance);
  add_point (track, (MmsPoint){ event, (gint32) value, provenance });
  return TRUE;
}

/* How many packed points lie in the block that begins at @block. */
static guint
count_packed (const MmsTrack *track, guint block)
{
  return MIN (track->n_points - 1 - block * MMS_TRACK_BLOCK, MMS_TRACK_BLOCK);
}

/* Where one is in a block. */
typedef struct
{
  const guint8 *bytes; /* of the next point */
  guint32 event;       /* of the last one, or with which the block begins */
  gint32 value;
  gint32 value_before;
} Unpacker;

static inline void
unpacker_init (Unpacker *unpacker, const MmsTrack *track, guint block)
{
  unpacker->bytes = track->bytes + track->blocks[block].at;
  unpacker->event = track->blocks[block].event;
  unpacker->value = 0;
  unpacker->value_before = 0;
}

/* Returns: the provenance of the point, whose event and value the unpacker has */
static inline guint
unpacker_next (Unpacker *unpacker)
{
  const guint8 head = *unpacker->bytes++;
  guint32 distance = head >> DISTANCE_SHIFT & ((1u << DISTANCE_BITS) - 1);
  gint32 value = unpacker->value_before;

  if ((head & HAS_MORE) != 0)
    distance += take_number (&unpacker->bytes) << DISTANCE_BITS;
  if ((head & IS_VALUE_BEFORE) == 0)
    {
      guint32 number = take_number (&unpacker->bytes);

      value = unpacker->value + (gint32) (number >> 1 ^ -(number & 1));
    }
  unpacker->event += distance;
  unpacker->value_before = unpacker->value;
  unpacker->value = value;
  return head & ((1u << PROVENANCE_BITS) - 1);
}

static inline guint
unpack (const MmsTrack *track, guint block, guint n_points, MmsPoint *points)
{
  Unpacker unpacker;

  unpacker_init (&unpacker, track, block);
  for (guint i = 0; i < n_points; i++)
    {
      points[i].provenance = unpacker_next (&unpacker);
      points[i].event = unpacker.event;
      points[i].value = unpacker.value;
    }
  return n_points;
}

/* The last point of the block that is not later than @event; an unknown one where even the first is. */
static MmsPoint
unpack_until (const MmsTrack *track, guint block, guint n_points, guint event)
{
  Unpacker unpacker;
  MmsPoint point = { 0 };

  unpacker_init (&unpacker, track, block);
  for (guint i = 0; i < n_points; i++)
    {
      const guint provenance = unpacker_next (&unpacker);

      if (unpacker.event > event)
        break;
      point.event = unpacker.event;
      point.value = unpacker.value;
      point.provenance = provenance;
    }
  return point;
}

/* The last block that begins at or before @event; n_points must be above 1. */
static guint
find_block (const MmsTrack *track, guint event)
{
  guint low = 0;
  guint high = (track->n_points - 2) / MMS_TRACK_BLOCK + 1;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (track->blocks[middle].event > event)
        high = middle;
      else
        low = middle;
    }
  return low;
}

/* How many of @points are not later than @event. */
static guint
count_until (const MmsPoint *points, guint n_points, guint event)
{
  guint low = 0;

  while (low < n_points)
    {
      guint middle = low + (n_points - low) / 2;

      if (points[middle].event > event)
        n_points = middle;
      else
        low = middle + 1;
    }
  return low;
}

guint
mms_track_find (const MmsTrack *track, guint event)
{
  MmsPoint points[MMS_TRACK_BLOCK];
  guint block;
  guint n_points;

  if (track->n_points == 0)
    return 0;
  if (track->last.event <= event)
    return track->n_points;
  if (track->n_points == 1)
    return 0;
  block = find_block (track, event);
  n_points = unpack (track, block, count_packed (track, block), points);
  return block * MMS_TRACK_BLOCK + count_until (points, n_points, event);
}

MmsPoint
mms_track_at (const MmsTrack *track, guint event)
{
  guint block;

  if (track->last.event <= event)
    return track->last;
  if (track->n_points < 2)
    return (MmsPoint){ 0 };
  block = find_block (track, event);
  return unpack_until (track, block, count_packed (track, block), event);
}

MmsPoint
mms_track_get (const MmsTrack *track, guint index)
{
  MmsPoint points[MMS_TRACK_BLOCK];

  g_return_val_if_fail (index < track->n_points, (MmsPoint){ 0 });

  if (index == track->n_points - 1)
    return track->last;
  unpack (track, index / MMS_TRACK_BLOCK, index % MMS_TRACK_BLOCK + 1, points);
  return points[index % MMS_TRACK_BLOCK];
}

void
mms_track_trim (MmsTrack *track)
{
  guint n_blocks = (track->n_points + MMS_TRACK_BLOCK - 2) / MMS_TRACK_BLOCK;

  if (track->n_allocated > track->size)
    {
      track->n_allocated = track->size;
      track->bytes = g_realloc (track->bytes, track->size);
    }
  if (n_blocks > 0)
    track->blocks = g_renew (MmsTrackBlock, track->blocks, n_blocks);
}

void
mms_track_reader_init (MmsTrackReader *reader, const MmsTrack *track)
{
  reader->track = track;
  reader->first = 0;
  reader->end = 0;
}

void
mms_track_reader_load (MmsTrackReader *reader, guint index)
{
  const MmsTrack *track = reader->track;
  guint block = index / MMS_TRACK_BLOCK;
  guint n_points = 0;

  reader->first = block * MMS_TRACK_BLOCK;
  if (reader->first < track->n_points - 1)
    n_points = unpack (track, block, count_packed (track, block), reader->points);
  if (n_points < MMS_TRACK_BLOCK && reader->first + n_points == track->n_points - 1)
    reader->points[n_points++] = track->last;
  reader->end = reader->first + n_points;
}

guint
mms_track_reader_find (MmsTrackReader *reader, guint event)
{
  const MmsTrack *track = reader->track;

  if (track->n_points == 0 || track->last.event <= event)
    return track->n_points;
  if (reader->end == reader->first || reader->points[0].event > event
      || reader->points[reader->end - reader->first - 1].event <= event)
    {
      if (track->n_points == 1)
        return 0;
      mms_track_reader_load (reader, find_block (track, event) * MMS_TRACK_BLOCK);
    }
  return reader->first + count_until (reader->points, reader->end - reader->first, event);
}
