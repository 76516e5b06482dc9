/* machine-begin.c - how a state is laid out, and what the setup makes of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "machine-private.h"

#include <string.h>

#define DEFAULT_STORES 16
#define DEFAULT_WINDOW 8

/* Steps in which the setup must come to its end. */
#define MAX_SETUP 100000

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

static gboolean
has_stop (const MmsProgram *program)
{
  for (guint pc = 0; pc < program->code->len; pc++)
    if (mms_program_get_instruction (program, pc)->op == MMS_OP_STOP)
      return TRUE;
  return FALSE;
}

/* -1: nobody keeps account of who may walk what is about to be freed */
static int
find_unflushed (const MmsProgram *program)
{
  int field = mms_program_find_field (program, "mm", "unflushed");

  return field >= 0
                 && g_array_index (program->fields, MmsSimField, field).use == MMS_FIELD_GHOST
             ? field
             : -1;
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
  machine->field_unflushed = find_unflushed (program);

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
  if (has_stop (program))
    machine->stopper = at++;

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
    in_cpu += 1 + (machine->buffer + MMS_GHOST_ROOM) * ENTRY_N;
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

/* Where the setup went wrong, and how. */
typedef struct
{
  guint cpu;
  guint pc;         /* 0: its task is in the middle of something when a line begins */
  const char *what; /* (transfer none) */
} Failure;

/* What @cpu waits for in vain at @pc. */
static const char *
find_wait (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
  guint report = instruction->op == MMS_OP_AWAIT ? (guint) instruction->imm : MMS_REPORT_STUCK;
  const MmsReport *waiting = &g_array_index (program->reports, MmsReport, report);

  return waiting->text != NULL ? waiting->text : waiting->id;
}

/* What ended the run: the last alarm that it raised. */
static const char *
find_reason (const MmsRun *run)
{
  guint n = run->program->reports->len;

  for (guint i = MMS_REPORT_OOPS; i < n; i++)
    if (mms_alarms_has (run->alarms, i) && i <= MMS_REPORT_BROKEN)
      return g_array_index (run->program->reports, MmsReport, i).text;
  return "there is no such run";
}

/* One line of the setup after another, each to its end. */
static gboolean
run_setup (MmsRun *run, Failure *failure)
{
  guint n = 0;

  for (guint i = 0; i < run->program->setup->len; i++)
    {
      const MmsSetup *setup = &g_array_index (run->program->setup, MmsSetup, i);
      guint cpu = setup->cpu;
      guint n_choices;

      failure->cpu = cpu;
      failure->pc = setup->entry;
      failure->what = "its task is still in the middle of something else";
      if (mms_run_context (run, cpu)[0] != 0)
        return FALSE;
      mms_run_begin (run, cpu, mms_run_context (run, cpu), setup->entry);
      while (!run->is_void && mms_run_context (run, cpu)[0] != 0)
        {
          failure->pc = (guint) mms_run_context (run, cpu)[0];
          if (++n > MAX_SETUP)
            {
              failure->what = "this goes on for ever";
              return FALSE;
            }
          if (mms_run_can_step (run, cpu, &n_choices))
            mms_run_step (run, cpu, 0);
          else if (!help_out (run, cpu))
            {
              failure->what = find_wait (run->program, failure->pc);
              return FALSE;
            }
        }
      if (run->is_void)
        {
          failure->what = find_reason (run);
          return FALSE;
        }
    }
  return TRUE;
}

static void
set_setup_error (GError **error, const MmsProgram *program, const Failure *failure)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, failure->pc);
  const char *name = program->scenario != NULL ? program->scenario : "this scenario";

  if (instruction->line == 0 || instruction->source >= program->sources->len)
    g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM,
                 "the setup of %s does not come to its end on CPU %u: %s", name, failure->cpu,
                 failure->what);
  else
    g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM,
                 "the setup of %s does not come to its end on CPU %u: %s:%u: %s", name,
                 failure->cpu,
                 g_array_index (program->sources, MmsSource, instruction->source).name,
                 instruction->line, failure->what);
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
  Failure failure = { 0 };
  gboolean is_done;

  mms_run_init (&run, setup, state, raised, func, user_data);
  set_beginning (setup, state);
  is_done = run_setup (&run, &failure);
  if (is_done)
    convert_state (setup, state, machine, result);
  else
    set_setup_error (error, machine->program, &failure);
  g_free (setup);
  return is_done;
}

/* What is safe from the start is done with the setup, unless that is the end of every run, or of what
 * one CPU does: then it is left to the first step, which says so. */
static void
reduce_initial (MmsMachine *machine)
{
  g_autofree MmsCell *state
      = g_memdup2 (machine->initial, machine->n_cells * sizeof *machine->initial);
  MmsAlarms raised = machine->initial_alarms;
  MmsRun run;

  mms_run_init (&run, machine, state, &raised, NULL, NULL);
  mms_run_reduce (&run);
  machine->reduces_initial = !run.is_void && run.rounds == 0;
  if (!machine->reduces_initial)
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
      mms_run_init (&run, machine, state, &raised, func, user_data);
      mms_run_reduce (&run);
    }
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
