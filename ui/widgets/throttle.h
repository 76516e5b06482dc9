/* throttle.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsThrottle:
 *
 * Calls a function at most once per interval: at once where the last call is long enough ago, else
 * with the first request after the interval, or a little later where none comes.  So the last of
 * many requests is always followed by a call.
 */
typedef struct _MmsThrottle MmsThrottle;

typedef void (*MmsThrottleFunc) (gpointer user_data);

MmsThrottle *mms_throttle_new  (guint            milliseconds,
                                MmsThrottleFunc  func,
                                gpointer         user_data);
void         mms_throttle_free (MmsThrottle     *throttle);
void         mms_throttle_call (MmsThrottle     *throttle);

G_END_DECLS
