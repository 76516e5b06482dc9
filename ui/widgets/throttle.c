/* throttle.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "throttle.h"

/* So much later than it could the function is called where nobody asks again.  Whoever asks with
 * every frame thus gets its calls within frames, never between two. */
#define GRACE 40

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

  if (throttle->last == 0 || since >= throttle->milliseconds)
    {
      g_clear_handle_id (&throttle->source, g_source_remove);
      interval_over (throttle);
    }
  else if (throttle->source == 0)
    {
      throttle->source = g_timeout_add (throttle->milliseconds - (guint) since + GRACE,
                                        interval_over, throttle);
    }
}
