/* state-store.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "state-store.h"

#include <string.h>

#define NO_SLOT   ((guint32) 0xffffffff)
#define BACK      ((guint32) 0xe0000000) /* or-ed with a state's number: the same, and it leads back to that */
#define BACK_MASK ((guint32) 0xf0000000)
#define ALL_BACKS (MMS_BACK_PARENT | MMS_BACK_FIND)
#define TAG_SHIFT 28
#define ID_MASK   ((guint32) 0x0fffffff)

#define MIN_SLOTS 64

/* How long before it is needed memory is asked for. */
#define AHEAD 16

typedef struct
{
  guint shard;
  guint32 tag; /* in its place */
  guint32 at;  /* a fraction of the slots, by 2^32 */
} Place;

static inline Place
get_place (guint64 root)
{
  guint64 hash = root ^ root >> 32;

  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  hash ^= hash >> 32;
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  hash ^= hash >> 32;

  return (Place){
    .shard = (guint) (hash >> 55) % MMS_STORE_SHARDS,
    .tag = (guint32) (hash >> 60) << TAG_SHIFT,
    .at = (guint32) hash,
  };
}

static inline guint32
get_slot (const MmsStoreShard *shard, guint32 at)
{
  return (guint32) ((guint64) at * shard->n_slots >> 32);
}

void
mms_state_store_init (MmsStateStore *store)
{
  *store = (MmsStateStore){ 0 };
  mms_span_reserve (&store->roots, (gsize) MMS_STATE_MAX * sizeof (guint64));
  mms_span_reserve (&store->parents, (gsize) MMS_STATE_MAX * sizeof (MmsStateId));
  for (guint i = 0; i < MMS_STORE_SHARDS; i++)
    {
      store->shards[i].slots = g_new0 (guint32, MIN_SLOTS);
      store->shards[i].n_slots = MIN_SLOTS;
    }
}

void
mms_state_store_clear (MmsStateStore *store)
{
  mms_span_clear (&store->roots);
  mms_span_clear (&store->parents);
  for (guint i = 0; i < MMS_STORE_SHARDS; i++)
    g_free (store->shards[i].slots);
  for (guint i = 0; i < MMS_BATCH_BLOCKS; i++)
    {
      g_free (store->blocks[i].finds);
      g_free (store->blocks[i].order);
      g_clear_pointer (&store->blocks[i].backs, g_array_unref);
    }
}

gsize
mms_state_store_get_memory (const MmsStateStore *store)
{
  gsize memory = sizeof *store + store->roots.committed + store->parents.committed;

  for (guint i = 0; i < MMS_STORE_SHARDS; i++)
    memory += store->shards[i].n_slots * sizeof (guint32);
  for (guint i = 0; i < MMS_BATCH_BLOCKS; i++)
    memory += store->blocks[i].n_allocated * (sizeof (MmsFind) + sizeof (guint16));
  return memory;
}

void
mms_find_block_reset (MmsFindBlock *block)
{
  block->n = 0;
  atomic_store_explicit (&block->n_new, 0, memory_order_relaxed);
  memset (block->starts, 0, sizeof block->starts);
}

void
mms_find_block_add (MmsFindBlock *block, guint64 root, MmsStateId parent, MmsBack back)
{
  if (block->n == block->n_allocated)
    {
      block->n_allocated = MAX (block->n_allocated + block->n_allocated / 2, 64);
      block->finds = g_renew (MmsFind, block->finds, block->n_allocated);
      block->order = g_renew (guint16, block->order, block->n_allocated);
    }
  block->finds[block->n++] = (MmsFind){ .root = root, .parent = parent | back };
  block->starts[get_place (root).shard + 1]++;
}

void
mms_find_block_sort (MmsFindBlock *block)
{
  guint32 next[MMS_STORE_SHARDS];

  for (guint i = 0; i < MMS_STORE_SHARDS; i++)
    {
      next[i] = block->starts[i];
      block->starts[i + 1] += block->starts[i];
    }
  for (guint i = 0; i < block->n; i++)
    block->order[next[get_place (block->finds[i].root).shard]++] = (guint16) i;
}

/* Slots are in the order of hashes, and stay so: old and new ones are gone through from front to back, and
 * only the roots are looked up here and there. */
static void
grow (MmsStateStore *store, MmsStoreShard *shard, guint32 wanted)
{
  MmsStoreShard old = *shard;
  const guint64 *roots = store->roots.data;

  shard->n_slots = MAX (wanted / 3 * 4 + 4, old.n_slots + old.n_slots / 2);
  shard->slots = g_new0 (guint32, shard->n_slots);
  for (guint32 i = 0; i < old.n_slots; i++)
    {
      guint32 at;

      if (i + AHEAD < old.n_slots && old.slots[i + AHEAD] != 0)
        __builtin_prefetch (&roots[(old.slots[i + AHEAD] & ID_MASK) - 1]);
      if (old.slots[i] == 0)
        continue;
      at = get_slot (shard, get_place (roots[(old.slots[i] & ID_MASK) - 1]).at);
      while (shard->slots[at] != 0)
        at = at + 1 == shard->n_slots ? 0 : at + 1;
      shard->slots[at] = old.slots[i];
    }
  g_free (old.slots);
}

/* What a slot of the batch holds: a state stored before, or a find of this batch, which is numbered
 * behind those, block by block at distances that no block outgrows. */
static inline guint64
get_root (const MmsStateStore *store, guint32 slot)
{
  guint32 id = (slot & ID_MASK) - 1;

  if (id < store->n_states)
    return mms_state_store_get_root (store, id);
  id -= store->n_states;
  return store->blocks[id / MMS_BLOCK_FINDS].finds[id % MMS_BLOCK_FINDS].root;
}

static void
match (MmsStateStore *store, MmsStoreShard *shard, guint b, guint32 f)
{
  MmsFindBlock *block = &store->blocks[b];
  MmsFind *find = &block->finds[f];
  Place place = get_place (find->root);
  guint32 at = get_slot (shard, place.at);

  for (;;)
    {
      guint32 slot = shard->slots[at];

      if (slot == 0)
        break;
      if ((slot & ~ID_MASK) == place.tag && get_root (store, slot) == find->root)
        {
          find->slot = (slot & ID_MASK) - 1 < store->level_end ? BACK | ((slot & ID_MASK) - 1) : NO_SLOT;
          return;
        }
      at = at + 1 == shard->n_slots ? 0 : at + 1;
    }
  shard->slots[at] = place.tag | (store->n_states + b * MMS_BLOCK_FINDS + f + 1);
  shard->n_used++;
  find->slot = at;
  atomic_fetch_add_explicit (&block->n_new, 1, memory_order_relaxed);
}

void
mms_state_store_match (MmsStateStore *store, guint n_blocks, guint number)
{
  MmsStoreShard *shard = &store->shards[number];
  const guint64 *roots = store->roots.data;
  guint32 wanted = shard->n_used;

  for (guint i = 0; i < n_blocks; i++)
    wanted += store->blocks[i].starts[number + 1] - store->blocks[i].starts[number];
  if (wanted > shard->n_slots / 4 * 3)
    grow (store, shard, wanted);
  for (guint i = 0; i < n_blocks; i++)
    {
      const MmsFind *finds = store->blocks[i].finds;
      const guint16 *order = store->blocks[i].order;
      guint32 start = store->blocks[i].starts[number];
      guint32 end = store->blocks[i].starts[number + 1];

      /* Memory is far away, and one state's slot is nowhere near the next one's. */
      for (guint32 f = start; f < end; f++)
        __builtin_prefetch (&shard->slots[get_slot (shard, get_place (finds[order[f]].root).at)]);
      for (guint32 f = start; f < end; f++)
        {
          Place place = get_place (finds[order[f]].root);
          guint32 slot = shard->slots[get_slot (shard, place.at)];

          if (slot != 0 && (slot & ~ID_MASK) == place.tag)
            __builtin_prefetch (&roots[(slot & ID_MASK) - 1]);
        }
      for (guint32 f = start; f < end; f++)
        match (store, shard, i, order[f]);
    }
}

MmsStoreRoom
mms_state_store_number (MmsStateStore *store, guint n_blocks, guint32 max_states)
{
  MmsStoreRoom room = MMS_STORE_ROOM;
  guint32 n = store->n_states;

  max_states = MIN (max_states, MMS_STATE_MAX);
  for (guint i = 0; i < n_blocks; i++)
    {
      MmsFindBlock *block = &store->blocks[i];
      guint32 n_new = atomic_load_explicit (&block->n_new, memory_order_relaxed);

      block->first_id = n;
      if (n_new > max_states - n)
        {
          n_new = max_states - n;
          atomic_store_explicit (&block->n_new, n_new, memory_order_relaxed);
          room = MMS_STORE_FULL;
        }
      n += n_new;
    }
  if (!mms_span_commit (&store->roots, (gsize) n * sizeof (guint64))
      || !mms_span_commit (&store->parents, (gsize) n * sizeof (MmsStateId)))
    return MMS_STORE_MEMORY;
  store->n_states = n;
  return room;
}

/* Finds of one parent stand together. */
static void
add_back (GArray *backs, const MmsFind *find)
{
  MmsStateId id = (find->parent & MMS_BACK_FIND) != 0 ? find->slot & ~BACK_MASK : find->parent & ~(guint32) ALL_BACKS;

  if ((find->parent & ALL_BACKS) != 0
      && (backs->len == 0 || g_array_index (backs, MmsStateId, backs->len - 1) != id))
    g_array_append_val (backs, id);
}

void
mms_state_store_settle (MmsStateStore *store, guint number)
{
  MmsFindBlock *block = &store->blocks[number];
  guint64 *roots = store->roots.data;
  MmsStateId *parents = store->parents.data;
  guint32 id = block->first_id;
  guint32 end = id + atomic_load_explicit (&block->n_new, memory_order_relaxed);

  if (block->backs == NULL)
    block->backs = g_array_new (FALSE, FALSE, sizeof (MmsStateId));
  g_array_set_size (block->backs, 0);
  for (guint i = 0; i < block->n; i++)
    {
      const MmsFind *find = &block->finds[i];
      Place place;

      if ((find->slot & BACK_MASK) == BACK)
        {
          add_back (block->backs, find);
          continue;
        }
      if (find->slot == NO_SLOT || id == end)
        continue;
      place = get_place (find->root);
      roots[id] = find->root;
      parents[id] = find->parent == MMS_STATE_NONE ? MMS_STATE_NONE : find->parent & ~(guint32) ALL_BACKS;
      store->shards[place.shard].slots[find->slot] = place.tag | (id + 1);
      id++;
    }
}
