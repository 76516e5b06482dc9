/* litmus-statement.c - what a process of a litmus test does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "litmus-build.h"

#define NONE MMS_SIM_NO_REGISTER

static gboolean parse_statement (MmsLitmusBuild *build);

static const struct
{
  const char *sign;
  MmsOp op;
} assignments[] = {
  { "+=", MMS_OP_ADD }, { "-=", MMS_OP_SUB }, { "|=", MMS_OP_OR },
  { "&=", MMS_OP_AND }, { "^=", MMS_OP_XOR },
};

/* `int r1 = …, *r2;` */
static gboolean
parse_declaration (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;
  MmsLitmusOperand value;
  guint first_depth;
  guint depth;

  if (!mms_litmus_take_type (build, &depth))
    return FALSE;
  /* Stars belong to the name, not to the type. */
  for (first_depth = depth;; first_depth = 0)
    {
      const MmsLitmusLocal *local;
      guint8 reg;

      for (depth = first_depth; mms_litmus_accept (scan, "*");)
        if (++depth > 8)
          return mms_litmus_fail (scan, NULL, "pointers to pointers go eight levels deep");
      if (scan->token.kind != MMS_LITMUS_NAME)
        return mms_litmus_fail_expected (scan, "a name");
      build->n_used = build->n_registers;
      local = mms_litmus_add_local (build, build->n_processes - 1, &scan->token, depth);
      if (local == NULL)
        return FALSE;
      reg = local->reg;
      mms_litmus_next (scan);
      if (mms_litmus_is (scan, "["))
        return mms_litmus_fail (scan, NULL, "there are no arrays here");
      if (mms_litmus_accept (scan, "="))
        {
          if (!mms_litmus_parse_expression (build, &value))
            return FALSE;
          mms_litmus_emit_move (build, reg, &value);
        }
      if (!mms_litmus_accept (scan, ","))
        return mms_litmus_expect (scan, ";");
    }
}

/* Behind a condition's bracket, up to the end of the `else` */
static gboolean
parse_arms (MmsLitmusBuild *build, const MmsLitmusOperand *condition)
{
  MmsInstruction jump = { .op = MMS_OP_JUMP_IF_ZERO, .a = NONE, .c = NONE, .index = NONE };
  guint around;
  guint past;

  jump.b = mms_litmus_load_operand (build, condition);
  around = mms_litmus_emit (build, jump);
  if (!mms_litmus_emit_joint (build) || !parse_statement (build))
    return FALSE;
  if (!mms_litmus_accept (&build->scan, "else"))
    {
      mms_litmus_land (build, around);
      return build->scan.error == NULL;
    }
  past = mms_litmus_emit (build, (MmsInstruction){ .op = MMS_OP_JUMP, .a = NONE, .b = NONE,
                                                   .c = NONE, .index = NONE });
  mms_litmus_land (build, around);
  if (!parse_statement (build))
    return FALSE;
  mms_litmus_land (build, past);
  return build->scan.error == NULL;
}

static gboolean
parse_if (MmsLitmusBuild *build)
{
  MmsLitmusOperand condition;

  return mms_litmus_expect (&build->scan, "(") && mms_litmus_parse_expression (build, &condition)
         && mms_litmus_expect (&build->scan, ")") && parse_arms (build, &condition);
}

/* `*x = …;` */
static gboolean
parse_store (MmsLitmusBuild *build)
{
  MmsInstruction store = { .op = MMS_OP_STORE, .order = MMS_ORDER_PLAIN, .a = NONE, .c = NONE };
  MmsLitmusOperand pointer;
  MmsLitmusOperand value;

  if (!mms_litmus_parse_target (build, &pointer) || !mms_litmus_expect (&build->scan, "=")
      || !mms_litmus_parse_expression (build, &value)
      || !mms_litmus_set_place (build, &store, &pointer))
    return FALSE;
  store.b = mms_litmus_load_operand (build, &value);
  mms_litmus_emit (build, store);
  return mms_litmus_expect (&build->scan, ";");
}

/* Behind the name of a local. */
static gboolean
parse_assignment (MmsLitmusBuild *build, const MmsLitmusToken *name)
{
  MmsLitmusScan *scan = &build->scan;
  const MmsLitmusLocal *local = mms_litmus_find_local (build, build->n_processes - 1, name);
  const MmsLitmusOperand one = mms_litmus_number (1);
  MmsLitmusOperand old;
  MmsLitmusOperand value;
  MmsOp op = MMS_N_OPS;

  if (local == NULL)
    return mms_litmus_fail (scan, name, "'%.*s' has not been declared", (int) name->length,
                            name->start);
  if (local->variable >= 0)
    return mms_litmus_fail (scan, name, "a parameter leads to its variable: it cannot be changed");
  old = mms_litmus_register (local->reg, local->depth);
  if (mms_litmus_is (scan, "++") || mms_litmus_is (scan, "--"))
    {
      value = mms_litmus_emit_binary (build,
                                      mms_litmus_is (scan, "++") ? MMS_OP_ADD : MMS_OP_SUB, &old,
                                      &one);
      mms_litmus_next (scan);
      mms_litmus_emit_move (build, old.reg, &value);
      return mms_litmus_expect (scan, ";");
    }
  for (guint i = 0; i < G_N_ELEMENTS (assignments); i++)
    if (mms_litmus_is (scan, assignments[i].sign))
      op = assignments[i].op;
  if (op == MMS_N_OPS && !mms_litmus_is (scan, "="))
    return mms_litmus_fail_expected (scan, "'='");
  mms_litmus_next (scan);
  if (!mms_litmus_parse_expression (build, &value))
    return FALSE;
  if (op != MMS_N_OPS)
    value = mms_litmus_emit_binary (build, op, &old, &value);
  mms_litmus_emit_move (build, old.reg, &value);
  return mms_litmus_expect (scan, ";");
}

static gboolean
parse_block (MmsLitmusBuild *build)
{
  while (!mms_litmus_is (&build->scan, "}"))
    if (!parse_statement (build))
      return FALSE;
  return TRUE;
}

static gboolean
is_refused (const MmsLitmusScan *scan)
{
  static const char *const words[] = { "while", "for", "do", "goto", "switch", "return", "break",
                                       "continue" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (mms_litmus_is (scan, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
parse_one (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;
  const MmsLitmusToken token = scan->token;
  MmsLitmusOperand value;
  gboolean has_value;

  build->n_used = build->n_registers;
  if (mms_litmus_accept (scan, ";"))
    return TRUE;
  if (mms_litmus_accept (scan, "{"))
    return parse_block (build) && mms_litmus_expect (scan, "}");
  if (mms_litmus_accept (scan, "if"))
    return parse_if (build);
  if (is_refused (scan))
    return mms_litmus_fail (scan, NULL, "there is no '%.*s' here: processes go straight ahead, but "
                            "for 'if'; to wait is to read once, and a filter", (int) token.length,
                            token.start);
  if (mms_litmus_is (scan, "*") || mms_litmus_is (scan, "("))
    {
      /* A value that nobody wants may stand in brackets: `(void) xchg(x, 1);` */
      if (mms_litmus_is (scan, "*"))
        return parse_store (build);
      return mms_litmus_parse_expression (build, &value) && mms_litmus_expect (scan, ";");
    }
  if (mms_litmus_is_type (build))
    return parse_declaration (build);
  if (token.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a statement");
  mms_litmus_next (scan);
  if (mms_litmus_is (scan, "("))
    return mms_litmus_parse_call (build, &token, &value, &has_value)
           && mms_litmus_expect (scan, ";");
  return parse_assignment (build, &token);
}

static gboolean
parse_statement (MmsLitmusBuild *build)
{
  gboolean is_good;

  if (!mms_litmus_enter (build))
    return FALSE;
  is_good = parse_one (build) && build->scan.error == NULL;
  mms_litmus_leave (build);
  return is_good;
}

/* --- processes --- */

/* What `0:r1=…` said. */
static gboolean
emit_bindings (MmsLitmusBuild *build, guint process)
{
  for (guint i = 0; i < build->bindings->len; i++)
    {
      const MmsLitmusBinding *binding = &g_array_index (build->bindings, MmsLitmusBinding, i);
      const MmsLitmusToken name = { .kind = MMS_LITMUS_NAME, .start = binding->name,
                                    .length = (guint) strlen (binding->name) };
      const MmsLitmusLocal *local;

      if (binding->process != process)
        continue;
      local = mms_litmus_add_local (build, process, &name, binding->value.depth);
      if (local == NULL)
        return FALSE;
      mms_litmus_emit_move (build, local->reg, &binding->value);
    }
  return build->scan.error == NULL;
}

/* Stores the locals that are asked for where they can be seen at the end. */
static void
emit_observations (MmsLitmusBuild *build, guint process)
{
  GArray *locals = build->locals[process];

  for (guint i = 0; i < locals->len; i++)
    {
      const MmsLitmusLocal *local = &g_array_index (locals, MmsLitmusLocal, i);
      g_autofree char *name = g_strdup_printf ("%u:%s", process, local->name);
      MmsInstruction store = { .op = MMS_OP_STORE, .order = MMS_ORDER_PLAIN, .a = NONE,
                               .b = local->reg, .c = NONE, .index = NONE };

      if (!g_ptr_array_find_with_equal_func (build->facts->observed, name, g_str_equal, NULL))
        continue;
      store.field = (guint16) mms_program_add_field (build->program, NULL, name, MMS_OBJECT_GLOBAL,
                                                     MMS_TYPE_INT, MMS_FIELD_PLAIN, 1);
      mms_litmus_emit (build, store);
    }
}

static gboolean
parse_parameter (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;
  MmsLitmusLocal parameter = { .reg = NONE };
  MmsLitmusToken name;
  guint depth;

  if (!mms_litmus_take_type (build, &depth))
    return FALSE;
  name = scan->token;
  if (name.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a parameter's name");
  if (depth == 0)
    return mms_litmus_fail (scan, NULL, "expected '*': parameters are pointers to the variables of "
                            "their name");
  if (mms_litmus_find_local (build, build->n_processes - 1, &name) != NULL)
    return mms_litmus_fail (scan, NULL, "this parameter is there already");
  parameter.variable = mms_litmus_get_variable (build, &name, (int) depth - 1);
  if (parameter.variable < 0)
    return FALSE;
  parameter.depth = depth;
  parameter.name = mms_litmus_token_dup (&name);
  g_array_append_val (build->locals[build->n_processes - 1], parameter);
  mms_litmus_next (scan);
  return scan->error == NULL;
}

gboolean
mms_litmus_parse_process_head (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;
  int number = mms_litmus_parse_process (&scan->token);

  if (number != (int) build->n_processes)
    return mms_litmus_fail (scan, NULL, "expected P%u", build->n_processes);
  if (number >= MMS_SIM_MAX_CPUS)
    return mms_litmus_fail (scan, NULL, "a test can have %d processes", MMS_SIM_MAX_CPUS);
  build->n_processes++;
  mms_litmus_next (scan);
  if (!mms_litmus_expect (scan, "("))
    return FALSE;
  while (!mms_litmus_is (scan, ")"))
    if (!parse_parameter (build)
        || (!mms_litmus_is (scan, ")") && !mms_litmus_expect (scan, ",")))
      return FALSE;
  mms_litmus_next (scan);
  return scan->error == NULL;
}

gboolean
mms_litmus_parse_body (MmsLitmusBuild *build)
{
  const guint process = build->n_processes - 1;
  g_autofree char *name = g_strdup_printf ("P%u", process);
  const MmsStatement statement = { MMS_STATEMENT_CALL, (guint16) build->program->code->len };

  build->n_registers = 0;
  build->n_used = 0;
  build->n_steps = 0;
  build->n_entries = 0;
  build->has_unlocked = FALSE;
  build->function = (guint16) mms_program_add_function (build->program, name);
  if (!mms_litmus_emit_joint (build) || !emit_bindings (build, process))
    return FALSE;

  build->n_entries = 0;
  build->scan.is_body = TRUE;
  if (!mms_litmus_expect (&build->scan, "{") || !parse_block (build))
    return FALSE;
  build->scan.is_body = FALSE;
  mms_litmus_emit_joint (build);
  /* What is observed is stored behind all that, and what it leaves waiting is done by then. */
  build->litmus->n_entries = MAX (build->litmus->n_entries, build->n_entries);
  emit_observations (build, process);
  mms_litmus_emit (build, (MmsInstruction){ .op = MMS_OP_RETURN, .a = NONE, .b = NONE, .c = NONE,
                                            .index = NONE });
  g_array_append_val (build->program->scripts[process], statement);
  return mms_litmus_expect (&build->scan, "}");
}
