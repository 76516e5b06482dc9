/* test-format.c - samples/FORMAT.md says what is so, and so does the README of samples/simulated
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "model/vocabulary.h"
#include "round-trip.h"

static char *
find_sample (const char *name)
{
  return g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), name, NULL);
}

static char *
load_format (void)
{
  g_autofree char *path = find_sample ("FORMAT.md");
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* "D15/1 active_mm, …": what was found above information, on which CPU, in what */
static char *
list_findings (MmsDocument *document)
{
  GPtrArray *findings = mms_document_get_findings (document);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity > MMS_SEVERITY_INFO)
        g_string_append_printf (text, "%s%s/%d %s", text->len > 0 ? ", " : "", finding->id,
                                finding->cpu,
                                finding->holder < MMS_N_ATTRIBUTES
                                  ? mms_attribute_get_name (finding->holder)
                                  : "-");
    }
  return g_string_free (text, FALSE);
}

static void
test_example (void)
{
  g_autofree char *text = load_format ();
  char *start = strstr (text, "```json\n");
  g_autoptr (GString) example = NULL;
  g_autoptr (MmsDocument) document = NULL;
  g_autofree char *found = NULL;

  g_assert_nonnull (start);
  start += strlen ("```json\n");
  example = g_string_new_len (start, strstr (start, "```") - start);
  document = round_trip_read (example, "example.json");
  found = list_findings (document);
  g_assert_false (mms_trace_is_damaged (mms_document_get_trace (document)));
  g_assert_nonnull (strstr (found, "D15/1 active_mm"));
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    const char *found[8]; /* among others; nothing at all if there are none */
  } samples[] = {
    { "simulated/dangling.json", { "D15/1 active_mm", "D05/1 active_mm" } },
    { "simulated/reached.json", { NULL } },
    { "simulated/memory.json",
      { "D15/1 active_mm", "D05/1 active_mm", "D15/1 loaded_mm", "D02/1 loaded_mm" } },
    { "simulated/story.json",
      { "D27/1 mm_to_mmdrop", "D15/1 active_mm", "D15/1 lazy_mm", "D02/1 loaded_mm" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = find_sample (samples[i].name);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsDocument) document
          = mms_document_open (path, 0, MMS_REPLAY_NORMAL, progress, &error);
      g_autofree char *found = NULL;
      guint n_notes;

      g_assert_no_error (error);
      found = list_findings (document);
      if (samples[i].found[0] == NULL)
        g_assert_cmpstr (found, ==, "");
      for (guint j = 0; samples[i].found[j] != NULL; j++)
        g_assert_nonnull (strstr (found, samples[i].found[j]));
      mms_trace_get_notes (mms_document_get_trace (document), &n_notes);
      g_assert_cmpuint (n_notes, ==, 0);
    }
}

/* The words in backquotes of a cell of a table, without those in italics if @required. */
static GPtrArray *
list_words (const char *cell, gboolean required)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  gboolean is_italic = FALSE;

  for (const char *p = cell; *p != '\0'; p++)
    {
      const char *end;

      if (*p == '*')
        is_italic = !is_italic;
      if (*p != '`')
        continue;
      end = strchr (p + 1, '`');
      g_assert_nonnull (end);
      if (!required || !is_italic)
        g_ptr_array_add (words, g_strndup (p + 1, (gsize) (end - p - 1)));
      p = end;
    }
  return words;
}

/* An event with the fields that the row says must be there means something. */
static void
check_event (const char *name, GPtrArray *fields)
{
  g_autoptr (MmsKind) kind = mms_kind_new (NULL, name, 0);

  for (guint i = 0; i < fields->len; i++)
    {
      MmsField field = { .name = g_intern_string (g_ptr_array_index (fields, i)),
                         .form = MMS_FIELD_TEXT };

      mms_kind_add_field (kind, &field);
    }
  mms_vocabulary_bind (kind);
  if (kind->role == MMS_ROLE_NONE)
    g_test_message ("%s", name);
  g_assert_cmpint (kind->role, !=, MMS_ROLE_NONE);
}

/* Adds the events of one section to @described; in some sections not each means something. */
static void
read_section (const char *heading, gboolean all_mean, GHashTable *described)
{
  g_autofree char *text = load_format ();
  char *start = strstr (text, heading);
  char *end;
  g_autoptr (GPtrArray) fields = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (start);
  end = strstr (start + 4, "\n###");
  if (end != NULL)
    *end = '\0';
  lines = g_strsplit (start, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "|", -1);
      g_autoptr (GPtrArray) names = NULL;

      if (g_strv_length (cells) < 4 || strchr (cells[1], '`') == NULL)
        continue;
      names = list_words (cells[1], FALSE);
      if (!g_str_has_prefix (g_strstrip (cells[2]), "the same"))
        {
          g_clear_pointer (&fields, g_ptr_array_unref);
          fields = list_words (cells[2], TRUE);
        }
      for (guint j = 0; j < names->len; j++)
        {
          if (all_mean)
            check_event (g_ptr_array_index (names, j), fields);
          g_hash_table_add (described, g_strdup (g_ptr_array_index (names, j)));
        }
    }
}

/* Each event of @vocabulary must be described. */
static void
check_described (GHashTable *described, const MmsVocabulary *vocabulary)
{
  for (const MmsVocabularyEntry *entry = vocabulary->entries; entry->name != NULL; entry++)
    {
      if (!g_hash_table_contains (described, entry->name) && entry->role != MMS_ROLE_ANSWER)
        g_test_message ("%s is not described", entry->name);
      g_assert_true (entry->role == MMS_ROLE_ANSWER
                     || g_hash_table_contains (described, entry->name));
    }
}

static void
check_section (const char *heading, const MmsVocabulary *vocabulary)
{
  g_autoptr (GHashTable) described = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  read_section (heading, TRUE, described);
  check_described (described, vocabulary);
}

static void
test_scheduler (void)
{
  check_section ("### Scheduler", &mms_vocabulary_sched);
}

static void
test_borrowed (void)
{
  check_section ("### Borrowed mms", &mms_vocabulary_lazy_mm);
}

static void
test_simulator (void)
{
  g_autoptr (GHashTable) described = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  read_section ("### Temporary mms", TRUE, described);
  read_section ("### What a simulator finds", TRUE, described);
  read_section ("### Memory operations", FALSE, described);
  check_described (described, &mms_vocabulary_simulator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/example", test_example);
  g_test_add_func ("/format/samples", test_samples);
  g_test_add_func ("/format/scheduler", test_scheduler);
  g_test_add_func ("/format/borrowed", test_borrowed);
  g_test_add_func ("/format/simulator", test_simulator);
  return g_test_run ();
}
