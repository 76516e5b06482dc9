/* text-file.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-file.h"

#include <errno.h>
#include <stdio.h>

#include <glib/gstdio.h>

static void
fail (GError **error, int code)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
}

char *
mms_text_file_read (const char *path,
                    gsize      *length,
                    GError    **error)
{
  FILE *file = g_fopen (path, "re");
  g_autofree char *text = NULL;

  if (file == NULL)
    {
      fail (error, errno);
      return NULL;
    }
  text = g_malloc (MMS_MAX_TEXT + 2);
  *length = fread (text, 1, MMS_MAX_TEXT + 1, file);
  if (ferror (file))
    {
      fail (error, errno);
      fclose (file);
      return NULL;
    }
  fclose (file);
  text[*length] = '\0';
  return g_realloc (g_steal_pointer (&text), *length + 1);
}
