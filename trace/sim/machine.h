/* machine.h - executes a program one step at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "program.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_MEMORY_SC,   /* operations take effect one after another, as written */
  MMS_MEMORY_TSO,  /* each CPU has a FIFO store buffer: x86 */
  MMS_MEMORY_WEAK, /* operations perform out of order unless something keeps them: like LKMM, but
                    * all CPUs agree on when a store is visible */
  MMS_N_MEMORIES
} MmsMemory;

const char *mms_memory_get_name (MmsMemory   memory); /* "sc" "tso" "weak" */
gboolean    mms_memory_parse    (const char *name,
                                 MmsMemory  *memory);

/* A state is this many cells; two states with equal cells are the same.  The number is even, so that
 * states may be taken as words of 32 bits. */
typedef gint16 MmsCell;

typedef enum
{
  MMS_TRANSITION_RUN,      /* the CPU's next operation */
  MMS_TRANSITION_PERFORM,  /* tso: the oldest store leaves the buffer; weak: entry @choice of the
                            * window takes effect */
  MMS_TRANSITION_START,    /* the CPU's next statement begins (preempting, if it is of that kind) */
  MMS_TRANSITION_IPI,      /* the CPU takes the IPI of set @choice (sender * 2 + level) */
  MMS_TRANSITION_INTRUDE,  /* intrusion @choice begins */
} MmsTransitionKind;

typedef struct
{
  guint8 kind;
  guint8 cpu;
  gint16 choice; /* also of RUN: the value of a CHOOSE, the guess of a branch */
} MmsTransition;

#define MMS_MAX_TRANSITIONS 512

/* Reports of one step, a set of bits: first the program's reports by their index, behind them the
 * machine's own. */
typedef struct
{
  guint64 bits[4];
} MmsAlarms;

static inline void
mms_alarms_add (MmsAlarms *alarms, guint alarm)
{
  alarms->bits[alarm / 64 % 4] |= G_GUINT64_CONSTANT (1) << alarm % 64;
}

static inline void
mms_alarms_add_all (MmsAlarms *alarms, const MmsAlarms *more)
{
  for (guint i = 0; i < G_N_ELEMENTS (alarms->bits); i++)
    alarms->bits[i] |= more->bits[i];
}

static inline gboolean
mms_alarms_has (const MmsAlarms *alarms, guint alarm)
{
  return (alarms->bits[alarm / 64 % 4] >> alarm % 64 & 1) != 0;
}

static inline gboolean
mms_alarms_is_empty (const MmsAlarms *alarms)
{
  return (alarms->bits[0] | alarms->bits[1] | alarms->bits[2] | alarms->bits[3]) == 0;
}

/* What a step did, told to whoever writes it down. */
typedef enum
{
  MMS_HAPPENING_ISSUE,   /* @instruction was come to; its effect is later (tso stores, weak) */
  MMS_HAPPENING_PERFORM, /* it took effect */
  MMS_HAPPENING_LOCAL,   /* an instruction of no step; also TRACE and REPORT */
  MMS_HAPPENING_SETTLE,  /* an instruction of no step that waited in the window, at @slot, leaves it (weak) */
  MMS_HAPPENING_START,   /* a statement begins: @pc */
  MMS_HAPPENING_ENTER,   /* an IPI (@location: sender) or an intrusion (@location: its index) begins */
  MMS_HAPPENING_LEAVE,   /* and ends */
  MMS_HAPPENING_WAIT,    /* no CPU can go on: this one waits at @pc.  For @location, which holds @old,
                          * to be free or what it has to be as to @value; or, @location -1, for the
                          * answers to an IPI, of the CPUs in @arguments[0], of which those in [1] have
                          * interrupts off and those in [2] are in a handler.  An alarm follows */
  MMS_HAPPENING_ALARM,   /* @value: which */
} MmsHappeningKind;

typedef struct
{
  MmsHappeningKind kind;
  guint8 cpu;
  guint8 level;
  gint16 task;    /* number */
  guint16 pc;
  int slot;       /* of PERFORM, SETTLE: which of the CPU's outstanding operations, 0 the oldest; each ISSUE
                   * appends one.  -1: it was never outstanding */
  int location;   /* -1: none */
  gint16 old;
  gint16 value;   /* read; or new, of what writes */
  gboolean wrote;
  gint16 arguments[3]; /* of TRACE; r[b] of FREE, CR3, SWITCH_TO, USE; mask, r[c], r[a] of IPI */
} MmsHappening;

typedef void (*MmsHappeningFunc) (const MmsHappening *happening,
                                  gpointer            user_data);

/**
 * MmsMachine:
 *
 * Immutable after mms_machine_new(): any number of threads may list and apply at once, each on states
 * of its own.
 */
typedef struct _MmsMachine MmsMachine;

/**
 * mms_machine_new:
 * @program: (transfer none): finished; must outlive the machine
 * @buffer: entries of a store buffer or window; 0: the default (tso 16, weak 8)
 * @reduce: whether steps that no other context can ever notice are taken at once with the step
 *   before (partial-order reduction); %FALSE: every step is a transition of its own
 *
 * Runs the setup.  Returns: (transfer full): or %NULL with @error set
 */
MmsMachine *mms_machine_new  (const MmsProgram *program,
                              MmsMemory         memory,
                              guint             buffer,
                              gboolean          reduce,
                              GError          **error);
void        mms_machine_free (MmsMachine       *machine);

const MmsProgram *mms_machine_get_program (const MmsMachine *machine);
MmsMemory         mms_machine_get_memory  (const MmsMachine *machine);
guint             mms_machine_get_buffer  (const MmsMachine *machine); /* entries */
guint             mms_machine_get_n_cells (const MmsMachine *machine);

/* @state: (out): what the setup left; @alarms: what it raised */
void mms_machine_get_initial (const MmsMachine *machine,
                              MmsCell          *state,
                              MmsAlarms        *alarms);

/* The most entries that a store buffer or a window can have. */
#define MMS_MACHINE_MAX_BUFFER 32

/* Returns: an instruction that a CPU could come to if there were more room in its store buffer or window; 0: none */
guint mms_machine_find_full (const MmsMachine *machine,
                             const MmsCell    *state);

/**
 * mms_machine_list:
 * @transitions: (out): room for %MMS_MAX_TRANSITIONS
 *
 * Returns: how many transitions are enabled
 */
guint mms_machine_list (const MmsMachine *machine,
                        const MmsCell    *state,
                        MmsTransition    *transitions);

/**
 * mms_machine_apply:
 * @state: changed in place
 * @alarms: (inout): what the step raised is added
 * @func: (nullable): told of everything in it, in order
 *
 * @transition must have been listed for @state.
 *
 * Returns: %FALSE if the run ends here: the state is void.  Either there is no such run (a guess was
 *   wrong, an ASSUME failed), and then no alarm was added, or it is beyond repair (NULL was followed),
 *   and then @alarms says so
 */
gboolean mms_machine_apply (const MmsMachine    *machine,
                            MmsCell             *state,
                            const MmsTransition *transition,
                            MmsAlarms           *alarms,
                            MmsHappeningFunc     func,
                            gpointer             user_data);

/**
 * mms_machine_spell_out:
 * @state: changed in place
 * @transition: (nullable): %NULL: @state is what the setup left, before anything was taken at once
 * @steps: (element-type MmsTransition): the single steps are appended
 *
 * As mms_machine_apply(), and tells which steps that were: one after another, on a machine that does
 * not reduce, they do the same.
 */
gboolean mms_machine_spell_out (const MmsMachine    *machine,
                                MmsCell             *state,
                                const MmsTransition *transition,
                                GArray              *steps);

/* Replays the setup for @func, from nothing to the initial state. */
void mms_machine_tell_setup (const MmsMachine *machine,
                             MmsHappeningFunc  func,
                             gpointer          user_data);

/* Whether every script is done, every context empty and every store performed.  Intrusions that did not come need not
 * come. */
gboolean mms_machine_is_end    (const MmsMachine *machine,
                                const MmsCell    *state);

/**
 * mms_machine_check_end:
 *
 * @alarms: (inout): at an end, what the finals and the end itself raise (leaks, parked references);
 *   in a state that is no end and has no transitions, what the CPUs wait for in vain; on a machine that
 *   does not reduce, also CPUs that go round for ever, which mms_machine_apply() raises on others
 */
gboolean mms_machine_check_end (const MmsMachine *machine,
                                const MmsCell    *state,
                                guint             n_transitions,
                                MmsAlarms        *alarms,
                                MmsHappeningFunc  func,
                                gpointer          user_data);

/* The id of an alarm, "D27", and (nullable) what its place says; as many as there are bits. */
const char *mms_machine_get_alarm_id   (const MmsMachine *machine,
                                        guint             alarm);
const char *mms_machine_get_alarm_text (const MmsMachine *machine,
                                        guint             alarm);
guint       mms_machine_get_n_alarms   (const MmsMachine *machine);
/* @alarms: (out): all that have the id @id.  Returns: whether there are any */
gboolean    mms_machine_find_alarms    (const MmsMachine *machine,
                                        const char       *id,
                                        MmsAlarms        *alarms);
/* Information is no violation: D05 of stale fields, D31, D53 … */
gboolean    mms_machine_is_violation   (const MmsMachine *machine,
                                        guint             alarm);

/* Looking into a state, for pictures and tests. */
gint16 mms_machine_peek         (const MmsMachine *machine,
                                 const MmsCell    *state,
                                 guint             location);
gint16 mms_machine_peek_cr3     (const MmsMachine *machine,
                                 const MmsCell    *state,
                                 guint             cpu);
int    mms_machine_peek_current (const MmsMachine *machine, /* task number */
                                 const MmsCell    *state,
                                 guint             cpu);
/* Where @cpu is: the pc of its topmost context, 0 if it has nothing to do. */
guint  mms_machine_peek_pc      (const MmsMachine *machine,
                                 const MmsCell    *state,
                                 guint             cpu);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsMachine, mms_machine_free)

G_END_DECLS
