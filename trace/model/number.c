/* number.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "number.h"

gboolean
mms_number_parse (const char *text, guint base, guint64 min, guint64 max, guint64 *number)
{
  guint64 value = 0;

  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    {
      int digit = g_ascii_xdigit_value (*text);

      if (digit < 0 || (guint) digit >= base || value > (G_MAXUINT64 - (guint) digit) / base)
        return FALSE;
      value = value * base + (guint) digit;
    }
  if (value < min || value > max)
    return FALSE;
  *number = value;
  return TRUE;
}
