/* builtin.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "builtin.h"

#include <string.h>

static const MmsBuiltin builtins[] = {
  { "READ_ONCE", MMS_BUILTIN_READ, "p", MMS_ORDER_ONCE },
  { "rcu_dereference", MMS_BUILTIN_READ, "p", MMS_ORDER_ONCE },
  { "atomic_read", MMS_BUILTIN_READ, "p", MMS_ORDER_ONCE },
  { "smp_load_acquire", MMS_BUILTIN_READ, "p", MMS_ORDER_ACQUIRE },
  { "WRITE_ONCE", MMS_BUILTIN_WRITE, "pv", MMS_ORDER_ONCE },
  { "smp_store_release", MMS_BUILTIN_WRITE, "pv", MMS_ORDER_RELEASE },
  { "atomic_set", MMS_BUILTIN_INITIALIZE, "pv", MMS_ORDER_ONCE },
  { "initialize", MMS_BUILTIN_INITIALIZE, "pv", MMS_ORDER_ONCE },

  { "xchg", MMS_BUILTIN_XCHG, "pv", MMS_ORDER_FULL, 0, TRUE },
  { "cmpxchg", MMS_BUILTIN_CMPXCHG, "pvv", MMS_ORDER_FULL, 0, TRUE },
  { "atomic_xchg", MMS_BUILTIN_XCHG, "pv", MMS_ORDER_FULL, 0, TRUE },
  { "atomic_cmpxchg", MMS_BUILTIN_CMPXCHG, "pvv", MMS_ORDER_FULL, 0, TRUE },

  { "atomic_inc", MMS_BUILTIN_ADD, "p", MMS_ORDER_RELAXED, 1 },
  { "atomic_dec", MMS_BUILTIN_ADD, "p", MMS_ORDER_RELAXED, -1 },
  { "atomic_add", MMS_BUILTIN_ADD, "vp", MMS_ORDER_RELAXED, 1 },
  { "atomic_sub", MMS_BUILTIN_ADD, "vp", MMS_ORDER_RELAXED, -1 },
  { "atomic_inc_return", MMS_BUILTIN_ADD_RETURN, "p", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_dec_return", MMS_BUILTIN_ADD_RETURN, "p", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_add_return", MMS_BUILTIN_ADD_RETURN, "vp", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_sub_return", MMS_BUILTIN_ADD_RETURN, "vp", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_fetch_inc", MMS_BUILTIN_FETCH_ADD, "p", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_fetch_dec", MMS_BUILTIN_FETCH_ADD, "p", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_fetch_add", MMS_BUILTIN_FETCH_ADD, "vp", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_fetch_sub", MMS_BUILTIN_FETCH_ADD, "vp", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_inc_and_test", MMS_BUILTIN_ADD_AND_TEST, "p", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_dec_and_test", MMS_BUILTIN_ADD_AND_TEST, "p", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_sub_and_test", MMS_BUILTIN_ADD_AND_TEST, "vp", MMS_ORDER_FULL, -1, TRUE },
  { "atomic_inc_not_zero", MMS_BUILTIN_ADD_UNLESS, "p", MMS_ORDER_FULL, 1, TRUE },
  { "atomic_add_unless", MMS_BUILTIN_ADD_UNLESS, "pvv", MMS_ORDER_FULL, 1, TRUE },

  { "set_bit", MMS_BUILTIN_SET_BIT, "vp", MMS_ORDER_RELAXED },
  { "clear_bit", MMS_BUILTIN_CLEAR_BIT, "vp", MMS_ORDER_RELAXED },
  { "test_and_set_bit", MMS_BUILTIN_TEST_AND_SET_BIT, "vp", MMS_ORDER_FULL, 0, TRUE },
  { "test_and_clear_bit", MMS_BUILTIN_TEST_AND_CLEAR_BIT, "vp", MMS_ORDER_FULL, 0, TRUE },
  { "test_bit", MMS_BUILTIN_TEST_BIT, "vp", MMS_ORDER_ONCE },
  { "cpumask_set_cpu", MMS_BUILTIN_SET_BIT, "vp", MMS_ORDER_RELAXED },
  { "cpumask_clear_cpu", MMS_BUILTIN_CLEAR_BIT, "vp", MMS_ORDER_RELAXED },
  { "cpumask_test_and_set_cpu", MMS_BUILTIN_TEST_AND_SET_BIT, "vp", MMS_ORDER_FULL },
  { "cpumask_test_and_clear_cpu", MMS_BUILTIN_TEST_AND_CLEAR_BIT, "vp", MMS_ORDER_FULL },
  { "cpumask_test_cpu", MMS_BUILTIN_TEST_BIT, "vp", MMS_ORDER_ONCE },
  { "cpumask_empty", MMS_BUILTIN_IS_EMPTY, "p", MMS_ORDER_ONCE },
  { "cpumask_of", MMS_BUILTIN_MASK_OF, "v" },

  { "smp_mb", MMS_BUILTIN_FENCE, "", MMS_ORDER_MB },
  { "smp_rmb", MMS_BUILTIN_FENCE, "", MMS_ORDER_RMB },
  { "smp_wmb", MMS_BUILTIN_FENCE, "", MMS_ORDER_WMB },
  { "mb", MMS_BUILTIN_FENCE, "", MMS_ORDER_MB },
  { "rmb", MMS_BUILTIN_FENCE, "", MMS_ORDER_RMB },
  { "wmb", MMS_BUILTIN_FENCE, "", MMS_ORDER_WMB },
  { "barrier", MMS_BUILTIN_FENCE, "", MMS_ORDER_COMPILER },
  { "smp_mb__after_spinlock", MMS_BUILTIN_FENCE, "", MMS_ORDER_MB },
  { "smp_mb__before_atomic", MMS_BUILTIN_FENCE, "", MMS_ORDER_MB },
  { "smp_mb__after_atomic", MMS_BUILTIN_FENCE, "", MMS_ORDER_MB },

  { "spin_lock", MMS_BUILTIN_LOCK, "p", MMS_ORDER_ACQUIRE },
  { "spin_unlock", MMS_BUILTIN_UNLOCK, "p", MMS_ORDER_RELEASE },
  { "spin_lock_irq", MMS_BUILTIN_LOCK, "p", MMS_ORDER_ACQUIRE, 1 },
  { "spin_unlock_irq", MMS_BUILTIN_UNLOCK, "p", MMS_ORDER_RELEASE, 1 },
  { "raw_spin_lock", MMS_BUILTIN_LOCK, "p", MMS_ORDER_ACQUIRE },
  { "raw_spin_unlock", MMS_BUILTIN_UNLOCK, "p", MMS_ORDER_RELEASE },
  { "raw_spin_lock_irq", MMS_BUILTIN_LOCK, "p", MMS_ORDER_ACQUIRE, 1 },
  { "raw_spin_unlock_irq", MMS_BUILTIN_UNLOCK, "p", MMS_ORDER_RELEASE, 1 },
  { "smp_cond_load_acquire", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ACQUIRE },
  { "smp_cond_load_acquire_not", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ACQUIRE, 1 },
  { "smp_cond_load_relaxed", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ONCE },
  { "smp_cond_load_relaxed_not", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ONCE, 1 },
  { "wait_until", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ONCE },
  { "wait_until_not", MMS_BUILTIN_AWAIT, "pv?d", MMS_ORDER_ONCE, 1 },

  { "local_irq_disable", MMS_BUILTIN_IRQ, "", 0, 0 },
  { "local_irq_enable", MMS_BUILTIN_IRQ, "", 0, 1 },
  { "local_irq_save", MMS_BUILTIN_IRQ_SAVE, "l" },
  { "local_irq_restore", MMS_BUILTIN_IRQ_RESTORE, "v" },
  { "preempt_disable", MMS_BUILTIN_PREEMPT, "", 0, 1 },
  { "preempt_enable", MMS_BUILTIN_PREEMPT, "", 0, -1 },
  { "preempt_disable_notrace", MMS_BUILTIN_PREEMPT, "", 0, 1 },
  { "preempt_enable_notrace", MMS_BUILTIN_PREEMPT, "", 0, -1 },
  { "irqs_disabled", MMS_BUILTIN_ASK_IRQS, "" },
  { "level", MMS_BUILTIN_ASK_LEVEL, "", 0, 0 },
  { "in_interrupt", MMS_BUILTIN_ASK_LEVEL, "", 0, 1 },
  { "in_nmi", MMS_BUILTIN_ASK_LEVEL, "", 0, 3 },
  { "smp_processor_id", MMS_BUILTIN_THIS_CPU, "" },

  { "write_cr3", MMS_BUILTIN_CR3, "v" },
  { "switch_to", MMS_BUILTIN_SWITCH_TO, "v?v" },
  { "smp_call_function_many", MMS_BUILTIN_IPI, "vf?vv", 0, 1 },
  { "smp_call_function_many_nowait", MMS_BUILTIN_IPI, "vf?vv", 0, 0 },
  { "mm_struct_alloc", MMS_BUILTIN_ALLOC, "" },
  { "free_user_tables", MMS_BUILTIN_FREE, "v", 0, 1 },
  { "free_pgd", MMS_BUILTIN_FREE, "v", 0, 2 },
  { "free_mm", MMS_BUILTIN_FREE, "v", 0, 4 },
  { "use", MMS_BUILTIN_USE, "v" },

  { "stop_machine_begin", MMS_BUILTIN_STOP, "", 0, 1 },
  { "stop_machine_end", MMS_BUILTIN_STOP, "", 0, 0 },

  { "choose", MMS_BUILTIN_CHOOSE, "n" },
  { "assume", MMS_BUILTIN_ASSUME, "v" },
  { "WARN_ON", MMS_BUILTIN_WARN_ON, "v?d" },
  { "WARN_ON_ONCE", MMS_BUILTIN_WARN_ON, "v?d" },
  { "BUG_ON", MMS_BUILTIN_WARN_ON, "v?d" },
  { "VM_BUG_ON", MMS_BUILTIN_WARN_ON, "v?d" },
  { "VM_WARN_ON", MMS_BUILTIN_WARN_ON, "v?d" },
  { "SCHED_WARN_ON", MMS_BUILTIN_WARN_ON, "v?d" },
  { "VM_WARN_ON_ONCE", MMS_BUILTIN_WARN_ON, "v?d" },
  { "report", MMS_BUILTIN_REPORT, "d?t" },
  { "cr3_of", MMS_BUILTIN_CR3_OF, "v" },
  { "freed", MMS_BUILTIN_FREED, "v" },
};

/* A cell is as wide as a long. */
#define LONG_PREFIX "atomic_long_"
#define INT_PREFIX  "atomic_"

static const MmsBuiltin *
find_exactly (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (strlen (builtins[i].name) == length && memcmp (builtins[i].name, name, length) == 0)
      return &builtins[i];
  return NULL;
}

gboolean
mms_builtin_find (const char *name, MmsBuiltin *builtin)
{
  static const struct
  {
    const char *suffix;
    MmsOrder order;
  } suffixes[] = {
    { "_relaxed", MMS_ORDER_RELAXED },
    { "_acquire", MMS_ORDER_ACQUIRE },
    { "_release", MMS_ORDER_RELEASE },
  };
  g_autofree char *without_long = NULL;
  const MmsBuiltin *found;

  if (g_str_has_prefix (name, LONG_PREFIX))
    {
      without_long = g_strconcat (INT_PREFIX, name + strlen (LONG_PREFIX), NULL);
      return mms_builtin_find (without_long, builtin);
    }
  found = find_exactly (name, strlen (name));
  if (found != NULL)
    {
      if (builtin != NULL)
        *builtin = *found;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (!g_str_has_suffix (name, suffixes[i].suffix))
        continue;
      found = find_exactly (name, strlen (name) - strlen (suffixes[i].suffix));
      if (found == NULL || !found->has_suffixes)
        return FALSE;
      if (builtin != NULL)
        {
          *builtin = *found;
          builtin->order = suffixes[i].order;
        }
      return TRUE;
    }
  return FALSE;
}

gboolean
mms_builtin_is_name (const char *name)
{
  static const char *const words[] = {
    "NULL",
    "true",
    "false",
    "current",
    "init_mm",
    "int",
    "bool",
    "unsigned",
    "long",
    "cpumask",
    "void",
    "static",
    "inline",
    "__always_inline",
    "struct",
    "if",
    "else",
    "while",
    "do",
    "for",
    "break",
    "continue",
    "return",
    "for_each_cpu",
    "for_each_online_cpu",
    "for_each_possible_cpu",
    "forbid",
    "goto",
    "switch",
    "case",
    "default",
    "this_cpu",
    "cpu_possible_mask",
    "num_cpus",
    "original",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (name, words[i]))
      return TRUE;
  return FALSE;
}
