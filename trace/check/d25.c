/* d25.c - deferred-lost
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

#define MAX_LOSSES 10000

/* A reference that a task took out of some CPU's mm_to_mmdrop. */
typedef struct
{
  guint mm;
  guint cpu;
  guint event; /* 0: none */
} Taken;

typedef struct
{
  GHashTable *taken; /* task -> Taken */
  GArray *lost;      /* Taken */
  guint n_more;
  guint more_event;
  gboolean is_able;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->taken = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  state->lost = g_array_new (FALSE, FALSE, sizeof (Taken));
  /* That a reference was not dropped shows only where drops would show. */
  state->is_able = context->is_whole && mms_check_has_role (context, MMS_ROLE_MM_COUNT_CHANGED);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->taken);
  g_array_unref (state->lost);
  g_free (state);
}

/* The recording task, idle tasks apart by CPU. */
static gpointer
make_key (MmsCheckContext *context)
{
  int pid = mms_payload_get_pid (context->payload);

  return GINT_TO_POINTER (pid > 0 ? pid : -1 - (int) context->record->cpu);
}

static void
lose (MmsCheckContext *context, const Taken *taken)
{
  State *state = context->state;

  if (taken->event == 0)
    return;
  if (state->lost->len < MAX_LOSSES)
    g_array_append_val (state->lost, *taken);
  else if (state->n_more++ == 0)
    state->more_event = taken->event;
}

static void
exchange (MmsCheckContext *context, Taken *taken)
{
  guint64 next = 0;

  lose (context, taken);
  *taken = (Taken){ 0 };
  taken->mm = mms_check_find_mm (context, MMS_SLOT_PREV, MMS_SLOT_PREV_ID);
  if (taken->mm == 0 || !mms_check_find_cpu (context, &taken->cpu)
      || !mms_check_number (context, MMS_SLOT_NEXT, &next)
      || next == mms_history_get_mm (context->history, taken->mm)->pointer)
    return;
  taken->event = context->event;
}

/* One task does all of it, in the order of its events: it takes a reference out, and drops it
 * before it goes on to the next or ends its fixup. */
static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  gpointer key;
  Taken *taken;
  guint64 delta;

  if (!state->is_able)
    return;
  key = make_key (context);
  taken = g_hash_table_lookup (state->taken, key);
  switch (context->role)
    {
    case MMS_ROLE_MM_TO_MMDROP_SET:
      if (taken == NULL)
        {
          taken = g_new0 (Taken, 1);
          g_hash_table_insert (state->taken, key, taken);
        }
      exchange (context, taken);
      break;
    case MMS_ROLE_MM_COUNT_CHANGED:
      if (taken != NULL && taken->event != 0
          && mms_check_number (context, MMS_SLOT_DELTA, &delta) && (gint32) delta < 0
          && mms_check_find_mm (context, MMS_SLOT_MM, MMS_SLOT_ID) == taken->mm)
        taken->event = 0;
      break;
    default:
      if (taken != NULL)
        {
          lose (context, taken);
          taken->event = 0;
        }
      break;
    }
}

static void
report (MmsCheckContext *context, const Taken *taken)
{
  const MmsEvent *events = mms_trace_get_events (context->trace, NULL);
  g_autofree char *mm = mms_check_name_mm (context, taken->mm);
  int by = events[taken->event - 1].cpu;
  MmsFinding *finding = mms_check_report (
      context, &mms_detector_d25, mms_causes_find (context->causes, taken->mm, -1), taken->event,
      g_strdup_printf ("CPU %d overwrites CPU %u's deferred reference to %s and never drops it", by,
                       taken->cpu, mm));

  finding->cpu = (int) taken->cpu;
  finding->mm = taken->mm;
  finding->holder = MMS_ATTRIBUTE_MM_TO_MMDROP;
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, taken->event, by,
                          "CPU %d takes the reference to %s out of CPU %u's mm_to_mmdrop; no drop "
                          "of it follows before that task's next step",
                          by, mms_history_get_mm (context->history, taken->mm)->label, taken->cpu);
  mms_causes_set (context->causes, taken->mm, -1, finding);
}

static void
end (MmsCheckContext *context)
{
  State *state = context->state;

  /* Who dropped it may have gone on with that on a CPU that was not recorded. */
  if (!mms_coverage_has_all_cpus (context->coverage))
    return;
  for (guint i = 0; i < state->lost->len; i++)
    report (context, &g_array_index (state->lost, Taken, i));
  mms_check_report_more (context, &mms_detector_d25, state->more_event, state->n_more,
                         "references are lost");
}

static const MmsRole roles[] = { MMS_ROLE_MM_TO_MMDROP_SET, MMS_ROLE_MM_COUNT_CHANGED,
                                 MMS_ROLE_FIXUP_END, MMS_ROLE_NONE };

const MmsDetector mms_detector_d25 = {
  .info = {
    .id = "D25",
    .name = "deferred-lost",
    .severity = MMS_SEVERITY_ERROR,
    .statement = "A deferred reference is overwritten and nobody drops it.",
    .lesson =
        "A CPU's mm_to_mmdrop has room for one reference. Who puts another one there must take "
        "the old one out in the same step, an xchg(), and drop it. A plain store, or an exchange "
        "whose result is thrown away, forgets a counted reference: nobody will ever drop it, and "
        "its mm stays for good.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
