/* d34.c - ipi-storm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "detector.h"

/* Fewer are no storm. */
#define MIN_IPIS 4

typedef struct
{
  guint n_ipis;
  guint n_useless;
  guint first; /* the first event */
  GHashTable *mms;
} State;

static gpointer
begin (MmsCheckContext *context)
{
  State *state = g_new0 (State, 1);

  state->mms = g_hash_table_new (NULL, NULL);
  return state;
}

static void
clear (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->mms);
  g_free (state);
}

static void
look (MmsCheckContext *context)
{
  State *state = context->state;
  guint64 check;
  guint64 hit;
  guint64 mm = 0;

  /* A check for leftovers is no part of the scheme. */
  if ((mms_check_number (context, MMS_SLOT_CHECK, &check) && check != 0)
      || !mms_check_number (context, MMS_SLOT_HIT, &hit))
    return;
  if (state->n_ipis++ == 0)
    state->first = context->event;
  state->n_useless += hit == 0;
  mms_check_number (context, MMS_SLOT_MM, &mm);
  g_hash_table_add (state->mms, GUINT_TO_POINTER (
      mms_history_find_mm (context->history, mm, context->event)));
}

static void
end (MmsCheckContext *context)
{
  const State *state = context->state;
  MmsFinding *finding;

  if (state->n_ipis < MIN_IPIS || state->n_useless * 4 < state->n_ipis)
    return;
  finding = mms_check_report (
      context, &mms_detector_d34, NULL, state->first,
      g_strdup_printf ("%u of %u shootdown IPIs reach a CPU that does not use the mm (%u %s)",
                       state->n_useless, state->n_ipis, g_hash_table_size (state->mms),
                       g_hash_table_size (state->mms) == 1 ? "mm" : "mms"));
  finding->confidence = MMS_CONFIDENCE_PROVED;
  mms_check_add_evidence (finding, state->first,
                          mms_trace_get_events (context->trace, NULL)[state->first - 1].cpu,
                          "the first of these IPIs");
}

static const MmsRole roles[] = { MMS_ROLE_SHOOT_IPI, MMS_ROLE_NONE };

const MmsDetector mms_detector_d34 = {
  .info = {
    .id = "D34",
    .name = "ipi-storm",
    .severity = MMS_SEVERITY_INFO,
    .statement = "Many IPIs of a lazy shootdown reach CPUs that do not use the mm.",
    .lesson =
        "A shootdown pays at the end for what reference counts pay at each switch: one IPI per CPU "
        "that may still borrow the mm. How many are in vain depends on how well the mask that it "
        "goes by tells borrowers from former users. All CPUs is always enough and mostly in vain; "
        "where the last TLB flush already drove the borrowers off and cleared their bits, hardly an "
        "IPI is left. It costs time, and it wakes idle CPUs; it is no error.",
  },
  .roles = roles,
  .begin = begin,
  .look = look,
  .end = end,
  .clear = clear,
};
