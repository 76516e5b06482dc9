/* test-query.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "document.h"
#include "model/query.h"

#include <string.h>

static MmsDocument *
open_capture (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name,
                                            NULL);
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static MmsQuery *
ask (MmsDocument *document, const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsQuery *query = mms_query_new (mms_document_get_history (document), text, &error);

  g_assert_no_error (error);
  return query;
}

static guint
count (MmsDocument *document, const char *text)
{
  g_autoptr (MmsQuery) query = ask (document, text);
  g_autoptr (MmsEventSet) set = NULL;
  guint n_events;
  guint n = 0;

  mms_trace_get_events (mms_document_get_trace (document), &n_events);
  set = mms_event_set_new (n_events);
  for (guint i = 0; i < mms_event_set_get_n_blocks (set); i++)
    mms_event_set_take (set, i, mms_query_match_block (query, i, NULL, NULL));
  for (guint event = 1; event <= n_events; event++)
    {
      gboolean is_hit = mms_query_match (query, event);

      g_assert_cmpint (is_hit, ==, mms_event_set_contains (set, event));
      n += is_hit;
    }
  g_assert_cmpuint (mms_event_set_get_size (set), ==, n);
  return n;
}

static void
refuse (MmsDocument *document, const char *text, const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mms_query_new (mms_document_get_history (document), text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  if (!strstr (error->message, reason))
    g_error ("“%s” does not say “%s”", error->message, reason);
}

typedef gboolean (*Holds) (MmsDocument *document, const MmsEvent *record, guint event);

/* @text must find the events of which @holds is true, and there must be some of both. */
static void
compare (MmsDocument *document, const char *text, Holds holds)
{
  g_autoptr (MmsQuery) query = ask (document, text);
  guint n_events;
  guint n = 0;
  const MmsEvent *events = mms_trace_get_events (mms_document_get_trace (document), &n_events);

  for (guint event = 1; event <= n_events; event++)
    {
      gboolean is_hit = holds (document, &events[event - 1], event);

      if (mms_query_match (query, event) != is_hit)
        g_error ("“%s” and event %u", text, event);
      n += is_hit;
    }
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, n_events);
}

static gboolean
is_of_cpu_2 (MmsDocument *document, const MmsEvent *record, guint event)
{
  return record->cpu == 2;
}

static gboolean
is_of_other_cpu (MmsDocument *document, const MmsEvent *record, guint event)
{
  return record->cpu == 0 || record->cpu == 1 || record->cpu == 3;
}

static gboolean
is_free (MmsDocument *document, const MmsEvent *record, guint event)
{
  return g_str_equal (
      mms_trace_get_kind (mms_document_get_trace (document), record->kind)->name, "mm_free");
}

static char *
get_row (MmsDocument *document, const MmsEvent *record, guint event)
{
  MmsTrace *trace = mms_document_get_trace (document);
  int pid = mms_trace_get_pid (trace, record);
  g_autofree char *info = mms_trace_get_info (trace, record);
  g_autofree char *row = g_strdup_printf (
      "%s-%d\n%s\n%s",
      mms_history_get_comm (mms_document_get_history (document), pid, record->cpu, event), pid,
      mms_trace_get_kind (trace, record->kind)->name, info);

  return g_ascii_strdown (row, -1);
}

static gboolean
says_12 (MmsDocument *document, const MmsEvent *record, guint event)
{
  g_autofree char *row = get_row (document, record, event);

  return strstr (row, "12") != NULL;
}

static gboolean
says_k2u (MmsDocument *document, const MmsEvent *record, guint event)
{
  g_autofree char *row = get_row (document, record, event);

  return strstr (row, "k2u") != NULL;
}

static gboolean
says_phrase (MmsDocument *document, const MmsEvent *record, guint event)
{
  g_autofree char *row = get_row (document, record, event);

  return strstr (row, "prev_pid=0 next") != NULL;
}

static gboolean
is_about_124 (MmsDocument *document, const MmsEvent *record, guint event)
{
  MmsTrace *trace = mms_document_get_trace (document);
  const MmsKind *kind = mms_trace_get_kind (trace, record->kind);

  if (mms_trace_get_pid (trace, record) == 124)
    return TRUE;
  for (guint i = 0; i < kind->fields->len; i++)
    {
      guint64 value;

      if (g_str_has_suffix (g_array_index (kind->fields, MmsField, i).name, "pid")
          && mms_trace_get_number (trace, record, i, 0, &value) && value == 124)
        return TRUE;
    }
  return FALSE;
}

static void
test_terms (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");

  compare (document, "cpu:2", is_of_cpu_2);
  compare (document, "CPU:2", is_of_cpu_2);
  compare (document, "!cpu:2", is_of_other_cpu);
  compare (document, "-cpu:2", is_of_other_cpu);
  compare (document, "cpu:0-1,3", is_of_other_cpu);
  compare (document, "kind:mm_free", is_free);
  compare (document, "kind:lazy_mm:mm_fre*", is_free);
  compare (document, "12", says_12);
  compare (document, "k2u", says_k2u);
  compare (document, "K2u", says_k2u);
  compare (document, "kind=k2u", says_k2u);
  compare (document, "\"prev_pid=0 next\"", says_phrase);
  compare (document, "pid:124", is_about_124);

  g_assert_cmpuint (count (document, ""), ==, 3986);
  g_assert_cmpuint (count (document, "  "), ==, 3986);
  g_assert_cmpuint (count (document, "!"), ==, 3986);
  g_assert_cmpuint (count (document, "zzzzz"), ==, 0);
  g_assert_cmpuint (count (document, "!zzzzz"), ==, 3986);
  /* Terms are all asked for, in whatever order. */
  g_assert_cmpuint (count (document, "cpu:2 k2u"), ==, count (document, "k2u cpu:2"));
  g_assert_cmpuint (count (document, "cpu:2 k2u") + count (document, "!cpu:2 k2u"), ==,
                    count (document, "k2u"));
  g_assert_cmpuint (count (document, "kind:mm_free,ctx_switch"), ==,
                    count (document, "kind:mm_free") + count (document, "kind:ctx_switch"));
}

static void
test_fields (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");
  guint n = count (document, "next_pid=124");

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (count (document, "next_pid=0x7c"), ==, n);
  g_assert_cmpuint (count (document, "NEXT_PID=124"), ==, n);
  /* Not by its beginning. */
  g_assert_cmpuint (count (document, "next_pid=12"), >, 0);
  g_assert_cmpuint (count (document, "next_pid=12 next_pid=124"), ==, 0);
  g_assert_cmpuint (count (document, "kind=k2*"), ==,
                    count (document, "kind=k2u") + count (document, "kind=k2k"));
}

static void
test_mm (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");
  MmsHistory *history = mms_document_get_history (document);
  const MmsMm *mm = NULL;
  g_autofree char *by_address = NULL;
  g_autofree char *by_label = NULL;
  g_autoptr (MmsQuery) query = NULL;
  guint n;

  for (guint i = 1; i < mms_history_get_n_mms (history) && !mm; i++)
    if (mms_history_get_mm (history, i)->free_event > 0)
      mm = mms_history_get_mm (history, i);
  g_assert_nonnull (mm);
  by_label = g_strdup_printf ("mm:%s", mm->label);
  query = ask (document, by_label);
  g_assert_true (mms_query_match (query, mm->first_event));
  g_assert_true (mms_query_match (query, mm->free_event));
  n = count (document, by_label);
  g_assert_cmpuint (n, >, 2);

  /* An address that is used again means all that lived there; a word all that name it. */
  by_address = g_strdup_printf ("mm:0x%" G_GINT64_MODIFIER "x", mm->pointer);
  g_assert_cmpuint (count (document, by_address), >=, n);
  g_assert_cmpuint (count (document, by_address + 3), >, 2);
  for (guint i = 1; i < mms_history_get_n_mms (history); i++)
    {
      const MmsTrack *track = mms_history_get_mm_track (history, i, MMS_ATTRIBUTE_MM_COUNT);
      g_autofree char *text = g_strdup_printf ("mm:%s", mms_history_get_mm (history, i)->label);
      g_autoptr (MmsQuery) other = ask (document, text);

      for (guint j = 0; j < track->n_points; j++)
        if (mms_track_get (track, j).event > 0)
          g_assert_true (mms_query_match (other, mms_track_get (track, j).event));
    }
}

static void
test_hexadecimal (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");
  const MmsMm *mm = mms_history_get_mm (mms_document_get_history (document), 2);
  g_autofree char *address = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", mm->pointer);
  guint n = count (document, address);

  g_assert_cmpuint (n, >, 0);
  address[strlen (address) - 3] = '\0';
  g_assert_cmpuint (count (document, address), >=, n);
  g_assert_cmpuint (count (document, "0xdeadbeef"), ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");

  refuse (document, "cpu:9", "no CPU 9");
  refuse (document, "cpu:", "What should come after cpu:");
  refuse (document, "cpu:x", "After cpu: comes a number");
  refuse (document, "cpu:5-2", "After cpu: comes a number");
  refuse (document, "pid:bash", "After pid: comes a number");
  refuse (document, "kind:nothing", "no event called nothing");
  refuse (document, "mm:ZZZ", "no mm zzz");
  refuse (document, "mm:0x12", "no mm 0x12");
  refuse (document, "nosuchfield=1", "has a field nosuchfield");
  refuse (document, "exit cpu:9", "no CPU 9");
}

/* Text and trace.dat of one capture must be found the same. */
static void
test_text (void)
{
  g_autoptr (MmsDocument) dat = open_capture ("patched/hazard-exit.dat");
  g_autoptr (MmsDocument) text = open_capture ("patched/hazard-exit.txt");
  static const char *const queries[] = {
    "cpu:1", "kind:mm_free", "k2u", "pid:124", "next_pid=124", "kind=k2*", "mm:C", "!cpu:0",
    "task:idle", "0xff11",
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      guint n = count (dat, queries[i]);

      g_test_message ("%s: %u", queries[i], n);
      g_assert_cmpuint (n, >, 0);
      g_assert_cmpuint (count (text, queries[i]), ==, n);
    }
}

static void
test_cancel (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");
  g_autoptr (MmsQuery) query = ask (document, "12");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (mms_query_match_block (query, 0, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_help (void)
{
  g_autoptr (MmsDocument) document = open_capture ("patched/hazard_skip-exit.dat");

  for (const MmsQueryHelp *help = mms_query_get_help (); help->example; help++)
    {
      g_autoptr (MmsQuery) query = NULL;

      g_assert_nonnull (help->meaning);
      /* Those that name a CPU beyond this machine's are examples all the same. */
      if (strstr (help->example, "cpu:0,4") == NULL && strstr (help->example, "-cpu") == NULL)
        query = ask (document, help->example);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/terms", test_terms);
  g_test_add_func ("/query/fields", test_fields);
  g_test_add_func ("/query/mm", test_mm);
  g_test_add_func ("/query/hexadecimal", test_hexadecimal);
  g_test_add_func ("/query/refused", test_refused);
  g_test_add_func ("/query/text", test_text);
  g_test_add_func ("/query/cancel", test_cancel);
  g_test_add_func ("/query/help", test_help);
  return g_test_run ();
}
