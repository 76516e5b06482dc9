/* state-set.h - states, each once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/**
 * MmsStateSet:
 * @bytes: the states, packed without loss, one behind another
 * @ends: by state, where it ends
 * @hashes: by state
 * @slots: 0: free; else state number plus one
 *
 * Numbers states in the order in which they come.  Small and plain, for programs of some million
 * states; the explorer has its own store.
 */
typedef struct
{
  guint n_cells;
  guint n_states;
  guint8 *bytes;
  gsize n_bytes;
  gsize n_allocated;
  gsize *ends;
  guint32 *hashes;
  guint n_room; /* of @ends and @hashes */
  guint32 *slots;
  guint n_slots; /* a power of two */
} MmsStateSet;

void mms_state_set_init  (MmsStateSet *set,
                          guint        n_cells);
void mms_state_set_clear (MmsStateSet *set);

/* Returns: whether it is new */
gboolean mms_state_set_add (MmsStateSet   *set,
                            const MmsCell *state);
/* Returns: whether it is there, as @number */
gboolean mms_state_set_find (MmsStateSet   *set,
                             const MmsCell *state,
                             guint         *number);
/* Returns: the number that it has, or has got now */
guint    mms_state_set_number (MmsStateSet   *set,
                               const MmsCell *state);
void     mms_state_set_get (const MmsStateSet *set,
                            guint              number,
                            MmsCell           *state);

gsize mms_state_set_get_memory (const MmsStateSet *set); /* bytes */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsStateSet, mms_state_set_clear)

G_END_DECLS
