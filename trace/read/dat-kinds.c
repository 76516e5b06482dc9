/* dat-kinds.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-kinds.h"

/* Points into what is held. */
typedef struct
{
  const char *system;
  const char *text;
  gsize size;
} Text;

MmsDatKinds *
mms_dat_kinds_new (const MmsDatLayout *layout, MmsTraceBuilder *builder)
{
  MmsDatKinds *kinds = g_new0 (MmsDatKinds, 1);

  kinds->layout = layout;
  kinds->builder = builder;
  kinds->kind_of = g_new0 (guint16, MMS_DAT_N_IDS);
  kinds->least_of = g_new0 (guint16, MMS_DAT_N_IDS);
  kinds->formats = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_dat_format_free);
  kinds->plain = mms_dat_format_new ();
  kinds->texts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  kinds->held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return kinds;
}

void
mms_dat_kinds_free (MmsDatKinds *kinds)
{
  if (kinds == NULL)
    return;

  g_free (kinds->kind_of);
  g_free (kinds->least_of);
  g_ptr_array_unref (kinds->formats);
  mms_dat_format_free (kinds->plain);
  g_hash_table_unref (kinds->texts);
  g_ptr_array_unref (kinds->held);
  g_free (kinds);
}

void
mms_dat_kinds_hold (MmsDatKinds *kinds, GBytes *bytes)
{
  g_ptr_array_add (kinds->held, g_bytes_ref (bytes));
}

gboolean
mms_dat_kinds_add_text (MmsDatKinds *kinds, const char *system, const char *text, gsize size)
{
  g_autofree char *name = NULL;
  guint id;
  Text *entry;

  if (!mms_dat_format_read_head (text, size, &name, &id))
    return FALSE;

  /* All kinds of one kernel agree on the fields that all records have. */
  if (g_hash_table_size (kinds->texts) == 0)
    mms_dat_format_read (kinds->plain, NULL, kinds->layout, text, size);

  entry = g_new (Text, 1);
  *entry = (Text) { system, text, size };
  g_hash_table_insert (kinds->texts, GUINT_TO_POINTER (id), entry);
  return TRUE;
}

static guint16
measure (const MmsKind *kind)
{
  guint least = 0;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind->fields, MmsField, i);

      least = MAX (least, (guint) field->offset + field->size);
    }
  return (guint16) MIN (least, MMS_DAT_UNKNOWN - 1);
}

guint
mms_dat_kinds_meet (MmsDatKinds *kinds, guint id)
{
  const Text *text = g_hash_table_lookup (kinds->texts, GUINT_TO_POINTER (id));
  g_autoptr (MmsDatFormat) format = mms_dat_format_new ();
  g_autofree char *name = NULL;
  MmsKind *kind;
  guint index;

  g_return_val_if_fail (id < MMS_DAT_N_IDS, 0);

  if (kinds->kind_of[id] != 0)
    return kinds->kind_of[id] - 1;

  if (text && mms_dat_format_read_head (text->text, text->size, &name, &id))
    {
      kind
          = mms_kind_new (g_utf8_validate (text->system, -1, NULL) ? text->system : NULL, name, id);
      mms_dat_format_read (format, kind, kinds->layout, text->text, text->size);
      kinds->least_of[id] = measure (kind);
    }
  else
    {
      /* Where all formats are lost, that was told. */
      if (g_hash_table_size (kinds->texts) > 0)
        {
          kinds->least_of[id] = MMS_DAT_UNKNOWN;
          mms_trace_builder_add_note (kinds->builder, TRUE,
                                      "the file has no format of events with the number %u: they "
                                      "cannot be read",
                                      id);
        }
      name = g_strdup_printf ("unknown-%u", id);
      kind = mms_kind_new (NULL, name, id);
      format->flags = kinds->plain->flags;
      format->preempt_count = kinds->plain->preempt_count;
      format->pid = kinds->plain->pid;
    }

  if (format->pid.size == 4)
    kind->pid = (MmsLoad){
      .end = format->pid.offset + 4u, .offset = format->pid.offset, .shift = 32, .is_signed = TRUE
    };
  index = mms_trace_builder_add_kind (kinds->builder, kind);
  if (index >= kinds->formats->len)
    g_ptr_array_add (kinds->formats, g_steal_pointer (&format));
  kinds->kind_of[id] = index + 1;
  return index;
}
