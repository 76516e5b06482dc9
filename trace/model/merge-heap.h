/* merge-heap.h - for trace-builder.c: which of many streams has the next event
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsMergeHead:
 * @time: the stamp of its next event
 * @stream: its index
 *
 * Heads of streams lie in a binary heap, smallest stamp on top; ties by stream, so that the result does
 * not depend on the heap's inner order.
 */
typedef struct
{
  guint64 time;
  guint stream;
} MmsMergeHead;

static inline gboolean
mms_merge_is_before (const MmsMergeHead *a, const MmsMergeHead *b)
{
  return a->time != b->time ? a->time < b->time : a->stream < b->stream;
}

/* Whether the one on top belongs there. */
static inline gboolean
mms_merge_is_first (const MmsMergeHead *heap, guint n_heads)
{
  return (n_heads < 2 || !mms_merge_is_before (&heap[1], &heap[0]))
         && (n_heads < 3 || !mms_merge_is_before (&heap[2], &heap[0]));
}

/* Brings the one at @at to its place, after its stamp has grown. */
static inline void
mms_merge_sift_down (MmsMergeHead *heap, guint n_heads, guint at)
{
  const MmsMergeHead moving = heap[at];

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= n_heads)
        break;
      if (child + 1 < n_heads && mms_merge_is_before (&heap[child + 1], &heap[child]))
        child++;
      if (!mms_merge_is_before (&heap[child], &moving))
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = moving;
}

G_END_DECLS
