/* language-head.c - what a text says about itself, and what in a program orders something
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "language.h"

#include <string.h>

#include "text-file.h"
#include "unit.h"

static void
pass_over (MmsPosition at, const char *message, gpointer user_data)
{
}

static gboolean
is_word (const MmsToken *token, const char *word)
{
  return token->kind == MMS_TOKEN_NAME && token->length == strlen (word)
         && memcmp (token->start, word, token->length) == 0;
}

static void
take (char **where, const MmsToken *token)
{
  g_free (*where);
  *where = g_strndup (token->start, token->length);
}

/* The tokens behind the first word, up to the third, to the ; */
static void
read_declaration (MmsLexer *lexer, MmsToken *token, char **name, char **first, char **second)
{
  if (name != NULL)
    {
      if (token->kind != MMS_TOKEN_NAME)
        return;
      take (name, token);
      mms_lexer_next (lexer, token);
    }
  if (token->kind != MMS_TOKEN_STRING)
    return;
  take (first, token);
  mms_lexer_next (lexer, token);
  if (second == NULL || token->kind != MMS_TOKEN_STRING)
    return;
  take (second, token);
  mms_lexer_next (lexer, token);
}

/* Reads what @token begins, if it is of those that are told; @token is then what follows. */
static void
read_top (MmsLanguageHead *head, MmsLexer *lexer, MmsToken *token)
{
  const MmsToken word = *token;
  g_autofree char *included = NULL;

  mms_lexer_next (lexer, token);
  if (is_word (&word, "scheme"))
    read_declaration (lexer, token, &head->scheme, &head->scheme_title, NULL);
  else if (is_word (&word, "scenario"))
    read_declaration (lexer, token, &head->scenario, &head->scenario_name, &head->title);
  else if (is_word (&word, "arch"))
    read_declaration (lexer, token, NULL, &head->arch, NULL);
  else if (is_word (&word, "include"))
    {
      read_declaration (lexer, token, NULL, &included, NULL);
      if (included != NULL)
        g_ptr_array_add (head->includes, g_steal_pointer (&included));
    }
}

MmsLanguageHead *
mms_language_read_head (const char *text, gssize length)
{
  MmsLanguageHead *head = g_new0 (MmsLanguageHead, 1);
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  MmsLexer lexer;
  MmsToken token;
  guint depth = 0;
  gboolean is_beginning = TRUE;

  head->includes = g_ptr_array_new_with_free_func (g_free);
  if (size > MMS_MAX_TEXT || !g_utf8_validate_len (text, size, NULL))
    return head;
  mms_lexer_init (&lexer, 0, text, size, pass_over, NULL);
  mms_lexer_next (&lexer, &token);
  while (token.kind != MMS_TOKEN_END)
    {
      if (depth == 0 && is_beginning && token.kind == MMS_TOKEN_NAME)
        {
          is_beginning = FALSE;
          read_top (head, &lexer, &token);
          continue;
        }
      if (token.kind == '{')
        depth++;
      else if (token.kind == '}' && depth > 0)
        depth--;
      is_beginning = depth == 0 && (token.kind == ';' || token.kind == '}');
      mms_lexer_next (&lexer, &token);
    }
  return head;
}

void
mms_language_head_free (MmsLanguageHead *head)
{
  if (head == NULL)
    return;
  g_free (head->scheme);
  g_free (head->scheme_title);
  g_free (head->scenario);
  g_free (head->scenario_name);
  g_free (head->title);
  g_free (head->arch);
  g_ptr_array_unref (head->includes);
  g_free (head);
}
