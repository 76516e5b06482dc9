/* d22.c - hazard-slot-busy
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_PUBLICATIONS 10000

typedef struct
{
  guint mm;   /* published */
  guint lost; /* what the slot named until then */
  guint cpu;
  guint event;
  guint since;
  gboolean is_in_use; /* the CPU still has @lost, or it is gone */
} Publication;

typedef struct
{
  GArray *publications; /* Publication */
  guint n_more;
  guint more_event;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->publications = g_array_new (FALSE, FALSE, sizeof (Publication));
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_array_unref (state->publications);
  g_free (state);
}

static void
note (MmsCheckContext *context, const Publication *publication)
{
  State *state = context->state;

  if (state->publications->len < MAX_PUBLICATIONS)
    g_array_append_val (state->publications, *publication);
  else if (state->n_more++ == 0)
    state->more_event = publication->event;
}

/* Whether the CPU still has @mm where a slot should protect it. */
static gboolean
is_in_use (MmsCheckContext *context, guint cpu, guint mm)
{
  static const MmsAttribute holders[] = { MMS_ATTRIBUTE_ACTIVE_MM, MMS_ATTRIBUTE_LOADED_MM };

  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    {
      MmsPoint point
          = mms_track_last (mms_history_get_cpu_track (context->history, cpu, holders[i]));

      if (point.provenance != MMS_UNKNOWN && (guint) point.value == mm)
        return TRUE;
    }
  return mms_history_get_mm (context->history, mm)->free_event != 0;
}

/* The owner's own event tells both pointers, so the order of other CPUs' does not matter. */
static void
look (MmsCheckContext *context)
{
  Publication publication = { 0 };

  if (!mms_check_find_cpu (context, &publication.cpu)
      || publication.cpu != context->record->cpu)
    return;
  publication.mm = mms_check_find_mm (context, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);
  publication.lost = mms_check_find_mm (context, MMS_SLOT_PREV, MMS_SLOT_PREV_ID);
  if (publication.mm == 0 || publication.lost == 0 || publication.mm == publication.lost)
    return;
  publication.event = context->event;
  publication.since
      = mms_track_at (mms_history_get_cpu_track (context->history, publication.cpu,
                                                 MMS_ATTRIBUTE_LAZY_MM),
                      context->event - 1)
            .event;
  publication.is_in_use = is_in_use (context, publication.cpu, publication.lost);
  note (context, &publication);
}

static void
report (MmsCheckContext *context, const Publication *publication)
{
  const char *label = mms_history_get_mm (context->history, publication->mm)->label;
  const char *lost = mms_history_get_mm (context->history, publication->lost)->label;
  g_autofree char *mm = mms_check_name_mm (context, publication->lost);
  int cpu = (int) publication->cpu;
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d22,
      mms_causes_find (context->causes, publication->lost, cpu), publication->event,
      g_strdup_printf ("CPU %d publishes %s in a hazard slot that still names %s", cpu, label, mm));

  finding->cpu = cpu;
  finding->mm = publication->lost;
  finding->holder = MMS_ATTRIBUTE_LAZY_MM;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  if (publication->since != 0)
    mms_check_add_evidence (finding, publication->since, cpu,
                            "CPU %d publishes %s in its hazard slot lazy_mm", cpu, lost);
  mms_check_add_evidence (finding, publication->event, cpu,
                          "CPU %d publishes %s over it: no scan finds %s there any more", cpu, label,
                          lost);
  if (publication->is_in_use)
    {
      mms_causes_set (context->causes, publication->lost, cpu, finding);
      return;
    }
  /* Overwritten rather than emptied, but nothing needed it. */
  finding->severity = MMS_SEVERITY_INFO;
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  for (guint i = 0; i < state->publications->len; i++)
    report (context, &g_array_index (state->publications, Publication, i));
  mms_check_report_more (context, &mms_detector_d22, state->more_event, state->n_more,
                         "slots are overwritten");
}

static const MmsRole roles[] = { MMS_ROLE_LAZY_MM_SET, MMS_ROLE_NONE };

const MmsDetector mms_detector_d22 = {
  .info = {
    .id = "D22",
    .name = "hazard-slot-busy",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A CPU publishes an mm in a hazard slot that still protects another.",
    .lesson =
        "A CPU has one hazard slot, so it can protect one borrowed mm at a time. To publish a "
        "second while the slot still names the first means that some path forgot to empty it, or "
        "was preempted before it did: one of the two mms is now used without any scan being able "
        "to see that. The kernel would WARN here; what follows is a free under a borrower.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
