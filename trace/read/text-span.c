/* text-span.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-span.h"

#include <string.h>

#define COMM_MAX 15

const char *
mms_text_parse_digits (const char *p, const char *end, guint64 *value)
{
  const char *start = p;
  guint64 number = 0;

  for (; p < end && g_ascii_isdigit (*p); p++)
    {
      guint digit = (guint) (*p - '0');

      if (p - start >= 19 && (p - start >= 32 || number > (G_MAXUINT64 - digit) / 10))
        return start;
      number = number * 10 + digit;
    }
  *value = number;
  return p;
}

gboolean
mms_text_span_is (MmsTextSpan span, const char *text)
{
  return strlen (text) == span.length && memcmp (span.start, text, span.length) == 0;
}

void
mms_text_copy_comm (MmsTextSpan span, char comm[16 + 1])
{
  gsize length = MIN (span.length, COMM_MAX);
  char *bad = comm;

  memcpy (comm, span.start, length);
  comm[length] = '\0';
  while (!g_utf8_validate (bad, comm + length - bad, (const char **) &bad))
    *bad++ = '?';
}
