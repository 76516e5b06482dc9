/* dat-print.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-print.h"

#include <string.h>

/* Longer ones exist (some syscalls'), but none whose numbers matter here. */
#define MAX_ARGUMENTS 256

static const char *
skip_spaces (const char *at, const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  return at;
}

/* Behind the closing quote of the literal that @at opens. */
static const char *
skip_literal (const char *at, const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\')
      at++;
  return MIN (at + 1, end);
}

/* The end of one argument: a comma outside of all brackets and literals, or the text's end. */
static const char *
find_argument_end (const char *at, const char *end)
{
  guint depth = 0;

  while (at < end)
    {
      if (*at == '"')
        {
          at = skip_literal (at, end);
          continue;
        }
      if (*at == '(' || *at == '{' || *at == '[')
        depth++;
      else if ((*at == ')' || *at == '}' || *at == ']') && depth > 0)
        depth--;
      else if (*at == ',' && depth == 0)
        break;
      at++;
    }
  return at;
}

/* The field that an argument names, if it is that field and nothing more than casts. */
static int
find_field (const MmsKind *kind, const char *at, const char *end)
{
  const char *rec = memmem (at, end - at, "REC->", 5);
  const char *stop;
  g_autofree char *name = NULL;

  if (rec == NULL)
    return -1;
  for (; at < rec; at++)
    if (!g_ascii_isalpha (*at) && !g_ascii_isspace (*at) && !strchr ("_()*", *at))
      return -1;

  rec += 5;
  for (stop = rec; stop < end && (g_ascii_isalnum (*stop) || *stop == '_');)
    stop++;
  name = g_strndup (rec, stop - rec);
  /* "REC->caller[0]" tells of all elements. */
  for (; stop < end; stop++)
    if (!g_ascii_isspace (*stop) && !g_ascii_isdigit (*stop) && !strchr (")[]", *stop))
      return -1;

  return mms_kind_find_field (kind, name);
}

static void
set_look (MmsDatFormat *format,
          MmsKind *kind,
          const char *argument,
          const char *argument_end,
          MmsDatShow show)
{
  g_autofree char *name = NULL;
  g_autoptr (MmsDatWords) words = mms_dat_words_read (argument, argument_end - argument, &name);
  int index = words ? mms_kind_find_field (kind, name) : find_field (kind, argument, argument_end);
  MmsDatLook *look;
  MmsField *field;

  if (index < 0)
    return;

  look = &g_array_index (format->looks, MmsDatLook, index);
  field = &g_array_index (kind->fields, MmsField, index);
  if (words)
    {
      if (look->words == NULL)
        look->words = g_steal_pointer (&words);
      return;
    }
  /* Smaller numbers became ints before they were printed, and kept their sign. */
  if (show == MMS_DAT_SHOW_SIGNED && field->element_size < 4)
    return;
  if (show == MMS_DAT_SHOW_NUMBER)
    return;

  look->show = show;
  field->is_pointer = show == MMS_DAT_SHOW_HEX || show == MMS_DAT_SHOW_SYMBOL;
}

/**
 * read_conversion:
 * @at: (inout): behind the percent sign; moved behind the conversion
 * @n_stars: (out): arguments that its width and precision take
 *
 * Returns: how it shows a number
 */
static MmsDatShow
read_conversion (const char **at, const char *end, guint *n_stars, gboolean *is_percent)
{
  char conversion;

  *n_stars = 0;
  *is_percent = FALSE;
  for (; *at < end && strchr ("-+ #0123456789.*hlLqjzt", **at); (*at)++)
    if (**at == '*')
      (*n_stars)++;
  if (*at >= end)
    return MMS_DAT_SHOW_NUMBER;

  conversion = *(*at)++;
  *is_percent = conversion == '%';
  if (conversion == 'p')
    {
      if (*at < end && strchr ("sSfFB", **at))
        return MMS_DAT_SHOW_SYMBOL;
      return MMS_DAT_SHOW_HEX;
    }
  if (conversion == 'd' || conversion == 'i')
    return MMS_DAT_SHOW_SIGNED;
  return conversion == 'x' || conversion == 'X' ? MMS_DAT_SHOW_HEX : MMS_DAT_SHOW_NUMBER;
}

void
mms_dat_print_read (MmsDatFormat *format, MmsKind *kind, const char *text, gsize size)
{
  const char *end = text + size;
  const char *at;
  const char *literal;
  const char *literal_end;
  guint n_arguments = 0;

  if (size < 10 || strncmp (text, "print fmt:", 10) != 0)
    return;

  literal = skip_spaces (text + 10, end);
  if (literal >= end || *literal != '"')
    return;
  literal_end = skip_literal (literal, end);

  /* Literal and arguments are walked side by side. */
  at = skip_spaces (literal_end, end);
  for (literal++; literal < literal_end && n_arguments < MAX_ARGUMENTS;)
    {
      MmsDatShow show;
      guint n_stars;
      gboolean is_percent;

      if (*literal++ != '%')
        continue;
      show = read_conversion (&literal, literal_end, &n_stars, &is_percent);
      if (is_percent)
        continue;

      for (guint i = 0; i <= n_stars; i++, n_arguments++)
        {
          const char *argument;

          if (at >= end || *at != ',')
            return;
          argument = at + 1;
          at = find_argument_end (argument, end);
          if (i == n_stars)
            set_look (format, kind, argument, at, show);
        }
    }
}
