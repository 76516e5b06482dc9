/* litmus-emit.c - code for the machine, from the values of a litmus test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "instruction.h"
#include "litmus-build.h"

#define NONE MMS_SIM_NO_REGISTER

/* Where a pointer with something added to it leads: far out of memory, unless that is 0.  So a
 * dependency can be made of `x + (r1 & 0)`, and anything else is noticed when it runs. */
#define STRIDE 1024

guint8
mms_litmus_new_register (MmsLitmusBuild *build)
{
  if (build->n_used >= MMS_SIM_MAX_REGISTERS)
    {
      mms_litmus_fail (&build->scan, NULL, "this takes more than %d values at once",
                       MMS_SIM_MAX_REGISTERS);
      return 0;
    }
  return (guint8) build->n_used++;
}

static gboolean
is_sure_rmw (guint op)
{
  return op == MMS_OP_XCHG || op == MMS_OP_RMW_ADD || op == MMS_OP_RMW_AND || op == MMS_OP_RMW_OR;
}

/* What smp_mb__before_atomic() wants behind it. */
static void
check_before_atomic (MmsLitmusBuild *build, guint op)
{
  if (build->before_atomic.start == NULL)
    return;
  if (!is_sure_rmw (op))
    mms_litmus_fail (&build->scan, &build->before_atomic,
                     "expected an atomic operation that always writes behind this fence: it orders "
                     "nothing else");
  build->before_atomic.start = NULL;
}

guint
mms_litmus_emit (MmsLitmusBuild *build, MmsInstruction instruction)
{
  if (build->program->code->len >= MMS_SIM_MAX_CODE)
    {
      mms_litmus_fail (&build->scan, NULL, "a test can have %d instructions", MMS_SIM_MAX_CODE);
      return 0;
    }
  instruction.line = (guint16) MIN (build->scan.token.line, G_MAXUINT16);
  instruction.function = build->function;
  if (mms_instruction_is_step (&instruction))
    {
      check_before_atomic (build, instruction.op);
      build->before_previous = build->previous;
      build->previous = instruction.op;
      build->n_steps++;
    }
  if (instruction.op != MMS_OP_CONST && instruction.op != MMS_OP_JUMP && instruction.op != MMS_OP_RETURN)
    build->n_entries++;
  return mms_program_emit (build->program, &instruction);
}

gboolean
mms_litmus_emit_joint (MmsLitmusBuild *build)
{
  check_before_atomic (build, MMS_N_OPS);
  build->previous = MMS_N_OPS;
  build->before_previous = MMS_N_OPS;
  return build->scan.error == NULL;
}

void
mms_litmus_land (MmsLitmusBuild *build, guint pc)
{
  mms_litmus_emit_joint (build);
  g_array_index (build->program->code, MmsInstruction, pc).target
      = (guint16) build->program->code->len;
}

static void
emit_constant (MmsLitmusBuild *build, guint8 reg, int number)
{
  mms_litmus_emit (build, (MmsInstruction){ .op = MMS_OP_CONST, .a = reg, .b = NONE, .c = NONE,
                                            .index = NONE, .imm = (gint16) number });
}

static void
emit_local (MmsLitmusBuild *build, MmsOp op, guint8 a, guint8 b, guint8 c)
{
  mms_litmus_emit (build, (MmsInstruction){ .op = (guint8) op, .a = a, .b = b, .c = c,
                                            .index = NONE });
}

guint8
mms_litmus_load_operand (MmsLitmusBuild *build, const MmsLitmusOperand *operand)
{
  guint8 reg;

  if (operand->form == MMS_OPERAND_REGISTER)
    return operand->reg;
  reg = mms_litmus_new_register (build);
  emit_constant (build, reg,
                 operand->form == MMS_OPERAND_NUMBER
                     ? operand->number
                     : mms_litmus_take_address (build, operand->variable));
  return reg;
}

gboolean
mms_litmus_set_place (MmsLitmusBuild         *build,
                      MmsInstruction         *instruction,
                      const MmsLitmusOperand *pointer)
{
  guint8 base;

  if (pointer->depth == 0)
    return mms_litmus_fail (&build->scan, NULL, "what stands before this is no pointer");
  if (pointer->form == MMS_OPERAND_ADDRESS)
    {
      const MmsLitmusVariable *variable = &g_array_index (build->variables, MmsLitmusVariable,
                                                          pointer->variable);

      instruction->field = (guint16) variable->field;
      instruction->index = NONE;
      if (variable->element < 0)
        return TRUE;
      instruction->index = mms_litmus_new_register (build);
      emit_constant (build, instruction->index, variable->element);
      return build->scan.error == NULL;
    }
  base = mms_litmus_new_register (build);
  instruction->field = (guint16) mms_litmus_get_memory (build);
  instruction->index = mms_litmus_new_register (build);
  emit_constant (build, base, MMS_LITMUS_ADDRESS (0));
  emit_local (build, MMS_OP_SUB, instruction->index, mms_litmus_load_operand (build, pointer),
              base);
  return build->scan.error == NULL;
}

/* Of two numbers; %FALSE: it is left to the machine */
static gboolean
fold (MmsOp op, int left, int right, int *result)
{
  switch (op)
    {
    case MMS_OP_ADD:
      *result = left + right;
      break;
    case MMS_OP_SUB:
      *result = left - right;
      break;
    case MMS_OP_MUL:
      *result = left * right;
      break;
    default:
      return FALSE;
    }
  return *result >= -MMS_LITMUS_MAX_NUMBER && *result <= MMS_LITMUS_MAX_NUMBER;
}

/* A number that is added to a pointer. */
static MmsLitmusOperand
scale (MmsLitmusBuild *build, const MmsLitmusOperand *number)
{
  const MmsLitmusOperand stride = mms_litmus_number (STRIDE);

  return mms_litmus_emit_binary (build, MMS_OP_MUL, number, &stride);
}

MmsLitmusOperand
mms_litmus_emit_binary (MmsLitmusBuild         *build,
                        MmsOp                   op,
                        const MmsLitmusOperand *left,
                        const MmsLitmusOperand *right)
{
  MmsLitmusOperand a = *left;
  MmsLitmusOperand b = *right;
  MmsLitmusOperand result = mms_litmus_number (0);

  if (op == MMS_OP_ADD || op == MMS_OP_SUB)
    {
      result.depth = MAX (a.depth, b.depth);
      if (a.depth > 0 && b.depth == 0)
        b = scale (build, &b);
      else if (b.depth > 0 && a.depth == 0)
        a = scale (build, &a);
      else if (a.depth > 0)
        {
          mms_litmus_fail (&build->scan, NULL, "two pointers cannot be added or subtracted");
          return result;
        }
    }
  if (a.form == MMS_OPERAND_NUMBER && b.form == MMS_OPERAND_NUMBER
      && fold (op, a.number, b.number, &result.number))
    return result;
  a.reg = mms_litmus_load_operand (build, &a);
  b.reg = mms_litmus_load_operand (build, &b);
  result.form = MMS_OPERAND_REGISTER;
  result.reg = mms_litmus_new_register (build);
  emit_local (build, op, result.reg, a.reg, b.reg);
  return result;
}

MmsLitmusOperand
mms_litmus_emit_unary (MmsLitmusBuild *build, MmsOp op, const MmsLitmusOperand *operand)
{
  const guint8 reg = mms_litmus_load_operand (build, operand);
  const MmsLitmusOperand result = mms_litmus_register (mms_litmus_new_register (build), 0);

  emit_local (build, op, result.reg, reg, NONE);
  return result;
}

MmsLitmusOperand
mms_litmus_emit_truth (MmsLitmusBuild *build, const MmsLitmusOperand *operand, gboolean is_not)
{
  MmsLitmusOperand result = mms_litmus_emit_unary (build, MMS_OP_NOT, operand);

  return is_not ? result : mms_litmus_emit_unary (build, MMS_OP_NOT, &result);
}

void
mms_litmus_emit_move (MmsLitmusBuild *build, guint8 to, const MmsLitmusOperand *operand)
{
  if (operand->form == MMS_OPERAND_REGISTER)
    emit_local (build, MMS_OP_MOVE, to, operand->reg, NONE);
  else
    emit_constant (build, to,
                   operand->form == MMS_OPERAND_NUMBER
                       ? operand->number
                       : mms_litmus_take_address (build, operand->variable));
}
