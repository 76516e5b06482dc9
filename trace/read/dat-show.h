/* dat-show.h - values as tracefs prints them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-format.h"
#include "dat-symbols.h"

G_BEGIN_DECLS

void mms_dat_show_number (const MmsDatLook *look,
                          const MmsField   *field,
                          MmsDatSymbols    *symbols,
                          guint64           value,
                          GString          *text);

/* A bitmap: 32 bits at a time, the highest first */
void mms_dat_show_mask (const MmsDatLayout *layout,
                        const guint8       *bytes,
                        gsize               size,
                        GString            *text);

/**
 * mms_dat_show_flags:
 * @flags: common_flags
 * @count: common_preempt_count: the depth of preempt_disable(), and above it of migrate_disable()
 *
 * The five latency characters.
 */
void mms_dat_show_flags (guint flags,
                         guint count,
                         char  text[8]);

G_END_DECLS
