/* atomic.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "atomic.h"

#include <string.h>

/* No trace of a real machine has as many. */
#define MAX_FOUND 65536

struct _MmsAtomics
{
  GArray *found;       /* MmsAtomic */
  GHashTable *with_on; /* kinds of which an event was recorded with interrupts on */
};

MmsAtomics *
mms_atomics_new (void)
{
  MmsAtomics *atomics = g_new0 (MmsAtomics, 1);

  atomics->found = g_array_new (FALSE, FALSE, sizeof (MmsAtomic));
  atomics->with_on = g_hash_table_new (NULL, NULL);
  return atomics;
}

void
mms_atomics_free (MmsAtomics *atomics)
{
  g_array_unref (atomics->found);
  g_hash_table_unref (atomics->with_on);
  g_free (atomics);
}

static gboolean
is_probe (MmsTrace *trace, guint kind)
{
  const char *vocabulary = mms_trace_get_kind (trace, kind)->vocabulary;

  return vocabulary != NULL && strcmp (vocabulary, "lz") == 0;
}

void
mms_atomics_look (MmsAtomics *atomics, MmsCheckContext *context, gboolean softirq)
{
  MmsAtomic atomic = { .event = context->event };

  if (!mms_trace_get_context (context->trace, context->record, &atomic.context))
    return;
  /* From there a breakpoint, too, looks like an NMI. */
  if (atomic.context.in_nmi && is_probe (context->trace, context->record->kind))
    return;
  if (atomic.context.irqs_told && !atomic.context.irqs_off)
    g_hash_table_add (atomics->with_on, GUINT_TO_POINTER (context->record->kind));
  if ((atomic.context.irqs_off || atomic.context.in_hardirq || atomic.context.in_nmi
       || (softirq && atomic.context.in_softirq))
      && atomics->found->len < MAX_FOUND)
    g_array_append_val (atomics->found, atomic);
}

void
mms_atomics_end (MmsAtomics *atomics, MmsCheckContext *context, const MmsDetector *detector,
                 void (*tell) (MmsCheckContext *context, const MmsAtomic *atomic))
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  MmsLimit limit = { 0 };

  for (guint i = 0; i < atomics->found->len; i++)
    {
      const MmsAtomic *atomic = &g_array_index (atomics->found, MmsAtomic, i);
      guint kind = events[atomic->event - 1].kind;
      gboolean is_certain = atomic->context.in_hardirq || atomic->context.in_nmi
                            || atomic->context.in_softirq || !is_probe (context->trace, kind)
                            || g_hash_table_contains (atomics->with_on, GUINT_TO_POINTER (kind));

      if (is_certain && mms_limit_take (&limit, atomic->event))
        tell (context, atomic);
    }
  mms_limit_report (&limit, context, detector);
}
