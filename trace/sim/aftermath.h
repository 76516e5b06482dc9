/* aftermath.h - what comes of it when a run has gone wrong
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/**
 * mms_aftermath_new:
 * @steps: (element-type MmsTransition): a run of @machine, each enabled where it stands
 * @is_whole: (out): whether the run then comes to its end: nothing is left to do, or no CPU can go on
 *
 * A shortest run stops where something is wrong for the first time, which is before the damage is done.
 * This goes on with it, in the plainest way: the CPU that took the last step does all it can, then the
 * next one does; nothing comes that need not come.  Always the same for the same run.
 *
 * Returns: (transfer full) (element-type MmsTransition): the steps behind @steps, maybe none
 */
GArray *mms_aftermath_new (const MmsMachine *machine,
                           const GArray     *steps,
                           gboolean         *is_whole);

G_END_DECLS
