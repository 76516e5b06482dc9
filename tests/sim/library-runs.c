/* library-runs.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "library-runs.h"

#include "sim/language.h"

MmsLibrary *
library_runs_open (void)
{
  return mms_library_open_folder (g_getenv ("MMSCOPE_SAMPLES_DIR"));
}

static void
add (MmsLanguage *language, const MmsLibraryEntry *entry)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (entry);
  mms_language_add_file (language, entry->path, &error);
  g_assert_no_error (error);
}

MmsProgram *
library_runs_compile (const MmsLibrary *library, const char *scheme, const char *scenario)
{
  g_autoptr (MmsLanguage) language = mms_language_new (mms_library_get_folder (library));
  g_autofree char *text = NULL;
  MmsProgram *program = NULL;

  add (language, mms_library_find (library, MMS_LIBRARY_SCHEMES, scheme));
  add (language, mms_library_find (library, MMS_LIBRARY_SCENARIOS, scenario));
  switch (mms_language_compile (language, &program))
    {
    case MMS_LANGUAGE_DONE:
      return program;
    case MMS_LANGUAGE_NOT_APPLICABLE:
      return NULL;
    default:
      text = mms_language_describe (language);
      g_error ("%s in %s: %s", scheme, scenario, text);
    }
}
