/* subject-options.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "subject-options.h"

GOptionEntry *
mms_subject_options_join (MmsSubjectOptions *options, const GOptionEntry *more)
{
  const GOptionEntry own[] = {
    { "scheme", 's', 0, G_OPTION_ARG_FILENAME, &options->scheme,
      "The scheme, if SCENARIO does not have it", "S" },
    { "arch", 0, 0, G_OPTION_ARG_FILENAME, &options->arch,
      "A profile of the library over the scheme's own: arm64, exact, powerpc, x86, x86-4.8", "A" },
    { "memory", 'm', 0, G_OPTION_ARG_STRING, &options->memory,
      "The memory model: sc (the default), tso, weak", "M" },
    { "buffer", 0, 0, G_OPTION_ARG_INT, &options->buffer,
      "Stores that can wait on a CPU (tso: 16), or operations in flight (weak: 8); 32 at most", "N" },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->without,
      "Leave out the statement with this label, or those on FILE:LINE (no folders); may be repeated",
      "LINE" },
  };
  guint n_more = 0;
  GOptionEntry *joined;

  while (more[n_more].long_name != NULL)
    n_more++;
  joined = g_new (GOptionEntry, G_N_ELEMENTS (own) + n_more + 1);
  memcpy (joined, own, sizeof own);
  memcpy (joined + G_N_ELEMENTS (own), more, (n_more + 1) * sizeof *more);
  return joined;
}

MmsSubjectWords
mms_subject_options_get (const MmsSubjectOptions *options)
{
  return (MmsSubjectWords){ .scheme = options->scheme,
                            .arch = options->arch,
                            .memory = options->memory,
                            .buffer = options->buffer,
                            .without = (const char *const *) options->without };
}

void
mms_subject_options_clear (MmsSubjectOptions *options)
{
  g_free (options->scheme);
  g_free (options->arch);
  g_free (options->memory);
  g_strfreev (options->without);
}
