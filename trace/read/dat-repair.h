/* dat-repair.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/**
 * mms_dat_repair_cpus:
 *
 * A buffer's CPUs lie one behind the other from the first page's boundary on, so where one of them
 * claims a place or a size that cannot be, its neighbours tell the right one.
 */
void mms_dat_repair_cpus (MmsDatFile   *file,
                          MmsDatBuffer *buffer);

G_END_DECLS
