/* cause.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"

G_BEGIN_DECLS

/**
 * MmsCauses:
 *
 * Why mms lost their protection: the findings that others about the same mm follow from.  Detectors of
 * causes run before those of consequences.
 */
typedef struct _MmsCauses MmsCauses;

MmsCauses *mms_causes_new  (void);
void       mms_causes_free (MmsCauses *causes);

/**
 * mms_causes_set:
 * @cpu: the CPU that @finding took the protection from; -1: all of them
 * @finding: not freed before the causes are
 *
 * The first one for an mm and a CPU stays.
 */
void mms_causes_set (MmsCauses  *causes,
                     guint       mm,
                     int         cpu,
                     MmsFinding *finding);

/* @finding was there first: the one that stood for all CPUs follows from it. */
void mms_causes_replace (MmsCauses  *causes,
                         guint       mm,
                         MmsFinding *finding);

/* (nullable): why what @cpu had of @mm is not protected: its own cause before that of all CPUs; -1
 * asks for the latter only. */
MmsFinding *mms_causes_find (MmsCauses *causes,
                             guint      mm,
                             int        cpu);

G_END_DECLS
