/* query.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "query-private.h"

static const MmsQueryHelp help[] = {
  { "exit", "the word in the event’s name, its task or its fields; several words: all of them" },
  { "\"next_pid=0 next\"", "exactly this, blanks included, in what the row says" },
  { "kind:sched_switch", "events of that name; kind:mm_* by its beginning" },
  { "cpu:2  cpu:0,4-7", "recorded on these CPUs" },
  { "pid:115", "recorded by that task, or about it" },
  { "task:bash", "the same by the task’s name; task:kworker*" },
  { "mm:C", "about that mm, or who holds it changes; also by its address" },
  { "count=0", "the field has that value; comm=ba* by its beginning" },
  { "0xff11", "a number or an address that begins so" },
  { "-cpu:2  !exit", "not that" },
  { NULL, NULL },
};

const MmsQueryHelp *
mms_query_get_help (void)
{
  return help;
}

MmsQuery *
mms_query_new (MmsHistory *history, const char *text, GError **error)
{
  g_autoptr (MmsQuery) query = g_new0 (MmsQuery, 1);

  g_return_val_if_fail (history && text, NULL);

  query->history = mms_history_ref (history);
  query->trace = mms_history_get_trace (history);
  query->events = mms_trace_get_events (query->trace, &query->n_events);
  query->is_text = g_str_equal (mms_trace_get_format (query->trace), "text");
  query->terms = g_ptr_array_new_with_free_func (mms_query_free_term);
  if (!mms_query_parse (query, text, error))
    return NULL;
  return g_steal_pointer (&query);
}

void
mms_query_free (MmsQuery *query)
{
  g_ptr_array_unref (query->terms);
  mms_history_unref (query->history);
  g_free (query);
}

gboolean
mms_query_is_empty (MmsQuery *query)
{
  return query->terms->len == 0;
}

MmsEventBlock *
mms_query_match_block (MmsQuery *query, guint index, MmsProgress *progress, GError **error)
{
  g_autofree guint16 *offsets = g_new (guint16, MMS_EVENT_BLOCK_SIZE);
  guint first = index * MMS_EVENT_BLOCK_SIZE;
  guint n = 0;

  for (guint offset = 0; offset < MMS_EVENT_BLOCK_SIZE && first + offset < query->n_events;
       offset++)
    {
      if ((offset & 0x7ff) == 0 && mms_progress_is_cancelled (progress, error))
        return NULL;
      if (mms_query_match (query, first + offset + 1))
        offsets[n++] = (guint16) offset;
    }
  return mms_event_block_new (offsets, n);
}
