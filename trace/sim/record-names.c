/* record-names.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-names.h"

#include <string.h>

/* The pid of the first task that is no idle task */
#define FIRST_PID 100

/* Of the page that holds init_mm's root */
#define FIRST_ROOT 0x1000

struct _MmsRecordNames
{
  const MmsProgram *program;
  char *mms[MMS_SIM_MAX_MMS]; /* by address - 1 */
  char *idle[MMS_SIM_MAX_CPUS];
};

static gboolean
is_taken (const MmsRecordNames *names, const char *name)
{
  for (guint i = 0; i < MMS_SIM_MAX_MMS; i++)
    if (g_strcmp0 (names->mms[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* What is allocated later gets the next letter that the scenario has not used. */
static char *
choose_name (const MmsRecordNames *names)
{
  for (char letter = 'A'; letter <= 'Z'; letter++)
    {
      char name[] = { letter, '\0' };

      if (!is_taken (names, name))
        return g_strdup (name);
    }
  return g_strdup ("mm");
}

MmsRecordNames *
mms_record_names_new (const MmsProgram *program)
{
  MmsRecordNames *names = g_new0 (MmsRecordNames, 1);

  names->program = program;
  names->mms[0] = g_strdup ("init");
  for (guint i = 1; i < program->n_mms; i++)
    names->mms[i] = g_strdup (program->mm_names[i]);
  for (guint i = 1; i < program->n_mms; i++)
    if (names->mms[i] == NULL)
      names->mms[i] = choose_name (names);
  for (guint i = 0; i < program->n_cpus; i++)
    names->idle[i] = g_strdup_printf ("swapper/%u", i);
  return names;
}

void
mms_record_names_free (MmsRecordNames *names)
{
  for (guint i = 0; i < MMS_SIM_MAX_MMS; i++)
    g_free (names->mms[i]);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    g_free (names->idle[i]);
  g_free (names);
}

static guint
get_generation (gint16 pointer)
{
  return MMS_SIM_MM_GENERATION ((guint16) pointer);
}

guint64
mms_record_get_mm_address (gint16 pointer)
{
  guint address = MMS_SIM_MM_ADDRESS ((guint16) pointer);

  if (address == 0)
    return 0;
  return address == 1 ? 0x1000 : 0x1000 * (guint64) (address + 8);
}

gint64
mms_record_get_mm_id (gint16 pointer)
{
  guint address = MMS_SIM_MM_ADDRESS ((guint16) pointer);

  return address == 0 ? -1 : (gint64) (get_generation (pointer) * MMS_SIM_MAX_MMS + address - 1);
}

guint64
mms_record_get_mm_root (gint16 pointer)
{
  return FIRST_ROOT * (guint64) (mms_record_get_mm_id (pointer) + 1);
}

char *
mms_record_name_mm (const MmsRecordNames *names, gint16 pointer)
{
  guint address = MMS_SIM_MM_ADDRESS ((guint16) pointer);
  guint generation = get_generation (pointer);
  const char *name;

  if (address == 0)
    return g_strdup ("NULL");
  name = names->mms[address - 1] != NULL ? names->mms[address - 1] : "mm";
  return generation == 0 ? g_strdup (name) : g_strdup_printf ("%s%u", name, generation + 1);
}

int
mms_record_get_pid (const MmsProgram *program, int task)
{
  return task < (int) program->n_cpus ? 0 : FIRST_PID + task - (int) program->n_cpus;
}

const char *
mms_record_get_comm (const MmsRecordNames *names, int task)
{
  if (task < 0 || (guint) task >= names->program->tasks->len)
    return "?";
  return (guint) task < names->program->n_cpus
             ? names->idle[task]
             : g_array_index (names->program->tasks, MmsSimTask, task).name;
}

/* --- places and values --- */

char *
mms_record_name_location (const MmsRecordNames *names, int location)
{
  const MmsSimField *field;
  guint element;

  if (location < 0)
    return NULL;
  field = mms_program_get_location_field (names->program, (guint) location, &element);
  if (field != NULL && field->kind == MMS_OBJECT_MM)
    return g_strdup_printf ("%s.%s", names->mms[element] != NULL ? names->mms[element] : "mm",
                            field->name);
  return mms_program_name_location (names->program, (guint) location);
}

char *
mms_record_name_value (const MmsRecordNames *names, MmsSimType type, gint16 value)
{
  switch (type)
    {
    case MMS_TYPE_MM:
      return mms_record_name_mm (names, value);
    case MMS_TYPE_TASK:
      return g_strdup (value == 0 ? "NULL" : mms_record_get_comm (names, value - 1));
    case MMS_TYPE_CPUMASK:
      return g_strdup_printf ("0x%x", (guint) (guint16) value);
    default:
      return g_strdup_printf ("%d", value);
    }
}

/* --- sources --- */

static const MmsSource *
find_source (const MmsProgram *program, guint source, guint line)
{
  if (line == 0 || source >= program->sources->len)
    return NULL;
  return &g_array_index (program->sources, MmsSource, source);
}

static char *
name_place (const MmsProgram *program, guint number, guint line)
{
  const MmsSource *source = find_source (program, number, line);

  return source != NULL ? g_strdup_printf ("%s:%u", source->name, line) : NULL;
}

char *
mms_record_name_source (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

  return pc == 0 ? NULL : name_place (program, instruction->source, instruction->line);
}

char *
mms_record_name_site (const MmsProgram *program, guint site)
{
  const MmsSite *at = &g_array_index (program->sites, MmsSite, site);

  return site == 0 ? NULL : name_place (program, at->source, at->line);
}

guint
mms_record_find_statement (const MmsProgram *program, guint pc)
{
  guint site = mms_program_get_instruction (program, pc)->site;

  while (site != 0 && g_array_index (program->sites, MmsSite, site).caller != 0)
    site = g_array_index (program->sites, MmsSite, site).caller;
  return site;
}

char *
mms_record_name_step (const MmsProgram *program, guint pc)
{
  guint label = mms_program_get_instruction (program, pc)->label;

  if (pc == 0 || label == 0 || label >= program->labels->len)
    return mms_record_name_source (program, pc);
  return g_strdup_printf ("%s%s%s", program->scheme != NULL ? program->scheme : "",
                          program->scheme != NULL ? "." : "",
                          g_array_index (program->labels, char *, label));
}

static char *
find_line (const MmsProgram *program, guint number, guint wanted)
{
  const MmsSource *source = find_source (program, number, wanted);
  const char *line;
  const char *end;

  if (source == NULL || source->text == NULL)
    return NULL;
  line = source->text;
  for (guint i = 1; i < wanted; i++)
    {
      line = strchr (line, '\n');
      if (line == NULL)
        return NULL;
      line++;
    }
  end = strchrnul (line, '\n');
  return g_strstrip (g_strndup (line, (gsize) (end - line)));
}

char *
mms_record_find_line (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);

  return pc == 0 ? NULL : find_line (program, instruction->source, instruction->line);
}

char *
mms_record_find_site_line (const MmsProgram *program, guint site)
{
  const MmsSite *at = &g_array_index (program->sites, MmsSite, site);

  return site == 0 ? NULL : find_line (program, at->source, at->line);
}

const MmsIntrusion *
mms_record_find_intrusion (const MmsProgram *program, const MmsHappening *happening)
{
  const MmsIntrusion *intrusion;

  if (happening->location < 0 || (guint) happening->location >= program->intrusions->len)
    return NULL;
  intrusion = &g_array_index (program->intrusions, MmsIntrusion, happening->location);
  return intrusion->cpu == happening->cpu && intrusion->entry == happening->pc ? intrusion : NULL;
}
