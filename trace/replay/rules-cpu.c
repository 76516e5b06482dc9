/* rules-cpu.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

#include <string.h>

/* A call that nobody answers within this many events is answered no more. */
#define MAX_ARROW_EVENTS 20000

static gboolean
is_recent (MmsMachine *machine, guint event)
{
  return event != 0 && machine->event - event < MAX_ARROW_EVENTS;
}

static void
send_flush (MmsMachine *machine)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, machine->cpu);
  guint64 mask = 0;
  guint mm = 0;

  mms_machine_number (machine, MMS_SLOT_CPUMASK, &mask);
  mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm);
  if (machine->cpu < 64)
    mask &= ~((guint64) 1 << machine->cpu);
  state->flush_from = machine->event;
  state->flush_mask = mask;
  state->flush_mm = mm;
}

/* The handler's own event names the sender; an interrupt's entry does not, and then the sender that
 * waits for this CPU longest is taken. */
static void
receive_flush (MmsMachine *machine, int sender)
{
  MmsCpuState *found = NULL;
  guint from = 0;
  guint64 bit = machine->cpu < 64 ? (guint64) 1 << machine->cpu : 0;

  for (guint cpu = 0; cpu < machine->cpu_states->len; cpu++)
    {
      MmsCpuState *state = g_ptr_array_index (machine->cpu_states, cpu);

      if (state == NULL || cpu == machine->cpu || (sender >= 0 && cpu != (guint) sender)
          || (state->flush_mask & bit) == 0 || !is_recent (machine, state->flush_from))
        continue;
      if (found == NULL || state->flush_from < found->flush_from)
        {
          found = state;
          from = cpu;
        }
    }
  if (found != NULL)
    {
      mms_machine_add_arrow (machine, MMS_ARROW_FLUSH, found->flush_from, from, machine->cpu,
                             found->flush_mm);
      found->flush_mask &= ~bit;
    }
}

static void
receive_shootdown (MmsMachine *machine)
{
  guint mm = 0;

  mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm);
  for (guint cpu = 0; cpu < machine->cpu_states->len; cpu++)
    {
      MmsCpuState *state = g_ptr_array_index (machine->cpu_states, cpu);

      if (state == NULL || cpu == machine->cpu || state->shoot_mm != mm
          || !is_recent (machine, state->shoot_from))
        continue;
      mms_machine_add_arrow (machine, MMS_ARROW_SHOOTDOWN, state->shoot_from, cpu, machine->cpu,
                             mm);
    }
}

static void
receive_membarrier (MmsMachine *machine)
{
  guint from_event = 0;
  guint from = 0;

  mms_machine_add_tick (machine, MMS_TICK_MEMBARRIER, 0);
  for (guint cpu = 0; cpu < machine->cpu_states->len; cpu++)
    {
      MmsCpuState *state = g_ptr_array_index (machine->cpu_states, cpu);

      if (state != NULL && cpu != machine->cpu && is_recent (machine, state->membarrier_from)
          && state->membarrier_from > from_event)
        {
          from_event = state->membarrier_from;
          from = cpu;
        }
    }
  if (from_event != 0)
    mms_machine_add_arrow (machine, MMS_ARROW_MEMBARRIER, from_event, from, machine->cpu, 0);
}

/* The step's function, by name where symbols are known, else by what the text says. */
static gboolean
is_hotplug_step (MmsMachine *machine, const char *step)
{
  const char *symbol = mms_trace_get_slot_symbol (machine->trace, machine->record, MMS_SLOT_NAME);
  g_autofree char *info = NULL;

  if (symbol != NULL)
    return strcmp (symbol, step) == 0;
  info = mms_trace_get_info (machine->trace, machine->record);
  return info != NULL && strstr (info, step) != NULL;
}

/* idle_task_exit() moves a dying CPU to init_mm where tracepoints are silent; when the CPU that takes
 * it down gets to these steps, it has happened or is about to, unseen.  Probes see it themselves. */
static void
replay_hotplug (MmsMachine *machine)
{
  guint64 value;

  if (machine->has_probes || machine->history->init_mm == 0
      || !mms_machine_number (machine, MMS_SLOT_TARGET_CPU, &value)
      || value >= MMS_MAX_CPUS)
    return;
  if (!is_hotplug_step (machine, "takedown_cpu") && !is_hotplug_step (machine, "finish_cpu"))
    return;

  mms_machine_take_down (machine, (guint) value);
}

void
mms_rules_cpu (MmsMachine *machine)
{
  MmsCpuState *state;

  switch (mms_trace_get_kind (machine->trace, machine->record->kind)->role)
    {
    case MMS_ROLE_LOAD_CR3:
      mms_machine_add_tick (machine, MMS_TICK_CR3,
                            (guint) mms_machine_get_cpu (machine, machine->cpu,
                                                         MMS_ATTRIBUTE_LOADED_MM)
                                .value);
      break;
    case MMS_ROLE_TLB_FLUSH:
      mms_machine_add_tick (machine, MMS_TICK_FLUSH, 0);
      break;
    case MMS_ROLE_IPI_ENTRY:
      mms_machine_add_tick (machine, MMS_TICK_IPI, 0);
      receive_flush (machine, -1);
      break;
    case MMS_ROLE_FLUSH_SENT:
    case MMS_ROLE_TLB_SEND:
      send_flush (machine);
      break;
    case MMS_ROLE_FLUSH_HANDLED:
      receive_flush (machine, mms_machine_integer (machine, MMS_SLOT_TARGET_CPU, -1));
      break;
    case MMS_ROLE_SHOOT_START:
      state = mms_machine_cpu_state (machine, machine->cpu);
      state->shoot_from = machine->event;
      mms_machine_mm_slot (machine, MMS_SLOT_MM, &state->shoot_mm);
      break;
    case MMS_ROLE_SHOOT_IPI:
      receive_shootdown (machine);
      break;
    case MMS_ROLE_MEMBARRIER_CALLED:
      mms_machine_add_tick (machine, MMS_TICK_MEMBARRIER, 0);
      mms_machine_cpu_state (machine, machine->cpu)->membarrier_from = machine->event;
      break;
    case MMS_ROLE_MEMBARRIER_SYSCALL:
      if (mms_machine_integer (machine, MMS_SLOT_ENTER, 1) == 0
          || mms_machine_integer (machine, MMS_SLOT_COMMAND, 0) == 0)
        break;
      mms_machine_add_tick (machine, MMS_TICK_MEMBARRIER, 0);
      mms_machine_cpu_state (machine, machine->cpu)->membarrier_from = machine->event;
      break;
    case MMS_ROLE_MEMBARRIER_IPI:
      receive_membarrier (machine);
      break;
    case MMS_ROLE_CPUHP_ENTER:
      replay_hotplug (machine);
      break;
    default:
      break;
    }
}
