/* operations-new.c - from the events of a simulation to its memory operations
 *
 * A simulator numbers, in one sequence, the moments at which a CPU comes to an operation and those at
 * which one takes effect.  Here these become events: those by which it has happened.  Where the stamps
 * of events are numbers of that sequence, every event has a moment, else those of operations alone have.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "operations-private.h"

/* More stores than this that wait at once share the last place. */
#define MAX_SLOTS 64

/* A moment that does not come. */
#define NEVER G_MAXUINT64

static const char *const names[MMS_N_OPERATIONS] = {
  [MMS_OPERATION_LOAD] = "m_load",         [MMS_OPERATION_STORE] = "m_store",
  [MMS_OPERATION_RMW] = "m_rmw",           [MMS_OPERATION_FENCE] = "m_fence",
  [MMS_OPERATION_LOCK] = "m_lock",         [MMS_OPERATION_UNLOCK] = "m_unlock",
  [MMS_OPERATION_CR3] = "m_cr3",           [MMS_OPERATION_IPI_POST] = "m_ipi_post",
  [MMS_OPERATION_IPI_ACK] = "m_ipi_ack",   [MMS_OPERATION_IRQ] = "m_irq",
  [MMS_OPERATION_USE] = "m_use",           [MMS_OPERATION_FREE] = "m_free",
};

/* The fields of a kind of event; -1: it has none. */
typedef struct
{
  int kind; /* an MmsOperationKind, -1: none */
  int location;
  int issue;
  int perform;
  int last;
} Fields;

/* An operation's moments in the simulator's sequence. */
typedef struct
{
  guint64 issue;
  guint64 perform;
  gboolean is_known;
} Moments;

/* An event of the kernel's that tells what an operation did. */
typedef struct
{
  guint event;
  guint64 last; /* the operation's perform_seq */
} Follower;

typedef struct
{
  MmsTrace *trace;
  MmsOperations *operations;
  GArray *moments;     /* Moments, by operation */
  GHashTable *indices; /* name of a location -> index */
  GHashTable *ends;    /* perform_seq -> event of the kernel's that tells of it */
  GArray *followers;   /* Follower */
  GArray *records;     /* guint64, by operation: the moment at which it was recorded, ascending */
} Maker;

static Fields
find_fields (const MmsKind *kind)
{
  Fields fields = { -1, mms_kind_find_field (kind, "loc"), mms_kind_find_field (kind, "issue_seq"),
                    mms_kind_find_field (kind, "perform_seq"),
                    mms_kind_find_field (kind, "m_last") };

  for (int i = 0; i < MMS_N_OPERATIONS; i++)
    if (g_str_equal (kind->name, names[i]))
      fields.kind = i;
  return fields;
}

static guint
intern_location (Maker *maker, const MmsEvent *event, int field)
{
  g_autofree char *name = field >= 0 ? mms_trace_get_text (maker->trace, event, (guint) field)
                                     : NULL;
  gpointer index;

  if (!name)
    return 0;
  if (!g_hash_table_lookup_extended (maker->indices, name, NULL, &index))
    {
      index = GUINT_TO_POINTER (maker->operations->locations->len);
      g_ptr_array_add (maker->operations->locations, g_utf8_make_valid (name, -1));
      g_hash_table_insert (maker->indices, g_steal_pointer (&name), index);
    }
  return GPOINTER_TO_UINT (index);
}

static gboolean
get_number (Maker *maker, const MmsEvent *event, int field, guint64 *number)
{
  return field >= 0 && mms_trace_get_number (maker->trace, event, (guint) field, 0, number);
}

static void
collect (Maker *maker, const Fields *fields)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (maker->trace, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const Fields *own = &fields[events[i].kind];
      MmsOperation operation = { .event = i + 1, .issue = i + 1, .perform = i + 1 };
      Moments moments = { 0 };
      Follower follower = { .event = i + 1 };

      if (own->kind < 0)
        {
          if (!get_number (maker, &events[i], own->last, &follower.last))
            continue;
          g_array_append_val (maker->followers, follower);
          if (!g_hash_table_contains (maker->ends, GSIZE_TO_POINTER (follower.last)))
            g_hash_table_insert (maker->ends, GSIZE_TO_POINTER (follower.last),
                                 GUINT_TO_POINTER (i + 1));
          continue;
        }
      operation.cpu = events[i].cpu;
      operation.kind = (guint8) own->kind;
      operation.location = intern_location (maker, &events[i], own->location);
      moments.is_known = get_number (maker, &events[i], own->issue, &moments.issue);
      /* A store that the trace's end leaves in the buffer. */
      if (!get_number (maker, &events[i], own->perform, &moments.perform))
        moments.perform = NEVER;
      moments.is_known = moments.is_known && moments.issue <= moments.perform;
      operation.moment = moments.is_known ? moments.issue : 0;
      g_array_append_val (maker->operations->all, operation);
      g_array_append_val (maker->moments, moments);
    }
}

static void
find_causes (Maker *maker)
{
  g_autoptr (GHashTable) performed = g_hash_table_new (NULL, NULL); /* perform_seq -> operation + 1 */

  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);

      if (moments->is_known && moments->perform != NEVER)
        g_hash_table_insert (performed, GSIZE_TO_POINTER (moments->perform), GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < maker->followers->len; i++)
    {
      const Follower *follower = &g_array_index (maker->followers, Follower, i);
      gpointer operation = g_hash_table_lookup (performed, GSIZE_TO_POINTER (follower->last));

      if (operation)
        g_hash_table_insert (maker->operations->causes, GUINT_TO_POINTER (follower->event), operation);
    }
}

/* Whether the stamps are numbers of the sequence: they are if every operation's is one of its own two. */
static gboolean
has_moments (Maker *maker)
{
  const MmsEvent *events = mms_trace_get_events (maker->trace, NULL);
  gboolean is_any = FALSE;

  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);
      guint event = g_array_index (maker->operations->all, MmsOperation, i).event;
      guint64 time = events[event - 1].time;

      if (!moments->is_known || moments->perform == NEVER)
        continue;
      if (time != moments->issue && time != moments->perform)
        return FALSE;
      is_any = TRUE;
    }
  return is_any;
}

/* Only these may be recorded long before they take effect: what waits for the store buffer to drain is
 * recorded behind that. */
static gboolean
is_early (const MmsOperation *operation)
{
  return operation->kind == MMS_OPERATION_STORE || operation->kind == MMS_OPERATION_UNLOCK
         || operation->kind == MMS_OPERATION_LOAD;
}

/* How often the sequence goes back if what can wait is recorded when the CPU comes to it, or when it
 * takes effect. */
static guint
count_descents (Maker *maker, gboolean at_issue)
{
  guint64 before = 0;
  guint n = 0;

  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);
      const MmsOperation *operation = &g_array_index (maker->operations->all, MmsOperation, i);
      guint64 moment = at_issue && is_early (operation) ? moments->issue : moments->perform;

      if (!moments->is_known || moment == NEVER)
        continue;
      n += moment < before;
      before = moment;
    }
  return n;
}

static void
list_records (Maker *maker, gboolean at_issue)
{
  guint64 record = 0;

  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);
      const MmsOperation *operation = &g_array_index (maker->operations->all, MmsOperation, i);

      if (moments->is_known && moments->perform != NEVER)
        record = MAX (record, at_issue && is_early (operation) ? moments->issue
                                                               : moments->perform);
      g_array_append_val (maker->records, record);
    }
}

/* The first operation from @from on that was recorded at @moment or later. */
static guint
find_record (Maker *maker, guint from, guint64 moment)
{
  guint low = from;
  guint high = maker->records->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (maker->records, guint64, middle) >= moment)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* All moments, ascending. */
static GArray *
list_moments (Maker *maker)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);

      if (!moments->is_known)
        continue;
      g_array_append_val (sorted, moments->issue);
      if (moments->perform != NEVER)
        g_array_append_val (sorted, moments->perform);
    }
  return sorted;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

/* Whether anything happens between the two: otherwise the operation took effect at once. */
static gboolean
is_gap (const GArray *sorted, const Moments *moments)
{
  guint low = 0;
  guint high = sorted->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (sorted, guint64, middle) > moments->issue)
        high = middle;
      else
        low = middle + 1;
    }
  if (moments->perform == NEVER)
    return TRUE;
  return low < sorted->len && g_array_index (sorted, guint64, low) < moments->perform;
}

static guint
get_event (Maker *maker, guint operation)
{
  if (operation >= maker->operations->all->len)
    return MMS_OPERATION_NEVER;
  return g_array_index (maker->operations->all, MmsOperation, operation).event;
}

/* The event by which the CPU has come to what it came to at @moment. */
static guint
find_issue (Maker *maker, guint64 moment)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (maker->trace, &n_events);
  guint low = 0;
  guint high = n_events;

  if (!maker->operations->has_moments)
    return get_event (maker, find_record (maker, 0, moment + 1));
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (events[middle].time > moment)
        high = middle;
      else
        low = middle + 1;
    }
  return low < n_events ? low + 1 : MMS_OPERATION_NEVER;
}

/* The event by which @moment, when operation @i takes effect, has come: the kernel's event that tells of
 * it, else the operation recorded next. */
static guint
find_perform (Maker *maker, guint i, guint64 moment)
{
  guint after = get_event (maker, find_record (maker, i + 1, moment));
  guint told = GPOINTER_TO_UINT (g_hash_table_lookup (maker->ends, GSIZE_TO_POINTER (moment)));

  return told > get_event (maker, i) && told < after ? told : after;
}

static void
place (Maker *maker, gboolean at_issue)
{
  g_autoptr (GArray) sorted = list_moments (maker);

  g_array_sort (sorted, compare_numbers);
  for (guint i = 0; i < maker->moments->len; i++)
    {
      const Moments *moments = &g_array_index (maker->moments, Moments, i);
      MmsOperation *operation = &g_array_index (maker->operations->all, MmsOperation, i);

      if (!moments->is_known || (at_issue && !is_early (operation)) || !is_gap (sorted, moments))
        continue;
      if (!at_issue)
        operation->issue = MIN (operation->event, find_issue (maker, moments->issue));
      if (moments->perform == NEVER)
        operation->perform = MMS_OPERATION_NEVER;
      else if (at_issue)
        operation->perform = find_perform (maker, i, moments->perform);
    }
}

static int
compare_issues (gconstpointer a, gconstpointer b)
{
  const MmsOperation *first = a;
  const MmsOperation *second = b;

  if (first->issue != second->issue)
    return first->issue < second->issue ? -1 : 1;
  if (first->moment != second->moment)
    return first->moment < second->moment ? -1 : 1;
  return first->event < second->event ? -1 : first->event > second->event;
}

/* Gives each store the least place in the buffer that none of those that still wait has. */
static void
assign_slots (GArray *delayed)
{
  guint32 ends[MAX_SLOTS] = { 0 }; /* by place: when the last store in it leaves */

  for (guint i = 0; i < delayed->len; i++)
    {
      MmsOperation *operation = &g_array_index (delayed, MmsOperation, i);

      operation->slot = 0;
      while (operation->slot + 1 < MAX_SLOTS && ends[operation->slot] > operation->issue)
        operation->slot++;
      ends[operation->slot] = operation->perform;
    }
}

static void
fill_buffers (MmsOperations *operations)
{
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < operations->all->len; i++)
    {
      const MmsOperation *operation = &g_array_index (operations->all, MmsOperation, i);
      MmsBuffer *buffer;

      if (!mms_operation_writes (operation->kind) || operation->issue == operation->perform)
        continue;
      buffer = g_hash_table_lookup (operations->buffers, GUINT_TO_POINTER (operation->cpu));
      if (!buffer)
        {
          buffer = g_new0 (MmsBuffer, 1);
          buffer->delayed = g_array_new (FALSE, FALSE, sizeof (MmsOperation));
          buffer->reach = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_hash_table_insert (operations->buffers, GUINT_TO_POINTER (operation->cpu), buffer);
        }
      g_array_append_vals (buffer->delayed, operation, 1);
    }

  g_hash_table_iter_init (&iter, operations->buffers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MmsBuffer *buffer = value;
      guint32 reach = 0;

      g_array_sort (buffer->delayed, compare_issues);
      assign_slots (buffer->delayed);
      for (guint i = 0; i < buffer->delayed->len; i++)
        {
          const MmsOperation *operation = &g_array_index (buffer->delayed, MmsOperation, i);

          operations->depth = MAX (operations->depth, operation->slot + 1u);
          reach = MAX (reach, operation->perform);
          g_array_append_val (buffer->reach, reach);
        }
    }
}

MmsOperations *
mms_operations_new (MmsTrace *trace)
{
  guint n_kinds = mms_trace_get_n_kinds (trace);
  g_autofree Fields *fields = g_new (Fields, n_kinds);
  Maker maker = { .trace = trace };
  gboolean at_issue;
  gboolean is_any = FALSE;

  for (guint i = 0; i < n_kinds; i++)
    {
      fields[i] = find_fields (mms_trace_get_kind (trace, i));
      is_any |= fields[i].kind >= 0 && mms_trace_get_kind (trace, i)->count > 0;
    }
  if (!is_any)
    return NULL;

  maker.operations = mms_operations_allocate ();
  g_ptr_array_add (maker.operations->locations, g_strdup (""));
  maker.moments = g_array_new (FALSE, FALSE, sizeof (Moments));
  maker.indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  maker.ends = g_hash_table_new (NULL, NULL);
  maker.records = g_array_new (FALSE, FALSE, sizeof (guint64));
  maker.followers = g_array_new (FALSE, FALSE, sizeof (Follower));

  collect (&maker, fields);
  find_causes (&maker);
  maker.operations->has_moments = has_moments (&maker);
  at_issue = count_descents (&maker, TRUE) <= count_descents (&maker, FALSE);
  list_records (&maker, at_issue);
  place (&maker, at_issue);
  fill_buffers (maker.operations);

  g_array_unref (maker.moments);
  g_hash_table_unref (maker.indices);
  g_hash_table_unref (maker.ends);
  g_array_unref (maker.records);
  g_array_unref (maker.followers);
  return maker.operations;
}
