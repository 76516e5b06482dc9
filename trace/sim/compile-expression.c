/* compile-expression.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

#define NONE MMS_SIM_NO_REGISTER

static const MmsOperand wrong = { TRUE, MMS_TYPE_WRONG, 0, NONE };

static gboolean
is_pointer (int type)
{
  return type == MMS_TYPE_MM || type == MMS_TYPE_TASK || type == MMS_TYPE_NULL;
}

static guint8
take_register (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  return want != NONE ? want : mms_compile_new_register (compiler, node);
}

static MmsOperand
fold (MmsCompiler *compiler, const MmsNode *node, gboolean has_value, int type, int value)
{
  if (!has_value)
    {
      mms_unit_complain (compiler->unit, node->at, "this has no value from %d to %d",
                         MMS_SIM_MIN_VALUE, MMS_SIM_MAX_VALUE);
      return wrong;
    }
  return mms_operand_constant (type, value);
}

static MmsOperand
compile_name (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  const MmsLocal *local = mms_compile_find_local (compiler, node->name);
  MmsConstant *constant;
  MmsSlot slot;
  int value = 0;
  int type = MMS_TYPE_INT;

  if (local != NULL)
    return local->is_constant ? mms_operand_constant (local->type, local->value)
                              : mms_operand_register (local->type, local->reg);
  constant = g_hash_table_lookup (compiler->unit->constants, node->name);
  if (constant != NULL)
    {
      mms_unit_get_constant (compiler->unit, constant, &value);
      return mms_operand_constant (MMS_TYPE_INT, value);
    }
  if (mms_unit_find_word (compiler->unit, node->name, &value, &type))
    return mms_operand_constant (type, value);
  if (g_str_equal (node->name, "current"))
    {
      guint8 reg = take_register (compiler, node, want);

      if (compiler->is_final)
        mms_unit_complain (compiler->unit, node->at, "at the end no task is the current one");
      mms_compile_local (compiler, node, MMS_OP_CURRENT, reg, NONE, NONE);
      return mms_operand_register (MMS_TYPE_TASK, reg);
    }
  if (g_hash_table_contains (compiler->unit->functions, node->name)
      || mms_builtin_find (node->name, NULL))
    {
      mms_unit_complain (compiler->unit, node->at, "%s is a function: call it, %s (…)", node->name,
                         node->name);
      return wrong;
    }
  if (!mms_compile_slot (compiler, node, &slot))
    return wrong;
  return mms_compile_read (compiler, node, &slot, MMS_ORDER_PLAIN, want);
}

static MmsOperand
compile_place (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  MmsSlot slot;

  if (!mms_compile_slot (compiler, node, &slot))
    return wrong;
  return mms_compile_read (compiler, node, &slot, MMS_ORDER_PLAIN, want);
}

static MmsOperand
compile_unary (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  MmsOperand a = mms_compile_expression (compiler, node->a, NONE);
  int value = 0;
  guint8 from;
  guint8 reg;

  if (node->sign != '!' && (is_pointer (a.type) || a.type == MMS_TYPE_VOID))
    {
      mms_unit_complain (compiler->unit, node->at, "%c is of numbers, not of %s", (char) node->sign,
                         mms_type_get_name (a.type));
      return wrong;
    }
  if (a.is_constant && node->sign == '~' && a.type == MMS_TYPE_CPUMASK)
    return fold (compiler, node, TRUE, a.type, ~a.value & ((1 << compiler->unit->cpu_count) - 1));
  if (a.is_constant)
    {
      gboolean has_value = mms_fold_unary (node->sign, a.value, &value);

      return fold (compiler, node, has_value, node->sign == '!' ? MMS_TYPE_INT : a.type, value);
    }
  if (node->sign == '+')
    return a;
  from = mms_compile_load (compiler, node, &a, NONE);
  reg = take_register (compiler, node, want);
  if (node->sign == '!')
    {
      mms_compile_local (compiler, node, MMS_OP_NOT, reg, from, NONE);
      return mms_operand_register (MMS_TYPE_INT, reg);
    }
  if (node->sign == '~' && a.type == MMS_TYPE_CPUMASK)
    mms_compile_local (compiler, node, MMS_OP_INVERT, reg, from, NONE);
  else if (node->sign == '~')
    {
      const MmsOperand ones = mms_operand_constant (MMS_TYPE_INT, -1);

      return mms_compile_binary (compiler, node, '-', &ones, &a, want);
    }
  else
    mms_compile_local (compiler, node, MMS_OP_NEGATE, reg, from, NONE);
  return mms_operand_register (a.type, reg);
}

static gboolean
is_comparison (guint32 sign)
{
  return sign == '<' || sign == '>' || sign == MMS_SIGN2 ('<', '=') || sign == MMS_SIGN2 ('>', '=')
         || sign == MMS_SIGN2 ('=', '=') || sign == MMS_SIGN2 ('!', '=');
}

/* What the operator does; the operands of > and >= change places. */
static MmsOp
get_op (guint32 sign, gboolean *is_turned)
{
  *is_turned = sign == '>' || sign == MMS_SIGN2 ('>', '=');
  switch (sign)
    {
    case '+':
      return MMS_OP_ADD;
    case '-':
      return MMS_OP_SUB;
    case '*':
      return MMS_OP_MUL;
    case '&':
      return MMS_OP_AND;
    case '|':
      return MMS_OP_OR;
    case '^':
      return MMS_OP_XOR;
    case MMS_SIGN2 ('<', '<'):
      return MMS_OP_SHL;
    case MMS_SIGN2 ('>', '>'):
      return MMS_OP_SHR;
    case MMS_SIGN2 ('=', '='):
      return MMS_OP_EQ;
    case MMS_SIGN2 ('!', '='):
      return MMS_OP_NE;
    case '<':
    case '>':
      return MMS_OP_LT;
    default:
      return MMS_OP_LE;
    }
}

static gboolean
check_operands (MmsCompiler *compiler,
                const MmsNode *node,
                guint32 sign,
                const MmsOperand *a,
                const MmsOperand *b)
{
  gboolean is_equality = sign == MMS_SIGN2 ('=', '=') || sign == MMS_SIGN2 ('!', '=');
  gboolean fits;

  if (is_equality)
    fits = mms_type_accepts (a->type, b->type, b->is_constant && b->value == 0)
           || mms_type_accepts (b->type, a->type, a->is_constant && a->value == 0);
  else
    fits = mms_type_accepts (MMS_TYPE_INT, a->type, FALSE)
           && mms_type_accepts (MMS_TYPE_INT, b->type, FALSE);
  if (fits && a->type != MMS_TYPE_VOID && b->type != MMS_TYPE_VOID)
    return a->type != MMS_TYPE_WRONG && b->type != MMS_TYPE_WRONG;
  mms_unit_complain (
      compiler->unit, node->at, "%.3s does not go with %s and %s",
      (const char[4]){ (char) (sign & 0xff), (char) (sign >> 8), (char) (sign >> 16), 0 },
      mms_type_get_name (a->type), mms_type_get_name (b->type));
  return FALSE;
}

MmsOperand
mms_compile_binary (MmsCompiler *compiler,
                    const MmsNode *node,
                    guint32 sign,
                    const MmsOperand *a,
                    const MmsOperand *b,
                    guint8 want)
{
  gboolean is_turned;
  MmsOp op = get_op (sign, &is_turned);
  int type = !is_comparison (sign) && (a->type == MMS_TYPE_CPUMASK || b->type == MMS_TYPE_CPUMASK)
                 ? MMS_TYPE_CPUMASK
                 : MMS_TYPE_INT;
  int value = 0;
  guint8 left;
  guint8 right;
  guint8 reg;

  if (!check_operands (compiler, node, sign, a, b))
    return wrong;
  if (a->is_constant && b->is_constant)
    {
      gboolean has_value = mms_fold_binary (sign, a->value, b->value, &value);

      return fold (compiler, node, has_value, type, value);
    }
  /* Of an mm the kernel compares the address.  A ghost knows which is which, and NULL is NULL. */
  if (a->type == MMS_TYPE_MM && b->type == MMS_TYPE_MM && compiler->ghost == 0)
    op = op == MMS_OP_EQ ? MMS_OP_EQ_MM : op == MMS_OP_NE ? MMS_OP_NE_MM : op;
  left = mms_compile_load (compiler, node, a, NONE);
  right = mms_compile_load (compiler, node, b, NONE);
  reg = take_register (compiler, node, want);
  mms_compile_local (compiler, node, op, reg, is_turned ? right : left, is_turned ? left : right);
  return mms_operand_register (type, reg);
}

/* && and || as a value, and conditions of ?: */
static MmsOperand
compile_truth (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  const MmsOperand yes = mms_operand_constant (MMS_TYPE_INT, 1);
  const MmsOperand no = mms_operand_constant (MMS_TYPE_INT, 0);
  g_autoptr (GArray) jumps = g_array_new (FALSE, FALSE, sizeof (guint16));
  MmsBranch branch = mms_compile_branch (compiler, node, FALSE, jumps);
  guint8 reg;
  guint16 end;

  if (branch != MMS_BRANCH_MAYBE)
    {
      mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
      return branch == MMS_BRANCH_ALWAYS ? no : yes;
    }
  reg = take_register (compiler, node, want);
  mms_compile_load (compiler, node, &yes, reg);
  end = mms_compile_jump (compiler, node);
  mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
  mms_compile_load (compiler, node, &no, reg);
  mms_compile_aim (compiler, end, mms_compile_here (compiler));
  return mms_operand_register (MMS_TYPE_INT, reg);
}

static MmsOperand
compile_conditional (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  g_autoptr (GArray) jumps = g_array_new (FALSE, FALSE, sizeof (guint16));
  MmsBranch branch = mms_compile_branch (compiler, node->a, FALSE, jumps);
  MmsOperand yes;
  MmsOperand no;
  guint8 reg;
  guint16 end;

  if (branch != MMS_BRANCH_MAYBE)
    {
      mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
      return mms_compile_expression (compiler, branch == MMS_BRANCH_ALWAYS ? node->c : node->b,
                                     want);
    }
  reg = take_register (compiler, node, want);
  yes = mms_compile_expression (compiler, node->b, reg);
  mms_compile_load (compiler, node->b, &yes, reg);
  end = mms_compile_jump (compiler, node);
  mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
  no = mms_compile_expression (compiler, node->c, reg);
  mms_compile_load (compiler, node->c, &no, reg);
  mms_compile_aim (compiler, end, mms_compile_here (compiler));
  if (!mms_type_accepts (yes.type, no.type, no.is_constant && no.value == 0)
      && !mms_type_accepts (no.type, yes.type, yes.is_constant && yes.value == 0))
    {
      mms_unit_complain (compiler->unit, node->at, "the two values are %s and %s",
                         mms_type_get_name (yes.type), mms_type_get_name (no.type));
      return wrong;
    }
  /* NULL, and 0, are of whatever type the other one is. */
  return mms_operand_register (
      is_pointer (no.type) && no.type != MMS_TYPE_NULL ? no.type : yes.type, reg);
}

static MmsOperand
compile_inner (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  switch (node->kind)
    {
    case MMS_NODE_NUMBER:
      return mms_operand_constant (MMS_TYPE_INT, node->value);
    case MMS_NODE_NULL:
      return mms_operand_constant (MMS_TYPE_NULL, 0);
    case MMS_NODE_NAME:
      return compile_name (compiler, node, want);
    case MMS_NODE_MEMBER:
    case MMS_NODE_INDEX:
      return compile_place (compiler, node, want);
    case MMS_NODE_ADDRESS:
      if (node->a->kind == MMS_NODE_NAME && g_str_equal (node->a->name, "init_mm"))
        return mms_operand_constant (MMS_TYPE_MM, 1);
      mms_unit_complain (
          compiler->unit, node->at,
          "& stands before what READ_ONCE and the like are to access, and before init_mm");
      return wrong;
    case MMS_NODE_UNARY:
      return compile_unary (compiler, node, want);
    case MMS_NODE_BINARY:
      if (node->sign == MMS_SIGN2 ('&', '&') || node->sign == MMS_SIGN2 ('|', '|'))
        return compile_truth (compiler, node, want);
      {
        MmsOperand a = mms_compile_expression (compiler, node->a, NONE);
        MmsOperand b = mms_compile_expression (compiler, node->b, NONE);

        return mms_compile_binary (compiler, node, node->sign, &a, &b, want);
      }
    case MMS_NODE_CONDITIONAL:
      return compile_conditional (compiler, node, want);
    case MMS_NODE_CALL:
      return mms_compile_call (compiler, node, want);
    case MMS_NODE_PERCPU:
      mms_unit_complain (compiler->unit, node->at, "say which member: cpu (%s, N)->member",
                         node->name);
      return wrong;
    default:
      mms_unit_complain (compiler->unit, node->at, "this has no value");
      return wrong;
    }
}

MmsOperand
mms_compile_expression (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  MmsOperand operand = wrong;

  if (!mms_compile_enter (compiler, node))
    return operand;
  operand = compile_inner (compiler, node, want);
  mms_compile_leave (compiler);
  return operand;
}

guint8
mms_compile_value (MmsCompiler *compiler, const MmsNode *node, int type, const char *what)
{
  MmsOperand operand = mms_compile_expression (compiler, node, NONE);

  mms_compile_check (compiler, node, type, &operand, what);
  return mms_compile_load (compiler, node, &operand, NONE);
}
