/* text-kinds.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-kinds.h"

#include <string.h>

#include "text-value.h"

/* Open addressing: at most half full */
#define N_SLOTS (2 * MMS_MAX_KINDS)

/* Every line of a new kind is looked at this often, later ones ever more rarely: the fields of an
 * event are the same in every line, or nearly so. */
#define N_LEARNED 8

/* No event has more; a line that seems to is not trusted further. */
#define MAX_FIELDS 1024
#define MAX_KEY 127

typedef struct
{
  guint hash;
  guint index; /* the kind's */
  MmsTextSpan system;
  MmsTextSpan name;
  guint64 n_lines;
  const char *last; /* (nullable): the key with which each of the first lines ended; "" where they differ */
} Slot;

struct _MmsTextKinds
{
  MmsTraceBuilder *builder;
  MmsTextData *data;
  guint n_kinds;
  gboolean is_full;
  Slot slots[N_SLOTS]; /* empty where the name's start is NULL */
};

MmsTextKinds *
mms_text_kinds_new (MmsTraceBuilder *builder, MmsTextData *data)
{
  MmsTextKinds *kinds = g_new0 (MmsTextKinds, 1);

  kinds->builder = builder;
  kinds->data = data;
  return kinds;
}

void
mms_text_kinds_free (MmsTextKinds *kinds)
{
  g_free (kinds);
}

/* Names are ASCII by how they were found. */
static const char *
intern (MmsTextSpan span)
{
  g_autofree char *copy = g_strndup (span.start, span.length);

  return g_intern_string (copy);
}

static guint
hash_names (MmsTextSpan system, MmsTextSpan name)
{
  guint hash = 2166136261u;

  for (gsize i = 0; i < system.length; i++)
    hash = (hash ^ (guint8) system.start[i]) * 16777619u;
  for (gsize i = 0; i < name.length; i++)
    hash = (hash ^ (guint8) name.start[i]) * 16777619u;
  return hash;
}

static inline gboolean
is_equal (MmsTextSpan a, MmsTextSpan b)
{
  return a.length == b.length && (a.length == 0 || memcmp (a.start, b.start, a.length) == 0);
}

/* @distance: where the key begins in the text.  Returns: whether @kind grew */
static gboolean
learn_field (MmsKind *kind, MmsTextSpan key, MmsTextSpan value, gsize distance)
{
  guint16 offset = (guint16) MIN (distance, G_MAXUINT16);
  MmsField field = { 0 };

  if (key.length > MAX_KEY)
    return FALSE;
  for (guint i = 0; i < kind->fields->len; i++)
    {
      MmsField *known = &g_array_index (kind->fields, MmsField, i);

      if (known->size == key.length && memcmp (known->name, key.start, key.length) == 0)
        {
          known->offset = MIN (known->offset, offset);
          return FALSE;
        }
    }
  if (kind->fields->len >= MAX_FIELDS)
    return FALSE;

  field.name = intern (key);
  field.form = MMS_FIELD_TEXT;
  field.offset = offset;
  field.size = (guint16) key.length;
  field.is_pointer = mms_text_is_hex (kind->name, key)
                     || (value.length > 2 && value.start[0] == '0' && value.start[1] == 'x');
  mms_kind_add_field (kind, &field);
  return TRUE;
}

/* Adds the fields that @info shows to the kind. */
static void
learn (MmsTextKinds *kinds, guint index, MmsTextSpan info)
{
  MmsKind *kind = mms_trace_builder_get_kind (kinds->builder, index);
  const MmsTextForm *forms = g_ptr_array_index (kinds->data->forms, index);
  MmsTextSpan keys[MMS_TEXT_FORM_PARTS];
  MmsTextSpan values[MMS_TEXT_FORM_PARTS];
  gboolean has_grown = FALSE;
  guint n_values;

  info.length = MIN (info.length, MMS_TEXT_INFO_MAX);
  if (forms != NULL && mms_text_form_match (forms, info, keys, values, &n_values))
    {
      for (guint i = 0; i < n_values; i++)
        has_grown |= learn_field (kind, keys[i], values[i], 0);
    }
  else
    {
      const char *p = info.start;

      while (mms_text_next_pair (&p, info.start + info.length, &keys[0], &values[0]))
        has_grown |= learn_field (kind, keys[0], values[0], (gsize) (keys[0].start - info.start));
    }
  if (has_grown)
    mms_trace_builder_bind_kind (kinds->builder, index);
}

static void
learn_last (Slot *slot, MmsTextSpan info)
{
  const char *p = info.start;
  MmsTextSpan last = { info.start, 0 };
  MmsTextSpan key;
  MmsTextSpan value;

  while (mms_text_next_pair (&p, info.start + MIN (info.length, MMS_TEXT_INFO_MAX), &key, &value))
    last = key;
  if (slot->last == NULL)
    slot->last = last.length <= MAX_KEY ? intern (last) : "";
  else if (!mms_text_span_is (last, slot->last))
    slot->last = "";
}

/* Whether the key with which every line of the kind ends is not in @info: then it was cut off, and the
 * value before may be cut as well. */
static gboolean
lacks_last (const Slot *slot, MmsTextSpan info)
{
  gsize length = strlen (slot->last);
  const char *end = info.start + MIN (info.length, MMS_TEXT_INFO_MAX);

  for (const char *p = end;
       length > 0 && (p = memrchr (info.start, '=', (gsize) (p - info.start))) != NULL;)
    if ((gsize) (p - info.start) >= length && memcmp (p - length, slot->last, length) == 0)
      return FALSE;
  return length > 0;
}

static void
add_kind (MmsTextKinds *kinds, Slot *slot, guint hash, MmsTextSpan system, MmsTextSpan name)
{
  MmsKind *kind = mms_kind_new (system.length > 0 ? intern (system) : NULL, intern (name), 0);

  /* The kind's own strings: those in the text would be far from everything that is in the cache */
  slot->hash = hash;
  slot->system = (MmsTextSpan){ kind->system, system.length };
  slot->name = (MmsTextSpan){ kind->name, name.length };
  slot->index = mms_trace_builder_add_kind (kinds->builder, kind);
  g_ptr_array_add (kinds->data->forms, (gpointer) mms_text_form_find (name));
  kinds->n_kinds++;
}

guint
mms_text_kinds_take (MmsTextKinds *kinds, MmsTextSpan system, MmsTextSpan name, MmsTextSpan info,
                     gboolean *is_cut)
{
  guint hash = hash_names (system, name);
  Slot *slot = &kinds->slots[hash % N_SLOTS];

  *is_cut = FALSE;
  while (slot->name.start != NULL
         && (slot->hash != hash || !is_equal (slot->name, name)
             || !is_equal (slot->system, system)))
    slot = slot == &kinds->slots[N_SLOTS - 1] ? kinds->slots : slot + 1;

  if (slot->name.start == NULL)
    {
      if (kinds->n_kinds == MMS_MAX_KINDS)
        {
          if (!kinds->is_full)
            mms_trace_builder_add_note (kinds->builder, TRUE,
                                        "More than %u names of events: the rest are not told apart",
                                        MMS_MAX_KINDS);
          kinds->is_full = TRUE;
          return MMS_MAX_KINDS - 1;
        }
      add_kind (kinds, slot, hash, system, name);
    }

  slot->n_lines++;
  if (slot->n_lines <= N_LEARNED || (slot->n_lines & (slot->n_lines - 1)) == 0)
    learn (kinds, slot->index, info);
  if (slot->n_lines <= N_LEARNED)
    learn_last (slot, info);
  else if (info.length < MMS_TEXT_INFO_MAX)
    *is_cut = lacks_last (slot, info)
              && mms_trace_builder_get_kind (kinds->builder, slot->index)->vocabulary != NULL;
  return slot->index;
}
