/* operations.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "operations.h"

#include "operations-private.h"

const char *
mms_operations_get_location (const MmsOperations *operations, guint location)
{
  return g_ptr_array_index (operations->locations, location);
}

const MmsOperation *
mms_operations_get (const MmsOperations *operations, guint *n_operations)
{
  *n_operations = operations->all->len;
  return (const MmsOperation *) (gpointer) operations->all->data;
}

static const MmsOperation *
get (const MmsOperations *operations, guint i)
{
  return &g_array_index (operations->all, MmsOperation, i);
}

/* The first operation whose event is greater than @event. */
static guint
find_after (const MmsOperations *operations, guint event)
{
  guint low = 0;
  guint high = operations->all->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get (operations, middle)->event > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

const MmsOperation *
mms_operations_find (const MmsOperations *operations, guint event)
{
  guint after = find_after (operations, event);

  if (after == 0 || get (operations, after - 1)->event != event)
    return NULL;
  return get (operations, after - 1);
}

const MmsOperation *
mms_operations_find_cause (const MmsOperations *operations, guint event)
{
  const MmsOperation *own = mms_operations_find (operations, event);
  guint cause = GPOINTER_TO_UINT (g_hash_table_lookup (operations->causes, GUINT_TO_POINTER (event)));

  return own || cause == 0 ? own : get (operations, cause - 1);
}

gboolean
mms_operations_have_moments (const MmsOperations *operations)
{
  return operations->has_moments;
}

static const MmsBuffer *
get_buffer (const MmsOperations *operations, guint cpu)
{
  return g_hash_table_lookup (operations->buffers, GUINT_TO_POINTER (cpu));
}

const MmsOperation *
mms_operations_get_delayed (const MmsOperations *operations, guint cpu, guint *n_delayed)
{
  const MmsBuffer *buffer = get_buffer (operations, cpu);

  *n_delayed = buffer ? buffer->delayed->len : 0;
  return buffer ? (const MmsOperation *) (gpointer) buffer->delayed->data : NULL;
}

guint
mms_operations_get_depth (const MmsOperations *operations)
{
  return operations->depth;
}

guint
mms_operations_find_delayed (const MmsOperations *operations, guint cpu, guint event)
{
  const MmsBuffer *buffer = get_buffer (operations, cpu);
  guint low = 0;
  guint high = buffer ? buffer->reach->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (buffer->reach, guint32, middle) > event)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

GPtrArray *
mms_operations_list_waiting (const MmsOperations *operations, guint cpu, guint event)
{
  GPtrArray *waiting = g_ptr_array_new ();
  guint n_delayed;
  const MmsOperation *delayed = mms_operations_get_delayed (operations, cpu, &n_delayed);

  for (guint i = mms_operations_find_delayed (operations, cpu, event);
       i < n_delayed && delayed[i].issue <= event; i++)
    if (delayed[i].perform > event)
      g_ptr_array_add (waiting, (gpointer) &delayed[i]);
  return waiting;
}

/* The youngest store of @cpu to @location that waits. */
static const MmsOperation *
find_own (const MmsOperations *operations, guint location, guint cpu, guint event)
{
  g_autoptr (GPtrArray) waiting = mms_operations_list_waiting (operations, cpu, event);

  for (guint i = waiting->len; i > 0; i--)
    {
      const MmsOperation *operation = g_ptr_array_index (waiting, i - 1);

      /* what else writes has not read yet, and so it has nothing to show */
      if (operation->location == location
          && (operation->kind == MMS_OPERATION_STORE || operation->kind == MMS_OPERATION_UNLOCK))
        return operation;
    }
  return NULL;
}

/* What the memory holds: the last write that was performed by then; where the trace has none, what the
 * first one after it replaces. */
static const MmsOperation *
find_memory (const MmsOperations *operations, guint location, guint event, gboolean *is_old)
{
  const MmsOperation *last = NULL;
  const MmsOperation *next = NULL;

  for (guint i = 0; i < operations->all->len; i++)
    {
      const MmsOperation *operation = get (operations, i);

      if (operation->location != location || !mms_operation_writes (operation->kind))
        continue;
      if (operation->perform <= event)
        {
          if (!last || operation->perform >= last->perform)
            last = operation;
        }
      else if (!next || operation->perform < next->perform)
        next = operation;
    }
  *is_old = last == NULL;
  return last ? last : next;
}

const MmsOperation *
mms_operations_find_value (const MmsOperations *operations,
                           guint                location,
                           guint                reader,
                           guint                event,
                           gboolean            *is_old)
{
  const MmsOperation *own = find_own (operations, location, reader, event);

  *is_old = FALSE;
  return own ? own : find_memory (operations, location, event, is_old);
}

guint
mms_operations_find_step (const MmsOperations *operations, int cpu, guint event, int direction)
{
  guint i = find_after (operations, direction > 0 || event == 0 ? event : event - 1);

  if (direction > 0)
    {
      for (; i < operations->all->len; i++)
        if (cpu < 0 || get (operations, i)->cpu == cpu)
          return get (operations, i)->event;
    }
  else
    {
      for (; i > 0; i--)
        if (get (operations, i - 1)->event < event
            && (cpu < 0 || get (operations, i - 1)->cpu == cpu))
          return get (operations, i - 1)->event;
    }
  return 0;
}

static void
buffer_free (gpointer data)
{
  MmsBuffer *buffer = data;

  g_array_unref (buffer->delayed);
  g_array_unref (buffer->reach);
  g_free (buffer);
}

MmsOperations *
mms_operations_allocate (void)
{
  MmsOperations *operations = g_new0 (MmsOperations, 1);

  operations->all = g_array_new (FALSE, FALSE, sizeof (MmsOperation));
  operations->locations = g_ptr_array_new_with_free_func (g_free);
  operations->causes = g_hash_table_new (NULL, NULL);
  operations->buffers = g_hash_table_new_full (NULL, NULL, NULL, buffer_free);
  return operations;
}

void
mms_operations_free (MmsOperations *operations)
{
  g_array_unref (operations->all);
  g_ptr_array_unref (operations->locations);
  g_hash_table_unref (operations->buffers);
  g_hash_table_unref (operations->causes);
  g_free (operations);
}
