/* compile-loop.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

#define NONE MMS_SIM_NO_REGISTER

static MmsLoop
begin_loop (MmsCompiler *compiler, MmsLoop **outer)
{
  *outer = compiler->loop;
  return (MmsLoop){ g_array_new (FALSE, FALSE, sizeof (guint16)),
                    g_array_new (FALSE, FALSE, sizeof (guint16)) };
}

static void
end_loop (MmsCompiler *compiler, MmsLoop *loop, MmsLoop *outer)
{
  g_array_unref (loop->breaks);
  g_array_unref (loop->continues);
  compiler->loop = outer;
}

/* Whether @node may change the local variable @name. */
static gboolean
may_change (const MmsNode *node, const char *name)
{
  if (node == NULL)
    return FALSE;
  if ((node->kind == MMS_NODE_ASSIGN || node->kind == MMS_NODE_ADDRESS) && node->a->kind == MMS_NODE_NAME
      && g_str_equal (node->a->name, name))
    return TRUE;
  if (node->kind == MMS_NODE_FOR_EACH && g_str_equal (node->name, name))
    return TRUE;
  for (const MmsNode *one = node->list; one != NULL; one = one->next)
    if (may_change (one, name))
      return TRUE;
  return may_change (node->a, name) || may_change (node->b, name) || may_change (node->c, name)
         || may_change (node->d, name);
}

/* Whether each round of it ends with a step of a local counter that nothing else changes. */
static gboolean
does_count (const MmsCompiler *compiler, const MmsNode *node, const MmsNode *next)
{
  return next != NULL && next->kind == MMS_NODE_ASSIGN && next->a->kind == MMS_NODE_NAME
         && mms_compile_find_local (compiler, next->a->name) != NULL
         && (next->sign == MMS_SIGN2 ('+', '=') || next->sign == MMS_SIGN2 ('-', '='))
         && next->b->kind == MMS_NODE_NUMBER && next->b->value != 0 && !may_change (node->a, next->a->name)
         && !may_change (node->b, next->a->name);
}

/* The jump that begins another round. */
static void
jump_back (MmsCompiler *compiler, const MmsNode *node, guint16 target, gboolean is_counted)
{
  guint16 pc = mms_compile_jump (compiler, node);

  mms_compile_aim (compiler, pc, target);
  if (pc != 0 && is_counted)
    g_array_index (compiler->program->code, MmsInstruction, pc).flags |= MMS_FLAG_COUNTED;
}

/* while, for: @next is what a round ends with */
static void
compile_while (MmsCompiler *compiler, const MmsNode *node, const MmsNode *next)
{
  MmsLoop *outer;
  MmsLoop loop = begin_loop (compiler, &outer);
  guint n_registers = compiler->n_registers;
  guint16 top = mms_compile_here (compiler);
  MmsBranch branch = MMS_BRANCH_NEVER;

  if (node->a != NULL)
    branch = mms_compile_branch (compiler, node->a, FALSE, loop.breaks);
  compiler->n_registers = n_registers;
  if (branch != MMS_BRANCH_ALWAYS)
    {
      compiler->loop = &loop;
      mms_compile_scoped (compiler, node->b);
      mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
      compiler->loop = outer;
      mms_compile_scoped (compiler, next);
      jump_back (compiler, node, top, does_count (compiler, node, next));
    }
  mms_compile_aim_all (compiler, loop.breaks, mms_compile_here (compiler));
  end_loop (compiler, &loop, outer);
}

static void
compile_for (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;

  if (node->c != NULL)
    mms_compile_statement (compiler, node->c);
  compile_while (compiler, node, node->d);
  compiler->n_registers = n_registers;
  g_array_set_size (compiler->locals, n_locals);
}

static void
compile_do (MmsCompiler *compiler, const MmsNode *node)
{
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (guint16));
  MmsLoop *outer;
  MmsLoop loop = begin_loop (compiler, &outer);
  guint16 top = mms_compile_here (compiler);

  compiler->loop = &loop;
  mms_compile_scoped (compiler, node->b);
  compiler->loop = outer;
  mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
  if (mms_compile_branch (compiler, node->a, TRUE, again) == MMS_BRANCH_ALWAYS)
    jump_back (compiler, node, top, FALSE);
  mms_compile_aim_all (compiler, again, top);
  mms_compile_aim_all (compiler, loop.breaks, mms_compile_here (compiler));
  end_loop (compiler, &loop, outer);
}

/* The mask of a for_each, read once */
static MmsOperand
compile_mask (MmsCompiler *compiler, const MmsNode *node)
{
  const int all = (1 << compiler->unit->cpu_count) - 1;
  MmsMember *online = mms_unit_find_member (compiler->unit, NULL, "cpu_online_mask");
  guint n_before = compiler->n_registers;
  MmsOperand mask;
  MmsSlot slot = { .type = MMS_TYPE_CPUMASK, .index = NONE };

  if (node->value == MMS_FOR_EACH_POSSIBLE
      || (node->value == MMS_FOR_EACH_ONLINE && online == NULL))
    return mms_operand_constant (MMS_TYPE_CPUMASK, all);
  if (node->value == MMS_FOR_EACH_ONLINE)
    {
      slot.field = (guint16) mms_layout_field (compiler->unit, compiler->program, online);
      return mms_compile_read (compiler, node, &slot, MMS_ORDER_ONCE, NONE);
    }
  mask = mms_compile_expression (compiler, node->a, NONE);
  mms_compile_check (compiler, node->a, MMS_TYPE_CPUMASK, &mask, "the mask");
  if (mask.is_constant)
    mask.value &= all;
  else if (mask.reg < n_before)
    mask.reg
        = mms_compile_load (compiler, node->a, &mask, mms_compile_new_register (compiler, node));
  return mask;
}

static void
compile_rounds (MmsCompiler *compiler, const MmsNode *node, guint8 cpu, const MmsOperand *mask)
{
  const MmsOperand zero = mms_operand_constant (MMS_TYPE_INT, 0);
  const MmsOperand one = mms_operand_constant (MMS_TYPE_INT, 1);
  const MmsOperand n_cpus = mms_operand_constant (MMS_TYPE_INT, compiler->unit->cpu_count);
  const MmsOperand counter = mms_operand_register (MMS_TYPE_INT, cpu);
  gboolean is_all = mask->is_constant && mask->value == (1 << compiler->unit->cpu_count) - 1;
  guint n_registers = compiler->n_registers;
  MmsLoop *outer;
  MmsLoop loop = begin_loop (compiler, &outer);
  MmsOperand value;
  guint16 top;
  guint16 pc;

  mms_compile_load (compiler, node, &zero, cpu);
  top = mms_compile_here (compiler);
  value = mms_compile_binary (compiler, node, '<', &counter, &n_cpus, NONE);
  pc = mms_compile_local (compiler, node, MMS_OP_JUMP_IF_ZERO, NONE, value.reg, NONE);
  g_array_append_val (loop.breaks, pc);
  if (!is_all)
    {
      value = mms_compile_binary (compiler, node, MMS_SIGN2 ('>', '>'), mask, &counter, NONE);
      value = mms_compile_binary (compiler, node, '&', &value, &one, NONE);
      pc = mms_compile_local (compiler, node, MMS_OP_JUMP_IF_ZERO, NONE, value.reg, NONE);
      g_array_append_val (loop.continues, pc);
    }
  compiler->n_registers = n_registers;
  compiler->loop = &loop;
  mms_compile_scoped (compiler, node->b);
  mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
  mms_compile_binary (compiler, node, '+', &counter, &one, cpu);
  compiler->n_registers = n_registers;
  jump_back (compiler, node, top, !may_change (node->b, node->name));
  mms_compile_aim_all (compiler, loop.breaks, mms_compile_here (compiler));
  end_loop (compiler, &loop, outer);
}

static void
compile_for_each (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;
  guint8 cpu;
  MmsOperand mask;

  if (node->type == MMS_TYPE_VOID)
    {
      const MmsLocal *local = mms_compile_find_local (compiler, node->name);

      if (local == NULL || local->type != MMS_TYPE_INT || local->is_constant)
        {
          mms_unit_complain (compiler->unit, node->at, "there is no local int %s to be the CPU",
                             node->name);
          return;
        }
      cpu = local->reg;
    }
  else
    {
      if (node->type != MMS_TYPE_INT)
        mms_unit_complain (compiler->unit, node->at, "a CPU is an int");
      cpu = mms_compile_declare (compiler, node, node->name, MMS_TYPE_INT);
    }
  mask = compile_mask (compiler, node);
  if (!mask.is_constant || mask.value != 0)
    compile_rounds (compiler, node, cpu, &mask);
  compiler->n_registers = n_registers;
  g_array_set_size (compiler->locals, n_locals);
}

static void
compile_jump_in_loop (MmsCompiler *compiler, const MmsNode *node)
{
  guint16 pc;

  if (compiler->loop == NULL)
    {
      mms_unit_complain (compiler->unit, node->at, "there is no loop around this");
      return;
    }
  pc = mms_compile_jump (compiler, node);
  g_array_append_val (
      node->kind == MMS_NODE_BREAK ? compiler->loop->breaks : compiler->loop->continues, pc);
}

void
mms_compile_loop (MmsCompiler *compiler, const MmsNode *node)
{
  switch (node->kind)
    {
    case MMS_NODE_WHILE:
      compile_while (compiler, node, NULL);
      break;
    case MMS_NODE_DO:
      compile_do (compiler, node);
      break;
    case MMS_NODE_FOR:
      compile_for (compiler, node);
      break;
    case MMS_NODE_FOR_EACH:
      compile_for_each (compiler, node);
      break;
    default:
      compile_jump_in_loop (compiler, node);
      break;
    }
}
