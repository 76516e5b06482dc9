/* text-value.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-value.h"

#include <string.h>

/* Set in a printed state when the task was preempted while runnable */
#define STATE_PREEMPTED 0x100

static inline gboolean
is_key_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The key that ends at @equals; empty if there is none. */
static MmsTextSpan
get_key (const char *start, const char *equals)
{
  const char *p = equals;
  MmsTextSpan key = { equals, 0 };

  while (p > start && is_key_char (p[-1]))
    p--;
  if (p == equals || g_ascii_isdigit (*p))
    return key;
  if (p > start && p[-1] != ' ' && p[-1] != '(' && p[-1] != '[' && p[-1] != '{')
    return key;
  key.start = p;
  key.length = (gsize) (equals - p);
  return key;
}

const char *
mms_text_skip_array (const char *start, const char *end)
{
  const char *close;

  if (end - start < 7 || memcmp (start, "ARRAY[", 6) != 0)
    return NULL;
  close = memchr (start, ']', (gsize) (end - start));
  return close != NULL ? close + 1 : NULL;
}

/* The value that begins at @start. */
static MmsTextSpan
get_value (const char *start, const char *end)
{
  MmsTextSpan value = { start, (gsize) (end - start) };
  const char *stop = NULL;

  if (start < end && *start == '"')
    {
      for (stop = start + 1; stop < end; stop++)
        {
          if (*stop == '"' && (stop + 1 == end || stop[1] == ' '))
            {
              stop++;
              break;
            }
        }
    }
  else
    {
      if (start < end && *start == 'A')
        stop = mms_text_skip_array (start, end);
      if (stop == NULL)
        stop = memchr (start, ' ', (gsize) (end - start));
    }
  if (stop != NULL)
    value.length = (gsize) (stop - start);
  return value;
}

gboolean
mms_text_next_pair (const char **p, const char *end, MmsTextSpan *key, MmsTextSpan *value)
{
  const char *start = *p;
  const char *equals = start;

  while ((equals = memchr (equals, '=', (gsize) (end - equals))) != NULL)
    {
      *key = get_key (start, equals);
      equals++;
      if (key->length > 0 && (equals == end || *equals != '='))
        {
          *value = get_value (equals, end);
          *p = value->start + value->length;
          return TRUE;
        }
    }
  return FALSE;
}

/* The first `key=` at or behind @from; %NULL if there is none. */
static const char *
find_key (MmsTextSpan info, MmsTextSpan key, gsize from)
{
  const char *end = info.start + info.length;
  const char *equals = info.start + from + key.length;

  if (from + key.length >= info.length)
    return NULL;
  while ((equals = memchr (equals, '=', (gsize) (end - equals))) != NULL)
    {
      if (memcmp (equals - key.length, key.start, key.length) == 0
          && get_key (info.start, equals).length == key.length)
        return equals;
      equals++;
    }
  return NULL;
}

gboolean
mms_text_find_value (MmsTextSpan info, MmsTextSpan key, gsize hint, MmsTextSpan *value)
{
  const char *end = info.start + info.length;
  const char *equals = find_key (info, key, hint);

  if (equals == NULL && hint > 0)
    equals = find_key (info, key, 0);
  if (equals == NULL)
    return FALSE;

  /* A string in quotes may look like anything */
  if (memchr (info.start, '"', (gsize) (equals - info.start)) != NULL)
    {
      const char *p = info.start;
      MmsTextSpan found;

      while (mms_text_next_pair (&p, end, &found, value))
        {
          if (found.length == key.length && memcmp (found.start, key.start, key.length) == 0)
            return TRUE;
        }
      return FALSE;
    }

  *value = get_value (equals + 1, end);
  return TRUE;
}

char *
mms_text_copy_array (MmsTextSpan value)
{
  const char *p = value.start;
  const char *end = value.start + value.length;
  g_autoptr (GString) bytes = NULL;

  if (mms_text_skip_array (p, end) != end)
    return NULL;
  bytes = g_string_new (NULL);
  for (p += strlen ("ARRAY["); end - p >= 3; p += 2)
    {
      int high = g_ascii_xdigit_value (p[0]);
      int low = g_ascii_xdigit_value (p[1]);

      if (high < 0 || low < 0)
        return NULL;
      if (high == 0 && low == 0)
        break;
      g_string_append_c (bytes, (char) (16 * high + low));
      if (end - p >= 5 && p[2] == ',' && p[3] == ' ')
        p += 2;
    }
  return g_utf8_make_valid (bytes->str, (gssize) bytes->len);
}

/* Fields that events print in hexadecimal without 0x.  The second table has the names that other
 * events use for decimal numbers. */
static const char *const hex_fields[] = {
  "mm",     "prev_mm",     "next_mm",   "init_mm",  "active",  "prev_active", "loaded",
  "slot",   "real_prev",   "arg_prev",  "cpumask",  "cr3",     "seen",        "clone_flags",
  "pgd",    "tsk",
};

static const struct
{
  const char *event;
  const char *field;
} hex_event_fields[] = {
  { "active_mm", "old" },         { "active_mm", "new" },
  { "rq_lazy_mm", "old" },        { "rq_lazy_mm", "new" },
  { "rq_mm_to_mmdrop", "old" },   { "rq_mm_to_mmdrop", "new" },
  { "exec_mmap", "old" },         { "exec_mmap", "new" },
  { "switch_mm", "prev" },        { "switch_mm", "next" },
  { "membarrier_switch", "prev" }, { "membarrier_switch", "next" },
  { "state_cpu", "lazy" },        { "state_begin", "flags" },
  { "sys_enter_membarrier", "cmd" }, { "sys_enter_membarrier", "flags" },
  { "sys_enter_membarrier", "cpu_id" },
};

gboolean
mms_text_is_hex (const char *event, MmsTextSpan key)
{
  for (guint i = 0; i < G_N_ELEMENTS (hex_fields); i++)
    {
      if (mms_text_span_is (key, hex_fields[i]))
        return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (hex_event_fields); i++)
    {
      if (mms_text_span_is (key, hex_event_fields[i].field)
          && strcmp (event, hex_event_fields[i].event) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Hexadecimal digits; the groups of 32 bits of a long cpumask are separated by commas. */
static gboolean
parse_hex (const char *p, const char *end, guint64 *number)
{
  guint64 result = 0;
  guint n_digits = 0;

  for (; p < end; p++)
    {
      int digit = g_ascii_xdigit_value (*p);

      if (*p == ',' && n_digits > 0)
        continue;
      if (digit < 0 || result >> 60 != 0)
        return FALSE;
      result = result << 4 | (guint64) digit;
      n_digits++;
    }
  *number = result;
  return n_digits > 0;
}

/* A kernel address that no table knows: too long for most numbers, and with letters. */
static gboolean
is_bare_address (const char *p, const char *end)
{
  gboolean has_letter = FALSE;

  if (end - p != 16)
    return FALSE;
  for (; p < end; p++)
    {
      if (!g_ascii_isxdigit (*p))
        return FALSE;
      has_letter |= g_ascii_isalpha (*p);
    }
  return has_letter;
}

static gboolean
parse_plain (const char *p, const char *end, gboolean is_hex, guint64 *number)
{
  gboolean is_negative = p < end && *p == '-';
  guint64 result;
  const char *after;

  if (is_negative)
    p++;
  if (end - p > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
    {
      if (!parse_hex (p + 2, end, &result))
        return FALSE;
    }
  else if (is_hex || is_bare_address (p, end))
    {
      if (!parse_hex (p, end, &result))
        return FALSE;
    }
  else
    {
      after = mms_text_parse_digits (p, end, &result);
      if (after == p || after != end)
        return FALSE;
    }
  *number = is_negative ? -result : result;
  return TRUE;
}

gboolean
mms_text_parse_number (MmsTextSpan value, gboolean is_hex, guint element, guint64 *number)
{
  const char *p = value.start;
  const char *end = value.start + value.length;

  if (p == end)
    return FALSE;

  if (*p == '{')
    {
      const char *comma;

      if (end[-1] != '}')
        return FALSE;
      end--;
      for (p++; element > 0; element--)
        {
          p = memchr (p, ',', (gsize) (end - p));
          if (p == NULL)
            return FALSE;
          p++;
        }
      comma = memchr (p, ',', (gsize) (end - p));
      return parse_plain (p, comma != NULL ? comma : end, is_hex, number);
    }
  if (element > 0)
    return FALSE;
  if (parse_plain (p, end, is_hex, number))
    return TRUE;

  if (end[-1] == ')')
    {
      p = memrchr (value.start, '(', value.length);
      return p != NULL && parse_plain (p + 1, end - 1, is_hex, number);
    }
  if (mms_text_span_is (value, "true") || mms_text_span_is (value, "false"))
    {
      *number = *value.start == 't';
      return TRUE;
    }
  return FALSE;
}

gboolean
mms_text_parse_state (MmsTextSpan value, const char *letters, guint64 *number)
{
  guint64 state = 0;

  if (parse_plain (value.start, value.start + value.length, FALSE, number))
    return TRUE;
  for (gsize i = 0; i < value.length; i++)
    {
      char c = value.start[i];
      const char *letter = c != '\0' ? strchr (letters, c) : NULL;

      if (letter != NULL)
        state |= G_GUINT64_CONSTANT (1) << (letter - letters);
      else if (c == '+')
        state |= STATE_PREEMPTED;
      else if (c != '|' && c != 'R')
        return FALSE;
    }
  *number = state;
  return value.length > 0;
}
