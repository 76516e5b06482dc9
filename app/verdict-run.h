/* verdict-run.h - the whole table, several cells at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/expectation.h"
#include "sim/explore.h"
#include "sim/library.h"

G_BEGIN_DECLS

/**
 * MmsVerdictChoice: which cells, and how far
 * @memory: an #MmsMemory, or -1: all
 * @buffer: as of mms_machine_new(); not under sc
 * @schemes, @scenarios: (nullable) (array zero-terminated=1): only these
 * @max_states: of each cell; 0: no limit
 * @n_threads: cells that are explored at once; 0: one per CPU
 */
typedef struct
{
  int memory;
  guint buffer;
  const char *const *schemes;
  const char *const *scenarios;
  guint64 max_states;
  int n_threads;
} MmsVerdictChoice;

/**
 * MmsVerdictCell: one scheme in one scenario under one memory model
 * @violations, @information: (element-type utf8): ids
 * @full_at: (nullable): FILE:LINE of what a CPU had no room for in its store buffer or window
 * @problem: (nullable): why there is no answer
 */
typedef struct
{
  const MmsExpectation *expectation;
  MmsMemory memory;
  MmsVerdict verdict;
  gboolean is_finished;
  GPtrArray *violations;
  GPtrArray *information;
  MmsAgreement agreement;
  char *full_at;
  guint64 n_states;
  double seconds;
  char *problem;
} MmsVerdictCell;

/**
 * mms_verdict_run:
 * @expectations: (element-type MmsExpectation): must outlive the cells
 *
 * Cells to which the scenario does not apply, by the table's word, are left out.  Once cancelled, what was
 * not explored is not finished.
 *
 * Returns: (transfer full) (element-type MmsVerdictCell): in the table's order
 */
GPtrArray *mms_verdict_run (const MmsLibrary       *library,
                            GPtrArray              *expectations,
                            const MmsVerdictChoice *choice);

G_END_DECLS
