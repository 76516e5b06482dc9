/* rules.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/* Each replays the machine's current event if its role is one that it knows.  The first three apply
 * to every trace; what they do to mms depends on what the trace tells of. */

/* The scheduler's tracepoints: who runs where, who is whose child, names. */
void mms_rules_scheduler (MmsMachine *machine);

/* @recorder is not the task that runs as far as was told. */
void mms_rules_recorder_differs (MmsMachine    *machine,
                                 MmsTaskRecord *running,
                                 MmsTaskRecord *recorder);

/* Every record tells which task was current.  Where that is another one than the last sched_switch
 * said, a switch went unrecorded: tracepoints are silent on a CPU that is going offline, and events
 * may be lost or filtered.  For each event; of a switch it is a part of the scheduler's rules. */
static inline void
mms_rules_recorder (MmsMachine *machine)
{
  MmsTaskRecord *running = mms_machine_running (machine, machine->cpu);
  MmsTaskRecord *recorder = mms_machine_recorder (machine);

  if (recorder == NULL)
    return;
  if (G_LIKELY (recorder == running))
    machine->state->in_switch = FALSE;
  else
    mms_rules_recorder_differs (machine, running, recorder);
}

/* A stock kernel seen through probes on its functions: reference-counted lazy mms, x86's loaded_mm.
 * Rules: mm_struct's reference counting in kernel/sched/core.c, kernel/exit.c, fs/exec.c,
 * kernel/kthread.c and arch/x86/mm/tlb.c of Linux 6.1. */
void mms_rules_refcount (MmsMachine *machine);

/* Its part that a context switch is: switch_mm_irqs_off(), enter_lazy_tlb(), finish_task_switch(). */
void mms_rules_switch (MmsMachine *machine);

/* Kernels with the lazy_mm tracepoints, whatever their scheme: the changes themselves are recorded. */
void mms_rules_lazy_mm (MmsMachine *machine);

/* Its part that an atomic change of a count of @mm is (0: nothing to do). */
void mms_rules_lazy_count (MmsMachine   *machine,
                           guint         mm,
                           MmsAttribute  attribute);

/* Interrupts, flushes, hotplug: ticks, arrows and what an offline CPU does unseen. */
void mms_rules_cpu (MmsMachine *machine);

/* What the scheduler's events alone tell of borrowing: @prev lends its mm to @next or takes its own
 * back.  Called by the scheduler's rules for traces that tell of no mm. */
void mms_rules_borrow (MmsMachine    *machine,
                       MmsTaskRecord *prev,
                       MmsTaskRecord *next);

/* @child gets a pid that perhaps another task had. */
void mms_rules_borrow_fork (const MmsTaskRecord *parent,
                            MmsTaskRecord       *child);

/* @task has become a program: it brings an mm of its own. */
void mms_rules_borrow_exec (MmsMachine    *machine,
                            MmsTaskRecord *task);

/* @task has exited: exit_mm() is behind it, and from now on it runs on what was its mm as a kernel
 * thread would. */
void mms_rules_borrow_exit (MmsMachine    *machine,
                            MmsTaskRecord *task);

/**
 * mms_rules_borrow_learn:
 *
 * Goes through a trace of scheduler events once to tell kernel threads from user tasks, since the
 * evidence for a task often comes after its first switch.
 */
void mms_rules_borrow_learn (MmsMachine *machine);

G_END_DECLS
