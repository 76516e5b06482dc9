/* sampled.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sampled.h"

#include <string.h>

const MmsRole mms_sampled_roles[]
    = { MMS_ROLE_CONTEXT_SWITCH, MMS_ROLE_ACTIVE_MM_SET, MMS_ROLE_SWITCH_MM_CALLED,
        MMS_ROLE_ENTER_LAZY_CALLED, MMS_ROLE_NONE };

static gboolean
get (MmsCheckContext *context, MmsSlot slot, guint64 *value)
{
  return mms_check_number (context, slot, value);
}

/* An instrumented kernel's tracepoint, before the switch: prev as it is left. */
static gboolean
read_context_switch (MmsCheckContext *context, MmsSampled *sampled)
{
  guint64 pid;

  if (!get (context, MMS_SLOT_PREV_PID, &pid))
    return FALSE;
  sampled->pid = (int) pid;
  sampled->has_mm = get (context, MMS_SLOT_PREV, &sampled->mm);
  sampled->has_active = get (context, MMS_SLOT_ACTIVE, &sampled->active);
  return TRUE;
}

/* The store that lends next an mm, and what it overwrites. */
static gboolean
read_active_set (MmsCheckContext *context, MmsSampled *sampled)
{
  guint64 pid;

  if (!mms_check_is_text (context, MMS_SLOT_SITE, "ctxsw_set") || !get (context, MMS_SLOT_PID, &pid))
    return FALSE;
  sampled->pid = (int) pid;
  sampled->is_next = TRUE;
  sampled->has_kept = get (context, MMS_SLOT_PREV, &sampled->kept_active);
  return TRUE;
}

/* Probes on the functions that context_switch() calls for next, with prev's active_mm.  Fields that
 * are read through the task's address mean nothing where that is NULL. */
static gboolean
read_call (MmsCheckContext *context, MmsSampled *sampled)
{
  guint64 task;
  guint64 pid;

  if (!get (context, MMS_SLOT_TASK, &task) || task == 0 || !get (context, MMS_SLOT_PID, &pid))
    return FALSE;
  sampled->pid = (int) pid;
  sampled->is_next = TRUE;
  sampled->has_mm = get (context, MMS_SLOT_TASK_MM, &sampled->mm);
  if (context->role == MMS_ROLE_ENTER_LAZY_CALLED)
    sampled->has_kept = get (context, MMS_SLOT_TASK_ACTIVE, &sampled->kept_active)
                        && sampled->has_mm && sampled->mm == 0;
  else
    sampled->has_active = get (context, MMS_SLOT_TASK_ACTIVE, &sampled->active);
  return TRUE;
}

gboolean
mms_sampled_is_certain (MmsCheckContext *context)
{
  const char *caller;

  if (context->role != MMS_ROLE_SWITCH_MM_CALLED && context->role != MMS_ROLE_ENTER_LAZY_CALLED)
    return TRUE;
  caller = mms_trace_get_slot_symbol (context->trace, context->record, MMS_SLOT_CALLER);
  return caller != NULL && strcmp (caller, "__schedule") == 0;
}

static gboolean
read_event (MmsCheckContext *context, MmsSampled *sampled)
{
  switch (context->role)
    {
    case MMS_ROLE_CONTEXT_SWITCH:
      return read_context_switch (context, sampled);
    case MMS_ROLE_ACTIVE_MM_SET:
      return read_active_set (context, sampled);
    default:
      return read_call (context, sampled);
    }
}

const MmsSampled *
mms_sampled_read (MmsCheckContext *context)
{
  MmsSampled *sampled = context->sampled;

  if (sampled->event != context->event)
    {
      *sampled = (MmsSampled){ .event = context->event };
      sampled->is_told = read_event (context, sampled);
    }
  return sampled->is_told ? sampled : NULL;
}
