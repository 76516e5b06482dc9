/* arena.h - bytes whose number is known only at the end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsArena:
 * @data: @length bytes are in use of @allocated
 * @limit: it never grows beyond
 *
 * Grows by doubling, which for large blocks moves pages and copies nothing; pages not yet written
 * cost no memory.
 */
typedef struct
{
  char *data;
  gsize length;
  gsize allocated;
  gsize limit;
} MmsArena;

/**
 * mms_arena_reserve:
 *
 * Makes room behind @length.
 *
 * Returns: how many bytes there are; 0 at the limit or when memory ran out
 */
gsize mms_arena_reserve (MmsArena *arena);

/* (transfer full): what is in use; the arena is empty afterwards. */
GBytes *mms_arena_finish (MmsArena *arena);

void mms_arena_clear (MmsArena *arena);

/* How much of the machine's memory one file's contents may take. */
gsize mms_arena_get_sane_limit (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsArena, mms_arena_clear)

G_END_DECLS
