/* contradiction.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "attribute.h"
#include "history.h"

G_BEGIN_DECLS

/**
 * MmsContradiction:
 * @event: what it observed is not what the rules had derived
 * @since: event from which on the derived value held; 0: from the start
 * @cpu: whose attribute it is; -1: of an mm
 * @mm: whose count it is; 0: of a CPU
 * @derived: the value before @event, as in a track of @attribute
 * @observed: the value that @event carries
 *
 * An observation that the replay did not expect.  The observation wins; that something happened which no
 * event tells is worth knowing.
 */
typedef struct
{
  guint event;
  guint since;
  int cpu;
  guint mm;
  MmsAttribute attribute;
  int derived;
  int observed;
} MmsContradiction;

/**
 * mms_history_get_contradictions:
 * @n_contradictions: (out): how many there are in the array
 * @n_more: (out) (optional): how many came after those and were not kept
 *
 * Returns: (transfer none) (array length=n_contradictions): ascending by event, 0 standing for one that a
 *   later event explained
 */
const MmsContradiction *mms_history_get_contradictions (MmsHistory *history,
                                                        guint      *n_contradictions,
                                                        guint      *n_more);

G_END_DECLS
