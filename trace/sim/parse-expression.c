/* parse-expression.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"

static MmsNode *parse_unary (MmsParser *parser);

static MmsNode *
new_node (MmsParser *parser, MmsNodeKind kind, MmsPosition at)
{
  return mms_unit_new_node (parser->unit, kind, at);
}

/* Says @problem; stands for the expression that there cannot be. */
static MmsNode *
refuse (MmsParser *parser, const char *problem)
{
  mms_parse_complain (parser, parser->token.at, "%s", problem);
  return new_node (parser, MMS_NODE_NUMBER, parser->token.at);
}

/* Says what was expected; stands for the expression that is not there. */
static MmsNode *
fail (MmsParser *parser, const char *expected)
{
  MmsNode *node = new_node (parser, MMS_NODE_NUMBER, parser->token.at);

  mms_parse_fail (parser, expected);
  return node;
}

static MmsNode *
parse_number (MmsParser *parser)
{
  MmsNode *node = new_node (parser, MMS_NODE_NUMBER, parser->token.at);

  node->value = parser->token.number;
  if (node->value < 0 || node->value > MMS_SIM_MAX_VALUE)
    mms_unit_complain (parser->unit, node->at, "numbers go from %d to %d", MMS_SIM_MIN_VALUE,
                       MMS_SIM_MAX_VALUE);
  mms_parse_step (parser);
  return node;
}

/* this_cpu(rq) and cpu(rq, c) */
static MmsNode *
parse_percpu (MmsParser *parser, MmsPosition at, gboolean has_cpu)
{
  MmsNode *node = new_node (parser, MMS_NODE_PERCPU, at);

  mms_parse_step (parser);
  node->name = mms_parse_name (parser, "the name of a percpu struct");
  if (has_cpu && mms_parse_expect (parser, ',', "a comma and the CPU"))
    node->a = mms_parse_expression (parser);
  mms_parse_expect (parser, ')', "a closing )");
  return node;
}

/* Arguments that the call may give another value: those with & before them, of local masks and the
 * like, and those of what changes its argument as it is. */
static void
note_assigned (MmsParser *parser, const MmsNode *call)
{
  static const char *const changers[] = {
    "local_irq_save", "switch_to", "set_bit", "clear_bit", "cpumask_set_cpu", "cpumask_clear_cpu",
  };
  gboolean is_changer = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (changers); i++)
    is_changer = is_changer || g_str_equal (call->name, changers[i]);
  for (const MmsNode *argument = call->list; argument != NULL && parser->assigned != NULL;
       argument = argument->next)
    {
      if (argument->kind == MMS_NODE_NAME && is_changer)
        g_hash_table_add (parser->assigned, (gpointer) argument->name);
      else if (argument->kind == MMS_NODE_ADDRESS && argument->a->kind == MMS_NODE_NAME)
        g_hash_table_add (parser->assigned, (gpointer) argument->a->name);
    }
}

static MmsNode *
parse_call (MmsParser *parser, MmsPosition at, const char *name)
{
  MmsNode *node = new_node (parser, MMS_NODE_CALL, at);
  MmsNode *last = NULL;

  node->name = name;
  if (g_str_equal (name, "original"))
    parser->calls_original = TRUE;
  mms_parse_step (parser);
  while (!parser->is_failing && !mms_parse_is_sign (parser, ')'))
    {
      MmsNode *argument;

      if (node->list != NULL && !mms_parse_expect (parser, ',', "a comma or )"))
        break;
      if (parser->token.kind == MMS_TOKEN_STRING)
        {
          argument = new_node (parser, MMS_NODE_STRING, parser->token.at);
          argument->name = mms_parse_string (parser, "a text");
        }
      else
        argument = mms_parse_expression (parser);
      mms_parse_append (&node->list, &last, argument);
    }
  mms_parse_expect (parser, ')', "a closing )");

  note_assigned (parser, node);
  return node;
}

static MmsNode *
parse_name (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  const char *name = mms_parse_name (parser, "a name");
  MmsNode *node;

  if (mms_parse_is_sign (parser, '('))
    {
      if (g_str_equal (name, "cpu"))
        return parse_percpu (parser, at, TRUE);
      if (g_str_equal (name, "this_cpu"))
        return parse_percpu (parser, at, FALSE);
      node = mms_parse_kernel_call (parser, at, name);
      return node != NULL ? node : parse_call (parser, at, name);
    }
  if (g_str_equal (name, "true") || g_str_equal (name, "false"))
    {
      node = new_node (parser, MMS_NODE_NUMBER, at);
      node->value = g_str_equal (name, "true");
      return node;
    }
  if (g_str_equal (name, "NULL"))
    return new_node (parser, MMS_NODE_NULL, at);
  node = new_node (parser, MMS_NODE_NAME, at);
  node->name = name;
  return node;
}

/* (void *) and the like: every value is a cell, and its type is what it was declared with. */
static gboolean
pass_cast (MmsParser *parser)
{
  static const char *const words[] = { "void", "struct", "unsigned", "long" };
  gboolean is_cast = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    is_cast = is_cast || mms_parse_is_word (parser, words[i]);
  if (!is_cast)
    return FALSE;
  while (parser->token.kind == MMS_TOKEN_NAME || mms_parse_is_sign (parser, '*'))
    mms_parse_step (parser);
  mms_parse_expect (parser, ')', "the ) of a cast");
  return TRUE;
}

static MmsNode *
parse_primary (MmsParser *parser)
{
  if (parser->token.kind == MMS_TOKEN_NUMBER)
    return parse_number (parser);
  if (parser->token.kind == MMS_TOKEN_NAME)
    return parse_name (parser);
  if (mms_parse_take (parser, '('))
    {
      MmsNode *node;

      if (pass_cast (parser))
        return parse_unary (parser);
      node = mms_parse_expression (parser);
      mms_parse_expect (parser, ')', "a closing )");
      return node;
    }
  return fail (parser, "an expression");
}

static MmsNode *
parse_postfix (MmsParser *parser)
{
  MmsNode *node = parse_primary (parser);
  guint n = 0;

  while (!parser->is_failing)
    {
      MmsPosition at = parser->token.at;
      MmsNode *outer;

      if (mms_parse_take (parser, MMS_SIGN2 ('-', '>')))
        {
          outer = new_node (parser, MMS_NODE_MEMBER, parser->token.at);
          outer->name = mms_parse_name (parser, "the name of a member");
        }
      else if (mms_parse_take (parser, '['))
        {
          outer = new_node (parser, MMS_NODE_INDEX, at);
          outer->b = mms_parse_expression (parser);
          mms_parse_expect (parser, ']', "a closing ]");
        }
      else if (mms_parse_is_sign (parser, '.'))
        return refuse (parser, "write -> before a member: whatever has members is a pointer");
      else
        break;
      if (++n > MMS_MAX_NESTING)
        return refuse (parser, "this has too many members of members");
      outer->a = node;
      node = outer;
    }
  return node;
}

static MmsNode *
parse_unary (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  guint32 sign = parser->token.kind;
  MmsNode *node;

  if (sign != '!' && sign != '~' && sign != '-' && sign != '+' && sign != '&')
    {
      if (sign == '*')
        return refuse (parser, "a pointer is followed to a member only: p->m");
      return parse_postfix (parser);
    }
  if (!mms_parse_enter (parser))
    {
      mms_parse_leave (parser);
      return new_node (parser, MMS_NODE_NUMBER, at);
    }
  mms_parse_step (parser);
  node = new_node (parser, sign == '&' ? MMS_NODE_ADDRESS : MMS_NODE_UNARY, at);
  node->sign = sign;
  node->a = parse_unary (parser);
  mms_parse_leave (parser);
  return node;
}

/* How tightly @sign binds, from 1; 0: it is no operator of two operands. */
static guint
get_precedence (guint32 sign)
{
  switch (sign)
    {
    case MMS_SIGN2 ('|', '|'):
      return 1;
    case MMS_SIGN2 ('&', '&'):
      return 2;
    case '|':
      return 3;
    case '^':
      return 4;
    case '&':
      return 5;
    case MMS_SIGN2 ('=', '='):
    case MMS_SIGN2 ('!', '='):
      return 6;
    case '<':
    case '>':
    case MMS_SIGN2 ('<', '='):
    case MMS_SIGN2 ('>', '='):
      return 7;
    case MMS_SIGN2 ('<', '<'):
    case MMS_SIGN2 ('>', '>'):
      return 8;
    case '+':
    case '-':
      return 9;
    case '*':
      return 10;
    default:
      return 0;
    }
}

/* Operands of operators that bind at least as tightly as @least.  Chains count as nesting, as their
 * trees are that deep. */
static MmsNode *
parse_binary (MmsParser *parser, guint least)
{
  MmsNode *node = parse_unary (parser);
  guint n = 0;

  while (!parser->is_failing)
    {
      guint precedence = get_precedence (parser->token.kind);
      MmsNode *outer;

      if (mms_parse_is_sign (parser, '/') || mms_parse_is_sign (parser, '%'))
        return refuse (parser, "there is no division");
      if (precedence == 0 || precedence < least)
        break;
      if (++n > MMS_MAX_NESTING)
        return refuse (parser, "this expression has too many operands");
      outer = new_node (parser, MMS_NODE_BINARY, parser->token.at);
      outer->sign = parser->token.kind;
      mms_parse_step (parser);
      outer->a = node;
      outer->b = parse_binary (parser, precedence + 1);
      node = outer;
    }
  return node;
}

MmsNode *
mms_parse_expression (MmsParser *parser)
{
  MmsNode *node = NULL;
  MmsNode *condition;

  if (mms_parse_enter (parser))
    {
      node = parse_binary (parser, 1);
      if (!parser->is_failing && mms_parse_is_sign (parser, '?'))
        {
          condition = node;
          node = new_node (parser, MMS_NODE_CONDITIONAL, parser->token.at);
          mms_parse_step (parser);
          node->a = condition;
          node->b = mms_parse_expression (parser);
          if (mms_parse_expect (parser, ':', "a colon and the other value"))
            node->c = mms_parse_expression (parser);
          else
            node->c = condition;
        }
    }
  else
    node = new_node (parser, MMS_NODE_NUMBER, parser->token.at);
  mms_parse_leave (parser);
  return node;
}
