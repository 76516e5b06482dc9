/* layout.c - where everything is, and what is there at the start
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

static gboolean
count_cpus (MmsUnit *unit, MmsProgram *program)
{
  if (unit->n_cpus == NULL)
    {
      mms_unit_complain (unit, (MmsPosition){ 0 },
                         "no scenario says how many CPUs there are: cpus N;");
      return FALSE;
    }
  if (!mms_unit_evaluate_number (unit, unit->n_cpus, 1, MMS_SIM_MAX_CPUS, "the number of CPUs",
                                 &unit->cpu_count))
    {
      unit->cpu_count = 0;
      return FALSE;
    }
  program->n_cpus = (guint) unit->cpu_count;
  return TRUE;
}

static gboolean
place_mms (MmsUnit *unit, MmsProgram *program)
{
  int n_free = 0;

  program->mm_names[0] = g_strdup ("init_mm");
  program->n_mms = 1;
  for (guint i = 0; i < unit->thing_order->len; i++)
    {
      MmsThing *thing = g_ptr_array_index (unit->thing_order, i);

      if (thing->is_task)
        continue;
      if (g_str_equal (thing->name, "init_mm"))
        {
          thing->value = 1;
          continue;
        }
      if (program->n_mms == MMS_SIM_MAX_MMS)
        {
          mms_unit_complain (unit, thing->at, "there are %d mms at most", MMS_SIM_MAX_MMS);
          return FALSE;
        }
      program->mm_names[program->n_mms] = g_strdup (thing->name);
      thing->value = (int) ++program->n_mms;
    }
  if (unit->n_free_mms != NULL
      && !mms_unit_evaluate_number (unit, unit->n_free_mms, 0,
                                    MMS_SIM_MAX_MMS - (int) program->n_mms,
                                    "the number of mms to allocate", &n_free))
    return FALSE;
  program->n_mms += (guint) n_free;
  return TRUE;
}

static const MmsNode *
find_property (const MmsThing *thing, const char *name)
{
  const MmsNode *found = NULL;

  /* The last one counts: an override comes behind. */
  for (guint i = 0; thing != NULL && i < thing->properties->len; i++)
    {
      const MmsNode *property = g_ptr_array_index (thing->properties, i);

      if (g_str_equal (property->name, name))
        found = property;
    }
  return found;
}

/* The CPU that runs the task first; -1: none */
static int
find_cpu (MmsUnit *unit, const MmsThing *thing, gboolean *is_right)
{
  const MmsNode *property = find_property (thing, "cpu");
  int cpu = -1;

  if (property != NULL
      && !mms_unit_evaluate_number (unit, property->b, -1, unit->cpu_count - 1, "the CPU", &cpu))
    *is_right = FALSE;
  return cpu;
}

static gboolean
is_idle_name (const MmsUnit *unit, const char *name)
{
  for (int cpu = 0; cpu < unit->cpu_count; cpu++)
    {
      const char idle[] = { 'i', 'd', 'l', 'e', (char) ('0' + cpu), '\0' };

      if (g_str_equal (name, idle))
        return TRUE;
    }
  return FALSE;
}

static gboolean
place_idle_tasks (MmsUnit *unit, MmsProgram *program)
{
  for (int cpu = 0; cpu < unit->cpu_count; cpu++)
    {
      g_autofree char *name = g_strdup_printf ("idle%d", cpu);
      MmsThing *thing = g_hash_table_lookup (unit->things, name);

      if (thing != NULL && (!thing->is_task || !thing->is_kernel))
        {
          mms_unit_complain (unit, thing->at,
                             "%s is a kthread, the one that runs on CPU %d if no other does", name,
                             cpu);
          return FALSE;
        }
      if (thing == NULL)
        thing = mms_unit_add_thing (unit, mms_unit_intern (unit, name, 5), (MmsPosition){ 0 }, TRUE,
                                    TRUE, FALSE);
      thing->value = cpu + 1;
      mms_program_add_task (program, name, TRUE, -1);
    }
  return TRUE;
}

static gboolean
place_tasks (MmsUnit *unit, MmsProgram *program)
{
  gboolean is_right = TRUE;
  int running[MMS_SIM_MAX_CPUS];

  for (guint i = 0; i < unit->thing_order->len; i++)
    {
      MmsThing *thing = g_ptr_array_index (unit->thing_order, i);

      if (!thing->is_task || is_idle_name (unit, thing->name))
        continue;
      if (program->tasks->len == MMS_SIM_MAX_TASKS)
        {
          mms_unit_complain (unit, thing->at,
                             "there are %d tasks at most, the idle ones among them",
                             MMS_SIM_MAX_TASKS);
          return FALSE;
        }
      mms_program_add_task (program, thing->name, thing->is_kernel,
                            find_cpu (unit, thing, &is_right));
      thing->value = (int) program->tasks->len;
    }
  for (int cpu = 0; cpu < unit->cpu_count; cpu++)
    running[cpu] = -1;
  for (guint i = (guint) unit->cpu_count; i < program->tasks->len; i++)
    {
      const MmsSimTask *task = &g_array_index (program->tasks, MmsSimTask, i);

      if (task->cpu < 0)
        continue;
      if (running[task->cpu] >= 0)
        {
          const MmsThing *thing = g_hash_table_lookup (unit->things, task->name);

          mms_unit_complain (unit, thing->at, "CPU %d runs %s already", task->cpu,
                             g_array_index (program->tasks, MmsSimTask, running[task->cpu]).name);
          is_right = FALSE;
        }
      running[task->cpu] = (int) i;
    }
  for (int cpu = 0; cpu < unit->cpu_count; cpu++)
    if (running[cpu] < 0)
      g_array_index (program->tasks, MmsSimTask, cpu).cpu = cpu;
  return is_right;
}

gboolean
mms_layout_things (MmsUnit *unit, MmsProgram *program)
{
  if (!count_cpus (unit, program))
    return FALSE;
  return place_mms (unit, program) && place_idle_tasks (unit, program)
         && place_tasks (unit, program);
}

guint
mms_layout_count (MmsUnit *unit, const MmsProgram *program, const MmsMember *member)
{
  int n = 1;

  switch (member->kind)
    {
    case MMS_OBJECT_MM:
      return program->n_mms;
    case MMS_OBJECT_TASK:
      return program->tasks->len;
    case MMS_OBJECT_CPU:
      return program->n_cpus;
    case MMS_OBJECT_ARRAY:
      mms_unit_evaluate_number (unit, member->size, 1, MMS_SIM_MAX_LOCATIONS,
                                "the number of elements", &n);
      return (guint) n;
    default:
      return 1;
    }
}

guint
mms_layout_field (MmsUnit *unit, MmsProgram *program, MmsMember *member)
{
  guint n;

  if (member->field >= 0)
    return (guint) member->field;
  n = mms_layout_count (unit, program, member);
  if (program->initial->len + n > MMS_SIM_MAX_LOCATIONS)
    {
      mms_unit_complain (unit, member->at,
                         "the variables and members have more than %d elements in all",
                         MMS_SIM_MAX_LOCATIONS);
      n = 1;
    }
  member->field = (int) mms_program_add_field (program, member->record, member->name, member->kind,
                                               member->type, member->use, n);
  return (guint) member->field;
}

void
mms_layout_watched (MmsUnit *unit, MmsProgram *program)
{
  static const char *const watched[][2]
      = { { "task", "mm" }, { "task", "active_mm" }, { "rq", "curr" } };
  MmsMember *member;

  for (guint i = 0; i < unit->member_order->len; i++)
    {
      member = g_ptr_array_index (unit->member_order, i);
      if (member->use > MMS_FIELD_GHOST
          || (member->record == NULL && g_str_equal (member->name, "cpu_online_mask")))
        mms_layout_field (unit, program, member);
    }
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      member = mms_unit_find_member (unit, watched[i][0], watched[i][1]);
      if (member != NULL)
        mms_layout_field (unit, program, member);
    }
}
