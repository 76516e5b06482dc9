/* kind.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "kind.h"

#include <string.h>

MmsKind *
mms_kind_new (const char *system, const char *name, guint id)
{
  MmsKind *kind = g_new0 (MmsKind, 1);

  kind->system = g_intern_string (system);
  kind->name = g_intern_string (name);
  kind->id = id;
  kind->fields = g_array_new (FALSE, FALSE, sizeof (MmsField));
  return kind;
}

void
mms_kind_free (MmsKind *kind)
{
  if (kind == NULL)
    return;
  g_array_unref (kind->fields);
  g_free (kind->own);
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
