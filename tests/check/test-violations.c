/* test-violations.c - what led to what a simulator has found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "check/condition.h"
#include "document.h"

static MmsDocument *
open_witness (const char *name)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "witnesses", name, NULL);
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);

  g_assert_no_error (error);
  return document;
}

/* Its last link says that the simulator has found it. */
static gboolean
is_told (const MmsFinding *finding)
{
  for (guint i = 0; i < finding->evidence->len; i++)
    if (g_str_has_prefix (g_array_index (finding->evidence, MmsEvidence, i).text,
                          "the simulator finds: "))
      return TRUE;
  return FALSE;
}

static void
check_chain (const MmsFinding *finding, guint *n_bare)
{
  guint before = 0;

  g_assert_cmpuint (finding->evidence->len, >=, 1);
  *n_bare += finding->evidence->len == 1;
  g_assert_cmpuint (finding->evidence->len, <=, 6);
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      const MmsEvidence *link = &g_array_index (finding->evidence, MmsEvidence, i);

      g_assert_cmpuint (link->event, >, before);
      before = link->event;
    }
}

/* Of all witnesses: something is told, not too much, and each event once. */
static void
test_all (void)
{
  g_autofree char *folder
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "witnesses", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  guint n_bare = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (MmsDocument) document = NULL;
      GPtrArray *findings;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      document = open_witness (name);
      findings = mms_document_get_findings (document);
      for (guint i = 0; i < findings->len; i++)
        if (is_told (g_ptr_array_index (findings, i)))
          {
            check_chain (g_ptr_array_index (findings, i), &n_bare);
            n++;
          }
    }
  g_assert_cmpuint (n_bare * 10, <, n);
}

/* @links: what is in the texts of the first finding of @id, one after the other */
static void
check_links (const char *name, const char *id, const char *const *links)
{
  g_autoptr (MmsDocument) document = open_witness (name);
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      guint next = 0;

      if (strcmp (finding->id, id) != 0)
        continue;
      for (guint j = 0; j < finding->evidence->len && links[next] != NULL; j++)
        {
          const char *text = g_array_index (finding->evidence, MmsEvidence, j).text;

          next += strstr (text, links[next]) != NULL;
        }
      g_assert_cmpstr (links[next], ==, NULL);
      return;
    }
  g_assert_not_reached ();
}

static void
test_links (void)
{
  static const char *const missed[] = { "CPU 1: sh/100 takes A as its active_mm",
                                        "CPU 0 drops the last reference to A",
                                        "CPU 0 reads A.mm_cpumask: 0x0", "the simulator finds", NULL };
  static const char *const unseen[] = { "CPU 1 reads x: 0", "CPU 0 reads y: 0", "the simulator finds", NULL };
  static const char *const reused[]
      = { "CPU 0 frees A", "A2 is made at the same address", "CPU 1 reads child.mm: A2", NULL };
  static const char *const stale[] = { "CPU 1 writes cpu_tlb1.pte: 0", "CPU 0 writes A.pte_flushed: 1", NULL };
  static const char *const left[]
      = { "CPU 1: sh/100 takes A as its active_mm", "CPU 1 loads init into CR3", "the simulator finds", NULL };

  check_links ("B03-SC12-S4x.json", "D30", missed);
  check_links ("B06-SC18-S4p-m1.json", "D41", unseen);
  check_links ("B07-SC20-S6arm.json", "D07", reused);
  check_links ("B09-G04-SC22-S3d.json", "D04", stale);
  check_links ("B03-SC12-S4x.json", "D31", left);
}

static GHashTable *
list_ids (MmsDocument *document)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *findings = mms_document_get_findings (document);

  for (guint i = 0; i < findings->len; i++)
    g_hash_table_add (ids, g_strdup (((const MmsFinding *) g_ptr_array_index (findings, i))->id));
  return ids;
}

/* Without one of its loads a run has nothing that it does not have as a whole: what is missing there may be what
 * used a pointer, or let it go. */
static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "witnesses",
                                            "B05-G05-SC16-S4p.json", NULL);
  g_autoptr (MmsDocument) whole = open_witness ("B05-G05-SC16-S4p.json");
  g_autoptr (GHashTable) ids = list_ids (whole);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *line = lines[i];
      g_autofree char *damaged = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MmsTrace) trace = NULL;
      g_autoptr (MmsDocument) document = NULL;
      GPtrArray *findings;

      if (strstr (line, "\"m_load\"") == NULL)
        continue;
      lines[i] = (char *) "{ \"ts\": ";
      damaged = g_strjoinv ("\n", lines);
      lines[i] = line;
      bytes = g_bytes_new (damaged, strlen (damaged));
      trace = mms_read_bytes (bytes, "damaged.json", NULL, &error);
      g_assert_no_error (error);
      document = mms_document_new (trace, MMS_REPLAY_NORMAL, NULL, &error);
      g_assert_no_error (error);
      findings = mms_document_get_findings (document);
      for (guint j = 0; j < findings->len; j++)
        g_assert_true (g_hash_table_contains (ids, ((const MmsFinding *) g_ptr_array_index (findings, j))->id));
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

static void
test_terms (void)
{
  static const struct
  {
    const char *text;
    const char *terms;
  } cases[] = {
    { "", "" },
    { "x = 1;", "" },
    { "forbid D31", "" },
    { "forbid D41 (r0 == 0 && r1 == 0) \"neither r2 has seen\";", "r0 r1" },
    { "in_task: forbid D35 (level() >= 2 || irqs_disabled())", "irqs_disabled()" },
    { "forbid D46 (M && rq->state != current->mm->state)", "M rq->state current->mm->state" },
    { "forbid D52 (cr3_of(smp_processor_id()) != current->mm)", "cr3_of(smp_processor_id()) current->mm" },
    { "forbid D30 (cpu(rq, cpu)->curr->active_mm == mm\n && mm)", "mm" },
    { "forbid D61 (freed(efi_prev_mm) & 2) \"gone\";", "efi_prev_mm" },
    { "forbid D61 (freed(((", "" },
    { "forbid D61 (a->", "a->" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) terms = mms_condition_list_terms (cases[i].text);
      g_autofree char *joined = g_strjoinv (" ", terms);

      g_assert_cmpstr (joined, ==, cases[i].terms);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/violations/all", test_all);
  g_test_add_func ("/violations/links", test_links);
  g_test_add_func ("/violations/missing", test_missing);
  g_test_add_func ("/violations/terms", test_terms);
  return g_test_run ();
}
