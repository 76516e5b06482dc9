/* dat-print.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "dat-format.h"

G_BEGIN_DECLS

/**
 * mms_dat_print_read:
 * @text: from `print fmt:` on
 *
 * Tells from the conversions how each field is shown.
 */
void mms_dat_print_read (MmsDatFormat *format,
                         MmsKind      *kind,
                         const char   *text,
                         gsize         size);

G_END_DECLS
