/* dat-words.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsDatWords:
 *
 * The table of a `__print_symbolic()` or `__print_flags()` in a print format: words for numbers, or
 * for bits.
 */
typedef struct _MmsDatWords MmsDatWords;

/**
 * mms_dat_words_read:
 * @text: one argument of the print format
 * @field: (out) (transfer full): the field that it is about
 *
 * Entries whose number is not written as one are left out.
 *
 * Returns: (transfer full) (nullable): %NULL if the argument is no such table
 */
MmsDatWords *mms_dat_words_read (const char  *text,
                                 gsize        size,
                                 char       **field);
void         mms_dat_words_free (MmsDatWords *words);

/* As the kernel prints it; what the table lacks in hex. */
void mms_dat_words_append (const MmsDatWords *words,
                           guint64            value,
                           GString           *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsDatWords, mms_dat_words_free)

G_END_DECLS
