/* parse-declare.c - types, variables, members, functions, and edits
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"

static const struct
{
  const char *word;
  MmsFieldUse use;
} uses[] = {
  { "refcount", MMS_FIELD_REFCOUNT }, { "holder", MMS_FIELD_HOLDER },
  { "stale", MMS_FIELD_STALE },       { "hazard", MMS_FIELD_HAZARD },
  { "deferred", MMS_FIELD_DEFERRED }, { "ghost", MMS_FIELD_GHOST },
};

static gboolean
is_pointer_word (MmsParser *parser)
{
  return mms_parse_is_word (parser, "mm") || mms_parse_is_word (parser, "task");
}

gboolean
mms_parse_is_type (MmsParser *parser)
{
  static const char *const words[] = {
    "int", "bool", "unsigned", "long", "cpumask", "void", "static", "inline", "__always_inline", "struct",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (mms_parse_is_word (parser, words[i]))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    if (parser->following.kind == MMS_TOKEN_NAME && mms_parse_is_word (parser, uses[i].word))
      return TRUE;
  return parser->following.kind == '*' && is_pointer_word (parser);
}

static int
parse_pointer (MmsParser *parser, int type)
{
  mms_parse_step (parser);
  mms_parse_expect (parser, '*', "*: mms and tasks are known by pointers");
  return type;
}

int
mms_parse_type (MmsParser *parser)
{
  while (mms_parse_take_word (parser, "static") || mms_parse_take_word (parser, "inline")
         || mms_parse_take_word (parser, "__always_inline"))
    ;
  if (mms_parse_take_word (parser, "void"))
    return MMS_TYPE_VOID;
  if (mms_parse_take_word (parser, "cpumask"))
    return MMS_TYPE_CPUMASK;
  if (mms_parse_take_word (parser, "bool"))
    return MMS_TYPE_INT;
  if (mms_parse_take_word (parser, "struct"))
    {
      if (mms_parse_is_word (parser, "mm_struct") || mms_parse_is_word (parser, "mm"))
        return parse_pointer (parser, MMS_TYPE_MM);
      if (mms_parse_is_word (parser, "task_struct") || mms_parse_is_word (parser, "task"))
        return parse_pointer (parser, MMS_TYPE_TASK);
      mms_parse_fail (parser, "mm_struct or task_struct");
      return MMS_TYPE_INT;
    }
  if (mms_parse_is_word (parser, "mm"))
    return parse_pointer (parser, MMS_TYPE_MM);
  if (mms_parse_is_word (parser, "task"))
    return parse_pointer (parser, MMS_TYPE_TASK);
  if (mms_parse_is_word (parser, "unsigned") || mms_parse_is_word (parser, "long"))
    {
      while (mms_parse_take_word (parser, "unsigned") || mms_parse_take_word (parser, "long"))
        ;
      mms_parse_take_word (parser, "int");
      return MMS_TYPE_INT;
    }
  if (!mms_parse_take_word (parser, "int"))
    mms_parse_fail (parser, "a type: int, bool, cpumask, mm * or task *");
  return MMS_TYPE_INT;
}

static MmsFieldUse
parse_use (MmsParser *parser)
{
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    if (parser->following.kind != ';' && mms_parse_take_word (parser, uses[i].word))
      return uses[i].use;
  return MMS_FIELD_PLAIN;
}

static void
check_use (MmsParser *parser, const MmsMember *member)
{
  gboolean fits = member->use <= MMS_FIELD_GHOST
                  || (member->use == MMS_FIELD_REFCOUNT ? member->type == MMS_TYPE_INT
                                                        : member->type == MMS_TYPE_MM);

  if (!fits)
    mms_unit_complain (parser->unit, member->at,
                       "%s: a refcount is an int, and every other use but ghost is of an mm *", member->name);
}

/* What follows the type of @member's first: its name, and others of the same type, to behind the ;
 */
static void
parse_members (MmsParser *parser, MmsMember *member, gboolean is_override)
{
  for (gboolean is_first = TRUE; is_first || mms_parse_take (parser, ','); is_first = FALSE)
    {
      if (!is_first && (member->type == MMS_TYPE_MM || member->type == MMS_TYPE_TASK))
        mms_parse_expect (parser, '*', "*, as before each pointer");
      if (is_first == FALSE || member->name == NULL)
        {
          member->at = parser->token.at;
          member->name = mms_parse_name (parser, "a name");
        }
      if (member->name == NULL)
        return;
      member->size = NULL;
      member->initial = NULL;
      member->kind = member->record == NULL                 ? MMS_OBJECT_GLOBAL
                     : g_str_equal (member->record, "mm")   ? MMS_OBJECT_MM
                     : g_str_equal (member->record, "task") ? MMS_OBJECT_TASK
                                                            : MMS_OBJECT_CPU;
      if (mms_parse_is_sign (parser, '['))
        {
          if (member->record != NULL)
            mms_parse_complain (parser, parser->token.at,
                                "a member is no array: arrays are variables");
          mms_parse_step (parser);
          member->kind = MMS_OBJECT_ARRAY;
          member->size = mms_parse_expression (parser);
          mms_parse_expect (parser, ']', "a closing ]");
        }
      if (mms_parse_take (parser, '='))
        member->initial = mms_parse_expression (parser);
      check_use (parser, member);
      if (!parser->is_failing)
        mms_unit_add_member (parser->unit, member, is_override);
      member->name = NULL;
    }
  mms_parse_expect (parser, ';',
                    member->record != NULL ? "; behind the member" : "; behind the variable");
}

/* { members }, and a ; that C would have */
static void
parse_record (MmsParser *parser, const char *record, gboolean is_override)
{
  MmsPosition at = parser->token.at;

  if (!mms_parse_expect (parser, '{', "{ and members"))
    return;
  while (parser->token.kind != MMS_TOKEN_END && !mms_parse_is_sign (parser, '}')
         && parser->unit->n_problems < MMS_MAX_DIAGNOSTICS)
    {
      MmsMember member = { .record = record };
      gboolean is_member_override = mms_parse_take_word (parser, "override") || is_override;

      member.use = parse_use (parser);
      member.type = (MmsSimType) mms_parse_type (parser);
      if ((int) member.type == MMS_TYPE_VOID)
        mms_parse_complain (parser, parser->token.at, "a member of type void has no values");
      parse_members (parser, &member, is_member_override);
      if (parser->is_failing)
        mms_parse_recover (parser);
    }
  if (!mms_parse_take (parser, '}'))
    mms_parse_complain (parser, at, "this { has no }");
  mms_parse_take (parser, ';');
}

void
mms_parse_struct (MmsParser *parser, gboolean is_override)
{
  gboolean is_mm;

  /* A function may return a struct mm_struct *. */
  if (parser->following.kind == MMS_TOKEN_NAME && parser->following.length > 4
      && g_str_has_prefix (parser->following.start,
                           parser->following.length == 9 ? "mm_struct" : "task_struct"))
    {
      mms_parse_typed (parser, is_override);
      return;
    }
  mms_parse_step (parser);
  is_mm = mms_parse_is_word (parser, "mm");
  if (!is_mm && !mms_parse_is_word (parser, "task"))
    {
      mms_parse_fail (parser, "mm or task: others are percpu NAME");
      return;
    }
  if (parser->following.kind == '*')
    {
      mms_parse_complain (parser, parser->token.at, "write %s * without struct",
                          is_mm ? "mm" : "task");
      return;
    }
  mms_parse_step (parser);
  parse_record (parser, is_mm ? "mm" : "task", is_override);
}

void
mms_parse_percpu (MmsParser *parser, gboolean is_override)
{
  MmsPosition at = parser->token.at;
  const char *name;

  mms_parse_take_word (parser, "struct");
  at = parser->token.at;
  name = mms_parse_name (parser, "the struct's name");
  if (name == NULL)
    return;
  if (g_str_equal (name, "mm") || g_str_equal (name, "task"))
    {
      mms_parse_complain (parser, at, "%s is no struct of a CPU", name);
      return;
    }
  g_hash_table_add (parser->unit->records, (gpointer) name);
  parse_record (parser, name, is_override);
}

static void
parse_parameters (MmsParser *parser, MmsFunction *function)
{
  if (mms_parse_is_word (parser, "void") && parser->following.kind == ')')
    mms_parse_step (parser);
  while (!parser->is_failing && !mms_parse_is_sign (parser, ')'))
    {
      MmsParameter *parameter;

      if (function->n_parameters > 0 && !mms_parse_expect (parser, ',', "a comma or )"))
        break;
      if (function->n_parameters == MMS_MAX_PARAMETERS)
        {
          mms_parse_complain (parser, parser->token.at, "a function has %d parameters at most",
                              MMS_MAX_PARAMETERS);
          break;
        }
      if (!mms_parse_is_type (parser))
        {
          mms_parse_fail (parser, "a parameter's type");
          break;
        }
      parameter = &function->parameters[function->n_parameters++];
      parameter->type = mms_parse_type (parser);
      if (parameter->type == MMS_TYPE_VOID)
        mms_parse_complain (parser, parser->token.at, "a parameter of type void has no values");
      parameter->name = mms_parse_name (parser, "a parameter's name");
      for (guint i = 0; i + 1 < function->n_parameters && parameter->name != NULL; i++)
        if (g_str_equal (function->parameters[i].name, parameter->name))
          mms_unit_complain (parser->unit, parser->token.at, "there are two parameters %s",
                             parameter->name);
    }
  mms_parse_expect (parser, ')', "a closing )");
}

static void
parse_function (MmsParser *parser, const char *name, MmsPosition at, int type, gboolean is_override)
{
  MmsFunction *function = g_new0 (MmsFunction, 1);

  function->name = name;
  function->at = at;
  function->type = type;
  function->assigned = g_hash_table_new (g_str_hash, g_str_equal);
  mms_parse_step (parser);
  parse_parameters (parser, function);
  /* What C needs to know before; here everything is known from the start. */
  if (parser->is_failing || mms_parse_take (parser, ';'))
    {
      g_hash_table_unref (function->assigned);
      g_free (function);
      return;
    }
  parser->assigned = function->assigned;
  mms_parse_begin_owner (parser, name);
  parser->calls_original = FALSE;
  function->body = mms_parse_block (parser);
  function->version = parser->version;
  function->calls_original = parser->calls_original;
  parser->assigned = NULL;
  parser->owner = NULL;
  mms_unit_add_function (parser->unit, function, is_override);
}

void
mms_parse_typed (MmsParser *parser, gboolean is_override)
{
  MmsMember variable = { .use = parse_use (parser) };
  int type = mms_parse_type (parser);
  MmsPosition at = parser->token.at;
  const char *name = mms_parse_name (parser, "the name of a variable or function");

  if (name == NULL)
    return;
  if (mms_parse_is_sign (parser, '('))
    {
      parse_function (parser, name, at, type, is_override);
      return;
    }
  if (type == MMS_TYPE_VOID)
    {
      mms_parse_complain (parser, at, "a variable of type void has no values");
      return;
    }
  variable.type = (MmsSimType) type;
  variable.name = name;
  variable.at = at;
  parse_members (parser, &variable, is_override);
}

void
mms_parse_edit (MmsParser *parser, MmsEditKind kind)
{
  MmsEdit edit = { .kind = kind, .at = parser->token.at };

  edit.label = mms_parse_name (parser, "the label of a statement");
  if (edit.label == NULL)
    return;
  if (kind == MMS_EDIT_WITHOUT || kind == MMS_EDIT_WEAKEN)
    mms_parse_expect (parser, ';', ";");
  else
    {
      parser->assigned = parser->unit->edit_assigned;
      parser->calls_original = FALSE;
      edit.list = mms_parse_block (parser)->list;
      parser->assigned = NULL;
      parser->unit->edits_call_original |= parser->calls_original;
    }
  g_array_append_val (parser->unit->edits, edit);
}
