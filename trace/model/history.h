/* history.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "attribute.h"
#include "trace.h"
#include "track.h"

G_BEGIN_DECLS

/**
 * MmsMm:
 * @pointer: its address; 0 where only scheduler events tell of it (then @owner names it)
 * @generation: the kernel's own number for it (ctx_id, id), or how many mms at this address this is;
 *   0: not known
 * @is_reused: another generation at the same address is in this trace, so names show @generation
 * @owner: pid of the task that it was made for or first seen with; -1: not known
 * @first_event: first event that names it
 * @free_event: the event that freed it; 0: none did
 * @label: "A", "B", …, "Z", "AA", … in order of appearance; "init" for init_mm
 * @tracks: (nullable): of MMS_ATTRIBUTE_MM_USERS and those after it; for mms_history_get_mm_track()
 *
 * One generation of one mm_struct.  Element 0 of the history's mms stands for "none".
 */
typedef struct
{
  guint64 pointer;
  guint64 generation;
  MmsTrack *tracks;
  char label[8];
  int owner;
  guint first_event;
  guint free_event;
  guint is_reused : 1;
  guint is_init : 1;
} MmsMm;

/* A task that the trace names, under one pid.  The idle tasks are pid 0 and one object per CPU. */
typedef struct
{
  int pid;
  int cpu;       /* of an idle task; -1 for others */
  gint8 kthread; /* 1 kernel thread, 0 user task, -1 not known */
  MmsTrack mm;
  MmsTrack active_mm; /* over time only after mms_replayer_keep_tasks(), else just the last point */
} MmsTask;

typedef enum
{
  MMS_TICK_CR3,        /* CR3 written */
  MMS_TICK_BARRIER,    /* a full memory barrier that the scheme counts on */
  MMS_TICK_FENCE,      /* a barrier that orders only some: reads, writes */
  MMS_TICK_FLUSH,      /* TLB flush */
  MMS_TICK_IPI,        /* IPI handler ran */
  MMS_TICK_MEMBARRIER, /* membarrier called, or its IPI handled */
  MMS_TICK_FREE,       /* an mm was freed here */
  MMS_N_TICKS
} MmsTickKind;

const char *mms_tick_kind_get_name (MmsTickKind kind);

typedef struct
{
  guint32 event;
  guint32 kind : 4; /* an MmsTickKind */
  guint32 mm : 28;  /* 0: none */
} MmsTick;

typedef enum
{
  MMS_ARROW_FLUSH,      /* TLB flush IPI */
  MMS_ARROW_SHOOTDOWN,  /* lazy shootdown IPI */
  MMS_ARROW_DEFERRED,   /* a deferred reference handed to another CPU's mm_to_mmdrop */
  MMS_ARROW_MEMBARRIER, /* membarrier IPI */
  MMS_N_ARROWS
} MmsArrowKind;

const char *mms_arrow_kind_get_name (MmsArrowKind kind);

typedef struct
{
  guint32 from_event;
  guint32 to_event; /* not before from_event */
  guint16 from_cpu;
  guint16 to_cpu;
  guint32 kind : 4; /* an MmsArrowKind */
  guint32 mm : 28;
} MmsArrow;

/**
 * MmsHistory:
 *
 * What the replay made of a trace: every tracked value over time, ticks and arrows.  Made by
 * mms_replay(), immutable afterwards.
 */
typedef struct _MmsHistory MmsHistory;

MmsHistory *mms_history_ref   (MmsHistory *history);
void        mms_history_unref (MmsHistory *history);

MmsTrace   *mms_history_get_trace  (MmsHistory *history);
/* "refcount", "hazard", …, "unknown" */
const char *mms_history_get_scheme (MmsHistory *history);

/* The mms in order of appearance, element 0 standing for none. */
guint        mms_history_get_n_mms (MmsHistory *history);
const MmsMm *mms_history_get_mm    (MmsHistory *history,
                                    guint       mm);
/* init_mm's index; 0 where the trace does not tell it. */
guint        mms_history_get_init_mm (MmsHistory *history);
/* (transfer full): "0xff110000009b8b40", "0xff110000009b8b40#99" where the address is reused, or
 * "pid:412" for an mm that only its owner names; "-" for none. */
char        *mms_history_name_mm   (MmsHistory *history,
                                    guint       mm);
/* (transfer full): @location, "A.mm_count", with the mm's own name at @event: a simulator calls a place after
 * the first mm that lived there, and its label tells the later ones apart. */
char        *mms_history_name_place (MmsHistory *history,
                                     const char *location,
                                     guint       event);
/* The mm that is labelled so; 0 if none is. */
guint        mms_history_find_label (MmsHistory *history,
                                     const char *label);
/* The generation of @pointer in force at @event; 0 if none is known. */
guint        mms_history_find_mm   (MmsHistory *history,
                                    guint64     pointer,
                                    guint       event);
/* The one of the latest at @pointer that the kernel numbers @generation: an event may sort behind the
 * birth of the next mm there.  0 if none of them is. */
guint        mms_history_find_generation (MmsHistory *history,
                                          guint64     pointer,
                                          guint64     generation);

/* Whether some task had @mm as its own. */
gboolean     mms_history_had_user (MmsHistory *history,
                                   guint       mm);

guint          mms_history_get_n_tasks (MmsHistory *history);
const MmsTask *mms_history_get_task    (MmsHistory *history,
                                        guint       task);
/* @cpu matters for pid 0 only.  (nullable) */
const MmsTask *mms_history_find_task   (MmsHistory *history,
                                        int         pid,
                                        guint       cpu);
/* The task's name at @event: never NULL; "<...>" where no event told one. */
const char    *mms_history_get_comm    (MmsHistory *history,
                                        int         pid,
                                        guint       cpu,
                                        guint       event);

/* @cpu is a CPU's id, not an index; an empty track for attributes that the trace does not have. */
const MmsTrack *mms_history_get_cpu_track (MmsHistory   *history,
                                           guint         cpu,
                                           MmsAttribute  attribute);
const MmsTrack *mms_history_get_mm_track  (MmsHistory   *history,
                                           guint         mm,
                                           MmsAttribute  attribute);
/* Whether any CPU has that attribute at all: lanes for it are shown only then. */
gboolean        mms_history_has_attribute (MmsHistory   *history,
                                           MmsAttribute  attribute);

const MmsTick  *mms_history_get_ticks  (MmsHistory *history,
                                        guint       cpu,
                                        guint      *n_ticks);  /* ascending by event */
const MmsArrow *mms_history_get_arrows (MmsHistory *history,
                                        guint      *n_arrows); /* ascending by from_event */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsHistory, mms_history_unref)

G_END_DECLS
