/* test-dat-captures.c - the captures against what trace-cmd says of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "captures.h"
#include "model/payload.h"

/* The lines that data/dat-captures.txt has about one file, without the first */
typedef struct
{
  char *path;
  GPtrArray *lines;
} Expectation;

static char *
describe_cpus (MmsTrace *trace)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_cpus; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", cpus[i]);
  return g_string_free (text, FALSE);
}

static guint
count_in_buffer (MmsTrace *trace, const char *name)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint count = 0;

  for (guint i = 0; i < n_events; i++)
    count += g_str_equal (
        mms_trace_get_buffer (trace, mms_trace_get_event_buffer (trace, &events[i])), name);
  return count;
}

static guint64
count_kind (MmsTrace *trace, const char *name)
{
  guint64 count = 0;

  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    if (g_str_equal (mms_trace_get_kind (trace, i)->name, name))
      count += mms_trace_get_kind (trace, i)->count;
  return count;
}

/* trace-cmd looks at the pages alone; where it has no number, the ring buffer's account may. */
static gboolean
has_loss (MmsTrace *trace, guint cpu, gint64 count)
{
  guint n_losses;
  const MmsLoss *losses = mms_trace_get_losses (trace, &n_losses);

  for (guint i = 0; i < n_losses; i++)
    if (losses[i].cpu == cpu && (losses[i].count == count || (count == -1 && losses[i].count > 0)))
      return TRUE;
  return FALSE;
}

static void
check_line (MmsTrace *trace, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  g_auto (GStrv) pair = g_strsplit_set (words[1], " :", 2);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  g_autofree char *cpus = describe_cpus (trace);
  const guint64 number = g_ascii_strtoull (words[1], NULL, 10);

  if (g_str_equal (words[0], "version"))
    g_assert_cmpstr (mms_trace_get_version (trace), ==, words[1]);
  else if (g_str_equal (words[0], "clock"))
    g_assert_cmpstr (mms_trace_get_clock (trace), ==, words[1]);
  else if (g_str_equal (words[0], "cpus"))
    g_assert_cmpstr (cpus, ==, words[1]);
  else if (g_str_equal (words[0], "events"))
    g_assert_cmpuint (n_events, ==, number);
  else if (g_str_equal (words[0], "first"))
    g_assert_cmpuint (events[0].time, ==, number);
  else if (g_str_equal (words[0], "last"))
    g_assert_cmpuint (events[n_events - 1].time, ==, number);
  else if (g_str_equal (words[0], "buffer"))
    g_assert_cmpuint (count_in_buffer (trace, pair[0]), ==, g_ascii_strtoull (pair[1], NULL, 10));
  else if (g_str_equal (words[0], "kind"))
    g_assert_cmpuint (count_kind (trace, pair[0]), ==, g_ascii_strtoull (pair[1], NULL, 10));
  else if (g_str_equal (words[0], "lost"))
    g_assert_true (has_loss (trace, g_ascii_strtoull (pair[0], NULL, 10),
                             g_ascii_strtoll (pair[1], NULL, 10)));
  else
    g_assert_not_reached ();
}

/* What is loaded from a record's bytes is what the decoder reads, field by field. */
static void
check_payloads (MmsTrace *trace)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  MmsPayload payload;

  mms_payload_init (&payload, trace);
  for (guint i = 0; i < n_events; i++)
    {
      mms_payload_open (&payload, &events[i]);
      g_assert_true (payload.bytes != NULL || G_BYTE_ORDER == G_BIG_ENDIAN);
      g_assert_true (payload.kind == mms_trace_get_kind (trace, events[i].kind));
      g_assert_cmpint (mms_payload_get_pid (&payload), ==, mms_trace_get_pid (trace, &events[i]));
      for (guint slot = 0; slot < MMS_N_SLOTS; slot++)
        {
          const gboolean is_own = slot >= MMS_SLOT_OWN_ACTIVE;
          guint64 expected = 0;
          guint64 value = 0;
          gboolean is_told = is_own ? mms_trace_get_own (trace, &events[i], slot, &expected)
                                    : mms_trace_get_slot (trace, &events[i], slot, &expected);

          g_assert_cmpint (is_own ? mms_payload_get_own (&payload, slot, &value)
                                  : mms_payload_get_slot (&payload, slot, &value),
                           ==, is_told);
          g_assert_cmpuint (value, ==, expected);
        }
    }
}

static void
test_capture (gconstpointer data)
{
  const Expectation *expectation = data;
  g_autoptr (MmsTrace) trace = captures_read (expectation->path);
  guint n_kinds = 0;
  guint n_losses = 0;
  guint n_found;
  guint n_notes;

  for (guint i = 0; i < expectation->lines->len; i++)
    {
      const char *line = g_ptr_array_index (expectation->lines, i);

      check_line (trace, line);
      n_kinds += g_str_has_prefix (line, "kind ");
      n_losses += g_str_has_prefix (line, "lost ");
    }

  check_payloads (trace);
  g_assert_cmpuint (mms_trace_get_n_kinds (trace), ==, n_kinds);
  mms_trace_get_losses (trace, &n_found);
  g_assert_cmpuint (n_found, ==, n_losses);
  g_assert_cmpint (mms_trace_is_complete (trace), ==, n_losses == 0);
  g_assert_false (mms_trace_is_damaged (trace));
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 0);
}

/* The number of the n-th event of that kind, n from 0 */
static const MmsEvent *
find_event (MmsTrace *trace, const char *kind, guint n)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    if (g_str_equal (mms_trace_get_kind (trace, events[i].kind)->name, kind) && n-- == 0)
      return &events[i];
  g_assert_not_reached ();
}

static void
check_text (MmsTrace *trace, const MmsEvent *event, const char *field, const char *expected)
{
  int index = mms_kind_find_field (mms_trace_get_kind (trace, event->kind), field);
  g_autofree char *text = NULL;

  g_assert_cmpint (index, >=, 0);
  text = mms_trace_get_text (trace, event, index);
  g_assert_cmpstr (text, ==, expected);
}

static MmsTrace *
read_sample (const char *name)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);

  return captures_read (path);
}

/* Values as the tracefs text of the same buffers shows them */
static void
test_text (void)
{
  g_autoptr (MmsTrace) stock = read_sample ("stock/forkexec.dat");
  g_autoptr (MmsTrace) arrays = read_sample ("stock/arrays.dat");
  g_autoptr (MmsTrace) patched = read_sample ("patched/hazard-exit.dat");
  const MmsEvent *event = find_event (stock, "mm_init", 0);
  char flags[8];

  check_text (stock, event, "mm", "0xff16cbea41059200");
  check_text (stock, event, "users", "1");
  check_text (stock, event, "ctx", "137");
  g_assert_cmpint (mms_trace_get_pid (stock, event), ==, 125);
  g_assert_true (mms_trace_get_flags (stock, event, flags));
  g_assert_cmpstr (flags, ==, ".....");

  event = find_event (stock, "flush_func", 0);
  g_assert_true (mms_trace_get_flags (stock, event, flags));
  g_assert_cmpstr (flags, ==, "d..1.");

  event = find_event (stock, "tlb_flush", 0);
  check_text (stock, event, "pages", "-1");
  check_text (stock, event, "reason", "local mm shootdown");

  event = find_event (stock, "task_newtask", 0);
  check_text (stock, event, "comm", "sh");
  check_text (stock, event, "clone_flags", "0x1200000");
  check_text (stock, event, "oom_score_adj", "0");

  event = find_event (arrays, "mm_init", 0);
  check_text (arrays, event, "uc", "{1,1}");

  event = find_event (patched, "active_mm", 0);
  check_text (patched, event, "site", "ctxsw_set");
  check_text (patched, event, "old_id", "-1");
  check_text (patched, event, "new_id", "33");
  event = find_event (patched, "call_function_single_exit", 0);
  g_assert_true (mms_trace_get_flags (patched, event, flags));
  g_assert_cmpstr (flags, ==, "dNh..");
}

static void
test_symbols (void)
{
  g_autoptr (MmsTrace) trace = read_sample ("stock/names.dat");
  const MmsEvent *event = find_event (trace, "enter_lazy", 0);

  check_text (trace, event, "caller", "__schedule+0x70d");
  g_assert_cmpstr (mms_trace_get_slot_symbol (trace, event, MMS_SLOT_CALLER), ==, "__schedule");
  g_assert_cmphex (mms_trace_get_init_mm (trace), ==, G_GUINT64_CONSTANT (0xffffffff8375cb80));
}

static void
test_tasks (void)
{
  g_autoptr (MmsTrace) trace = read_sample ("stock/forkexec.dat");
  const MmsTaskInfo *info = mms_trace_find_task (trace, 125);

  g_assert_nonnull (info);
  g_assert_cmpstr (info->comm, ==, "sh");
  g_assert_cmpint (info->tgid, ==, -1);
  g_assert_cmpint (info->kthread, ==, -1);
}

/* Where trace-cmd has a number or only knows that there was a loss, the ring buffer's own account
 * of overrun events says how many. */
static void
test_losses (void)
{
  g_autoptr (MmsTrace) overwritten = read_sample ("stock/lost-overwrite.dat");
  g_autoptr (MmsTrace) recorded = read_sample ("stock/lost-record.dat");

  g_assert_cmpuint (mms_trace_get_n_lost (overwritten), ==, 603 + 600 + 639 + 635);
  g_assert_cmpuint (mms_trace_get_n_lost (recorded), ==, 34 + 37);
}

static void
expectation_free (gpointer data)
{
  Expectation *expectation = data;

  g_free (expectation->path);
  g_ptr_array_unref (expectation->lines);
  g_free (expectation);
}

static GPtrArray *
read_expectations (const char *path)
{
  GPtrArray *expectations = g_ptr_array_new_with_free_func (expectation_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Expectation *expectation = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      if (lines[i][0] == '\0' || lines[i][0] == '#')
        continue;
      if (g_str_has_prefix (lines[i], "file "))
        {
          expectation = g_new (Expectation, 1);
          expectation->path
              = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", lines[i] + 5, NULL);
          expectation->lines = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (expectations, expectation);
        }
      else
        g_ptr_array_add (expectation->lines, g_strdup (lines[i]));
    }
  return expectations;
}

/* No capture without an expectation, and the reverse */
static void
test_all (gconstpointer data)
{
  GPtrArray *expectations = (GPtrArray *) data;
  g_autoptr (GPtrArray) paths = captures_list ();

  g_assert_cmpuint (paths->len, ==, expectations->len);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) expectations = NULL;
  g_autofree char *table = NULL;

  g_test_init (&argc, &argv, NULL);
  table = g_test_build_filename (G_TEST_DIST, "data", "dat-captures.txt", NULL);
  expectations = read_expectations (table);
  for (guint i = 0; i < expectations->len; i++)
    {
      Expectation *expectation = g_ptr_array_index (expectations, i);
      g_autofree char *name
          = g_strdup_printf ("/dat/captures/%s", captures_get_name (expectation->path));

      g_test_add_data_func (name, expectation, test_capture);
    }
  g_test_add_data_func ("/dat/captures/all", expectations, test_all);
  g_test_add_func ("/dat/captures/text", test_text);
  g_test_add_func ("/dat/captures/symbols", test_symbols);
  g_test_add_func ("/dat/captures/tasks", test_tasks);
  g_test_add_func ("/dat/captures/losses", test_losses);
  return g_test_run ();
}
