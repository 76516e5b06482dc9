/* check.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/finding.h"
#include "model/history.h"

G_BEGIN_DECLS

/**
 * MmsDetectorInfo: what a detector is, for lists and help
 * @statement: one line
 * @lesson: a paragraph that teaches
 */
typedef struct
{
  const char *id;
  const char *name;
  MmsSeverity severity;
  const char *statement;
  const char *lesson;
} MmsDetectorInfo;

/* (transfer none) (array zero-terminated=1): all detectors, by id */
const MmsDetectorInfo *const *mms_check_list (void);

/* (nullable): the detector with the id or name @id, also one of those that only simulators have, which
 * mms_check_list() does without */
const MmsDetectorInfo *mms_check_find (const char *id);

G_END_DECLS
