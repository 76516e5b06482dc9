/* recent.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "recent.h"

#include <string.h>

#define APPLICATION "mmscope"
#define MAX_DEPTH   3
#define MAX_SAMPLES 200

void
mms_recent_add (const char *path)
{
  static char *groups[] = { (char *) APPLICATION, NULL };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = {
    .mime_type = (char *) "application/octet-stream",
    .app_name = (char *) APPLICATION,
    .app_exec = (char *) APPLICATION " %f",
    .groups = groups,
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static int
compare_visited (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_visited ((GtkRecentInfo *) b),
                              gtk_recent_info_get_visited ((GtkRecentInfo *) a));
}

GPtrArray *
mms_recent_list (guint max)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  items = g_list_sort (items, compare_visited);
  for (GList *item = items; item && files->len < max; item = item->next)
    if (gtk_recent_info_has_application (item->data, APPLICATION)
        && gtk_recent_info_exists (item->data))
      g_ptr_array_add (files, g_file_new_for_uri (gtk_recent_info_get_uri (item->data)));
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return files;
}

static void
collect (GPtrArray *files, const char *folder, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && files->len < MAX_SAMPLES && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".dat"))
        g_ptr_array_add (files, g_file_new_for_path (path));
      else if (depth < MAX_DEPTH && g_file_test (path, G_FILE_TEST_IS_DIR))
        collect (files, path, depth + 1);
    }
}

/* What shows most comes first: the kernels that go wrong, then the ordinary one, then its forms. */
static guint
rank (const char *path)
{
  static const char *const folders[] = { "patched", "stock" };
  g_autofree char *folder = g_path_get_dirname (path);
  guint i = 0;

  while (i < G_N_ELEMENTS (folders) && !g_str_has_suffix (folder, folders[i]))
    i++;
  return i;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const char *path_a = g_file_peek_path (*(GFile *const *) a);
  const char *path_b = g_file_peek_path (*(GFile *const *) b);
  int order = (int) rank (path_a) - (int) rank (path_b);

  return order != 0 ? order : strcmp (path_a, path_b);
}

GPtrArray *
mms_recent_list_samples (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  const char *folder = g_getenv ("MMSCOPE_SAMPLES");

  collect (files, folder && *folder ? folder : MMS_SAMPLES_DIR, 0);
  g_ptr_array_sort (files, compare_paths);
  return files;
}
