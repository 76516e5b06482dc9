/* fold.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fold.h"

/* Trees of constant expressions are no deeper where somebody wrote them. */
#define MAX_DEPTH 256

static gboolean evaluate (MmsUnit *unit, const MmsNode *node, guint depth, int *value, int *type);

static gboolean
fits (gint64 result, int *value)
{
  if (result < MMS_SIM_MIN_VALUE || result > MMS_SIM_MAX_VALUE)
    return FALSE;
  *value = (int) result;
  return TRUE;
}

gboolean
mms_fold_unary (guint32 sign, int a, int *value)
{
  switch (sign)
    {
    case '!':
      return fits (!a, value);
    case '~':
      return fits (-1 - a, value);
    case '-':
      return fits (-a, value);
    default:
      return fits (a, value);
    }
}

gboolean
mms_fold_binary (guint32 sign, int a, int b, int *value)
{
  gint64 left = a;

  switch (sign)
    {
    case '+':
      return fits (left + b, value);
    case '-':
      return fits (left - b, value);
    case '*':
      return fits (left * b, value);
    case '&':
      return fits (a & b, value);
    case '|':
      return fits (a | b, value);
    case '^':
      return fits (a ^ b, value);
    case '<':
      return fits (a < b, value);
    case '>':
      return fits (a > b, value);
    case MMS_SIGN2 ('<', '='):
      return fits (a <= b, value);
    case MMS_SIGN2 ('>', '='):
      return fits (a >= b, value);
    case MMS_SIGN2 ('=', '='):
      return fits (a == b, value);
    case MMS_SIGN2 ('!', '='):
      return fits (a != b, value);
    case MMS_SIGN2 ('&', '&'):
      return fits (a && b, value);
    case MMS_SIGN2 ('|', '|'):
      return fits (a || b, value);
    case MMS_SIGN2 ('<', '<'):
      return b >= 0 && b < 15 && fits (left * (1 << b), value);
    case MMS_SIGN2 ('>', '>'):
      return b >= 0 && b < 15 && fits (left >> b, value);
    default:
      return FALSE;
    }
}

static gboolean
get_constant (MmsUnit *unit, MmsConstant *constant, guint depth, int *value)
{
  gboolean is_known = TRUE;

  if (constant->state == MMS_CONSTANT_OPEN)
    {
      mms_unit_complain (unit, constant->at, "the constant %s needs itself", constant->name);
      return FALSE;
    }
  if (constant->state == MMS_CONSTANT_NEW)
    {
      constant->state = MMS_CONSTANT_OPEN;
      is_known = evaluate (unit, constant->expression, depth + 1, &constant->value, NULL);
      constant->state = MMS_CONSTANT_KNOWN;
    }
  *value = constant->value;
  return is_known;
}

gboolean
mms_unit_get_constant (MmsUnit *unit, MmsConstant *constant, int *value)
{
  return get_constant (unit, constant, 0, value);
}

gboolean
mms_unit_find_word (const MmsUnit *unit, const char *name, int *value, int *type)
{
  const MmsThing *thing = g_hash_table_lookup (unit->things, name);

  if (thing != NULL && thing->value != 0)
    {
      *value = thing->value;
      *type = thing->is_task ? MMS_TYPE_TASK : MMS_TYPE_MM;
      return TRUE;
    }
  if (g_str_equal (name, "init_mm"))
    {
      *value = 1;
      *type = MMS_TYPE_MM;
      return TRUE;
    }
  if (g_str_equal (name, "num_cpus") && unit->cpu_count > 0)
    {
      *value = unit->cpu_count;
      *type = MMS_TYPE_INT;
      return TRUE;
    }
  if (g_str_equal (name, "cpu_possible_mask") && unit->cpu_count > 0)
    {
      *value = (1 << unit->cpu_count) - 1;
      *type = MMS_TYPE_CPUMASK;
      return TRUE;
    }
  return FALSE;
}

static gboolean
evaluate_name (MmsUnit *unit, const MmsNode *node, guint depth, int *value, int *type)
{
  MmsConstant *constant = g_hash_table_lookup (unit->constants, node->name);

  if (constant != NULL)
    return get_constant (unit, constant, depth, value);
  if (mms_unit_find_word (unit, node->name, value, type))
    return TRUE;
  mms_unit_complain (unit, node->at, "%s is no constant", node->name);
  return FALSE;
}

static gboolean
evaluate_binary (MmsUnit *unit, const MmsNode *node, guint depth, int *value)
{
  int a = 0;
  int b = 0;

  if (!evaluate (unit, node->a, depth, &a, NULL) || !evaluate (unit, node->b, depth, &b, NULL))
    return FALSE;
  if (mms_fold_binary (node->sign, a, b, value))
    return TRUE;
  mms_unit_complain (unit, node->at, "this has no value from %d to %d", MMS_SIM_MIN_VALUE,
                     MMS_SIM_MAX_VALUE);
  return FALSE;
}

static gboolean
evaluate (MmsUnit *unit, const MmsNode *node, guint depth, int *value, int *type)
{
  int ignored;
  int a = 0;

  type = type != NULL ? type : &ignored;
  *type = MMS_TYPE_INT;
  *value = 0;
  if (depth > MAX_DEPTH)
    {
      mms_unit_complain (unit, node->at, "constants are defined by each other too deeply");
      return FALSE;
    }
  switch (node->kind)
    {
    case MMS_NODE_NUMBER:
      *value = node->value;
      return TRUE;
    case MMS_NODE_NULL:
      *type = MMS_TYPE_NULL;
      return TRUE;
    case MMS_NODE_NAME:
      return evaluate_name (unit, node, depth, value, type);
    case MMS_NODE_ADDRESS:
      if (node->a->kind == MMS_NODE_NAME && g_str_equal (node->a->name, "init_mm"))
        return evaluate_name (unit, node->a, depth, value, type);
      break;
    case MMS_NODE_UNARY:
      return evaluate (unit, node->a, depth + 1, &a, NULL) && mms_fold_unary (node->sign, a, value);
    case MMS_NODE_BINARY:
      return evaluate_binary (unit, node, depth + 1, value);
    case MMS_NODE_CONDITIONAL:
      return evaluate (unit, node->a, depth + 1, &a, NULL)
             && evaluate (unit, a != 0 ? node->b : node->c, depth + 1, value, type);
    default:
      break;
    }
  mms_unit_complain (unit, node->at, "this must be constant: numbers, constants, mms and tasks");
  return FALSE;
}

gboolean
mms_unit_evaluate (MmsUnit *unit, const MmsNode *node, int *value, int *type)
{
  return evaluate (unit, node, 0, value, type);
}

gboolean
mms_unit_evaluate_number (
    MmsUnit *unit, const MmsNode *node, int least, int most, const char *what, int *value)
{
  int found;
  int type;

  if (!evaluate (unit, node, 0, &found, &type))
    return FALSE;
  if (type == MMS_TYPE_INT && found >= least && found <= most)
    {
      *value = found;
      return TRUE;
    }
  mms_unit_complain (unit, node->at, "%s is a number from %d to %d", what, least, most);
  return FALSE;
}

gboolean
mms_type_accepts (int to, int from, gboolean is_zero)
{
  gboolean to_number = to == MMS_TYPE_INT || to == MMS_TYPE_CPUMASK;

  if (to == from || to == MMS_TYPE_WRONG || from == MMS_TYPE_WRONG)
    return TRUE;
  if (to_number)
    return from == MMS_TYPE_INT || from == MMS_TYPE_CPUMASK;
  return from == MMS_TYPE_NULL || (from == MMS_TYPE_INT && is_zero);
}
