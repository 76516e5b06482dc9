/* text-prefix.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-prefix.h"

#include <string.h>

/* Names of hosts are short, and so are dates. */
#define SYSLOG_MAX 160

/* Where @p begins as @shape says: `9` stands for a digit, `a` for a letter, `_` for a digit or a
 * blank, all else for itself.  Returns: what follows; %NULL */
static const char *
skip_shape (const char *p, const char *end, const char *shape)
{
  for (; *shape != '\0'; shape++, p++)
    {
      if (p == end)
        return NULL;
      if (*shape == '9' ? !g_ascii_isdigit (*p)
          : *shape == 'a' ? !g_ascii_isalpha (*p)
          : *shape == '_' ? !g_ascii_isdigit (*p) && *p != ' '
                          : *p != *shape)
        return NULL;
    }
  return p;
}

static const char *
skip_syslog (const char *line, const char *end)
{
  static const char *const dates[] = { "aaa _9 99:99:99", "9999-99-99T99:99:99" };
  static const char kernel[] = " kernel: ";
  const char *found;
  const char *p = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dates) && p == NULL; i++)
    p = skip_shape (line, end, dates[i]);
  if (p == NULL)
    return line;
  found = memmem (p, (gsize) MIN (end - p, SYSLOG_MAX), kernel, sizeof kernel - 1);
  return found != NULL ? found + sizeof kernel - 1 : line;
}

static const char *
skip_kmsg (const char *line, const char *end)
{
  const char *p = line;
  guint64 number;

  for (guint i = 0; i < 3; i++)
    {
      const char *after = mms_text_parse_digits (p, end, &number);

      if (after == p || after == end || *after != ',')
        return line;
      p = after + 1;
    }
  p = memchr (p, ';', (gsize) MIN (end - p, 64));
  return p != NULL ? p + 1 : line;
}

static const char *
skip_level (const char *line, const char *end)
{
  guint64 level;
  const char *after;

  if (line == end || *line != '<')
    return line;
  after = mms_text_parse_digits (line + 1, end, &level);
  return after != line + 1 && after < end && *after == '>' ? after + 1 : line;
}

/* `[   34.567890] ` */
static const char *
skip_stamp (const char *line, const char *end)
{
  const char *p = line;
  const char *after;
  guint64 number;

  if (p == end || *p != '[')
    return line;
  for (p++; p < end && *p == ' '; p++)
    continue;
  after = mms_text_parse_digits (p, end, &number);
  if (after == p || after == end || *after != '.')
    return line;
  p = mms_text_parse_digits (after + 1, end, &number);
  if (p == after + 1 || p == end || *p != ']')
    return line;
  p++;

  /* The task or CPU that prints, where the kernel was built to tell */
  if (p < end && *p == '[')
    {
      const char *close = memchr (p, ']', (gsize) MIN (end - p, 16));

      if (close == NULL)
        return line;
      p = close + 1;
    }
  return p < end && *p == ' ' ? p + 1 : line;
}

const char *
mms_text_skip_prefix (const char *line, const char *end)
{
  const char *p;

  if (line == end)
    return line;
  /* Nearly all lines begin with a blank. */
  switch (*line)
    {
    case ' ':
    case '#':
      return line;
    case '<':
      /* `<idle>-0` is a task, `<0>[` is not. */
      p = skip_level (line, end);
      return p < end && *p == '[' ? skip_stamp (p, end) : line;
    case '[':
      return skip_stamp (line, end);
    default:
      break;
    }

  p = g_ascii_isdigit (*line) ? skip_kmsg (line, end) : line;
  if (p != line)
    return p;
  p = skip_syslog (line, end);
  return p != line ? skip_stamp (p, end) : line;
}

const char *
mms_text_skip_byte_order_mark (const char *text, const char *end)
{
  static const char mark[] = { '\xef', '\xbb', '\xbf' };

  return (gsize) (end - text) >= sizeof mark && memcmp (text, mark, sizeof mark) == 0
             ? text + sizeof mark
             : text;
}
