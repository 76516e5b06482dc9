/* stamp.h - the trace's own time stamps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "trace.h"

G_BEGIN_DECLS

/* The raw stamp; that of the first event for event 0, which stands for the start. */
guint64 mms_stamp_of_event (MmsTrace *trace,
                            guint     event);

/* (transfer full): "2.272192123 s", as ftrace prints it; the plain number where the clock only
 * counts */
char   *mms_stamp_to_text  (MmsTrace *trace,
                            guint     event);

G_END_DECLS
