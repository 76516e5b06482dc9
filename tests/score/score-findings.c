/* score-findings.c - findings against the answer sheets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "score.h"

/* "0xff11… 1 lazy_mm": one holder that outlived its mm */
static char *
name_holder (guint64 pointer, int cpu, const char *holder)
{
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x %d %s", pointer, cpu, holder);
}

/* How often each holder is in the answer sheet. */
static GHashTable *
list_answers (MmsTrace *trace)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, events[i].kind);
      g_autofree char *what = NULL;
      guint64 pointer;
      guint64 cpu;
      char *key;

      if (strcmp (kind->name, "dangling") != 0)
        continue;
      g_assert_true (mms_trace_get_number (
          trace, &events[i], (guint) mms_kind_find_field (kind, "mm"), 0, &pointer));
      g_assert_true (mms_trace_get_number (
          trace, &events[i], (guint) mms_kind_find_field (kind, "cpu"), 0, &cpu));
      what = mms_trace_get_text (trace, &events[i], (guint) mms_kind_find_field (kind, "what"));
      key = name_holder (pointer, (int) cpu, what);
      g_hash_table_insert (
          answers, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (answers, key)) + 1));
    }
  return answers;
}

static guint
sum_values (GHashTable *table)
{
  GHashTableIter iter;
  gpointer value;
  guint sum = 0;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += GPOINTER_TO_UINT (value);
  return sum;
}

static gboolean
score_dangling_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_NORMAL);
  MmsHistory *history = mms_document_get_history (document);
  GPtrArray *findings = mms_document_get_findings (document);
  g_autoptr (GHashTable) answers = list_answers (mms_document_get_trace (document));
  guint n_listed = sum_values (answers);
  guint n_found = 0;
  guint n_invented = 0;
  guint n_others = 0;
  guint n_missed;

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *key = NULL;
      guint left;

      if (strcmp (finding->id, "D15") != 0)
        {
          n_others++;
          continue;
        }
      key = name_holder (mms_history_get_mm (history, finding->mm)->pointer, finding->cpu,
                         mms_attribute_get_name (finding->holder));
      left = GPOINTER_TO_UINT (g_hash_table_lookup (answers, key));
      n_found++;
      if (left > 0)
        g_hash_table_insert (answers, g_strdup (key), GUINT_TO_POINTER (left - 1));
      else
        {
          n_invented++;
          g_print ("  invented: %s at event %u\n", key, finding->event);
        }
    }
  n_missed = sum_values (answers);
  g_print ("%-28s %-18s %7u %7u %7u %9u %7u\n", name, mms_history_get_scheme (history), n_listed,
           n_found, n_missed, n_invented, n_others);
  return n_missed == 0 && n_invented == 0;
}

gboolean
mms_score_dangling (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = names->len > 0;

  g_print ("\nHolders of freed mms (D15), against the answer sheets in the traces\n"
           "%-28s %-18s %7s %7s %7s %9s %7s\n",
           "capture", "scheme", "listed", "found", "missed", "invented", "others");
  for (guint i = 0; i < names->len; i++)
    is_reached &= score_dangling_file (folder, g_ptr_array_index (names, i));
  return is_reached;
}

/* --- the second snapshot --- */

static guint64
get_field (MmsTrace *trace, const MmsEvent *event, const char *name)
{
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  int field = mms_kind_find_field (kind, name);
  guint64 value = 0;

  g_assert_cmpint (field, >=, 0);
  g_assert_true (mms_trace_get_number (trace, event, (guint) field, 0, &value));
  return value;
}

static void
score_cpu (MmsDocument *document, const MmsEvent *event, guint before, MmsScore *score)
{
  static const struct
  {
    const char *field;
    MmsAttribute attribute;
  } checks[] = {
    { "pid", MMS_ATTRIBUTE_TASK },           { "mm", MMS_ATTRIBUTE_MM },
    { "active", MMS_ATTRIBUTE_ACTIVE_MM },   { "lazy", MMS_ATTRIBUTE_LAZY_MM },
    { "slot", MMS_ATTRIBUTE_MM_TO_MMDROP }, { "loaded", MMS_ATTRIBUTE_LOADED_MM },
    { "is_lazy", MMS_ATTRIBUTE_IS_LAZY },
  };
  MmsTrace *trace = mms_document_get_trace (document);
  MmsHistory *history = mms_document_get_history (document);
  guint cpu = (guint) get_field (trace, event, "cpu");

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    mms_score_add (score, history,
                   mms_track_at (mms_history_get_cpu_track (history, cpu, checks[i].attribute),
                                 before),
                   mms_attribute_is_mm (checks[i].attribute),
                   get_field (trace, event, checks[i].field));
}

static void
score_mm (MmsDocument *document, const MmsEvent *event, guint before, MmsScore *score)
{
  MmsTrace *trace = mms_document_get_trace (document);
  MmsHistory *history = mms_document_get_history (document);
  guint mm = mms_history_find_mm (history, get_field (trace, event, "mm"), before);

  mms_score_add (score, history,
                 mms_track_at (mms_history_get_mm_track (history, mm, MMS_ATTRIBUTE_MM_USERS),
                               before),
                 FALSE, get_field (trace, event, "users"));
  mms_score_add (score, history,
                 mms_track_at (mms_history_get_mm_track (history, mm, MMS_ATTRIBUTE_MM_COUNT),
                               before),
                 FALSE, get_field (trace, event, "count"));
}

gboolean
mms_score_end (const char *folder)
{
  g_autoptr (GPtrArray) names = mms_score_list (folder);
  gboolean is_reached = names->len > 0;

  g_print ("\nThe state replayed to the end, against the second snapshot\n"
           "%-28s %18s %18s\n",
           "capture", "CPUs", "counts of mms");
  for (guint n = 0; n < names->len; n++)
    {
      const char *name = g_ptr_array_index (names, n);
      g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_DERIVED);
      MmsTrace *trace = mms_document_get_trace (document);
      guint n_snapshots = 0;
      guint before = 0;
      MmsScore cpus = { 0 };
      MmsScore mms = { 0 };
      guint n_events;
      const MmsEvent *events = mms_trace_get_events (trace, &n_events);

      for (guint i = 0; i < n_events; i++)
        {
          MmsRole role = mms_trace_get_kind (trace, events[i].kind)->role;

          if (role == MMS_ROLE_STATE_BEGIN && ++n_snapshots == 2)
            before = i;
          if (n_snapshots == 2 && role == MMS_ROLE_STATE_CPU)
            score_cpu (document, &events[i], before, &cpus);
          if (n_snapshots == 2 && role == MMS_ROLE_STATE_MM)
            score_mm (document, &events[i], before, &mms);
        }
      if (n_snapshots == 0)
        continue;
      g_print ("%-28s %3u of %3u right %3u of %3u right\n", name, cpus.n_right,
               mms_score_total (&cpus), mms.n_right, mms_score_total (&mms));
      is_reached &= n_snapshots == 2 && cpus.n_right == mms_score_total (&cpus)
                    && mms.n_right == mms_score_total (&mms);
    }
  return is_reached;
}

/* --- no alarm on a correct kernel --- */

static gboolean
score_clean_file (const char *folder, const char *name)
{
  g_autoptr (MmsDocument) document = mms_score_open (folder, name, MMS_REPLAY_NORMAL);
  guint n_findings = mms_document_count_findings (document, MMS_SEVERITY_WARNING);

  g_print ("%-28s %8u\n", name, n_findings);
  return n_findings == 0;
}

/* Calls @score for each capture of a correct kernel. */
static gboolean
for_each_clean (const char *folder, gboolean (*score) (const char *folder, const char *name))
{
  static const char *const faulty[] = { "hazard_cpumask-exit", "hazard_nokeep-exit",
                                        "hazard_skip-exit",    "nolazy-exit",
                                        "shootdown-exit",      "refcount-mbmiss",
                                        "stock-mbmiss" };
  static const char *const folders[] = { "stock", "patched", "forms", "kit" };
  gboolean is_reached = TRUE;

  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    {
      g_autofree char *path = g_build_filename (folder, folders[f], NULL);
      g_autoptr (GPtrArray) names = mms_score_list (path);

      is_reached &= names->len > 0;
      for (guint i = 0; i < names->len; i++)
        {
          const char *name = g_ptr_array_index (names, i);
          gboolean is_faulty = FALSE;

          for (guint k = 0; k < G_N_ELEMENTS (faulty); k++)
            is_faulty |= g_str_has_prefix (name, faulty[k]);
          if (!is_faulty)
            is_reached &= score (path, name);
        }
    }
  return is_reached;
}

gboolean
mms_score_clean (const char *folder)
{
  g_print ("\nFindings above information on correct kernels\n%-28s %8s\n", "capture",
           "findings");
  return for_each_clean (folder, score_clean_file);
}

/* --- nor on what is left of such a capture --- */

#define N_CUTS 12

static gboolean
score_cut_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  guint n_read = 0;
  guint n_alarms = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (guint i = 0; i < N_CUTS; i++)
    {
      gsize left = length / 2 + length / 2 * i / N_CUTS;
      g_autofree char *cut = NULL;
      g_autoptr (MmsDocument) document = NULL;
      int fd = g_file_open_tmp ("mmscope-cut-XXXXXX", &cut, NULL);

      g_assert_cmpint (fd, >=, 0);
      g_close (fd, NULL);
      g_assert_true (g_file_set_contents (cut, contents, (gssize) left, NULL));
      document = mms_document_open (cut, 0, MMS_REPLAY_NORMAL, NULL, NULL);
      g_remove (cut);
      if (document == NULL)
        continue;
      n_read++;
      n_alarms += mms_document_count_findings (document, MMS_SEVERITY_WARNING) > 0;
    }
  g_print ("%-28s %6u %8u\n", name, n_read, n_alarms);
  return n_alarms == 0;
}

gboolean
mms_score_cut (const char *folder)
{
  g_print ("\nCaptures of correct kernels cut off at %u places\n%-28s %6s %8s\n", N_CUTS,
           "capture", "read", "alarms");
  return for_each_clean (folder, score_cut_file);
}
