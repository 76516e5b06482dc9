/* record-fields.h - which fields and functions the kernel's events come from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

/* What a change of a field is to the kernel. */
typedef enum
{
  MMS_MEANING_NONE,
  MMS_MEANING_TASK_MM,
  MMS_MEANING_ACTIVE_MM,
  MMS_MEANING_RQ_ACTIVE_MM, /* of whatever task the CPU runs */
  MMS_MEANING_MM_USERS,
  MMS_MEANING_MM_COUNT,
  MMS_MEANING_CPUMASK,
  MMS_MEANING_LAZY_MM,      /* the hazard slot */
  MMS_MEANING_MM_TO_MMDROP, /* the deferred reference */
  MMS_MEANING_IS_LAZY,
} MmsMeaning;

/**
 * MmsRecordFields:
 * @meanings: by field
 * @task_mm, @active_mm, @rq_active_mm, @users, @count, @cpumask, @lazy_mm, @deferred, @is_lazy: indices into the
 *   program's fields; -1: it has none
 */
typedef struct
{
  GArray *meanings; /* MmsMeaning */
  GHashTable *told; /* names of events that the program traces itself */
  int task_mm;
  int active_mm;
  int rq_active_mm;
  int users;
  int count;
  int cpumask;
  int lazy_mm;
  int deferred;
  int is_lazy;
} MmsRecordFields;

MmsRecordFields *mms_record_fields_new  (const MmsProgram *program);
void             mms_record_fields_free (MmsRecordFields  *fields);

MmsMeaning mms_record_fields_get (const MmsRecordFields *fields,
                                  guint                  field);
/* Whether the program tells of @event itself, so that it must not be derived. */
gboolean   mms_record_fields_is_told (const MmsRecordFields *fields,
                                      const char            *event);

/* How a count's event calls what @function does to it: "grab_lazy", "put", … */
const char *mms_record_fields_get_operation (MmsMeaning  meaning,
                                             const char *function,
                                             gboolean    is_store,
                                             int         delta);
/* Where in the kernel an active_mm changes: "ctxsw_set", "exec", …; @function itself if no other word is
 * known. */
const char *mms_record_fields_get_site      (const char *function,
                                             gboolean    is_none);
/* The event that a task's own change of its mm is; "task_mm" where it is none in particular. */
const char *mms_record_fields_get_mm_event  (const char *function,
                                             gboolean    is_none);

G_END_DECLS
