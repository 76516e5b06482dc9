/* atomic.h - events that were recorded where their function must not run
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "limit.h"
#include "model/context.h"

G_BEGIN_DECLS

typedef struct
{
  guint event;
  MmsContext context;
} MmsAtomic;

/**
 * MmsAtomics:
 *
 * The events of a detector that were recorded in a context that it names.  A tracepoint tells where
 * it was hit; a probe that is a breakpoint runs in an exception with interrupts off, whatever it
 * interrupts.  So of a probe's kind "interrupts off" counts only if some other event of the kind was
 * recorded with interrupts on.
 */
typedef struct _MmsAtomics MmsAtomics;

MmsAtomics *mms_atomics_new  (void);
void        mms_atomics_free (MmsAtomics *atomics);
/* Takes down the event just replayed if interrupts were off, in a hardirq and, with @softirq, in a
 * softirq. */
void        mms_atomics_look (MmsAtomics      *atomics,
                              MmsCheckContext *context,
                              gboolean         softirq);
/* Calls @tell for each one that counts, in order, and reports what is too much to list. */
void        mms_atomics_end  (MmsAtomics        *atomics,
                              MmsCheckContext   *context,
                              const MmsDetector *detector,
                              void             (*tell) (MmsCheckContext *context,
                                                        const MmsAtomic *atomic));

G_END_DECLS
