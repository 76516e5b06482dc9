/* record-fields.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "record-fields.h"

#include <string.h>

/* Fields by name; what a scheme declares as hazard or deferred needs none. */
static const struct
{
  const char *record; /* %NULL: any */
  const char *name;
  MmsMeaning meaning;
} known_fields[] = {
  { "task", "mm", MMS_MEANING_TASK_MM },
  { "task", "active_mm", MMS_MEANING_ACTIVE_MM },
  { "rq", "active_mm", MMS_MEANING_RQ_ACTIVE_MM },
  { "mm", "mm_users", MMS_MEANING_MM_USERS },
  { "mm", "mm_count", MMS_MEANING_MM_COUNT },
  { "mm", "mm_cpumask", MMS_MEANING_CPUMASK },
  { NULL, "is_lazy", MMS_MEANING_IS_LAZY },
};

/* Functions by the beginnings of their names; the first that fits. */
static const struct
{
  const char *function;
  const char *operation;
} operations[] = {
  { "mmgrab_lazy_tlb", "grab_lazy" },
  { "mmdrop_lazy_tlb_sched", "drop_lazy_sched" },
  { "mmdrop_lazy_tlb", "drop_lazy" },
  { "mmdrop_async", "drop_async" },
};

static const struct
{
  const char *function;
  const char *set;   /* to an mm */
  const char *clear; /* to NULL */
} sites[] = {
  { "context_switch", "ctxsw_set", "ctxsw_clear" },
  { "exec_mmap", "exec", "exec" },
  { "exit_mm", "exit", "exit" },
  { "copy_mm", "fork", "fork" },
  { "kthread_use_mm", "use_mm", "use_mm" },
  { "kthread_unuse_mm", "unuse_mm", "unuse_mm" },
  { "do_shoot_lazy_tlb", "shoot", "shoot" },
  { "finish_cpu", "finish", "finish" },
  { "unlazy_mm", "unlazy", "unlazy" },
};

static const struct
{
  const char *function;
  const char *set;
  const char *clear;
} mm_events[] = {
  { "exec_mmap", "exec_mmap", NULL },
  { "exit_mm", NULL, "exit_mm" },
  { "kthread_use_mm", "kthread_mm", NULL },
  { "kthread_unuse_mm", NULL, "kthread_mm" },
};

/* Where a scheme does without active_mm, what is left of it holds nothing. */
static gboolean
is_left_over (const MmsSimField *field, MmsMeaning meaning)
{
  return (meaning == MMS_MEANING_ACTIVE_MM || meaning == MMS_MEANING_RQ_ACTIVE_MM)
         && field->use == MMS_FIELD_PLAIN;
}

static MmsMeaning
find_meaning (const MmsSimField *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_fields); i++)
    if (g_strcmp0 (field->name, known_fields[i].name) == 0
        && (known_fields[i].record == NULL
            || g_strcmp0 (field->record, known_fields[i].record) == 0))
      return is_left_over (field, known_fields[i].meaning) ? MMS_MEANING_NONE
                                                           : known_fields[i].meaning;
  if (field->kind != MMS_OBJECT_CPU || field->type != MMS_TYPE_MM)
    return MMS_MEANING_NONE;
  if (field->use == MMS_FIELD_HAZARD)
    return MMS_MEANING_LAZY_MM;
  return field->use == MMS_FIELD_DEFERRED ? MMS_MEANING_MM_TO_MMDROP : MMS_MEANING_NONE;
}

static int *
find_place (MmsRecordFields *fields, MmsMeaning meaning)
{
  switch (meaning)
    {
    case MMS_MEANING_TASK_MM:
      return &fields->task_mm;
    case MMS_MEANING_ACTIVE_MM:
      return &fields->active_mm;
    case MMS_MEANING_RQ_ACTIVE_MM:
      return &fields->rq_active_mm;
    case MMS_MEANING_MM_USERS:
      return &fields->users;
    case MMS_MEANING_MM_COUNT:
      return &fields->count;
    case MMS_MEANING_CPUMASK:
      return &fields->cpumask;
    case MMS_MEANING_LAZY_MM:
      return &fields->lazy_mm;
    case MMS_MEANING_MM_TO_MMDROP:
      return &fields->deferred;
    case MMS_MEANING_IS_LAZY:
      return &fields->is_lazy;
    default:
      return NULL;
    }
}

MmsRecordFields *
mms_record_fields_new (const MmsProgram *program)
{
  MmsRecordFields *fields = g_new0 (MmsRecordFields, 1);

  fields->meanings = g_array_new (FALSE, FALSE, sizeof (MmsMeaning));
  fields->told = g_hash_table_new (g_str_hash, g_str_equal);
  fields->task_mm = fields->active_mm = fields->rq_active_mm = fields->users = fields->count = -1;
  fields->cpumask = fields->lazy_mm = fields->deferred = fields->is_lazy = -1;
  for (guint i = 0; i < program->fields->len; i++)
    {
      MmsMeaning meaning = find_meaning (&g_array_index (program->fields, MmsSimField, i));
      int *place = find_place (fields, meaning);

      /* A CPU has one slot of each kind in a trace: the first that is declared. */
      if (place != NULL && *place >= 0)
        meaning = MMS_MEANING_NONE;
      else if (place != NULL)
        *place = (int) i;
      g_array_append_val (fields->meanings, meaning);
    }
  for (guint i = 0; i < program->events->len; i++)
    g_hash_table_add (fields->told, g_array_index (program->events, MmsTraceEvent, i).name);
  return fields;
}

void
mms_record_fields_free (MmsRecordFields *fields)
{
  g_array_unref (fields->meanings);
  g_hash_table_unref (fields->told);
  g_free (fields);
}

MmsMeaning
mms_record_fields_get (const MmsRecordFields *fields, guint field)
{
  return field < fields->meanings->len ? g_array_index (fields->meanings, MmsMeaning, field)
                                       : MMS_MEANING_NONE;
}

gboolean
mms_record_fields_is_told (const MmsRecordFields *fields, const char *event)
{
  return g_hash_table_contains (fields->told, event);
}

const char *
mms_record_fields_get_operation (MmsMeaning meaning, const char *function, gboolean is_store,
                                 int delta)
{
  if (is_store)
    return "init";
  if (meaning == MMS_MEANING_MM_USERS)
    return delta > 0 ? "get" : "put";
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_has_prefix (function, operations[i].function))
      return operations[i].operation;
  return delta > 0 ? "grab" : "drop";
}

const char *
mms_record_fields_get_site (const char *function, gboolean is_none)
{
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    if (g_str_has_prefix (function, sites[i].function))
      return is_none ? sites[i].clear : sites[i].set;
  return function;
}

const char *
mms_record_fields_get_mm_event (const char *function, gboolean is_none)
{
  for (guint i = 0; i < G_N_ELEMENTS (mm_events); i++)
    if (g_str_has_prefix (function, mm_events[i].function))
      {
        const char *name = is_none ? mm_events[i].clear : mm_events[i].set;

        return name != NULL ? name : "task_mm";
      }
  return "task_mm";
}
