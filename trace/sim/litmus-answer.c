/* litmus-answer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-answer.h"

#include <string.h>

/* What a machine keeps in flight at most. */
#define MAX_BUFFER 32

void
mms_litmus_answer_free (MmsLitmusAnswer *answer)
{
  if (answer == NULL)
    return;
  g_array_unref (answer->values);
  g_array_unref (answer->holds);
  g_free (answer);
}

const char *
mms_answer_word_get_name (MmsAnswerWord word)
{
  static const char *const names[] = { "Never", "Sometimes", "Always", "not finished" };

  return names[word];
}

static guint
count_shown (const MmsLitmus *litmus)
{
  guint n = 0;

  for (guint i = 0; i < litmus->places->len; i++)
    n += g_array_index (litmus->places, MmsLitmusPlace, i).is_shown;
  return n;
}

/* The end @values, without the places that only the filter looks at; once. */
static void
add_end (const MmsLitmus *litmus, MmsLitmusAnswer *answer, GHashTable *seen, const gint16 *values)
{
  g_autofree gint16 *shown = g_new0 (gint16, answer->n_values + 1);
  gboolean holds = mms_litmus_formula_holds (litmus->condition, values);
  guint n = 0;

  for (guint i = 0; i < litmus->places->len; i++)
    if (g_array_index (litmus->places, MmsLitmusPlace, i).is_shown)
      shown[n++] = values[i];
  if (!g_hash_table_add (seen, g_bytes_new (shown, n * sizeof *shown)))
    return;
  if (n > 0)
    g_array_append_vals (answer->values, shown, n);
  g_array_append_val (answer->holds, holds);
  answer->n_ends++;
  answer->n_holding += holds ? 1 : 0;
}

static MmsAnswerWord
choose_word (const MmsLitmusAnswer *answer)
{
  if (answer->n_holding > 0 && answer->n_holding < answer->n_ends)
    return MMS_ANSWER_SOMETIMES;
  if (!answer->is_complete)
    return MMS_ANSWER_UNKNOWN;
  return answer->n_holding == 0 ? MMS_ANSWER_NEVER : MMS_ANSWER_ALWAYS;
}

static gboolean
is_good (const MmsLitmus *litmus, const MmsLitmusAnswer *answer)
{
  switch (litmus->quantifier)
    {
    case MMS_LITMUS_NOT_EXISTS:
      return answer->n_holding == 0;
    case MMS_LITMUS_FORALL:
      return answer->n_holding == answer->n_ends;
    default:
      return answer->n_holding > 0;
    }
}

MmsLitmusAnswer *
mms_litmus_answer (const MmsLitmus        *litmus,
                   MmsMemory               memory,
                   const MmsOutcomeLimits *limits,
                   MmsProgress            *progress,
                   GError                **error)
{
  g_autoptr (MmsMachine) machine = mms_machine_new (litmus->program, memory,
                                                    CLAMP (litmus->n_entries, 1, MAX_BUFFER), TRUE,
                                                    error);
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (MmsOutcomes) outcomes = NULL;
  g_autofree guint *locations = g_new0 (guint, litmus->places->len + 1);
  MmsLitmusAnswer *answer;

  if (machine == NULL)
    return NULL;
  for (guint i = 0; i < litmus->places->len; i++)
    locations[i] = g_array_index (litmus->places, MmsLitmusPlace, i).location;
  outcomes = mms_outcomes_find (machine, locations, litmus->places->len, limits, progress);

  answer = g_new0 (MmsLitmusAnswer, 1);
  answer->n_values = count_shown (litmus);
  answer->values = g_array_new (FALSE, FALSE, sizeof (gint16));
  answer->holds = g_array_new (FALSE, FALSE, sizeof (gboolean));
  answer->n_states = outcomes->n_states;
  answer->is_complete = outcomes->is_complete;
  answer->is_narrow = memory != MMS_MEMORY_SC && litmus->n_entries > MAX_BUFFER;
  answer->is_stuck = mms_alarms_has (&outcomes->alarms, MMS_REPORT_STUCK);
  answer->is_broken = mms_alarms_has (&outcomes->alarms, MMS_REPORT_BROKEN)
                      || mms_alarms_has (&outcomes->alarms, MMS_REPORT_OOPS);
  seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  for (guint i = 0; i < outcomes->n_ends; i++)
    {
      const gint16 *values = mms_outcomes_get_end (outcomes, i);

      if (litmus->filter == NULL || mms_litmus_formula_holds (litmus->filter, values))
        add_end (litmus, answer, seen, values);
    }
  answer->word = choose_word (answer);
  answer->is_good = is_good (litmus, answer);
  return answer;
}

char *
mms_litmus_answer_format_end (const MmsLitmus       *litmus,
                              const MmsLitmusAnswer *answer,
                              guint                  number)
{
  const gint16 *values = (const gint16 *) (gpointer) answer->values->data
                         + number * answer->n_values;
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < litmus->places->len; i++)
    {
      const MmsLitmusPlace *place = &g_array_index (litmus->places, MmsLitmusPlace, i);
      g_autofree char *value = NULL;

      if (!place->is_shown)
        continue;
      value = mms_litmus_format_value (litmus, values[n]);
      g_string_append_printf (text, "%s%s=%s;", n > 0 ? " " : "", place->name, value);
      n++;
    }
  return g_string_free (text, FALSE);
}
