/* program.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program.h"

#include "futures.h"

G_DEFINE_QUARK (mms-sim-error-quark, mms_sim_error)

static void
clear_field (gpointer data)
{
  MmsSimField *field = data;

  g_free (field->name);
  g_free (field->record);
}

static void
clear_report (gpointer data)
{
  MmsReport *report = data;

  g_free (report->id);
  g_free (report->text);
}

static void
clear_event (gpointer data)
{
  MmsTraceEvent *event = data;

  g_free (event->name);
  for (guint i = 0; i < G_N_ELEMENTS (event->arguments); i++)
    g_free (event->arguments[i]);
}

static void
clear_source (gpointer data)
{
  MmsSource *source = data;

  g_free (source->name);
  g_free (source->text);
}

static void
clear_task (gpointer data)
{
  g_free (((MmsSimTask *) data)->name);
}

static void
clear_intrusion (gpointer data)
{
  g_free (((MmsIntrusion *) data)->name);
}

static void
clear_string (gpointer data)
{
  g_free (*(char **) data);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

static guint
add_string (GArray *strings, const char *string)
{
  char *copy;

  for (guint i = 0; i < strings->len; i++)
    if (g_str_equal (g_array_index (strings, char *, i), string))
      return i;
  copy = g_strdup (string);
  g_array_append_val (strings, copy);
  return strings->len - 1;
}

MmsProgram *
mms_program_new (void)
{
  MmsProgram *program = g_new0 (MmsProgram, 1);
  const MmsInstruction nothing = { .op = MMS_OP_RETURN };

  program->tasks = new_array (sizeof (MmsSimTask), clear_task);
  program->fields = new_array (sizeof (MmsSimField), clear_field);
  program->initial = new_array (sizeof (gint16), NULL);
  program->code = new_array (sizeof (MmsInstruction), NULL);
  program->functions = new_array (sizeof (char *), clear_string);
  program->labels = new_array (sizeof (char *), clear_string);
  program->sites = new_array (sizeof (MmsSite), NULL);
  program->reports = new_array (sizeof (MmsReport), clear_report);
  program->events = new_array (sizeof (MmsTraceEvent), clear_event);
  program->sources = new_array (sizeof (MmsSource), clear_source);
  program->setup = new_array (sizeof (MmsSetup), NULL);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    program->scripts[i] = new_array (sizeof (MmsStatement), NULL);
  program->intrusions = new_array (sizeof (MmsIntrusion), clear_intrusion);
  program->finals = new_array (sizeof (guint16), NULL);
  program->n_mms = 1;
  program->online_field = -1;

  g_array_append_val (program->code, nothing);
  add_string (program->functions, "");
  add_string (program->labels, "");
  g_array_set_size (program->sites, 1);
  mms_program_add_report (program, "STUCK", "this CPU waits for what never comes");
  mms_program_add_report (program, "OOPS", "a NULL pointer is followed");
  mms_program_add_report (program, "BROKEN", "a number leaves its range, or a loop has no end");
  return program;
}

void
mms_program_free (MmsProgram *program)
{
  if (program == NULL)
    return;
  g_free (program->scheme);
  g_free (program->scenario);
  g_free (program->title);
  g_free (program->arch);
  for (guint i = 0; i < MMS_SIM_MAX_MMS; i++)
    g_free (program->mm_names[i]);
  g_array_unref (program->tasks);
  g_array_unref (program->fields);
  g_array_unref (program->initial);
  g_array_unref (program->code);
  g_array_unref (program->functions);
  g_array_unref (program->labels);
  g_array_unref (program->sites);
  g_array_unref (program->reports);
  g_array_unref (program->events);
  g_array_unref (program->sources);
  g_array_unref (program->setup);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    g_array_unref (program->scripts[i]);
  g_array_unref (program->intrusions);
  g_array_unref (program->finals);
  g_free (program->live);
  g_free (program->uses);
  g_free (program->needs);
  mms_futures_free (program->futures);
  g_free (program);
}

guint
mms_program_add_field (MmsProgram     *program,
                       const char     *record,
                       const char     *name,
                       MmsObjectKind   kind,
                       MmsSimType      type,
                       MmsFieldUse     use,
                       guint           n)
{
  const MmsSimField field = {
    .name = g_strdup (name),
    .record = g_strdup (record),
    .kind = kind,
    .type = type,
    .use = use,
    .base = (guint16) program->initial->len,
    .n = (guint16) n,
  };

  g_array_append_val (program->fields, field);
  g_array_set_size (program->initial, program->initial->len + n);
  return program->fields->len - 1;
}

guint
mms_program_add_report (MmsProgram *program,
                        const char *id,
                        const char *text)
{
  return mms_program_add_information (program, id, text, FALSE);
}

guint
mms_program_add_information (MmsProgram *program,
                             const char *id,
                             const char *text,
                             gboolean    is_info)
{
  const MmsReport report = { g_strdup (id), g_strdup (text), is_info };

  for (guint i = 0; i < program->reports->len; i++)
    {
      const MmsReport *other = &g_array_index (program->reports, MmsReport, i);

      if (g_str_equal (other->id, id) && g_strcmp0 (other->text, text) == 0
          && other->is_info == is_info)
        {
          g_free (report.id);
          g_free (report.text);
          return i;
        }
    }
  g_array_append_val (program->reports, report);
  return program->reports->len - 1;
}

guint
mms_program_add_function (MmsProgram *program,
                          const char *name)
{
  return add_string (program->functions, name);
}

guint
mms_program_add_label (MmsProgram *program,
                       const char *name)
{
  return add_string (program->labels, name);
}

guint
mms_program_add_site (MmsProgram    *program,
                      const MmsSite *site)
{
  if (program->sites->len > G_MAXUINT16)
    return 0;
  g_array_append_val (program->sites, *site);
  return program->sites->len - 1;
}

guint
mms_program_add_source (MmsProgram *program,
                        const char *name,
                        const char *text)
{
  const MmsSource source = { g_strdup (name), g_strdup (text) };

  g_array_append_val (program->sources, source);
  return program->sources->len - 1;
}

guint
mms_program_add_task (MmsProgram *program,
                      const char *name,
                      gboolean    is_kernel,
                      int         cpu)
{
  const MmsSimTask task = { g_strdup (name), is_kernel, cpu };

  g_array_append_val (program->tasks, task);
  return program->tasks->len - 1;
}

guint16
mms_program_emit (MmsProgram           *program,
                  const MmsInstruction *instruction)
{
  g_array_append_val (program->code, *instruction);
  return (guint16) MIN (program->code->len - 1, G_MAXUINT16);
}

void
mms_program_set_initial (MmsProgram *program,
                         guint       field,
                         guint       element,
                         gint16      value)
{
  const MmsSimField *f = &g_array_index (program->fields, MmsSimField, field);

  g_return_if_fail (element < f->n);
  g_array_index (program->initial, gint16, f->base + element) = value;
}

int
mms_program_find_field (const MmsProgram *program,
                        const char       *record,
                        const char       *name)
{
  for (guint i = 0; i < program->fields->len; i++)
    {
      const MmsSimField *field = &g_array_index (program->fields, MmsSimField, i);

      if (g_strcmp0 (field->record, record) == 0 && g_str_equal (field->name, name))
        return (int) i;
    }
  return -1;
}

const MmsSimField *
mms_program_get_location_field (const MmsProgram *program,
                                guint             location,
                                guint            *element)
{
  for (guint i = 0; i < program->fields->len; i++)
    {
      const MmsSimField *field = &g_array_index (program->fields, MmsSimField, i);

      if (location >= field->base && location < (guint) field->base + field->n)
        {
          if (element != NULL)
            *element = location - field->base;
          return field;
        }
    }
  return NULL;
}

char *
mms_program_name_location (const MmsProgram *program,
                           guint             location)
{
  guint element = 0;
  const MmsSimField *field = mms_program_get_location_field (program, location, &element);

  if (field == NULL)
    return g_strdup_printf ("[%u]", location);
  switch (field->kind)
    {
    case MMS_OBJECT_MM:
      if (element < MMS_SIM_MAX_MMS && program->mm_names[element] != NULL)
        return g_strdup_printf ("%s.%s", program->mm_names[element], field->name);
      return g_strdup_printf ("mm%u.%s", element + 1, field->name);
    case MMS_OBJECT_TASK:
      if (element < program->tasks->len)
        return g_strdup_printf ("%s.%s", g_array_index (program->tasks, MmsSimTask, element).name,
                                field->name);
      return g_strdup_printf ("task%u.%s", element, field->name);
    case MMS_OBJECT_CPU:
      return g_strdup_printf ("%s%u.%s", field->record, element, field->name);
    case MMS_OBJECT_ARRAY:
      return g_strdup_printf ("%s[%u]", field->name, element);
    default:
      return g_strdup (field->name);
    }
}

gboolean
mms_program_may_preempt (const MmsProgram *program)
{
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      if (g_array_index (program->scripts[cpu], MmsStatement, i).kind == MMS_STATEMENT_PREEMPT)
        return TRUE;
  return FALSE;
}
