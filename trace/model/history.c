/* history.c
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

static void
free_mm (gpointer data)
{
  MmsMmRecord *record = data;

  mms_track_clear (&record->mm.users);
  mms_track_clear (&record->mm.count);
  mms_track_clear (&record->mm.state);
  g_free (record);
}

static void
free_cpu (gpointer data)
{
  MmsCpuRecord *record = data;

  if (record == NULL)
    return;
  for (guint i = 0; i < MMS_N_CPU_ATTRIBUTES; i++)
    mms_track_clear (&record->tracks[i]);
  g_array_unref (record->ticks);
  g_free (record);
}

MmsHistory *
mms_history_new (MmsTrace *trace)
{
  MmsHistory *history = g_new0 (MmsHistory, 1);

  g_atomic_ref_count_init (&history->ref_count);
  history->trace = mms_trace_ref (trace);
  history->scheme = g_strdup ("unknown");
  history->mms = g_ptr_array_new_with_free_func (free_mm);
  history->mm_by_address = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  history->tasks = g_ptr_array_new_with_free_func (free_task);
  history->task_by_pid = g_hash_table_new (NULL, NULL);
  history->idle_by_cpu = g_hash_table_new (NULL, NULL);
  history->cpus = g_ptr_array_new_with_free_func (free_cpu);
  history->arrows = g_array_new (FALSE, FALSE, sizeof (MmsArrow));
  history->strings = g_string_chunk_new (4096);
  g_ptr_array_add (history->mms, g_new0 (MmsMmRecord, 1));
  return history;
}

MmsHistory *
mms_history_ref (MmsHistory *history)
{
  g_atomic_ref_count_inc (&history->ref_count);
  return history;
}

void
mms_history_unref (MmsHistory *history)
{
  if (!g_atomic_ref_count_dec (&history->ref_count))
    return;
  g_hash_table_unref (history->mm_by_address);
  g_hash_table_unref (history->task_by_pid);
  g_hash_table_unref (history->idle_by_cpu);
  g_ptr_array_unref (history->cpus);
  g_ptr_array_unref (history->mms);
  g_ptr_array_unref (history->tasks);
  g_array_unref (history->arrows);
  g_string_chunk_free (history->strings);
  mms_trace_unref (history->trace);
  g_free (history->scheme);
  g_free (history);
}

MmsTrace *
mms_history_get_trace (MmsHistory *history)
{
  return history->trace;
}

const char *
mms_history_get_scheme (MmsHistory *history)
{
  return history->scheme;
}

guint
mms_history_get_n_mms (MmsHistory *history)
{
  return history->mms->len;
}

MmsMmRecord *
mms_history_get_mm_record (MmsHistory *history, guint mm)
{
  return g_ptr_array_index (history->mms, mm);
}

const MmsMm *
mms_history_get_mm (MmsHistory *history, guint mm)
{
  g_return_val_if_fail (mm < history->mms->len, NULL);

  return &mms_history_get_mm_record (history, mm)->mm;
}

guint
mms_history_get_init_mm (MmsHistory *history)
{
  return history->init_mm;
}

char *
mms_history_name_mm (MmsHistory *history, guint mm)
{
  const MmsMm *object = mms_history_get_mm (history, mm);

  if (mm == 0)
    return g_strdup ("-");
  if (object->pointer == 0)
    return object->is_reused ? g_strdup_printf ("pid:%d#%" G_GUINT64_FORMAT, object->owner,
                                                object->generation)
                             : g_strdup_printf ("pid:%d", object->owner);
  if (object->is_reused)
    return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x#%" G_GUINT64_FORMAT, object->pointer,
                            object->generation);
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", object->pointer);
}

guint
mms_history_latest_mm (MmsHistory *history, guint64 pointer)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (history->mm_by_address, &pointer));
}

guint
mms_history_find_mm (MmsHistory *history, guint64 pointer, guint event)
{
  guint mm = mms_history_latest_mm (history, pointer);

  while (mm != 0 && mms_history_get_mm_record (history, mm)->mm.first_event > event)
    mm = mms_history_get_mm_record (history, mm)->previous;
  return mm;
}

/* So far back an event that sorts late may reach. */
#define MAX_LATE_GENERATIONS 4

guint
mms_history_find_generation (MmsHistory *history, guint64 pointer, guint64 generation)
{
  guint mm = mms_history_latest_mm (history, pointer);

  for (guint i = 0; mm != 0 && i < MAX_LATE_GENERATIONS; i++)
    {
      const MmsMmRecord *record = mms_history_get_mm_record (history, mm);

      if (record->mm.generation == generation)
        return mm;
      mm = record->previous;
    }
  return 0;
}

/* "A" … "Z", "AA" … */
static void
make_label (guint number, char label[8])
{
  char reversed[8];
  guint length = 0;

  do
    {
      reversed[length++] = (char) ('A' + number % 26);
      number = number / 26;
    }
  while (number-- > 0 && length < sizeof (reversed) - 1);

  for (guint i = 0; i < length; i++)
    label[i] = reversed[length - 1 - i];
  label[length] = '\0';
}

/* Owners stand in for addresses where only the scheduler's events are known; no mm_struct lies this
 * low in memory. */
static guint64
address_of_owner (int owner)
{
  return (guint64) owner + 1;
}

guint
mms_history_add_mm (MmsHistory *history, guint64 pointer, guint64 generation, int owner,
                    guint event, gboolean is_init)
{
  MmsMmRecord *record = g_new0 (MmsMmRecord, 1);
  guint64 key = pointer != 0 ? pointer : address_of_owner (owner);
  guint mm = history->mms->len;

  record->mm.pointer = pointer;
  record->mm.generation = generation;
  record->mm.owner = owner;
  record->mm.first_event = event;
  record->mm.is_init = is_init;
  if (is_init)
    g_strlcpy (record->mm.label, "init", sizeof (record->mm.label));
  else
    make_label (history->n_labels++, record->mm.label);

  record->previous = mms_history_latest_mm (history, key);
  if (record->previous != 0)
    {
      MmsMm *before = &mms_history_get_mm_record (history, record->previous)->mm;

      before->is_reused = TRUE;
      record->mm.is_reused = TRUE;
      if (before->generation == 0)
        before->generation = 1;
      if (generation == 0)
        record->mm.generation = before->generation + 1;
    }

  g_ptr_array_add (history->mms, record);
  g_hash_table_replace (history->mm_by_address, g_memdup2 (&key, sizeof (key)),
                        GUINT_TO_POINTER (mm));
  return mm;
}

gboolean
mms_history_had_user (MmsHistory *history, guint mm)
{
  return mms_history_get_mm_record (history, mm)->is_user;
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

static MmsTaskRecord *
find_task_record (MmsHistory *history, int pid, guint cpu)
{
  if (pid == 0)
    return g_hash_table_lookup (history->idle_by_cpu, GUINT_TO_POINTER (cpu));
  return g_hash_table_lookup (history->task_by_pid, GINT_TO_POINTER (pid));
}

const MmsTask *
mms_history_find_task (MmsHistory *history, int pid, guint cpu)
{
  MmsTaskRecord *record = find_task_record (history, pid, cpu);

  return record != NULL ? &record->task : NULL;
}

MmsTaskRecord *
mms_history_take_task (MmsHistory *history, int pid, guint cpu)
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
  if (pid == 0)
    g_hash_table_insert (history->idle_by_cpu, GUINT_TO_POINTER (cpu), record);
  else
    g_hash_table_insert (history->task_by_pid, GINT_TO_POINTER (pid), record);

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
  MmsComm entry = { event, NULL };

  if (record->comms->len > 0
      && strcmp (g_array_index (record->comms, MmsComm, record->comms->len - 1).comm, comm) == 0)
    return;
  entry.comm = g_string_chunk_insert_const (history->strings, comm);
  g_array_append_val (record->comms, entry);
}

const char *
mms_history_get_comm (MmsHistory *history, int pid, guint cpu, guint event)
{
  MmsTaskRecord *record = find_task_record (history, pid, cpu);
  const char *comm;

  if (record == NULL || record->comms->len == 0)
    {
      const MmsTaskInfo *info = mms_trace_find_task (history->trace, pid);

      if (pid == 0)
        return "idle";
      return info != NULL && info->comm[0] != '\0' ? info->comm : "<...>";
    }

  /* Before the first event that tells a name the first one is the best guess. */
  comm = g_array_index (record->comms, MmsComm, 0).comm;
  for (guint i = 1; i < record->comms->len; i++)
    {
      const MmsComm *entry = &g_array_index (record->comms, MmsComm, i);

      if (entry->event > event)
        break;
      comm = entry->comm;
    }
  return comm;
}

static MmsCpuRecord *
find_cpu (MmsHistory *history, guint cpu)
{
  return cpu < history->cpus->len ? g_ptr_array_index (history->cpus, cpu) : NULL;
}

MmsCpuRecord *
mms_history_take_cpu (MmsHistory *history, guint cpu)
{
  MmsCpuRecord *record = find_cpu (history, cpu);

  if (record == NULL)
    {
      record = g_new0 (MmsCpuRecord, 1);
      record->ticks = g_array_new (FALSE, FALSE, sizeof (MmsTick));
      if (cpu >= history->cpus->len)
        g_ptr_array_set_size (history->cpus, (int) cpu + 1);
      g_ptr_array_index (history->cpus, cpu) = record;
    }
  return record;
}

const MmsTrack *
mms_history_get_cpu_track (MmsHistory *history, guint cpu, MmsAttribute attribute)
{
  static const MmsTrack empty = { 0 };
  const MmsCpuRecord *record;

  g_return_val_if_fail (attribute < MMS_N_CPU_ATTRIBUTES, &empty);

  record = find_cpu (history, cpu);
  return record != NULL ? &record->tracks[attribute] : &empty;
}

const MmsTrack *
mms_history_get_mm_track (MmsHistory *history, guint mm, MmsAttribute attribute)
{
  const MmsMm *object = mms_history_get_mm (history, mm);

  switch (attribute)
    {
    case MMS_ATTRIBUTE_MM_USERS:
      return &object->users;
    case MMS_ATTRIBUTE_MM_COUNT:
      return &object->count;
    case MMS_ATTRIBUTE_STATE:
      return &object->state;
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
mms_history_has_attribute (MmsHistory *history, MmsAttribute attribute)
{
  g_return_val_if_fail (attribute < MMS_N_CPU_ATTRIBUTES, FALSE);

  for (guint cpu = 0; cpu < history->cpus->len; cpu++)
    {
      const MmsCpuRecord *record = find_cpu (history, cpu);

      if (record != NULL && record->tracks[attribute].n_points > 0)
        return TRUE;
    }
  return FALSE;
}

const char *
mms_tick_kind_get_name (MmsTickKind kind)
{
  static const char *const names[MMS_N_TICKS] = {
    [MMS_TICK_CR3] = "CR3 written",      [MMS_TICK_BARRIER] = "full barrier",
    [MMS_TICK_FLUSH] = "TLB flush",      [MMS_TICK_IPI] = "IPI handled",
    [MMS_TICK_MEMBARRIER] = "membarrier", [MMS_TICK_FREE] = "mm freed",
  };

  g_return_val_if_fail ((guint) kind < MMS_N_TICKS, NULL);

  return names[kind];
}

const char *
mms_arrow_kind_get_name (MmsArrowKind kind)
{
  static const char *const names[MMS_N_ARROWS] = {
    [MMS_ARROW_FLUSH] = "TLB flush IPI",
    [MMS_ARROW_SHOOTDOWN] = "lazy shootdown IPI",
    [MMS_ARROW_DEFERRED] = "deferred reference",
    [MMS_ARROW_MEMBARRIER] = "membarrier IPI",
  };

  g_return_val_if_fail ((guint) kind < MMS_N_ARROWS, NULL);

  return names[kind];
}

const MmsTick *
mms_history_get_ticks (MmsHistory *history, guint cpu, guint *n_ticks)
{
  const MmsCpuRecord *record = find_cpu (history, cpu);

  *n_ticks = record != NULL ? record->ticks->len : 0;
  return record != NULL ? (const MmsTick *) (gpointer) record->ticks->data : NULL;
}

const MmsArrow *
mms_history_get_arrows (MmsHistory *history, guint *n_arrows)
{
  *n_arrows = history->arrows->len;
  return (const MmsArrow *) (gpointer) history->arrows->data;
}

static int
compare_arrows (gconstpointer a, gconstpointer b)
{
  const MmsArrow *x = a;
  const MmsArrow *y = b;

  if (x->from_event != y->from_event)
    return x->from_event < y->from_event ? -1 : 1;
  return x->to_event < y->to_event ? -1 : x->to_event > y->to_event;
}

void
mms_history_finish (MmsHistory *history)
{
  g_array_sort (history->arrows, compare_arrows);
  for (guint cpu = 0; cpu < history->cpus->len; cpu++)
    {
      MmsCpuRecord *record = find_cpu (history, cpu);

      for (guint i = 0; record != NULL && i < MMS_N_CPU_ATTRIBUTES; i++)
        mms_track_trim (&record->tracks[i]);
    }
  for (guint i = 0; i < history->mms->len; i++)
    {
      MmsMm *mm = &mms_history_get_mm_record (history, i)->mm;

      mms_track_trim (&mm->users);
      mms_track_trim (&mm->count);
      mms_track_trim (&mm->state);
    }
  for (guint i = 0; i < history->tasks->len; i++)
    {
      MmsTaskRecord *record = g_ptr_array_index (history->tasks, i);

      mms_track_trim (&record->task.mm);
      mms_track_trim (&record->task.active_mm);
    }
}
