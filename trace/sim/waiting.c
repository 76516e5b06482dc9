/* waiting.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "waiting.h"

typedef struct
{
  guint16 pc; /* 0: nobody yet */
  guint8 cpu;
} Writer;

struct _MmsWaiting
{
  const MmsProgram *program;
  const MmsRecordNames *names;
  Writer *writers; /* by location */
};

MmsWaiting *
mms_waiting_new (const MmsProgram *program, const MmsRecordNames *names)
{
  MmsWaiting *waiting = g_new0 (MmsWaiting, 1);

  waiting->program = program;
  waiting->names = names;
  waiting->writers = g_new0 (Writer, program->n_locations + 1);
  return waiting;
}

void
mms_waiting_free (MmsWaiting *waiting)
{
  g_free (waiting->writers);
  g_free (waiting);
}

void
mms_waiting_tell (MmsWaiting *waiting, const MmsHappening *happening)
{
  if (happening->kind == MMS_HAPPENING_PERFORM && happening->wrote && happening->location >= 0
      && (guint)happening->location < waiting->program->n_locations)
    waiting->writers[happening->location] = (Writer){ happening->pc, happening->cpu };
}

guint
mms_waiting_get_writer (const MmsWaiting *waiting, guint location)
{
  return waiting->writers[location].pc;
}

static void
append_source (GString *text, const MmsProgram *program, guint pc)
{
  g_autofree char *source = mms_record_name_source (program, pc);

  if (source != NULL)
    g_string_append_printf (text, " at %s", source);
}

/* "CPU 1, which has interrupts off, and CPU 2" */
static void
append_cpus (GString *text, const MmsHappening *wait, guint n_cpus)
{
  guint cpus = (guint)wait->arguments[0];
  gboolean is_open = FALSE; /* a comma is to follow */
  guint n = 0;

  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      guint bit = 1u << cpu;
      const char *why = NULL;

      if ((cpus & bit) == 0)
        continue;
      if (((guint)wait->arguments[2] & bit) != 0)
        why = "which is in an interrupt handler";
      else if (((guint)wait->arguments[1] & bit) != 0)
        why = "which has interrupts off";
      if (n > 0)
        g_string_append (text, is_open ? ", and " : " and ");
      g_string_append_printf (text, "CPU %u", cpu);
      if (why != NULL)
        g_string_append_printf (text, ", %s", why);
      is_open = why != NULL;
      n++;
    }
}

static void
append_writer (GString *text, const MmsWaiting *waiting, const MmsHappening *wait, const char *what)
{
  const Writer *writer = &waiting->writers[wait->location];

  if (writer->pc == 0)
    return;
  g_string_append_printf (text, "%s CPU %u", what, writer->cpu);
  append_source (text, waiting->program, writer->pc);
}

/* What the place holds, and what it has to become. */
static void
append_condition (GString *text,
                  const MmsWaiting *waiting,
                  const MmsHappening *wait,
                  const MmsInstruction *instruction)
{
  guint element;
  const MmsSimField *field
      = mms_program_get_location_field (waiting->program, (guint)wait->location, &element);
  MmsSimType type = field != NULL ? field->type : MMS_TYPE_INT;
  g_autofree char *is = mms_record_name_value (waiting->names, type, wait->old);
  g_autofree char *wanted = mms_record_name_value (waiting->names, type, wait->value);

  if ((instruction->flags & MMS_FLAG_NOT) != 0)
    g_string_append_printf (text, " to be other than %s", wanted);
  else
    g_string_append_printf (text, " to be %s; it is %s", wanted, is);
}

/* A loop looks again and again; what would end it is in its own words. */
static void
append_value (GString *text, const MmsWaiting *waiting, const MmsHappening *wait)
{
  guint element;
  const MmsSimField *field
      = mms_program_get_location_field (waiting->program, (guint)wait->location, &element);
  g_autofree char *is = mms_record_name_value (
      waiting->names, field != NULL ? field->type : MMS_TYPE_INT, wait->old);

  g_string_append_printf (text, ", which is %s", is);
}

static void
append_place (GString *text, const MmsWaiting *waiting, const MmsHappening *wait)
{
  const MmsInstruction *instruction = mms_program_get_instruction (waiting->program, wait->pc);
  g_autofree char *place = mms_record_name_location (waiting->names, wait->location);

  g_string_append (text, place);
  if (instruction->op == MMS_OP_LOCK)
    {
      append_writer (text, waiting, wait, ", which is held by");
      return;
    }
  if (instruction->op == MMS_OP_AWAIT)
    append_condition (text, waiting, wait, instruction);
  else
    append_value (text, waiting, wait);
  append_writer (text, waiting, wait, ", written last by");
}

char *
mms_waiting_describe (const MmsWaiting *waiting, const MmsHappening *happening, gboolean says_where)
{
  const MmsInstruction *instruction = mms_program_get_instruction (waiting->program, happening->pc);
  gboolean has_place
      = happening->location >= 0 && (guint)happening->location < waiting->program->n_locations;
  gboolean is_loop = has_place && instruction->op != MMS_OP_AWAIT && instruction->op != MMS_OP_LOCK;
  g_autoptr (GString) text = g_string_new (is_loop ? "goes round for ever" : "waits");

  if (says_where)
    append_source (text, waiting->program, happening->pc);
  if (has_place)
    {
      g_string_append (text, is_loop ? " with " : " for ");
      append_place (text, waiting, happening);
    }
  else if (happening->arguments[0] != 0)
    {
      g_string_append (text, instruction->op == MMS_OP_IPI ? " to send, for an earlier answer of "
                                                           : " for the answer of ");
      append_cpus (text, happening, waiting->program->n_cpus);
    }
  else
    g_string_append (text, " and cannot go on");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
