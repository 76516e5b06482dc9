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
mms_record_find_mm (const MmsRecorder *recorder, guint element)
{
  return recorder->tenants[element];
}

static const char *
get_function (const MmsRecorder *recorder, guint pc)
{
  guint function = mms_program_get_instruction (recorder->program, pc)->function;

  return function < recorder->program->functions->len
             ? g_array_index (recorder->program->functions, char *, function)
             : "";
}

/* Returns: whether the event is to be written; the program may tell of it itself */
static gboolean
begin (MmsRecorder *recorder, MmsRecordEvent *event, const MmsHappening *happening,
       const char *name)
{
  if (mms_record_fields_is_told (recorder->fields, name))
    return FALSE;
  mms_record_begin (recorder, event, happening->cpu, name);
  return TRUE;
}

static void
end (MmsRecordEvent *event, const MmsHappening *happening)
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

  if (!begin (recorder, &event, happening, name))
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
  end (&event, happening);
}

static void
tell_count (MmsRecorder *recorder, const MmsHappening *happening, MmsMeaning meaning, gint16 mm)
{
  gboolean is_users = meaning == MMS_MEANING_MM_USERS;
  MmsOp op = mms_program_get_instruction (recorder->program, happening->pc)->op;
  const char *function = get_function (recorder, happening->pc);
  int delta = happening->value - happening->old;
  MmsRecordEvent event;

  if (begin (recorder, &event, happening, is_users ? "mm_users" : "mm_count"))
    {
      mms_record_put_mm_id (&event, mm);
      mms_record_put_text (&event, "op",
                           mms_record_fields_get_operation (meaning, function, op == MMS_OP_STORE,
                                                            delta));
      mms_record_put_number (&event, "delta", delta);
      mms_record_put_number (&event, "val", happening->value);
      mms_record_put_text (&event, "ip", *function != '\0' ? function : NULL);
      end (&event, happening);
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
      if ((changed >> cpu & 1) == 0 || !begin (recorder, &event, happening, "mm_cpumask"))
        continue;
      mms_record_put_mm_id (&event, mm);
      mms_record_put_number (&event, "cpu", cpu);
      mms_record_put_number (&event, "set", (guint16) happening->value >> cpu & 1);
      end (&event, happening);
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
  if (!begin (recorder, &event, happening, "mm_alloc"))
    return;
  name = mms_record_name_mm (recorder->names, mm);
  mms_record_put_mm_id (&event, mm);
  mms_record_put_number (&event, "pid",
                         mms_record_get_pid (recorder->program,
                                             recorder->cpus[happening->cpu].current));
  mms_record_put_text (&event, "name", name);
  end (&event, happening);
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
  else if (begin (recorder, &event, happening, "pgd_free"))
    {
      mms_record_put_mm_id (&event, mm);
      end (&event, happening);
    }
}

/* The first of the CPU's pointers that names it. */
static const char *
find_holder (const MmsRecorder *recorder, guint cpu, gint16 mm)
{
  const MmsRecordFields *fields = recorder->fields;
  int current = recorder->cpus[cpu].current;

  if (current >= 0
      && mms_record_get_member (recorder, fields->active_mm, (guint) current, 0) == mm)
    return "active_mm";
  if (mms_record_get_member (recorder, fields->lazy_mm, cpu, 0) == mm)
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

  if (mm == 0 || !begin (recorder, &event, happening, "use_ptr"))
    return;
  mms_record_put_mm_id (&event, mm);
  mms_record_put_text (&event, "holder", find_holder (recorder, happening->cpu, mm));
  mms_record_put_text (&event, "how", "deref");
  end (&event, happening);
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

static void
tell_active_mm (MmsRecorder *recorder, const MmsHappening *happening, int task)
{
  MmsRecordEvent event;

  if (!begin (recorder, &event, happening, "active_mm"))
    return;
  put_task (&event, happening, task);
  mms_record_put_change (&event, happening->old, happening->value);
  mms_record_put_text (&event, "site",
                       mms_record_fields_get_site (get_function (recorder, happening->pc),
                                                   happening->value == 0));
  end (&event, happening);
}

/* Some events are about the task that records them: then it must be the one whose mm this is. */
static const char *
choose_mm_event (MmsRecorder *recorder, const MmsHappening *happening, int task)
{
  return recorder->cpus[happening->cpu].current == task
             ? mms_record_fields_get_mm_event (get_function (recorder, happening->pc),
                                               happening->value == 0)
             : "task_mm";
}

static void
tell_task_mm (MmsRecorder *recorder, const MmsHappening *happening, int task)
{
  const char *name = choose_mm_event (recorder, happening, task);
  gint16 active = mms_record_get_member (recorder, recorder->fields->active_mm, (guint) task, 0);
  MmsRecordEvent event;

  if (g_str_equal (name, "exit_mm"))
    {
      tell_mm (recorder, happening, name, happening->old);
      return;
    }
  if (!begin (recorder, &event, happening, name))
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
  end (&event, happening);
}

static void
tell_switch (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  int prev = cpu->current;
  int next = happening->arguments[0] - 1;
  MmsRecordEvent event;

  if (next < 0 || next == prev)
    return;
  if (begin (recorder, &event, happening, "sched_switch"))
    {
      mms_record_put_text (&event, "prev_comm", mms_record_get_comm (recorder->names, prev));
      mms_record_put_number (&event, "prev_pid", mms_record_get_pid (recorder->program, prev));
      mms_record_put_text (&event, "next_comm", mms_record_get_comm (recorder->names, next));
      mms_record_put_number (&event, "next_pid", mms_record_get_pid (recorder->program, next));
      end (&event, happening);
    }
  cpu->current = next;
}

/* --- CPUs --- */

static void
tell_slot (MmsRecorder *recorder, const MmsHappening *happening, const char *name, guint owner)
{
  MmsRecordEvent event;

  if (!begin (recorder, &event, happening, name))
    return;
  mms_record_put_number (&event, "cpu", owner);
  mms_record_put_change (&event, happening->old, happening->value);
  mms_record_put_text (&event, "site", get_function (recorder, happening->pc));
  end (&event, happening);
}

static void
tell_lazy (MmsRecorder *recorder, const MmsHappening *happening, guint owner)
{
  const MmsRecordCpu *cpu = &recorder->cpus[owner];
  MmsRecordEvent event;

  /* Nobody but the CPU itself enters and leaves. */
  if (owner != happening->cpu || !begin (recorder, &event, happening, "enter_lazy"))
    return;
  mms_record_put_mm (&event, "mm",
                     mms_record_get_member (recorder, recorder->fields->active_mm,
                                            (guint) cpu->current, cpu->cr3));
  mms_record_put_mm (&event, "loaded", cpu->cr3);
  mms_record_put_number (&event, "loaded_id", mms_record_get_mm_id (cpu->cr3));
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, cpu->current));
  mms_record_put_number (&event, "lazy", happening->value != 0);
  end (&event, happening);
}

static void
tell_cr3 (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  gint16 next = happening->value;
  gint16 prev = cpu->cr3;
  int is_lazy = mms_record_get_member (recorder, recorder->fields->is_lazy, happening->cpu, 0);
  MmsRecordEvent event;

  cpu->cr3 = next;
  if (!begin (recorder, &event, happening, "switch_mm"))
    return;
  mms_record_put_mm (&event, "real_prev", prev);
  mms_record_put_mm (&event, "next", next);
  mms_record_put_number (&event, "real_prev_id", mms_record_get_mm_id (prev));
  mms_record_put_number (&event, "next_id", mms_record_get_mm_id (next));
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, cpu->current));
  mms_record_put_number (&event, "was_lazy", is_lazy != 0);
  mms_record_put_number (&event, "flush", 1);
  mms_record_put_hex (&event, "cr3", mms_record_get_mm_root (next));
  end (&event, happening);
}

static void
tell_irq (MmsRecorder *recorder, const MmsHappening *happening)
{
  int is_on = mms_program_get_instruction (recorder->program, happening->pc)->imm;
  MmsRecordEvent event;

  recorder->cpus[happening->cpu].has_irqs_off = !is_on;
  if (begin (recorder, &event, happening, is_on ? "irq_on" : "irq_off"))
    end (&event, happening);
}

static void
tell_preempt (MmsRecorder *recorder, const MmsHappening *happening)
{
  int change = mms_program_get_instruction (recorder->program, happening->pc)->imm;
  MmsRecordEvent event;

  if (begin (recorder, &event, happening, change > 0 ? "preempt_off" : "preempt_on"))
    end (&event, happening);
}

/* --- IPIs --- */

/* The CPUs of the mask but itself that are online. */
static guint
get_targets (const MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsProgram *program = recorder->program;
  guint all = (1u << program->n_cpus) - 1;
  guint online = (guint16) mms_record_get_member (recorder, program->online_field, 0, (gint16) all);

  return (guint16) happening->arguments[0] & online & all & ~(1u << happening->cpu);
}

static void
tell_send (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCall call = { ++recorder->n_calls, happening->level };
  guint set = get_targets (recorder, happening);
  guint target = mms_program_get_instruction (recorder->program, happening->pc)->target;
  MmsRecordEvent event;

  g_array_append_val (recorder->cpus[happening->cpu].sent, call);
  mms_record_begin (recorder, &event, happening->cpu, "m_ipi_post");
  mms_record_put_number (&event, "call_id", call.id);
  mms_record_put_hex (&event, "set", set);
  mms_record_put_source (&event, happening->pc);
  mms_record_end (&event);
  recorder->operation = event.sequence;
  if (!begin (recorder, &event, happening, "ipi_send"))
    return;
  mms_record_put_number (&event, "call_id", call.id);
  mms_record_put_hex (&event, "set", set);
  mms_record_put_text (&event, "fn", get_function (recorder, target));
  end (&event, happening);
}

static void
tell_done (MmsRecorder *recorder, const MmsHappening *happening)
{
  GArray *sent = recorder->cpus[happening->cpu].sent;
  MmsRecordEvent event;

  for (guint i = sent->len; i > 0; i--)
    {
      MmsRecordCall call = g_array_index (sent, MmsRecordCall, i - 1);

      if (call.level != happening->level)
        continue;
      g_array_remove_index (sent, i - 1);
      if (begin (recorder, &event, happening, "ipi_done"))
        {
          mms_record_put_number (&event, "call_id", call.id);
          end (&event, happening);
        }
    }
}

static void
tell_write (MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsSimField *field;
  guint element = 0;
  guint index;

  field = mms_program_get_location_field (recorder->program, (guint) happening->location, &element);
  if (field == NULL)
    return;
  index = (guint) (field - &g_array_index (recorder->program->fields, MmsSimField, 0));
  switch (mms_record_fields_get (recorder->fields, index))
    {
    case MMS_MEANING_TASK_MM:
      tell_task_mm (recorder, happening, (int) element);
      break;
    case MMS_MEANING_ACTIVE_MM:
      tell_active_mm (recorder, happening, (int) element);
      break;
    case MMS_MEANING_MM_USERS:
    case MMS_MEANING_MM_COUNT:
      tell_count (recorder, happening, mms_record_fields_get (recorder->fields, index),
                  mms_record_find_mm (recorder, element));
      break;
    case MMS_MEANING_CPUMASK:
      tell_cpumask (recorder, happening, mms_record_find_mm (recorder, element));
      break;
    case MMS_MEANING_LAZY_MM:
      tell_slot (recorder, happening, "rq_lazy_mm", element);
      break;
    case MMS_MEANING_MM_TO_MMDROP:
      tell_slot (recorder, happening, "rq_mm_to_mmdrop", element);
      break;
    case MMS_MEANING_IS_LAZY:
      tell_lazy (recorder, happening, element);
      break;
    default:
      break;
    }
}

void
mms_record_kernel (MmsRecorder *recorder, const MmsHappening *happening)
{
  switch (mms_program_get_instruction (recorder->program, happening->pc)->op)
    {
    case MMS_OP_CR3:
      tell_cr3 (recorder, happening);
      break;
    case MMS_OP_IRQ:
      tell_irq (recorder, happening);
      break;
    case MMS_OP_PREEMPT:
      tell_preempt (recorder, happening);
      break;
    case MMS_OP_SWITCH_TO:
      tell_switch (recorder, happening);
      break;
    case MMS_OP_IPI:
      tell_send (recorder, happening);
      break;
    case MMS_OP_IPI_WAIT:
      tell_done (recorder, happening);
      break;
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
