/* hotplug.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "hotplug.h"

typedef struct
{
  guint since;       /* first step of those under way; 0: none is */
  gboolean is_ended; /* the last step seen is over */
} Steps;

const MmsRole mms_hotplug_roles[]
    = { MMS_ROLE_CPUHP_ENTER, MMS_ROLE_CPUHP_EXIT, MMS_ROLE_SCHED_SWITCH, MMS_ROLE_NONE };

struct _MmsHotplug
{
  MmsTrace *trace;
  GArray *steps; /* Steps by cpu */
};

MmsHotplug *
mms_hotplug_new (MmsTrace *trace)
{
  MmsHotplug *hotplug = g_new0 (MmsHotplug, 1);

  hotplug->trace = trace;
  hotplug->steps = g_array_new (FALSE, TRUE, sizeof (Steps));
  return hotplug;
}

void
mms_hotplug_free (MmsHotplug *hotplug)
{
  g_array_unref (hotplug->steps);
  g_free (hotplug);
}

/* Other CPUs run most steps for the one that goes; the steps are over when one has ended and
 * none has begun before that CPU itself switches tasks. */
void
mms_hotplug_look (MmsHotplug *hotplug, guint event, const MmsEvent *record)
{
  MmsRole role = mms_trace_get_kind (hotplug->trace, record->kind)->role;
  Steps *steps;
  guint64 cpu;

  if (role == MMS_ROLE_SCHED_SWITCH)
    {
      if (record->cpu >= hotplug->steps->len)
        return;
      steps = &g_array_index (hotplug->steps, Steps, record->cpu);
      if (steps->is_ended)
        *steps = (Steps){ 0 };
      return;
    }
  if ((role != MMS_ROLE_CPUHP_ENTER && role != MMS_ROLE_CPUHP_EXIT)
      || !mms_trace_get_slot (hotplug->trace, record, MMS_SLOT_TARGET_CPU, &cpu)
      || cpu >= MMS_MAX_CPUS)
    return;
  if (cpu >= hotplug->steps->len)
    g_array_set_size (hotplug->steps, (guint) cpu + 1);
  steps = &g_array_index (hotplug->steps, Steps, cpu);
  if (steps->since == 0)
    steps->since = event;
  steps->is_ended = role == MMS_ROLE_CPUHP_EXIT;
}

guint
mms_hotplug_since (MmsHotplug *hotplug, guint cpu)
{
  return cpu < hotplug->steps->len ? g_array_index (hotplug->steps, Steps, cpu).since : 0;
}
