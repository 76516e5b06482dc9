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
note_caller (MmsMachine *machine, MmsCallers *callers)
{
  guint at = 0;

  if (callers->n_cpus > 0 && callers->cpus[callers->n_cpus - 1] == machine->cpu)
    return;
  while (at < callers->n_cpus && callers->cpus[at] != machine->cpu)
    at++;
  /* Its earlier place, or the oldest one's if there is no room. */
  if (at == MMS_MAX_CALLERS)
    at = 0;
  if (at < callers->n_cpus)
    {
      callers->n_cpus--;
      memmove (&callers->cpus[at], &callers->cpus[at + 1],
               (callers->n_cpus - at) * sizeof (callers->cpus[0]));
    }
  callers->cpus[callers->n_cpus++] = (guint16) machine->cpu;
}

static void
send_flush (MmsMachine *machine)
{
  MmsCpuState *state = machine->state;
  guint64 mask = 0;
  guint mm = 0;

  mms_machine_number (machine, MMS_SLOT_CPUMASK, &mask);
  mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm);
  if (machine->cpu < 64)
    mask &= ~((guint64) 1 << machine->cpu);
  state->flush_from = machine->event;
  state->flush_mask = mask;
  state->flush_mm = mm;
  note_caller (machine, &machine->flushers);
}

static gboolean
waits_for_flush (MmsMachine *machine, const MmsCpuState *state)
{
  return machine->cpu < 64 && (state->flush_mask >> machine->cpu & 1) != 0
         && is_recent (machine, state->flush_from);
}

/* The handler's own event names the sender; an interrupt's entry does not, and then the sender that
 * waits for this CPU longest is taken. */
static void
receive_flush (MmsMachine *machine, int sender)
{
  const MmsCallers *flushers = &machine->flushers;

  for (guint i = 0; i < flushers->n_cpus; i++)
    {
      guint cpu = flushers->cpus[i];
      MmsCpuState *state = mms_machine_cpu_state (machine, cpu);

      if (cpu == machine->cpu || (sender >= 0 && cpu != (guint) sender)
          || !waits_for_flush (machine, state))
        continue;
      mms_machine_add_arrow (machine, MMS_ARROW_FLUSH, state->flush_from, cpu, machine->cpu,
                             state->flush_mm);
      state->flush_mask &= ~((guint64) 1 << machine->cpu);
      return;
    }
}

static void
receive_shootdown (MmsMachine *machine)
{
  const MmsCallers *shooters = &machine->shooters;
  guint mm = 0;

  mms_machine_mm_slot (machine, MMS_SLOT_MM, &mm);
  for (guint i = 0; i < shooters->n_cpus; i++)
    {
      guint cpu = shooters->cpus[i];
      const MmsCpuState *state = mms_machine_cpu_state (machine, cpu);

      if (cpu != machine->cpu && state->shoot_mm == mm && is_recent (machine, state->shoot_from))
        mms_machine_add_arrow (machine, MMS_ARROW_SHOOTDOWN, state->shoot_from, cpu, machine->cpu,
                               mm);
    }
}

static void
call_membarrier (MmsMachine *machine)
{
  mms_machine_add_tick (machine, MMS_TICK_MEMBARRIER, 0);
  machine->state->membarrier_from = machine->event;
  note_caller (machine, &machine->membarriers);
}

/* Whoever called last is taken for the sender. */
static void
receive_membarrier (MmsMachine *machine)
{
  const MmsCallers *callers = &machine->membarriers;

  mms_machine_add_tick (machine, MMS_TICK_MEMBARRIER, 0);
  for (guint i = callers->n_cpus; i > 0; i--)
    {
      guint cpu = callers->cpus[i - 1];
      const MmsCpuState *state = mms_machine_cpu_state (machine, cpu);

      if (cpu == machine->cpu || !is_recent (machine, state->membarrier_from))
        continue;
      mms_machine_add_arrow (machine, MMS_ARROW_MEMBARRIER, state->membarrier_from, cpu,
                             machine->cpu, 0);
      return;
    }
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

/* barrier() is none for the CPU. */
static void
mark_fence (MmsMachine *machine)
{
  g_autofree char *order
      = mms_trace_get_slot_text (machine->trace, machine->record, MMS_SLOT_OPERATION);

  if (order == NULL || strcmp (order, "barrier") == 0)
    return;
  mms_machine_add_tick (machine,
                        strcmp (order, "wmb") == 0 || strcmp (order, "rmb") == 0
                            ? MMS_TICK_FENCE : MMS_TICK_BARRIER,
                        0);
}

void
mms_rules_cpu (MmsMachine *machine)
{
  switch (machine->role)
    {
    case MMS_ROLE_LOAD_CR3:
      mms_machine_add_tick (machine, MMS_TICK_CR3,
                            (guint) mms_machine_get_cpu (machine, machine->cpu,
                                                         MMS_ATTRIBUTE_LOADED_MM)
                                .value);
      break;
    case MMS_ROLE_FENCE:
      mark_fence (machine);
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
      machine->state->shoot_from = machine->event;
      mms_machine_mm_slot (machine, MMS_SLOT_MM, &machine->state->shoot_mm);
      note_caller (machine, &machine->shooters);
      break;
    case MMS_ROLE_SHOOT_IPI:
      receive_shootdown (machine);
      break;
    case MMS_ROLE_MEMBARRIER_CALLED:
      call_membarrier (machine);
      break;
    case MMS_ROLE_MEMBARRIER_SYSCALL:
      if (mms_machine_integer (machine, MMS_SLOT_ENTER, 1) == 0
          || mms_machine_integer (machine, MMS_SLOT_COMMAND, 0) == 0)
        break;
      call_membarrier (machine);
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
