/* test-text-kinds.c - what is learned about kinds of events from their lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/readers.h"

#define FRONT "              sh-1     [000] ..... 1.%06u: "

/* GLib keeps the old tables of interned strings when it grows them, which under a leak checker must
 * be known by the whole stack. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:g_intern_string\nleak:call_init\n";
}

static MmsTrace *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MmsTraceBuilder) builder = mms_trace_builder_new ("test.txt");
  g_autoptr (GError) error = NULL;

  mms_text_read (bytes, builder, NULL, &error);
  g_assert_no_error (error);
  return mms_trace_builder_finish (g_steal_pointer (&builder));
}

static const MmsKind *
get_kind (MmsTrace *trace, guint number)
{
  return mms_trace_get_kind (trace, mms_trace_get_events (trace, NULL)[number - 1].kind);
}

static gboolean
get_number (MmsTrace *trace, guint number, const char *field, guint64 *value)
{
  int index = mms_kind_find_field (get_kind (trace, number), field);

  return index >= 0
         && mms_trace_get_number (trace, &mms_trace_get_events (trace, NULL)[number - 1],
                                  (guint) index, 0, value);
}

/* More names than there are kinds: still every event is there. */
static void
test_many (void)
{
  const guint n_names = MMS_MAX_KINDS + 100;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsTrace) trace = NULL;
  guint n_events;
  guint64 value;

  for (guint i = 0; i < n_names; i++)
    g_string_append_printf (text, FRONT "e%u: x=%u\n", i, i, i);
  trace = read_text (text->str);
  mms_trace_get_events (trace, &n_events);
  g_assert_cmpuint (n_events, ==, n_names);
  g_assert_cmpuint (mms_trace_get_n_kinds (trace), ==, MMS_MAX_KINDS);
  g_assert_true (get_number (trace, 1000, "x", &value));
  g_assert_cmpuint (value, ==, 999);
  g_assert_true (get_number (trace, n_names, "x", &value));
  g_assert_cmpuint (value, ==, n_names - 1);
}

/* A key that comes late is learned at the next line that is looked at, and its role with it. */
static void
test_late (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsTrace) trace = NULL;
  guint64 value;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (text, FRONT "mm_alloc: pid=%u%s\n", i, i, i >= 20 ? " mm=10 id=3" : "");
  trace = read_text (text->str);
  g_assert_cmpint (get_kind (trace, 1)->role, ==, MMS_ROLE_MM_ALLOCATED);
  g_assert_cmpuint (get_kind (trace, 1)->count, ==, 40);
  g_assert_false (get_number (trace, 19, "mm", &value));
  for (guint i = 20; i <= 40; i++)
    {
      g_assert_true (get_number (trace, i, "mm", &value));
      g_assert_cmphex (value, ==, 0x10);
    }
}

static void
test_many_fields (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MmsTrace) trace = NULL;

  g_string_append_printf (text, FRONT "e:", 1);
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, " k%u=1", i);
  g_string_append_c (text, '\n');
  trace = read_text (text->str);
  g_assert_cmpuint (get_kind (trace, 1)->fields->len, ==, 1024);
}

static void
test_systems (void)
{
  g_autoptr (MmsTrace) trace
      = read_text ("swapper     0 [001]    24.248659: sched:sched_wakeup: comm=a pid=1\n"
                   "swapper     0 [001]    24.248660: other:sched_wakeup: comm=a pid=1\n"
                   "swapper     0 [001]    24.248661: sched:sched_wakeup: comm=a pid=1\n");

  g_assert_cmpstr (mms_trace_get_version (trace), ==, "perf script");
  g_assert_cmpuint (mms_trace_get_n_kinds (trace), ==, 2);
  g_assert_cmpstr (get_kind (trace, 1)->system, ==, "sched");
  g_assert_cmpstr (get_kind (trace, 2)->system, ==, "other");
  g_assert_true (get_kind (trace, 3) == get_kind (trace, 1));
}

/* Tracers that write lines of their own */
static void
test_tracer (void)
{
  g_autoptr (MmsTrace) trace
      = read_text ("# tracer: hwlat\n"
                   "           <...>-1729    [001] d..... 678.473449: #1      inner/outer(us): 11/12\n");

  g_assert_cmpstr (get_kind (trace, 1)->name, ==, "hwlat");
  g_assert_false (mms_trace_is_damaged (trace));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-kinds/many", test_many);
  g_test_add_func ("/text-kinds/late", test_late);
  g_test_add_func ("/text-kinds/many-fields", test_many_fields);
  g_test_add_func ("/text-kinds/systems", test_systems);
  g_test_add_func ("/text-kinds/tracer", test_tracer);
  return g_test_run ();
}
