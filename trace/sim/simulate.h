/* simulate.h - one run of many, at random
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "model/progress.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_SIMULATION_ENDED,     /* every CPU has done what it had to do */
  MMS_SIMULATION_STUCK,     /* no CPU can go on */
  MMS_SIMULATION_CRASHED,   /* its last step is beyond repair */
  MMS_SIMULATION_CUT,       /* so many steps, or cancelled */
  MMS_SIMULATION_NONE,      /* no run was found that counts */
} MmsSimulationEnd;

/**
 * mms_simulate:
 * @seed: the same run for the same seed, everywhere
 * @max_steps: 0: no limit
 * @progress: (nullable)
 * @run: (out) (transfer full) (element-type MmsTransition): the steps, for mms_record_run()
 *
 * The CPU of each step is drawn first and then what it does, so that a CPU is not the more likely the
 * more interrupts wait for it.  Runs that do not count (a condition of the scenario fails) are begun
 * anew.
 */
MmsSimulationEnd mms_simulate (const MmsMachine  *machine,
                               guint64            seed,
                               guint              max_steps,
                               MmsProgress       *progress,
                               GArray           **run);

G_END_DECLS
