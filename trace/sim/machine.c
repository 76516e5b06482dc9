/* machine.c - what a machine offers: which steps there are, what they raise, how a run ends
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

static const char *const memory_names[MMS_N_MEMORIES] = { "sc", "tso", "weak" };

static const struct
{
  const char *id;
  const char *text;
} alarms[N_ALARMS] = {
  [ALARM_D01] = { "D01", "memory of an mm is used after it was freed" },
  [ALARM_D02] = { "D02", "CR3 holds page tables that are freed" },
  [ALARM_D02_TRANSIENT] = { "D02tr", "for a few steps with interrupts off, CR3 holds freed page tables" },
  [ALARM_D03] = { "D03", "page tables of user space are freed while a CPU may still walk them" },
  [ALARM_D03_TRANSIENT] = { "D03tr", "for a few steps with interrupts off, a CPU may still walk freed page tables of user space" },
  [ALARM_D05] = { "D05", "a pointer to a freed mm is kept, though nobody follows it" },
  [ALARM_D05_ASLEEP] = { "D05", "a task that does not run keeps a pointer to a freed mm" },
  [ALARM_D07] = { "D07", "two mms are taken for one because they had the same address" },
  [ALARM_D10] = { "D10", "a reference is dropped that nobody had" },
  [ALARM_D11] = { "D11", "an mm that nobody has any more is never freed" },
  [ALARM_D12] = { "D12", "a count is raised from 0" },
  [ALARM_D14] = { "D14", "an mm with users is freed" },
  [ALARM_D15] = { "D15", "an mm is freed while a CPU still has it" },
  [ALARM_D20] = { "D20", "the scan came before the hazard slot could be seen" },
  [ALARM_D21] = { "D21", "the hazard slot was taken back before the last use" },
  [ALARM_D22] = { "D22", "the hazard slot already protects another mm" },
  [ALARM_D25] = { "D25", "a deferred reference is overwritten" },
  [ALARM_D26] = { "D26", "takes the reference by which another CPU keeps the mm that it borrows" },
  [ALARM_D27] = { "D27", "the deferred reference is dropped while the slot still names the mm" },
  [ALARM_D28] = { "D28", "a deferred reference waits on a CPU that is offline" },
  [ALARM_D32] = { "D32", "an mm is freed while an IPI about it is not answered" },
  [ALARM_D33] = { "D33", "a CPU waits for an IPI with interrupts off" },
  [ALARM_D33_UNANSWERED] = { "D33", "a CPU waits for the answer to an IPI, and none comes" },
  [ALARM_D43] = { "D43", "nothing keeps the use before the slot's release" },
  [ALARM_D44] = { "D44", "the mm is freed before the slot is read that names it" },
};

const char *
mms_memory_get_name (MmsMemory memory)
{
  return memory_names[memory];
}

gboolean
mms_memory_parse (const char *name,
                  MmsMemory  *memory)
{
  for (guint i = 0; i < MMS_N_MEMORIES; i++)
    if (g_str_equal (name, memory_names[i]))
      {
        *memory = (MmsMemory) i;
        return TRUE;
      }
  return FALSE;
}

const MmsProgram *
mms_machine_get_program (const MmsMachine *machine)
{
  return machine->program;
}

MmsMemory
mms_machine_get_memory (const MmsMachine *machine)
{
  return machine->memory;
}

guint
mms_machine_get_buffer (const MmsMachine *machine)
{
  return machine->buffer;
}

guint
mms_machine_get_n_cells (const MmsMachine *machine)
{
  return machine->n_cells;
}

static guint
add (MmsTransition *transitions, guint n, MmsTransitionKind kind, guint cpu, guint choice)
{
  if (n == MMS_MAX_TRANSITIONS)
    return n;
  transitions[n].kind = (guint8) kind;
  transitions[n].cpu = (guint8) cpu;
  transitions[n].choice = (gint16) choice;
  return n + 1;
}

guint
mms_machine_list (const MmsMachine *machine,
                  const MmsCell    *state,
                  MmsTransition    *transitions)
{
  MmsRun run;
  guint n = 0;
  guint n_guesses = 0;

  /* Nothing is written. */
  mms_run_init (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    {
      guint n_choices;

      if (mms_run_can_step (&run, cpu, &n_choices))
        {
          for (guint i = 0; i < n_choices; i++)
            n = add (transitions, n, MMS_TRANSITION_RUN, cpu, i);
          if (machine->memory == MMS_MEMORY_WEAK && mms_weak_would_guess (&run, cpu))
            n_guesses += n_choices;
        }
      if (mms_run_can_start (&run, cpu))
        n = add (transitions, n, MMS_TRANSITION_START, cpu, 0);
      if (machine->memory == MMS_MEMORY_TSO && mms_run_stores (&run, cpu)[0] != 0)
        n = add (transitions, n, MMS_TRANSITION_PERFORM, cpu, 0);
      if (machine->memory == MMS_MEMORY_WEAK)
        for (guint i = 0; i < (guint) mms_run_stores (&run, cpu)[0]; i++)
          if (mms_weak_can_perform (&run, cpu, i))
            n = add (transitions, n, MMS_TRANSITION_PERFORM, cpu, i);
      if (machine->program->futures->has_handlers)
        for (guint set = 0; set < machine->n_cpus * MMS_N_IPI_SETS; set++)
          if (mms_run_can_take_ipi (&run, cpu, set))
            n = add (transitions, n, MMS_TRANSITION_IPI, cpu, set);
    }
  for (guint i = 0; i < machine->program->intrusions->len; i++)
    if (mms_run_can_intrude (&run, i))
      n = add (transitions, n, MMS_TRANSITION_INTRUDE,
               g_array_index (machine->program->intrusions, MmsIntrusion, i).cpu, i);
  /* On a guess nothing is stored: if that is all there is, nobody's waiting comes to an end. */
  return n == n_guesses ? 0 : n;
}

/* Whether @cpu could do more if it had more room. */
static gboolean
lacks_room (const MmsRun *run, guint cpu)
{
  const MmsCell *context = mms_run_context (run, cpu);
  gboolean is_ghost
      = mms_instruction_is_ghost (mms_program_get_instruction (run->program, (guint) context[0]));
  MmsRun roomy = *run;
  guint n = 0;
  guint n_with_room = 0;

  if (!is_ghost && (guint) mms_run_stores (run, cpu)[0] < run->machine->buffer)
    return FALSE;
  roomy.has_all_room = TRUE;
  if (!mms_run_can_step (run, cpu, &n))
    n = 0;
  return mms_run_can_step (&roomy, cpu, &n_with_room) && n_with_room > n;
}

guint
mms_machine_find_full (const MmsMachine *machine,
                       const MmsCell    *state)
{
  MmsRun run;

  /* Nothing is written. */
  mms_run_init (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  for (guint cpu = 0; cpu < machine->n_cpus && machine->memory != MMS_MEMORY_SC; cpu++)
    if (lacks_room (&run, cpu))
      return (guint) mms_run_context (&run, cpu)[0];
  return 0;
}

gboolean
mms_machine_spell_out (const MmsMachine    *machine,
                       MmsCell             *state,
                       const MmsTransition *transition,
                       GArray              *steps)
{
  MmsAlarms raised = { { 0 } };
  MmsRun run;

  mms_run_init (&run, machine, state, &raised, NULL, NULL);
  run.taken = steps;
  if (transition != NULL)
    {
      g_array_append_val (steps, *transition);
      mms_run_take (&run, transition);
    }
  if (machine->reduce && !run.is_void && (transition != NULL || machine->reduces_initial))
    mms_run_reduce (&run);
  return !run.is_void;
}

gboolean
mms_machine_apply (const MmsMachine    *machine,
                   MmsCell             *state,
                   const MmsTransition *transition,
                   MmsAlarms           *raised,
                   MmsHappeningFunc     func,
                   gpointer             user_data)
{
  MmsRun run;

  mms_run_init (&run, machine, state, raised, func, user_data);
  mms_run_take (&run, transition);
  if (machine->reduce && !run.is_void)
    mms_run_reduce (&run);
  return !run.is_void;
}

static gboolean
is_end (const MmsRun *run)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      const MmsCell *cells = mms_run_cpu (run, cpu);

      if (mms_run_get_statement (run, cpu) != NULL || cells[CPU_LEVELS] != 0 || !mms_run_is_task_idle (run, cpu))
        return FALSE;
      if (run->machine->memory != MMS_MEMORY_SC && mms_run_stores (run, cpu)[0] != 0)
        return FALSE;
    }
  /* An IPI that nobody waits for comes all the same. */
  for (guint i = run->machine->pending; i < run->machine->csd; i++)
    if (run->state[i] != 0)
      return FALSE;
  return TRUE;
}

gboolean
mms_machine_is_end (const MmsMachine *machine,
                    const MmsCell    *state)
{
  MmsRun run;

  mms_run_init (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  return is_end (&run);
}

gboolean
mms_machine_check_end (const MmsMachine *machine,
                       const MmsCell    *state,
                       guint             n_transitions,
                       MmsAlarms        *raised,
                       MmsHappeningFunc  func,
                       gpointer          user_data)
{
  MmsRun run;

  /* Neither writes to the state. */
  mms_run_init (&run, machine, (MmsCell *) state, raised, func, user_data);
  if (!is_end (&run))
    {
      if (n_transitions == 0)
        mms_run_raise_stuck (&run, G_MAXUINT);
      else if (!machine->reduce)
        for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
          if (mms_run_goes_round (&run, cpu))
            mms_run_raise_round (&run, cpu);
      return FALSE;
    }
  for (guint i = 0; i < machine->program->finals->len; i++)
    {
      run.is_void = FALSE;
      mms_run_final (&run, g_array_index (machine->program->finals, guint16, i));
    }
  mms_run_watch_end (&run);
  return TRUE;
}

const char *
mms_machine_get_alarm_id (const MmsMachine *machine,
                          guint             alarm)
{
  guint n = machine->program->reports->len;

  return alarm < n ? g_array_index (machine->program->reports, MmsReport, alarm).id
                   : alarms[alarm - n].id;
}

const char *
mms_machine_get_alarm_text (const MmsMachine *machine,
                            guint             alarm)
{
  guint n = machine->program->reports->len;

  return alarm < n ? g_array_index (machine->program->reports, MmsReport, alarm).text
                   : alarms[alarm - n].text;
}

guint
mms_machine_get_n_alarms (const MmsMachine *machine)
{
  return machine->program->reports->len + N_ALARMS;
}

gboolean
mms_machine_find_alarms (const MmsMachine *machine,
                         const char       *id,
                         MmsAlarms        *found)
{
  *found = (MmsAlarms){ { 0 } };
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (g_str_equal (mms_machine_get_alarm_id (machine, i), id))
      mms_alarms_add (found, i);
  return !mms_alarms_is_empty (found);
}

gboolean
mms_machine_is_violation (const MmsMachine *machine,
                          guint             alarm)
{
  static const char *const information[] = { "D03tr", "D31", "D34", "D53", "D70", "INFO" };
  const char *id = mms_machine_get_alarm_id (machine, alarm);

  if (alarm < machine->program->reports->len
      && g_array_index (machine->program->reports, MmsReport, alarm).is_info)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (information); i++)
    if (g_str_equal (id, information[i]))
      return FALSE;
  return TRUE;
}

gint16
mms_machine_peek (const MmsMachine *machine,
                  const MmsCell    *state,
                  guint             location)
{
  return state[location];
}

gint16
mms_machine_peek_cr3 (const MmsMachine *machine,
                      const MmsCell    *state,
                      guint             cpu)
{
  return state[machine->cpus + cpu * machine->cpu_size + CPU_CR3];
}

int
mms_machine_peek_current (const MmsMachine *machine,
                          const MmsCell    *state,
                          guint             cpu)
{
  return state[machine->cpus + cpu * machine->cpu_size + CPU_CURRENT];
}

guint
mms_machine_peek_pc (const MmsMachine *machine,
                     const MmsCell    *state,
                     guint             cpu)
{
  MmsRun run;

  mms_run_init (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  return (guint) mms_run_context (&run, cpu)[0];
}
