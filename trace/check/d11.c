/* d11.c - refcount-leak
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

/* A leak goes on and on; so many are told one by one. */
#define MAX_LEAKS 1000

/* The holders of lazy and deferred references at the trace's end, by mm. */
typedef struct
{
  GHashTable *borrowed; /* some CPU or task has it as active_mm */
  GHashTable *deferred; /* some CPU has it in mm_to_mmdrop */
} Holders;

static void
add_holder (GHashTable *holders, MmsPoint point)
{
  if (point.provenance != MMS_UNKNOWN && point.value != 0)
    g_hash_table_add (holders, GINT_TO_POINTER (point.value));
}

/* %FALSE where a CPU may hold what is not known. */
static gboolean
list_holders (MmsCheckContext *context, Holders *holders)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (context->trace, &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    {
      const MmsTrack *active
          = mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_ACTIVE_MM);
      const MmsTrack *deferred
          = mms_history_get_cpu_track (context->history, cpus[i], MMS_ATTRIBUTE_MM_TO_MMDROP);

      if (mms_track_last (active).provenance == MMS_UNKNOWN
          || (deferred->n_points > 0 && mms_track_last (deferred).provenance == MMS_UNKNOWN))
        return FALSE;
      add_holder (holders->borrowed, mms_track_last (active));
      add_holder (holders->deferred, mms_track_last (deferred));
    }
  for (guint i = 0; i < mms_history_get_n_tasks (context->history); i++)
    add_holder (holders->borrowed,
                mms_track_last (&mms_history_get_task (context->history, i)->active_mm));
  return TRUE;
}

static void
report (MmsCheckContext *context, guint mm, const MmsLedger *ledger, MmsReferenceKind kind)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  const char *label = mms_history_get_mm (context->history, mm)->label;
  g_autofree char *name = mms_check_name_mm (context, mm);
  MmsPoint count = mms_track_last (
      mms_history_get_mm_track (context->history, mm, MMS_ATTRIBUTE_MM_COUNT));
  guint event = ledger->last_taken[kind];
  MmsFinding *cause = mms_causes_find (context->causes, mm, -1);
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d11, cause != NULL && cause->event <= event ? cause : NULL, event,
      g_strdup_printf ("%s is never freed: %d %s %s taken for it and not dropped, and nobody has %s",
                       name, ledger->balance[kind], mms_reference_kind_get_name (kind),
                       ledger->balance[kind] == 1 ? "reference was" : "references were",
                       ledger->balance[kind] == 1 ? "it" : "them"));

  finding->mm = mm;
  /* A trace ends before everything does: only that a reference was lost would be an alarm (D25). */
  finding->severity = MMS_SEVERITY_INFO;
  mms_check_add_evidence (finding, event, events[event - 1].cpu,
                          "CPU %u takes the last %s reference to %s (taken %u, dropped %u)",
                          events[event - 1].cpu, mms_reference_kind_get_name (kind), label,
                          ledger->n_taken[kind], ledger->n_dropped[kind]);
  mms_check_add_evidence (finding, context->event, -1,
                          "mm_users of %s is 0, mm_count still %d; no CPU borrows it, and none has a "
                          "deferred reference to it",
                          label, count.value);
}

/* Real references have holders that no event tells of, so nothing is said of those. */
static gboolean
find_leak (MmsCheckContext *context, guint mm, const MmsLedger *ledger, const Holders *holders,
           MmsReferenceKind *kind)
{
  MmsPoint users = mms_track_last (
      mms_history_get_mm_track (context->history, mm, MMS_ATTRIBUTE_MM_USERS));
  gpointer key = GUINT_TO_POINTER (mm);

  if (!ledger->is_whole || mms_history_get_mm (context->history, mm)->free_event != 0
      || users.provenance == MMS_UNKNOWN || users.value != 0)
    return FALSE;
  *kind = ledger->balance[MMS_REFERENCE_LAZY] > 0 ? MMS_REFERENCE_LAZY : MMS_REFERENCE_DEFERRED;
  if (ledger->balance[*kind] <= 0)
    return FALSE;
  return !g_hash_table_contains (*kind == MMS_REFERENCE_LAZY ? holders->borrowed
                                                             : holders->deferred,
                                 key);
}

static void
end (MmsCheckContext *context)
{
  Holders holders = { g_hash_table_new (NULL, NULL), g_hash_table_new (NULL, NULL) };
  guint n_mms = mms_history_get_n_mms (context->history);
  guint n_told = 0;
  guint n_more = 0;
  guint more_event = 0;

  if (context->is_whole && !mms_trace_has_guessed_cpus (context->trace)
      && list_holders (context, &holders))
    {
      for (guint mm = 1; mm < n_mms; mm++)
        {
          const MmsLedger *ledger = mms_ledgers_find (context->ledgers, mm);
          MmsReferenceKind kind;

          if (ledger == NULL || !find_leak (context, mm, ledger, &holders, &kind))
            continue;
          if (n_told < MAX_LEAKS)
            {
              report (context, mm, ledger, kind);
              n_told++;
            }
          else if (n_more++ == 0)
            more_event = ledger->last_taken[kind];
        }
    }
  mms_check_report_more (context, &mms_detector_d11, more_event, n_more, "mms are never freed");
  g_hash_table_unref (holders.borrowed);
  g_hash_table_unref (holders.deferred);
}

const MmsDetector mms_detector_d11 = {
  .info = {
    .id = "D11",
    .name = "refcount-leak",
    .severity = MMS_SEVERITY_INFO,
    .statement = "An mm without users stays, for references that nobody has.",
    .lesson =
        "What is taken must be dropped once. A path that takes a reference in the old way and "
        "hands it to a scheme that drops in a new way leaves the count one too high, and the "
        "mm_struct and its page table root are never freed. Such a leak hides other faults: an mm "
        "that is never freed cannot dangle. A trace ends at some point, so a reference that is "
        "still out may yet be dropped; it is told as information.",
  },
  .end = end,
};
