/* attribute.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MmsAttribute:
 *
 * What is tracked, by the names that SCHEMES and the kernel use.  The value of a track:
 * pid for TASK; index into the history's mms for MM, ACTIVE_MM, LOADED_MM, LAZY_MM, MM_TO_MMDROP
 * (0: none); 0 or 1 for IS_LAZY; a number for the counts; an #MmsMmState for STATE.
 */
typedef enum
{
  /* of a CPU */
  MMS_ATTRIBUTE_TASK,         /* the running task */
  MMS_ATTRIBUTE_MM,           /* its mm */
  MMS_ATTRIBUTE_ACTIVE_MM,    /* its active_mm */
  MMS_ATTRIBUTE_LOADED_MM,    /* what CR3 really holds */
  MMS_ATTRIBUTE_IS_LAZY,      /* cpu_tlbstate_shared.is_lazy */
  MMS_ATTRIBUTE_LAZY_MM,      /* rq->lazy_mm, the hazard slot */
  MMS_ATTRIBUTE_MM_TO_MMDROP, /* rq->mm_to_mmdrop (rq->drop_mm), the deferred reference */
  MMS_N_CPU_ATTRIBUTES,

  /* of an mm */
  MMS_ATTRIBUTE_MM_USERS = MMS_N_CPU_ATTRIBUTES,
  MMS_ATTRIBUTE_MM_COUNT,
  MMS_ATTRIBUTE_STATE,
  MMS_N_ATTRIBUTES
} MmsAttribute;

/* of a task: MM and ACTIVE_MM */

typedef enum
{
  MMS_MM_NEW,
  MMS_MM_LIVE,   /* mm_users > 0 */
  MMS_MM_ZOMBIE, /* mm_users is 0, mm_count is not */
  MMS_MM_DYING,  /* mm_count is 0, not yet freed */
  MMS_MM_FREED,
} MmsMmState;

/* "task", "active_mm", "mm_users", …: the words of `mmscope tracks`, of the lanes and the man page */
const char *mms_attribute_get_name (MmsAttribute attribute);
gboolean    mms_attribute_is_mm    (MmsAttribute attribute); /* its values are mms */
const char *mms_mm_state_get_name  (MmsMmState   state);     /* "live", "zombie", … */

G_END_DECLS
