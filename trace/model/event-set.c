/* event-set.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "event-set.h"

#include <string.h>

#define N_WORDS   (MMS_EVENT_BLOCK_SIZE / 64)
/* From so many events on a bitmap is smaller than a list of offsets. */
#define MAX_LISTED (MMS_EVENT_BLOCK_SIZE / 16)

struct _MmsEventBlock
{
  guint n;
  gboolean is_bitmap;
  union
  {
    guint16 offsets[0];
    guint64 words[0];
  };
};

typedef struct
{
  MmsEventBlock *block; /* NULL: not known yet */
  guint n_before;
} Slot;

struct _MmsEventSet
{
  guint n_blocks;
  guint n_known;
  guint n;
  Slot slots[];
};

MmsEventBlock *
mms_event_block_new (const guint16 *offsets, guint n)
{
  gboolean is_bitmap = n > MAX_LISTED;
  gsize size = is_bitmap ? N_WORDS * sizeof (guint64) : n * sizeof (guint16);
  MmsEventBlock *block;

  g_return_val_if_fail (n <= MMS_EVENT_BLOCK_SIZE, NULL);

  block = g_malloc0 (sizeof (MmsEventBlock) + size);
  block->n = n;
  block->is_bitmap = is_bitmap;
  if (!is_bitmap)
    {
      if (n > 0)
        memcpy (block->offsets, offsets, size);
      return block;
    }
  for (guint i = 0; i < n; i++)
    block->words[offsets[i] / 64] |= G_GUINT64_CONSTANT (1) << (offsets[i] % 64);
  return block;
}

void
mms_event_block_free (MmsEventBlock *block)
{
  g_free (block);
}

MmsEventSet *
mms_event_set_new (guint n_events)
{
  guint n_blocks = n_events / MMS_EVENT_BLOCK_SIZE + (n_events % MMS_EVENT_BLOCK_SIZE > 0);
  MmsEventSet *set = g_malloc0 (sizeof (MmsEventSet) + n_blocks * sizeof (Slot));

  set->n_blocks = n_blocks;
  return set;
}

void
mms_event_set_free (MmsEventSet *set)
{
  for (guint i = 0; i < set->n_blocks; i++)
    g_clear_pointer (&set->slots[i].block, mms_event_block_free);
  g_free (set);
}

guint
mms_event_set_take (MmsEventSet *set, guint index, MmsEventBlock *block)
{
  g_return_val_if_fail (index < set->n_blocks, 0);
  g_return_val_if_fail (!set->slots[index].block, 0);

  set->slots[index].block = block;
  set->n_known++;
  set->n += block->n;
  for (guint i = index + 1; i < set->n_blocks; i++)
    set->slots[i].n_before += block->n;
  return set->slots[index].n_before;
}

guint
mms_event_set_get_n_blocks (MmsEventSet *set)
{
  return set->n_blocks;
}

gboolean
mms_event_set_is_complete (MmsEventSet *set)
{
  return set->n_known == set->n_blocks;
}

gboolean
mms_event_set_knows (MmsEventSet *set, guint from, guint to)
{
  guint first = (MAX (MIN (from, to), 1) - 1) / MMS_EVENT_BLOCK_SIZE;
  guint last = (MAX (MAX (from, to), 1) - 1) / MMS_EVENT_BLOCK_SIZE;

  for (guint i = first; i <= last && i < set->n_blocks; i++)
    if (!set->slots[i].block)
      return FALSE;
  return TRUE;
}

guint
mms_event_set_get_size (MmsEventSet *set)
{
  return set->n;
}

static guint
find_nth (const MmsEventBlock *block, guint nth)
{
  guint word = 0;
  guint64 bits;

  if (!block->is_bitmap)
    return block->offsets[nth];
  while (nth >= (guint) __builtin_popcountll (block->words[word]))
    nth -= (guint) __builtin_popcountll (block->words[word++]);
  for (bits = block->words[word]; nth > 0; nth--)
    bits &= bits - 1;
  return word * 64 + (guint) __builtin_ctzll (bits);
}

guint
mms_event_set_get_nth (MmsEventSet *set, guint nth)
{
  guint low = 0;
  guint high = set->n_blocks;

  if (nth >= set->n)
    return 0;
  /* The last slot with no more than nth events before it; empty ones follow it at most where the
   * count is the same, and those come before one that is not. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (set->slots[middle].n_before <= nth)
        low = middle;
      else
        high = middle;
    }
  return low * MMS_EVENT_BLOCK_SIZE
         + find_nth (set->slots[low].block, nth - set->slots[low].n_before) + 1;
}

/* How many offsets of @block are smaller than @offset. */
static guint
count_below (const MmsEventBlock *block, guint offset)
{
  guint low = 0;
  guint high = block->n;
  guint count = 0;

  if (block->is_bitmap)
    {
      for (guint word = 0; word < offset / 64; word++)
        count += (guint) __builtin_popcountll (block->words[word]);
      if (offset % 64 > 0)
        count += (guint) __builtin_popcountll (block->words[offset / 64]
                                               << (64 - offset % 64));
      return count;
    }
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (block->offsets[middle] < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
mms_event_set_count_before (MmsEventSet *set, guint event)
{
  guint index = event > 0 ? (event - 1) / MMS_EVENT_BLOCK_SIZE : 0;

  if (event == 0)
    return 0;
  if (index >= set->n_blocks)
    return set->n;
  if (!set->slots[index].block)
    return set->slots[index].n_before;
  return set->slots[index].n_before
         + count_below (set->slots[index].block, (event - 1) % MMS_EVENT_BLOCK_SIZE);
}

gboolean
mms_event_set_contains (MmsEventSet *set, guint event)
{
  const MmsEventBlock *block;
  guint offset;

  if (event == 0 || (event - 1) / MMS_EVENT_BLOCK_SIZE >= set->n_blocks)
    return FALSE;
  block = set->slots[(event - 1) / MMS_EVENT_BLOCK_SIZE].block;
  offset = (event - 1) % MMS_EVENT_BLOCK_SIZE;
  if (!block)
    return FALSE;
  if (block->is_bitmap)
    return block->words[offset / 64] >> (offset % 64) & 1;
  offset = count_below (block, offset);
  return offset < block->n && block->offsets[offset] == (event - 1) % MMS_EVENT_BLOCK_SIZE;
}

guint
mms_event_set_find (MmsEventSet *set, guint event, int direction)
{
  guint n_before = mms_event_set_count_before (set, event);

  if (direction > 0)
    return mms_event_set_get_nth (set, n_before + mms_event_set_contains (set, event));
  return n_before > 0 ? mms_event_set_get_nth (set, n_before - 1) : 0;
}

gsize
mms_event_set_get_memory (MmsEventSet *set)
{
  gsize size = sizeof (MmsEventSet) + set->n_blocks * sizeof (Slot);

  for (guint i = 0; i < set->n_blocks; i++)
    {
      const MmsEventBlock *block = set->slots[i].block;

      if (block)
        size += sizeof (MmsEventBlock) + (block->is_bitmap ? N_WORDS * sizeof (guint64)
                                                           : block->n * sizeof (guint16));
    }
  return size;
}
