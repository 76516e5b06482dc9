/* spelling.c - what somebody may have meant by a word that is none
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "spelling.h"

#include <string.h>

#define MAX_WORD 12 /* letters of the longest declaration, and some */
#define MAX_TYPOS 2

static const struct
{
  const char *name;
  const char *hint;
} kernel_words[] = {
  { "VM_BUG_ON_MM", "write WARN_ON()" },
  { "IS_ENABLED", "write const CONFIG_X = 1; and if (CONFIG_X)" },
  { "on_each_cpu", "write smp_call_function_many(cpu_possible_mask, …) and a call for this CPU" },
  { "on_each_cpu_mask", "write smp_call_function_many() and a call for this CPU" },
  { "on_each_cpu_cond_mask", "write smp_call_function_many() and a call for this CPU" },
  { "smp_call_function", "write smp_call_function_many(cpu_possible_mask, …)" },
  { "set_mb", "write WRITE_ONCE() and smp_mb()" },
  { "try_cmpxchg", "write cmpxchg(), and compare its value with the old one" },
  { "cpumask_or", "write a = b | c" },
  { "cpumask_and", "write a = b & c" },
  { "cpumask_andnot", "write a = b & ~c" },
  { "cpumask_copy", "write a = b" },
  { "cpumask_clear", "write a = 0" },
  { "mmgrab_lazy", "the kernel's name is mmgrab_lazy_tlb()" },
  { "mmdrop_lazy", "the kernel's name is mmdrop_lazy_tlb()" },
};

const char *
mms_spelling_of_function (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kernel_words); i++)
    if (g_str_equal (kernel_words[i].name, name))
      return kernel_words[i].hint;
  return NULL;
}

/* Letters that are missing, too many, or others. */
static guint
count_typos (const char *word, gsize length, const char *right)
{
  guint row[MAX_WORD + 1];
  gsize width = strlen (right);

  for (guint j = 0; j <= width; j++)
    row[j] = j;
  for (guint i = 1; i <= length; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= width; j++)
        {
          guint other = diagonal + (word[i - 1] != right[j - 1]);

          diagonal = row[j];
          row[j] = MIN (other, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[width];
}

const char *
mms_spelling_of_declaration (const char *word, gsize length)
{
  static const char *const declarations[] = {
    "override", "include", "scheme",  "scenario", "feature", "const",   "struct",
    "percpu",   "without", "replace", "before",   "after",   "weaken",  "kthread",
    "requires", "setup",   "finally", "softirq",  "static",  "cpumask", "inline",
  };
  const char *best = NULL;
  guint n_least = MAX_TYPOS + 1;

  if (length < 4 || length > MAX_WORD)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (declarations); i++)
    {
      guint n = count_typos (word, length, declarations[i]);

      if (n < n_least)
        {
          best = declarations[i];
          n_least = n;
        }
    }
  return best;
}
