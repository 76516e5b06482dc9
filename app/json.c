/* json.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json.h"

void
mms_json_add_text (struct json_object *object,
                   const char         *key,
                   const char         *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_object_object_add (object, key, valid != NULL ? json_object_new_string (valid) : NULL);
}

void
mms_json_add_number (struct json_object *object,
                     const char         *key,
                     guint64             number)
{
  json_object_object_add (object, key, json_object_new_uint64 (number));
}

char *
mms_json_to_text (struct json_object *object)
{
  return g_strdup (json_object_to_json_string_ext (
      object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
}
