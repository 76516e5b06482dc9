/* litmus-answer.h - what comes out of a litmus test under a memory model
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "litmus.h"
#include "outcomes.h"

G_BEGIN_DECLS

/* Of what stands behind the quantifier, whatever that is: as herd7 says it. */
typedef enum
{
  MMS_ANSWER_NEVER,
  MMS_ANSWER_SOMETIMES,
  MMS_ANSWER_ALWAYS,
  MMS_ANSWER_UNKNOWN, /* the search was not finished, and may still find what it lacks */
} MmsAnswerWord;

/**
 * MmsLitmusAnswer:
 * @n_values: how many places are shown
 * @values: (element-type gint16): @n_values per end; of the places that are shown, in their order
 * @holds: (element-type gboolean): by end, whether the condition does
 * @n_holding: how many ends fulfil the condition, of @n_ends
 * @is_good: whether the whole question is answered with yes: some end fulfils it (exists), none
 *   (~exists), all (forall)
 * @is_stuck: some runs wait for a lock that nobody will release; they have no end
 * @is_broken: some runs follow a pointer that leads nowhere, or their numbers become too large; what
 *   comes behind is not known, and the answer worth nothing
 */
typedef struct
{
  MmsAnswerWord word;
  guint n_values;
  guint n_ends;
  guint n_holding;
  GArray *values;
  GArray *holds;
  gboolean is_good;
  gboolean is_complete;
  gboolean is_narrow; /* more operations than the machine keeps in flight: it may have missed ends */
  gboolean is_stuck;
  gboolean is_broken;
  guint64 n_states; /* of the machine */
} MmsLitmusAnswer;

/* Returns: (transfer full): or %NULL with @error set, in domain %MMS_SIM_ERROR */
MmsLitmusAnswer *mms_litmus_answer      (const MmsLitmus        *litmus,
                                         MmsMemory               memory,
                                         const MmsOutcomeLimits *limits,
                                         MmsProgress            *progress,
                                         GError                **error);
void             mms_litmus_answer_free (MmsLitmusAnswer        *answer);

/* "Never", …; UNKNOWN: "not finished" */
const char *mms_answer_word_get_name (MmsAnswerWord word);

/* (transfer full): "0:r1=0; x=1;", as herd7 writes an end */
char *mms_litmus_answer_format_end (const MmsLitmus       *litmus,
                                    const MmsLitmusAnswer *answer,
                                    guint                  number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MmsLitmusAnswer, mms_litmus_answer_free)

G_END_DECLS
