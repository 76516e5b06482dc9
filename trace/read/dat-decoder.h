/* dat-decoder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-area.h"
#include "dat-printk.h"
#include "dat-symbols.h"

G_BEGIN_DECLS

/* The formats of kinds met later are seen too.  @area, @symbols and @printk are taken. */
void mms_dat_decoder_install (MmsTraceBuilder *builder,
                              MmsDatFile      *file,
                              MmsDatArea      *area,
                              MmsDatSymbols   *symbols,
                              MmsDatPrintk    *printk);

G_END_DECLS
