/* holding.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsHolding:
 * @cpu: -1: all CPUs
 *
 * A CPU that has an mm, as a key for tables and sets.
 */
typedef struct
{
  guint mm;
  int cpu;
} MmsHolding;

MmsHolding *mms_holding_new   (guint         mm,
                               int           cpu); /* g_free() */
guint       mms_holding_hash  (gconstpointer holding);
gboolean    mms_holding_equal (gconstpointer a,
                               gconstpointer b);

G_END_DECLS
