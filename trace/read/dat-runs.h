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

G_END_DECLS
