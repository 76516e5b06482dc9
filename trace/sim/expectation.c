/* expectation.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "expectation.h"

#include <string.h>

enum
{
  COLUMN_SCENARIO,
  COLUMN_SCHEME,
  COLUMN_CELL,
  COLUMN_SC,
  COLUMN_TSO,
  COLUMN_WEAK,
  COLUMN_CONFIDENCE,
  N_COLUMNS
};

static void
free_expectation (gpointer data)
{
  MmsExpectation *expectation = data;

  g_free (expectation->scenario);
  g_free (expectation->scheme);
  g_free (expectation->cell);
  for (guint i = 0; i < MMS_N_MEMORIES; i++)
    {
      g_free (expectation->words[i]);
      g_free (expectation->corrected[i]);
    }
  g_free (expectation->confidence);
  g_free (expectation);
}

GPtrArray *
mms_expectations_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) expectations = g_ptr_array_new_with_free_func (free_expectation);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean has_head = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
      MmsExpectation *expectation;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      if (g_strv_length (columns) != N_COLUMNS)
        {
          g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT,
                       "line %u has %u columns, not %u", i + 1, g_strv_length (columns), N_COLUMNS);
          return NULL;
        }
      if (!has_head)
        {
          has_head = TRUE;
          continue;
        }
      expectation = g_new0 (MmsExpectation, 1);
      expectation->scenario = g_strdup (columns[COLUMN_SCENARIO]);
      expectation->scheme = g_strdup (columns[COLUMN_SCHEME]);
      expectation->cell = g_strdup (columns[COLUMN_CELL]);
      expectation->words[MMS_MEMORY_SC] = g_strdup (columns[COLUMN_SC]);
      expectation->words[MMS_MEMORY_TSO] = g_strdup (columns[COLUMN_TSO]);
      expectation->words[MMS_MEMORY_WEAK] = g_strdup (columns[COLUMN_WEAK]);
      expectation->confidence = g_strdup (columns[COLUMN_CONFIDENCE]);
      g_ptr_array_add (expectations, expectation);
    }
  return g_steal_pointer (&expectations);
}

enum
{
  CORRECTION_SCENARIO,
  CORRECTION_SCHEME,
  CORRECTION_SC,
  CORRECTION_TSO,
  CORRECTION_WEAK,
  N_CORRECTIONS
};

static MmsExpectation *
find_cell (GPtrArray *expectations, const char *scenario, const char *scheme)
{
  for (guint i = 0; i < expectations->len; i++)
    {
      MmsExpectation *expectation = g_ptr_array_index (expectations, i);

      if (strcmp (expectation->scenario, scenario) == 0
          && strcmp (expectation->scheme, scheme) == 0)
        return expectation;
    }
  return NULL;
}

gboolean
mms_expectations_correct (GPtrArray *expectations, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean has_head = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);
      MmsExpectation *expectation;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      if (g_strv_length (columns) != N_CORRECTIONS)
        {
          g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT,
                       "line %u has %u columns, not %u", i + 1, g_strv_length (columns),
                       N_CORRECTIONS);
          return FALSE;
        }
      if (!has_head)
        {
          has_head = TRUE;
          continue;
        }
      expectation = find_cell (expectations, columns[CORRECTION_SCENARIO],
                               columns[CORRECTION_SCHEME]);
      if (expectation == NULL)
        {
          g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_TEXT,
                       "line %u: the table has no cell %s %s", i + 1, columns[CORRECTION_SCENARIO],
                       columns[CORRECTION_SCHEME]);
          return FALSE;
        }
      for (guint memory = 0; memory < MMS_N_MEMORIES; memory++)
        if (*columns[CORRECTION_SC + memory] != '\0')
          {
            g_free (expectation->corrected[memory]);
            expectation->corrected[memory] = g_strdup (columns[CORRECTION_SC + memory]);
          }
    }
  return TRUE;
}

static gboolean
read_corrections (GPtrArray *expectations, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "verdicts", "corrected.tsv", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL)
      || mms_expectations_correct (expectations, text, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

GPtrArray *
mms_expectations_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "verdicts", "expected.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) expectations = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  expectations = mms_expectations_parse (text, error);
  if (expectations == NULL)
    g_prefix_error (error, "%s: ", path);
  if (expectations == NULL || !read_corrections (expectations, folder, error))
    return NULL;
  return g_steal_pointer (&expectations);
}

static gboolean
has_id (const GPtrArray *ids, const char *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (strcmp (g_ptr_array_index (ids, i), id) == 0)
      return TRUE;
  return FALSE;
}

/* What is found need not be all that was expected for information. */
static MmsAgreement
compare_safe (gboolean is_finished, const GPtrArray *violations)
{
  if (violations->len > 0)
    return MMS_AGREEMENT_NONE;
  return is_finished ? MMS_AGREEMENT_EXACT : MMS_AGREEMENT_OPEN;
}

static MmsAgreement
compare_ids (char **ids, gboolean is_finished, const GPtrArray *violations,
             const GPtrArray *information)
{
  guint n_violations = 0;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (has_id (violations, ids[i]))
        n_violations++;
      else if (!has_id (information, ids[i]))
        return is_finished ? MMS_AGREEMENT_NONE : MMS_AGREEMENT_OPEN;
    }
  /* Expected to be found, and found to be of no weight */
  if (n_violations == 0)
    return is_finished ? MMS_AGREEMENT_NONE : MMS_AGREEMENT_OPEN;
  return n_violations == violations->len ? MMS_AGREEMENT_EXACT : MMS_AGREEMENT_MORE;
}

static MmsAgreement
compare_one (const char *words, gboolean is_finished, const GPtrArray *violations,
             const GPtrArray *information)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));
  g_auto (GStrv) list = g_strsplit (stripped, " ", -1);

  if (g_strcmp0 (list[0], "ok") == 0)
    return compare_safe (is_finished, violations);
  return compare_ids (list, is_finished, violations, information);
}

MmsAgreement
mms_expectation_compare (const char      *words,
                         gboolean         is_finished,
                         const GPtrArray *violations,
                         const GPtrArray *information)
{
  g_auto (GStrv) alternatives = g_strsplit (words, "/", -1);
  MmsAgreement best = MMS_AGREEMENT_NONE;
  gboolean is_open = FALSE;

  if (strcmp (words, "?") == 0 || strcmp (words, "-") == 0 || *words == '\0')
    return MMS_AGREEMENT_UNASKED;
  for (guint i = 0; alternatives[i] != NULL; i++)
    {
      MmsAgreement agreement
          = compare_one (alternatives[i], is_finished, violations, information);

      if (agreement == MMS_AGREEMENT_OPEN)
        is_open = TRUE;
      else
        best = MIN (best, agreement);
    }
  return best == MMS_AGREEMENT_NONE && is_open ? MMS_AGREEMENT_OPEN : best;
}

MmsAgreement
mms_expectation_judge (const MmsExpectation *expectation,
                       MmsMemory             memory,
                       gboolean              is_finished,
                       const GPtrArray      *violations,
                       const GPtrArray      *information)
{
  const char *corrected = expectation->corrected[memory];
  MmsAgreement agreement = mms_expectation_compare (expectation->words[memory], is_finished,
                                                    violations, information);

  if (agreement != MMS_AGREEMENT_NONE || corrected == NULL)
    return agreement;
  agreement = mms_expectation_compare (corrected, is_finished, violations, information);
  return agreement <= MMS_AGREEMENT_MORE ? MMS_AGREEMENT_CORRECTED : agreement;
}

gboolean
mms_expectation_applies (const char *words)
{
  return strcmp (words, "-") != 0;
}
