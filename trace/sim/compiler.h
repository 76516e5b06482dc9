/* compiler.h - from trees to instructions; for the compiler's own files
 *
 * Everything is compiled into the body that begins somewhere (a statement of a script, a handler …):
 * calls become the code of what they call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "builtin.h"
#include "fold.h"
#include "unit.h"

G_BEGIN_DECLS

#define MMS_MAX_CALLS  32
#define MMS_MAX_LOCALS 256 /* in scope, with those of the callers */

/* A value: known, or in a register. */
typedef struct
{
  gboolean is_constant;
  int type;
  int value;
  guint8 reg;
} MmsOperand;

/* What can be given a value: a local variable, or a location */
typedef struct
{
  gboolean is_local;
  gboolean is_ghost; /* a variable that a ghost may change */
  int type;
  guint8 reg;     /* of a local variable */
  guint16 field;
  guint8 index;   /* register, or MMS_SIM_NO_REGISTER */
} MmsSlot;

typedef struct
{
  const char *name;
  const char *record;   /* (nullable): it points to that percpu struct, and its value is the CPU */
  MmsPosition at;
  int type;
  gboolean is_constant; /* it is given no other value, so it needs no register */
  gboolean is_ghost;    /* declared in one */
  int value;
  guint8 reg;
} MmsLocal;

/* Of the function that is being compiled into a body: what its return does. */
typedef struct
{
  const MmsFunction *function; /* nullable: a script, where return ends the body */
  const MmsNode *tail;         /* the statement behind which the function ends anyway */
  int type;
  guint8 reg;                  /* for its value */
  GArray *jumps;               /* guint16: those that are to go to its end */
  guint first_local;
} MmsFrame;

typedef struct
{
  GArray *breaks;    /* guint16 */
  GArray *continues; /* guint16 */
} MmsLoop;

typedef struct
{
  const MmsFunction *function;
  GArray *calls; /* guint16: IPI instructions */
} MmsHandler;

typedef struct
{
  MmsUnit *unit;
  MmsProgram *program;
  GArray *locals;       /* MmsLocal: those in scope, the innermost last */
  MmsFrame *frame;
  MmsLoop *loop;        /* nullable */
  guint n_registers;    /* in use */
  guint n_calls;        /* open */
  guint depth;          /* of recursion */
  guint n_visited;      /* nodes, so far */
  gboolean is_over;     /* a limit was hit: nothing is compiled any more */
  guint ghost;          /* how many ghosts around: no memory operations */
  guint weaken;         /* how many statements around order nothing */
  gboolean is_final;    /* there is no CPU that does this */
  gboolean is_checking; /* a function that nobody calls: only what is wrong by itself is of interest,
                         * and calls need not be followed */
  guint16 function;     /* for instructions */
  guint16 label;
  guint16 site;
  GPtrArray *handlers;  /* MmsHandler */
  GHashTable *labels;   /* name -> index of the program */
  GHashTable *weakened; /* "file:line" */
} MmsCompiler;

/* Says @why, and nothing more is compiled. */
void   mms_compile_give_up      (MmsCompiler   *compiler,
                                 const MmsNode *node,
                                 const char    *why);
/* Registers */
guint8 mms_compile_new_register (MmsCompiler   *compiler,
                                 const MmsNode *node);

/* Instructions.  @node: of whose place it is.  Returns: its pc; 0: a limit was hit */
guint16 mms_compile_emit  (MmsCompiler          *compiler,
                           const MmsNode        *node,
                           const MmsInstruction *instruction);
/* r[a] = r[b] op r[c] and the like */
guint16 mms_compile_local (MmsCompiler   *compiler,
                           const MmsNode *node,
                           MmsOp          op,
                           guint8         a,
                           guint8         b,
                           guint8         c);
guint16 mms_compile_jump  (MmsCompiler   *compiler,
                           const MmsNode *node);
guint16 mms_compile_here  (const MmsCompiler *compiler);
/* What is compiled next is called from @node's line, or is the statement there. */
void    mms_compile_enter_site (MmsCompiler   *compiler,
                                const MmsNode *node);
void    mms_compile_aim   (MmsCompiler *compiler,
                           guint16      pc,
                           guint16      target);
void    mms_compile_aim_all (MmsCompiler  *compiler,
                             const GArray *jumps,
                             guint16       target);

/* One more level of recursion and one more visit; FALSE: nothing more is compiled.  Leave only after
 * TRUE. */
gboolean mms_compile_enter (MmsCompiler   *compiler,
                            const MmsNode *node);
void     mms_compile_leave (MmsCompiler   *compiler);

/* Operands */
MmsOperand mms_operand_constant (int    type,
                                 int    value);
MmsOperand mms_operand_register (int    type,
                                 guint8 reg);
/* Puts it into a register: @want, or if that is MMS_SIM_NO_REGISTER wherever it is or one is free */
guint8     mms_compile_load     (MmsCompiler      *compiler,
                                 const MmsNode    *node,
                                 const MmsOperand *operand,
                                 guint8            want);
void       mms_compile_check    (MmsCompiler      *compiler,
                                 const MmsNode    *node,
                                 int               to,
                                 const MmsOperand *operand,
                                 const char       *what);

/* Expressions.  @want: where a value that is not known is best put, or MMS_SIM_NO_REGISTER */
MmsOperand mms_compile_expression (MmsCompiler   *compiler,
                                   const MmsNode *node,
                                   guint8         want);
/* The value, in some register */
guint8     mms_compile_value      (MmsCompiler   *compiler,
                                   const MmsNode *node,
                                   int            type,
                                   const char    *what);
MmsOperand mms_compile_binary     (MmsCompiler      *compiler,
                                   const MmsNode    *node,
                                   guint32           sign,
                                   const MmsOperand *a,
                                   const MmsOperand *b,
                                   guint8            want);
/* Whether the function at hand gives the name another value than the first one. */
gboolean   mms_compile_is_assigned (const MmsFunction *function,
                                    const MmsCompiler *compiler,
                                    const char        *name);
MmsOperand mms_compile_call       (MmsCompiler   *compiler,
                                   const MmsNode *node,
                                   guint8         want);
MmsOperand mms_compile_builtin    (MmsCompiler   *compiler,
                                   const MmsNode *node,
                                   guint8         want);

/* Conditions */
typedef enum
{
  MMS_BRANCH_MAYBE,
  MMS_BRANCH_ALWAYS, /* it is known to jump: nothing was emitted for that */
  MMS_BRANCH_NEVER,
} MmsBranch;

/* Jumps if @node is @sense; @jumps gets those to aim. */
MmsBranch mms_compile_branch (MmsCompiler   *compiler,
                              const MmsNode *node,
                              gboolean       sense,
                              GArray        *jumps);

/* Slots.  FALSE after having said what is wrong */
gboolean   mms_compile_slot  (MmsCompiler   *compiler,
                              const MmsNode *node,
                              MmsSlot       *slot);
MmsOperand mms_compile_read  (MmsCompiler   *compiler,
                              const MmsNode *node,
                              const MmsSlot *slot,
                              MmsOrder       order,
                              guint8         want);
void       mms_compile_write (MmsCompiler   *compiler,
                              const MmsNode *node,
                              const MmsSlot *slot,
                              MmsOrder       order,
                              guint8         flags,
                              const MmsOperand *value);
/* (nullable) */
MmsLocal  *mms_compile_find_local (const MmsCompiler *compiler,
                                   const char        *name);
guint8     mms_compile_declare    (MmsCompiler   *compiler,
                                   const MmsNode *node,
                                   const char    *name,
                                   int            type);
/* What @order becomes where statements are weakened */
MmsOrder   mms_compile_order      (const MmsCompiler *compiler,
                                   const MmsNode     *node,
                                   MmsOrder           order);

/* Statements */
void mms_compile_statement (MmsCompiler   *compiler,
                            const MmsNode *node);
void mms_compile_list      (MmsCompiler   *compiler,
                            const MmsNode *list);
/* One statement in a scope of its own, as C has for what a loop repeats */
void mms_compile_scoped    (MmsCompiler   *compiler,
                            const MmsNode *node); /* nullable */
/* Loops, and what leaves them */
void mms_compile_loop      (MmsCompiler   *compiler,
                            const MmsNode *node);
/* Between the two no memory operation, and what stands there can be put off as a whole.  Returns: where it
 * begins, for the end */
guint16 mms_compile_enter_ghost (MmsCompiler *compiler);
void mms_compile_leave_ghost (MmsCompiler  *compiler,
                              guint16       begin);
void mms_compile_forbid    (MmsCompiler   *compiler,
                            const MmsNode *node);
void mms_compile_trace     (MmsCompiler   *compiler,
                            const MmsNode *node);

/* The report for detector @id, which @text explains; 0 after having said that there is no such id */
guint mms_compile_report (MmsCompiler   *compiler,
                          const MmsNode *node,
                          const char    *id,
                          const char    *text,
                          gboolean       is_info);
/* The handler's entry becomes @pc's target, later. */
void  mms_compile_handler (MmsCompiler       *compiler,
                           const MmsFunction *function,
                           guint16            pc);

/* A body of its own: @list, of @function (with its parameters in the first registers) or of what is
 * called @name.  @at: whose place its end has.  Returns: its entry */
guint16 mms_compile_body (MmsCompiler   *compiler,
                          const MmsNode *at,
                          const MmsNode *list,
                          MmsFunction   *function, /* nullable */
                          const char    *name);

/* Layout */
gboolean mms_layout_things   (MmsUnit     *unit,
                              MmsProgram  *program);
/* Fields that count even if nobody accesses them */
void     mms_layout_watched  (MmsUnit     *unit,
                              MmsProgram  *program);
guint    mms_layout_count   (MmsUnit         *unit,
                             const MmsProgram *program,
                             const MmsMember *member);
guint    mms_layout_field    (MmsUnit     *unit,
                              MmsProgram  *program,
                              MmsMember   *member);
void     mms_layout_initial  (MmsUnit     *unit,
                              MmsProgram  *program);

/* Everything.  What goes wrong is told to the unit. */
void mms_compile_unit (MmsUnit    *unit,
                       MmsProgram *program);

G_END_DECLS
