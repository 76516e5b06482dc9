/* state-tree.h - between a state's cells and the pair that stands for it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "node-table.h"

G_BEGIN_DECLS

/* Cells and words are the same memory. */
typedef guint32 __attribute__ ((may_alias)) MmsWord;

#define MMS_STATE_MAX_WORDS 1024

/**
 * MmsStateTree:
 * @words: the loaded state; mms_state_tree_get_cells()
 *
 * A state is a binary tree: its leaves are words of 32 bits, each node the pair of its children's
 * numbers, each different pair kept once in a table.  One step changes few words, so that only the nodes
 * above those are looked up, and nearly all of them exist: what a new state costs is its root, 8 bytes.
 * Nothing is lost: equal roots are equal states.
 *
 * One tree is one thread's view of the table: the state that it loaded last.
 */
typedef struct _MmsStateTree MmsStateTree;

MmsStateTree *mms_state_tree_new  (MmsNodeTable *table,
                                   guint         n_cells);
void          mms_state_tree_free (MmsStateTree *tree);
gsize         mms_state_tree_get_memory (const MmsStateTree *tree);

/* Unfolds the state of @root, which mms_state_tree_fold() of any tree of the table gave. */
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
 * Returns: %FALSE if the table is exhausted
 */
gboolean mms_state_tree_fold (MmsStateTree  *tree,
                              const MmsCell *cells,
                              guint64       *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsStateTree, mms_state_tree_free)

G_END_DECLS
