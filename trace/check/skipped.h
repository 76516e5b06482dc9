/* skipped.h - CPUs that a membarrier call skipped
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "registration.h"

G_BEGIN_DECLS

/**
 * MmsSkipped:
 * @mm: the registered mm that it runs; 0: only names tell that it is registered
 * @pid: the task that it runs throughout
 * @since: the event from which on it does
 * @first_call: the first call of membarrier(GLOBAL_EXPEDITED) that skipped it
 * @first_end: the event before which that call was over
 * @last_call: the last one
 * @n_calls: how many did
 * @answer: an event at which another CPU handled the IPI of the first call; 0: none did
 * @stale_event: the context switch that left rq->membarrier_state as it was; 0: not seen
 * @rq_state: what it was
 * @mm_state: what it had to be
 * @registrar: by name only: the task that registered
 * @registered: by name only: the event of that
 * @left: by name only: when @pid went to sleep on the CPU, before that
 *
 * A CPU, and the calls that did not send it an IPI.
 */
typedef struct
{
  guint cpu;
  guint mm;
  int pid;
  guint since;
  guint first_call;
  guint first_end;
  guint last_call;
  guint n_calls;
  guint answer;
  guint stale_event;
  guint rq_state;
  guint mm_state;
  int registrar;
  guint registered;
  guint left;
} MmsSkipped;

/* A finding of D46 about @skipped, with the whole story as its chain. */
void mms_skipped_report (MmsCheckContext  *context,
                         MmsRegistrations *registrations,
                         const MmsSkipped *skipped);

/**
 * MmsNames:
 *
 * Where a trace has no mms: which CPU ran a registered one, as far as tasks' names, their order and
 * the way they end tell.  Never more than a suspicion.
 */
typedef struct _MmsNames MmsNames;

MmsNames *mms_names_new  (void);
void      mms_names_free (MmsNames *names);
/* For SCHED_SWITCH and MEMBARRIER_SYSCALL. */
void      mms_names_look (MmsNames        *names,
                          MmsCheckContext *context);
/* @skipped->cpu ran @skipped->pid while the task @caller called, and another CPU that runs @answering
 * was sent an IPI.  Returns: whether it is to be believed so far; then @skipped is filled */
gboolean  mms_names_consider (MmsNames        *names,
                              MmsCheckContext *context,
                              int              caller,
                              int              answering,
                              MmsSkipped      *skipped);
/* The same once the whole trace is known. */
gboolean  mms_names_confirm  (MmsNames         *names,
                              MmsCheckContext  *context,
                              const MmsSkipped *skipped);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsNames, mms_names_free)

G_END_DECLS
