/* litmus-build.h - what the parts of the reader of litmus tests share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text is read twice.  Which variables have their address taken, and which locals the condition
 * asks for, is known only at its end; the second time it is known from the start.
 */

#pragma once

#include "litmus-scan.h"
#include "litmus.h"

G_BEGIN_DECLS

/* Nobody nests deeper, and each level takes some of the stack. */
#define MMS_LITMUS_MAX_DEPTH 64

/* What stays between the two readings. */
typedef struct
{
  GPtrArray *taken;    /* names of variables whose address is a value somewhere */
  GPtrArray *observed; /* "0:r1" */
} MmsLitmusFacts;

/**
 * MmsLitmusVariable:
 * @depth: how many times its value can be followed: 1 of `int *p`
 * @has_depth: it has been declared with its type
 * @element: in the field for variables that pointers lead to; -1: it has a field of its own
 */
typedef struct
{
  char *name;
  guint depth;
  gboolean has_depth;
  guint field;
  int element;
} MmsLitmusVariable;

/**
 * MmsLitmusLocal:
 * @variable: what the parameter leads to; -1: it is no parameter
 * @register: of what is no parameter
 */
typedef struct
{
  char *name;
  guint depth;
  int variable;
  guint8 reg;
} MmsLitmusLocal;

typedef enum
{
  MMS_OPERAND_NUMBER,
  MMS_OPERAND_ADDRESS,
  MMS_OPERAND_REGISTER,
} MmsLitmusOperandForm;

/* The value of an expression; @depth as of variables. */
typedef struct
{
  MmsLitmusOperandForm form;
  guint depth;
  int number;
  guint variable;
  guint8 reg;
} MmsLitmusOperand;

/* What `0:r1=…` gave a local before its process is read. */
typedef struct
{
  guint process;
  char *name;
  MmsLitmusOperand value;
} MmsLitmusBinding;

typedef struct
{
  MmsLitmusScan scan;
  MmsLitmusFacts *facts;
  MmsLitmus *litmus;
  MmsProgram *program; /* the litmus's */
  GArray *variables;   /* MmsLitmusVariable */
  int memory;          /* field of variables that pointers lead to; -1: not yet */
  GArray *bindings;    /* MmsLitmusBinding */
  GArray *locals[MMS_SIM_MAX_CPUS]; /* MmsLitmusLocal */
  guint n_processes;
  guint depth;         /* of nesting */

  /* Of the process at hand. */
  guint n_registers;   /* locals have them up to there */
  guint n_used;        /* and values in between up to there */
  guint n_steps;
  guint n_entries; /* what may be under way at once, of this process: arithmetic as well */
  guint16 function;
  guint8 previous;     /* op of the step just before; none: unknown, MMS_N_OPS */
  guint8 before_previous;
  gboolean has_unlocked;
  MmsLitmusToken before_atomic; /* a fence whose atomic operation is still to come; or no start */
} MmsLitmusBuild;

/* Everything below returns %FALSE once something is wrong; the scan has the error. */

/* --- litmus-names.c --- */

/* Returns: the index, -1: there is none */
int      mms_litmus_find_variable (MmsLitmusBuild       *build,
                                   const MmsLitmusToken *name);
/* Finds it or makes it; -1: too many.  @depth -1: its type is not told here */
int      mms_litmus_get_variable  (MmsLitmusBuild       *build,
                                   const MmsLitmusToken *name,
                                   int                   depth);
/* The value of a pointer to it. */
int      mms_litmus_take_address  (MmsLitmusBuild *build,
                                   guint           variable);
guint    mms_litmus_get_location  (MmsLitmusBuild *build,
                                   guint           variable);
/* The field that pointers lead into. */
guint    mms_litmus_get_memory    (MmsLitmusBuild *build);
/* (nullable) */
MmsLitmusLocal *mms_litmus_find_local (MmsLitmusBuild       *build,
                                       guint                 process,
                                       const MmsLitmusToken *name);
/* (nullable): without error if it has been declared before in the same way */
MmsLitmusLocal *mms_litmus_add_local  (MmsLitmusBuild       *build,
                                       guint                 process,
                                       const MmsLitmusToken *name,
                                       guint                 depth);
/* Whether the word at hand begins a type; @depth: (out): how many stars it has */
gboolean mms_litmus_is_type       (MmsLitmusBuild *build);
gboolean mms_litmus_take_type     (MmsLitmusBuild *build,
                                   guint          *depth);
/* `P3`; -1: the word is no process */
int      mms_litmus_parse_process (const MmsLitmusToken *token);

/* --- litmus-emit.c --- */

guint8   mms_litmus_new_register  (MmsLitmusBuild *build);
guint    mms_litmus_emit          (MmsLitmusBuild *build,
                                   MmsInstruction  instruction);
/* A place where control may come from elsewhere, or go elsewhere. */
gboolean mms_litmus_emit_joint    (MmsLitmusBuild *build);
/* Lets the jump at @pc lead to what is emitted next. */
void     mms_litmus_land          (MmsLitmusBuild *build,
                                   guint           pc);
guint8   mms_litmus_load_operand  (MmsLitmusBuild         *build,
                                   const MmsLitmusOperand *operand);
/* Fills field and index of @instruction for where @pointer leads. */
gboolean mms_litmus_set_place     (MmsLitmusBuild         *build,
                                   MmsInstruction         *instruction,
                                   const MmsLitmusOperand *pointer);
MmsLitmusOperand mms_litmus_emit_binary (MmsLitmusBuild         *build,
                                         MmsOp                   op,
                                         const MmsLitmusOperand *left,
                                         const MmsLitmusOperand *right);
MmsLitmusOperand mms_litmus_emit_unary  (MmsLitmusBuild         *build,
                                         MmsOp                   op,
                                         const MmsLitmusOperand *operand);
/* 1 if it is not 0, or the other way round. */
MmsLitmusOperand mms_litmus_emit_truth  (MmsLitmusBuild         *build,
                                         const MmsLitmusOperand *operand,
                                         gboolean                is_not);
void     mms_litmus_emit_move     (MmsLitmusBuild         *build,
                                   guint8                  to,
                                   const MmsLitmusOperand *operand);

static inline MmsLitmusOperand
mms_litmus_number (int number)
{
  return (MmsLitmusOperand){ .form = MMS_OPERAND_NUMBER, .number = number };
}

static inline MmsLitmusOperand
mms_litmus_register (guint8 reg, guint depth)
{
  return (MmsLitmusOperand){ .form = MMS_OPERAND_REGISTER, .reg = reg, .depth = depth };
}

/* --- litmus-call.c --- */

/* At the bracket behind @name. @has_value: (out): whether @value is one */
gboolean mms_litmus_parse_call    (MmsLitmusBuild       *build,
                                   const MmsLitmusToken *name,
                                   MmsLitmusOperand     *value,
                                   gboolean             *has_value);

/* --- litmus-expression.c --- */

gboolean mms_litmus_parse_expression (MmsLitmusBuild   *build,
                                      MmsLitmusOperand *value);
/* `*` and what it follows; @pointer: (out): that */
gboolean mms_litmus_parse_target     (MmsLitmusBuild   *build,
                                      MmsLitmusOperand *pointer);
gboolean mms_litmus_enter            (MmsLitmusBuild   *build);
void     mms_litmus_leave            (MmsLitmusBuild   *build);

/* --- the parts of a test, in their order --- */

gboolean mms_litmus_parse_init      (MmsLitmusBuild *build);
gboolean mms_litmus_parse_body      (MmsLitmusBuild *build); /* of the last process */
gboolean mms_litmus_parse_process_head (MmsLitmusBuild *build);
gboolean mms_litmus_parse_questions (MmsLitmusBuild *build);

G_END_DECLS
