/* contradiction.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "contradiction.h"

#include "history-private.h"

/* Nobody reads more, and a file made for it must not cost all memory. */
#define MAX_CONTRADICTIONS 20000

const MmsContradiction *
mms_history_get_contradictions (MmsHistory *history, guint *n_contradictions, guint *n_more)
{
  *n_contradictions = history->contradictions != NULL ? history->contradictions->len : 0;
  if (n_more != NULL)
    *n_more = history->n_more_contradictions;
  return history->contradictions != NULL ? (MmsContradiction *) history->contradictions->data
                                         : NULL;
}

guint
mms_history_add_contradiction (MmsHistory *history, const MmsContradiction *contradiction)
{
  if (history->contradictions == NULL)
    history->contradictions = g_array_new (FALSE, FALSE, sizeof (MmsContradiction));
  if (history->contradictions->len == MAX_CONTRADICTIONS)
    {
      history->n_more_contradictions++;
      return MAX_CONTRADICTIONS;
    }
  g_array_append_vals (history->contradictions, contradiction, 1);
  return history->contradictions->len - 1;
}

void
mms_history_explain_contradiction (MmsHistory *history, guint contradiction)
{
  if (contradiction < MAX_CONTRADICTIONS)
    g_array_index (history->contradictions, MmsContradiction, contradiction).event = 0;
  else
    history->n_more_contradictions--;
}
