/* application.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mms_application_run:
 * @argv: the program's own name, then files to open
 *
 * Runs the app with a window per file, or an empty one.
 *
 * Returns: the exit status, an #MmsStatus
 */
int mms_application_run (int    argc,
                         char **argv);

G_END_DECLS
