/* record-call.c - which lines were come to only to call what others do
 *
 * A program's code has no calls: what a function does stands where it is called from, and an instruction
 * knows which lines that is.  Whoever reads goes through these lines first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-private.h"

static const MmsSite *
get_site (const MmsRecorder *recorder, guint site)
{
  return &g_array_index (recorder->program->sites, MmsSite, site);
}

/* Where the context that does @happening has come to. */
static MmsRecordPlace *
get_place (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordTask *task;

  if (happening->level != 0)
    return &recorder->cpus[happening->cpu]
                .places[MIN (happening->level, G_N_ELEMENTS (recorder->cpus[0].places)) - 1];
  task = &recorder->tasks[happening->task];
  return &task->places[task->n_statements > 1];
}

/* Whether code goes from @from back to a place between @entry and @to: what begins at @entry does not
 * begin anew. */
static gboolean
is_loop_within (const MmsRecorder *recorder, guint entry, guint from, guint to)
{
  const GArray *code = recorder->program->code;

  for (guint pc = from; pc < code->len; pc++)
    {
      const MmsInstruction *instruction = &g_array_index (code, MmsInstruction, pc);

      if ((instruction->op == MMS_OP_JUMP || instruction->op == MMS_OP_JUMP_IF_ZERO)
          && instruction->target >= entry && instruction->target <= to)
        return TRUE;
      /* Behind it is another body. */
      if (instruction->op == MMS_OP_RETURN)
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_called_from (const MmsRecorder *recorder, guint site, guint caller)
{
  for (; site != 0; site = get_site (recorder, site)->caller)
    if (site == caller)
      return TRUE;
  return caller == 0;
}

/* Whether what is called at @site has been come to already when @place was. */
static gboolean
is_open (const MmsRecorder *recorder, guint site, guint pc, const MmsRecordPlace *place)
{
  if (place->pc == 0 || !is_called_from (recorder, place->site, site))
    return FALSE;
  return site == 0 || pc > place->pc
         || is_loop_within (recorder, get_site (recorder, site)->entry, place->pc, pc);
}

static void
tell_call (MmsRecorder *recorder, guint cpu, guint site)
{
  g_autofree char *source = mms_record_name_site (recorder->program, site);
  g_autofree char *line = mms_record_find_site_line (recorder->program, site);
  MmsRecordEvent event;

  mms_record_begin (recorder, &event, cpu, "call");
  mms_record_put_text (&event, "text", line);
  mms_record_put_text (&event, "src", source);
  mms_record_end (&event);
}

/* A script's line that is nothing but a call has been told as a statement. */
static gboolean
is_told (const MmsRecorder *recorder, guint site)
{
  const MmsSite *at = get_site (recorder, site);
  const MmsSite *caller = get_site (recorder, at->caller);

  return at->caller != 0 && at->source == caller->source && at->line == caller->line;
}

/* The outermost first. */
static void
tell_calls (MmsRecorder *recorder, guint cpu, guint site, guint pc, const MmsRecordPlace *place)
{
  if (site == 0 || is_open (recorder, site, pc, place))
    return;
  tell_calls (recorder, cpu, get_site (recorder, site)->caller, pc, place);
  if (!is_told (recorder, site))
    tell_call (recorder, cpu, site);
}

void
mms_record_calls (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordPlace *place = get_place (recorder, happening);
  guint site = mms_program_get_instruction (recorder->program, happening->pc)->site;

  tell_calls (recorder, happening->cpu, site, happening->pc, place);
  *place = (MmsRecordPlace){ happening->pc, (guint16) site };
}

void
mms_record_calls_begin (MmsRecorder *recorder, const MmsHappening *happening)
{
  guint statement = mms_record_find_statement (recorder->program, happening->pc);

  if (happening->kind == MMS_HAPPENING_START)
    recorder->tasks[happening->task].n_statements++;
  *get_place (recorder, happening)
      = (MmsRecordPlace){ statement != 0 ? get_site (recorder, statement)->entry : 0,
                          (guint16) statement };
}

void
mms_record_calls_end (MmsRecorder *recorder, const MmsHappening *happening)
{
  MmsRecordTask *task = &recorder->tasks[happening->task];

  *get_place (recorder, happening) = (MmsRecordPlace){ 0, 0 };
  if (happening->level == 0 && task->n_statements > 0)
    task->n_statements--;
}
