/* unit.h - everything that the texts of one program declare
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "node.h"

G_BEGIN_DECLS

/* Limits that nobody meets who writes by hand. */
#define MMS_MAX_ALL_TEXTS  (2 << 20)
#define MMS_MAX_TEXTS      64
#define MMS_MAX_INCLUDES   16        /* one in another */
#define MMS_MAX_NESTING    64        /* of brackets and statements */
#define MMS_MAX_PARAMETERS 8

typedef struct
{
  char *path; /* as it was named when it was opened */
  char *name; /* without folders */
  char *text;
  gsize length;
} MmsText;

typedef struct
{
  const char *name;
  int type;
} MmsParameter;

typedef struct _MmsFunction MmsFunction;

struct _MmsFunction
{
  const char *name;
  MmsPosition at;
  int type; /* of its value */
  guint n_parameters;
  MmsParameter parameters[MMS_MAX_PARAMETERS];
  MmsNode *body;         /* a block */
  GHashTable *assigned;  /* names that the body gives a value to, anywhere in it */
  MmsFunction *original; /* what this one replaced */
  guint version;         /* as its labels have it */
  gboolean calls_original;
  guint index;           /* of the name in the program, once it was called; 0 before */
  gboolean is_used;      /* it was compiled */
  gboolean is_open;      /* it is being compiled: a call now is a call of itself */
};

typedef struct
{
  const char *name;
  MmsPosition at;
  MmsNode *expression;
  enum { MMS_CONSTANT_NEW, MMS_CONSTANT_OPEN, MMS_CONSTANT_KNOWN } state;
  int value;
} MmsConstant;

/* A variable (no record), or a member */
typedef struct
{
  const char *record;
  const char *name;
  MmsPosition at;
  MmsObjectKind kind;
  MmsSimType type;
  MmsFieldUse use;
  MmsNode *size;    /* of an array */
  MmsNode *initial; /* nullable */
  int field;        /* in the program, once it is laid out; -1 before */
} MmsMember;

/* An mm or a task of the scenario.  The properties are BINARY nodes: a NAME and what it is to be. */
typedef struct
{
  const char *name;
  MmsPosition at;
  gboolean is_task;
  gboolean is_kernel;
  GPtrArray *properties;
  int value; /* the pointer, once it is known; 0 before */
} MmsThing;

typedef struct
{
  MmsNode *cpu;
  MmsNode *list;
  gboolean is_override;
} MmsScript;

typedef struct
{
  guint level; /* 1 softirq, 2 interrupt, 3 NMI */
  MmsNode *times; /* nullable: once */
  MmsNode *cpu;
  const char *name; /* nullable */
  MmsPosition at;
  MmsNode *body;
} MmsIntrusionText;

/* What is said of a statement from outside it. */
typedef enum
{
  MMS_EDIT_WITHOUT,
  MMS_EDIT_REPLACE,
  MMS_EDIT_BEFORE,
  MMS_EDIT_AFTER,
  MMS_EDIT_WEAKEN, /* it stays, and orders nothing */
  MMS_EDIT_FENCE,  /* smp_mb() before it; only by place */
} MmsEditKind;

typedef struct
{
  MmsEditKind kind;
  const char *label; /* or NULL: */
  const char *file;
  guint line;
  MmsPosition at;    /* where this is said; line 0: on the command line */
  MmsNode *list;     /* of REPLACE, BEFORE and AFTER */
} MmsEdit;

typedef struct
{
  GPtrArray *texts;       /* MmsText */
  gsize n_bytes;          /* of all texts */
  GPtrArray *diagnostics; /* MmsDiagnostic */
  guint n_problems;       /* those that were not kept, too */
  guint n_lacking;        /* of these, overrides and calls of what is not there */
  GPtrArray *notes;       /* texts: what is no error */
  GHashTable *problems;   /* "file:line:column:message": nothing is said twice */

  GPtrArray *blocks;      /* of nodes */
  guint n_nodes;          /* in the last block */
  GStringChunk *strings;

  const char *scheme;
  const char *scheme_title;
  const char *scenario;
  const char *scenario_name;
  const char *title;
  const char *arch;
  GHashTable *features;   /* name -> NAME node, @a: its value */
  GHashTable *functions;  /* name -> MmsFunction, the one in force */
  GHashTable *constants;  /* name -> MmsConstant */
  GHashTable *members;    /* "record.name" or "name" -> MmsMember */
  GHashTable *records;    /* names of percpu structs */
  GHashTable *things;     /* name -> MmsThing */
  GPtrArray *function_order; /* MmsFunction: all of them; owns */
  GPtrArray *constant_order; /* owns */
  GPtrArray *member_order;   /* owns */
  GPtrArray *thing_order;    /* owns */
  GArray *scripts;        /* MmsScript */
  GArray *intrusions;     /* MmsIntrusionText */
  GPtrArray *setup;       /* AT_CPU nodes */
  GPtrArray *finals;      /* BLOCK nodes */
  GPtrArray *required;    /* NAME nodes, or MEMBER of a NAME */
  GPtrArray *statements;  /* all statement nodes, for edits by place */
  GArray *edits;          /* MmsEdit */
  GHashTable *edit_assigned; /* names that the edits give a value to */
  gboolean edits_call_original;
  MmsNode *n_cpus;        /* nullable: not said */
  int cpu_count;          /* how many CPUs there are, once it is known; 0 before */
  MmsNode *n_free_mms;
} MmsUnit;

MmsUnit *mms_unit_new  (void);
void     mms_unit_free (MmsUnit *unit);

/* @path, @text: (transfer full).  Returns: its index, or -1 after telling @at that it cannot be one */
int mms_unit_add_text (MmsUnit     *unit,
                       char        *path,
                       char        *text,
                       gsize        length,
                       MmsPosition  at);

/* (transfer none) */
MmsNode    *mms_unit_new_node (MmsUnit     *unit,
                               MmsNodeKind  kind,
                               MmsPosition  at);
const char *mms_unit_intern   (MmsUnit     *unit,
                               const char  *text,
                               gsize        length);

void     mms_unit_complain   (MmsUnit     *unit,
                              MmsPosition  at,
                              const char  *format,
                              ...) G_GNUC_PRINTF (3, 4);
gboolean mms_unit_has_failed (const MmsUnit *unit);
/* Whether something is wrong that would be wrong with any other scheme as well. */
gboolean mms_unit_is_wrong   (const MmsUnit *unit);

/* "S6.lazy:12", for messages about another place.  (transfer full) */
char *mms_unit_describe (const MmsUnit *unit,
                         MmsPosition    at);

/* Whether @name may become the name of a constant, variable, mm or task at @at; else says so. */
gboolean mms_unit_claim_name (MmsUnit     *unit,
                              const char  *name,
                              MmsPosition  at);

/* @record: (nullable).  Returns: (nullable) (transfer none) */
MmsMember *mms_unit_find_member (const MmsUnit *unit,
                                 const char    *record,
                                 const char    *name);

/* Takes @function; says so if it may not be defined (again). */
void mms_unit_add_function (MmsUnit     *unit,
                            MmsFunction *function,
                            gboolean     is_override);
void mms_unit_add_constant (MmsUnit     *unit,
                            const char  *name,
                            MmsPosition  at,
                            MmsNode     *expression,
                            gboolean     is_override);
/* Takes a copy of @member. */
void mms_unit_add_member   (MmsUnit         *unit,
                            const MmsMember *member,
                            gboolean         is_override);
/* Returns: (transfer none): whose properties to extend */
MmsThing *mms_unit_add_thing (MmsUnit     *unit,
                              const char  *name,
                              MmsPosition  at,
                              gboolean     is_task,
                              gboolean     is_kernel,
                              gboolean     is_override);

/* Does what the edits say to the statements; those that name nothing are told. */
void     mms_unit_apply_edits (MmsUnit *unit);
/* Whether text @index is called @file, with its folders or without. */
gboolean mms_unit_is_text (const MmsUnit *unit,
                           guint          index,
                           const char    *file);

const char *mms_type_get_name (int type); /* "mm *" */

G_END_DECLS
