/* compile-call.c - functions become the code of their callers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"
#include "spelling.h"

#define NONE MMS_SIM_NO_REGISTER

static const MmsOperand wrong = { TRUE, MMS_TYPE_WRONG, 0, NONE };

gboolean
mms_compile_is_assigned (const MmsFunction *function, const MmsCompiler *compiler, const char *name)
{
  /* Scripts do not tell. */
  return function == NULL || g_hash_table_contains (function->assigned, name)
         || g_hash_table_contains (compiler->unit->edit_assigned, name);
}

static void
complain_of_lack (MmsUnit *unit, const MmsNode *call)
{
  const char *hint = mms_spelling_of_function (call->name);
  guint n_before = unit->n_problems;

  if (hint != NULL)
    {
      mms_unit_complain (unit, call->at, "there is no function %s: %s", call->name, hint);
      return;
    }
  mms_unit_complain (unit, call->at, "there is no function %s", call->name);
  unit->n_lacking += unit->n_problems - n_before;
}

static MmsFunction *
find_function (MmsCompiler *compiler, const MmsNode *node)
{
  const MmsFunction *open = compiler->frame->function;
  MmsFunction *function;

  if (g_str_equal (node->name, "original"))
    {
      function = open != NULL ? open->original : NULL;
      if (function == NULL)
        mms_unit_complain (compiler->unit, node->at,
                           "original is what an override replaces, and this is in none");
      return function;
    }
  function = g_hash_table_lookup (compiler->unit->functions, node->name);
  if (function == NULL && !compiler->is_checking)
    complain_of_lack (compiler->unit, node);
  return function;
}

static gboolean
may_call (MmsCompiler *compiler, const MmsNode *node, const MmsFunction *function)
{
  guint n = 0;

  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next)
    n++;
  if (n != function->n_parameters)
    {
      mms_unit_complain (compiler->unit, node->at, "%s has %u parameters, not %u", function->name,
                         function->n_parameters, n);
      return FALSE;
    }
  if (function->is_open && !compiler->is_checking)
    {
      mms_unit_complain (compiler->unit, node->at, "%s calls itself: there is no recursion",
                         function->name);
      return FALSE;
    }
  if (compiler->n_calls == MMS_MAX_CALLS)
    {
      mms_compile_give_up (compiler, node,
                           "functions call each other too deeply: 32 levels are the most");
      return FALSE;
    }
  return TRUE;
}

/* The argument as the local variable that the parameter is.  It need be none of its own as long as
 * nobody changes it: the caller does nothing meanwhile. */
static MmsLocal
compile_argument (MmsCompiler *compiler,
                  const MmsNode *node,
                  const MmsFunction *function,
                  guint index)
{
  const MmsParameter *parameter = &function->parameters[index];
  guint n_before = compiler->n_registers;
  MmsOperand value = mms_compile_expression (compiler, node, NONE);
  g_autofree char *what = g_strdup_printf ("%s of %s", parameter->name, function->name);
  MmsLocal local = { .name = parameter->name, .at = node->at, .type = parameter->type };

  local.is_ghost = compiler->ghost > 0;
  mms_compile_check (compiler, node, parameter->type, &value, what);
  if (!mms_compile_is_assigned (function, compiler, parameter->name))
    {
      local.is_constant = value.is_constant;
      local.value = value.value;
      local.reg = value.reg;
    }
  else if (!value.is_constant && value.reg >= n_before)
    local.reg = value.reg;
  else
    local.reg
        = mms_compile_load (compiler, node, &value, mms_compile_new_register (compiler, node));
  return local;
}

static const MmsNode *
find_tail (const MmsFunction *function)
{
  const MmsNode *last = function->body->list;

  while (last != NULL && last->next != NULL)
    last = last->next;
  return last;
}

static MmsOperand
compile_body (MmsCompiler *compiler, const MmsNode *node, MmsFrame *frame, guint n_kept)
{
  const MmsNode *only = frame->function->body->list;
  MmsOperand value;

  /* What a function is that says one thing only may be known. */
  if (only != NULL && only->next == NULL && only->kind == MMS_NODE_RETURN && only->a != NULL
      && !only->is_removed && frame->type != MMS_TYPE_VOID)
    {
      value = mms_compile_expression (compiler, only->a, frame->reg);
      mms_compile_check (compiler, only->a, frame->type, &value, "the value of the function");
      value.type = frame->type;
      if (!value.is_constant && value.reg >= n_kept)
        value.reg = mms_compile_load (compiler, only, &value, frame->reg);
      return value;
    }
  mms_compile_list (compiler, frame->function->body->list);
  /* Whoever comes to the end of a function without a return returns nothing in particular, but
   * always the same. */
  if (frame->type != MMS_TYPE_VOID
      && (frame->tail == NULL || frame->tail->kind != MMS_NODE_RETURN || frame->tail->is_removed))
    {
      const MmsOperand zero = mms_operand_constant (frame->type, 0);

      mms_compile_load (compiler, node, &zero, frame->reg);
    }
  mms_compile_aim_all (compiler, frame->jumps, mms_compile_here (compiler));
  return mms_operand_register (frame->type, frame->reg);
}

/* Whether the arguments are right, and nothing else */
static MmsOperand
check_call (MmsCompiler *compiler, const MmsNode *node, const MmsFunction *function, guint8 want)
{
  guint n = 0;

  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next, n++)
    compile_argument (compiler, argument, function, n);
  if (function->type == MMS_TYPE_VOID)
    return mms_operand_constant (MMS_TYPE_VOID, 0);
  return mms_operand_register (function->type,
                               want != NONE ? want : mms_compile_new_register (compiler, node));
}

MmsOperand
mms_compile_call (MmsCompiler *compiler, const MmsNode *node, guint8 want)
{
  MmsFunction *function;
  MmsFrame frame = { .reg = NONE };
  MmsFrame *caller = compiler->frame;
  MmsLoop *loop = compiler->loop;
  MmsLocal parameters[MMS_MAX_PARAMETERS];
  MmsOperand value;
  guint weaken = compiler->weaken;
  guint16 function_index = compiler->function;
  guint16 label = compiler->label;
  guint16 site = compiler->site;
  guint n_kept;
  guint n = 0;

  if (mms_builtin_find (node->name, NULL))
    return mms_compile_builtin (compiler, node, want);
  function = find_function (compiler, node);
  if (function == NULL || !may_call (compiler, node, function))
    return wrong;
  if (compiler->is_checking)
    return check_call (compiler, node, function, want);
  frame.function = function;
  frame.type = function->type;
  frame.tail = find_tail (function);
  if (frame.type != MMS_TYPE_VOID)
    frame.reg = want != NONE ? want : mms_compile_new_register (compiler, node);
  n_kept = compiler->n_registers;
  for (const MmsNode *argument = node->list; argument != NULL; argument = argument->next, n++)
    parameters[n] = compile_argument (compiler, argument, function, n);

  frame.jumps = g_array_new (FALSE, FALSE, sizeof (guint16));
  frame.first_local = compiler->locals->len;
  for (guint i = 0; i < n; i++)
    g_array_append_val (compiler->locals, parameters[i]);
  function->is_open = TRUE;
  function->is_used = TRUE;
  compiler->frame = &frame;
  compiler->loop = NULL;
  compiler->weaken = 0;
  compiler->label = 0;
  if (function->index == 0)
    function->index = mms_program_add_function (compiler->program, function->name);
  compiler->function = (guint16) function->index;
  compiler->n_calls++;
  /* Nobody comes to the lines of a ghost. */
  if (compiler->ghost == 0)
    mms_compile_enter_site (compiler, node);

  value = compile_body (compiler, node, &frame, n_kept);

  compiler->n_calls--;
  compiler->function = function_index;
  compiler->label = label;
  compiler->site = site;
  compiler->weaken = weaken;
  compiler->loop = loop;
  compiler->frame = caller;
  function->is_open = FALSE;
  g_array_set_size (compiler->locals, frame.first_local);
  g_array_unref (frame.jumps);
  compiler->n_registers = n_kept;
  return value;
}
