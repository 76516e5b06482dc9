/* machine-private.h - how a state is laid out, and what the machine's files share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "futures.h"
#include "instruction.h"
#include "machine.h"

G_BEGIN_DECLS

/* A register or an operand that waits for entry n of its CPU's window is this plus n (weak). */
#define MMS_PENDING 0x4000
#define MMS_IS_PENDING(value) ((value) >= MMS_PENDING)

#define MMS_MAX_WINDOW MMS_MACHINE_MAX_BUFFER
#define MMS_GHOST_ROOM 24 /* entries of a window beside those for the program, so that ghosts do not order it */

/* Local instructions between two steps; more is a loop without end. */
#define MMS_MAX_LOCAL 20000

/* The sets of outstanding IPIs of one sender: a task's and an interrupt's. */
#define MMS_N_IPI_SETS 2

/* Levels of contexts on a CPU, in the order in which they interrupt each other. */
enum
{
  LEVEL_TASK,
  LEVEL_SOFTIRQ,
  LEVEL_IRQ,
  LEVEL_NMI,
  N_LEVELS
};

/* Cells of a CPU, from its base on. */
enum
{
  CPU_SCRIPT,   /* statements begun */
  CPU_CURRENT,  /* task number */
  CPU_LEVELS,   /* bits of the levels above task that are active */
  CPU_IRQ_OFF,
  CPU_PREEMPT,  /* depth of preempt_disable() */
  CPU_CR3,      /* mm pointer */
  CPU_DANGLES,  /* bits: while interrupts were off, what this CPU holds was freed; DANGLES_* */
  CPU_IPI_FROM, /* the set that is being handled, plus one */
  CPU_N_FIXED
};

enum
{
  DANGLES_HOLDER = 1,
  DANGLES_CR3 = 2,
  DANGLES_STALE = 4,
  DANGLES_WALK = 8,
};

/* An entry of a store buffer (tso). */
enum
{
  STORE_LOCATION,
  STORE_VALUE,
  STORE_PC,
  STORE_N
};

/* An entry of a window (weak): an operation that was come to and has not taken effect.  Operands that
 * are not known yet name the entry that will give them. */
enum
{
  ENTRY_PC,
  ENTRY_INDEX, /* r[index], or for JUMP_IF_ZERO the guess */
  ENTRY_B,
  ENTRY_C,
  ENTRY_FLAGS,
  ENTRY_N,
  ENTRY_LATE_FOR = ENTRY_C, /* of a load of another CPU's hazard slot: the mm whose free, behind it, was faster */
};

enum
{
  ENTRY_OVERTAKEN = 1, /* a later store that took back a hazard slot was faster */
};

/* The machine's own alarms, behind the program's reports. */
typedef enum
{
  ALARM_D01,
  ALARM_D02,
  ALARM_D02_TRANSIENT,
  ALARM_D03,
  ALARM_D03_TRANSIENT,
  ALARM_D05,
  ALARM_D05_ASLEEP,
  ALARM_D07,
  ALARM_D10,
  ALARM_D11,
  ALARM_D12,
  ALARM_D14,
  ALARM_D15,
  ALARM_D20,
  ALARM_D21,
  ALARM_D22,
  ALARM_D25,
  ALARM_D26,
  ALARM_D27,
  ALARM_D28,
  ALARM_D32,
  ALARM_D33,
  ALARM_D33_UNANSWERED, /* in a deadlock; its own interrupts are on */
  ALARM_D43,
  ALARM_D44,
  N_ALARMS
} MmsMachineAlarm;

struct _MmsMachine
{
  const MmsProgram *program;
  MmsMemory memory;
  guint buffer; /* entries */
  gboolean reduce;
  gboolean reduces_initial; /* safe steps after the setup are part of the initial state */

  guint n_cells;
  guint n_cpus;
  guint n_tasks;
  guint n_registers;
  guint n_levels; /* of a task's context: 2 if it can be preempted and go on */
  guint context_size;

  /* Where things begin. */
  guint pending; /* IPIs: by sender, set and target; memory, behind the locations */
  guint csd;     /* handler and two arguments, by sender and set */
  guint life;    /* by mm address: generation, what is freed */
  guint pool;    /* count and stack of free addresses */
  guint cpus;
  guint cpu_size;
  guint contexts[N_LEVELS]; /* within a CPU; 0: no such context */
  guint stores;  /* within a CPU: count and entries */
  guint tasks;
  guint task_size;
  guint intrusions; /* how often each may still come */
  guint stopper;    /* the CPU that has stopped the others, plus one; 0: no program does that */

  int field_users;
  int field_count;
  int field_unflushed; /* a ghost: CPUs that may still be in an mm's user page tables; -1: none */
  MmsCell *initial;
  MmsAlarms initial_alarms;
};

/* One call of mms_machine_apply() or the like. */
typedef struct
{
  const MmsMachine *machine;
  const MmsProgram *program;
  MmsCell *state;
  MmsAlarms *alarms;
  MmsHappeningFunc func;
  gpointer user_data;
  gboolean is_void; /* the run ends here */
  gboolean was_never; /* and there was none: a guess was wrong */
  gboolean has_all_room; /* nothing waits for room in a store buffer or window; only to ask what could be done */
  guint said_at;    /* the place of an alarm, if that is not where the CPU is; else 0 */
  guint rounds;     /* CPUs that go round for ever, as was said */
  guint performed;  /* the entry of a window that takes effect, plus one: its CPU sees what is before it; or 0 */
  guint performer;  /* that CPU */
  GArray *taken;    /* (nullable): MmsTransition; what is taken at once is written down here */
} MmsRun;

/* Nothing is written to @state where that was const: the caller only looks. */
static inline void
mms_run_init (MmsRun           *run,
              const MmsMachine *machine,
              MmsCell          *state,
              MmsAlarms        *alarms,
              MmsHappeningFunc  func,
              gpointer          user_data)
{
  *run = (MmsRun){
    .machine = machine,
    .program = machine->program,
    .state = state,
    .alarms = alarms,
    .func = func,
    .user_data = user_data,
  };
}

static inline MmsCell *
mms_run_cpu (const MmsRun *run, guint cpu)
{
  return run->state + run->machine->cpus + cpu * run->machine->cpu_size;
}

static inline MmsCell *
mms_run_task (const MmsRun *run, guint task)
{
  return run->state + run->machine->tasks + task * run->machine->task_size;
}

static inline const MmsSimField *
mms_run_field (const MmsRun *run, guint field)
{
  return &g_array_index (run->program->fields, MmsSimField, field);
}

/* Whether two values of a place are the same to the kernel: of mm pointers it sees the addresses. */
static inline gboolean
mms_run_is_same_value (const MmsSimField *field, MmsCell one, MmsCell other)
{
  return field->type == MMS_TYPE_MM ? MMS_SIM_MM_ADDRESS (one) == MMS_SIM_MM_ADDRESS (other) : one == other;
}

/* The highest level that is active on a CPU. */
static inline guint
mms_run_level (const MmsCell *cpu)
{
  guint levels = (guint) cpu[CPU_LEVELS];

  return levels == 0 ? LEVEL_TASK : 31u - (guint) __builtin_clz (levels);
}

/* The context that runs on @cpu: a pc and registers. */
static inline MmsCell *
mms_run_context (const MmsRun *run, guint cpu)
{
  MmsCell *cells = mms_run_cpu (run, cpu);
  guint level = mms_run_level (cells);
  MmsCell *task;

  if (level != LEVEL_TASK)
    return cells + run->machine->contexts[level];
  task = mms_run_task (run, (guint) cells[CPU_CURRENT]);
  /* What preempted the task is above what it was doing. */
  if (run->machine->n_levels > 1 && task[run->machine->context_size] != 0)
    return task + run->machine->context_size;
  return task;
}

/* Of what @cpu does at @pc; the rest is for the caller to fill in. */
static inline MmsHappening
mms_run_happening (const MmsRun *run, guint cpu, MmsHappeningKind kind, guint pc)
{
  const MmsCell *cells = mms_run_cpu (run, cpu);

  return (MmsHappening){ .kind = kind,
                         .cpu = (guint8) cpu,
                         .level = (guint8) mms_run_level (cells),
                         .task = cells[CPU_CURRENT],
                         .pc = (guint16) pc,
                         .slot = -1,
                         .location = -1 };
}

static inline gboolean
mms_run_irqs_off (const MmsCell *cpu)
{
  return cpu[CPU_IRQ_OFF] != 0 || cpu[CPU_LEVELS] >= 1 << LEVEL_IRQ;
}

/* Whether another CPU keeps @cpu from going on. */
static inline gboolean
mms_run_is_stopped (const MmsRun *run, guint cpu)
{
  MmsCell stopper = run->machine->stopper != 0 ? run->state[run->machine->stopper] : 0;

  return stopper != 0 && (guint) stopper != cpu + 1;
}

static inline MmsCell *
mms_run_stores (const MmsRun *run, guint cpu)
{
  return mms_run_cpu (run, cpu) + run->machine->stores;
}

/* The location of an IPI from set @set of @sender to @target: 1 until @target has answered. */
static inline guint
mms_machine_pending_location (const MmsMachine *machine, guint sender, guint set, guint target)
{
  return machine->pending + (sender * MMS_N_IPI_SETS + set) * machine->n_cpus + target;
}

/* The register @number of @context; none holds 0. */
static inline MmsCell
mms_context_get (const MmsCell *context, guint8 number)
{
  return number == MMS_SIM_NO_REGISTER ? 0 : context[1 + number];
}

static inline void
mms_context_set (MmsCell *context, guint8 number, MmsCell value)
{
  if (number != MMS_SIM_NO_REGISTER)
    context[1 + number] = value;
}

/* machine-alarms.c */

void mms_run_alarm        (MmsRun          *run,
                           guint            cpu,
                           MmsMachineAlarm  alarm);
void mms_run_report       (MmsRun          *run,
                           guint            cpu,
                           guint            report);
/* Before @location is changed from @old to @value by @cpu, or @is_store without reading @old. */
void mms_run_watch_write  (MmsRun               *run,
                           guint                 cpu,
                           const MmsInstruction *instruction,
                           guint                 location,
                           MmsCell               old,
                           MmsCell               value);
/* @parts of @pointer were just freed by @cpu. */
void mms_run_watch_free   (MmsRun          *run,
                           guint            cpu,
                           MmsCell          pointer,
                           guint            parts);
void mms_run_watch_cr3    (MmsRun          *run,
                           guint            cpu,
                           MmsCell          pointer);
/* Interrupts of @cpu are on again. */
void mms_run_watch_irqs   (MmsRun          *run,
                           guint            cpu);
void mms_run_watch_end    (MmsRun          *run);
/* Whether what @pointer names is gone. */
gboolean mms_run_is_gone  (const MmsRun    *run,
                           MmsCell          pointer,
                           guint            parts);

/* machine-memory.c */

/* What @cpu would read from @location; %FALSE: not known yet (weak) */
gboolean mms_run_view     (const MmsRun    *run,
                           guint            cpu,
                           guint            location,
                           MmsCell         *value);
/* The same, without what it does on a guess, which may turn out never to have happened, or behind what takes effect
 * just now. */
gboolean mms_run_view_certain (const MmsRun *run,
                               guint         cpu,
                               guint         location,
                               MmsCell      *value);
/* The location that @instruction names with @index as the value of its index register; -1: there is
 * none */
int      mms_run_find_location (const MmsRun         *run,
                                const MmsInstruction *instruction,
                                MmsCell               index);
/* The same; that there is none is reported, and ends the run. */
int      mms_run_locate   (MmsRun               *run,
                           guint                 cpu,
                           const MmsInstruction *instruction,
                           MmsCell               index);
/* The instruction takes effect in memory.  Returns: what it read */
MmsCell  mms_run_perform  (MmsRun               *run,
                           guint                 cpu,
                           guint                 pc,
                           MmsCell               index,
                           MmsCell               b,
                           MmsCell               c,
                           int                   slot);
/* Whether it could: a lock is free, what is waited for is there. */
gboolean mms_run_is_ready (const MmsRun         *run,
                           guint                 cpu,
                           const MmsInstruction *instruction,
                           MmsCell               index,
                           MmsCell               b);
void     mms_run_drain    (MmsRun               *run, /* tso: the oldest store */
                           guint                 cpu);
void     mms_run_free     (MmsRun               *run,
                           guint                 cpu,
                           guint                 pc,
                           MmsCell               pointer,
                           int                   slot);

/* machine-weak.c */

/* Whether @instruction can be come to now; the reason for which not is in the window. */
gboolean mms_weak_can_issue   (const MmsRun  *run,
                               guint          cpu);
/* Whether it can be come to in the other way, as one that stores nothing or whose waiting is to end later: choice 1. */
gboolean mms_weak_can_fail    (const MmsRun  *run,
                               guint          cpu);
/* Whether it waits, and all that the CPU can do is to go on as if that came to an end. */
gboolean mms_weak_would_guess (const MmsRun  *run,
                               guint          cpu);
void     mms_weak_issue       (MmsRun        *run,
                               guint          cpu,
                               int            choice);
gboolean mms_weak_can_perform (const MmsRun  *run,
                               guint          cpu,
                               guint          entry);
void     mms_weak_perform     (MmsRun        *run,
                               guint          cpu,
                               guint          entry);
/* Whether a branch is guessed and not decided. */
gboolean mms_weak_is_guessing (const MmsRun  *run,
                               guint          cpu);
/* Whether any CPU has gone on as something may turn out not to be: perhaps there is no such run. */
gboolean mms_weak_is_in_doubt (const MmsRun  *run);
/* Whether the local instruction at the context's pc has to wait or to be put into the window. */
gboolean mms_weak_is_blocked  (const MmsRun  *run,
                               guint          cpu,
                               const MmsCell *context);

/* machine-step.c, machine-local.c, machine-take.c */

/* Whether the CPU's next operation can be done; @n_choices: (out): in how many ways */
gboolean mms_run_can_step (const MmsRun *run,
                           guint         cpu,
                           guint        *n_choices);
void     mms_run_step     (MmsRun       *run,
                           guint         cpu,
                           int           choice);
/* The next operation takes effect at once. */
void     mms_run_do       (MmsRun       *run,
                           guint         cpu,
                           int           choice);
/* The local code at @entry, after an end. */
void     mms_run_final    (MmsRun       *run,
                           guint         entry);
/* The run ends here, for the model is wrong. */
void     mms_run_break    (MmsRun       *run,
                           guint         cpu);
/* @value, unless it is beyond what a cell can hold: that breaks the run. */
MmsCell  mms_run_in_range (MmsRun       *run,
                           guint         cpu,
                           int           value);
/* Zeroes registers that nobody reads any more. */
void     mms_run_clear_dead (const MmsRun *run,
                             MmsCell      *context);
void     mms_run_tell_local (MmsRun           *run,
                             guint             cpu,
                             guint             pc,
                             MmsHappeningKind  kind,
                             MmsCell           a,
                             MmsCell           b,
                             MmsCell           c);
/* Everything local, up to the next step. */
void     mms_run_local    (MmsRun       *run,
                           guint         cpu);
/* Whether what @instruction, FAILED, stands behind stores nothing. */
gboolean mms_run_has_failed   (const MmsRun         *run,
                               const MmsInstruction *instruction,
                               MmsCell               found,
                               MmsCell               other);
/* Whether the result of a local instruction is out of range. */
gboolean mms_run_leaves_range (const MmsInstruction *instruction,
                               MmsCell               b,
                               MmsCell               c);
/* What the CPU does has no end.  On a guess that is nobody's business: there is a run in which it is known
 * before. */
void     mms_run_give_up  (MmsRun       *run,
                           guint         cpu);
/* Executes the local instruction at @context's pc.  A final has a context of its own. */
void     mms_run_do_local (MmsRun       *run,
                           guint         cpu,
                           MmsCell      *context);
/* A REPORT or TRACE at @pc says what it has to say, with the values of its operands. */
void     mms_run_say      (MmsRun       *run,
                           guint         cpu,
                           guint         pc,
                           MmsCell       a,
                           MmsCell       b,
                           MmsCell       c);
/* As the kernel compares: addresses.  Equal with other generations raises D07. */
gboolean mms_run_is_same_mm (MmsRun     *run,
                             guint       cpu,
                             MmsCell     a,
                             MmsCell     b);
/* Executes one local instruction with operands @b and @c.  Returns: its result */
MmsCell  mms_run_compute  (MmsRun               *run,
                           guint                 cpu,
                           const MmsInstruction *instruction,
                           MmsCell               b,
                           MmsCell               c);
/* Whether the task on @cpu has nothing to do. */
gboolean mms_run_is_task_idle (const MmsRun *run,
                               guint         cpu);
/* (nullable): the one with which the CPU's script goes on */
const MmsStatement *mms_run_get_statement (const MmsRun *run,
                                           guint         cpu);
/* @context, empty so far, begins with what is at @entry. */
void     mms_run_begin    (MmsRun       *run,
                           guint         cpu,
                           MmsCell      *context,
                           guint         entry);
void     mms_run_start    (MmsRun       *run, /* the CPU's next statement */
                           guint         cpu);
void     mms_run_enter    (MmsRun       *run,
                           guint         cpu,
                           guint         level,
                           guint         entry,
                           int           what);
gboolean mms_run_can_start   (const MmsRun *run,
                              guint         cpu);
gboolean mms_run_can_take_ipi (const MmsRun *run,
                               guint         cpu,
                               guint         set);
gboolean mms_run_can_intrude (const MmsRun *run,
                              guint         intrusion);
/* Whether every other CPU is where stop_machine() could have its way with it. */
gboolean mms_run_can_stop (const MmsRun *run,
                           guint         cpu);
void     mms_run_take     (MmsRun              *run,
                           const MmsTransition *transition);

/* machine-wait.c */

/* Nobody comes to an end: what each CPU waits for says what is wrong.  @cpus: those that wait for ever where they are;
 * the others are there again and again */
void mms_run_raise_stuck (MmsRun *run,
                          guint   cpus);
/* @cpu goes round for ever, whatever the others do. */
void mms_run_raise_round (MmsRun *run,
                          guint   cpu);

/* machine-reduce.c */

/* Takes every step that nobody else can notice; tells of CPUs that go round for ever by such steps. */
void     mms_run_reduce      (MmsRun       *run);
/* Whether @cpu does so, and will be where it is now again. */
gboolean mms_run_goes_round  (const MmsRun *run,
                              guint         cpu);

void mms_run_tell (MmsRun             *run,
                   const MmsHappening *happening);

G_END_DECLS
