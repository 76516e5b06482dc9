/* program-text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "program-text.h"

#include <string.h>

static const char *const op_names[MMS_N_OPS] = {
  [MMS_OP_CONST] = "const",
  [MMS_OP_MOVE] = "move",
  [MMS_OP_NOT] = "!",
  [MMS_OP_NEGATE] = "-",
  [MMS_OP_INVERT] = "~",
  [MMS_OP_ADD] = "+",
  [MMS_OP_SUB] = "-",
  [MMS_OP_MUL] = "*",
  [MMS_OP_AND] = "&",
  [MMS_OP_OR] = "|",
  [MMS_OP_XOR] = "^",
  [MMS_OP_SHL] = "<<",
  [MMS_OP_SHR] = ">>",
  [MMS_OP_EQ] = "==",
  [MMS_OP_NE] = "!=",
  [MMS_OP_LT] = "<",
  [MMS_OP_LE] = "<=",
  [MMS_OP_EQ_MM] = "==mm",
  [MMS_OP_NE_MM] = "!=mm",
  [MMS_OP_JUMP] = "jump",
  [MMS_OP_JUMP_IF_ZERO] = "jump-if-zero",
  [MMS_OP_THIS_CPU] = "this-cpu",
  [MMS_OP_CURRENT] = "current",
  [MMS_OP_IRQS_OFF] = "irqs-off",
  [MMS_OP_LEVEL] = "level",
  [MMS_OP_PEEK] = "peek",
  [MMS_OP_PEEK_CR3] = "peek-cr3",
  [MMS_OP_PEEK_FREED] = "peek-freed",
  [MMS_OP_REPORT] = "report",
  [MMS_OP_TRACE] = "trace",
  [MMS_OP_ASSUME] = "assume",
  [MMS_OP_FAILED] = "failed",
  [MMS_OP_POKE] = "poke",
  [MMS_OP_LOAD] = "load",
  [MMS_OP_STORE] = "store",
  [MMS_OP_XCHG] = "xchg",
  [MMS_OP_CMPXCHG] = "cmpxchg",
  [MMS_OP_RMW_ADD] = "add",
  [MMS_OP_RMW_AND] = "and",
  [MMS_OP_RMW_OR] = "or",
  [MMS_OP_ADD_UNLESS] = "add-unless",
  [MMS_OP_FENCE] = "fence",
  [MMS_OP_LOCK] = "lock",
  [MMS_OP_UNLOCK] = "unlock",
  [MMS_OP_AWAIT] = "await",
  [MMS_OP_USE] = "use",
  [MMS_OP_CR3] = "cr3",
  [MMS_OP_IRQ] = "irq",
  [MMS_OP_PREEMPT] = "preempt",
  [MMS_OP_SWITCH_TO] = "switch-to",
  [MMS_OP_IPI] = "ipi",
  [MMS_OP_IPI_WAIT] = "ipi-wait",
  [MMS_OP_ALLOC] = "alloc",
  [MMS_OP_FREE] = "free",
  [MMS_OP_CHOOSE] = "choose",
  [MMS_OP_STOP] = "stop",
  [MMS_OP_RETURN] = "return",
};

static const char *const order_names[] = {
  [MMS_ORDER_PLAIN] = "plain",     [MMS_ORDER_ONCE] = "once",
  [MMS_ORDER_ACQUIRE] = "acquire", [MMS_ORDER_RELEASE] = "release",
  [MMS_ORDER_RELAXED] = "relaxed", [MMS_ORDER_FULL] = "full",
  [MMS_ORDER_MB] = "mb",           [MMS_ORDER_WMB] = "wmb",
  [MMS_ORDER_RMB] = "rmb",         [MMS_ORDER_COMPILER] = "compiler",
};

static void
append_place (GString *text, const MmsProgram *program, const MmsInstruction *instruction)
{
  const MmsSimField *field;

  if (instruction->field >= program->fields->len)
    {
      g_string_append (text, "?");
      return;
    }
  field = &g_array_index (program->fields, MmsSimField, instruction->field);
  if (field->record != NULL)
    g_string_append (text, field->record);
  else
    g_string_append (text, field->name);
  if (instruction->index != MMS_SIM_NO_REGISTER)
    g_string_append_printf (text, "[r%u]", instruction->index);
  if (field->record != NULL)
    g_string_append_printf (text, ".%s", field->name);
}

static void
append_registers (GString *text, const MmsInstruction *instruction)
{
  const guint8 registers[] = { instruction->b, instruction->c };

  for (guint i = 0; i < G_N_ELEMENTS (registers); i++)
    if (registers[i] != MMS_SIM_NO_REGISTER)
      g_string_append_printf (text, " r%u", registers[i]);
}

static gboolean
has_order (MmsOp op)
{
  return (op >= MMS_OP_LOAD && op <= MMS_OP_AWAIT) || op == MMS_OP_CR3;
}

static gboolean
has_place (MmsOp op)
{
  return op == MMS_OP_PEEK || op == MMS_OP_POKE || (op >= MMS_OP_LOAD && op <= MMS_OP_AWAIT && op != MMS_OP_FENCE);
}

static void
append_trace (GString *text, const MmsProgram *program, const MmsInstruction *instruction)
{
  const guint8 registers[] = { instruction->a, instruction->b, instruction->c };
  const MmsTraceEvent *event = &g_array_index (program->events, MmsTraceEvent, instruction->imm);

  g_string_append_printf (text, "trace %s", event->name);
  for (guint i = 0; i < event->n_arguments; i++)
    g_string_append_printf (text, " %s=r%u", event->arguments[i], registers[i]);
}

static void
append_rest (GString *text, const MmsProgram *program, const MmsInstruction *instruction)
{
  switch ((MmsOp) instruction->op)
    {
    case MMS_OP_CONST:
    case MMS_OP_IRQ:
    case MMS_OP_PREEMPT:
    case MMS_OP_CHOOSE:
    case MMS_OP_FREE:
    case MMS_OP_STOP:
      g_string_append_printf (text, " %d", instruction->imm);
      break;
    case MMS_OP_JUMP:
    case MMS_OP_JUMP_IF_ZERO:
    case MMS_OP_IPI:
      g_string_append_printf (text, " -> %u", instruction->target);
      break;
    case MMS_OP_REPORT:
    case MMS_OP_AWAIT:
      g_string_append_printf (text, " %s",
                              g_array_index (program->reports, MmsReport, instruction->imm).id);
      break;
    default:
      break;
    }
  if ((instruction->flags & MMS_FLAG_NOT) != 0)
    g_string_append (text, " not");
  if ((instruction->flags & MMS_FLAG_QUIET) != 0)
    g_string_append (text, " quiet");
}

char *
mms_program_describe_instruction (const MmsProgram *program, guint pc)
{
  const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
  GString *text = g_string_new (NULL);

  if (instruction->op == MMS_OP_TRACE)
    {
      append_trace (text, program, instruction);
      return g_string_free (text, FALSE);
    }
  if (instruction->a != MMS_SIM_NO_REGISTER)
    g_string_append_printf (text,
                            instruction->op == MMS_OP_IPI ? "(r%u) " : "r%u = ", instruction->a);
  if (instruction->op >= MMS_OP_ADD && instruction->op <= MMS_OP_NE_MM)
    g_string_append_printf (text, "r%u %s r%u", instruction->b, op_names[instruction->op],
                            instruction->c);
  else
    {
      g_string_append (text, op_names[instruction->op]);
      if (has_order ((MmsOp) instruction->op) && instruction->order < G_N_ELEMENTS (order_names))
        g_string_append_printf (text, ".%s", order_names[instruction->order]);
      if (has_place ((MmsOp) instruction->op))
        {
          g_string_append_c (text, ' ');
          append_place (text, program, instruction);
        }
      append_registers (text, instruction);
    }
  append_rest (text, program, instruction);
  return g_string_free (text, FALSE);
}

static void
append_initial (GString *text, const MmsProgram *program)
{
  for (guint i = 0; i < program->initial->len; i++)
    {
      int value = g_array_index (program->initial, gint16, i);
      g_autofree char *name = mms_program_name_location (program, i);

      if (value != 0)
        g_string_append_printf (text, "%s = %d\n", name, value);
    }
}

static void
append_entries (GString *text, const MmsProgram *program)
{
  for (guint i = 0; i < program->setup->len; i++)
    {
      const MmsSetup *setup = &g_array_index (program->setup, MmsSetup, i);

      g_string_append_printf (text, "setup cpu %u: %u\n", setup->cpu, setup->entry);
    }
  for (guint cpu = 0; cpu < program->n_cpus; cpu++)
    for (guint i = 0; i < program->scripts[cpu]->len; i++)
      {
        const MmsStatement *statement = &g_array_index (program->scripts[cpu], MmsStatement, i);

        g_string_append_printf (text, "cpu %u: %s%u\n", cpu,
                                statement->kind == MMS_STATEMENT_PREEMPT ? "preempt " : "",
                                statement->entry);
      }
  for (guint i = 0; i < program->intrusions->len; i++)
    {
      const MmsIntrusion *intrusion = &g_array_index (program->intrusions, MmsIntrusion, i);

      g_string_append_printf (text, "%s (level %u, cpu %u, %u times): %u\n", intrusion->name,
                              intrusion->level, intrusion->cpu, intrusion->times, intrusion->entry);
    }
  for (guint i = 0; i < program->finals->len; i++)
    g_string_append_printf (text, "finally: %u\n", g_array_index (program->finals, guint16, i));
  if (program->start_task != 0)
    g_string_append_printf (text, "start_task: %u\n", program->start_task);
}

char *
mms_program_to_string (const MmsProgram *program)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "scheme %s scenario %s arch %s: %u cpus, %u mms, %u tasks\n",
                          program->scheme != NULL ? program->scheme : "-",
                          program->scenario != NULL ? program->scenario : "-",
                          program->arch != NULL ? program->arch : "-", program->n_cpus,
                          program->n_mms, program->tasks->len);
  append_initial (text, program);
  append_entries (text, program);
  for (guint pc = 1; pc < program->code->len; pc++)
    {
      const MmsInstruction *instruction = mms_program_get_instruction (program, pc);
      const char *label = g_array_index (program->labels, char *, instruction->label);
      g_autofree char *what = mms_program_describe_instruction (program, pc);

      g_string_append_printf (text, "%4u  %-40s ; %s:%u %s%s%s\n", pc, what,
                              g_array_index (program->sources, MmsSource, instruction->source).name,
                              instruction->line,
                              g_array_index (program->functions, char *, instruction->function),
                              *label != '\0' ? " " : "", label);
    }
  return g_string_free (text, FALSE);
}
