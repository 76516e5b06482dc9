/* compile.c - instructions, registers, and the bodies of a program
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

/* Of recursion: calls in each other, times the nesting of each, end here. */
#define MAX_DEPTH 300

/* Nodes compiled in all: functions that do nothing but call others twice would never end. */
#define MAX_VISITED 1000000

void
mms_compile_give_up (MmsCompiler *compiler,
                     const MmsNode *node,
                     const char *why)
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
    mms_compile_give_up (compiler, node, "functions call each other so often that this does not end");
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
      g_autofree char *why = g_strdup_printf (
          "%s needs more than %d values at once, with those of its callers",
          function != NULL ? function->name : "this", MMS_SIM_MAX_REGISTERS);

      mms_compile_give_up (compiler, node, why);
      return 0;
    }
  return (guint8) compiler->n_registers++;
}

guint16
mms_compile_emit (MmsCompiler *compiler,
                  const MmsNode *node,
                  const MmsInstruction *instruction)
{
  MmsInstruction copy = *instruction;

  if (compiler->program->code->len >= MMS_SIM_MAX_CODE)
    mms_compile_give_up (compiler, node, "the program is too large: 32000 instructions are the most");
  if (compiler->is_over)
    return 0;
  copy.source = (guint8) node->at.file;
  copy.line = node->at.line;
  copy.function = compiler->function;
  copy.label = compiler->label;
  return mms_program_emit (compiler->program, &copy);
}

guint16
mms_compile_local (MmsCompiler *compiler,
                   const MmsNode *node,
                   MmsOp op,
                   guint8 a,
                   guint8 b,
                   guint8 c)
{
  const MmsInstruction instruction = {
    .op = op, .a = a, .b = b, .c = c, .index = MMS_SIM_NO_REGISTER,
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
mms_compile_aim (MmsCompiler *compiler,
                 guint16 pc,
                 guint16 target)
{
  if (pc != 0)
    g_array_index (compiler->program->code, MmsInstruction, pc).target = target;
}

void
mms_compile_aim_all (MmsCompiler *compiler,
                     const GArray *jumps,
                     guint16 target)
{
  for (guint i = 0; i < jumps->len; i++)
    mms_compile_aim (compiler, g_array_index (jumps, guint16, i), target);
}

MmsOrder
mms_compile_order (const MmsCompiler *compiler,
                   const MmsNode *node,
                   MmsOrder order)
{
  gboolean is_weakened = compiler->weaken > 0;

  if (!is_weakened && compiler->weakened != NULL)
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
mms_compile_report (MmsCompiler *compiler,
                    const MmsNode *node,
                    const char *id,
                    const char *text)
{
  guint index;

  if (!is_detector (id))
    {
      mms_unit_complain (compiler->unit, node->at, "%s is no detector: those are D and two digits, WARN and INFO",
                         id);
      return 0;
    }
  index = mms_program_add_report (compiler->program, id, text);
  if (index >= 200)
    mms_compile_give_up (compiler, node, "there are too many different things to report: 200 are the most");
  return index;
}

void
mms_compile_handler (MmsCompiler *compiler,
                     const MmsFunction *function,
                     guint16 pc)
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

static void
free_handler (gpointer data)
{
  MmsHandler *handler = data;

  g_array_unref (handler->calls);
  g_free (handler);
}

/* A body of its own: @list, of @function (with its parameters in the first registers) or of what is
 * called @name.  Returns: its entry */
static guint16
compile_body (MmsCompiler *compiler,
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

/* One statement as a body */
static guint16
compile_alone (MmsCompiler *compiler, const MmsNode *statement, const char *name)
{
  MmsNode alone = *statement;

  alone.next = NULL;
  return compile_body (compiler, statement, &alone, NULL, name);
}

static void
compile_handlers (MmsCompiler *compiler)
{
  /* Handlers may send IPIs of their own. */
  for (guint i = 0; i < compiler->handlers->len && !compiler->is_over; i++)
    {
      const MmsHandler *handler = g_ptr_array_index (compiler->handlers, i);
      MmsFunction *function = (MmsFunction *) handler->function;
      guint16 entry = compile_body (compiler, function->body, function->body->list, function,
                                    function->name);

      mms_compile_aim_all (compiler, ((MmsHandler *) g_ptr_array_index (compiler->handlers, i))->calls,
                           entry);
    }
}

static int
evaluate_cpu (MmsCompiler *compiler, const MmsNode *node)
{
  int cpu = 0;

  mms_unit_evaluate_number (compiler->unit, node, 0, compiler->unit->cpu_count - 1, "the CPU", &cpu);
  return cpu;
}

/* Whether a later script takes the place of script @index. */
static gboolean
is_overridden (MmsCompiler *compiler, guint index, int cpu)
{
  const GArray *scripts = compiler->unit->scripts;

  for (guint i = index + 1; i < scripts->len; i++)
    {
      const MmsScript *script = &g_array_index (scripts, MmsScript, i);

      if (script->is_override && evaluate_cpu (compiler, script->cpu) == cpu)
        return TRUE;
    }
  return FALSE;
}

static void
compile_script (MmsCompiler *compiler, guint index)
{
  const MmsScript *script = &g_array_index (compiler->unit->scripts, MmsScript, index);
  int cpu = evaluate_cpu (compiler, script->cpu);
  GArray *statements = compiler->program->scripts[cpu];
  g_autofree char *name = g_strdup_printf ("cpu %d", cpu);

  if (is_overridden (compiler, index, cpu))
    return;
  for (const MmsNode *node = script->list; node != NULL; node = node->next)
    {
      MmsStatement statement = { MMS_STATEMENT_CALL, 0 };
      const MmsNode *inner = node;

      if (node->is_removed && node->kind != MMS_NODE_LABELED)
        continue;
      if (node->kind == MMS_NODE_EMPTY)
        continue;
      if (node->kind == MMS_NODE_DECLARE)
        {
          mms_unit_complain (compiler->unit, node->at,
                             "each statement of a script stands alone: put { } around those that share a"
                             " local variable, or declare it outside of the script");
          continue;
        }
      if (node->kind == MMS_NODE_PREEMPT)
        {
          statement.kind = MMS_STATEMENT_PREEMPT;
          inner = node->a;
        }
      statement.entry = compile_alone (compiler, inner, name);
      g_array_append_val (statements, statement);
    }
}

static void
compile_setup (MmsCompiler *compiler)
{
  MmsUnit *unit = compiler->unit;
  MmsFunction *start = g_hash_table_lookup (unit->functions, "start_cpu");

  if (start != NULL && start->n_parameters == 0 && unit->cpu_count > 0)
    {
      guint16 entry = compile_body (compiler, start->body, start->body->list, start, start->name);

      for (int cpu = 0; cpu < unit->cpu_count; cpu++)
        {
          const MmsSetup setup = { (guint8) cpu, entry };

          g_array_append_val (compiler->program->setup, setup);
        }
    }
  else if (start != NULL)
    mms_unit_complain (unit, start->at, "start_cpu has no parameters");
  for (guint i = 0; i < unit->setup->len; i++)
    {
      const MmsNode *step = g_ptr_array_index (unit->setup, i);
      MmsSetup setup = { 0 };

      if (step->is_removed)
        continue;
      setup.cpu = (guint8) evaluate_cpu (compiler, step->a);
      setup.entry = compile_alone (compiler, step->b, "setup");
      g_array_append_val (compiler->program->setup, setup);
    }
}

static void
compile_intrusion (MmsCompiler *compiler, const MmsIntrusionText *text)
{
  static const char *const names[] = { "task", "softirq", "irq", "nmi" };
  MmsIntrusion intrusion = { .level = (guint8) text->level };
  int times = 1;

  if (text->times != NULL)
    mms_unit_evaluate_number (compiler->unit, text->times, 1, 100, "how often it comes", &times);
  intrusion.times = (guint8) times;
  intrusion.cpu = (guint8) evaluate_cpu (compiler, text->cpu);
  intrusion.name = text->name != NULL
                       ? g_strdup (text->name)
                       : g_strdup_printf ("%s cpu %u", names[text->level], intrusion.cpu);
  intrusion.entry = compile_body (compiler, text->body, text->body->list, NULL, names[text->level]);
  g_array_append_val (compiler->program->intrusions, intrusion);
}

static void
compile_finals (MmsCompiler *compiler)
{
  compiler->ghost = 1;
  compiler->is_final = TRUE;
  for (guint i = 0; i < compiler->unit->finals->len; i++)
    {
      const MmsNode *block = g_ptr_array_index (compiler->unit->finals, i);
      guint16 entry = compile_body (compiler, block, block->list, NULL, "finally");

      g_array_append_val (compiler->program->finals, entry);
    }
  compiler->ghost = 0;
  compiler->is_final = FALSE;
}

static void
compile_start_task (MmsCompiler *compiler)
{
  MmsFunction *start = g_hash_table_lookup (compiler->unit->functions, "start_task");

  if (start == NULL)
    return;
  if (start->n_parameters != 1 || start->parameters[0].type != MMS_TYPE_TASK)
    mms_unit_complain (compiler->unit, start->at, "start_task has one parameter, the task before: task *");
  else
    compiler->program->start_task
        = compile_body (compiler, start->body, start->body->list, start, start->name);
}

static void
note_features (MmsUnit *unit, MmsProgram *program)
{
  GHashTableIter iterator;
  gpointer value;

  g_hash_table_iter_init (&iterator, unit->features);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    {
      const MmsNode *feature = value;
      int is_on = 1;

      if (feature->a != NULL)
        mms_unit_evaluate_number (unit, feature->a, 0, 1, "a feature", &is_on);
      if (g_str_equal (feature->name, "iret_full"))
        program->iret_full = is_on;
      else
        mms_unit_complain (unit, feature->at, "there is no feature %s, only iret_full", feature->name);
    }
}

static void
collect_weakened (MmsCompiler *compiler)
{
  MmsUnit *unit = compiler->unit;

  for (guint i = 0; i < unit->edits->len; i++)
    {
      const MmsEdit *edit = &g_array_index (unit->edits, MmsEdit, i);

      if (edit->kind != MMS_EDIT_WEAKEN || edit->label != NULL)
        continue;
      for (guint j = 0; j < unit->texts->len; j++)
        if (mms_unit_is_text (unit, j, edit->file))
          g_hash_table_add (compiler->weakened, g_strdup_printf ("%u:%u", j, edit->line));
    }
}

void
mms_compile_unit (MmsUnit *unit, MmsProgram *program)
{
  MmsCompiler compiler = { .unit = unit, .program = program };

  for (guint i = 0; i < unit->texts->len; i++)
    {
      const MmsText *text = g_ptr_array_index (unit->texts, i);

      mms_program_add_source (program, text->name, text->text);
    }
  program->scheme = g_strdup (unit->scheme);
  program->scenario = g_strdup (unit->scenario);
  program->title = g_strdup (unit->title != NULL ? unit->title : unit->scheme_title);
  program->arch = g_strdup (unit->arch);
  if (!mms_layout_things (unit, program))
    return;
  note_features (unit, program);
  mms_layout_watched (unit, program);

  compiler.locals = g_array_new (FALSE, TRUE, sizeof (MmsLocal));
  compiler.handlers = g_ptr_array_new_with_free_func (free_handler);
  compiler.weakened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_weakened (&compiler);

  for (guint i = 0; i < unit->scripts->len; i++)
    compile_script (&compiler, i);
  compile_setup (&compiler);
  for (guint i = 0; i < unit->intrusions->len; i++)
    compile_intrusion (&compiler, &g_array_index (unit->intrusions, MmsIntrusionText, i));
  compile_finals (&compiler);
  compile_start_task (&compiler);
  compile_handlers (&compiler);
  mms_layout_initial (unit, program);

  g_array_unref (compiler.locals);
  g_ptr_array_unref (compiler.handlers);
  g_hash_table_unref (compiler.weakened);
}
