/* cpu-set.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsCpuSet:
 *
 * A set of CPUs by id.  Zero-initialised it is empty; it takes memory by the largest id that it holds.
 */
typedef struct
{
  guint64 *words;
  guint n_words;
} MmsCpuSet;

void     mms_cpu_set_clear    (MmsCpuSet       *set);
/* Ids of MMS_MAX_CPUS and more come from damaged files only and are left out. */
void     mms_cpu_set_add      (MmsCpuSet       *set,
                               guint            cpu);
gboolean mms_cpu_set_contains (const MmsCpuSet *set,
                               guint            cpu);
gboolean mms_cpu_set_is_empty (const MmsCpuSet *set);
/* (transfer full): "0, 2, 3" */
char    *mms_cpu_set_list     (const MmsCpuSet *set);

G_END_DECLS
