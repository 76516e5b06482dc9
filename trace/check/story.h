/* story.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "cpu-set.h"
#include "model/history.h"

G_BEGIN_DECLS

/**
 * MmsStory:
 *
 * How an mm came to its end: the events that a finding's chain of evidence is told from.  0 stands
 * for "no such event was seen".
 */
typedef struct
{
  guint last_put;    /* mm_users reached 0 */
  guint scan_start;  /* a fixup of lazy references or a shootdown began */
  guint scan_end;
  gboolean is_shootdown;
  guint64 cpumask;   /* mm_cpumask when the scan began */
  gboolean has_cpumask;
  MmsCpuSet scanned; /* CPUs that were looked at or sent an IPI */
  MmsCpuSet hit;     /* CPUs whose slot named the mm */
  guint n_scanned;   /* events that told of one */
  guint n_given;     /* deferred references given to other CPUs */
  guint last_given;
  guint last_drop;   /* the event that took mm_count to 0 */
  int last_drop_cpu;
  char *last_drop_operation; /* what it was part of; (nullable) */
} MmsStory;

/* One reference more or less. */
MmsStory *mms_story_ref   (MmsStory *story);
void      mms_story_unref (MmsStory *story);

typedef struct _MmsStories MmsStories;

MmsStories *mms_stories_new  (MmsTrace   *trace,
                              MmsHistory *history);
void        mms_stories_free (MmsStories *stories);
/* The events that it takes something down from, ended by %MMS_ROLE_NONE */
extern const MmsRole mms_stories_roles[];
/* Takes down what @record, the event just replayed, tells; nothing unless it has one of the roles. */
void        mms_stories_look (MmsStories     *stories,
                              guint           event,
                              const MmsEvent *record);
/* (nullable) (transfer none) */
MmsStory *mms_stories_find (MmsStories *stories,
                            guint       mm);
/* The mm was freed and looked into: what comes later begins another story. */
void        mms_stories_forget (MmsStories *stories,
                                guint       mm);

G_END_DECLS
