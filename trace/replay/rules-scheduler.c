/* rules-scheduler.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "count.h"
#include "rules.h"

#include <string.h>

/* Of the traced kernel, whatever this system calls by that name */
#define TRACED_CLONE_VM 0x100

static void
set_comm (MmsMachine *machine, MmsTaskRecord *task, const char *comm)
{
  if (comm[0] != '\0' && strcmp (comm, "<...>") != 0)
    mms_history_set_comm (machine->history, task, machine->event, comm);
}

/* Spares a copy. */
static gboolean
is_known_comm (MmsMachine *machine, MmsTaskRecord *task, MmsSlot slot)
{
  const MmsComm *known;
  const char *chars;
  gsize length;

  if (task->comms->len == 0
      || !mms_trace_get_slot_chars (machine->trace, machine->record, slot, &chars, &length))
    return FALSE;
  known = &g_array_index (task->comms, MmsComm, task->comms->len - 1);
  return known->length == length && memcmp (known->comm, chars, length) == 0;
}

static void
learn_text (MmsMachine *machine, MmsTaskRecord *task, MmsSlot slot)
{
  g_autofree char *comm = NULL;

  if (is_known_comm (machine, task, slot))
    return;
  comm = mms_trace_get_slot_text (machine->trace, machine->record, slot);
  if (comm != NULL)
    set_comm (machine, task, comm);
}

/* Names change rarely, and copying one costs more than the rest of a switch.  The kernel copies all bytes
 * of a name, those behind its end too, so the same name mostly has the same bytes. */
static void
learn_comm (MmsMachine *machine, MmsTaskRecord *task, MmsSlot slot)
{
  const char *bytes = mms_payload_peek_chars (&machine->payload, slot, MMS_COMM_SIZE);
  char comm[MMS_COMM_SIZE + 1] = { 0 };

  if (task->task.pid == 0
      || (bytes != NULL && memcmp (bytes, task->comm_bytes, MMS_COMM_SIZE) == 0))
    return;
  if (bytes != NULL)
    memcpy (comm, bytes, MMS_COMM_SIZE);
  if (bytes == NULL || !g_utf8_validate (comm, -1, NULL))
    {
      learn_text (machine, task, slot);
      return;
    }
  set_comm (machine, task, comm);
  memcpy (task->comm_bytes, comm, MMS_COMM_SIZE);
}

void
mms_rules_recorder_differs (MmsMachine *machine, MmsTaskRecord *running, MmsTaskRecord *recorder)
{
  MmsCpuState *state = machine->state;

  if (running != NULL && state->in_switch && recorder == state->prev)
    return;
  state->prev = running;
  state->in_switch = FALSE;
  mms_machine_run (machine, machine->cpu, recorder, MMS_OBSERVED);
}

static void
replay_switch (MmsMachine *machine)
{
  MmsCpuState *state = machine->state;
  MmsTaskRecord *prev = mms_machine_running (machine, machine->cpu);
  MmsTaskRecord *next;
  const int prev_pid = mms_machine_integer (machine, MMS_SLOT_PREV_PID, 0);

  if (prev == NULL || prev->task.pid != prev_pid)
    prev = mms_history_take_task (machine->history, prev_pid, machine->cpu);
  next = mms_history_take_task (machine->history,
                                mms_machine_integer (machine, MMS_SLOT_NEXT_PID, 0), machine->cpu);
  /* The task that records a switch is the one that is switched away from. */
  machine->recorder = prev;
  mms_rules_recorder (machine);
  learn_comm (machine, prev, MMS_SLOT_PREV_COMM);
  learn_comm (machine, next, MMS_SLOT_NEXT_COMM);

  if (!machine->has_mms)
    {
      /* What it gives back shows on this CPU no more: next's is there with the same event. */
      prev->running_cpu = -1;
      mms_rules_borrow (machine, prev, next);
    }
  mms_machine_run (machine, machine->cpu, next, MMS_OBSERVED);
  state->prev = prev;
  state->in_switch = TRUE;
}

/* A pid that is made anew has nothing in common with the one that had its number before. */
static MmsTaskRecord *
replay_new_task (MmsMachine *machine)
{
  int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);
  MmsTaskRecord *parent = mms_machine_recorder (machine);
  MmsTaskRecord *child;

  if (pid <= 0)
    return NULL;
  child = mms_history_take_task (machine->history, pid, machine->cpu);
  if (!machine->has_mms && parent != NULL)
    mms_rules_borrow_fork (parent, child);
  if (machine->has_mms)
    {
      if (parent != NULL && parent->task.pid == 2)
        child->task.kthread = 1;
      else if (parent != NULL && parent->task.kthread == 0)
        child->task.kthread = 0;
    }
  else if (mms_track_last (&child->task.mm).value == 0)
    {
      /* The number's last owner had exited. */
      mms_machine_set_task_mm (machine, child, 0, MMS_UNKNOWN);
      mms_machine_set_task_active (machine, child, 0, MMS_UNKNOWN);
    }
  learn_comm (machine, child, MMS_SLOT_COMM);
  return child;
}

static void
replay_clone_flags (MmsMachine *machine, MmsTaskRecord *child)
{
  MmsTaskRecord *parent = mms_machine_recorder (machine);
  guint64 flags;
  MmsPoint mm;

  if (child == NULL || parent == NULL || !mms_machine_number (machine, MMS_SLOT_FLAGS, &flags)
      || (flags & TRACED_CLONE_VM) == 0)
    return;
  mm = mms_track_last (&parent->task.mm);
  if (mm.provenance == MMS_UNKNOWN || mm.value == 0)
    return;
  if (machine->has_mms)
    mms_count_tell (machine, (guint) mm.value, MMS_ATTRIBUTE_MM_USERS, 1);
  else
    mms_machine_set_task_mm (machine, child, (guint) mm.value, MMS_DERIVED);
}

void
mms_rules_scheduler (MmsMachine *machine)
{
  switch (machine->role)
    {
    case MMS_ROLE_SCHED_SWITCH:
      replay_switch (machine);
      break;
    case MMS_ROLE_PROCESS_FORK:
      replay_new_task (machine);
      break;
    case MMS_ROLE_TASK_NEW:
      replay_clone_flags (machine, replay_new_task (machine));
      break;
    case MMS_ROLE_PROCESS_EXEC:
      {
        MmsTaskRecord *task = mms_machine_recorder (machine);

        if (task != NULL && !machine->has_mms)
          mms_rules_borrow_exec (machine, task);
        else if (task != NULL)
          task->task.kthread = 0;
      }
      break;
    case MMS_ROLE_PROCESS_EXIT:
      {
        MmsTaskRecord *task = mms_machine_recorder (machine);

        if (task != NULL && !machine->has_mms)
          mms_rules_borrow_exit (machine, task);
      }
      break;
    case MMS_ROLE_TASK_RENAME:
    case MMS_ROLE_SCHED_WAKEUP:
    case MMS_ROLE_SCHED_MIGRATE:
      {
        int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);

        if (pid > 0)
          learn_comm (machine, mms_history_take_task (machine->history, pid, machine->cpu),
                      MMS_SLOT_COMM);
      }
      break;
    default:
      break;
    }
}
