/* random-program.h - little programs that do anything
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/program.h"

G_BEGIN_DECLS

/* Two or three CPUs that load, store, exchange, compare, branch, fence and report; what they loaded is
 * in variables of their own at the end.  Deterministic by @seed. */
MmsProgram *random_program (guint32 seed);

G_END_DECLS
