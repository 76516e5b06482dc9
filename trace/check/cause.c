/* cause.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "cause.h"

struct _MmsCauses
{
  GHashTable *findings; /* mm and cpu (guint64 *) -> MmsFinding */
};

static guint64
make_key (guint mm, int cpu)
{
  return (guint64) mm << 32 | (guint32) (cpu + 1);
}

MmsCauses *
mms_causes_new (void)
{
  MmsCauses *causes = g_new0 (MmsCauses, 1);

  causes->findings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
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
  guint64 key = make_key (mm, cpu);

  if (!g_hash_table_contains (causes->findings, &key))
    g_hash_table_insert (causes->findings, g_memdup2 (&key, sizeof (key)), finding);
}

void
mms_causes_replace (MmsCauses *causes, guint mm, MmsFinding *finding)
{
  guint64 key = make_key (mm, -1);
  MmsFinding *before = g_hash_table_lookup (causes->findings, &key);

  if (before != NULL)
    before->root = finding->root;
  g_hash_table_insert (causes->findings, g_memdup2 (&key, sizeof (key)), finding);
}

MmsFinding *
mms_causes_find (MmsCauses *causes, guint mm, int cpu)
{
  guint64 key = make_key (mm, cpu);
  MmsFinding *finding = g_hash_table_lookup (causes->findings, &key);

  if (finding == NULL && cpu >= 0)
    {
      key = make_key (mm, -1);
      finding = g_hash_table_lookup (causes->findings, &key);
    }
  return finding;
}
