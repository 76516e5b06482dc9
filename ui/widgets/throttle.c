/* throttle.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "throttle.h"

struct _MmsThrottle
{
  guint milliseconds;
  MmsThrottleFunc func;
  gpointer user_data;
  gint64 last; /* monotonic; 0: never */
  guint source;
};

MmsThrottle *
mms_throttle_new (guint milliseconds, MmsThrottleFunc func, gpointer user_data)
{
  MmsThrottle *throttle = g_new0 (MmsThrottle, 1);

  throttle->milliseconds = milliseconds;
  throttle->func = func;
  throttle->user_data = user_data;
  return throttle;
}

void
mms_throttle_free (MmsThrottle *throttle)
{
  g_clear_handle_id (&throttle->source, g_source_remove);
  g_free (throttle);
}

static gboolean
interval_over (gpointer user_data)
{
  MmsThrottle *throttle = user_data;

  throttle->source = 0;
  throttle->last = g_get_monotonic_time ();
  throttle->func (throttle->user_data);
  return G_SOURCE_REMOVE;
}

void
mms_throttle_call (MmsThrottle *throttle)
{
  gint64 since = (g_get_monotonic_time () - throttle->last) / 1000;

  if (throttle->source != 0)
    return;
  if (throttle->last == 0 || since >= throttle->milliseconds)
    interval_over (throttle);
  else
    throttle->source = g_timeout_add (throttle->milliseconds - (guint) since, interval_over,
                                      throttle);
}
