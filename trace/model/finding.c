/* finding.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "finding.h"

#include <string.h>

static const char *const severity_names[] = {
  [MMS_SEVERITY_INFO] = "info",
  [MMS_SEVERITY_WARNING] = "warning",
  [MMS_SEVERITY_ERROR] = "error",
  [MMS_SEVERITY_FATAL] = "fatal",
};

static const char *const confidence_names[] = {
  [MMS_CONFIDENCE_SUSPECT] = "suspect",
  [MMS_CONFIDENCE_WITNESS] = "witness",
  [MMS_CONFIDENCE_PROVED] = "proved",
};

const char *
mms_severity_get_name (MmsSeverity severity)
{
  g_return_val_if_fail ((guint) severity < G_N_ELEMENTS (severity_names), NULL);

  return severity_names[severity];
}

gboolean
mms_severity_parse (const char *name, MmsSeverity *severity)
{
  for (guint i = 0; i < G_N_ELEMENTS (severity_names); i++)
    {
      if (strcmp (name, severity_names[i]) == 0)
        {
          *severity = (MmsSeverity) i;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
mms_confidence_get_name (MmsConfidence confidence)
{
  g_return_val_if_fail ((guint) confidence < G_N_ELEMENTS (confidence_names), NULL);

  return confidence_names[confidence];
}

void
mms_finding_free (MmsFinding *finding)
{
  if (finding == NULL)
    return;
  for (guint i = 0; i < finding->evidence->len; i++)
    g_free (g_array_index (finding->evidence, MmsEvidence, i).text);
  g_array_unref (finding->evidence);
  g_free (finding->message);
  g_free (finding);
}
