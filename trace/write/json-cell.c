/* json-cell.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-cell.h"

#include <string.h>

#include "sink.h"

/* No array that a record of a ring buffer's page can hold is longer. */
#define MAX_ELEMENTS 65536

/* A text is read from its start for each element; tracefs shows no more either. */
#define MAX_TEXT_ELEMENTS 256

/* (transfer full): how a number is written where nothing else tells how it should look. */
static struct json_object *
new_number (const MmsField *field, guint64 number)
{
  if (field->is_pointer)
    return mms_json_new_hex (number);
  return field->is_signed ? json_object_new_int64 ((gint64) number)
                          : json_object_new_uint64 (number);
}

/* Whether a string with that text would be taken for a number. */
static gboolean
is_hex_text (const char *text)
{
  return g_str_has_prefix (text, "0x") && text[2] != '\0'
         && strspn (text + 2, "0123456789abcdefABCDEF") == strlen (text + 2);
}

/* (transfer full) (nullable): the plain value that says both @number and @text, if there is one. */
static struct json_object *
new_plain (guint64 number, const char *text)
{
  char decimal[32];

  g_snprintf (decimal, sizeof (decimal), "%" G_GINT64_FORMAT, (gint64) number);
  if (strcmp (text, decimal) == 0)
    return json_object_new_int64 ((gint64) number);
  g_snprintf (decimal, sizeof (decimal), "%" G_GUINT64_FORMAT, number);
  if (strcmp (text, decimal) == 0)
    return json_object_new_uint64 (number);
  g_snprintf (decimal, sizeof (decimal), "0x%" G_GINT64_MODIFIER "x", number);
  if (strcmp (text, decimal) == 0)
    return mms_json_new_hex (number);
  if (number <= 1 && strcmp (text, number != 0 ? "true" : "false") == 0)
    return json_object_new_boolean (number != 0);
  return NULL;
}

static guint
get_max_elements (const MmsField *field)
{
  return field->form == MMS_FIELD_TEXT ? MAX_TEXT_ELEMENTS : MAX_ELEMENTS;
}

/* (transfer full) (nullable): `{1,2}` as [1,2] if each element is what its text says. */
static struct json_object *
new_plain_array (MmsTrace *trace, const MmsEvent *event, guint index, const MmsField *field,
                 const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inner = NULL;
  g_auto (GStrv) parts = NULL;
  struct json_object *array;
  guint64 number;
  guint n_parts;

  if (length < 3 || text[0] != '{' || text[length - 1] != '}')
    return NULL;
  inner = g_strndup (text + 1, length - 2);
  parts = g_strsplit (inner, ",", -1);
  n_parts = g_strv_length (parts);
  if (n_parts > get_max_elements (field)
      || mms_trace_get_number (trace, event, index, n_parts, &number))
    return NULL;
  array = json_object_new_array ();
  for (guint i = 0; i < n_parts; i++)
    {
      struct json_object *element
          = mms_trace_get_number (trace, event, index, i, &number) ? new_plain (number, parts[i])
                                                                    : NULL;

      if (element == NULL)
        {
          json_object_put (array);
          return NULL;
        }
      json_object_array_add (array, element);
    }
  return array;
}

/* (transfer full) (nullable): its numbers alone, whatever they look like. */
static struct json_object *
new_numbers (MmsTrace *trace, const MmsEvent *event, guint index, const MmsField *field)
{
  const guint max_elements = get_max_elements (field);
  struct json_object *array;
  guint64 first;
  guint64 number;

  if (!mms_trace_get_number (trace, event, index, 0, &first))
    return NULL;
  if (!mms_trace_get_number (trace, event, index, 1, &number))
    return new_number (field, first);
  array = json_object_new_array ();
  for (guint i = 0; i < max_elements && mms_trace_get_number (trace, event, index, i, &number); i++)
    json_object_array_add (array, new_number (field, number));
  return array;
}

static gboolean
has_only_characters (const MmsField *field)
{
  switch (field->form)
    {
    case MMS_FIELD_CHARS:
    case MMS_FIELD_DATA_LOC:
    case MMS_FIELD_REL_LOC:
    case MMS_FIELD_BYTES:
      return TRUE;
    default:
      return FALSE;
    }
}

/* (transfer full): what a field says as a value, or as its parts where no value says them all. */
static struct json_object *
new_cell (MmsTrace *trace, const MmsEvent *event, guint index, const MmsField *field,
          const char *text, const char *symbol)
{
  struct json_object *plain = NULL;
  struct json_object *cell;
  struct json_object *numbers;
  guint64 number;

  if (mms_trace_get_number (trace, event, index, 0, &number))
    {
      plain = new_plain_array (trace, event, index, field, text);
      if (plain == NULL)
        plain = new_plain (number, text);
    }
  else if (has_only_characters (field) || !is_hex_text (text))
    plain = json_object_new_string (text);
  if (plain != NULL && symbol == NULL)
    return plain;

  cell = json_object_new_object ();
  if (plain != NULL)
    mms_json_put_value (cell, "value", plain);
  else
    {
      numbers = new_numbers (trace, event, index, field);
      if (numbers != NULL)
        mms_json_put_value (cell, "value", numbers);
      mms_json_put_text (cell, "text", text);
    }
  mms_json_put_text (cell, "symbol", symbol);
  return cell;
}

static void
free_text (struct json_object *object, void *text)
{
  g_free (text);
}

/* (transfer full): a value that stands in the source as JSON, to the byte. */
static struct json_object *
new_raw (char *json)
{
  struct json_object *object = json_object_new_object ();

  json_object_set_serializer (object, json_object_userdata_to_json_string, json, free_text);
  return object;
}

static const char *
get_symbol (MmsTrace *trace, const MmsEvent *event, const MmsKind *kind, guint field)
{
  MmsBinding binding = kind->bindings[MMS_SLOT_CALLER];

  return binding.is_bound && binding.field == field
           ? mms_trace_get_slot_symbol (trace, event, MMS_SLOT_CALLER)
           : NULL;
}

struct json_object *
mms_json_cell_new (MmsTrace *trace, const MmsEvent *event, guint field, GString *info)
{
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  const MmsField *description = &g_array_index (kind->fields, MmsField, field);
  g_autofree char *text = mms_trace_get_text (trace, event, field);
  g_autofree char *json = mms_trace_get_json (trace, event, field);
  const char *chars;
  gsize length;

  if (text != NULL)
    {
      if (info->len > 0)
        g_string_append_c (info, ' ');
      g_string_append_printf (info, "%s=%s", description->name, text);
    }
  if (json != NULL)
    return new_raw (g_steal_pointer (&json));
  if (text == NULL)
    return NULL;
  if (mms_trace_get_chars (trace, event, field, &chars, &length))
    return mms_json_new_chars (chars, length);
  return new_cell (trace, event, field, description, text,
                   get_symbol (trace, event, kind, field));
}
