/* fuzz.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace-builder.h"

G_BEGIN_DECLS

/* Finishes @builder and does with the trace what the program does: replays and checks it, and reads
 * fields of some of its events. */
void mms_fuzz_use (MmsTraceBuilder *builder);

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

G_END_DECLS
