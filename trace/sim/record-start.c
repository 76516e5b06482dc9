/* record-start.c - what a trace says before anything happens
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

#include <string.h>

/* A line that mmscope reads is at most 1 MiB; this much of it may be sources. */
#define MAX_SOURCES (900 * 1024)

#define INIT_MM MMS_SIM_MM_POINTER (1, 0)

/* --- the header --- */

/* Ids of all that this machine decides by itself: what it does not find in a run is not there. */
static struct json_object *
make_decided (const MmsMachine *machine)
{
  struct json_object *ids = json_object_new_array ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    {
      const char *id = mms_machine_get_alarm_id (machine, i);

      if (g_hash_table_add (seen, (gpointer) id))
        json_object_array_add (ids, json_object_new_string (id));
    }
  return ids;
}

static struct json_object *
make_sources (const MmsProgram *program)
{
  struct json_object *sources = json_object_new_object ();
  gsize length = 0;

  for (guint i = 0; i < program->sources->len; i++)
    {
      const MmsSource *source = &g_array_index (program->sources, MmsSource, i);

      if (source->name == NULL || source->text == NULL
          || json_object_object_get_ex (sources, source->name, NULL))
        continue;
      length += strlen (source->text);
      if (length > MAX_SOURCES)
        break;
      mms_json_put_text (sources, source->name, source->text);
    }
  return sources;
}

static void
put_alarm (struct json_object *header, const MmsRecorder *recorder)
{
  if (recorder->alarm == G_MAXUINT)
    return;
  mms_json_put_text (header, "alarm", mms_machine_get_alarm_id (recorder->machine, recorder->alarm));
}

static void
append_line (GString *text, struct json_object *object)
{
  g_string_append (text, json_object_to_json_string_ext (object,
                                                         JSON_C_TO_STRING_PLAIN
                                                             | JSON_C_TO_STRING_NOSLASHESCAPE));
  g_string_append_c (text, '\n');
  json_object_put (object);
}

/* Who is a kernel thread; the idle tasks need no word. */
static void
append_tasks (GString *text, const MmsRecorder *recorder)
{
  const MmsProgram *program = recorder->program;

  for (guint i = program->n_cpus; i < program->tasks->len; i++)
    {
      struct json_object *line = json_object_new_object ();
      guint64 pid = (guint64) mms_record_get_pid (program, (int) i);

      mms_json_put_number (line, "task", pid);
      mms_json_put_number (line, "tgid", pid);
      mms_json_put_flag (line, "kthread",
                         g_array_index (program->tasks, MmsSimTask, i).is_kernel);
      mms_json_put_text (line, "comm", mms_record_get_comm (recorder->names, (int) i));
      append_line (text, line);
    }
}

char *
mms_record_make_header (const MmsRecorder *recorder)
{
  const MmsProgram *program = recorder->program;
  struct json_object *header = json_object_new_object ();
  g_autoptr (GString) text = g_string_new (NULL);

  mms_json_put_number (header, "mmscope", 1);
  mms_json_put_text (header, "source", "simulator");
  mms_json_put_text (header, "clock", "counter");
  mms_json_put_number (header, "cpus", program->n_cpus);
  mms_json_put_text (header, "scheme", program->scheme);
  mms_json_put_value (header, "init_mm", mms_json_new_hex (mms_record_get_mm_address (INIT_MM)));
  mms_json_put_flag (header, "complete", !recorder->is_incomplete);
  mms_json_put_text (header, "memory",
                     mms_memory_get_name (mms_machine_get_memory (recorder->machine)));
  mms_json_put_text (header, "arch", program->arch != NULL ? program->arch : "generic");
  mms_json_put_text (header, "scenario", program->scenario);
  mms_json_put_text (header, "title", program->title);
  put_alarm (header, recorder);
  if (recorder->seed != NULL)
    mms_json_put_number (header, "seed", *recorder->seed);
  mms_json_put_value (header, "decides", make_decided (recorder->machine));
  mms_json_put_value (header, "sources", make_sources (program));
  append_line (text, header);
  append_tasks (text, recorder);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the state --- */

static gint16
get_member (const MmsRecorder *recorder, int field, int element, gint16 fallback)
{
  return element < 0 ? fallback
                     : mms_record_get_member (recorder, field, (guint) element, fallback);
}

void
mms_record_take_start (MmsRecorder *recorder)
{
  const MmsProgram *program = recorder->program;
  int active_mm;

  memcpy (recorder->values, program->initial->data,
          MIN (program->initial->len, program->n_locations) * sizeof (gint16));
  for (guint i = 0; i < program->n_cpus; i++)
    recorder->cpus[i].current = (int) i;
  for (guint i = 0; i < program->tasks->len; i++)
    {
      const MmsSimTask *task = &g_array_index (program->tasks, MmsSimTask, i);

      if (task->cpu >= 0 && task->cpu < (int) program->n_cpus)
        recorder->cpus[task->cpu].current = (int) i;
    }
  active_mm = mms_program_find_field (program, "task", "active_mm");
  for (guint i = 0; i < program->n_cpus; i++)
    {
      gint16 active = get_member (recorder, active_mm, recorder->cpus[i].current, INIT_MM);

      recorder->cpus[i].cr3 = active != 0 ? active : INIT_MM;
    }
}

static void
tell_begin (MmsRecorder *recorder)
{
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, 0, "state_begin");
  mms_record_put_text (&event, "name",
                       recorder->program->scheme != NULL ? recorder->program->scheme : "unknown");
  mms_record_put_mm (&event, "init_mm", INIT_MM);
  mms_record_end (&event);
}

static void
tell_cpu (MmsRecorder *recorder, guint cpu)
{
  const MmsRecordFields *fields = recorder->fields;
  const MmsRecordCpu *state = &recorder->cpus[cpu];
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, 0, "state_cpu");
  mms_record_put_number (&event, "cpu", cpu);
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, state->current));
  mms_record_put_mm (&event, "mm", get_member (recorder, fields->task_mm, state->current, 0));
  mms_record_put_mm (&event, "active", mms_record_get_active (recorder, cpu));
  if (fields->lazy_mm >= 0)
    mms_record_put_mm (&event, "lazy", mms_record_get_member (recorder, fields->lazy_mm, cpu, 0));
  if (fields->deferred >= 0)
    mms_record_put_mm (&event, "slot", mms_record_get_member (recorder, fields->deferred, cpu, 0));
  mms_record_put_mm (&event, "loaded", state->cr3);
  if (fields->is_lazy >= 0)
    mms_record_put_number (&event, "is_lazy",
                           mms_record_get_member (recorder, fields->is_lazy, cpu, 0));
  mms_record_end (&event);
}

static gboolean
is_running (const MmsRecorder *recorder, int task)
{
  for (guint i = 0; i < recorder->program->n_cpus; i++)
    if (recorder->cpus[i].current == task)
      return TRUE;
  return FALSE;
}

static void
tell_task (MmsRecorder *recorder, int task)
{
  const MmsRecordFields *fields = recorder->fields;
  guint cpu = task < (int) recorder->program->n_cpus ? (guint) task : 0;
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, 0, "state_task");
  mms_record_put_number (&event, "pid", mms_record_get_pid (recorder->program, task));
  mms_record_put_number (&event, "cpu", cpu);
  mms_record_put_mm (&event, "mm", get_member (recorder, fields->task_mm, task, 0));
  mms_record_put_mm (&event, "active", get_member (recorder, fields->active_mm, task, 0));
  mms_record_end (&event);
}

/* The first user task that has it, idle and kernel threads borrow. */
static int
find_owner (const MmsRecorder *recorder, gint16 pointer)
{
  for (guint i = recorder->program->n_cpus; i < recorder->program->tasks->len; i++)
    if (get_member (recorder, recorder->fields->task_mm, (int) i, 0) == pointer)
      return mms_record_get_pid (recorder->program, (int) i);
  return -1;
}

static void
tell_mm (MmsRecorder *recorder, guint element)
{
  const MmsRecordFields *fields = recorder->fields;
  gint16 pointer = MMS_SIM_MM_POINTER ((gint16) element + 1, 0);
  g_autofree char *name = mms_record_name_mm (recorder->names, pointer);
  int owner = find_owner (recorder, pointer);
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, 0, "state_mm");
  mms_record_put_mm_id (&event, pointer);
  if (owner >= 0)
    mms_record_put_number (&event, "pid", owner);
  mms_record_put_number (&event, "users",
                         mms_record_get_member (recorder, fields->users, element, 1));
  mms_record_put_number (&event, "count",
                         mms_record_get_member (recorder, fields->count, element, 1));
  if (fields->cpumask >= 0)
    mms_record_put_hex (&event, "cpumask",
                        (guint16) mms_record_get_member (recorder, fields->cpumask, element, 0));
  mms_record_put_text (&event, "name", name);
  mms_record_end (&event);
}

void
mms_record_snapshot (MmsRecorder *recorder)
{
  const MmsProgram *program = recorder->program;
  MmsRecordEvent event;

  tell_begin (recorder);
  for (guint i = 0; i < program->n_cpus; i++)
    tell_cpu (recorder, i);
  for (guint i = 0; i < program->tasks->len; i++)
    if (!is_running (recorder, (int) i))
      tell_task (recorder, (int) i);
  for (guint i = 0; i < program->n_mms; i++)
    if (i == 0 || program->mm_names[i] != NULL)
      tell_mm (recorder, i);
  mms_record_begin (recorder, &event, 0, "state_end");
  mms_record_end (&event);
}
