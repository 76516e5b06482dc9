/* json-kinds.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-kinds.h"

#include <string.h>

/**
 * MmsJsonKinds:
 * @known: what was asked for once, and the number of the kind that fits plus 1
 * @has_grown: by kind, whether fields came in after it was bound
 */
struct _MmsJsonKinds
{
  MmsTraceBuilder *builder;
  MmsJsonData *data;
  GHashTable *known;
  GByteArray *has_grown;
};

static guint
key_hash (gconstpointer pointer)
{
  const MmsJsonKindKey *key = pointer;

  return g_str_hash (key->name) * 31 + (key->system != NULL ? g_str_hash (key->system) : 0) * 7
         + (guint) key->id;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const MmsJsonKindKey *x = a;
  const MmsJsonKindKey *y = b;

  return x->id == y->id && strcmp (x->name, y->name) == 0 && g_strcmp0 (x->system, y->system) == 0;
}

MmsJsonKinds *
mms_json_kinds_new (MmsTraceBuilder *builder, MmsJsonData *data)
{
  MmsJsonKinds *kinds = g_new0 (MmsJsonKinds, 1);

  kinds->builder = builder;
  kinds->data = data;
  kinds->known = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  kinds->has_grown = g_byte_array_new ();
  return kinds;
}

void
mms_json_kinds_free (MmsJsonKinds *kinds)
{
  g_hash_table_unref (kinds->known);
  g_byte_array_unref (kinds->has_grown);
  g_free (kinds);
}

/* Returns: the first kind that @key fits plus 1; 0 if none does */
static guint
find (const MmsJsonKinds *kinds, const MmsJsonKindKey *key)
{
  for (guint i = 0; i < kinds->data->kinds->len; i++)
    {
      const MmsKind *kind = g_ptr_array_index (kinds->data->kinds, i);

      if (strcmp (kind->name, key->name) == 0
          && (key->system == NULL
              || strcmp (kind->system != NULL ? kind->system : "", key->system) == 0)
          && (key->id < 0 || kind->id == key->id))
        return i + 1;
    }
  return 0;
}

/* Returns: the new kind's number plus 1; 0 if there are too many */
static guint
add (MmsJsonKinds *kinds, const MmsJsonKindKey *key)
{
  const char *system = key->system != NULL && *key->system != '\0' ? key->system : NULL;
  guint8 has_grown = FALSE;
  MmsKind *kind;
  guint index;

  if (kinds->data->kinds->len == MMS_MAX_KINDS)
    return 0;
  kind = mms_kind_new (system, key->name, (guint) MAX (key->id, 0));
  index = mms_trace_builder_add_kind (kinds->builder, kind);
  g_ptr_array_add (kinds->data->kinds, kind);
  g_ptr_array_add (kinds->data->fields, g_hash_table_new (g_str_hash, g_str_equal));
  g_byte_array_append (kinds->has_grown, &has_grown, 1);
  return index + 1;
}

gboolean
mms_json_kinds_take (MmsJsonKinds *kinds, const MmsJsonKindKey *key, guint *kind)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (kinds->known, key));
  MmsJsonKindKey *kept;

  if (found == 0)
    {
      /* What does not fit any more is not remembered either. */
      if (kinds->data->kinds->len == MMS_MAX_KINDS
          && g_hash_table_size (kinds->known) >= 4 * MMS_MAX_KINDS)
        return FALSE;
      found = find (kinds, key);
      if (found == 0)
        found = add (kinds, key);
      if (found == 0)
        return FALSE;
      kept = g_memdup2 (key, sizeof (*key));
      kept->name = g_intern_string (key->name);
      kept->system = g_intern_string (key->system);
      g_hash_table_insert (kinds->known, kept, GUINT_TO_POINTER (found));
    }
  *kind = found - 1;
  return TRUE;
}

gboolean
mms_json_kinds_declare (MmsJsonKinds *kinds, const MmsJsonKindKey *key, guint *kind)
{
  MmsJsonKindKey exact = { key->name, key->system != NULL ? key->system : "", MAX (key->id, 0) };
  guint found = find (kinds, &exact);

  if (found == 0)
    found = add (kinds, &exact);
  if (found == 0)
    return FALSE;
  *kind = found - 1;
  return TRUE;
}

gboolean
mms_json_kinds_add_field (MmsJsonKinds *kinds, guint kind, const MmsField *field)
{
  MmsKind *object = g_ptr_array_index (kinds->data->kinds, kind);
  GHashTable *fields = g_ptr_array_index (kinds->data->fields, kind);

  if (g_hash_table_contains (fields, field->name))
    return TRUE;
  if (object->fields->len >= MMS_JSON_FIELDS_MAX)
    return FALSE;
  g_hash_table_insert (fields, (gpointer) field->name,
                       GUINT_TO_POINTER (mms_kind_add_field (object, field) + 1));
  kinds->has_grown->data[kind] = TRUE;
  return TRUE;
}

gboolean
mms_json_kinds_learn (MmsJsonKinds *kinds, guint kind, const MmsJsonLine *line)
{
  gboolean has_room = TRUE;
  guint hint = 0;

  for (guint i = 0; i < line->n_members; i++)
    {
      const MmsJsonMember *member = &line->members[i];
      guint found = mms_json_data_find_field (kinds->data, kind, &member->key, hint);
      g_autofree char *name = NULL;
      MmsField field = { .form = MMS_FIELD_TEXT };

      if (found != 0)
        {
          hint = found;
          continue;
        }
      name = g_strndup (member->key.start, member->key.length);
      field.name = g_intern_string (name);
      field.is_pointer = member->value.form == MMS_JSON_STRING && member->value.length > 4
                         && memcmp (member->value.start, "\"0x", 3) == 0;
      has_room &= mms_json_kinds_add_field (kinds, kind, &field);
    }
  return has_room;
}

void
mms_json_kinds_bind (MmsJsonKinds *kinds)
{
  for (guint i = 0; i < kinds->data->kinds->len; i++)
    {
      if (kinds->has_grown->data[i])
        mms_trace_builder_bind_kind (kinds->builder, i);
    }
}
