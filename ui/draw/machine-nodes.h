/* machine-nodes.h - which mms "the machine now" shows, and in which order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "view/view.h"

G_BEGIN_DECLS

/**
 * MmsPlace:
 * @place: a number that stays the same while the mm is shown
 */
typedef struct
{
  guint mm;
  guint place;
} MmsPlace;

/**
 * mms_machine_list_places:
 * @n_places: (out): how many places there are around the playhead, taken or not
 *
 * Places are given out for stretches of the trace, not for instants: an mm has its place from the
 * moment it is first held in the stretch, and another gets that place only some time after it was
 * last held.  So what is drawn stands still while the playhead moves, and yet depends on nothing
 * but the playhead.
 *
 * Returns: (transfer full) (element-type MmsPlace): the mms to show now, by index
 */
GArray *mms_machine_list_places    (MmsView     *view,
                                    guint       *n_places);
/* The same where only some CPUs are shown, and what they hold. */
GArray *mms_machine_list_places_of (MmsView     *view,
                                    const guint *cpus,
                                    guint        n_cpus,
                                    guint       *n_places);

G_END_DECLS
