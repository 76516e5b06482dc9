/* dat-rescue.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-file.h"

G_BEGIN_DECLS

/**
 * mms_dat_rescue_sections:
 *
 * Finds what the options of version 7 should have told: looks at the sections one behind the other
 * and, where one makes no sense, byte by byte for the next that does.
 */
void mms_dat_rescue_sections (MmsDatFile *file);

/* Whether the section there is one of the buffers that options told of. */
gboolean mms_dat_rescue_is_described (const MmsDatFile *file,
                                      guint64           section);

G_END_DECLS
