/* layout-initial.c - what the variables and members are at the start
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

static gboolean
evaluate_as (MmsUnit *unit, const MmsNode *node, const MmsMember *member, int *value)
{
  int type;

  if (!mms_unit_evaluate (unit, node, value, &type))
    return FALSE;
  if (mms_type_accepts (member->type, type, *value == 0))
    return TRUE;
  mms_unit_complain (unit, node->at, "%s is of type %s", member->name,
                     mms_type_get_name (member->type));
  return FALSE;
}

static void
set_all (MmsUnit *unit, MmsProgram *program, const MmsMember *member)
{
  const MmsSimField *field = &g_array_index (program->fields, MmsSimField, member->field);
  gboolean is_online_mask = member->record == NULL && g_str_equal (member->name, "cpu_online_mask")
                            && member->type == MMS_TYPE_CPUMASK;
  int value = is_online_mask ? (1 << unit->cpu_count) - 1 : 0;

  if (is_online_mask)
    program->online_field = member->field;
  if (member->initial != NULL && !evaluate_as (unit, member->initial, member, &value))
    return;
  for (guint i = 0; i < field->n; i++)
    mms_program_set_initial (program, (guint) member->field, i, (gint16) value);
}

/* A member that the language knows of; NULL: nobody declares it, or as something else */
static MmsMember *
find_known (MmsUnit *unit, const char *record, const char *name, MmsSimType type)
{
  MmsMember *member = mms_unit_find_member (unit, record, name);

  return member != NULL && member->type == type && member->field >= 0 ? member : NULL;
}

static void
set_known (MmsUnit *unit,
           MmsProgram *program,
           const char *record,
           const char *name,
           MmsSimType type,
           guint element,
           int value)
{
  const MmsMember *member = find_known (unit, record, name, type);

  if (member != NULL)
    mms_program_set_initial (program, (guint) member->field, element, (gint16) value);
}

/* What follows from what a task is, before anything that is said of it. */
static void
start_task (MmsUnit *unit, MmsProgram *program, guint number, int mm)
{
  const MmsSimTask *task = &g_array_index (program->tasks, MmsSimTask, number);
  MmsConstant *flag = g_hash_table_lookup (unit->constants, "PF_KTHREAD");
  int value = 0;

  set_known (unit, program, "task", "on_cpu", MMS_TYPE_INT, number, task->cpu >= 0);
  if (task->cpu >= 0)
    {
      set_known (unit, program, "task", "cpu", MMS_TYPE_INT, number, task->cpu);
      set_known (unit, program, "rq", "curr", MMS_TYPE_TASK, (guint) task->cpu, (int) number + 1);
    }
  if (!task->is_kernel)
    set_known (unit, program, "task", "active_mm", MMS_TYPE_MM, number, mm);
  else if (task->cpu >= 0)
    set_known (unit, program, "task", "active_mm", MMS_TYPE_MM, number, 1);
  if (task->is_kernel && flag != NULL && mms_unit_get_constant (unit, flag, &value))
    set_known (unit, program, "task", "flags", MMS_TYPE_INT, number, value);
}

static void
set_property (MmsUnit *unit, MmsProgram *program, const MmsThing *thing, const MmsNode *property)
{
  const char *record = thing->is_task ? "task" : "mm";
  const MmsMember *member = mms_unit_find_member (unit, record, property->name);
  int value = 0;

  if (member == NULL)
    {
      if (!thing->is_task || !g_str_equal (property->name, "cpu"))
        mms_unit_complain (unit, property->at, "struct %s has no member %s", record,
                           property->name);
      return;
    }
  if (!evaluate_as (unit, property->b, member, &value))
    return;
  /* Nobody ever looks at the others. */
  if (member->field >= 0)
    mms_program_set_initial (program, (guint) member->field, (guint) thing->value - 1,
                             (gint16) value);
}

static int
find_mm (MmsUnit *unit, const MmsThing *thing)
{
  int value = 0;

  for (guint i = 0; i < thing->properties->len; i++)
    {
      const MmsNode *property = g_ptr_array_index (thing->properties, i);

      if (g_str_equal (property->name, "mm"))
        mms_unit_evaluate (unit, property->b, &value, NULL);
    }
  return value;
}

static void
set_cpus (MmsUnit *unit, MmsProgram *program)
{
  for (int cpu = 0; cpu < unit->cpu_count; cpu++)
    set_known (unit, program, "rq", "idle", MMS_TYPE_TASK, (guint) cpu, cpu + 1);
}

void
mms_layout_initial (MmsUnit *unit, MmsProgram *program)
{
  for (guint i = 0; i < unit->member_order->len; i++)
    {
      const MmsMember *member = g_ptr_array_index (unit->member_order, i);

      if (member->field >= 0)
        set_all (unit, program, member);
    }
  set_cpus (unit, program);
  for (guint i = 0; i < unit->thing_order->len; i++)
    {
      const MmsThing *thing = g_ptr_array_index (unit->thing_order, i);

      if (thing->value == 0)
        continue;
      if (thing->is_task)
        start_task (unit, program, (guint) thing->value - 1, find_mm (unit, thing));
      for (guint j = 0; j < thing->properties->len; j++)
        set_property (unit, program, thing, g_ptr_array_index (thing->properties, j));
    }
}
