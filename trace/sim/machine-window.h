/* machine-window.h - operations that were come to and have not taken effect (weak)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine-private.h"

G_BEGIN_DECLS

const MmsInstruction *mms_window_instruction (const MmsRun *run,
                                              const MmsCell *entry);

/* A branch of the program on a value that is not there yet, an assumption of one, or that something failed because
 * of it; not a ghost's branch, on whose strength only ghosts do anything. */
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

/* Entries before the first that is there on a guess. */
guint mms_window_count_certain (const MmsRun *run,
                                const MmsCell *window);

/* A new entry, the last one; @flags: ENTRY_FLAGS */
void mms_window_push (MmsRun *run,
                      guint cpu,
                      guint pc,
                      MmsCell index,
                      MmsCell b,
                      MmsCell c,
                      MmsCell flags);

/* The value of the last of the first @before entries that may change @location, or else what is in memory;
 * %FALSE: not known yet */
gboolean mms_window_look (const MmsRun *run,
                          guint cpu,
                          guint before,
                          guint location,
                          MmsCell *value);

/* Whether a look at a location of @field that stands behind @entry has to wait for it: it is, or may be, a read
 * of the same place, or what keeps later reads waiting */
gboolean mms_window_reads (const MmsRun *run,
                           guint cpu,
                           const MmsCell *entry,
                           const MmsSimField *field,
                           guint location);

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
