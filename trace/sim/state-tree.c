/* state-tree.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "state-tree.h"

#include <string.h>

/* Words that are compared in one go, most of them equal. */
#define SCAN 16

/* Nodes are numbered from 1, the root, to n - 1, children after their parents; then the n leaves, in the
 * order of the words. */
typedef struct
{
  guint16 left;
  guint16 right;
} Children;

struct _MmsStateTree
{
  MmsNodeTable *table;
  MmsNodeStock stock;
  guint n;       /* leaves: at least 2, so that there is a root */
  guint n_words; /* of a state */
  Children *children;
  guint16 *parents;
  MmsWord *values; /* of inner nodes: their number in the table; of leaves: the word */
  guint16 *stack;
  struct
  {
    guint16 node;
    guint32 value;
  } *undo;
  guint64 dirty[MMS_STATE_MAX_WORDS / 64]; /* inner nodes below which something changed */
};

/* The subtree of the words from @first on, @n of them.  Halves are equal, so that both change about as
 * often: then there are about as few different ones as can be. */
static guint16
build (MmsStateTree *tree, guint *n_inner, guint first, guint n)
{
  guint16 node;

  if (n == 1)
    return (guint16) (tree->n + first);
  node = (guint16) ++*n_inner;
  tree->children[node].left = build (tree, n_inner, first, n / 2);
  tree->children[node].right = build (tree, n_inner, first + n / 2, n - n / 2);
  tree->parents[tree->children[node].left] = node;
  tree->parents[tree->children[node].right] = node;
  return node;
}

MmsStateTree *
mms_state_tree_new (MmsNodeTable *table, guint n_cells)
{
  MmsStateTree *tree = g_new0 (MmsStateTree, 1);
  guint n_inner = 0;

  g_assert (n_cells % 2 == 0 && n_cells >= 2 && n_cells / 2 <= MMS_STATE_MAX_WORDS);

  tree->table = table;
  tree->n_words = n_cells / 2;
  tree->n = MAX (tree->n_words, 2);
  tree->children = g_new0 (Children, tree->n);
  tree->parents = g_new0 (guint16, tree->n * 2);
  tree->values = g_new0 (MmsWord, tree->n * 2);
  tree->stack = g_new (guint16, tree->n);
  tree->undo = g_malloc_n (tree->n * 2, sizeof *tree->undo);
  build (tree, &n_inner, 0, tree->n);
  return tree;
}

void
mms_state_tree_free (MmsStateTree *tree)
{
  if (tree == NULL)
    return;
  g_free (tree->children);
  g_free (tree->parents);
  g_free (tree->values);
  g_free (tree->stack);
  g_free (tree->undo);
  g_free (tree);
}

gsize
mms_state_tree_get_memory (const MmsStateTree *tree)
{
  return sizeof *tree
         + tree->n
               * (sizeof *tree->children + 2 * sizeof *tree->parents + 2 * sizeof *tree->values
                  + sizeof *tree->stack + 2 * sizeof *tree->undo);
}

const MmsCell *
mms_state_tree_get_cells (const MmsStateTree *tree)
{
  return (const MmsCell *) (tree->values + tree->n);
}

void
mms_state_tree_load (MmsStateTree *tree, guint64 root)
{
  MmsWord *values = tree->values;
  guint n_stack = 0;
  guint16 node = 1;

  /* States that are stored one after another differ little: what did not change is not unfolded again.
   * Inner values are 0 at first, which no stored node has. */
  for (;;)
    {
      Children children = tree->children[node];
      guint32 left = (guint32) root;
      guint32 right = (guint32) (root >> 32);

      if (values[children.left] != left)
        {
          values[children.left] = left;
          if (children.left < tree->n)
            tree->stack[n_stack++] = children.left;
        }
      if (values[children.right] != right)
        {
          values[children.right] = right;
          if (children.right < tree->n)
            tree->stack[n_stack++] = children.right;
        }
      if (n_stack == 0)
        return;
      node = tree->stack[--n_stack];
      root = mms_node_table_get (tree->table, values[node]);
    }
}

static inline void
mark (MmsStateTree *tree, guint node)
{
  tree->dirty[node / 64] |= G_GUINT64_CONSTANT (1) << node % 64;
}

/* Returns: how many entries of @undo it made */
static guint
change_leaves (MmsStateTree *tree, const MmsCell *cells)
{
  const MmsWord *words = (const MmsWord *) cells;
  MmsWord *leaves = tree->values + tree->n;
  guint n_undo = 0;

  for (guint i = 0; i < tree->n_words; i += SCAN)
    {
      guint end = MIN (i + SCAN, tree->n_words);

      if (memcmp (leaves + i, words + i, (end - i) * sizeof *words) == 0)
        continue;
      for (guint j = i; j < end; j++)
        {
          if (leaves[j] == words[j])
            continue;
          tree->undo[n_undo].node = (guint16) (tree->n + j);
          tree->undo[n_undo++].value = leaves[j];
          leaves[j] = words[j];
          mark (tree, tree->parents[tree->n + j]);
        }
    }
  return n_undo;
}

gboolean
mms_state_tree_fold (MmsStateTree *tree, const MmsCell *cells, guint64 *root)
{
  MmsWord *values = tree->values;
  gboolean is_whole = TRUE;
  guint n_undo = change_leaves (tree, cells);

  mms_node_table_pause (tree->table);
  for (int word = (int) ((tree->n - 1) / 64); word >= 0; word--)
    {
      while (tree->dirty[word] != 0)
        {
          guint bit = 63 - (guint) __builtin_clzll (tree->dirty[word]);
          guint node = (guint) word * 64 + bit;
          Children children = tree->children[node];
          guint32 value;

          tree->dirty[word] ^= G_GUINT64_CONSTANT (1) << bit;
          if (node == 1 || !is_whole)
            continue;
          value = mms_node_table_take (tree->table, &tree->stock,
                                       mms_pair (values[children.left], values[children.right]));
          is_whole = value != 0;
          if (value == values[node])
            continue;
          tree->undo[n_undo].node = (guint16) node;
          tree->undo[n_undo++].value = values[node];
          values[node] = value;
          mark (tree, tree->parents[node]);
        }
    }
  *root = mms_pair (values[tree->children[1].left], values[tree->children[1].right]);
  while (n_undo > 0)
    {
      n_undo--;
      values[tree->undo[n_undo].node] = tree->undo[n_undo].value;
    }
  return is_whole;
}
