/* litmus.h - mmscope explore, of a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/outcomes.h"

G_BEGIN_DECLS

/* Whether @path is named like one: NAME.litmus */
gboolean mms_litmus_is_named (const char *path);

/**
 * mms_litmus_explore:
 * @as_json: one object instead of lines
 *
 * Writes how the runs of a litmus test end, one line each, how many of the ends fulfil the condition,
 * and last, on a line of its own, Never, Sometimes or Always.
 *
 * Returns: %MMS_STATUS_CLEAN whatever the answer; %MMS_STATUS_UNREADABLE if there is no test in the
 *   file, %MMS_STATUS_DAMAGED if the search was not finished and what was found does not tell
 */
int mms_litmus_explore (const char             *path,
                        MmsMemory               memory,
                        const MmsOutcomeLimits *limits,
                        gboolean                as_json);

G_END_DECLS
