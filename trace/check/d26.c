/* d26.c - deferred-stolen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_THEFTS 10000

typedef struct
{
  guint mm;
  guint cpu; /* whose reference it was */
  guint event;
  guint since;
  guint next; /* what was put in its place; 0: nothing */
} Theft;

typedef struct
{
  GArray *thefts; /* Theft */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->thefts = g_array_new (FALSE, FALSE, sizeof (Theft));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->thefts);
  g_free (state);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  Theft theft = { 0 };
  MmsPoint slot;

  if (!mms_check_find_cpu (context, &theft.cpu) || theft.cpu == context->record->cpu
      || !mms_coverage_has_kinds (context->coverage, MMS_ATTRIBUTE_LAZY_MM, FALSE)
      || mms_hotplug_since (context->hotplug, theft.cpu) != 0
      || mms_check_is_text (context, MMS_SLOT_SITE, "cpu_dead"))
    return;
  theft.mm = mms_check_find_mm (context, MMS_SLOT_PREV, MMS_SLOT_PREV_ID);
  theft.next = mms_check_find_mm (context, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);
  if (theft.mm == 0 || theft.mm == theft.next)
    return;
  slot = mms_track_last (
      mms_history_get_cpu_track (context->history, theft.cpu, MMS_ATTRIBUTE_LAZY_MM));
  if (slot.provenance == MMS_UNKNOWN || (guint) slot.value != theft.mm)
    return;
  if (state->thefts->len == MAX_THEFTS)
    {
      if (state->n_more++ == 0)
        state->more_event = context->event;
      return;
    }
  theft.event = context->event;
  theft.since = MAX (slot.event, 1);
  g_array_append_val (state->thefts, theft);
}

/* Both CPUs stamp what they did after it.  The exchange was made after the thief's event before
 * it, and the owner emptied its slot after its own event before that; only between these two is
 * the slot known to have named the mm. */
static gboolean
is_order_shown (MmsCheckContext *context, const Theft *theft)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsTrack *track
      = mms_history_get_cpu_track (context->history, theft->cpu, MMS_ATTRIBUTE_LAZY_MM);
  guint next = mms_track_find (track, theft->event);
  guint before = mms_check_find_previous (context, theft->event);
  guint end;

  if (before <= theft->since || events[before - 1].time <= events[theft->since - 1].time)
    return FALSE;
  end = next < track->n_points ? mms_track_get (track, next).event : context->event + 1;
  end = MIN (end, theft->event + 4096);
  for (guint i = theft->event + 1; i < end; i++)
    {
      if (events[i - 1].cpu == theft->cpu && events[i - 1].time > events[theft->event - 1].time)
        return TRUE;
    }
  return FALSE;
}

static void
report (MmsCheckContext *context, const Theft *theft)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *mm = mms_check_name_mm (context, theft->mm);
  const char *label = mms_history_get_mm (context->history, theft->mm)->label;
  int by = events[theft->event - 1].cpu;
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d26, mms_causes_find (context->causes, theft->mm, (int) theft->cpu),
      theft->event,
      g_strdup_printf ("CPU %d takes CPU %u's deferred reference to %s, which CPU %u still borrows",
                       by, theft->cpu, mm, theft->cpu));

  finding->cpu = (int) theft->cpu;
  finding->mm = theft->mm;
  finding->holder = MMS_ATTRIBUTE_MM_TO_MMDROP;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, theft->since, (int) theft->cpu,
                          "CPU %u publishes %s in its hazard slot lazy_mm", theft->cpu, label);
  mms_check_add_evidence (finding, theft->event, by,
                          "CPU %d's fixup gives CPU %u a reference to %s and takes the one to %s that "
                          "it finds there, to drop it",
                          by, theft->cpu,
                          theft->next != 0
                              ? mms_history_get_mm (context->history, theft->next)->label
                              : "nothing",
                          label);
  if (!is_order_shown (context, theft))
    {
      finding->confidence = MMS_CONFIDENCE_SUSPECT;
      finding->severity = MMS_SEVERITY_INFO;
      return;
    }
  mms_causes_set (context->causes, theft->mm, (int) theft->cpu, finding);
  if (mms_check_has_dangled (context, theft->mm, theft->cpu))
    return;
  finding->severity = MMS_SEVERITY_INFO;
  mms_check_add_evidence (finding, context->event, -1,
                          "nothing came of it in this trace: another reference keeps %s while CPU %u "
                          "has it",
                          label, theft->cpu);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->thefts->len; i++)
    report (context, &g_array_index (state->thefts, Theft, i));
  mms_check_report_more (context, &mms_detector_d26, state->more_event, state->n_more,
                         "references are stolen");
}

static const MmsRole roles[] = { MMS_ROLE_MM_TO_MMDROP_SET, MMS_ROLE_NONE };

const MmsDetector mms_detector_d26 = {
  .info = {
    .id = "D26",
    .name = "deferred-stolen",
    .severity = MMS_SEVERITY_FATAL,
    .statement = "A CPU takes and drops the deferred reference of another that still needs it.",
    .lesson =
        "mm_to_mmdrop holds one reference. A fixup that finds another mm's reference there "
        "exchanges it for its own and drops the old one, in the belief that the owner has moved "
        "on: it has just seen the owner's slot name the mm it looks for. But it may have looked "
        "long ago. Meanwhile the owner borrowed a second mm, whose fixup put the reference that "
        "is now taken away. The slot must be read again after the reference was, before anything "
        "is exchanged.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
