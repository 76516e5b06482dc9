/* vocabulary-sched.c - the kernel's own tracepoints
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "vocabulary.h"

static const MmsVocabularyEntry entries[] = {
  { "sched_switch", MMS_ROLE_SCHED_SWITCH, "prev_pid next_pid",
    { { MMS_SLOT_PREV_PID, "prev_pid" },
      { MMS_SLOT_NEXT_PID, "next_pid" },
      { MMS_SLOT_PREV_COMM, "prev_comm" },
      { MMS_SLOT_NEXT_COMM, "next_comm" },
      { MMS_SLOT_PREV_STATE, "prev_state" } } },
  { "sched_migrate_task", MMS_ROLE_SCHED_MIGRATE, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" }, { MMS_SLOT_TARGET_CPU, "dest_cpu" } } },
  { "sched_wakeup", MMS_ROLE_SCHED_WAKEUP, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" } } },
  { "sched_waking", MMS_ROLE_SCHED_WAKEUP, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" } } },
  { "sched_wakeup_new", MMS_ROLE_SCHED_WAKEUP, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" } } },
  { "sched_process_fork", MMS_ROLE_PROCESS_FORK, "child_pid",
    { { MMS_SLOT_PID, "child_pid" },
      { MMS_SLOT_COMM, "child_comm" },
      { MMS_SLOT_PREV_PID, "parent_pid|pid" } } },
  { "sched_process_exec", MMS_ROLE_PROCESS_EXEC, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_NAME, "filename" } } },
  { "sched_process_exit", MMS_ROLE_PROCESS_EXIT, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" } } },
  { "sched_process_free", MMS_ROLE_PROCESS_FREE, "pid",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" } } },
  { "task_newtask", MMS_ROLE_TASK_NEW, "pid clone_flags",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "comm" }, { MMS_SLOT_FLAGS, "clone_flags" } } },
  { "task_rename", MMS_ROLE_TASK_RENAME, "newcomm",
    { { MMS_SLOT_PID, "pid" }, { MMS_SLOT_COMM, "newcomm" } } },
  { "sys_enter_membarrier", MMS_ROLE_MEMBARRIER_SYSCALL, "cmd",
    { { MMS_SLOT_COMMAND, "cmd" }, { MMS_SLOT_FLAGS, "flags" } } },
  { "sys_exit_membarrier", MMS_ROLE_MEMBARRIER_SYSCALL, NULL, { { MMS_SLOT_VALUE, "ret" } } },
  { "sys_enter", MMS_ROLE_USER_MODE, NULL, { { 0, NULL } } },
  { "user_enter", MMS_ROLE_USER_MODE, NULL, { { 0, NULL } } },
  { "user_exit", MMS_ROLE_USER_MODE, NULL, { { 0, NULL } } },
  { "page_fault_user", MMS_ROLE_USER_MODE, NULL, { { 0, NULL } } },
  { "call_function_entry", MMS_ROLE_IPI_ENTRY, NULL, { { 0, NULL } } },
  { "call_function_single_entry", MMS_ROLE_IPI_ENTRY, NULL, { { 0, NULL } } },
  { "call_function_exit", MMS_ROLE_IPI_EXIT, NULL, { { 0, NULL } } },
  { "call_function_single_exit", MMS_ROLE_IPI_EXIT, NULL, { { 0, NULL } } },
  { "tlb_flush", MMS_ROLE_TLB_FLUSH, NULL,
    { { MMS_SLOT_REASON, "reason" }, { MMS_SLOT_VALUE, "pages" } } },
  { "cpuhp_enter", MMS_ROLE_CPUHP_ENTER, "cpu",
    { { MMS_SLOT_TARGET_CPU, "cpu" }, { MMS_SLOT_STEP, "step|idx" }, { MMS_SLOT_NAME, "fun|fn" } } },
  { "cpuhp_exit", MMS_ROLE_CPUHP_EXIT, "cpu",
    { { MMS_SLOT_TARGET_CPU, "cpu" }, { MMS_SLOT_STEP, "step|idx" }, { MMS_SLOT_NAME, "fun|fn" } } },
  { NULL },
};

const MmsVocabulary mms_vocabulary_sched = { "sched", TRUE, FALSE, entries };
