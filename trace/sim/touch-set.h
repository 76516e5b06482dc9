/* touch-set.h - sets of locations, and of what counts as one; futures.h says which
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline gboolean
mms_touch_set_has (const guint64 *set, guint bit)
{
  return (set[bit / 64] >> bit % 64 & 1) != 0;
}

static inline void
mms_touch_set_put (guint64 *set, guint bit)
{
  set[bit / 64] |= G_GUINT64_CONSTANT (1) << bit % 64;
}

/* All of @from, @n_words long.  Returns: whether anything of that is new to @set */
static inline gboolean
mms_touch_set_add (guint64 *set, const guint64 *from, guint n_words)
{
  guint64 more = 0;

  for (guint i = 0; i < n_words; i++)
    {
      more |= from[i] & ~set[i];
      set[i] |= from[i];
    }
  return more != 0;
}

static inline gboolean
mms_touch_set_overlaps (const guint64 *one, const guint64 *other, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if ((one[i] & other[i]) != 0)
      return TRUE;
  return FALSE;
}

G_END_DECLS
