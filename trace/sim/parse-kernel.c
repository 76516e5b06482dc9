/* parse-kernel.c - what is pasted from a patch means what it means there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tree gets the language's own form, so nothing behind the parser knows of the kernel's.
 */

#include <string.h>

#include "kernel-words.h"
#include "parser.h"

static MmsNode *
new_percpu (MmsParser *parser, MmsPosition at, const char *name)
{
  MmsNode *node = mms_unit_new_node (parser->unit, MMS_NODE_PERCPU, at);

  node->name = name;
  return node;
}

static MmsNode *
new_member (MmsParser *parser, MmsPosition at, MmsNode *record, const char *name)
{
  MmsNode *node = mms_unit_new_node (parser->unit, MMS_NODE_MEMBER, at);

  node->a = record;
  node->name = name;
  return node;
}

static MmsNode *
new_call (MmsParser *parser, MmsPosition at, const char *name, MmsNode *arguments)
{
  MmsNode *node = mms_unit_new_node (parser->unit, MMS_NODE_CALL, at);

  node->name = name;
  node->list = arguments;
  return node;
}

static MmsNode *
new_statement (MmsParser *parser, MmsNode *expression)
{
  MmsNode *node = mms_unit_new_node (parser->unit, MMS_NODE_EXPRESSION, expression->at);

  node->a = expression;
  return node;
}

/* s.m, of this CPU until somebody says of which */
static MmsNode *
parse_member (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  MmsNode *record = new_percpu (parser, at, mms_parse_name (parser, "the name of a percpu struct"));

  if (!mms_parse_expect (parser, '.', ". and a member: what each CPU has is in a percpu struct"))
    return record;
  at = parser->token.at;
  return new_member (parser, at, record, mms_parse_name (parser, "the name of a member"));
}

/* &s */
static MmsNode *
parse_record (MmsParser *parser)
{
  MmsPosition at = parser->token.at;

  mms_parse_expect (parser, '&', "& and the name of a percpu struct");
  return new_percpu (parser, at, mms_parse_name (parser, "the name of a percpu struct"));
}

static void
parse_cpu (MmsParser *parser, MmsNode *record)
{
  if (mms_parse_expect (parser, ',', "a comma and the CPU"))
    record->a = mms_parse_expression (parser);
}

static MmsNode *
parse_call_single (MmsParser *parser, MmsPosition at)
{
  MmsNode *arguments = NULL;
  MmsNode *last = NULL;
  gboolean waits = TRUE;

  mms_parse_append (&arguments, &last,
                    new_call (parser, at, "cpumask_of", mms_parse_expression (parser)));
  for (guint i = 0; i < 3 && mms_parse_take (parser, ','); i++)
    {
      MmsNode *argument = mms_parse_expression (parser);

      if (i < 2)
        mms_parse_append (&arguments, &last, argument);
      else if (argument->kind == MMS_NODE_NUMBER)
        waits = argument->value != 0;
      else
        mms_parse_complain (parser, argument->at, "whether it waits is 0 or 1, true or false");
    }
  return new_call (parser, at, waits ? "smp_call_function_many" : "smp_call_function_many_nowait",
                   arguments);
}

/* Behind the ( */
static MmsNode *
parse_arguments (MmsParser *parser, MmsPosition at, MmsKernelWord word)
{
  MmsNode *node;

  switch (word)
    {
    case MMS_KERNEL_WORD_CPUMASK:
      node = mms_parse_expression (parser);
      return new_member (parser, at, node, "mm_cpumask");
    case MMS_KERNEL_WORD_THIS_RQ:
      return new_percpu (parser, at, "rq");
    case MMS_KERNEL_WORD_CPU_RQ:
      node = new_percpu (parser, at, "rq");
      node->a = mms_parse_expression (parser);
      return node;
    case MMS_KERNEL_WORD_PER_CPU:
      node = parse_member (parser);
      if (node->kind == MMS_NODE_MEMBER)
        parse_cpu (parser, node->a);
      return node;
    case MMS_KERNEL_WORD_PER_CPU_PTR:
      node = parse_record (parser);
      parse_cpu (parser, node);
      return node;
    case MMS_KERNEL_WORD_THIS_CPU_PTR:
      return parse_record (parser);
    case MMS_KERNEL_WORD_READ:
      return parse_member (parser);
    case MMS_KERNEL_WORD_CALL_SINGLE:
      return parse_call_single (parser, at);
    default: /* SAME */
      return mms_parse_expression (parser);
    }
}

MmsNode *
mms_parse_kernel_call (MmsParser *parser, MmsPosition at, const char *name)
{
  MmsKernelWord word = mms_kernel_word_find (name);
  MmsNode *node;

  if (word == MMS_KERNEL_WORD_NONE || word >= MMS_KERNEL_WORD_WRITE)
    return NULL;
  mms_parse_step (parser);
  node = parse_arguments (parser, at, word);
  mms_parse_expect (parser, ')', "a closing )");
  return node;
}

/* Behind the ( */
static MmsNode *
parse_store (MmsParser *parser, MmsPosition at, MmsKernelWord word)
{
  MmsNode *place
      = word == MMS_KERNEL_WORD_WRITE ? parse_member (parser) : mms_parse_expression (parser);
  MmsNode *node;

  if (!mms_parse_expect (parser, ',', "a comma and the value"))
    return place;
  if (word == MMS_KERNEL_WORD_WRITE)
    {
      node = mms_unit_new_node (parser->unit, MMS_NODE_ASSIGN, at);
      node->sign = '=';
      node->a = place;
      node->b = mms_parse_expression (parser);
      return node;
    }
  place->next = mms_parse_expression (parser);
  node = mms_unit_new_node (parser->unit, MMS_NODE_BLOCK, at);
  node->list = new_statement (parser, new_call (parser, at, "WRITE_ONCE", place));
  node->list->next = new_statement (parser, new_call (parser, at, "smp_mb", NULL));
  return node;
}

MmsNode *
mms_parse_kernel_statement (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  MmsNode *node = NULL;
  MmsKernelWord word;

  if (parser->token.kind != MMS_TOKEN_NAME || parser->following.kind != '(')
    return NULL;
  word = mms_kernel_word_find (
      mms_unit_intern (parser->unit, parser->token.start, parser->token.length));
  if (word < MMS_KERNEL_WORD_WRITE)
    return NULL;
  mms_parse_step (parser);
  mms_parse_step (parser);
  if (word != MMS_KERNEL_WORD_NOTHING)
    node = parse_store (parser, at, word);
  else
    {
      node = mms_unit_new_node (parser->unit, MMS_NODE_EMPTY, at);
      while (!parser->is_failing && !mms_parse_is_sign (parser, ')'))
        {
          mms_parse_expression (parser);
          mms_parse_take (parser, ',');
        }
    }
  mms_parse_expect (parser, ')', "a closing )");
  return node;
}

/* Whether a struct is named that is no mm's and no task's */
static gboolean
is_record (const MmsParser *parser)
{
  static const char *const others[] = { "mm", "mm_struct", "task", "task_struct" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (parser->following.length == strlen (others[i])
        && memcmp (parser->following.start, others[i], parser->following.length) == 0)
      return FALSE;
  return parser->following.kind == MMS_TOKEN_NAME;
}

MmsNode *
mms_parse_kernel_declare (MmsParser *parser)
{
  MmsPosition at = parser->token.at;
  const char *record;
  MmsNode *declare;
  MmsNode *variable;
  MmsNode *value;

  if (!mms_parse_is_word (parser, "struct") || !is_record (parser))
    return NULL;
  mms_parse_step (parser);
  record = mms_parse_name (parser, "the name of a percpu struct");
  declare = mms_unit_new_node (parser->unit, MMS_NODE_DECLARE, at);
  if (!mms_parse_expect (parser, '*', "*: a local variable can only point to a percpu struct"))
    return declare;
  variable = mms_unit_new_node (parser->unit, MMS_NODE_NAME, parser->token.at);
  variable->name = mms_parse_name (parser, "the variable's name");
  variable->type = MMS_TYPE_INT;
  variable->text = record;
  mms_parse_expect (parser, '=', "= and whose it is: cpu_rq(c), this_rq(), per_cpu_ptr(&s, c)");
  value = mms_parse_expression (parser);
  mms_parse_expect (parser, ';', "; behind the declaration");
  declare->list = variable;
  if (value->kind != MMS_NODE_PERCPU || g_strcmp0 (value->name, record) != 0)
    mms_parse_complain (parser, value->at, "this is no percpu struct %s: cpu(%s, c), this_cpu(%s)",
                        record, record, record);
  else if (value->a != NULL)
    variable->a = value->a;
  else
    variable->a = new_call (parser, value->at, "smp_processor_id", NULL);
  return declare;
}
