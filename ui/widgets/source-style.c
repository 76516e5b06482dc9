/* source-style.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "source-style.h"

#include <glib/gstdio.h>

#define RESOURCES "/io/github/mmscope/mmscope/"

static const char *const schemes[] = { "mmscope", "mmscope-dark" };

GtkSourceLanguage *
mms_source_style_get_language (const char *name)
{
  static GtkSourceLanguageManager *manager;

  if (!manager)
    {
      manager = gtk_source_language_manager_new ();
      gtk_source_language_manager_append_search_path (manager,
                                                      "resource://" RESOURCES "language-specs/");
    }
  /* Litmus tests are C as well, as far as that goes. */
  if (g_str_has_suffix (name, ".litmus"))
    return gtk_source_language_manager_get_language (manager, "c");
  return gtk_source_language_manager_get_language (manager, "lazy");
}

/* Of schemes, unlike of languages, GtkSourceView 5.6 lists resources but cannot read them: it gets them as files, for
 * as long as it takes. */
static void
load_schemes (GtkSourceStyleSchemeManager *manager)
{
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", NULL);
  const char *path[] = { folder, NULL };

  if (!folder)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *resource = g_strconcat (RESOURCES "styles/", schemes[i], ".xml", NULL);
      g_autofree char *name = g_strconcat (schemes[i], ".xml", NULL);
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, 0, NULL);

      if (bytes)
        g_file_set_contents (file, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
    }
  gtk_source_style_scheme_manager_set_search_path (manager, path);
  gtk_source_style_scheme_manager_get_scheme_ids (manager);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *name = g_strconcat (schemes[i], ".xml", NULL);
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
}

GtkSourceStyleScheme *
mms_source_style_get_scheme (gboolean is_dark)
{
  static GtkSourceStyleSchemeManager *manager;
  GtkSourceStyleScheme *scheme;

  if (!manager)
    {
      manager = gtk_source_style_scheme_manager_new ();
      load_schemes (manager);
    }
  scheme = gtk_source_style_scheme_manager_get_scheme (manager, schemes[is_dark ? 1 : 0]);
  /* that can only be for want of room for the files */
  return scheme ? scheme : gtk_source_style_scheme_manager_get_scheme (
                             gtk_source_style_scheme_manager_get_default (),
                             is_dark ? "Adwaita-dark" : "Adwaita");
}
