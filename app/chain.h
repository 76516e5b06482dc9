/* chain.h - a run as the lines that its CPUs execute
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/machine.h"

G_BEGIN_DECLS

/**
 * mms_chain_to_text:
 * @run: (element-type MmsTransition): from the initial state on
 * @is_whole: it ends there, so what its end raises belongs to it
 * @alarm: what it is a run to; if the setup raises that already, the setup up to there is the run
 *
 * Returns: (transfer full): one line for each line of the source that a CPU comes to, those of CPU 1
 *   further to the right than those of CPU 0; stores that wait say when they take effect, and CPUs that
 *   wait for ever, for what
 */
char *mms_chain_to_text (const MmsMachine *machine,
                         const GArray     *run,
                         gboolean          is_whole,
                         guint             alarm);

G_END_DECLS
