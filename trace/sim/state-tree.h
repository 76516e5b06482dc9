/* state-tree.h - between a state's cells and the pair that stands for it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "record-table.h"

G_BEGIN_DECLS

/* A chunk is that many words, a quarter at most that many chunks. */
#define MMS_CHUNK_WORDS        8
#define MMS_QUARTER_MAX_CHUNKS 64
#define MMS_N_QUARTERS         4
#define MMS_STATE_MAX_WORDS    (MMS_CHUNK_WORDS * MMS_QUARTER_MAX_CHUNKS * MMS_N_QUARTERS)

/**
 * MmsStateParts:
 * @chunks: by number, a few words that stand next to each other
 * @quarters: by number, a quarter of a state: the numbers of its chunks
 * @halves: by number, half a state: the numbers of two quarters
 * @n_words: of a state
 * @starts: by quarter, its first chunk
 *
 * What states are made of.  One step changes few words, and nearly always into something that was there
 * before beside other things: so there are fewer different halves than states, fewer quarters than
 * halves, and far fewer chunks.  What a new state costs is its root, the pair of its halves: 8 bytes.  Nothing is
 * lost: equal roots are equal states.
 *
 * Where a table must grow all threads stop, for all tables together: two that waited for each other, each
 * at another table, would wait for ever.
 */
typedef struct
{
  MmsRecordTable chunks;
  MmsRecordTable quarters;
  MmsRecordTable halves;
  guint n_words;
  guint n_chunks;
  guint starts[MMS_N_QUARTERS + 1];

  GMutex lock;
  GCond grown;
  guint n_inside; /* threads that fold */
  guint n_paused; /* of these, those that wait for the tables to grow */
  guint n_growths;
} MmsStateParts;

/* @n_cells: even; of a state */
void  mms_state_parts_init  (MmsStateParts *parts,
                             guint          n_cells,
                             guint          n_threads);
void  mms_state_parts_clear (MmsStateParts *parts);
gsize mms_state_parts_get_memory (const MmsStateParts *parts);
/* Whether there is no room for more. */
gboolean mms_state_parts_is_exhausted (const MmsStateParts *parts);

/* A thread that folds is in between. */
void mms_state_parts_enter (MmsStateParts *parts);
void mms_state_parts_leave (MmsStateParts *parts);

/**
 * MmsStateTree:
 *
 * One thread's view of the parts: the state that it loaded last.
 */
typedef struct _MmsStateTree MmsStateTree;

MmsStateTree *mms_state_tree_new  (MmsStateParts *parts);
void          mms_state_tree_free (MmsStateTree  *tree);
gsize         mms_state_tree_get_memory (const MmsStateTree *tree);

/* Unfolds the state of @root, which mms_state_tree_fold() of any tree of the same parts gave. */
void mms_state_tree_load (MmsStateTree *tree,
                          guint64       root);

/* What was loaded last; before that, zeros. */
const MmsCell *mms_state_tree_get_cells (const MmsStateTree *tree);

/**
 * mms_state_tree_fold:
 * @cells: any state, aligned as words are; cheap if it differs little from the one loaded
 * @root: (out): the pair that stands for it
 *
 * Leaves what is loaded as it is.
 *
 * Returns: %FALSE if there is no more room
 */
gboolean mms_state_tree_fold (MmsStateTree  *tree,
                              const MmsCell *cells,
                              guint64       *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsStateTree, mms_state_tree_free)

G_END_DECLS
