/* cause.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cause.h"

#include "holding.h"

struct _MmsCauses
{
  GHashTable *findings; /* MmsHolding -> MmsFinding */
};

MmsCauses *
mms_causes_new (void)
{
  MmsCauses *causes = g_new0 (MmsCauses, 1);

  causes->findings = g_hash_table_new_full (mms_holding_hash, mms_holding_equal, g_free, NULL);
  return causes;
}

void
mms_causes_free (MmsCauses *causes)
{
  g_hash_table_unref (causes->findings);
  g_free (causes);
}

void
mms_causes_set (MmsCauses *causes, guint mm, int cpu, MmsFinding *finding)
{
  MmsHolding key = { mm, cpu };

  if (!g_hash_table_contains (causes->findings, &key))
    g_hash_table_insert (causes->findings, mms_holding_new (mm, cpu), finding);
}

void
mms_causes_replace (MmsCauses *causes, guint mm, MmsFinding *finding)
{
  MmsHolding key = { mm, -1 };
  MmsFinding *before = g_hash_table_lookup (causes->findings, &key);

  if (before != NULL)
    before->root = finding->root;
  g_hash_table_insert (causes->findings, mms_holding_new (mm, -1), finding);
}

MmsFinding *
mms_causes_find (MmsCauses *causes, guint mm, int cpu)
{
  MmsHolding key = { mm, cpu };
  MmsFinding *finding = g_hash_table_lookup (causes->findings, &key);

  if (finding == NULL && cpu >= 0)
    {
      key.cpu = -1;
      finding = g_hash_table_lookup (causes->findings, &key);
    }
  return finding;
}
