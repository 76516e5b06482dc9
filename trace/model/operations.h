/* operations.h - the memory operations of a simulation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "trace.h"

G_BEGIN_DECLS

typedef enum
{
  MMS_OPERATION_LOAD,
  MMS_OPERATION_STORE,
  MMS_OPERATION_RMW,
  MMS_OPERATION_FENCE,
  MMS_OPERATION_LOCK,
  MMS_OPERATION_UNLOCK,
  MMS_OPERATION_CR3,
  MMS_OPERATION_IPI_POST,
  MMS_OPERATION_IPI_ACK,
  MMS_OPERATION_IRQ,
  MMS_OPERATION_USE,
  MMS_OPERATION_FREE,
  MMS_N_OPERATIONS
} MmsOperationKind;

/* Whether it changes what the memory holds, at once or later. */
static inline gboolean
mms_operation_writes (MmsOperationKind kind)
{
  return kind == MMS_OPERATION_STORE || kind == MMS_OPERATION_RMW || kind == MMS_OPERATION_LOCK
         || kind == MMS_OPERATION_UNLOCK;
}

/* The event does not come before the trace's end. */
#define MMS_OPERATION_NEVER G_MAXUINT32

/**
 * MmsOperation:
 * @event: that records it
 * @issue: the first event by which the CPU has come to it
 * @perform: the first event by which it has taken effect, equal to @issue where that is at once;
 *   %MMS_OPERATION_NEVER
 * @location: see mms_operations_get_location()
 * @moment: when the CPU has come to it, in the simulator's own sequence; 0 where the trace does not tell
 * @slot: of a store that waits: its place in the store buffer, from 0; less than 64
 *
 * From @issue on, and before @perform, what writes waits in its CPU's store buffer, or in what the memory
 * model has instead.
 */
typedef struct
{
  guint32 event;
  guint32 issue;
  guint32 perform;
  guint16 cpu;
  guint8 kind; /* an MmsOperationKind */
  guint8 slot;
  guint32 location;
  guint64 moment;
} MmsOperation;

/**
 * MmsOperations:
 *
 * What a simulated trace tells of single memory operations: when each was come to and when it took
 * effect, in numbers of events.  Immutable; any thread may read it.
 */
typedef struct _MmsOperations MmsOperations;

/* (transfer full) (nullable): %NULL if @trace has none, as captures have */
MmsOperations *mms_operations_new  (MmsTrace      *trace);
void           mms_operations_free (MmsOperations *operations);

/* (transfer none) (array length=n_operations): ascending by the event that records them */
const MmsOperation *mms_operations_get      (const MmsOperations *operations,
                                             guint               *n_operations);
/* (nullable): the one that @event records */
const MmsOperation *mms_operations_find     (const MmsOperations *operations,
                                             guint                event);
/* (nullable): as before, or the one whose effect @event tells */
const MmsOperation *mms_operations_find_cause   (const MmsOperations *operations,
                                                 guint                event);
/* Whether the time of each event is a number of the sequence that @moment is of. */
gboolean            mms_operations_have_moments (const MmsOperations *operations);
/* The place in memory by name, "rq1.lazy_mm"; "" where the trace does not tell. */
const char         *mms_operations_get_location (const MmsOperations *operations,
                                                 guint                location);

/* (transfer none) (array length=n_delayed): those stores of @cpu that wait for a while, ascending by
 * @issue */
const MmsOperation *mms_operations_get_delayed (const MmsOperations *operations,
                                                guint                cpu,
                                                guint               *n_delayed);
/* The most that ever wait on one CPU at once. */
guint               mms_operations_get_depth   (const MmsOperations *operations);

/**
 * mms_operations_find_delayed:
 *
 * Returns: the index, among those of @cpu, of the first that still waits behind @event or that comes
 *   later; those before it are all over
 */
guint mms_operations_find_delayed (const MmsOperations *operations,
                                   guint                cpu,
                                   guint                event);

/* (transfer container) (element-type MmsOperation): what waits in @cpu's store buffer at @event,
 * the oldest first */
GPtrArray *mms_operations_list_waiting (const MmsOperations *operations,
                                        guint                cpu,
                                        guint                event);

/**
 * mms_operations_find_value:
 *
 * The operation that tells what @reader finds in @location at @event: its own youngest store that waits,
 * else what the memory holds.
 *
 * @is_old: (out): the value is what the operation replaces, not what it writes or reads
 *
 * Returns: (nullable): %NULL if nothing tells
 */
const MmsOperation *mms_operations_find_value (const MmsOperations *operations,
                                               guint                location,
                                               guint                reader,
                                               guint                event,
                                               gboolean            *is_old);

/* A step among the events that record an operation, of @cpu alone unless it is -1.  Returns: the event, 0
 * if there is none further */
guint mms_operations_find_step (const MmsOperations *operations,
                                int                  cpu,
                                guint                event,
                                int                  direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsOperations, mms_operations_free)

G_END_DECLS
