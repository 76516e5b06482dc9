/* simulated.h - a run of the machine as a document, and as a file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"
#include "output.h"
#include "sim/machine.h"

G_BEGIN_DECLS

/**
 * mms_simulated_read:
 * @name: what the trace is called
 * @run: (element-type MmsTransition)
 * @seed, @is_whole: see mms_record_run()
 *
 * Returns: (transfer full) (nullable): the trace; what is wrong was told
 */
MmsTrace *mms_simulated_read  (const MmsMachine *machine,
                               const char       *name,
                               const GArray     *run,
                               const guint64    *seed,
                               gboolean          is_whole);

/* Writes it as simulator JSON.  Returns: whether all was written */
gboolean  mms_simulated_write (MmsTrace         *trace,
                               MmsOutput        *output);

G_END_DECLS
