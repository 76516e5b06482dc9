/* history-private.h - for the replay, which writes the history, and history.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "contradiction.h"
#include "history.h"

G_BEGIN_DECLS

typedef struct
{
  guint event;
  guint length;
  const char *comm; /* in the history's string chunk */
} MmsComm;

/* As many bytes as a name has in the kernel's records */
#define MMS_COMM_SIZE 16

/* A task and what only the replay needs of it. */
typedef struct
{
  MmsTask task;
  GArray *comms;      /* MmsComm, ascending by event */
  char comm_bytes[MMS_COMM_SIZE]; /* the last name as a record held it; all zero: it came otherwise */
  int running_cpu;    /* -1: on none */
  guint is_listed : 1; /* in the replay's list of tasks that a gap may make unknown */
  guint has_run : 1;   /* it was seen, while the replay learned what the tasks are */
  guint evidence : 4;  /* and from what it learned that of this one */
  guint pending_exec; /* mm that its exec is about to take; 0: none */
  guint pending_drop; /* mm that its running __mmput() or kthread_use_mm() will drop; 0: none */
} MmsTaskRecord;

/* An mm and what only the replay needs of it. */
typedef struct
{
  MmsMm mm;
  guint previous;      /* the generation at the same address before it; 0: none */
  guint is_user : 1;   /* some task had it as its own */
  guint is_listed : 1; /* in the replay's list of mms whose counts a gap makes unknown */
} MmsMmRecord;

/* What was looked up last; events go on about the same few mms. */
typedef struct
{
  guint64 pointer;
  guint mm;
} MmsKnownMm;

#define MMS_N_KNOWN_MMS 1024

/* Records are made so many at a time; they stay where they are. */
#define MMS_MM_CHUNK 256

typedef struct
{
  MmsTrack tracks[MMS_N_CPU_ATTRIBUTES];
  MmsTick *ticks;
  guint n_ticks;
  guint n_ticks_allocated;
} MmsCpuRecord;

struct _MmsHistory
{
  gatomicrefcount ref_count;
  MmsTrace *trace;
  char *scheme;
  GPtrArray *mm_chunks;     /* MmsMmRecord[MMS_MM_CHUNK] */
  guint n_mms;
  GHashTable *mm_by_address; /* pointer (guint64 *) -> index of the latest generation */
  MmsKnownMm *known_mms;    /* [MMS_N_KNOWN_MMS] of mm_by_address, by address */
  GPtrArray *tasks;         /* MmsTaskRecord */
  GPtrArray *task_pages;    /* MmsTaskRecord *[], by pid; NULL where there is none */
  GHashTable *other_tasks;  /* pid -> MmsTaskRecord, of pids that no kernel gives */
  GPtrArray *idle_tasks;    /* MmsTaskRecord by cpu */
  GPtrArray *cpus;          /* MmsCpuRecord by cpu; NULL where the trace has none */
  GArray *arrows;           /* MmsArrow */
  GArray *contradictions;   /* MmsContradiction; NULL: none */
  guint n_more_contradictions;
  GStringChunk *strings;
  guint n_labels;
  guint init_mm;            /* 0: not known */
};

MmsHistory *mms_history_new (MmsTrace *trace);

/* In history-tasks.c */
void mms_history_init_tasks  (MmsHistory *history);
void mms_history_clear_tasks (MmsHistory *history);

/* The record of @cpu, made if it is not there yet. */
MmsCpuRecord *mms_history_take_cpu (MmsHistory *history,
                                    guint       cpu);

/* Tasks are found by pid in pages of so many. */
#define MMS_PIDS_PER_PAGE 64

/* The same where no page has it: an idle task, a pid that no kernel gives, or a new one. */
MmsTaskRecord *mms_history_make_task (MmsHistory *history,
                                      int         pid,
                                      guint       cpu);

/* The task's record, made if it is not there yet; @cpu tells the idle tasks apart. */
static inline MmsTaskRecord *
mms_history_take_task (MmsHistory *history, int pid, guint cpu)
{
  const guint page = (guint) pid / MMS_PIDS_PER_PAGE;
  MmsTaskRecord *const *places
      = page < history->task_pages->len ? g_ptr_array_index (history->task_pages, page) : NULL;
  MmsTaskRecord *record = places != NULL ? places[pid % MMS_PIDS_PER_PAGE] : NULL;

  /* Idle tasks share pid 0, which stays empty there. */
  return G_LIKELY (record != NULL) ? record : mms_history_make_task (history, pid, cpu);
}

/* A new generation at @pointer (0: known by its owner only). Returns: its index */
guint mms_history_add_mm (MmsHistory *history,
                          guint64     pointer,
                          guint64     generation,
                          int         owner,
                          guint       event,
                          gboolean    is_init);

/* The latest generation at @pointer; 0: none yet.  Only while the history is written: it remembers what
 * it was asked. */
static inline guint mms_history_latest_mm (MmsHistory *history,
                                           guint64     pointer);

/* The same where it was not asked just before. */
guint mms_history_find_latest_mm (MmsHistory *history,
                                  guint64     pointer);

/* Objects of a slab lie some hundred bytes apart. */
static inline MmsKnownMm *
mms_history_known_mm (MmsHistory *history, guint64 pointer)
{
  return &history->known_mms[(pointer >> 6 ^ pointer >> 16) % MMS_N_KNOWN_MMS];
}

static inline guint
mms_history_latest_mm (MmsHistory *history, guint64 pointer)
{
  const MmsKnownMm *known = mms_history_known_mm (history, pointer);

  return G_LIKELY (known->pointer == pointer && known->mm != 0)
             ? known->mm
             : mms_history_find_latest_mm (history, pointer);
}

static inline MmsMmRecord *
mms_history_get_mm_record (MmsHistory *history, guint mm)
{
  MmsMmRecord *chunk = g_ptr_array_index (history->mm_chunks, mm / MMS_MM_CHUNK);

  return &chunk[mm % MMS_MM_CHUNK];
}

/* As mms_history_get_mm_track(), for a kind of value that an mm has; @mm may be 0. */
static inline const MmsTrack *
mms_history_peek_mm_track (MmsHistory *history, guint mm, MmsAttribute attribute)
{
  static const MmsTrack empty = { 0 };
  const MmsTrack *tracks = mms_history_get_mm_record (history, mm)->mm.tracks;

  return tracks != NULL ? &tracks[attribute - MMS_ATTRIBUTE_MM_USERS] : &empty;
}

/* The track of @mm, made if it is not there yet; @attribute is one of an mm. */
MmsTrack *mms_history_take_mm_track (MmsHistory   *history,
                                     guint         mm,
                                     MmsAttribute  attribute);

void mms_history_set_comm (MmsHistory    *history,
                           MmsTaskRecord *record,
                           guint          event,
                           const char    *comm);

/* Returns: what names it to mms_history_explain_contradiction() */
guint mms_history_add_contradiction     (MmsHistory             *history,
                                         const MmsContradiction *contradiction);
/* A later event told what had happened: it was none. */
void  mms_history_explain_contradiction (MmsHistory             *history,
                                         guint                   contradiction);

/* Gives back what was allocated in advance; arrows are put in order. */
void mms_history_finish (MmsHistory *history);

G_END_DECLS
