/* library-runs.h - runs of the library's schemes, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/library.h"
#include "sim/machine.h"

G_BEGIN_DECLS

/* The samples of the source tree. */
MmsLibrary *library_runs_open (void);

/* (transfer full) (nullable): a scheme in a scenario, by names; %NULL where it lacks something that the
 * scenario requires.  Fails the test if a file is wrong. */
MmsProgram *library_runs_compile (const MmsLibrary *library,
                                  const char       *scheme,
                                  const char       *scenario);

G_END_DECLS
