/* texts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

#include <glib/gstdio.h>

MmsDocument *
texts_open (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  MmsDocument *document;
  int fd = g_file_open_tmp ("mmscope-XXXXXX.txt", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  return document;
}
