/* question-search.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "question-search.h"

static MmsAlarms
list_wanted (const MmsMachine *machine, GHashTable *accepted)
{
  MmsAlarms wanted = { { 0 } };

  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_machine_is_violation (machine, i)
        && !g_hash_table_contains (accepted, mms_machine_get_alarm_id (machine, i)))
      mms_alarms_add (&wanted, i);
  return wanted;
}

static void
take_alarms (MmsQuestionSearch *search, const MmsMachine *machine, const GArray *alarms)
{
  for (guint i = 0; i < alarms->len; i++)
    {
      const MmsFoundAlarm *found = &g_array_index (alarms, MmsFoundAlarm, i);
      const char *id = mms_machine_get_alarm_id (machine, found->alarm);

      if (!found->is_violation)
        continue;
      if (search->first == NULL)
        search->first = g_strdup (id);
      g_hash_table_add (search->ids, g_strdup (id));
    }
}

gboolean
mms_question_search_run (MmsQuestionSearch *search, const MmsQuestion *question, guint scenario,
                         MmsMemory memory, const guint *changes, guint n_changes,
                         GHashTable *accepted, MmsProgress *progress, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (MmsMachine) machine = NULL;
  g_autoptr (MmsExploration) exploration = NULL;
  MmsExploreOptions options = question->options;

  *search = (MmsQuestionSearch){ 0 };
  search->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  search->program = question->make (scenario, changes, n_changes, question->user_data, &own_error);
  if (search->program != NULL)
    machine = mms_machine_new (search->program, memory, question->buffer, TRUE, &own_error);
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  if (machine == NULL)
    return TRUE;
  if (accepted != NULL)
    {
      options.stop_early = TRUE;
      options.wanted = list_wanted (machine, accepted);
      /* Nothing wanted would mean anything. */
      if (mms_alarms_is_empty (&options.wanted))
        options.stop_early = FALSE;
    }
  else
    options.covered = search->covered = g_new0 (guint8, search->program->code->len);
  exploration = mms_explore (machine, &options, progress);
  search->is_complete = mms_exploration_get_bound (exploration) == MMS_BOUND_NONE;
  search->numbers = *mms_exploration_get_numbers (exploration);
  take_alarms (search, machine, mms_exploration_get_alarms (exploration));
  return TRUE;
}

void
mms_question_search_clear (MmsQuestionSearch *search)
{
  g_clear_pointer (&search->program, mms_program_free);
  g_clear_pointer (&search->covered, g_free);
  g_clear_pointer (&search->ids, g_hash_table_unref);
  g_clear_pointer (&search->first, g_free);
}

const char *
mms_question_search_find_other (const MmsQuestionSearch *search, GHashTable *accepted)
{
  const char *least = NULL;
  GHashTableIter iter;
  gpointer id;

  if (search->first != NULL && !g_hash_table_contains (accepted, search->first))
    return search->first;
  g_hash_table_iter_init (&iter, search->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (accepted, id) && (least == NULL || g_strcmp0 (id, least) < 0))
      least = id;
  return least;
}

gboolean
mms_question_search_covers (const MmsQuestionSearch *search, const MmsChange *place)
{
  for (guint pc = 0; pc < search->program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (search->program, pc);

      if (search->covered[pc] != 0 && instruction->line == place->line
          && instruction->source < search->program->sources->len
          && g_str_equal (
              g_array_index (search->program->sources, MmsSource, instruction->source).name,
              place->file))
        return TRUE;
    }
  return FALSE;
}
