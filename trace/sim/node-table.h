/* node-table.h - pairs, each kept once, for many threads at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "span.h"

#include <stdatomic.h>

G_BEGIN_DECLS

/* Node numbers have 28 bits; 0 is none. */
#define MMS_NODE_MAX ((guint32) 0x0fffffff)

/**
 * MmsNodeTable:
 * @pairs: by node number: the pair, its left half in the low bits
 * @slots: open addressing; a node number, and four bits of the pair's hash to save looks at @pairs
 *
 * Insertion waits for nobody.  Only to grow the slots all threads must stop: a thread that works with
 * the table is between mms_node_table_enter() and _leave(), and calls mms_node_table_pause() now and
 * then, never with more than MMS_NODE_RESERVE insertions in between.
 */
typedef struct
{
  MmsSpan pairs;
  _Atomic guint32 *slots;
  guint32 mask;            /* slots less one */
  guint32 limit;           /* numbers given out before the slots must grow */
  _Atomic guint32 n_nodes; /* numbers given out, 0 among them */
  atomic_bool must_grow;
  atomic_bool is_exhausted; /* no more numbers, or no memory */

  GMutex lock;
  GCond grown;
  guint n_inside;
  guint n_paused;
  guint n_growths;
} MmsNodeTable;

/* Numbers that one thread has taken in stock and not yet used. */
typedef struct
{
  guint32 next;
  guint32 end;
} MmsNodeStock;

#define MMS_NODE_RESERVE 2048

/* @n_threads: that use it at once, at most */
void  mms_node_table_init  (MmsNodeTable *table,
                            guint         n_threads);
void  mms_node_table_clear (MmsNodeTable *table);
gsize mms_node_table_get_memory (const MmsNodeTable *table);

void mms_node_table_enter (MmsNodeTable *table);
void mms_node_table_leave (MmsNodeTable *table);
void mms_node_table_wait  (MmsNodeTable *table);

static inline void
mms_node_table_pause (MmsNodeTable *table)
{
  if (G_UNLIKELY (atomic_load_explicit (&table->must_grow, memory_order_relaxed)))
    mms_node_table_wait (table);
}

/* The number of @pair, a new one if it has none.  0: the table is exhausted. */
guint32 mms_node_table_take (MmsNodeTable *table,
                             MmsNodeStock *stock,
                             guint64       pair);

static inline guint64
mms_node_table_get (const MmsNodeTable *table, guint32 node)
{
  return ((const guint64 *) table->pairs.data)[node];
}

static inline guint64
mms_pair (guint32 left, guint32 right)
{
  return left | (guint64) right << 32;
}

static inline guint64
mms_pair_hash (guint64 pair)
{
  pair ^= pair >> 32;
  pair *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  pair ^= pair >> 32;
  pair *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return pair ^ pair >> 32;
}

G_END_DECLS
