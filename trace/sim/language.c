/* language.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "language.h"

#include <string.h>

#include "compiler.h"
#include "model/number.h"
#include "parser.h"
#include "text-file.h"

struct _MmsLanguage
{
  MmsUnit *unit;
  MmsIncluder includer;
  char *library;      /* nullable */
  GPtrArray *missing; /* char * */
};

/* Beside @from, then in the library */
static char *
include_file (const char *name,
              const char *from,
              char **path,
              gsize *length,
              gpointer user_data,
              GError **error)
{
  const MmsLanguage *language = user_data;
  g_autofree char *folder = g_path_get_dirname (from);
  g_autofree char *beside = g_build_filename (folder, name, NULL);
  static const char *const rooms[] = { "schemes", "scenarios" };

  for (guint i = 0; i <= G_N_ELEMENTS (rooms); i++)
    {
      g_autofree char *candidate = NULL;

      if (i == 0)
        candidate = g_strdup (beside);
      else if (language->library != NULL)
        candidate = g_build_filename (language->library, rooms[i - 1], name, NULL);
      if (candidate == NULL || !g_file_test (candidate, G_FILE_TEST_IS_REGULAR))
        continue;
      *path = g_canonicalize_filename (candidate, NULL);
      return mms_text_file_read (candidate, length, error);
    }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "there is no file %s beside this one%s",
               name, language->library != NULL ? ", nor in the library" : "");
  return NULL;
}

MmsLanguage *
mms_language_new (const char *library)
{
  MmsLanguage *language = g_new0 (MmsLanguage, 1);

  language->unit = mms_unit_new ();
  language->library = g_strdup (library);
  language->missing = g_ptr_array_new_with_free_func (g_free);
  language->includer.unit = language->unit;
  language->includer.include = include_file;
  language->includer.user_data = language;
  language->includer.included = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return language;
}

void
mms_language_free (MmsLanguage *language)
{
  if (language == NULL)
    return;
  mms_unit_free (language->unit);
  g_hash_table_unref (language->includer.included);
  g_ptr_array_unref (language->missing);
  g_free (language->library);
  g_free (language);
}

void
mms_language_set_include (MmsLanguage *language, MmsIncludeFunc func, gpointer user_data)
{
  language->includer.include = func;
  language->includer.user_data = user_data;
}

gboolean
mms_language_add_file (MmsLanguage *language, const char *path, GError **error)
{
  char *text;
  gsize length = 0;
  int index;

  text = mms_text_file_read (path, &length, error);
  if (text == NULL)
    return FALSE;
  if (!g_hash_table_add (language->includer.included, g_canonicalize_filename (path, NULL)))
    {
      g_free (text);
      return TRUE;
    }
  index = mms_unit_add_text (language->unit, g_strdup (path), text, length, (MmsPosition){ 0 });
  if (index >= 0)
    mms_parse_text (&language->includer, (guint) index);
  return TRUE;
}

void
mms_language_add_text (MmsLanguage *language, const char *name, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  char *copy = g_malloc (size + 1);
  int index;

  memcpy (copy, text, size);
  copy[size] = '\0';
  g_hash_table_add (language->includer.included, g_strdup (name));
  index = mms_unit_add_text (language->unit, g_strdup (name), copy, size, (MmsPosition){ 0 });
  if (index >= 0)
    mms_parse_text (&language->includer, (guint) index);
}

static void
add_edit (MmsLanguage *language, MmsEditKind kind, const char *where)
{
  MmsUnit *unit = language->unit;
  MmsEdit edit = { .kind = kind };
  const char *colon = strrchr (where, ':');
  guint64 line = 0;

  if (colon == NULL)
    edit.label = mms_unit_intern (unit, where, strlen (where));
  else if (mms_number_parse (colon + 1, 10, 1, G_MAXUINT16, &line))
    {
      edit.file = mms_unit_intern (unit, where, (gsize) (colon - where));
      edit.line = (guint) line;
    }
  else
    {
      mms_unit_complain (unit, edit.at, "%s is no label, and no FILE:LINE", where);
      return;
    }
  g_array_append_val (unit->edits, edit);
}

void
mms_language_add_without (MmsLanguage *language, const char *where)
{
  add_edit (language, MMS_EDIT_WITHOUT, where);
}

void
mms_language_add_weaken (MmsLanguage *language, const char *where)
{
  add_edit (language, MMS_EDIT_WEAKEN, where);
}

void
mms_language_add_fence (MmsLanguage *language, const char *where)
{
  add_edit (language, MMS_EDIT_FENCE, where);
}

void
mms_language_add_constant (MmsLanguage *language, const char *name, int value)
{
  MmsNode *node = mms_unit_new_node (language->unit, MMS_NODE_NUMBER, (MmsPosition){ 0 });

  node->value = value;
  if (value < MMS_SIM_MIN_VALUE || value > MMS_SIM_MAX_VALUE)
    mms_unit_complain (language->unit, node->at, "numbers go from %d to %d", MMS_SIM_MIN_VALUE,
                       MMS_SIM_MAX_VALUE);
  mms_unit_add_constant (language->unit, mms_unit_intern (language->unit, name, strlen (name)),
                         node->at, node, TRUE);
}

static gboolean
has_required (MmsUnit *unit, const MmsNode *required)
{
  MmsConstant *constant;
  int value = 0;

  if (required->text != NULL)
    return mms_unit_find_member (unit, required->name, required->text) != NULL;
  constant = g_hash_table_lookup (unit->constants, required->name);
  if (constant != NULL)
    return mms_unit_get_constant (unit, constant, &value) && value != 0;
  return g_hash_table_contains (unit->functions, required->name)
         || mms_unit_find_member (unit, NULL, required->name) != NULL
         || g_hash_table_contains (unit->records, required->name);
}

static void
collect_missing (MmsLanguage *language)
{
  for (guint i = 0; i < language->unit->required->len; i++)
    {
      const MmsNode *required = g_ptr_array_index (language->unit->required, i);

      if (!has_required (language->unit, required))
        g_ptr_array_add (language->missing, required->text != NULL ? g_strdup_printf (
                                                "%s.%s", required->name, required->text)
                                                                   : g_strdup (required->name));
    }
}

MmsLanguageResult
mms_language_compile (MmsLanguage *language, MmsProgram **program)
{
  MmsUnit *unit = language->unit;
  MmsProgram *compiled;
  g_autoptr (GError) error = NULL;

  *program = NULL;
  if (mms_unit_is_wrong (unit))
    return MMS_LANGUAGE_WRONG;
  /* A scenario may override what it requires. */
  collect_missing (language);
  if (mms_unit_is_wrong (unit))
    return MMS_LANGUAGE_WRONG;
  if (language->missing->len > 0)
    return MMS_LANGUAGE_NOT_APPLICABLE;
  if (mms_unit_has_failed (unit))
    return MMS_LANGUAGE_WRONG;
  mms_unit_apply_edits (unit); /* where one is wrong, the others' errors are told as well */
  compiled = mms_program_new ();
  mms_compile_unit (unit, compiled);
  if (!mms_unit_has_failed (unit) && !mms_program_finish (compiled, &error))
    mms_unit_complain (unit, (MmsPosition){ 0 }, "%s", error->message);
  if (mms_unit_has_failed (unit))
    {
      mms_program_free (compiled);
      return MMS_LANGUAGE_WRONG;
    }
  *program = compiled;
  return MMS_LANGUAGE_DONE;
}

GPtrArray *
mms_language_get_diagnostics (const MmsLanguage *language)
{
  return language->unit->diagnostics;
}

char *
mms_language_describe (const MmsLanguage *language)
{
  GString *text = g_string_new (NULL);
  const MmsUnit *unit = language->unit;

  for (guint i = 0; i < unit->diagnostics->len; i++)
    {
      g_autofree char *one = mms_diagnostic_to_string (g_ptr_array_index (unit->diagnostics, i));

      g_string_append (text, one);
    }
  if (unit->n_problems > unit->diagnostics->len)
    g_string_append (text, "and more\n");
  return g_string_free (text, FALSE);
}

GPtrArray *
mms_language_get_missing (const MmsLanguage *language)
{
  return language->missing;
}

GPtrArray *
mms_language_get_notes (const MmsLanguage *language)
{
  return language->unit->notes;
}

MmsLanguageTraits
mms_language_get_traits (const MmsLanguage *language)
{
  const MmsUnit *unit = language->unit;
  MmsLanguageTraits traits = 0;

  if (unit->scheme != NULL)
    traits |= MMS_LANGUAGE_HAS_SCHEME;
  if (unit->scenario != NULL || unit->n_cpus != NULL)
    traits |= MMS_LANGUAGE_HAS_SCENARIO;
  if (unit->n_lacking > 0)
    traits |= MMS_LANGUAGE_LACKS;
  for (guint i = 0; i < unit->texts->len; i++)
    if (mms_unit_is_text (unit, i, "kernel.lazy"))
      traits |= MMS_LANGUAGE_HAS_KERNEL;
  return traits;
}
