/* obligation.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "obligation.h"

#include <string.h>

#include "registration.h"

/* Any of PRIVATE_EXPEDITED, GLOBAL_EXPEDITED, and those with SYNC_CORE and RSEQ */
#define STATE_EXPEDITED 0xaa

typedef enum
{
  NO,
  YES,
  UNKNOWN,
} Answer;

/* What the scheme itself does in a switch from a kernel thread to a user task, beside switch_mm(). */
static const struct
{
  const char *scheme;
  Answer barrier;
  Answer core_sync;
} providers[] = {
  /* finish_task_switch() drops the borrowed reference */
  { "refcount", YES, YES },
  /* mmdrop_lazy_tlb_sched() is smp_mb() */
  { "shootdown", YES, YES },
  { "shootdown_all", YES, YES },
  { "shootdown_unlazy", YES, YES },
  /* membarrier_finish_switch_mm() is smp_mb() */
  { "hazard_2022", YES, UNKNOWN },
  /* The mockup has no rq->prev_mm, and with that neither mmdrop() nor sync_core_before_usermode() */
  { "hazard_mock", NO, NO },
  { "hazard_nokeep", NO, UNKNOWN },
  { "hazard", NO, UNKNOWN },
  { "hazard_unlazy", NO, UNKNOWN },
  { "hazard_cpumask", NO, UNKNOWN },
  { "hazard_skip", NO, UNKNOWN },
  { "hazard_nograb", NO, UNKNOWN },
  /* init_mm was loaded, so CR3 is written */
  { "nolazy", NO, UNKNOWN },
  { "nolazy_fix", NO, UNKNOWN },
};

const MmsRole mms_obligation_roles[]
    = { MMS_ROLE_CONTEXT_SWITCH,    MMS_ROLE_MEMBARRIER_SWITCH, MMS_ROLE_SWITCH_MM_DONE,
        MMS_ROLE_MM_COUNT_CHANGED,  MMS_ROLE_MM_USERS_CHANGED,  MMS_ROLE_MM_TO_MMDROP_SET,
        MMS_ROLE_MEMBARRIER_IPI,    MMS_ROLE_SHOOT_IPI,         MMS_ROLE_IPI_ENTRY,
        MMS_ROLE_IPI_EXIT,          MMS_ROLE_SCHED_SWITCH,      MMS_ROLE_USER_MODE,
        MMS_ROLE_MEMBARRIER_SYSCALL, MMS_ROLE_NONE };

typedef struct
{
  MmsOwed owed;
  guint64 next;        /* the mm that is switched to */
  gboolean registered; /* so that something may be owed */
  gboolean owes;
} CpuState;

struct _MmsObligations
{
  MmsObligationKind kind;
  gboolean is_able; /* the trace tells which mms are registered, and when a task is in user mode */
  GArray *cpus;     /* CpuState by CPU */
};

MmsObligations *
mms_obligations_new (MmsCheckContext *context, MmsObligationKind kind)
{
  MmsObligations *obligations = g_new0 (MmsObligations, 1);

  obligations->kind = kind;
  obligations->is_able = mms_check_has_role (context, MMS_ROLE_MEMBARRIER_SWITCH)
                         && (mms_check_has_role (context, MMS_ROLE_USER_MODE)
                             || mms_check_has_role (context, MMS_ROLE_MEMBARRIER_SYSCALL));
  obligations->cpus = g_array_new (FALSE, TRUE, sizeof (CpuState));
  return obligations;
}

void
mms_obligations_free (MmsObligations *obligations)
{
  g_array_unref (obligations->cpus);
  g_free (obligations);
}

/* Whether only switch_mm() can pay here. */
static gboolean
is_left_to_switch_mm (MmsObligations *obligations, MmsCheckContext *context, const CpuState *cpu)
{
  const char *scheme = mms_history_get_scheme (context->history);

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      if (strcmp (providers[i].scheme, scheme) != 0)
        continue;
      if (obligations->kind == MMS_OBLIGATION_CORE_SYNC)
        return cpu->owed.is_k2u && providers[i].core_sync == NO;
      return !cpu->owed.is_k2u || providers[i].barrier == NO;
    }
  return FALSE;
}

static void
begin_switch (MmsCheckContext *context, CpuState *cpu)
{
  guint64 prev;
  guint64 next;
  guint64 pid;

  if (!mms_check_number (context, MMS_SLOT_PREV, &prev)
      || !mms_check_number (context, MMS_SLOT_NEXT, &next)
      || !mms_check_number (context, MMS_SLOT_NEXT_PID, &pid) || next == 0 || prev == next)
    return;
  cpu->owed.event = context->event;
  cpu->owed.pid = (int) pid;
  cpu->owed.is_k2u = prev == 0;
  cpu->next = next;
}

static void
learn_registration (MmsObligations *obligations, MmsCheckContext *context, CpuState *cpu)
{
  guint64 prev;
  guint64 next;
  guint64 state;

  if (cpu->owed.event == 0
      || !mms_check_number (context, MMS_SLOT_PREV, &prev)
      || !mms_check_number (context, MMS_SLOT_NEXT, &next)
      || !mms_check_number (context, MMS_SLOT_MM_STATE, &state) || next != cpu->next)
    return;
  cpu->owed.mm = mms_history_find_mm (context->history, next, context->event);
  if (obligations->kind == MMS_OBLIGATION_CORE_SYNC)
    cpu->registered = prev == next && (state & MMS_MEMBARRIER_STATE_SYNC_CORE) != 0;
  else
    cpu->registered = (state & STATE_EXPEDITED) != 0;
}

/* A write of CR3 is a full barrier and serializes.  Without it a CPU that was lazy executes smp_mb()
 * before it looks whether its TLB is up to date; one that was not returns at once. */
static void
finish_switch (MmsObligations *obligations, MmsCheckContext *context, CpuState *cpu)
{
  guint64 next;
  guint64 flush;
  guint64 was_lazy;

  if (!cpu->registered
      || !mms_check_number (context, MMS_SLOT_NEXT, &next) || next != cpu->next
      || !mms_check_number (context, MMS_SLOT_FLUSH, &flush)
      || !mms_check_number (context, MMS_SLOT_IS_LAZY, &was_lazy))
    return;
  cpu->owes = (gint32) flush < 0
              && (was_lazy == 0 || obligations->kind == MMS_OBLIGATION_CORE_SYNC)
              && is_left_to_switch_mm (obligations, context, cpu);
  cpu->owed.switch_event = context->event;
  cpu->registered = FALSE;
}

gboolean
mms_obligations_look (MmsObligations *obligations, MmsCheckContext *context, MmsOwed *owed)
{
  CpuState *cpu;
  guint command;

  if (!obligations->is_able)
    return FALSE;
  if (context->record->cpu >= obligations->cpus->len)
    g_array_set_size (obligations->cpus, context->record->cpu + 1);
  cpu = &g_array_index (obligations->cpus, CpuState, context->record->cpu);
  if (context->record->lost)
    memset (cpu, 0, sizeof (*cpu));

  switch (context->role)
    {
    case MMS_ROLE_SCHED_SWITCH:
      memset (cpu, 0, sizeof (*cpu));
      return FALSE;
    case MMS_ROLE_CONTEXT_SWITCH:
      memset (cpu, 0, sizeof (*cpu));
      begin_switch (context, cpu);
      return FALSE;
    case MMS_ROLE_MEMBARRIER_SWITCH:
      learn_registration (obligations, context, cpu);
      return FALSE;
    case MMS_ROLE_SWITCH_MM_DONE:
      finish_switch (obligations, context, cpu);
      return FALSE;
    case MMS_ROLE_MM_COUNT_CHANGED:
    case MMS_ROLE_MM_USERS_CHANGED:
    case MMS_ROLE_MM_TO_MMDROP_SET:
      /* An atomic operation with the lock prefix is a full barrier, but the core goes on. */
      if (obligations->kind == MMS_OBLIGATION_BARRIER)
        cpu->owes = FALSE;
      return FALSE;
    case MMS_ROLE_USER_MODE:
      break;
    case MMS_ROLE_MEMBARRIER_SYSCALL:
      if (!mms_registration_is_call (context, &command))
        return FALSE;
      break;
    default:
      cpu->owes = FALSE; /* IRET from an interrupt */
      return FALSE;
    }

  if (!cpu->owes || mms_payload_get_pid (context->payload) != cpu->owed.pid)
    return FALSE;
  cpu->owes = FALSE;
  *owed = cpu->owed;
  return TRUE;
}
