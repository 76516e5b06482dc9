/* trace-builder.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "trace-builder.h"

#include <string.h>

#include "endings.h"
#include "merge-heap.h"
#include "trace-private.h"
#include "vocabulary.h"

#define MAX_NOTES 100
#define MAX_HOLES 1000

/* A damaged file may promise any number of events. */
#define MAX_RESERVED (1u << 26)

/* What is known of a CPU: that there is one, or events of it. */
enum
{
  TOLD = 1,
  RECORDS
};

struct _MmsTraceBuilder
{
  MmsTrace *trace; /* owned until finished */
  guint limit;
  guint64 last_time;    /* of the last event */
  gboolean is_tie;      /* the one before it has the same stamp */
  guint n_unsorted;     /* events stamped earlier than the one before */
  GArray *ties;         /* guint: where runs of events with one stamp begin */
  gboolean has_lost;    /* some event is marked so */
  guint n_notes_dropped;
  MmsNote last_dropped;
  guint8 has_cpu[MMS_MAX_CPUS]; /* 0, TOLD or RECORDS */
  GHashTable *losses;         /* place (gint64 *) -> count (gint64 *) */
  GHashTable *pending_losses; /* cpu + 1 -> count (gint64 *) */
  GHashTable *tasks;          /* pid + 1 -> MmsTaskInfo */
};

MmsTraceBuilder *
mms_trace_builder_new (const char *path)
{
  MmsTraceBuilder *builder = g_new0 (MmsTraceBuilder, 1);
  MmsTrace *trace = g_new0 (MmsTrace, 1);

  g_atomic_ref_count_init (&trace->ref_count);
  trace->path = g_strdup (path);
  trace->format = g_strdup ("");
  trace->version = g_strdup ("");
  trace->clock = g_strdup ("local");
  trace->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_kind_free);
  trace->buffers = g_ptr_array_new_with_free_func (g_free);
  trace->cpus = g_array_new (FALSE, FALSE, sizeof (guint));
  trace->losses = g_array_new (FALSE, FALSE, sizeof (MmsLoss));
  trace->holes = g_array_new (FALSE, FALSE, sizeof (guint));
  trace->notes = g_array_new (FALSE, FALSE, sizeof (MmsNote));
  trace->properties = g_array_new (FALSE, FALSE, sizeof (MmsProperty));
  trace->tasks = g_array_new (FALSE, FALSE, sizeof (MmsTaskInfo));

  builder->trace = trace;
  builder->ties = g_array_new (FALSE, FALSE, sizeof (guint));
  builder->losses = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  builder->pending_losses = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  builder->tasks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return builder;
}

void
mms_trace_builder_free (MmsTraceBuilder *builder)
{
  if (builder == NULL)
    return;
  g_clear_pointer (&builder->trace, mms_trace_unref);
  g_array_unref (builder->ties);
  g_hash_table_unref (builder->losses);
  g_hash_table_unref (builder->pending_losses);
  g_hash_table_unref (builder->tasks);
  g_free (builder->last_dropped.text);
  g_free (builder);
}

static void
replace_string (char **string, const char *with)
{
  g_free (*string);
  *string = g_strdup (with);
}

void
mms_trace_builder_set_format (MmsTraceBuilder *builder, const char *format, const char *version)
{
  replace_string (&builder->trace->format, format);
  replace_string (&builder->trace->version, version);
}

void
mms_trace_builder_set_clock (MmsTraceBuilder *builder, const char *clock)
{
  replace_string (&builder->trace->clock, clock);
}

void
mms_trace_builder_set_scheme (MmsTraceBuilder *builder, const char *scheme)
{
  replace_string (&builder->trace->scheme, scheme);
}

void
mms_trace_builder_set_init_mm (MmsTraceBuilder *builder, guint64 init_mm)
{
  builder->trace->init_mm = init_mm;
}

void
mms_trace_builder_set_decoder (MmsTraceBuilder *builder, const MmsDecoder *decoder, gpointer data,
                               GDestroyNotify free_data)
{
  builder->trace->decoder = *decoder;
  builder->trace->decoder_data = data;
  builder->trace->free_decoder_data = free_data;
}

void
mms_trace_builder_set_limit (MmsTraceBuilder *builder, guint n_events)
{
  builder->limit = n_events;
}

gboolean
mms_trace_builder_is_full (MmsTraceBuilder *builder)
{
  return builder->limit != 0 && builder->trace->n_events >= builder->limit;
}

MmsTrace *
mms_trace_builder_get_trace (MmsTraceBuilder *builder)
{
  return builder->trace;
}

guint
mms_trace_builder_add_buffer (MmsTraceBuilder *builder, const char *name)
{
  g_ptr_array_add (builder->trace->buffers, g_strdup (name));
  return builder->trace->buffers->len - 1;
}

guint
mms_trace_builder_add_kind (MmsTraceBuilder *builder, MmsKind *kind)
{
  GPtrArray *kinds = builder->trace->kinds;

  if (kinds->len == MMS_MAX_KINDS)
    {
      mms_kind_free (kind);
      return MMS_MAX_KINDS - 1;
    }
  mms_vocabulary_bind (kind);
  g_ptr_array_add (kinds, kind);
  return kinds->len - 1;
}

MmsKind *
mms_trace_builder_get_kind (MmsTraceBuilder *builder, guint kind)
{
  return g_ptr_array_index (builder->trace->kinds, kind);
}

void
mms_trace_builder_bind_kind (MmsTraceBuilder *builder, guint kind)
{
  mms_vocabulary_bind (g_ptr_array_index (builder->trace->kinds, kind));
}

void
mms_trace_builder_set_guessed_cpus (MmsTraceBuilder *builder)
{
  builder->trace->has_guessed_cpus = TRUE;
}

void
mms_trace_builder_set_ordered (MmsTraceBuilder *builder)
{
  builder->trace->is_ordered = TRUE;
}

void
mms_trace_builder_set_incomplete (MmsTraceBuilder *builder)
{
  builder->trace->is_incomplete = TRUE;
}

void
mms_trace_builder_add_property (MmsTraceBuilder *builder, const char *name, const char *value,
                                gboolean is_string)
{
  MmsProperty property = { g_intern_string (name), g_strdup (value), is_string };

  g_array_append_val (builder->trace->properties, property);
}

void
mms_trace_builder_add_cpu (MmsTraceBuilder *builder, guint cpu)
{
  if (cpu < MMS_MAX_CPUS && builder->has_cpu[cpu] == 0)
    builder->has_cpu[cpu] = TOLD;
}

/* Notes what is out of order while the stamps are at hand; another pass over all events costs more. */
static inline void
compare_stamps (MmsTraceBuilder *builder, guint64 time)
{
  const guint n_events = builder->trace->n_events;

  if (G_LIKELY (time > builder->last_time) || n_events == 0)
    builder->is_tie = FALSE;
  else if (time < builder->last_time)
    {
      builder->n_unsorted++;
      builder->is_tie = FALSE;
    }
  else if (!builder->is_tie)
    {
      const guint start = n_events - 1;

      builder->is_tie = TRUE;
      g_array_append_val (builder->ties, start);
    }
  builder->last_time = time;
}

static gboolean
make_room (MmsTrace *trace, guint n_events)
{
  MmsEvent *events = g_try_renew (MmsEvent, trace->events, n_events);

  if (events == NULL)
    return FALSE;
  trace->events = events;
  trace->n_allocated = n_events;
  return TRUE;
}

/* What is not filled in the end costs nothing, so the guess may be high. */
static void
reserve (MmsTraceBuilder *builder, guint64 expected)
{
  guint64 n_events = expected + expected / 8;

  if (builder->limit != 0)
    n_events = MIN (n_events, builder->limit);
  if (builder->trace->n_events == 0 && n_events > 0)
    make_room (builder->trace, (guint) MIN (n_events, MAX_RESERVED));
}

static inline void
append_event (MmsTraceBuilder *builder, const MmsEvent *event)
{
  MmsTrace *trace = builder->trace;

  compare_stamps (builder, event->time);
  builder->has_lost |= event->lost;
  if (trace->n_events == trace->n_allocated)
    {
      const guint n_allocated = MAX (4096, trace->n_allocated + trace->n_allocated / 2);

      if (!make_room (trace, n_allocated))
        g_error ("No memory for %u events", n_allocated);
    }
  trace->events[trace->n_events++] = *event;
  ((MmsKind *) g_ptr_array_index (trace->kinds, event->kind))->count++;
  builder->has_cpu[event->cpu] = RECORDS;
}

/* Whether one more event fits; otherwise the trace is a prefix from here on. */
static gboolean
has_room (MmsTraceBuilder *builder)
{
  if (!mms_trace_builder_is_full (builder) && builder->trace->n_events < G_MAXUINT32 - 1)
    return TRUE;
  builder->trace->is_prefix = TRUE;
  return FALSE;
}

void
mms_trace_builder_add_event (MmsTraceBuilder *builder, const MmsEvent *event)
{
  MmsEvent added = *event;

  if (!has_room (builder))
    return;
  if (g_hash_table_size (builder->pending_losses) > 0)
    {
      gpointer key = GUINT_TO_POINTER (event->cpu + 1);
      gint64 *count = g_hash_table_lookup (builder->pending_losses, key);

      if (count != NULL)
        {
          added.lost = TRUE;
          mms_trace_builder_add_loss_place (builder, event->place, *count);
          g_hash_table_remove (builder->pending_losses, key);
        }
    }
  append_event (builder, &added);
}

void
mms_trace_builder_add_loss (MmsTraceBuilder *builder, guint cpu, gint64 count)
{
  gpointer key = GUINT_TO_POINTER (cpu + 1);
  gint64 *pending;

  if (cpu >= MMS_MAX_CPUS)
    return;
  pending = g_hash_table_lookup (builder->pending_losses, key);
  if (pending == NULL)
    g_hash_table_insert (builder->pending_losses, key, g_memdup2 (&count, sizeof (count)));
  else
    *pending = *pending < 0 || count < 0 ? -1 : *pending + count;
}

void
mms_trace_builder_add_hole (MmsTraceBuilder *builder)
{
  GArray *holes = builder->trace->holes;
  guint event = builder->trace->n_events + 1;

  if (holes->len == 0 || g_array_index (holes, guint, holes->len - 1) != event)
    g_array_append_val (holes, event);
}

void
mms_trace_builder_add_loss_place (MmsTraceBuilder *builder, guint64 place, gint64 count)
{
  g_hash_table_replace (builder->losses, g_memdup2 (&place, sizeof (place)),
                        g_memdup2 (&count, sizeof (count)));
}

gboolean
mms_trace_builder_merge (MmsTraceBuilder *builder, gpointer *streams, guint n_streams,
                         MmsNextFunc next, guint64 expected, MmsProgress *progress, GError **error)
{
  g_autofree MmsMergeHead *heap = g_new (MmsMergeHead, n_streams);
  g_autofree MmsEvent *events = g_new (MmsEvent, n_streams); /* the next one of each */
  guint n_heads = 0;
  guint64 n_done = 0;

  for (guint i = 0; i < n_streams; i++)
    {
      if (next (streams[i], &events[i]))
        heap[n_heads++] = (MmsMergeHead){ events[i].time, i };
    }
  for (guint i = n_heads / 2; i-- > 0;)
    mms_merge_sift_down (heap, n_heads, i);
  reserve (builder, expected);

  while (n_heads > 0 && has_room (builder))
    {
      guint stream = heap[0].stream;

      append_event (builder, &events[stream]);
      if (next (streams[stream], &events[stream]))
        heap[0].time = events[stream].time;
      else
        heap[0] = heap[--n_heads];
      /* A CPU's events often come several in a row. */
      if (!mms_merge_is_first (heap, n_heads))
        mms_merge_sift_down (heap, n_heads, 0);

      if ((++n_done & 0xffff) == 0)
        {
          if (mms_progress_is_cancelled (progress, error))
            return FALSE;
          if (expected > 0)
            mms_progress_set_fraction (progress, (double) n_done / (double) expected);
        }
    }
  return TRUE;
}

void
mms_trace_builder_add_note (MmsTraceBuilder *builder, gboolean is_damage, const char *format, ...)
{
  MmsTrace *trace = builder->trace;
  MmsNote note = { is_damage, NULL };
  va_list arguments;

  trace->is_damaged |= is_damage;
  va_start (arguments, format);
  note.text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (trace->notes->len < MAX_NOTES)
    {
      g_array_append_val (trace->notes, note);
      return;
    }
  builder->n_notes_dropped++;
  g_free (builder->last_dropped.text);
  builder->last_dropped = note;
}

void
mms_trace_builder_add_task (MmsTraceBuilder *builder, const MmsTaskInfo *info)
{
  gpointer key = GINT_TO_POINTER (info->pid + 1);
  MmsTaskInfo *known = g_hash_table_lookup (builder->tasks, key);

  if (info->pid < 0)
    return;
  if (known == NULL)
    {
      g_hash_table_insert (builder->tasks, key, g_memdup2 (info, sizeof (*info)));
      return;
    }
  if (info->tgid >= 0)
    known->tgid = info->tgid;
  if (info->kthread >= 0)
    known->kthread = info->kthread;
  if (info->comm[0] != '\0')
    memcpy (known->comm, info->comm, sizeof (known->comm));
}

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  return ((const MmsTaskInfo *) a)->pid - ((const MmsTaskInfo *) b)->pid;
}

static void
add_loss (MmsTrace *trace, guint event, guint cpu, gint64 count)
{
  MmsLoss loss = { event, cpu, MAX (count, -1), count == MMS_LOSS_HOLE && trace->holes->len > 0 };

  g_array_append_val (trace->losses, loss);
  if (count > 0)
    trace->n_lost += (guint64) count;
}

/* Events of a capture are not quite in the order of what they tell, and then it matters what is missing
 * near by.  Where there are very many holes, it does not help to know each. */
static void
check_holes (MmsTraceBuilder *builder)
{
  MmsTrace *trace = builder->trace;

  if (builder->n_unsorted > 0 || !trace->is_ordered || !mms_trace_is_simulated (trace)
      || trace->holes->len > MAX_HOLES)
    g_array_set_size (trace->holes, 0);
}

static void
number_losses (MmsTraceBuilder *builder)
{
  MmsTrace *trace = builder->trace;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (guint i = 0; i < trace->n_events && builder->has_lost; i++)
    {
      const MmsEvent *event = &trace->events[i];
      gint64 place = event->place;
      gint64 *count;

      if (!event->lost)
        continue;
      count = g_hash_table_lookup (builder->losses, &place);
      add_loss (trace, i + 1, event->cpu, count != NULL ? *count : -1);
    }

  g_hash_table_iter_init (&iter, builder->pending_losses);
  while (g_hash_table_iter_next (&iter, &key, &value))
    add_loss (trace, trace->n_events + 1, GPOINTER_TO_UINT (key) - 1, *(gint64 *) value);
}

/* A CPU that idles all along records nothing, and a text has no list of CPUs; the kernel's own account
 * of its CPUs names it, and the mm that it borrows. */
static void
add_told_cpus (MmsTraceBuilder *builder)
{
  MmsTrace *trace = builder->trace;
  gboolean is_told = FALSE;

  for (guint i = 0; i < trace->kinds->len && !is_told; i++)
    is_told = mms_trace_get_kind (trace, i)->role == MMS_ROLE_STATE_CPU;
  for (guint i = 0; i < trace->n_events && is_told; i++)
    {
      const MmsEvent *event = &trace->events[i];
      guint64 cpu;

      if (mms_trace_get_kind (trace, event->kind)->role == MMS_ROLE_STATE_CPU
          && mms_trace_get_slot (trace, event, MMS_SLOT_TARGET_CPU, &cpu) && cpu < MMS_MAX_CPUS)
        mms_trace_builder_add_cpu (builder, (guint) cpu);
    }
}

/* They lose whatever came after. */
static void
add_endings (MmsTraceBuilder *builder)
{
  guint n_recorders = 0;
  g_autoptr (GArray) endings = NULL;

  for (guint cpu = 0; cpu < MMS_MAX_CPUS; cpu++)
    n_recorders += builder->has_cpu[cpu] == RECORDS;
  endings = mms_find_endings (builder->trace, n_recorders);
  for (guint i = endings->len; i > 0; i--)
    {
      const MmsEnding *ending = &g_array_index (endings, MmsEnding, i - 1);

      if (g_hash_table_contains (builder->pending_losses, GUINT_TO_POINTER (ending->cpu + 1)))
        g_array_remove_index (endings, i - 1);
      else
        mms_trace_builder_add_loss (builder, ending->cpu, -1);
    }
  mms_endings_tell (endings, builder->trace, builder);
}

MmsTrace *
mms_trace_builder_finish (MmsTraceBuilder *builder)
{
  MmsTrace *trace = builder->trace;
  GHashTableIter iter;
  gpointer value;

  if (trace->buffers->len == 0)
    mms_trace_builder_add_buffer (builder, "");

  add_told_cpus (builder);
  for (guint cpu = 0; cpu < MMS_MAX_CPUS; cpu++)
    {
      if (builder->has_cpu[cpu])
        g_array_append_val (trace->cpus, cpu);
    }

  g_hash_table_iter_init (&iter, builder->tasks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_vals (trace->tasks, value, 1);
  g_array_sort (trace->tasks, compare_tasks);

  mms_order_events (trace, builder->n_unsorted, builder->ties);
  if (builder->n_unsorted > 0)
    mms_trace_builder_add_note (builder, FALSE,
                                "%u events were stamped earlier than the event before them and were "
                                "sorted by time",
                                builder->n_unsorted);
  mms_mark_repeated (trace);
  add_endings (builder);
  check_holes (builder);
  number_losses (builder);
  trace->events = g_renew (MmsEvent, trace->events, trace->n_events);
  trace->n_allocated = trace->n_events;

  /* A single one needs no more room than the sentence that counts it. */
  if (builder->n_notes_dropped == 1)
    {
      g_array_append_val (trace->notes, builder->last_dropped);
      builder->last_dropped.text = NULL;
    }
  else if (builder->n_notes_dropped > 1)
    {
      MmsNote note = { FALSE, g_strdup_printf ("%u more remarks like these", builder->n_notes_dropped) };

      g_array_append_val (trace->notes, note);
    }

  builder->trace = NULL;
  mms_trace_builder_free (builder);
  return trace;
}
