/* program.h - a scheme and a scenario, compiled for the machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Limits that follow from the form of a state: cells of 16 bits. */
#define MMS_SIM_MAX_CPUS      8
#define MMS_SIM_MAX_TASKS     31
#define MMS_SIM_MAX_MMS       31    /* addresses, init_mm among them */
#define MMS_SIM_MAX_REGISTERS 64    /* of one context */
#define MMS_SIM_MAX_LOCATIONS 1024
#define MMS_SIM_MAX_CODE      32000 /* instructions */
#define MMS_SIM_MIN_VALUE     (-15000)
#define MMS_SIM_MAX_VALUE     15000
#define MMS_SIM_NO_REGISTER   255

/* An mm pointer is its address, 1 (init_mm) to 31, and above these five bits the generation of what
 * lived there when the pointer was made.  The kernel sees the address alone; that the generations
 * differ is what the machine knows and the kernel does not.  A task pointer is the task's number
 * plus one.  0 is NULL, for both. */
#define MMS_SIM_MM_ADDRESS(pointer)    ((pointer) & 31)
#define MMS_SIM_MM_GENERATION(pointer) ((pointer) >> 5)
#define MMS_SIM_MM_POINTER(address, generation) ((address) | (generation) << 5)

typedef enum
{
  MMS_OBJECT_GLOBAL, /* one of its kind */
  MMS_OBJECT_MM,     /* by mm pointer */
  MMS_OBJECT_TASK,   /* by task pointer */
  MMS_OBJECT_CPU,    /* by CPU number, from 0: percpu */
  MMS_OBJECT_ARRAY,  /* by number, from 0 */
} MmsObjectKind;

typedef enum
{
  MMS_TYPE_INT,
  MMS_TYPE_CPUMASK,
  MMS_TYPE_MM,   /* pointer */
  MMS_TYPE_TASK, /* pointer */
} MmsSimType;

/* What a field is to the machine's own detectors; see SCHEMES of the documentation for the ids. */
typedef enum
{
  MMS_FIELD_PLAIN,
  MMS_FIELD_GHOST,    /* what ghosts remember: no memory, and all CPUs see it as it is */
  MMS_FIELD_REFCOUNT, /* below 0: D10; raised from 0: D12 */
  MMS_FIELD_HOLDER,   /* while a CPU has an mm in it, the mm must not be freed: D15.  Of a task's
                       * field that counts for the CPU that runs the task */
  MMS_FIELD_STALE,    /* may name a freed mm as long as nobody follows it: D05 */
  MMS_FIELD_HAZARD,   /* a slot that asks others to keep what it names: D20, D22, D43 */
  MMS_FIELD_DEFERRED, /* a slot with a counted reference for its CPU to drop: D25, D26, D27, D28 */
} MmsFieldUse;

/* A variable, or a member of every object of one kind.  Element i of it lives at @base + i; i is
 * the pointed-to object's number: address - 1 of an mm, number of a task, CPU, index. */
typedef struct
{
  char *name;      /* "lazy_mm" */
  char *record;    /* "rq", "mm", "task"; NULL: a variable */
  MmsObjectKind kind;
  MmsSimType type;
  MmsFieldUse use;
  guint16 base;    /* location of element 0 */
  guint16 n;       /* elements */
} MmsSimField;

typedef enum
{
  MMS_ORDER_PLAIN,
  MMS_ORDER_ONCE,
  MMS_ORDER_ACQUIRE,
  MMS_ORDER_RELEASE,
  MMS_ORDER_RELAXED, /* of read-modify-writes */
  MMS_ORDER_FULL,
  MMS_ORDER_MB,      /* of fences */
  MMS_ORDER_WMB,
  MMS_ORDER_RMB,
  MMS_ORDER_COMPILER, /* barrier(): none for the CPU */
} MmsOrder;

/* Registers are written r[a], r[b], r[c]; "place" is the location that @field and r[index] name. */
typedef enum
{
  /* Local: no step of their own. */
  MMS_OP_CONST,    /* r[a] = imm */
  MMS_OP_MOVE,     /* r[a] = r[b] */
  MMS_OP_NOT,      /* r[a] = !r[b] */
  MMS_OP_NEGATE,
  MMS_OP_INVERT,   /* r[a] = ~r[b], of a cpumask: within the CPUs there are */
  MMS_OP_ADD,      /* r[a] = r[b] op r[c] */
  MMS_OP_SUB,
  MMS_OP_MUL,
  MMS_OP_AND,
  MMS_OP_OR,
  MMS_OP_XOR,
  MMS_OP_SHL,
  MMS_OP_SHR,
  MMS_OP_EQ,
  MMS_OP_NE,
  MMS_OP_LT,
  MMS_OP_LE,
  MMS_OP_EQ_MM,    /* as the kernel compares: addresses.  Equal with other generations: D07 */
  MMS_OP_NE_MM,
  MMS_OP_JUMP,     /* to target */
  MMS_OP_JUMP_IF_ZERO,  /* r[b] */
  MMS_OP_THIS_CPU, /* r[a] = the CPU that executes this */
  MMS_OP_CURRENT,  /* r[a] = its task */
  MMS_OP_IRQS_OFF, /* r[a] = interrupts are off here, or this is an interrupt */
  MMS_OP_LEVEL,    /* r[a] = 0 task, 1 softirq, 2 interrupt, 3 NMI */
  MMS_OP_PEEK,     /* r[a] = place, as this CPU sees it; ghost: no memory operation */
  MMS_OP_PEEK_CR3, /* r[a] = what CR3 of CPU r[b] holds; ghost */
  MMS_OP_PEEK_FREED, /* r[a] = bits 1 user tables, 2 pgd, 4 struct of r[b] are freed; ghost */
  MMS_OP_REPORT,   /* if r[b] is not 0 (or b is none): the machine's detector imm has found something */
  MMS_OP_TRACE,    /* an event for the trace: event imm; arguments r[a], r[b], r[c], those there are */
  MMS_OP_ASSUME,   /* if r[b] is 0, this run does not count */
  MMS_OP_FAILED,   /* r[b] was found, a value of @field's type: if it does not differ from r[c] (imm 1: does not equal
                    * it), there is no such run: the CMPXCHG would have stored, the AWAIT gone on waiting */
  MMS_OP_POKE,     /* place = r[b], of a ghost's own: no memory operation */

  /* Steps of the memory system. */
  MMS_OP_LOAD,     /* r[a] = place */
  MMS_OP_STORE,    /* place = r[b] */
  MMS_OP_XCHG,     /* r[a] = place; place = r[b] */
  MMS_OP_CMPXCHG,  /* r[a] = place; if it equals r[b] (of an mm: its address) place = r[c].  Under weak it can go on at
                    * target, unless that is 0: a load and FAILED, for one that stores nothing orders nothing */
  MMS_OP_RMW_ADD,  /* r[a] = place; place += r[b].  a none: returns nothing, so no order in LKMM */
  MMS_OP_RMW_AND,
  MMS_OP_RMW_OR,
  MMS_OP_ADD_UNLESS, /* r[a] = place; if it is not r[c], place += r[b]; target as above */
  MMS_OP_FENCE,
  MMS_OP_LOCK,     /* waits for place to be 0, makes it 1: acquire */
  MMS_OP_UNLOCK,   /* place = 0: release */
  MMS_OP_AWAIT,    /* r[a] = place, once it equals r[b] (flag NOT: once it differs); imm: what is
                    * reported if that never comes, 0: MMS_REPORT_STUCK.  Under weak it can go on at
                    * target, unless that is 0: of a loop of loads what is behind can overtake the last */
  MMS_OP_USE,      /* follows mm pointer r[b]: a load of what lives there */

  /* Steps of the CPU. */
  MMS_OP_CR3,      /* CR3 = r[b]; order FULL: serializing, as on x86 */
  MMS_OP_IRQ,      /* imm 0: off, 1: on */
  MMS_OP_PREEMPT,  /* imm 1: disable, -1: enable (nests) */
  MMS_OP_SWITCH_TO, /* the CPU goes to task r[b]; when this context runs again, r[a] is the task that
                    * ran before it.  A task without a frame starts at the program's start_task */
  MMS_OP_IPI,      /* to the CPUs of mask r[b] but itself that are online: run target there with
                    * registers 0 and 1 = r[c], r[a], those there are.  Does not wait */
  MMS_OP_IPI_WAIT, /* until all of them have answered */
  MMS_OP_ALLOC,    /* r[a] = a new mm, at the address freed last if there is one; NULL: none left */
  MMS_OP_FREE,     /* imm 1: user page tables, 2: pgd, 4: struct (and the address) of r[b] */
  MMS_OP_CHOOSE,   /* r[a] = any of 0 to imm */
  MMS_OP_STOP,     /* imm 1: once every other CPU could be preempted, none of them goes on; 0: they do */
  MMS_OP_RETURN,   /* the context's end: a handler answers, a task goes back to its script */
  MMS_N_OPS
} MmsOp;

#define MMS_FLAG_NOT   1 /* AWAIT: until it differs */
#define MMS_FLAG_QUIET 2 /* a store that initializes: no finding may rest on the old value */
#define MMS_FLAG_TRYLOCK 8 /* a CMPXCHG that takes a lock if it is free */
#define MMS_FLAG_COUNTED 16 /* a JUMP back, of a loop that counts: it comes to its end by itself */
#define MMS_FLAG_GHOST 4 /* nothing but what ghosts remember and say depends on it */

typedef struct
{
  guint8 op;
  guint8 order;
  guint8 a;
  guint8 b;
  guint8 c;
  guint8 index; /* register; none: the field has one element */
  guint8 flags;
  guint8 source; /* file */
  guint16 field;
  guint16 target;
  gint16 imm;
  guint16 line;  /* from 1 */
  guint16 function; /* index into functions: whose text the line is */
  guint16 label;    /* index into labels; 0: none */
  guint16 site;     /* index into sites: what it is called from; 0: nothing */
  guint16 end;      /* of a ghost's instruction: where its statement ends */
} MmsInstruction;

/* A line that calls a function, of which nothing else is left in the code, or the line of a script or setup
 * that all the code of a statement comes from. */
typedef struct
{
  guint16 entry;  /* where that code begins */
  guint16 line;
  guint16 caller; /* index into sites: what that line is called from; 0: nothing */
  guint8 source;
} MmsSite;

/* Reports that every program has; its own follow. */
typedef enum
{
  MMS_REPORT_STUCK,  /* waits for what never comes */
  MMS_REPORT_OOPS,   /* follows NULL */
  MMS_REPORT_BROKEN, /* an index or a value out of range, an endless loop: the model is wrong */
  MMS_N_FIXED_REPORTS
} MmsFixedReport;

/* A detector's id, with a text of its own for this place; see mms_program_add_report(). */
typedef struct
{
  char *id;   /* "D22" */
  char *text; /* what is said where it shows; NULL: the detector's own statement */
  gboolean is_info; /* worth telling, and no violation */
} MmsReport;

typedef struct
{
  char *name;        /* "mmput_last" */
  guint n_arguments; /* up to 3 */
  char *arguments[3]; /* "mm" */
  MmsSimType types[3];
} MmsTraceEvent;

typedef struct
{
  char *name; /* as the trace calls the file: "S6.lazy" */
  char *text;
} MmsSource;

typedef struct
{
  char *name;     /* "sh" */
  gboolean is_kernel;
  int cpu;        /* that runs it at the start; -1: none */
} MmsSimTask;

typedef enum
{
  MMS_STATEMENT_CALL,    /* when the CPU's task has nothing to do */
  MMS_STATEMENT_PREEMPT, /* also in the middle of what a task does, where it can be preempted */
} MmsStatementKind;

/* One line of a CPU's script. */
typedef struct
{
  MmsStatementKind kind;
  guint16 entry;
} MmsStatement;

/* Something that comes when it likes, @times at most, on @cpu. */
typedef struct
{
  guint8 cpu;
  guint8 level; /* 1 softirq, 2 interrupt, 3 NMI */
  guint8 times;
  guint16 entry;
  char *name;
} MmsIntrusion;

typedef struct
{
  guint8 cpu;
  guint16 entry;
} MmsSetup;

/**
 * MmsProgram:
 *
 * What the machine runs.  Filled by a compiler (language or litmus), closed by
 * mms_program_finish(), and from then on immutable: any number of machines on any threads may use it.
 */
typedef struct
{
  char *scheme;   /* "S6g" */
  char *scenario; /* "SC02" */
  char *title;
  char *arch;     /* "x86", …; what the trace's header says */

  guint n_cpus;
  guint n_mms;    /* addresses; address 1 is init_mm */
  char *mm_names[MMS_SIM_MAX_MMS]; /* by address - 1; NULL: allocated later */
  GArray *tasks;  /* MmsSimTask; the first n_cpus are the idle tasks */

  GArray *fields; /* MmsSimField */
  GArray *initial; /* gint16, by location */
  GArray *code;   /* MmsInstruction; 0 is never executed */
  GArray *functions; /* char *; 0 is "" */
  GArray *labels; /* char *; 0 is "" */
  GArray *sites;  /* MmsSite; 0 is none */
  GArray *reports; /* MmsReport */
  GArray *events; /* MmsTraceEvent */
  GArray *sources; /* MmsSource */

  GArray *setup;  /* MmsSetup: done in this order before anything else, undisturbed */
  GArray *scripts[MMS_SIM_MAX_CPUS]; /* MmsStatement */
  GArray *intrusions; /* MmsIntrusion */
  GArray *finals; /* guint16: code of local operations, run at each end; REPORT and TRACE only */
  guint16 start_task; /* entry: what a task does first, with register 0 the task before; 0: nothing */

  int online_field;    /* of type CPUMASK, for IPIs; -1: all CPUs are online */
  gboolean iret_full;  /* the end of an interrupt orders everything, as on x86 */

  /* Made by mms_program_finish(). */
  guint n_locations;
  guint n_registers;   /* of a context */
  guint64 *live;       /* by instruction: registers that are still read from there on */
  guint64 *uses;       /* by instruction: registers that it reads */
  guint64 *needs;      /* by instruction of a ghost: registers that it needs from there to its end */
  struct _MmsFutures *futures; /* what code may still touch; futures.h */
} MmsProgram;

MmsProgram *mms_program_new  (void);
void        mms_program_free (MmsProgram *program);

/* (transfer none): @name etc. are copied.  Each returns the index of what was added. */
guint mms_program_add_field    (MmsProgram     *program,
                                const char     *record,
                                const char     *name,
                                MmsObjectKind   kind,
                                MmsSimType      type,
                                MmsFieldUse     use,
                                guint           n);
guint mms_program_add_report   (MmsProgram     *program,
                                const char     *id,
                                const char     *text);
/* The same; @is_info: it is worth telling, and no violation */
guint mms_program_add_information (MmsProgram  *program,
                                   const char  *id,
                                   const char  *text,
                                   gboolean     is_info);
guint mms_program_add_function (MmsProgram     *program,
                                const char     *name);
guint mms_program_add_label    (MmsProgram     *program,
                                const char     *name);
/* 0: there is no room for more */
guint mms_program_add_site     (MmsProgram     *program,
                                const MmsSite  *site);
guint mms_program_add_source   (MmsProgram     *program,
                                const char     *name,
                                const char     *text);
guint mms_program_add_task     (MmsProgram     *program,
                                const char     *name,
                                gboolean        is_kernel,
                                int             cpu);
/* Returns: where it is; code grows to the end */
guint16 mms_program_emit       (MmsProgram           *program,
                                const MmsInstruction *instruction);

/* The value of element @element of @field before the setup. */
void mms_program_set_initial (MmsProgram *program,
                              guint       field,
                              guint       element,
                              gint16      value);

/* -1: there is none */
int mms_program_find_field (const MmsProgram *program,
                            const char       *record, /* (nullable) */
                            const char       *name);

/* Whether a task can be preempted, and then go on elsewhere, at any point. */
gboolean mms_program_may_preempt (const MmsProgram *program);

/* (transfer full): "rq1.lazy_mm", "A.mm_count", "sh.active_mm", "x", "x[2]" */
char *mms_program_name_location (const MmsProgram *program,
                                 guint             location);
const MmsSimField *mms_program_get_location_field (const MmsProgram *program,
                                                guint             location,
                                                guint            *element);

/**
 * mms_program_finish:
 *
 * Checks that the program is whole (every register, target, field and entry is in range, limits are
 * kept), and computes which registers live where and what code may touch.
 *
 * Returns: %FALSE with @error set if the machine cannot run it
 */
gboolean mms_program_finish (MmsProgram  *program,
                             GError     **error);

static inline const MmsInstruction *
mms_program_get_instruction (const MmsProgram *program,
                             guint             pc)
{
  return &g_array_index (program->code, MmsInstruction, pc);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsProgram, mms_program_free)

#define MMS_SIM_ERROR (mms_sim_error_quark ())
GQuark mms_sim_error_quark (void);

typedef enum
{
  MMS_SIM_ERROR_TEXT,    /* a file is no program: the message has its place */
  MMS_SIM_ERROR_LIMIT,   /* larger than the machine can hold */
  MMS_SIM_ERROR_PROGRAM, /* it cannot be run: the setup does not come to its end */
} MmsSimError;

G_END_DECLS
