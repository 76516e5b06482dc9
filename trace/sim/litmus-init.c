/* litmus-init.c - what a litmus test starts from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-build.h"

static gboolean
parse_number (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  gboolean is_negative = mms_litmus_accept (&build->scan, "-");

  if (build->scan.token.kind != MMS_LITMUS_NUMBER)
    return mms_litmus_fail_expected (&build->scan, "a number");
  *value = mms_litmus_number (is_negative ? -build->scan.token.number : build->scan.token.number);
  mms_litmus_next (&build->scan);
  return build->scan.error == NULL;
}

/* A number, `&x`, or `x` for the same. */
static gboolean
parse_value (MmsLitmusBuild *build, MmsLitmusOperand *value)
{
  MmsLitmusScan *scan = &build->scan;
  int variable;

  if (mms_litmus_accept (scan, "ATOMIC_INIT"))
    return mms_litmus_expect (scan, "(") && parse_number (build, value)
           && mms_litmus_expect (scan, ")");
  if (mms_litmus_accept (scan, "NULL"))
    {
      *value = mms_litmus_number (0);
      return TRUE;
    }
  if (!mms_litmus_accept (scan, "&") && scan->token.kind != MMS_LITMUS_NAME)
    return parse_number (build, value);
  if (scan->token.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a variable");
  variable = mms_litmus_get_variable (build, &scan->token, -1);
  if (variable < 0)
    return FALSE;
  *value = (MmsLitmusOperand){
    .form = MMS_OPERAND_ADDRESS,
    .depth = g_array_index (build->variables, MmsLitmusVariable, variable).depth + 1,
    .variable = (guint) variable,
  };
  mms_litmus_next (scan);
  return scan->error == NULL;
}

static gboolean
set_initial (MmsLitmusBuild *build, guint variable, const MmsLitmusOperand *value)
{
  int number = value->form == MMS_OPERAND_ADDRESS
                   ? mms_litmus_take_address (build, value->variable)
                   : value->number;
  const MmsLitmusVariable *v = &g_array_index (build->variables, MmsLitmusVariable, variable);

  mms_program_set_initial (build->program, v->field, (guint) MAX (v->element, 0), (gint16) number);
  return build->scan.error == NULL;
}

/* `0:r1 = 2` */
static gboolean
parse_binding (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;
  MmsLitmusBinding binding = { .process = (guint) scan->token.number };
  MmsLitmusToken name;

  mms_litmus_next (scan);
  if (!mms_litmus_expect (scan, ":"))
    return FALSE;
  name = scan->token;
  if (name.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a local's name");
  mms_litmus_next (scan);
  if (!mms_litmus_expect (scan, "=") || !parse_value (build, &binding.value))
    return FALSE;
  binding.name = mms_litmus_token_dup (&name);
  g_array_append_val (build->bindings, binding);
  return TRUE;
}

/* `int x = 1`, `y = &x`, `[z] = 2` */
static gboolean
parse_variable (MmsLitmusBuild *build, int depth)
{
  MmsLitmusScan *scan = &build->scan;
  gboolean is_bracketed = mms_litmus_accept (scan, "[");
  MmsLitmusOperand value;
  int variable;

  if (scan->token.kind != MMS_LITMUS_NAME)
    return mms_litmus_fail_expected (scan, "a variable");
  variable = mms_litmus_get_variable (build, &scan->token, depth);
  if (variable < 0)
    return FALSE;
  mms_litmus_next (scan);
  if (is_bracketed && !mms_litmus_expect (scan, "]"))
    return FALSE;
  if (!is_bracketed && mms_litmus_is (scan, "["))
    return mms_litmus_fail (scan, NULL, "there are no arrays here");
  if (!mms_litmus_accept (scan, "="))
    return scan->error == NULL;
  return parse_value (build, &value) && set_initial (build, (guint) variable, &value);
}

gboolean
mms_litmus_parse_init (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;

  if (!mms_litmus_expect (scan, "{"))
    return FALSE;
  while (!mms_litmus_accept (scan, "}"))
    {
      gboolean has_type = mms_litmus_is_type (build);
      guint depth = 0;

      if (mms_litmus_accept (scan, ";"))
        continue;
      if (has_type && !mms_litmus_take_type (build, &depth))
        return FALSE;
      if (!(scan->token.kind == MMS_LITMUS_NUMBER ? parse_binding (build)
                                                  : parse_variable (build,
                                                                    has_type ? (int) depth : -1)))
        return FALSE;
      if (!mms_litmus_is (scan, "}") && !mms_litmus_expect (scan, ";"))
        return FALSE;
    }
  return scan->error == NULL;
}
