/* skipped.c - what is known of registered mms by the names of tasks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "skipped.h"

#include <string.h>

/* Bits of a task's state as the scheduler's tracepoints tell it */
#define STATE_DEAD 0x10
#define STATE_ZOMBIE 0x20
#define STATE_IDLE 0x80

/* How long a context switch may take after its stamp; a virtual CPU may be descheduled meanwhile. */
#define SETTLE_NS (10 * 1000 * 1000)

/* More processes than these do not register in one trace but in a file made for it, nor are there as
 * many CPUs that may have been skipped. */
#define MAX_REGISTRARS 32
#define MAX_CONSIDERED 100000

typedef struct
{
  int pid;
  guint event;
} Registrar;

typedef struct
{
  int last_user;   /* the last task on this CPU that may have an mm; -1: not known */
  guint last_left; /* when it left */
  gboolean has_returned; /* the task that runs now is that one again */
  guint left;            /* and had left here */
} CpuNames;

struct _MmsNames
{
  GArray *registrars; /* Registrar */
  GArray *cpus;       /* CpuNames by CPU */
  GHashTable *kernel; /* pids of tasks that waited as only kernel threads do */
  guint n_considered;
  GHashTable *ends;   /* pid -> the state in which it was switched away from for the last time */
};

MmsNames *
mms_names_new (void)
{
  MmsNames *names = g_new0 (MmsNames, 1);

  names->registrars = g_array_new (FALSE, TRUE, sizeof (Registrar));
  names->cpus = g_array_new (FALSE, TRUE, sizeof (CpuNames));
  names->kernel = g_hash_table_new (NULL, NULL);
  names->ends = g_hash_table_new (NULL, NULL);
  return names;
}

void
mms_names_free (MmsNames *names)
{
  g_array_unref (names->registrars);
  g_array_unref (names->cpus);
  g_hash_table_unref (names->kernel);
  g_hash_table_unref (names->ends);
  g_free (names);
}

static CpuNames *
take_cpu (MmsNames *names, guint cpu)
{
  while (names->cpus->len <= cpu)
    {
      CpuNames none = { .last_user = -1 };

      g_array_append_val (names->cpus, none);
    }
  return &g_array_index (names->cpus, CpuNames, cpu);
}

static gboolean
is_kernel (MmsNames *names, MmsCheckContext *context, int pid)
{
  const MmsTask *task;

  if (pid == 0)
    return TRUE;
  task = mms_history_find_task (context->history, pid, 0);
  return (task != NULL && task->kthread == 1)
         || g_hash_table_contains (names->kernel, GINT_TO_POINTER (pid));
}

static void
look_at_switch (MmsNames *names, MmsCheckContext *context)
{
  CpuNames *cpu = take_cpu (names, context->record->cpu);
  guint64 state = 0;
  guint64 value;
  int prev;
  int next;

  if (context->record->lost)
    cpu->last_user = -1;
  if (!mms_check_number (context, MMS_SLOT_PREV_PID, &value))
    return;
  prev = (int) value;
  if (!mms_check_number (context, MMS_SLOT_NEXT_PID, &value))
    return;
  next = (int) value;

  if (mms_check_number (context, MMS_SLOT_PREV_STATE, &state))
    {
      if ((state & STATE_IDLE) != 0 && prev != 0)
        g_hash_table_add (names->kernel, GINT_TO_POINTER (prev));
      if ((state & (STATE_DEAD | STATE_ZOMBIE)) != 0)
        g_hash_table_insert (names->ends, GINT_TO_POINTER (prev),
                             GUINT_TO_POINTER ((guint) state & (STATE_DEAD | STATE_ZOMBIE)));
    }
  if ((state & STATE_IDLE) == 0 && !is_kernel (names, context, prev))
    {
      cpu->last_user = prev;
      cpu->last_left = context->event;
    }
  cpu->has_returned = next != 0 && next == cpu->last_user;
  cpu->left = cpu->last_left;
}

static void
look_at_call (MmsNames *names, MmsCheckContext *context)
{
  Registrar registrar = { mms_payload_get_pid (context->payload), context->event };
  guint command;

  if (mms_registration_is_call (context, &command)
      && command == MMS_MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED && registrar.pid > 0
      && names->registrars->len < MAX_REGISTRARS)
    g_array_append_val (names->registrars, registrar);
}

void
mms_names_look (MmsNames *names, MmsCheckContext *context)
{
  if (context->role == MMS_ROLE_SCHED_SWITCH)
    look_at_switch (names, context);
  else
    look_at_call (names, context);
}

static gboolean
is_same_name (MmsCheckContext *context, int a, int b)
{
  const char *name = mms_history_get_comm (context->history, a, 0, context->event);

  return name[0] != '<'
         && strcmp (name, mms_history_get_comm (context->history, b, 0, context->event)) == 0;
}

/* The story that leaves a runqueue stale: a task goes to sleep, its CPU borrows the mm, a task of its
 * process registers meanwhile, and it comes back before any other mm was used there. */
gboolean
mms_names_consider (MmsNames *names, MmsCheckContext *context, int caller, int answering,
                    MmsSkipped *skipped)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const CpuNames *cpu = take_cpu (names, skipped->cpu);

  if (!cpu->has_returned || cpu->last_user != skipped->pid || skipped->since < cpu->left
      || !mms_trace_clock_is_ns (context->trace) || names->n_considered++ > MAX_CONSIDERED
      || events[skipped->first_call - 1].time - events[skipped->since - 1].time < SETTLE_NS)
    return FALSE;
  for (guint i = 0; i < names->registrars->len; i++)
    {
      const Registrar *registrar = &g_array_index (names->registrars, Registrar, i);

      if (registrar->pid == skipped->pid || registrar->pid == caller
          || registrar->event <= cpu->left || registrar->event >= skipped->since
          || !is_same_name (context, registrar->pid, skipped->pid)
          || !is_same_name (context, registrar->pid, answering))
        continue;
      skipped->registrar = registrar->pid;
      skipped->registered = registrar->event;
      skipped->left = cpu->left;
      return TRUE;
    }
  return FALSE;
}

/* Tasks of one name may be of several processes.  Thread groups are told by some traces; and nobody
 * waits for a thread that ends, so it is dead at once, while a process stays a zombie. */
gboolean
mms_names_confirm (MmsNames *names, MmsCheckContext *context, const MmsSkipped *skipped)
{
  const MmsTaskInfo *task = mms_trace_find_task (context->trace, skipped->pid);
  const MmsTaskInfo *registrar = mms_trace_find_task (context->trace, skipped->registrar);
  guint end = GPOINTER_TO_UINT (
      g_hash_table_lookup (names->ends, GINT_TO_POINTER (skipped->pid)));

  if (task != NULL && registrar != NULL && task->tgid > 0 && registrar->tgid > 0)
    return task->tgid == registrar->tgid;
  return (end & STATE_DEAD) != 0;
}
