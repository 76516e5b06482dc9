/* commands.h - one function per subcommand
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each gets its own name as argv[0], writes its results with mms_cli_write() and answers the exit
 * status, an #MmsStatus.  None of them touches a display. */

int mms_cmd_check    (int argc, char **argv);
int mms_cmd_convert  (int argc, char **argv);
int mms_cmd_explore  (int argc, char **argv);
int mms_cmd_info     (int argc, char **argv);
int mms_cmd_list     (int argc, char **argv);
int mms_cmd_render   (int argc, char **argv);
int mms_cmd_simulate (int argc, char **argv);
int mms_cmd_tracks   (int argc, char **argv);
int mms_cmd_verdicts (int argc, char **argv);

G_END_DECLS
