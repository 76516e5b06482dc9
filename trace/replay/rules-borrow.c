/* rules-borrow.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

#include <string.h>

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

/* What is known of a task's kind, by how much it proves. */
typedef enum
{
  NO_EVIDENCE,
  BY_NAME,
  BY_STATE,
  BY_LINEAGE,
} Evidence;

typedef struct
{
  MmsMachine *machine;
  GHashTable *evidence; /* pid -> Evidence */
} Learner;

static void
learn (Learner *learner, int pid, gint8 kthread, Evidence evidence)
{
  Evidence known
      = GPOINTER_TO_UINT (g_hash_table_lookup (learner->evidence, GINT_TO_POINTER (pid)));
  MmsTaskRecord *task;

  if (pid <= 0 || evidence <= known)
    return;
  task = mms_history_take_task (learner->machine->history, pid, 0);
  if (task->task.kthread >= 0 && known == NO_EVIDENCE)
    return; /* the sidecar told */
  task->task.kthread = kthread;
  g_hash_table_insert (learner->evidence, GINT_TO_POINTER (pid), GUINT_TO_POINTER (evidence));
}

/* TASK_IDLE is an uninterruptible sleep that does not count as load; only kernel threads wait so.
 * Binary traces tell it as TASK_REPORT_IDLE, text as a letter. */
#define TASK_REPORT_IDLE 0x80

static void
learn_from_state (Learner *learner, int pid)
{
  g_autofree char *text = NULL;
  const char *chars;
  gboolean is_idle_wait;
  gsize length;
  guint64 state;

  if (mms_trace_get_slot_chars (learner->machine->trace, learner->machine->record,
                                MMS_SLOT_PREV_STATE, &chars, &length))
    is_idle_wait = length > 0 && chars[0] == 'I';
  else if (mms_machine_number (learner->machine, MMS_SLOT_PREV_STATE, &state))
    is_idle_wait = (state & 0xff) == TASK_REPORT_IDLE;
  else
    {
      text = mms_trace_get_slot_text (learner->machine->trace, learner->machine->record,
                                      MMS_SLOT_PREV_STATE);
      is_idle_wait = text != NULL && text[0] == 'I';
    }
  if (is_idle_wait)
    learn (learner, pid, 1, BY_STATE);
}

static void
learn_from_name (Learner *learner, int pid, MmsSlot slot)
{
  g_autofree char *comm = NULL;
  Evidence known
      = GPOINTER_TO_UINT (g_hash_table_lookup (learner->evidence, GINT_TO_POINTER (pid)));
  const char *chars;
  gsize length;

  if (pid <= 0 || known != NO_EVIDENCE)
    return;
  /* Most names have no slash and need no copy. */
  if (mms_trace_get_slot_chars (learner->machine->trace, learner->machine->record, slot, &chars,
                                &length)
      && memchr (chars, '/', length) == NULL)
    return;
  comm = mms_trace_get_slot_text (learner->machine->trace, learner->machine->record, slot);
  if (comm != NULL && is_kernel_thread_name (comm))
    learn (learner, pid, 1, BY_NAME);
}

static void
learn_from_fork (Learner *learner)
{
  int parent = mms_trace_get_pid (learner->machine->trace, learner->machine->record);
  int child = mms_machine_integer (learner->machine, MMS_SLOT_PID, -1);
  MmsTaskRecord *task;

  if (child <= 0 || parent <= 0)
    return;
  if (parent == 2)
    {
      learn (learner, child, 1, BY_LINEAGE);
      return;
    }
  task = mms_history_take_task (learner->machine->history, parent, 0);
  /* Kernel threads other than kthreadd fork only helpers that exec at once; everybody else who forks
   * is a user task. */
  if (task->task.kthread != 1)
    {
      learn (learner, parent, 0, BY_LINEAGE);
      learn (learner, child, 0, BY_LINEAGE);
    }
}

void
mms_rules_borrow_learn (MmsMachine *machine)
{
  Learner learner = { machine, g_hash_table_new (NULL, NULL) };
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (machine->trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      machine->record = &events[i];
      switch (mms_trace_get_kind (machine->trace, events[i].kind)->role)
        {
        case MMS_ROLE_SCHED_SWITCH:
          {
            int prev = mms_machine_integer (machine, MMS_SLOT_PREV_PID, 0);

            learn_from_state (&learner, prev);
            learn_from_name (&learner, prev, MMS_SLOT_PREV_COMM);
            learn_from_name (&learner, mms_machine_integer (machine, MMS_SLOT_NEXT_PID, 0),
                             MMS_SLOT_NEXT_COMM);
          }
          break;
        case MMS_ROLE_PROCESS_FORK:
          learn_from_fork (&learner);
          break;
        case MMS_ROLE_PROCESS_EXEC:
          learn (&learner, mms_trace_get_pid (machine->trace, &events[i]), 0, BY_LINEAGE);
          break;
        default:
          break;
        }
    }
  machine->record = NULL;
  g_hash_table_unref (learner.evidence);
}
