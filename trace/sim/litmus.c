/* litmus.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus.h"

#include <string.h>

#include "litmus-build.h"
#include "text-file.h"

static void
clear_place (gpointer data)
{
  g_free (((MmsLitmusPlace *) data)->name);
}

static void
clear_variable (gpointer data)
{
  g_free (((MmsLitmusVariable *) data)->name);
}

static void
clear_local (gpointer data)
{
  g_free (((MmsLitmusLocal *) data)->name);
}

static void
clear_binding (gpointer data)
{
  g_free (((MmsLitmusBinding *) data)->name);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint) size);

  g_array_set_clear_func (array, clear);
  return array;
}

static MmsLitmus *
litmus_new (void)
{
  MmsLitmus *litmus = g_new0 (MmsLitmus, 1);

  litmus->program = mms_program_new ();
  litmus->places = new_array (sizeof (MmsLitmusPlace), clear_place);
  litmus->addresses = g_ptr_array_new_with_free_func (g_free);
  return litmus;
}

void
mms_litmus_free (MmsLitmus *litmus)
{
  if (litmus == NULL)
    return;
  g_free (litmus->name);
  mms_program_free (litmus->program);
  g_array_unref (litmus->places);
  mms_litmus_formula_free (litmus->condition);
  mms_litmus_formula_free (litmus->filter);
  g_ptr_array_unref (litmus->addresses);
  g_free (litmus);
}

char *
mms_litmus_format_value (const MmsLitmus *litmus, int value)
{
  int number = value - MMS_LITMUS_ADDRESS (0);

  if (number >= 0 && (guint) number < litmus->addresses->len)
    return g_strdup (litmus->addresses->pdata[number]);
  return g_strdup_printf ("%d", value);
}

/* `C name`, and what generators write below it: a text in quotes, `Key=value` lines. */
static gboolean
parse_header (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;

  mms_litmus_next (scan);
  if (!mms_litmus_is (scan, "C"))
    return mms_litmus_fail_expected (scan, "'C' and the test's name: this reads litmus tests in C");
  g_free (build->litmus->name);
  build->litmus->name = mms_litmus_take_line (scan);
  while (scan->error == NULL && !mms_litmus_is (scan, "{"))
    {
      if (scan->token.kind == MMS_LITMUS_STRING)
        mms_litmus_next (scan);
      else if (scan->token.kind == MMS_LITMUS_NAME && scan->p < scan->end && *scan->p == '=')
        g_free (mms_litmus_take_line (scan));
      else
        return mms_litmus_fail_expected (scan, "'{' and what the variables are at the start");
    }
  return scan->error == NULL;
}

static gboolean
parse_test (MmsLitmusBuild *build)
{
  if (!parse_header (build) || !mms_litmus_parse_init (build))
    return FALSE;
  while (mms_litmus_parse_process (&build->scan.token) >= 0)
    if (!mms_litmus_parse_process_head (build) || !mms_litmus_parse_body (build))
      return FALSE;
  if (build->n_processes == 0)
    return mms_litmus_fail_expected (&build->scan, "P0");
  for (guint i = 0; i < build->bindings->len; i++)
    {
      const MmsLitmusBinding *binding = &g_array_index (build->bindings, MmsLitmusBinding, i);

      if (binding->process >= build->n_processes)
        return mms_litmus_fail (&build->scan, NULL, "%u:%s has a value, but there is no P%u",
                                binding->process, binding->name, binding->process);
    }
  return mms_litmus_parse_questions (build);
}

static void
complete (MmsLitmusBuild *build)
{
  MmsProgram *program = build->program;
  g_autofree char *valid = g_utf8_make_valid (build->scan.text,
                                              build->scan.end - build->scan.text);
  g_autofree char *name = g_path_get_basename (build->scan.name);

  program->scheme = g_strdup ("litmus");
  program->scenario = g_utf8_make_valid (build->litmus->name, -1);
  program->title = g_strdup (program->scenario);
  program->n_cpus = build->n_processes;
  for (guint i = 0; i < build->n_processes; i++)
    {
      g_autofree char *idle = g_strdup_printf ("idle%u", i);

      mms_program_add_task (program, idle, TRUE, (int) i);
    }
  mms_program_add_source (program, name, valid);
  for (guint i = 0; i < build->facts->taken->len; i++)
    g_ptr_array_add (build->litmus->addresses, g_strdup (build->facts->taken->pdata[i]));
}

/* Reads it once. */
static MmsLitmus *
read_text (MmsLitmusFacts *facts,
           const char     *name,
           const char     *text,
           gsize           length,
           GError        **error)
{
  MmsLitmusBuild build = { .facts = facts, .memory = -1 };
  MmsLitmus *litmus = litmus_new ();
  gboolean is_good;

  build.litmus = litmus;
  build.program = litmus->program;
  build.variables = new_array (sizeof (MmsLitmusVariable), clear_variable);
  build.bindings = new_array (sizeof (MmsLitmusBinding), clear_binding);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    build.locals[i] = new_array (sizeof (MmsLitmusLocal), clear_local);
  mms_litmus_scan_init (&build.scan, name, text, length);

  is_good = parse_test (&build);
  if (is_good)
    complete (&build);
  else
    g_propagate_error (error, g_steal_pointer (&build.scan.error));

  mms_litmus_scan_clear (&build.scan);
  g_array_unref (build.variables);
  g_array_unref (build.bindings);
  for (guint i = 0; i < MMS_SIM_MAX_CPUS; i++)
    g_array_unref (build.locals[i]);
  if (is_good)
    return litmus;
  mms_litmus_free (litmus);
  return NULL;
}

MmsLitmus *
mms_litmus_read (const char *name,
                 const char *text,
                 gsize       length,
                 GError    **error)
{
  MmsLitmusFacts facts = { 0 };
  MmsLitmus *litmus = NULL;

  if (length > MMS_MAX_TEXT)
    {
      g_set_error (error, MMS_SIM_ERROR, MMS_SIM_ERROR_LIMIT, "%s: larger than any litmus test",
                   name);
      return NULL;
    }
  facts.taken = g_ptr_array_new_with_free_func (g_free);
  facts.observed = g_ptr_array_new_with_free_func (g_free);
  litmus = read_text (&facts, name, text, length, error);
  if (litmus != NULL)
    {
      mms_litmus_free (litmus);
      litmus = read_text (&facts, name, text, length, error);
    }
  if (litmus != NULL && !mms_program_finish (litmus->program, error))
    {
      g_prefix_error (error, "%s: ", name);
      g_clear_pointer (&litmus, mms_litmus_free);
    }
  g_ptr_array_unref (facts.taken);
  g_ptr_array_unref (facts.observed);
  return litmus;
}
