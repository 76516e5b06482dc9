/* coverage.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "coverage.h"

#include <string.h>

const MmsRole mms_coverage_roles[]
    = { MMS_ROLE_STATE_CPU, MMS_ROLE_FIXUP_CPU, MMS_ROLE_MM_TO_MMDROP_SET, MMS_ROLE_NONE };

MmsCoverage *
mms_coverage_new (MmsTrace *trace)
{
  MmsCoverage *coverage = g_new0 (MmsCoverage, 1);

  coverage->trace = trace;
  /* A simulator records all that it does; nobody has to ask it to. */
  coverage->is_whole = mms_trace_is_simulated (trace);
  for (guint i = 0; i < mms_trace_get_n_kinds (trace); i++)
    {
      const MmsKind *kind = mms_trace_get_kind (trace, i);

      if (kind->count > 0)
        coverage->has_role[kind->role] = TRUE;
    }
  return coverage;
}

void
mms_coverage_free (MmsCoverage *coverage)
{
  g_free (coverage);
}

void
mms_coverage_look (MmsCoverage *coverage, const MmsEvent *record, MmsRole role)
{
  guint64 named;

  if ((role == MMS_ROLE_STATE_CPU || role == MMS_ROLE_FIXUP_CPU
       || role == MMS_ROLE_MM_TO_MMDROP_SET)
      && mms_trace_get_slot (coverage->trace, record, MMS_SLOT_TARGET_CPU, &named)
      && named < MMS_MAX_CPUS)
    coverage->n_named = MAX (coverage->n_named, (guint) named + 1);
}

gboolean
mms_coverage_has_kinds (const MmsCoverage *coverage, MmsAttribute holder, gboolean by_probes)
{
  const gboolean *has = coverage->has_role;

  if (coverage->is_whole)
    return TRUE;
  switch (holder)
    {
    case MMS_ATTRIBUTE_ACTIVE_MM:
      /* On a stock kernel it moves on with each switch, to a user task or to a kernel thread. */
      return by_probes ? has[MMS_ROLE_SWITCH_MM_CALLED] && has[MMS_ROLE_ENTER_LAZY_CALLED]
                       : has[MMS_ROLE_ACTIVE_MM_SET];
    case MMS_ATTRIBUTE_LOADED_MM:
      return by_probes ? has[MMS_ROLE_SWITCH_MM_CALLED] : has[MMS_ROLE_SWITCH_MM_DONE];
    case MMS_ATTRIBUTE_LAZY_MM:
      return has[MMS_ROLE_LAZY_MM_SET];
    case MMS_ATTRIBUTE_MM_TO_MMDROP:
      return has[MMS_ROLE_MM_TO_MMDROP_SET];
    default:
      return TRUE;
    }
}

gboolean
mms_coverage_has_cpu (const MmsCoverage *coverage, guint cpu)
{
  return coverage->is_whole || (cpu < MMS_MAX_CPUS && coverage->has_recorded[cpu]);
}

gboolean
mms_coverage_has_all_cpus (const MmsCoverage *coverage)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (coverage->trace, &n_cpus);

  for (guint cpu = 0; cpu < coverage->n_named; cpu++)
    {
      if (!mms_coverage_has_cpu (coverage, cpu))
        return FALSE;
    }
  for (guint i = 0; i < n_cpus; i++)
    {
      if (!mms_coverage_has_cpu (coverage, cpus[i]))
        return FALSE;
    }
  return TRUE;
}

gboolean
mms_coverage_has_cpus (const MmsCoverage *coverage, MmsAttribute holder, guint cpu)
{
  return holder == MMS_ATTRIBUTE_MM_TO_MMDROP ? mms_coverage_has_all_cpus (coverage)
                                              : mms_coverage_has_cpu (coverage, cpu);
}
