/* captures.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "captures.h"

#include <string.h>

#include "read/readers.h"

static const char *
get_folder (void)
{
  static char *folder;

  if (folder == NULL)
    {
      const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");

      g_assert_nonnull (samples);
      folder = g_build_filename (samples, "captures", NULL);
    }
  return folder;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
captures_list (void)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folders = g_dir_open (get_folder (), 0, NULL);
  const char *group;

  g_assert_nonnull (folders);
  while ((group = g_dir_read_name (folders)))
    {
      g_autofree char *folder = g_build_filename (get_folder (), group, NULL);
      g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
      const char *name;

      while (files && (name = g_dir_read_name (files)))
        if (g_str_has_suffix (name, ".dat"))
          g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }

  g_ptr_array_sort (paths, compare_paths);
  g_assert_cmpuint (paths->len, >, 0);
  return paths;
}

const char *
captures_get_name (const char *path)
{
  g_assert_true (g_str_has_prefix (path, get_folder ()));
  return path + strlen (get_folder ()) + 1;
}

MmsTrace *
captures_read_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.dat");

  if (!mms_dat_read (bytes, builder, NULL, error))
    return NULL;
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

MmsTrace *
captures_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &error);
  g_autoptr (GBytes) bytes = NULL;
  MmsTrace *trace;

  g_assert_no_error (error);
  bytes = g_mapped_file_get_bytes (file);
  g_assert_true (mms_dat_is_trace (bytes));
  trace = captures_read_bytes (bytes, &error);
  g_assert_no_error (error);
  return trace;
}
