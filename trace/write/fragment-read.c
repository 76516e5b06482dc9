/* fragment-read.c - memory operations from the events of a trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <json-c/json.h>
#include <string.h>

#include "fragment.h"

/* Values that are no numbers, and operations of a part: more is no fragment. */
#define MAX_VALUES     200
#define MAX_OPERATIONS 400
#define MAX_NUMBER     9999
#define MIN_THREADS    2
#define MAX_THREADS    4

/**
 * Reading:
 * @values: (element-type utf8): what the trace calls values that are no small numbers
 * @used: (element-type gint): small numbers that are values
 * @now: of events that do not tell when they happened
 */
typedef struct
{
  MmsTrace *trace;
  const MmsEvent *event;
  const MmsKind *kind;
  MmsFragment *fragment;
  GPtrArray *values;
  GHashTable *used;
  guint64 now;
  guint n_operations;
  gboolean is_x86;
} Reading;

/* Values that wait for their number are these. */
#define NAMED(index) (MAX_NUMBER + 1 + (int) (index))

static char *
get_text (const Reading *reading, const char *name)
{
  int field = mms_kind_find_field (reading->kind, name);

  return field < 0 ? NULL : mms_trace_get_text (reading->trace, reading->event, (guint) field);
}

static gboolean
get_number (const Reading *reading, const char *name, guint64 *number)
{
  g_autofree char *text = get_text (reading, name);
  char *end;

  if (text == NULL || *text == '\0')
    return FALSE;
  *number = g_ascii_strtoull (text, &end, 0);
  return *end == '\0';
}

/* A small number is one, also in hexadecimal; anything else is a name; 0 where nothing is told. */
static void
get_value (Reading *reading, const char *name, int *value)
{
  g_autofree char *text = get_text (reading, name);
  char *end;
  gint64 number;

  *value = 0;
  if (text == NULL)
    return;
  if (g_str_equal (text, "NULL"))
    return;
  number = g_ascii_strtoll (text, &end, 0);
  if (*text != '\0' && *end == '\0' && number >= -MAX_NUMBER && number <= MAX_NUMBER)
    {
      *value = (int) number;
      g_hash_table_add (reading->used, GINT_TO_POINTER (*value));
      return;
    }
  for (guint i = 0; i < reading->values->len; i++)
    if (g_str_equal (reading->values->pdata[i], text))
      {
        *value = NAMED (i);
        return;
      }
  if (reading->values->len < MAX_VALUES)
    g_ptr_array_add (reading->values, g_strdup (text));
  *value = NAMED (reading->values->len - 1);
}

static MmsFragmentOrder
get_order (const Reading *reading)
{
  static const struct
  {
    const char *name;
    MmsFragmentOrder order;
  } orders[] = {
    { "acq", MMS_FRAGMENT_ACQUIRE }, { "rel", MMS_FRAGMENT_RELEASE }, { "rlx", MMS_FRAGMENT_RELAXED },
    { "full", MMS_FRAGMENT_FULL },   { "mb", MMS_FRAGMENT_MB },       { "wmb", MMS_FRAGMENT_WMB },
    { "rmb", MMS_FRAGMENT_RMB },     { "after-spinlock", MMS_FRAGMENT_AFTER_SPINLOCK },
  };
  g_autofree char *text = get_text (reading, "order");

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (text, orders[i].name))
      return orders[i].order;
  return MMS_FRAGMENT_ONCE;
}

static MmsFragmentThread *
get_thread (Reading *reading)
{
  MmsFragmentThread *thread;

  for (guint i = 0; i < reading->fragment->threads->len; i++)
    {
      thread = reading->fragment->threads->pdata[i];
      if (thread->cpu == reading->event->cpu)
        return thread;
    }
  thread = g_new0 (MmsFragmentThread, 1);
  thread->cpu = reading->event->cpu;
  thread->operations = g_ptr_array_new_with_free_func ((GDestroyNotify) mms_fragment_operation_free);
  g_ptr_array_add (reading->fragment->threads, thread);
  return thread;
}

/* The steps in the JSON array `dep`. */
static GPtrArray *
get_needs (const Reading *reading)
{
  int field = mms_kind_find_field (reading->kind, "dep");
  g_autofree char *text = NULL;
  struct json_object *array;
  GPtrArray *needs = NULL;

  if (field < 0)
    return NULL;
  text = mms_trace_get_json (reading->trace, reading->event, (guint) field);
  array = text != NULL ? json_tokener_parse (text) : NULL;
  if (json_object_is_type (array, json_type_array))
    {
      needs = g_ptr_array_new_with_free_func (g_free);
      for (gsize i = 0; i < json_object_array_length (array); i++)
        g_ptr_array_add (needs, g_strdup (json_object_get_string (
                                    json_object_array_get_idx (array, i))));
    }
  json_object_put (array);
  return needs;
}

static MmsFragmentOperation *
add_operation (Reading *reading, MmsFragmentKind kind, MmsFragmentOrder order, const char *place)
{
  MmsFragmentOperation *operation = mms_fragment_operation_new (kind, order);
  guint64 number;

  operation->step = get_text (reading, "step");
  operation->remark = get_text (reading, "src");
  operation->needs = get_needs (reading);
  if (place != NULL)
    operation->place = mms_fragment_add_place (reading->fragment, place);
  /* An event that does not say when it happened comes directly behind the last one that does. */
  if (get_number (reading, "issue_seq", &number))
    {
      operation->issued = MIN (number, G_MAXUINT64 / 8) * 2;
      operation->performed = MMS_FRAGMENT_NOT_YET;
      if (get_number (reading, "perform_seq", &number))
        {
          operation->performed = MIN (number, G_MAXUINT64 / 8) * 2;
          reading->now = operation->performed + 1;
        }
    }
  else
    operation->issued = operation->performed = reading->now;
  operation->number = reading->n_operations++;
  g_ptr_array_add (get_thread (reading)->operations, operation);
  return operation;
}

static void
add_note (Reading *reading, const char *text)
{
  MmsFragmentOperation *note = add_operation (reading, MMS_FRAGMENT_NOTE, MMS_FRAGMENT_ONCE, NULL);

  g_free (note->remark);
  note->remark = g_strdup (text);
}

static void
add_access (Reading *reading, MmsFragmentKind kind)
{
  g_autofree char *place = get_text (reading, "loc");
  g_autofree char *op = get_text (reading, "op");
  MmsFragmentOrder order = get_order (reading);
  MmsFragmentOperation *operation;

  if (place == NULL)
    return;
  operation = add_operation (reading, kind, order, place);
  get_value (reading, kind == MMS_FRAGMENT_LOAD ? "val" : "old", &operation->seen);
  get_value (reading, "new", &operation->written);
  if (kind != MMS_FRAGMENT_RMW)
    return;
  /* Whether a value that is the same as before was written is told by the operation, if that is told;
   * otherwise the weaker answer is the safe one: what was seen can be seen again. */
  if (operation->seen == operation->written
      && (op == NULL || g_str_equal (op, "cmpxchg") || g_str_equal (op, "add_unless")))
    operation->kind = MMS_FRAGMENT_FAILED;
  else if (g_strcmp0 (op, "add") == 0 || g_strcmp0 (op, "add_unless") == 0)
    operation->kind = MMS_FRAGMENT_ADD;
}

/* An object is used or freed: that is a variable which says whether it is gone. */
static void
add_life (Reading *reading, gboolean is_free)
{
  g_autofree char *object = get_text (reading, "loc");
  g_autofree char *place = object != NULL ? g_strconcat (object, " freed", NULL) : NULL;
  MmsFragmentOperation *operation;

  if (place == NULL)
    return;
  operation = add_operation (reading, is_free ? MMS_FRAGMENT_STORE : MMS_FRAGMENT_LOAD,
                             MMS_FRAGMENT_ONCE, place);
  operation->is_life = TRUE;
  operation->written = is_free;
}

/* IPIs are messages: a flag that is stored by release and read by acquire. */
static void
add_message (Reading *reading, MmsFragmentKind kind, const char *what, guint cpu)
{
  g_autofree char *call = get_text (reading, "call_id");
  g_autofree char *place = cpu == G_MAXUINT
                               ? g_strdup_printf ("ipi %s %s", call != NULL ? call : "", what)
                               : g_strdup_printf ("ipi %s %s %u", call != NULL ? call : "", what, cpu);
  MmsFragmentOperation *operation
      = add_operation (reading, kind,
                       kind == MMS_FRAGMENT_STORE ? MMS_FRAGMENT_RELEASE : MMS_FRAGMENT_ACQUIRE,
                       place);

  operation->is_life = TRUE; /* what was seen follows from what was stored */
  operation->written = 1;
}

/* All answers that came are read. */
static void
add_answers (Reading *reading)
{
  g_autofree char *call = get_text (reading, "call_id");
  g_autofree char *prefix = g_strdup_printf ("ipi %s answer ", call != NULL ? call : "");

  for (guint i = 0; i < reading->fragment->places->len; i++)
    {
      const char *name = mms_fragment_get_place (reading->fragment, i)->name;

      if (g_str_has_prefix (name, prefix))
        add_message (reading, MMS_FRAGMENT_LOAD, "answer",
                     (guint) g_ascii_strtoull (name + strlen (prefix), NULL, 10));
    }
}

typedef enum
{
  EVENT_LOAD,
  EVENT_STORE,
  EVENT_RMW,
  EVENT_FENCE,
  EVENT_LOCK,
  EVENT_UNLOCK,
  EVENT_CR3,
  EVENT_USE,
  EVENT_FREE,
  EVENT_IRQ,
  EVENT_IRQ_OFF,
  EVENT_IRQ_ON,
  EVENT_IPI_SEND,
  EVENT_IPI_RECEIVE,
  EVENT_IPI_ANSWER,
  EVENT_IPI_DONE,
  EVENT_OTHER
} Event;

static Event
find_event (const char *name)
{
  static const struct
  {
    const char *name;
    Event event;
  } events[] = {
    { "m_load", EVENT_LOAD },         { "m_store", EVENT_STORE },     { "m_rmw", EVENT_RMW },
    { "m_fence", EVENT_FENCE },       { "m_lock", EVENT_LOCK },       { "m_unlock", EVENT_UNLOCK },
    { "m_cr3", EVENT_CR3 },           { "m_use", EVENT_USE },         { "m_free", EVENT_FREE },
    { "m_irq", EVENT_IRQ },           { "irq_off", EVENT_IRQ_OFF },   { "irq_on", EVENT_IRQ_ON },
    { "ipi_send", EVENT_IPI_SEND },   { "ipi_recv", EVENT_IPI_RECEIVE },
    { "ipi_ack", EVENT_IPI_ANSWER },  { "ipi_done", EVENT_IPI_DONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].name, name))
      return events[i].event;
  return EVENT_OTHER;
}

static void
read_event (Reading *reading)
{
  g_autofree char *place = NULL;
  guint64 is_on = 0;
  MmsFragmentOrder order;

  switch (find_event (reading->kind->name))
    {
    case EVENT_LOAD:
      add_access (reading, MMS_FRAGMENT_LOAD);
      break;
    case EVENT_STORE:
      add_access (reading, MMS_FRAGMENT_STORE);
      break;
    case EVENT_RMW:
      add_access (reading, MMS_FRAGMENT_RMW);
      break;
    case EVENT_FENCE:
      order = get_order (reading);
      if (order >= MMS_FRAGMENT_FULL)
        add_operation (reading, MMS_FRAGMENT_FENCE, order, NULL);
      break;
    case EVENT_LOCK:
    case EVENT_UNLOCK:
      place = get_text (reading, "loc");
      if (place != NULL)
        {
          gboolean is_lock = find_event (reading->kind->name) == EVENT_LOCK;

          add_operation (reading, is_lock ? MMS_FRAGMENT_LOCK : MMS_FRAGMENT_UNLOCK,
                         is_lock ? MMS_FRAGMENT_ACQUIRE : MMS_FRAGMENT_RELEASE, place)->written
              = is_lock;
        }
      break;
    case EVENT_CR3:
      /* Serializing on x86; elsewhere nothing that others could notice. */
      if (reading->is_x86)
        add_operation (reading, MMS_FRAGMENT_FENCE, MMS_FRAGMENT_FULL, NULL);
      break;
    case EVENT_USE:
    case EVENT_FREE:
      add_life (reading, find_event (reading->kind->name) == EVENT_FREE);
      break;
    case EVENT_IRQ:
      get_number (reading, "on", &is_on);
      add_note (reading, is_on != 0 ? "interrupts on" : "interrupts off");
      break;
    case EVENT_IPI_SEND:
      add_message (reading, MMS_FRAGMENT_STORE, "sent", G_MAXUINT);
      break;
    case EVENT_IPI_RECEIVE:
      add_message (reading, MMS_FRAGMENT_LOAD, "sent", G_MAXUINT);
      break;
    case EVENT_IPI_ANSWER:
      add_message (reading, MMS_FRAGMENT_STORE, "answer", reading->event->cpu);
      break;
    case EVENT_IPI_DONE:
      add_answers (reading);
      break;
    default:
      break;
    }
}

/* Named values get the smallest numbers that are none yet. */
static void
number_values (Reading *reading)
{
  g_autofree int *numbers = g_new0 (int, reading->values->len + 1);
  int next = 1;

  for (guint i = 0; i < reading->values->len; i++)
    {
      while (g_hash_table_contains (reading->used, GINT_TO_POINTER (next)))
        next++;
      numbers[i] = next;
      g_ptr_array_set_size (reading->fragment->names,
                            MAX ((int) reading->fragment->names->len, next + 1));
      reading->fragment->names->pdata[next++] = g_strdup (reading->values->pdata[i]);
    }
  for (guint i = 0; i < reading->fragment->threads->len; i++)
    {
      const MmsFragmentThread *thread = reading->fragment->threads->pdata[i];

      for (guint j = 0; j < thread->operations->len; j++)
        {
          MmsFragmentOperation *operation = thread->operations->pdata[j];

          if (operation->seen > MAX_NUMBER)
            operation->seen = numbers[operation->seen - NAMED (0)];
          if (operation->written > MAX_NUMBER)
            operation->written = numbers[operation->written - NAMED (0)];
        }
    }
}

static gboolean
is_x86 (MmsTrace *trace)
{
  guint n;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (properties[i].name, "arch") && properties[i].is_string)
      return g_str_has_prefix (properties[i].value, "x86");
  return FALSE;
}

static int
compare_cpus (gconstpointer a, gconstpointer b)
{
  const MmsFragmentThread *left = *(MmsFragmentThread *const *) a;
  const MmsFragmentThread *right = *(MmsFragmentThread *const *) b;

  return (int) left->cpu - (int) right->cpu;
}

static gboolean
check (const Reading *reading, GError **error)
{
  guint n = reading->fragment->threads->len;

  if (reading->n_operations >= MAX_OPERATIONS || reading->values->len >= MAX_VALUES)
    {
      g_set_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT,
                   "there are more than %d memory operations or %d values; a litmus test shows a "
                   "small part", MAX_OPERATIONS, MAX_VALUES);
      return FALSE;
    }
  if (n >= MIN_THREADS && n <= MAX_THREADS)
    return TRUE;
  if (reading->n_operations == 0)
    g_set_error_literal (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT,
                         "there are no memory operations, which only traces of simulations have");
  else
    g_set_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT,
                 "%u CPUs have memory operations on what they share; a litmus test shows %d to %d",
                 n, MIN_THREADS, MAX_THREADS);
  return FALSE;
}

MmsFragment *
mms_fragment_read (MmsTrace *trace, guint first, guint last, GError **error)
{
  Reading reading = { .trace = trace };
  g_autoptr (MmsFragment) fragment = mms_fragment_new ();
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);
  gboolean is_good;

  reading.fragment = fragment;
  reading.values = g_ptr_array_new_with_free_func (g_free);
  reading.used = g_hash_table_new (NULL, NULL);
  reading.is_x86 = is_x86 (trace);
  for (guint number = MAX (first, 1); number <= MIN (last, n_events); number++)
    {
      reading.event = &events[number - 1];
      reading.kind = mms_trace_get_kind (trace, reading.event->kind);
      if (!reading.event->repeated && reading.n_operations < MAX_OPERATIONS)
        read_event (&reading);
    }
  if (reading.n_operations < MAX_OPERATIONS)
    {
      number_values (&reading);
      mms_fragment_settle (fragment);
      g_ptr_array_sort (fragment->threads, compare_cpus);
    }
  is_good = check (&reading, error);
  g_ptr_array_unref (reading.values);
  g_hash_table_unref (reading.used);
  return is_good ? g_steal_pointer (&fragment) : NULL;
}
