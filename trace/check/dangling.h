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
 * @is_end_lost: events are missing at @end_event, and what the CPU holds from there on is not known
 * @use_event: first context switch that passed the pointer on; 0: none
 * @n_uses: how many did
 * @is_order_open: it may have let go before the free: the event that tells so is stamped after the
 *   change, and nothing else of the CPU that stamped it lies in between
 * @is_passing: at the free it was on its way from one kernel thread to the next
 * @is_unseen: a CPU that could have let go has no event in the trace: perhaps it was not recorded
 * @story: (nullable): how the mm came to its end
 * @root: (nullable): the finding that others about it follow from: that at the free, once it is told
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
  gboolean is_end_lost;
  guint use_event;
  guint n_uses;
  gboolean is_order_open;
  gboolean is_passing;
  gboolean is_unseen;
  MmsStory *story;
  const MmsFinding *root;
} MmsDangling;

void mms_dangling_free (MmsDangling *dangling);

/* Fills in how the pointers of @danglings went on, from the history of the whole trace, and
 * drops those in transit that did not arrive.  (element-type MmsDangling), ascending by free
 * event */
void mms_danglings_follow (GPtrArray  *danglings,
                           MmsHistory *history);

G_END_DECLS
