/* test-describe.c - numbers and sentences
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "documents.h"
#include "draw/draw-private.h"

#define THIN "\xe2\x80\x89"

static void
test_position (void)
{
  g_autoptr (MmsView) view = mms_view_new ();
  static const struct
  {
    double position;
    const char *text;
  } cases[] = {
    { 0, "+0" THIN "ns" },
    { 999, "+999" THIN "ns" },
    { 1000, "+1" THIN "µs" },
    { 12345, "+12.345" THIN "µs" },
    { 12345678, "+12.345" THIN "678" THIN "ms" },
    { 12345000, "+12.345" THIN "ms" },
    { 12000000, "+12" THIN "ms" },
    { 12000678, "+12.000" THIN "678" THIN "ms" },
    { 1234567890, "+1.234" THIN "567" THIN "890" THIN "s" },
    { 1234567890123456.0, "+1" THIN "234" THIN "567.890" THIN "123" THIN "456" THIN "s" },
    { -12345, "−12.345" THIN "µs" },
    { 1e300, "+9" THIN "000" THIN "000" THIN "000" THIN "s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mms_format_position (view, cases[i].position);
      g_autofree char *duration = mms_format_duration (view, cases[i].position);

      g_assert_cmpstr (text, ==, cases[i].text);
      if (cases[i].position >= 0)
        g_assert_cmpstr (duration, ==, cases[i].text + 1);
    }
}

static void
test_span (void)
{
  g_autoptr (MmsView) view = mms_view_new ();
  static const struct
  {
    double duration;
    const char *text;
  } cases[] = {
    { 0, "0" THIN "ns" },
    { 999, "999" THIN "ns" },
    { 12345678, "12.3" THIN "ms" },
    { 1250000, "1.25" THIN "ms" },
    { 1000678, "1" THIN "ms" },
    { 1234567890, "1.23" THIN "s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mms_format_span (view, cases[i].duration);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_counter (void)
{
  g_autoptr (MmsView) view = open_capture ("forms/clock-counter.dat");
  g_autofree char *text = mms_format_position (view, 1234567);

  g_assert_cmpstr (text, ==, "+1" THIN "234" THIN "567");
}

static void
assert_contains (const char *text,
                 const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” does not contain “%s”", text, part);
}

static void
assert_is_markup (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_strconcat ("<markup>", text, "</markup>", NULL);
  GMarkupParser parser = { NULL };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);

  g_markup_parse_context_parse (context, whole, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_free (context);
}

/* The first finding that tells of a free under a holder. */
static const MmsFinding *
find_freed (MmsView *view)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));

  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->id, "D15"))
        return finding;
    }
  g_error ("nothing is freed under a holder");
}

static void
test_cpu_lane (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  const MmsFinding *finding = find_freed (view);
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autofree char *before = mms_cpu_lane_describe (view, 1);
  g_autofree char *sentence = NULL;
  g_autofree char *pointer = mms_history_name_mm (history, finding->mm);
  g_autofree char *tip = NULL;

  assert_contains (before, "CPU 1: runs unknown");
  mms_view_set_playhead (view, finding->event);
  sentence = mms_cpu_lane_describe (view, (guint) finding->cpu);
  assert_contains (sentence, "CPU 1: runs the idle task of CPU 1");
  assert_contains (sentence, pointer);
  assert_contains (sentence, "(freed)");
  assert_contains (sentence, "loaded_mm init_mm");
  assert_contains (sentence, "not lazy");
  assert_contains (sentence, "mm_to_mmdrop empty");

  /* in the names the tooltip is that of the playhead */
  tip = mms_cpu_lane_describe_at (view, (guint) finding->cpu, 10, 30, 1000);
  assert_is_markup (tip);
  assert_contains (tip, "CPU 1 · active_mm");
  assert_contains (tip, pointer);
  assert_contains (tip, "<b>freed</b> by CPU 0");
  assert_contains (tip, "observed: event");

  /* the kernel's words, and what they mean */
  for (guint i = 0; i < 3; i++)
    {
      static const char *const titles[] = {
        "CPU 1 · loaded_mm</b> (what CR3 holds)",
        "CPU 1 · lazy_mm</b> (hazard slot)",
        "CPU 1 · mm_to_mmdrop</b> (deferred reference)",
      };

      g_free (tip);
      tip = mms_cpu_lane_describe_at (view, 1, 10, 5 + 19 * (i + 2) + 9, 1000);
      assert_contains (tip, titles[i]);
    }
}

static void
test_provenance (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/sched-only.dat");
  gboolean is_derived = FALSE;
  gboolean is_unknown = FALSE;
  gboolean is_observed = FALSE;

  for (double x = MMS_NAMES_WIDTH + 1; x < 1000; x += 7)
    for (double y = 10; y < 40; y += 20)
      {
        g_autofree char *tip = mms_cpu_lane_describe_at (view, 2, x, y, 1000);

        assert_is_markup (tip);
        is_derived |= strstr (tip, "derived from the scheme’s rules") != NULL;
        is_unknown |= strstr (tip, "unknown: nothing seen yet") != NULL;
        is_observed |= strstr (tip, "observed: event") != NULL;
      }
  g_assert_true (is_derived);
  g_assert_true (is_unknown);
  g_assert_true (is_observed);
}

/* Names hold whatever a task calls itself, markup included. */
static void
test_names (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/names.dat");
  const guint *cpus;
  guint n_cpus;
  guint n_events;

  cpus = mms_trace_get_cpus (mms_document_get_trace (mms_view_get_document (view)), &n_cpus);
  mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), &n_events);
  for (guint event = 0; event <= n_events; event += 13)
    {
      mms_view_set_playhead (view, event);
      for (guint i = 0; i < n_cpus; i++)
        {
          g_autofree char *tip = mms_cpu_lane_describe_at (view, cpus[i], 10, 10, 1000);
          g_autofree char *sentence = mms_cpu_lane_describe (view, cpus[i]);

          assert_is_markup (tip);
          g_assert_true (g_utf8_validate (sentence, -1, NULL));
        }
    }
}

/* Whether loaded_mm is lazy has its own value, since and provenance; and what an event confirms goes
 * on, it does not begin. */
static void
test_tracks (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  gboolean is_confirmed = FALSE;
  guint n_events;

  mms_trace_get_events (mms_document_get_trace (mms_view_get_document (view)), &n_events);
  for (guint event = 100; event <= n_events; event += 7)
    for (guint row = 1; row < 3; row++)
      {
        g_autofree char *tip = NULL;
        const char *lazy;

        mms_view_set_playhead (view, event);
        tip = mms_cpu_lane_describe_at (view, 1, 10, 5 + 19 * row + 9, 1000);
        assert_is_markup (tip);
        is_confirmed |= strstr (tip, " (derived),\nconfirmed by event ") != NULL;
        lazy = strstr (tip, "<b>is_lazy</b>\n");
        g_assert_true ((lazy != NULL) == (row == 2));
        if (lazy != NULL && strstr (lazy, "\nunknown\n") == NULL)
          assert_contains (lazy, "\nsince ");
      }
  g_assert_true (is_confirmed);
}

/* However many CPUs hold an mm, no line runs over the screen. */
static void
test_wrap (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/mixed-8cpu.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  guint n_wrapped = 0;

  mms_view_set_playhead_position (view, mms_view_get_length (view) / 2);
  for (guint mm = 1; mm < mms_history_get_n_mms (history); mm++)
    {
      g_autofree char *tip = mms_mm_lane_describe_at (view, mm, 10, 10, 1000);
      g_auto (GStrv) lines = g_strsplit (tip, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        {
          if (strstr (lines[i], "CPU") != NULL && strchr (lines[i], '<') == NULL)
            g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 60);
          n_wrapped += g_str_has_prefix (lines[i], "CPU ") || g_str_has_prefix (lines[i], "(");
        }
    }
  g_assert_cmpuint (n_wrapped, >, 0);
}

/* Where events are missing the tooltip tells how many. */
static void
test_losses (void)
{
  g_autoptr (MmsView) view = open_capture ("stock/lost-record.dat");
  const MmsLoss *losses;
  guint n_losses;

  losses = mms_trace_get_losses (mms_document_get_trace (mms_view_get_document (view)), &n_losses);
  g_assert_cmpuint (n_losses, >, 0);
  for (guint i = 0; i < n_losses; i++)
    {
      double x = mms_lane_x_at (view, mms_view_get_event_position (view, losses[i].event), 1000);
      g_autofree char *tip = mms_cpu_lane_describe_at (view, losses[i].cpu, x, 10, 1000);
      g_autofree char *away = mms_cpu_lane_describe_at (view, losses[i].cpu, 10, 10, 1000);

      assert_is_markup (tip);
      assert_contains (tip, " lost here</b>");
      g_assert_null (strstr (away, " lost here"));
    }
}

/* A user task that has no mm any more is exiting, not a user task like others. */
static void
test_exiting (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  gboolean is_exiting = FALSE;

  for (guint i = 0; i < mms_history_get_n_tasks (history); i++)
    {
      const MmsTask *task = mms_history_get_task (history, i);

      for (guint j = 0; j < task->mm.n_points; j++)
        {
          MmsPoint point = mms_track_get (&task->mm, j);
          gboolean is_last = j + 1 == task->mm.n_points;

          if (mms_is_task_exiting (history, task->pid, 0, point.event))
            {
              is_exiting = TRUE;
              g_assert_cmpint (task->kthread, ==, 0);
              g_assert_cmpint (point.value, ==, 0);
            }
          else if (is_last && task->kthread == 0 && task->pid != 0)
            g_assert_true (point.provenance == MMS_UNKNOWN || point.value != 0);
        }
    }
  g_assert_true (is_exiting);
}

static void
test_mm_lane (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  const MmsFinding *finding = find_freed (view);
  MmsHistory *history = mms_document_get_history (mms_view_get_document (view));
  g_autofree char *name = g_strdup_printf ("mm %s ",
                                           mms_history_get_mm (history, finding->mm)->label);
  g_autofree char *sentence = NULL;
  g_autofree char *tip = NULL;

  mms_view_set_playhead (view, finding->event);
  sentence = mms_mm_lane_describe (view, finding->mm);
  assert_contains (sentence, name);
  assert_contains (sentence, "state freed");
  assert_contains (sentence, "held by CPU 1 (active_mm");
  tip = mms_mm_lane_describe_at (view, finding->mm, 10, 10, 1000);
  assert_is_markup (tip);
  assert_contains (tip, "mm_count");
  g_assert_null (mms_mm_lane_describe_at (view, 0, 10, 10, 1000));
}

static void
test_machine (void)
{
  g_autoptr (MmsView) view = open_capture ("patched/hazard_skip-exit.dat");
  const MmsFinding *finding = find_freed (view);
  guint n_cpus_found = 0;
  gboolean is_mm_found = FALSE;
  double height = mms_machine_get_height (view, 800);

  mms_view_set_playhead (view, finding->event);
  for (double y = 0; y < height; y += 4)
    {
      int last = -1;

      for (double x = 0; x < 800; x += 4)
        {
          int cpu;
          guint mm;
          g_autofree char *tip = mms_machine_describe_at (view, 800, height, x, y);

          mms_machine_pick (view, 800, height, x, y, &cpu, &mm);
          g_assert_true (cpu < 0 || mm == 0);
          g_assert_true ((tip != NULL) == (cpu >= 0 || mm != 0));
          if (tip != NULL)
            assert_is_markup (tip);
          is_mm_found |= mm == finding->mm;
          if (cpu >= 0 && cpu != last)
            n_cpus_found |= 1u << cpu;
          last = cpu;
        }
    }
  g_assert_cmpuint (n_cpus_found, ==, 0xf);
  g_assert_true (is_mm_found);
}

static void
test_nothing (void)
{
  g_autoptr (MmsView) view = mms_view_new ();
  g_autofree char *sentence = mms_cpu_lane_describe (view, 3);
  g_autofree char *mm = mms_mm_lane_describe (view, 3);

  g_assert_cmpstr (sentence, ==, "CPU 3");
  g_assert_cmpstr (mm, ==, "mm");
  g_assert_null (mms_cpu_lane_describe_at (view, 0, 200, 10, 1000));
  g_assert_null (mms_mm_lane_describe_at (view, 1, 200, 10, 1000));
  g_assert_null (mms_machine_describe_at (view, 500, 300, 20, 20));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/position", test_position);
  g_test_add_func ("/format/span", test_span);
  g_test_add_func ("/format/counter", test_counter);
  g_test_add_func ("/describe/cpu-lane", test_cpu_lane);
  g_test_add_func ("/describe/provenance", test_provenance);
  g_test_add_func ("/describe/names", test_names);
  g_test_add_func ("/describe/tracks", test_tracks);
  g_test_add_func ("/describe/wrap", test_wrap);
  g_test_add_func ("/describe/losses", test_losses);
  g_test_add_func ("/describe/exiting", test_exiting);
  g_test_add_func ("/describe/mm-lane", test_mm_lane);
  g_test_add_func ("/describe/machine", test_machine);
  g_test_add_func ("/describe/nothing", test_nothing);

  return g_test_run ();
}
