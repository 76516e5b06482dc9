/* printable.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): @text as UTF-8 on one line, without the control characters that names in a trace
 * may hold: they would move the cursor or colour the terminal. */
char *mms_make_printable (const char *text);

G_END_DECLS
