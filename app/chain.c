/* chain.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "chain.h"

#include <string.h>

#include "check/check.h"
#include "sim/alarm-cause.h"
#include "sim/endless.h"
#include "sim/waiting.h"

/* How much further to the right each CPU stands */
#define INDENT 2

typedef struct
{
  const MmsMachine *machine;
  const MmsProgram *program;
  GString *text;
  guint alarm;
  gboolean is_setup; /* that raises it */
  guint cpu;         /* of the line before */
  guint place;       /* its source and line; 0: none */
  GString *notes;    /* on that line, which is still open */
  gboolean is_open;
  gboolean is_running; /* the setup is over, or is the run */
  gboolean is_over;    /* what the setup raises has been raised */
  MmsRecordNames *names;
  MmsWaiting *waiters;
  GArray *alarms;                    /* MmsHappening: whose cause is still to be told */
  MmsHappening last;                 /* of this step, but for alarms */
  GArray *waiting[MMS_SIM_MAX_CPUS]; /* guint16: pc of stores that have not taken effect */
} Chain;

static void
end_line (Chain *chain)
{
  if (chain->notes->len > 0)
    g_string_append_printf (chain->text, "  /* %s */", chain->notes->str);
  if (chain->is_open)
    g_string_append_c (chain->text, '\n');
  g_string_truncate (chain->notes, 0);
  chain->is_open = FALSE;
}

static void
add_note (Chain *chain, const char *note)
{
  g_string_append_printf (chain->notes, "%s%s", chain->notes->len > 0 ? "; " : "", note);
}

static void
begin_line (Chain *chain, guint cpu)
{
  end_line (chain);
  chain->is_open = TRUE;
  g_string_append_printf (chain->text, "%*sCPU %u  ", (int)(INDENT + cpu * INDENT), "", cpu);
}

/* Tabs and runs of blanks are of no use in a column. */
static void
squeeze (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; from++)
    if (!g_ascii_isspace (*from))
      *to++ = *from;
    else if (to > text && to[-1] != ' ')
      *to++ = ' ';
  *to = '\0';
}

/* @source, @line: (nullable).  What follows on the same line stands there once, with all its notes.
 */
static void
add_text (Chain *chain, guint cpu, guint place, const char *source, char *line)
{
  if (source == NULL || (place == chain->place && cpu == chain->cpu))
    return;
  if (line != NULL)
    squeeze (line);
  begin_line (chain, cpu);
  g_string_append_printf (chain->text, "%s  %s", source, line != NULL ? line : "");
  chain->place = place;
  chain->cpu = cpu;
}

/* @note: (nullable) */
static void
add_line (Chain *chain, guint cpu, guint pc, const char *note)
{
  const MmsInstruction *instruction = mms_program_get_instruction (chain->program, pc);
  guint place = (guint)instruction->source << 16 | instruction->line;
  g_autofree char *source = mms_record_name_source (chain->program, pc);
  g_autofree char *line = mms_record_find_line (chain->program, pc);

  add_text (chain, cpu, place, source, line);
  if (note != NULL && source != NULL)
    add_note (chain, note);
}

/* (transfer full) (nullable): "A.mm_count 1 -> 0", "rq1.lazy_mm is A" */
static char *
describe_value (const Chain *chain, const MmsHappening *happening)
{
  guint element;
  const MmsSimField *field;
  g_autofree char *place = NULL;
  g_autofree char *old = NULL;
  g_autofree char *value = NULL;

  if (happening->location < 0 || (guint)happening->location >= chain->program->n_locations)
    return NULL;
  field = mms_program_get_location_field (chain->program, (guint)happening->location, &element);
  if (field == NULL)
    return NULL;
  place = mms_record_name_location (chain->names, happening->location);
  value = mms_record_name_value (chain->names, field->type, happening->value);
  if (!happening->wrote)
    return g_strdup_printf ("%s is %s", place, value);
  old = mms_record_name_value (chain->names, field->type, happening->old);
  return g_strdup_printf ("%s %s -> %s", place, old, value);
}

/* The script's line; what it calls follows as the lines that do something. */
static void
add_statement (Chain *chain, const MmsHappening *happening)
{
  guint number = mms_record_find_statement (chain->program, happening->pc);
  const MmsSite *site = &g_array_index (chain->program->sites, MmsSite, number);
  g_autofree char *source = mms_record_name_site (chain->program, number);
  g_autofree char *line = mms_record_find_site_line (chain->program, number);

  chain->place = 0;
  if (number != 0)
    add_text (chain, happening->cpu, (guint)site->source << 16 | site->line, source, line);
  else
    add_line (chain, happening->cpu, happening->pc, NULL);
}

static void
add_issue (Chain *chain, const MmsHappening *happening)
{
  g_array_append_val (chain->waiting[happening->cpu], happening->pc);
  if (mms_machine_get_memory (chain->machine) == MMS_MEMORY_TSO)
    add_line (chain, happening->cpu, happening->pc, "waits in the store buffer");
}

/* What waited for a value and is no operation of memory leaves without a line. */
static void
take_settled (Chain *chain, const MmsHappening *happening)
{
  GArray *waiting = chain->waiting[happening->cpu];

  if ((guint) happening->slot < waiting->len)
    g_array_remove_index (waiting, (guint) happening->slot);
}

/* What was outstanding longer than another operation says so. */
static void
add_perform (Chain *chain, const MmsHappening *happening)
{
  GArray *waiting = chain->waiting[happening->cpu];
  MmsMemory memory = mms_machine_get_memory (chain->machine);
  g_autofree char *value = NULL;
  const char *note = NULL;

  if (happening->slot >= 0 && (guint)happening->slot < waiting->len)
    {
      if (memory == MMS_MEMORY_TSO)
        note = "can be seen now";
      else if (happening->slot > 0)
        note = "overtakes what was before it";
      g_array_remove_index (waiting, (guint)happening->slot);
    }
  value = describe_value (chain, happening);
  add_line (chain, happening->cpu, happening->pc, value);
  if (note != NULL)
    add_line (chain, happening->cpu, happening->pc, note);
}

static void
add_context (Chain *chain, const MmsHappening *happening, gboolean begins)
{
  static const char *const names[] = { "", "softirq", "interrupt", "NMI" };
  guint level = MIN (happening->level, G_N_ELEMENTS (names) - 1);

  if (level == 0)
    return;
  begin_line (chain, happening->cpu);
  g_string_append_printf (chain->text, "-- %s %s", names[level], begins ? "begins" : "ends");
  chain->place = 0;
}

static void
add_wait (Chain *chain, const MmsHappening *happening)
{
  g_autofree char *waits = mms_waiting_describe (chain->waiters, happening, FALSE);

  chain->place = 0;
  add_line (chain, happening->cpu, happening->pc, waits);
}

static void
add_alarm (Chain *chain, const MmsHappening *happening)
{
  guint alarm = (guint)happening->value;
  const char *id = mms_machine_get_alarm_id (chain->machine, alarm);
  const char *text = mms_machine_get_alarm_text (chain->machine, alarm);
  const MmsDetectorInfo *info = mms_check_find (id);

  begin_line (chain, happening->cpu);
  g_string_append_printf (chain->text, "** %s", id);
  if (text != NULL && *text != '\0')
    g_string_append_printf (chain->text, ": %s", text);
  else if (info != NULL)
    g_string_append_printf (chain->text, " %s", info->name);
  chain->place = 0;
  chain->is_over = chain->is_setup && alarm == chain->alarm;
}

static void
add_alarms (Chain *chain)
{
  for (guint i = 0; i < chain->alarms->len; i++)
    add_alarm (chain, &g_array_index (chain->alarms, MmsHappening, i));
  g_array_set_size (chain->alarms, 0);
}

/* The line that raises it stands above it. */
static void
take_alarm (Chain *chain, const MmsHappening *happening)
{
  MmsHappening alarm = *happening;

  if (mms_cause_find (chain->program, &alarm, &chain->last) == MMS_CAUSE_NEXT)
    g_array_append_val (chain->alarms, alarm);
  else
    add_alarm (chain, &alarm);
}

static void
end_step (Chain *chain)
{
  add_alarms (chain);
  chain->last = (MmsHappening){ .kind = MMS_HAPPENING_LOCAL, .location = -1 };
}

/* A script's first statement may begin undisturbed, together with the setup. */
static gboolean
is_script (const MmsProgram *program, const MmsHappening *happening)
{
  const GArray *script = program->scripts[happening->cpu];

  for (guint i = 0; happening->kind == MMS_HAPPENING_START && i < script->len; i++)
    if (g_array_index (script, MmsStatement, i).entry == happening->pc)
      return TRUE;
  return FALSE;
}

static void
tell (const MmsHappening *happening, gpointer user_data)
{
  Chain *chain = user_data;

  mms_waiting_tell (chain->waiters, happening);
  chain->is_running = chain->is_running || is_script (chain->program, happening);
  if (!chain->is_running || chain->is_over)
    return;
  switch (happening->kind)
    {
    case MMS_HAPPENING_ISSUE:
      add_issue (chain, happening);
      break;
    case MMS_HAPPENING_PERFORM:
      add_perform (chain, happening);
      break;
    case MMS_HAPPENING_SETTLE:
      take_settled (chain, happening);
      return;
    case MMS_HAPPENING_START:
      add_statement (chain, happening);
      break;
    case MMS_HAPPENING_ENTER:
      add_context (chain, happening, TRUE);
      break;
    case MMS_HAPPENING_LEAVE:
      add_context (chain, happening, FALSE);
      break;
    case MMS_HAPPENING_WAIT:
      add_wait (chain, happening);
      break;
    case MMS_HAPPENING_ALARM:
      take_alarm (chain, happening);
      return;
    default:
      break;
    }
  chain->last = *happening;
  add_alarms (chain);
}

char *
mms_chain_to_text (const MmsMachine *machine, const GArray *run, gboolean is_whole, guint alarm)
{
  g_autofree MmsCell *state = g_new0 (MmsCell, mms_machine_get_n_cells (machine));
  g_autofree MmsTransition *next = g_new (MmsTransition, MMS_MAX_TRANSITIONS);
  MmsAlarms alarms = { { 0 } };
  gboolean goes_on = TRUE;
  Chain chain = { .machine = machine,
                  .program = mms_machine_get_program (machine),
                  .text = g_string_new (NULL),
                  .notes = g_string_new (NULL),
                  .alarm = alarm };

  chain.alarms = g_array_new (FALSE, FALSE, sizeof (MmsHappening));
  end_step (&chain);
  chain.names = mms_record_names_new (chain.program);
  chain.waiters = mms_waiting_new (chain.program, chain.names);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    chain.waiting[i] = g_array_new (FALSE, FALSE, sizeof (guint16));
  mms_machine_get_initial (machine, state, &alarms);
  chain.is_setup = mms_alarms_has (&alarms, alarm);
  chain.is_running = chain.is_setup;
  mms_machine_tell_setup (machine, tell, &chain);
  end_step (&chain);
  chain.is_running = TRUE;
  for (guint i = 0; i < run->len && goes_on; i++)
    {
      goes_on = mms_machine_apply (machine, state, &g_array_index (run, MmsTransition, i), &alarms,
                                   tell, &chain);
      end_step (&chain);
    }
  if (is_whole)
    {
      guint n = mms_machine_list (machine, state, next);

      if (!mms_machine_check_end (machine, state, n, &alarms, tell, &chain) && n > 0)
        mms_endless_check (machine, state, &alarms, tell, &chain);
      end_step (&chain);
    }
  end_line (&chain);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    g_array_unref (chain.waiting[i]);
  g_string_free (chain.notes, TRUE);
  g_array_unref (chain.alarms);
  mms_waiting_free (chain.waiters);
  mms_record_names_free (chain.names);
  return g_string_free (chain.text, FALSE);
}
