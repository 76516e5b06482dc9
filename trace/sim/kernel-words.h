/* kernel-words.h - the kernel's spellings of what the language has another one for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* By what the parser makes of it */
typedef enum
{
  MMS_KERNEL_WORD_NONE,
  MMS_KERNEL_WORD_SAME,         /* (x): x */
  MMS_KERNEL_WORD_CPUMASK,      /* (mm): mm->mm_cpumask */
  MMS_KERNEL_WORD_THIS_RQ,      /* (): this_cpu(rq) */
  MMS_KERNEL_WORD_CPU_RQ,       /* (c): cpu(rq, c) */
  MMS_KERNEL_WORD_PER_CPU,      /* (s.m, c): cpu(s, c)->m */
  MMS_KERNEL_WORD_PER_CPU_PTR,  /* (&s, c): cpu(s, c) */
  MMS_KERNEL_WORD_THIS_CPU_PTR, /* (&s): this_cpu(s) */
  MMS_KERNEL_WORD_READ,         /* (s.m): s->m */
  MMS_KERNEL_WORD_CALL_SINGLE,  /* (c, f, v, wait): smp_call_function_many(cpumask_of(c), f, v) */
  /* Statements */
  MMS_KERNEL_WORD_WRITE,        /* (s.m, v): s->m = v */
  MMS_KERNEL_WORD_STORE_MB,     /* (x, v): WRITE_ONCE(x, v); smp_mb() */
  MMS_KERNEL_WORD_NOTHING,      /* (...): does nothing here */
} MmsKernelWord;

MmsKernelWord mms_kernel_word_find (const char *name);

G_END_DECLS
