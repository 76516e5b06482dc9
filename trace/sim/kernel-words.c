/* kernel-words.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "kernel-words.h"

MmsKernelWord
mms_kernel_word_find (const char *name)
{
  static const struct
  {
    const char *name;
    MmsKernelWord word;
  } words[] = {
    { "likely", MMS_KERNEL_WORD_SAME },
    { "unlikely", MMS_KERNEL_WORD_SAME },
    { "mm_cpumask", MMS_KERNEL_WORD_CPUMASK },
    { "this_rq", MMS_KERNEL_WORD_THIS_RQ },
    { "cpu_rq", MMS_KERNEL_WORD_CPU_RQ },
    { "per_cpu", MMS_KERNEL_WORD_PER_CPU },
    { "per_cpu_ptr", MMS_KERNEL_WORD_PER_CPU_PTR },
    { "this_cpu_ptr", MMS_KERNEL_WORD_THIS_CPU_PTR },
    { "raw_cpu_ptr", MMS_KERNEL_WORD_THIS_CPU_PTR },
    { "this_cpu_read", MMS_KERNEL_WORD_READ },
    { "__this_cpu_read", MMS_KERNEL_WORD_READ },
    { "raw_cpu_read", MMS_KERNEL_WORD_READ },
    { "smp_call_function_single", MMS_KERNEL_WORD_CALL_SINGLE },
    { "this_cpu_write", MMS_KERNEL_WORD_WRITE },
    { "__this_cpu_write", MMS_KERNEL_WORD_WRITE },
    { "raw_cpu_write", MMS_KERNEL_WORD_WRITE },
    { "smp_store_mb", MMS_KERNEL_WORD_STORE_MB },
    { "cpu_relax", MMS_KERNEL_WORD_NOTHING },
    { "might_sleep", MMS_KERNEL_WORD_NOTHING },
    { "rcu_read_lock", MMS_KERNEL_WORD_NOTHING },
    { "rcu_read_unlock", MMS_KERNEL_WORD_NOTHING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].name, name))
      return words[i].word;
  /* lockdep_assert_irqs_disabled(), lockdep_assert_held() ... */
  return g_str_has_prefix (name, "lockdep_assert_") ? MMS_KERNEL_WORD_NOTHING
                                                    : MMS_KERNEL_WORD_NONE;
}
