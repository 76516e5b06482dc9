/* compile-statement.c
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

/* One statement in a scope of its own, as C has for what a loop repeats. */
static void
compile_scoped (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;

  if (node != NULL)
    mms_compile_statement (compiler, node);
  compiler->n_registers = n_registers;
  g_array_set_size (compiler->locals, n_locals);
}

static void
jump_to (MmsCompiler *compiler, const MmsNode *node, guint16 target)
{
  mms_compile_aim (compiler, mms_compile_jump (compiler, node), target);
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
    compile_scoped (compiler, node->b);
  if (branch == MMS_BRANCH_MAYBE && node->c != NULL)
    end = mms_compile_jump (compiler, node);
  mms_compile_aim_all (compiler, jumps, mms_compile_here (compiler));
  if (branch != MMS_BRANCH_NEVER && node->c != NULL)
    compile_scoped (compiler, node->c);
  mms_compile_aim (compiler, end, mms_compile_here (compiler));
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
      compile_scoped (compiler, node->b);
      mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
      compiler->loop = outer;
      compile_scoped (compiler, next);
      jump_to (compiler, node, top);
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
  compile_scoped (compiler, node->b);
  compiler->loop = outer;
  mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
  if (mms_compile_branch (compiler, node->a, TRUE, again) == MMS_BRANCH_ALWAYS)
    jump_to (compiler, node, top);
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

  if (node->value == MMS_FOR_EACH_POSSIBLE || (node->value == MMS_FOR_EACH_ONLINE && online == NULL))
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
    mask.reg = mms_compile_load (compiler, node->a, &mask, mms_compile_new_register (compiler, node));
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
  compile_scoped (compiler, node->b);
  mms_compile_aim_all (compiler, loop.continues, mms_compile_here (compiler));
  mms_compile_binary (compiler, node, '+', &counter, &one, cpu);
  compiler->n_registers = n_registers;
  jump_to (compiler, node, top);
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
  g_array_append_val (node->kind == MMS_NODE_BREAK ? compiler->loop->breaks : compiler->loop->continues, pc);
}

static void
compile_labeled (MmsCompiler *compiler, const MmsNode *node)
{
  guint16 label = compiler->label;

  compiler->label = (guint16) mms_program_add_label (compiler->program, node->name);
  mms_compile_list (compiler, node->c);
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
  mms_compile_list (compiler, node->d);
  compiler->label = label;
}

static void
compile_forbid (MmsCompiler *compiler, const MmsNode *node)
{
  MmsInstruction instruction = {
    .op = MMS_OP_REPORT,
    .a = NONE,
    .c = NONE,
    .index = NONE,
    .imm = (gint16) mms_compile_report (compiler, node, node->name, node->text),
  };
  MmsOperand condition;

  compiler->ghost++;
  condition = mms_compile_expression (compiler, node->a, NONE);
  compiler->ghost--;
  if (condition.type == MMS_TYPE_VOID)
    mms_unit_complain (compiler->unit, node->a->at, "this has no value");
  if (condition.is_constant && condition.value == 0)
    return;
  instruction.b = mms_compile_load (compiler, node, &condition, NONE);
  mms_compile_emit (compiler, node, &instruction);
}

static guint
find_event (MmsCompiler *compiler, const MmsNode *node, const int *types)
{
  MmsTraceEvent event = { .name = (char *) node->name };
  GArray *events = compiler->program->events;

  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next)
    {
      event.types[event.n_arguments] = (MmsSimType) types[event.n_arguments];
      event.arguments[event.n_arguments++] = (char *) argument->name;
    }
  for (guint i = 0; i < events->len; i++)
    {
      const MmsTraceEvent *other = &g_array_index (events, MmsTraceEvent, i);
      gboolean is_same = g_str_equal (other->name, event.name) && other->n_arguments == event.n_arguments;

      for (guint j = 0; is_same && j < event.n_arguments; j++)
        is_same = g_str_equal (other->arguments[j], event.arguments[j]) && other->types[j] == event.types[j];
      if (is_same)
        return i;
    }
  event.name = g_strdup (event.name);
  for (guint i = 0; i < event.n_arguments; i++)
    event.arguments[i] = g_strdup (event.arguments[i]);
  g_array_append_val (events, event);
  if (events->len > 1000)
    mms_compile_give_up (compiler, node, "there are too many different events: 1000 are the most");
  return events->len - 1;
}

static void
compile_trace (MmsCompiler *compiler, const MmsNode *node)
{
  MmsInstruction instruction = { .op = MMS_OP_TRACE, .index = NONE };
  guint8 registers[3] = { NONE, NONE, NONE };
  int types[3] = { 0 };
  guint n = 0;

  compiler->ghost++;
  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next)
    {
      MmsOperand value = mms_compile_expression (compiler, argument->a, NONE);

      if (value.type == MMS_TYPE_VOID)
        mms_unit_complain (compiler->unit, argument->at, "this has no value");
      types[n] = value.type == MMS_TYPE_NULL ? MMS_TYPE_MM : value.type;
      registers[n++] = mms_compile_load (compiler, argument, &value, NONE);
    }
  compiler->ghost--;
  instruction.a = registers[0];
  instruction.b = registers[1];
  instruction.c = registers[2];
  instruction.imm = (gint16) find_event (compiler, node, types);
  mms_compile_emit (compiler, node, &instruction);
}

static void
compile_inner (MmsCompiler *compiler, const MmsNode *node)
{
  switch (node->kind)
    {
    case MMS_NODE_BLOCK: mms_compile_list (compiler, node->list); break;
    case MMS_NODE_DECLARE: compile_declare (compiler, node); break;
    case MMS_NODE_EXPRESSION:
      if (node->a->kind != MMS_NODE_CALL)
        mms_unit_complain (compiler->unit, node->at, "this statement does nothing");
      else
        mms_compile_expression (compiler, node->a, NONE);
      break;
    case MMS_NODE_ASSIGN: compile_assign (compiler, node); break;
    case MMS_NODE_IF: compile_if (compiler, node); break;
    case MMS_NODE_WHILE: compile_while (compiler, node, NULL); break;
    case MMS_NODE_DO: compile_do (compiler, node); break;
    case MMS_NODE_FOR: compile_for (compiler, node); break;
    case MMS_NODE_FOR_EACH: compile_for_each (compiler, node); break;
    case MMS_NODE_BREAK:
    case MMS_NODE_CONTINUE: compile_jump_in_loop (compiler, node); break;
    case MMS_NODE_RETURN: compile_return (compiler, node); break;
    case MMS_NODE_LABELED: compile_labeled (compiler, node); break;
    case MMS_NODE_FORBID: compile_forbid (compiler, node); break;
    case MMS_NODE_GHOST:
      compiler->ghost++;
      mms_compile_statement (compiler, node->a);
      compiler->ghost--;
      break;
    case MMS_NODE_TRACE: compile_trace (compiler, node); break;
    case MMS_NODE_PREEMPT:
      mms_unit_complain (compiler->unit, node->at, "only a statement of a script can preempt: cpu N { preempt … }");
      break;
    default: break;
    }
}

void
mms_compile_statement (MmsCompiler *compiler, const MmsNode *node)
{
  guint n_registers = compiler->n_registers;
  guint n_locals = compiler->locals->len;

  if (!mms_compile_enter (compiler, node))
    return;
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
