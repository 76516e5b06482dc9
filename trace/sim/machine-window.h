/* machine-window.h - operations that were come to and have not taken effect (weak)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine-private.h"

G_BEGIN_DECLS

const MmsInstruction *mms_window_instruction (const MmsRun *run,
                                              const MmsCell *entry);

/* A branch on a value that is not there yet. */
gboolean mms_window_is_guess (const MmsInstruction *instruction);

/* A lock, or a wait for a value. */
gboolean mms_window_does_wait (const MmsInstruction *instruction);
gboolean mms_window_does_read (const MmsInstruction *instruction);
gboolean mms_window_does_write (const MmsInstruction *instruction);

/* Whether it takes effect only with an empty window, and at once; @level: of the context that runs */
gboolean mms_window_is_full (const MmsRun *run,
                             const MmsInstruction *instruction,
                             guint level);

/* Whether nothing is left of what a fence of @order keeps, among the first @number entries. */
gboolean mms_window_is_fence_done (const MmsRun *run,
                                   const MmsCell *window,
                                   guint number,
                                   MmsOrder order);

/* Among the first @before entries */
gboolean mms_window_has_guess (const MmsRun *run,
                               const MmsCell *window,
                               guint before);

/* Something that a ghost is to remember in @field; -1: in any, or something freed that it asks for */
gboolean mms_window_has_poke (const MmsRun *run,
                              const MmsCell *window,
                              guint before,
                              int field);

/* The location of an entry; -1: its index is not known yet; -2: there is none */
int mms_window_locate (const MmsRun *run,
                       guint cpu,
                       const MmsCell *entry);

/* Whether @instruction, at @location, loads a hazard slot that is not @cpu's own. */
gboolean mms_window_is_others_slot (const MmsRun *run,
                                    guint cpu,
                                    const MmsInstruction *instruction,
                                    int location);

/* The mm that an entry follows a pointer to; 0: none, or not known */
MmsCell mms_window_get_followed (const MmsRun *run,
                                 const MmsCell *entry);

G_END_DECLS
