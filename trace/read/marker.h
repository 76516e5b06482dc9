/* marker.h - what the kit of samples/capture says in a trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace-builder.h"

G_BEGIN_DECLS

/**
 * mms_marker_read:
 * @builder: with all events
 *
 * Takes what the lines `mmscope: …` tell that were written into trace_marker: tasks, the address of
 * init_mm, hits that probes missed.  samples/capture/README.md documents them.  Of two lines about the
 * same, the earlier counts, for it is nearer to the start; a trace without trace_marker lines costs
 * nothing.
 */
void mms_marker_read (MmsTraceBuilder *builder);

G_END_DECLS
