/* record.h - a run of the machine as a trace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"
#include "model/trace.h"

G_BEGIN_DECLS

/**
 * MmsRecorder:
 *
 * Writes down what happens in a machine, in the words of samples/FORMAT.md: memory operations, and the
 * kernel's events that they amount to.  What a field's change is an event of, a table says
 * (record-fields.c); what no field tells, the program traces itself.  One run, one thread.
 */
typedef struct _MmsRecorder MmsRecorder;

/**
 * mms_recorder_new:
 * @machine: must outlive the recorder
 *
 * Begins with a snapshot of everything, and then the setup.
 */
MmsRecorder *mms_recorder_new  (const MmsMachine *machine);
void         mms_recorder_free (MmsRecorder      *recorder);

/* An #MmsHappeningFunc for mms_machine_apply() and mms_machine_check_end(). */
void mms_recorder_tell (const MmsHappening *happening,
                        gpointer            recorder);

/* After each mms_machine_apply() and mms_machine_check_end(): what it raised is behind what it did. */
void mms_recorder_end_step (MmsRecorder *recorder);

/* The run was cut short: the trace says that it is not complete. */
void mms_recorder_set_incomplete (MmsRecorder *recorder);

/* How many events there are so far. */
guint mms_recorder_get_n_events (const MmsRecorder *recorder);

/* What memory holds by what was told, the task that runs, and CR3: for comparison with the machine. */
gint16 mms_recorder_peek         (const MmsRecorder *recorder,
                                  guint              location);
gint16 mms_recorder_peek_cr3     (const MmsRecorder *recorder,
                                  guint              cpu);
int    mms_recorder_peek_current (const MmsRecorder *recorder,
                                  guint              cpu);

/**
 * mms_recorder_finish:
 *
 * Returns: (transfer full): simulator JSON; the recorder is freed
 */
GBytes *mms_recorder_finish (MmsRecorder *recorder);

/**
 * mms_record_run:
 * @transitions: (array length=n_transitions): from the initial state, each enabled where it stands
 * @seed: (nullable): it is the run that mms_simulate() makes of this
 * @is_whole: whether the run ends there, so that what its end raises is told; otherwise the trace says
 *   that it is not complete
 *
 * Returns: (transfer full): simulator JSON; %NULL with @error set if there is no such run
 */
GBytes *mms_record_run (const MmsMachine     *machine,
                        const MmsTransition  *transitions,
                        guint                 n_transitions,
                        const guint64        *seed,
                        gboolean              is_whole,
                        GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRecorder, mms_recorder_free)

G_END_DECLS
