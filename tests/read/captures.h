/* captures.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace.h"

G_BEGIN_DECLS

/* (element-type filename) (transfer full): all sample captures in trace.dat form, in order */
GPtrArray *captures_list (void);

/* The file's trace, whatever its notes; the test stops where there is none. */
MmsTrace *captures_read       (const char *path);
MmsTrace *captures_read_bytes (GBytes     *bytes,
                               GError    **error);

/* "stock/forkexec.dat" */
const char *captures_get_name (const char *path);

G_END_DECLS
