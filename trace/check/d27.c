/* d27.c - deferred-dropped-while-lazy
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_DROPS 10000

typedef struct
{
  guint mm;
  guint cpu;
  guint event;
  guint since;       /* the hazard slot names it */
  guint given_event; /* 0: not seen */
} Drop;

typedef struct
{
  GArray *drops; /* Drop */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->drops = g_array_new (FALSE, FALSE, sizeof (Drop));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->drops);
  g_free (state);
}

/* The owner takes a reference out of its own mm_to_mmdrop, so that its slot's state and this
 * event are in the order in which that CPU did them. */
static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  Drop drop = { 0 };
  MmsPoint slot;
  MmsPoint given;
  guint64 next;

  if (!mms_check_find_cpu (context, &drop.cpu) || drop.cpu != context->record->cpu
      || !mms_coverage_has_kinds (context->coverage, MMS_ATTRIBUTE_LAZY_MM, FALSE))
    return;
  drop.mm = mms_check_find_mm (context, MMS_SLOT_PREV, MMS_SLOT_PREV_ID);
  if (drop.mm == 0 || !mms_check_number (context, MMS_SLOT_NEXT, &next)
      || next == mms_history_get_mm (context->history, drop.mm)->pointer)
    return;
  slot = mms_track_last (
      mms_history_get_cpu_track (context->history, drop.cpu, MMS_ATTRIBUTE_LAZY_MM));
  if (slot.provenance == MMS_UNKNOWN || (guint) slot.value != drop.mm)
    return;
  if (state->drops->len == MAX_DROPS)
    {
      if (state->n_more++ == 0)
        state->more_event = context->event;
      return;
    }
  given = mms_track_at (
      mms_history_get_cpu_track (context->history, drop.cpu, MMS_ATTRIBUTE_MM_TO_MMDROP),
      context->event - 1);
  drop.event = context->event;
  drop.since = slot.event;
  drop.given_event = (guint) given.value == drop.mm ? given.event : 0;
  g_array_append_val (state->drops, drop);
}

static void
report (MmsCheckContext *context, const Drop *drop)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *mm = mms_check_name_mm (context, drop->mm);
  const char *label = mms_history_get_mm (context->history, drop->mm)->label;
  int cpu = (int) drop->cpu;
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d27, mms_causes_find (context->causes, drop->mm, cpu), drop->event,
      g_strdup_printf ("CPU %d drops its deferred reference to %s while it still borrows it", cpu,
                       mm));

  finding->cpu = cpu;
  finding->mm = drop->mm;
  finding->holder = MMS_ATTRIBUTE_MM_TO_MMDROP;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  if (drop->since != 0)
    mms_check_add_evidence (finding, drop->since, cpu,
                            "CPU %d publishes %s in its hazard slot lazy_mm: it borrows %s without a "
                            "reference",
                            cpu, label, label);
  if (drop->given_event != 0)
    mms_check_add_evidence (finding, drop->given_event, events[drop->given_event - 1].cpu,
                            "the fixup finds that and gives CPU %d a reference to %s", cpu, label);
  mms_check_add_evidence (finding, drop->event, cpu,
                          "CPU %d takes it out of mm_to_mmdrop to drop it; lazy_mm still names %s, "
                          "which nothing keeps for CPU %d any more",
                          cpu, label, cpu);
  mms_check_sort_evidence (finding);
  mms_causes_set (context->causes, drop->mm, cpu, finding);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->drops->len; i++)
    report (context, &g_array_index (state->drops, Drop, i));
  mms_check_report_more (context, &mms_detector_d27, state->more_event, state->n_more,
                         "references are dropped while lazy");
}

static const MmsRole roles[] = { MMS_ROLE_MM_TO_MMDROP_SET, MMS_ROLE_NONE };

const MmsDetector mms_detector_d27 = {
  .info = {
    .id = "D27",
    .name = "deferred-dropped-while-lazy",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "A CPU drops its deferred reference to an mm that it still borrows.",
    .lesson =
        "With hazard slots a CPU borrows without counting. When the mm's last user goes, a fixup "
        "finds the slot and hands that CPU a counted reference in mm_to_mmdrop, to be dropped "
        "once the CPU has moved on. Dropping it at every context switch is too soon: a switch "
        "from one kernel thread to another leaves the CPU on the same mm, and what was dropped "
        "was all that kept it. The drain has to leave the reference alone while the slot still "
        "names its mm.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
