/* attribute.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "attribute.h"

static const char *const attribute_names[MMS_N_ATTRIBUTES] = {
  [MMS_ATTRIBUTE_TASK] = "task",
  [MMS_ATTRIBUTE_MM] = "mm",
  [MMS_ATTRIBUTE_ACTIVE_MM] = "active_mm",
  [MMS_ATTRIBUTE_LOADED_MM] = "loaded_mm",
  [MMS_ATTRIBUTE_IS_LAZY] = "is_lazy",
  [MMS_ATTRIBUTE_LAZY_MM] = "lazy_mm",
  [MMS_ATTRIBUTE_MM_TO_MMDROP] = "mm_to_mmdrop",
  [MMS_ATTRIBUTE_MM_USERS] = "mm_users",
  [MMS_ATTRIBUTE_MM_COUNT] = "mm_count",
  [MMS_ATTRIBUTE_STATE] = "state",
};

const char *
mms_attribute_get_name (MmsAttribute attribute)
{
  g_return_val_if_fail ((guint) attribute < MMS_N_ATTRIBUTES, NULL);

  return attribute_names[attribute];
}

gboolean
mms_attribute_is_mm (MmsAttribute attribute)
{
  switch (attribute)
    {
    case MMS_ATTRIBUTE_MM:
    case MMS_ATTRIBUTE_ACTIVE_MM:
    case MMS_ATTRIBUTE_LOADED_MM:
    case MMS_ATTRIBUTE_LAZY_MM:
    case MMS_ATTRIBUTE_MM_TO_MMDROP:
      return TRUE;
    default:
      return FALSE;
    }
}

const char *
mms_mm_state_get_name (MmsMmState state)
{
  static const char *const names[] = {
    [MMS_MM_NEW] = "new",     [MMS_MM_LIVE] = "live",   [MMS_MM_ZOMBIE] = "zombie",
    [MMS_MM_DYING] = "dying", [MMS_MM_FREED] = "freed",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);

  return names[state];
}
