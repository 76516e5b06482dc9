/* json-value.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-value.h"

#include <string.h>

/* Longer than any function's name in the kernel (KSYM_NAME_LEN) */
#define SYMBOL_MAX 512

MmsJsonCell
mms_json_cell_read (const MmsJsonValue *value)
{
  MmsJsonCell cell = { 0 };
  MmsJsonCell plain = { .value = *value };
  MmsJsonCursor cursor;
  MmsJsonValue key;

  if (value->form != MMS_JSON_OBJECT)
    return plain;

  cursor = mms_json_value_enter (value);
  mms_json_open (&cursor, '{');
  while (mms_json_next_key (&cursor, &key))
    {
      MmsJsonValue *part = mms_json_value_is (&key, "value", 5)    ? &cell.value
                           : mms_json_value_is (&key, "text", 4)   ? &cell.text
                           : mms_json_value_is (&key, "symbol", 6) ? &cell.symbol
                           : mms_json_value_is (&key, "bytes", 5)  ? &cell.bytes
                                                                   : NULL;

      if (part == NULL || !mms_json_take (&cursor, part))
        return plain;
    }
  return cell;
}

static gboolean
parse_digits (const char *p, const char *end, guint64 *number)
{
  guint64 result = 0;

  if (p == end)
    return FALSE;
  for (; p < end; p++)
    {
      if (__builtin_mul_overflow (result, (guint64) 10, &result)
          || __builtin_add_overflow (result, (guint64) (*p - '0'), &result))
        return FALSE;
    }
  *number = result;
  return TRUE;
}

static gboolean
parse_hex (const char *p, const char *end, guint64 *number)
{
  guint64 result = 0;

  if (end - p < 3 || p[0] != '0' || p[1] != 'x')
    return FALSE;
  for (p += 2; p < end; p++)
    {
      int digit = g_ascii_xdigit_value (*p);

      if (digit < 0 || result >> 60 != 0)
        return FALSE;
      result = result << 4 | (guint64) digit;
    }
  *number = result;
  return TRUE;
}

gboolean
mms_json_get_unsigned (const MmsJsonValue *value, guint64 *number)
{
  return value->form == MMS_JSON_INTEGER && *value->start != '-'
         && parse_digits (value->start, value->start + value->length, number);
}

static gboolean
parse_integer (const MmsJsonValue *value, guint64 *number)
{
  guint64 amount;

  if (*value->start != '-')
    return mms_json_get_unsigned (value, number);
  if (!parse_digits (value->start + 1, value->start + value->length, &amount)
      || amount > (guint64) G_MAXINT64 + 1)
    return FALSE;
  *number = -amount;
  return TRUE;
}

gboolean
mms_json_get_number (const MmsJsonValue *value, guint element, guint64 *number)
{
  MmsJsonCursor cursor;
  MmsJsonValue inner;

  if (value->form == MMS_JSON_ARRAY)
    {
      cursor = mms_json_value_enter (value);
      mms_json_open (&cursor, '[');
      for (guint i = 0; mms_json_next_element (&cursor) && mms_json_take (&cursor, &inner); i++)
        {
          if (i == element)
            return inner.form != MMS_JSON_ARRAY && mms_json_get_number (&inner, 0, number);
        }
      return FALSE;
    }
  if (element > 0)
    return FALSE;
  switch (value->form)
    {
    case MMS_JSON_INTEGER:
      return parse_integer (value, number);
    case MMS_JSON_STRING:
      return parse_hex (value->start + 1, value->start + value->length - 1, number);
    case MMS_JSON_TRUE:
    case MMS_JSON_FALSE:
      *number = value->form == MMS_JSON_TRUE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* The code unit behind `\u` at @p. */
static gunichar
parse_unit (const char *p)
{
  gunichar unit = 0;

  for (guint i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar) g_ascii_xdigit_value (p[i]);
  return unit;
}

/* Appends what the escape at @p stands for. Returns: behind it */
static const char *
append_escape (const char *p, const char *end, GString *text)
{
  static const char from[] = "bfnrt";
  static const char to[] = "\b\f\n\r\t";
  gunichar unit;

  if (p[1] != 'u')
    {
      const char *which = strchr (from, p[1]);

      g_string_append_c (text, which != NULL ? to[which - from] : p[1]);
      return p + 2;
    }

  unit = parse_unit (p + 2);
  p += 6;
  if (unit >= 0xd800 && unit < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u')
    {
      gunichar low = parse_unit (p + 2);

      if (low >= 0xdc00 && low < 0xe000)
        {
          unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          p += 6;
        }
    }
  g_string_append_unichar (text, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
  return p;
}

char *
mms_json_unescape (const MmsJsonValue *value)
{
  const char *p = value->start + 1;
  const char *end = value->start + value->length - 1;
  GString *text;

  if (!value->has_escapes)
    return g_strndup (p, (gsize) (end - p));

  text = g_string_sized_new (value->length);
  while (p < end)
    {
      const char *backslash = memchr (p, '\\', (gsize) (end - p));

      g_string_append_len (text, p, (backslash != NULL ? backslash : end) - p);
      if (backslash == NULL)
        break;
      p = append_escape (backslash, end, text);
    }
  return g_string_free (text, FALSE);
}

static char *
get_array_text (const MmsJsonValue *value)
{
  GString *text = g_string_new ("{");
  MmsJsonCursor cursor = mms_json_value_enter (value);
  MmsJsonValue inner;

  mms_json_open (&cursor, '[');
  while (mms_json_next_element (&cursor) && mms_json_take (&cursor, &inner))
    {
      g_autofree char *part = inner.form == MMS_JSON_ARRAY
                                ? g_strndup (inner.start, inner.length)
                                : mms_json_get_text (&inner);

      if (text->len > 1)
        g_string_append_c (text, ',');
      g_string_append (text, part != NULL ? part : "null");
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

char *
mms_json_get_text (const MmsJsonValue *value)
{
  switch (value->form)
    {
    case MMS_JSON_NOTHING:
    case MMS_JSON_NULL:
      return NULL;
    case MMS_JSON_STRING:
      return mms_json_unescape (value);
    case MMS_JSON_ARRAY:
      return get_array_text (value);
    default:
      return g_strndup (value->start, value->length);
    }
}

char *
mms_json_get_bytes (const MmsJsonValue *value)
{
  const char *digits = value->start + 1;
  gsize n_bytes;
  char *bytes;

  if (value->form != MMS_JSON_STRING || value->has_escapes || value->length % 2 != 0)
    return NULL;
  n_bytes = (value->length - 2) / 2;
  bytes = g_malloc (n_bytes + 1);
  for (gsize i = 0; i < n_bytes; i++)
    {
      int high = g_ascii_xdigit_value (digits[2 * i]);
      int low = g_ascii_xdigit_value (digits[2 * i + 1]);

      if (high < 0 || low < 0)
        {
          g_free (bytes);
          return NULL;
        }
      bytes[i] = (char) (high << 4 | low);
    }
  bytes[n_bytes] = '\0';
  return bytes;
}

const char *
mms_json_get_symbol (const char *text)
{
  char name[SYMBOL_MAX];
  gsize length = strcspn (text, "+");

  if (length == 0 || length >= SYMBOL_MAX || g_ascii_isdigit (text[0]))
    return NULL;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr ("_.$", text[i]) == NULL)
        return NULL;
    }
  memcpy (name, text, length);
  name[length] = '\0';
  /* An address that nobody resolved */
  if (length >= 8 && strspn (name, "0123456789abcdef") == length)
    return NULL;
  return g_intern_string (name);
}
