/* machine-ghost.h - ghosts that wait in a window (weak)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine-private.h"

G_BEGIN_DECLS

/* Entries that a ghost takes from @pc on. */
guint mms_ghost_count_entries (const MmsRun *run,
                               guint         pc);

/* Into the window, from where it stands; @context goes on behind it. */
void mms_ghost_put_off (MmsRun  *run,
                        guint    cpu,
                        MmsCell *context);

/* Whether an entry of a ghost goes on from the one before it. */
gboolean mms_ghost_is_continued (const MmsCell *entry);

/* Whether all is known that is needed by the ghost that @context has come to. */
gboolean mms_ghost_can_pass (const MmsRun  *run,
                             guint          cpu,
                             const MmsCell *context);

/* Does it; @context goes on behind it. */
void mms_ghost_pass (MmsRun  *run,
                     guint    cpu,
                     MmsCell *context);

/* Whether all is known that the ghost of entry @number needs. */
gboolean mms_ghost_can_be_done (const MmsRun *run,
                                guint         cpu,
                                guint         number);

/* Does it; its entries are still there. */
void mms_ghost_do (MmsRun *run,
                   guint   cpu,
                   guint   number);

/* Whether a ghost among the first @before entries is yet to look at a location, or at what an MmsTouch
 * behind them stands for, or to remember something there. */
gboolean mms_ghost_looks_at (const MmsRun *run,
                             guint         cpu,
                             guint         before,
                             guint         bit);

/* Whether @entry, an operation behind @ghost, has to wait for it. */
gboolean mms_ghost_keeps (const MmsRun  *run,
                          guint          cpu,
                          const MmsCell *ghost,
                          const MmsCell *entry);

G_END_DECLS
