/* rules-refcount.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "count.h"
#include "rules.h"
#include "sample.h"

#define PF_KTHREAD 0x00200000

/* The recording task turned out to have an mm of its own, so that is what its CPU has loaded. */
static void
learn_own_mm (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  if (mm == 0 || task == NULL)
    return;
  mms_machine_set_task_mm (machine, task, mm, MMS_OBSERVED);
  mms_machine_set_task_active (machine, task, mm, MMS_DERIVED);
  if (mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM).provenance
      == MMS_UNKNOWN)
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, mm, MMS_DERIVED);
  if (mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY).provenance
      == MMS_UNKNOWN)
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, 0, MMS_DERIVED);
}

static void
replay_mm_init (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint64 pointer;
  guint64 generation = 0;
  guint mm;

  if (!mms_machine_number (machine, MMS_SLOT_MM, &pointer) || pointer == 0)
    return;
  mms_machine_number (machine, MMS_SLOT_ID, &generation);
  mm = mms_machine_allocate_mm (machine, pointer, generation,
                                recorder != NULL ? recorder->task.pid : -1);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS, 1, MMS_DERIVED);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1, MMS_DERIVED);
  mms_sample_counts (machine, mm);
}

static void
replay_new_task (MmsMachine *machine)
{
  MmsTaskRecord *parent = mms_machine_recorder (machine);
  MmsTaskRecord *task;
  guint64 pointer;
  guint64 flags;
  guint mm;

  task = mms_history_take_task (machine->history, mms_machine_integer (machine, MMS_SLOT_PID, 0),
                                machine->cpu);
  if (task->task.pid <= 0)
    return;
  if (mms_machine_number (machine, MMS_SLOT_TASK_FLAGS, &flags))
    task->task.kthread = (flags & PF_KTHREAD) != 0;
  if (!mms_machine_number (machine, MMS_SLOT_TASK_MM, &pointer))
    return;

  mm = mms_machine_mm (machine, pointer, 0);
  mms_machine_set_task_mm (machine, task, mm, MMS_OBSERVED);
  mms_machine_set_task_active (machine, task, mm, MMS_DERIVED);
  if (mm != 0)
    {
      MmsMm *object = &mms_history_get_mm_record (machine->history, mm)->mm;

      mms_sample_counts (machine, mm);
      /* fork makes the mm in the parent; it is the child's. */
      if (parent != NULL && object->owner == parent->task.pid
          && mms_track_last (&parent->task.mm).value != (int) mm)
        object->owner = task->task.pid;
    }
}

static void
replay_exit_mmap (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = mms_sample_take_mm (machine);

  if (mm == 0)
    return;
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS, 0, MMS_DERIVED);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, MMS_MM_ZOMBIE, MMS_DERIVED);
  /* __mmput() ends with an mmdrop(). */
  mms_count_begin_drop (machine, recorder, mm);
}

/* With no user left, who flushes an mm is in the middle of exit_mmap(), whose event was lost. */
static void
replay_flush (MmsMachine *machine)
{
  guint mm = mms_sample_take_mm (machine);
  MmsPoint users = mms_machine_get_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS);

  if (mm == 0 || users.provenance != MMS_OBSERVED || users.value != 0
      || mms_machine_get_mm (machine, mm, MMS_ATTRIBUTE_STATE).value == MMS_MM_ZOMBIE)
    return;
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, MMS_MM_ZOMBIE, MMS_DERIVED);
  mms_count_begin_drop (machine, mms_machine_recorder (machine), mm);
}

static void
replay_free (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = mms_sample_find_mm (machine);

  if (mm == 0)
    return;
  if (recorder != NULL && recorder->pending_drop == mm)
    mms_count_end_drop (machine, recorder);
  mms_sample_counts (machine, mm);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_DERIVED);
  mms_machine_free_mm (machine, mm, MMS_OBSERVED);
}

static void
replay_use_mm (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = mms_sample_take_mm (machine);
  MmsPoint active;

  if (mm == 0 || recorder == NULL)
    return;
  active = mms_track_last (&recorder->task.active_mm);
  if (active.provenance == MMS_UNKNOWN)
    mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_UNKNOWN);
  else if ((guint) active.value != mm)
    {
      mms_count_announce (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
      mms_count_begin_drop (machine, recorder, (guint) active.value);
    }
  mms_machine_set_task_mm (machine, recorder, mm, MMS_OBSERVED);
  mms_machine_set_task_active (machine, recorder, mm, MMS_DERIVED);
}

static void
replay_finish_cpu (MmsMachine *machine)
{
  int cpu = mms_machine_integer (machine, MMS_SLOT_TARGET_CPU, -1);
  MmsTaskRecord *idle;
  MmsPoint active;

  if (cpu < 0 || (guint) cpu >= MMS_MAX_CPUS || machine->history->init_mm == 0)
    return;
  idle = mms_history_take_task (machine->history, 0, (guint) cpu);
  active = mms_track_last (&idle->task.active_mm);
  if (active.provenance != MMS_UNKNOWN && active.value != 0)
    mms_count_announce (machine, (guint) active.value, MMS_ATTRIBUTE_MM_COUNT, -1);
  mms_machine_set_task_active (machine, idle, machine->history->init_mm, MMS_DERIVED);
}

/* What a task does that is not in the middle of __mmput(), kthread_use_mm() or exec_mmap(). */
static gboolean
shows_end_of_drop (MmsRole role)
{
  switch (role)
    {
    case MMS_ROLE_PROCESS_FORK:
    case MMS_ROLE_PROCESS_EXEC:
    case MMS_ROLE_PROCESS_EXIT:
    case MMS_ROLE_TASK_NEW:
    case MMS_ROLE_TASK_RENAME:
    case MMS_ROLE_MM_INIT_DONE:
    case MMS_ROLE_MM_ALLOC_DONE:
    case MMS_ROLE_GET_TASK_MM_DONE:
    case MMS_ROLE_NEW_TASK_WOKEN:
    case MMS_ROLE_EXIT_RELEASE:
    case MMS_ROLE_EXEC_RELEASE:
    case MMS_ROLE_EXEC_CALLED:
    case MMS_ROLE_MMPUT_CALLED:
    case MMS_ROLE_USE_MM_CALLED:
    case MMS_ROLE_USE_MM_DONE:
    case MMS_ROLE_UNUSE_MM_CALLED:
    case MMS_ROLE_MEMBARRIER_CALLED:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
replay (MmsMachine *machine)
{
  MmsTaskRecord *recorder;
  guint mm;

  mms_sample_own (machine);
  if (shows_end_of_drop (machine->role))
    mms_count_end_drop (machine, mms_machine_recorder (machine));

  switch (machine->role)
    {
    case MMS_ROLE_MM_INIT_DONE:
      replay_mm_init (machine);
      break;
    case MMS_ROLE_GET_TASK_MM_DONE:
      if (mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm) && mm != 0)
        {
          mms_count_tell (machine, mm, MMS_ATTRIBUTE_MM_USERS, 1);
          mms_sample_counts (machine, mm);
        }
      break;
    case MMS_ROLE_NEW_TASK_WOKEN:
      replay_new_task (machine);
      break;
    case MMS_ROLE_EXIT_RELEASE:
    case MMS_ROLE_EXEC_RELEASE:
      learn_own_mm (machine, mms_machine_recorder (machine), mms_sample_take_mm (machine));
      break;
    case MMS_ROLE_EXEC_CALLED:
      recorder = mms_machine_recorder (machine);
      mm = mms_sample_take_mm (machine);
      if (recorder != NULL)
        {
          mms_machine_list_task (machine, recorder);
          recorder->pending_exec = mm;
        }
      break;
    case MMS_ROLE_MMPUT_CALLED:
      mms_count_announce (machine, mms_sample_take_mm (machine), MMS_ATTRIBUTE_MM_USERS, -1);
      break;
    case MMS_ROLE_EXIT_MMAP:
      replay_exit_mmap (machine);
      break;
    case MMS_ROLE_MM_FREE_CALLED:
      replay_free (machine);
      break;
    case MMS_ROLE_MM_REGISTERED:
      mms_count_announce (machine, mms_sample_take_mm (machine), MMS_ATTRIBUTE_MM_COUNT, 1);
      break;
    case MMS_ROLE_MM_UNREGISTERED:
      mms_count_announce (machine, mms_sample_take_mm (machine), MMS_ATTRIBUTE_MM_COUNT, -1);
      break;
    case MMS_ROLE_USE_MM_CALLED:
      replay_use_mm (machine);
      break;
    case MMS_ROLE_MM_ALLOC_DONE:
    case MMS_ROLE_UNUSE_MM_CALLED:
      mms_sample_take_mm (machine);
      break;
    case MMS_ROLE_FLUSH_RANGE:
      replay_flush (machine);
      break;
    case MMS_ROLE_FINISH_CPU_CALLED:
      replay_finish_cpu (machine);
      break;
    default:
      break;
    }
}

void
mms_rules_refcount (MmsMachine *machine)
{
  mms_count_begin_event (machine);
  switch (machine->role)
    {
    case MMS_ROLE_SWITCH_MM_CALLED:
    case MMS_ROLE_ENTER_LAZY_CALLED:
    case MMS_ROLE_SWITCH_FINISHED:
      mms_rules_switch (machine);
      break;
    default:
      replay (machine);
      break;
    }
}
