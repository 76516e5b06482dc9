/* observe.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/* The current event carries a value as it was before what the event tells of.  It wins; where the rules
 * had derived another one, that is kept as a contradiction. */

void mms_observe_cpu (MmsMachine   *machine,
                      guint         cpu,
                      MmsAttribute  attribute,
                      int           value);
/* The same where another event of the same moment sets the value: only the contradiction is kept. */
void mms_observe_pointer (MmsMachine   *machine,
                          guint         cpu,
                          MmsAttribute  attribute,
                          guint64       pointer);
/* Of a task that runs. */
void mms_observe_task_mm     (MmsMachine    *machine,
                              MmsTaskRecord *task,
                              guint          mm);
void mms_observe_task_active (MmsMachine    *machine,
                              MmsTaskRecord *task,
                              guint          mm);

G_END_DECLS
