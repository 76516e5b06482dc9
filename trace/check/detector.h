/* detector.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "check.h"
#include "dangling.h"
#include "story.h"

G_BEGIN_DECLS

/**
 * MmsCheckContext:
 *
 * What a detector may look at.
 */
typedef struct
{
  MmsTrace *trace;
  MmsHistory *history;
  GPtrArray *findings; /* MmsFinding */
  GPtrArray *danglings; /* MmsDangling, by the event of their free */
  guint n_untold;      /* holders that dangle beyond what is followed one by one */
  guint untold_event;  /* the free with which they begin */
  MmsStories *stories;

  guint event; /* the event just replayed; at the end: the last one */
  const MmsEvent *record;
  MmsRole role;
  gpointer state; /* what the detector that is called has made in begin() */
} MmsCheckContext;

/**
 * MmsDetector:
 * @roles: (nullable) (array zero-terminated=1): the events that @look is called for
 * @begin: (nullable): called once, before the first event; makes what the detector remembers
 * @look: (nullable): called after each event of @roles has been replayed
 * @end: (nullable): called once, after the last event
 * @clear: (nullable): frees what @begin made
 *
 * One detector; `detectors` in checker.c lists them all, in the order in which they run.  Most events
 * of a large trace are of no interest to most detectors, so each names the roles that it asks for.
 */
typedef struct
{
  MmsDetectorInfo info;
  const MmsRole *roles;
  gpointer (*begin) (MmsCheckContext *context);
  void     (*look)  (MmsCheckContext *context);
  void     (*end)   (MmsCheckContext *context);
  void     (*clear) (gpointer         state);
} MmsDetector;

extern const MmsDetector mms_detector_d02;
extern const MmsDetector mms_detector_d05;
extern const MmsDetector mms_detector_d06;
extern const MmsDetector mms_detector_d15;

/**
 * mms_check_report:
 * @root: (nullable): the finding that this one follows from
 *
 * Returns: (transfer none): a new finding, in @context, still without evidence
 */
MmsFinding *mms_check_report (MmsCheckContext   *context,
                              const MmsDetector *detector,
                              const MmsFinding  *root,
                              guint              event,
                              char              *message);

/* One more link of @finding's chain. */
void mms_check_add_evidence (MmsFinding *finding,
                             guint       event,
                             int         cpu,
                             const char *format,
                             ...) G_GNUC_PRINTF (4, 5);

/* A finding about a dangling holder, with what all of them have in common. */
MmsFinding *mms_check_report_dangling (MmsCheckContext   *context,
                                       const MmsDetector *detector,
                                       MmsDangling       *dangling,
                                       guint              event,
                                       char              *message);

/* (transfer full): "A (0xff11…)" */
char *mms_check_name_mm (MmsCheckContext *context,
                         guint            mm);
/* (transfer full): "swapper/1 (idle)" or "sh/115" */
char *mms_check_name_task (MmsCheckContext *context,
                           int              pid,
                           guint            cpu,
                           guint            event);
/* (transfer full): "1.234 ms" between two events, or "12 units" of a clock that is no time */
char *mms_check_name_age (MmsCheckContext *context,
                          guint            from,
                          guint            to);

G_END_DECLS
