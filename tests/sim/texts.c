/* texts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "texts.h"

#include <string.h>

#include "sim/explore.h"
#include "sim/program-text.h"

typedef struct
{
  const MmsMachine *machine;
  GArray *locations; /* guint */
  GHashTable *found;
} Ends;

static MmsProgram *
finish (MmsLanguage *language)
{
  MmsProgram *program = NULL;
  MmsLanguageResult result = mms_language_compile (language, &program);
  g_autofree char *problems = mms_language_describe (language);

  g_assert_cmpstr (problems, ==, "");
  g_assert_cmpint (result, ==, MMS_LANGUAGE_DONE);
  return program;
}

MmsProgram *
texts_compile (const char *text)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);

  mms_language_add_text (language, "test.lazy", text, -1);
  return finish (language);
}

MmsProgram *
texts_compile_edited (const char *text, const char *edit)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);

  mms_language_add_text (language, "test.lazy", text, -1);
  if (g_str_has_prefix (edit, "without "))
    mms_language_add_without (language, edit + strlen ("without "));
  else
    mms_language_add_weaken (language, edit + strlen ("weaken "));
  return finish (language);
}

char *
texts_describe (const char *text)
{
  g_autoptr (MmsLanguage) language = mms_language_new (NULL);
  g_autoptr (MmsProgram) program = NULL;
  GString *missing;

  mms_language_add_text (language, "test.lazy", text, -1);
  if (mms_language_compile (language, &program) != MMS_LANGUAGE_NOT_APPLICABLE)
    return mms_language_describe (language);
  missing = g_string_new ("not applicable:");
  for (guint i = 0; i < mms_language_get_missing (language)->len; i++)
    g_string_append_printf (missing, " %s",
                            (char *) g_ptr_array_index (mms_language_get_missing (language), i));
  return g_string_free (missing, FALSE);
}

static void
note_end (const MmsCell *state, gpointer user_data)
{
  Ends *ends = user_data;
  GString *values = g_string_new (NULL);

  for (guint i = 0; i < ends->locations->len; i++)
    g_string_append_printf (
        values, "%s%d", i > 0 ? "," : "",
        mms_machine_peek (ends->machine, state, g_array_index (ends->locations, guint, i)));
  g_hash_table_add (ends->found, g_string_free (values, FALSE));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GHashTable *texts)
{
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (texts, NULL);

  qsort (keys, g_hash_table_size (texts), sizeof (gpointer), compare_texts);
  return g_strjoinv (" ", (char **) keys);
}

static guint
find_location (const MmsProgram *program, const char *name)
{
  int field = mms_program_find_field (program, NULL, name);

  if (field >= 0)
    return g_array_index (program->fields, MmsSimField, field).base;
  for (guint i = 0; i < program->initial->len; i++)
    {
      g_autofree char *location = mms_program_name_location (program, i);

      if (g_str_equal (location, name))
        return i;
    }
  g_error ("there is no %s", name);
}

char *
texts_run (const MmsProgram *program, const char *names, MmsMemory memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, TRUE, &error);
  g_autoptr (MmsExploration) exploration = NULL;
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  Ends ends = { machine, g_array_new (FALSE, FALSE, sizeof (guint)),
                g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  char *joined;

  g_assert_no_error (error);
  for (guint i = 0; list[i] != NULL; i++)
    {
      guint location = find_location (program, list[i]);

      g_array_append_val (ends.locations, location);
    }
  exploration = mms_explore (
      machine, &(MmsExploreOptions){ .n_threads = 1, .end = note_end, .end_data = &ends }, NULL);
  joined = join_sorted (ends.found);
  g_array_unref (ends.locations);
  g_hash_table_unref (ends.found);
  return joined;
}

char *
texts_find (const MmsProgram *program, MmsMemory memory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (program, memory, 0, TRUE, &error);
  g_autoptr (MmsExploration) exploration = NULL;
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  const GArray *alarms;

  g_assert_no_error (error);
  exploration = mms_explore (machine, &(MmsExploreOptions){ .n_threads = 1 }, NULL);
  alarms = mms_exploration_get_alarms (exploration);
  for (guint i = 0; i < alarms->len; i++)
    g_hash_table_add (found, (gpointer) mms_machine_get_alarm_id (
                                 machine, g_array_index (alarms, MmsFoundAlarm, i).alarm));
  return join_sorted (found);
}

char *
texts_dump (const MmsProgram *program)
{
  GString *text = g_string_new (NULL);

  for (guint pc = 1; pc < program->code->len; pc++)
    {
      g_autofree char *instruction = mms_program_describe_instruction (program, pc);

      g_string_append_printf (text, "%s\n", instruction);
    }
  return g_string_free (text, FALSE);
}
