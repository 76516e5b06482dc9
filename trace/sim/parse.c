/* parse.c - words, texts, and what stands at their top
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "parser.h"
#include "spelling.h"

#include <string.h>

static void
tell_of_word (MmsPosition at, const char *message, gpointer user_data)
{
  mms_unit_complain (((MmsParser *) user_data)->unit, at, "%s", message);
}

void
mms_parse_step (MmsParser *parser)
{
  parser->behind = parser->token.at;
  parser->behind.column = (guint16) MIN (parser->behind.column + parser->token.length
                                             + (parser->token.kind == MMS_TOKEN_STRING ? 2 : 0),
                                         G_MAXUINT16);
  parser->token = parser->following;
  mms_lexer_next (&parser->lexer, &parser->following);
}

gboolean
mms_parse_is_sign (MmsParser *parser, guint32 sign)
{
  return parser->token.kind == sign;
}

static gboolean
is_token (const MmsToken *token, const char *word)
{
  return token->kind == MMS_TOKEN_NAME && token->length == strlen (word)
         && memcmp (token->start, word, token->length) == 0;
}

gboolean
mms_parse_is_word (MmsParser *parser, const char *word)
{
  return is_token (&parser->token, word);
}

gboolean
mms_parse_take (MmsParser *parser, guint32 sign)
{
  if (parser->token.kind != sign)
    return FALSE;
  mms_parse_step (parser);
  return TRUE;
}

gboolean
mms_parse_take_word (MmsParser *parser, const char *word)
{
  if (!mms_parse_is_word (parser, word))
    return FALSE;
  mms_parse_step (parser);
  return TRUE;
}

void
mms_parse_complain (MmsParser *parser, MmsPosition at, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  if (parser->is_failing)
    return;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  parser->is_failing = TRUE;
  mms_unit_complain (parser->unit, at, "%s", message);
}

void
mms_parse_fail (MmsParser *parser, const char *expected)
{
  const MmsToken *token = &parser->token;

  /* What is missing at the end of a line is missing there. */
  if (expected[0] == ';' && parser->behind.line != 0 && parser->behind.line < token->at.line)
    mms_parse_complain (parser, parser->behind, "expected %s", expected);
  else if (token->kind == MMS_TOKEN_END)
    mms_parse_complain (parser, token->at, "expected %s, but the text ends here", expected);
  else if (token->kind == MMS_TOKEN_STRING)
    mms_parse_complain (parser, token->at, "expected %s, not a text", expected);
  else
    mms_parse_complain (parser, token->at, "expected %s, not %.*s", expected,
                        (int) MIN (token->length, 40), token->start);
}

gboolean
mms_parse_expect (MmsParser *parser, guint32 sign, const char *what)
{
  if (mms_parse_take (parser, sign))
    return TRUE;
  mms_parse_fail (parser, what);
  return FALSE;
}

const char *
mms_parse_name (MmsParser *parser, const char *what)
{
  const char *name;

  if (parser->token.kind != MMS_TOKEN_NAME)
    {
      mms_parse_fail (parser, what);
      return NULL;
    }
  name = mms_unit_intern (parser->unit, parser->token.start, parser->token.length);
  mms_parse_step (parser);
  return name;
}

const char *
mms_parse_string (MmsParser *parser, const char *what)
{
  const char *text;

  if (parser->token.kind != MMS_TOKEN_STRING)
    {
      mms_parse_fail (parser, what);
      return NULL;
    }
  text = mms_unit_intern (parser->unit, parser->token.start, parser->token.length);
  mms_parse_step (parser);
  return text;
}

void
mms_parse_recover (MmsParser *parser)
{
  guint depth = 0;

  parser->is_failing = FALSE;
  for (; parser->token.kind != MMS_TOKEN_END; mms_parse_step (parser))
    {
      if (mms_parse_is_sign (parser, '{'))
        depth++;
      else if (mms_parse_is_sign (parser, '}'))
        {
          if (depth == 0)
            return;
          depth--;
          if (depth == 0)
            {
              mms_parse_step (parser);
              return;
            }
        }
      else if (mms_parse_is_sign (parser, ';') && depth == 0)
        {
          mms_parse_step (parser);
          return;
        }
    }
}

gboolean
mms_parse_enter (MmsParser *parser)
{
  parser->depth++;
  if (parser->depth > MMS_MAX_NESTING)
    {
      mms_parse_complain (parser, parser->token.at,
                          "this is nested too deeply: %d levels are the most", MMS_MAX_NESTING);
      return FALSE;
    }
  return TRUE;
}

void
mms_parse_leave (MmsParser *parser)
{
  parser->depth--;
}

void
mms_parse_begin_owner (MmsParser *parser, const char *name)
{
  parser->owner = name;
  parser->version = ++parser->includer->n_owners;
}

void
mms_parse_append (MmsNode **first, MmsNode **last, MmsNode *node)
{
  if (*first == NULL)
    *first = node;
  else
    (*last)->next = node;
  *last = node;
}

static void
parse_include (MmsParser *parser)
{
  MmsIncluder *includer = parser->includer;
  MmsPosition at = parser->token.at;
  const MmsText *from = g_ptr_array_index (parser->unit->texts, at.file);
  const char *name = mms_parse_string (parser, "the \"FILE\" to include");
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  char *text;
  gsize length = 0;
  int index;

  if (name == NULL || !mms_parse_expect (parser, ';', "; behind the file"))
    return;
  if (includer->include == NULL)
    return;
  if (includer->n_open > MMS_MAX_INCLUDES)
    {
      mms_parse_complain (parser, at, "texts include each other too deeply: %d levels are the most",
                          MMS_MAX_INCLUDES);
      return;
    }
  text = includer->include (name, from->path, &path, &length, includer->user_data, &error);
  if (text == NULL)
    {
      mms_unit_complain (parser->unit, at, "%s", error->message);
      return;
    }
  if (!g_hash_table_add (includer->included, g_strdup (path)))
    {
      g_free (path);
      g_free (text);
      return;
    }
  index = mms_unit_add_text (parser->unit, path, text, length, at);
  if (index >= 0)
    mms_parse_text (includer, (guint) index);
}

static void
parse_scheme (MmsParser *parser)
{
  MmsUnit *unit = parser->unit;

  unit->scheme = mms_parse_name (parser, "the scheme's id");
  unit->scheme_title = NULL;
  if (parser->token.kind == MMS_TOKEN_STRING)
    unit->scheme_title = mms_parse_string (parser, "its title");
  mms_parse_expect (parser, ';', "; behind the scheme");
}

static void
parse_constants (MmsParser *parser, gboolean is_override)
{
  do
    {
      MmsPosition at = parser->token.at;
      const char *name = mms_parse_name (parser, "the constant's name");
      MmsNode *value;

      if (name == NULL || !mms_parse_expect (parser, '=', "= and the constant's value"))
        return;
      value = mms_parse_expression (parser);
      if (!parser->is_failing)
        mms_unit_add_constant (parser->unit, name, at, value, is_override);
    }
  while (mms_parse_take (parser, ','));
  mms_parse_expect (parser, ';', "; behind the constant");
}

static void
parse_arch (MmsParser *parser)
{
  parser->unit->arch = mms_parse_string (parser, "the \"ARCH\"");
  mms_parse_expect (parser, ';', "; behind the architecture");
}

static void
parse_feature (MmsParser *parser)
{
  MmsNode *feature = mms_unit_new_node (parser->unit, MMS_NODE_NAME, parser->token.at);

  feature->name = mms_parse_name (parser, "the feature's name");
  if (feature->name == NULL)
    return;
  if (mms_parse_take (parser, '='))
    feature->a = mms_parse_expression (parser);
  mms_parse_expect (parser, ';', "; behind the feature");
  g_hash_table_insert (parser->unit->features, (gpointer) feature->name, feature);
}

static gboolean
parse_edit (MmsParser *parser)
{
  static const struct
  {
    const char *word;
    MmsEditKind kind;
  } kinds[] = {
    { "without", MMS_EDIT_WITHOUT }, { "replace", MMS_EDIT_REPLACE }, { "before", MMS_EDIT_BEFORE },
    { "after", MMS_EDIT_AFTER },     { "weaken", MMS_EDIT_WEAKEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (mms_parse_take_word (parser, kinds[i].word))
      {
        mms_parse_edit (parser, kinds[i].kind);
        return TRUE;
      }
  return FALSE;
}

static void
fail_at_top (MmsParser *parser, gboolean is_override)
{
  const MmsToken *token = &parser->token;
  const char *meant = token->kind == MMS_TOKEN_NAME
                          ? mms_spelling_of_declaration (token->start, token->length)
                          : NULL;

  if (meant != NULL)
    mms_parse_complain (parser, token->at, "expected a declaration, not %.*s; did you mean %s?",
                        (int) MIN (token->length, 40), token->start, meant);
  else
    mms_parse_fail (parser, is_override
                                ? "what to override: a function, const, struct, percpu, mm, task, "
                                  "cpu, setup, finally or requires"
                                : "a declaration");
}

static void
parse_top (MmsParser *parser)
{
  gboolean is_override = mms_parse_take_word (parser, "override");

  if (mms_parse_take_word (parser, "const"))
    parse_constants (parser, is_override);
  else if (mms_parse_take_word (parser, "percpu"))
    mms_parse_percpu (parser, is_override);
  else if (mms_parse_is_word (parser, "struct"))
    mms_parse_struct (parser, is_override);
  else if (mms_parse_scenario (parser, is_override))
    ;
  else if (!is_override && mms_parse_take_word (parser, "include"))
    parse_include (parser);
  else if (!is_override && mms_parse_take_word (parser, "scheme"))
    parse_scheme (parser);
  else if (!is_override && mms_parse_take_word (parser, "arch"))
    parse_arch (parser);
  else if (!is_override && mms_parse_take_word (parser, "feature"))
    parse_feature (parser);
  else if (!is_override && parse_edit (parser))
    ;
  else if (mms_parse_is_type (parser))
    mms_parse_typed (parser, is_override);
  else
    fail_at_top (parser, is_override);
}

void
mms_parse_text (MmsIncluder *includer, guint index)
{
  const MmsText *text = g_ptr_array_index (includer->unit->texts, index);
  MmsParser parser = { .includer = includer, .unit = includer->unit };

  includer->n_open++;
  mms_lexer_init (&parser.lexer, index, text->text, text->length, tell_of_word, &parser);
  mms_lexer_next (&parser.lexer, &parser.token);
  mms_lexer_next (&parser.lexer, &parser.following);
  while (parser.token.kind != MMS_TOKEN_END && parser.unit->n_problems < MMS_MAX_DIAGNOSTICS)
    {
      if (mms_parse_take (&parser, ';'))
        continue;
      parse_top (&parser);
      if (parser.is_failing)
        {
          mms_parse_recover (&parser);
          /* A bracket too many ends nothing here. */
          mms_parse_take (&parser, '}');
        }
    }
  if (text->length > 0 && parser.token.at.line == G_MAXUINT16)
    mms_unit_complain (parser.unit, (MmsPosition){ (guint16) index, 1, 1 },
                       "a text has 65534 lines at most");
  includer->n_open--;
}
