/* question-search.h - one search of those that answer a question
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "questions.h"

G_BEGIN_DECLS

/**
 * MmsQuestionSearch:
 * @program: (nullable): %NULL: there is none
 * @covered: (nullable): by instruction
 * @ids: set of char *: the violations found
 * @first: (nullable): the id of the one that a shortest path leads to
 * @is_complete: every state was visited
 */
typedef struct
{
  MmsProgram *program;
  guint8 *covered;
  GHashTable *ids;
  char *first;
  gboolean is_complete;
  MmsExploreNumbers numbers;
} MmsQuestionSearch;

/**
 * mms_question_search_run:
 * @accepted: (nullable): ids of violations that are none here: the search ends at the first other one;
 *   %NULL: it finds all, and what is covered
 *
 * Returns: %FALSE with @error set: the program could not be made
 */
gboolean mms_question_search_run (MmsQuestionSearch *search,
                                  const MmsQuestion *question,
                                  guint              scenario,
                                  MmsMemory          memory,
                                  const guint       *changes,
                                  guint              n_changes,
                                  GHashTable        *accepted,
                                  MmsProgress       *progress,
                                  GError           **error);
void mms_question_search_clear (MmsQuestionSearch *search);

/* (nullable) (transfer none): the id of a violation that is not among @accepted; the first, if that is
 * one */
const char *mms_question_search_find_other (const MmsQuestionSearch *search,
                                            GHashTable              *accepted);

/* Whether any run comes to that line. */
gboolean mms_question_search_covers (const MmsQuestionSearch *search,
                                     const MmsChange         *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MmsQuestionSearch, mms_question_search_clear)

G_END_DECLS
