/* role.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsRole:
 *
 * What an event means to the replay, whatever probe or tracepoint recorded it.  The tables in
 * vocabulary-*.c give roles to event names; a capture with other probes needs another table and no
 * code.  "called" means: recorded on entry, the change follows; "done" means: recorded after it.
 */
typedef enum
{
  MMS_ROLE_NONE, /* no meaning known; shown, never replayed */

  /* The scheduler's own tracepoints */
  MMS_ROLE_SCHED_SWITCH,
  MMS_ROLE_SCHED_MIGRATE,
  MMS_ROLE_SCHED_WAKEUP,
  MMS_ROLE_PROCESS_FORK,
  MMS_ROLE_PROCESS_EXEC,
  MMS_ROLE_PROCESS_EXIT,
  MMS_ROLE_PROCESS_FREE,
  MMS_ROLE_TASK_NEW,
  MMS_ROLE_TASK_RENAME, /* the last of them */

  MMS_ROLE_USER_MODE, /* the recording task comes from user mode or goes there */

  /* Interrupts, TLB flushes, hotplug: ticks and arrows */
  MMS_ROLE_IPI_ENTRY,
  MMS_ROLE_IPI_EXIT,
  MMS_ROLE_TLB_FLUSH,
  MMS_ROLE_CPUHP_ENTER,
  MMS_ROLE_CPUHP_EXIT,

  /* Probes on entry of kernel functions (group lz) */
  MMS_ROLE_SWITCH_MM_CALLED,   /* switch_mm_irqs_off(prev, next, tsk) */
  MMS_ROLE_LOAD_CR3,           /* load_new_mm_cr3() */
  MMS_ROLE_ENTER_LAZY_CALLED,  /* enter_lazy_tlb(mm, tsk) */
  MMS_ROLE_LEAVE_MM,           /* leave_mm(cpu) */
  MMS_ROLE_SWITCH_FINISHED,    /* finish_task_switch() begins */
  MMS_ROLE_MM_INIT_DONE,       /* mm_init() returns */
  MMS_ROLE_MM_ALLOC_DONE,      /* mm_alloc() returns (after its mm_init()) */
  MMS_ROLE_GET_TASK_MM_DONE,   /* get_task_mm() returns */
  MMS_ROLE_NEW_TASK_WOKEN,     /* wake_up_new_task() */
  MMS_ROLE_EXIT_RELEASE,       /* exit_mm_release(tsk, mm) */
  MMS_ROLE_EXEC_RELEASE,       /* exec_mm_release(tsk, mm) */
  MMS_ROLE_EXEC_CALLED,        /* begin_new_exec() */
  MMS_ROLE_MMPUT_CALLED,       /* mmput(mm), mmput_async(mm) */
  MMS_ROLE_EXIT_MMAP,          /* exit_mmap(mm): mm_users has reached 0 */
  MMS_ROLE_MM_FREE_CALLED,     /* __mmdrop(mm): mm_count has reached 0 */
  MMS_ROLE_MM_REGISTERED,      /* __khugepaged_enter(mm), __ksm_enter(mm): one more reference */
  MMS_ROLE_MM_UNREGISTERED,    /* __khugepaged_exit(mm) */
  MMS_ROLE_USE_MM_CALLED,      /* kthread_use_mm(mm) */
  MMS_ROLE_USE_MM_DONE,        /* kthread_use_mm() returns */
  MMS_ROLE_UNUSE_MM_CALLED,    /* kthread_unuse_mm(mm) */
  MMS_ROLE_FLUSH_RANGE,        /* flush_tlb_mm_range(mm) */
  MMS_ROLE_FLUSH_SENT,         /* native_flush_tlb_multi(cpumask, info) */
  MMS_ROLE_FLUSH_HANDLED,      /* flush_tlb_func(info), by IPI or locally */
  MMS_ROLE_MEMBARRIER_CALLED,
  MMS_ROLE_MEMBARRIER_IPI,
  MMS_ROLE_MEMBARRIER_UPDATED, /* membarrier_update_current_mm(), membarrier_exec_mmap() */
  MMS_ROLE_IDLE_TASK_EXIT,     /* idle_task_exit() on a dying CPU */
  MMS_ROLE_FINISH_CPU_CALLED,  /* finish_cpu(cpu) on the CPU that took it down */
  MMS_ROLE_FINISH_CPU_DONE,
  MMS_ROLE_TEXT_POKE,          /* __text_poke(): a temporary mm for some instructions */
  MMS_ROLE_TEMP_MM_USE,        /* use_temporary_mm(), efi_enter_mm(): what was loaded is saved */
  MMS_ROLE_TEMP_MM_UNUSE,      /* unuse_temporary_mm(), efi_leave_mm(): and loaded again */

  /* Tracepoints of instrumented kernels (system lazy_mm), all recorded after the change */
  MMS_ROLE_MM_ALLOCATED,
  MMS_ROLE_MM_COUNT_CHANGED,
  MMS_ROLE_MM_USERS_CHANGED,
  MMS_ROLE_MM_EXITED,          /* exit_mm: the task gives up its mm */
  MMS_ROLE_MM_LAST_PUT,        /* mm_users reached 0 */
  MMS_ROLE_MM_UNMAPPED,        /* exit_mmap() finished */
  MMS_ROLE_MM_LAST_DROP,       /* mm_count reached 0 */
  MMS_ROLE_MM_FREED,
  MMS_ROLE_ACTIVE_MM_SET,
  MMS_ROLE_CONTEXT_SWITCH,
  MMS_ROLE_LAZY_MM_SET,
  MMS_ROLE_MM_TO_MMDROP_SET,
  MMS_ROLE_FIXUP_START,
  MMS_ROLE_FIXUP_CPU,
  MMS_ROLE_FIXUP_END,
  MMS_ROLE_SHOOT_START,
  MMS_ROLE_SHOOT_SEND,
  MMS_ROLE_SHOOT_IPI,
  MMS_ROLE_SHOOT_END,
  MMS_ROLE_SWITCH_MM_DONE,
  MMS_ROLE_ENTER_LAZY_DONE,
  MMS_ROLE_TLB_SEND,
  MMS_ROLE_TLB_LAZY_FLUSH,
  MMS_ROLE_LEAVE_MM_DONE,
  MMS_ROLE_MM_CPUMASK_CHANGED,
  MMS_ROLE_EXEC_MMAP,
  MMS_ROLE_KTHREAD_MM,
  MMS_ROLE_MEMBARRIER_SYSCALL, /* membarrier() begins; without a COMMAND, or where ENTER is 0: returns */
  MMS_ROLE_MEMBARRIER_SWITCH,
  MMS_ROLE_STATE_BEGIN,
  MMS_ROLE_STATE_CPU,
  MMS_ROLE_STATE_MM,
  MMS_ROLE_STATE_TASK,         /* a task that does not run */
  MMS_ROLE_STATE_END,
  MMS_ROLE_FENCE,              /* a barrier alone, of which OPERATION is the order; a simulator's */
  MMS_ROLE_TASK_MM_SET,        /* a task's mm became another one */
  MMS_ROLE_VIOLATION,          /* a simulator has found something itself */
  MMS_ROLE_WALK,               /* an MMU walks an mm's page tables; a simulator's */
  MMS_ROLE_IPI_SEND,           /* an IPI about an mm to the CPUs of CPUMASK; a simulator's */
  MMS_ROLE_IPI_ACK,            /* its answer; VALUE says to which */
  MMS_ROLE_ANSWER,             /* answer sheets (dangling, dangling_use): never fed to the replay */

  MMS_N_ROLES
} MmsRole;

/**
 * MmsSlot:
 *
 * The fields that roles have, by mmscope's own names.  A vocabulary says which field of an event
 * fills which slot.
 */
typedef enum
{
  MMS_SLOT_MM,          /* the mm the event is about */
  MMS_SLOT_ID,          /* its generation as the kernel counts it */
  MMS_SLOT_PREV,        /* the mm before */
  MMS_SLOT_NEXT,        /* the mm after */
  MMS_SLOT_PREV_ID,
  MMS_SLOT_NEXT_ID,
  MMS_SLOT_ARGUMENT,    /* prev as the caller named it */
  MMS_SLOT_ACTIVE,      /* the active_mm involved */
  MMS_SLOT_LOADED,
  MMS_SLOT_LOADED_ID,
  MMS_SLOT_IS_LAZY,
  MMS_SLOT_LAZY_MM,
  MMS_SLOT_MM_TO_MMDROP,
  MMS_SLOT_PID,         /* the task the event is about */
  MMS_SLOT_PREV_PID,
  MMS_SLOT_NEXT_PID,
  MMS_SLOT_PREV_COMM,
  MMS_SLOT_NEXT_COMM,
  MMS_SLOT_PREV_STATE,
  MMS_SLOT_COMM,
  MMS_SLOT_TASK,        /* address of a task_struct; 0: none */
  MMS_SLOT_TASK_FLAGS,  /* its flags; PF_KTHREAD is 0x200000 */
  MMS_SLOT_TASK_MM,     /* sampled: the task's mm */
  MMS_SLOT_TASK_ACTIVE, /* sampled: the task's active_mm */
  MMS_SLOT_TARGET_CPU,  /* the CPU the event is about, where that is not the recording one */
  MMS_SLOT_CPUMASK,
  MMS_SLOT_USERS,       /* sampled mm_users of MM (of NEXT in a switch) */
  MMS_SLOT_COUNT,       /* sampled mm_count */
  MMS_SLOT_PREV_USERS,
  MMS_SLOT_PREV_COUNT,
  MMS_SLOT_DELTA,
  MMS_SLOT_VALUE,       /* the value an atomic operation returned */
  MMS_SLOT_OPERATION,   /* its name */
  MMS_SLOT_SITE,
  MMS_SLOT_CALLER,      /* symbol of the return address */
  MMS_SLOT_FLAGS,       /* clone flags */
  MMS_SLOT_REASON,
  MMS_SLOT_HIT,
  MMS_SLOT_SEEN,
  MMS_SLOT_SCANNED,     /* how many CPUs a fixup looked at */
  MMS_SLOT_ENTER,
  MMS_SLOT_COMMAND,
  MMS_SLOT_USE,
  MMS_SLOT_FLUSH,       /* -1: CR3 not written */
  MMS_SLOT_CR3,         /* the root of the page tables that is loaded; 0: none was */
  MMS_SLOT_INIT_MM,
  MMS_SLOT_NAME,        /* scheme name; step name of hotplug */
  MMS_SLOT_STEP,
  MMS_SLOT_RQ_STATE,
  MMS_SLOT_MM_STATE,
  MMS_SLOT_CHECK,
  MMS_SLOT_DETECTOR,    /* the id of what found it */
  MMS_SLOT_TEXT,
  /* The kernel's own answers, sampled on the recording CPU: field names with the CPU's number */
  MMS_SLOT_OWN_ACTIVE,
  MMS_SLOT_OWN_LOADED,
  MMS_SLOT_OWN_IS_LAZY,
  MMS_SLOT_OWN_PID,
  MMS_SLOT_OWN_MM,
  MMS_SLOT_OWN_PREV_MM,

  MMS_N_SLOTS
} MmsSlot;

G_END_DECLS
