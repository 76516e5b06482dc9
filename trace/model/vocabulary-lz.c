/* vocabulary-lz.c - the kprobe group lz on a stock kernel
 *
 * All are probes on a function's entry or return; samples/README.md lists their definitions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "vocabulary.h"

/* "users" and "count" of the mm that a probe is about; some kernels' probes record both as one array */
#define COUNTS { MMS_SLOT_USERS, "users|uc[0]" }, { MMS_SLOT_COUNT, "count|uc[1]" }
#define TASK                                                                                      \
  { MMS_SLOT_TASK, "tsk" }, { MMS_SLOT_PID, "tpid" }, { MMS_SLOT_TASK_FLAGS, "tflags" },          \
  { MMS_SLOT_TASK_MM, "tmm" }, { MMS_SLOT_TASK_ACTIVE, "tamm" }

static const MmsVocabularyEntry entries[] = {
  { "switch_mm", MMS_ROLE_SWITCH_MM_CALLED, "prev next tsk",
    { { MMS_SLOT_PREV, "prev" },
      { MMS_SLOT_NEXT, "next" },
      TASK,
      { MMS_SLOT_PREV_USERS, "pusers|puc[0]" },
      { MMS_SLOT_PREV_COUNT, "pcount|puc[1]" },
      { MMS_SLOT_USERS, "nusers|nuc[0]" },
      { MMS_SLOT_COUNT, "ncount|nuc[1]" },
      { MMS_SLOT_NEXT_ID, "nctx" },
      { MMS_SLOT_CPUMASK, "nmask" },
      { MMS_SLOT_CALLER, "caller" } } },
  { "load_cr3", MMS_ROLE_LOAD_CR3, NULL,
    { { MMS_SLOT_FLUSH, "flush" }, { MMS_SLOT_CR3, "pgd" } } },
  { "enter_lazy", MMS_ROLE_ENTER_LAZY_CALLED, "mm tsk",
    { { MMS_SLOT_MM, "mm" },
      TASK,
      COUNTS,
      { MMS_SLOT_ID, "ctx" },
      { MMS_SLOT_CPUMASK, "mask" },
      { MMS_SLOT_CALLER, "caller" } } },
  { "leave_mm", MMS_ROLE_LEAVE_MM, "caller",
    { { MMS_SLOT_TARGET_CPU, "ocpu" }, { MMS_SLOT_CALLER, "caller" } } },
  { "fts", MMS_ROLE_SWITCH_FINISHED, NULL, { { MMS_SLOT_PREV_PID, "ppid" } } },
  { "mm_init", MMS_ROLE_MM_INIT_DONE, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_ID, "ctx" }, { MMS_SLOT_CPUMASK, "mask" } } },
  { "mm_alloc", MMS_ROLE_MM_ALLOC_DONE, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_ID, "ctx" }, { MMS_SLOT_CPUMASK, "mask" } } },
  { "get_task_mm", MMS_ROLE_GET_TASK_MM_DONE, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "new_task", MMS_ROLE_NEW_TASK_WOKEN, "tpid", { TASK, COUNTS } },
  { "exit_release", MMS_ROLE_EXIT_RELEASE, "mm", { TASK, { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "exec_release", MMS_ROLE_EXEC_RELEASE, "mm", { TASK, { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "exec", MMS_ROLE_EXEC_CALLED, "nmm", { { MMS_SLOT_MM, "nmm" }, COUNTS } },
  { "mmput", MMS_ROLE_MMPUT_CALLED, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_CALLER, "caller" } } },
  { "mmput_async", MMS_ROLE_MMPUT_CALLED, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_CALLER, "caller" } } },
  { "exit_mmap", MMS_ROLE_EXIT_MMAP, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_ID, "ctx" }, { MMS_SLOT_CPUMASK, "mask" } } },
  { "mmdrop_free", MMS_ROLE_MM_FREE_CALLED, "mm",
    { { MMS_SLOT_MM, "mm" },
      COUNTS,
      { MMS_SLOT_ID, "ctx" },
      { MMS_SLOT_CPUMASK, "mask" },
      { MMS_SLOT_CALLER, "caller" } } },
  { "khp_enter", MMS_ROLE_MM_REGISTERED, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "ksm_enter", MMS_ROLE_MM_REGISTERED, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "khp_exit", MMS_ROLE_MM_UNREGISTERED, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "kt_use", MMS_ROLE_USE_MM_CALLED, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "kt_use_ret", MMS_ROLE_USE_MM_DONE, NULL, { { 0, NULL } } },
  { "kt_unuse", MMS_ROLE_UNUSE_MM_CALLED, "mm", { { MMS_SLOT_MM, "mm" }, COUNTS } },
  { "flush_range", MMS_ROLE_FLUSH_RANGE, "mm",
    { { MMS_SLOT_MM, "mm" }, COUNTS, { MMS_SLOT_ID, "ctx" }, { MMS_SLOT_CPUMASK, "mask" } } },
  { "flush_multi", MMS_ROLE_FLUSH_SENT, "cpumask mm",
    { { MMS_SLOT_MM, "mm" }, { MMS_SLOT_CPUMASK, "cpumask" } } },
  { "flush_func", MMS_ROLE_FLUSH_HANDLED, "mm",
    { { MMS_SLOT_MM, "mm" }, { MMS_SLOT_TARGET_CPU, "icpu" } } },
  { "mb_priv", MMS_ROLE_MEMBARRIER_CALLED, NULL, { { MMS_SLOT_FLAGS, "flags" } } },
  { "ipi_mb", MMS_ROLE_MEMBARRIER_IPI, NULL, { { 0, NULL } } },
  { "ipi_sync_core", MMS_ROLE_MEMBARRIER_IPI, NULL, { { 0, NULL } } },
  { "mb_exec", MMS_ROLE_MEMBARRIER_UPDATED, "mm", { { MMS_SLOT_MM, "mm" } } },
  { "mb_cur", MMS_ROLE_MEMBARRIER_UPDATED, "mm",
    { { MMS_SLOT_MM, "mm" }, { MMS_SLOT_MM_STATE, "state" } } },
  { "idle_exit", MMS_ROLE_IDLE_TASK_EXIT, NULL, { { 0, NULL } } },
  { "finish_cpu", MMS_ROLE_FINISH_CPU_CALLED, "dcpu", { { MMS_SLOT_TARGET_CPU, "dcpu" } } },
  { "finish_cpu_ret", MMS_ROLE_FINISH_CPU_DONE, NULL, { { 0, NULL } } },
  { "text_poke", MMS_ROLE_TEXT_POKE, NULL, { { 0, NULL } } },
  { "use_temp_mm", MMS_ROLE_TEMP_MM_USE, NULL, { { MMS_SLOT_MM, "mm" } } },
  { "unuse_temp_mm", MMS_ROLE_TEMP_MM_UNUSE, NULL, { { MMS_SLOT_PREV, "prev" } } },
  { "efi_enter_mm", MMS_ROLE_TEMP_MM_USE, NULL, { { 0, NULL } } },
  { "efi_leave_mm", MMS_ROLE_TEMP_MM_UNUSE, NULL, { { 0, NULL } } },
  { NULL },
};

const MmsVocabulary mms_vocabulary_lz = { "lz", FALSE, TRUE, entries };
