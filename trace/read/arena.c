/* arena.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arena.h"

#include <unistd.h>

#define FIRST_SIZE (1024 * 1024)

/* No capture is larger; MmsEvent.place reaches no further than twice this */
#define SANE_LIMIT (G_GUINT64_CONSTANT (64) << 30)

gsize
mms_arena_reserve (MmsArena *arena)
{
  if (arena->length == arena->allocated)
    {
      gsize wanted = arena->allocated == 0 ? FIRST_SIZE : arena->allocated * 2;
      char *grown;

      wanted = MIN (wanted, arena->limit);
      if (wanted <= arena->allocated)
        return 0;
      grown = g_try_realloc (arena->data, wanted);
      if (grown == NULL)
        return 0;
      arena->data = grown;
      arena->allocated = wanted;
    }
  return arena->allocated - arena->length;
}

GBytes *
mms_arena_finish (MmsArena *arena)
{
  GBytes *bytes;

  if (arena->length > 0 && arena->length < arena->allocated)
    arena->data = g_realloc (arena->data, arena->length);
  bytes = g_bytes_new_take (g_steal_pointer (&arena->data), arena->length);
  arena->length = 0;
  arena->allocated = 0;
  return bytes;
}

void
mms_arena_clear (MmsArena *arena)
{
  g_clear_pointer (&arena->data, g_free);
  arena->length = 0;
  arena->allocated = 0;
}

gsize
mms_arena_get_sane_limit (void)
{
  long n_pages = sysconf (_SC_PHYS_PAGES);
  long page_size = sysconf (_SC_PAGESIZE);

  if (n_pages <= 0 || page_size <= 0)
    return SANE_LIMIT;
  return MIN (SANE_LIMIT, (guint64) n_pages * (guint64) page_size / 2);
}
