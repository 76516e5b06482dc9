/* json-scan.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-scan.h"

#include <string.h>

/* Nobody means more, and json-c takes twice as much. */
#define MAX_DEPTH 16

/* Nobody calls a field by a longer name; names are interned and stay. */
#define MAX_NAME 255

static gboolean
fail (MmsJsonCursor *cursor, const char *problem)
{
  if (cursor->problem == NULL)
    cursor->problem = problem;
  return FALSE;
}

static inline void
skip_blanks (MmsJsonCursor *cursor)
{
  while (cursor->p < cursor->end
         && (*cursor->p == ' ' || *cursor->p == '\t' || *cursor->p == '\r' || *cursor->p == '\n'))
    cursor->p++;
}

gboolean
mms_json_is_done (MmsJsonCursor *cursor)
{
  skip_blanks (cursor);
  return cursor->p == cursor->end;
}

gboolean
mms_json_is_at (MmsJsonCursor *cursor, char c)
{
  skip_blanks (cursor);
  return cursor->p < cursor->end && *cursor->p == c;
}

static gboolean
step_over (MmsJsonCursor *cursor, char c)
{
  if (!mms_json_is_at (cursor, c))
    return FALSE;
  cursor->p++;
  return TRUE;
}

gboolean
mms_json_open (MmsJsonCursor *cursor, char bracket)
{
  if (!step_over (cursor, bracket))
    return fail (cursor, bracket == '{' ? "an object should begin" : "an array should begin");
  cursor->is_first = TRUE;
  return TRUE;
}

/* Behind the comma before the next member or element; %FALSE behind the closing bracket. */
static gboolean
go_on (MmsJsonCursor *cursor, char bracket)
{
  gboolean is_first = cursor->is_first;

  cursor->is_first = FALSE;
  if (cursor->problem != NULL)
    return FALSE;
  if (step_over (cursor, bracket))
    return FALSE;
  if (is_first || step_over (cursor, ','))
    return TRUE;
  return fail (cursor, bracket == '}' ? "a comma or } is missing" : "a comma or ] is missing");
}

/* Behind the backslash at the cursor and what it escapes. */
static gboolean
step_over_escape (MmsJsonCursor *cursor)
{
  static const char single[] = "\"\\/bfnrt";

  if (cursor->end - cursor->p >= 2 && cursor->p[1] != '\0' && strchr (single, cursor->p[1]) != NULL)
    {
      cursor->p += 2;
      return TRUE;
    }
  if (cursor->end - cursor->p >= 6 && cursor->p[1] == 'u' && g_ascii_isxdigit (cursor->p[2])
      && g_ascii_isxdigit (cursor->p[3]) && g_ascii_isxdigit (cursor->p[4])
      && g_ascii_isxdigit (cursor->p[5]))
    {
      cursor->p += 6;
      return TRUE;
    }
  return fail (cursor, "a backslash escapes nothing");
}

static gboolean
take_string (MmsJsonCursor *cursor, MmsJsonValue *value)
{
  const char *start = cursor->p;
  guint8 bits = 0;

  value->has_escapes = FALSE;
  for (cursor->p++; cursor->p < cursor->end;)
    {
      guint8 c = (guint8) *cursor->p;

      if (c == '"')
        {
          cursor->p++;
          if ((bits & 0x80) != 0 && !g_utf8_validate_len (start, (gsize) (cursor->p - start), NULL))
            return fail (cursor, "a string before this is no UTF-8");
          value->start = start;
          value->length = (guint32) (cursor->p - start);
          value->form = MMS_JSON_STRING;
          return TRUE;
        }
      if (c == '\\')
        {
          value->has_escapes = TRUE;
          if (!step_over_escape (cursor))
            return FALSE;
          continue;
        }
      if (c < 0x20)
        return fail (cursor, "a control character is not escaped");
      bits |= c;
      cursor->p++;
    }
  return fail (cursor, "a string does not end");
}

static gboolean
step_over_digits (MmsJsonCursor *cursor)
{
  const char *start = cursor->p;

  while (cursor->p < cursor->end && g_ascii_isdigit (*cursor->p))
    cursor->p++;
  return cursor->p > start;
}

static gboolean
take_number (MmsJsonCursor *cursor, MmsJsonValue *value)
{
  const char *start = cursor->p;
  const char *digits;

  value->form = MMS_JSON_INTEGER;
  if (*cursor->p == '-')
    cursor->p++;
  digits = cursor->p;
  if (!step_over_digits (cursor) || (*digits == '0' && cursor->p > digits + 1))
    return fail (cursor, "a number is none");
  if (cursor->p < cursor->end && *cursor->p == '.')
    {
      value->form = MMS_JSON_REAL;
      cursor->p++;
      if (!step_over_digits (cursor))
        return fail (cursor, "a number is none");
    }
  if (cursor->p < cursor->end && (*cursor->p == 'e' || *cursor->p == 'E'))
    {
      value->form = MMS_JSON_REAL;
      cursor->p++;
      if (cursor->p < cursor->end && (*cursor->p == '+' || *cursor->p == '-'))
        cursor->p++;
      if (!step_over_digits (cursor))
        return fail (cursor, "a number is none");
    }
  value->start = start;
  value->length = (guint32) (cursor->p - start);
  return TRUE;
}

static gboolean
take_word (MmsJsonCursor *cursor, const char *word, MmsJsonForm form, MmsJsonValue *value)
{
  gsize length = strlen (word);

  if ((gsize) (cursor->end - cursor->p) < length || memcmp (cursor->p, word, length) != 0)
    return fail (cursor, "a value is none");
  value->start = cursor->p;
  value->length = (guint32) length;
  value->form = form;
  cursor->p += length;
  return TRUE;
}

static gboolean take_deep (MmsJsonCursor *cursor, MmsJsonValue *value, guint depth);

static gboolean
take_nested (MmsJsonCursor *cursor, MmsJsonValue *value, guint depth)
{
  const char *start = cursor->p;
  gboolean is_array = *start == '[';
  MmsJsonValue key;
  MmsJsonValue inner;

  if (depth >= MAX_DEPTH)
    return fail (cursor, "values are nested too deep");
  mms_json_open (cursor, *start);
  while (is_array ? mms_json_next_element (cursor) : mms_json_next_key (cursor, &key))
    {
      if (!take_deep (cursor, &inner, depth + 1))
        return FALSE;
    }
  if (cursor->problem != NULL)
    return FALSE;
  value->start = start;
  value->length = (guint32) (cursor->p - start);
  value->form = is_array ? MMS_JSON_ARRAY : MMS_JSON_OBJECT;
  return TRUE;
}

static gboolean
take_deep (MmsJsonCursor *cursor, MmsJsonValue *value, guint depth)
{
  skip_blanks (cursor);
  if (cursor->p == cursor->end)
    return fail (cursor, "the line ends too early");
  switch (*cursor->p)
    {
    case '"':
      return take_string (cursor, value);
    case '{':
    case '[':
      return take_nested (cursor, value, depth);
    case 't':
      return take_word (cursor, "true", MMS_JSON_TRUE, value);
    case 'f':
      return take_word (cursor, "false", MMS_JSON_FALSE, value);
    case 'n':
      return take_word (cursor, "null", MMS_JSON_NULL, value);
    default:
      if (*cursor->p == '-' || g_ascii_isdigit (*cursor->p))
        return take_number (cursor, value);
      return fail (cursor, "a value is none");
    }
}

gboolean
mms_json_take (MmsJsonCursor *cursor, MmsJsonValue *value)
{
  *value = (MmsJsonValue){ 0 };
  return take_deep (cursor, value, 1);
}

gboolean
mms_json_next_key (MmsJsonCursor *cursor, MmsJsonValue *key)
{
  if (!go_on (cursor, '}'))
    return FALSE;
  if (!mms_json_is_at (cursor, '"'))
    return fail (cursor, "a name in quotes is missing");
  if (!take_string (cursor, key))
    return FALSE;
  key->start++;
  key->length -= 2;
  if (key->has_escapes || key->length > MAX_NAME)
    return fail (cursor, key->has_escapes ? "a name has escapes" : "a name is too long");
  if (!step_over (cursor, ':'))
    return fail (cursor, "a colon is missing");
  return TRUE;
}

gboolean
mms_json_next_element (MmsJsonCursor *cursor)
{
  return go_on (cursor, ']');
}

MmsJsonCursor
mms_json_value_enter (const MmsJsonValue *value)
{
  return (MmsJsonCursor){ value->start, value->start + value->length, NULL, FALSE };
}
