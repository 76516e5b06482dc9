/* d24.c - scan-stuck
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

/* A fixup reads one word per CPU, a shootdown waits for an interrupt handler; for either to take
 * this long without the task ever leaving its CPU, it must be going round in circles. */
#define STUCK_NS G_GUINT64_CONSTANT (5000000000)

typedef struct
{
  guint mm;
  guint event; /* where the search began */
  guint last;  /* its last step */
  guint target; /* the CPU it looked at last; MMS_MAX_CPUS: none */
  gboolean is_shootdown;
} Search;

static gpointer
begin (MmsCheckContext *context)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_free); /* recording CPU -> Search */
}

static void
clear (gpointer data)
{
  g_hash_table_unref (data);
}

/* A CPU is in the middle of one search at a time, as far as its own events go; a task that is
 * preempted in it is no longer stuck there. */
static void
look (MmsCheckContext *context)
{
  GHashTable *searches = context->state;
  gpointer key = GUINT_TO_POINTER (context->record->cpu);
  Search *search;

  switch (context->role)
    {
    case MMS_ROLE_FIXUP_START:
    case MMS_ROLE_SHOOT_START:
      search = g_new0 (Search, 1);
      search->mm = mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID);
      search->event = context->event;
      search->last = context->event;
      search->target = MMS_MAX_CPUS;
      search->is_shootdown = context->role == MMS_ROLE_SHOOT_START;
      g_hash_table_replace (searches, key, search);
      break;
    case MMS_ROLE_FIXUP_CPU:
    case MMS_ROLE_SHOOT_SEND:
      search = g_hash_table_lookup (searches, key);
      if (search == NULL)
        break;
      search->last = context->event;
      mms_check_find_cpu (context, &search->target);
      break;
    default:
      g_hash_table_remove (searches, key);
      break;
    }
}

static gboolean
is_stuck (MmsCheckContext *context, guint cpu, const Search *search, guint last)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const MmsTrack *tasks
      = mms_history_get_cpu_track (context->history, cpu, MMS_ATTRIBUTE_TASK);

  /* The CPU's own later events show that none of its were cut off. */
  return search->mm != 0 && events[last - 1].time - events[search->last - 1].time >= STUCK_NS
         && mms_track_find (tasks, search->event) == tasks->n_points
         && mms_check_is_whole (context, cpu, search->event, last)
         && mms_track_last (tasks).provenance != MMS_UNKNOWN;
}

static void
report (MmsCheckContext *context, guint cpu, const Search *search, guint last)
{
  g_autofree char *mm = mms_check_name_mm (context, search->mm);
  g_autofree char *age = mms_check_name_age (context, search->last, last);
  const char *what = search->is_shootdown ? "shootdown" : "fixup of lazy references";
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d24, mms_causes_find (context->causes, search->mm, -1),
      search->event,
      g_strdup_printf ("CPU %u's %s for %s gets no further for %s", cpu, what, mm, age));

  finding->cpu = (int) cpu;
  finding->mm = search->mm;
  mms_check_add_evidence (finding, search->event, (int) cpu, "CPU %u starts the %s", cpu, what);
  if (search->last != search->event && search->target < MMS_MAX_CPUS)
    mms_check_add_evidence (finding, search->last, (int) cpu,
                            "its last step is at CPU %u, which has to move before it goes on",
                            search->target);
  mms_check_add_evidence (finding, last, (int) cpu,
                          "CPU %u still runs the same task, and the search is not over", cpu);
}

static void
end (MmsCheckContext *context)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  GHashTable *searches = context->state;

  if (!mms_trace_clock_is_ns (context->trace) || mms_trace_has_guessed_cpus (context->trace))
    return;
  /* From the end: the first event met of a CPU is its last. */
  for (guint last = context->event; last > 0 && g_hash_table_size (searches) > 0; last--)
    {
      guint cpu = events[last - 1].cpu;
      const Search *search = g_hash_table_lookup (searches, GUINT_TO_POINTER (cpu));

      if (search == NULL)
        continue;
      if (is_stuck (context, cpu, search, last))
        report (context, cpu, search, last);
      g_hash_table_remove (searches, GUINT_TO_POINTER (cpu));
    }
}

static const MmsRole roles[] = { MMS_ROLE_FIXUP_START, MMS_ROLE_FIXUP_CPU, MMS_ROLE_FIXUP_END,
                                 MMS_ROLE_SHOOT_START, MMS_ROLE_SHOOT_SEND, MMS_ROLE_SHOOT_END,
                                 MMS_ROLE_NONE };

const MmsDetector mms_detector_d24 = {
  .info = {
    .id = "D24",
    .name = "scan-stuck",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A search for borrowers does not come to its end.",
    .lesson =
        "Some schemes wait, when an mm goes, until every CPU that borrows it has let go: they "
        "spin on a hazard slot, or on the answer to an IPI. That ends only if the other CPU can "
        "let go without the one that waits. A slot that is emptied only when a user task comes "
        "along, a slot of the very CPU that spins, or an IPI to a CPU with interrupts off never "
        "change, and the CPU hangs.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
