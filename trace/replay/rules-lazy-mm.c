/* rules-lazy-mm.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "observe.h"
#include "rules.h"

#include <string.h>

/* Past this many events, the exchange that one of another CPU waits for is not coming any more. */
#define MAX_OWED_EVENTS 2000

/* The mm in @slot with the generation in @id_slot.  The kernel prints id 0 for init_mm and -1 for no
 * mm; ids of live mms begin at 1. */
static guint
take_mm_as (MmsMachine *machine, MmsSlot slot, MmsSlot id_slot)
{
  guint64 pointer;
  guint64 id;

  if (!mms_machine_number (machine, slot, &pointer))
    return 0;
  if (!mms_machine_number (machine, id_slot, &id) || (gint32) id < 0)
    id = 0;
  return mms_machine_mm (machine, pointer, id);
}

static guint
take_mm (MmsMachine *machine)
{
  return take_mm_as (machine, MMS_SLOT_MM, MMS_SLOT_ID);
}

/* The new value of a pointer that was set.  Its id is read from the mm_struct, so for an mm that is
 * already freed it may be that of the next tenant; a pointer that is only passed on (@passed) keeps
 * the generation it had where it came from.  Simulators know. */
static guint
take_new_mm (MmsMachine *machine, MmsPoint passed)
{
  guint64 pointer;
  guint64 id;

  if (!mms_machine_number (machine, MMS_SLOT_NEXT, &pointer) || pointer == 0)
    return 0;
  if (machine->has_exact_ids && mms_machine_number (machine, MMS_SLOT_NEXT_ID, &id))
    return mms_machine_mm (machine, pointer, id);
  if (passed.provenance != MMS_UNKNOWN && passed.value != 0
      && mms_history_get_mm (machine->history, (guint) passed.value)->pointer == pointer)
    return (guint) passed.value;
  return take_mm_as (machine, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);
}

/* Another CPU's pointer is named in the event; out-of-range numbers come from damaged files only. */
static gboolean
take_cpu (MmsMachine *machine, guint *cpu)
{
  guint64 value;

  if (!mms_machine_number (machine, MMS_SLOT_TARGET_CPU, &value) || value >= MMS_MAX_CPUS)
    return FALSE;
  *cpu = (guint) value;
  return TRUE;
}

static gboolean
is_slot_text (MmsMachine *machine, MmsSlot slot, const char *text)
{
  g_autofree char *value = mms_trace_get_slot_text (machine->trace, machine->record, slot);

  return value != NULL && strcmp (value, text) == 0;
}

/* --- the first and the last state --- */

static void
replay_state_begin (MmsMachine *machine)
{
  g_autofree char *name = mms_trace_get_slot_text (machine->trace, machine->record, MMS_SLOT_NAME);
  guint64 init_mm;

  machine->n_states++;
  if (name != NULL && name[0] != '\0')
    {
      g_free (machine->history->scheme);
      machine->history->scheme = g_steal_pointer (&name);
    }
  if (mms_machine_number (machine, MMS_SLOT_INIT_MM, &init_mm))
    mms_machine_found_init_mm (machine, init_mm);
}

/* A second snapshot is the answer to what was replayed: the rules alone do not look at it. */
static gboolean
is_answer (MmsMachine *machine)
{
  return machine->mode == MMS_REPLAY_DERIVED && machine->n_states > 1;
}

static void
replay_state_cpu (MmsMachine *machine)
{
  static const struct
  {
    MmsSlot slot;
    MmsAttribute attribute;
  } pointers[] = {
    { MMS_SLOT_LAZY_MM, MMS_ATTRIBUTE_LAZY_MM },
    { MMS_SLOT_MM_TO_MMDROP, MMS_ATTRIBUTE_MM_TO_MMDROP },
    { MMS_SLOT_LOADED, MMS_ATTRIBUTE_LOADED_MM },
  };
  MmsTaskRecord *task;
  guint64 value;
  guint cpu;
  guint mm;

  if (is_answer (machine) || !take_cpu (machine, &cpu))
    return;

  task = mms_history_take_task (machine->history, mms_machine_integer (machine, MMS_SLOT_PID, 0),
                                cpu);
  mms_machine_run (machine, cpu, task, MMS_OBSERVED);
  if (mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm))
    mms_observe_task_mm (machine, task, mm);
  if (mms_machine_mm_slot (machine, MMS_SLOT_ACTIVE, &mm))
    mms_observe_task_active (machine, task, mm);
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++)
    {
      if (mms_machine_mm_slot (machine, pointers[i].slot, &mm))
        mms_observe_cpu (machine, cpu, pointers[i].attribute, (int) mm);
    }
  if (mms_machine_number (machine, MMS_SLOT_IS_LAZY, &value))
    mms_observe_cpu (machine, cpu, MMS_ATTRIBUTE_IS_LAZY, value != 0);
}

/* A task that does not run. */
static void
replay_state_task (MmsMachine *machine)
{
  int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);
  guint cpu = machine->cpu;
  MmsTaskRecord *task;
  guint mm;

  if (is_answer (machine) || pid < 0 || (pid == 0 && !take_cpu (machine, &cpu)))
    return;
  task = mms_history_take_task (machine->history, pid, cpu);
  if (mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm))
    mms_observe_task_mm (machine, task, mm);
  if (mms_machine_mm_slot (machine, MMS_SLOT_ACTIVE, &mm))
    mms_observe_task_active (machine, task, mm);
}

/* Who made the trace has names of its own for its mms. */
static void
take_name (MmsMachine *machine, guint mm)
{
  g_autofree char *name = mms_trace_get_slot_text (machine->trace, machine->record, MMS_SLOT_NAME);
  MmsMm *object = &mms_history_get_mm_record (machine->history, mm)->mm;

  if (mm != 0 && name != NULL && name[0] != '\0')
    g_strlcpy (object->label, name, sizeof (object->label));
}

static void
replay_state_mm (MmsMachine *machine)
{
  guint mm = is_answer (machine) ? 0 : take_mm (machine);
  int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);
  int users = mms_machine_integer (machine, MMS_SLOT_USERS, 0);
  MmsMm *object;

  if (mm == 0)
    return;
  object = &mms_history_get_mm_record (machine->history, mm)->mm;
  if (object->owner < 0 && pid > 0)
    object->owner = pid;
  take_name (machine, mm);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS, users, MMS_OBSERVED);
  mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_MM_COUNT,
                      mms_machine_integer (machine, MMS_SLOT_COUNT, 0), MMS_OBSERVED);
  if (mm != machine->history->init_mm)
    mms_machine_set_mm (machine, mm, MMS_ATTRIBUTE_STATE, users > 0 ? MMS_MM_LIVE : MMS_MM_ZOMBIE,
                        MMS_OBSERVED);
}

/* --- pointers --- */

static void
replay_active_mm (MmsMachine *machine)
{
  MmsPoint passed = { 0 };
  MmsTaskRecord *task;
  gboolean is_fork;
  guint cpu;
  guint mm;
  int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);

  if (pid < 0 || !take_cpu (machine, &cpu))
    return;
  task = mms_history_take_task (machine->history, pid, cpu);

  if (is_slot_text (machine, MMS_SLOT_SITE, "ctxsw_set"))
    {
      MmsTaskRecord *prev = mms_machine_cpu_state (machine, cpu)->prev;

      task->task.kthread = 1;
      if (prev != NULL)
        passed = mms_track_last (&prev->task.active_mm);
    }
  /* finish_cpu() of another CPU: the hotplug events that tell so may not be in the trace. */
  if (pid == 0 && cpu != machine->cpu && machine->history->init_mm != 0
      && is_slot_text (machine, MMS_SLOT_SITE, "finish"))
    mms_machine_take_down (machine, cpu);
  mm = take_new_mm (machine, passed);
  is_fork = is_slot_text (machine, MMS_SLOT_SITE, "fork");
  mms_machine_set_task_active (machine, task, mm, MMS_OBSERVED);
  if (is_fork)
    {
      MmsMm *object = &mms_history_get_mm_record (machine->history, mm)->mm;

      mms_machine_set_task_mm (machine, task, mm, MMS_DERIVED);
      if (mm != 0 && mms_machine_get_mm (machine, mm, MMS_ATTRIBUTE_MM_USERS).value == 1)
        object->owner = pid;
      if (mm != 0)
        task->task.kthread = 0;
    }
}

static void
replay_task_mm_set (MmsMachine *machine)
{
  int pid = mms_machine_integer (machine, MMS_SLOT_PID, -1);
  guint cpu = machine->cpu;

  if (pid < 0 || (pid == 0 && !take_cpu (machine, &cpu)))
    return;
  mms_machine_set_task_mm (machine, mms_history_take_task (machine->history, pid, cpu),
                           take_mm_as (machine, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID), MMS_OBSERVED);
}

static void
replay_context_switch (MmsMachine *machine)
{
  MmsTaskRecord *prev;
  MmsTaskRecord *next;
  guint64 pointer;
  guint mm;

  prev = mms_history_take_task (machine->history,
                                mms_machine_integer (machine, MMS_SLOT_PREV_PID, 0), machine->cpu);
  next = mms_history_take_task (machine->history,
                                mms_machine_integer (machine, MMS_SLOT_NEXT_PID, 0), machine->cpu);
  if (next != mms_machine_running (machine, machine->cpu))
    mms_machine_run (machine, machine->cpu, next, MMS_OBSERVED);
  mms_machine_cpu_state (machine, machine->cpu)->prev = prev;
  mms_machine_cpu_state (machine, machine->cpu)->in_switch = TRUE;

  if (mms_machine_mm_slot (machine, MMS_SLOT_PREV, &mm))
    mms_machine_set_task_mm (machine, prev, mm, MMS_OBSERVED);
  if (mms_machine_number (machine, MMS_SLOT_ACTIVE, &pointer))
    {
      MmsPoint known = mms_track_last (&prev->task.active_mm);

      /* prev_id may name the next tenant of a freed mm; what was set before is the truth.  Where
       * that is not known, as after a loss, nothing else tells which of them it means. */
      if (known.provenance == MMS_UNKNOWN
          || mms_history_get_mm (machine->history, (guint) known.value)->pointer != pointer)
        mms_observe_task_active (machine, prev,
                                 take_mm_as (machine, MMS_SLOT_ACTIVE, MMS_SLOT_PREV_ID));
    }
  mm = take_mm_as (machine, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID);
  mms_machine_set_task_mm (machine, next, mm, MMS_OBSERVED);
  if (mm != 0)
    mms_machine_set_task_active (machine, next, mm, MMS_DERIVED);
}

/* Other CPUs exchange a CPU's deferred reference too, and stamp it after the exchange: the owner may
 * take a reference out by an event that sorts before the one that put it in.  Each event tells the
 * pointer before and after, so the one that sorts late is known, and changes nothing any more. */
static gboolean
is_late_exchange (MmsMachine *machine, guint cpu)
{
  MmsOwedChange *owed = &mms_machine_cpu_state (machine, cpu)->owed;
  MmsPoint point = mms_machine_get_cpu (machine, cpu, MMS_ATTRIBUTE_MM_TO_MMDROP);
  guint64 held = mms_history_get_mm (machine->history, (guint) point.value)->pointer;
  guint64 from;
  guint64 to;

  if (!mms_machine_number (machine, MMS_SLOT_PREV, &from)
      || !mms_machine_number (machine, MMS_SLOT_NEXT, &to))
    return FALSE;
  if (owed->seen_event != 0 && machine->event - owed->seen_event < MAX_OWED_EVENTS
      && machine->cpu != owed->seen_cpu && from == owed->from && to == owed->to)
    {
      owed->seen_event = 0;
      return TRUE;
    }
  if (point.provenance != MMS_UNKNOWN && held != from)
    *owed = (MmsOwedChange){ machine->event, (guint16) machine->cpu, held, from };
  return FALSE;
}

static void
replay_slot (MmsMachine *machine, MmsAttribute attribute)
{
  gboolean is_late;
  MmsPoint passed;
  guint64 before;
  guint cpu;
  guint mm;

  if (!take_cpu (machine, &cpu))
    return;
  /* The slot publishes what the CPU borrows; a deferred reference keeps the mm that was scanned for
   * alive, so its id can be trusted. */
  passed = attribute == MMS_ATTRIBUTE_LAZY_MM
               ? mms_machine_get_cpu (machine, cpu, MMS_ATTRIBUTE_ACTIVE_MM)
               : (MmsPoint){ 0 };
  /* A fixup may have seen an empty slot before the owner's event tells of it; nobody else writes it. */
  if (attribute == MMS_ATTRIBUTE_LAZY_MM && cpu == machine->cpu
      && mms_machine_get_cpu (machine, cpu, attribute).value != 0
      && mms_machine_number (machine, MMS_SLOT_PREV, &before))
    mms_observe_pointer (machine, cpu, attribute, before);
  mm = take_new_mm (machine, passed);
  is_late = attribute == MMS_ATTRIBUTE_MM_TO_MMDROP && is_late_exchange (machine, cpu);
  if (!is_late)
    mms_machine_set_cpu (machine, cpu, attribute, mm, MMS_OBSERVED);

  if (attribute == MMS_ATTRIBUTE_MM_TO_MMDROP && cpu != machine->cpu && mm != 0)
    mms_machine_add_arrow (machine, MMS_ARROW_DEFERRED, machine->event, machine->cpu, cpu, mm);
}

/* A fixup reads the slots after its event before this one.  A slot that was set earlier than that and
 * is not found set has been emptied, even if the stamp of that comes later: the owner stamps it after
 * the store. */
static void
replay_fixup_cpu (MmsMachine *machine)
{
  const MmsEvent *events = mms_trace_get_events (machine->trace, NULL);
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);
  guint mm = take_mm (machine);
  guint since = state->scan_mm == mm ? state->scan_event : 0;
  guint64 seen;
  guint cpu;

  state->scan_event = machine->event;
  state->scan_mm = mm;
  if (since != 0 && take_cpu (machine, &cpu) && mms_machine_number (machine, MMS_SLOT_SEEN, &seen))
    {
      MmsPoint slot = mms_machine_get_cpu (machine, cpu, MMS_ATTRIBUTE_LAZY_MM);

      if (slot.provenance != MMS_UNKNOWN && slot.event != 0
          && events[slot.event - 1].time < events[since - 1].time
          && mms_history_get_mm (machine->history, (guint) slot.value)->pointer != seen)
        mms_machine_set_cpu (machine, cpu, MMS_ATTRIBUTE_LAZY_MM, mms_machine_mm (machine, seen, 0),
                             MMS_OBSERVED);
    }
}

static void
replay_switch_mm (MmsMachine *machine)
{
  MmsTaskRecord *running = mms_machine_running (machine, machine->cpu);
  MmsPoint active = { 0 };
  int flush = mms_machine_integer (machine, MMS_SLOT_FLUSH, -1);
  guint64 prev;
  guint mm;

  if (running != NULL)
    active = mms_track_last (&running->task.active_mm);
  if (mms_machine_number (machine, MMS_SLOT_PREV, &prev))
    mms_observe_pointer (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, prev);
  mm = take_new_mm (machine, active);
  mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM, mm, MMS_OBSERVED);
  mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, 0, MMS_DERIVED);
  if (flush >= 0)
    mms_machine_add_tick (machine, MMS_TICK_CR3, mm);
}

static void
replay_enter_lazy (MmsMachine *machine)
{
  MmsPoint loaded = mms_machine_get_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM);
  guint64 value;

  if (mms_machine_number (machine, MMS_SLOT_LOADED, &value)
      && (loaded.provenance == MMS_UNKNOWN
          || mms_history_get_mm (machine->history, (guint) loaded.value)->pointer != value))
    mms_observe_cpu (machine, machine->cpu, MMS_ATTRIBUTE_LOADED_MM,
                     (int) take_mm_as (machine, MMS_SLOT_LOADED, MMS_SLOT_LOADED_ID));
  if (mms_machine_number (machine, MMS_SLOT_IS_LAZY, &value))
    mms_machine_set_cpu (machine, machine->cpu, MMS_ATTRIBUTE_IS_LAZY, value != 0, MMS_OBSERVED);
}

/* --- lives --- */

static void
replay_allocated (MmsMachine *machine)
{
  guint64 pointer;
  guint64 id;

  if (!mms_machine_number (machine, MMS_SLOT_MM, &pointer) || pointer == 0
      || !mms_machine_number (machine, MMS_SLOT_ID, &id))
    return;
  take_name (machine, mms_machine_allocate_mm (machine, pointer, id,
                                               mms_machine_integer (machine, MMS_SLOT_PID, -1)));
}

static void
replay_task_mm (MmsMachine *machine, guint mm)
{
  MmsTaskRecord *recorder = mms_machine_recorder (machine);

  if (recorder != NULL)
    mms_machine_set_task_mm (machine, recorder, mm, MMS_OBSERVED);
}

static void
replay_use_mm (MmsMachine *machine)
{
  replay_task_mm (machine, mms_machine_integer (machine, MMS_SLOT_USE, 0) != 0 ? take_mm (machine)
                                                                                : 0);
}

static void
set_state (MmsMachine *machine, MmsMmState state)
{
  mms_machine_set_mm (machine, take_mm (machine), MMS_ATTRIBUTE_STATE, state, MMS_OBSERVED);
}

void
mms_rules_lazy_mm (MmsMachine *machine)
{
  switch (machine->role)
    {
    case MMS_ROLE_STATE_BEGIN:
      replay_state_begin (machine);
      break;
    case MMS_ROLE_STATE_CPU:
      replay_state_cpu (machine);
      break;
    case MMS_ROLE_STATE_MM:
      replay_state_mm (machine);
      break;
    case MMS_ROLE_STATE_TASK:
      replay_state_task (machine);
      break;
    case MMS_ROLE_TASK_MM_SET:
      replay_task_mm_set (machine);
      break;
    case MMS_ROLE_MM_ALLOCATED:
      replay_allocated (machine);
      break;
    case MMS_ROLE_MM_COUNT_CHANGED:
      mms_rules_lazy_count (machine, take_mm (machine), MMS_ATTRIBUTE_MM_COUNT);
      break;
    case MMS_ROLE_MM_USERS_CHANGED:
      mms_rules_lazy_count (machine, take_mm (machine), MMS_ATTRIBUTE_MM_USERS);
      break;
    case MMS_ROLE_MM_EXITED:
      replay_task_mm (machine, 0);
      break;
    case MMS_ROLE_MM_LAST_PUT:
      set_state (machine, MMS_MM_ZOMBIE);
      break;
    case MMS_ROLE_MM_LAST_DROP:
      set_state (machine, MMS_MM_DYING);
      break;
    case MMS_ROLE_MM_FREED:
      mms_machine_free_mm (machine, take_mm (machine), MMS_OBSERVED);
      break;
    case MMS_ROLE_ACTIVE_MM_SET:
      replay_active_mm (machine);
      break;
    case MMS_ROLE_CONTEXT_SWITCH:
      replay_context_switch (machine);
      break;
    case MMS_ROLE_LAZY_MM_SET:
      replay_slot (machine, MMS_ATTRIBUTE_LAZY_MM);
      break;
    case MMS_ROLE_MM_TO_MMDROP_SET:
      replay_slot (machine, MMS_ATTRIBUTE_MM_TO_MMDROP);
      break;
    case MMS_ROLE_FIXUP_START:
      mms_machine_cpu_state (machine, machine->cpu)->scan_mm = take_mm (machine);
      mms_machine_cpu_state (machine, machine->cpu)->scan_event = machine->event;
      break;
    case MMS_ROLE_FIXUP_CPU:
      replay_fixup_cpu (machine);
      break;
    case MMS_ROLE_SWITCH_MM_DONE:
      replay_switch_mm (machine);
      break;
    case MMS_ROLE_ENTER_LAZY_DONE:
      replay_enter_lazy (machine);
      break;
    case MMS_ROLE_EXEC_MMAP:
      replay_task_mm (machine, take_mm_as (machine, MMS_SLOT_NEXT, MMS_SLOT_NEXT_ID));
      break;
    case MMS_ROLE_KTHREAD_MM:
      replay_use_mm (machine);
      break;
    default:
      break;
    }
}
