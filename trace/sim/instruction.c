/* instruction.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "instruction.h"

#include <string.h>

/* index, b, c, a: those that are read, the others none. */
static void
get_operands (const MmsInstruction *instruction, guint8 registers[4])
{
  memset (registers, MMS_SIM_NO_REGISTER, 4);
  if (mms_instruction_has_place (instruction))
    registers[0] = instruction->index;
  switch (instruction->op)
    {
    case MMS_OP_MOVE:
    case MMS_OP_NOT:
    case MMS_OP_NEGATE:
    case MMS_OP_INVERT:
    case MMS_OP_JUMP_IF_ZERO:
    case MMS_OP_PEEK_CR3:
    case MMS_OP_PEEK_FREED:
    case MMS_OP_REPORT:
    case MMS_OP_ASSUME:
    case MMS_OP_POKE:
    case MMS_OP_STORE:
    case MMS_OP_XCHG:
    case MMS_OP_RMW_ADD:
    case MMS_OP_RMW_AND:
    case MMS_OP_RMW_OR:
    case MMS_OP_AWAIT:
    case MMS_OP_USE:
    case MMS_OP_CR3:
    case MMS_OP_SWITCH_TO:
    case MMS_OP_FREE:
      registers[1] = instruction->b;
      break;
    case MMS_OP_ADD:
    case MMS_OP_SUB:
    case MMS_OP_MUL:
    case MMS_OP_AND:
    case MMS_OP_OR:
    case MMS_OP_XOR:
    case MMS_OP_SHL:
    case MMS_OP_SHR:
    case MMS_OP_EQ:
    case MMS_OP_NE:
    case MMS_OP_LT:
    case MMS_OP_LE:
    case MMS_OP_EQ_MM:
    case MMS_OP_NE_MM:
    case MMS_OP_CMPXCHG:
    case MMS_OP_ADD_UNLESS:
    case MMS_OP_FAILED:
      registers[1] = instruction->b;
      registers[2] = instruction->c;
      break;
    case MMS_OP_TRACE:
    case MMS_OP_IPI:
      registers[1] = instruction->b;
      registers[2] = instruction->c;
      registers[3] = instruction->a;
      break;
    default:
      break;
    }
}

guint64
mms_instruction_get_uses (const MmsInstruction *instruction)
{
  guint8 registers[4];
  guint64 uses = 0;

  get_operands (instruction, registers);
  for (guint i = 0; i < G_N_ELEMENTS (registers); i++)
    if (registers[i] < MMS_SIM_MAX_REGISTERS)
      uses |= G_GUINT64_CONSTANT (1) << registers[i];
  return uses;
}

void
mms_instruction_forget_unused (MmsInstruction *instruction)
{
  guint8 registers[4];

  get_operands (instruction, registers);
  instruction->index = registers[0];
  instruction->b = registers[1];
  instruction->c = registers[2];
}

guint8
mms_instruction_get_result (const MmsInstruction *instruction)
{
  switch (instruction->op)
    {
    case MMS_OP_JUMP:
    case MMS_OP_JUMP_IF_ZERO:
    case MMS_OP_REPORT:
    case MMS_OP_TRACE:
    case MMS_OP_ASSUME:
    case MMS_OP_FAILED:
    case MMS_OP_POKE:
    case MMS_OP_STORE:
    case MMS_OP_FENCE:
    case MMS_OP_LOCK:
    case MMS_OP_UNLOCK:
    case MMS_OP_USE:
    case MMS_OP_CR3:
    case MMS_OP_IRQ:
    case MMS_OP_PREEMPT:
    case MMS_OP_IPI:
    case MMS_OP_IPI_WAIT:
    case MMS_OP_FREE:
    case MMS_OP_STOP:
    case MMS_OP_RETURN:
      return MMS_SIM_NO_REGISTER;
    default:
      return instruction->a;
    }
}

void
mms_instruction_fill_failing (MmsInstruction *instruction, guint pc, MmsInstruction behind[MMS_N_FAILING])
{
  gboolean is_unless = instruction->op == MMS_OP_ADD_UNLESS;
  gboolean is_equal = is_unless || (instruction->op == MMS_OP_AWAIT && (instruction->flags & MMS_FLAG_NOT) == 0);

  for (guint i = 0; i < MMS_N_FAILING; i++)
    behind[i] = (MmsInstruction){
      .a = MMS_SIM_NO_REGISTER,
      .b = MMS_SIM_NO_REGISTER,
      .c = MMS_SIM_NO_REGISTER,
      .index = MMS_SIM_NO_REGISTER,
      .field = instruction->field,
    };
  behind[0].op = MMS_OP_JUMP;
  behind[0].target = (guint16) (pc + 1 + MMS_N_FAILING);
  behind[1].op = MMS_OP_LOAD;
  behind[1].order = MMS_ORDER_ONCE;
  behind[1].a = instruction->a;
  behind[1].index = instruction->index;
  behind[2].op = MMS_OP_FAILED;
  behind[2].b = instruction->a;
  behind[2].c = is_unless ? instruction->c : instruction->b;
  behind[2].imm = is_equal;
  instruction->target = (guint16) (pc + 2);
}

guint
mms_instruction_get_next (const MmsInstruction *instruction,
                          guint                 pc,
                          guint                 next[2])
{
  switch (instruction->op)
    {
    case MMS_OP_RETURN:
      return 0;
    case MMS_OP_JUMP:
      next[0] = instruction->target;
      return 1;
    case MMS_OP_JUMP_IF_ZERO:
      next[0] = pc + 1;
      next[1] = instruction->target;
      return 2;
    case MMS_OP_CMPXCHG:
    case MMS_OP_ADD_UNLESS:
    case MMS_OP_AWAIT:
      next[0] = pc + 1;
      next[1] = instruction->target;
      return instruction->target != 0 ? 2 : 1;
    default:
      next[0] = pc + 1;
      return 1;
    }
}
