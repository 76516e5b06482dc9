/* vocabulary.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "kind.h"

G_BEGIN_DECLS

#define MMS_VOCABULARY_MAX_SLOTS 16

/**
 * MmsVocabularyEntry:
 * @name: the event's name
 * @role: what it means
 * @required: names of fields that must be there, separated by spaces, so that two vocabularies may
 *   use one event name; %NULL: none
 * @slots: which field fills which slot; ends at a %NULL field.  "users|uc[0]" takes the first of the
 *   alternatives that the event has, and element 0 of an array
 *
 * A vocabulary is a table of these, ending at a %NULL name.
 */
typedef struct
{
  const char *name;
  MmsRole role;
  const char *required;
  struct
  {
    MmsSlot slot;
    const char *field;
  } slots[MMS_VOCABULARY_MAX_SLOTS];
} MmsVocabularyEntry;

/**
 * MmsVocabulary:
 * @name: also the tracepoint system, where the trace tells systems, unless @any_system
 * @has_own: fields aN lN zN cN mN pN are CPU N's own answers
 */
typedef struct
{
  const char *name;
  gboolean any_system;
  gboolean has_own;
  const MmsVocabularyEntry *entries;
} MmsVocabulary;

extern const MmsVocabulary mms_vocabulary_sched;
extern const MmsVocabulary mms_vocabulary_lz;
extern const MmsVocabulary mms_vocabulary_lazy_mm;
extern const MmsVocabulary mms_vocabulary_simulator;

/**
 * mms_vocabulary_bind:
 *
 * Finds what @kind means from its name and fields and fills its role, bindings and own answers.
 * Called again after fields were added.
 */
void mms_vocabulary_bind (MmsKind *kind);

G_END_DECLS
