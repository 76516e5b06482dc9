/* history-tasks.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "history-private.h"

#include <string.h>

static void
free_task (gpointer data)
{
  MmsTaskRecord *record = data;

  mms_track_clear (&record->task.mm);
  mms_track_clear (&record->task.active_mm);
  g_array_unref (record->comms);
  g_free (record);
}

void
mms_history_init_tasks (MmsHistory *history)
{
  history->tasks = g_ptr_array_new_with_free_func (free_task);
  history->task_pages = g_ptr_array_new_with_free_func (g_free);
  history->other_tasks = g_hash_table_new (NULL, NULL);
  history->idle_tasks = g_ptr_array_new ();
}

void
mms_history_clear_tasks (MmsHistory *history)
{
  g_ptr_array_unref (history->task_pages);
  g_hash_table_unref (history->other_tasks);
  g_ptr_array_unref (history->idle_tasks);
  g_ptr_array_unref (history->tasks);
}

guint
mms_history_get_n_tasks (MmsHistory *history)
{
  return history->tasks->len;
}

const MmsTask *
mms_history_get_task (MmsHistory *history, guint task)
{
  g_return_val_if_fail (task < history->tasks->len, NULL);

  return &((MmsTaskRecord *) g_ptr_array_index (history->tasks, task))->task;
}

/* No kernel gives higher pids; a file may. */
#define MAX_PID (1 << 22)

/* Where the task with @pid is noted, for pids that a kernel may give; every event of a switch looks up
 * two of them. (nullable) */
static MmsTaskRecord **
find_place (MmsHistory *history, int pid, gboolean is_made)
{
  const guint page = (guint) pid / MMS_PIDS_PER_PAGE;
  MmsTaskRecord **places;

  if (page >= history->task_pages->len)
    {
      if (!is_made)
        return NULL;
      g_ptr_array_set_size (history->task_pages, (int) page + 1);
    }
  places = g_ptr_array_index (history->task_pages, page);
  if (places == NULL && is_made)
    g_ptr_array_index (history->task_pages, page) = places = g_new0 (MmsTaskRecord *, MMS_PIDS_PER_PAGE);
  return places != NULL ? &places[pid % MMS_PIDS_PER_PAGE] : NULL;
}

static MmsTaskRecord *
find_task_record (MmsHistory *history, int pid, guint cpu)
{
  MmsTaskRecord **place;

  if (pid == 0)
    return cpu < history->idle_tasks->len ? g_ptr_array_index (history->idle_tasks, cpu) : NULL;
  if (pid < 0 || pid >= MAX_PID)
    return g_hash_table_lookup (history->other_tasks, GINT_TO_POINTER (pid));
  place = find_place (history, pid, FALSE);
  return place != NULL ? *place : NULL;
}

static void
note_task (MmsHistory *history, MmsTaskRecord *record)
{
  const int pid = record->task.pid;

  if (pid < 0 || pid >= MAX_PID)
    g_hash_table_insert (history->other_tasks, GINT_TO_POINTER (pid), record);
  else if (pid > 0)
    *find_place (history, pid, TRUE) = record;
  else
    {
      if ((guint) record->task.cpu >= history->idle_tasks->len)
        g_ptr_array_set_size (history->idle_tasks, record->task.cpu + 1);
      g_ptr_array_index (history->idle_tasks, record->task.cpu) = record;
    }
}

const MmsTask *
mms_history_find_task (MmsHistory *history, int pid, guint cpu)
{
  MmsTaskRecord *record = find_task_record (history, pid, cpu);

  return record != NULL ? &record->task : NULL;
}

MmsTaskRecord *
mms_history_make_task (MmsHistory *history, int pid, guint cpu)
{
  MmsTaskRecord *record = find_task_record (history, pid, cpu);
  const MmsTaskInfo *info;

  if (record != NULL)
    return record;

  record = g_new0 (MmsTaskRecord, 1);
  record->task.pid = pid;
  record->task.cpu = pid == 0 ? (int) cpu : -1;
  record->task.kthread = pid == 0 || pid == 2 ? 1 : -1;
  record->comms = g_array_new (FALSE, FALSE, sizeof (MmsComm));
  record->running_cpu = -1;
  g_ptr_array_add (history->tasks, record);
  note_task (history, record);

  info = mms_trace_find_task (history->trace, pid);
  if (info != NULL && pid != 0)
    {
      if (info->kthread >= 0)
        record->task.kthread = info->kthread;
      if (info->comm[0] != '\0')
        mms_history_set_comm (history, record, 0, info->comm);
    }
  return record;
}

void
mms_history_set_comm (MmsHistory *history, MmsTaskRecord *record, guint event, const char *comm)
{
  MmsComm entry = { event, (guint) strlen (comm), NULL };

  if (record->comms->len > 0
      && strcmp (g_array_index (record->comms, MmsComm, record->comms->len - 1).comm, comm) == 0)
    return;
  memset (record->comm_bytes, 0, sizeof (record->comm_bytes));
  entry.comm = g_string_chunk_insert_const (history->strings, comm);
  g_array_append_val (record->comms, entry);
}

const char *
mms_history_get_comm (MmsHistory *history, int pid, guint cpu, guint event)
{
  MmsTaskRecord *record = find_task_record (history, pid, cpu);
  guint low = 0;
  guint high;

  if (record == NULL || record->comms->len == 0)
    {
      const MmsTaskInfo *info = mms_trace_find_task (history->trace, pid);

      if (pid == 0)
        return "idle";
      return info != NULL && info->comm[0] != '\0' ? info->comm : "<...>";
    }

  /* Before the first event that tells a name the first one is the best guess. */
  high = record->comms->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (record->comms, MmsComm, middle).event <= event)
        low = middle;
      else
        high = middle;
    }
  return g_array_index (record->comms, MmsComm, low).comm;
}
