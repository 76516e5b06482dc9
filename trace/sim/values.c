/* values.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "values.h"

#include "instruction.h"

/* Where an instruction may be executed stands behind the registers. */
enum
{
  ON_CPU,
  IN_TASK, /* numbers plus one, as in pointers */
  N_EXTRA
};

struct _MmsValueMap
{
  const MmsProgram *program;
  int handler_cpu;
  guint n_columns;  /* registers, and N_EXTRA */
  MmsValues *sets;  /* by instruction and column */
  guint8 *reached;
  MmsValues tasks[MMS_SIM_MAX_CPUS]; /* that may run on each CPU */
  GArray *pending;  /* guint: instructions whose sets grew */
};

static MmsValues
below (guint n)
{
  return n >= 32 ? G_MAXUINT32 : (G_GUINT64_CONSTANT (1) << n) - 1;
}

static MmsValues
get_all_cpus (const MmsProgram *program)
{
  return below (program->n_cpus);
}

static MmsValues
get_all_tasks (const MmsProgram *program)
{
  return below (program->tasks->len + 1) & ~G_GUINT64_CONSTANT (1);
}

static MmsValues *
get_row (const MmsValueMap *map, guint pc)
{
  return map->sets + (gsize) pc * map->n_columns;
}

/* @row may hold just before @pc. */
static void
flow (MmsValueMap *map, guint pc, const MmsValues *row)
{
  MmsValues *to = get_row (map, pc);
  gboolean is_changed = !map->reached[pc];

  for (guint i = 0; i < map->n_columns; i++)
    {
      is_changed |= (row[i] & ~to[i]) != 0;
      to[i] |= row[i];
    }
  map->reached[pc] = TRUE;
  if (is_changed)
    g_array_append_val (map->pending, pc);
}

static MmsValues
get_register (const MmsValues *row, guint8 number)
{
  return number == MMS_SIM_NO_REGISTER ? MMS_VALUES_ANY : row[number];
}

static MmsValues
get_loaded (const MmsProgram *program, const MmsInstruction *instruction)
{
  switch (g_array_index (program->fields, MmsSimField, instruction->field).type)
    {
    case MMS_TYPE_MM:
      return below (program->n_mms + 1);
    case MMS_TYPE_TASK:
      return below (program->tasks->len + 1);
    default:
      return MMS_VALUES_ANY;
    }
}

static void
execute (MmsValueMap *map, guint pc)
{
  const MmsProgram *program = map->program;
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
  g_autofree MmsValues *row = g_memdup2 (get_row (map, pc), map->n_columns * sizeof (MmsValues));
  guint n_registers = map->n_columns - N_EXTRA;
  guint8 result = mms_instruction_get_result (instruction);
  MmsValues value = MMS_VALUES_ANY;
  guint next[2];
  guint n_next;

  switch (instruction->op)
    {
    case MMS_OP_CONST:
      if (instruction->imm >= 0 && instruction->imm < 32)
        value = G_GUINT64_CONSTANT (1) << instruction->imm;
      break;
    case MMS_OP_MOVE:
      value = get_register (row, instruction->b);
      break;
    case MMS_OP_THIS_CPU:
      value = row[n_registers + ON_CPU];
      break;
    case MMS_OP_CURRENT:
      value = row[n_registers + IN_TASK];
      break;
    case MMS_OP_PEEK_CR3:
    case MMS_OP_ALLOC:
      value = below (program->n_mms + 1);
      break;
    case MMS_OP_SWITCH_TO:
      /* When the task goes on, that may be elsewhere. */
      value = get_all_tasks (program);
      row[n_registers + ON_CPU] = get_all_cpus (program);
      break;
    default:
      if (mms_instruction_reads (instruction))
        value = get_loaded (program, instruction);
      break;
    }
  if (result != MMS_SIM_NO_REGISTER)
    row[result] = value;
  n_next = mms_instruction_get_next (instruction, pc, next);
  for (guint i = 0; i < n_next; i++)
    flow (map, next[i], row);
}

static void
settle (MmsValueMap *map)
{
  while (map->pending->len > 0)
    {
      guint pc = g_array_index (map->pending, guint, map->pending->len - 1);

      g_array_set_size (map->pending, map->pending->len - 1);
      execute (map, pc);
    }
}

/* A body begins at @pc.  @argument: what register 0 and 1 may hold; the others hold 0. */
static void
enter (MmsValueMap *map, guint pc, MmsValues cpus, MmsValues tasks, MmsValues argument)
{
  g_autofree MmsValues *row = g_new (MmsValues, map->n_columns);
  guint n_registers = map->n_columns - N_EXTRA;

  if (pc == 0)
    return;
  for (guint i = 0; i < n_registers; i++)
    row[i] = i < 2 ? argument : 1;
  row[n_registers + ON_CPU] = cpus;
  row[n_registers + IN_TASK] = tasks;
  flow (map, pc, row);
}

static void
enter_all (MmsValueMap *map)
{
  const MmsProgram *program = map->program;
  MmsValues all_cpus = get_all_cpus (program);
  MmsValues all_tasks = get_all_tasks (program);
  gboolean is_anywhere = mms_program_may_preempt (program);

  for (guint i = 0; i < program->setup->len; i++)
    {
      const MmsSetup *setup = &g_array_index (program->setup, MmsSetup, i);

      enter (map, setup->entry, G_GUINT64_CONSTANT (1) << setup->cpu, map->tasks[setup->cpu], 1);
    }
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      enter (map, g_array_index (program->scripts[cpu], MmsStatement, i).entry,
             is_anywhere ? all_cpus : G_GUINT64_CONSTANT (1) << cpu,
             is_anywhere ? all_tasks : map->tasks[cpu], 1);
  for (guint i = 0; i < program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (program->intrusions, MmsIntrusion, i);

      enter (map, intrusion->entry, G_GUINT64_CONSTANT (1) << intrusion->cpu, all_tasks, 1);
    }
  for (guint i = 0; i < program->finals->len; i++)
    enter (map, g_array_index (program->finals, guint16, i), all_cpus, all_tasks, 1);
  enter (map, program->start_task, all_cpus, all_tasks, all_tasks | 1);
  for (guint pc = 0; pc < program->code->len; pc++)
    if (mms_program_get_instruction (program, pc)->op == MMS_OP_IPI)
      enter (map, mms_program_get_instruction (program, pc)->target,
             map->handler_cpu < 0 ? all_cpus : G_GUINT64_CONSTANT (1) << map->handler_cpu,
             map->handler_cpu < 0 ? all_tasks : map->tasks[map->handler_cpu], MMS_VALUES_ANY);
}

/* The tasks to which what runs on @cpu may switch. */
static MmsValues
find_switches (const MmsValueMap *map, guint cpu)
{
  const MmsProgram *program = map->program;
  MmsValues cpus = G_GUINT64_CONSTANT (1) << cpu;
  MmsValues tasks = 0;

  for (guint pc = 0; pc < program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
      const MmsValues *row = get_row (map, pc);

      if (instruction->op == MMS_OP_SWITCH_TO && map->reached[pc]
          && (row[map->n_columns - N_EXTRA + ON_CPU] & cpus) != 0)
        tasks |= get_register (row, instruction->b);
    }
  return tasks & get_all_tasks (program);
}

static void
forget (MmsValueMap *map)
{
  gsize n = map->program->code->len;

  memset (map->sets, 0, n * map->n_columns * sizeof *map->sets);
  memset (map->reached, 0, n);
}

MmsValueMap *
mms_value_map_new (const MmsProgram *program,
                   int               handler_cpu)
{
  MmsValueMap *map = g_new0 (MmsValueMap, 1);
  gsize n = program->code->len;

  map->program = program;
  map->handler_cpu = handler_cpu;
  map->n_columns = program->n_registers + N_EXTRA;
  map->sets = g_new0 (MmsValues, n * map->n_columns);
  map->reached = g_new0 (guint8, n);
  map->pending = g_array_new (FALSE, FALSE, sizeof (guint));

  /* First with any task anywhere; then with those alone that somebody switches to there. */
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    map->tasks[cpu] = get_all_tasks (program);
  enter_all (map);
  settle (map);
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    {
      guint running = cpu;

      for (guint i = 0; i < program->tasks->len; i++)
        if (g_array_index (program->tasks, MmsSimTask, i).cpu == (int) cpu)
          running = i;
      map->tasks[cpu] = find_switches (map, cpu) | G_GUINT64_CONSTANT (1) << (running + 1);
    }
  forget (map);
  enter_all (map);
  settle (map);
  return map;
}

void
mms_value_map_free (MmsValueMap *map)
{
  if (map == NULL)
    return;
  g_free (map->sets);
  g_free (map->reached);
  g_array_unref (map->pending);
  g_free (map);
}

MmsValues
mms_value_map_get (const MmsValueMap *map,
                   guint              pc,
                   guint8             number)
{
  /* What no entry leads to is never executed. */
  return map->reached[pc] ? get_register (get_row (map, pc), number) : 0;
}
