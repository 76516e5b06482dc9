/* parse-scenario.c - CPUs, mms, tasks, and what happens
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"

static void
parse_title (MmsParser *parser)
{
  MmsUnit *unit = parser->unit;

  unit->scenario = mms_parse_name (parser, "the scenario's id");
  unit->scenario_name = NULL;
  unit->title = NULL;
  if (parser->token.kind == MMS_TOKEN_STRING)
    unit->scenario_name = mms_parse_string (parser, "its name");
  if (parser->token.kind == MMS_TOKEN_STRING)
    unit->title = mms_parse_string (parser, "its title");
  mms_parse_expect (parser, ';', "; behind the scenario");
}

/* { name = value; … }: the properties of @thing */
static void
parse_properties (MmsParser *parser, MmsThing *thing)
{
  mms_parse_step (parser);
  while (!parser->is_failing && !mms_parse_is_sign (parser, '}'))
    {
      MmsNode *property = mms_unit_new_node (parser->unit, MMS_NODE_BINARY, parser->token.at);

      property->name = mms_parse_name (parser, "the name of a member");
      if (!mms_parse_expect (parser, '=', "= and its value"))
        break;
      property->b = mms_parse_expression (parser);
      g_ptr_array_add (thing->properties, property);
      if (!mms_parse_is_sign (parser, '}') && !mms_parse_take (parser, ','))
        mms_parse_expect (parser, ';', "; or }");
    }
  mms_parse_expect (parser, '}', "a closing }");
}

/* mms, tasks or kthreads: names, each perhaps with properties, to the ; or the } of the last */
static void
parse_things (MmsParser *parser, gboolean is_task, gboolean is_kernel, gboolean is_override)
{
  do
    {
      MmsPosition at = parser->token.at;
      const char *name = mms_parse_name (parser, is_task ? "a task's name" : "an mm's name");
      MmsThing *thing;

      if (name == NULL)
        return;
      thing = mms_unit_add_thing (parser->unit, name, at, is_task, is_kernel, is_override);
      if (mms_parse_is_sign (parser, '{'))
        {
          parse_properties (parser, thing);
          if (!mms_parse_is_sign (parser, ','))
            {
              mms_parse_take (parser, ';');
              return;
            }
        }
    }
  while (mms_parse_take (parser, ','));
  mms_parse_expect (parser, ';', "a comma, { or ;");
}

static void
parse_script (MmsParser *parser, gboolean is_override)
{
  MmsScript script = { .is_override = is_override };

  script.cpu = mms_parse_expression (parser);
  if (!mms_parse_is_sign (parser, '{'))
    {
      mms_parse_fail (parser, "{ and what the CPU does");
      return;
    }
  mms_parse_begin_owner (parser, "cpu");
  script.list = mms_parse_block (parser)->list;
  parser->owner = NULL;
  g_array_append_val (parser->unit->scripts, script);
}

static void
parse_setup (MmsParser *parser, gboolean is_override)
{
  if (is_override)
    g_ptr_array_set_size (parser->unit->setup, 0);
  if (!mms_parse_expect (parser, '{', "{ and what is done before"))
    return;
  while (parser->token.kind != MMS_TOKEN_END && !mms_parse_is_sign (parser, '}')
         && parser->unit->n_problems < MMS_MAX_DIAGNOSTICS)
    {
      MmsNode *step = mms_unit_new_node (parser->unit, MMS_NODE_AT_CPU, parser->token.at);

      if (!mms_parse_take_word (parser, "cpu"))
        mms_parse_fail (parser, "cpu N: and a statement");
      step->a = mms_parse_expression (parser);
      if (mms_parse_expect (parser, ':', "a colon and a statement"))
        step->b = mms_parse_statement (parser);
      if (parser->is_failing)
        mms_parse_recover (parser);
      else
        g_ptr_array_add (parser->unit->setup, step);
    }
  mms_parse_expect (parser, '}', "a closing }");
}

static void
parse_intrusion (MmsParser *parser, guint level)
{
  MmsIntrusionText intrusion = { .level = level, .at = parser->token.at };

  if (!mms_parse_is_word (parser, "cpu"))
    intrusion.times = mms_parse_expression (parser);
  if (!mms_parse_take_word (parser, "cpu"))
    {
      mms_parse_fail (parser, "cpu N");
      return;
    }
  intrusion.cpu = mms_parse_expression (parser);
  if (parser->token.kind == MMS_TOKEN_STRING)
    intrusion.name = mms_parse_string (parser, "a name");
  if (!mms_parse_is_sign (parser, '{'))
    {
      mms_parse_fail (parser, "{ and what happens then");
      return;
    }
  intrusion.body = mms_parse_block (parser);
  g_array_append_val (parser->unit->intrusions, intrusion);
}

static void
parse_finally (MmsParser *parser, gboolean is_override)
{
  if (is_override)
    g_ptr_array_set_size (parser->unit->finals, 0);
  g_ptr_array_add (parser->unit->finals, mms_parse_block (parser));
}

static void
parse_requires (MmsParser *parser, gboolean is_override)
{
  if (is_override)
    g_ptr_array_set_size (parser->unit->required, 0);
  do
    {
      MmsNode *node = mms_unit_new_node (parser->unit, MMS_NODE_NAME, parser->token.at);

      node->name = mms_parse_name (parser, "the name of a function, constant or member");
      if (node->name != NULL && mms_parse_take (parser, '.'))
        node->text = mms_parse_name (parser, "the name of a member");
      if (node->name != NULL)
        g_ptr_array_add (parser->unit->required, node);
    }
  while (mms_parse_take (parser, ','));
  mms_parse_expect (parser, ';', "a comma or ;");
}

static MmsNode *
parse_count (MmsParser *parser)
{
  MmsNode *count = mms_parse_expression (parser);

  mms_parse_expect (parser, ';', "; behind the number");
  return count;
}

gboolean
mms_parse_scenario (MmsParser *parser, gboolean is_override)
{
  /* mm * and task * are types. */
  gboolean is_thing = parser->following.kind == MMS_TOKEN_NAME;

  if (is_thing && mms_parse_take_word (parser, "mm"))
    parse_things (parser, FALSE, FALSE, is_override);
  else if (is_thing && mms_parse_take_word (parser, "task"))
    parse_things (parser, TRUE, FALSE, is_override);
  else if (is_thing && mms_parse_take_word (parser, "kthread"))
    parse_things (parser, TRUE, TRUE, is_override);
  else if (mms_parse_take_word (parser, "cpu"))
    parse_script (parser, is_override);
  else if (mms_parse_take_word (parser, "setup"))
    parse_setup (parser, is_override);
  else if (mms_parse_take_word (parser, "finally"))
    parse_finally (parser, is_override);
  else if (mms_parse_take_word (parser, "requires"))
    parse_requires (parser, is_override);
  else if (is_override)
    return FALSE;
  else if (mms_parse_take_word (parser, "scenario"))
    parse_title (parser);
  else if (mms_parse_take_word (parser, "cpus"))
    parser->unit->n_cpus = parse_count (parser);
  else if (mms_parse_take_word (parser, "mms"))
    parser->unit->n_free_mms = parse_count (parser);
  else if (mms_parse_take_word (parser, "nmi"))
    parse_intrusion (parser, 3);
  else if (mms_parse_take_word (parser, "irq"))
    parse_intrusion (parser, 2);
  else if (mms_parse_take_word (parser, "softirq"))
    parse_intrusion (parser, 1);
  else
    return FALSE;
  return TRUE;
}
