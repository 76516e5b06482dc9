/* litmus-name.h - what things are called in a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): "rq1.lazy_mm" becomes rq1_lazy_mm, and nothing that is in @names (element-type utf8)
 * or means something in a test */
char *mms_litmus_make_name   (const GPtrArray *names,
                              const char      *place);

/* (transfer full): what may stand in a comment of either kind */
char *mms_litmus_make_remark (const char *text);

G_END_DECLS
