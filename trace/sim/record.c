/* record.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "endless.h"
#include "record-private.h"

static void
tell_ready (MmsRecorder *recorder)
{
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, 0, "note");
  mms_record_put_text (&event, "text", "the setup is done; from here on the run can be another one");
  mms_record_end (&event);
}

MmsRecorder *
mms_recorder_new (const MmsMachine *machine)
{
  MmsRecorder *recorder = g_new0 (MmsRecorder, 1);
  const MmsProgram *program = mms_machine_get_program (machine);

  recorder->machine = machine;
  recorder->program = program;
  recorder->names = mms_record_names_new (program);
  recorder->fields = mms_record_fields_new (program);
  recorder->lines = g_string_new (NULL);
  recorder->values = g_new0 (gint16, program->n_locations + 1);
  recorder->waiting = mms_waiting_new (program, recorder->names);
  recorder->alarms = g_array_new (FALSE, FALSE, sizeof (MmsRecordAlarm));
  recorder->alarm = G_MAXUINT;
  for (guint i = 0; i < MMS_SIM_MAX_MMS; i++)
    recorder->tenants[i] = MMS_SIM_MM_POINTER ((gint16) i + 1, 0);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    {
      recorder->cpus[i].pending = g_array_new (FALSE, FALSE, sizeof (MmsRecordIssue));
      recorder->cpus[i].sent = g_array_new (FALSE, FALSE, sizeof (MmsRecordCall));
      recorder->cpus[i].handled = g_array_new (FALSE, FALSE, sizeof (MmsRecordCall));
    }

  mms_record_take_start (recorder);
  mms_record_snapshot (recorder);
  mms_machine_tell_setup (machine, mms_recorder_tell, recorder);
  mms_recorder_end_step (recorder);
  if (program->setup->len > 0)
    tell_ready (recorder);
  return recorder;
}

void
mms_recorder_free (MmsRecorder *recorder)
{
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    {
      g_array_unref (recorder->cpus[i].pending);
      g_array_unref (recorder->cpus[i].sent);
      g_array_unref (recorder->cpus[i].handled);
    }
  g_array_unref (recorder->alarms);
  g_free (recorder->values);
  mms_waiting_free (recorder->waiting);
  g_string_free (recorder->lines, TRUE);
  mms_record_names_free (recorder->names);
  mms_record_fields_free (recorder->fields);
  g_free (recorder);
}

static void
tell_issue (MmsRecorder *recorder, const MmsHappening *happening)
{
  const MmsRecordIssue issue = { ++recorder->sequence, happening->location, happening->value,
                                 happening->pc, 0 };

  recorder->cpus[happening->cpu].level = happening->level;
  g_array_append_val (recorder->cpus[happening->cpu].pending, issue);
}

static void
tell_perform (MmsRecorder *recorder, const MmsHappening *happening)
{
  recorder->cpus[happening->cpu].level = happening->level;
  if (mms_program_get_instruction (recorder->program, happening->pc)->op == MMS_OP_RETURN)
    {
      mms_record_answer (recorder, happening);
      return;
    }
  mms_record_memory (recorder, happening);
  mms_record_kernel (recorder, happening);
  recorder->operation = 0;
}

/* What waited in the window and is no operation of memory leaves it, and those behind it move up. */
static void
tell_settled (MmsRecorder *recorder, const MmsHappening *happening)
{
  GArray *pending = recorder->cpus[happening->cpu].pending;

  if ((guint) happening->slot < pending->len)
    g_array_remove_index (pending, (guint) happening->slot);
}

static void
tell_local (MmsRecorder *recorder, const MmsHappening *happening)
{
  switch (mms_program_get_instruction (recorder->program, happening->pc)->op)
    {
    case MMS_OP_TRACE:
      mms_record_trace (recorder, happening);
      break;
    case MMS_OP_PREEMPT:
    case MMS_OP_IRQ:
      tell_perform (recorder, happening);
      break;
    default:
      break;
    }
}

/* Whether the CPU comes to an instruction; what takes effect later is behind it. */
static gboolean
is_come_to (const MmsHappening *happening)
{
  return happening->kind == MMS_HAPPENING_ISSUE || happening->kind == MMS_HAPPENING_LOCAL
         || (happening->kind == MMS_HAPPENING_PERFORM && happening->slot < 0);
}

void
mms_recorder_tell (const MmsHappening *happening, gpointer data)
{
  MmsRecorder *recorder = data;

  if (is_come_to (happening))
    mms_record_calls (recorder, happening);
  switch (happening->kind)
    {
    case MMS_HAPPENING_ALARM:
      mms_record_alarm (recorder, happening);
      return;
    case MMS_HAPPENING_ISSUE:
      tell_issue (recorder, happening);
      break;
    case MMS_HAPPENING_PERFORM:
      tell_perform (recorder, happening);
      break;
    case MMS_HAPPENING_LOCAL:
      tell_local (recorder, happening);
      break;
    case MMS_HAPPENING_START:
      mms_record_calls_begin (recorder, happening);
      mms_record_statement (recorder, happening);
      break;
    case MMS_HAPPENING_ENTER:
      mms_record_calls_begin (recorder, happening);
      mms_record_enter (recorder, happening);
      break;
    case MMS_HAPPENING_LEAVE:
      mms_record_calls_end (recorder, happening);
      mms_record_leave (recorder, happening);
      break;
    case MMS_HAPPENING_SETTLE:
      tell_settled (recorder, happening);
      return;
    case MMS_HAPPENING_WAIT:
      break;
    }
  mms_waiting_tell (recorder->waiting, happening);
  recorder->last = *happening;
  mms_record_alarms (recorder, happening);
}

void
mms_recorder_end_step (MmsRecorder *recorder)
{
  mms_record_alarms (recorder, &recorder->last);
  recorder->last = (MmsHappening){ .kind = MMS_HAPPENING_LOCAL, .location = -1 };
}

void
mms_recorder_set_incomplete (MmsRecorder *recorder)
{
  recorder->is_incomplete = TRUE;
}

guint
mms_recorder_get_n_events (const MmsRecorder *recorder)
{
  return recorder->n_events;
}

gint16
mms_recorder_peek (const MmsRecorder *recorder, guint location)
{
  return recorder->values[location];
}

gint16
mms_recorder_peek_cr3 (const MmsRecorder *recorder, guint cpu)
{
  return recorder->cpus[cpu].cr3;
}

int
mms_recorder_peek_current (const MmsRecorder *recorder, guint cpu)
{
  return recorder->cpus[cpu].current;
}

GBytes *
mms_recorder_finish (MmsRecorder *recorder)
{
  g_autofree char *header = NULL;
  GString *text;

  mms_recorder_end_step (recorder);
  mms_record_unperformed (recorder);
  header = mms_record_make_header (recorder);
  text = g_string_new (header);
  g_string_append_len (text, recorder->lines->str, (gssize) recorder->lines->len);
  mms_recorder_free (recorder);
  return g_string_free_to_bytes (text);
}

/* --- a whole run --- */

static gboolean
apply_all (const MmsMachine *machine, MmsCell *state, const MmsTransition *transitions,
           guint n_transitions, MmsRecorder *recorder, MmsAlarms *alarms)
{
  for (guint i = 0; i < n_transitions; i++)
    {
      gboolean goes_on
          = mms_machine_apply (machine, state, &transitions[i], alarms, mms_recorder_tell, recorder);

      mms_recorder_end_step (recorder);
      /* Beyond repair it may be only with its last step. */
      if (!goes_on && (i + 1 < n_transitions || mms_alarms_is_empty (alarms)))
        return FALSE;
    }
  return TRUE;
}

GBytes *
mms_record_run (const MmsMachine    *machine,
                const MmsTransition *transitions,
                guint                n_transitions,
                const guint64       *seed,
                gboolean             is_whole,
                GError             **error)
{
  g_autofree MmsCell *state = g_new0 (MmsCell, mms_machine_get_n_cells (machine));
  g_autofree MmsTransition *next = g_new (MmsTransition, MMS_MAX_TRANSITIONS);
  g_autoptr (MmsRecorder) recorder = mms_recorder_new (machine);
  MmsAlarms alarms = { { 0 } };

  recorder->seed = seed;
  mms_machine_get_initial (machine, state, &alarms);
  if (!apply_all (machine, state, transitions, n_transitions, recorder, &alarms))
    {
      g_set_error_literal (error, MMS_SIM_ERROR, MMS_SIM_ERROR_PROGRAM, "There is no such run");
      return NULL;
    }
  if (!is_whole)
    mms_recorder_set_incomplete (recorder);
  else
    {
      guint n = mms_machine_list (machine, state, next);

      if (!mms_machine_check_end (machine, state, n, &alarms, mms_recorder_tell, recorder) && n > 0)
        mms_endless_check (machine, state, &alarms, mms_recorder_tell, recorder);
      mms_recorder_end_step (recorder);
    }
  return mms_recorder_finish (g_steal_pointer (&recorder));
}
