/* registration.h - which mms are registered for membarrier
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/* Bits of mm->membarrier_state and rq->membarrier_state, include/linux/sched/mm.h.  Of each pair the
 * first is what a context switch copies to the runqueue, the second follows once all CPUs that ran the
 * mm have been told. */
enum
{
  MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED_READY = 1 << 2,
  MMS_MEMBARRIER_STATE_GLOBAL_EXPEDITED = 1 << 3,
  MMS_MEMBARRIER_STATE_SYNC_CORE_READY = 1 << 4,
  MMS_MEMBARRIER_STATE_SYNC_CORE = 1 << 5,
};

/* Commands of membarrier(2), include/uapi/linux/membarrier.h */
enum
{
  MMS_MEMBARRIER_CMD_GLOBAL_EXPEDITED = 1 << 1,
  MMS_MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 1 << 2,
  MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 1 << 4,
  MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 6,
  MMS_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ = 1 << 8,
};

/**
 * MmsRegistration:
 * @state: mm->membarrier_state as last known, perhaps without bits that nothing told of
 * @call_event: where membarrier(REGISTER_GLOBAL_EXPEDITED) was called; 0: not in the trace
 * @ready_event: from here on the mm is known to be registered for GLOBAL_EXPEDITED; 0: it is not
 */
typedef struct
{
  guint state;
  guint call_event;
  guint ready_event;
} MmsRegistration;

typedef struct _MmsRegistrations MmsRegistrations;

MmsRegistrations *mms_registrations_new  (void);
void              mms_registrations_free (MmsRegistrations *registrations);

/* Takes down what the event just replayed tells; of interest are the roles MEMBARRIER_SWITCH,
 * MEMBARRIER_UPDATED and MEMBARRIER_SYSCALL. */
void mms_registrations_look (MmsRegistrations *registrations,
                             MmsCheckContext  *context);

/* (nullable): nothing tells that @mm was ever registered */
const MmsRegistration *mms_registrations_find (MmsRegistrations *registrations,
                                               guint             mm);

/* Whether the event is a call of membarrier(2); otherwise its return. */
gboolean mms_registration_is_call (MmsCheckContext *context,
                                   guint           *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRegistrations, mms_registrations_free)

G_END_DECLS
