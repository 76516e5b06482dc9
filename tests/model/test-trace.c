/* test-trace.c - building a trace: merging, ties, repetitions, losses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/trace-builder.h"

/* A reader whose records are rows of a table; an event's place is its row. */
typedef struct
{
  guint64 time;
  guint cpu;
  guint buffer;
  int prev_pid;
  int next_pid;
} Row;

static gboolean
get_number (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field, guint element,
            guint64 *value)
{
  const Row *row = (const Row *) data + event->place;

  *value = (guint64) (gint64) (field == 0 ? row->prev_pid : row->next_pid);
  return field < 2;
}

static char *
get_text (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field)
{
  guint64 value;

  return get_number (data, event, kind, field, 0, &value)
             ? g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) value)
             : NULL;
}

static const char *
get_symbol (gpointer data, const MmsEvent *event, const MmsKind *kind, guint field)
{
  return NULL;
}

static int
get_pid (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return ((const Row *) data)[event->place].prev_pid;
}

static char *
get_comm (gpointer data, const MmsEvent *event, const MmsKind *kind)
{
  return NULL;
}

static gboolean
get_flags (gpointer data, const MmsEvent *event, const MmsKind *kind, char flags[8])
{
  return FALSE;
}

static gboolean
is_same (gpointer data, const MmsEvent *a, const MmsEvent *b, const MmsKind *kind)
{
  const Row *x = (const Row *) data + a->place;
  const Row *y = (const Row *) data + b->place;

  return x->prev_pid == y->prev_pid && x->next_pid == y->next_pid;
}

static guint
get_buffer (gpointer data, const MmsEvent *event)
{
  return ((const Row *) data)[event->place].buffer;
}

static const MmsDecoder decoder = {
  .get_number = get_number,
  .get_text = get_text,
  .get_symbol = get_symbol,
  .get_pid = get_pid,
  .get_comm = get_comm,
  .get_flags = get_flags,
  .get_info = get_comm,
  .is_same = is_same,
  .get_buffer = get_buffer,
};

static MmsTraceBuilder *
new_builder (const Row *rows, guint n_buffers)
{
  MmsTraceBuilder *builder = mms_trace_builder_new ("table");
  MmsKind *kind = mms_kind_new ("sched", "sched_switch", 1);
  MmsField prev = { .name = "prev_pid", .form = MMS_FIELD_SIGNED, .size = 4, .is_signed = TRUE };
  MmsField next = { .name = "next_pid", .form = MMS_FIELD_SIGNED, .size = 4, .is_signed = TRUE };

  mms_kind_add_field (kind, &prev);
  mms_kind_add_field (kind, &next);
  mms_trace_builder_set_clock (builder, "global");
  mms_trace_builder_set_decoder (builder, &decoder, (gpointer) rows, NULL);
  for (guint i = 0; i < n_buffers; i++)
    mms_trace_builder_add_buffer (builder, i == 0 ? "" : "instance");
  g_assert_cmpuint (mms_trace_builder_add_kind (builder, kind), ==, 0);
  return builder;
}

static MmsEvent
make_event (const Row *rows, guint row)
{
  MmsEvent event = { 0 };

  event.time = rows[row].time;
  event.place = row;
  event.cpu = rows[row].cpu;
  return event;
}

static MmsTrace *
build (const Row *rows, guint n_rows, guint n_buffers)
{
  MmsTraceBuilder *builder = new_builder (rows, n_buffers);

  for (guint i = 0; i < n_rows; i++)
    {
      MmsEvent event = make_event (rows, i);

      mms_trace_builder_add_event (builder, &event);
    }
  return mms_trace_builder_finish (builder);
}

static void
assert_order (MmsTrace *trace, const guint *places, guint n_places)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  g_assert_cmpuint (n_events, ==, n_places);
  for (guint i = 0; i < n_places; i++)
    g_assert_cmpuint (events[i].place, ==, places[i]);
}

/* Task 7 leaves CPU 1 at the very nanosecond in which it appears on CPU 0. */
static void
test_tie (void)
{
  static const Row rows[] = {
    { 100, 0, 0, 0, 7 }, { 100, 1, 0, 7, 0 }, { 101, 0, 0, 7, 0 },
  };
  static const guint expected[] = { 1, 0, 2 };
  g_autoptr (MmsTrace) trace = build (rows, G_N_ELEMENTS (rows), 1);

  assert_order (trace, expected, G_N_ELEMENTS (expected));
}

/* The order within a CPU is never changed, even if that leaves a conflict. */
static void
test_tie_keeps_cpu_order (void)
{
  static const Row rows[] = {
    { 100, 0, 0, 0, 7 }, { 100, 1, 0, 8, 9 }, { 100, 1, 0, 7, 8 }, { 100, 0, 0, 7, 8 },
  };
  g_autoptr (MmsTrace) trace = build (rows, G_N_ELEMENTS (rows), 1);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  guint last[2] = { 0 };

  g_assert_cmpuint (n_events, ==, 4);
  for (guint i = 0; i < n_events; i++)
    {
      g_assert_cmpuint (events[i].place + 1, >, last[events[i].cpu]);
      last[events[i].cpu] = events[i].place + 1;
    }
}

static void
test_unsorted (void)
{
  static const Row rows[] = {
    { 300, 0, 0, 0, 1 }, { 100, 1, 0, 0, 2 }, { 200, 0, 0, 1, 0 }, { 200, 1, 0, 2, 0 },
  };
  static const guint expected[] = { 1, 2, 3, 0 };
  g_autoptr (MmsTrace) trace = build (rows, G_N_ELEMENTS (rows), 1);
  guint n_notes;

  assert_order (trace, expected, G_N_ELEMENTS (expected));
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 1);
  g_assert_false (mms_trace_is_damaged (trace));
  g_assert_cmpuint (mms_trace_find_time (trace, 0), ==, 0);
  g_assert_cmpuint (mms_trace_find_time (trace, 200), ==, 1);
  g_assert_cmpuint (mms_trace_find_time (trace, 201), ==, 3);
  g_assert_cmpuint (mms_trace_find_time (trace, G_MAXUINT64), ==, 4);
}

/* One happening in two buffers counts once; what only looks alike, later, counts again. */
static void
test_repeated (void)
{
  static const Row rows[] = {
    { 1000, 0, 0, 5, 0 }, { 1400, 0, 1, 5, 0 }, { 9000000, 0, 1, 5, 0 }, { 9000100, 1, 0, 5, 0 },
  };
  g_autoptr (MmsTrace) trace = build (rows, G_N_ELEMENTS (rows), 2);
  const MmsEvent *events = mms_trace_get_events (trace, NULL);

  g_assert_false (events[0].repeated);
  g_assert_true (events[1].repeated);
  g_assert_false (events[2].repeated);
  g_assert_false (events[3].repeated);
}

static void
test_losses (void)
{
  static const Row rows[] = { { 100, 0, 0, 0, 1 }, { 200, 1, 0, 0, 2 }, { 300, 0, 0, 1, 0 } };
  MmsTraceBuilder *builder = new_builder (rows, 1);
  g_autoptr (MmsTrace) trace = NULL;
  const MmsLoss *losses;
  guint n_losses;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MmsEvent event = make_event (rows, i);

      if (i == 2)
        {
          mms_trace_builder_add_loss (builder, 0, 3);
          mms_trace_builder_add_loss (builder, 0, 4);
          mms_trace_builder_add_loss (builder, 1, -1);
        }
      mms_trace_builder_add_event (builder, &event);
    }
  trace = mms_trace_builder_finish (builder);

  losses = mms_trace_get_losses (trace, &n_losses);
  g_assert_cmpuint (n_losses, ==, 2);
  g_assert_cmpuint (losses[0].event, ==, 3);
  g_assert_cmpint (losses[0].count, ==, 7);
  g_assert_cmpuint (losses[1].event, ==, 4);
  g_assert_cmpuint (losses[1].cpu, ==, 1);
  g_assert_cmpint (losses[1].count, ==, -1);
  g_assert_cmpuint (mms_trace_get_n_lost (trace), ==, 7);
  g_assert_false (mms_trace_is_complete (trace));
}

typedef struct
{
  const Row *rows;
  guint next;
  guint end;
} Stream;

static gboolean
next_event (gpointer data, MmsEvent *event)
{
  Stream *stream = data;

  if (stream->next == stream->end)
    return FALSE;
  *event = make_event (stream->rows, stream->next++);
  return TRUE;
}

static void
test_merge (void)
{
  static const Row rows[] = {
    { 100, 0, 0, 0, 1 }, { 300, 0, 0, 1, 0 }, { 500, 0, 0, 0, 1 },
    { 50, 3, 0, 0, 2 },  { 300, 3, 0, 2, 0 },
  };
  static const guint expected[] = { 3, 0, 1, 4, 2 };
  Stream streams[] = { { rows, 0, 3 }, { rows, 3, 5 }, { rows, 5, 5 } };
  gpointer pointers[] = { &streams[0], &streams[1], &streams[2] };
  MmsTraceBuilder *builder = new_builder (rows, 1);
  g_autoptr (MmsTrace) trace = NULL;
  const guint *cpus;
  guint n_cpus;

  g_assert_true (
      mms_trace_builder_merge (builder, pointers, 3, next_event, 5, NULL, NULL));
  trace = mms_trace_builder_finish (builder);
  assert_order (trace, expected, G_N_ELEMENTS (expected));

  cpus = mms_trace_get_cpus (trace, &n_cpus);
  g_assert_cmpuint (n_cpus, ==, 2);
  g_assert_cmpuint (cpus[0], ==, 0);
  g_assert_cmpuint (cpus[1], ==, 3);
  g_assert_true (mms_trace_is_complete (trace));
}

static void
test_limit (void)
{
  static const Row rows[] = { { 1, 0, 0, 0, 1 }, { 2, 0, 0, 1, 0 }, { 3, 0, 0, 0, 1 } };
  Stream stream = { rows, 0, 3 };
  gpointer pointer = &stream;
  MmsTraceBuilder *builder = new_builder (rows, 1);
  g_autoptr (MmsTrace) trace = NULL;
  guint n_events;

  mms_trace_builder_set_limit (builder, 2);
  g_assert_true (mms_trace_builder_merge (builder, &pointer, 1, next_event, 3, NULL, NULL));
  trace = mms_trace_builder_finish (builder);
  mms_trace_get_events (trace, &n_events);
  g_assert_cmpuint (n_events, ==, 2);
  g_assert_true (mms_trace_is_prefix (trace));
  g_assert_false (mms_trace_is_complete (trace));
}

static void
test_notes_are_bounded (void)
{
  static const Row rows[] = { { 1, 0, 0, 0, 1 } };
  MmsTraceBuilder *builder = new_builder (rows, 1);
  g_autoptr (MmsTrace) trace = NULL;
  guint n_notes;

  for (guint i = 0; i < 5000; i++)
    mms_trace_builder_add_note (builder, TRUE, "page %u is bad", i);
  trace = mms_trace_builder_finish (builder);
  mms_trace_get_notes (trace, &n_notes);
  g_assert_cmpuint (n_notes, ==, 101);
  g_assert_true (mms_trace_is_damaged (trace));
}

static void
test_cancel (void)
{
  g_autofree Row *rows = g_new0 (Row, 200000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  g_autoptr (MmsTraceBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;
  Stream stream = { rows, 0, 200000 };
  gpointer pointer = &stream;

  builder = new_builder (rows, 1);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      mms_trace_builder_merge (builder, &pointer, 1, next_event, 200000, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/tie", test_tie);
  g_test_add_func ("/trace/tie-keeps-cpu-order", test_tie_keeps_cpu_order);
  g_test_add_func ("/trace/unsorted", test_unsorted);
  g_test_add_func ("/trace/repeated", test_repeated);
  g_test_add_func ("/trace/losses", test_losses);
  g_test_add_func ("/trace/merge", test_merge);
  g_test_add_func ("/trace/limit", test_limit);
  g_test_add_func ("/trace/notes-are-bounded", test_notes_are_bounded);
  g_test_add_func ("/trace/cancel", test_cancel);
  return g_test_run ();
}
