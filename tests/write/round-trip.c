/* round-trip.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "round-trip.h"

#include <glib/gstdio.h>

#include "model/track-reader.h"
#include "write/write.h"

/* Elements of an array that are compared */
#define MAX_ELEMENTS 600

static gboolean
append_piece (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
  return TRUE;
}

GString *
round_trip_write (MmsTrace *trace)
{
  GString *bytes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  guint64 n_shortened = 0;

  g_assert_true (mms_write_json (trace, append_piece, bytes, &n_shortened, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_shortened, ==, 0);
  return bytes;
}

MmsDocument *
round_trip_read (const GString *bytes, const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("mmscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MmsProgress) progress = mms_progress_new (cancellable);
  MmsDocument *document;

  g_assert_true (g_file_set_contents (path, bytes->str, (gssize) bytes->len, &error));
  document = mms_document_open (path, 0, MMS_REPLAY_NORMAL, progress, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return document;
}

/* --- the trace as a whole --- */

static void
compare_cpus (MmsTrace *a, MmsTrace *b)
{
  guint n_a;
  guint n_b;
  const guint *cpus_a = mms_trace_get_cpus (a, &n_a);
  const guint *cpus_b = mms_trace_get_cpus (b, &n_b);

  g_assert_cmpmem (cpus_a, n_a * sizeof (guint), cpus_b, n_b * sizeof (guint));
  g_assert_cmpuint (mms_trace_get_n_buffers (a), ==, mms_trace_get_n_buffers (b));
  for (guint i = 0; i < mms_trace_get_n_buffers (a); i++)
    g_assert_cmpstr (mms_trace_get_buffer (a, i), ==, mms_trace_get_buffer (b, i));
}

static void
compare_kinds (MmsTrace *a, MmsTrace *b)
{
  g_assert_cmpuint (mms_trace_get_n_kinds (a), ==, mms_trace_get_n_kinds (b));
  for (guint i = 0; i < mms_trace_get_n_kinds (a); i++)
    {
      const MmsKind *x = mms_trace_get_kind (a, i);
      const MmsKind *y = mms_trace_get_kind (b, i);

      g_assert_cmpstr (x->system, ==, y->system);
      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpuint (x->id, ==, y->id);
      g_assert_cmpuint (x->count, ==, y->count);
      g_assert_cmpstr (x->vocabulary, ==, y->vocabulary);
      g_assert_cmpint (x->role, ==, y->role);
      g_assert_cmpmem (x->bindings, sizeof (x->bindings), y->bindings, sizeof (y->bindings));
      g_assert_cmpuint (x->fields->len, ==, y->fields->len);
      for (guint j = 0; j < x->fields->len; j++)
        {
          const MmsField *f = &g_array_index (x->fields, MmsField, j);
          const MmsField *g = &g_array_index (y->fields, MmsField, j);

          g_assert_cmpstr (f->name, ==, g->name);
          g_assert_cmpstr (f->type, ==, g->type);
          g_assert_cmpint (f->form, ==, g->form);
          g_assert_cmpint (f->is_signed, ==, g->is_signed);
          g_assert_cmpint (f->is_pointer, ==, g->is_pointer);
        }
    }
}

static int
order_losses (gconstpointer a, gconstpointer b)
{
  const MmsLoss *x = a;
  const MmsLoss *y = b;

  return x->event != y->event ? (x->event < y->event ? -1 : 1) : (int) x->cpu - (int) y->cpu;
}

/* (transfer full): sorted, for those behind the last event have no order of their own */
static MmsLoss *
copy_losses (MmsTrace *trace, guint *n_losses)
{
  const MmsLoss *losses = mms_trace_get_losses (trace, n_losses);
  MmsLoss *copy = g_memdup2 (losses, *n_losses * sizeof (MmsLoss));

  if (*n_losses > 1)
    qsort (copy, *n_losses, sizeof (MmsLoss), order_losses);
  return copy;
}

static void
compare_losses (MmsTrace *a, MmsTrace *b)
{
  guint n_a;
  guint n_b;
  g_autofree MmsLoss *losses_a = copy_losses (a, &n_a);
  g_autofree MmsLoss *losses_b = copy_losses (b, &n_b);

  g_assert_cmpuint (n_a, ==, n_b);
  for (guint i = 0; i < n_a; i++)
    {
      g_assert_cmpuint (losses_a[i].event, ==, losses_b[i].event);
      g_assert_cmpuint (losses_a[i].cpu, ==, losses_b[i].cpu);
      g_assert_cmpint (losses_a[i].count, ==, losses_b[i].count);
    }
}

static void
compare_notes (MmsTrace *a, MmsTrace *b)
{
  guint n_a;
  guint n_b;
  const MmsNote *notes_a = mms_trace_get_notes (a, &n_a);
  const MmsNote *notes_b = mms_trace_get_notes (b, &n_b);

  g_assert_cmpuint (n_a, ==, n_b);
  for (guint i = 0; i < n_a; i++)
    {
      g_assert_cmpstr (notes_a[i].text, ==, notes_b[i].text);
      g_assert_cmpint (notes_a[i].is_damage, ==, notes_b[i].is_damage);
    }
}

static void
compare_tasks (MmsTrace *a, MmsTrace *b)
{
  const GArray *tasks_a = mms_trace_get_tasks (a);
  const GArray *tasks_b = mms_trace_get_tasks (b);

  g_assert_cmpuint (tasks_a->len, ==, tasks_b->len);
  for (guint i = 0; i < tasks_a->len; i++)
    {
      const MmsTaskInfo *x = &g_array_index (tasks_a, MmsTaskInfo, i);
      const MmsTaskInfo *y = &g_array_index (tasks_b, MmsTaskInfo, i);

      g_assert_cmpint (x->pid, ==, y->pid);
      g_assert_cmpint (x->tgid, ==, y->tgid);
      g_assert_cmpint (x->kthread, ==, y->kthread);
      g_assert_cmpstr (x->comm, ==, y->comm);
    }
}

/* --- events --- */

static void
compare_field (MmsTrace *a, MmsTrace *b, const MmsEvent *x, const MmsEvent *y, guint field)
{
  g_autofree char *text_a = mms_trace_get_text (a, x, field);
  g_autofree char *text_b = mms_trace_get_text (b, y, field);
  const char *chars_a;
  const char *chars_b;
  gsize length_a;
  gsize length_b;

  g_assert_cmpstr (text_a, ==, text_b);
  for (guint element = 0; element < MAX_ELEMENTS; element++)
    {
      guint64 number_a = 0;
      guint64 number_b = 0;
      gboolean has_a = mms_trace_get_number (a, x, field, element, &number_a);

      g_assert_cmpint (mms_trace_get_number (b, y, field, element, &number_b), ==, has_a);
      g_assert_cmphex (number_a, ==, number_b);
      if (!has_a)
        break;
    }
  if (mms_trace_get_chars (a, x, field, &chars_a, &length_a)
      && mms_trace_get_chars (b, y, field, &chars_b, &length_b))
    g_assert_cmpmem (chars_a, length_a, chars_b, length_b);
}

static void
compare_event (MmsTrace *a, MmsTrace *b, const MmsEvent *x, const MmsEvent *y)
{
  const MmsKind *kind = mms_trace_get_kind (a, x->kind);
  g_autofree char *info_a = mms_trace_get_info (a, x);
  g_autofree char *info_b = mms_trace_get_info (b, y);
  g_autofree char *comm_a = mms_trace_get_comm (a, x);
  g_autofree char *comm_b = mms_trace_get_comm (b, y);
  char flags_a[8] = "";
  char flags_b[8] = "";

  g_assert_cmpuint (x->time, ==, y->time);
  g_assert_cmpuint (x->cpu, ==, y->cpu);
  g_assert_cmpuint (x->kind, ==, y->kind);
  g_assert_cmpint (x->repeated, ==, y->repeated);
  g_assert_cmpint (x->lost, ==, y->lost);
  g_assert_cmpint (mms_trace_get_pid (a, x), ==, mms_trace_get_pid (b, y));
  g_assert_cmpuint (mms_trace_get_event_buffer (a, x), ==, mms_trace_get_event_buffer (b, y));
  g_assert_cmpint (mms_trace_get_flags (a, x, flags_a), ==, mms_trace_get_flags (b, y, flags_b));
  g_assert_cmpstr (flags_a, ==, flags_b);
  g_assert_cmpstr (comm_a, ==, comm_b);
  g_assert_cmpstr (info_a, ==, info_b);
  g_assert_cmpstr (mms_trace_get_slot_symbol (a, x, MMS_SLOT_CALLER), ==,
                   mms_trace_get_slot_symbol (b, y, MMS_SLOT_CALLER));
  for (guint i = 0; i < kind->fields->len; i++)
    compare_field (a, b, x, y, i);
}

void
round_trip_compare_traces (MmsTrace *a, MmsTrace *b)
{
  guint n_a;
  guint n_b;
  const MmsEvent *events_a = mms_trace_get_events (a, &n_a);
  const MmsEvent *events_b = mms_trace_get_events (b, &n_b);

  g_assert_cmpstr (mms_trace_get_clock (a), ==, mms_trace_get_clock (b));
  g_assert_cmpstr (mms_trace_get_sidecar_scheme (a), ==, mms_trace_get_sidecar_scheme (b));
  g_assert_cmphex (mms_trace_get_init_mm (a), ==, mms_trace_get_init_mm (b));
  g_assert_cmpint (mms_trace_is_complete (a), ==, mms_trace_is_complete (b));
  g_assert_cmpint (mms_trace_is_damaged (a), ==, mms_trace_is_damaged (b));
  g_assert_cmpint (mms_trace_has_guessed_cpus (a), ==, mms_trace_has_guessed_cpus (b));
  g_assert_cmpuint (mms_trace_get_n_lost (a), ==, mms_trace_get_n_lost (b));
  compare_cpus (a, b);
  compare_kinds (a, b);
  compare_losses (a, b);
  compare_notes (a, b);
  compare_tasks (a, b);
  g_assert_cmpuint (n_a, ==, n_b);
  for (guint i = 0; i < n_a; i++)
    compare_event (a, b, &events_a[i], &events_b[i]);
}

/* --- what became of it --- */

static void
compare_tracks (const MmsTrack *a, const MmsTrack *b)
{
  MmsTrackReader reader_a;
  MmsTrackReader reader_b;

  g_assert_cmpuint (a->n_points, ==, b->n_points);
  mms_track_reader_init (&reader_a, a);
  mms_track_reader_init (&reader_b, b);
  for (guint i = 0; i < a->n_points; i++)
    {
      MmsPoint x = mms_track_reader_get (&reader_a, i);
      MmsPoint y = mms_track_reader_get (&reader_b, i);

      g_assert_cmpuint (x.event, ==, y.event);
      g_assert_cmpint (x.value, ==, y.value);
      g_assert_cmpint (x.provenance, ==, y.provenance);
    }
}

static void
compare_histories (MmsHistory *a, MmsHistory *b)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (mms_history_get_trace (a), &n_cpus);

  g_assert_cmpstr (mms_history_get_scheme (a), ==, mms_history_get_scheme (b));
  for (guint i = 0; i < n_cpus; i++)
    for (MmsAttribute attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
      compare_tracks (mms_history_get_cpu_track (a, cpus[i], attribute),
                      mms_history_get_cpu_track (b, cpus[i], attribute));

  g_assert_cmpuint (mms_history_get_n_mms (a), ==, mms_history_get_n_mms (b));
  for (guint i = 1; i < mms_history_get_n_mms (a); i++)
    {
      g_autofree char *name_a = mms_history_name_mm (a, i);
      g_autofree char *name_b = mms_history_name_mm (b, i);

      g_assert_cmpstr (name_a, ==, name_b);
      for (MmsAttribute attribute = MMS_N_CPU_ATTRIBUTES; attribute < MMS_N_ATTRIBUTES; attribute++)
        compare_tracks (mms_history_get_mm_track (a, i, attribute),
                        mms_history_get_mm_track (b, i, attribute));
    }

  g_assert_cmpuint (mms_history_get_n_tasks (a), ==, mms_history_get_n_tasks (b));
  for (guint i = 0; i < mms_history_get_n_tasks (a); i++)
    {
      const MmsTask *x = mms_history_get_task (a, i);
      const MmsTask *y = mms_history_get_task (b, i);

      g_assert_cmpint (x->pid, ==, y->pid);
      g_assert_cmpint (x->kthread, ==, y->kthread);
      compare_tracks (&x->mm, &y->mm);
      compare_tracks (&x->active_mm, &y->active_mm);
      g_assert_cmpstr (mms_history_get_comm (a, x->pid, 0, G_MAXUINT32 - 1), ==,
                       mms_history_get_comm (b, y->pid, 0, G_MAXUINT32 - 1));
    }
}

void
round_trip_compare_results (MmsDocument *a, MmsDocument *b)
{
  GPtrArray *findings_a = mms_document_get_findings (a);
  GPtrArray *findings_b = mms_document_get_findings (b);

  compare_histories (mms_document_get_history (a), mms_document_get_history (b));
  g_assert_cmpuint (findings_a->len, ==, findings_b->len);
  for (guint i = 0; i < findings_a->len; i++)
    {
      const MmsFinding *x = g_ptr_array_index (findings_a, i);
      const MmsFinding *y = g_ptr_array_index (findings_b, i);

      g_assert_cmpstr (x->id, ==, y->id);
      g_assert_cmpint (x->severity, ==, y->severity);
      g_assert_cmpint (x->confidence, ==, y->confidence);
      g_assert_cmpuint (x->event, ==, y->event);
      g_assert_cmpint (x->cpu, ==, y->cpu);
      g_assert_cmpuint (x->mm, ==, y->mm);
      g_assert_cmpstr (x->message, ==, y->message);
    }
}
