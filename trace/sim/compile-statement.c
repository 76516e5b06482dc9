/* compile-statement.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

#define NONE MMS_SIM_NO_REGISTER

void
mms_compile_scoped (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;

  if (node != NULL)
    mms_compile_statement (compiler, node);
  compiler->n_registers = n_registers;
  g_array_set_size (compiler->locals, n_locals);
}

/* Declares only: the values are another's to give. */
static void
declare_bare (MmsCompiler *compiler, const MmsNode *node)
{
  const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);

  for (const MmsNode *variable = node->list; variable != NULL; variable = variable->next)
    mms_compile_load (compiler, variable, &zero,
                      mms_compile_declare (compiler, variable, variable->name, variable->type));
}

static void
compile_declare (MmsCompiler *compiler, const MmsNode *node)
{
  for (const MmsNode *variable = node->list; variable != NULL; variable = variable->next)
    {
      MmsOperand value = mms_operand_constant (MMS_TYPE_INT, 0);
      MmsLocal *local;
      guint8 reg;

      if (variable->type == MMS_TYPE_VOID)
        mms_unit_complain (compiler->unit, variable->at, "void is no type of a variable");
      reg = mms_compile_new_register (compiler, variable);
      if (variable->a != NULL)
        {
          value = mms_compile_expression (compiler, variable->a, reg);
          mms_compile_check (compiler, variable, variable->type, &value, variable->name);
        }
      compiler->n_registers = reg;
      mms_compile_declare (compiler, variable, variable->name, variable->type);
      local = &g_array_index (compiler->locals, MmsLocal, compiler->locals->len - 1);
      local->record = variable->text;
      if (variable->a != NULL && value.is_constant
          && !mms_compile_is_assigned (compiler->frame->function, compiler, variable->name))
        {
          local->is_constant = TRUE;
          local->value = value.value;
          compiler->n_registers = reg;
        }
      else
        mms_compile_load (compiler, variable, &value, reg);
    }
}

static void
compile_assign (MmsCompiler *compiler, const MmsNode *node)
{
  MmsSlot slot;
  MmsOperand value;

  if (!mms_compile_slot (compiler, node->a, &slot))
    return;
  if (node->a->kind == MMS_NODE_ADDRESS)
    mms_unit_complain (compiler->unit, node->a->at, "this cannot be given a value");
  if (node->sign == '=')
    value = mms_compile_expression (compiler, node->b, slot.is_local ? slot.reg : NONE);
  else
    {
      MmsOperand old = mms_compile_read (compiler, node->a, &slot, MMS_ORDER_PLAIN, NONE);
      MmsOperand by = mms_compile_expression (compiler, node->b, NONE);
      /* The sign without the = at its end */
      guint32 sign = node->sign >> 16 != 0 ? node->sign & 0xffff : node->sign & 0xff;

      value = mms_compile_binary (compiler, node, sign, &old, &by, slot.is_local ? slot.reg : NONE);
    }
  mms_compile_write (compiler, node, &slot, MMS_ORDER_PLAIN, 0, &value);
}

static void
compile_if (MmsCompiler *compiler, const MmsNode *node)
{
  g_autoptr (GArray) jumps = g_array_new (FALSE, FALSE, sizeof (guint16));
  guint n_registers = compiler->n_registers;
  MmsBranch branch = mms_compile_branch (compiler, node->a, FALSE, jumps);
  guint16 end = 0;

  compiler->n_registers = n_registers;
  if (branch != MMS_BRANCH_ALWAYS)
    mms_compile_scoped (compiler, node->b);
  if (branch == MMS_BRANCH_MAYBE && node->c != NULL)
    end = mms_compile_jump (compiler, node);
  mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
  if (branch != MMS_BRANCH_NEVER && node->c != NULL)
    mms_compile_scoped (compiler, node->c);
  mms_compile_aim (compiler, end, mms_compile_here (compiler));
}

static void
compile_return (MmsCompiler *compiler, const MmsNode *node)
{
  MmsFrame *frame = compiler->frame;
  MmsOperand value;
  guint16 pc;

  if (node->a != NULL && frame->type == MMS_TYPE_VOID)
    mms_unit_complain (compiler->unit, node->at, "this function has no value to return");
  else if (node->a == NULL && frame->type != MMS_TYPE_VOID)
    mms_unit_complain (compiler->unit, node->at, "this function has a value: return what?");
  else if (node->a != NULL)
    {
      value = mms_compile_expression (compiler, node->a, frame->reg);
      mms_compile_check (compiler, node->a, frame->type, &value, "the value of the function");
      mms_compile_load (compiler, node, &value, frame->reg);
    }
  if (node == frame->tail)
    return;
  pc = mms_compile_jump (compiler, node);
  g_array_append_val (frame->jumps, pc);
}

static guint16
find_label (MmsCompiler *compiler, const char *name)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (compiler->labels, name, NULL, &index))
    {
      index = GUINT_TO_POINTER (mms_program_add_label (compiler->program, name));
      g_hash_table_insert (compiler->labels, (gpointer) name, index);
    }
  return (guint16) GPOINTER_TO_UINT (index);
}

static void
compile_labeled (MmsCompiler *compiler, const MmsNode *node)
{
  guint16 label = compiler->label;

  compiler->label = find_label (compiler, node->name);
  if (node->c != NULL)
    mms_compile_statement (compiler, node->c);
  if (node->a->kind == MMS_NODE_DECLARE && (node->is_removed || node->b != NULL))
    declare_bare (compiler, node->a);
  if (node->b != NULL)
    mms_compile_statement (compiler, node->b);
  else if (!node->is_removed)
    {
      compiler->weaken += node->is_weakened;
      mms_compile_statement (compiler, node->a);
      compiler->weaken -= node->is_weakened;
    }
  if (node->d != NULL)
    mms_compile_statement (compiler, node->d);
  compiler->label = label;
}

static void
compile_inner (MmsCompiler *compiler, const MmsNode *node)
{
  switch (node->kind)
    {
    case MMS_NODE_BLOCK:
      mms_compile_list (compiler, node->list);
      break;
    case MMS_NODE_DECLARE:
      compile_declare (compiler, node);
      break;
    case MMS_NODE_EXPRESSION:
      if (node->a->kind != MMS_NODE_CALL)
        mms_unit_complain (compiler->unit, node->at, "this statement does nothing");
      else
        mms_compile_expression (compiler, node->a, NONE);
      break;
    case MMS_NODE_ASSIGN:
      compile_assign (compiler, node);
      break;
    case MMS_NODE_IF:
      compile_if (compiler, node);
      break;
    case MMS_NODE_WHILE:
    case MMS_NODE_DO:
    case MMS_NODE_FOR:
    case MMS_NODE_FOR_EACH:
    case MMS_NODE_BREAK:
    case MMS_NODE_CONTINUE:
      mms_compile_loop (compiler, node);
      break;
    case MMS_NODE_RETURN:
      compile_return (compiler, node);
      break;
    case MMS_NODE_LABELED:
      compile_labeled (compiler, node);
      break;
    case MMS_NODE_FORBID:
      mms_compile_forbid (compiler, node);
      break;
    case MMS_NODE_GHOST:
      {
        guint16 begin = mms_compile_enter_ghost (compiler);

        mms_compile_statement (compiler, node->a);
        mms_compile_leave_ghost (compiler, begin);
        break;
      }
    case MMS_NODE_TRACE:
      mms_compile_trace (compiler, node);
      break;
    case MMS_NODE_PREEMPT:
      mms_unit_complain (compiler->unit, node->at,
                         "only a statement of a script can preempt: cpu N { preempt … }");
      break;
    default:
      break;
    }
}

/* Said from outside: an smp_mb() that the text does not have. */
static void
compile_fence (MmsCompiler *compiler, const MmsNode *node)
{
  const MmsInstruction instruction = { .op = MMS_OP_FENCE,
                                       .order = MMS_ORDER_MB,
                                       .a = MMS_SIM_NO_REGISTER,
                                       .b = MMS_SIM_NO_REGISTER,
                                       .c = MMS_SIM_NO_REGISTER,
                                       .index = MMS_SIM_NO_REGISTER };

  if (compiler->ghost == 0 && !compiler->is_final)
    mms_compile_emit (compiler, node, &instruction);
}

void
mms_compile_statement (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;

  if (!mms_compile_enter (compiler, node))
    return;
  if (node->is_fenced)
    compile_fence (compiler, node);
  if (node->is_removed && node->kind == MMS_NODE_DECLARE)
    declare_bare (compiler, node);
  else if (!node->is_removed || node->kind == MMS_NODE_LABELED)
    compile_inner (compiler, node);
  /* What a statement declares lives on; a block has no such statements left. */
  if (node->kind == MMS_NODE_BLOCK)
    g_array_set_size (compiler->locals, n_locals);
  if (compiler->locals->len == n_locals)
    compiler->n_registers = n_registers;
  mms_compile_leave (compiler);
}

void
mms_compile_list (MmsCompiler *compiler, const MmsNode *list)
{
  for (const MmsNode *node = list; node != NULL; node = node->next)
    mms_compile_statement (compiler, node);
}
