/* litmus-formula.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-formula.h"

MmsLitmusFormula *
mms_litmus_formula_new (void)
{
  MmsLitmusFormula *formula = g_new0 (MmsLitmusFormula, 1);

  formula->items = g_array_new (FALSE, FALSE, sizeof (MmsFormulaItem));
  return formula;
}

void
mms_litmus_formula_free (MmsLitmusFormula *formula)
{
  if (formula == NULL)
    return;
  g_array_unref (formula->items);
  g_free (formula);
}

gboolean
mms_litmus_formula_add (MmsLitmusFormula *formula,
                        MmsFormulaKind    kind,
                        guint             place,
                        int               number)
{
  const MmsFormulaItem item = { (guint8) kind, (guint16) place, (gint16) number };

  if (formula->items->len >= MMS_FORMULA_MAX_ITEMS)
    return FALSE;
  g_array_append_val (formula->items, item);
  return TRUE;
}

gboolean
mms_litmus_formula_holds (const MmsLitmusFormula *formula, const gint16 *values)
{
  gboolean stack[MMS_FORMULA_MAX_ITEMS];
  guint n = 0;

  for (guint i = 0; i < formula->items->len; i++)
    {
      const MmsFormulaItem *item = &g_array_index (formula->items, MmsFormulaItem, i);
      guint n_operands = item->kind < MMS_FORMULA_NOT ? 0 : item->kind == MMS_FORMULA_NOT ? 1 : 2;
      gboolean first;
      gboolean last;

      g_return_val_if_fail (n >= n_operands, FALSE);
      first = n_operands > 0 && stack[n - n_operands];
      last = n_operands > 0 && stack[n - 1];
      n -= n_operands;
      switch ((MmsFormulaKind) item->kind)
        {
        case MMS_FORMULA_TRUE:
          stack[n++] = TRUE;
          break;
        case MMS_FORMULA_FALSE:
          stack[n++] = FALSE;
          break;
        case MMS_FORMULA_HAS:
          stack[n++] = values[item->place] == item->number;
          break;
        case MMS_FORMULA_SAME:
          stack[n++] = values[item->place] == values[item->number];
          break;
        case MMS_FORMULA_NOT:
          stack[n++] = !last;
          break;
        case MMS_FORMULA_AND:
          stack[n++] = first && last;
          break;
        case MMS_FORMULA_OR:
          stack[n++] = first || last;
          break;
        case MMS_FORMULA_IMPLIES:
          stack[n++] = !first || last;
          break;
        }
    }
  g_return_val_if_fail (n == 1, FALSE);
  return stack[0];
}
