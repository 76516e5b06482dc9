/* machine.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine.h"

#include <string.h>

#include "count.h"

void
mms_machine_init (MmsMachine *machine, MmsTrace *trace, MmsReplayMode mode)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);

  *machine = (MmsMachine){ 0 };
  machine->trace = trace;
  machine->has_exact_ids = mms_trace_is_simulated (trace);
  machine->mode = mode;
  machine->state_cpu = G_MAXUINT;
  mms_payload_init (&machine->payload, trace);
  machine->history = mms_history_new (trace);
  machine->cpu_states = g_ptr_array_new_with_free_func (g_free);
  machine->owed_counts
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  machine->known_tasks = g_ptr_array_new ();
  machine->counted_mms = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n_cpus; i++)
    mms_history_take_cpu (machine->history, cpus[i]);
  if (mms_trace_get_init_mm (trace) != 0)
    mms_machine_found_init_mm (machine, mms_trace_get_init_mm (trace));
}

void
mms_machine_clear (MmsMachine *machine)
{
  g_clear_pointer (&machine->history, mms_history_unref);
  g_clear_pointer (&machine->cpu_states, g_ptr_array_unref);
  g_clear_pointer (&machine->owed_counts, g_hash_table_unref);
  g_clear_pointer (&machine->flights, mms_flights_free);
  g_clear_pointer (&machine->known_tasks, g_ptr_array_unref);
  g_clear_pointer (&machine->counted_mms, g_array_unref);
}

MmsCpuState *
mms_machine_make_cpu_state (MmsMachine *machine, guint cpu)
{
  GPtrArray *states = machine->cpu_states;

  if (cpu >= states->len)
    g_ptr_array_set_size (states, (int) cpu + 1);
  if (g_ptr_array_index (states, cpu) == NULL)
    {
      MmsCpuState *state = g_new0 (MmsCpuState, 1);

      state->record = mms_history_take_cpu (machine->history, cpu);
      g_ptr_array_index (states, cpu) = state;
    }
  return g_ptr_array_index (states, cpu);
}

MmsPoint
mms_machine_get_mm (MmsMachine *machine, guint mm, MmsAttribute attribute)
{
  return mms_track_last (mms_history_peek_mm_track (machine->history, mm, attribute));
}

/* So far back an event that sorts late may reach. */
#define MAX_LATE_GENERATIONS 4

/* The mm at @pointer that the kernel numbers @generation, which another may have followed there; 0: not
 * among the latest. */
static guint
find_generation (MmsMachine *machine, guint64 pointer, guint64 generation)
{
  guint mm = mms_history_latest_mm (machine->history, pointer);

  for (guint i = 0; mm != 0 && i < MAX_LATE_GENERATIONS; i++)
    {
      const MmsMmRecord *record = mms_history_get_mm_record (machine->history, mm);

      if (record->mm.generation == generation)
        return mm;
      mm = record->previous;
    }
  return 0;
}

guint
mms_machine_mm (MmsMachine *machine, guint64 pointer, guint64 generation)
{
  guint mm;
  guint late;
  MmsMm *object;

  if (pointer == 0)
    return 0;
  mm = mms_history_latest_mm (machine->history, pointer);
  if (mm == 0)
    return mms_history_add_mm (machine->history, pointer, generation, -1, machine->event, FALSE);
  if (mm == machine->history->init_mm || generation == 0)
    return mm;

  object = &mms_history_get_mm_record (machine->history, mm)->mm;
  if (object->generation == 0)
    object->generation = generation;
  if (object->generation == generation)
    return mm;
  late = find_generation (machine, pointer, generation);
  if (late != 0)
    return late;
  return mms_history_add_mm (machine->history, pointer, generation, -1, machine->event, FALSE);
}

gboolean
mms_machine_mm_slot (MmsMachine *machine, MmsSlot slot, guint *mm)
{
  guint64 pointer;

  if (!mms_machine_number (machine, slot, &pointer))
    return FALSE;
  *mm = mms_machine_mm_at (machine, pointer);
  return TRUE;
}

void
mms_machine_take_down (MmsMachine *machine, guint cpu)
{
  MmsTaskRecord *idle = mms_history_take_task (machine->history, 0, cpu);

  mms_machine_run (machine, cpu, idle, MMS_DERIVED);
  mms_machine_set_task_mm (machine, idle, 0, MMS_DERIVED);
  mms_machine_set_task_active (machine, idle, machine->history->init_mm, MMS_DERIVED);
  mms_machine_set_cpu (machine, cpu, MMS_ATTRIBUTE_LOADED_MM, machine->history->init_mm,
                       MMS_DERIVED);
  mms_machine_set_cpu (machine, cpu, MMS_ATTRIBUTE_IS_LAZY, 0, MMS_DERIVED);
}

/* A trace may have as many gaps as tasks; each gap looks only at what became known since the one
 * before. */
void
mms_machine_list_task (MmsMachine *machine, MmsTaskRecord *task)
{
  if (task->is_listed)
    return;
  task->is_listed = TRUE;
  g_ptr_array_add (machine->known_tasks, task);
}

void
mms_machine_set_task_mm (MmsMachine *machine, MmsTaskRecord *task, guint mm,
                         MmsProvenance provenance)
{
  mms_history_get_mm_record (machine->history, mm)->is_user = TRUE;
  mms_machine_list_task (machine, task);
  mms_track_set (&task->task.mm, machine->event, mm, provenance);
  if (task->running_cpu >= 0)
    mms_machine_set_cpu (machine, (guint) task->running_cpu, MMS_ATTRIBUTE_MM, mm, provenance);
}

void
mms_machine_set_task_active (MmsMachine *machine, MmsTaskRecord *task, guint mm,
                             MmsProvenance provenance)
{
  mms_machine_list_task (machine, task);
  if (machine->keeps_tasks)
    mms_track_set (&task->task.active_mm, machine->event, mm, provenance);
  else
    mms_track_replace (&task->task.active_mm, machine->event, mm, provenance);
  if (task->running_cpu >= 0)
    mms_machine_set_cpu (machine, (guint) task->running_cpu, MMS_ATTRIBUTE_ACTIVE_MM, mm,
                         provenance);
}

void
mms_machine_run (MmsMachine *machine, guint cpu, MmsTaskRecord *task, MmsProvenance provenance)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, cpu);
  MmsTrack *tracks = state->record->tracks;
  MmsPoint mm = mms_track_last (&task->task.mm);
  MmsPoint active = mms_track_last (&task->task.active_mm);
  MmsTaskRecord *before;

  if (cpu != machine->cpu && state->in_gap)
    return;
  before = mms_machine_running (machine, cpu);
  if (before != NULL && before->running_cpu == (int) cpu)
    before->running_cpu = -1;
  task->running_cpu = (int) cpu;
  state->running = task;
  mms_track_set (&tracks[MMS_ATTRIBUTE_TASK], machine->event, task->task.pid, provenance);
  mms_track_set (&tracks[MMS_ATTRIBUTE_MM], machine->event, mm.value, mm.provenance);
  mms_track_set (&tracks[MMS_ATTRIBUTE_ACTIVE_MM], machine->event, active.value, active.provenance);
}

void
mms_machine_set_mm (MmsMachine *machine, guint mm, MmsAttribute attribute, gint64 value,
                    MmsProvenance provenance)
{
  MmsMmRecord *record = mms_history_get_mm_record (machine->history, mm);

  if (mm != 0 && attribute != MMS_ATTRIBUTE_STATE && !record->is_listed)
    {
      record->is_listed = TRUE;
      g_array_append_val (machine->counted_mms, mm);
    }

  /* What the rules make of events is not all that happens while others are missing. */
  if (attribute != MMS_ATTRIBUTE_STATE && provenance == MMS_DERIVED && machine->n_gaps > 0)
    provenance = MMS_UNKNOWN;
  if (mm != 0)
    mms_track_set (mms_history_take_mm_track (machine->history, mm, attribute), machine->event, value,
                   provenance);
}

void
mms_machine_add_count (MmsMachine *machine, guint mm, MmsAttribute attribute, int delta)
{
  MmsPoint point = mms_machine_get_mm (machine, mm, attribute);

  if (mm == 0 || point.provenance == MMS_UNKNOWN)
    return;
  /* A count below zero says that some reference was taken where no event tells of it. */
  mms_machine_set_mm (machine, mm, attribute, point.value + delta,
                      point.value + delta >= 0 ? MMS_DERIVED : MMS_UNKNOWN);
}

guint
mms_machine_allocate_mm (MmsMachine *machine, guint64 pointer, guint64 generation, int owner)
{
  guint mm = mms_history_latest_mm (machine->history, pointer);
  MmsMm *object = &mms_history_get_mm_record (machine->history, mm)->mm;

  /* Its number is given once: something spoke of it before the event of its birth was stamped. */
  if (mm != 0 && generation != 0 && object->generation == generation && object->free_event == 0)
    object->owner = owner;
  else
    mm = mms_history_add_mm (machine->history, pointer, generation, owner, machine->event, FALSE);

  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, MMS_MM_LIVE, MMS_OBSERVED);
  return mm;
}

void
mms_machine_free_mm (MmsMachine *machine, guint mm, MmsProvenance provenance)
{
  if (mm == 0)
    return;
  mms_history_get_mm_record (machine->history, mm)->mm.free_event = machine->event;
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, MMS_MM_FREED, provenance);
  mms_machine_add_tick (machine, MMS_TICK_FREE, mm);
  g_hash_table_remove (machine->owed_counts, GUINT_TO_POINTER (mm));
  mms_count_forget_mm (machine, mm);
}

void
mms_machine_found_init_mm (MmsMachine *machine, guint64 pointer)
{
  MmsMm *object;

  if (machine->history->init_mm != 0 || pointer == 0)
    return;
  machine->history->init_mm = mms_history_latest_mm (machine->history, pointer);
  if (machine->history->init_mm == 0)
    machine->history->init_mm
        = mms_history_add_mm (machine->history, pointer, 0, -1, machine->event, TRUE);
  object = &mms_history_get_mm_record (machine->history, machine->history->init_mm)->mm;
  object->is_init = TRUE;
  g_strlcpy (object->label, "init", sizeof (object->label));
  mms_machine_set_mm (machine, machine->history->init_mm, MMS_ATTRIBUTE_STATE, MMS_MM_LIVE,
                      MMS_DERIVED);
}

static void
forget_cpu (MmsMachine *machine, guint cpu)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, cpu);
  MmsTaskRecord *running = mms_machine_running (machine, cpu);

  /* It may have been seen on another CPU since. */
  if (running != NULL && running->running_cpu == (int) cpu)
    running->running_cpu = -1;
  for (guint i = 0; i < MMS_N_CPU_ATTRIBUTES; i++)
    mms_machine_set_cpu (machine, cpu, i, 0, MMS_UNKNOWN);
  *state = (MmsCpuState){ .record = state->record };
}

static void
forget_task (MmsMachine *machine, MmsTaskRecord *task)
{
  mms_machine_set_task_mm (machine, task, 0, MMS_UNKNOWN);
  mms_machine_set_task_active (machine, task, 0, MMS_UNKNOWN);
  task->pending_exec = 0;
  task->pending_drop = 0;
  task->is_listed = FALSE;
}

void
mms_machine_begin_gap (MmsMachine *machine, guint cpu)
{
  machine->n_gaps += !mms_machine_cpu_state (machine, cpu)->in_gap;
  forget_cpu (machine, cpu);
  mms_machine_cpu_state (machine, cpu)->in_gap = TRUE;
  for (guint other = 0; other < machine->history->cpus->len; other++)
    {
      const MmsTrack *track
          = mms_history_get_cpu_track (machine->history, other, MMS_ATTRIBUTE_MM_TO_MMDROP);

      if (track->n_points > 0)
        mms_machine_set_cpu (machine, other, MMS_ATTRIBUTE_MM_TO_MMDROP, 0, MMS_UNKNOWN);
    }
  mms_machine_forget_counts (machine);
}

void
mms_machine_pass_hole (MmsMachine *machine)
{
  for (guint cpu = 0; cpu < machine->history->cpus->len; cpu++)
    {
      MmsCpuState *state = mms_machine_cpu_state (machine, cpu);
      gboolean in_gap = state->in_gap;

      forget_cpu (machine, cpu);
      state->in_gap = in_gap;
    }
  for (guint i = 0; i < machine->known_tasks->len; i++)
    forget_task (machine, g_ptr_array_index (machine->known_tasks, i));
  g_ptr_array_set_size (machine->known_tasks, 0);
  mms_machine_forget_counts (machine);
}

void
mms_machine_end_gap (MmsMachine *machine, guint cpu)
{
  GPtrArray *known = machine->known_tasks;
  guint n_kept = 0;

  machine->n_gaps -= mms_machine_cpu_state (machine, cpu)->in_gap;
  forget_cpu (machine, cpu);
  /* Any task that no other CPU runs may have run here meanwhile. */
  for (guint i = 0; i < known->len; i++)
    {
      MmsTaskRecord *task = g_ptr_array_index (known, i);

      if (task->running_cpu >= 0 || (task->task.pid == 0 && task->task.cpu != (int) cpu))
        {
          g_ptr_array_index (known, n_kept++) = task;
          continue;
        }
      forget_task (machine, task);
    }
  g_ptr_array_set_size (known, (int) n_kept);
}

void
mms_machine_forget_counts (MmsMachine *machine)
{
  GArray *counted = machine->counted_mms;

  for (guint i = 0; i < counted->len; i++)
    {
      guint mm = g_array_index (counted, guint, i);
      MmsMmRecord *record = mms_history_get_mm_record (machine->history, mm);

      if (record->mm.free_event == 0)
        {
          mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS, 0, MMS_UNKNOWN);
          mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT, 0, MMS_UNKNOWN);
        }
      record->is_listed = FALSE;
    }
  g_array_set_size (counted, 0);
  g_hash_table_remove_all (machine->owed_counts);
  mms_count_forget (machine);
}

void
mms_machine_add_tick (MmsMachine *machine, MmsTickKind kind, guint mm)
{
  MmsCpuRecord *record = machine->state->record;

  if (record->n_ticks == record->n_ticks_allocated)
    {
      record->n_ticks_allocated = MAX (64, 2 * record->n_ticks);
      record->ticks = g_renew (MmsTick, record->ticks, record->n_ticks_allocated);
    }
  record->ticks[record->n_ticks++] = (MmsTick){ machine->event, kind, mm };
}

void
mms_machine_add_arrow (MmsMachine *machine, MmsArrowKind kind, guint from_event, guint from_cpu,
                       guint to_cpu, guint mm)
{
  MmsArrow arrow = { from_event, machine->event, (guint16) from_cpu, (guint16) to_cpu, kind, mm };

  g_array_append_val (machine->history->arrows, arrow);
}
