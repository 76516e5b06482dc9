/* dat-area.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/**
 * MmsDatArea:
 * @data: (array length=size): all pages of all CPUs
 *
 * The memory in which events' places count: the mapped file where its pages can be read as they
 * are; otherwise address space into which chunks are expanded when their turn comes, so that only
 * what was expanded takes memory.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  GBytes *file;
  guint8 *arena;
  MmsDatCodec codec;
} MmsDatArea;

/**
 * mms_dat_area_new:
 *
 * Gives every run its place in the area.
 */
MmsDatArea *mms_dat_area_new  (MmsDatFile  *file,
                               GError     **error);
void        mms_dat_area_free (MmsDatArea  *area);

/**
 * mms_dat_area_load:
 *
 * Makes the run's bytes be there.
 *
 * Returns: how many of them are
 */
gsize mms_dat_area_load (MmsDatArea      *area,
                         const MmsDatRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatArea, mms_dat_area_free)

G_END_DECLS
