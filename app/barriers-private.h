/* barriers-private.h - what is asked of barriers, and what comes of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "barriers.h"
#include "sim/repair.h"

G_BEGIN_DECLS

/* A scenario in which a barrier is needed. */
typedef struct
{
  char *scenario;
  GPtrArray *ids; /* char *: what happens without it */
} MmsBarrierNeed;

typedef struct
{
  char *place; /* "kernel.lazy:258" */
  char *label; /* (nullable) */
  char *text;
  GPtrArray *needs;   /* MmsBarrierNeed */
  guint n_asked;      /* scenarios in which a run comes to it */
  guint n_passed_by;  /* that have it, and no run comes to it */
  guint n_unfinished;
} MmsBarrierQuestion;

/* What became of a scenario that goes wrong as it is. */
typedef struct
{
  char *scenario;
  GPtrArray *ids; /* char *: what is found */
  MmsRepair *repair; /* (nullable): under sc there is nothing to be repaired */
} MmsBarrierFault;

typedef struct
{
  const MmsLibrary *library;
  MmsSubjectWords words;
  MmsExploreOptions options;
  GPtrArray *questions; /* MmsBarrierQuestion, by place */
  GPtrArray *faults;    /* MmsBarrierFault */
  guint n_scenarios;
  guint n_safe;
  guint n_unfinished;   /* as they are */
  guint n_searches;
  guint n_full;         /* of these: a store buffer or window was full */
  int status;
} MmsBarrierInquiry;

void mms_barriers_tell_text (const MmsBarrierInquiry *inquiry);
void mms_barriers_tell_json (const MmsBarrierInquiry *inquiry,
                             MmsMemory                memory);

G_END_DECLS
