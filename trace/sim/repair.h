/* repair.h - where a memory barrier is missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "explore.h"

G_BEGIN_DECLS

/**
 * MmsRepairFunc:
 * @fences: (array zero-terminated=1): lines, "kernel.lazy:259"
 *
 * Returns: (transfer full) (nullable): the program with an smp_mb() before each of @fences; %NULL: no
 *   statement begins on one of them.  Reports have the same numbers whatever @fences are
 */
typedef MmsProgram *(*MmsRepairFunc) (const char *const *fences,
                                      gpointer           user_data);

typedef enum
{
  MMS_REPAIR_NOT_NEEDED, /* nothing but what sc has, too */
  MMS_REPAIR_FOUND,
  MMS_REPAIR_NONE,       /* no full barriers before lines help */
  MMS_REPAIR_UNFINISHED,
} MmsRepairResult;

/**
 * MmsRepair:
 * @fences: (element-type utf8): a smallest set of lines before which smp_mb() makes the program as good as
 *   under sc, verified by a complete search
 * @detectors: (element-type utf8): ids of what these keep from happening
 * @n_searches: how many it took
 */
typedef struct
{
  MmsRepairResult result;
  GPtrArray *fences;
  GPtrArray *detectors;
  guint n_searches;
  guint64 n_states;
} MmsRepair;

/**
 * mms_repair_find:
 * @buffer: as of mms_machine_new()
 * @options: limits of each search
 * @progress: (nullable)
 *
 * Each run that goes wrong has operations that took effect in another order than the program's; to
 * forbid it, a barrier must stand between two of these.  A smallest set of lines that does so to every
 * such run found so far is tried, until a search finds none any more.  So no smaller set of full
 * barriers before lines would do.
 *
 * Returns: (transfer full)
 */
MmsRepair *mms_repair_find (MmsRepairFunc            func,
                            gpointer                 user_data,
                            MmsMemory                memory,
                            guint                    buffer,
                            const MmsExploreOptions *options,
                            MmsProgress             *progress);
void       mms_repair_free (MmsRepair               *repair);

/**
 * mms_repair_list_places:
 * @run: (element-type MmsTransition): of @machine
 *
 * Returns: (transfer full) (element-type utf8): lines that a CPU came to after an operation that took
 *   effect later, and not after one that took effect earlier
 */
GPtrArray *mms_repair_list_places (const MmsMachine *machine,
                                   const GArray     *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRepair, mms_repair_free)

G_END_DECLS
