/* count.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/* mm_users and mm_count of a stock kernel.  Probes fire before a change or after it, on one CPU, while
 * others sample the same mm; so what a sample shows may lack a change that an event announced already,
 * and may hold one that an event tells only later.  Such changes are in flight.
 *
 * A sample is read between its stamp and its CPU's next event; a change happens between the event that
 * announces it and its CPU's next event, or between its CPU's last event and the one that tells of it.
 * Only where these stretches overlap, and only between two CPUs, either order is taken for right. */

/* The current event announces a change that its CPU is about to make. */
void mms_count_announce (MmsMachine   *machine,
                         guint         mm,
                         MmsAttribute  attribute,
                         int           delta);
/* The current event tells of a change that its CPU has made. */
void mms_count_tell     (MmsMachine   *machine,
                         guint         mm,
                         MmsAttribute  attribute,
                         int           delta);

/* @task is going to drop a reference to @mm, by an mmdrop() that has no probe unless it frees: at the end
 * of __mmput(), kthread_use_mm() or exec_mmap(). */
void mms_count_begin_drop (MmsMachine    *machine,
                           MmsTaskRecord *task,
                           guint          mm);
/* The current event shows @task (nullable) behind that. */
void mms_count_end_drop   (MmsMachine    *machine,
                           MmsTaskRecord *task);

/* The current event carries a count as it was.  The rules alone take only the first of each mm, as its
 * start. */
void mms_count_sample (MmsMachine   *machine,
                       guint         mm,
                       MmsAttribute  attribute,
                       int           value);

/* By role: whether an interrupt may bring such an event; that of a call of switch_mm() tells by itself. */
extern const guint8 mms_count_interrupts[MMS_N_ROLES];

/* An event that an interrupt may bring does not tell that what it interrupts has gone on. */
static inline gboolean
mms_count_is_interrupt (MmsMachine *machine)
{
  guint64 task;

  if (machine->role == MMS_ROLE_SWITCH_MM_CALLED)
    return !machine->state->in_switch && mms_machine_number (machine, MMS_SLOT_TASK, &task)
           && task == 0;
  return mms_count_interrupts[machine->role];
}

/* The current event shows that what its CPU had announced has happened. */
void mms_count_settle (MmsMachine *machine);

/* Before the rules look at an event. */
static inline void
mms_count_begin_event (MmsMachine *machine)
{
  MmsCpuState *state = machine->state;
  const gboolean is_interrupt = mms_count_is_interrupt (machine);

  state->last_event = is_interrupt ? state->last_event : state->this_event;
  state->this_event = is_interrupt ? state->this_event : machine->event;
  if (G_UNLIKELY (state->owes_counts) && !is_interrupt)
    mms_count_settle (machine);
}

/* Nothing that is in flight is known any more. */
void mms_count_forget (MmsMachine *machine);
/* @mm is gone. */
void mms_count_forget_mm (MmsMachine *machine,
                          guint       mm);

void mms_flights_free (MmsFlights *flights);

G_END_DECLS
