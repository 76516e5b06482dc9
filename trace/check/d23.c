/* d23.c - hazard-wrong-cpu
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_WRITES 10000

typedef struct
{
  guint mm; /* that the slot named; 0: it was empty */
  guint cpu;
  guint event;
} Write;

typedef struct
{
  GArray *writes; /* Write */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->writes = g_array_new (FALSE, FALSE, sizeof (Write));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->writes);
  g_free (state);
}

static void
note (MmsCheckContext *context, const Write *write)
{
  State *state = context->state;

  if (state->writes->len < MAX_WRITES)
    g_array_append_val (state->writes, *write);
  else if (state->n_more++ == 0)
    state->more_event = write->event;
}

/* A CPU that is down does not write its own slot, and who takes it down does it instead. */
static gboolean
is_of_hotplug (MmsCheckContext *context, guint cpu)
{
  return mms_hotplug_since (context->hotplug, cpu) != 0
         || mms_check_is_text (context, MMS_SLOT_SITE, "cpu_init")
         || mms_check_is_text (context, MMS_SLOT_SITE, "cpu_dead")
         || mms_check_is_text (context, MMS_SLOT_SITE, "finish");
}

static void
look (MmsCheckContext *context)
{
  Write write = { 0 };

  if (mms_trace_has_guessed_cpus (context->trace) || !mms_check_find_cpu (context, &write.cpu)
      || write.cpu == context->record->cpu || is_of_hotplug (context, write.cpu))
    return;
  write.mm = mms_check_find_mm (context, MMS_SLOT_PREV, MMS_SLOT_PREV_ID);
  write.event = context->event;
  note (context, &write);
}

static void
report (MmsCheckContext *context, const Write *write)
{
  int by = mms_trace_get_events (context->trace, NULL)[write->event - 1].cpu;
  g_autofree char *mm
      = write->mm != 0 ? mms_check_name_mm (context, write->mm) : g_strdup ("nothing");
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d23, mms_causes_find (context->causes, write->mm, (int) write->cpu),
      write->event,
      g_strdup_printf ("CPU %d writes CPU %u's hazard slot, which named %s", by, write->cpu, mm));

  finding->cpu = (int) write->cpu;
  finding->mm = write->mm;
  finding->holder = MMS_ATTRIBUTE_LAZY_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, write->event, by,
                          "CPU %d writes lazy_mm of CPU %u; only CPU %u knows whether it still needs "
                          "what stood there",
                          by, write->cpu, write->cpu);
  if (write->mm != 0)
    mms_causes_set (context->causes, write->mm, (int) write->cpu, finding);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->writes->len; i++)
    report (context, &g_array_index (state->writes, Write, i));
  mms_check_report_more (context, &mms_detector_d23, state->more_event, state->n_more,
                         "slots are written by others");
}

static const MmsRole roles[] = { MMS_ROLE_LAZY_MM_SET, MMS_ROLE_NONE };

const MmsDetector mms_detector_d23 = {
  .info = {
    .id = "D23",
    .name = "hazard-wrong-cpu",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "A CPU writes the hazard slot of another.",
    .lesson =
        "A hazard slot belongs to its CPU: that CPU alone knows what it borrows, and the slot "
        "needs no lock because nobody else writes it. Code that looks up \"this CPU\" while it "
        "can be preempted may have been moved to another one since it published; it then empties "
        "a slot that protects somebody else, and leaves its own full for ever.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
