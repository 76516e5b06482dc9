/* dat-edges.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/**
 * mms_dat_edges_check:
 * @first: where in the file the first CPU's pages may begin
 * @claims: (element-type MmsDatCpu): @buffer's CPUs as the file tells of them
 *
 * Sees to it that none of an uncompressed buffer's CPUs is given another's pages.
 *
 * The table tells each edge between two CPUs twice, and their pages fill what there is for them.  Where
 * that does not hold, a page in the table was changed, or pages are missing or too many in the file and all
 * behind them lie elsewhere.  Then the pages' time tells the edges: it goes back only there.  Where it does
 * not tell, the pages that may be the one CPU's or the other's are neither's.
 */
void mms_dat_edges_check (MmsDatFile   *file,
                          MmsDatBuffer *buffer,
                          guint64       first,
                          const GArray *claims);

G_END_DECLS
