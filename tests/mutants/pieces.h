/* pieces.h - what of a file must survive damage elsewhere
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/trace.h"

G_BEGIN_DECLS

/**
 * Whole:
 *
 * A sound file: its events, and the pieces in which they lie.  A piece is what a reader can only have
 * as a whole: a ring-buffer page, a chunk of pages that were compressed together, a line of text.
 */
typedef struct _Whole Whole;

Whole *whole_new  (const char *path);
void   whole_free (Whole      *whole);

/* The file's bytes */
const guint8 *whole_get_data     (const Whole *whole,
                                  gsize       *size);
guint         whole_get_n_events (const Whole *whole);
/* Whether a text has a line's end in front of that byte */
gboolean      whole_has_line_end (const Whole *whole,
                                  gsize        at);

/**
 * Survivors:
 * @is_read: anything could be read
 * @n_events: how many events; of a trace.dat those of kinds that the sound file has
 * @n_possible: pieces that the damage did not touch
 * @n_recovered: of these, how many are there with all their events
 */
typedef struct
{
  gboolean is_read;
  guint n_events;
  guint n_possible;
  guint n_recovered;
} Survivors;

/**
 * whole_compare:
 * @path: the same file damaged from byte @start to byte @end
 */
void whole_compare (const Whole *whole,
                    const char  *path,
                    gsize        start,
                    gsize        end,
                    Survivors   *survivors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Whole, whole_free)

G_END_DECLS
