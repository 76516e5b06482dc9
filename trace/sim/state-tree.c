/* state-tree.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "state-tree.h"

#include <string.h>

struct _MmsStateTree
{
  MmsStateParts *parts;
  MmsRecordStock chunk_stock;
  MmsRecordStock quarter_stock;
  MmsRecordStock half_stock;
  guint32 halves[2];
  MmsWord quarters[MMS_N_QUARTERS];
  MmsWord chunks[MMS_N_QUARTERS * MMS_QUARTER_MAX_CHUNKS]; /* of the whole state */
  MmsWord *words;                                         /* whole chunks, the last one's end zero */
};

void
mms_state_parts_init (MmsStateParts *parts, guint n_cells, guint n_threads)
{
  guint width = 1;

  *parts = (MmsStateParts){ .n_words = n_cells / 2 };
  g_assert (n_cells % 2 == 0 && n_cells >= 2 && parts->n_words <= MMS_STATE_MAX_WORDS);
  parts->n_chunks = (parts->n_words + MMS_CHUNK_WORDS - 1) / MMS_CHUNK_WORDS;
  for (guint i = 0; i <= MMS_N_QUARTERS; i++)
    {
      parts->starts[i] = (parts->n_chunks * i + MMS_N_QUARTERS - 1) / MMS_N_QUARTERS;
      if (i > 0)
        width = MAX (width, parts->starts[i] - parts->starts[i - 1]);
    }
  mms_record_table_init (&parts->chunks, MMS_CHUNK_WORDS, n_threads);
  mms_record_table_init (&parts->quarters, width, n_threads);
  mms_record_table_init (&parts->halves, 2, n_threads);
  g_mutex_init (&parts->lock);
  g_cond_init (&parts->grown);
}

void
mms_state_parts_clear (MmsStateParts *parts)
{
  mms_record_table_clear (&parts->chunks);
  mms_record_table_clear (&parts->quarters);
  mms_record_table_clear (&parts->halves);
  g_mutex_clear (&parts->lock);
  g_cond_clear (&parts->grown);
}

gsize
mms_state_parts_get_memory (const MmsStateParts *parts)
{
  return mms_record_table_get_memory (&parts->chunks) + mms_record_table_get_memory (&parts->quarters)
         + mms_record_table_get_memory (&parts->halves);
}

gboolean
mms_state_parts_is_exhausted (const MmsStateParts *parts)
{
  return atomic_load (&parts->chunks.is_exhausted) || atomic_load (&parts->quarters.is_exhausted)
         || atomic_load (&parts->halves.is_exhausted);
}

static inline gboolean
must_grow (const MmsStateParts *parts)
{
  return mms_record_table_must_grow (&parts->chunks) || mms_record_table_must_grow (&parts->quarters)
         || mms_record_table_must_grow (&parts->halves);
}

/* With the lock held, if nobody is at work. */
static void
grow_if_idle (MmsStateParts *parts)
{
  if (parts->n_paused < parts->n_inside || !must_grow (parts))
    return;
  mms_record_table_grow (&parts->chunks);
  mms_record_table_grow (&parts->quarters);
  mms_record_table_grow (&parts->halves);
  parts->n_growths++;
  g_cond_broadcast (&parts->grown);
}

void
mms_state_parts_enter (MmsStateParts *parts)
{
  g_mutex_lock (&parts->lock);
  parts->n_inside++;
  g_mutex_unlock (&parts->lock);
}

void
mms_state_parts_leave (MmsStateParts *parts)
{
  g_mutex_lock (&parts->lock);
  parts->n_inside--;
  grow_if_idle (parts);
  g_mutex_unlock (&parts->lock);
}

static void
wait_for_growth (MmsStateParts *parts)
{
  g_mutex_lock (&parts->lock);
  /* somebody may have been faster */
  if (must_grow (parts))
    {
      guint growth = parts->n_growths;

      parts->n_paused++;
      grow_if_idle (parts);
      while (parts->n_growths == growth)
        g_cond_wait (&parts->grown, &parts->lock);
      parts->n_paused--;
    }
  g_mutex_unlock (&parts->lock);
}

MmsStateTree *
mms_state_tree_new (MmsStateParts *parts)
{
  MmsStateTree *tree = g_new0 (MmsStateTree, 1);

  tree->parts = parts;
  tree->words = g_new0 (MmsWord, parts->n_chunks * MMS_CHUNK_WORDS);
  return tree;
}

void
mms_state_tree_free (MmsStateTree *tree)
{
  if (tree == NULL)
    return;
  g_free (tree->words);
  g_free (tree);
}

gsize
mms_state_tree_get_memory (const MmsStateTree *tree)
{
  return sizeof *tree + tree->parts->n_chunks * MMS_CHUNK_WORDS * sizeof (MmsWord);
}

const MmsCell *
mms_state_tree_get_cells (const MmsStateTree *tree)
{
  return (const MmsCell *) tree->words;
}

/* States that are stored one after another differ little: what did not change is not unfolded again.
 * Numbers are 0 at first, which nothing stored has. */
static void
load_quarter (MmsStateTree *tree, guint quarter, guint32 number)
{
  const MmsStateParts *parts = tree->parts;
  const MmsWord *numbers = mms_record_table_get (&parts->quarters, number);
  guint first = parts->starts[quarter];

  if (tree->quarters[quarter] == number)
    return;
  tree->quarters[quarter] = number;
  for (guint i = first; i < parts->starts[quarter + 1]; i++)
    {
      if (tree->chunks[i] == numbers[i - first])
        continue;
      tree->chunks[i] = numbers[i - first];
      memcpy (tree->words + i * MMS_CHUNK_WORDS,
              mms_record_table_get (&parts->chunks, numbers[i - first]),
              MMS_CHUNK_WORDS * sizeof (MmsWord));
    }
}

static void
load_half (MmsStateTree *tree, guint half, guint32 number)
{
  const MmsWord *numbers = mms_record_table_get (&tree->parts->halves, number);

  if (tree->halves[half] == number)
    return;
  tree->halves[half] = number;
  load_quarter (tree, 2 * half, numbers[0]);
  load_quarter (tree, 2 * half + 1, numbers[1]);
}

void
mms_state_tree_load (MmsStateTree *tree, guint64 root)
{
  load_half (tree, 0, (guint32) root);
  load_half (tree, 1, (guint32) (root >> 32));
}

static inline gboolean
is_chunk_equal (const MmsWord *one, const MmsWord *other)
{
  MmsWord difference = 0;

  for (guint i = 0; i < MMS_CHUNK_WORDS; i++)
    difference |= one[i] ^ other[i];
  return difference == 0;
}

/* Returns: 0 if there is no more room */
static guint32
fold_quarter (MmsStateTree *tree, guint quarter, const MmsWord *words)
{
  MmsStateParts *parts = tree->parts;
  guint first = parts->starts[quarter];
  guint end = parts->starts[quarter + 1];
  gboolean is_changed = tree->quarters[quarter] == 0;
  MmsWord numbers[MMS_QUARTER_MAX_CHUNKS];

  for (guint i = first; i < end; i++)
    {
      const MmsWord *chunk = words + i * MMS_CHUNK_WORDS;
      MmsWord last[MMS_CHUNK_WORDS] = { 0 };

      if (i == parts->n_words / MMS_CHUNK_WORDS)
        {
          memcpy (last, chunk, parts->n_words % MMS_CHUNK_WORDS * sizeof *chunk);
          chunk = last;
        }
      numbers[i - first] = tree->chunks[i];
      if (tree->chunks[i] != 0 && is_chunk_equal (chunk, tree->words + i * MMS_CHUNK_WORDS))
        continue;
      is_changed = TRUE;
      numbers[i - first] = mms_record_table_take (&parts->chunks, &tree->chunk_stock, chunk);
      if (numbers[i - first] == 0)
        return 0;
    }
  if (!is_changed)
    return tree->quarters[quarter];
  /* Quarters differ by one chunk at most. */
  for (guint i = end - first; i < parts->quarters.width; i++)
    numbers[i] = 0;
  return mms_record_table_take (&parts->quarters, &tree->quarter_stock, numbers);
}

/* Returns: 0 if there is no more room */
static guint32
fold_half (MmsStateTree *tree, guint half, const MmsWord *words)
{
  MmsWord numbers[2];

  for (guint i = 0; i < 2; i++)
    {
      numbers[i] = fold_quarter (tree, 2 * half + i, words);
      if (numbers[i] == 0)
        return 0;
    }
  if (tree->halves[half] != 0 && numbers[0] == tree->quarters[2 * half]
      && numbers[1] == tree->quarters[2 * half + 1])
    return tree->halves[half];
  return mms_record_table_take (&tree->parts->halves, &tree->half_stock, numbers);
}

gboolean
mms_state_tree_fold (MmsStateTree *tree, const MmsCell *cells, guint64 *root)
{
  guint32 left;
  guint32 right;

  if (G_UNLIKELY (must_grow (tree->parts)))
    wait_for_growth (tree->parts);
  left = fold_half (tree, 0, (const MmsWord *) cells);
  right = left == 0 ? 0 : fold_half (tree, 1, (const MmsWord *) cells);
  *root = left | (guint64) right << 32;
  return right != 0;
}
