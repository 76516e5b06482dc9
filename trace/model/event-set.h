/* event-set.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsEventSet:
 *
 * Some of a trace's events, by number, such as those that a query finds.  It is filled block by
 * block, in any order, and costs at most two bytes for an event that is in it, plus 16 for each
 * block of the trace.  A set belongs to one thread; a block may be made in another.
 */
typedef struct _MmsEventSet   MmsEventSet;
typedef struct _MmsEventBlock MmsEventBlock;

/* The events of block b are those with the numbers b * SIZE + 1 … (b + 1) * SIZE. */
#define MMS_EVENT_BLOCK_SIZE 65536u

/**
 * mms_event_block_new:
 * @offsets: (array length=n): the events less the number of the block's first, ascending; copied
 *
 * Returns: (transfer full): a block for mms_event_set_take()
 */
MmsEventBlock *mms_event_block_new  (const guint16 *offsets,
                                     guint          n);
void           mms_event_block_free (MmsEventBlock *block);

/* For a trace of @n_events; nothing is in it yet. */
MmsEventSet *mms_event_set_new  (guint        n_events);
void         mms_event_set_free (MmsEventSet *set);

/**
 * mms_event_set_take:
 * @index: which block; it must not have been set before
 * @block: (transfer full): its events
 *
 * Returns: how many events of the set come before the block's
 */
guint mms_event_set_take (MmsEventSet   *set,
                          guint          index,
                          MmsEventBlock *block);

guint    mms_event_set_get_n_blocks (MmsEventSet *set);
/* Whether all blocks are set. */
gboolean mms_event_set_is_complete  (MmsEventSet *set);
/* Whether the blocks of both events, and all between, are set. */
gboolean mms_event_set_knows        (MmsEventSet *set,
                                     guint        from,
                                     guint        to);

/* How many events are in it so far, in O(1). */
guint    mms_event_set_get_size (MmsEventSet *set);
/* The @nth event of the set, from 0; 0 beyond its end. */
guint    mms_event_set_get_nth  (MmsEventSet *set,
                                 guint        nth);
/* How many events of the set have a number smaller than @event. */
guint    mms_event_set_count_before (MmsEventSet *set,
                                     guint        event);
gboolean mms_event_set_contains (MmsEventSet *set,
                                 guint        event);
/* The nearest event of the set after @event (@direction > 0) or before it; 0 if there is none. */
guint    mms_event_set_find     (MmsEventSet *set,
                                 guint        event,
                                 int          direction);
/* In bytes, all of it. */
gsize    mms_event_set_get_memory (MmsEventSet *set);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsEventSet, mms_event_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsEventBlock, mms_event_block_free)

G_END_DECLS
