/* ledger.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "model/history.h"

G_BEGIN_DECLS

/* The kinds of references that mm_count holds; each is taken and dropped by operations of its
 * own. */
typedef enum
{
  MMS_REFERENCE_REAL,     /* mmgrab(), mmdrop(), and the one that all users have together */
  MMS_REFERENCE_LAZY,     /* of a CPU that borrows, where the scheme counts those */
  MMS_REFERENCE_DEFERRED, /* given to a CPU by a fixup, in mm_to_mmdrop */
  MMS_N_REFERENCES
} MmsReferenceKind;

const char *mms_reference_kind_get_name (MmsReferenceKind kind); /* "real", "lazy", "deferred" */

/**
 * MmsLedger:
 * @is_whole: its birth is in the trace, so that no reference is older than it
 * @balance: taken less dropped
 * @n_taken: events that took some
 * @last_taken: the last of them; 0: none
 * @overdrawn: the event with which more deferred references were dropped than had been taken; 0: none
 * @count_below: the first event whose mm_count is below zero; 0: none
 * @users_below: the same for mm_users
 * @lowest: the lowest value of either
 *
 * What became of one mm's references, from the operations on its counts that a trace records.
 */
typedef struct
{
  gboolean is_whole;
  gint32 balance[MMS_N_REFERENCES];
  guint n_taken[MMS_N_REFERENCES];
  guint n_dropped[MMS_N_REFERENCES];
  guint last_taken[MMS_N_REFERENCES];
  guint last_dropped[MMS_N_REFERENCES];
  guint overdrawn;
  guint count_below;
  guint users_below;
  gint32 lowest;
} MmsLedger;

typedef struct _MmsLedgers MmsLedgers;

MmsLedgers *mms_ledgers_new  (MmsTrace   *trace,
                              MmsHistory *history);
void        mms_ledgers_free (MmsLedgers *ledgers);
/* The events that it takes something down from, ended by %MMS_ROLE_NONE */
extern const MmsRole mms_ledgers_roles[];
/* Takes down what @record, the event just replayed, tells; nothing unless it has one of the roles. */
void        mms_ledgers_look (MmsLedgers     *ledgers,
                              guint           event,
                              const MmsEvent *record);
/* (nullable) */
const MmsLedger *mms_ledgers_find (MmsLedgers *ledgers,
                                   guint       mm);
/* (element-type guint): the mms that something is wrong with, each once, in order of events */
const GArray    *mms_ledgers_get_overdrawn (MmsLedgers *ledgers);

/**
 * mms_ledgers_parse:
 * @kind: (out): what the operation of a count's event takes or drops
 *
 * Returns: %FALSE for operations on mm_users and unknown ones
 */
gboolean mms_ledgers_parse (MmsTrace         *trace,
                            const MmsEvent   *record,
                            MmsReferenceKind *kind);

G_END_DECLS
