/* dat-symbols.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsDatSymbols:
 *
 * The kernel's functions by address, from the text of /proc/kallsyms.  libtraceevent keeps them;
 * the text is read when the first is asked for, since a full table has 200,000 lines.
 */
typedef struct _MmsDatSymbols MmsDatSymbols;

MmsDatSymbols *mms_dat_symbols_new  (GBytes        *text);
void           mms_dat_symbols_free (MmsDatSymbols *symbols);

/**
 * mms_dat_symbols_find:
 * @offset: (out) (optional): bytes from the function's beginning
 *
 * From any thread.
 *
 * Returns: (transfer none) (nullable): the interned name of the function that holds @address
 */
const char *mms_dat_symbols_find (MmsDatSymbols *symbols,
                                  guint64        address,
                                  guint64       *offset);

/* The address of one symbol, from the text itself; 0 where it is not there. */
guint64 mms_dat_symbols_find_address (GBytes     *text,
                                      const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatSymbols, mms_dat_symbols_free)

G_END_DECLS
