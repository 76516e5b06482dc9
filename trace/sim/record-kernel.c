/* record-kernel.c - what operations are to the kernel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

gint16
mms_record_get_member (const MmsRecorder *recorder, int field, guint element, gint16 fallback)
{
  const MmsSimField *object;

  if (field < 0)
    return fallback;
  object = &g_array_index (recorder->program->fields, MmsSimField, field);
  return element < object->n ? recorder->values[object->base + element] : fallback;
}

gint16
mms_record_get_active (const MmsRecorder *recorder, guint cpu)
{
  const MmsRecordFields *fields = recorder->fields;
  int current = recorder->cpus[cpu].current;

  if (fields->active_mm >= 0)
    return mms_record_get_member (recorder, fields->active_mm, (guint) current, 0);
  return mms_record_get_member (recorder, fields->rq_active_mm, cpu, 0);
}

gint16
mms_record_find_mm (const MmsRecorder *recorder, guint element)
{
  return recorder->tenants[element];
}

const char *
mms_record_get_function (const MmsRecorder *recorder, guint pc)
{
  guint function = mms_program_get_instruction (recorder->program, pc)->function;

  return function < recorder->program->functions->len
             ? g_array_index (recorder->program->functions, char *, function)
             : "";
}

gboolean
mms_record_derive (MmsRecorder *recorder, MmsRecordEvent *event, const MmsHappening *happening,
                   const char *name)
{
  if (mms_record_fields_is_told (recorder->fields, name))
    return FALSE;
  mms_record_begin (recorder, event, happening->cpu, name);
  return TRUE;
}

void
mms_record_derived (MmsRecordEvent *event, const MmsHappening *happening)
{
  mms_record_put_operation (event);
  mms_record_put_source (event, happening->pc);
  mms_record_end (event);
}

/* --- mms --- */

/* `mm`, `id` and what is known of it */
static void
tell_mm (MmsRecorder *recorder, const MmsHappening *happening, const char *name, gint16 mm)
{
  const MmsRecordFields *fields = recorder->fields;
  guint element = (guint) MMS_SIM_MM_ADDRESS ((guint16) mm) - 1;
  MmsRecordEvent event;

  if (!mms_record_derive (recorder, &event, happening, name))
    return;
  mms_record_put_mm_id (&event, mm);
  if (fields->users >= 0)
    mms_record_put_number (&event, "users",
                           mms_record_get_member (recorder, fields->users, element, 0));
  if (fields->count >= 0)
    mms_record_put_number (&event, "count",
                           mms_record_get_member (recorder, fields->count, element, 0));
  if (fields->cpumask >= 0)
    mms_record_put_hex (&event, "cpumask",
                        (guint16) mms_record_get_member (recorder, fields->cpumask, element, 0));
  mms_record_derived (&event, happening);
}

static void
tell_count (MmsRecorder *recorder, const MmsHappening *happening, MmsMeaning meaning, gint16 mm)
{
  gboolean is_users = meaning == MMS_MEANING_MM_USERS;
  MmsOp op = mms_program_get_instruction (recorder->program, happening->pc)->op;
  const char *function = mms_record_get_function (recorder, happening->pc);
  int delta = happening->value - happening->old;
  MmsRecordEvent event;

  if (mms_record_derive (recorder, &event, happening, is_users ? "mm_users" : "mm_count"))
    {
      mms_record_put_mm_id (&event, mm);
      mms_record_put_text (&event, "op",
                           mms_record_fields_get_operation (meaning, function, op == MMS_OP_STORE,
                                                            delta));
      mms_record_put_number (&event, "delta", delta);
      mms_record_put_number (&event, "val", happening->value);
      mms_record_put_text (&event, "ip", *function != '\0' ? function : NULL);
      mms_record_derived (&event, happening);
    }
  if (happening->value == 0 && delta < 0 && op != MMS_OP_STORE)
    tell_mm (recorder, happening, is_users ? "mmput_last" : "mmdrop_last", mm);
}

static void
tell_cpumask (MmsRecorder *recorder, const MmsHappening *happening, gint16 mm)
{
  guint changed = (guint16) (happening->value ^ happening->old);
  MmsRecordEvent event;

  for (guint cpu = 0; cpu < recorder->program->n_cpus; cpu++)
    {
      if ((changed >> cpu & 1) == 0 || !mms_record_derive (recorder, &event, happening, "mm_cpumask"))
        continue;
      mms_record_put_mm_id (&event, mm);
      mms_record_put_number (&event, "cpu", cpu);
      mms_record_put_number (&event, "set", (guint16) happening->value >> cpu & 1);
      mms_record_derived (&event, happening);
    }
}

static void
tell_alloc (MmsRecorder *recorder, const MmsHappening *happening)
{
  g_autofree char *name = NULL;
  MmsRecordEvent event;
  gint16 mm = happening->value;

  if (mm == 0)
    return;
  recorder->tenants[MMS_SIM_MM_ADDRESS ((guint16) mm) - 1] = mm;
  if (!mms_record_derive (recorder, &event, happening, "mm_alloc"))
    return;
  name = mms_record_name_mm (recorder->names, mm);
  mms_record_put_mm_id (&event, mm);
  mms_record_put_number (&event, "pid",
                         mms_record_get_pid (recorder->program,
                                             recorder->cpus[happening->cpu].current));
  mms_record_put_text (&event, "name", name);
  mms_record_derived (&event, happening);
}

static void
tell_free (MmsRecorder *recorder, const MmsHappening *happening)
{
  gint16 mm = happening->value;
  int part = mms_program_get_instruction (recorder->program, happening->pc)->imm;
  MmsRecordEvent event;

  if (MMS_SIM_MM_ADDRESS ((guint16) mm) == 0)
    return;
  if (part == 1)
    tell_mm (recorder, happening, "mmput_unmapped", mm);
  else if (part == 4)
    tell_mm (recorder, happening, "mm_free", mm);
  else if (mms_record_derive (recorder, &event, happening, "pgd_free"))
    {
      mms_record_put_mm_id (&event, mm);
      mms_record_derived (&event, happening);
    }
}

/* The first of the CPU's pointers that names it. */
static const char *
find_holder (const MmsRecorder *recorder, guint cpu, gint16 mm)
{
  if (mms_record_get_active (recorder, cpu) == mm)
    return "active_mm";
  if (mms_record_get_member (recorder, recorder->fields->lazy_mm, cpu, 0) == mm)
    return "lazy_mm";
  if (recorder->cpus[cpu].cr3 == mm)
    return "loaded_mm";
  return "none";
}

static void
tell_use (MmsRecorder *recorder, const MmsHappening *happening)
{
  gint16 mm = happening->value;
  MmsRecordEvent event;

  if (mm == 0 || !mms_record_derive (recorder, &event, happening, "use_ptr"))
    return;
  mms_record_put_mm_id (&event, mm);
  mms_record_put_text (&event, "holder", find_holder (recorder, happening->cpu, mm));
  mms_record_put_text (&event, "how", "deref");
  mms_record_derived (&event, happening);
}

/* --- tasks --- */

static void
put_task (MmsRecordEvent *event, const MmsHappening *happening, int task)
{
  const MmsProgram *program = event->recorder->program;

  mms_record_put_number (event, "pid", mms_record_get_pid (program, task));
  mms_record_put_number (event, "cpu",
                         task < (int) program->n_cpus ? task : (int) happening->cpu);
}

void
mms_record_active_mm (MmsRecorder *recorder, const MmsHappening *happening, int task, gint16 old,
                      gint16 value)
{
  MmsRecordEvent event;

  if (!mms_record_derive (recorder, &event, happening, "active_mm"))
    return;
  put_task (&event, happening, task);
  mms_record_put_change (&event, old, value);
  mms_record_put_text (&event, "site",
                       mms_record_fields_get_site (mms_record_get_function (recorder, happening->pc),
                                                   value == 0));
  mms_record_derived (&event, happening);
}

/* Some events are about the task that records them: then it must be the one whose mm this is. */
static const char *
choose_mm_event (MmsRecorder *recorder, const MmsHappening *happening, int task)
{
  return recorder->cpus[happening->cpu].current == task
             ? mms_record_fields_get_mm_event (mms_record_get_function (recorder, happening->pc),
                                               happening->value == 0)
             : "task_mm";
}

static void
tell_task_mm (MmsRecorder *recorder, const MmsHappening *happening, int task)
{
  const char *name = choose_mm_event (recorder, happening, task);
  gint16 active = mms_record_get_active (recorder, happening->cpu);
  MmsRecordEvent event;

  if (g_str_equal (name, "exit_mm"))
    {
      tell_mm (recorder, happening, name, happening->old);
      return;
    }
  if (!mms_record_derive (recorder, &event, happening, name))
    return;
  if (g_str_equal (name, "kthread_mm"))
    {
      mms_record_put_mm_id (&event, happening->value != 0 ? happening->value : happening->old);
      mms_record_put_mm (&event, "active", active);
      mms_record_put_number (&event, "use", happening->value != 0);
    }
  else
    {
      if (g_str_equal (name, "task_mm"))
        put_task (&event, happening, task);
      mms_record_put_change (&event, happening->old, happening->value);
      if (g_str_equal (name, "exec_mmap"))
        mms_record_put_mm (&event, "active", active);
    }
  mms_record_derived (&event, happening);
}

static void
tell_write (MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsSimField *field;
  guint element = 0;
  MmsMeaning meaning;

  field = mms_program_get_location_field (recorder->program, (guint) happening->location, &element);
  if (field == NULL)
    return;
  meaning = mms_record_fields_get (
      recorder->fields,
      (guint) (field - &g_array_index (recorder->program->fields, MmsSimField, 0)));
  switch (meaning)
    {
    case MMS_MEANING_TASK_MM:
      tell_task_mm (recorder, happening, (int) element);
      break;
    case MMS_MEANING_ACTIVE_MM:
      mms_record_active_mm (recorder, happening, (int) element, happening->old, happening->value);
      break;
    case MMS_MEANING_MM_USERS:
    case MMS_MEANING_MM_COUNT:
      tell_count (recorder, happening, meaning, mms_record_find_mm (recorder, element));
      break;
    case MMS_MEANING_CPUMASK:
      tell_cpumask (recorder, happening, mms_record_find_mm (recorder, element));
      break;
    case MMS_MEANING_NONE:
      break;
    default:
      mms_record_cpu_field (recorder, happening, meaning, element);
      break;
    }
}

void
mms_record_kernel (MmsRecorder *recorder, const MmsHappening *happening)
{
  if (mms_record_cpu (recorder, happening))
    return;
  switch (mms_program_get_instruction (recorder->program, happening->pc)->op)
    {
    case MMS_OP_ALLOC:
      tell_alloc (recorder, happening);
      break;
    case MMS_OP_FREE:
      tell_free (recorder, happening);
      break;
    case MMS_OP_USE:
      tell_use (recorder, happening);
      break;
    default:
      if (happening->wrote && happening->location >= 0)
        tell_write (recorder, happening);
      break;
    }
}
