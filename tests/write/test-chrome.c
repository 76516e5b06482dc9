/* test-chrome.c - JSON for other viewers: as its format's description asks, and true to the replay
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>
#include <json-c/json.h>

#include "round-trip.h"
#include "write/write.h"

static gboolean
append_piece (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
  return TRUE;
}

static MmsDocument *
open_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), name, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, progress, &error);

  g_assert_no_error (error);
  return document;
}

/* (transfer full) */
static struct json_object *
write_chrome (MmsDocument *document)
{
  g_autoptr (GString) text = g_string_new (NULL);
  enum json_tokener_error problem;
  struct json_object *object;

  g_assert_true (mms_write_chrome (mms_document_get_history (document),
                                   mms_document_get_findings (document), append_piece, text, NULL,
                                   NULL));
  object = json_tokener_parse_verbose (text->str, &problem);
  g_assert_cmpint (problem, ==, json_tokener_success);
  return object;
}

static struct json_object *
get_member (struct json_object *object, const char *key)
{
  struct json_object *member = NULL;

  if (!json_object_object_get_ex (object, key, &member))
    g_test_message ("no %s in %s", key, json_object_to_json_string (object));
  g_assert_nonnull (member);
  return member;
}

static const char *
get_text (struct json_object *object, const char *key)
{
  g_assert_true (json_object_is_type (get_member (object, key), json_type_string));
  return json_object_get_string (get_member (object, key));
}

static gint64
get_integer (struct json_object *object, const char *key)
{
  g_assert_true (json_object_is_type (get_member (object, key), json_type_int));
  return json_object_get_int64 (get_member (object, key));
}

/* In nanoseconds */
static gint64
get_time (struct json_object *object, const char *key)
{
  struct json_object *value = get_member (object, key);

  g_assert_true (json_object_is_type (value, json_type_double)
                 || json_object_is_type (value, json_type_int));
  return llround (json_object_get_double (value) * 1000);
}

/* What every event needs, and what its phase needs besides. */
static void
check_event (struct json_object *event)
{
  const char *phase = get_text (event, "ph");

  get_text (event, "name");
  g_assert_cmpint (get_integer (event, "pid"), >, 0);
  g_assert_cmpint (get_integer (event, "tid"), >=, 0);
  g_assert_cmpuint (strlen (phase), ==, 1);
  g_assert_nonnull (strchr ("MXCsfi", *phase));
  if (*phase == 'M' || *phase == 'C')
    g_assert_true (json_object_is_type (get_member (event, "args"), json_type_object));
  if (*phase != 'M')
    g_assert_cmpint (get_time (event, "ts"), >=, 0);
  if (*phase == 'X')
    g_assert_cmpint (get_time (event, "dur"), >=, 0);
  if (*phase == 'i')
    g_assert_nonnull (strstr ("gpt", get_text (event, "s")));
  if (*phase == 's' || *phase == 'f')
    {
      get_integer (event, "id");
      get_text (event, "cat");
    }
  if (*phase == 'f')
    g_assert_cmpstr (get_text (event, "bp"), ==, "e");
}

/* Slices of one lane follow each other, and flows come in pairs that go forward. */
static void
check_events (struct json_object *events)
{
  g_autoptr (GHashTable) ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 flow_start = -1;
  gint64 flow_id = -1;

  for (gsize i = 0; i < json_object_array_length (events); i++)
    {
      struct json_object *event = json_object_array_get_idx (events, i);
      const char *phase = get_text (event, "ph");

      check_event (event);
      if (*phase == 'X')
        {
          char *lane = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                        get_integer (event, "pid"), get_integer (event, "tid"));
          gint64 *end = g_hash_table_lookup (ends, lane);
          gint64 start = get_time (event, "ts");
          gint64 stop = start + get_time (event, "dur");

          if (end != NULL)
            g_assert_cmpint (start, >=, *end);
          g_hash_table_replace (ends, lane, g_memdup2 (&stop, sizeof (stop)));
        }
      else if (*phase == 's')
        {
          g_assert_cmpint (flow_id, ==, -1);
          flow_id = get_integer (event, "id");
          flow_start = get_time (event, "ts");
        }
      else if (*phase == 'f')
        {
          g_assert_cmpint (get_integer (event, "id"), ==, flow_id);
          g_assert_cmpint (get_time (event, "ts"), >=, flow_start);
          flow_id = -1;
        }
    }
  g_assert_cmpint (flow_id, ==, -1);
}

static guint
count_phase (struct json_object *events, char phase)
{
  guint n = 0;

  for (gsize i = 0; i < json_object_array_length (events); i++)
    n += *get_text (json_object_array_get_idx (events, i), "ph") == phase;
  return n;
}

static void
test_captures (void)
{
  static const char *const names[]
      = { "captures/patched/hazard_skip-exit.dat", "captures/patched/shootdown_all-exit.dat",
          "captures/stock/lazyexit.dat",           "captures/stock/sched-only.dat",
          "captures/stock/lost-record.dat",        "captures/stock/names.dat",
          "captures/forms/clock-counter-head.trace.txt", "simulated/memory.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MmsDocument) document = open_sample (names[i]);
      struct json_object *root = write_chrome (document);
      struct json_object *events = get_member (root, "traceEvents");
      guint n_arrows;

      g_test_message ("%s", names[i]);
      check_events (events);
      mms_history_get_arrows (mms_document_get_history (document), &n_arrows);
      g_assert_cmpuint (count_phase (events, 's'), ==, n_arrows);
      g_assert_cmpuint (count_phase (events, 'f'), ==, n_arrows);
      g_assert_cmpuint (count_phase (events, 'i'), ==,
                        mms_document_get_findings (document)->len);
      g_assert_cmpuint (count_phase (events, 'X'), >, 0);
      json_object_put (root);
    }
}

/* Simulator JSON of what was read from @path. */
static char *
write_again (const char *path)
{
  g_autoptr (MmsTrace) trace = mms_read_file (path, 0, NULL, NULL);
  GString *text = g_string_new (NULL);

  g_assert_nonnull (trace);
  g_assert_true (mms_write_json (trace, append_piece, text, NULL, NULL, NULL));
  return g_string_free (text, FALSE);
}

static void
save_chrome (MmsDocument *document, const char *path, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_true (mms_write_chrome (mms_document_get_history (document), mms_document_get_findings (document),
                                   append_piece, text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text->str, (gssize) MIN (length, text->len), NULL));
}

/* What goes out and comes back is the same trace; one that was cut says so. */
static void
test_back (void)
{
  static const char *const names[] = { "captures/patched/hazard_skip-exit.dat", "captures/stock/names.dat",
                                       "captures/stock/lost-record.dat", "simulated/memory.json" };
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "mmscope-back.chrome.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *sample = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), names[i], NULL);
      g_autofree char *wanted = write_again (sample);
      g_autoptr (MmsDocument) document = open_sample (names[i]);
      g_autofree char *got = NULL;
      g_autoptr (MmsTrace) cut = NULL;
      GStatBuf status;

      save_chrome (document, path, G_MAXSIZE);
      got = write_again (path);
      g_assert_cmpstr (got, ==, wanted);
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      save_chrome (document, path, (gsize) status.st_size - 200);
      cut = mms_read_file (path, 0, NULL, NULL);
      g_assert_nonnull (cut);
      g_assert_false (mms_trace_is_complete (cut));
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* (transfer none) (nullable) */
static struct json_object *
find_event (struct json_object *events, const char *phase, const char *name, gint64 tid)
{
  for (gsize i = 0; i < json_object_array_length (events); i++)
    {
      struct json_object *event = json_object_array_get_idx (events, i);

      if (strcmp (get_text (event, "ph"), phase) == 0
          && strcmp (get_text (event, "name"), name) == 0
          && (tid < 0 || get_integer (event, "tid") == tid))
        return event;
    }
  return NULL;
}

static void
test_story (void)
{
  g_autoptr (MmsDocument) document = open_sample ("simulated/dangling.json");
  struct json_object *root = write_chrome (document);
  struct json_object *events = get_member (root, "traceEvents");
  struct json_object *about = get_member (root, "otherData");
  struct json_object *finding = find_event (events, "i", "D15 freed-with-lazy-holder", -1);
  /* CPU 1: a task lane, then its active_mm; each CPU has room for eight lanes */
  struct json_object *borrowed = find_event (events, "X", "A 0xa000", 10);
  struct json_object *counts = find_event (events, "C", "A 0xa000", -1);

  g_assert_cmpstr (get_text (about, "clock"), ==, "counter");
  g_assert_cmpstr (get_text (about, "scheme"), ==, "shootdown");
  g_assert_nonnull (finding);
  /* A clock that counts no time: one count is one unit of the viewer's. */
  g_assert_cmpint (get_integer (finding, "ts"), ==, 15);
  g_assert_cmpint (get_integer (finding, "tid"), ==, 9);
  g_assert_cmpstr (get_text (get_member (finding, "args"), "severity"), ==, "error");
  g_assert_nonnull (borrowed);
  g_assert_cmpint (get_integer (borrowed, "ts"), ==, 3);
  g_assert_cmpint (get_integer (borrowed, "dur"), ==, 12);
  g_assert_nonnull (counts);
  g_assert_cmpint (get_integer (get_member (counts, "args"), "mm_users"), ==, 1);
  json_object_put (root);
}

static gboolean
refuse (const char *data, gsize length, gpointer user_data)
{
  (*(guint *) user_data)++;
  return FALSE;
}

static void
test_stopped (void)
{
  g_autoptr (MmsDocument) document = open_sample ("captures/patched/hazard_skip-exit.dat");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_calls = 0;

  g_assert_false (mms_write_chrome (mms_document_get_history (document),
                                    mms_document_get_findings (document), refuse, &n_calls,
                                    progress, &error));
  g_assert_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_STOPPED);
  g_assert_cmpuint (n_calls, ==, 1);
  g_clear_error (&error);

  g_assert_false (mms_write_json (mms_document_get_trace (document), refuse, &n_calls, NULL,
                                  progress, &error));
  g_assert_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_STOPPED);
  g_assert_cmpuint (n_calls, ==, 2);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_false (mms_write_json (mms_document_get_trace (document), append_piece, text, NULL,
                                  progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chrome/captures", test_captures);
  g_test_add_func ("/chrome/back", test_back);
  g_test_add_func ("/chrome/story", test_story);
  g_test_add_func ("/chrome/stopped", test_stopped);
  return g_test_run ();
}
