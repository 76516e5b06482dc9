/* ring-record.h - what the kernel's ring buffer puts before what a tracepoint wrote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* A record's head: a word of 5 bits that tell its type and 27 bits of time, and for long ones a word of
 * its size; see #MmsDatPage. */
#define MMS_RING_TYPE_LONG 0
#define MMS_RING_TYPE_MAX_WORDS 28
#define MMS_RING_TYPE_MASK 0x1f

/* A number may be loaded with what follows it. */
#define MMS_RING_BEHIND 8

/**
 * MmsRingArea:
 * @data: records, which nobody vouches for
 * @size: as many bytes as records may lie in; %MMS_RING_BEHIND more may be read behind them
 *
 * Memory in which an event's place counts words of 4 bytes and leads to the head of its record, in this
 * machine's byte order.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
} MmsRingArea;

static inline guint32
mms_ring_load (const guint8 *from)
{
  guint32 word;

  memcpy (&word, from, sizeof (word));
  return word;
}

/**
 * mms_ring_area_find:
 * @size: (out): how many bytes the tracepoint wrote
 *
 * Returns: (nullable): them; %NULL where no record lies at @place that is all in the area
 */
static inline const guint8 *
mms_ring_area_find (const MmsRingArea *area, guint64 place, guint *size)
{
  const guint64 at = place * 4;
  const guint8 *head;
  guint type;
  guint is_long;
  guint32 length; /* of what follows the first word */

  *size = 0;
  if (G_UNLIKELY (at + 8 > area->size))
    return NULL;
  head = area->data + at;
#if G_BYTE_ORDER == G_BIG_ENDIAN
  type = mms_ring_load (head) >> 27;
#else
  type = mms_ring_load (head) & MMS_RING_TYPE_MASK;
#endif
  /* Long and short ones alternate as they like: nothing for a processor to guess. */
  is_long = type == MMS_RING_TYPE_LONG;
  length = 4 * type | (mms_ring_load (head + 4) & -is_long);
  if (G_UNLIKELY (type > MMS_RING_TYPE_MAX_WORDS || length < 4 + 4 * is_long
                  || length > area->size - at - 4))
    return NULL;
  *size = length - 4 * is_long;
  return head + 4 + 4 * is_long;
}

/* So many bytes a fetch from memory brings, and so many a wide probe writes and more */
#define MMS_RING_LINE 64
#define MMS_RING_WIDE 192

/* Asks for the record from memory: nothing else of its page was read lately. */
static inline void
mms_ring_area_expect (const MmsRingArea *area, guint64 place)
{
  const guint64 at = place * 4;

  if (G_UNLIKELY (at + MMS_RING_WIDE > area->size))
    return;
  for (guint i = 0; i < MMS_RING_WIDE; i += MMS_RING_LINE)
    __builtin_prefetch (area->data + at + i);
}

G_END_DECLS
