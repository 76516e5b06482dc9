/* score.c - what the scores have in common, and the program
 *
 *   score [-v] [truth|samples|counts|changes|dangling|end|findings|clean|cut]...      all of them without a word
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "score.h"

#include <string.h>

gboolean mms_score_is_verbose;

void
mms_score_add (MmsScore *score, MmsHistory *history, MmsPoint point, gboolean is_mm, guint64 truth)
{
  guint64 value;

  if (point.provenance == MMS_UNKNOWN)
    {
      score->n_unknown++;
      return;
    }
  value = is_mm ? mms_history_get_mm (history, (guint) point.value)->pointer
                : (guint64) point.value;
  if (value == truth)
    score->n_right++;
  else
    score->n_wrong++;
}

guint
mms_score_total (const MmsScore *score)
{
  return score->n_right + score->n_wrong + score->n_unknown;
}

double
mms_score_unknown (const MmsScore *score)
{
  guint total = mms_score_total (score);

  return total == 0 ? 0 : (double) score->n_unknown / total;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Longest first, since ".txt" ends ".trace.txt" too. */
static const char *const suffixes[] = { ".report.txt.gz", ".trace.txt.gz", ".txt.gz", ".report.txt",
                                        ".trace.txt",     ".txt",          ".dat" };

static const char *
find_suffix (const char *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      if (g_str_has_suffix (file, suffixes[i]))
        return suffixes[i];
    }
  return NULL;
}

GPtrArray *
mms_score_list (const char *folder)
{
  /* Texts without names, CPUs or times: that they are refused is for the reader's tests. */
  static const char *const unreadable[]
      = { "opt-bin.txt", "opt-hex.txt", "opt-nocontext.txt", "opt-raw.txt", NULL };
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      if (find_suffix (file) != NULL && !g_strv_contains (unreadable, file))
        g_ptr_array_add (files, g_strdup (file));
    }
  g_ptr_array_sort (files, compare_names);
  return files;
}

char *
mms_score_beside (const char *folder, const char *file, const char *suffix)
{
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (find_suffix (file)));

  return g_strdup_printf ("%s/%s%s", folder, name, suffix);
}

MmsDocument *
mms_score_open (const char *folder, const char *file, MmsReplayMode mode)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, mode, NULL, &error);

  if (document == NULL)
    g_error ("%s: %s", path, error->message);
  return document;
}

typedef struct
{
  const char *name;
  const char *folder;
  gboolean (*run) (const char *folder);
} Table;

static const Table tables[] = {
  { "truth", "stock", mms_score_truth },        { "samples", "stock", mms_score_samples },
  { "counts", "stock", mms_score_counts },
  { "changes", "patched", mms_score_changes },
  { "truth", "kit", mms_score_truth },          { "samples", "kit", mms_score_samples },
  { "counts", "kit", mms_score_counts },
  { "dangling", "patched", mms_score_dangling }, { "end", "patched", mms_score_end },
  { "findings", "", mms_score_detectors },
  { "clean", "", mms_score_clean },              { "cut", "", mms_score_cut },
};

int
main (int argc, char **argv)
{
  const char *samples = g_getenv ("MMSCOPE_SAMPLES_DIR");
  gboolean is_reached = TRUE;
  int first = 1;

  mms_score_is_verbose = argc > 1 && strcmp (argv[1], "-v") == 0;
  if (mms_score_is_verbose)
    first++;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *folder = NULL;
      gboolean is_wanted = argc <= first;

      for (int a = first; a < argc; a++)
        is_wanted |= strcmp (argv[a], tables[i].name) == 0;
      if (!is_wanted)
        continue;
      folder = g_build_filename (samples != NULL ? samples : "samples", "captures",
                                 tables[i].folder, NULL);
      is_reached &= tables[i].run (folder);
    }
  return is_reached ? 0 : 1;
}
