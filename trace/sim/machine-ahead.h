/* machine-ahead.h - what may still happen, seen from one state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine-private.h"

G_BEGIN_DECLS

/* What contexts may touch: sets of bits as in futures.h */
typedef struct
{
  guint64 reads[MMS_TOUCH_WORDS];
  guint64 writes[MMS_TOUCH_WORDS];
} MmsTouched;

/* What is known in one state of what may still happen. */
typedef struct
{
  MmsRun *run;
  const MmsFutures *futures;
  MmsTouched of_cpu[MMS_SIM_MAX_CPUS]; /* each CPU's, with what may interrupt it */
  MmsTouched of_interrupts[MMS_SIM_MAX_CPUS]; /* that alone */
  MmsTouched of_tasks; /* that run nowhere, and of those that have not run yet */
  gboolean may_ipi;                 /* anybody may still send one */
  MmsCell *scratch; /* a state to try something on */
} MmsAhead;

void mms_ahead_look (MmsAhead *ahead);
gboolean mms_ahead_is_preemptible (const MmsAhead *ahead,
                                   guint cpu);

/* Whether something may come between two operations of the context that runs on @cpu. */
gboolean mms_ahead_is_interruptible (const MmsAhead *ahead,
                                     guint cpu);

/* Whether anything may still interrupt @cpu, now or after interrupts or preemption are on again. */
gboolean mms_ahead_may_be_interrupted (const MmsAhead *ahead,
                                       guint cpu);
gboolean mms_ahead_do_others_touch (const MmsAhead *ahead,
                                    guint cpu,
                                    guint bit,
                                    gboolean writes);

/* The same for the task that runs on @cpu, in case it goes on somewhere else while what it has issued is
 * still outstanding here.  It leaves by a switch of what it does now, or of a statement that it has yet
 * to begin; where it can be preempted, at any point. */
gboolean mms_ahead_do_own_touch (const MmsAhead *ahead,
                                 guint cpu,
                                 guint bit,
                                 gboolean writes);

/* The same for what may come on @cpu itself, between two of its operations. */
gboolean mms_ahead_do_interrupts_touch (const MmsAhead *ahead,
                                        guint cpu,
                                        guint bit,
                                        gboolean writes);

G_END_DECLS
