/* dat-runs.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/**
 * mms_dat_runs_find:
 *
 * Looks up where each CPU's pages lie: as they are, or compressed in chunks: 32 bits of how many,
 * then each with 32 bits of size in the file, 32 of size expanded, and that many bytes.
 *
 * What lies outside the file, or where another CPU's data lies, gets a note and no run.  Nothing is
 * expanded here.
 */
void mms_dat_runs_find (MmsDatFile *file);

/**
 * mms_dat_runs_measure:
 * @is_sound: (out): all chunks have heads that make sense
 *
 * Returns: how many bytes the chunks take whose number lies at @at, as options would tell it; 0 if
 *   there are none
 */
guint64 mms_dat_runs_measure (const MmsDatFile *file,
                              guint64           at,
                              guint64           end,
                              guint             page_size,
                              gboolean         *is_sound);

/**
 * mms_dat_runs_find_row:
 * @at: (inout): from where to look; where the number of a row of chunks lies
 * @size: (out): how many bytes they take, up to the first that makes no sense
 * @is_sound: (out): all of them make sense
 *
 * Looks for one CPU's chunks that nothing describes.  A row of which not all makes sense begins at a
 * boundary of pages.
 */
gboolean mms_dat_runs_find_row (const MmsDatFile *file,
                                guint64          *at,
                                guint64           end,
                                guint             page_size,
                                guint64          *size,
                                gboolean         *is_sound);

G_END_DECLS
