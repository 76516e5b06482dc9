/* question-needs.c - which barriers a scheme needs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "question-search.h"

const char *
mms_need_get_name (MmsNeed need)
{
  static const char *const names[] = {
    [MMS_NEED_NEEDED] = "needed",
    [MMS_NEED_NONE] = "not-needed",
    [MMS_NEED_UNUSED] = "unused",
    [MMS_NEED_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail ((guint) need < G_N_ELEMENTS (names), NULL);

  return names[need];
}

static void
clear_answer (gpointer data)
{
  g_free (((MmsNeedAnswer *) data)->alarm);
}

/* One scenario with one change, beside @before, the same without.  %FALSE: @error */
static gboolean
ask_scenario (const MmsQuestion *question, guint change, guint scenario, MmsQuestionSearch *before,
              MmsNeedAnswer *answer, MmsProgress *progress, GError **error)
{
  g_auto (MmsQuestionSearch) search = { 0 };
  const char *id;

  if (before->program == NULL)
    return TRUE;
  if (before->is_complete && !mms_question_search_covers (before, &question->changes[change]))
    {
      answer->n_unused++;
      return TRUE;
    }
  if (!mms_question_search_run (&search, question, scenario, question->memory, &change, 1, before->ids,
                                progress, error))
    return FALSE;
  if (search.program == NULL)
    return TRUE;
  answer->n_searched++;
  id = before->is_complete ? mms_question_search_find_other (&search, before->ids) : NULL;
  if (id != NULL)
    {
      answer->need = MMS_NEED_NEEDED;
      answer->scenario = scenario;
      answer->alarm = g_strdup (id);
    }
  else if (!search.is_complete || !before->is_complete)
    answer->n_unfinished++;
  return TRUE;
}

static gboolean
ask_change (const MmsQuestion *question, guint change, MmsQuestionSearch *befores,
            MmsNeedAnswer *answer, MmsProgress *progress, GError **error)
{
  answer->need = MMS_NEED_UNKNOWN;
  for (guint i = 0; i < question->n_scenarios && answer->need != MMS_NEED_NEEDED; i++)
    {
      if (mms_progress_is_cancelled (progress, NULL))
        return TRUE;
      if (!ask_scenario (question, change, i, &befores[i], answer, progress, error))
        return FALSE;
      mms_progress_set_fraction (progress, (change * (double) question->n_scenarios + i + 1)
                                               / (question->n_scenarios * (double) question->n_changes));
    }
  if (answer->need != MMS_NEED_NEEDED && answer->n_unfinished == 0
      && !mms_progress_is_cancelled (progress, NULL))
    answer->need = answer->n_searched == 0 ? MMS_NEED_UNUSED : MMS_NEED_NONE;
  return TRUE;
}

GArray *
mms_question_ask_needs (const MmsQuestion *question, MmsProgress *progress, GError **error)
{
  GArray *answers = g_array_new (FALSE, TRUE, sizeof (MmsNeedAnswer));
  g_autofree MmsQuestionSearch *befores = g_new0 (MmsQuestionSearch, question->n_scenarios);
  gboolean is_done = TRUE;

  g_array_set_clear_func (answers, clear_answer);
  g_array_set_size (answers, question->n_changes);
  for (guint i = 0; i < question->n_scenarios && is_done; i++)
    is_done = mms_question_search_run (&befores[i], question, i, question->memory, NULL, 0, NULL,
                                       progress, error);
  for (guint i = 0; i < question->n_changes && is_done; i++)
    is_done = ask_change (question, i, befores, &g_array_index (answers, MmsNeedAnswer, i), progress,
                          error);
  for (guint i = 0; i < question->n_scenarios; i++)
    mms_question_search_clear (&befores[i]);
  if (!is_done)
    g_clear_pointer (&answers, g_array_unref);
  return answers;
}
