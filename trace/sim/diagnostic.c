/* diagnostic.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "diagnostic.h"

#include <string.h>

/* A longer line is cut around the column. */
#define MAX_SHOWN 160

/* @line of @text, so much of it as is shown around @column, which is moved accordingly.  Whatever
 * would move the cursor is shown as a blank. */
static char *
take_line (const char *text, guint line, guint *column)
{
  GString *shown = g_string_new (NULL);
  const char *p = text;
  guint first;

  for (guint i = 1; i < line && p != NULL; i++)
    {
      p = strchr (p, '\n');
      if (p != NULL)
        p++;
    }
  first = *column > MAX_SHOWN * 3 / 4 ? *column - MAX_SHOWN / 2 : 1;
  for (guint i = 1; p != NULL && *p != '\0' && *p != '\n' && i < first + MAX_SHOWN; i++)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          c = 0xfffd;
          p++;
        }
      else
        p = g_utf8_next_char (p);
      if (i >= first)
        g_string_append_unichar (shown, g_unichar_isprint (c) ? c : ' ');
    }
  *column -= first - 1;
  return g_string_free (shown, FALSE);
}

MmsDiagnostic *
mms_diagnostic_new (const char *file, const char *text, MmsPosition at, const char *message)
{
  MmsDiagnostic *diagnostic = g_new0 (MmsDiagnostic, 1);
  guint column = MAX (at.column, 1);

  diagnostic->message = g_strdup (message);
  if (file == NULL || at.line == 0)
    return diagnostic;
  diagnostic->file = g_strdup (file);
  diagnostic->line = at.line;
  diagnostic->column = at.column;
  diagnostic->text = take_line (text, at.line, &column);
  return diagnostic;
}

void
mms_diagnostic_free (MmsDiagnostic *diagnostic)
{
  if (diagnostic == NULL)
    return;
  g_free (diagnostic->file);
  g_free (diagnostic->message);
  g_free (diagnostic->text);
  g_free (diagnostic);
}

char *
mms_diagnostic_to_string (const MmsDiagnostic *diagnostic)
{
  guint column = diagnostic->column;

  if (diagnostic->file == NULL)
    return g_strdup_printf ("%s\n", diagnostic->message);
  if (column > MAX_SHOWN * 3 / 4)
    column = MAX_SHOWN / 2 + 1;
  return g_strdup_printf ("%s:%u:%u: %s\n%s\n%*s^\n", diagnostic->file, diagnostic->line,
                          diagnostic->column, diagnostic->message, diagnostic->text,
                          (int) MAX (column, 1) - 1, "");
}
