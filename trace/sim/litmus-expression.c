/* litmus-expression.c - the values of a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-build.h"

#define NONE MMS_SIM_NO_REGISTER

/* In C's order; more binds tighter. @is_swapped: a > b is b < a */
static const struct
{
  const char *sign;
  guint8 level;
  guint8 op;
  gboolean is_swapped;
} binaries[] = {
  { "||", 1, MMS_N_OPS }, { "&&", 2, MMS_N_OPS }, { "|", 3, MMS_OP_OR },
  { "^", 4, MMS_OP_XOR }, { "&", 5, MMS_OP_AND }, { "==", 6, MMS_OP_EQ },
  { "!=", 6, MMS_OP_NE }, { "<", 7, MMS_OP_LT },  { "<=", 7, MMS_OP_LE },
  { ">", 7, MMS_OP_LT, TRUE }, { ">=", 7, MMS_OP_LE, TRUE }, { "<<", 8, MMS_OP_SHL },
  { ">>", 8, MMS_OP_SHR }, { "+", 9, MMS_OP_ADD }, { "-", 9, MMS_OP_SUB },
  { "*", 10, MMS_OP_MUL },
};

static gboolean parse_unary (MmsLitmusBuild *build, MmsLitmusOperand *value);

gboolean
mms_litmus_enter (MmsLitmusBuild *build)
{
  if (build->depth >= MMS_LITMUS_MAX_DEPTH)
    return mms_litmus_fail (&build->scan, NULL, "this is nested deeper than %d levels",
                            MMS_LITMUS_MAX_DEPTH);
  build->depth++;
  return TRUE;
}

void
mms_litmus_leave (MmsLitmusBuild *build)
{
  build->depth--;
}

/* A name that is no call. */
static gboolean
parse_name (MmsLitmusBuild *build, const MmsLitmusToken *name, MmsLitmusOperand *value)
{
  const MmsLitmusLocal *local = mms_litmus_find_local (build, build->n_processes - 1, name);

  if (local != NULL && local->variable >= 0)
    *value = (MmsLitmusOperand){ .form = MMS_OPERAND_ADDRESS, .depth = local->depth,
                                 .variable = (guint) local->variable };
  else if (local != NULL)
    *value = mms_litmus_register (local->reg, local->depth);
  else if (mms_litmus_find_variable (build, name) >= 0)
    return mms_litmus_fail (&build->scan, name, "P%u has no parameter '%.*s'",
                            build->n_processes - 1, (int) name->length, name->start);
  else
    return mms_litmus_fail (&build->scan, name, "'%.*s' has not been declared",
                            (int) name->length, name->start);
  return TRUE;
}

static gboolean
parse_primary (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  MmsLitmusScan *scan = &build->scan;
  const MmsLitmusToken token = scan->token;
  gboolean has_value;

  if (token.kind == MMS_LITMUS_NUMBER)
    {
      *value = mms_litmus_number (token.number);
      mms_litmus_next (scan);
      return TRUE;
    }
  if (mms_litmus_accept (scan, "("))
    return mms_litmus_parse_expression (build, value) && mms_litmus_expect (scan, ")");
  if (token.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a value");
  mms_litmus_next (scan);
  if (mms_litmus_is (scan, "("))
    {
      if (!mms_litmus_parse_call (build, &token, value, &has_value))
        return FALSE;
      return has_value
             || mms_litmus_fail (scan, &token, "expected a value; this operation has none");
    }
  if (token.length == 4 && token.start[0] == 'N' && token.start[1] == 'U' && token.start[2] == 'L'
      && token.start[3] == 'L')
    {
      *value = mms_litmus_number (0);
      return TRUE;
    }
  return parse_name (build, &token, value);
}

/* Plain, as C reads it. */
static gboolean
load (MmsLitmusBuild *build, const MmsLitmusOperand *pointer, MmsLitmusOperand *value)
{
  MmsInstruction instruction = { .op = MMS_OP_LOAD, .order = MMS_ORDER_PLAIN, .b = NONE,
                                 .c = NONE };

  if (!mms_litmus_set_place (build, &instruction, pointer))
    return FALSE;
  instruction.a = mms_litmus_new_register (build);
  mms_litmus_emit (build, instruction);
  *value = mms_litmus_register (instruction.a, pointer->depth - 1);
  return build->scan.error == NULL;
}

gboolean
mms_litmus_parse_target (MmsLitmusBuild *build, MmsLitmusOperand *pointer)
{
  MmsLitmusScan *scan = &build->scan;
  gboolean is_good;

  if (!mms_litmus_enter (build))
    return FALSE;
  if (mms_litmus_accept (scan, "("))
    is_good = mms_litmus_parse_target (build, pointer) && mms_litmus_expect (scan, ")");
  else if (mms_litmus_accept (scan, "*"))
    is_good = parse_unary (build, pointer)
              && (pointer->depth > 0
                  || mms_litmus_fail (scan, NULL, "expected a pointer before this"));
  else
    is_good = mms_litmus_fail_expected (scan, "'*' and a pointer");
  mms_litmus_leave (build);
  return is_good;
}

/* Behind a bracket, at a type. */
static gboolean
parse_cast (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  guint depth;

  if (!mms_litmus_take_type (build, &depth) || !mms_litmus_expect (&build->scan, ")")
      || !parse_unary (build, value))
    return FALSE;
  value->depth = depth;
  return TRUE;
}

static gboolean
parse_negated (MmsLitmusBuild *build, int from, MmsLitmusOperand *value)
{
  const MmsLitmusOperand minuend = mms_litmus_number (from);
  MmsLitmusOperand operand;

  if (!parse_unary (build, &operand))
    return FALSE;
  operand.depth = 0;
  *value = mms_litmus_emit_binary (build, MMS_OP_SUB, &minuend, &operand);
  return build->scan.error == NULL;
}

static gboolean
parse_prefixed (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  MmsLitmusScan *scan = &build->scan;
  MmsLitmusOperand operand;
  MmsLitmusToken bracket = scan->token;
  const char *behind = scan->p;

  if (mms_litmus_accept (scan, "*"))
    return parse_unary (build, &operand) && load (build, &operand, value);
  if (mms_litmus_accept (scan, "-"))
    return parse_negated (build, 0, value);
  if (mms_litmus_accept (scan, "~"))
    return parse_negated (build, -1, value);
  if (mms_litmus_accept (scan, "+"))
    return parse_unary (build, value);
  if (mms_litmus_accept (scan, "!"))
    {
      if (!parse_unary (build, &operand))
        return FALSE;
      *value = mms_litmus_emit_truth (build, &operand, TRUE);
      return scan->error == NULL;
    }
  if (mms_litmus_is (scan, "&"))
    {
      mms_litmus_next (scan);
      return mms_litmus_is (scan, "*")
                 ? mms_litmus_parse_target (build, value)
                 : mms_litmus_fail (scan, &bracket, "parameters are pointers already, and locals "
                                    "have no address here");
    }
  if (mms_litmus_accept (scan, "("))
    {
      if (mms_litmus_is_type (build))
        return parse_cast (build, value);
      scan->token = bracket;
      scan->p = behind;
    }
  return parse_primary (build, value);
}

static gboolean
parse_unary (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  gboolean is_good;

  if (!mms_litmus_enter (build))
    return FALSE;
  is_good = parse_prefixed (build, value);
  mms_litmus_leave (build);
  return is_good;
}

static gboolean parse_binary (MmsLitmusBuild *build, guint level, MmsLitmusOperand *value);

/* Behind `&&` or `||`: the right side happens only if the left one does not decide.  Where it is no
 * memory operation that makes no difference, and no branch: a branch would order what follows. */
static gboolean
parse_logic (MmsLitmusBuild *build, gboolean is_and, guint level, MmsLitmusOperand *value)
{
  const MmsLitmusOperand left = mms_litmus_emit_truth (build, value, FALSE);
  const MmsLitmusOperand decides
      = is_and ? left : mms_litmus_emit_truth (build, value, TRUE);
  const guint8 reg = mms_litmus_new_register (build);
  MmsLitmusOperand right;
  guint n_steps;
  guint pc;

  mms_litmus_emit_move (build, reg, &left);
  if (build->before_atomic.start != NULL && !mms_litmus_emit_joint (build))
    return FALSE;
  /* Does nothing where it is not made a branch. */
  pc = mms_litmus_emit (build, (MmsInstruction){ .op = MMS_OP_MOVE, .a = reg, .b = reg, .c = NONE,
                                                 .index = NONE });
  n_steps = build->n_steps;
  if (!parse_binary (build, level, &right))
    return FALSE;
  right = mms_litmus_emit_truth (build, &right, FALSE);
  *value = mms_litmus_emit_binary (build, is_and ? MMS_OP_AND : MMS_OP_OR, &left, &right);
  mms_litmus_emit_move (build, reg, value);
  if (build->scan.error != NULL)
    return FALSE;
  *value = mms_litmus_register (reg, 0);
  if (build->n_steps > n_steps)
    {
      MmsInstruction *branch = &g_array_index (build->program->code, MmsInstruction, pc);

      branch->op = MMS_OP_JUMP_IF_ZERO;
      branch->a = NONE;
      branch->b = decides.reg;
      mms_litmus_land (build, pc);
    }
  return build->scan.error == NULL;
}

/* -1: the word at hand is none */
static int
find_binary (const MmsLitmusScan *scan)
{
  if (scan->token.kind != MMS_LITMUS_SIGN)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (binaries); i++)
    if (mms_litmus_is (scan, binaries[i].sign))
      return (int) i;
  return -1;
}

/* Whatever binds at least as tight as @level. */
static gboolean
parse_binary (MmsLitmusBuild *build, guint level, MmsLitmusOperand *value)
{
  int i;

  if (!parse_unary (build, value))
    return FALSE;
  while ((i = find_binary (&build->scan)) >= 0 && binaries[i].level >= level)
    {
      MmsLitmusOperand right;

      mms_litmus_next (&build->scan);
      if (binaries[i].op == MMS_N_OPS)
        {
          if (!parse_logic (build, binaries[i].level == 2, binaries[i].level + 1u, value))
            return FALSE;
          continue;
        }
      if (!parse_binary (build, binaries[i].level + 1u, &right))
        return FALSE;
      *value = binaries[i].is_swapped
                   ? mms_litmus_emit_binary (build, binaries[i].op, &right, value)
                   : mms_litmus_emit_binary (build, binaries[i].op, value, &right);
      if (build->scan.error != NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
mms_litmus_parse_expression (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  MmsLitmusScan *scan = &build->scan;

  if (!parse_binary (build, 1, value))
    return FALSE;
  if (mms_litmus_is (scan, "?") || mms_litmus_is (scan, "/") || mms_litmus_is (scan, "%"))
    return mms_litmus_fail (scan, NULL, "there is no '%.*s' here", (int) scan->token.length,
                            scan->token.start);
  return scan->error == NULL;
}
