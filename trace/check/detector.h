/* detector.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "cause.h"
#include "check.h"
#include "coverage.h"
#include "dangling.h"
#include "hotplug.h"
#include "ledger.h"
#include "model/payload.h"
#include "story.h"

G_BEGIN_DECLS

typedef struct _MmsSampled MmsSampled;

/* Points of a track, @first to @last, over which one pointer was held. */
typedef struct
{
  guint first;
  guint last;
} MmsStretch;

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
  GHashTable *dangled;  /* at the end: MmsHolding of each of them that is beyond doubt */
  guint n_untold;      /* holders that dangle beyond what is followed one by one */
  guint untold_event;  /* the free with which they begin */
  MmsStories *stories;
  MmsLedgers *ledgers;
  MmsCoverage *coverage;
  MmsHotplug *hotplug;
  MmsCauses *causes;
  MmsSampled *sampled; /* of the event that was last asked about, for mms_sampled_read() */
  guint *last_records; /* (nullable): by CPU, its last event; for mms_check_records_after() */
  GArray *stretches; /* MmsStretch by CPU and holder, for mms_check_find_since() */
  gboolean is_whole; /* no event is missing: what is not there did not happen */

  guint event; /* the event just replayed; at the end: the last one */
  const MmsEvent *record;
  const MmsPayload *payload; /* what it holds; while events are looked at */
  MmsRole role;
  gpointer state; /* what the detector that is called has made in begin() */
} MmsCheckContext;

/**
 * MmsDetector:
 * @roles: (nullable) (array zero-terminated=1): the events that @look is called for
 * @needed: where the trace has no event of it, @look is not called at all; %MMS_ROLE_NONE: it always is
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
  MmsRole needed;
  gpointer (*begin) (MmsCheckContext *context);
  void     (*look)  (MmsCheckContext *context);
  void     (*end)   (MmsCheckContext *context);
  void     (*clear) (gpointer         state);
} MmsDetector;

extern const MmsDetector mms_detector_d01;
extern const MmsDetector mms_detector_d02;
extern const MmsDetector mms_detector_d05;
extern const MmsDetector mms_detector_d06;
extern const MmsDetector mms_detector_d07;
extern const MmsDetector mms_detector_d10;
extern const MmsDetector mms_detector_d11;
extern const MmsDetector mms_detector_d13;
extern const MmsDetector mms_detector_d14;
extern const MmsDetector mms_detector_d15;
extern const MmsDetector mms_detector_d22;
extern const MmsDetector mms_detector_d23;
extern const MmsDetector mms_detector_d24;
extern const MmsDetector mms_detector_d25;
extern const MmsDetector mms_detector_d26;
extern const MmsDetector mms_detector_d27;
extern const MmsDetector mms_detector_d28;
extern const MmsDetector mms_detector_d30;
extern const MmsDetector mms_detector_d31;
extern const MmsDetector mms_detector_d32;
extern const MmsDetector mms_detector_d33;
extern const MmsDetector mms_detector_d34;
extern const MmsDetector mms_detector_d35;
extern const MmsDetector mms_detector_d40;
extern const MmsDetector mms_detector_d41;
extern const MmsDetector mms_detector_d45;
extern const MmsDetector mms_detector_d46;
extern const MmsDetector mms_detector_d50;
extern const MmsDetector mms_detector_d51;
extern const MmsDetector mms_detector_d52;
extern const MmsDetector mms_detector_d53;
extern const MmsDetector mms_detector_d60;
extern const MmsDetector mms_detector_d61;
extern const MmsDetector mms_detector_d62;
extern const MmsDetector mms_detector_d70;
extern const MmsDetector mms_detector_d80;

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

/* One finding that stands for @n_more, from the event on with which they begin: there is an end to
 * what anybody reads.  @what: "references are lost"; nothing where @n_more is 0. */
void mms_check_report_more (MmsCheckContext   *context,
                            const MmsDetector *detector,
                            guint              event,
                            guint              n_more,
                            const char        *what);

/* One more link of @finding's chain. */
void mms_check_add_evidence (MmsFinding *finding,
                             guint       event,
                             int         cpu,
                             const char *format,
                             ...) G_GNUC_PRINTF (4, 5);

/* One more link: @cpu comes to hold @mm by @event. */
void mms_check_tell_holder (MmsCheckContext *context,
                            MmsFinding      *finding,
                            guint            mm,
                            guint            cpu,
                            MmsAttribute     holder,
                            guint            event);

/* Puts the chain into the order of events. */
void mms_check_sort_evidence (MmsFinding *finding);

/* A finding about a dangling holder, with what all of them have in common. */
MmsFinding *mms_check_report_dangling (MmsCheckContext   *context,
                                       const MmsDetector *detector,
                                       MmsDangling       *dangling,
                                       guint              event,
                                       char              *message);

/* At the end: whether an mm was freed while @cpu had it. */
gboolean mms_check_has_dangled (MmsCheckContext *context,
                                guint            mm,
                                guint            cpu);

/* A number of the event just replayed, see mms_trace_get_slot(). */
static inline gboolean
mms_check_number (MmsCheckContext *context, MmsSlot slot, guint64 *value)
{
  return mms_payload_get_slot (context->payload, slot, value);
}

/* The mm in @slot of the event just replayed, of the generation in @id_slot where that is told; 0:
 * none, or not known. */
guint mms_check_find_mm (MmsCheckContext *context,
                         MmsSlot          slot,
                         MmsSlot          id_slot);
/* The CPU that the event just replayed is about, where that is not the one that recorded it. */
gboolean mms_check_find_cpu (MmsCheckContext *context,
                             guint           *cpu);
gboolean mms_check_is_text (MmsCheckContext *context,
                            MmsSlot          slot,
                            const char      *text);
/* Whether @cpu records anything after @event: what it does not tell before that did not happen. */
gboolean mms_check_records_after (MmsCheckContext *context,
                                  guint            cpu,
                                  guint            event);
/* The last event before @event of the CPU that recorded it; 0 if there is none near. */
guint mms_check_find_previous (MmsCheckContext *context,
                               guint            event);
/* Whether the trace has any event of @role. */
gboolean mms_check_has_role (MmsCheckContext *context,
                             MmsRole          role);
/* Whether nothing of @cpu's events is missing between the events @from and @to. What a CPU does is known
 * again soon after a loss; what it did meanwhile is not. */
gboolean mms_check_is_whole (MmsCheckContext *context,
                             guint            cpu,
                             guint            from,
                             guint            to);
/* Since when @cpu's active_mm is what it is at @event: a borrowed one passes from kernel thread to
 * kernel thread, and that is one stretch of borrowing. */
guint mms_check_find_since (MmsCheckContext *context,
                            guint            cpu,
                            MmsAttribute     holder,
                            guint            event);

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
