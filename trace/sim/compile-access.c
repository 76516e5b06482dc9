/* compile-access.c - loads, stores, and read-modify-writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compile-builtin.h"
#include "instruction.h"

#define NONE MMS_SIM_NO_REGISTER

static const MmsOperand wrong = { TRUE, MMS_TYPE_WRONG, 0, NONE };
static const MmsOperand no_value = { TRUE, MMS_TYPE_VOID, 0, NONE };

gboolean
mms_builtin_place (MmsBuiltinCall *call, guint index, MmsSlot *slot)
{
  if (!mms_compile_slot (call->compiler, call->arguments[index], slot))
    return FALSE;
  if (!slot->is_local)
    return TRUE;
  mms_unit_complain (call->compiler->unit, call->arguments[index]->at,
                     "a local variable is nobody else's: %s is of shared ones", call->node->name);
  return FALSE;
}

/* For read-modify-writes: the value must not land on what they still need. */
static guint8
new_result (MmsBuiltinCall *call)
{
  return mms_compile_new_register (call->compiler, call->node);
}

static void
emit_at (MmsBuiltinCall *call, MmsInstruction *instruction, const MmsSlot *slot)
{
  if (call->compiler->ghost > 0)
    mms_unit_complain (call->compiler->unit, call->node->at, "a ghost writes nothing in memory");
  instruction->field = slot->field;
  instruction->index = slot->index;
  mms_compile_emit (call->compiler, call->node, instruction);
}

/* The same for one that can go on in another way. */
static void
emit_conditional_at (MmsBuiltinCall *call, MmsInstruction *instruction, const MmsSlot *slot)
{
  MmsInstruction behind[MMS_N_FAILING];

  instruction->field = slot->field;
  instruction->index = slot->index;
  mms_instruction_fill_failing (instruction, mms_compile_here (call->compiler), behind);
  emit_at (call, instruction, slot);
  for (guint i = 0; i < MMS_N_FAILING; i++)
    mms_compile_emit (call->compiler, call->node, &behind[i]);
}

static MmsOperand
compile_read (MmsBuiltinCall *call)
{
  MmsSlot slot;

  if (!mms_builtin_place (call, 0, &slot))
    return wrong;
  return mms_compile_read (call->compiler, call->node, &slot, call->builtin.order, call->want);
}

static MmsOperand
compile_write (MmsBuiltinCall *call, guint8 flags)
{
  MmsSlot slot;
  MmsOperand value;

  if (!mms_builtin_place (call, 0, &slot))
    return no_value;
  value = mms_compile_expression (call->compiler, call->arguments[1], NONE);
  mms_compile_write (call->compiler, call->node, &slot, call->builtin.order, flags, &value);
  return no_value;
}

static MmsOperand
compile_xchg (MmsBuiltinCall *call)
{
  gboolean is_compare = call->builtin.kind == MMS_BUILTIN_CMPXCHG;
  MmsInstruction instruction = mms_builtin_begin (call, is_compare ? MMS_OP_CMPXCHG : MMS_OP_XCHG);
  MmsSlot slot;

  if (!mms_builtin_place (call, 0, &slot))
    return wrong;
  instruction.b
      = mms_builtin_value (call, 1, slot.type, is_compare ? "the old value" : "the new value");
  if (is_compare)
    instruction.c = mms_builtin_value (call, 2, slot.type, "the new value");
  instruction.a = new_result (call);
  if (is_compare)
    emit_conditional_at (call, &instruction, &slot);
  else
    emit_at (call, &instruction, &slot);
  return mms_operand_register (slot.type, instruction.a);
}

/* The place and by how much it is to change; atomic_inc () and the like say 1. */
static gboolean
take_change (MmsBuiltinCall *call, MmsSlot *slot, MmsOperand *change)
{
  gboolean has_number = call->builtin.arguments[0] == 'v';

  *change = mms_operand_constant (MMS_TYPE_INT, 1);
  if (has_number)
    *change = mms_compile_expression (call->compiler, call->arguments[0], NONE);
  else if (call->n > 1)
    *change = mms_compile_expression (call->compiler, call->arguments[1], NONE);
  mms_compile_check (call->compiler, call->node, MMS_TYPE_INT, change, "what is added");
  if (call->builtin.detail < 0)
    {
      const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);

      *change = mms_compile_binary (call->compiler, call->node, '-', &zero, change, NONE);
    }
  if (!mms_builtin_place (call, has_number ? 1 : 0, slot))
    return FALSE;
  if (slot->type != MMS_TYPE_INT)
    mms_unit_complain (call->compiler->unit, call->node->at, "only an int can be added to");
  return TRUE;
}

static MmsOperand
compile_add (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_RMW_ADD);
  MmsOperand change;
  MmsOperand old;
  const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);
  MmsSlot slot;

  if (!take_change (call, &slot, &change))
    return wrong;
  instruction.b = mms_compile_load (call->compiler, call->node, &change, NONE);
  if (call->builtin.kind != MMS_BUILTIN_ADD)
    instruction.a = new_result (call);
  emit_at (call, &instruction, &slot);
  if (call->builtin.kind == MMS_BUILTIN_ADD)
    return no_value;
  old = mms_operand_register (MMS_TYPE_INT, instruction.a);
  if (call->builtin.kind == MMS_BUILTIN_FETCH_ADD)
    return old;
  if (call->builtin.kind == MMS_BUILTIN_ADD_RETURN)
    return mms_compile_binary (call->compiler, call->node, '+', &old, &change, call->want);
  /* The new value is 0 if the old one was what is taken off. */
  change = mms_compile_binary (call->compiler, call->node, '-', &zero, &change, NONE);
  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('=', '='), &old, &change,
                             call->want);
}

static MmsOperand
compile_add_unless (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_ADD_UNLESS);
  MmsOperand unless = mms_operand_constant (MMS_TYPE_INT, 0);
  MmsOperand change;
  MmsOperand old;
  MmsSlot slot;

  if (!take_change (call, &slot, &change))
    return wrong;
  if (call->n > 2)
    {
      unless = mms_compile_expression (call->compiler, call->arguments[2], NONE);
      mms_compile_check (call->compiler, call->arguments[2], MMS_TYPE_INT, &unless,
                         "the other value");
    }
  instruction.b = mms_compile_load (call->compiler, call->node, &change, NONE);
  instruction.c = mms_compile_load (call->compiler, call->node, &unless, NONE);
  instruction.a = new_result (call);
  emit_conditional_at (call, &instruction, &slot);
  old = mms_operand_register (MMS_TYPE_INT, instruction.a);
  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('!', '='), &old, &unless,
                             call->want);
}

/* 1 << argument @index */
static MmsOperand
compile_bit (MmsBuiltinCall *call, guint index)
{
  const MmsOperand one = mms_operand_constant (MMS_TYPE_CPUMASK, 1);
  MmsOperand number = mms_compile_expression (call->compiler, call->arguments[index], NONE);

  mms_compile_check (call->compiler, call->arguments[index], MMS_TYPE_INT, &number,
                     "the bit's number");
  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('<', '<'), &one, &number, NONE);
}

/* All bits but those of @bit */
static MmsOperand
compile_others (MmsBuiltinCall *call, const MmsOperand *bit)
{
  const MmsOperand ones = mms_operand_constant (MMS_TYPE_INT, -1);

  return mms_compile_binary (call->compiler, call->node, '-', &ones, bit, NONE);
}

static gboolean
find_mask (MmsBuiltinCall *call, guint index, MmsSlot *slot)
{
  if (!mms_compile_slot (call->compiler, call->arguments[index], slot))
    return FALSE;
  if (slot->type == MMS_TYPE_INT || slot->type == MMS_TYPE_CPUMASK)
    return TRUE;
  mms_unit_complain (call->compiler->unit, call->node->at, "only an int or a cpumask has bits");
  return FALSE;
}

static MmsOperand
compile_change_bit (MmsBuiltinCall *call)
{
  gboolean is_clear = call->builtin.kind == MMS_BUILTIN_CLEAR_BIT
                      || call->builtin.kind == MMS_BUILTIN_TEST_AND_CLEAR_BIT;
  gboolean is_test = call->builtin.kind == MMS_BUILTIN_TEST_AND_SET_BIT
                     || call->builtin.kind == MMS_BUILTIN_TEST_AND_CLEAR_BIT;
  MmsInstruction instruction = mms_builtin_begin (call, is_clear ? MMS_OP_RMW_AND : MMS_OP_RMW_OR);
  const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);
  MmsOperand bit = compile_bit (call, 0);
  MmsOperand with = bit;
  MmsOperand old;
  MmsSlot slot;

  if (!find_mask (call, 1, &slot))
    return wrong;
  if (is_clear)
    with = compile_others (call, &bit);
  if (slot.is_local)
    {
      const MmsOperand mask = mms_operand_register (slot.type, slot.reg);
      MmsOperand changed;

      if (is_test)
        mms_unit_complain (call->compiler->unit, call->node->at,
                           "a local mask is set and cleared, or tested");
      changed = mms_compile_binary (call->compiler, call->node, is_clear ? '&' : '|', &mask, &with,
                                    slot.reg);
      mms_compile_write (call->compiler, call->node, &slot, MMS_ORDER_PLAIN, 0, &changed);
      return no_value;
    }
  instruction.b = mms_compile_load (call->compiler, call->node, &with, NONE);
  if (is_test)
    instruction.a = new_result (call);
  emit_at (call, &instruction, &slot);
  if (!is_test)
    return no_value;
  old = mms_operand_register (slot.type, instruction.a);
  old = mms_compile_binary (call->compiler, call->node, '&', &old, &bit, NONE);
  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('!', '='), &old, &zero,
                             call->want);
}

static MmsOperand
compile_test_bit (MmsBuiltinCall *call)
{
  const MmsOperand one = mms_operand_constant (MMS_TYPE_INT, 1);
  MmsOperand number = mms_compile_expression (call->compiler, call->arguments[0], NONE);
  MmsOperand mask;
  MmsSlot slot;

  mms_compile_check (call->compiler, call->arguments[0], MMS_TYPE_INT, &number, "the bit's number");
  if (!find_mask (call, 1, &slot))
    return wrong;
  mask = mms_compile_read (call->compiler, call->node, &slot, call->builtin.order, NONE);
  mask
      = mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('>', '>'), &mask, &number, NONE);
  mask = mms_compile_binary (call->compiler, call->node, '&', &mask, &one, call->want);
  mask.type = MMS_TYPE_INT;
  return mask;
}

static MmsOperand
compile_is_empty (MmsBuiltinCall *call)
{
  const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);
  MmsOperand mask;
  MmsSlot slot;

  if (!find_mask (call, 0, &slot))
    return wrong;
  mask = mms_compile_read (call->compiler, call->node, &slot, call->builtin.order, NONE);
  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('=', '='), &mask, &zero,
                             call->want);
}

static MmsOperand
compile_await (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_AWAIT);
  MmsSlot slot;

  if (!mms_builtin_place (call, 0, &slot))
    return wrong;
  instruction.flags = call->builtin.detail != 0 ? MMS_FLAG_NOT : 0;
  instruction.b = mms_builtin_value (call, 1, slot.type, "what is waited for");
  if (call->n > 2)
    instruction.imm = (gint16) mms_compile_report (call->compiler, call->arguments[2],
                                                   call->arguments[2]->name, NULL, FALSE);
  instruction.a = new_result (call);
  if (instruction.order == MMS_ORDER_ACQUIRE)
    emit_at (call, &instruction, &slot);
  else
    emit_conditional_at (call, &instruction, &slot);
  return mms_operand_register (slot.type, instruction.a);
}

MmsOperand
mms_builtin_access (MmsBuiltinCall *call)
{
  switch (call->builtin.kind)
    {
    case MMS_BUILTIN_READ:
      return compile_read (call);
    case MMS_BUILTIN_WRITE:
      return compile_write (call, 0);
    case MMS_BUILTIN_INITIALIZE:
      return compile_write (call, MMS_FLAG_QUIET);
    case MMS_BUILTIN_XCHG:
    case MMS_BUILTIN_CMPXCHG:
      return compile_xchg (call);
    case MMS_BUILTIN_ADD:
    case MMS_BUILTIN_ADD_RETURN:
    case MMS_BUILTIN_FETCH_ADD:
    case MMS_BUILTIN_ADD_AND_TEST:
      return compile_add (call);
    case MMS_BUILTIN_ADD_UNLESS:
      return compile_add_unless (call);
    case MMS_BUILTIN_TEST_BIT:
      return compile_test_bit (call);
    case MMS_BUILTIN_IS_EMPTY:
      return compile_is_empty (call);
    case MMS_BUILTIN_AWAIT:
      return compile_await (call);
    default:
      return compile_change_bit (call);
    }
}
