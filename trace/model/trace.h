/* trace.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "decoder.h"

G_BEGIN_DECLS

/**
 * MmsTrace:
 *
 * What a file holds: its events in order, their kinds, its CPUs, what is missing.  A trace is built
 * by one reader through mms_trace_builder_*() and immutable afterwards, so any thread may read it.
 */
typedef struct _MmsTrace MmsTrace;

/**
 * MmsNote:
 * @is_damage: bytes could not be read; otherwise it is a remark (lost events, a guess made)
 * @text: one sentence that names the place ("offset 0x1f000: page header says 70000 bytes, ...")
 */
typedef struct
{
  gboolean is_damage;
  char *text;
} MmsNote;

/**
 * MmsLoss:
 * @event: number of the first event of @cpu after the gap
 * @count: how many events are missing; -1 where the trace does not tell
 * @is_hole: they are missing at mms_trace_get_holes() and nowhere else, not all the way from the event of
 *   @cpu before
 */
typedef struct
{
  guint event;
  guint cpu;
  gint64 count;
  gboolean is_hole;
} MmsLoss;

/**
 * MmsProperty:
 * @name: (transfer none): "source", "memory", whatever the file's header calls it
 * @value: a string, or JSON where it is not @is_string
 *
 * What a file says about itself as a whole beyond what mmscope understands.
 */
typedef struct
{
  const char *name;
  char *value;
  gboolean is_string;
} MmsProperty;

MmsTrace *mms_trace_ref   (MmsTrace *trace);
void      mms_trace_unref (MmsTrace *trace);

const char *mms_trace_get_path   (MmsTrace *trace);
/* The format's name and version for people and scripts: "trace.dat" "7", "text" "tracefs". */
const char *mms_trace_get_format  (MmsTrace *trace);
const char *mms_trace_get_version (MmsTrace *trace);

/**
 * mms_trace_get_events:
 * @n_events: (out) (optional): how many there are
 *
 * Returns: (transfer none) (array length=n_events): all events in merged order; event number n is
 *   element n - 1
 */
const MmsEvent *mms_trace_get_events (MmsTrace *trace,
                                      guint    *n_events);

guint          mms_trace_get_n_kinds (MmsTrace *trace);
const MmsKind *mms_trace_get_kind    (MmsTrace *trace,
                                      guint     kind);

/* Whether any event tells that an mm was freed: without one nothing can be found to dangle. */
gboolean       mms_trace_tells_of_frees (MmsTrace *trace);

/* The ids of the CPUs that the trace has, ascending; ids may have holes. */
const guint *mms_trace_get_cpus (MmsTrace *trace,
                                 guint    *n_cpus);

/* The buffers (ftrace instances): "" is the top one. */
guint       mms_trace_get_n_buffers (MmsTrace *trace);
const char *mms_trace_get_buffer    (MmsTrace *trace,
                                     guint     buffer);

/* The clock of a text whose stamps have no decimal point: an event counter, cycles, nanoseconds that
 * nobody divided; the text does not tell. */
#define MMS_CLOCK_UNSCALED "unscaled"

const char *mms_trace_get_clock    (MmsTrace *trace); /* "global", "counter", …; never NULL */
gboolean    mms_trace_clock_is_ns  (MmsTrace *trace);
/* What one count of the clock is: "ns"; "events" (counter), "1/100 s" (uptime: jiffies as user space
 * counts them, USER_HZ), "cycles" (x86-tsc, ppc-tb), "ticks" (s390-tod), "unknown". */
const char *mms_trace_get_stamp_unit (MmsTrace *trace);

const MmsLoss *mms_trace_get_losses  (MmsTrace *trace,
                                      guint    *n_losses);
/* Numbers of events, ascending: before each of them one of whatever CPU may be missing, and nothing is
 * beside these places as far as losses say so. */
const guint   *mms_trace_get_holes   (MmsTrace *trace,
                                      guint    *n_holes);
/* Whether nothing of @cpu's events is missing between the events @from and @to. */
gboolean       mms_trace_is_whole    (MmsTrace *trace,
                                      guint     cpu,
                                      guint     from,
                                      guint     to);
guint64        mms_trace_get_n_lost  (MmsTrace *trace); /* of the losses that tell a number */
const MmsNote *mms_trace_get_notes   (MmsTrace *trace,
                                      guint    *n_notes);
/* In the header's order; empty for formats without one. */
const MmsProperty *mms_trace_get_properties (MmsTrace *trace,
                                             guint    *n_properties);
/* By its header, a simulator's: its events are in the order in which all happened. */
gboolean mms_trace_is_simulated (MmsTrace *trace);
/* No event is missing and no byte unread. */
gboolean mms_trace_is_complete (MmsTrace *trace);
/* Bytes could not be read: exit status 4. */
gboolean mms_trace_is_damaged  (MmsTrace *trace);
/* Which CPU some events belong to could only be guessed (a file without its own tables): nothing may
 * be concluded from what a CPU seems to hold. */
gboolean mms_trace_has_guessed_cpus (MmsTrace *trace);
/* The lines of some CPU were not in the order of their stamps: nothing tells the order of events of one CPU
 * that have the same stamp. */
gboolean mms_trace_has_open_ties    (MmsTrace *trace);
/* Reading stopped at the number of events that was asked for (a preview while loading). */
gboolean mms_trace_is_prefix   (MmsTrace *trace);

/* What the sidecar or saved command lines tell about tasks at the start. */
typedef struct
{
  int pid;
  int tgid;      /* -1: not told */
  gint8 kthread; /* 1 kernel thread, 0 user task, -1 not told */
  char comm[16 + 1];
} MmsTaskInfo;

const MmsTaskInfo *mms_trace_find_task    (MmsTrace *trace,
                                           int       pid);
const GArray      *mms_trace_get_tasks    (MmsTrace *trace); /* MmsTaskInfo, by pid */
/* From the sidecar: init_mm's address (0: not told) and the scheme's name (nullable). */
guint64            mms_trace_get_init_mm  (MmsTrace *trace);
const char        *mms_trace_get_sidecar_scheme (MmsTrace *trace);

/* --- fields of one event, see MmsDecoder --- */

gboolean mms_trace_get_number (MmsTrace       *trace,
                               const MmsEvent *event,
                               guint           field,
                               guint           element,
                               guint64        *value);
char    *mms_trace_get_text   (MmsTrace       *trace,
                               const MmsEvent *event,
                               guint           field);
/* The characters of a string as they lie in the data, see #MmsDecoder; %FALSE also where the reader
 * cannot tell without a copy. */
gboolean mms_trace_get_chars  (MmsTrace       *trace,
                               const MmsEvent *event,
                               guint           field,
                               const char    **chars,
                               gsize          *length);
int      mms_trace_get_pid    (MmsTrace       *trace,
                               const MmsEvent *event);
/* (transfer full) (nullable): the recording task's name, where the record itself tells it. */
char    *mms_trace_get_comm   (MmsTrace       *trace,
                               const MmsEvent *event);
/* (transfer full) (nullable): the field as the source writes it, where the source is JSON. */
char    *mms_trace_get_json   (MmsTrace       *trace,
                               const MmsEvent *event,
                               guint           field);
gboolean mms_trace_get_flags  (MmsTrace       *trace,
                               const MmsEvent *event,
                               char            flags[8]);
/* (transfer full): "mm=0xff11… users=1": what stands behind the event's name. */
char    *mms_trace_get_info   (MmsTrace       *trace,
                               const MmsEvent *event);
/* (transfer full) (nullable): the same, only where the source itself has it in that form. */
char    *mms_trace_get_printed (MmsTrace       *trace,
                                const MmsEvent *event);
guint    mms_trace_get_event_buffer (MmsTrace       *trace,
                                     const MmsEvent *event);

/* The same by slot of the event's role; %FALSE where the kind has no such field. */
gboolean    mms_trace_get_slot        (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       MmsSlot         slot,
                                       guint64        *value);
char       *mms_trace_get_slot_text   (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       MmsSlot         slot);
/* %FALSE also where the reader cannot tell without a copy. */
gboolean    mms_trace_get_slot_chars  (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       MmsSlot         slot,
                                       const char    **chars,
                                       gsize          *length);
const char *mms_trace_get_slot_symbol (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       MmsSlot         slot);
/* The recording CPU's own answer (aN, lN, zN, cN, mN, pN of event->cpu). */
gboolean    mms_trace_get_own         (MmsTrace       *trace,
                                       const MmsEvent *event,
                                       MmsSlot         slot,
                                       guint64        *value);

/**
 * mms_trace_find_time:
 *
 * Returns: how many events have a stamp smaller than @time, in O(log n); so the number of the last
 *   event before @time
 */
guint mms_trace_find_time (MmsTrace *trace,
                           guint64   time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsTrace, mms_trace_unref)

G_END_DECLS
