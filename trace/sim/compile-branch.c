/* compile-branch.c - conditions, as jumps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

#define NONE MMS_SIM_NO_REGISTER

/* Whether a jump on a comparison can be on its opposite instead of on its value turned. */
static guint32
get_opposite (guint32 sign)
{
  switch (sign)
    {
    case MMS_SIGN2 ('=', '='):
      return MMS_SIGN2 ('!', '=');
    case MMS_SIGN2 ('!', '='):
      return MMS_SIGN2 ('=', '=');
    case '<':
      return MMS_SIGN2 ('>', '=');
    case '>':
      return MMS_SIGN2 ('<', '=');
    case MMS_SIGN2 ('<', '='):
      return '>';
    case MMS_SIGN2 ('>', '='):
      return '<';
    default:
      return 0;
    }
}

static MmsBranch
branch_on (MmsCompiler *compiler,
           const MmsNode *node,
           const MmsOperand *operand,
           gboolean sense,
           GArray *jumps)
{
  guint8 reg = operand->reg;
  guint16 pc;

  if (operand->type == MMS_TYPE_VOID)
    mms_unit_complain (compiler->unit, node->at, "this has no value");
  if (operand->is_constant)
    return (operand->value != 0) == sense ? MMS_BRANCH_ALWAYS : MMS_BRANCH_NEVER;
  if (sense)
    {
      reg = mms_compile_new_register (compiler, node);
      mms_compile_local (compiler, node, MMS_OP_NOT, reg, operand->reg, NONE);
    }
  pc = mms_compile_local (compiler, node, MMS_OP_JUMP_IF_ZERO, NONE, reg, NONE);
  g_array_append_val (jumps, pc);
  return MMS_BRANCH_MAYBE;
}

/* Jumps if both parts are @sense. */
static MmsBranch
branch_on_both (MmsCompiler *compiler, const MmsNode *node, gboolean sense, GArray *jumps)
{
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (guint16));
  MmsBranch first = mms_compile_branch (compiler, node->a, !sense, past);
  MmsBranch second = MMS_BRANCH_NEVER;

  if (first == MMS_BRANCH_NEVER)
    second = mms_compile_branch (compiler, node->b, sense, jumps);
  else if (first == MMS_BRANCH_MAYBE)
    {
      second = mms_compile_branch (compiler, node->b, sense, jumps);
      if (second == MMS_BRANCH_ALWAYS)
        {
          guint16 pc = mms_compile_jump (compiler, node);

          g_array_append_val (jumps, pc);
          second = MMS_BRANCH_MAYBE;
        }
      /* The jumps of the first part, which may have read something, are there all the same. */
    }
  mms_compile_aim_all (compiler, past, mms_compile_here (compiler));
  return second;
}

static MmsBranch
branch_on_either (MmsCompiler *compiler, const MmsNode *node, gboolean sense, GArray *jumps)
{
  MmsBranch first = mms_compile_branch (compiler, node->a, sense, jumps);
  MmsBranch second;

  if (first == MMS_BRANCH_ALWAYS)
    return first;
  second = mms_compile_branch (compiler, node->b, sense, jumps);
  if (first == MMS_BRANCH_NEVER)
    return second;
  if (second == MMS_BRANCH_ALWAYS)
    {
      guint16 pc = mms_compile_jump (compiler, node);

      g_array_append_val (jumps, pc);
    }
  return MMS_BRANCH_MAYBE;
}

MmsBranch
mms_compile_branch (MmsCompiler *compiler, const MmsNode *node, gboolean sense, GArray *jumps)
{
  MmsBranch branch = MMS_BRANCH_NEVER;
  gboolean is_and = node->kind == MMS_NODE_BINARY && node->sign == MMS_SIGN2 ('&', '&');
  gboolean is_or = node->kind == MMS_NODE_BINARY && node->sign == MMS_SIGN2 ('|', '|');
  MmsOperand operand;

  if (!mms_compile_enter (compiler, node))
    return branch;
  if (node->kind == MMS_NODE_UNARY && node->sign == '!')
    branch = mms_compile_branch (compiler, node->a, !sense, jumps);
  else if (is_and || is_or)
    branch = is_and == sense ? branch_on_both (compiler, node, sense, jumps)
                             : branch_on_either (compiler, node, sense, jumps);
  else if (sense && node->kind == MMS_NODE_BINARY && get_opposite (node->sign) != 0)
    {
      MmsOperand a = mms_compile_expression (compiler, node->a, NONE);
      MmsOperand b = mms_compile_expression (compiler, node->b, NONE);

      operand = mms_compile_binary (compiler, node, get_opposite (node->sign), &a, &b, NONE);
      if (operand.is_constant)
        branch = operand.value == 0 ? MMS_BRANCH_ALWAYS : MMS_BRANCH_NEVER;
      else
        {
          guint16 pc
              = mms_compile_local (compiler, node, MMS_OP_JUMP_IF_ZERO, NONE, operand.reg, NONE);

          g_array_append_val (jumps, pc);
          branch = MMS_BRANCH_MAYBE;
        }
    }
  else
    {
      operand = mms_compile_expression (compiler, node, NONE);
      branch = branch_on (compiler, node, &operand, sense, jumps);
    }
  mms_compile_leave (compiler);
  return branch;
}
