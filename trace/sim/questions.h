/* questions.h - which barriers a scheme needs, and which it lacks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "explore.h"

G_BEGIN_DECLS

/* Something that can be changed in a scheme: taken away, or added. */
typedef struct
{
  const char *file; /* where; as a program's sources have it */
  guint line;
  guint cost;       /* of adding it; at least 1 */
} MmsChange;

/* Returns: (transfer full): the finished program of @scenario with these @changes made; %NULL without
 * @error: there is none (the scheme does not have what the scenario needs) */
typedef MmsProgram *(*MmsVariantFunc) (guint        scenario,
                                       const guint *changes,
                                       guint        n_changes,
                                       gpointer     user_data,
                                       GError     **error);

/**
 * MmsQuestion:
 * @make: called by the thread that asks
 * @buffer: as of mms_machine_new()
 * @options: limits and threads of each search
 */
typedef struct
{
  guint n_scenarios;
  const MmsChange *changes;
  guint n_changes;
  MmsVariantFunc make;
  gpointer user_data;
  MmsMemory memory;
  guint buffer;
  MmsExploreOptions options;
} MmsQuestion;

typedef enum
{
  MMS_NEED_NEEDED,  /* with the change there is a violation that there is not without: its run is proof */
  MMS_NEED_NONE,    /* every scenario was searched with the change, completely, and none has a violation
                     * that it does not have without.  That holds for these scenarios only */
  MMS_NEED_UNUSED,  /* no scenario comes there */
  MMS_NEED_UNKNOWN, /* some search did not come to its end */
} MmsNeed;

const char *mms_need_get_name (MmsNeed need); /* "needed" "not-needed" "unused" "unknown" */

/* @scenario: of NEEDED, the first that breaks; @alarm: what it raises */
typedef struct
{
  MmsNeed need;
  guint scenario;
  char *alarm;        /* id */
  guint n_searched;   /* scenarios */
  guint n_unused;     /* scenarios that do not come there */
  guint n_unfinished;
} MmsNeedAnswer;

/**
 * mms_question_ask_needs:
 *
 * For each change (which takes a barrier away, or makes it weaker): does any scenario need what it
 * takes away?
 *
 * Returns: (transfer full) (element-type MmsNeedAnswer): one per change; what was not asked yet when
 *   @progress was cancelled is UNKNOWN.  %NULL with @error set: a program could not be made
 */
GArray *mms_question_ask_needs (const MmsQuestion *question,
                                MmsProgress       *progress,
                                GError           **error);

typedef enum
{
  MMS_REPAIR_FOUND,
  MMS_REPAIR_NOTHING,    /* there is nothing to repair: no violation that the stronger memory lacks */
  MMS_REPAIR_IMPOSSIBLE, /* not with all the changes together */
  MMS_REPAIR_UNKNOWN,    /* some search did not come to its end */
} MmsRepairResult;

const char *mms_repair_result_get_name (MmsRepairResult result); /* "found" "nothing" … */

#define MMS_REPAIR_MAX_CHANGES 256

/**
 * MmsRepair:
 * @changes: (element-type guint): of FOUND: the cheapest set, among those of equal cost always the same
 * @alarm: (nullable): the first of what is to be repaired
 * @numbers: of FOUND: of the search that shows it
 */
typedef struct
{
  MmsRepairResult result;
  GArray *changes;
  guint cost;
  char *alarm;
  guint n_searches;
  MmsExploreNumbers numbers;
} MmsRepair;

/**
 * mms_question_ask_repair:
 * @stronger: what is a violation there too is not to be repaired
 *
 * The cheapest set of changes (which add order) that leaves @scenario, in the question's memory, no
 * violation that it does not have in the @stronger one; shown by a complete search with the set.
 *
 * That there is none cheaper rests on this: order takes runs away and adds none.  So if a set does not
 * repair, none of its subsets does; and a set that does repair has a change in common with what is left
 * out of each set that does not.  The cheapest such set that has is tried; if it does not repair, it is
 * grown as far as it can without repairing, and what is then left out is one condition more.
 *
 * Returns: (transfer full): %NULL with @error set: a program could not be made
 */
MmsRepair *mms_question_ask_repair (const MmsQuestion *question,
                                    guint              scenario,
                                    MmsMemory          stronger,
                                    MmsProgress       *progress,
                                    GError           **error);
void       mms_repair_free         (MmsRepair         *repair);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsRepair, mms_repair_free)

G_END_DECLS
