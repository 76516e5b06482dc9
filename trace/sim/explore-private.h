/* explore-private.h - what a search is made of
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "crew.h"
#include "endless.h"
#include "explore.h"
#include "state-store.h"
#include "state-tree.h"

G_BEGIN_DECLS

/* What one thread works with. */
typedef struct
{
  MmsStateTree *tree;
  MmsWord *next; /* a successor: room for one state */
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
} MmsExploreWorker;

/* What comes of one block of states beside the states found. */
typedef struct
{
  MmsStateId first; /* to be visited: @n states from here on */
  guint n;
  guint64 n_transitions;
  gboolean is_cut; /* on the last level: there would be more */
  guint full_at;   /* an instruction for which a CPU had no room; 0: none */
  GArray *alarms; /* MmsFoundAlarm, in order, the first of each */
  GArray *ends;   /* MmsStateId; only if somebody wants them */
  MmsAlarms seen; /* those of @alarms */
} MmsExploreBlock;

struct _MmsExploration
{
  const MmsMachine *machine;
  MmsExploreOptions options;
  MmsProgress *progress;
  guint n_cells;

  MmsStateParts parts;
  MmsStateStore store;
  MmsCrew *crew;
  MmsExploreWorker *workers[MMS_CREW_MAX]; /* made when first needed */
  MmsExploreBlock blocks[MMS_BATCH_BLOCKS];

  /* The batch that is visited. */
  guint n_blocks;
  guint depth; /* of its states */
  gboolean is_last_level;
  gboolean is_cut; /* the limit of depth hides something */
  guint full_at; /* as in a block: the first */
  GArray *backs; /* MmsStateId: of each way round at least one state, ascending */
  gboolean is_endless_unknown; /* of some of them */
  gsize endless_memory;
  _Atomic guint next_task; /* block or shard */

  MmsAlarms known;
  GArray *alarms; /* MmsFoundAlarm */
  MmsBound bound;
  MmsExploreNumbers numbers;
  gint64 started; /* monotonic time, µs */
  gint64 told;
};

G_END_DECLS
