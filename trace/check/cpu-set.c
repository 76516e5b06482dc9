/* cpu-set.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cpu-set.h"

#include <string.h>

#include "model/event.h"

#define WORD_BITS 64

/* So many are named; a list of hundreds is read by nobody. */
#define MAX_LISTED 16

void
mms_cpu_set_clear (MmsCpuSet *set)
{
  g_free (set->words);
  *set = (MmsCpuSet){ 0 };
}

void
mms_cpu_set_add (MmsCpuSet *set, guint cpu)
{
  guint word = cpu / WORD_BITS;

  if (cpu >= MMS_MAX_CPUS)
    return;
  if (word >= set->n_words)
    {
      set->words = g_renew (guint64, set->words, word + 1);
      memset (set->words + set->n_words, 0, (word + 1 - set->n_words) * sizeof (guint64));
      set->n_words = word + 1;
    }
  set->words[word] |= (guint64) 1 << cpu % WORD_BITS;
}

gboolean
mms_cpu_set_contains (const MmsCpuSet *set, guint cpu)
{
  return cpu / WORD_BITS < set->n_words
         && (set->words[cpu / WORD_BITS] >> cpu % WORD_BITS & 1) != 0;
}

gboolean
mms_cpu_set_is_empty (const MmsCpuSet *set)
{
  for (guint i = 0; i < set->n_words; i++)
    {
      if (set->words[i] != 0)
        return FALSE;
    }
  return TRUE;
}

char *
mms_cpu_set_list (const MmsCpuSet *set)
{
  GString *list = g_string_new (NULL);
  guint n_listed = 0;

  for (guint cpu = 0; cpu < set->n_words * WORD_BITS; cpu++)
    {
      if (!mms_cpu_set_contains (set, cpu))
        continue;
      if (n_listed++ == MAX_LISTED)
        {
          g_string_append (list, ", …");
          break;
        }
      g_string_append_printf (list, "%s%u", list->len > 0 ? ", " : "", cpu);
    }
  return g_string_free (list, FALSE);
}
