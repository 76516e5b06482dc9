/* waiting.h - for what, and for whom, a CPU of a deadlock waits
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "record-names.h"

G_BEGIN_DECLS

/**
 * MmsWaiting:
 *
 * Who wrote each place last, in one run.  A lock is held by whoever did.
 */
typedef struct _MmsWaiting MmsWaiting;

/* @program and @names: must outlive it */
MmsWaiting *mms_waiting_new  (const MmsProgram     *program,
                              const MmsRecordNames *names);
void        mms_waiting_free (MmsWaiting           *waiting);

/* To be told of all that happens in the run. */
void        mms_waiting_tell (MmsWaiting           *waiting,
                              const MmsHappening   *happening);
/* The pc whose store holds at @location; 0: none yet */
guint       mms_waiting_get_writer (const MmsWaiting *waiting,
                                    guint             location);

/**
 * mms_waiting_describe:
 * @happening: a %MMS_HAPPENING_WAIT
 * @says_where: also at which line of the source
 *
 * Returns: (transfer full): "waits at S4.lazy:7 for the answer of CPU 1, which has interrupts off"
 */
char       *mms_waiting_describe (const MmsWaiting   *waiting,
                                  const MmsHappening *happening,
                                  gboolean            says_where);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsWaiting, mms_waiting_free)

G_END_DECLS
