/* question-repair.c - which barriers a scheme lacks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "question-search.h"

/* Changes, by bit. */
typedef struct
{
  guint64 bits[MMS_REPAIR_MAX_CHANGES / 64];
} Set;

typedef enum
{
  REPAIRS,
  DOES_NOT,
  IS_UNKNOWN,
  IS_ERROR,
} Trial;

typedef struct
{
  const MmsQuestion *question;
  guint scenario;
  MmsProgress *progress;
  GError **error;
  GHashTable *accepted; /* ids */
  GArray *useful;       /* guint: changes of lines that any run comes to */
  GArray *conditions;   /* Set: a repair has something of each */
  MmsRepair *repair;

  /* The cheapest set that meets all conditions. */
  Set best;
  guint best_cost;
} Repairer;

const char *
mms_repair_result_get_name (MmsRepairResult result)
{
  static const char *const names[] = {
    [MMS_REPAIR_FOUND] = "found",
    [MMS_REPAIR_NOTHING] = "nothing",
    [MMS_REPAIR_IMPOSSIBLE] = "impossible",
    [MMS_REPAIR_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail ((guint) result < G_N_ELEMENTS (names), NULL);

  return names[result];
}

void
mms_repair_free (MmsRepair *repair)
{
  if (repair == NULL)
    return;
  g_array_unref (repair->changes);
  g_free (repair->alarm);
  g_free (repair);
}

static gboolean
has (const Set *set, guint change)
{
  return (set->bits[change / 64] >> change % 64 & 1) != 0;
}

static void
add (Set *set, guint change)
{
  set->bits[change / 64] |= G_GUINT64_CONSTANT (1) << change % 64;
}

static gboolean
do_meet (const Set *one, const Set *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (one->bits); i++)
    if ((one->bits[i] & other->bits[i]) != 0)
      return TRUE;
  return FALSE;
}

static guint
list (const Repairer *repairer, const Set *set, guint changes[MMS_REPAIR_MAX_CHANGES])
{
  guint n = 0;

  for (guint i = 0; i < repairer->question->n_changes; i++)
    if (has (set, i))
      changes[n++] = i;
  return n;
}

static Trial
try_set (Repairer *repairer, const Set *set)
{
  g_auto (MmsQuestionSearch) search = { 0 };
  guint changes[MMS_REPAIR_MAX_CHANGES];
  guint n = list (repairer, set, changes);

  if (mms_progress_is_cancelled (repairer->progress, NULL))
    return IS_UNKNOWN;
  repairer->repair->n_searches++;
  if (!mms_question_search_run (&search, repairer->question, repairer->scenario,
                                repairer->question->memory, changes, n, repairer->accepted,
                                repairer->progress, repairer->error))
    return IS_ERROR;
  if (search.program == NULL)
    return IS_UNKNOWN;
  repairer->repair->numbers = search.numbers;
  if (mms_question_search_find_other (&search, repairer->accepted) != NULL)
    return DOES_NOT;
  return search.is_complete ? REPAIRS : IS_UNKNOWN;
}

/* Adds to @set, which does not repair, as many of the @n useful changes from @first on as it can without
 * repairing.  Few changes matter, so that whole stretches go at once. */
static Trial
grow (Repairer *repairer, Set *set, guint first, guint n)
{
  Set larger = *set;
  gboolean is_more = FALSE;
  Trial trial;

  for (guint i = first; i < first + n; i++)
    {
      guint change = g_array_index (repairer->useful, guint, i);

      is_more = is_more || !has (set, change);
      add (&larger, change);
    }
  if (!is_more)
    return DOES_NOT;
  trial = try_set (repairer, &larger);
  if (trial == DOES_NOT)
    *set = larger;
  if (trial == DOES_NOT || trial == IS_ERROR || n == 1)
    return trial == IS_ERROR ? IS_ERROR : DOES_NOT;
  trial = grow (repairer, set, first, n / 2);
  return trial == IS_ERROR ? trial : grow (repairer, set, first + n / 2, n - n / 2);
}

/* Tries every way to meet the conditions from the one that @set leaves open. */
static void
meet_conditions (Repairer *repairer, const Set *set, guint cost)
{
  if (cost >= repairer->best_cost)
    return;
  for (guint i = 0; i < repairer->conditions->len; i++)
    {
      const Set *condition = &g_array_index (repairer->conditions, Set, i);

      if (do_meet (set, condition))
        continue;
      for (guint j = 0; j < repairer->question->n_changes; j++)
        if (has (condition, j))
          {
            Set larger = *set;

            add (&larger, j);
            meet_conditions (repairer, &larger, cost + repairer->question->changes[j].cost);
          }
      return;
    }
  repairer->best = *set;
  repairer->best_cost = cost;
}

/* @set does not repair: what is left out of it, once it is as large as can be, has something that does.
 * Returns: %FALSE if there was an error */
static gboolean
add_condition (Repairer *repairer, Set set)
{
  Set condition = { { 0 } };

  if (grow (repairer, &set, 0, repairer->useful->len) == IS_ERROR)
    return FALSE;
  for (guint i = 0; i < repairer->useful->len; i++)
    {
      guint change = g_array_index (repairer->useful, guint, i);

      if (!has (&set, change))
        add (&condition, change);
    }
  g_array_append_val (repairer->conditions, condition);
  return TRUE;
}

/* Returns: %FALSE if there was an error */
static gboolean
search (Repairer *repairer)
{
  MmsRepair *repair = repairer->repair;
  Set all = { { 0 } };

  for (guint i = 0; i < repairer->useful->len; i++)
    add (&all, g_array_index (repairer->useful, guint, i));
  for (Trial trial = try_set (repairer, &all);;)
    {
      const Set none = { { 0 } };
      guint changes[MMS_REPAIR_MAX_CHANGES];
      guint n;

      /* The first is all changes together, each further one the cheapest that may do. */
      if (trial == IS_ERROR)
        return FALSE;
      if (trial != REPAIRS && repair->n_searches == 1)
        {
          repair->result = trial == DOES_NOT ? MMS_REPAIR_IMPOSSIBLE : MMS_REPAIR_UNKNOWN;
          return TRUE;
        }
      if (trial == IS_UNKNOWN)
        {
          repair->result = MMS_REPAIR_UNKNOWN;
          return TRUE;
        }
      if (trial == REPAIRS && repairer->best_cost != G_MAXUINT)
        {
          n = list (repairer, &repairer->best, changes);
          g_array_append_vals (repair->changes, changes, n);
          repair->cost = repairer->best_cost;
          repair->result = MMS_REPAIR_FOUND;
          return TRUE;
        }
      if (!add_condition (repairer, trial == REPAIRS ? none : repairer->best))
        return FALSE;
      repairer->best_cost = G_MAXUINT;
      meet_conditions (repairer, &none, 0);
      trial = try_set (repairer, &repairer->best);
    }
}

/* What is to be repaired, and what could be of use.  Returns: %FALSE if there was an error */
static gboolean
look (Repairer *repairer, MmsMemory stronger)
{
  const MmsQuestion *question = repairer->question;
  MmsRepair *repair = repairer->repair;
  g_auto (MmsQuestionSearch) strong = { 0 };
  g_auto (MmsQuestionSearch) weak = { 0 };

  repair->result = MMS_REPAIR_UNKNOWN;
  if (!mms_question_search_run (&strong, question, repairer->scenario, stronger, NULL, 0, NULL,
                                repairer->progress, repairer->error)
      || !mms_question_search_run (&weak, question, repairer->scenario, question->memory, NULL, 0, NULL,
                                   repairer->progress, repairer->error))
    return FALSE;
  if (strong.program == NULL || !strong.is_complete)
    return TRUE;
  repairer->accepted = g_hash_table_ref (strong.ids);
  repair->alarm = g_strdup (mms_question_search_find_other (&weak, strong.ids));
  if (repair->alarm == NULL)
    {
      if (weak.is_complete)
        repair->result = MMS_REPAIR_NOTHING;
      return TRUE;
    }
  for (guint i = 0; i < question->n_changes; i++)
    if (!weak.is_complete || mms_question_search_covers (&weak, &question->changes[i]))
      g_array_append_val (repairer->useful, i);
  return search (repairer);
}

MmsRepair *
mms_question_ask_repair (const MmsQuestion *question, guint scenario, MmsMemory stronger,
                         MmsProgress *progress, GError **error)
{
  Repairer repairer = {
    .question = question,
    .scenario = scenario,
    .progress = progress,
    .error = error,
    .useful = g_array_new (FALSE, FALSE, sizeof (guint)),
    .conditions = g_array_new (FALSE, FALSE, sizeof (Set)),
    .repair = g_new0 (MmsRepair, 1),
    .best_cost = G_MAXUINT,
  };

  g_return_val_if_fail (question->n_changes <= MMS_REPAIR_MAX_CHANGES, NULL);

  repairer.repair->changes = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!look (&repairer, stronger))
    g_clear_pointer (&repairer.repair, mms_repair_free);
  g_array_unref (repairer.useful);
  g_array_unref (repairer.conditions);
  g_clear_pointer (&repairer.accepted, g_hash_table_unref);
  return repairer.repair;
}
