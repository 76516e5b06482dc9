/* history.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "history-private.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define N_MM_TRACKS (MMS_N_ATTRIBUTES - MMS_ATTRIBUTE_MM_USERS)

static void
free_mms (MmsHistory *history)
{
  for (guint mm = 0; mm < history->n_mms; mm++)
    {
      MmsTrack *tracks = mms_history_get_mm_record (history, mm)->mm.tracks;

      for (guint i = 0; tracks != NULL && i < N_MM_TRACKS; i++)
        mms_track_clear (&tracks[i]);
      g_free (tracks);
    }
  g_ptr_array_unref (history->mm_chunks);
}

static MmsMmRecord *
add_mm_record (MmsHistory *history)
{
  if (history->n_mms % MMS_MM_CHUNK == 0)
    g_ptr_array_add (history->mm_chunks, g_new0 (MmsMmRecord, MMS_MM_CHUNK));
  return mms_history_get_mm_record (history, history->n_mms++);
}

static void
free_cpu (gpointer data)
{
  MmsCpuRecord *record = data;

  if (record == NULL)
    return;
  for (guint i = 0; i < MMS_N_CPU_ATTRIBUTES; i++)
    mms_track_clear (&record->tracks[i]);
  g_free (record->ticks);
  g_free (record);
}

MmsHistory *
mms_history_new (MmsTrace *trace)
{
  MmsHistory *history = g_new0 (MmsHistory, 1);

  g_atomic_ref_count_init (&history->ref_count);
  history->trace = mms_trace_ref (trace);
  history->scheme = g_strdup ("unknown");
  history->mm_chunks = g_ptr_array_new_with_free_func (g_free);
  history->mm_by_address = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  mms_history_init_tasks (history);
  history->cpus = g_ptr_array_new_with_free_func (free_cpu);
  history->known_mms = g_new0 (MmsKnownMm, MMS_N_KNOWN_MMS);
  history->arrows = g_array_new (FALSE, FALSE, sizeof (MmsArrow));
  history->strings = g_string_chunk_new (4096);
  add_mm_record (history);
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
  g_free (history->known_mms);
  mms_history_clear_tasks (history);
  g_ptr_array_unref (history->cpus);
  free_mms (history);
  g_array_unref (history->arrows);
  g_clear_pointer (&history->contradictions, g_array_unref);
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
  return history->n_mms;
}

const MmsMm *
mms_history_get_mm (MmsHistory *history, guint mm)
{
  g_return_val_if_fail (mm < history->n_mms, NULL);

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

static guint
look_up_mm (MmsHistory *history, guint64 pointer)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (history->mm_by_address, &pointer));
}

guint
mms_history_find_latest_mm (MmsHistory *history, guint64 pointer)
{
  MmsKnownMm *known = mms_history_known_mm (history, pointer);

  known->pointer = pointer;
  known->mm = look_up_mm (history, pointer);
  return known->mm;
}

guint
mms_history_find_mm (MmsHistory *history, guint64 pointer, guint event)
{
  const MmsKnownMm *known = mms_history_known_mm (history, pointer);
  guint mm = known->pointer == pointer && known->mm != 0 ? known->mm : look_up_mm (history, pointer);

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

guint
mms_history_find_label (MmsHistory *history, const char *label)
{
  for (guint mm = 1; mm < history->n_mms; mm++)
    if (strcmp (mms_history_get_mm (history, mm)->label, label) == 0)
      return mm;
  return 0;
}

char *
mms_history_name_place (MmsHistory *history, const char *location, guint event)
{
  const char *rest = location + strcspn (location, ".");
  g_autofree char *object = g_strndup (location, (gsize) (rest - location));
  guint first = mms_history_find_label (history, object);
  guint mm = first != 0
                 ? mms_history_find_mm (history, mms_history_get_mm (history, first)->pointer, event)
                 : 0;

  return mm != 0 ? g_strconcat (mms_history_get_mm (history, mm)->label, rest, NULL)
                 : g_strdup (location);
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
  guint64 key = pointer != 0 ? pointer : address_of_owner (owner);
  guint mm = history->n_mms;
  MmsMmRecord *record = add_mm_record (history);

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

  g_hash_table_replace (history->mm_by_address, g_memdup2 (&key, sizeof (key)),
                        GUINT_TO_POINTER (mm));
  *mms_history_known_mm (history, key) = (MmsKnownMm){ key, mm };
  return mm;
}

gboolean
mms_history_had_user (MmsHistory *history, guint mm)
{
  return mms_history_get_mm_record (history, mm)->is_user;
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
  static const MmsTrack empty = { 0 };
  const MmsTrack *tracks = mms_history_get_mm (history, mm)->tracks;

  g_return_val_if_fail (attribute >= MMS_ATTRIBUTE_MM_USERS && attribute < MMS_N_ATTRIBUTES, &empty);

  return tracks != NULL ? &tracks[attribute - MMS_ATTRIBUTE_MM_USERS] : &empty;
}

MmsTrack *
mms_history_take_mm_track (MmsHistory *history, guint mm, MmsAttribute attribute)
{
  MmsMm *object = &mms_history_get_mm_record (history, mm)->mm;

  if (object->tracks == NULL)
    object->tracks = g_new0 (MmsTrack, N_MM_TRACKS);
  return &object->tracks[attribute - MMS_ATTRIBUTE_MM_USERS];
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
    [MMS_TICK_FENCE] = "barrier",
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

  *n_ticks = record != NULL ? record->n_ticks : 0;
  return record != NULL ? record->ticks : NULL;
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
  for (guint mm = 0; mm < history->n_mms; mm++)
    {
      MmsTrack *tracks = mms_history_get_mm_record (history, mm)->mm.tracks;

      for (guint i = 0; tracks != NULL && i < N_MM_TRACKS; i++)
        mms_track_trim (&tracks[i]);
    }
  for (guint i = 0; i < history->tasks->len; i++)
    {
      MmsTaskRecord *record = g_ptr_array_index (history->tasks, i);

      mms_track_trim (&record->task.mm);
      mms_track_trim (&record->task.active_mm);
    }
#ifdef __GLIBC__
  /* What tracks gave back lies between others that stay. */
  malloc_trim (0);
#endif
}
