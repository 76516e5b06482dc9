/* rules-refcount.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

#include <string.h>

#define PF_KTHREAD 0x00200000

/* LOADED_MM_SWITCHING: what loaded_mm holds for some instructions inside switch_mm_irqs_off() */
#define LOADED_MM_SWITCHING 1

static gboolean
is_called_from (MmsMachine *machine, const char *function)
{
  const char *caller
      = mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_CALLER);

  return caller != NULL && g_str_has_prefix (caller, function);
}

static gboolean
has_caller (MmsMachine *machine)
{
  return mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_CALLER) != NULL;
}

/* A task without an mm of its own, as far as that is known. */
static gboolean
is_known_without_mm (const MmsTaskRecord *task)
{
  MmsPoint mm = mms_track_last (&task->task.mm);

  return mm.provenance == MMS_UNKNOWN ? task->task.kthread == 1 : mm.value == 0;
}

static gboolean
is_known_with_mm (const MmsTaskRecord *task)
{
  MmsPoint mm = mms_track_last (&task->task.mm);

  return mm.provenance != MMS_UNKNOWN && mm.value != 0;
}

/* What the recording CPU held when the probe fired: before the probed function did anything.
 * rq->curr is `next` already between sched_switch and the switch itself. */
static void
observe_own (MmsMachine *machine)
{
  MmsTaskRecord *running = mms_machine_running (machine, machine->cpu);
  guint64 value;

  if (machine->mode == MMS_REPLAY_DERIVED)
    return;
  if (mms_trace_get_own (machine->trace, machine->record, MMS_SLOT_OWN_LOADED, &value)
      && value != LOADED_MM_SWITCHING)
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM,
                         mms_machine_mm (machine, value, 0), MMS_OBSERVED);
  if (mms_trace_get_own (machine->trace, machine->record, MMS_SLOT_OWN_IS_LAZY, &value))
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, value != 0, MMS_OBSERVED);
  if (running == NULL)
    return;
  if (mms_trace_get_own (machine->trace, machine->record, MMS_SLOT_OWN_MM, &value))
    mms_machine_set_task_mm (machine, running, mms_machine_mm (machine, value, 0), MMS_OBSERVED);
  if (mms_trace_get_own (machine->trace, machine->record, MMS_SLOT_OWN_ACTIVE, &value))
    mms_machine_set_task_active (machine, running, mms_machine_mm (machine, value, 0),
                                 MMS_OBSERVED);
}

/* A probe read a count.  The rules alone take only the first such value of an mm, as its start. */
static void
sample_count (MmsMachine *machine, guint mm, MmsAttribute attribute, MmsSlot slot)
{
  guint64 value;

  if (mm == 0 || !mms_machine_number (machine, slot, &value))
    return;
  if (machine->mode == MMS_REPLAY_DERIVED && mms_machine_get_mm (machine, mm, attribute).provenance != MMS_UNKNOWN)
    return;
  mms_machine_set_mm (machine, mm, attribute, (int) value, MMS_OBSERVED);
}

static void
sample_counts (MmsMachine *machine, guint mm)
{
  sample_count (machine, mm, MMS_ATTRIBUTE_MM_USERS, MMS_SLOT_USERS);
  sample_count (machine, mm, MMS_ATTRIBUTE_MM_COUNT, MMS_SLOT_COUNT);
}

/* The mm in MMS_SLOT_MM; 0 if the event has none. */
static guint
find_mm (MmsMachine *machine)
{
  guint64 pointer;
  guint64 generation = 0;

  if (!mms_machine_number (machine, MMS_SLOT_MM, &pointer) || pointer == 0)
    return 0;
  mms_machine_number (machine, MMS_SLOT_ID, &generation);
  return mms_machine_mm (machine, pointer, generation);
}

/* The same, its counts sampled. */
static guint
take_mm (MmsMachine *machine)
{
  guint mm = find_mm (machine);

  sample_counts (machine, mm);
  return mm;
}

/* The scheduler's calls name the task that comes next.  Where no sched_switch announced it (a CPU
 * that is going offline), the call itself does. */
static void
ensure_switch (MmsMachine *machine)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  MmsTaskRecord *next;
  guint64 task;

  if (!mms_machine_number (machine, MMS_SLOT_TASK, &task) || task == 0)
    return;
  next = mms_history_take_task (machine->history, mms_machine_integer (machine, MMS_SLOT_PID, 0),
                                machine->cpu);
  if (next == mms_machine_running (machine, machine->cpu) && state->in_switch)
    return;
  mms_machine_run (machine, machine->cpu, next, MMS_OBSERVED);
  state->prev = recorder;
  state->in_switch = recorder != next;
}

static gboolean
is_scheduler_call (MmsMachine *machine)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);

  if (has_caller (machine))
    return is_called_from (machine, "__schedule") || is_called_from (machine, "schedule")
           || is_called_from (machine, "context_switch");
  return state->in_switch;
}

/* Without knowing whether @prev had an mm of its own, neither its active_mm after the switch nor the
 * reference that moved is known. */
static void
forget_lending (MmsMachine *machine, MmsTaskRecord *prev, guint mm)
{
  mms_machine_set_task_active (machine, prev, 0, MMS_UNKNOWN);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_UNKNOWN);
}

static void
switch_to_user (MmsMachine *machine, guint prev_mm, guint next_mm)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);
  MmsTaskRecord *next;

  ensure_switch (machine);
  next = mms_machine_running (machine, machine->cpu);
  state->prev_mm = 0;

  if (state->prev != NULL && prev_mm != 0)
    {
      mms_machine_set_task_active (machine, state->prev, prev_mm, MMS_OBSERVED);
      if (is_known_without_mm (state->prev))
        {
          /* The borrowed reference goes to rq->prev_mm and is dropped after the switch. */
          mms_machine_set_task_mm (machine, state->prev, 0, MMS_DERIVED);
          mms_machine_set_task_active (machine, state->prev, 0, MMS_DERIVED);
          state->prev_mm = prev_mm;
        }
      else if (!is_known_with_mm (state->prev))
        forget_lending (machine, state->prev, prev_mm);
    }
  if (next != NULL)
    {
      mms_machine_set_task_mm (machine, next, next_mm, MMS_OBSERVED);
      mms_machine_set_task_active (machine, next, next_mm, MMS_OBSERVED);
    }
}

static void
finish_exec (MmsMachine *machine, MmsTaskRecord *task)
{
  MmsPoint old = mms_track_last (&task->task.mm);
  MmsPoint active = mms_track_last (&task->task.active_mm);

  /* A kernel thread that becomes a program drops what it had borrowed. */
  if (old.provenance != MMS_UNKNOWN && old.value == 0 && active.value != 0)
    mms_machine_add_count (machine, (guint) active.value, MMS_ATTRIBUTE_MM_COUNT, -1);
  mms_machine_set_task_mm (machine, task, task->pending_exec, MMS_DERIVED);
  mms_machine_set_task_active (machine, task, task->pending_exec, MMS_DERIVED);
  task->pending_exec = 0;
}

static void
replay_switch_mm (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint64 prev_pointer = 0;
  guint64 next_pointer = 0;
  guint64 generation = 0;
  guint64 task;
  guint prev_mm;
  guint next_mm;

  mms_machine_number (machine, MMS_SLOT_PREV, &prev_pointer);
  if (!mms_machine_number (machine, MMS_SLOT_NEXT, &next_pointer) || next_pointer == 0)
    return;
  mms_machine_number (machine, MMS_SLOT_NEXT_ID, &generation);

  /* A lazy CPU that must leave a borrowed mm goes to init_mm: flush_tlb_func() and leave_mm() name
   * neither a previous mm nor a task, and a dying CPU's idle task does so by name. */
  if ((prev_pointer == 0 && mms_machine_number (machine, MMS_SLOT_TASK, &task) && task == 0)
      || is_called_from (machine, "idle_task_exit"))
    mms_machine_found_init_mm (machine, next_pointer);

  next_mm = mms_machine_mm (machine, next_pointer, generation);
  prev_mm = mms_machine_mm (machine, prev_pointer, 0);
  sample_counts (machine, next_mm);
  sample_count (machine, prev_mm, MMS_ATTRIBUTE_MM_USERS, MMS_SLOT_PREV_USERS);
  sample_count (machine, prev_mm, MMS_ATTRIBUTE_MM_COUNT, MMS_SLOT_PREV_COUNT);

  if (is_scheduler_call (machine))
    switch_to_user (machine, prev_mm, next_mm);
  else if (recorder != NULL && recorder->pending_exec == next_mm)
    finish_exec (machine, recorder);

  mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, next_mm, MMS_DERIVED);
  mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, 0, MMS_DERIVED);
}

/* On x86 a CPU's bit in mm_cpumask is set exactly while that mm is loaded there, seen from the CPU
 * itself outside of a switch; so the bit tells what is loaded before any switch was seen. */
static void
learn_loaded_from_mask (MmsMachine *machine, guint mm)
{
  guint64 mask;

  if (machine->cpu >= 64 || mm == 0 || mm == machine->history->init_mm
      || mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM).provenance
             != MMS_UNKNOWN
      || !mms_machine_number (machine, MMS_SLOT_CPUMASK, &mask))
    return;
  if ((mask >> machine->cpu & 1) != 0)
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, mm, MMS_DERIVED);
  else if (machine->history->init_mm != 0)
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, machine->history->init_mm,
                         MMS_DERIVED);
}

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
lend (MmsMachine *machine, guint mm)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);
  MmsTaskRecord *next;
  guint64 flags;

  ensure_switch (machine);
  next = mms_machine_running (machine, machine->cpu);
  state->prev_mm = 0;

  if (state->prev != NULL)
    {
      mms_machine_set_task_active (machine, state->prev, mm, MMS_OBSERVED);
      if (is_known_with_mm (state->prev))
        mms_machine_add_count (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
      else if (is_known_without_mm (state->prev))
        {
          mms_machine_set_task_mm (machine, state->prev, 0, MMS_DERIVED);
          mms_machine_set_task_active (machine, state->prev, 0, MMS_DERIVED);
        }
      else
        forget_lending (machine, state->prev, mm);
    }
  if (next != NULL)
    {
      if (mms_machine_number (machine, MMS_SLOT_TASK_FLAGS, &flags))
        next->task.kthread = (flags & PF_KTHREAD) != 0;
      mms_machine_set_task_mm (machine, next, 0, MMS_DERIVED);
      mms_machine_set_task_active (machine, next, mm, MMS_OBSERVED);
    }
}

/* Whether some task is known to have had it as its own, so that it cannot be init_mm. */
static gboolean
is_user_mm (MmsMachine *machine, guint mm)
{
  return mms_history_get_mm_record (machine->history, mm)->is_user;
}

static void
replay_enter_lazy (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  gboolean is_exit = is_called_from (machine, "do_exit") || is_called_from (machine, "exit_mm");
  gboolean is_start = is_called_from (machine, "cpu_init");
  guint mm = find_mm (machine);
  MmsPoint loaded;

  if (mm == 0)
    return;

  /* Both have taken their reference when they get here, so the sample shows it. */
  if (is_exit || is_start)
    mms_machine_add_count (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
  sample_counts (machine, mm);

  if (is_scheduler_call (machine))
    lend (machine, mm);
  else if (recorder == NULL)
    return;
  else if (is_exit)
    {
      mms_machine_set_task_mm (machine, recorder, 0, MMS_DERIVED);
      mms_machine_set_task_active (machine, recorder, mm, MMS_OBSERVED);
    }
  else if (is_called_from (machine, "kthread_unuse_mm"))
    mms_machine_set_task_mm (machine, recorder, 0, MMS_DERIVED);
  else if (is_start)
    {
      mms_machine_found_init_mm (machine, mms_history_get_mm (machine->history, mm)->pointer);
      mms_machine_set_task_mm (machine, recorder, 0, MMS_DERIVED);
      mms_machine_set_task_active (machine, recorder, mm, MMS_OBSERVED);
      mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, mm, MMS_DERIVED);
    }

  learn_loaded_from_mask (machine, mm);
  loaded = mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM);
  if (loaded.provenance == MMS_UNKNOWN
      || (machine->history->init_mm == 0 && !is_user_mm (machine, (guint) loaded.value)))
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, 0, MMS_UNKNOWN);
  else
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY,
                         (guint) loaded.value != machine->history->init_mm, MMS_DERIVED);
}

static void
replay_switch_finished (MmsMachine *machine)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);

  state->in_switch = FALSE;
  if (state->prev_mm != 0)
    {
      mms_machine_add_count (machine, state->prev_mm, MMS_ATTRIBUTE_MM_COUNT, -1);
      /* mmdrop() returns a value, so it is a full barrier; membarrier relies on it. */
      mms_machine_add_tick (machine, MMS_TICK_BARRIER, state->prev_mm);
      state->prev_mm = 0;
    }
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
  sample_counts (machine, mm);
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

      sample_counts (machine, mm);
      /* fork makes the mm in the parent; it is the child's. */
      if (parent != NULL && object->owner == parent->task.pid
          && mms_track_last (&parent->task.mm).value != (int) mm)
        object->owner = task->task.pid;
    }
}

/* __mmput() ends with mmdrop(), which has no event unless it frees. */
static void
drop_pending (MmsTaskRecord *task, MmsMachine *machine)
{
  if (task != NULL && task->pending_drop != 0)
    {
      mms_machine_add_count (machine, task->pending_drop, MMS_ATTRIBUTE_MM_COUNT, -1);
      task->pending_drop = 0;
    }
}

static void
replay_exit_mmap (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = take_mm (machine);

  if (mm == 0)
    return;
  drop_pending (recorder, machine);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS, 0, MMS_DERIVED);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, MMS_MM_ZOMBIE, MMS_DERIVED);
  if (recorder != NULL)
    {
      mms_machine_list_task (machine, recorder);
      recorder->pending_drop = mm;
    }
}

static void
replay_free (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = take_mm (machine);

  if (mm == 0)
    return;
  if (recorder != NULL && recorder->pending_drop == mm)
    recorder->pending_drop = 0;
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_DERIVED);
  mms_machine_free_mm (machine, mm, MMS_OBSERVED);
}

static void
replay_use_mm (MmsMachine *machine)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  guint mm = take_mm (machine);
  MmsPoint active;

  if (mm == 0 || recorder == NULL)
    return;
  active = mms_track_last (&recorder->task.active_mm);
  if (active.provenance == MMS_UNKNOWN)
    mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_UNKNOWN);
  else if ((guint) active.value != mm)
    {
      mms_machine_add_count (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
      drop_pending (recorder, machine);
      recorder->pending_drop = (guint) active.value;
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
    mms_machine_add_count (machine, (guint) active.value, MMS_ATTRIBUTE_MM_COUNT, -1);
  mms_machine_set_task_active (machine, idle, machine->history->init_mm, MMS_DERIVED);
}

void
mms_rules_refcount (MmsMachine *machine)
{
  const MmsKind *kind = mms_trace_get_kind (machine->trace, machine->record->kind);
  MmsTaskRecord *recorder;
  guint mm;

  if (kind->n_own_cpus > 0)
    observe_own (machine);

  switch (kind->role)
    {
    case MMS_ROLE_SWITCH_MM_CALLED:
      replay_switch_mm (machine);
      break;
    case MMS_ROLE_ENTER_LAZY_CALLED:
      replay_enter_lazy (machine);
      break;
    case MMS_ROLE_SWITCH_FINISHED:
      replay_switch_finished (machine);
      break;
    case MMS_ROLE_MM_INIT_DONE:
      replay_mm_init (machine);
      break;
    case MMS_ROLE_GET_TASK_MM_DONE:
      if (mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm) && mm != 0)
        {
          mms_machine_add_count (machine, mm, MMS_ATTRIBUTE_MM_USERS, 1);
          sample_counts (machine, mm);
        }
      break;
    case MMS_ROLE_NEW_TASK_WOKEN:
      replay_new_task (machine);
      break;
    case MMS_ROLE_EXIT_RELEASE:
    case MMS_ROLE_EXEC_RELEASE:
      learn_own_mm (machine, mms_machine_recorder (machine), take_mm (machine));
      break;
    case MMS_ROLE_EXEC_CALLED:
      recorder = mms_machine_recorder (machine);
      mm = take_mm (machine);
      if (recorder != NULL)
        {
          mms_machine_list_task (machine, recorder);
          recorder->pending_exec = mm;
        }
      break;
    case MMS_ROLE_MMPUT_CALLED:
      mms_machine_add_count (machine, take_mm (machine), MMS_ATTRIBUTE_MM_USERS, -1);
      break;
    case MMS_ROLE_EXIT_MMAP:
      replay_exit_mmap (machine);
      break;
    case MMS_ROLE_MM_FREE_CALLED:
      replay_free (machine);
      break;
    case MMS_ROLE_MM_REGISTERED:
      mms_machine_add_count (machine, take_mm (machine), MMS_ATTRIBUTE_MM_COUNT, 1);
      break;
    case MMS_ROLE_MM_UNREGISTERED:
      mms_machine_add_count (machine, take_mm (machine), MMS_ATTRIBUTE_MM_COUNT, -1);
      break;
    case MMS_ROLE_USE_MM_CALLED:
      replay_use_mm (machine);
      break;
    case MMS_ROLE_USE_MM_DONE:
    case MMS_ROLE_PROCESS_EXIT:
    case MMS_ROLE_PROCESS_EXEC:
      drop_pending (mms_machine_recorder (machine), machine);
      break;
    case MMS_ROLE_MM_ALLOC_DONE:
    case MMS_ROLE_UNUSE_MM_CALLED:
    case MMS_ROLE_FLUSH_RANGE:
      take_mm (machine);
      break;
    case MMS_ROLE_FINISH_CPU_CALLED:
      replay_finish_cpu (machine);
      break;
    default:
      break;
    }
}
