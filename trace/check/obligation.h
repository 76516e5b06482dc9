/* obligation.h - what a context switch owes to membarrier
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/**
 * MmsObligationKind:
 * @MMS_OBLIGATION_BARRIER: a full memory barrier between the store to rq->curr and the first access of
 *   user code, if the mm is registered for an expedited membarrier
 * @MMS_OBLIGATION_CORE_SYNC: an instruction that serializes the core before user code, if the mm is
 *   registered for SYNC_CORE and was borrowed until now
 */
typedef enum
{
  MMS_OBLIGATION_BARRIER,
  MMS_OBLIGATION_CORE_SYNC,
} MmsObligationKind;

/**
 * MmsOwed:
 * @event: the context switch
 * @switch_event: its switch_mm(), which wrote no CR3
 * @mm: the mm that it goes to
 * @pid: the task
 * @is_k2u: a kernel thread is switched from
 */
typedef struct
{
  guint event;
  guint switch_event;
  guint mm;
  int pid;
  gboolean is_k2u;
} MmsOwed;

/**
 * MmsObligations:
 *
 * One automaton per CPU: a switch to a registered mm owes, an event that comes with a barrier pays, and
 * user mode while something is owed is what is looked for.  Payments that leave no event are in a
 * table of schemes; where it does not know, nothing is owed.  It knows x86, where switch_mm_irqs_off()
 * writes CR3 or, if the CPU was lazy, has a barrier of its own.
 */
typedef struct _MmsObligations MmsObligations;

extern const MmsRole mms_obligation_roles[];

MmsObligations *mms_obligations_new  (MmsCheckContext   *context,
                                      MmsObligationKind  kind);
void            mms_obligations_free (MmsObligations    *obligations);

/* %TRUE: the task of the event just replayed is or was in user mode, and still @owed what it tells. */
gboolean mms_obligations_look (MmsObligations  *obligations,
                               MmsCheckContext *context,
                               MmsOwed         *owed);

G_END_DECLS
