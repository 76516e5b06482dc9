/* machine.c - states from the first to the last
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

#define DEFAULT_STORES 16
#define DEFAULT_WINDOW 8

/* Steps in which the setup must come to its end. */
#define MAX_SETUP 100000

static const char *const memory_names[MMS_N_MEMORIES] = { "sc", "tso", "weak" };

static const struct
{
  const char *id;
  const char *text;
} alarms[N_ALARMS] = {
  [ALARM_D01] = { "D01", "memory of an mm is used after it was freed" },
  [ALARM_D02] = { "D02", "CR3 holds page tables that are freed" },
  [ALARM_D02_TRANSIENT] = { "D02tr", "for a few steps with interrupts off, CR3 holds freed page tables" },
  [ALARM_D05] = { "D05", "a pointer to a freed mm is kept, though nobody follows it" },
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
  [ALARM_D26] = { "D26", "another CPU takes the reference by which this one keeps its mm" },
  [ALARM_D27] = { "D27", "the deferred reference is dropped while the mm is still borrowed" },
  [ALARM_D28] = { "D28", "a deferred reference waits on a CPU that is offline" },
  [ALARM_D33] = { "D33", "a CPU waits for an IPI with interrupts off" },
  [ALARM_D43] = { "D43", "nothing keeps the use before the slot's release" },
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

static gboolean
has_level (const MmsProgram *program, guint level)
{
  if (level == LEVEL_IRQ && program->futures->has_handlers)
    return TRUE;
  for (guint i = 0; i < program->intrusions->len; i++)
    if (g_array_index (program->intrusions, MmsIntrusion, i).level == level)
      return TRUE;
  return FALSE;
}

static guint
count_task_levels (const MmsProgram *program)
{
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      if (g_array_index (program->scripts[cpu], MmsStatement, i).kind == MMS_STATEMENT_PREEMPT)
        return 2;
  return 1;
}

static void
lay_out (MmsMachine *machine)
{
  const MmsProgram *program = machine->program;
  guint at = program->n_locations;
  guint in_cpu = CPU_N_FIXED;

  machine->n_cpus = program->n_cpus;
  machine->n_tasks = program->tasks->len;
  machine->n_registers = program->n_registers;
  machine->n_levels = count_task_levels (program);
  machine->context_size = 1 + machine->n_registers;
  machine->field_users = mms_program_find_field (program, "mm", "mm_users");
  machine->field_count = mms_program_find_field (program, "mm", "mm_count");

  machine->pending = at;
  if (program->futures->has_handlers)
    at += machine->n_cpus * MMS_N_IPI_SETS * machine->n_cpus;
  machine->csd = at;
  if (program->futures->has_handlers)
    at += machine->n_cpus * MMS_N_IPI_SETS * 3;
  machine->life = at;
  at += program->n_mms * 2;
  machine->pool = at;
  at += 1 + program->n_mms;
  machine->intrusions = at;
  at += program->intrusions->len;

  for (guint level = LEVEL_SOFTIRQ; level < N_LEVELS; level++)
    if (has_level (program, level))
      {
        machine->contexts[level] = in_cpu;
        in_cpu += machine->context_size;
      }
  machine->stores = in_cpu;
  if (machine->memory == MMS_MEMORY_TSO)
    in_cpu += 1 + machine->buffer * STORE_N;
  else if (machine->memory == MMS_MEMORY_WEAK)
    in_cpu += 1 + machine->buffer * ENTRY_N;
  machine->cpus = at;
  machine->cpu_size = in_cpu;
  at += machine->n_cpus * in_cpu;
  machine->tasks = at;
  machine->task_size = machine->n_levels * machine->context_size;
  at += machine->n_tasks * machine->task_size;
  machine->n_cells = (at + 1) / 2 * 2;
}

/* Which task runs on @cpu at the start. */
static guint
find_running (const MmsProgram *program, guint cpu)
{
  for (guint i = 0; i < program->tasks->len; i++)
    if (g_array_index (program->tasks, MmsSimTask, i).cpu == (int) cpu)
      return i;
  return cpu; /* its idle task */
}

static void
set_beginning (const MmsMachine *machine, MmsCell *state)
{
  const MmsProgram *program = machine->program;
  int active_mm = mms_program_find_field (program, "task", "active_mm");
  MmsCell *pool = state + machine->pool;

  memset (state, 0, machine->n_cells * sizeof *state);
  for (guint i = 0; i < program->n_locations; i++)
    state[i] = g_array_index (program->initial, gint16, i);
  for (guint i = program->n_mms; i-- > 1;)
    if (program->mm_names[i] == NULL)
      {
        state[machine->life + i * 2 + 1] = 7;
        pool[1 + pool[0]++] = (MmsCell) (i + 1);
      }
  for (guint i = 0; i < program->intrusions->len; i++)
    state[machine->intrusions + i] = g_array_index (program->intrusions, MmsIntrusion, i).times;
  for (guint i = 0; i < machine->n_cpus; i++)
    {
      MmsCell *cpu = state + machine->cpus + i * machine->cpu_size;
      guint task = find_running (program, i);

      cpu[CPU_CURRENT] = (MmsCell) task;
      cpu[CPU_CR3] = 1;
      if (active_mm >= 0)
        {
          const MmsSimField *field = &g_array_index (program->fields, MmsSimField, active_mm);
          MmsCell mm = state[field->base + task];

          cpu[CPU_CR3] = mm != 0 ? mm : 1;
        }
    }
}

static void
start_run (MmsRun *run, const MmsMachine *machine, MmsCell *state, MmsAlarms *raised,
           MmsHappeningFunc func, gpointer user_data)
{
  memset (run, 0, sizeof *run);
  run->machine = machine;
  run->program = machine->program;
  run->state = state;
  run->alarms = raised;
  run->func = func;
  run->user_data = user_data;
}

static void
begin_statement (MmsRun *run, guint cpu, MmsCell *context, guint entry)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsHappening happening = {
    .kind = MMS_HAPPENING_START,
    .cpu = (guint8) cpu,
    .task = cells[CPU_CURRENT],
    .pc = (guint16) entry,
    .slot = -1,
    .location = -1,
  };

  context[0] = (MmsCell) entry;
  mms_run_tell (run, &happening);
  mms_run_local (run, cpu);
}

/* One step of anybody but @cpu, which waits: its IPIs are taken. */
static gboolean
help_out (MmsRun *run, guint cpu)
{
  for (guint i = 0; i < run->machine->n_cpus; i++)
    {
      MmsTransition transition = { MMS_TRANSITION_IPI, (guint8) i, 0 };
      guint n_choices;

      if (i == cpu)
        continue;
      for (guint set = 0; set < run->machine->n_cpus * MMS_N_IPI_SETS; set++)
        if (mms_run_can_take_ipi (run, i, set))
          {
            transition.choice = (gint16) set;
            mms_run_take (run, &transition);
            return TRUE;
          }
      if (mms_run_level (mms_run_cpu (run, i)) != LEVEL_TASK && mms_run_can_step (run, i, &n_choices))
        {
          mms_run_step (run, i, 0);
          return TRUE;
        }
    }
  return FALSE;
}

/* One line of the setup after another, each to its end. */
static gboolean
run_setup (MmsRun *run)
{
  guint n = 0;

  for (guint i = 0; i < run->program->setup->len; i++)
    {
      const MmsSetup *setup = &g_array_index (run->program->setup, MmsSetup, i);
      guint cpu = setup->cpu;
      guint n_choices;

      if (mms_run_context (run, cpu)[0] != 0)
        return FALSE;
      begin_statement (run, cpu, mms_run_context (run, cpu), setup->entry);
      while (mms_run_context (run, cpu)[0] != 0)
        {
          if (run->is_void || ++n > MAX_SETUP)
            return FALSE;
          if (mms_run_can_step (run, cpu, &n_choices))
            mms_run_step (run, cpu, 0);
          else if (!help_out (run, cpu))
            return FALSE;
        }
    }
  return !run->is_void;
}

/* The setup is undisturbed, so it runs on the machine whose memory has no surprises. */
static MmsMachine *
new_setup_machine (const MmsMachine *machine)
{
  MmsMachine *setup = g_new0 (MmsMachine, 1);

  setup->program = machine->program;
  setup->memory = MMS_MEMORY_SC;
  lay_out (setup);
  return setup;
}

/* Takes over what both layouts have; buffers are empty. */
static void
convert_state (const MmsMachine *from, const MmsCell *state, const MmsMachine *to, MmsCell *result)
{
  memset (result, 0, to->n_cells * sizeof *result);
  memcpy (result, state, from->cpus * sizeof *state);
  for (guint i = 0; i < from->n_cpus; i++)
    memcpy (result + to->cpus + i * to->cpu_size, state + from->cpus + i * from->cpu_size,
            from->stores * sizeof *state);
  memcpy (result + to->tasks, state + from->tasks,
          from->n_tasks * from->task_size * sizeof *state);
}

static gboolean
make_initial (MmsMachine *machine, MmsHappeningFunc func, gpointer user_data, MmsCell *result,
              MmsAlarms *raised, GError **error)
{
  MmsMachine *setup = new_setup_machine (machine);
  g_autofree MmsCell *state = g_new0 (MmsCell, setup->n_cells);
  MmsRun run;
  gboolean is_done;

  start_run (&run, setup, state, raised, func, user_data);
  set_beginning (setup, state);
  is_done = run_setup (&run);
  if (is_done)
    convert_state (setup, state, machine, result);
  else
    g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM,
                 "the setup of %s does not come to its end", machine->program->scenario != NULL
                                                                 ? machine->program->scenario
                                                                 : "this scenario");
  g_free (setup);
  return is_done;
}

/* What is safe from the start is done with the setup, unless that is the end of every run: then it is
 * left to the first step, which says so. */
static void
reduce_initial (MmsMachine *machine)
{
  g_autofree MmsCell *state
      = g_memdup2 (machine->initial, machine->n_cells * sizeof *machine->initial);
  MmsAlarms raised = machine->initial_alarms;
  MmsRun run;

  start_run (&run, machine, state, &raised, NULL, NULL);
  mms_run_reduce (&run);
  machine->reduces_initial = !run.is_void;
  if (run.is_void)
    return;
  memcpy (machine->initial, state, machine->n_cells * sizeof *state);
  machine->initial_alarms = raised;
}

MmsMachine *
mms_machine_new (const MmsProgram *program,
                 MmsMemory         memory,
                 guint             buffer,
                 gboolean          reduce,
                 GError          **error)
{
  MmsMachine *machine = g_new0 (MmsMachine, 1);

  machine->program = program;
  machine->memory = memory;
  machine->reduce = reduce;
  machine->buffer = buffer != 0                 ? MIN (buffer, MMS_MAX_WINDOW)
                    : memory == MMS_MEMORY_WEAK ? DEFAULT_WINDOW
                                                : DEFAULT_STORES;
  lay_out (machine);
  machine->initial = g_new0 (MmsCell, machine->n_cells);
  if (!make_initial (machine, NULL, NULL, machine->initial, &machine->initial_alarms, error))
    {
      mms_machine_free (machine);
      return NULL;
    }
  if (reduce)
    reduce_initial (machine);
  return machine;
}

void
mms_machine_free (MmsMachine *machine)
{
  if (machine == NULL)
    return;
  g_free (machine->initial);
  g_free (machine);
}

void
mms_machine_tell_setup (const MmsMachine *machine,
                        MmsHappeningFunc  func,
                        gpointer          user_data)
{
  g_autofree MmsCell *state = g_new0 (MmsCell, machine->n_cells);
  MmsMachine copy = *machine;
  MmsAlarms raised = { { 0 } };
  MmsRun run;

  make_initial (&copy, func, user_data, state, &raised, NULL);
  if (machine->reduces_initial)
    {
      start_run (&run, machine, state, &raised, func, user_data);
      mms_run_reduce (&run);
    }
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

void
mms_machine_get_initial (const MmsMachine *machine,
                         MmsCell          *state,
                         MmsAlarms        *raised)
{
  memcpy (state, machine->initial, machine->n_cells * sizeof *state);
  if (raised != NULL)
    *raised = machine->initial_alarms;
}

static gboolean
is_task_idle (const MmsRun *run, guint cpu)
{
  const MmsCell *task = mms_run_task (run, (guint) mms_run_cpu (run, cpu)[CPU_CURRENT]);

  return task[0] == 0 && (run->machine->n_levels == 1 || task[run->machine->context_size] == 0);
}

static const MmsStatement *
get_statement (const MmsRun *run, guint cpu)
{
  guint next = (guint) mms_run_cpu (run, cpu)[CPU_SCRIPT];

  return next < run->program->scripts[cpu]->len
             ? &g_array_index (run->program->scripts[cpu], MmsStatement, next)
             : NULL;
}

/* What is done on a guess is not interrupted before the guess is decided. */
static gboolean
is_guessing (const MmsRun *run, guint cpu)
{
  return run->machine->memory == MMS_MEMORY_WEAK && mms_weak_is_guessing (run, cpu);
}

gboolean
mms_run_can_start (const MmsRun *run,
                   guint         cpu)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  const MmsStatement *statement = get_statement (run, cpu);
  const MmsCell *task;

  if (statement == NULL || cells[CPU_LEVELS] != 0)
    return FALSE;
  if (is_task_idle (run, cpu))
    return TRUE;
  if (statement->kind != MMS_STATEMENT_PREEMPT || cells[CPU_PREEMPT] != 0
      || cells[CPU_IRQ_OFF] != 0 || is_guessing (run, cpu))
    return FALSE;
  task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  return task[run->machine->context_size] == 0;
}

void
mms_run_start (MmsRun *run,
               guint   cpu)
{
  const MmsStatement *statement = get_statement (run, cpu);
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell *task = mms_run_task (run, (guint) cells[CPU_CURRENT]);

  cells[CPU_SCRIPT]++;
  begin_statement (run, cpu, task[0] == 0 ? task : task + run->machine->context_size,
                   statement->entry);
}

gboolean
mms_run_can_take_ipi (const MmsRun *run,
                      guint         cpu,
                      guint         set)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell value;

  if (!run->program->futures->has_handlers || mms_run_irqs_off (cells) || is_guessing (run, cpu))
    return FALSE;
  /* Its own answer may still be on the way. */
  return mms_run_view (run, cpu, run->machine->pending + set * run->machine->n_cpus + cpu, &value)
         && value != 0;
}

gboolean
mms_run_can_intrude (const MmsRun *run,
                     guint         number)
{
  const MmsIntrusion *intrusion = &g_array_index (run->program->intrusions, MmsIntrusion, number);
  const MmsCell *cells = mms_run_cpu (run, intrusion->cpu);

  if (run->state[run->machine->intrusions + number] == 0
      || mms_run_level (cells) >= intrusion->level || is_guessing (run, intrusion->cpu))
    return FALSE;
  return intrusion->level == LEVEL_NMI || !mms_run_irqs_off (cells);
}

void
mms_run_enter (MmsRun *run,
               guint   cpu,
               guint   level,
               guint   entry,
               int     what)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  MmsCell *context = cells + run->machine->contexts[level];
  const MmsHappening happening = {
    .kind = MMS_HAPPENING_ENTER,
    .cpu = (guint8) cpu,
    .level = (guint8) level,
    .task = cells[CPU_CURRENT],
    .pc = (guint16) entry,
    .slot = -1,
    .location = what,
  };

  cells[CPU_LEVELS] = (MmsCell) (cells[CPU_LEVELS] | 1 << level);
  context[0] = (MmsCell) entry;
  mms_run_tell (run, &happening);
}

void
mms_run_take (MmsRun              *run,
              const MmsTransition *transition)
{
  guint cpu = transition->cpu;

  switch (transition->kind)
    {
    case MMS_TRANSITION_RUN:
      mms_run_step (run, cpu, transition->choice);
      break;
    case MMS_TRANSITION_PERFORM:
      if (run->machine->memory == MMS_MEMORY_WEAK)
        mms_weak_perform (run, cpu, (guint) transition->choice);
      else
        mms_run_drain (run, cpu);
      break;
    case MMS_TRANSITION_START:
      mms_run_start (run, cpu);
      break;
    case MMS_TRANSITION_IPI:
      {
        guint set = (guint) transition->choice;
        MmsCell *cells = mms_run_cpu (run, cpu);
        MmsCell *context = cells + run->machine->contexts[LEVEL_IRQ];
        const MmsCell *csd = run->state + run->machine->csd + set * 3;

        cells[CPU_IPI_FROM] = (MmsCell) (set + 1);
        mms_run_enter (run, cpu, LEVEL_IRQ, (guint) csd[0], (int) (set / MMS_N_IPI_SETS));
        context[1] = csd[1];
        context[2] = csd[2];
        mms_run_local (run, cpu);
      }
      break;
    default:
      {
        const MmsIntrusion *intrusion
            = &g_array_index (run->program->intrusions, MmsIntrusion, transition->choice);

        run->state[run->machine->intrusions + (guint) transition->choice]--;
        mms_run_enter (run, intrusion->cpu, intrusion->level, intrusion->entry,
                       transition->choice);
        mms_run_local (run, intrusion->cpu);
      }
      break;
    }
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

  /* Nothing is written. */
  start_run (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    {
      guint n_choices;

      if (mms_run_can_step (&run, cpu, &n_choices))
        for (guint i = 0; i < n_choices; i++)
          n = add (transitions, n, MMS_TRANSITION_RUN, cpu, i);
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
  return n;
}

gboolean
mms_machine_spell_out (const MmsMachine    *machine,
                       MmsCell             *state,
                       const MmsTransition *transition,
                       GArray              *steps)
{
  MmsAlarms raised = { { 0 } };
  MmsRun run;

  start_run (&run, machine, state, &raised, NULL, NULL);
  run.taken = steps;
  if (transition != NULL)
    {
      g_array_append_val (steps, *transition);
      mms_run_take (&run, transition);
    }
  if (machine->reduce && !run.is_void)
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

  start_run (&run, machine, state, raised, func, user_data);
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

      if (get_statement (run, cpu) != NULL || cells[CPU_LEVELS] != 0 || !is_task_idle (run, cpu))
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

/* Nothing can go on: what each CPU waits for says what is wrong. */
static void
raise_stuck (MmsRun *run)
{
  for (guint cpu = 0; cpu < run->machine->n_cpus; cpu++)
    {
      const MmsCell *context = mms_run_context (run, cpu);
      const MmsInstruction *instruction
          = mms_program_get_instruction (run->program, (guint) context[0]);

      if (run->machine->memory == MMS_MEMORY_WEAK && mms_run_stores (run, cpu)[0] != 0)
        instruction = mms_program_get_instruction (
            run->program, (guint) mms_run_stores (run, cpu)[1 + ENTRY_PC]);
      else if (context[0] == 0)
        {
          if (get_statement (run, cpu) != NULL)
            mms_run_report (run, cpu, MMS_REPORT_STUCK);
          continue;
        }
      if (instruction->op == MMS_OP_IPI_WAIT || instruction->op == MMS_OP_IPI)
        mms_run_alarm (run, cpu, ALARM_D33);
      else
        mms_run_report (run, cpu,
                        instruction->op == MMS_OP_AWAIT ? (guint) instruction->imm
                                                        : (guint) MMS_REPORT_STUCK);
    }
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
  start_run (&run, machine, (MmsCell *) state, raised, func, user_data);
  if (!is_end (&run))
    {
      if (n_transitions == 0)
        raise_stuck (&run);
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
mms_machine_is_violation (const MmsMachine *machine,
                          guint             alarm)
{
  static const char *const information[] = { "D31", "D34", "D53", "D70", "INFO" };
  const char *id = mms_machine_get_alarm_id (machine, alarm);

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

  start_run (&run, machine, (MmsCell *) state, NULL, NULL, NULL);
  return (guint) mms_run_context (&run, cpu)[0];
}
