/* parser.h - from words to declarations and trees; for the parser's own files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "language.h"
#include "unit.h"

G_BEGIN_DECLS

typedef struct
{
  MmsUnit *unit;
  MmsIncludeFunc include; /* nullable: includes are passed over */
  gpointer user_data;
  GHashTable *included;   /* paths: nothing is included twice */
  guint n_open;           /* texts: this one, and those that include it */
  guint n_owners;         /* of labels, so far */
} MmsIncluder;

typedef struct
{
  MmsIncluder *includer;
  MmsUnit *unit;
  MmsLexer lexer;
  MmsToken token;        /* at which the parser is */
  MmsToken following;
  MmsPosition behind;    /* the last token before; line 0: there was none */
  guint depth;           /* of nesting */
  gboolean is_failing;   /* something was said, and no new beginning found yet */
  GHashTable *assigned;  /* (nullable): names, of the function at hand */
  gboolean calls_original; /* what was read since somebody asked */
  const char *owner;     /* (nullable): whose labels are read: a function's name, "cpu" */
  guint version;         /* counts owners: the same label may be in each version of one */
} MmsParser;

/* Reads text @text of the unit into it, and whatever it includes. */
void mms_parse_text (MmsIncluder *includer,
                     guint        text);

/* Words */
void        mms_parse_step     (MmsParser  *parser);
gboolean    mms_parse_is_sign  (MmsParser  *parser,
                                guint32     sign);
gboolean    mms_parse_is_word  (MmsParser  *parser,
                                const char *word);
gboolean    mms_parse_take     (MmsParser  *parser,
                                guint32     sign);
gboolean    mms_parse_take_word (MmsParser  *parser,
                                 const char *word);
/* Says that @what was expected if the sign is something else. */
gboolean    mms_parse_expect   (MmsParser  *parser,
                                guint32     sign,
                                const char *what);
/* (nullable): NULL after having said that @what was expected */
const char *mms_parse_name     (MmsParser  *parser,
                                const char *what);
const char *mms_parse_string   (MmsParser  *parser,
                                const char *what);
void        mms_parse_fail     (MmsParser  *parser,
                                const char *expected);
void        mms_parse_complain (MmsParser  *parser,
                                MmsPosition at,
                                const char *format,
                                ...) G_GNUC_PRINTF (3, 4);
/* To behind the next ; or to before the next } of this level. */
void        mms_parse_recover  (MmsParser  *parser);
/* One more bracket or statement is open; FALSE after having said that these are too many.  Leave in
 * any case. */
gboolean    mms_parse_enter    (MmsParser  *parser);
void        mms_parse_leave    (MmsParser  *parser);
/* Labels from here on are @name's. */
void        mms_parse_begin_owner (MmsParser  *parser,
                                   const char *name);

/* Never NULL: what is no expression is told, and 0. */
MmsNode *mms_parse_expression  (MmsParser  *parser);
MmsNode *mms_parse_statement   (MmsParser  *parser);
/* (nullable): at the ( behind @name; NULL: that is none of the kernel's spellings */
MmsNode *mms_parse_kernel_call (MmsParser  *parser,
                                MmsPosition at,
                                const char *name);
/* (nullable): struct rq *name = cpu_rq(c); NULL: no such declaration begins here */
MmsNode *mms_parse_kernel_declare (MmsParser *parser);
/* (nullable): the same as the call for those that are statements, at the word; without the ; */
MmsNode *mms_parse_kernel_statement (MmsParser *parser);
/* { statements }: a BLOCK */
MmsNode *mms_parse_block       (MmsParser  *parser);
/* Whether a declaration of a variable begins here, and its type behind which the parser then is */
gboolean mms_parse_is_type     (MmsParser  *parser);
int      mms_parse_type        (MmsParser  *parser);
void     mms_parse_append      (MmsNode   **first,
                                MmsNode   **last,
                                MmsNode    *node);

/* What only stands at the top.  Behind the first word, which says which it is */
void mms_parse_struct    (MmsParser *parser,
                          gboolean   is_override);
void mms_parse_percpu    (MmsParser *parser,
                          gboolean   is_override);
void mms_parse_typed     (MmsParser *parser,
                          gboolean   is_override);
void mms_parse_edit      (MmsParser  *parser,
                          MmsEditKind kind);
/* FALSE: it is none of what a scenario says */
gboolean mms_parse_scenario (MmsParser *parser,
                             gboolean   is_override);

G_END_DECLS
