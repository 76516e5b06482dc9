/* dangling.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"
#include "story.h"

G_BEGIN_DECLS

/**
 * MmsDangling:
 * @mm: the mm that was freed
 * @held: what the CPU holds; another generation than @mm where the pointer dangled already and its
 *   address was given to @mm meanwhile
 * @since: event that made the CPU hold the mm
 * @free_event: event that freed it all the same
 * @end_event: event with which the CPU let go; 0: it still holds at the trace's end
 * @use_event: first context switch that passed the pointer on; 0: none
 * @n_uses: how many did
 * @story: (nullable): how the mm came to its end
 * @root: the finding at the free
 *
 * A CPU's pointer to an mm that was freed under it.
 */
typedef struct
{
  guint mm;
  guint held;
  guint cpu;
  MmsAttribute holder;
  MmsProvenance provenance;
  guint since;
  guint free_event;
  guint end_event;
  guint use_event;
  guint n_uses;
  MmsStory *story;
  const MmsFinding *root;
} MmsDangling;

void mms_dangling_free (MmsDangling *dangling);

/* Fills in how the pointer went on, from the history of the whole trace. */
void mms_dangling_follow (MmsDangling *dangling,
                          MmsHistory  *history);

G_END_DECLS
