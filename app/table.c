/* table.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "table.h"

#include "model/stamp.h"

#define FLUSH_LENGTH (64 * 1024)

/* No lane's next point. */
#define NO_LANE G_MAXUINT32

/**
 * Lane:
 * @object: "cpu:0", "task:412", "mm:0xff11…"
 * @own_cpu: the CPU that an idle task belongs to; -1 for everything else
 * @next_point: the index of @next
 * @next: the first point not yet written
 * @next_lane: the next one in the list of lanes that change with the same event
 */
typedef struct
{
  const MmsTrack *track;
  const char *object;
  MmsAttribute attribute;
  int own_cpu;
  guint next_point;
  MmsPoint next;
  guint32 next_lane;
} Lane;

/**
 * Table:
 * @first_lane: per event number, the head of the list of lanes whose next point it is
 */
typedef struct
{
  MmsHistory *history;
  GArray *lanes;
  GStringChunk *names;
  guint32 *first_lane;
  GString *rows;
} Table;

static void
add_lane (Table          *table,
          const MmsTrack *track,
          const char     *object,
          MmsAttribute    attribute,
          int             own_cpu)
{
  Lane lane = { track, object, attribute, own_cpu, 0, { 0 }, NO_LANE };

  if (track != NULL && track->n_points > 0)
    g_array_append_val (table->lanes, lane);
}

static void
add_cpu_lanes (Table *table)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (mms_history_get_trace (table->history), &n_cpus);

  for (guint i = 0; i < n_cpus; i++)
    {
      g_autofree char *name = g_strdup_printf ("cpu:%u", cpus[i]);
      const char *object = g_string_chunk_insert (table->names, name);

      for (MmsAttribute attribute = 0; attribute < MMS_N_CPU_ATTRIBUTES; attribute++)
        add_lane (table, mms_history_get_cpu_track (table->history, cpus[i], attribute), object,
                  attribute, -1);
    }
}

static void
add_task_lanes (Table *table)
{
  for (guint i = 0; i < mms_history_get_n_tasks (table->history); i++)
    {
      const MmsTask *task = mms_history_get_task (table->history, i);
      g_autofree char *name = g_strdup_printf ("task:%d", task->pid);
      const char *object = g_string_chunk_insert (table->names, name);

      add_lane (table, &task->mm, object, MMS_ATTRIBUTE_MM, task->cpu);
      add_lane (table, &task->active_mm, object, MMS_ATTRIBUTE_ACTIVE_MM, task->cpu);
    }
}

static void
add_mm_lanes (Table *table)
{
  for (guint i = 1; i < mms_history_get_n_mms (table->history); i++)
    {
      g_autofree char *mm = mms_history_name_mm (table->history, i);
      g_autofree char *name = g_strconcat ("mm:", mm, NULL);
      const char *object = g_string_chunk_insert (table->names, name);

      for (MmsAttribute attribute = MMS_N_CPU_ATTRIBUTES; attribute < MMS_N_ATTRIBUTES; attribute++)
        add_lane (table, mms_history_get_mm_track (table->history, i, attribute), object, attribute,
                  -1);
    }
}

/* Millions of rows: printf would take most of the time. */
static void
append_decimal (GString *text,
                guint64  number)
{
  char digits[20];
  char *p = digits + sizeof digits;

  do
    *--p = '0' + number % 10;
  while ((number /= 10) > 0);
  g_string_append_len (text, p, digits + sizeof digits - p);
}

static void
append_pointer (GString *text,
                guint64  pointer)
{
  char digits[18];
  char *p = digits + sizeof digits;

  do
    *--p = "0123456789abcdef"[pointer & 0xf];
  while ((pointer >>= 4) > 0);
  *--p = 'x';
  *--p = '0';
  g_string_append_len (text, p, digits + sizeof digits - p);
}

static void
append_number (GString *text,
               gint64   number)
{
  if (number < 0)
    g_string_append_c (text, '-');
  append_decimal (text, ABS (number));
}

static void
append_mm (Table *table,
           guint  mm)
{
  const MmsMm *object = mms_history_get_mm (table->history, mm);

  if (mm == 0)
    {
      g_string_append_c (table->rows, '-');
    }
  else if (object->pointer == 0)
    {
      g_string_append (table->rows, "pid:");
      append_number (table->rows, object->owner);
    }
  else
    {
      append_pointer (table->rows, object->pointer);
    }
}

static void
append_value (Table          *table,
              MmsAttribute    attribute,
              const MmsPoint *point)
{
  if (point->provenance == MMS_UNKNOWN)
    g_string_append_c (table->rows, '?');
  else if (mms_attribute_is_mm (attribute))
    append_mm (table, point->value);
  else if (attribute == MMS_ATTRIBUTE_STATE)
    g_string_append (table->rows, mms_mm_state_get_name (point->value));
  else
    append_number (table->rows, point->value);
}

static void
append_row (Table      *table,
            const Lane *lane)
{
  MmsTrace *trace = mms_history_get_trace (table->history);
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  const MmsPoint *point = &lane->next;
  guint cpu = 0;
  GString *rows = table->rows;

  /* What held from the start is written down with the stamp and the CPU of the first event. */
  if (lane->own_cpu >= 0)
    cpu = lane->own_cpu;
  else if (n_events > 0)
    cpu = events[MAX (point->event, 1) - 1].cpu;

  append_decimal (rows, mms_stamp_of_event (trace, point->event));
  g_string_append_c (rows, '\t');
  append_decimal (rows, point->event);
  g_string_append_c (rows, '\t');
  append_decimal (rows, cpu);
  g_string_append_c (rows, '\t');
  g_string_append (rows, lane->object);
  g_string_append_c (rows, '\t');
  g_string_append (rows, mms_attribute_get_name (lane->attribute));
  g_string_append_c (rows, '\t');
  append_value (table, lane->attribute, point);
  g_string_append_c (rows, '\t');
  g_string_append (rows, mms_provenance_get_name (point->provenance));
  g_string_append_c (rows, '\n');
}

static void
enqueue_lane (Table   *table,
              guint32  index)
{
  Lane *lane = &g_array_index (table->lanes, Lane, index);
  guint event;

  if (lane->next_point >= lane->track->n_points)
    return;
  lane->next = mms_track_get (lane->track, lane->next_point);
  event = lane->next.event;
  lane->next_lane = table->first_lane[event];
  table->first_lane[event] = index;
}

static int
compare_indices (gconstpointer a,
                 gconstpointer b)
{
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

/* Every row of one event: CPUs first, then tasks, then mms. */
static void
append_event (Table  *table,
              guint   event,
              GArray *due)
{
  g_array_set_size (due, 0);
  for (guint32 index = table->first_lane[event]; index != NO_LANE;
       index = g_array_index (table->lanes, Lane, index).next_lane)
    g_array_append_val (due, index);
  g_array_sort (due, compare_indices);

  for (guint i = 0; i < due->len; i++)
    {
      guint32 index = g_array_index (due, guint32, i);
      Lane *lane = &g_array_index (table->lanes, Lane, index);

      append_row (table, lane);
      lane->next_point++;
      enqueue_lane (table, index);
    }
}

void
mms_table_write (MmsHistory   *history,
                 MmsTableFunc  func,
                 gpointer      user_data)
{
  Table table = { .history = history };
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean goes_on = TRUE;
  guint n_events;

  mms_trace_get_events (mms_history_get_trace (history), &n_events);
  table.lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  table.names = g_string_chunk_new (4096);
  table.rows = g_string_sized_new (FLUSH_LENGTH + 1024);
  table.first_lane = g_new (guint32, (gsize) n_events + 1);
  for (guint i = 0; i <= n_events; i++)
    table.first_lane[i] = NO_LANE;

  add_cpu_lanes (&table);
  add_task_lanes (&table);
  add_mm_lanes (&table);
  for (guint i = 0; i < table.lanes->len; i++)
    enqueue_lane (&table, i);

  g_string_append (table.rows, "time_ns\tevent\tcpu\tobject\tattribute\tvalue\tprovenance\n");
  for (guint event = 0; event <= n_events && goes_on; event++)
    {
      append_event (&table, event, due);
      if (table.rows->len >= FLUSH_LENGTH)
        {
          goes_on = func (table.rows->str, table.rows->len, user_data);
          g_string_truncate (table.rows, 0);
        }
    }
  if (goes_on)
    func (table.rows->str, table.rows->len, user_data);

  g_free (table.first_lane);
  g_string_free (table.rows, TRUE);
  g_string_chunk_free (table.names);
  g_array_free (table.lanes, TRUE);
}
