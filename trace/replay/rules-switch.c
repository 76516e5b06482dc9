/* rules-switch.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "count.h"
#include "rules.h"
#include "sample.h"

#include <string.h>

#define PF_KTHREAD 0x00200000

/* Of a task's state: what sched_switch reports, and the one that is not waiting for the user */
#define TASK_REPORT          0xff
#define TASK_UNINTERRUPTIBLE 0x02

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

/* The scheduler's calls name the task that comes next.  Where no sched_switch announced it (a CPU
 * that is going offline), the call itself does. */
static void
ensure_switch (MmsMachine *machine)
{
  MmsCpuState *state = machine->state;
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

/* Symbols are looked up by name, so this is asked once per event, and not again of an address that was in
 * the scheduler. */
static gboolean
is_scheduler_call (MmsMachine *machine)
{
  const char *caller;
  guint64 address = 0;

  if (machine->payload.bytes != NULL && mms_machine_number (machine, MMS_SLOT_CALLER, &address)
      && address == machine->scheduler_addresses[address % MMS_N_SCHEDULER_ADDRESSES] && address != 0)
    return TRUE;
  caller = mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_CALLER);
  if (caller == NULL)
    return machine->state->in_switch;
  if (!g_str_has_prefix (caller, "__schedule") && !g_str_has_prefix (caller, "schedule")
      && !g_str_has_prefix (caller, "context_switch"))
    return FALSE;
  machine->scheduler_addresses[address % MMS_N_SCHEDULER_ADDRESSES] = address;
  return TRUE;
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
  MmsCpuState *state = machine->state;
  MmsTaskRecord *next = mms_machine_running (machine, machine->cpu);

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

/* The probe on the exec itself may not have been asked for.  Then it shows by who calls: activate_mm(),
 * which is switch_mm() on x86; EFI's calls do that too, but by kernel threads. */
static gboolean
is_exec (MmsMachine *machine, const MmsTaskRecord *task, guint prev_mm)
{
  MmsPoint mm = mms_track_last (&task->task.mm);
  const char *caller;

  if (mm.provenance == MMS_UNKNOWN || mm.value == 0 || (guint) mm.value != prev_mm)
    return FALSE;
  caller = mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_CALLER);
  return caller != NULL
         && (strcmp (caller, "switch_mm") == 0 || g_str_has_prefix (caller, "switch_mm+")
             || g_str_has_prefix (caller, "begin_new_exec")
             || g_str_has_prefix (caller, "exec_mmap"));
}

static void
finish_exec (MmsMachine *machine, MmsTaskRecord *task, guint mm)
{
  MmsPoint old = mms_track_last (&task->task.mm);
  MmsPoint active = mms_track_last (&task->task.active_mm);

  /* A kernel thread that becomes a program drops what it had borrowed. */
  if (old.provenance != MMS_UNKNOWN && old.value == 0 && active.value != 0)
    mms_count_begin_drop (machine, task, (guint) active.value);
  mms_machine_set_task_mm (machine, task, mm, MMS_DERIVED);
  mms_machine_set_task_active (machine, task, mm, MMS_DERIVED);
  task->pending_exec = 0;
}

static void
replay_switch_mm (MmsMachine *machine, gboolean is_scheduler)
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
  if (machine->history->init_mm == 0
      && ((prev_pointer == 0 && mms_machine_number (machine, MMS_SLOT_TASK, &task) && task == 0)
          || mms_sample_is_called_from (machine, "idle_task_exit")))
    mms_machine_found_init_mm (machine, next_pointer);

  next_mm = mms_machine_mm (machine, next_pointer, generation);
  prev_mm = mms_machine_mm (machine, prev_pointer, 0);
  mms_sample_counts (machine, next_mm);
  mms_sample_prev_counts (machine, prev_mm);

  if (is_scheduler)
    switch_to_user (machine, prev_mm, next_mm);
  else if (recorder != NULL
           && (recorder->pending_exec == next_mm || is_exec (machine, recorder, prev_mm)))
    finish_exec (machine, recorder, next_mm);

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

static void
lend (MmsMachine *machine, guint mm)
{
  MmsCpuState *state = machine->state;
  MmsTaskRecord *next = mms_machine_running (machine, machine->cpu);
  guint64 flags;

  state->prev_mm = 0;

  if (state->prev != NULL)
    {
      mms_machine_set_task_active (machine, state->prev, mm, MMS_OBSERVED);
      if (is_known_with_mm (state->prev))
        mms_count_announce (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
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
replay_enter_lazy (MmsMachine *machine, gboolean is_scheduler)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);
  gboolean is_exit = !is_scheduler
                     && (mms_sample_is_called_from (machine, "do_exit")
                         || mms_sample_is_called_from (machine, "exit_mm"));
  gboolean is_start = !is_scheduler && mms_sample_is_called_from (machine, "cpu_init");
  guint mm = mms_sample_find_mm (machine);
  MmsPoint loaded;

  if (mm == 0)
    return;

  /* Both have taken their reference when they get here, so the sample shows it. */
  if (is_exit || is_start)
    mms_count_tell (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 1);
  mms_sample_counts (machine, mm);

  if (is_scheduler)
    lend (machine, mm);
  else if (recorder == NULL)
    return;
  else if (is_exit)
    {
      mms_machine_set_task_mm (machine, recorder, 0, MMS_DERIVED);
      mms_machine_set_task_active (machine, recorder, mm, MMS_OBSERVED);
    }
  else if (mms_sample_is_called_from (machine, "kthread_unuse_mm"))
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
  MmsCpuState *state = machine->state;

  state->in_switch = FALSE;
  if (state->prev_mm != 0)
    {
      mms_count_announce (machine, state->prev_mm, MMS_ATTRIBUTE_MM_COUNT, -1);
      /* mmdrop() returns a value, so it is a full barrier; membarrier relies on it. */
      mms_machine_add_tick (machine, MMS_TICK_BARRIER, state->prev_mm);
      state->prev_mm = 0;
    }
}

/* --- a task that leaves a CPU --- */

/* So far back the sched_switch of a switch is, interrupts included. */
#define MAX_SWITCH_EVENTS 64

/* Whether the task that this switch leaves went to sleep or died, rather than that it was preempted, or
 * waits for what the kernel is about to do for it (D). */
static gboolean
has_left_by_itself (MmsMachine *machine)
{
  const MmsEvent *events = mms_trace_get_events (machine->trace, NULL);

  for (guint i = 2; i <= MAX_SWITCH_EVENTS && i <= machine->event; i++)
    {
      const MmsEvent *event = &events[machine->event - i];
      g_autofree char *text = NULL;
      guint64 state;

      if (event->cpu != machine->cpu
          || mms_trace_get_kind (machine->trace, event->kind)->role != MMS_ROLE_SCHED_SWITCH)
        continue;
      if (mms_trace_get_slot (machine->trace, event, MMS_SLOT_PREV_STATE, &state))
        return (state & TASK_REPORT & ~TASK_UNINTERRUPTIBLE) != 0;
      text = mms_trace_get_slot_text (machine->trace, event, MMS_SLOT_PREV_STATE);
      return text != NULL && text[0] != '\0' && strchr ("RD", text[0]) == NULL;
    }
  return FALSE;
}

/* __mmput() does not sleep but for its work on the mm, so who leaves the CPU for good has ended it. */
static void
end_drop_of_prev (MmsMachine *machine)
{
  MmsTaskRecord *prev = machine->state->prev;

  if (prev != NULL && prev->pending_drop != 0 && has_left_by_itself (machine))
    mms_count_end_drop (machine, prev);
}

void
mms_rules_switch (MmsMachine *machine)
{
  gboolean is_scheduler = machine->role != MMS_ROLE_SWITCH_FINISHED && is_scheduler_call (machine);

  /* rq->curr is the next task already. */
  if (is_scheduler)
    {
      ensure_switch (machine);
      end_drop_of_prev (machine);
    }
  mms_sample_own (machine);

  if (machine->role == MMS_ROLE_SWITCH_MM_CALLED)
    replay_switch_mm (machine, is_scheduler);
  else if (machine->role == MMS_ROLE_ENTER_LAZY_CALLED)
    replay_enter_lazy (machine, is_scheduler);
  else
    replay_switch_finished (machine);
}
