/* hotplug.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace.h"

G_BEGIN_DECLS

/**
 * MmsHotplug:
 *
 * Which CPUs go up or down just now, or are down.  Tracepoints are silent on a CPU that is not online,
 * so what such a CPU seems to hold says nothing: idle_task_exit() moves it to init_mm unseen.
 */
typedef struct _MmsHotplug MmsHotplug;

MmsHotplug *mms_hotplug_new  (MmsTrace   *trace);
void        mms_hotplug_free (MmsHotplug *hotplug);
/* The events that it takes something down from, ended by %MMS_ROLE_NONE */
extern const MmsRole mms_hotplug_roles[];
/* Takes down what @record, the event just replayed, tells; nothing unless it has one of the roles. */
void        mms_hotplug_look (MmsHotplug     *hotplug,
                              guint           event,
                              const MmsEvent *record);
/* The first event of the steps that @cpu is going through or has not come back from; 0: it is
 * up. */
guint       mms_hotplug_since (MmsHotplug *hotplug,
                               guint       cpu);

G_END_DECLS
