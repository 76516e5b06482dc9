/* dat-printk.h - formats of trace_printk()
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-layout.h"
#include "dat-symbols.h"

G_BEGIN_DECLS

/**
 * MmsDatPrintk:
 *
 * The strings that the kernel's code points to from its events, by address, from the text of tracefs'
 * printk_formats: lines of `0xffffffff82345678 : "text\n"`.  The text is read when the first is asked
 * for.
 */
typedef struct _MmsDatPrintk MmsDatPrintk;

MmsDatPrintk *mms_dat_printk_new  (GBytes       *text);
void          mms_dat_printk_free (MmsDatPrintk *printk);

/* (transfer none) (nullable): UTF-8, from any thread */
const char *mms_dat_printk_find (MmsDatPrintk *printk,
                                 guint64       address);

/**
 * mms_dat_printk_format:
 * @format: what mms_dat_printk_find() returned
 * @arguments: as vbin_printf() of lib/vsprintf.c in the kernel stores them: characters in 1 byte,
 *   shorts in 2, ints in 4, all else in 8, on borders of their size or of 4; strings with their NUL;
 *   what the kernel had to look at itself (%pI4 …) as the string that it made
 *
 * Prints at most as much as fits into a page; where the arguments end early, so does the text.
 *
 * Returns: (transfer full): UTF-8
 */
char *mms_dat_printk_format (const char         *format,
                             const MmsDatLayout *layout,
                             MmsDatSymbols      *symbols,
                             const guint8       *arguments,
                             gsize               size);

G_END_DECLS
