/* documents.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "documents.h"

#include <glib/gstdio.h>

static MmsView *
open_path (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsDocument) document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);
  MmsView *view = mms_view_new ();

  g_assert_no_error (error);
  g_assert_nonnull (document);
  mms_view_set_document (view, document);
  return view;
}

MmsView *
open_capture (const char *name)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  g_autofree char *path = NULL;

  g_assert_nonnull (samples);
  path = g_build_filename (samples, "captures", name, NULL);
  return open_path (path);
}

static MmsView *
open_text (const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", &error);
  g_autofree char *path = NULL;
  MmsView *view;

  g_assert_no_error (error);
  path = g_build_filename (folder, name, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  view = open_path (path);
  g_remove (path);
  g_rmdir (folder);
  return view;
}

MmsView *
open_lines (const char *lines)
{
  g_autofree char *text = g_strconcat ("# tracer: nop\n#\n", lines, NULL);

  return open_text ("lines.txt", text);
}

MmsView *
open_json (const char *lines)
{
  return open_text ("trace.json", lines);
}
