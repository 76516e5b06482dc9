/* observe.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "observe.h"

/* Only an id tells two mms at one address apart, and not every event has it. */
static gboolean
is_same (MmsMachine *machine, MmsAttribute attribute, int a, int b)
{
  return a == b
         || (mms_attribute_is_mm (attribute)
             && mms_history_get_mm (machine->history, (guint) a)->pointer
                    == mms_history_get_mm (machine->history, (guint) b)->pointer);
}

static G_GNUC_NO_INLINE void
tell_difference (MmsMachine *machine, guint cpu, MmsAttribute attribute, MmsPoint derived, int value)
{
  MmsContradiction contradiction = {
    .event = machine->event,
    .since = derived.event,
    .cpu = (int) cpu,
    .attribute = attribute,
    .derived = derived.value,
    .observed = value,
  };

  if (machine->mode == MMS_REPLAY_DERIVED || derived.provenance == MMS_UNKNOWN
      || is_same (machine, attribute, derived.value, value))
    return;
  mms_history_add_contradiction (machine->history, &contradiction);
}

static inline void
compare (MmsMachine *machine, guint cpu, MmsAttribute attribute, MmsPoint derived, int value)
{
  if (derived.provenance != MMS_UNKNOWN && derived.value != value)
    tell_difference (machine, cpu, attribute, derived, value);
}

void
mms_observe_cpu (MmsMachine *machine, guint cpu, MmsAttribute attribute, int value)
{
  compare (machine, cpu, attribute, mms_machine_get_cpu (machine, cpu, attribute), value);
  mms_machine_set_cpu (machine, cpu, attribute, value, MMS_OBSERVED);
}

void
mms_observe_pointer (MmsMachine *machine, guint cpu, MmsAttribute attribute, guint64 pointer)
{
  MmsPoint derived = mms_machine_get_cpu (machine, cpu, attribute);

  if (derived.provenance != MMS_UNKNOWN
      && mms_history_get_mm (machine->history, (guint) derived.value)->pointer != pointer)
    compare (machine, cpu, attribute, derived, (int) mms_machine_mm (machine, pointer, 0));
}

static guint
get_cpu_of (MmsMachine *machine, const MmsTaskRecord *task)
{
  return task->running_cpu >= 0 ? (guint) task->running_cpu : machine->cpu;
}

/* An exec has taken its new mm before the call that tells so; what it gives up for that is not told yet. */
static gboolean
is_exec (const MmsTaskRecord *task, guint mm)
{
  return mm != 0 && task->pending_exec == mm;
}

void
mms_observe_task_mm (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  if (is_exec (task, mm))
    return;
  compare (machine, get_cpu_of (machine, task), MMS_ATTRIBUTE_MM, mms_track_last (&task->task.mm),
           (int) mm);
  mms_machine_set_task_mm (machine, task, mm, MMS_OBSERVED);
}

void
mms_observe_task_active (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  if (is_exec (task, mm))
    return;
  compare (machine, get_cpu_of (machine, task), MMS_ATTRIBUTE_ACTIVE_MM,
           mms_track_last (&task->task.active_mm), (int) mm);
  mms_machine_set_task_active (machine, task, mm, MMS_OBSERVED);
}
