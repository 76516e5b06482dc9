/* record-private.h - what the parts of the recorder share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "alarm-cause.h"
#include "record-fields.h"
#include "record-names.h"
#include "record.h"
#include "waiting.h"
#include "write/sink.h"

G_BEGIN_DECLS

/* An operation that was come to and has not taken effect. */
typedef struct
{
  guint64 sequence; /* when it was come to */
  int location;     /* as far as it is known; -1 */
  gint16 value;     /* to be written there */
  guint16 pc;
  guint call;       /* of the answer to an IPI: which; 0: none */
} MmsRecordIssue;

/* An alarm whose cause is told next. */
typedef struct
{
  guint alarm;
  guint8 cpu;
  guint16 pc;
} MmsRecordAlarm;

/* A set of IPIs that were sent, or one that is handled. */
typedef struct
{
  guint id;
  guint8 level; /* of the sender's context; or that the handler interrupts */
} MmsRecordCall;

/* What a context did last: an instruction, and what that is called from.  pc 0: nothing yet. */
typedef struct
{
  guint16 pc;
  guint16 site;
} MmsRecordPlace;

/**
 * MmsRecordTask:
 * @n_statements: that have begun and not ended; of two the second has preempted the first
 * @places: of each
 */
typedef struct
{
  guint n_statements;
  MmsRecordPlace places[2];
} MmsRecordTask;

/**
 * MmsRecordCpu:
 * @current: the number of the task
 * @pending: (element-type MmsRecordIssue)
 * @sent: (element-type MmsRecordCall): not answered yet
 * @places: of contexts above a task's, by level
 * @handled: (element-type MmsRecordCall): contexts that interrupted others, the latest last; id 0: no IPI
 */
typedef struct
{
  int current;
  gint16 cr3;
  guint8 level;
  gboolean has_irqs_off;
  MmsRecordPlace places[3];
  GArray *pending;
  GArray *sent;
  GArray *handled;
} MmsRecordCpu;

struct _MmsRecorder
{
  const MmsMachine *machine;
  const MmsProgram *program;
  MmsRecordNames *names;
  MmsRecordFields *fields;
  GString *lines;
  guint n_events;
  guint64 sequence; /* the last one given away */
  gint16 tenants[MMS_SIM_MAX_MMS]; /* by address - 1: a pointer to the mm that lives or lived there */
  gint16 *values;   /* by location: what memory holds */
  MmsWaiting *waiting; /* who wrote them */
  MmsRecordCpu cpus[MMS_SIM_MAX_CPUS];
  MmsRecordTask tasks[MMS_SIM_MAX_TASKS]; /* by number */
  guint n_calls;
  gboolean is_incomplete;
  const guint64 *seed; /* (nullable): it is a random run, of this */

  /* Of the memory operation that just took effect, for the events that it makes up. */
  guint64 operation; /* its sequence; 0: none */

  GArray *alarms; /* MmsRecordAlarm: not written yet */
  guint alarm;    /* the first violation; G_MAXUINT: none */
  MmsHappening last; /* that was no alarm */
};

/* --- events --- */

/**
 * MmsRecordEvent:
 *
 * One line in the making.
 */
typedef struct
{
  MmsRecorder *recorder;
  guint64 sequence;
  struct json_object *line;
  struct json_object *fields;
} MmsRecordEvent;

/* @name and the names of fields: not copied; they must live as long as the program. */
void mms_record_begin (MmsRecorder    *recorder,
                       MmsRecordEvent *event,
                       guint           cpu,
                       const char     *name);
void mms_record_end   (MmsRecordEvent *event);

void mms_record_put_number (MmsRecordEvent *event,
                            const char     *field,
                            gint64          number);
void mms_record_put_hex    (MmsRecordEvent *event,
                            const char     *field,
                            guint64         number);
/* %NULL: nothing is put */
void mms_record_put_text   (MmsRecordEvent *event,
                            const char     *field,
                            const char     *text);
/* The address of an mm. */
void mms_record_put_mm     (MmsRecordEvent *event,
                            const char     *field,
                            gint16          pointer);
/* `mm` and `id` */
void mms_record_put_mm_id  (MmsRecordEvent *event,
                            gint16          pointer);
/* `old`, `new`, `old_id`, `new_id` */
void mms_record_put_change (MmsRecordEvent *event,
                            gint16          old,
                            gint16          value);
/* Without `flags` nothing is said about interrupts. */
void mms_record_forget_flags (MmsRecordEvent *event);
/* Where it stands in the source. */
void mms_record_put_source (MmsRecordEvent *event,
                            guint           pc);
/* Where the statement or context that begins at @pc stands, not what it calls. */
void mms_record_put_beginning (MmsRecordEvent *event,
                               guint           pc);
/* The memory operation that it is made of, if there is one. */
void mms_record_put_operation (MmsRecordEvent *event);

/* --- parts --- */

/* record-start.c: the header, and the snapshot */
void mms_record_take_start (MmsRecorder *recorder);
void mms_record_snapshot   (MmsRecorder *recorder);
/* (transfer full): the first line, and those that tell of tasks */
char *mms_record_make_header (const MmsRecorder *recorder);

/* record-memory.c: an operation took effect */
void mms_record_memory (MmsRecorder         *recorder,
                        const MmsHappening  *happening);

/* Stores that still wait are told as having been come to only. */
void mms_record_unperformed (MmsRecorder *recorder);

/* record-kernel.c: what that means to the kernel.  Memory holds the new value already. */
void mms_record_kernel (MmsRecorder         *recorder,
                        const MmsHappening  *happening);

/* record-cpu.c: the part of that which is about CPUs; whether it was */
gboolean mms_record_cpu (MmsRecorder        *recorder,
                         const MmsHappening *happening);
/* The change of a field of @owner's that has @meaning. */
void     mms_record_cpu_field (MmsRecorder        *recorder,
                               const MmsHappening *happening,
                               MmsMeaning          meaning,
                               guint               owner);
/* @task's active_mm became another one. */
void     mms_record_active_mm (MmsRecorder        *recorder,
                               const MmsHappening *happening,
                               int                 task,
                               gint16              old,
                               gint16              value);

/* Whether the event is to be written, and begins; the program may tell of it itself. */
gboolean mms_record_derive   (MmsRecorder        *recorder,
                              MmsRecordEvent     *event,
                              const MmsHappening *happening,
                              const char         *name);
void     mms_record_derived  (MmsRecordEvent     *event,
                              const MmsHappening *happening);
/* (transfer none): whose text the instruction is; "" where that is not told */
const char *mms_record_get_function (const MmsRecorder *recorder,
                                     guint              pc);

/* record-call.c: lines that call others.  Before what a context does where it has come to. */
void mms_record_calls       (MmsRecorder        *recorder,
                             const MmsHappening *happening);
/* A statement or a context begins, or ends. */
void mms_record_calls_begin (MmsRecorder        *recorder,
                             const MmsHappening *happening);
void mms_record_calls_end   (MmsRecorder        *recorder,
                             const MmsHappening *happening);

/* record-told.c: contexts that come and go; what a program traces itself; alarms */
void mms_record_statement (MmsRecorder        *recorder,
                           const MmsHappening *happening);
void mms_record_enter     (MmsRecorder        *recorder,
                           const MmsHappening *happening);
void mms_record_leave     (MmsRecorder        *recorder,
                           const MmsHappening *happening);
/* The answer to an IPI that waited in the store buffer is seen. */
void mms_record_answer    (MmsRecorder        *recorder,
                           const MmsHappening *happening);
void mms_record_trace     (MmsRecorder        *recorder,
                           const MmsHappening *happening);
/* An alarm: some are told before what raises them, and kept until that is written. */
void mms_record_alarm     (MmsRecorder        *recorder,
                           const MmsHappening *happening);
/* Writes the alarms that @cause, which is written already, has raised. */
void mms_record_alarms    (MmsRecorder        *recorder,
                           const MmsHappening *cause);

/* Of the object, by number; @fallback where the program has no such field. */
gint16 mms_record_get_member (const MmsRecorder *recorder,
                              int                field,
                              guint              element,
                              gint16             fallback);
/* What @cpu runs on, by the kernel's word; NULL where the scheme has no active_mm. */
gint16 mms_record_get_active (const MmsRecorder *recorder,
                              guint              cpu);
/* A pointer to the mm that lives at @element + 1, as far as that was told. */
gint16 mms_record_find_mm    (const MmsRecorder *recorder,
                              guint              element);

G_END_DECLS
