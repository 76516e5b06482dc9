/* printable.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "printable.h"

char *
mms_make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *printable = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c))
        g_string_append_c (printable, '?');
      else
        g_string_append_unichar (printable, c);
    }

  return g_string_free (printable, FALSE);
}
