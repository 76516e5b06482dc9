/* number.h - numbers in texts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mms_number_parse:
 * @text: digits and nothing else: no sign, no blank, no "0x"
 * @base: 10 or 16
 *
 * What g_ascii_string_to_unsigned() is for, but for one thing: that one goes by errno, and the first call of
 * a process may have to wait for another thread that uses GLib for the first time, which leaves EAGAIN
 * there; then a number is none.
 *
 * Returns: whether it is a number from @min to @max; otherwise @number stays as it was
 */
gboolean mms_number_parse (const char *text,
                           guint       base,
                           guint64     min,
                           guint64     max,
                           guint64    *number);

G_END_DECLS
