/* expectation.h - what is expected of schemes in scenarios
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "machine.h"

G_BEGIN_DECLS

/**
 * MmsExpectation: a cell of the table
 * @cell: the text as it stands in the table
 * @words: what that says of each memory model: "ok", "ok D31", "D27 D15", "ok / D28", "-", "?"
 * @corrected: by memory model; (nullable): what has turned out to be right instead
 * @confidence: "H", "M", "L"
 */
typedef struct
{
  char *scenario;
  char *scheme;
  char *cell;
  char *words[MMS_N_MEMORIES];
  char *corrected[MMS_N_MEMORIES];
  char *confidence;
} MmsExpectation;

/**
 * mms_expectations_read:
 *
 * Reads the table that is in @folder/verdicts/expected.tsv, and what corrected.tsv beside it says of its
 * cells, if that is there; the files say themselves what their columns are.
 *
 * Returns: (transfer full) (element-type MmsExpectation): in the file's order, or %NULL with @error set
 */
GPtrArray *mms_expectations_read  (const char  *folder,
                                   GError     **error);
GPtrArray *mms_expectations_parse (const char  *text,
                                   GError     **error);
/* @text: of corrected.tsv.  Returns: %FALSE with @error set if it is not like that, or speaks of a cell
 * that the table does not have */
gboolean   mms_expectations_correct (GPtrArray   *expectations,
                                     const char  *text,
                                     GError     **error);

typedef enum
{
  MMS_AGREEMENT_EXACT,   /* the same verdict by the same detectors */
  MMS_AGREEMENT_MORE,    /* all that was expected, and more */
  MMS_AGREEMENT_CORRECTED, /* as the correction says, which is not as was expected */
  MMS_AGREEMENT_NONE,    /* another verdict, or something expected was not found */
  MMS_AGREEMENT_OPEN,    /* the search was not finished */
  MMS_AGREEMENT_UNASKED, /* nothing was expected */
} MmsAgreement;

/**
 * mms_expectation_compare:
 * @words: of an expectation, for one memory model
 * @is_finished: whether the search was
 * @violations: (element-type utf8): ids of what was found
 * @information: (element-type utf8): ids of what was found that is information only
 *
 * A search that was not finished has an answer only if it found what was expected.
 */
MmsAgreement mms_expectation_compare (const char      *words,
                                      gboolean         is_finished,
                                      const GPtrArray *violations,
                                      const GPtrArray *information);

/* The same with a cell of the table and its correction. */
MmsAgreement mms_expectation_judge (const MmsExpectation *expectation,
                                    MmsMemory             memory,
                                    gboolean              is_finished,
                                    const GPtrArray      *violations,
                                    const GPtrArray      *information);

/* Whether the scenario applies to the scheme, by the table's word. */
gboolean mms_expectation_applies (const char *words);

G_END_DECLS
