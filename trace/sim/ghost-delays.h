/* ghost-delays.h - which ghosts a read may keep waiting (weak)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* What the instructions of a program touch themselves: sets of bits as in futures.h, by instruction. */
typedef struct
{
  guint n_words;
  const guint64 *reads;
  const guint64 *writes;
  const guint64 *ghost_looks; /* of what is left of that ghost, to its end */
} MmsOwnTouches;

/* (transfer full): For each instruction that reads, and can do so later than the program comes to it, what the
 * ghosts look at, and remember, that may have to wait until it has: n_words each. */
guint64 *mms_ghost_delays_find (const MmsProgram    *program,
                                const MmsOwnTouches *touches);

G_END_DECLS
