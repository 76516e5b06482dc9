/* test-state-tree.c - states are kept whole, whatever many threads fold at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/random.h"
#include "sim/state-tree.h"

#define N_CELLS   64 /* a chunk per quarter: the tables of both grow at the same times */
#define N_THREADS 4
#define N_STATES  6000 /* of a thread */
#define N_ROUNDS  300

typedef struct
{
  MmsStateParts *parts;
  guint number;
  guint64 roots[N_STATES];
} Folder;

/* State @i of thread @number; every third is everybody's. */
static void
make_state (MmsCell *cells, guint number, guint i)
{
  MmsRandom random = mms_random_new (i % 3 == 0 ? i : i + (guint64) (number + 1) * N_STATES);

  for (guint j = 0; j < N_CELLS; j++)
    cells[j] = (MmsCell) mms_random_below (&random, 30000);
}

static gpointer
fold (gpointer data)
{
  Folder *folder = data;
  MmsStateTree *tree = mms_state_tree_new (folder->parts);
  MmsCell cells[N_CELLS];

  mms_state_parts_enter (folder->parts);
  for (guint i = 0; i < N_STATES; i++)
    {
      make_state (cells, folder->number, i);
      g_assert_true (mms_state_tree_fold (tree, cells, &folder->roots[i]));
    }
  mms_state_parts_leave (folder->parts);
  mms_state_tree_free (tree);
  return NULL;
}

static void
check_states (Folder *folders)
{
  MmsStateTree *tree = mms_state_tree_new (folders[0].parts);
  MmsCell cells[N_CELLS];

  for (guint t = 0; t < N_THREADS; t++)
    for (guint i = 0; i < N_STATES; i++)
      {
        make_state (cells, t, i);
        mms_state_tree_load (tree, folders[t].roots[i]);
        g_assert_cmpmem (mms_state_tree_get_cells (tree), sizeof cells, cells, sizeof cells);
        if (i % 3 == 0)
          g_assert_cmpuint (folders[t].roots[i], ==, folders[0].roots[i]);
      }
  mms_state_tree_free (tree);
}

/* Also, none waits for ever for the others. */
static void
test_threads (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      MmsStateParts parts;
      g_autofree Folder *folders = g_new0 (Folder, N_THREADS);
      GThread *threads[N_THREADS];

      mms_state_parts_init (&parts, N_CELLS, N_THREADS);
      for (guint t = 0; t < N_THREADS; t++)
        {
          folders[t].parts = &parts;
          folders[t].number = t;
          threads[t] = g_thread_new ("fold", fold, &folders[t]);
        }
      for (guint t = 0; t < N_THREADS; t++)
        g_thread_join (threads[t]);
      if (round % 100 == 0)
        check_states (folders);
      mms_state_parts_clear (&parts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/state-tree/threads", test_threads);
  return g_test_run ();
}
