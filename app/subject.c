/* subject.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "subject.h"

#include "cli.h"
#include "sim/language.h"

static gboolean
is_file (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* A name with a folder or an ending is a file's and nothing else. */
static gboolean
looks_like_path (const char *name)
{
  return strchr (name, '/') != NULL || g_str_has_suffix (name, ".lazy")
         || g_str_has_suffix (name, ".litmus");
}

char *
mms_subject_find_path (const MmsLibrary *library, MmsLibraryShelf shelf, const char *name)
{
  const MmsLibraryEntry *entry
      = looks_like_path (name) ? NULL : mms_library_find (library, shelf, name);

  if (entry != NULL)
    return g_strdup (entry->path);
  return looks_like_path (name) || is_file (name) ? g_strdup (name) : NULL;
}

/* (transfer full) (nullable): a profile is no scheme, so it has no name on the shelf. */
static char *
find_arch (const MmsLibrary *library, const char *arch)
{
  g_autofree char *name = NULL;
  char *path;

  if (looks_like_path (arch))
    return g_strdup (arch);
  name = g_strdup_printf ("arch-%s.lazy", arch);
  path = g_build_filename (mms_library_get_folder (library), "schemes", name, NULL);
  if (!is_file (path))
    g_clear_pointer (&path, g_free);
  return path;
}

static gboolean
add_file (MmsLanguage *language, const char *path, int *status)
{
  g_autoptr (GError) error = NULL;

  if (path == NULL || mms_language_add_file (language, path, &error))
    return TRUE;
  mms_cli_message (path, "%s", error->message);
  *status = MMS_STATUS_UNREADABLE;
  return FALSE;
}

static void
tell_missing (const char *command, const MmsLanguage *language, const MmsSubjectWords *words)
{
  GPtrArray *missing = mms_language_get_missing (language);
  g_autoptr (GString) text = g_string_new (NULL);

  if (words->scheme == NULL && !(mms_language_get_traits (language) & MMS_LANGUAGE_HAS_SCHEME))
    {
      mms_cli_usage (command, "%s needs a scheme: --scheme S", words->scenario);
      return;
    }
  for (guint i = 0; i < missing->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (missing, i));
  mms_cli_message (command, "%s cannot run %s, which needs %s",
                   words->scheme != NULL ? words->scheme : "this scheme", words->scenario,
                   text->str);
}

static void
tell_notes (const MmsLanguage *language, const MmsProgram *program)
{
  const GPtrArray *notes = mms_language_get_notes (language);

  for (guint i = 0; i < notes->len; i++)
    mms_cli_message (program->scheme, "%s", (const char *) g_ptr_array_index (notes, i));
}

/* Whether a part is missing rather than wrong: then what was said of it would not help. */
static gboolean
tell_missing_part (const char *command, const MmsLanguage *language, const MmsSubjectWords *words)
{
  MmsLanguageTraits traits = mms_language_get_traits (language);
  const GPtrArray *diagnostics = mms_language_get_diagnostics (language);
  const MmsDiagnostic *first = diagnostics->len > 0 ? g_ptr_array_index (diagnostics, 0) : NULL;

  if (words->scheme != NULL)
    return FALSE;
  if ((traits & MMS_LANGUAGE_LACKS) && !looks_like_path (words->scenario)
      && !(traits & (MMS_LANGUAGE_HAS_SCHEME | MMS_LANGUAGE_HAS_KERNEL)))
    mms_cli_usage (command, "%s needs a scheme: --scheme S", words->scenario);
  else if ((traits & MMS_LANGUAGE_HAS_SCHEME) && !(traits & MMS_LANGUAGE_HAS_SCENARIO)
           && first != NULL && first->file == NULL)
    mms_cli_usage (command, "%s is a scheme and no scenario: write SC02 --scheme %s",
                   words->scenario, words->scenario);
  else
    return FALSE;
  return TRUE;
}

/* What has no place in a file was said on the command line. */
static void
tell_wrong (const char *command, const MmsLanguage *language, const MmsSubjectWords *words,
            int *status)
{
  const GPtrArray *diagnostics = mms_language_get_diagnostics (language);
  MmsLanguageTraits traits = mms_language_get_traits (language);
  g_autofree char *text = NULL;

  if (tell_missing_part (command, language, words))
    {
      *status = MMS_STATUS_USAGE;
      return;
    }
  for (guint i = 0; i < diagnostics->len; i++)
    if (((MmsDiagnostic *) g_ptr_array_index (diagnostics, i))->file != NULL)
      text = text != NULL ? text : mms_language_describe (language);
  if (text != NULL)
    mms_cli_lines (text);
  else
    for (guint i = 0; i < diagnostics->len; i++)
      mms_cli_message (command, "%s",
                       ((MmsDiagnostic *) g_ptr_array_index (diagnostics, i))->message);
  if (text == NULL && words->without != NULL)
    *status = MMS_STATUS_USAGE;
  if (!(traits & MMS_LANGUAGE_LACKS) || (traits & MMS_LANGUAGE_HAS_KERNEL))
    return;
  if (words->scheme != NULL)
    mms_cli_message (command, "nothing includes kernel.lazy; most schemes begin with include "
                              "\"kernel.lazy\";");
  else if (!(traits & MMS_LANGUAGE_HAS_SCHEME))
    mms_cli_message (command, "if this is a scenario of schemes, it needs one: --scheme S");
}

static MmsProgram *
compile (const char *command, const MmsLibrary *library, const MmsSubjectWords *words,
         const char *const paths[3], int *status)
{
  g_autoptr (MmsLanguage) language = mms_language_new (mms_library_get_folder (library));
  MmsProgram *program = NULL;

  for (guint i = 0; i < 3; i++)
    if (!add_file (language, paths[i], status))
      return NULL;
  for (guint i = 0; words->without != NULL && words->without[i] != NULL; i++)
    mms_language_add_without (language, words->without[i]);
  for (guint i = 0; words->weaken != NULL && words->weaken[i] != NULL; i++)
    mms_language_add_weaken (language, words->weaken[i]);
  for (guint i = 0; words->fences != NULL && words->fences[i] != NULL; i++)
    mms_language_add_fence (language, words->fences[i]);
  switch (mms_language_compile (language, &program))
    {
    case MMS_LANGUAGE_DONE:
      if (!words->is_quiet)
        tell_notes (language, program);
      return program;
    case MMS_LANGUAGE_NOT_APPLICABLE:
      if (!words->is_quiet)
        tell_missing (command, language, words);
      *status = MMS_STATUS_USAGE;
      return NULL;
    default:
      *status = MMS_STATUS_UNREADABLE;
      if (!words->is_quiet)
        tell_wrong (command, language, words, status);
      return NULL;
    }
}

/* Returns: whether all that has a name is there */
static gboolean
find_paths (const char *command, const MmsLibrary *library, const MmsSubjectWords *words,
            char *paths[3], int *status)
{
  const char *what = NULL;
  const char *name = NULL;

  paths[2] = mms_subject_find_path (library, MMS_LIBRARY_SCENARIOS, words->scenario);
  if (words->scheme != NULL)
    paths[0] = mms_subject_find_path (library, MMS_LIBRARY_SCHEMES, words->scheme);
  if (words->arch != NULL)
    paths[1] = find_arch (library, words->arch);

  if (words->scheme != NULL && paths[0] == NULL)
    {
      what = "scheme";
      name = words->scheme;
    }
  else if (words->arch != NULL && paths[1] == NULL)
    {
      what = "arch";
      name = words->arch;
    }
  else if (paths[2] == NULL)
    {
      what = "scenario";
      name = words->scenario;
    }
  if (what == NULL)
    return TRUE;
  *status = mms_cli_usage (command, "there is no %s %s in %s; 'mmscope list' shows what there is",
                           what, name, mms_library_get_folder (library));
  return FALSE;
}

static char *
compose_name (const MmsProgram *program, MmsMemory memory)
{
  g_autoptr (GString) name = g_string_new (NULL);

  if (program->scheme != NULL)
    g_string_append_printf (name, "%s ", program->scheme);
  if (program->scenario != NULL)
    g_string_append_printf (name, "%s ", program->scenario);
  g_string_append (name, mms_memory_get_name (memory));
  return g_string_free (g_steal_pointer (&name), FALSE);
}

MmsSubject *
mms_subject_new (const char *command, const MmsLibrary *library, const MmsSubjectWords *words,
                 int *status)
{
  char *paths[3] = { NULL };
  MmsMemory memory = MMS_MEMORY_SC;
  MmsProgram *program = NULL;
  MmsSubject *subject = NULL;

  if (words->memory != NULL && !mms_memory_parse (words->memory, &memory))
    {
      *status = mms_cli_usage (command, "'%s' is no memory model; there are sc, tso and weak",
                               words->memory);
      return NULL;
    }
  if (words->buffer < 0 || words->buffer > MMS_MACHINE_MAX_BUFFER)
    {
      *status = mms_cli_usage (command, "--buffer is a number from 1 to %d; 0 is as many as is usual",
                               MMS_MACHINE_MAX_BUFFER);
      return NULL;
    }
  if (find_paths (command, library, words, paths, status))
    program = compile (command, library, words, (const char *const *) paths, status);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_free (paths[i]);
  if (program == NULL)
    return NULL;

  subject = g_new0 (MmsSubject, 1);
  subject->program = program;
  subject->memory = memory;
  subject->buffer = (guint) words->buffer;
  subject->name = compose_name (program, memory);
  if (!words->is_quiet)
    mms_cli_set_path (subject->name);
  return subject;
}

void
mms_subject_free (MmsSubject *subject)
{
  mms_program_free (subject->program);
  g_free (subject->name);
  g_free (subject);
}
