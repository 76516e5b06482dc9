/* library.h - the schemes, scenarios and litmus tests that mmscope brings along
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MMS_LIBRARY_SCHEMES,
  MMS_LIBRARY_SCENARIOS,
  MMS_LIBRARY_LITMUS,
  MMS_N_LIBRARY_SHELVES
} MmsLibraryShelf;

/**
 * MmsLibraryEntry:
 * @id: "S6g", "SC08p"; of a litmus test the file's stem
 * @stem: of its file: "S6g"
 * @name: (nullable): a second name: "kthread-use-mm"
 * @title: (nullable): one sentence
 */
typedef struct
{
  char *id;
  char *stem;
  char *name;
  char *title;
  char *path;
} MmsLibraryEntry;

/**
 * MmsLibrary:
 *
 * A folder with schemes/, scenarios/ and litmus/.  Read once, immutable.
 */
typedef struct _MmsLibrary MmsLibrary;

/**
 * mms_library_open:
 *
 * Opens $MMSCOPE_SAMPLES if that is set, else the samples beside this program: those of the source tree
 * it was built in, if it runs there, or those that were installed with it.
 *
 * Returns: (transfer full): a folder that is not there, or holds nothing, is an empty library
 */
MmsLibrary *mms_library_open        (void);
MmsLibrary *mms_library_open_folder (const char *folder);
void        mms_library_free        (MmsLibrary *library);

const char *mms_library_get_folder (const MmsLibrary *library);
/* (element-type MmsLibraryEntry) (transfer none): by id, numbers in it as numbers */
GPtrArray  *mms_library_list       (const MmsLibrary *library,
                                    MmsLibraryShelf   shelf);
/* (nullable) (transfer none): what is called @name, by id, stem or name; case does not matter */
const MmsLibraryEntry *mms_library_find (const MmsLibrary *library,
                                         MmsLibraryShelf   shelf,
                                         const char       *name);

/* Below zero, zero, above: as strcmp(), but S9 comes before S10 and SC02 before SC10. */
int mms_library_compare_ids (const char *a,
                             const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLibrary, mms_library_free)

G_END_DECLS
