/* registration.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "registration.h"

/* More tasks are not within membarrier() at once, nor are more mms registered, but in a file made for
 * it. */
#define MAX_CALLS 65536
#define MAX_REGISTRATIONS 65536

/* What a task is about to register. */
typedef struct
{
  guint bits;
  guint mm;
  guint event;
} Call;

struct _MmsRegistrations
{
  GHashTable *calls; /* pid -> Call */
  GHashTable *mms;   /* mm -> MmsRegistration */
};

MmsRegistrations *
mms_registrations_new (void)
{
  MmsRegistrations *registrations = g_new0 (MmsRegistrations, 1);

  registrations->calls = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  registrations->mms = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return registrations;
}

void
mms_registrations_free (MmsRegistrations *registrations)
{
  g_hash_table_unref (registrations->calls);
  g_hash_table_unref (registrations->mms);
  g_free (registrations);
}

const MmsRegistration *
mms_registrations_find (MmsRegistrations *registrations, guint mm)
{
  return g_hash_table_lookup (registrations->mms, GUINT_TO_POINTER (mm));
}

gboolean
mms_registration_is_call (MmsCheckContext *context, guint *command)
{
  guint64 enter;
  guint64 value;

  if (!mms_check_number (context, MMS_SLOT_COMMAND, &value))
    return FALSE;
  *command = (guint) value;
  return !mms_check_number (context, MMS_SLOT_ENTER, &enter) || enter != 0;
}

static MmsRegistration *
take (MmsRegistrations *registrations, guint mm)
{
  MmsRegistration *registration
      = g_hash_table_lookup (registrations->mms, GUINT_TO_POINTER (mm));

  if (registration == NULL && mm != 0
      && g_hash_table_size (registrations->mms) < MAX_REGISTRATIONS)
    {
      registration = g_new0 (MmsRegistration, 1);
      g_hash_table_insert (registrations->mms, GUINT_TO_POINTER (mm), registration);
    }
  return registration;
}

/* The kernel's own word: the state of the mm in @slot. */
static void
look_at_state (MmsRegistrations *registrations, MmsCheckContext *context, MmsSlot slot)
{
  MmsRegistration *registration;
  guint64 pointer;
  guint64 state;
  guint mm;

  if (!mms_check_number (context, slot, &pointer) || pointer == 0
      || !mms_check_number (context, MMS_SLOT_MM_STATE, &state))
    return;
  mm = mms_history_find_mm (context->history, pointer, context->event);
  if (state == 0 && mms_registrations_find (registrations, mm) == NULL)
    return;
  registration = take (registrations, mm);
  if (registration == NULL)
    return;
  registration->state = (guint) state;
  if ((state & MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED_READY) == 0)
    registration->ready_event = 0;
  else if (registration->ready_event == 0)
    registration->ready_event = context->event;
}

/* The caller's mm: the event names it, or it is what its CPU runs on. */
static guint
find_caller_mm (MmsCheckContext *context)
{
  guint64 pointer;
  MmsPoint mm;

  if (mms_check_number (context, MMS_SLOT_MM, &pointer))
    return pointer != 0 ? mms_history_find_mm (context->history, pointer, context->event) : 0;
  mm = mms_track_last (mms_history_get_cpu_track (context->history, context->record->cpu,
                                                  MMS_ATTRIBUTE_MM));
  return mm.provenance != MMS_UNKNOWN ? (guint) mm.value : 0;
}

/* The bits that a successful call of @command sets. */
static guint
get_bits (guint command)
{
  switch (command)
    {
    case MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
      return 1 << 0 | 1 << 1;
    case MMS_MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
      return MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED_READY | MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED;
    case MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
      return MMS_MEMBARRIER_STATE_SYNC_CORE_READY | MMS_MEMBARRIER_STATE_SYNC_CORE;
    case MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ:
      return 1 << 6 | 1 << 7;
    default:
      return 0;
    }
}

static void
finish_call (MmsRegistrations *registrations, MmsCheckContext *context, const Call *call)
{
  MmsRegistration *registration;
  guint64 result;

  if (mms_check_number (context, MMS_SLOT_VALUE, &result) && result != 0)
    return;
  registration = take (registrations, call->mm);
  if (registration == NULL)
    return;
  registration->state |= call->bits;
  if ((call->bits & MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED_READY) != 0
      && registration->ready_event == 0)
    registration->ready_event = context->event;
}

static void
look_at_call (MmsRegistrations *registrations, MmsCheckContext *context)
{
  gpointer pid = GINT_TO_POINTER (mms_payload_get_pid (context->payload));
  Call *call = g_hash_table_lookup (registrations->calls, pid);
  guint command = 0;
  guint bits;

  /* A task that calls again has returned, also where only calls are recorded. */
  if (call != NULL)
    {
      finish_call (registrations, context, call);
      g_hash_table_remove (registrations->calls, pid);
    }
  if (!mms_registration_is_call (context, &command))
    return;
  bits = get_bits (command);
  if (bits == 0 || g_hash_table_size (registrations->calls) >= MAX_CALLS)
    return;

  call = g_new0 (Call, 1);
  call->bits = bits;
  call->mm = find_caller_mm (context);
  call->event = context->event;
  g_hash_table_insert (registrations->calls, pid, call);
  if (command == MMS_MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED)
    {
      MmsRegistration *registration = take (registrations, call->mm);

      if (registration != NULL && registration->call_event == 0)
        registration->call_event = context->event;
    }
}

void
mms_registrations_look (MmsRegistrations *registrations, MmsCheckContext *context)
{
  switch (context->role)
    {
    case MMS_ROLE_MEMBARRIER_SWITCH:
      look_at_state (registrations, context, MMS_SLOT_NEXT);
      break;
    case MMS_ROLE_MEMBARRIER_UPDATED:
      look_at_state (registrations, context, MMS_SLOT_MM);
      break;
    case MMS_ROLE_MEMBARRIER_SYSCALL:
      look_at_call (registrations, context);
      break;
    default:
      break;
    }
}
