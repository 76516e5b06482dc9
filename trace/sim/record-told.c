/* record-told.c - contexts that come and go, what a program traces itself, alarms
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

#include <string.h>

void
mms_record_statement (MmsRecorder *recorder, const MmsHappening *happening)
{
  guint site = mms_record_find_statement (recorder->program, happening->pc);
  g_autofree char *line = site != 0 ? mms_record_find_site_line (recorder->program, site)
                                    : mms_record_find_line (recorder->program, happening->pc);
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, happening->cpu, "statement");
  mms_record_put_text (&event, "text", line);
  mms_record_put_beginning (&event, happening->pc);
  mms_record_end (&event);
}

/* --- interrupts --- */

static const char *
get_context_event (guint level, gboolean begins)
{
  static const char *const names[][2] = {
    { "softirq_exit", "softirq_entry" },
    { "irq_handler_exit", "irq_handler_entry" },
    { "nmi_exit", "nmi_enter" },
  };

  return names[CLAMP (level, 1, 3) - 1][begins];
}

/* The call that @sender made last and has not heard of. */
static guint
find_call (const MmsRecorder *recorder, int sender)
{
  const GArray *sent;

  if (sender < 0 || (guint) sender >= recorder->program->n_cpus)
    return 0;
  sent = recorder->cpus[sender].sent;
  return sent->len > 0 ? g_array_index (sent, MmsRecordCall, sent->len - 1).id : 0;
}

void
mms_record_enter (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  const MmsIntrusion *intrusion = mms_record_find_intrusion (recorder->program, happening);
  MmsRecordCall call = { 0, happening->level };
  MmsRecordEvent event;

  cpu->level = happening->level;
  if (intrusion == NULL)
    call.id = find_call (recorder, happening->location);
  g_array_append_val (cpu->handled, call);

  mms_record_begin (recorder, &event, happening->cpu,
                    intrusion == NULL ? "ipi_recv" : get_context_event (happening->level, TRUE));
  if (intrusion == NULL)
    mms_record_put_number (&event, "call_id", call.id);
  else
    mms_record_put_text (&event, "name", intrusion->name);
  mms_record_put_beginning (&event, happening->pc);
  mms_record_end (&event);
}

static void
tell_answer (MmsRecorder *recorder, guint cpu, guint pc, guint call, guint64 issued)
{
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, cpu, "m_ipi_ack");
  mms_record_put_number (&event, "call_id", call);
  mms_record_put_number (&event, "issue_seq", (gint64) (issued != 0 ? issued : event.sequence));
  mms_record_put_number (&event, "perform_seq", (gint64) event.sequence);
  mms_record_put_source (&event, pc);
  mms_record_end (&event);
  recorder->operation = event.sequence;
  mms_record_begin (recorder, &event, cpu, "ipi_ack");
  mms_record_put_number (&event, "call_id", call);
  mms_record_put_operation (&event);
  mms_record_put_source (&event, pc);
  mms_record_end (&event);
  recorder->operation = 0;
}

void
mms_record_answer (MmsRecorder *recorder, const MmsHappening *happening)
{
  GArray *pending = recorder->cpus[happening->cpu].pending;
  MmsRecordIssue issue;

  if (happening->slot < 0 || (guint) happening->slot >= pending->len)
    return;
  issue = g_array_index (pending, MmsRecordIssue, happening->slot);
  g_array_remove_index (pending, (guint) happening->slot);
  tell_answer (recorder, happening->cpu, happening->pc, issue.call, issue.sequence);
}

static MmsRecordCall
pop_call (MmsRecordCpu *cpu, guint8 level)
{
  MmsRecordCall call = { 0, level };

  if (cpu->handled->len > 0)
    {
      call = g_array_index (cpu->handled, MmsRecordCall, cpu->handled->len - 1);
      g_array_set_size (cpu->handled, cpu->handled->len - 1);
    }
  return call;
}

void
mms_record_leave (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordCpu *cpu = &recorder->cpus[happening->cpu];
  MmsRecordCall call = { 0, 0 };
  MmsRecordEvent event;

  /* A statement's end is the beginning of the next one, or silence. */
  if (happening->level == 0)
    return;
  call = pop_call (cpu, happening->level);
  if (call.id != 0 && cpu->pending->len > 0)
    {
      /* The answer is a store like others, behind those that wait already. */
      const MmsRecordIssue issue = { ++recorder->sequence, -1, 0, happening->pc, call.id };

      g_array_append_val (cpu->pending, issue);
    }
  else if (call.id != 0)
    tell_answer (recorder, happening->cpu, happening->pc, call.id, 0);
  else
    {
      mms_record_begin (recorder, &event, happening->cpu, get_context_event (call.level, FALSE));
      mms_record_put_source (&event, happening->pc);
      mms_record_end (&event);
    }
  cpu->level = cpu->handled->len > 0
                   ? g_array_index (cpu->handled, MmsRecordCall, cpu->handled->len - 1).level
                   : 0;
}

/* --- what the program tells itself --- */

/* The field that tells the number of the mm whose address @argument is. */
static const char *
get_id_field (const char *argument)
{
  g_autofree char *name = NULL;

  if (g_str_equal (argument, "mm"))
    return "id";
  name = g_strconcat (argument, "_id", NULL);
  return g_intern_string (name);
}

static void
put_argument (MmsRecordEvent *event, MmsSimType type, const char *name, gint16 value)
{
  const MmsProgram *program = event->recorder->program;

  switch (type)
    {
    case MMS_TYPE_MM:
      mms_record_put_mm (event, name, value);
      mms_record_put_number (event, get_id_field (name), mms_record_get_mm_id (value));
      break;
    case MMS_TYPE_TASK:
      mms_record_put_number (event, name, value == 0 ? -1 : mms_record_get_pid (program, value - 1));
      break;
    case MMS_TYPE_CPUMASK:
      mms_record_put_hex (event, name, (guint16) value);
      break;
    default:
      mms_record_put_number (event, name, value);
      break;
    }
}

/* The task in the argument called @name, by number; -1: there is none. */
static int
find_task (const MmsTraceEvent *told, const MmsHappening *happening, const char *name)
{
  for (guint i = 0; i < told->n_arguments; i++)
    if (told->types[i] == MMS_TYPE_TASK && g_str_equal (told->arguments[i], name))
      return happening->arguments[i] - 1;
  return -1;
}

/* Of a switch, what three arguments have no room for. */
static void
put_switch (MmsRecordEvent *event, const MmsTraceEvent *told, const MmsHappening *happening)
{
  static const struct
  {
    const char *pid;
    const char *comm;
    const char *mm;
    const char *id;
  } sides[] = {
    { "prev_pid", "prev_comm", "prev_mm", "prev_id" },
    { "next_pid", "next_comm", "next_mm", "next_id" },
  };
  const MmsRecorder *recorder = event->recorder;
  gboolean has_mms = g_str_equal (told->name, "ctx_switch");

  if (!has_mms && !g_str_equal (told->name, "sched_switch"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      int task = find_task (told, happening, sides[i].pid);
      gint16 mm;

      if (task < 0)
        continue;
      mms_record_put_text (event, sides[i].comm, mms_record_get_comm (recorder->names, task));
      if (!has_mms)
        continue;
      mm = mms_record_get_member (recorder, recorder->fields->task_mm, (guint) task, 0);
      mms_record_put_mm (event, sides[i].mm, mm);
      mms_record_put_number (event, sides[i].id, mms_record_get_mm_id (mm));
    }
}

void
mms_record_trace (MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsInstruction *instruction
      = mms_program_get_instruction (recorder->program, happening->pc);
  const MmsTraceEvent *told
      = &g_array_index (recorder->program->events, MmsTraceEvent, instruction->imm);
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, happening->cpu, told->name);
  for (guint i = 0; i < told->n_arguments; i++)
    put_argument (&event, told->types[i], told->arguments[i], happening->arguments[i]);
  put_switch (&event, told, happening);
  mms_record_put_source (&event, happening->pc);
  mms_record_end (&event);
}

/* --- alarms --- */

/* The mm that @cause was about, as far as it shows; 0: none. */
static gint16
find_subject (const MmsRecorder *recorder, const MmsHappening *cause)
{
  const MmsInstruction *instruction = mms_program_get_instruction (recorder->program, cause->pc);
  const MmsSimField *field;
  guint element;

  switch (instruction->op)
    {
    case MMS_OP_USE:
    case MMS_OP_FREE:
    case MMS_OP_CR3:
      return cause->value;
    default:
      break;
    }
  if (cause->location < 0)
    return 0;
  field = mms_program_get_location_field (recorder->program, (guint) cause->location, &element);
  if (field != NULL && field->kind == MMS_OBJECT_MM)
    return mms_record_find_mm (recorder, element);
  if (field == NULL || field->type != MMS_TYPE_MM)
    return 0;
  return cause->old != 0 ? cause->old : cause->value;
}

/* (transfer full) (nullable): what is wrong, and in a deadlock who waits for whom, and where */
static char *
compose_text (const MmsRecorder *recorder, guint alarm, const MmsHappening *cause)
{
  const char *text = mms_machine_get_alarm_text (recorder->machine, alarm);
  g_autofree char *waits = NULL;

  if (cause->kind != MMS_HAPPENING_WAIT)
    return g_strdup (text);
  waits = mms_waiting_describe (recorder->waiting, cause, TRUE);
  return text != NULL && *text != '\0' ? g_strdup_printf ("%s: it %s", text, waits)
                                       : g_strdup_printf ("it %s", waits);
}

/* The MMU may walk what CR3 holds at any moment; where that is freed it does so at once, to show what
 * comes of it. */
static void
tell_walk (MmsRecorder *recorder, const MmsRecordAlarm *alarm)
{
  const char *id = mms_machine_get_alarm_id (recorder->machine, alarm->alarm);
  MmsRecordEvent event;

  if (alarm->alarm < recorder->program->reports->len
      || (!g_str_has_prefix (id, "D02") && !g_str_has_prefix (id, "D03")))
    return;
  mms_record_begin (recorder, &event, alarm->cpu, "walk");
  mms_record_put_mm_id (&event, recorder->cpus[alarm->cpu].cr3);
  mms_record_end (&event);
}

static void
tell_alarm (MmsRecorder *recorder, const MmsRecordAlarm *alarm, const MmsHappening *cause)
{
  g_autofree char *text = compose_text (recorder, alarm->alarm, cause);
  const MmsMachine *machine = recorder->machine;
  gboolean is_violation = mms_machine_is_violation (machine, alarm->alarm);
  gint16 mm = find_subject (recorder, cause);
  MmsRecordEvent event;

  if (is_violation && recorder->alarm == G_MAXUINT)
    recorder->alarm = alarm->alarm;
  mms_record_begin (recorder, &event, cause->cpu, "violation");
  mms_record_put_text (&event, "detector", mms_machine_get_alarm_id (machine, alarm->alarm));
  mms_record_put_number (&event, "cpu", alarm->cpu);
  if (mm != 0)
    mms_record_put_mm_id (&event, mm);
  mms_record_put_number (&event, "info", !is_violation);
  mms_record_put_text (&event, "text", text);
  mms_record_put_source (&event, cause->pc);
  mms_record_end (&event);
  tell_walk (recorder, alarm);
}

void
mms_record_alarm (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordAlarm alarm = { (guint) happening->value, happening->cpu, happening->pc };
  MmsHappening cause = *happening;

  cause.value = 0;
  switch (mms_cause_find (recorder->program, &cause, &recorder->last))
    {
    case MMS_CAUSE_OWN:
      tell_alarm (recorder, &alarm, &cause);
      break;
    case MMS_CAUSE_LAST:
      tell_alarm (recorder, &alarm, &recorder->last);
      break;
    default:
      g_array_append_val (recorder->alarms, alarm);
      break;
    }
}

void
mms_record_alarms (MmsRecorder *recorder, const MmsHappening *cause)
{
  for (guint i = 0; i < recorder->alarms->len; i++)
    tell_alarm (recorder, &g_array_index (recorder->alarms, MmsRecordAlarm, i), cause);
  g_array_set_size (recorder->alarms, 0);
}
