/* score-detectors.c - which detectors speak above information, capture by capture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "score.h"

#include <string.h>

#include "check/check.h"

/* Ids in front are those that others follow from: each finding of a faulty capture has one of
 * these for its root, and each of these is found. */
static const struct
{
  const char *capture;
  const char *causes;
  const char *consequences;
} faulty[] = {
  { "hazard_cpumask-exit", "D30", "D05 D06 D07 D15" }, /* the mask was empty */
  { "hazard_nokeep-exit", "D27", "D05 D06 D15" },      /* a reference was dropped while lazy */
  { "hazard_skip-exit", "D30", "D05 D06 D15" },        /* the fixup skips CPU 1 */
  { "nolazy-exit", "D15", "D06" },                     /* the exiting task is a borrower, too */
  { "shootdown-exit", "D30", "D06 D15" },              /* the mask was empty */
  { "refcount-mbmiss", "D46", "" },                    /* membarrier skips CPU 1 */
  { "stock-mbmiss", "D46", "" },                       /* the same, in a stock kernel */
};

static gboolean
is_listed (const char *ids, const char *id)
{
  g_auto (GStrv) list = g_strsplit (ids, " ", -1);

  return g_strv_contains ((const char *const *) list, id);
}

/* "D05:3 D15:3"; "-" for none. */
static char *
count_ids (GPtrArray *findings)
{
  const MmsDetectorInfo *const *infos = mms_check_list ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; infos[i] != NULL; i++)
    {
      guint count = 0;

      for (guint f = 0; f < findings->len; f++)
        {
          const MmsFinding *finding = g_ptr_array_index (findings, f);

          count += finding->severity > MMS_SEVERITY_INFO && g_str_equal (finding->id, infos[i]->id);
        }
      if (count > 0)
        g_string_append_printf (text, "%s%s:%u", text->len > 0 ? " " : "", infos[i]->id, count);
    }
  if (text->len == 0)
    g_string_append_c (text, '-');
  return g_string_free (text, FALSE);
}

static gboolean
has_id (GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity > MMS_SEVERITY_INFO && g_str_equal (finding->id, id))
        return TRUE;
    }
  return FALSE;
}

/* What is told beyond what is expected, or without its cause. */
static gboolean
is_as_expected (GPtrArray *findings, const char *causes, const char *consequences)
{
  g_auto (GStrv) wanted = g_strsplit (causes, " ", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (*wanted[i] != '\0' && !has_id (findings, wanted[i]))
        return FALSE;
    }
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      const MmsFinding *root = g_ptr_array_index (findings, finding->root);

      if (finding->severity == MMS_SEVERITY_INFO)
        continue;
      if (!is_listed (causes, root->id)
          || (!is_listed (causes, finding->id) && !is_listed (consequences, finding->id)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
score_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_NORMAL);
  GPtrArray *findings = mms_document_get_findings (document);
  g_autofree char *counts = count_ids (findings);
  const char *causes = "";
  const char *consequences = "";
  gboolean is_reached;

  for (guint i = 0; i < G_N_ELEMENTS (faulty); i++)
    {
      if (g_str_has_prefix (name, faulty[i].capture))
        {
          causes = faulty[i].causes;
          consequences = faulty[i].consequences;
        }
    }
  is_reached = is_as_expected (findings, causes, consequences);
  g_print ("%-28s %-18s %-8s %5s  %s\n", name,
           mms_history_get_scheme (mms_document_get_history (document)),
           *causes != '\0' ? causes : "-", is_reached ? "yes" : "NO", counts);
  return is_reached;
}

gboolean
mms_score_detectors (const char *folder)
{
  static const char *const folders[] = { "patched", "stock", "forms" };
  gboolean is_reached = TRUE;

  g_print ("\nFindings above information by detector\n%-28s %-18s %-8s %5s  %s\n", "capture",
           "scheme", "causes", "found", "all");
  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    {
      g_autofree char *path = g_build_filename (folder, folders[f], NULL);
      g_autoptr (GPtrArray) names = mms_score_list (path);

      is_reached &= names->len > 0;
      for (guint i = 0; i < names->len; i++)
        is_reached &= score_file (path, g_ptr_array_index (names, i));
    }
  return is_reached;
}
