/* explore-litmus.h - mmscope explore FILE.litmus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/explore.h"
#include "sim/library.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the litmus test that @name is, by path or in the library */
char *mms_explore_litmus_find (const MmsLibrary *library,
                               const char       *name);

/**
 * mms_explore_litmus:
 * @memory: (nullable): "sc", "tso", "weak"
 * @options: whose limits count
 *
 * Returns: the exit status
 */
int mms_explore_litmus (const char              *path,
                        const char              *memory,
                        const MmsExploreOptions *options,
                        gboolean                 as_json);

G_END_DECLS
