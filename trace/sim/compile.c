/* compile.c - instructions, registers and bodies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

/* Of recursion: calls in each other, times the nesting of each, end here. */
#define MAX_DEPTH 300

/* Nodes compiled in all: functions that do nothing but call others twice would never end. */
#define MAX_VISITED 1000000

void
mms_compile_give_up (MmsCompiler *compiler, const MmsNode *node, const char *why)
{
  if (!compiler->is_over)
    mms_unit_complain (compiler->unit, node->at, "%s", why);
  compiler->is_over = TRUE;
}

gboolean
mms_compile_enter (MmsCompiler *compiler, const MmsNode *node)
{
  if (compiler->depth >= MAX_DEPTH)
    mms_compile_give_up (compiler, node, "calls and expressions are nested too deeply here");
  else if (++compiler->n_visited > MAX_VISITED)
    mms_compile_give_up (compiler, node,
                         "functions call each other so often that this does not end");
  if (compiler->is_over)
    return FALSE;
  compiler->depth++;
  return TRUE;
}

void
mms_compile_leave (MmsCompiler *compiler)
{
  compiler->depth--;
}

guint8
mms_compile_new_register (MmsCompiler *compiler, const MmsNode *node)
{
  if (compiler->n_registers == MMS_SIM_MAX_REGISTERS)
    {
      const MmsFunction *function = compiler->frame->function;
      g_autofree char *why
          = g_strdup_printf ("%s needs more than %d values at once, with those of its callers",
                             function != NULL ? function->name : "this", MMS_SIM_MAX_REGISTERS);

      mms_compile_give_up (compiler, node, why);
      return 0;
    }
  return (guint8) compiler->n_registers++;
}

guint16
mms_compile_emit (MmsCompiler *compiler, const MmsNode *node, const MmsInstruction *instruction)
{
  MmsInstruction copy = *instruction;

  if (compiler->program->code->len >= MMS_SIM_MAX_CODE)
    mms_compile_give_up (compiler, node,
                         "the program is too large: 32000 instructions are the most");
  if (compiler->is_over)
    return 0;
  copy.source = (guint8) node->at.file;
  copy.line = node->at.line;
  copy.function = compiler->function;
  copy.label = compiler->label;
  copy.site = compiler->site;
  if (compiler->ghost > 0)
    copy.flags |= MMS_FLAG_GHOST;
  return mms_program_emit (compiler->program, &copy);
}

void
mms_compile_enter_site (MmsCompiler *compiler, const MmsNode *node)
{
  const MmsSite site = { .entry = mms_compile_here (compiler),
                         .line = node->at.line,
                         .caller = compiler->site,
                         .source = (guint8) node->at.file };

  compiler->site = (guint16) mms_program_add_site (compiler->program, &site);
}

guint16
mms_compile_local (
    MmsCompiler *compiler, const MmsNode *node, MmsOp op, guint8 a, guint8 b, guint8 c)
{
  const MmsInstruction instruction = {
    .op = op,
    .a = a,
    .b = b,
    .c = c,
    .index = MMS_SIM_NO_REGISTER,
  };

  return mms_compile_emit (compiler, node, &instruction);
}

guint16
mms_compile_jump (MmsCompiler *compiler, const MmsNode *node)
{
  return mms_compile_local (compiler, node, MMS_OP_JUMP, MMS_SIM_NO_REGISTER, MMS_SIM_NO_REGISTER,
                            MMS_SIM_NO_REGISTER);
}

guint16
mms_compile_here (const MmsCompiler *compiler)
{
  return (guint16) compiler->program->code->len;
}

void
mms_compile_aim (MmsCompiler *compiler, guint16 pc, guint16 target)
{
  if (pc != 0)
    g_array_index (compiler->program->code, MmsInstruction, pc).target = target;
}

void
mms_compile_aim_all (MmsCompiler *compiler, const GArray *jumps, guint16 target)
{
  for (guint i = 0; i < jumps->len; i++)
    mms_compile_aim (compiler, g_array_index (jumps, guint16, i), target);
}

MmsOrder
mms_compile_order (const MmsCompiler *compiler, const MmsNode *node, MmsOrder order)
{
  gboolean is_weakened = compiler->weaken > 0;

  if (!is_weakened && g_hash_table_size (compiler->weakened) > 0)
    {
      g_autofree char *place = g_strdup_printf ("%u:%u", node->at.file, node->at.line);

      is_weakened = g_hash_table_contains (compiler->weakened, place);
    }
  if (!is_weakened)
    return order;
  switch (order)
    {
    case MMS_ORDER_ACQUIRE:
    case MMS_ORDER_RELEASE:
      return MMS_ORDER_ONCE;
    case MMS_ORDER_FULL:
      return MMS_ORDER_RELAXED;
    case MMS_ORDER_MB:
    case MMS_ORDER_WMB:
    case MMS_ORDER_RMB:
      return MMS_ORDER_COMPILER;
    default:
      return order;
    }
}

static gboolean
is_detector (const char *id)
{
  return g_str_equal (id, "WARN") || g_str_equal (id, "INFO")
         || (id[0] == 'D' && g_ascii_isdigit (id[1]) && g_ascii_isdigit (id[2]) && id[3] == '\0');
}

guint
mms_compile_report (MmsCompiler *compiler, const MmsNode *node, const char *id, const char *text,
                    gboolean is_info)
{
  guint index;

  if (!is_detector (id))
    {
      mms_unit_complain (compiler->unit, node->at,
                         "%s is no detector: those are D and two digits, WARN and INFO", id);
      return 0;
    }
  index = mms_program_add_information (compiler->program, id, text, is_info);
  if (index >= 200)
    mms_compile_give_up (compiler, node,
                         "there are too many different things to report: 200 are the most");
  return index;
}

void
mms_compile_handler (MmsCompiler *compiler, const MmsFunction *function, guint16 pc)
{
  MmsHandler *handler = NULL;

  for (guint i = 0; i < compiler->handlers->len; i++)
    {
      MmsHandler *other = g_ptr_array_index (compiler->handlers, i);

      if (other->function == function)
        handler = other;
    }
  if (handler == NULL)
    {
      handler = g_new0 (MmsHandler, 1);
      handler->function = function;
      handler->calls = g_array_new (FALSE, FALSE, sizeof (guint16));
      g_ptr_array_add (compiler->handlers, handler);
    }
  g_array_append_val (handler->calls, pc);
}

guint16
mms_compile_body (MmsCompiler *compiler,
                  const MmsNode *at,
                  const MmsNode *list,
                  MmsFunction *function,
                  const char *name)
{
  guint16 entry = mms_compile_here (compiler);
  MmsFrame frame = { .function = function, .type = MMS_TYPE_VOID, .reg = MMS_SIM_NO_REGISTER };

  frame.jumps = g_array_new (FALSE, FALSE, sizeof (guint16));
  frame.first_local = 0;
  if (function != NULL)
    {
      frame.type = function->type;
      function->is_used = TRUE;
      function->is_open = TRUE;
    }
  compiler->frame = &frame;
  compiler->loop = NULL;
  compiler->n_registers = 0;
  compiler->label = 0;
  compiler->function = (guint16) mms_program_add_function (compiler->program, name);
  g_array_set_size (compiler->locals, 0);
  for (guint i = 0; function != NULL && i < function->n_parameters; i++)
    mms_compile_declare (compiler, at, function->parameters[i].name, function->parameters[i].type);
  if (frame.type != MMS_TYPE_VOID)
    frame.reg = mms_compile_new_register (compiler, at);
  mms_compile_list (compiler, list);
  mms_compile_aim_all (compiler, frame.jumps, mms_compile_here (compiler));
  compiler->label = 0;
  mms_compile_local (compiler, at, MMS_OP_RETURN, MMS_SIM_NO_REGISTER, MMS_SIM_NO_REGISTER,
                     MMS_SIM_NO_REGISTER);
  if (function != NULL)
    function->is_open = FALSE;
  compiler->frame = NULL;
  g_array_unref (frame.jumps);
  return entry;
}
