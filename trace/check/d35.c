/* d35.c - destroy-in-atomic
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "atomic.h"

static gpointer
begin (MmsCheckContext *context)
{
  return mms_atomics_new ();
}

static void
clear (gpointer state)
{
  mms_atomics_free (state);
}

static void
look (MmsCheckContext *context)
{
  mms_atomics_look (context->state, context, TRUE);
}

static void
tell (MmsCheckContext *context, const MmsAtomic *atomic)
{
  const MmsEvent *record = &mms_trace_get_events (context->trace, NULL)[atomic->event - 1];
  const char *where = mms_context_describe (&atomic->context);
  g_autofree char *task
      = mms_check_name_task (context, mms_trace_get_pid (context->trace, record), record->cpu,
                             atomic->event);
  g_autofree char *name = NULL;
  guint64 pointer = 0;
  MmsFinding *finding;
  guint mm;

  mms_trace_get_slot (context->trace, record, MMS_SLOT_MM, &pointer);
  mm = mms_history_find_mm (context->history, pointer, atomic->event);
  name = mms_check_name_mm (context, mm);
  finding = mms_check_report (context, &mms_detector_d35, NULL, atomic->event,
                              g_strdup_printf ("CPU %u drops the last reference to %s %s",
                                               (guint) record->cpu, name, where));
  finding->cpu = record->cpu;
  finding->mm = mm;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, atomic->event, record->cpu,
                          "__mmdrop() is called %s, over %s; it takes pgd_lock, which what it "
                          "interrupted may hold, and in some schemes waits for other CPUs",
                          where, task);
}

static void
end (MmsCheckContext *context)
{
  mms_atomics_end (context->state, context, &mms_detector_d35, tell);
}

static const MmsRole roles[] = { MMS_ROLE_MM_LAST_DROP, MMS_ROLE_MM_FREE_CALLED, MMS_ROLE_NONE };

const MmsDetector mms_detector_d35 = {
  .info = {
    .id = "D35",
    .name = "destroy-in-atomic",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "The last reference to an mm is dropped where an mm must not be destroyed.",
    .lesson =
        "mmdrop() looks harmless, but the one that takes mm_count to 0 destroys: __mmdrop() frees the "
        "page tables' root under a plain spin lock (pgd_lock on x86), lets go of the architecture's "
        "context and, in some schemes, waits for IPIs. From an interrupt handler, a softirq or with "
        "interrupts off that deadlocks as soon as the interrupted code holds the lock, or another "
        "CPU waits for this one. A scheme that drops references from a flush IPI, or anybody's "
        "RCU callback, must therefore know that its reference is not the last, or hand it to a "
        "context that may destroy.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
