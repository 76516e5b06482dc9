/* compile-ghost.c - statements that look, and do nothing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

#define NONE MMS_SIM_NO_REGISTER

guint16
mms_compile_enter_ghost (MmsCompiler *compiler)
{
  compiler->ghost++;
  return mms_compile_here (compiler);
}

void
mms_compile_leave_ghost (MmsCompiler *compiler, guint16 begin)
{
  guint16 end = mms_compile_here (compiler);

  if (--compiler->ghost > 0)
    return;
  for (guint pc = begin; pc < end; pc++)
    g_array_index (compiler->program->code, MmsInstruction, pc).end = end;
}

void
mms_compile_forbid (MmsCompiler *compiler, const MmsNode *node)
{
  MmsInstruction instruction = {
    .op = MMS_OP_REPORT,
    .a = NONE,
    .c = NONE,
    .index = NONE,
    .imm = (gint16) mms_compile_report (compiler, node, node->name, node->text, node->value != 0),
  };
  MmsOperand condition;
  guint16 begin;

  begin = mms_compile_enter_ghost (compiler);
  condition = mms_compile_expression (compiler, node->a, NONE);
  if (condition.type == MMS_TYPE_VOID)
    mms_unit_complain (compiler->unit, node->a->at, "this has no value");
  if (!condition.is_constant || condition.value != 0)
    {
      instruction.b = mms_compile_load (compiler, node, &condition, NONE);
      mms_compile_emit (compiler, node, &instruction);
    }
  mms_compile_leave_ghost (compiler, begin);
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
      gboolean is_same
          = g_str_equal (other->name, event.name) && other->n_arguments == event.n_arguments;

      for (guint j = 0; is_same && j < event.n_arguments; j++)
        is_same = g_str_equal (other->arguments[j], event.arguments[j])
                  && other->types[j] == event.types[j];
      if (is_same)
        return i;
    }
  event.name = g_strdup (event.name);
  for (guint i = 0; i < event.n_arguments; i++)
    event.arguments[i] = g_strdup (event.arguments[i]);
  g_array_append_val (events, event);
  if (events->len > 200)
    mms_compile_give_up (compiler, node, "there are too many different events: 200 are the most");
  return events->len - 1;
}

void
mms_compile_trace (MmsCompiler *compiler, const MmsNode *node)
{
  MmsInstruction instruction = { .op = MMS_OP_TRACE, .index = NONE };
  guint8 registers[3] = { NONE, NONE, NONE };
  int types[3] = { 0 };
  guint n = 0;
  guint16 begin;

  begin = mms_compile_enter_ghost (compiler);
  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next)
    {
      MmsOperand value = mms_compile_expression (compiler, argument->a, NONE);

      if (value.type == MMS_TYPE_VOID)
        mms_unit_complain (compiler->unit, argument->at, "this has no value");
      types[n] = value.type == MMS_TYPE_NULL ? MMS_TYPE_MM : value.type;
      registers[n++] = mms_compile_load (compiler, argument, &value, NONE);
    }
  instruction.a = registers[0];
  instruction.b = registers[1];
  instruction.c = registers[2];
  instruction.imm = (gint16) find_event (compiler, node, types);
  mms_compile_emit (compiler, node, &instruction);
  mms_compile_leave_ghost (compiler, begin);
}
