/* kind.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "kind.h"

#include <string.h>

static const MmsLoad no_load = { .end = MMS_LOAD_NONE };

MmsKind *
mms_kind_new (const char *system, const char *name, guint id)
{
  MmsKind *kind = g_new0 (MmsKind, 1);

  kind->system = g_intern_string (system);
  kind->name = g_intern_string (name);
  kind->id = id;
  kind->fields = g_array_new (FALSE, FALSE, sizeof (MmsField));
  kind->pid = no_load;
  mms_kind_plan (kind);
  return kind;
}

void
mms_kind_free (MmsKind *kind)
{
  if (kind == NULL)
    return;
  g_array_unref (kind->fields);
  g_free (kind->own);
  g_free (kind->own_loads);
  g_free (kind);
}

guint
mms_kind_add_field (MmsKind *kind, const MmsField *field)
{
  g_array_append_val (kind->fields, *field);
  return kind->fields->len - 1;
}

int
mms_kind_find_field (const MmsKind *kind, const char *name)
{
  for (guint i = 0; i < kind->fields->len; i++)
    {
      if (strcmp (g_array_index (kind->fields, MmsField, i).name, name) == 0)
        return (int) i;
    }
  return -1;
}

/* A number that is always at the same place; arrays of other sizes and locations are the decoder's. */
static MmsLoad
plan_load (const MmsKind *kind, guint index, guint element)
{
  const MmsField *field = &g_array_index (kind->fields, MmsField, index);
  const guint size = field->element_size;
  const gboolean is_array = field->form == MMS_FIELD_NUMBERS;

  if ((size != 1 && size != 2 && size != 4 && size != 8)
      || (!is_array && field->form != MMS_FIELD_UNSIGNED && field->form != MMS_FIELD_SIGNED)
      || (!is_array && (field->size != size || element > 0))
      || element >= field->size / size || field->offset + element * size > G_MAXUINT16)
    return no_load;
  return (MmsLoad){
    .end = (guint32) field->offset + field->size,
    .offset = (guint16) (field->offset + element * size),
    .shift = (guint8) (64 - 8 * size),
    .is_signed = field->is_signed,
  };
}

void
mms_kind_plan (MmsKind *kind)
{
  const guint n_own = kind->n_own_cpus * MMS_N_OWN_SLOTS;

  for (guint slot = 0; slot < MMS_N_SLOTS; slot++)
    {
      const MmsBinding binding = kind->bindings[slot];

      kind->loads[slot]
          = binding.is_bound ? plan_load (kind, binding.field, binding.element) : no_load;
    }
  kind->own_loads = g_renew (MmsLoad, kind->own_loads, n_own);
  for (guint i = 0; i < n_own; i++)
    kind->own_loads[i] = kind->own[i] != 0 ? plan_load (kind, kind->own[i] - 1u, 0) : no_load;
}
