/* violation.h - what a simulator has found itself
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "detector.h"

G_BEGIN_DECLS

/**
 * MmsViolations:
 *
 * Takes events `violation` for findings of the detectors that they name, unless these have found the
 * same thing in the trace themselves.  What the simulator says it decides (`decides` in the header) and
 * has not found is information only.
 */
typedef struct _MmsViolations MmsViolations;

MmsViolations *mms_violations_new  (void);
void           mms_violations_free (MmsViolations *violations);
/* The event just replayed is one. */
void           mms_violations_look (MmsViolations   *violations,
                                    MmsCheckContext *context);
/* The event just replayed is a walk of page tables. */
void           mms_violations_look_at_walk (MmsViolations   *violations,
                                            MmsCheckContext *context);
/**
 * mms_violations_report:
 * @detectors: (array zero-terminated=1): those that have looked
 *
 * After all detectors are done.
 */
void           mms_violations_report (MmsViolations            *violations,
                                      MmsCheckContext          *context,
                                      const MmsDetector *const *detectors);

/* (nullable): a detector that no trace of a kernel can have, by @id or name */
const MmsDetector *mms_violations_find_detector (const char *id);

G_END_DECLS
