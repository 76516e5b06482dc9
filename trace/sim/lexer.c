/* lexer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "lexer.h"

#include <string.h>

void
mms_lexer_init (MmsLexer *lexer,
                guint file,
                const char *text,
                gsize length,
                MmsLexerProblem problem,
                gpointer user_data)
{
  lexer->p = text;
  lexer->end = text + length;
  lexer->at = (MmsPosition){ (guint16) file, 1, 1 };
  lexer->problem = problem;
  lexer->user_data = user_data;
}

static void
step (MmsLexer *lexer)
{
  if (*lexer->p == '\n')
    {
      lexer->at.line = (guint16) MIN (lexer->at.line + 1, G_MAXUINT16);
      lexer->at.column = 1;
    }
  /* Bytes that continue a character have no column of their own. */
  else if (((guint8) *lexer->p & 0xc0) != 0x80)
    lexer->at.column = (guint16) MIN (lexer->at.column + 1, G_MAXUINT16);
  lexer->p++;
}

static gboolean
is_at (const MmsLexer *lexer, const char *what)
{
  gsize length = strlen (what);

  return (gsize) (lexer->end - lexer->p) >= length && memcmp (lexer->p, what, length) == 0;
}

static void
skip_line (MmsLexer *lexer)
{
  while (lexer->p < lexer->end && *lexer->p != '\n')
    step (lexer);
}

static void
skip_comment (MmsLexer *lexer)
{
  MmsPosition at = lexer->at;

  step (lexer);
  step (lexer);
  while (lexer->p < lexer->end && !is_at (lexer, "*/"))
    step (lexer);
  if (lexer->p == lexer->end)
    {
      lexer->problem (at, "this comment does not end", lexer->user_data);
      return;
    }
  step (lexer);
  step (lexer);
}

static void
skip_blanks (MmsLexer *lexer)
{
  while (lexer->p < lexer->end)
    {
      if (strchr (" \t\r\n\f\v", *lexer->p) != NULL)
        step (lexer);
      else if (is_at (lexer, "//"))
        skip_line (lexer);
      else if (is_at (lexer, "/*"))
        skip_comment (lexer);
      else
        return;
    }
}

static void
take_name (MmsLexer *lexer, MmsToken *token)
{
  while (lexer->p < lexer->end && (g_ascii_isalnum (*lexer->p) || *lexer->p == '_'))
    step (lexer);
  token->kind = MMS_TOKEN_NAME;
  token->length = (guint) (lexer->p - token->start);
  if (token->length > MMS_MAX_NAME)
    {
      lexer->problem (token->at, "a name has 255 characters at most", lexer->user_data);
      token->length = MMS_MAX_NAME;
    }
}

static void
take_number (MmsLexer *lexer, MmsToken *token)
{
  gboolean is_hex = is_at (lexer, "0x") || is_at (lexer, "0X");
  gint64 number = 0;
  gboolean is_number = TRUE;
  guint n_digits = 0;

  if (is_hex)
    {
      step (lexer);
      step (lexer);
    }
  for (; lexer->p < lexer->end && (g_ascii_isalnum (*lexer->p) || *lexer->p == '_'); step (lexer))
    {
      int digit = g_ascii_xdigit_value (*lexer->p);

      if (digit < 0 || (!is_hex && digit > 9))
        /* 1UL and the like are numbers all the same. */
        is_number = is_number && n_digits > 0 && strchr ("uUlL", *lexer->p) != NULL;
      else
        {
          number = MIN (number * (is_hex ? 16 : 10) + digit, 1000000);
          n_digits++;
        }
    }
  token->kind = MMS_TOKEN_NUMBER;
  token->length = (guint) (lexer->p - token->start);
  token->number = number <= 32767 ? (int) number : -1;
  if (!is_number || n_digits == 0)
    lexer->problem (token->at, "this is no number", lexer->user_data);
  else if (!is_hex && n_digits > 1 && *token->start == '0')
    lexer->problem (token->at, "octal numbers are not understood", lexer->user_data);
}

static void
take_string (MmsLexer *lexer, MmsToken *token)
{
  step (lexer);
  token->kind = MMS_TOKEN_STRING;
  token->start = lexer->p;
  while (lexer->p < lexer->end && *lexer->p != '"' && *lexer->p != '\n')
    step (lexer);
  token->length = (guint) (lexer->p - token->start);
  if (token->length > MMS_MAX_STRING)
    {
      lexer->problem (token->at, "a text has 1000 bytes at most", lexer->user_data);
      token->length = 0;
    }
  if (lexer->p < lexer->end && *lexer->p == '"')
    step (lexer);
  else
    lexer->problem (token->at, "this text does not end on its line", lexer->user_data);
}

static gboolean
take_sign (MmsLexer *lexer, MmsToken *token)
{
  static const char *const signs[] = {
    "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=",
    "*=",  "&=",  "|=", "^=", "{",  "}",  "(",  ")",  "[",  "]",  ";",  ",",  ":",  "?",  "=",
    "+",   "-",   "*",  "&",  "|",  "^",  "~",  "!",  "<",  ">",  ".",  "/",  "%",
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (is_at (lexer, signs[i]))
      {
        token->kind = 0;
        token->length = (guint) strlen (signs[i]);
        for (guint j = 0; j < token->length; j++)
          {
            token->kind |= (guint32) signs[i][j] << (8 * j);
            step (lexer);
          }
        return TRUE;
      }
  return FALSE;
}

void
mms_lexer_next (MmsLexer *lexer, MmsToken *token)
{
  for (;;)
    {
      skip_blanks (lexer);
      *token = (MmsToken){ .kind = MMS_TOKEN_END, .at = lexer->at, .start = lexer->p };
      if (lexer->p == lexer->end)
        return;
      if (g_ascii_isalpha (*lexer->p) || *lexer->p == '_')
        {
          take_name (lexer, token);
          return;
        }
      if (g_ascii_isdigit (*lexer->p))
        {
          take_number (lexer, token);
          return;
        }
      if (*lexer->p == '"')
        {
          take_string (lexer, token);
          return;
        }
      if (take_sign (lexer, token))
        return;
      if (*lexer->p == '#')
        {
          lexer->problem (lexer->at,
                          "there is no preprocessor: say include \"FILE\"; and if (CONSTANT)",
                          lexer->user_data);
          skip_line (lexer);
          continue;
        }
      lexer->problem (lexer->at, "this character has no meaning here", lexer->user_data);
      do
        step (lexer);
      while (lexer->p < lexer->end && ((guint8) *lexer->p & 0xc0) == 0x80);
    }
}
