/* subject.h - what is to be simulated or explored, by the words of the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/library.h"
#include "sim/machine.h"

G_BEGIN_DECLS

/**
 * MmsSubjectWords: what the command line says
 * @scenario: a path, or a name of the library
 * @scheme: (nullable): the same
 * @arch: (nullable): a profile of the library: "arm64" is schemes/arch-arm64.lazy
 * @memory: (nullable): "sc", "tso", "weak"
 * @buffer: as of mms_machine_new(); 0: as many as is usual.  What is out of range is told
 * @without: (nullable) (array zero-terminated=1): labels and FILE:LINE
 * @weaken: (nullable) (array zero-terminated=1): the same: these stay, and order nothing
 * @fences: (nullable) (array zero-terminated=1): FILE:LINE before which an smp_mb() comes
 * @is_quiet: nothing is told of what cannot be compiled
 */
typedef struct
{
  const char *scenario;
  const char *scheme;
  const char *arch;
  const char *memory;
  int buffer;
  const char *const *without;
  const char *const *weaken;
  const char *const *fences;
  gboolean is_quiet;
} MmsSubjectWords;

/**
 * MmsSubject:
 * @name: for messages and progress: "S6g SC02 tso"
 */
typedef struct
{
  char *name;
  MmsProgram *program;
  MmsMemory memory;
  guint buffer;
} MmsSubject;

/**
 * mms_subject_new:
 * @command: for messages
 * @status: set where there is no subject; the reason was told
 *
 * Returns: (transfer full) (nullable)
 */
MmsSubject *mms_subject_new  (const char            *command,
                              const MmsLibrary      *library,
                              const MmsSubjectWords *words,
                              int                   *status);
void        mms_subject_free (MmsSubject            *subject);

/* (transfer full) (nullable): the path that @name stands for, a file or something on @shelf */
char *mms_subject_find_path (const MmsLibrary *library,
                             MmsLibraryShelf   shelf,
                             const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsSubject, mms_subject_free)

G_END_DECLS
