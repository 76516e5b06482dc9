/* event.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MMS_MAX_CPUS  (1u << 13)
#define MMS_MAX_KINDS (1u << 12)

/* Places are counted in the reader's own unit (4 bytes in trace.dat, whose records are aligned, 1
 * byte in text), so that 37 bits reach through every file that fits a disk.
 */
#define MMS_PLACE_BITS 37

/**
 * MmsEvent:
 * @time: the trace's own stamp; nanoseconds unless mms_trace_clock_is_ns() says otherwise
 * @place: where the record lies in the trace's data; only its decoder knows the unit
 * @cpu: the CPU that recorded the event
 * @kind: index for mms_trace_get_kind()
 * @repeated: another buffer holds the same happening and comes first; it changes no state
 * @lost: events of this CPU are missing directly before this one
 *
 * One recorded event.  Everything else that the record holds is read on demand through the trace
 * (mms_trace_get_number() and friends), so that ten million events cost 160 MB and not 1.6 GB.
 *
 * Events are numbered from 1 in merged order; number 0 stands for "before the first event".  The
 * event with number n is element n - 1 of the array.
 */
typedef struct
{
  guint64 time;
  guint64 place : MMS_PLACE_BITS;
  guint64 cpu : 13;
  guint64 kind : 12;
  guint64 repeated : 1;
  guint64 lost : 1;
} MmsEvent;

G_STATIC_ASSERT (sizeof (MmsEvent) == 16);

G_END_DECLS
