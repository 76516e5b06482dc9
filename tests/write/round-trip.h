/* round-trip.h - writing a trace and comparing what comes back
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/* (transfer full): what mms_write_json() writes. */
GString *round_trip_write (MmsTrace *trace);

/* (transfer full): the trace in @bytes, read and replayed as a file called @name. */
MmsDocument *round_trip_read (const GString *bytes,
                              const char    *name);

/* Asserts that two traces are the same in all that can be asked of them, but for their formats. */
void round_trip_compare_traces (MmsTrace *a,
                                MmsTrace *b);

/* The same for what replay and check made of them. */
void round_trip_compare_results (MmsDocument *a,
                                 MmsDocument *b);

G_END_DECLS
