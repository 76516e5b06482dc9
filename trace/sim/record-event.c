/* record-event.c - one line of a trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

/* As ftrace writes them: interrupts off, a wanted reschedule, the context, how deep preemption is off. */
static const char *
get_flags (const MmsRecordCpu *cpu)
{
  static const char *const on[] = { "....", "..s.", "..h.", "..z." };
  static const char *const off[] = { "d...", "d.s.", "d.h.", "d.z." };
  guint level = MIN (cpu->level, G_N_ELEMENTS (on) - 1);

  /* Nothing interrupts an interrupt. */
  return cpu->has_irqs_off || level >= 2 ? off[level] : on[level];
}

void
mms_record_begin (MmsRecorder *recorder, MmsRecordEvent *event, guint cpu, const char *name)
{
  const MmsRecordCpu *state = &recorder->cpus[cpu];

  event->recorder = recorder;
  event->sequence = ++recorder->sequence;
  event->line = json_object_new_object ();
  event->fields = json_object_new_object ();
  mms_json_put_number (event->line, "ts", event->sequence);
  mms_json_put_number (event->line, "cpu", cpu);
  mms_json_put_text (event->line, "ev", name);
  mms_json_put_number (event->line, "pid",
                       (guint64) mms_record_get_pid (recorder->program, state->current));
  mms_json_put_text (event->line, "comm", mms_record_get_comm (recorder->names, state->current));
  mms_json_put_text (event->line, "flags", get_flags (state));
  mms_json_put_value (event->line, "fields", event->fields);
}

void
mms_record_end (MmsRecordEvent *event)
{
  GString *lines = event->recorder->lines;

  g_string_append (lines, json_object_to_json_string_ext (event->line,
                                                          JSON_C_TO_STRING_PLAIN
                                                              | JSON_C_TO_STRING_NOSLASHESCAPE));
  g_string_append_c (lines, '\n');
  event->recorder->n_events++;
  json_object_put (event->line);
}

void
mms_record_put_number (MmsRecordEvent *event, const char *field, gint64 number)
{
  mms_json_put_value (event->fields, field, json_object_new_int64 (number));
}

void
mms_record_put_hex (MmsRecordEvent *event, const char *field, guint64 number)
{
  mms_json_put_value (event->fields, field, mms_json_new_hex (number));
}

void
mms_record_put_text (MmsRecordEvent *event, const char *field, const char *text)
{
  mms_json_put_text (event->fields, field, text);
}

void
mms_record_put_mm (MmsRecordEvent *event, const char *field, gint16 pointer)
{
  mms_record_put_hex (event, field, mms_record_get_mm_address (pointer));
}

void
mms_record_put_mm_id (MmsRecordEvent *event, gint16 pointer)
{
  mms_record_put_mm (event, "mm", pointer);
  mms_record_put_number (event, "id", mms_record_get_mm_id (pointer));
}

void
mms_record_put_change (MmsRecordEvent *event, gint16 old, gint16 value)
{
  mms_record_put_mm (event, "old", old);
  mms_record_put_mm (event, "new", value);
  mms_record_put_number (event, "old_id", mms_record_get_mm_id (old));
  mms_record_put_number (event, "new_id", mms_record_get_mm_id (value));
}

void
mms_record_forget_flags (MmsRecordEvent *event)
{
  json_object_object_del (event->line, "flags");
}

void
mms_record_put_source (MmsRecordEvent *event, guint pc)
{
  g_autofree char *source = mms_record_name_source (event->recorder->program, pc);

  mms_record_put_text (event, "src", source);
}

void
mms_record_put_beginning (MmsRecordEvent *event, guint pc)
{
  const MmsProgram *program = event->recorder->program;
  guint site = mms_record_find_statement (program, pc);
  g_autofree char *source = site != 0 ? mms_record_name_site (program, site)
                                      : mms_record_name_source (program, pc);

  mms_record_put_text (event, "src", source);
}

void
mms_record_put_operation (MmsRecordEvent *event)
{
  guint64 operation = event->recorder->operation;

  if (operation == 0)
    return;
  mms_record_put_number (event, "m_first", (gint64) operation);
  mms_record_put_number (event, "m_last", (gint64) operation);
}
