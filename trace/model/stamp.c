/* stamp.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "stamp.h"

#define NSEC_PER_SEC G_GUINT64_CONSTANT (1000000000)

guint64
mms_stamp_of_event (MmsTrace *trace,
                    guint     event)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  if (n_events == 0)
    return 0;
  return events[CLAMP (event, 1, n_events) - 1].time;
}

char *
mms_stamp_to_text (MmsTrace *trace,
                   guint     event)
{
  guint64 stamp = mms_stamp_of_event (trace, event);

  if (!mms_trace_clock_is_ns (trace))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, stamp);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT " s", stamp / NSEC_PER_SEC,
                          stamp % NSEC_PER_SEC);
}
