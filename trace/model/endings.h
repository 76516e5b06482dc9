/* endings.h - CPUs whose events end before the trace does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "trace-builder.h"

G_BEGIN_DECLS

/**
 * MmsEnding:
 * @cpu: the CPU
 * @event: number of its last event
 * @witness: number of the first event that shows that it went on; 0: none does
 * @is_broken_off: its last event is the beginning of something, see mms_habits_compare()
 *
 * A buffer that is full and overwrites nothing (trace option overwrite=0) takes no event any more, and no
 * line of a text says so.  A CPU may as well be idle up to the end, so that its silence alone tells nothing.
 * But once it is certain that one CPU's events end early, nobody's silence can be trusted: all end early then
 * but for the CPU of the very last event.
 */
typedef struct
{
  guint cpu;
  guint event;
  guint witness;
  gboolean is_broken_off;
} MmsEnding;

/**
 * mms_find_endings:
 * @trace: its events in their final order
 * @n_recorders: how many CPUs have any
 *
 * Looks only at what follows the last event of a CPU, and at nothing where all CPUs record up to the end.
 *
 * Returns: (transfer full) (element-type MmsEnding): those that ended early, ascending by CPU; empty where
 *   each may have been silent
 */
GArray *mms_find_endings (MmsTrace *trace,
                          guint     n_recorders);

/* Notes what shows that one of @endings, which are of @trace, ended early, and of the others only that they
 * do. */
void mms_endings_tell (const GArray    *endings,
                       MmsTrace        *trace,
                       MmsTraceBuilder *builder);

G_END_DECLS
