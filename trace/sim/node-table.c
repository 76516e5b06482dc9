/* node-table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "node-table.h"

/* Numbers that a thread takes at a time. */
#define STOCK 128

#define TAG_SHIFT 28

static guint32
get_limit (guint32 mask)
{
  return (guint32) ((guint64) mask * 5 / 8);
}

static void
set_slots (MmsNodeTable *table, guint64 n)
{
  table->slots = g_new0 (_Atomic guint32, n);
  table->mask = (guint32) (n - 1);
  table->limit = get_limit (table->mask);
}

void
mms_node_table_init (MmsNodeTable *table, guint n_threads)
{
  guint64 n = 4096;

  *table = (MmsNodeTable){ 0 };
  /* Three eighths of the slots must hold what all threads insert between two looks. */
  while (n * 3 / 8 <= (guint64) n_threads * (MMS_NODE_RESERVE + STOCK))
    n *= 2;
  set_slots (table, n);
  mms_span_reserve (&table->pairs, ((gsize) MMS_NODE_MAX + 1) * sizeof (guint64));
  table->n_nodes = 1;
  g_mutex_init (&table->lock);
  g_cond_init (&table->grown);
}

void
mms_node_table_clear (MmsNodeTable *table)
{
  mms_span_clear (&table->pairs);
  g_clear_pointer (&table->slots, g_free);
  g_mutex_clear (&table->lock);
  g_cond_clear (&table->grown);
}

gsize
mms_node_table_get_memory (const MmsNodeTable *table)
{
  return table->pairs.committed + ((gsize) table->mask + 1) * sizeof (guint32);
}

/* With the lock held, while nobody inserts. */
static void
grow (MmsNodeTable *table)
{
  _Atomic guint32 *old = table->slots;
  guint64 n_old = (guint64) table->mask + 1;

  set_slots (table, n_old * 2);
  for (guint64 i = 0; i < n_old; i++)
    {
      guint32 slot = atomic_load_explicit (&old[i], memory_order_relaxed);
      guint64 at;

      if (slot == 0)
        continue;
      at = mms_pair_hash (mms_node_table_get (table, slot & MMS_NODE_MAX)) & table->mask;
      while (atomic_load_explicit (&table->slots[at], memory_order_relaxed) != 0)
        at = (at + 1) & table->mask;
      atomic_store_explicit (&table->slots[at], slot, memory_order_relaxed);
    }
  g_free (old);
  atomic_store (&table->must_grow, FALSE);
  table->n_growths++;
  g_cond_broadcast (&table->grown);
}

void
mms_node_table_enter (MmsNodeTable *table)
{
  g_mutex_lock (&table->lock);
  table->n_inside++;
  g_mutex_unlock (&table->lock);
}

void
mms_node_table_leave (MmsNodeTable *table)
{
  g_mutex_lock (&table->lock);
  table->n_inside--;
  if (atomic_load (&table->must_grow) && table->n_paused == table->n_inside)
    grow (table);
  g_mutex_unlock (&table->lock);
}

void
mms_node_table_wait (MmsNodeTable *table)
{
  g_mutex_lock (&table->lock);
  if (atomic_load (&table->must_grow))
    {
      guint growth = table->n_growths;

      table->n_paused++;
      if (table->n_paused == table->n_inside)
        grow (table);
      while (table->n_growths == growth)
        g_cond_wait (&table->grown, &table->lock);
      table->n_paused--;
    }
  g_mutex_unlock (&table->lock);
}

static gboolean
fill_stock (MmsNodeTable *table, MmsNodeStock *stock)
{
  guint32 first;

  if (atomic_load_explicit (&table->is_exhausted, memory_order_relaxed))
    return FALSE;
  g_mutex_lock (&table->lock);
  first = atomic_load_explicit (&table->n_nodes, memory_order_relaxed);
  if (first > MMS_NODE_MAX - STOCK
      || !mms_span_commit (&table->pairs, ((gsize) first + STOCK) * sizeof (guint64)))
    {
      atomic_store (&table->is_exhausted, TRUE);
      g_mutex_unlock (&table->lock);
      return FALSE;
    }
  atomic_store_explicit (&table->n_nodes, first + STOCK, memory_order_relaxed);
  if (first + STOCK > table->limit)
    atomic_store (&table->must_grow, TRUE);
  g_mutex_unlock (&table->lock);
  stock->next = first;
  stock->end = first + STOCK;
  return TRUE;
}

guint32
mms_node_table_take (MmsNodeTable *table, MmsNodeStock *stock, guint64 pair)
{
  guint64 hash = mms_pair_hash (pair);
  guint32 tag = (guint32) (hash >> 60) << TAG_SHIFT;
  guint64 *pairs = table->pairs.data;
  guint64 at = hash & table->mask;

  for (;;)
    {
      guint32 slot = atomic_load_explicit (&table->slots[at], memory_order_acquire);

      if (slot == 0)
        {
          if (stock->next == stock->end && !fill_stock (table, stock))
            return 0;
          pairs[stock->next] = pair;
          if (atomic_compare_exchange_strong_explicit (&table->slots[at], &slot, tag | stock->next,
                                                       memory_order_release, memory_order_acquire))
            return stock->next++;
          /* Somebody was faster; @slot is theirs. */
        }
      if ((slot & ~MMS_NODE_MAX) == tag && pairs[slot & MMS_NODE_MAX] == pair)
        return slot & MMS_NODE_MAX;
      at = (at + 1) & table->mask;
    }
}
