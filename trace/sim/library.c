/* library.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "library.h"

#include <string.h>

#include "language.h"
#include "text-file.h"

struct _MmsLibrary
{
  char *folder;
  GPtrArray *shelves[MMS_N_LIBRARY_SHELVES]; /* MmsLibraryEntry */
};

static const struct
{
  const char *folder;
  const char *suffix;
} shelves[] = {
  [MMS_LIBRARY_SCHEMES] = { "schemes", ".lazy" },
  [MMS_LIBRARY_SCENARIOS] = { "scenarios", ".lazy" },
  [MMS_LIBRARY_LITMUS] = { "litmus", ".litmus" },
};

static void
free_entry (gpointer data)
{
  MmsLibraryEntry *entry = data;

  g_free (entry->id);
  g_free (entry->stem);
  g_free (entry->name);
  g_free (entry->title);
  g_free (entry->path);
  g_free (entry);
}

int
mms_library_compare_ids (const char *a, const char *b)
{
  while (*a != '\0' && *b != '\0')
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          char *a_end;
          char *b_end;
          guint64 a_number = g_ascii_strtoull (a, &a_end, 10);
          guint64 b_number = g_ascii_strtoull (b, &b_end, 10);

          if (a_number != b_number)
            return a_number < b_number ? -1 : 1;
          a = a_end;
          b = b_end;
          continue;
        }
      if (*a != *b)
        return *a < *b ? -1 : 1;
      a++;
      b++;
    }
  return (*a != '\0') - (*b != '\0');
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return mms_library_compare_ids ((*(const MmsLibraryEntry *const *) a)->id,
                                  (*(const MmsLibraryEntry *const *) b)->id);
}

/* (nullable): what is in the file for that shelf */
static MmsLibraryEntry *
read_entry (MmsLibraryShelf shelf, const char *path, const char *stem)
{
  g_autoptr (MmsLanguageHead) head = NULL;
  MmsLibraryEntry *entry;
  g_autofree char *text = NULL;
  gsize length;

  entry = g_new0 (MmsLibraryEntry, 1);
  entry->path = g_strdup (path);
  entry->stem = g_strdup (stem);
  if (shelf == MMS_LIBRARY_LITMUS)
    {
      entry->id = g_strdup (stem);
      return entry;
    }
  text = mms_text_file_read (path, &length, NULL);
  if (text != NULL)
    head = mms_language_read_head (text, (gssize) MIN (length, MMS_MAX_TEXT));
  if (head != NULL && shelf == MMS_LIBRARY_SCHEMES)
    {
      entry->id = g_strdup (head->scheme);
      entry->title = g_strdup (head->scheme_title);
    }
  else if (head != NULL)
    {
      entry->id = g_strdup (head->scenario);
      entry->name = g_strdup (head->scenario_name);
      entry->title = g_strdup (head->title);
    }
  if (entry->id != NULL)
    return entry;
  /* What others include: no scheme or scenario by itself. */
  free_entry (entry);
  return NULL;
}

static void
fill_shelf (MmsLibrary *library, MmsLibraryShelf shelf)
{
  g_autofree char *folder = g_build_filename (library->folder, shelves[shelf].folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  library->shelves[shelf] = g_ptr_array_new_with_free_func (free_entry);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *stem = NULL;
      MmsLibraryEntry *entry;

      if (!g_str_has_suffix (name, shelves[shelf].suffix))
        continue;
      stem = g_strndup (name, strlen (name) - strlen (shelves[shelf].suffix));
      entry = read_entry (shelf, path, stem);
      if (entry != NULL)
        g_ptr_array_add (library->shelves[shelf], entry);
    }
  g_ptr_array_sort (library->shelves[shelf], compare_entries);
}

MmsLibrary *
mms_library_open_folder (const char *folder)
{
  MmsLibrary *library = g_new0 (MmsLibrary, 1);

  library->folder = g_strdup (folder);
  for (guint i = 0; i < MMS_N_LIBRARY_SHELVES; i++)
    fill_shelf (library, i);
  return library;
}

/* Whether this program is the one in the folder that it was built in. */
static gboolean
is_built_here (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, MMSCOPE_BUILD_FOLDER "/");
}

static gboolean
is_folder (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

MmsLibrary *
mms_library_open (void)
{
  const char *chosen = g_getenv ("MMSCOPE_SAMPLES");

  if (chosen == NULL || *chosen == '\0')
    chosen = is_built_here () && is_folder (MMSCOPE_SOURCE_SAMPLES) ? MMSCOPE_SOURCE_SAMPLES
                                                                    : MMSCOPE_INSTALLED_SAMPLES;
  return mms_library_open_folder (chosen);
}

void
mms_library_free (MmsLibrary *library)
{
  for (guint i = 0; i < MMS_N_LIBRARY_SHELVES; i++)
    g_ptr_array_unref (library->shelves[i]);
  g_free (library->folder);
  g_free (library);
}

const char *
mms_library_get_folder (const MmsLibrary *library)
{
  return library->folder;
}

GPtrArray *
mms_library_list (const MmsLibrary *library, MmsLibraryShelf shelf)
{
  return library->shelves[shelf];
}

const MmsLibraryEntry *
mms_library_find (const MmsLibrary *library, MmsLibraryShelf shelf, const char *name)
{
  const MmsLibraryEntry *second = NULL;

  for (guint i = 0; i < library->shelves[shelf]->len; i++)
    {
      const MmsLibraryEntry *entry = g_ptr_array_index (library->shelves[shelf], i);

      if (g_ascii_strcasecmp (entry->id, name) == 0)
        return entry;
      if (second == NULL
          && (g_ascii_strcasecmp (entry->stem, name) == 0
              || (entry->name != NULL && g_ascii_strcasecmp (entry->name, name) == 0)))
        second = entry;
    }
  return second;
}
