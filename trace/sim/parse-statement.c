/* parse-statement.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"

static MmsNode *
new_node (MmsParser *parser, MmsNodeKind kind, MmsPosition at)
{
  MmsNode *node = mms_unit_new_node (parser->unit, kind, at);

  node->owner = parser->owner;
  node->version = parser->version;
  return node;
}

static void
note_assigned (MmsParser *parser, const char *name)
{
  if (parser->assigned != NULL && name != NULL)
    g_hash_table_add (parser->assigned, (gpointer) name);
}

MmsNode *
mms_parse_block (MmsParser *parser)
{
  MmsNode *block = new_node (parser, MMS_NODE_BLOCK, parser->token.at);
  MmsNode *last = NULL;

  if (!mms_parse_expect (parser, '{', "{"))
    return block;
  while (parser->token.kind != MMS_TOKEN_END && !mms_parse_is_sign (parser, '}')
         && parser->unit->n_problems < MMS_MAX_DIAGNOSTICS)
    {
      mms_parse_append (&block->list, &last, mms_parse_statement (parser));
      if (parser->is_failing)
        mms_parse_recover (parser);
    }
  if (!mms_parse_take (parser, '}'))
    {
      if (parser->unit->n_problems < MMS_MAX_DIAGNOSTICS)
        mms_parse_complain (parser, block->at, "this { has no }");
    }
  return block;
}

/* Behind the type of the first one */
static MmsNode *
parse_declare (MmsParser *parser, MmsPosition at, int type)
{
  MmsNode *declare = new_node (parser, MMS_NODE_DECLARE, at);
  MmsNode *last = NULL;

  do
    {
      MmsNode *variable = new_node (parser, MMS_NODE_NAME, parser->token.at);

      /* Each of several pointers has a star of its own. */
      if (last != NULL && (type == MMS_TYPE_MM || type == MMS_TYPE_TASK))
        mms_parse_expect (parser, '*', "*, as before each pointer");
      variable->at = parser->token.at;
      variable->type = type;
      variable->name = mms_parse_name (parser, "the variable's name");
      if (mms_parse_is_sign (parser, '['))
        mms_parse_complain (parser, parser->token.at,
                            "arrays are shared: declare it outside of functions");
      if (mms_parse_take (parser, '='))
        variable->a = mms_parse_expression (parser);
      mms_parse_append (&declare->list, &last, variable);
    }
  while (mms_parse_take (parser, ','));
  mms_parse_expect (parser, ';', "; behind the declaration");
  return declare;
}

static gboolean
is_assignment (guint32 sign)
{
  switch (sign)
    {
    case '=':
    case MMS_SIGN2 ('+', '='):
    case MMS_SIGN2 ('-', '='):
    case MMS_SIGN2 ('*', '='):
    case MMS_SIGN2 ('&', '='):
    case MMS_SIGN2 ('|', '='):
    case MMS_SIGN2 ('^', '='):
    case MMS_SIGN3 ('<', '<', '='):
    case MMS_SIGN3 ('>', '>', '='):
      return TRUE;
    default:
      return FALSE;
    }
}

/* An expression, an assignment, ++ or --, without the end */
static MmsNode *
parse_simple (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  gboolean is_before = mms_parse_is_sign (parser, MMS_SIGN2 ('+', '+'))
                       || mms_parse_is_sign (parser, MMS_SIGN2 ('-', '-'));
  guint32 sign = parser->token.kind;
  MmsNode *expression;
  MmsNode *node = mms_parse_kernel_statement (parser);

  if (node != NULL)
    return node;
  if (is_before)
    mms_parse_step (parser);
  expression = mms_parse_expression (parser);
  if (!is_before)
    sign = parser->token.kind;
  if (is_before || sign == MMS_SIGN2 ('+', '+') || sign == MMS_SIGN2 ('-', '-'))
    {
      node = new_node (parser, MMS_NODE_ASSIGN, at);
      node->sign = MMS_SIGN2 (sign & 0xff, '=');
      node->b = new_node (parser, MMS_NODE_NUMBER, at);
      node->b->value = 1;
      if (!is_before)
        mms_parse_step (parser);
    }
  else if (is_assignment (sign))
    {
      node = new_node (parser, MMS_NODE_ASSIGN, at);
      node->sign = sign;
      mms_parse_step (parser);
      node->b = mms_parse_expression (parser);
      if (is_assignment (parser->token.kind))
        mms_parse_complain (parser, parser->token.at, "a statement has one assignment at most");
    }
  else
    node = new_node (parser, MMS_NODE_EXPRESSION, at);
  node->a = expression;
  if (node->kind == MMS_NODE_ASSIGN && expression->kind == MMS_NODE_NAME)
    note_assigned (parser, expression->name);
  return node;
}

static MmsNode *
parse_condition (MmsParser *parser)
{
  MmsNode *condition;

  mms_parse_expect (parser, '(', "( and a condition");
  condition = mms_parse_expression (parser);
  if (is_assignment (parser->token.kind))
    mms_parse_complain (parser, parser->token.at, "an assignment is a statement of its own");
  if (mms_parse_is_sign (parser, MMS_SIGN2 ('+', '+'))
      || mms_parse_is_sign (parser, MMS_SIGN2 ('-', '-')))
    mms_parse_complain (parser, parser->token.at, "++ and -- are statements of their own");
  mms_parse_expect (parser, ')', "a closing )");
  return condition;
}

static MmsNode *
parse_if (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_IF, at);

  node->a = parse_condition (parser);
  node->b = mms_parse_statement (parser);
  if (!parser->is_failing && mms_parse_take_word (parser, "else"))
    node->c = mms_parse_statement (parser);
  return node;
}

static MmsNode *
parse_do (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_DO, at);

  node->b = mms_parse_statement (parser);
  if (!parser->is_failing && !mms_parse_take_word (parser, "while"))
    mms_parse_fail (parser, "while, the end of this do");
  node->a = parse_condition (parser);
  mms_parse_expect (parser, ';', "; behind the loop");
  return node;
}

static MmsNode *
parse_for (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_FOR, at);

  mms_parse_expect (parser, '(', "(");
  if (mms_parse_is_type (parser))
    {
      MmsPosition declared = parser->token.at;
      int type = mms_parse_type (parser);

      node->c = parse_declare (parser, declared, type);
    }
  else
    {
      if (!mms_parse_is_sign (parser, ';'))
        node->c = parse_simple (parser);
      mms_parse_expect (parser, ';', "; behind how the loop begins");
    }
  if (!mms_parse_is_sign (parser, ';'))
    node->a = mms_parse_expression (parser);
  mms_parse_expect (parser, ';', "; behind the loop's condition");
  if (!mms_parse_is_sign (parser, ')'))
    node->d = parse_simple (parser);
  mms_parse_expect (parser, ')', "a closing )");
  node->b = mms_parse_statement (parser);
  return node;
}

static MmsNode *
parse_for_each (MmsParser *parser, MmsPosition at, MmsForEach of)
{
  MmsNode *node = new_node (parser, MMS_NODE_FOR_EACH, at);

  node->value = of;
  node->type = MMS_TYPE_VOID;
  mms_parse_expect (parser, '(', "(");
  if (mms_parse_is_type (parser))
    node->type = mms_parse_type (parser);
  node->name = mms_parse_name (parser, "the variable that is to be the CPU");
  if (node->type == MMS_TYPE_VOID)
    note_assigned (parser, node->name);
  if (of == MMS_FOR_EACH_OF_MASK && mms_parse_expect (parser, ',', "a comma and the mask"))
    node->a = mms_parse_expression (parser);
  mms_parse_expect (parser, ')', "a closing )");
  node->b = mms_parse_statement (parser);
  return node;
}

static MmsNode *
parse_return (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_RETURN, at);

  if (!mms_parse_is_sign (parser, ';'))
    node->a = mms_parse_expression (parser);
  mms_parse_expect (parser, ';', "; behind return");
  return node;
}

static MmsNode *
parse_forbid (MmsParser *parser, MmsPosition at, const char *end)
{
  MmsNode *node = new_node (parser, MMS_NODE_FORBID, at);

  node->name = mms_parse_name (parser, "a detector's id (D52) or WARN");
  node->a = parse_condition (parser);
  if (parser->token.kind == MMS_TOKEN_STRING)
    node->text = mms_parse_string (parser, "a text");
  mms_parse_expect (parser, ';', end);
  return node;
}

static MmsNode *
parse_trace (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_TRACE, at);
  MmsNode *last = NULL;
  guint n = 0;

  node->name = mms_parse_name (parser, "the event's name");
  mms_parse_expect (parser, '(', "(");
  while (!parser->is_failing && !mms_parse_is_sign (parser, ')'))
    {
      MmsNode *argument;

      if (last != NULL && !mms_parse_expect (parser, ',', "a comma or )"))
        break;
      argument = new_node (parser, MMS_NODE_NAME, parser->token.at);
      if (++n > 3)
        mms_parse_complain (parser, parser->token.at, "an event has three values at most");
      argument->name = mms_parse_name (parser, "the name of a value of the event");
      if (mms_parse_expect (parser, '=', "= and the value"))
        argument->a = mms_parse_expression (parser);
      mms_parse_append (&node->list, &last, argument);
    }
  mms_parse_expect (parser, ')', "a closing )");
  mms_parse_expect (parser, ';', "; behind the event");
  return node;
}

static MmsNode *
parse_labeled (MmsParser *parser, MmsPosition at)
{
  MmsNode *node = new_node (parser, MMS_NODE_LABELED, at);

  node->name = mms_parse_name (parser, "a label");
  mms_parse_step (parser);
  if (mms_parse_is_sign (parser, '}'))
    mms_parse_fail (parser, "the statement that the label names");
  node->a = mms_parse_statement (parser);
  return node;
}

static MmsNode *
parse_ended (MmsParser *parser, MmsNodeKind kind, MmsPosition at)
{
  mms_parse_expect (parser, ';', ";");
  return new_node (parser, kind, at);
}

/* (nullable): NULL: no statement that begins with a word of its own begins here */
static MmsNode *
parse_keyword (MmsParser *parser)
{
  MmsPosition at = parser->token.at;

  if (mms_parse_take_word (parser, "if"))
    return parse_if (parser, at);
  if (mms_parse_take_word (parser, "while"))
    {
      MmsNode *node = new_node (parser, MMS_NODE_WHILE, at);

      node->a = parse_condition (parser);
      node->b = mms_parse_statement (parser);
      return node;
    }
  if (mms_parse_take_word (parser, "do"))
    return parse_do (parser, at);
  if (mms_parse_take_word (parser, "for"))
    return parse_for (parser, at);
  if (mms_parse_take_word (parser, "for_each_cpu"))
    return parse_for_each (parser, at, MMS_FOR_EACH_OF_MASK);
  if (mms_parse_take_word (parser, "for_each_online_cpu"))
    return parse_for_each (parser, at, MMS_FOR_EACH_ONLINE);
  if (mms_parse_take_word (parser, "for_each_possible_cpu"))
    return parse_for_each (parser, at, MMS_FOR_EACH_POSSIBLE);
  if (mms_parse_take_word (parser, "break"))
    return parse_ended (parser, MMS_NODE_BREAK, at);
  if (mms_parse_take_word (parser, "continue"))
    return parse_ended (parser, MMS_NODE_CONTINUE, at);
  if (mms_parse_take_word (parser, "return"))
    return parse_return (parser, at);
  if (mms_parse_take_word (parser, "forbid"))
    return parse_forbid (parser, at, "; behind forbid");
  if (mms_parse_is_word (parser, "goto") || mms_parse_is_word (parser, "switch"))
    {
      mms_parse_complain (parser, at, "there is no goto, and no switch");
      return new_node (parser, MMS_NODE_EMPTY, at);
    }
  return NULL;
}

/* Words that are statements only if what follows them says so; else names of something. */
static MmsNode *
parse_soft_keyword (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  MmsNode *node;

  if (parser->following.kind == '{' && mms_parse_take_word (parser, "ghost"))
    {
      node = new_node (parser, MMS_NODE_GHOST, at);
      node->a = mms_parse_block (parser);
      return node;
    }
  if (parser->following.kind == MMS_TOKEN_NAME && mms_parse_take_word (parser, "trace"))
    return parse_trace (parser, at);
  if (parser->following.kind == MMS_TOKEN_NAME && mms_parse_take_word (parser, "inform"))
    {
      node = parse_forbid (parser, at, "; behind inform");
      node->value = TRUE;
      return node;
    }
  if ((parser->following.kind == MMS_TOKEN_NAME || parser->following.kind == '{')
      && mms_parse_take_word (parser, "preempt"))
    {
      node = new_node (parser, MMS_NODE_PREEMPT, at);
      node->a = mms_parse_statement (parser);
      return node;
    }
  return NULL;
}

static MmsNode *
parse_inner (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  MmsNode *node;

  if (mms_parse_take (parser, ';'))
    return new_node (parser, MMS_NODE_EMPTY, at);
  if (mms_parse_is_sign (parser, '{'))
    return mms_parse_block (parser);
  if (parser->token.kind == MMS_TOKEN_NAME)
    {
      if (parser->following.kind == ':')
        return parse_labeled (parser, at);
      node = mms_parse_kernel_declare (parser);
      if (node != NULL)
        return node;
      if (mms_parse_is_type (parser))
        return parse_declare (parser, at, mms_parse_type (parser));
      node = parse_keyword (parser);
      if (node == NULL)
        node = parse_soft_keyword (parser);
      if (node != NULL)
        return node;
    }
  node = parse_simple (parser);
  mms_parse_expect (parser, ';', "; behind the statement");
  return node;
}

MmsNode *
mms_parse_statement (MmsParser *parser)
{
  MmsNode *node;

  if (mms_parse_enter (parser))
    node = parse_inner (parser);
  else
    node = new_node (parser, MMS_NODE_EMPTY, parser->token.at);
  mms_parse_leave (parser);
  return node;
}
