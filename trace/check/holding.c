/* holding.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "holding.h"

MmsHolding *
mms_holding_new (guint mm, int cpu)
{
  MmsHolding *holding = g_new (MmsHolding, 1);

  *holding = (MmsHolding){ mm, cpu };
  return holding;
}

/* Both are small numbers, so they must be mixed: the golden ratio spreads them over all bits. */
guint
mms_holding_hash (gconstpointer holding)
{
  const MmsHolding *it = holding;
  guint64 key = (guint64) it->mm << 16 ^ (guint32) (it->cpu + 1);

  return (guint) (key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 32);
}

gboolean
mms_holding_equal (gconstpointer a, gconstpointer b)
{
  const MmsHolding *x = a;
  const MmsHolding *y = b;

  return x->mm == y->mm && x->cpu == y->cpu;
}
