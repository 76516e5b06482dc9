/* coverage.h - whether the trace would show that a CPU lets go of an mm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/attribute.h"
#include "model/trace.h"

G_BEGIN_DECLS

/**
 * MmsCoverage:
 *
 * A recorder may have asked for some events only, or for some CPUs.  What a CPU was last seen to hold
 * is then no evidence of what it holds later: the event that would tell is not there because nobody
 * asked for it.  A kind that never occurs counts as not asked for, a CPU without events too;
 * not so in the trace of a simulator.
 */
typedef struct
{
  /*< private >*/
  MmsTrace *trace;
  gboolean is_whole; /* whatever happened is in it */
  gboolean has_role[MMS_N_ROLES];
  guint8 has_recorded[MMS_MAX_CPUS];
  guint n_named;     /* CPUs below it are named by events */
} MmsCoverage;

MmsCoverage *mms_coverage_new  (MmsTrace    *trace);
void         mms_coverage_free (MmsCoverage *coverage);

/* @cpu has recorded an event that was not repeated. */
static inline void
mms_coverage_note (MmsCoverage *coverage, guint cpu)
{
  coverage->has_recorded[cpu] = TRUE;
}

/* The events that name CPUs, ended by %MMS_ROLE_NONE */
extern const MmsRole mms_coverage_roles[];
/* Takes the names from one event that was not repeated; @role is its kind's. */
void mms_coverage_look (MmsCoverage    *coverage,
                        const MmsEvent *record,
                        MmsRole         role);

/**
 * mms_coverage_has_kinds:
 * @by_probes: the mm's free was told by a probe of group lz, not by a tracepoint of lazy_mm
 *
 * Returns: whether events occur that tell how a CPU's @holder changes
 */
gboolean mms_coverage_has_kinds (const MmsCoverage *coverage,
                                 MmsAttribute       holder,
                                 gboolean           by_probes);

/* After the last event: whether @cpu has recorded any. */
gboolean mms_coverage_has_cpu (const MmsCoverage *coverage,
                               guint              cpu);

/* After the last event: whether every CPU has that the trace knows or whose slots its events name. */
gboolean mms_coverage_has_all_cpus (const MmsCoverage *coverage);

/* After the last event: whether everybody recorded who can change @cpu's @holder, which is @cpu
 * itself and, for mm_to_mmdrop, every CPU. */
gboolean mms_coverage_has_cpus (const MmsCoverage *coverage,
                                MmsAttribute       holder,
                                guint              cpu);

G_END_DECLS
