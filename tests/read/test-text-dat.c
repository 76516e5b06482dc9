/* test-text-dat.c - text read as the trace.dat of the same buffer is read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "read/read.h"

/* How the text was made, where it matters */
typedef enum
{
  WHOLE = 0,
  HEAD = 1 << 0,       /* only the first lines were kept */
  RELATIVE = 1 << 1,   /* stamps count from the buffer's start */
  NO_NUMBERS = 1 << 2, /* trace-cmd prints this file's arrays wrongly */
  NO_SYMBOLS = 1 << 3, /* trace.dat has only some of the kernel's symbols */
  NO_PLUS = 1 << 4,    /* nor does trace-cmd's plugin tell that a task was preempted */
} Form;

typedef struct
{
  const char *text;
  const char *dat;
  Form form;
} Pair;

static const Pair pairs[] = {
  { "stock/forkexec.trace.txt", "stock/forkexec.dat", WHOLE },
  { "stock/forkexec.report.txt", "stock/forkexec.dat", WHOLE },
  { "stock/names.trace.txt.gz", "stock/names.dat", WHOLE },
  { "stock/names.report.txt.gz", "stock/names.dat", WHOLE },
  { "stock/pair-sched.trace.txt", "stock/pair-sched.dat", WHOLE },
  { "stock/pair-sched.report.txt", "stock/pair-sched.dat", WHOLE },
  { "stock/sched-only.report.txt", "stock/sched-only.dat", WHOLE },
  { "stock/lost-overwrite.trace.txt", "stock/lost-overwrite.dat", WHOLE },
  { "stock/lost-record.report.txt.gz", "stock/lost-record.dat", WHOLE },
  { "stock/arrays-head.trace.txt", "stock/arrays.dat", HEAD },
  { "stock/arrays-head.report.txt", "stock/arrays.dat", HEAD | NO_NUMBERS },
  { "forms/clock-counter-head.trace.txt", "forms/clock-counter.dat", HEAD },
  { "forms/clock-mono-head.trace.txt", "forms/clock-mono.dat", HEAD },
  { "forms/opt-default.txt", "forms/opt.dat", HEAD },
  { "forms/opt-noirqinfo.txt", "forms/opt.dat", HEAD },
  { "forms/opt-tgid.txt", "forms/opt.dat", HEAD },
  { "forms/opt-verbose.txt", "forms/opt.dat", HEAD },
  { "forms/opt-latency.txt", "forms/opt.dat", HEAD | RELATIVE },
  { "forms/report-t.txt", "forms/opt.dat", HEAD },
  { "forms/rec-2buffers.report.txt", "forms/rec-2buffers.dat", WHOLE },
  { "forms/report-R.txt.gz", "stock/names.dat", NO_SYMBOLS },
  { "forms/report-plugins.txt.gz", "stock/names.dat", NO_SYMBOLS | NO_PLUS },
  { "forms/report-l.txt.gz", "forms/opt.dat", NO_SYMBOLS },
  { "forms/report-l-R.txt.gz", "forms/opt.dat", NO_SYMBOLS },
  { "forms/report-ts-diff.txt.gz", "forms/opt.dat", NO_SYMBOLS },
  { "patched/hazard-exit.txt", "patched/hazard-exit.dat", NO_SYMBOLS },
  { "patched/hazard-steal.txt.gz", "patched/hazard-steal.dat", NO_SYMBOLS },
  { "patched/hazard_2022-exit.txt.gz", "patched/hazard_2022-exit.dat", NO_SYMBOLS },
  { "patched/hazard_cpumask-exit.txt.gz", "patched/hazard_cpumask-exit.dat", NO_SYMBOLS },
  { "patched/hazard_mock-exit.txt.gz", "patched/hazard_mock-exit.dat", NO_SYMBOLS },
  { "patched/hazard_nokeep-exit.txt.gz", "patched/hazard_nokeep-exit.dat", NO_SYMBOLS },
  { "patched/hazard_skip-exit.txt.gz", "patched/hazard_skip-exit.dat", NO_SYMBOLS },
  { "patched/hazard_unlazy-exit.txt.gz", "patched/hazard_unlazy-exit.dat", NO_SYMBOLS },
  { "patched/nolazy-exit.txt.gz", "patched/nolazy-exit.dat", NO_SYMBOLS },
  { "patched/nolazy_fix-exit.txt.gz", "patched/nolazy_fix-exit.dat", NO_SYMBOLS },
  { "patched/refcount-exit.txt", "patched/refcount-exit.dat", NO_SYMBOLS },
  { "patched/refcount-mbmiss.txt.gz", "patched/refcount-mbmiss.dat", NO_SYMBOLS },
  { "patched/shootdown-exit.txt.gz", "patched/shootdown-exit.dat", NO_SYMBOLS },
  { "patched/shootdown_all-exit.txt.gz", "patched/shootdown_all-exit.dat", NO_SYMBOLS },
  { "patched/shootdown_unlazy-exit.txt.gz", "patched/shootdown_unlazy-exit.dat", NO_SYMBOLS },
};

static MmsTrace *
load (const char *name)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("MMSCOPE_SAMPLES_DIR"), "captures", name, NULL);
  g_autoptr (GError) error = NULL;
  MmsTrace *trace = mms_read_file (path, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (trace);
  return trace;
}

/* The events of one CPU and one buffer, as both readers must have them in the same order. */
static GArray *
get_stream (MmsTrace *trace, guint cpu, const char *buffer)
{
  GArray *stream = g_array_new (FALSE, FALSE, sizeof (MmsEvent));
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const char *name
          = mms_trace_get_buffer (trace, mms_trace_get_event_buffer (trace, &events[i]));

      if (events[i].cpu == cpu && (buffer == NULL || strcmp (name, buffer) == 0))
        g_array_append_val (stream, events[i]);
    }
  return stream;
}

/* What the tally of one pair counts, so that a reader that reads nothing cannot pass. */
typedef struct
{
  guint n_numbers;
  guint n_texts;
  guint n_words;
} Tally;

static void
compare_field (const Pair *pair,
               MmsTrace *text,
               const MmsEvent *a,
               guint field_a,
               MmsTrace *dat,
               const MmsEvent *b,
               guint field_b,
               Tally *tally)
{
  const MmsKind *kind = mms_trace_get_kind (dat, b->kind);
  const MmsField *field = &g_array_index (kind->fields, MmsField, field_b);
  gboolean is_array = field->form == MMS_FIELD_NUMBERS;
  guint n_elements = is_array ? field->size / field->element_size : 1;
  guint64 x;
  guint64 y;

  if (field->form == MMS_FIELD_CHARS || field->form == MMS_FIELD_DATA_LOC)
    {
      g_autofree char *text_a = mms_trace_get_text (text, a, field_a);
      g_autofree char *text_b = mms_trace_get_text (dat, b, field_b);

      g_assert_cmpstr (text_a, ==, text_b);
      tally->n_texts++;
      return;
    }

  for (guint i = 0; i < n_elements; i++)
    {
      if (!mms_trace_get_number (text, a, field_a, i, &x))
        {
          g_autofree char *text_a = mms_trace_get_text (text, a, field_a);
          g_autofree char *text_b = mms_trace_get_text (dat, b, field_b);

          /* A word or a symbol stands where the record has a number.  Symbols must name the same
           * function, unless the symbols in the file were thinned out. */
          if (strchr (text_a, '+') == NULL || (pair->form & NO_SYMBOLS) == 0)
            {
              g_strdelimit (text_a, "+", '\0');
              g_strdelimit (text_b, "+", '\0');
              g_assert_cmpstr (text_a, ==, text_b);
            }
          tally->n_words++;
          return;
        }
      if (is_array && (pair->form & NO_NUMBERS) != 0)
        return;
      g_assert_true (mms_trace_get_number (dat, b, field_b, i, &y));
      if (field->element_size < 8)
        {
          guint64 mask = (G_GUINT64_CONSTANT (1) << (8 * field->element_size)) - 1;

          x &= mask;
          y &= mask;
        }
      if ((pair->form & NO_PLUS) != 0 && strcmp (field->name, "prev_state") == 0)
        y &= ~(guint64) 0x100;
      if (x != y)
        g_error ("%s: %s.%s is %" G_GINT64_MODIFIER "x in text, %" G_GINT64_MODIFIER
                 "x in trace.dat",
                 pair->text, kind->name, field->name, x, y);
      tally->n_numbers++;
    }
}

static void
compare_event (const Pair *pair,
               MmsTrace *text,
               const MmsEvent *a,
               MmsTrace *dat,
               const MmsEvent *b,
               gint64 shift,
               Tally *tally)
{
  const MmsKind *kind_a = mms_trace_get_kind (text, a->kind);
  const MmsKind *kind_b = mms_trace_get_kind (dat, b->kind);
  gint64 difference = (gint64) (a->time - b->time) - shift;
  char flags_a[8];
  char flags_b[8];

  g_assert_cmpstr (kind_a->name, ==, kind_b->name);
  g_assert_cmpint (kind_a->role, ==, kind_b->role);
  g_assert_cmpint (mms_trace_get_pid (text, a), ==, mms_trace_get_pid (dat, b));
  /* tracefs cuts to microseconds, trace-cmd rounds */
  g_assert_cmpint (difference, >, -1000 * ((pair->form & RELATIVE) != 0 ? 2 : 1));
  g_assert_cmpint (difference, <=, (pair->form & RELATIVE) != 0 ? 1000 : 500);

  if (mms_trace_get_flags (text, a, flags_a))
    {
      g_assert_true (mms_trace_get_flags (dat, b, flags_b));
      g_assert_cmpstr (flags_a, ==, flags_b);
    }

  for (guint i = 0; i < kind_a->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind_a->fields, MmsField, i);
      int other = mms_kind_find_field (kind_b, field->name);

      if (other < 0)
        g_error ("%s: %s has no field %s", pair->dat, kind_b->name, field->name);
      compare_field (pair, text, a, i, dat, b, (guint) other, tally);
    }
  /* All but what kprobes add without printing it by name */
  for (guint i = 0; i < kind_b->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind_b->fields, MmsField, i);

      if (!g_str_has_prefix (field->name, "__probe_"))
        g_assert_cmpint (mms_kind_find_field (kind_a, field->name), >=, 0);
    }
}

static void
test_pair (gconstpointer user_data)
{
  const Pair *pair = user_data;
  g_autoptr (MmsTrace) text = load (pair->text);
  g_autoptr (MmsTrace) dat = load (pair->dat);
  guint n_buffers = mms_trace_get_n_buffers (text);
  Tally tally = { 0 };
  guint n_compared = 0;
  guint n_text;
  guint n_dat;
  gint64 shift = 0;
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (dat, &n_cpus);
  const MmsEvent *events = mms_trace_get_events (text, &n_text);

  mms_trace_get_events (dat, &n_dat);
  g_assert_cmpuint (n_text, >, 100);
  if ((pair->form & HEAD) == 0)
    g_assert_cmpuint (n_text, ==, n_dat);
  if ((pair->form & RELATIVE) != 0)
    shift = (gint64) (events[0].time - mms_trace_get_events (dat, NULL)[0].time);
  g_assert_cmpint (mms_trace_clock_is_ns (text), ==, mms_trace_clock_is_ns (dat));

  for (guint c = 0; c < n_cpus; c++)
    for (guint b = 0; b < n_buffers; b++)
      {
        /* tracefs text of an instance does not name it */
        const char *buffer = n_buffers > 1 ? mms_trace_get_buffer (text, b) : NULL;
        g_autoptr (GArray) stream_a = get_stream (text, cpus[c], buffer);
        g_autoptr (GArray) stream_b = get_stream (dat, cpus[c], buffer);

        if ((pair->form & HEAD) == 0)
          g_assert_cmpuint (stream_a->len, ==, stream_b->len);
        g_assert_cmpuint (stream_a->len, <=, stream_b->len);
        for (guint i = 0; i < stream_a->len; i++)
          compare_event (pair, text, &g_array_index (stream_a, MmsEvent, i), dat,
                         &g_array_index (stream_b, MmsEvent, i), shift, &tally);
        n_compared += stream_a->len;
      }

  g_assert_cmpuint (n_compared, ==, n_text);
  g_assert_cmpuint (tally.n_numbers, >, n_text / 2);
  g_test_message ("%u events, %u numbers, %u texts, %u words", n_compared, tally.n_numbers,
                  tally.n_texts, tally.n_words);
}

/* Losses that the record's own marks tell of. */
static void
test_losses (void)
{
  g_autoptr (MmsTrace) text = load ("stock/lost-record.report.txt.gz");
  g_autoptr (MmsTrace) dat = load ("stock/lost-record.dat");
  guint n_text;
  guint n_dat;
  const MmsLoss *losses = mms_trace_get_losses (text, &n_text);
  const MmsLoss *expected = mms_trace_get_losses (dat, &n_dat);

  g_assert_cmpuint (n_dat, ==, 2);
  g_assert_cmpuint (n_text, ==, n_dat);
  for (guint i = 0; i < n_dat; i++)
    {
      const MmsEvent *a = &mms_trace_get_events (text, NULL)[losses[i].event - 1];
      const MmsEvent *b = &mms_trace_get_events (dat, NULL)[expected[i].event - 1];

      g_assert_cmpuint (losses[i].cpu, ==, expected[i].cpu);
      /* trace-cmd report tells a number only where the record stores one */
      g_assert_true (losses[i].count == -1 || losses[i].count == expected[i].count);
      g_assert_cmpuint (a->time / 1000 / 10, ==, b->time / 1000 / 10);
      g_assert_true (a->lost);
    }
  g_assert_cmpint (losses[1].count, ==, 34);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *name = g_strconcat ("/text-dat/", pairs[i].text, NULL);

      g_test_add_data_func (name, &pairs[i], test_pair);
    }
  g_test_add_func ("/text-dat/losses", test_losses);
  return g_test_run ();
}
