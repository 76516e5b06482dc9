/* observe.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "observe.h"

static void
compare (MmsMachine *machine, guint cpu, MmsAttribute attribute, MmsPoint derived, int value)
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
      || derived.value == value)
    return;
  mms_history_add_contradiction (machine->history, &contradiction);
}

void
mms_observe_cpu (MmsMachine *machine, guint cpu, MmsAttribute attribute, int value)
{
  compare (machine, cpu, attribute, mms_machine_get_cpu (machine, cpu, attribute), value);
  mms_machine_set_cpu (machine, cpu, attribute, value, MMS_OBSERVED);
}

void
mms_observe_task_mm (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  /* An exec has taken its new mm before the call that tells so. */
  if (task->pending_exec != mm)
    compare (machine, machine->cpu, MMS_ATTRIBUTE_MM, mms_track_last (&task->task.mm), (int) mm);
  mms_machine_set_task_mm (machine, task, mm, MMS_OBSERVED);
}

void
mms_observe_task_active (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  if (task->pending_exec != mm)
    compare (machine, machine->cpu, MMS_ATTRIBUTE_ACTIVE_MM, mms_track_last (&task->task.active_mm),
             (int) mm);
  mms_machine_set_task_active (machine, task, mm, MMS_OBSERVED);
}
