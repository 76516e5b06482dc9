/* rules-borrow.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

#include <string.h>

#define PID_KTHREADD 2

/* Without an event that carries an mm, an mm is named by the task that brought it: the pid, and a
 * generation more at each exec.  Who borrows it follows from the order of switches, once it is known
 * which tasks have no mm of their own. */

static guint
add_owned_mm (MmsMachine *machine, MmsTaskRecord *task)
{
  return mms_history_add_mm (machine->history, 0, 0, task->task.pid, machine->event, FALSE);
}

void
mms_rules_borrow_exec (MmsMachine *machine, MmsTaskRecord *task)
{
  guint mm = add_owned_mm (machine, task);

  /* of a helper that a kernel thread made, say */
  task->task.kthread = 0;
  mms_machine_set_task_mm (machine, task, mm, MMS_DERIVED);
  mms_machine_set_task_active (machine, task, mm, MMS_DERIVED);
}

typedef enum
{
  KIND_UNKNOWN,
  KIND_BORROWER, /* it has no mm of its own */
  KIND_OWNER,
} Kind;

static Kind
get_kind (const MmsTaskRecord *task)
{
  MmsPoint mm = mms_track_last (&task->task.mm);

  /* A vhost worker is a kernel thread that may have adopted its owner's mm: kthread_use_mm() has no
   * event of the scheduler's. */
  if (task->task.kthread == 1)
    return task->comms->len > 0
                   && g_str_has_prefix (
                       g_array_index (task->comms, MmsComm, task->comms->len - 1).comm, "vhost-")
               ? KIND_UNKNOWN
               : KIND_BORROWER;
  if (task->task.kthread == 0)
    return mm.provenance != MMS_UNKNOWN && mm.value == 0 ? KIND_BORROWER : KIND_OWNER;
  return KIND_UNKNOWN;
}

void
mms_rules_borrow_exit (MmsMachine *machine, MmsTaskRecord *task)
{
  if (task->task.kthread == 0)
    mms_machine_set_task_mm (machine, task, 0, MMS_DERIVED);
}

void
mms_rules_borrow (MmsMachine *machine, MmsTaskRecord *prev, MmsTaskRecord *next)
{
  MmsPoint lent = mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_ACTIVE_MM);

  /* Whoever has no mm of its own gives back what it borrowed when it stops running. */
  if (get_kind (prev) == KIND_BORROWER)
    {
      mms_machine_set_task_mm (machine, prev, 0, MMS_DERIVED);
      mms_machine_set_task_active (machine, prev, 0, MMS_DERIVED);
    }

  switch (get_kind (next))
    {
    case KIND_BORROWER:
      mms_machine_set_task_mm (machine, next, 0, MMS_DERIVED);
      if (lent.provenance == MMS_UNKNOWN)
        mms_machine_set_task_active (machine, next, 0, MMS_UNKNOWN);
      else
        mms_machine_set_task_active (machine, next, (guint) lent.value, MMS_DERIVED);
      break;
    case KIND_OWNER:
      {
        MmsPoint mm = mms_track_last (&next->task.mm);

        if (mm.provenance == MMS_UNKNOWN)
          {
            mms_machine_set_task_mm (machine, next, add_owned_mm (machine, next), MMS_DERIVED);
            mm = mms_track_last (&next->task.mm);
          }
        mms_machine_set_task_active (machine, next, (guint) mm.value, MMS_DERIVED);
      }
      break;
    default:
      mms_machine_set_task_mm (machine, next, 0, MMS_UNKNOWN);
      mms_machine_set_task_active (machine, next, 0, MMS_UNKNOWN);
      break;
    }
}

/* Per-CPU kernel threads that every kernel has, all named "NAME/CPU".  A user task may call itself
 * so, hence what fork and exec say goes first. */
static gboolean
is_kernel_thread_name (const char *comm)
{
  static const char *const names[]
      = { "kworker/", "ksoftirqd/", "migration/", "cpuhp/", "idle_inject/", "rcuc/", "rcuop/",
          "rcuos/", "rcuog/", "irq_work/", "ktimers/", "backlog_napi/", "watchdog/" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      if (strncmp (comm, names[i], length) == 0
          && (g_ascii_isdigit (comm[length]) || comm[length] == 'u'))
        return TRUE;
    }
  return FALSE;
}

/* What a task's kind is known from, by how much it proves. */
enum
{
  NO_EVIDENCE,
  BY_NAME,
  BY_STATE,
  BY_LINEAGE,
  CLOSED, /* the pid was given to another task, whose kind its fork will tell */
};

static void
learn (MmsTaskRecord *task, gint8 kthread, guint evidence)
{
  if (evidence <= task->evidence)
    return;
  if (task->task.kthread >= 0 && task->evidence == NO_EVIDENCE)
    return; /* the sidecar told */
  task->task.kthread = kthread;
  task->evidence = evidence;
}

/* TASK_IDLE is an uninterruptible sleep that does not count as load; only kernel threads wait so.
 * Binary traces tell it as TASK_REPORT_IDLE, text as a letter. */
#define TASK_REPORT_IDLE 0x80

static void
learn_from_state (MmsMachine *machine, MmsTaskRecord *task)
{
  g_autofree char *text = NULL;
  const char *chars;
  gboolean is_idle_wait;
  guint64 state;
  gsize length;

  if (mms_machine_number (machine, MMS_SLOT_PREV_STATE, &state))
    is_idle_wait = (state & 0xff) == TASK_REPORT_IDLE;
  else if (mms_trace_get_slot_chars (machine->trace, machine->record, MMS_SLOT_PREV_STATE, &chars,
                                     &length))
    is_idle_wait = length > 0 && chars[0] == 'I';
  else
    {
      text = mms_trace_get_slot_text (machine->trace, machine->record, MMS_SLOT_PREV_STATE);
      is_idle_wait = text != NULL && text[0] == 'I';
    }
  if (is_idle_wait)
    learn (task, 1, BY_STATE);
}

static void
learn_from_name (MmsMachine *machine, MmsTaskRecord *task, MmsSlot slot)
{
  const char *bytes = mms_payload_peek_chars (&machine->payload, slot, MMS_COMM_SIZE);
  g_autofree char *comm = NULL;
  const char *chars;
  gsize length;

  /* Most names have no slash and need no copy. */
  if (bytes != NULL && memchr (bytes, '/', MMS_COMM_SIZE) == NULL)
    return;
  if (mms_trace_get_slot_chars (machine->trace, machine->record, slot, &chars, &length)
      && memchr (chars, '/', length) == NULL)
    return;
  comm = mms_trace_get_slot_text (machine->trace, machine->record, slot);
  if (comm != NULL && is_kernel_thread_name (comm))
    learn (task, 1, BY_NAME);
}

static void
learn_from_switch (MmsMachine *machine)
{
  const int prev_pid = mms_machine_integer (machine, MMS_SLOT_PREV_PID, 0);
  const int next_pid = mms_machine_integer (machine, MMS_SLOT_NEXT_PID, 0);

  if (prev_pid > 0)
    {
      MmsTaskRecord *prev = mms_history_take_task (machine->history, prev_pid, 0);

      prev->has_run = TRUE;
      if (prev->evidence < BY_STATE)
        learn_from_state (machine, prev);
      if (prev->evidence == NO_EVIDENCE)
        learn_from_name (machine, prev, MMS_SLOT_PREV_COMM);
    }
  if (next_pid > 0)
    {
      MmsTaskRecord *next = mms_history_take_task (machine->history, next_pid, 0);

      next->has_run = TRUE;
      if (next->evidence == NO_EVIDENCE)
        learn_from_name (machine, next, MMS_SLOT_NEXT_COMM);
    }
}

/* Kernel threads other than kthreadd fork only helpers that exec at once; everybody else who forks is a
 * user task. */
static gint8
get_kind_of_child (const MmsTaskRecord *parent)
{
  if (parent->task.pid == PID_KTHREADD)
    return 1;
  return parent->task.kthread == 1 ? -1 : 0;
}

static void
learn_from_fork (MmsMachine *machine)
{
  int parent_pid = mms_payload_get_pid (&machine->payload);
  int child_pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);
  MmsTaskRecord *parent;
  MmsTaskRecord *child;
  gint8 kthread;

  if (child_pid <= 0 || parent_pid <= 0)
    return;
  parent = mms_history_take_task (machine->history, parent_pid, 0);
  child = mms_history_take_task (machine->history, child_pid, 0);
  kthread = get_kind_of_child (parent);
  if (kthread == 0)
    learn (parent, 0, BY_LINEAGE);
  if (child->has_run)
    child->evidence = CLOSED;
  else if (kthread >= 0)
    learn (child, kthread, BY_LINEAGE);
  child->has_run = TRUE;
}

static void
learn_from_exec (MmsMachine *machine)
{
  int pid = mms_payload_get_pid (&machine->payload);

  if (pid > 0)
    learn (mms_history_take_task (machine->history, pid, 0), 0, BY_LINEAGE);
}

void
mms_rules_borrow_learn (MmsMachine *machine)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (machine->trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const MmsRole role = mms_trace_get_kind (machine->trace, events[i].kind)->role;

      if (events[i].repeated
          || (role != MMS_ROLE_SCHED_SWITCH && role != MMS_ROLE_PROCESS_FORK
              && role != MMS_ROLE_PROCESS_EXEC))
        continue;
      machine->record = &events[i];
      mms_payload_open (&machine->payload, &events[i]);
      if (role == MMS_ROLE_SCHED_SWITCH)
        learn_from_switch (machine);
      else if (role == MMS_ROLE_PROCESS_FORK)
        learn_from_fork (machine);
      else
        learn_from_exec (machine);
    }
  machine->record = NULL;
}

/* A pid that is used again: what was learned was of the task that had it first. */
void
mms_rules_borrow_fork (const MmsTaskRecord *parent, MmsTaskRecord *child)
{
  if (child->evidence == CLOSED)
    child->task.kthread = get_kind_of_child (parent);
}
