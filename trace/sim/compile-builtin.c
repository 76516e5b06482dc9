/* compile-builtin.c - what the language knows from the kernel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compile-builtin.h"

#include <string.h>

#define NONE MMS_SIM_NO_REGISTER

static const MmsOperand wrong = { TRUE, MMS_TYPE_WRONG, 0, NONE };
static const MmsOperand no_value = { TRUE, MMS_TYPE_VOID, 0, NONE };

guint8
mms_builtin_value (MmsBuiltinCall *call, guint index, int type, const char *what)
{
  return mms_compile_value (call->compiler, call->arguments[index], type, what);
}

MmsOperand
mms_builtin_result (MmsBuiltinCall *call, int type)
{
  return mms_operand_register (type, call->want != NONE
                                         ? call->want
                                         : mms_compile_new_register (call->compiler, call->node));
}

MmsInstruction
mms_builtin_begin (const MmsBuiltinCall *call, MmsOp op)
{
  return (MmsInstruction){
    .op = op,
    .order = mms_compile_order (call->compiler, call->node, call->builtin.order),
    .a = NONE,
    .b = NONE,
    .c = NONE,
    .index = NONE,
  };
}

static MmsOperand
ask (MmsBuiltinCall *call, MmsOp op, int type)
{
  MmsOperand result = mms_builtin_result (call, type);

  if (call->compiler->is_final)
    mms_unit_complain (call->compiler->unit, call->node->at, "at the end no CPU is this one");
  mms_compile_local (call->compiler, call->node, op, result.reg, NONE, NONE);
  return result;
}

static MmsOperand
compile_level (MmsBuiltinCall *call)
{
  const MmsOperand detail = mms_operand_constant (MMS_TYPE_INT, call->builtin.detail);
  MmsOperand level = ask (call, MMS_OP_LEVEL, MMS_TYPE_INT);

  if (call->builtin.detail == 0)
    return level;
  return mms_compile_binary (call->compiler, call->node,
                             call->builtin.detail == 1 ? MMS_SIGN2 ('>', '=')
                                                       : MMS_SIGN2 ('=', '='),
                             &level, &detail, call->want);
}

static void
emit_irq (MmsBuiltinCall *call, gboolean is_on)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_IRQ);

  instruction.order = MMS_ORDER_PLAIN;
  instruction.imm = is_on != FALSE;
  mms_compile_emit (call->compiler, call->node, &instruction);
}

static MmsOperand
compile_lock (MmsBuiltinCall *call)
{
  gboolean is_lock = call->builtin.kind == MMS_BUILTIN_LOCK;
  MmsInstruction instruction = mms_builtin_begin (call, is_lock ? MMS_OP_LOCK : MMS_OP_UNLOCK);
  MmsSlot slot;

  if (!mms_builtin_place (call, 0, &slot))
    return no_value;
  if (slot.type != MMS_TYPE_INT)
    mms_unit_complain (call->compiler->unit, call->node->at, "a lock is an int");
  if (is_lock && call->builtin.detail != 0)
    emit_irq (call, FALSE);
  instruction.field = slot.field;
  instruction.index = slot.index;
  mms_compile_emit (call->compiler, call->node, &instruction);
  if (!is_lock && call->builtin.detail != 0)
    emit_irq (call, TRUE);
  return no_value;
}

static MmsOperand
compile_irq_save (MmsBuiltinCall *call)
{
  MmsSlot slot;

  if (!mms_compile_slot (call->compiler, call->arguments[0], &slot) || !slot.is_local)
    {
      mms_unit_complain (call->compiler->unit, call->node->at, "the flags are a local int");
      return no_value;
    }
  mms_compile_local (call->compiler, call->node, MMS_OP_IRQS_OFF, slot.reg, NONE, NONE);
  emit_irq (call, FALSE);
  return no_value;
}

static MmsOperand
compile_irq_restore (MmsBuiltinCall *call)
{
  guint8 flags = mms_builtin_value (call, 0, MMS_TYPE_INT, "the flags");
  guint8 on = mms_compile_new_register (call->compiler, call->node);
  guint16 pc;

  mms_compile_local (call->compiler, call->node, MMS_OP_NOT, on, flags, NONE);
  pc = mms_compile_local (call->compiler, call->node, MMS_OP_JUMP_IF_ZERO, NONE, on, NONE);
  emit_irq (call, TRUE);
  mms_compile_aim (call->compiler, pc, mms_compile_here (call->compiler));
  return no_value;
}

static MmsOperand
compile_cr3 (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_CR3);
  MmsConstant *full = g_hash_table_lookup (call->compiler->unit->constants, "CR3_FULL");
  int is_full = 0;

  if (full != NULL)
    mms_unit_get_constant (call->compiler->unit, full, &is_full);
  instruction.order
      = is_full != 0
                && mms_compile_order (call->compiler, call->node, MMS_ORDER_FULL) == MMS_ORDER_FULL
            ? MMS_ORDER_FULL
            : MMS_ORDER_PLAIN;
  instruction.b = mms_builtin_value (call, 0, MMS_TYPE_MM, "what CR3 holds");
  mms_compile_emit (call->compiler, call->node, &instruction);
  return no_value;
}

/* switch_to (next) is the task before; switch_to (prev, next) gives it to prev. */
static MmsOperand
compile_switch (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_SWITCH_TO);
  MmsOperand result = no_value;
  MmsSlot slot;

  instruction.order = MMS_ORDER_PLAIN;
  instruction.b = mms_builtin_value (call, call->n - 1, MMS_TYPE_TASK, "the next task");
  if (call->n == 1)
    {
      result = mms_builtin_result (call, MMS_TYPE_TASK);
      instruction.a = result.reg;
    }
  else if (mms_compile_slot (call->compiler, call->arguments[0], &slot) && slot.is_local
           && slot.type == MMS_TYPE_TASK)
    instruction.a = slot.reg;
  else
    mms_unit_complain (call->compiler->unit, call->arguments[0]->at,
                       "the task before is given to a local task *");
  mms_compile_emit (call->compiler, call->node, &instruction);
  return result;
}

static MmsOperand
compile_ipi (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_IPI);
  const MmsNode *name = call->arguments[1];
  MmsFunction *function = NULL;
  guint16 pc;

  if (name->kind == MMS_NODE_NAME)
    function = g_hash_table_lookup (call->compiler->unit->functions, name->name);
  if (function == NULL && call->compiler->is_checking)
    return no_value;
  if (function == NULL || function->n_parameters != call->n - 2)
    {
      mms_unit_complain (
          call->compiler->unit, name->at,
          "this must be the name of a function with as many parameters as values follow it; "
          "that it waits is no value");
      return no_value;
    }
  instruction.order = MMS_ORDER_PLAIN;
  instruction.b = mms_builtin_value (call, 0, MMS_TYPE_CPUMASK, "where the IPI goes");
  if (call->n > 2)
    instruction.c
        = mms_builtin_value (call, 2, function->parameters[0].type, "the handler's parameter");
  if (call->n > 3)
    instruction.a
        = mms_builtin_value (call, 3, function->parameters[1].type, "the handler's parameter");
  /* Bits: which of the handler's parameters are mms */
  for (guint i = 0; i + 2 < call->n; i++)
    instruction.imm |= (gint16) ((function->parameters[i].type == MMS_TYPE_MM) << i);
  pc = mms_compile_emit (call->compiler, call->node, &instruction);
  mms_compile_handler (call->compiler, function, pc);
  if (call->builtin.detail != 0)
    {
      instruction = mms_builtin_begin (call, MMS_OP_IPI_WAIT);
      instruction.order = MMS_ORDER_PLAIN;
      mms_compile_emit (call->compiler, call->node, &instruction);
    }
  return no_value;
}

/* WARN_ON (condition): forbids it, and its text is the words of the condition. */
static MmsOperand
compile_warn (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_REPORT);
  const char *id = "WARN";
  MmsOperand condition;
  guint16 begin;

  if (call->n > 1)
    id = call->arguments[1]->name;
  instruction.order = MMS_ORDER_PLAIN;
  instruction.imm = (gint16) mms_compile_report (call->compiler, call->node, id, NULL, FALSE);
  begin = mms_compile_enter_ghost (call->compiler);
  condition = mms_compile_expression (call->compiler, call->arguments[0], NONE);
  if (!condition.is_constant || condition.value != 0)
    {
      instruction.b = mms_compile_load (call->compiler, call->node, &condition, NONE);
      mms_compile_emit (call->compiler, call->node, &instruction);
    }
  mms_compile_leave_ghost (call->compiler, begin);
  return no_value;
}

static MmsOperand
compile_report (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_REPORT);

  instruction.order = MMS_ORDER_PLAIN;
  instruction.imm
      = (gint16) mms_compile_report (call->compiler, call->node, call->arguments[0]->name,
                                     call->n > 1 ? call->arguments[1]->name : NULL, FALSE);
  mms_compile_emit (call->compiler, call->node, &instruction);
  return no_value;
}

/* One operand and perhaps a number: ALLOC, FREE, USE, PREEMPT, … */
static MmsOperand
compile_simple (MmsBuiltinCall *call, MmsOp op, int type, const char *what, int result)
{
  MmsInstruction instruction = mms_builtin_begin (call, op);
  MmsOperand value = no_value;

  instruction.order = MMS_ORDER_PLAIN;
  instruction.imm = (gint16) call->builtin.detail;
  if (what != NULL)
    instruction.b = mms_builtin_value (call, 0, type, what);
  if (result != MMS_TYPE_VOID)
    {
      value = mms_builtin_result (call, result);
      instruction.a = value.reg;
    }
  mms_compile_emit (call->compiler, call->node, &instruction);
  return value;
}

static MmsOperand
compile_choose (MmsBuiltinCall *call)
{
  MmsOperand most = mms_compile_expression (call->compiler, call->arguments[0], NONE);

  /* Whoever calls may know it. */
  if (call->compiler->is_checking && !most.is_constant)
    most = mms_operand_constant (MMS_TYPE_INT, 0);
  if (!most.is_constant || most.type != MMS_TYPE_INT || most.value < 0 || most.value > 100)
    mms_unit_complain (call->compiler->unit, call->arguments[0]->at,
                       "the most that is chosen is a constant from 0 to 100");
  call->builtin.detail = most.value;
  return compile_simple (call, MMS_OP_CHOOSE, MMS_TYPE_INT, NULL, MMS_TYPE_INT);
}

static MmsOperand
compile_assume (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_ASSUME);
  MmsOperand condition = mms_compile_expression (call->compiler, call->arguments[0], NONE);

  instruction.order = MMS_ORDER_PLAIN;
  if (condition.is_constant && condition.value != 0)
    return no_value;
  instruction.b = mms_compile_load (call->compiler, call->node, &condition, NONE);
  mms_compile_emit (call->compiler, call->node, &instruction);
  return no_value;
}

static MmsOperand
compile_fence (MmsBuiltinCall *call)
{
  MmsInstruction instruction = mms_builtin_begin (call, MMS_OP_FENCE);

  mms_compile_emit (call->compiler, call->node, &instruction);
  return no_value;
}

static MmsOperand
compile_mask_of (MmsBuiltinCall *call)
{
  const MmsOperand one = mms_operand_constant (MMS_TYPE_CPUMASK, 1);
  MmsOperand cpu = mms_compile_expression (call->compiler, call->arguments[0], NONE);

  return mms_compile_binary (call->compiler, call->node, MMS_SIGN2 ('<', '<'), &one, &cpu,
                             call->want);
}

static gboolean
is_ghostly (MmsBuiltinKind kind)
{
  return kind == MMS_BUILTIN_CR3_OF || kind == MMS_BUILTIN_FREED;
}

/* What a ghost may say: it reads, asks and reports. */
static gboolean
is_for_ghosts (MmsBuiltinKind kind)
{
  switch (kind)
    {
    case MMS_BUILTIN_READ:
    case MMS_BUILTIN_TEST_BIT:
    case MMS_BUILTIN_IS_EMPTY:
    case MMS_BUILTIN_MASK_OF:
    case MMS_BUILTIN_ASK_IRQS:
    case MMS_BUILTIN_ASK_LEVEL:
    case MMS_BUILTIN_THIS_CPU:
    case MMS_BUILTIN_WARN_ON:
    case MMS_BUILTIN_REPORT:
    case MMS_BUILTIN_SET_BIT: /* of a local mask; see where it is written */
    case MMS_BUILTIN_CLEAR_BIT:
      return TRUE;
    default:
      return is_ghostly (kind);
    }
}

/* Whether the arguments are of the forms that the builtin wants; says what is wrong. */
static gboolean
take_arguments (MmsBuiltinCall *call)
{
  const char *form = call->builtin.arguments;
  const MmsNode *argument = call->node->list;
  gboolean is_optional = FALSE;

  for (; *form != '\0'; form++)
    {
      if (*form == '?')
        {
          is_optional = TRUE;
          continue;
        }
      if (argument == NULL)
        break;
      if (*form == 't' ? argument->kind != MMS_NODE_STRING : argument->kind == MMS_NODE_STRING)
        {
          mms_unit_complain (call->compiler->unit, argument->at, "%s",
                             *form == 't' ? "this must be a \"text\"" : "a text is no value");
          return FALSE;
        }
      if (*form == 'd' && argument->kind != MMS_NODE_NAME)
        {
          mms_unit_complain (call->compiler->unit, argument->at,
                             "this must be a detector's id: D52, or WARN");
          return FALSE;
        }
      call->arguments[call->n++] = argument;
      argument = argument->next;
    }
  if (argument != NULL || (*form != '\0' && !is_optional))
    {
      mms_unit_complain (call->compiler->unit, call->node->at, "%s takes %s%u arguments",
                         call->node->name,
                         strchr (call->builtin.arguments, '?') != NULL ? "at least " : "",
                         (guint) strcspn (call->builtin.arguments, "?"));
      return FALSE;
    }
  return TRUE;
}

static MmsOperand
compile_kind (MmsBuiltinCall *call)
{
  switch (call->builtin.kind)
    {
    case MMS_BUILTIN_MASK_OF:
      return compile_mask_of (call);
    case MMS_BUILTIN_FENCE:
      return compile_fence (call);
    case MMS_BUILTIN_LOCK:
    case MMS_BUILTIN_UNLOCK:
      return compile_lock (call);
    case MMS_BUILTIN_IRQ:
      emit_irq (call, call->builtin.detail);
      return no_value;
    case MMS_BUILTIN_IRQ_SAVE:
      return compile_irq_save (call);
    case MMS_BUILTIN_IRQ_RESTORE:
      return compile_irq_restore (call);
    case MMS_BUILTIN_PREEMPT:
      return compile_simple (call, MMS_OP_PREEMPT, 0, NULL, MMS_TYPE_VOID);
    case MMS_BUILTIN_ASK_IRQS:
      return ask (call, MMS_OP_IRQS_OFF, MMS_TYPE_INT);
    case MMS_BUILTIN_ASK_LEVEL:
      return compile_level (call);
    case MMS_BUILTIN_THIS_CPU:
      return ask (call, MMS_OP_THIS_CPU, MMS_TYPE_INT);
    case MMS_BUILTIN_CR3:
      return compile_cr3 (call);
    case MMS_BUILTIN_SWITCH_TO:
      return compile_switch (call);
    case MMS_BUILTIN_IPI:
      return compile_ipi (call);
    case MMS_BUILTIN_ALLOC:
      return compile_simple (call, MMS_OP_ALLOC, 0, NULL, MMS_TYPE_MM);
    case MMS_BUILTIN_FREE:
      return compile_simple (call, MMS_OP_FREE, MMS_TYPE_MM, "what is freed", MMS_TYPE_VOID);
    case MMS_BUILTIN_USE:
      return compile_simple (call, MMS_OP_USE, MMS_TYPE_MM, "what is used", MMS_TYPE_VOID);
    case MMS_BUILTIN_STOP:
      return compile_simple (call, MMS_OP_STOP, 0, NULL, MMS_TYPE_VOID);
    case MMS_BUILTIN_CHOOSE:
      return compile_choose (call);
    case MMS_BUILTIN_ASSUME:
      return compile_assume (call);
    case MMS_BUILTIN_WARN_ON:
      return compile_warn (call);
    case MMS_BUILTIN_REPORT:
      return compile_report (call);
    case MMS_BUILTIN_CR3_OF:
      return compile_simple (call, MMS_OP_PEEK_CR3, MMS_TYPE_INT, "a CPU", MMS_TYPE_MM);
    case MMS_BUILTIN_FREED:
      return compile_simple (call, MMS_OP_PEEK_FREED, MMS_TYPE_MM, "the mm", MMS_TYPE_INT);
    default:
      return mms_builtin_access (call);
    }
}

MmsOperand
mms_compile_builtin (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  MmsBuiltinCall call = { .compiler = compiler, .node = node, .want = want };

  mms_builtin_find (node->name, &call.builtin);
  if (!take_arguments (&call))
    return wrong;
  if (compiler->ghost == 0 && is_ghostly (call.builtin.kind))
    {
      mms_unit_complain (
          compiler->unit, node->at,
          "only ghosts can know this: forbid, WARN_ON, trace, ghost { } and finally");
      return wrong;
    }
  if (compiler->ghost > 0 && !is_for_ghosts (call.builtin.kind))
    {
      mms_unit_complain (compiler->unit, node->at, "a ghost only looks: it cannot %s", node->name);
      return wrong;
    }
  return compile_kind (&call);
}
