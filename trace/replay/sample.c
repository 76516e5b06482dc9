/* sample.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sample.h"

#include "count.h"
#include "observe.h"

/* LOADED_MM_SWITCHING: what loaded_mm holds for some instructions inside switch_mm_irqs_off() */
#define LOADED_MM_SWITCHING 1

gboolean
mms_sample_is_called_from (MmsMachine *machine, const char *function)
{
  const char *caller
      = mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_CALLER);

  return caller != NULL && g_str_has_prefix (caller, function);
}

/* Most samples show what the one before has shown; nothing changes with them. */
static gboolean
is_observed (MmsMachine *machine, MmsAttribute attribute, int value)
{
  return mms_track_holds (&machine->state->record->tracks[attribute], value, MMS_OBSERVED);
}

static gboolean
is_observed_of (MmsMachine *machine, const MmsTaskRecord *task, const MmsTrack *track,
                MmsAttribute attribute, int value)
{
  return task->running_cpu == (int) machine->cpu && mms_track_holds (track, value, MMS_OBSERVED)
         && is_observed (machine, attribute, value);
}

void
mms_sample_own (MmsMachine *machine)
{
  MmsTaskRecord *running;
  guint64 value;
  guint mm;

  if (machine->payload.kind->n_own_cpus == 0 || machine->mode == MMS_REPLAY_DERIVED)
    return;
  if (mms_payload_get_own (&machine->payload, MMS_SLOT_OWN_LOADED, &value)
      && value != LOADED_MM_SWITCHING)
    {
      mm = mms_machine_mm_at (machine, value);
      if (!is_observed (machine, MMS_ATTRIBUTE_LOADED_MM, (int) mm))
        mms_observe_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, (int) mm);
    }
  if (mms_payload_get_own (&machine->payload, MMS_SLOT_OWN_IS_LAZY, &value)
      && !is_observed (machine, MMS_ATTRIBUTE_IS_LAZY, value != 0))
    mms_observe_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, value != 0);

  running = mms_machine_running (machine, machine->cpu);
  if (running == NULL)
    return;
  if (mms_payload_get_own (&machine->payload, MMS_SLOT_OWN_MM, &value))
    {
      mm = mms_machine_mm_at (machine, value);
      if (!is_observed_of (machine, running, &running->task.mm, MMS_ATTRIBUTE_MM, (int) mm))
        mms_observe_task_mm (machine, running, mm);
    }
  if (mms_payload_get_own (&machine->payload, MMS_SLOT_OWN_ACTIVE, &value))
    {
      mm = mms_machine_mm_at (machine, value);
      if (!is_observed_of (machine, running, &running->task.active_mm, MMS_ATTRIBUTE_ACTIVE_MM,
                           (int) mm))
        mms_observe_task_active (machine, running, mm);
    }
}

guint
mms_sample_find_mm (MmsMachine *machine)
{
  guint64 pointer;
  guint64 generation = 0;

  if (!mms_machine_number (machine, MMS_SLOT_MM, &pointer) || pointer == 0)
    return 0;
  mms_machine_number (machine, MMS_SLOT_ID, &generation);
  return mms_machine_mm (machine, pointer, generation);
}

guint
mms_sample_take_mm (MmsMachine *machine)
{
  guint mm = mms_sample_find_mm (machine);

  mms_sample_counts (machine, mm);
  return mm;
}

static void
sample_counts (MmsMachine *machine, guint mm, MmsSlot users_slot, MmsSlot count_slot)
{
  guint64 users;
  guint64 count;
  gboolean has_users = mm != 0 && mms_machine_number (machine, users_slot, &users);
  gboolean has_count = mm != 0 && mms_machine_number (machine, count_slot, &count);

  /* An mm without users and references is in nobody's hands but __mmdrop()'s.  Where a probe records the
   * two as one array, trace-cmd report prints zeros whatever they are. */
  if (has_users && has_count && users == 0 && count == 0
      && machine->role != MMS_ROLE_MM_FREE_CALLED)
    return;
  if (has_users)
    mms_count_sample (machine, mm, MMS_ATTRIBUTE_MM_USERS, (int) users);
  if (has_count)
    mms_count_sample (machine, mm, MMS_ATTRIBUTE_MM_COUNT, (int) count);
}

void
mms_sample_counts (MmsMachine *machine, guint mm)
{
  sample_counts (machine, mm, MMS_SLOT_USERS, MMS_SLOT_COUNT);
}

void
mms_sample_prev_counts (MmsMachine *machine, guint mm)
{
  sample_counts (machine, mm, MMS_SLOT_PREV_USERS, MMS_SLOT_PREV_COUNT);
}
