/* state-store.h - all states that a search has come to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "span.h"

#include <stdatomic.h>

G_BEGIN_DECLS

/* States are numbered from 0 in the order in which they are found. */
typedef guint32 MmsStateId;

#define MMS_STATE_NONE ((MmsStateId) 0xffffffff)

/* At most: a slot keeps 28 bits, and what a batch has found is numbered behind what is stored. */
#define MMS_STATE_MAX ((guint32) (1 << 28) - MMS_BATCH_BLOCKS * MMS_BLOCK_FINDS - 1)

#define MMS_BATCH_BLOCKS 32
#define MMS_BLOCK_FINDS  65536 /* in one block */
#define MMS_STORE_SHARDS 16

/**
 * MmsFind: a state that was come to
 * @parent: and an #MmsBack
 * @slot: where it is, if it is new
 */
typedef struct
{
  guint64 root;
  guint32 parent;
  guint32 slot;
} MmsFind;

/* What is to be noted of a find that is no farther from the start than its parent: every way round has such. */
typedef enum
{
  MMS_BACK_NONE = 0,
  MMS_BACK_PARENT = 1 << 30,
  MMS_BACK_FIND = 1 << 31,
} MmsBack;

/**
 * MmsFindBlock:
 * @finds: in the order in which they were added
 * @order: once sorted: places in @finds, by shard; of one shard in the order in which they were added
 * @starts: by shard, where its finds begin in @order
 * @backs: once settled: what was to be noted of finds that lead back
 *
 * What one thread finds in one go.  Which shard a state belongs to is chance where two threads share a tree:
 * what numbers it gets must not depend on that.
 */
typedef struct
{
  MmsFind *finds;
  guint16 *order;
  guint n;
  guint n_allocated;
  _Atomic guint32 n_new;
  guint32 first_id; /* that new ones get */
  guint32 starts[MMS_STORE_SHARDS + 1];
  GArray *backs; /* MmsStateId */
} MmsFindBlock;

typedef struct
{
  guint32 *slots; /* 0: free; else state number plus one, and four bits of the hash */
  guint32 n_slots;
  guint32 n_used;
} MmsStoreShard;

/**
 * MmsStateStore:
 *
 * Takes states by batches, in three passes: mms_find_block_add() and _sort() by as many threads as there are blocks;
 * mms_state_store_match() by as many as there are shards; mms_state_store_settle() again by block; in
 * between, one thread calls mms_state_store_number().  That way nothing is
 * locked, and the numbers are those that one thread would have given: the same state, found twice,
 * belongs to the find that comes first by block and place.
 */
typedef struct
{
  MmsSpan roots;   /* guint64 by state */
  MmsSpan parents; /* MmsStateId by state */
  guint32 n_states;
  guint32 level_end; /* states from here on are farther from the start than those that are visited */
  MmsFindBlock blocks[MMS_BATCH_BLOCKS];
  MmsStoreShard shards[MMS_STORE_SHARDS];
} MmsStateStore;

void  mms_state_store_init  (MmsStateStore *store);
void  mms_state_store_clear (MmsStateStore *store);
/* Only between batches */
gsize mms_state_store_get_memory (const MmsStateStore *store);

static inline guint64
mms_state_store_get_root (const MmsStateStore *store, MmsStateId id)
{
  return ((const guint64 *) store->roots.data)[id];
}

/* MMS_STATE_NONE: the first state */
static inline MmsStateId
mms_state_store_get_parent (const MmsStateStore *store, MmsStateId id)
{
  return ((const MmsStateId *) store->parents.data)[id];
}

void mms_find_block_reset (MmsFindBlock *block);
void mms_find_block_add   (MmsFindBlock *block,
                           guint64       root,
                           MmsStateId    parent,
                           MmsBack       back);

void mms_find_block_sort  (MmsFindBlock *block);

void mms_state_store_match (MmsStateStore *store,
                            guint          n_blocks,
                            guint          shard);

typedef enum
{
  MMS_STORE_ROOM,   /* all new states got a number */
  MMS_STORE_FULL,   /* some did not: @max_states */
  MMS_STORE_MEMORY, /* there is no memory for them */
} MmsStoreRoom;

/* Unless it returns MMS_STORE_ROOM, the store takes no more batches. */
MmsStoreRoom mms_state_store_number (MmsStateStore *store,
                                     guint          n_blocks,
                                     guint32        max_states);
void         mms_state_store_settle (MmsStateStore *store,
                                     guint          block);

G_END_DECLS
