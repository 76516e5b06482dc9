/* d33.c - ipi-wait-deadlock
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

/* Whether the event sends an IPI to another CPU; who asks only its own waits for nobody. */
static gboolean
sends (MmsCheckContext *context)
{
  guint cpu = context->record->cpu;
  guint64 value;

  if (context->role == MMS_ROLE_SHOOT_SEND)
    return mms_check_number (context, MMS_SLOT_TARGET_CPU, &value) && value != cpu;
  if (!mms_check_number (context, MMS_SLOT_CPUMASK, &value))
    return FALSE;
  if (cpu < 64)
    value &= ~((guint64) 1 << cpu);
  return value != 0;
}

static void
look (MmsCheckContext *context)
{
  if (sends (context))
    mms_atomics_look (context->state, context, FALSE);
}

static void
tell (MmsCheckContext *context, const MmsAtomic *atomic)
{
  const MmsEvent *record = &mms_trace_get_events (context->trace, NULL)[atomic->event - 1];
  const char *where = mms_context_describe (&atomic->context);
  gboolean is_shootdown
      = mms_trace_get_kind (context->trace, record->kind)->role == MMS_ROLE_SHOOT_SEND;
  guint64 pointer = 0;
  MmsFinding *finding;

  mms_trace_get_slot (context->trace, record, MMS_SLOT_MM, &pointer);
  finding = mms_check_report (context, &mms_detector_d33, NULL, atomic->event,
                              g_strdup_printf ("CPU %u sends a %s and waits for the answer %s",
                                               (guint) record->cpu,
                                               is_shootdown ? "shootdown IPI" : "TLB-flush IPI",
                                               where));
  finding->cpu = record->cpu;
  finding->mm = mms_history_find_mm (context->history, pointer, atomic->event);
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, atomic->event, record->cpu,
                          "recorded %s: until the others answer this CPU answers no IPI itself; one "
                          "that waits for it in the same way waits forever",
                          where);
}

static void
end (MmsCheckContext *context)
{
  mms_atomics_end (context->state, context, &mms_detector_d33, tell);
}

static const MmsRole roles[] = { MMS_ROLE_SHOOT_SEND, MMS_ROLE_TLB_SEND, MMS_ROLE_FLUSH_SENT,
                                 MMS_ROLE_NONE };

const MmsDetector mms_detector_d33 = {
  .info = {
    .id = "D33",
    .name = "ipi-wait-deadlock",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "A CPU waits for answers to an IPI while it, or one that it waits for, has interrupts off.",
    .lesson =
        "A TLB flush or a shootdown sends an IPI and spins until every target has run the handler. "
        "A CPU with interrupts off, or within an interrupt handler, runs no other handler "
        "meanwhile. If a target waits in the same way for this CPU, neither ever goes on: two "
        "CPUs that drop the last reference to two mms under a lock with interrupts off are enough. "
        "That is why smp_call_function_many() must be called with interrupts on, and why a "
        "scheme whose final drop sends IPIs narrows the places from which mmdrop() may be called.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
