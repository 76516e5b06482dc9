/* dat-declaration.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-declaration.h"

#include <string.h>

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static const char *
skip_blanks (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;
  return at;
}

/* "TYPE NAME" or "TYPE NAME[ARRAY]" */
static gboolean
split (MmsDatDeclaration *declaration, const char *at, const char *end)
{
  const char *name;

  while (end > at && g_ascii_isspace (end[-1]))
    end--;

  /* "char comm[16]", but also "__data_loc char[] comm", whose brackets belong to the type. */
  if (end > at && end[-1] == ']')
    {
      const char *bracket = end - 1;

      while (bracket > at && *bracket != '[')
        bracket--;
      if (*bracket != '[')
        return FALSE;
      declaration->array = bracket + 1;
      declaration->array_size = end - 1 - declaration->array;
      end = bracket;
    }

  name = end;
  while (name > at && is_name (name[-1]))
    name--;
  if (name == end)
    return FALSE;
  declaration->name = name;
  declaration->name_size = end - name;

  while (name > at && g_ascii_isspace (name[-1]))
    name--;
  declaration->type = at;
  declaration->type_size = name - at;
  return TRUE;
}

/* "KEY:NUMBER;" somewhere in the line; a kernel may not tell all of them. */
static gboolean
find_number (const char *at, const char *end, const char *key, guint64 *number)
{
  gsize key_size = strlen (key);
  guint64 value = 0;
  gboolean is_negative;
  const char *digits;

  at = memmem (at, end - at, key, key_size);
  if (at == NULL)
    return FALSE;

  digits = skip_blanks (at + key_size, end);
  is_negative = digits < end && *digits == '-';
  if (is_negative)
    digits++;
  for (at = digits; at < end && g_ascii_isdigit (*at) && at - digits < 10; at++)
    value = value * 10 + (*at - '0');
  if (at == digits || is_negative)
    return FALSE;

  *number = value;
  return TRUE;
}

gboolean
mms_dat_declaration_read (MmsDatDeclaration *declaration, const char **text, const char *end)
{
  while (*text < end)
    {
      const char *line = *text;
      const char *line_end = memchr (line, '\n', end - line);
      const char *semicolon;
      guint64 number = 0;

      if (line_end == NULL)
        line_end = end;
      *text = MIN (line_end + 1, end);

      line = skip_blanks (line, line_end);
      if (line_end - line >= 10 && strncmp (line, "print fmt:", 10) == 0)
        {
          *text = line;
          return FALSE;
        }
      if (line_end - line < 6 || strncmp (line, "field:", 6) != 0)
        continue;

      line = skip_blanks (line + 6, line_end);
      semicolon = memchr (line, ';', line_end - line);
      *declaration = (MmsDatDeclaration) { 0 };
      if (semicolon == NULL || !split (declaration, line, semicolon)
          || !find_number (semicolon, line_end, "offset:", &declaration->offset)
          || !find_number (semicolon, line_end, "size:", &declaration->size))
        continue;

      if (find_number (semicolon, line_end, "signed:", &number))
        declaration->is_signed = number != 0;
      return TRUE;
    }

  return FALSE;
}

gboolean
mms_dat_declaration_is_named (const MmsDatDeclaration *declaration, const char *name)
{
  return strlen (name) == declaration->name_size
         && strncmp (declaration->name, name, declaration->name_size) == 0;
}
