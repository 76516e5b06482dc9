/* compile-unit.c - all that a program does, body by body
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "compiler.h"

static void
free_handler (gpointer data)
{
  MmsHandler *handler = data;

  g_array_unref (handler->calls);
  g_free (handler);
}

/* One statement as a body */
static guint16
compile_alone (MmsCompiler *compiler, const MmsNode *statement, const char *name)
{
  MmsNode alone = *statement;
  guint16 entry;

  alone.next = NULL;
  mms_compile_enter_site (compiler, statement);
  entry = mms_compile_body (compiler, statement, &alone, NULL, name);
  compiler->site = 0;
  return entry;
}

static void
compile_handlers (MmsCompiler *compiler)
{
  /* Handlers may send IPIs of their own. */
  for (guint i = 0; i < compiler->handlers->len && !compiler->is_over; i++)
    {
      const MmsHandler *handler = g_ptr_array_index (compiler->handlers, i);
      MmsFunction *function = (MmsFunction *) handler->function;
      guint16 entry = mms_compile_body (compiler, function->body, function->body->list, function,
                                        function->name);

      mms_compile_aim_all (
          compiler, ((MmsHandler *) g_ptr_array_index (compiler->handlers, i))->calls, entry);
    }
}

static int
evaluate_cpu (MmsCompiler *compiler, const MmsNode *node)
{
  int cpu = 0;

  mms_unit_evaluate_number (compiler->unit, node, 0, compiler->unit->cpu_count - 1, "the CPU",
                            &cpu);
  return cpu;
}

static void
compile_script (MmsCompiler *compiler, const MmsScript *script, int cpu)
{
  GArray *statements = compiler->program->scripts[cpu];
  g_autofree char *name = g_strdup_printf ("cpu %d", cpu);

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
          mms_unit_complain (
              compiler->unit, node->at,
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
compile_scripts (MmsCompiler *compiler)
{
  const GArray *scripts = compiler->unit->scripts;
  guint first[MMS_SIM_MAX_CPUS] = { 0 };

  /* An override takes the place of all before it. */
  for (guint i = 0; i < scripts->len; i++)
    {
      const MmsScript *script = &g_array_index (scripts, MmsScript, i);

      if (script->is_override)
        first[evaluate_cpu (compiler, script->cpu)] = i;
    }
  for (guint i = 0; i < scripts->len; i++)
    {
      const MmsScript *script = &g_array_index (scripts, MmsScript, i);
      int cpu = evaluate_cpu (compiler, script->cpu);

      if (i >= first[cpu])
        compile_script (compiler, script, cpu);
    }
}

static void
compile_setup (MmsCompiler *compiler)
{
  MmsUnit *unit = compiler->unit;
  MmsFunction *start = g_hash_table_lookup (unit->functions, "start_cpu");

  if (start != NULL && start->n_parameters == 0 && unit->cpu_count > 0)
    {
      guint16 entry
          = mms_compile_body (compiler, start->body, start->body->list, start, start->name);

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
  intrusion.entry
      = mms_compile_body (compiler, text->body, text->body->list, NULL, names[text->level]);
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
      guint16 entry = mms_compile_body (compiler, block, block->list, NULL, "finally");

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
    mms_unit_complain (compiler->unit, start->at,
                       "start_task has one parameter, the task before: task *");
  else
    compiler->program->start_task
        = mms_compile_body (compiler, start->body, start->body->list, start, start->name);
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
        mms_unit_complain (unit, feature->at, "there is no feature %s, only iret_full",
                           feature->name);
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

/* What nobody calls is wrong all the same if it is wrong by itself.  What becomes of it goes to a
 * program that is thrown away. */
static void
check_unused (MmsCompiler *compiler)
{
  MmsProgram *program = compiler->program;
  MmsUnit *unit = compiler->unit;

  compiler->program = mms_program_new ();
  compiler->is_checking = TRUE;
  for (guint i = 0; i < unit->function_order->len && !compiler->is_over; i++)
    {
      MmsFunction *function = g_ptr_array_index (unit->function_order, i);

      if (!function->is_used && g_hash_table_lookup (unit->functions, function->name) == function)
        mms_compile_body (compiler, function->body, function->body->list, function, function->name);
    }
  mms_program_free (compiler->program);
  compiler->program = program;
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
  compiler.labels = g_hash_table_new (g_str_hash, g_str_equal);
  compiler.weakened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  collect_weakened (&compiler);

  compile_scripts (&compiler);
  compile_setup (&compiler);
  for (guint i = 0; i < unit->intrusions->len; i++)
    compile_intrusion (&compiler, &g_array_index (unit->intrusions, MmsIntrusionText, i));
  compile_finals (&compiler);
  compile_start_task (&compiler);
  compile_handlers (&compiler);
  mms_layout_initial (unit, program);
  check_unused (&compiler);

  g_array_unref (compiler.locals);
  g_ptr_array_unref (compiler.handlers);
  g_hash_table_unref (compiler.labels);
  g_hash_table_unref (compiler.weakened);
}
