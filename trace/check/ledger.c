/* ledger.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ledger.h"

#include <string.h>

const MmsRole mms_ledgers_roles[]
    = { MMS_ROLE_MM_ALLOCATED, MMS_ROLE_MM_COUNT_CHANGED, MMS_ROLE_MM_USERS_CHANGED,
        MMS_ROLE_NONE };

struct _MmsLedgers
{
  MmsTrace *trace;
  MmsHistory *history;
  GHashTable *ledgers; /* mm -> MmsLedger */
  GArray *overdrawn;   /* guint */
};

const char *
mms_reference_kind_get_name (MmsReferenceKind kind)
{
  static const char *const names[] = {
    [MMS_REFERENCE_REAL] = "real",
    [MMS_REFERENCE_LAZY] = "lazy",
    [MMS_REFERENCE_DEFERRED] = "deferred",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

MmsLedgers *
mms_ledgers_new (MmsTrace *trace, MmsHistory *history)
{
  MmsLedgers *ledgers = g_new0 (MmsLedgers, 1);

  ledgers->trace = trace;
  ledgers->history = history;
  ledgers->ledgers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  ledgers->overdrawn = g_array_new (FALSE, FALSE, sizeof (guint));
  return ledgers;
}

void
mms_ledgers_free (MmsLedgers *ledgers)
{
  g_hash_table_unref (ledgers->ledgers);
  g_array_unref (ledgers->overdrawn);
  g_free (ledgers);
}

const MmsLedger *
mms_ledgers_find (MmsLedgers *ledgers, guint mm)
{
  return g_hash_table_lookup (ledgers->ledgers, GUINT_TO_POINTER (mm));
}

const GArray *
mms_ledgers_get_overdrawn (MmsLedgers *ledgers)
{
  return ledgers->overdrawn;
}

static const struct
{
  const char *operation;
  MmsReferenceKind kind;
} operations[] = {
  { "init", MMS_REFERENCE_REAL },
  { "grab", MMS_REFERENCE_REAL },
  { "drop", MMS_REFERENCE_REAL },
  { "drop_async", MMS_REFERENCE_REAL },
  { "grab_lazy", MMS_REFERENCE_LAZY },
  { "drop_lazy", MMS_REFERENCE_LAZY },
  { "drop_lazy_sched", MMS_REFERENCE_LAZY },
  { "grab_fixup", MMS_REFERENCE_DEFERRED },
  { "drop_drain", MMS_REFERENCE_DEFERRED },
  { "drop_steal", MMS_REFERENCE_DEFERRED },
  { "drop_unused", MMS_REFERENCE_DEFERRED },
  { "drop_miss", MMS_REFERENCE_DEFERRED },
};

gboolean
mms_ledgers_parse (MmsTrace *trace, const MmsEvent *record, MmsReferenceKind *kind)
{
  g_autofree char *copy = NULL;
  const char *operation;
  gsize length;

  if (!mms_trace_get_slot_chars (trace, record, MMS_SLOT_OPERATION, &operation, &length))
    {
      copy = mms_trace_get_slot_text (trace, record, MMS_SLOT_OPERATION);
      if (copy == NULL)
        return FALSE;
      operation = copy;
      length = strlen (copy);
    }
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (strlen (operations[i].operation) == length
          && memcmp (operations[i].operation, operation, length) == 0)
        {
          *kind = operations[i].kind;
          return TRUE;
        }
    }
  return FALSE;
}

static MmsLedger *
take_ledger (MmsLedgers *ledgers, const MmsEvent *record)
{
  guint64 pointer;
  guint64 id;
  MmsLedger *ledger;
  guint mm;

  if (!mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_MM, &pointer) || pointer == 0
      || !mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_ID, &id))
    return NULL;
  mm = mms_history_find_generation (ledgers->history, pointer, id);
  if (mm == 0 || mms_history_get_mm (ledgers->history, mm)->is_init)
    return NULL;
  ledger = g_hash_table_lookup (ledgers->ledgers, GUINT_TO_POINTER (mm));
  if (ledger == NULL)
    {
      ledger = g_new0 (MmsLedger, 1);
      g_hash_table_insert (ledgers->ledgers, GUINT_TO_POINTER (mm), ledger);
    }
  return ledger;
}

static void
list_overdrawn (MmsLedgers *ledgers, const MmsLedger *ledger, const MmsEvent *record)
{
  guint64 pointer;
  guint64 id;
  guint mm;

  if ((ledger->overdrawn != 0) + (ledger->count_below != 0) + (ledger->users_below != 0) != 1)
    return;
  mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_MM, &pointer);
  mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_ID, &id);
  mm = mms_history_find_generation (ledgers->history, pointer, id);
  g_array_append_val (ledgers->overdrawn, mm);
}

static void
note_value (MmsLedgers *ledgers, MmsLedger *ledger, guint event, const MmsEvent *record,
            guint *below)
{
  guint64 value;

  if (!mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_VALUE, &value)
      || (gint32) value >= 0)
    return;
  ledger->lowest = MIN (ledger->lowest, (gint32) value);
  if (*below == 0)
    {
      *below = event;
      list_overdrawn (ledgers, ledger, record);
    }
}

static void
change_count (MmsLedgers *ledgers, MmsLedger *ledger, guint event, const MmsEvent *record)
{
  MmsReferenceKind kind;
  guint64 delta;

  note_value (ledgers, ledger, event, record, &ledger->count_below);
  if (!mms_trace_get_slot (ledgers->trace, record, MMS_SLOT_DELTA, &delta)
      || !mms_ledgers_parse (ledgers->trace, record, &kind))
    return;
  ledger->balance[kind] = (gint32) ((guint32) ledger->balance[kind] + (guint32) delta);
  if ((gint32) delta > 0)
    {
      ledger->n_taken[kind]++;
      ledger->last_taken[kind] = event;
      return;
    }
  ledger->n_dropped[kind]++;
  ledger->last_dropped[kind] = event;
  /* A fixup takes the reference, stamps that, and only then gives it away; so no drop of it can
   * have the earlier stamp. */
  if (kind == MMS_REFERENCE_DEFERRED && ledger->is_whole && ledger->balance[kind] < 0
      && ledger->overdrawn == 0)
    {
      ledger->overdrawn = event;
      list_overdrawn (ledgers, ledger, record);
    }
}

void
mms_ledgers_look (MmsLedgers *ledgers, guint event, const MmsEvent *record)
{
  MmsLedger *ledger;

  switch (mms_trace_get_kind (ledgers->trace, record->kind)->role)
    {
    case MMS_ROLE_MM_ALLOCATED:
      ledger = take_ledger (ledgers, record);
      if (ledger != NULL)
        ledger->is_whole = TRUE;
      break;
    case MMS_ROLE_MM_COUNT_CHANGED:
      ledger = take_ledger (ledgers, record);
      if (ledger != NULL)
        change_count (ledgers, ledger, event, record);
      break;
    case MMS_ROLE_MM_USERS_CHANGED:
      ledger = take_ledger (ledgers, record);
      if (ledger != NULL)
        note_value (ledgers, ledger, event, record, &ledger->users_below);
      break;
    default:
      break;
    }
}
