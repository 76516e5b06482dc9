/* test-simulation.c - memory operations and source places of simulated traces
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "document.h"

#include <glib/gstdio.h>
#include <string.h>

static MmsDocument *
open_path (const char *path)
{
  g_autoptr (GError) error = NULL;
  MmsDocument *document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, NULL, &error);

  g_assert_no_error (error);
  return document;
}

static MmsDocument *
open_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), name, NULL);

  return open_path (path);
}

/* @lines: behind the header's `"mmscope": 1` */
static MmsDocument *
open_lines (const char *lines)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "trace.json", NULL);
  g_autofree char *text = g_strconcat ("{\"mmscope\": 1, \"cpus\": 2", lines, NULL);
  MmsDocument *document;

  g_assert_no_error (error);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  document = open_path (path);
  g_assert_false (mms_trace_is_damaged (mms_document_get_trace (document)));
  g_remove (path);
  g_rmdir (folder);
  return document;
}

static guint
count_waiting (MmsDocument *document, guint cpu, guint event)
{
  g_autoptr (GPtrArray) waiting
    = mms_operations_list_waiting (mms_document_get_operations (document), cpu, event);

  return waiting->len;
}

static void
test_capture (void)
{
  g_autoptr (MmsDocument) document = open_sample ("captures/patched/hazard_skip-exit.dat");

  g_assert_null (mms_document_get_operations (document));
  g_assert_null (mms_document_get_source_map (document));
}

/* Recorded when the CPU comes to it; the kernel's event tells when it took effect. */
static void
test_at_issue (void)
{
  g_autoptr (MmsDocument) document = open_sample ("simulated/memory.json");
  const MmsOperations *operations = mms_document_get_operations (document);
  const MmsOperation *store = mms_operations_find (operations, 9);
  guint n;

  g_assert_nonnull (store);
  g_assert_cmpint (store->kind, ==, MMS_OPERATION_STORE);
  g_assert_cmpstr (mms_operations_get_location (operations, store->location), ==, "rq1.lazy_mm");
  g_assert_cmpuint (store->issue, ==, 9);
  g_assert_cmpuint (store->perform, ==, 20);
  g_assert_null (mms_operations_find (operations, 10));
  mms_operations_get (operations, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (count_waiting (document, 1, 8), ==, 0);
  g_assert_cmpuint (count_waiting (document, 1, 9), ==, 1);
  g_assert_cmpuint (count_waiting (document, 1, 19), ==, 1);
  g_assert_cmpuint (count_waiting (document, 1, 20), ==, 0);
  g_assert_cmpuint (count_waiting (document, 0, 12), ==, 0);
  g_assert_cmpuint (mms_operations_get_depth (operations), ==, 1);
}

/* x = 1 and y = 2 of CPU 0 leave the buffer in order, and are recorded then. */
static const char late[]
    = "}\n"
      "{\"cpu\": 0, \"ev\": \"m_load\", \"loc\": \"z\", \"val\": 0, \"issue_seq\": 1, "
      "\"perform_seq\": 1, "
      "\"src\": \"a.lazy:1\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 0, \"issue_seq\": 3, "
      "\"perform_seq\": 3, "
      "\"src\": \"b.lazy:7\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"y\", \"val\": 0, \"issue_seq\": 5, "
      "\"perform_seq\": 5, "
      "\"src\": \"b.lazy:8\"}\n"
      "{\"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"x\", \"old\": 0, \"new\": 1, \"issue_seq\": 2, "
      "\"perform_seq\": 6, \"src\": \"a.lazy:2\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"y\", \"val\": 0, \"issue_seq\": 7, "
      "\"perform_seq\": 7, "
      "\"src\": \"b.lazy:8\"}\n"
      "{\"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"y\", \"old\": 0, \"new\": 2, \"issue_seq\": 4, "
      "\"perform_seq\": 8, \"src\": \"a.lazy:3\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_store\", \"loc\": \"y\", \"old\": 2, \"new\": 3, \"issue_seq\": 9, "
      "\"perform_seq\": 10, \"src\": \"b.lazy:9\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_store\", \"loc\": \"x\", \"new\": 4, \"issue_seq\": 11, \"src\": "
      "\"b.lazy:10\"}\n";

static void
test_at_performance (void)
{
  g_autoptr (MmsDocument) document = open_lines (late);
  const MmsOperations *operations = mms_document_get_operations (document);
  const MmsOperation *delayed;
  guint n;

  delayed = mms_operations_get_delayed (operations, 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (delayed[0].event, ==, 4);
  g_assert_cmpuint (delayed[0].issue, ==, 2);
  g_assert_cmpuint (delayed[0].perform, ==, 4);
  g_assert_cmpuint (delayed[0].slot, ==, 0);
  g_assert_cmpuint (delayed[1].event, ==, 6);
  g_assert_cmpuint (delayed[1].issue, ==, 3);
  g_assert_cmpuint (delayed[1].perform, ==, 6);
  g_assert_cmpuint (delayed[1].slot, ==, 1);
  g_assert_cmpuint (mms_operations_get_depth (operations), ==, 2);
  g_assert_cmpuint (count_waiting (document, 0, 1), ==, 0);
  g_assert_cmpuint (count_waiting (document, 0, 2), ==, 1);
  g_assert_cmpuint (count_waiting (document, 0, 3), ==, 2);
  g_assert_cmpuint (count_waiting (document, 0, 4), ==, 1);
  g_assert_cmpuint (count_waiting (document, 0, 6), ==, 0);
  g_assert_cmpuint (mms_operations_find_delayed (operations, 0, 0), ==, 0);
  g_assert_cmpuint (mms_operations_find_delayed (operations, 0, 5), ==, 1);
  g_assert_cmpuint (mms_operations_find_delayed (operations, 0, 6), ==, 2);

  /* Nothing lies between 9 and 10: that store did not wait.  The last one waits for ever. */
  delayed = mms_operations_get_delayed (operations, 1, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (delayed[0].event, ==, 8);
  g_assert_cmpuint (delayed[0].perform, ==, MMS_OPERATION_NEVER);
  g_assert_cmpuint (count_waiting (document, 1, 8), ==, 1);
  mms_operations_get_delayed (operations, 7, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
check_value (MmsDocument *document, const char *location, guint reader, guint event, guint told_by,
             gboolean is_old)
{
  const MmsOperations *operations = mms_document_get_operations (document);
  const MmsOperation *operation;
  const MmsOperation *all;
  gboolean old;
  guint index = 0;
  guint n;

  all = mms_operations_get (operations, &n);
  for (guint i = 0; i < n; i++)
    if (g_str_equal (mms_operations_get_location (operations, all[i].location), location))
      index = all[i].location;
  operation = mms_operations_find_value (operations, index, reader, event, &old);
  g_assert_cmpuint (operation ? operation->event : 0, ==, told_by);
  if (operation)
    g_assert_cmpint (old, ==, is_old);
}

static void
test_values (void)
{
  g_autoptr (MmsDocument) document = open_lines (late);

  /* CPU 0 sees its own store before CPU 1 does. */
  check_value (document, "x", 0, 1, 4, TRUE);
  check_value (document, "x", 0, 2, 4, FALSE);
  check_value (document, "x", 1, 2, 4, TRUE);
  check_value (document, "x", 1, 4, 4, FALSE);
  check_value (document, "y", 0, 5, 6, FALSE);
  check_value (document, "y", 1, 5, 6, TRUE);
  check_value (document, "y", 0, 7, 7, FALSE);
  check_value (document, "x", 1, 8, 8, FALSE);
  check_value (document, "x", 0, 8, 4, FALSE);
  /* Nobody writes z. */
  check_value (document, "z", 0, 4, 0, FALSE);
}

static void
test_operation_steps (void)
{
  g_autoptr (MmsDocument) document = open_sample ("simulated/memory.json");
  const MmsOperations *operations = mms_document_get_operations (document);

  g_assert_cmpuint (mms_operations_find_step (operations, -1, 0, 1), ==, 9);
  g_assert_cmpuint (mms_operations_find_step (operations, -1, 9, 1), ==, 15);
  g_assert_cmpuint (mms_operations_find_step (operations, 1, 9, 1), ==, 21);
  g_assert_cmpuint (mms_operations_find_step (operations, 0, 15, 1), ==, 0);
  g_assert_cmpuint (mms_operations_find_step (operations, -1, 21, 1), ==, 0);
  g_assert_cmpuint (mms_operations_find_step (operations, -1, 21, -1), ==, 15);
  g_assert_cmpuint (mms_operations_find_step (operations, 1, 15, -1), ==, 9);
  g_assert_cmpuint (mms_operations_find_step (operations, -1, 9, -1), ==, 0);
  g_assert_cmpuint (mms_operations_find_step (operations, -1, 0, -1), ==, 0);
}

/* A lock that is given back waits like any other store; what waits for the buffer does not. */
static void
test_locks (void)
{
  g_autoptr (MmsDocument) document = open_lines (
      "}\n{\"cpu\": 0, \"ev\": \"m_lock\", \"loc\": \"l\", \"issue_seq\": 1, \"perform_seq\": 1}\n"
      "{\"cpu\": 0, \"ev\": \"m_unlock\", \"loc\": \"l\", \"issue_seq\": 2, \"perform_seq\": 5}\n"
      "{\"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"l\", \"val\": 1, \"issue_seq\": 3, \"perform_seq\": 3}\n"
      "{\"cpu\": 0, \"ev\": \"m_rmw\", \"loc\": \"n\", \"old\": 0, \"new\": 1, \"issue_seq\": 4, "
      "\"perform_seq\": 6}\n");

  g_assert_cmpuint (count_waiting (document, 0, 1), ==, 0);
  g_assert_cmpuint (count_waiting (document, 0, 2), ==, 1);
  g_assert_cmpuint (count_waiting (document, 0, 3), ==, 1);
  g_assert_cmpuint (count_waiting (document, 0, 4), ==, 0);
  check_value (document, "l", 1, 3, 1, FALSE);
  check_value (document, "l", 0, 3, 2, FALSE);
  check_value (document, "l", 1, 4, 2, FALSE);
}

/* As text of a header, with what is to be told apart in it. */
static const char header[]
    = ", \"sources\": {\"a.lazy\": \"first\\n\\tsecond(x);  /* D27 */\\n/* third */\\n\", "
      "\"b.lazy\": \"1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10\"}";

static void
test_files (void)
{
  g_autofree char *lines = g_strconcat (header, late, NULL);
  g_autoptr (MmsDocument) document = open_lines (lines);
  const MmsSourceMap *map = mms_document_get_source_map (document);
  g_autofree char *second = mms_source_map_get_line (map, 0, 2);
  g_autofree char *third = mms_source_map_get_line (map, 0, 3);
  g_autofree char *beyond = mms_source_map_get_line (map, 0, 30);
  g_autofree char *last = mms_source_map_get_line (map, 1, 10);

  g_assert_cmpuint (mms_source_map_get_n_files (map), ==, 2);
  g_assert_true (mms_source_map_has_text (map));
  g_assert_cmpstr (mms_source_map_get_file (map, 0)->name, ==, "a.lazy");
  g_assert_cmpuint (mms_source_map_get_file (map, 0)->n_lines, ==, 3);
  g_assert_cmpuint (mms_source_map_get_file (map, 1)->n_lines, ==, 10);
  g_assert_cmpstr (second, ==, "second(x);");
  g_assert_cmpstr (third, ==, "/* third */");
  g_assert_cmpstr (beyond, ==, "");
  g_assert_cmpstr (last, ==, "10");
}

static void
check_place (const MmsSourceMap *map, guint cpu, guint event, const char *expected)
{
  const MmsSourcePlace *place = mms_source_map_find (map, cpu, event);
  g_autofree char *text
      = place ? g_strdup_printf ("%s:%u", mms_source_map_get_file (map, place->file)->name,
                                 place->line)
              : g_strdup ("none");

  g_assert_cmpstr (text, ==, expected);
}

static void
test_places (void)
{
  g_autoptr (MmsDocument) document = open_lines (late);
  const MmsSourceMap *map = mms_document_get_source_map (document);
  MmsSourcePlace place;
  guint n;

  /* Without texts the places are there. */
  g_assert_false (mms_source_map_has_text (map));
  check_place (map, 0, 0, "none");
  check_place (map, 0, 1, "a.lazy:1");
  check_place (map, 1, 1, "none");
  /* The CPU stands where it came to a store, however late that takes effect. */
  check_place (map, 0, 2, "a.lazy:2");
  check_place (map, 0, 3, "a.lazy:3");
  check_place (map, 0, 8, "a.lazy:3");
  check_place (map, 1, 4, "b.lazy:8");
  check_place (map, 1, 7, "b.lazy:9");
  check_place (map, 5, 7, "none");
  mms_source_map_get_places (map, 1, &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_true (mms_source_map_get_event (map, 4, &place));
  g_assert_cmpuint (place.line, ==, 2);
  g_assert_false (mms_source_map_get_event (map, 0, &place));

  g_assert_cmpuint (mms_source_map_find_step (map, -1, 0, 1), ==, 1);
  g_assert_cmpuint (mms_source_map_find_step (map, -1, 1, 1), ==, 2);
  g_assert_cmpuint (mms_source_map_find_step (map, 0, 3, 1), ==, 0);
  g_assert_cmpuint (mms_source_map_find_step (map, 1, 3, 1), ==, 7);
  g_assert_cmpuint (mms_source_map_find_step (map, 1, 7, -1), ==, 3);
  g_assert_cmpuint (mms_source_map_find_step (map, -1, 1, -1), ==, 0);
  g_assert_cmpuint (mms_source_map_find_step (map, -1, 0, -1), ==, 0);
}

/* CPU 0 comes to lines 1 to 6 one after the other; the stores of 2 and 4 take effect behind that.  The
 * stamps are numbers of the sequence. */
static const char behind[]
    = "}\n"
      "{\"ts\": 1, \"cpu\": 0, \"ev\": \"call\", \"text\": \"\", \"src\": \"a.lazy:1\"}\n"
      "{\"ts\": 3, \"cpu\": 1, \"ev\": \"m_load\", \"loc\": \"x\", \"val\": 0, \"issue_seq\": 3, "
      "\"perform_seq\": 3, \"src\": \"b.lazy:7\"}\n"
      "{\"ts\": 4, \"cpu\": 0, \"ev\": \"call\", \"text\": \"\", \"src\": \"a.lazy:3\"}\n"
      "{\"ts\": 6, \"cpu\": 0, \"ev\": \"m_load\", \"loc\": \"y\", \"val\": 0, \"issue_seq\": 6, "
      "\"perform_seq\": 6, \"src\": \"a.lazy:5\"}\n"
      "{\"ts\": 7, \"cpu\": 0, \"ev\": \"call\", \"text\": \"\", \"src\": \"a.lazy:6\"}\n"
      "{\"ts\": 8, \"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"x\", \"old\": 0, \"new\": 1, "
      "\"issue_seq\": 2, \"perform_seq\": 8, \"src\": \"a.lazy:2\"}\n"
      "{\"ts\": 9, \"cpu\": 0, \"ev\": \"use_ptr\", \"m_first\": 8, \"m_last\": 8, "
      "\"src\": \"a.lazy:2\"}\n"
      "{\"ts\": 10, \"cpu\": 0, \"ev\": \"violation\", \"detector\": \"D41\", \"cpu\": 0, "
      "\"info\": 0, \"src\": \"a.lazy:2\"}\n"
      "{\"ts\": 11, \"cpu\": 0, \"ev\": \"m_store\", \"loc\": \"y\", \"old\": 0, \"new\": 2, "
      "\"issue_seq\": 5, \"perform_seq\": 11, \"src\": \"a.lazy:4\"}\n"
      "{\"ts\": 12, \"cpu\": 0, \"ev\": \"violation\", \"detector\": \"D41\", \"cpu\": 0, "
      "\"info\": 0, \"src\": \"a.lazy:9\"}\n";

/* What takes effect late, and what follows from it, moves no CPU back. */
static void
test_places_behind (void)
{
  static const char *const expected[]
      = { "a.lazy:1", "a.lazy:2", "a.lazy:3", "a.lazy:5", "a.lazy:6",
          "a.lazy:6", "a.lazy:6", "a.lazy:6", "a.lazy:6", "a.lazy:9" };
  g_autoptr (MmsDocument) document = open_lines (behind);
  const MmsSourceMap *map = mms_document_get_source_map (document);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    check_place (map, 0, i + 1, expected[i]);
  check_place (map, 1, 2, "b.lazy:7");
  /* the store of line 4 and the load of line 5 are both come to by one event, and both count */
  g_assert_cmpuint (count_waiting (document, 0, 3), ==, 1);
  g_assert_cmpuint (count_waiting (document, 0, 4), ==, 2);
  g_assert_cmpuint (count_waiting (document, 0, 8), ==, 1);
}

/* Where only operations tell when they were come to, the same holds of them. */
static void
test_places_without_stamps (void)
{
  g_autofree char *lines = g_strdup (behind);
  g_autoptr (MmsDocument) document = NULL;
  const MmsSourceMap *map;

  /* another unit */
  for (char *stamp = lines; (stamp = strstr (stamp, "\"ts\": ")) != NULL; stamp++)
    stamp[5] = '7';
  document = open_lines (lines);
  map = mms_document_get_source_map (document);
  check_place (map, 0, 3, "a.lazy:3");
  check_place (map, 0, 4, "a.lazy:5");
  for (guint event = 5; event <= 9; event++)
    check_place (map, 0, event, "a.lazy:6");
  check_place (map, 0, 10, "a.lazy:9");
}

/* What is no place is none, and no reason to fail. */
static void
test_nonsense (void)
{
  static const char *const places[] = { "", ":", ":5", "a.lazy", "a.lazy:", "a.lazy:0", "a.lazy:x",
                                        "a.lazy:4", "a.lazy:99999999999999999999", "a.lazy:-1" };
  static const char *const headers[] = { "", ", \"sources\": 5", ", \"sources\": [\"a.lazy\"]",
                                         ", \"sources\": {\"a.lazy\": 7}", ", \"sources\": \"x\"",
                                         ", \"sources\": {}", header };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GString) text = g_string_new (headers[i]);
      g_autoptr (MmsDocument) document = NULL;
      const MmsSourceMap *map;
      MmsSourcePlace place;

      g_string_append (text, "}\n");
      for (guint j = 0; j < G_N_ELEMENTS (places); j++)
        g_string_append_printf (
            text,
            "{\"cpu\": 0, \"ev\": \"m_fence\", \"order\": \"mb\", \"src\": \"%s\", "
            "\"issue_seq\": %u, \"perform_seq\": \"x\"}\n",
            places[j], 20 - j);
      g_string_append (text,
                       "{\"cpu\": 1, \"ev\": \"note\", \"text\": \"\", \"src\": \"a.lazy:2\"}\n");
      document = open_lines (text->str);
      map = mms_document_get_source_map (document);
      g_assert_nonnull (map);
      for (guint j = 0; j < G_N_ELEMENTS (places); j++)
        g_assert_cmpint (mms_source_map_get_event (map, j + 1, &place), ==,
                         headers[i] != header && g_str_equal (places[j], "a.lazy:4"));
      check_place (map, 1, G_N_ELEMENTS (places) + 1, "a.lazy:2");
    }
}

/* Every fence is a tick where it is. */
static void
test_fences (void)
{
  g_autoptr (MmsDocument) document = open_lines (
      "}\n{\"cpu\": 1, \"ev\": \"m_fence\", \"order\": \"mb\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_fence\", \"order\": \"wmb\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_fence\", \"order\": \"barrier\"}\n"
      "{\"cpu\": 1, \"ev\": \"m_fence\", \"order\": \"after-spinlock\"}\n");
  guint n;
  const MmsTick *ticks = mms_history_get_ticks (mms_document_get_history (document), 1, &n);

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (ticks[0].kind, ==, MMS_TICK_BARRIER);
  g_assert_cmpint (ticks[1].kind, ==, MMS_TICK_FENCE);
  g_assert_cmpint (ticks[2].kind, ==, MMS_TICK_BARRIER);
  g_assert_cmpuint (ticks[2].event, ==, 4);
  g_assert_cmpstr (mms_tick_kind_get_name (MMS_TICK_FENCE), ==, "barrier");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/capture", test_capture);
  g_test_add_func ("/simulation/at-issue", test_at_issue);
  g_test_add_func ("/simulation/at-performance", test_at_performance);
  g_test_add_func ("/simulation/values", test_values);
  g_test_add_func ("/simulation/locks", test_locks);
  g_test_add_func ("/simulation/operation-steps", test_operation_steps);
  g_test_add_func ("/simulation/files", test_files);
  g_test_add_func ("/simulation/places", test_places);
  g_test_add_func ("/simulation/places-behind", test_places_behind);
  g_test_add_func ("/simulation/places-without-stamps", test_places_without_stamps);
  g_test_add_func ("/simulation/nonsense", test_nonsense);
  g_test_add_func ("/simulation/fences", test_fences);
  return g_test_run ();
}
