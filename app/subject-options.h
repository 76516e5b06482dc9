/* subject-options.h - the options that say what is to be simulated or explored
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "subject.h"

G_BEGIN_DECLS

/* What the command line said; zero it before. */
typedef struct
{
  char *scheme;
  char *arch;
  char *memory;
  char **without;
  int buffer;
} MmsSubjectOptions;

/**
 * mms_subject_options_join:
 * @options: filled in by the parser; must stay where it is until then
 * @more: (array zero-terminated=1): those of the command itself
 *
 * Returns: (transfer full): --scheme, --arch, --memory, --buffer and --without, and then @more
 */
GOptionEntry   *mms_subject_options_join  (MmsSubjectOptions       *options,
                                           const GOptionEntry      *more);
/* Without a scenario; valid as long as @options. */
MmsSubjectWords mms_subject_options_get   (const MmsSubjectOptions *options);
void            mms_subject_options_clear (MmsSubjectOptions       *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsSubjectOptions, mms_subject_options_clear)

G_END_DECLS
