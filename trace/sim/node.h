/* node.h - the tree of what functions and scripts say
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "lexer.h"
#include "program.h"

G_BEGIN_DECLS

/* MmsSimType, and what only the compiler knows */
#define MMS_TYPE_VOID 100
#define MMS_TYPE_NULL 101 /* the pointer that points to nothing, whatever it is to point to */
#define MMS_TYPE_WRONG 102 /* said to be wrong already: goes with everything */

typedef enum
{
  /* Expressions */
  MMS_NODE_NUMBER,      /* @value */
  MMS_NODE_NULL,
  MMS_NODE_STRING,      /* @name: its text */
  MMS_NODE_NAME,        /* @name */
  MMS_NODE_MEMBER,      /* @a -> @name */
  MMS_NODE_PERCPU,      /* record @name of CPU @a; no @a: of this CPU */
  MMS_NODE_INDEX,       /* @a [ @b ] */
  MMS_NODE_ADDRESS,     /* & @a */
  MMS_NODE_UNARY,       /* @sign @a */
  MMS_NODE_BINARY,      /* @a @sign @b */
  MMS_NODE_CONDITIONAL, /* @a ? @b : @c */
  MMS_NODE_CALL,        /* @name (list) */

  /* Statements */
  MMS_NODE_EMPTY,
  MMS_NODE_BLOCK,       /* { list } */
  MMS_NODE_DECLARE,     /* list of NAME with their @type, and @a: the value at first; with @text: points
                         * to the percpu struct of that name, of the CPU that is its value */
  MMS_NODE_EXPRESSION,  /* @a ; */
  MMS_NODE_ASSIGN,      /* @a @sign @b ;   "+=" etc. or "=" */
  MMS_NODE_IF,          /* if (@a) @b else @c */
  MMS_NODE_WHILE,       /* while (@a) @b */
  MMS_NODE_DO,          /* do @b while (@a) */
  MMS_NODE_FOR,         /* for (@c; @a; @d) @b */
  MMS_NODE_FOR_EACH,    /* for each CPU @name of @a (@value: an MmsForEach); @type VOID: it is declared
                         * elsewhere */
  MMS_NODE_BREAK,
  MMS_NODE_CONTINUE,
  MMS_NODE_RETURN,      /* @a, or nothing */
  MMS_NODE_LABELED,     /* @name : @a; and what edits did to it, below */
  MMS_NODE_FORBID,      /* detector @name may not see @a; @text; @value: inform, which tells no more */
  MMS_NODE_GHOST,       /* ghost @a */
  MMS_NODE_TRACE,       /* event @name; list of NAME with @a: its value */
  MMS_NODE_PREEMPT,     /* of scripts: preempt @a */
  MMS_NODE_AT_CPU,      /* of the setup: cpu @a : @b */
} MmsNodeKind;

typedef enum
{
  MMS_FOR_EACH_OF_MASK,
  MMS_FOR_EACH_ONLINE,
  MMS_FOR_EACH_POSSIBLE,
} MmsForEach;

typedef struct _MmsNode MmsNode;

/* Nodes and their strings belong to their unit and live as long as it does. */
struct _MmsNode
{
  MmsNodeKind kind;
  MmsPosition at;
  guint32 sign;
  int value;
  int type;
  const char *name;
  const char *text;
  const char *owner; /* of statements, nullable: the function that it is in, or "cpu" */
  guint version;     /* of the owner, which may be overridden */
  MmsNode *a;
  MmsNode *b;
  MmsNode *c;
  MmsNode *d;
  MmsNode *list; /* the first; the others follow as @next */
  MmsNode *next;

  /* What edits did to a statement.  Only of LABELED: @b stands in the place of @a, the block @c comes
   * before and the block @d after it. */
  gboolean is_removed;
  gboolean is_weakened;
  gboolean is_fenced; /* smp_mb() comes before it; of any statement */
};

G_END_DECLS
