/* lexer.h - the words of a text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "diagnostic.h"

G_BEGIN_DECLS

#define MMS_MAX_NAME   255 /* bytes of a name */
#define MMS_MAX_STRING 1000

/* What is not one of the first four is an operator or a bracket: its characters, the first one in
 * the lowest byte. */
typedef enum
{
  MMS_TOKEN_END,
  MMS_TOKEN_NAME,
  MMS_TOKEN_NUMBER,
  MMS_TOKEN_STRING,
} MmsTokenKind;

#define MMS_SIGN2(a, b)    ((guint32) (a) | (guint32) (b) << 8)
#define MMS_SIGN3(a, b, c) (MMS_SIGN2 (a, b) | (guint32) (c) << 16)

typedef struct
{
  guint32 kind;
  MmsPosition at;
  const char *start; /* in the text; of a string: behind the quote */
  guint length;      /* of a string: without the quotes */
  int number;        /* -1: too large for any value of the language */
} MmsToken;

typedef void (*MmsLexerProblem) (MmsPosition  at,
                                 const char  *message,
                                 gpointer     user_data);

typedef struct
{
  const char *p;
  const char *end;
  MmsPosition at;
  MmsLexerProblem problem;
  gpointer user_data;
} MmsLexer;

/* @text: (transfer none): valid UTF-8 that must outlive the tokens */
void mms_lexer_init (MmsLexer        *lexer,
                     guint            file,
                     const char      *text,
                     gsize            length,
                     MmsLexerProblem  problem,
                     gpointer         user_data);

/* The next token; after the last one %MMS_TOKEN_END, for ever.  What is no token is told to the
 * problem function and stepped over. */
void mms_lexer_next (MmsLexer *lexer,
                     MmsToken *token);

G_END_DECLS
