/* machine.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history-private.h"
#include "model/payload.h"
#include "replay.h"

G_BEGIN_DECLS

/* A change of a CPU's mm_to_mmdrop that another CPU made before @seen_event, whose stamp comes first. */
typedef struct
{
  guint seen_event; /* 0: none is owed */
  guint16 seen_cpu;
  guint64 from;
  guint64 to;
} MmsOwedChange;

/* What a CPU is in the middle of; nothing that is shown. */
typedef struct
{
  MmsCpuRecord *record; /* what is shown of it */
  MmsTaskRecord *running; /* the task that the track says runs there, or another one */
  MmsTaskRecord *prev;  /* the task it switches away from; NULL: not known */
  gboolean in_switch;   /* between sched_switch and the end of context_switch() */
  gboolean in_gap;      /* its events from here to its next one are lost */
  guint prev_mm;        /* rq->prev_mm: the borrowed mm to drop after the switch; 0: none */
  guint flush_from;     /* event of the last TLB flush IPI sent from here */
  guint64 flush_mask;   /* the CPUs (below 64) that have not answered it */
  guint flush_mm;
  guint shoot_from;      /* event of the lazy shootdown that was last begun here */
  guint shoot_mm;
  guint membarrier_from; /* event of the last membarrier call made here */
  guint scan_event;      /* last event of the fixup of lazy references that runs here */
  guint scan_mm;
  MmsOwedChange owed;    /* of its mm_to_mmdrop */
  guint this_event;      /* the last one that no interrupt brought, of those that tell of mms */
  guint last_event;      /* and the one before */
  gboolean owes_counts;  /* a change of a count that it announced was seen undone */
} MmsCpuState;

/* The CPUs that last sent interrupts of one kind, latest last.  Who looks for the sender of one that it
 * gets need not ask hundreds of CPUs. */
#define MMS_MAX_CALLERS 64
typedef struct
{
  guint16 cpus[MMS_MAX_CALLERS];
  guint n_cpus;
} MmsCallers;

/* Calls from __schedule() come from a few places. */
#define MMS_N_SCHEDULER_ADDRESSES 16

/* Changes of counts that may have happened or not, see count.h. */
typedef struct _MmsFlights MmsFlights;

/**
 * MmsMachine:
 *
 * The kernel's state as far as it is known at one event.  The rules change it; every change goes
 * into the history's tracks, whose last points are the current values: state is kept once.
 */
typedef struct
{
  MmsTrace *trace;
  MmsHistory *history;
  MmsReplayMode mode;
  gboolean keeps_tasks;

  guint event; /* number of the event being replayed */
  const MmsEvent *record;
  MmsPayload payload; /* what it holds */
  MmsRole role;
  guint cpu;   /* the recording CPU */
  MmsCpuState *state; /* its state */
  guint state_cpu;    /* the CPU whose @state is; G_MAXUINT before the first event */
  MmsTaskRecord *recorder; /* see mms_machine_recorder(); NULL: not asked for yet */

  guint n_gaps;       /* CPUs whose events are missing just now */
  guint n_states;     /* state_begin events seen */
  gboolean has_probes;    /* it tells by probes on functions, which fire on offline CPUs too */
  gboolean has_exact_ids; /* a simulator made it: ids are of the pointer, not read through it */
  gboolean has_mms;   /* the trace tells of mms; otherwise the scheduler's events are all there is */
  GPtrArray *cpu_states;   /* MmsCpuState by cpu; NULL where nothing happened yet */
  GHashTable *owed_counts; /* mm -> GArray of count changes whose events come late */
  MmsCallers flushers;
  MmsCallers shooters;
  MmsCallers membarriers;
  guint64 scheduler_addresses[MMS_N_SCHEDULER_ADDRESSES]; /* in __schedule(), see rules-switch.c */
  MmsFlights *flights;     /* NULL: there were none */
  GPtrArray *known_tasks;  /* MmsTaskRecord of which something is known that a gap may change */
  GArray *counted_mms;     /* guint: mms whose counts are known */
} MmsMachine;

void mms_machine_init  (MmsMachine    *machine,
                        MmsTrace      *trace,
                        MmsReplayMode  mode);
void mms_machine_clear (MmsMachine    *machine);

MmsCpuState *mms_machine_make_cpu_state (MmsMachine *machine,
                                         guint       cpu);

/* The rules mostly ask for the CPU that records. */
static inline MmsCpuState *
mms_machine_cpu_state (MmsMachine *machine, guint cpu)
{
  MmsCpuState *state;

  if (G_LIKELY (cpu == machine->state_cpu))
    return machine->state;
  state = cpu < machine->cpu_states->len ? g_ptr_array_index (machine->cpu_states, cpu) : NULL;
  return G_LIKELY (state != NULL) ? state : mms_machine_make_cpu_state (machine, cpu);
}

/* Turns to the next event: nothing is replayed yet. */
static inline void
mms_machine_begin_event (MmsMachine *machine, const MmsEvent *record)
{
  machine->event++;
  machine->record = record;
  mms_payload_open (&machine->payload, record);
  machine->role = machine->payload.kind->role;
  machine->cpu = record->cpu;
  machine->state = mms_machine_cpu_state (machine, machine->cpu);
  machine->state_cpu = machine->cpu;
  machine->recorder = NULL;
}

/* --- reading --- */

static inline MmsPoint
mms_machine_get_cpu (MmsMachine *machine, guint cpu, MmsAttribute attribute)
{
  return mms_track_last (&mms_machine_cpu_state (machine, cpu)->record->tracks[attribute]);
}

/* The task running on @cpu; NULL while unknown.  The track is what counts; to look the task up at each
 * event would cost as much as the rest. */
static inline MmsTaskRecord *
mms_machine_running (MmsMachine *machine, guint cpu)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, cpu);
  MmsPoint point = mms_track_last (&state->record->tracks[MMS_ATTRIBUTE_TASK]);

  if (point.provenance == MMS_UNKNOWN)
    return NULL;
  if (state->running == NULL || state->running->task.pid != point.value)
    state->running = mms_history_take_task (machine->history, point.value, cpu);
  return state->running;
}

/* The task that recorded the current event (never NULL unless the record tells no pid). */
static inline MmsTaskRecord *
mms_machine_recorder (MmsMachine *machine)
{
  MmsTaskRecord *running;
  int pid;

  if (machine->recorder != NULL)
    return machine->recorder;
  pid = mms_payload_get_pid (&machine->payload);
  if (pid < 0)
    return NULL;
  running = mms_machine_running (machine, machine->cpu);
  machine->recorder = running != NULL && running->task.pid == pid
                          ? running
                          : mms_history_take_task (machine->history, pid, machine->cpu);
  return machine->recorder;
}

/* What is known of a count or the state of @mm; 0 stands for none, of which nothing is. */
MmsPoint mms_machine_get_mm  (MmsMachine   *machine,
                              guint         mm,
                              MmsAttribute  attribute);

static inline gboolean
mms_machine_number (MmsMachine *machine, MmsSlot slot, guint64 *value)
{
  return mms_payload_get_slot (&machine->payload, slot, value);
}

/* The same for small signed numbers; @fallback where the event has none. */
static inline int
mms_machine_integer (MmsMachine *machine, MmsSlot slot, int fallback)
{
  guint64 value;

  return mms_machine_number (machine, slot, &value) ? (int) value : fallback;
}

/**
 * mms_machine_mm:
 * @pointer: 0: none
 * @generation: the kernel's number for it; 0: the event does not tell
 *
 * The mm that lives at @pointer now, or, with @generation, the one that it is or was known for.  A
 * first sight makes a new object; so does a generation that was not seen there.
 *
 * Returns: its index; 0 for none
 */
guint    mms_machine_mm      (MmsMachine *machine,
                              guint64     pointer,
                              guint64     generation);
/* The same where the event does not tell the generation. */
static inline guint
mms_machine_mm_at (MmsMachine *machine, guint64 pointer)
{
  guint mm = pointer != 0 ? mms_history_latest_mm (machine->history, pointer) : 0;

  return G_LIKELY (mm != 0 || pointer == 0) ? mm : mms_machine_mm (machine, pointer, 0);
}
/* The same for the pointer in @slot; %FALSE where the event has no such field. */
gboolean mms_machine_mm_slot (MmsMachine *machine,
                              MmsSlot     slot,
                              guint      *mm);

/* --- changing --- */

static inline void
mms_machine_set_cpu (MmsMachine *machine, guint cpu, MmsAttribute attribute, gint64 value,
                     MmsProvenance provenance)
{
  MmsCpuState *state = mms_machine_cpu_state (machine, cpu);

  /* What another CPU sees of this one may be undone by an event that was lost. */
  if (state->in_gap && cpu != machine->cpu)
    provenance = MMS_UNKNOWN;
  /* Any CPU may take a deferred reference back, one whose events are missing too. */
  if (attribute == MMS_ATTRIBUTE_MM_TO_MMDROP && machine->n_gaps > 0)
    provenance = MMS_UNKNOWN;
  mms_track_set (&state->record->tracks[attribute], machine->event, value, provenance);
}

/* Also what the CPU shows that runs the task. */
void mms_machine_set_task_mm     (MmsMachine    *machine,
                                  MmsTaskRecord *task,
                                  guint          mm,
                                  MmsProvenance  provenance);
void mms_machine_set_task_active (MmsMachine    *machine,
                                  MmsTaskRecord *task,
                                  guint          mm,
                                  MmsProvenance  provenance);
/* @cpu runs @task from now on. */
void mms_machine_run             (MmsMachine    *machine,
                                  guint          cpu,
                                  MmsTaskRecord *task,
                                  MmsProvenance  provenance);

void mms_machine_set_mm       (MmsMachine    *machine,
                               guint          mm,
                               MmsAttribute   attribute,
                               gint64         value,
                               MmsProvenance  provenance);
/* What is kept of @task beside its tracks does not outlive a gap. */
void mms_machine_list_task    (MmsMachine    *machine,
                               MmsTaskRecord *task);
/* A count changes by rule; nothing while it is unknown. */
void mms_machine_add_count    (MmsMachine    *machine,
                               guint          mm,
                               MmsAttribute   attribute,
                               int            delta);
/* A new mm_struct at @pointer. */
guint mms_machine_allocate_mm (MmsMachine    *machine,
                               guint64        pointer,
                               guint64        generation,
                               int            owner);
void mms_machine_free_mm      (MmsMachine    *machine,
                               guint          mm,
                               MmsProvenance  provenance);
/* @cpu has gone down: its idle task has left whatever mm it had borrowed for init_mm. */
void mms_machine_take_down     (MmsMachine    *machine,
                                guint          cpu);
/* The address of init_mm became known. */
void mms_machine_found_init_mm (MmsMachine   *machine,
                                guint64       pointer);

/* @cpu's events are missing from here on: what it holds is not known, whatever another CPU saw. */
void mms_machine_begin_gap (MmsMachine *machine,
                            guint       cpu);
/* An event of whatever CPU may be missing here, and just here. */
void mms_machine_pass_hole (MmsMachine *machine);
/* @cpu's first event after the gap: nothing is known of what it and its tasks hold. */
void mms_machine_end_gap   (MmsMachine *machine,
                            guint       cpu);
/* Nothing is known any more of the counts of mms that are not freed. */
void mms_machine_forget_counts (MmsMachine *machine);

void mms_machine_add_tick  (MmsMachine   *machine,
                            MmsTickKind   kind,
                            guint         mm);
void mms_machine_add_arrow (MmsMachine   *machine,
                            MmsArrowKind  kind,
                            guint         from_event,
                            guint         from_cpu,
                            guint         to_cpu,
                            guint         mm);

G_END_DECLS
