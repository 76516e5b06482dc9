/* dat-options.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-sections.h"

G_BEGIN_DECLS

/**
 * mms_dat_options_read:
 * @cursor: stands at the first option: 16 bits of id, 32 of size, then that many bytes
 * @place: where in the file @cursor's data begins
 * @next: (out): version 7: where the options go on; 0: nowhere
 *
 * Reads options up to the last one, which has id 0 and in version 6 no size.
 *
 * Returns: %FALSE if they end without it
 */
gboolean mms_dat_options_read (MmsDatFile   *file,
                               MmsDatCursor *cursor,
                               guint64       place,
                               guint64      *next);

/**
 * mms_dat_options_read_section:
 * @next: (out) (optional): where the options go on; 0: nowhere
 *
 * Version 7: reads the options of a section, once.
 *
 * Returns: %FALSE with a note added if they cannot all be read or were read before
 */
gboolean mms_dat_options_read_section (MmsDatFile          *file,
                                       const MmsDatSection *section,
                                       guint64             *next);

/* (transfer full) (nullable): the clock's name from tracefs' trace_clock, "local [global] counter" */
char *mms_dat_options_parse_clock (const char *text,
                                   gsize       size);

G_END_DECLS
