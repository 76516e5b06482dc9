/* record-table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-table.h"

#include <string.h>

/* Numbers that a thread takes at a time. */
#define STOCK 64

#define TAG_SHIFT 28

static inline guint64
hash_record (const MmsWord *record, guint width)
{
  guint64 hash = width;

  for (guint i = 0; i + 1 < width; i += 2)
    {
      hash ^= record[i] | (guint64) record[i + 1] << 32;
      hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
      hash ^= hash >> 32;
    }
  if (width % 2 != 0)
    hash ^= record[width - 1];
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return hash ^ hash >> 32;
}

static inline gboolean
is_equal (const MmsWord *one, const MmsWord *other, guint width)
{
  guint32 difference = 0;

  for (guint i = 0; i < width; i++)
    difference |= one[i] ^ other[i];
  return difference == 0;
}

static void
set_slots (MmsRecordTable *table, guint64 n)
{
  table->slots = g_new0 (_Atomic guint32, n);
  table->mask = (guint32) (n - 1);
  table->limit = (guint32) (n * 5 / 8);
}

void
mms_record_table_init (MmsRecordTable *table, guint width, guint n_threads)
{
  guint64 n = 512;

  *table = (MmsRecordTable){ .width = width };
  /* Three eighths of the slots must hold what all threads insert between two looks. */
  while (n * 3 / 8 <= (guint64) n_threads * (MMS_RECORD_RESERVE + STOCK))
    n *= 2;
  set_slots (table, n);
  mms_span_reserve (&table->records, ((gsize) MMS_RECORD_MAX + 1) * table->width * sizeof (MmsWord));
  table->n_records = 1;
  g_mutex_init (&table->lock);
}

void
mms_record_table_clear (MmsRecordTable *table)
{
  mms_span_clear (&table->records);
  g_clear_pointer (&table->slots, g_free);
  g_mutex_clear (&table->lock);
}

gsize
mms_record_table_get_memory (const MmsRecordTable *table)
{
  return table->records.committed + ((gsize) table->mask + 1) * sizeof (guint32);
}

void
mms_record_table_grow (MmsRecordTable *table)
{
  _Atomic guint32 *old = table->slots;
  guint64 n_old = (guint64) table->mask + 1;

  if (!atomic_load (&table->must_grow))
    return;
  set_slots (table, n_old * 2);
  for (guint64 i = 0; i < n_old; i++)
    {
      guint32 slot = atomic_load_explicit (&old[i], memory_order_relaxed);
      guint64 at;

      if (slot == 0)
        continue;
      at = hash_record (mms_record_table_get (table, slot & MMS_RECORD_MAX), table->width) & table->mask;
      while (atomic_load_explicit (&table->slots[at], memory_order_relaxed) != 0)
        at = (at + 1) & table->mask;
      atomic_store_explicit (&table->slots[at], slot, memory_order_relaxed);
    }
  g_free (old);
  atomic_store (&table->must_grow, FALSE);
}

static gboolean
fill_stock (MmsRecordTable *table, MmsRecordStock *stock)
{
  guint32 first;

  if (atomic_load_explicit (&table->is_exhausted, memory_order_relaxed))
    return FALSE;
  g_mutex_lock (&table->lock);
  first = atomic_load_explicit (&table->n_records, memory_order_relaxed);
  if (first > MMS_RECORD_MAX - STOCK
      || !mms_span_commit (&table->records, ((gsize) first + STOCK) * table->width * sizeof (MmsWord)))
    {
      atomic_store (&table->is_exhausted, TRUE);
      g_mutex_unlock (&table->lock);
      return FALSE;
    }
  atomic_store_explicit (&table->n_records, first + STOCK, memory_order_relaxed);
  if (first + STOCK > table->limit)
    atomic_store (&table->must_grow, TRUE);
  g_mutex_unlock (&table->lock);
  stock->next = first;
  stock->end = first + STOCK;
  return TRUE;
}

guint32
mms_record_table_take (MmsRecordTable *table, MmsRecordStock *stock, const MmsWord *record)
{
  guint width = table->width;
  guint64 hash = hash_record (record, width);
  guint32 tag = (guint32) (hash >> 60) << TAG_SHIFT;
  MmsWord *records = table->records.data;
  guint64 at = hash & table->mask;

  for (;;)
    {
      guint32 slot = atomic_load_explicit (&table->slots[at], memory_order_acquire);

      if (slot == 0)
        {
          if (stock->next == stock->end && !fill_stock (table, stock))
            return 0;
          memcpy (records + (gsize) stock->next * width, record, width * sizeof *record);
          if (atomic_compare_exchange_strong_explicit (&table->slots[at], &slot, tag | stock->next,
                                                       memory_order_release, memory_order_acquire))
            return stock->next++;
          /* Somebody was faster; @slot is theirs. */
        }
      if ((slot & ~MMS_RECORD_MAX) == tag
          && is_equal (records + (gsize) (slot & MMS_RECORD_MAX) * width, record, width))
        return slot & MMS_RECORD_MAX;
      at = (at + 1) & table->mask;
    }
}
