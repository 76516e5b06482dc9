/* test-json.c - traces in JSON, sound and damaged
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include <glib/gstdio.h>

#include "read/read.h"

#define HEADER "{\"mmscope\":1}\n"

/* (transfer full) (nullable) */
static MmsTrace *
read_bytes (const char *text, gssize length, guint limit, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "trace.json", NULL);
  MmsTrace *trace;

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  trace = mms_read_file (path, limit, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return trace;
}

static MmsTrace *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = read_bytes (text, -1, 0, &error);

  g_assert_no_error (error);
  return trace;
}

static void
assert_refused (const char *text, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%.100s", text);
  g_assert_null (read_bytes (text, -1, 0, &error));
  g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, words));
}

/* The notes in one line each. */
static void
assert_notes (MmsTrace *trace, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_notes;
  const MmsNote *notes = mms_trace_get_notes (trace, &n_notes);

  for (guint i = 0; i < n_notes; i++)
    g_string_append_printf (text, "%s%s\n", notes[i].is_damage ? "! " : "", notes[i].text);
  g_assert_cmpstr (text->str, ==, expected);
}

static const MmsEvent *
get_event (MmsTrace *trace, guint index)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  g_assert_cmpuint (index, <, n_events);
  return &events[index];
}

static void
assert_info (MmsTrace *trace, guint index, const char *expected)
{
  g_autofree char *info = mms_trace_get_info (trace, get_event (trace, index));

  g_assert_cmpstr (info, ==, expected);
}

static guint
count_events (MmsTrace *trace)
{
  guint n_events;

  mms_trace_get_events (trace, &n_events);
  return n_events;
}

static void
test_least (void)
{
  g_autoptr (MmsTrace) trace = read_text (HEADER "{\"ev\":\"e\",\"cpu\":0}");

  g_assert_cmpstr (mms_trace_get_format (trace), ==, "JSON");
  g_assert_cmpstr (mms_trace_get_version (trace), ==, "1");
  g_assert_cmpstr (mms_trace_get_clock (trace), ==, "counter");
  g_assert_false (mms_trace_clock_is_ns (trace));
  g_assert_true (mms_trace_is_complete (trace));
  g_assert_cmpuint (count_events (trace), ==, 1);
  g_assert_cmpint (mms_trace_get_pid (trace, get_event (trace, 0)), ==, -1);
  assert_notes (trace, "");
}

static void
test_header (void)
{
  g_autoptr (MmsTrace) trace
      = read_text ("\xef\xbb\xbf\n {\"mmscope\": 1, \"clock\": \"mono\", \"cpus\": [0, 2],"
                   " \"x\": {\"y\": 1},"
                   " \"scheme\": \"hazard\", \"init_mm\": \"0xf0\", \"complete\": false,"
                   " \"guessed_cpus\": true, \"buffers\": [\"\", \"b\"], \"memory\": \"tso\"}\r\n"
                   "{\"ev\":\"e\",\"cpu\":1,\"buffer\":1}\r\n");
  guint n;
  const guint *cpus = mms_trace_get_cpus (trace, &n);
  const MmsProperty *properties;

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (cpus[2], ==, 2);
  g_assert_cmpstr (mms_trace_get_clock (trace), ==, "mono");
  g_assert_cmpstr (mms_trace_get_sidecar_scheme (trace), ==, "hazard");
  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, 0xf0);
  g_assert_false (mms_trace_is_complete (trace));
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_true (mms_trace_has_guessed_cpus (trace));
  g_assert_cmpuint (mms_trace_get_n_buffers (trace), ==, 2);
  g_assert_cmpstr (mms_trace_get_buffer (trace, mms_trace_get_event_buffer (
                                                  trace, get_event (trace, 0))),
                   ==, "b");
  properties = mms_trace_get_properties (trace, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (properties[0].name, ==, "x");
  g_assert_cmpstr (properties[0].value, ==, "{\"y\":1}");
  g_assert_false (properties[0].is_string);
  g_assert_cmpstr (properties[1].value, ==, "tso");
  g_assert_true (properties[1].is_string);
}

static void
test_refused (void)
{
  assert_refused ("{\"traceEvents\":[{\"ph\":\"X\"}]}\n", "Chrome");
  assert_refused ("[{\"name\":\"a\",\"ph\":\"B\",\"ts\":1}]\n", "Chrome");
  assert_refused ("[\n  {\"a\":1}\n]\n", "one object on each line");
  assert_refused ("{\n  \"mmscope\": 1\n}\n", "one object on each line");
  assert_refused ("{\"a\":1}\n{\"mmscope\":1}\n", "no header");
  assert_refused ("{\"mmscope\":\"1\"}\n", "no header");
  assert_refused ("{\"mmscope\":0}\n", "no header");
  assert_refused ("{\"mmscope\":2}\n{\"ev\":\"e\",\"cpu\":0}\n", "version 2");
  assert_refused (HEADER "x\n", "No line");
}

static void
test_words (void)
{
  g_autoptr (MmsTrace) trace = read_text (
      HEADER
      "{\"ts\":5,\"cpu\":3,\"ev\":\"e\",\"system\":\"s\",\"pid\":7,\"comm\":\"a\\tb\","
      "\"flags\":\"d..1.\","
      "\"info\":\"as printed\",\"fields\":{\"cpu\":1,\"pid\":2},\"src\":\"x:1\"}\n"
      "{\"cpu\":3,\"ev\":\"e\",\"system\":\"s\",\"cpu\":4}\n");
  const MmsEvent *event = get_event (trace, 0);
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  g_autofree char *comm = mms_trace_get_comm (trace, event);
  char flags[8];
  guint64 number;

  g_assert_cmpuint (event->time, ==, 5);
  g_assert_cmpuint (event->cpu, ==, 3);
  g_assert_cmpstr (kind->system, ==, "s");
  g_assert_cmpuint (kind->count, ==, 2);
  g_assert_cmpuint (kind->fields->len, ==, 3);
  g_assert_cmpint (mms_trace_get_pid (trace, event), ==, 7);
  g_assert_cmpstr (comm, ==, "a\tb");
  g_assert_true (mms_trace_get_flags (trace, event, flags));
  g_assert_cmpstr (flags, ==, "d..1.");
  assert_info (trace, 0, "as printed");
  g_assert_true (mms_trace_get_number (trace, event, 0, 0, &number));
  g_assert_cmpuint (number, ==, 1);
  /* No ts: one more; the last of two members counts. */
  g_assert_cmpuint (get_event (trace, 1)->time, ==, 6);
  g_assert_cmpuint (get_event (trace, 1)->cpu, ==, 4);
}

/* Fields come when they come, in any order and anywhere in the line. */
static void
test_fields (void)
{
  g_autoptr (MmsTrace) trace
      = read_text (HEADER "{\"a\":1,\"ev\":\"e\",\"cpu\":0,\"b\":\"x\"}\n"
                          "{\"ev\":\"e\",\"cpu\":0,\"fields\":{\"c\":[1,2],\"b\":null,\"a\":-1}}\n"
                          "{\"ev\":\"e\",\"cpu\":0,\"b\":{\"value\":\"0x10\","
                          "\"text\":\"sixteen\"}}\n");
  guint64 number;

  assert_info (trace, 0, "a=1 b=x");
  assert_info (trace, 1, "a=-1 c={1,2}");
  assert_info (trace, 2, "b=sixteen");
  g_assert_true (mms_trace_get_number (trace, get_event (trace, 2), 1, 0, &number));
  g_assert_cmpuint (number, ==, 16);
  g_assert_false (mms_trace_get_number (trace, get_event (trace, 0), 1, 0, &number));
  g_assert_false (mms_trace_get_number (trace, get_event (trace, 0), 2, 0, &number));
  g_assert_true (mms_trace_get_number (trace, get_event (trace, 1), 2, 1, &number));
  g_assert_cmpuint (number, ==, 2);
}

static void
test_kinds (void)
{
  g_autoptr (MmsTrace) trace = read_text (
      HEADER "{\"kind\":\"e\",\"system\":\"s\",\"event_id\":4,\"fields\":[\"a\",{\"name\":\"b\","
             "\"form\":\"chars\",\"type\":\"char[4]\",\"hex\":true,\"signed\":true}]}\n"
             "{\"kind\":\"e\",\"system\":\"t\"}\n"
             "{\"ev\":\"e\",\"cpu\":0,\"b\":\"0x4\"}\n"
             "{\"ev\":\"e\",\"cpu\":0,\"system\":\"t\"}\n"
             "{\"ev\":\"e\",\"cpu\":0,\"system\":\"\"}\n"
             "{\"ev\":\"e\",\"cpu\":0,\"event_id\":4}\n");
  const MmsKind *kind = mms_trace_get_kind (trace, 0);
  const MmsField *field = &g_array_index (kind->fields, MmsField, 1);
  guint64 number;

  g_assert_cmpuint (mms_trace_get_n_kinds (trace), ==, 3);
  g_assert_cmpuint (kind->id, ==, 4);
  g_assert_cmpuint (kind->count, ==, 2);
  g_assert_cmpint (field->form, ==, MMS_FIELD_CHARS);
  g_assert_cmpstr (field->type, ==, "char[4]");
  g_assert_true (field->is_pointer);
  g_assert_true (field->is_signed);
  /* Characters are no number, whatever they look like. */
  g_assert_false (mms_trace_get_number (trace, get_event (trace, 0), 1, 0, &number));
  g_assert_cmpuint (get_event (trace, 1)->kind, ==, 1);
  g_assert_cmpuint (get_event (trace, 2)->kind, ==, 2);
  g_assert_null (mms_trace_get_kind (trace, 2)->system);
}

static void
test_vocabulary (void)
{
  g_autoptr (MmsTrace) trace
      = read_text (HEADER "{\"ev\":\"mm_free\",\"cpu\":0,\"mm\":\"0xa\"}\n"
                          "{\"ev\":\"mm_free\",\"cpu\":0,\"mm\":\"0xb\",\"id\":2}\n"
                          "{\"ev\":\"m_load\",\"cpu\":0,\"loc\":\"A\"}\n");
  guint64 number;

  /* What it means shows only once all its fields were there. */
  g_assert_cmpint (mms_trace_get_kind (trace, 0)->role, ==, MMS_ROLE_MM_FREED);
  g_assert_cmpint (mms_trace_get_kind (trace, 1)->role, ==, MMS_ROLE_NONE);
  g_assert_true (mms_trace_get_slot (trace, get_event (trace, 0), MMS_SLOT_MM, &number));
  g_assert_cmphex (number, ==, 0xa);
  g_assert_true (mms_trace_get_slot (trace, get_event (trace, 1), MMS_SLOT_ID, &number));
  g_assert_cmphex (number, ==, 2);
}

static void
test_losses (void)
{
  g_autoptr (MmsTrace) trace = read_text (HEADER "{\"ev\":\"e\",\"cpu\":0}\n"
                                                 "{\"lost\":5,\"cpu\":1}\n"
                                                 "{\"ev\":\"e\",\"cpu\":0,\"lost\":true}\n"
                                                 "{\"ev\":\"e\",\"cpu\":1}\n"
                                                 "{\"ev\":\"e\",\"cpu\":1,\"lost\":0,"
                                                 "\"repeated\":true}\n"
                                                 "{\"ev\":\"e\",\"cpu\":1,\"lost\":false}\n"
                                                 "{\"lost\":true,\"cpu\":0}\n");
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  static const MmsLoss expected[] = { { 2, 0, -1 }, { 3, 1, 5 }, { 4, 1, 0 }, { 6, 0, -1 } };

  g_assert_cmpuint (n_losses, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n_losses; i++)
    {
      g_assert_cmpuint (losses[i].event, ==, expected[i].event);
      g_assert_cmpuint (losses[i].cpu, ==, expected[i].cpu);
      g_assert_cmpint (losses[i].count, ==, expected[i].count);
    }
  g_assert_false (mms_trace_is_complete (trace));
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_true (get_event (trace, 3)->repeated);
}

/* A line that cannot be read may have been anybody's event. */
static void
test_gaps (void)
{
  g_autoptr (MmsTrace) trace = read_text (HEADER "{\"ev\":\"e\",\"cpu\":0}\n"
                                                 "{\"ev\":\"e\",\"cpu\":1}\n"
                                                 "{\"ev\":\"e\",\"cpu\":\n"
                                                 "{\"ev\":\"e\",\"cpu\":0}\n"
                                                 "{\"ev\":\"e\",\"cpu\":0}\n"
                                                 "{\"ev\":\"e\",\"cpu\":\"no\"}\n"
                                                 "{\"ev\":\"e\",\"cpu\":0}\n");
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);
  static const MmsLoss expected[] = { { 3, 0, -1 }, { 5, 0, -1 }, { 6, 1, -1 } };

  g_assert_cmpuint (n_losses, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n_losses; i++)
    {
      g_assert_cmpuint (losses[i].event, ==, expected[i].event);
      g_assert_cmpuint (losses[i].cpu, ==, expected[i].cpu);
      g_assert_cmpint (losses[i].count, ==, expected[i].count);
    }
  g_assert_true (mms_trace_is_damaged (trace));
}

static void
test_tasks (void)
{
  g_autoptr (MmsTrace) trace
      = read_text (HEADER "{\"task\":2,\"kthread\":true,\"comm\":\"kthreadd\"}\n"
                          "{\"task\":9,\"tgid\":8,\"kthread\":false,"
                          "\"comm\":{\"bytes\":\"61ff62\"}}\n"
                          "{\"task\":-1}\n{\"task\":3,\"kthread\":1}\n"
                          "{\"ev\":\"e\",\"cpu\":0}\n");
  const MmsTaskInfo *task = mms_trace_find_task (trace, 9);

  g_assert_cmpint (mms_trace_find_task (trace, 2)->kthread, ==, 1);
  g_assert_cmpint (mms_trace_find_task (trace, 2)->tgid, ==, -1);
  g_assert_cmpint (task->tgid, ==, 8);
  g_assert_cmpint (task->kthread, ==, 0);
  g_assert_cmpstr (task->comm, ==, "a\xff" "b");
  assert_notes (trace, "! Line 4: it does not describe a task\n"
                       "! Line 5: it does not describe a task\n");
}

static void
test_damaged_lines (void)
{
  g_autoptr (MmsTrace) trace = read_text (HEADER "{\"ev\":\"a\",\"cpu\":0}\n"
                                                 "{\"ev\":\"a\",\"cpu\":0\n"
                                                 "{\"ev\":\"a\",\"cpu\":8192}\n"
                                                 "{\"ev\":\"a\",\"cpu\":0,\"ts\":1.5}\n"
                                                 "{\"ev\":\"\",\"cpu\":0}\n"
                                                 "{\"ev\":7,\"cpu\":0}\n"
                                                 "{\"ev\":\"a\"}\n"
                                                 "{\"ev\":\"a\",\"cpu\":0,\"lost\":-1}\n"
                                                 "{\"ev\":\"b\",\"cpu\":1}\n");

  g_assert_cmpuint (count_events (trace), ==, 2);
  g_assert_true (mms_trace_is_damaged (trace));
  assert_notes (trace, "! Line 3: a comma or } is missing, at its byte 18\n"
                       "! Line 4: cpu is no CPU's number\n"
                       "! Line 5: ts is no whole number\n"
                       "! Line 6: the event has no name\n"
                       "! Line 7: the event has no name\n"
                       "! 2 more lines are damaged\n");
}

static void
test_cut (void)
{
  static const char text[] = "{\"mmscope\":1,\"events\":3}\n"
                             "{\"ev\":\"a\",\"cpu\":0}\n{\"ev\":\"a\",\"cpu\":1}\n"
                             "{\"ev\":\"a\",\"cpu\":2}\n";

  /* Wherever it is cut behind the header, what stands before is read, and the cut is told. */
  for (gsize length = strlen ("{\"mmscope\":1,\"events\":3}\n"); length < strlen (text); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MmsTrace) trace = read_bytes (text, (gssize) length, 0, &error);
      guint n_whole = 0;

      for (gsize i = 0; i < length; i++)
        n_whole += text[i] == '}';
      if (n_whole == 1 && trace == NULL)
        {
          g_assert_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (count_events (trace), ==, n_whole - 1);
      g_assert_cmpint (mms_trace_is_damaged (trace), ==, n_whole < 4);
    }
}

static void
test_unsorted (void)
{
  g_autoptr (MmsTrace) trace = read_text (HEADER "{\"ev\":\"a\",\"cpu\":0,\"ts\":9}\n"
                                                 "{\"ev\":\"b\",\"cpu\":1,\"ts\":3}\n");

  g_assert_cmpuint (get_event (trace, 0)->time, ==, 3);
  g_assert_cmpuint (get_event (trace, 0)->cpu, ==, 1);
  g_assert_false (mms_trace_is_damaged (trace));
}

/* Where stamps tie, the file's order is the order, even where a capture's would not be. */
static void
test_ties (void)
{
  g_autoptr (MmsTrace) trace = read_text (
      HEADER "{\"ts\":1,\"cpu\":0,\"ev\":\"sched_switch\",\"prev_pid\":0,\"next_pid\":7}\n"
             "{\"ts\":1,\"cpu\":1,\"ev\":\"sched_switch\",\"prev_pid\":7,\"next_pid\":0}\n");

  g_assert_cmpuint (get_event (trace, 0)->cpu, ==, 0);
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsTrace) trace = read_bytes ("{\"mmscope\":1,\"events\":3}\n"
                                           "{\"ev\":\"a\",\"cpu\":0}\n{\"ev\":\"a\",\"cpu\":1}\n"
                                           "{\"ev\":\"a\",\"cpu\":2}\n",
                                           -1, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count_events (trace), ==, 2);
  g_assert_true (mms_trace_is_prefix (trace));
  g_assert_false (mms_trace_is_damaged (trace));
}

/* There only with LeakSanitizer */
extern void __lsan_disable (void) __attribute__ ((weak));
extern void __lsan_enable (void) __attribute__ ((weak));

/* More than fits: refused line by line, in time that grows with the file only. */
static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (MmsTrace) trace = NULL;

  for (guint i = 0; i < 2 * MMS_MAX_KINDS; i++)
    g_string_append_printf (text, "{\"ev\":\"e%u\",\"cpu\":0,\"f\":1}\n", i);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "{\"ev\":\"e0\",\"cpu\":0,\"f%u\":1}\n", i);
  g_string_append (text, "{\"ev\":\"e0\",\"cpu\":0,\"x\":\"");
  for (guint i = 0; i < 1024 * 1024; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\"}\n{\"ev\":\"e1\",\"cpu\":3}\n");

  /* GLib never frees a table of interned strings that became too small: others may read it. */
  if (__lsan_disable != NULL)
    __lsan_disable ();
  trace = read_text (text->str);
  if (__lsan_enable != NULL)
    __lsan_enable ();
  g_assert_cmpuint (mms_trace_get_n_kinds (trace), ==, MMS_MAX_KINDS);
  g_assert_cmpuint (count_events (trace), ==, MMS_MAX_KINDS + 2000 + 1);
  g_assert_cmpuint (mms_trace_get_kind (trace, 0)->fields->len, ==, 1024);
  g_assert_true (mms_trace_is_damaged (trace));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/least", test_least);
  g_test_add_func ("/json/header", test_header);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/words", test_words);
  g_test_add_func ("/json/fields", test_fields);
  g_test_add_func ("/json/kinds", test_kinds);
  g_test_add_func ("/json/vocabulary", test_vocabulary);
  g_test_add_func ("/json/losses", test_losses);
  g_test_add_func ("/json/gaps", test_gaps);
  g_test_add_func ("/json/tasks", test_tasks);
  g_test_add_func ("/json/damaged-lines", test_damaged_lines);
  g_test_add_func ("/json/cut", test_cut);
  g_test_add_func ("/json/unsorted", test_unsorted);
  g_test_add_func ("/json/ties", test_ties);
  g_test_add_func ("/json/limit", test_limit);
  g_test_add_func ("/json/too-many", test_too_many);
  return g_test_run ();
}
